/* The figures of the client: catching up with ten thousand changes, and the terminal program on top of them. */
#include "village.h"

#include <doran/account.h>

#include "support/directory.h"
#include "support/screen.h"

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <sqlite3.h>

#define CHANGES 10000
#define KEYS 300
#define IDLE_SECONDS 20

/* Ten thousand notifications at once, straight into the database of a server that is stopped: by the protocol it would
 * keep the newest thousand only. */
static void insert_changes(const struct village *village, const struct villager *who)
{
    char path[512], sql[1024], *message = NULL;
    sqlite3 *db = NULL;
    snprintf(path, sizeof path, "%s/doran.db", server_data(village->server));
    if (sqlite3_open(path, &db) != SQLITE_OK ||
        sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL) != SQLITE_OK)
        bench_fail("opening the database", NULL);
    for (int i = 0; i < CHANGES; i++) {
        struct doran_id id = doran_id_new();
        snprintf(sql, sizeof sql,
                 "UPDATE streams SET seq = seq + 1 WHERE id = '%s';"
                 "INSERT INTO notifications (user_id, id, category, family_id, family_title, actor_nickname, "
                 "created_at)"
                 " VALUES ('%s', '%s', 'family_renamed', '%s', '우리집', '엄마', %lld);"
                 "INSERT INTO changes (stream, kind, id, seq, op, at) SELECT id, %d, '%s', seq, 1, %lld FROM "
                 "streams"
                 " WHERE id = '%s';",
                 who->user, who->user, id.text, who->family, (long long)doran_time_now(),
                 DORAN_kind_notification, id.text, (long long)doran_time_now(), who->user);
        if (sqlite3_exec(db, sql, NULL, NULL, &message) != SQLITE_OK) {
            fprintf(stderr, "%s\n", message);
            bench_fail("inserting", NULL);
        }
    }
    if (sqlite3_exec(db, "COMMIT", NULL, NULL, NULL) != SQLITE_OK)
        bench_fail("committing", NULL);
    sqlite3_close(db);
}

static double seconds_to_sync(const struct village *village, const struct villager *who, const char *replica)
{
    struct doran_error error = {0};
    struct doran_client_options options = {
        .server = server_url(village->server), .token = who->token, .replica_path = replica, .live = true};
    int64_t begin = doran_time_monotonic();
    struct doran_client *client = doran_client_new(&options, &error);
    if (!client || !doran_client_sync(client, 60000, &error))
        bench_fail("syncing", &error);
    double seconds = (double)(doran_time_monotonic() - begin) / 1e6;
    doran_client_free(client);
    return seconds;
}

/* --- the program --- */

/* How often any of its threads has gone to sleep of its own will: once for each waking. */
static long wakes(int pid)
{
    char path[300], line[256];
    long sum = 0, one;
    snprintf(path, sizeof path, "/proc/%d/task", pid);
    DIR *tasks = opendir(path);
    for (struct dirent *task; tasks && (task = readdir(tasks));) {
        snprintf(path, sizeof path, "/proc/%d/task/%.20s/status", pid, task->d_name);
        FILE *file = task->d_name[0] == '.' ? NULL : fopen(path, "r");
        while (file && fgets(line, sizeof line, file))
            if (sscanf(line, "voluntary_ctxt_switches: %ld", &one) == 1)
                sum += one;
        if (file)
            fclose(file);
    }
    if (tasks)
        closedir(tasks);
    return sum;
}

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static struct screen *open_program(const char *state, const char *url, int rows, int columns)
{
    char environment[600];
    snprintf(environment, sizeof environment, "DORAN_STATE_DIR=%s", state);
    const char *const env[] = {environment, "LC_ALL=C.UTF-8", NULL};
    const char *const argv[] = {DORAN_BIN, "--server", url, "--lang", "ko", NULL};
    return screen_start(&(struct screen_options){.env = env, .rows = rows, .columns = columns}, argv);
}

/* From a key to the cursor on the row it was to go to. */
static void keys(struct screen *screen)
{
    static double took[KEYS];
    int row, column, before;
    screen_keys(screen, "i");
    screen_wait_for_text(screen, "안 읽음", SCREEN_WAIT_MS);
    while (screen_pump(screen, 200)) {
    }
    screen_bytes(screen);
    screen_cursor(screen, &before, &column);
    size_t bytes = 0, most = 0;
    for (int i = 0; i < KEYS; i++) {
        bool down = i % 20 < 10;
        int64_t begin = doran_time_monotonic();
        screen_keys(screen, down ? "Down" : "Up");
        do {
            screen_pump(screen, 100);
            screen_cursor(screen, &row, &column);
        } while (row == before);
        took[i] = (double)(doran_time_monotonic() - begin) / 1e3;
        before = row;
        bytes = screen_bytes(screen);
        most = bytes > most ? bytes : most;
    }
    qsort(took, KEYS, sizeof *took, compare);
    printf("    key to painted: p50 %.2f ms\n", took[KEYS / 2]);
    bench_at_most("key to painted at 80x24, p99", took[KEYS * 99 / 100], 5, "ms");
    bench_at_most("bytes to the terminal per cursor move, most", (double)most, 1024, "B");
}

static void program(const char *state, const char *url)
{
    double best = 1e9;
    for (int i = 0; i < 5; i++) {
        int64_t begin = doran_time_monotonic();
        struct screen *screen = open_program(state, url, 24, 80);
        screen_wait_for_text(screen, "식구1", SCREEN_WAIT_MS);
        double took = (double)(doran_time_monotonic() - begin) / 1e3;
        best = took < best ? took : best;
        screen_free(screen);
    }
    bench_at_most("first paint, from exec, best of 5", best, 50, "ms");
    struct screen *screen = open_program(state, url, 24, 80);
    screen_wait_for_text(screen, "연결됨", SCREEN_WAIT_MS);
    keys(screen);
    sleep(2);
    bench_at_most("private dirty memory of the program",
                  (double)bench_private_dirty(screen_pid(screen)) / 1048576, 16, "MiB");
    long before = wakes(screen_pid(screen));
    sleep(IDLE_SECONDS);
    bench_at_most("wakes in 20 idle seconds, all threads", (double)(wakes(screen_pid(screen)) - before), 6,
                  "");
    screen_free(screen);
}

static void lived(void **unused)
{
    (void)unused;
    struct village village = village_new(1, 4, NULL);
    const struct villager *who = villager(&village, 0, 0);
    char *state = test_directory_new("bench-client");
    struct doran_account account = {0};
    char path[DORAN_STATE_PATH_MAX];
    struct doran_error error = {0};
    setenv("DORAN_STATE_DIR", state, 1);
    snprintf(account.server, sizeof account.server, "%s", server_url(village.server));
    snprintf(account.token, sizeof account.token, "%s", who->token);
    snprintf(account.user_id, sizeof account.user_id, "%s", who->user);
    if (!doran_account_save(NULL, &account, &error) || !doran_account_replica_path(NULL, path, &error))
        bench_fail("the account", &error);
    seconds_to_sync(&village, who, path);
    server_halt(village.server);
    insert_changes(&village, who);
    server_restart(village.server);
    bench_at_most("catching up 10,000 changes into the replica", seconds_to_sync(&village, who, path), 0.5,
                  "s");
    program(state, server_url(village.server));
    test_directory_remove(state);
    village_free(&village);
}

int main(void)
{
    printf("Client and terminal program, on loopback\n");
    const struct CMUnitTest tests[] = {cmocka_unit_test(lived)};
    cmocka_set_message_output(CM_OUTPUT_STDOUT);
    return cmocka_run_group_tests_name("bench_client", tests, NULL, NULL);
}
