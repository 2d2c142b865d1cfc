/* The figures of durable writes: the server at 64 connections, beside the disk and beside the same SQL without it. */
#include "load.h"
#include "village.h"

#include "support/directory.h"
#include "support/sync_counter.h"

#include "server/db/db.h"
#include "server/db/migrate.h"
#include "server/store/change.h"
#include "server/store/family.h"
#include "server/store/member.h"
#include "server/store/user.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define CONNECTIONS 64
#define SECONDS 4.0
#define MEMBERS 4
#define GROUPS 100

static double fdatasync_seconds(const char *folder)
{
    char *path = test_directory_path(folder, "page");
    static char page[4096];
    const int times = 200;
    int fd = open(path, O_RDWR | O_CREAT, 0600);
    int64_t begin = doran_time_monotonic();
    for (int i = 0; fd >= 0 && i < times; i++)
        if (pwrite(fd, page, sizeof page, (off_t)i * (off_t)sizeof page) < 0 || fdatasync(fd) != 0)
            bench_fail("fdatasync", NULL);
    double seconds = (double)(doran_time_monotonic() - begin) / 1e6 / times;
    close(fd);
    free(path);
    return seconds;
}

/* --- the same SQL in process --- */

static void must_at(struct db_conn *conn, bool good, int line)
{
    if (!good) {
        fprintf(stderr, "bench_writes.c:%d\n", line);
        bench_fail(db_error(conn), NULL);
    }
}

#define must(conn, good) must_at((conn), (good), __LINE__)

static void people_make(struct db_conn *conn, char users[MEMBERS][37])
{
    struct doran_arena arena = {0};
    struct store store;
    store_init(&store, conn, &arena, NULL, doran_time_now());
    struct doran_id family = doran_id_new();
    must(conn, db_begin(conn) == DB_DONE);
    for (int i = 0; i < MEMBERS; i++) {
        char email[64], nickname[16];
        snprintf(users[i], sizeof users[i], "%s", doran_id_new().text);
        snprintf(email, sizeof email, "villager%d@example.org", i);
        snprintf(nickname, sizeof nickname, "m%d", i);
        struct store_account account = {users[i], email, email, "villager", "-"};
        must(conn, store_user_create(&store, &account, 1) == STORE_OK);
        struct doran_family new_family = {
            .id = family.text, .title = "우리집", .host_id = users[0], .time_zone = "Asia/Seoul"};
        if (i == 0)
            must(conn, store_family_create(&store, &new_family) == STORE_OK);
        must(conn, store_member_add(&store, family.text, users[i], nickname, nickname) == STORE_OK);
    }
    must(conn, store_flush(&store) == STORE_OK && db_commit(conn) == DB_DONE);
    doran_arena_deinit(&arena);
}

static void mood_of(struct db_conn *conn, const char *user, int number)
{
    struct doran_arena arena = {0};
    struct doran_user out;
    struct store store;
    store_init(&store, conn, &arena, user, doran_time_now());
    must(conn, db_savepoint(conn) == DB_DONE &&
                   store_user_mood(&store, user, (enum doran_mood)(1 + number % 7)) == STORE_OK &&
                   store_user(&store, user, &out) == STORE_OK && store_flush(&store) == STORE_OK &&
                   db_savepoint_release(conn) == DB_DONE);
    doran_arena_deinit(&arena);
}

static double batched_in_process(const char *folder)
{
    struct doran_error error = {0};
    char url[600], users[MEMBERS][37];
    snprintf(url, sizeof url, "sqlite:%s/batched.db", folder);
    struct db_options options = {.url = url};
    options.migrations = store_migrations(&options.migration_count);
    struct db *db = db_open(&options, &error);
    struct db_conn *conn = db ? db_connect(db, DB_WRITE, &error) : NULL;
    if (!conn)
        bench_fail("opening a database", &error);
    people_make(conn, users);
    int64_t begin = doran_time_monotonic();
    for (int g = 0; g < GROUPS; g++) {
        must(conn, db_begin(conn) == DB_DONE);
        for (int i = 0; i < CONNECTIONS; i++)
            mood_of(conn, users[i % MEMBERS], g + i);
        must(conn, db_commit(conn) == DB_DONE);
    }
    double rate = GROUPS * CONNECTIONS / ((double)(doran_time_monotonic() - begin) / 1e6);
    db_disconnect(conn);
    db_close(db);
    return rate;
}

/* --- the server --- */

static struct load_request next_mood(void *data, int connection, uint64_t number)
{
    char *const *requests = data;
    (void)connection;
    const char *text = requests[number % (MEMBERS * 7)];
    return (struct load_request){text, strlen(text)};
}

static double of_server(double *syncs_each)
{
    static const char *const moods[] = {"good", "love", "nice", "sad", "head", "angry", "sleepy"};
    struct sync_counter *counter = sync_counter_new();
    for (int i = 0; i < 2; i++) {
        char *pair = strdup(sync_counter_environment(counter, i)), *equals = strchr(pair, '=');
        *equals = '\0';
        setenv(pair, equals + 1, 1);
        free(pair);
    }
    struct village village = village_new(1, MEMBERS, NULL);
    unsetenv("LD_PRELOAD");
    char *requests[MEMBERS * 7];
    for (int i = 0; i < MEMBERS * 7; i++) {
        char body[40];
        snprintf(body, sizeof body, "{\"mood\":\"%s\"}", moods[i % 7]);
        requests[i] = villager_request(&village.people[i / 7], "PUT", "/api/v1/me/mood", body);
    }
    struct load_options options = {.port = village_port(&village),
                                   .connections = CONNECTIONS,
                                   .seconds = SECONDS,
                                   .next = next_mood,
                                   .data = requests};
    struct load_result result;
    uint64_t before = sync_counter_value(counter);
    if (!load_run(&options, &result) || result.failed > 0)
        bench_fail("the writes were not answered", NULL);
    *syncs_each = (double)(sync_counter_value(counter) - before) / (double)result.answered;
    for (int i = 0; i < MEMBERS * 7; i++)
        free(requests[i]);
    village_free(&village);
    sync_counter_free(counter);
    return (double)result.answered / result.seconds;
}

int main(void)
{
    char *folder = test_directory_new("bench-writes");
    double syncs, disk = 0, batched = 0, served = 0;
    printf("Durable writes: a mood, told to a family of %d, at %d connections, best of 3 in turns\n", MEMBERS,
           CONNECTIONS);
    for (int i = 0; i < 3; i++) {
        double d = CONNECTIONS / fdatasync_seconds(folder), b = batched_in_process(folder),
               s = of_server(&syncs);
        char *path = test_directory_path(folder, "batched.db");
        unlink(path);
        free(path);
        disk = d > disk ? d : disk;
        batched = b > batched ? b : batched;
        served = s > served ? s : served;
    }
    double bound = disk < batched ? disk : batched;
    printf("    %.0f/s served; 64 / fdatasync %.0f/s; the same SQL in process, 64 a commit %.0f/s\n", served,
           disk, batched);
    bench_ratio("acknowledged writes / the lesser of the two", served / bound, 0.5);
    printf("    %.3f fsyncs per write\n", syncs);
    test_directory_remove(folder);
    return 0;
}
