/* The figures of the calendar at the server: a month costs what is in it, and a large family's first sync. */
#include "bare.h"
#include "load.h"
#include "village.h"

#include "support/directory.h"

#include <doran/replica.h>

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define OF_MONTH 60
#define LARGE 100000
#define OBJECTS 50000
#define ROUNDS 5
#define SECONDS 1.5
#define CONNECTIONS 64
#define STARTS 28 /* Windows that are asked for; together more than a cache of 1 MiB. */
#define ENDS 28

/* --- A calendar, straight into the database of a server that is stopped ------------------------------------------- */

static void insert_event(struct sqlite3 *db, const struct villager *who, struct doran_date date)
{
    static const char *const titles[] = {"저녁 식사", "병원 예약",   "할머니 댁",
                                         "수영 교실", "학부모 모임", "장보기"};
    char day[DORAN_DATE_TEXT_MAX], sql[2048];
    struct doran_id id = doran_id_new();
    int hour = 9 + date.day % 10;
    doran_date_format(date, day);
    int month = doran_month_number(date);
    long long now = (long long)doran_time_now();
    snprintf(sql, sizeof sql,
             "UPDATE streams SET seq = seq + 1 WHERE id = '%s';"
             "INSERT INTO events (family_id, id, author_id, title, colour, all_day, starts, ends, zone, "
             "exceptions,"
             " reminders, recurrence_id, uid, created_at, changed_at, first_month, last_month, rule_month)"
             " VALUES ('%s', '%s', '%s', '%s', 'blue', 0, '%sT%02d:00:00', '%sT%02d:30:00', 'Asia/Seoul', "
             "'', '', '',"
             " '%s@doran', %lld, %lld, %d, %d, -1);"
             "INSERT INTO event_months (family_id, month, event_id) VALUES ('%s', %d, '%s');"
             "INSERT INTO changes (stream, kind, id, seq, op, actor, at)"
             " SELECT id, %d, '%s', seq, 1, '%s', %lld FROM streams WHERE id = '%s';",
             who->family, who->family, id.text, who->user, titles[month % 6], day, hour, day, hour, id.text,
             now, now, month, month, who->family, month, id.text, DORAN_kind_event, id.text, who->user, now,
             who->family);
    village_sql(db, sql);
}

/* `of_month` of them in November 2026, the others before it and after it. */
static void plan(const struct village *village, int of_month, int others)
{
    const struct villager *who = villager(village, 0, 0);
    struct sqlite3 *db = village_open_database(village);
    for (int i = 0; i < others; i++) {
        struct doran_date date = doran_date_add_days((struct doran_date){2007, 1, 3}, i % 7200);
        date = doran_month_number(date) >= 2026 * 12 + 9 ? doran_date_add_days(date, 200) : date;
        date.day = date.day > 27 ? 27 : date.day < 3 ? 3 : date.day;
        insert_event(db, who, date);
    }
    for (int i = 0; i < of_month; i++)
        insert_event(db, who, (struct doran_date){2026, 11, 3 + i % 25});
    village_close_database(village, db);
}

/* --- A month ----------------------------------------------------------------------------------------------------- */

/* Requests in turn: where nothing is to be had from the cache, more than it holds. */
struct turn {
    char **texts;
    size_t count;
};

static struct load_request next_of_turn(void *data, int connection, uint64_t number)
{
    const struct turn *turn = data;
    const char *text = turn->texts[number % turn->count];
    (void)connection;
    return (struct load_request){text, strlen(text)};
}

static struct load_result load(int port, struct turn *turn, int connections)
{
    struct load_result result;
    const struct load_options options = {
        .port = port, .connections = connections, .seconds = SECONDS, .next = next_of_turn, .data = turn};
    if (!load_run(&options, &result) || result.failed > 0 || result.answered == 0)
        bench_fail("the load was not answered", NULL);
    return result;
}

/* Windows around November, a few days more or less: nothing is planned there but in November. */
static struct turn month_requests(const struct village *village, int starts, int ends)
{
    const struct villager *who = villager(village, 0, 0);
    struct turn turn = {.texts = calloc((size_t)starts * (size_t)ends, sizeof *turn.texts)};
    for (int i = 0; i < starts * ends; i++) {
        char path[160], from[DORAN_DATE_TEXT_MAX], to[DORAN_DATE_TEXT_MAX];
        doran_date_format(doran_date_add_days((struct doran_date){2026, 11, 1}, -(i % starts)), from);
        doran_date_format(doran_date_add_days((struct doran_date){2026, 12, 1}, i / starts), to);
        snprintf(path, sizeof path, "/api/v1/families/%s/calendar?from=%s&to=%s", who->family, from, to);
        turn.texts[turn.count++] = villager_request(who, "GET", path, NULL);
    }
    return turn;
}

static void turn_free(struct turn *turn)
{
    for (size_t i = 0; i < turn->count; i++)
        free(turn->texts[i]);
    free(turn->texts);
}

/* One asks at a time; the best median of rounds in turns. */
static void a_month_among_many(void)
{
    const char *const flags[] = {"--cache-size=1", NULL};
    struct village few = village_new(1, 4, flags), many = village_new(1, 4, flags);
    plan(&few, OF_MONTH, 0);
    plan(&many, OF_MONTH, LARGE - OF_MONTH);
    struct turn one = month_requests(&few, STARTS, ENDS), other = month_requests(&many, STARTS, ENDS);
    double small = 1e9, large = 1e9;
    for (int i = 0; i < ROUNDS; i++) {
        struct load_result a = load(village_port(&few), &one, 1), b = load(village_port(&many), &other, 1);
        small = a.p50 < small ? a.p50 : small;
        large = b.p50 < large ? b.p50 : large;
    }
    printf("    a month of %d events, not cached: %.3f ms; among %d: %.3f ms\n", OF_MONTH, small, LARGE,
           large);
    bench_at_most("a month among 100,000 events / alone", large / small, 1.2, "x");
    turn_free(&one);
    turn_free(&other);
    village_free(&few);
    village_free(&many);
}

static void a_month_from_the_cache(void)
{
    char *text = strdup("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
    struct bare bare = bare_start(BARE_RESPONDER_BIN);
    struct village village = village_new(1, 4, NULL);
    plan(&village, OF_MONTH, 0);
    struct turn nothing = {.texts = &text, .count = 1}, month = month_requests(&village, 1, 1);
    double best = 0, best_bare = 0;
    for (int i = 0; i < ROUNDS; i++) {
        struct load_result b = load(bare.port, &nothing, CONNECTIONS),
                           r = load(village_port(&village), &month, CONNECTIONS);
        double bare_rate = (double)b.answered / b.seconds, rate = (double)r.answered / r.seconds;
        best_bare = bare_rate > best_bare ? bare_rate : best_bare;
        best = rate > best ? rate : best;
    }
    printf("    a month from the cache: %.0f/s against %.0f/s bare\n", best, best_bare);
    bench_ratio("GET a month from the cache / bare", best / best_bare, 0.5);
    turn_free(&month);
    free(text);
    village_free(&village);
    bare_stop(&bare);
}

/* --- The first sync ----------------------------------------------------------------------------------------------- */

static double since(int64_t begin)
{
    return (double)(doran_time_monotonic() - begin) / 1e6;
}

/* The family, its members and this month's newest events can be shown. */
static bool usable(struct doran_client *client, const char *family)
{
    struct doran_arena arena = {0};
    struct doran_family_list families;
    struct doran_member_list members;
    struct doran_replica *replica = doran_client_replica(client);
    bool there = doran_replica_ready(replica) && doran_replica_families(replica, &families, &arena, NULL) &&
                 families.count == 1 && doran_replica_members(replica, family, &members, &arena, NULL) &&
                 members.count == 4;
    doran_arena_deinit(&arena);
    return there;
}

/* Bytes of all answers, as the request log has them. */
static double bytes_answered(const struct village *village, const char *route)
{
    char *log = server_output(village->server), needle[64];
    double sum = 0;
    snprintf(needle, sizeof needle, "request GET %s 200 ", route);
    for (const char *at = log; (at = strstr(at, needle)); at++) {
        const char *bytes = strstr(at, "us ");
        sum += bytes ? atof(bytes + 3) : 0;
    }
    free(log);
    return sum;
}

/* User and system time of a process so far (proc(5), stat). */
static double processor_seconds(int pid)
{
    char path[64];
    unsigned long user = 0, kernel = 0;
    snprintf(path, sizeof path, "/proc/%d/stat", pid);
    FILE *file = fopen(path, "r");
    if (!file ||
        fscanf(file, "%*d %*s %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &user, &kernel) != 2)
        bench_fail("reading /proc", NULL);
    fclose(file);
    return (double)(user + kernel) / (double)sysconf(_SC_CLK_TCK);
}

static void a_first_sync(void)
{
    struct doran_error error = {0};
    const char *const flags[] = {"--log-level=info", NULL};
    struct village village = village_new(1, 4, flags);
    const struct villager *who = villager(&village, 0, 1);
    char *folder = test_directory_new("bench-calendar"), *path = test_directory_path(folder, "replica.db");
    plan(&village, OF_MONTH, OBJECTS - OF_MONTH);
    double before = bytes_answered(&village, "snapshot");
    const struct doran_client_options options = {
        .server = server_url(village.server), .token = who->token, .replica_path = path, .live = true};
    double served = processor_seconds(village_pid(&village)), clocked = (double)clock() / CLOCKS_PER_SEC;
    int64_t begin = doran_time_monotonic();
    struct doran_client *client = doran_client_new(&options, &error);
    if (!client)
        bench_fail("the client", &error);
    while (!usable(client, who->family) && since(begin) < 60)
        nanosleep(&(struct timespec){.tv_nsec = 2000000}, NULL);
    double first = since(begin);
    if (!doran_client_sync(client, 120000, &error))
        bench_fail("syncing", &error);
    bench_at_most("first sync of 50,000 objects: usable", first, 0.3, "s");
    double whole = since(begin);
    bench_at_most("first sync of 50,000 objects: whole", whole, 3, "s");
    printf("    of that, processor time: client %.2f s, server %.2f s\n",
           (double)clock() / CLOCKS_PER_SEC - clocked, processor_seconds(village_pid(&village)) - served);
    sleep(1); /* The log is written beside. */
    bench_at_most("first sync of 50,000 objects: on the wire",
                  (bytes_answered(&village, "snapshot") - before) / 1e6, 6, "MB");
    struct doran_arena arena = {0};
    struct doran_calendar_page page;
    double best = 1e9;
    for (int i = 0; i < 50; i++) {
        begin = doran_time_monotonic();
        if (!doran_replica_calendar(doran_client_replica(client), who->family,
                                    (struct doran_date){2026, 11, 1}, (struct doran_date){2026, 12, 1}, &page,
                                    &arena, &error) ||
            page.occurrences.count != OF_MONTH)
            bench_fail("the month in the replica", &error);
        best = since(begin) < best ? since(begin) : best;
        doran_arena_deinit(&arena);
    }
    bench_at_most("a month of 60 out of the replica, best of 50", best * 1e3, 1, "ms");
    doran_client_free(client);
    test_directory_remove(folder);
    free(path);
    village_free(&village);
}

int main(void)
{
    signal(SIGPIPE, SIG_IGN);
    printf("The calendar at the server, on loopback\n");
    a_month_among_many();
    a_month_from_the_cache();
    a_first_sync();
    return 0;
}
