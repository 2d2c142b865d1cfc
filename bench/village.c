#include "village.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define FLAGS_MAX 24

void bench_fail(const char *what, const struct doran_error *error)
{
    fprintf(stderr, "bench: %s: %s %s %s\n", what, error ? doran_error_name(error->code) : "",
            error ? error->field : "", error ? error->message : "");
    exit(1);
}

void bench_ratio(const char *name, double measured, double at_least)
{
    printf("  %-58s %8.2f  (>= %.2f) %s\n", name, measured, at_least, measured >= at_least ? "ok" : "MISSED");
    fflush(stdout);
}

void bench_at_most(const char *name, double measured, double at_most, const char *unit)
{
    printf("  %-58s %8.2f %s (<= %.2f) %s\n", name, measured, unit, at_most,
           measured <= at_most ? "ok" : "MISSED");
    fflush(stdout);
}

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

void bench_sort(double *numbers, size_t count)
{
    qsort(numbers, count, sizeof *numbers, compare);
}

double bench_cpu_seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

long bench_private_dirty(int pid)
{
    char path[64], line[256];
    long kib = -1;
    snprintf(path, sizeof path, "/proc/%d/smaps_rollup", pid);
    FILE *file = fopen(path, "r");
    while (file && fgets(line, sizeof line, file))
        if (sscanf(line, "Private_Dirty: %ld kB", &kib) == 1)
            break;
    if (file)
        fclose(file);
    return kib * 1024;
}

static void sign_up(const struct village *village, struct villager *who, size_t number)
{
    struct doran_error error = {0};
    struct doran_arena arena = {0};
    char email[64];
    snprintf(email, sizeof email, "villager%zu@example.org", number);
    struct doran_signup_request request = {
        .email = email, .password = "a long enough one", .nickname = "villager"};
    struct doran_login login;
    struct doran_client_options options = {.server = server_url(village->server)};
    struct doran_client *client = doran_client_new(&options, &error);
    if (!client || !doran_call_signup(client, NULL, &request, &login, &arena, &error))
        bench_fail("sign-up", &error);
    snprintf(who->token, sizeof who->token, "%s", login.token);
    snprintf(who->user, sizeof who->user, "%s", login.user->id);
    doran_client_free(client);
    doran_arena_deinit(&arena);
}

static void found_family(const struct village *village, struct villager *people)
{
    struct doran_error error = {0};
    struct doran_arena arena = {0};
    struct doran_client *host = villager_client(village, &people[0]);
    struct doran_family family;
    struct doran_family_create create = {.title = "우리집", .nickname = "엄마"};
    if (!doran_call_family_create(host, NULL, &create, &family, &arena, &error))
        bench_fail("making a family", &error);
    struct doran_path path = {0};
    snprintf(path.ids[DORAN_PARAM_family], sizeof path.ids[DORAN_PARAM_family], "%s", family.id);
    for (size_t m = 0; m < village->members; m++)
        snprintf(people[m].family, sizeof people[m].family, "%s", family.id);
    for (size_t m = 1; m < village->members; m++) {
        char nickname[40];
        snprintf(nickname, sizeof nickname, "식구%zu", m);
        struct doran_invite_create invite = {.nickname = nickname};
        struct doran_invite_sent sent;
        struct doran_membership membership;
        if (!doran_call_invite_create(host, &path, &invite, &sent, &arena, &error))
            bench_fail("inviting", &error);
        struct doran_client *guest = villager_client(village, &people[m]);
        struct doran_join_request join = {.code = sent.code};
        if (!doran_call_join(guest, NULL, &join, &membership, &arena, &error))
            bench_fail("joining", &error);
        doran_client_free(guest);
    }
    doran_client_free(host);
    doran_arena_deinit(&arena);
}

struct village village_new(size_t families, size_t members, const char *const *flags)
{
    static const char *const generous[] = {
        "--signup=open",        "--signup-limit=-1",   "--login-limit=-1",
        "--invite-limit=-1",    "--write-limit=-1",    "--log-level=error",
        "--argon2-memory=1024", "--connections=20000", "--connections-per-address=20000"};
    const char *all[FLAGS_MAX + 1] = {0};
    size_t count = 0;
    for (size_t i = 0; i < sizeof generous / sizeof *generous; i++)
        all[count++] = generous[i];
    for (size_t i = 0; flags && flags[i] && count < FLAGS_MAX; i++)
        all[count++] = flags[i];
    struct village village = {.families = families, .members = members};
    village.server = server_start(&(struct server_options){.flags = all});
    village.people = calloc(families * members, sizeof *village.people);
    if (!village.server || !village.people)
        bench_fail("the server did not start", NULL);
    for (size_t i = 0; i < families * members; i++)
        sign_up(&village, &village.people[i], i);
    for (size_t f = 0; f < families; f++)
        found_family(&village, &village.people[f * members]);
    return village;
}

void village_free(struct village *village)
{
    server_stop(village->server);
    free(village->people);
    *village = (struct village){0};
}

const struct villager *villager(const struct village *village, size_t family, size_t member)
{
    return &village->people[family * village->members + member];
}

int village_port(const struct village *village)
{
    return server_port(village->server);
}

int village_pid(const struct village *village)
{
    return server_pid(village->server);
}

struct doran_client *villager_client(const struct village *village, const struct villager *who)
{
    struct doran_error error = {0};
    struct doran_client_options options = {.server = server_url(village->server), .token = who->token};
    struct doran_client *client = doran_client_new(&options, &error);
    if (!client)
        bench_fail("opening a client", &error);
    return client;
}

char *villager_request(const struct villager *who, const char *method, const char *path, const char *body)
{
    struct doran_buffer out = DORAN_BUFFER(4096);
    doran_buffer_printf(&out, "%s %s HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer %s\r\n", method,
                        path, who->token);
    if (body)
        doran_buffer_printf(&out, "Content-Type: application/json\r\nContent-Length: %zu\r\n", strlen(body));
    doran_buffer_printf(&out, "\r\n%s", body ? body : "");
    return doran_buffer_move(&out);
}

void village_sql(struct sqlite3 *db, const char *sql)
{
    char *message = NULL;
    if (sqlite3_exec(db, sql, NULL, NULL, &message) != SQLITE_OK) {
        fprintf(stderr, "%s\n", message);
        bench_fail("the database", NULL);
    }
}

struct sqlite3 *village_open_database(const struct village *village)
{
    char path[512];
    struct sqlite3 *db = NULL;
    snprintf(path, sizeof path, "%s/doran.db", server_data(village->server));
    server_halt(village->server);
    if (sqlite3_open(path, &db) != SQLITE_OK)
        bench_fail("opening the database", NULL);
    village_sql(db, "BEGIN IMMEDIATE");
    return db;
}

void village_close_database(const struct village *village, struct sqlite3 *db)
{
    village_sql(db, "COMMIT");
    sqlite3_close(db);
    server_restart(village->server);
}
