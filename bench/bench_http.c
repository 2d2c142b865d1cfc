/* The HTTP figures, as ratios to the bare responder taken in one run, in turns: bare, ours, bare, ours … */
#include "bare.h"
#include "load.h"
#include "village.h"

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define CONNECTIONS 64
#define SECONDS 2.0
#define ROUNDS 3

/* --- requests --- */

struct mix {
    char **reads;
    size_t read_count;
    char **writes; /* every 20th, where there are any */
    size_t write_count;
    bool only_writes;
};

static struct load_request next_of_mix(void *data, int connection, uint64_t number)
{
    const struct mix *mix = data;
    (void)connection;
    bool write = mix->only_writes || (mix->write_count > 0 && number % 20 == 19);
    const char *text = write ? mix->writes[number % mix->write_count] : mix->reads[number % mix->read_count];
    return (struct load_request){text, strlen(text)};
}

static void mix_free(struct mix *mix)
{
    for (size_t i = 0; i < mix->read_count; i++)
        free(mix->reads[i]);
    for (size_t i = 0; i < mix->write_count; i++)
        free(mix->writes[i]);
    free(mix->reads);
    free(mix->writes);
}

static struct mix home_mix(const struct village *village, size_t families)
{
    struct mix mix = {.reads = calloc(families, sizeof *mix.reads), .read_count = families};
    for (size_t f = 0; f < families; f++) {
        const struct villager *who = villager(village, f, 0);
        char path[128];
        snprintf(path, sizeof path, "/api/v1/families/%s/home?month=2026-11&day=2026-11-22", who->family);
        mix.reads[f] = villager_request(who, "GET", path, NULL);
    }
    return mix;
}

/* What a family may have in its calendar about the day that home is asked of: some days, some hours, a week's habit, a
 * lunar anniversary. */
static void plan_events(const struct village *village)
{
    static const char body[] =
        "{\"events\":[{\"title\":\"김장하는 날\",\"all_day\":true,\"start\":\"2026-11-22\",\"reminders\":[]},"
        "{\"title\":\"할머니 병원\",\"all_day\":false,\"start\":\"2026-11-25T10:30:00\"},"
        "{\"title\":\"제주 여행\",\"all_day\":true,\"start\":\"2026-11-29\",\"end\":\"2026-12-02\"},"
        "{\"title\":\"수영 교실\",\"all_day\":false,\"start\":\"2026-09-01T18:00:00\","
        "\"rrule\":\"FREQ=WEEKLY;BYDAY=TU\"},"
        "{\"title\":\"할아버지 제사\",\"all_day\":true,\"start\":\"1998-12-10\","
        "\"rrule\":\"RSCALE=DANGI;FREQ=YEARLY;BYMONTH=10;BYMONTHDAY=22;SKIP=BACKWARD\"}]}";
    struct mix mix = {.only_writes = true, .write_count = village->families};
    mix.writes = calloc(mix.write_count, sizeof *mix.writes);
    for (size_t f = 0; f < village->families; f++) {
        const struct villager *who = villager(village, f, 0);
        char path[128];
        snprintf(path, sizeof path, "/api/v1/families/%s/events/import", who->family);
        mix.writes[f] = villager_request(who, "POST", path, body);
    }
    struct load_options options = {.port = village_port(village),
                                   .connections = 1,
                                   .seconds = 120,
                                   .count = mix.write_count,
                                   .next = next_of_mix,
                                   .data = &mix};
    struct load_result result;
    if (!load_run(&options, &result) || result.failed > 0 || result.answered != mix.write_count)
        bench_fail("planning events", NULL);
    mix_free(&mix);
}

static void add_moods(const struct village *village, size_t families, struct mix *mix)
{
    static const char *const moods[] = {"good", "love", "nice", "sad", "head", "angry", "sleepy"};
    mix->write_count = families * village->members * 7;
    mix->writes = calloc(mix->write_count, sizeof *mix->writes);
    for (size_t i = 0; i < mix->write_count; i++) {
        char body[40];
        snprintf(body, sizeof body, "{\"mood\":\"%s\"}", moods[i % 7]);
        mix->writes[i] = villager_request(&village->people[i / 7], "PUT", "/api/v1/me/mood", body);
    }
}

static double rate_of(int port, struct mix *mix, int connections, double seconds)
{
    struct load_options options = {
        .port = port, .connections = connections, .seconds = seconds, .next = next_of_mix, .data = mix};
    struct load_result result;
    if (!load_run(&options, &result) || result.failed > 0 || result.answered == 0) {
        fprintf(stderr, "bench: %llu answered, %llu failed, first %d\n", (unsigned long long)result.answered,
                (unsigned long long)result.failed, result.first_bad_status);
        bench_fail("the load was not answered", NULL);
    }
    return (double)result.answered / result.seconds;
}

/* The best of rounds taken in turn, so that a neighbour's noise hits both. */
static double ratio(const char *what, int bare_port, struct mix *bare, int port, struct mix *mix)
{
    double best_bare = 0, best = 0;
    for (int i = 0; i < ROUNDS; i++) {
        double b = rate_of(bare_port, bare, CONNECTIONS, SECONDS);
        double r = rate_of(port, mix, CONNECTIONS, SECONDS);
        best_bare = b > best_bare ? b : best_bare;
        best = r > best ? r : best;
    }
    printf("    %s: %.0f/s against %.0f/s bare\n", what, best, best_bare);
    return best / best_bare;
}

/* --- the figures --- */

static double fdatasync_seconds(void)
{
    char path[] = "/var/tmp/doran-bench-XXXXXX";
    int fd = mkstemp(path);
    struct timespec a, b;
    static char page[4096];
    const int times = 200;
    if (fd < 0)
        bench_fail("a temporary file", NULL);
    clock_gettime(CLOCK_MONOTONIC, &a);
    for (int i = 0; i < times; i++)
        if (pwrite(fd, page, sizeof page, (off_t)i * 4096) < 0 || fdatasync(fd) != 0)
            bench_fail("fdatasync", NULL);
    clock_gettime(CLOCK_MONOTONIC, &b);
    close(fd);
    unlink(path);
    return ((double)(b.tv_sec - a.tv_sec) + (double)(b.tv_nsec - a.tv_nsec) / 1e9) / times;
}

static void rename_many(const struct village *village, int times)
{
    struct doran_error error = {0};
    struct doran_arena arena = {0};
    const struct villager *host = villager(village, 0, 0);
    struct doran_client *client = villager_client(village, host);
    struct doran_path path = {0};
    snprintf(path.ids[DORAN_PARAM_family], sizeof path.ids[0], "%s", host->family);
    for (int i = 0; i < times; i++) {
        char title[40];
        struct doran_family family;
        snprintf(title, sizeof title, "우리집%d", i);
        struct doran_family_change change = {0};
        doran_set(&change, family_change, title, title);
        if (!doran_call_family_change(client, &path, &change, &family, &arena, &error))
            bench_fail("renaming", &error);
    }
    doran_client_free(client);
    doran_arena_deinit(&arena);
}

/* Who logs in has a client open before the load begins: making one is no part of the figure. */
struct visitor {
    const struct village *village;
    pthread_barrier_t *begin;
};

static void *log_in_often(void *data)
{
    const struct visitor *visitor = data;
    const struct village *village = visitor->village;
    struct doran_client_options options = {.server = server_url(village->server), .timeout_ms = 60000};
    struct doran_login_request request = {.email = "villager0@example.org", .password = "a long enough one"};
    struct doran_client *client = doran_client_new(&options, NULL);
    pthread_barrier_wait(visitor->begin);
    for (int i = 0; client && i < 5; i++) {
        struct doran_arena arena = {0};
        struct doran_login login;
        struct doran_error error = {0};
        if (!doran_call_login(client, NULL, &request, &login, &arena, &error))
            bench_fail("log-in under load", &error);
        doran_arena_deinit(&arena);
    }
    doran_client_free(client);
    return NULL;
}

static void while_logging_in(void)
{
    const char *const flags[] = {"--argon2-memory=65536", NULL};
    struct village village = village_new(1, 4, flags);
    struct mix mix = home_mix(&village, 1);
    struct load_result result;
    pthread_t threads[4];
    rate_of(village_port(&village), &mix, 4, 0.2);
    struct load_options options = {.port = village_port(&village),
                                   .connections = 32,
                                   .seconds = 2.5,
                                   .rate = 1000,
                                   .next = next_of_mix,
                                   .data = &mix};
    if (!load_run(&options, &result) || result.failed > 0)
        bench_fail("the load was not answered", NULL);
    printf("    home at 1000/s with nobody logging in: p50 %.2f ms, p99 %.2f ms\n", result.p50, result.p99);
    pthread_barrier_t begin;
    struct visitor visitor = {&village, &begin};
    pthread_barrier_init(&begin, NULL, 5);
    for (int i = 0; i < 4; i++)
        pthread_create(&threads[i], NULL, log_in_often, &visitor);
    usleep(300 * 1000);
    pthread_barrier_wait(&begin);
    if (!load_run(&options, &result) || result.failed > 0)
        bench_fail("the load was not answered", NULL);
    for (int i = 0; i < 4; i++)
        pthread_join(threads[i], NULL);
    pthread_barrier_destroy(&begin);
    printf("    while 20 log-ins are hashed: p50 %.2f ms\n", result.p50);
    bench_at_most("p99 of home at 1000/s while 20 log-ins are hashed", result.p99, 5.0, "ms");
    mix_free(&mix);
    village_free(&village);
}

static void thousand_users(struct village *village)
{
    struct mix mix = home_mix(village, village->families);
    struct load_options options = {.port = village_port(village),
                                   .connections = 1000,
                                   .seconds = 120,
                                   .count = 50000,
                                   .next = next_of_mix,
                                   .data = &mix};
    struct load_result result;
    if (!load_run(&options, &result))
        bench_fail("1000 connections", NULL);
    printf("  1000 users x 50 requests of home: %llu answered, %llu failed, %.2f s, p99 %.1f ms  %s\n",
           (unsigned long long)result.answered, (unsigned long long)result.failed, result.seconds, result.p99,
           result.answered == 50000 && result.failed == 0 ? "ok" : "MISSED");
    mix_free(&mix);
}

static void of_one_family(int bare_port, struct mix *bare)
{
    struct village small = village_new(1, 4, NULL);
    int port = village_port(&small);
    plan_events(&small);
    struct mix home = home_mix(&small, 1);
    bench_ratio("GET home from the cache / bare", ratio("home", bare_port, bare, port, &home), 0.7);
    add_moods(&small, 1, &home);
    bench_ratio("GET home at 95 reads : 5 writes / bare", ratio("95:5", bare_port, bare, port, &home), 0.4);

    home.only_writes = true;
    double sync = fdatasync_seconds(), writes = rate_of(port, &home, CONNECTIONS, 3);
    printf("  durable writes at 64 connections: %.0f/s; fdatasync %.3f ms, so 64 / fdatasync = %.0f/s\n",
           writes, sync * 1e3, 64 / sync);
    mix_free(&home);

    rename_many(&small, 110);
    struct mix changes = {.reads = calloc(1, sizeof *changes.reads), .read_count = 1};
    changes.reads[0] = villager_request(villager(&small, 0, 1), "GET", "/api/v1/changes?limit=100", NULL);
    bench_ratio("GET changes of 100 entries / bare", ratio("changes", bare_port, bare, port, &changes), 0.3);
    mix_free(&changes);
    village_free(&small);
}

static void of_many_families(int bare_port, struct mix *bare)
{
    const char *const flags[] = {"--cache-size=1", NULL};
    struct village large = village_new(1000, 4, flags);
    int port = village_port(&large);
    plan_events(&large);
    struct mix all = home_mix(&large, 1000), one = home_mix(&large, 1);
    bench_ratio("GET home not cached / bare", ratio("home, not cached", bare_port, bare, port, &all), 0.1);
    struct village small = village_new(1, 4, NULL);
    plan_events(&small);
    struct mix alone = home_mix(&small, 1);
    bench_ratio("GET home among 1000 families / in a village of one",
                ratio("among 1000, and alone", village_port(&small), &alone, port, &one), 0.9);
    thousand_users(&large);
    mix_free(&all);
    mix_free(&one);
    mix_free(&alone);
    village_free(&small);
    village_free(&large);
}

int main(void)
{
    signal(SIGPIPE, SIG_IGN);
    struct bare bare = bare_start(BARE_RESPONDER_BIN);
    char *text = strdup("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
    struct mix bare_mix = {.reads = &text, .read_count = 1};
    printf("HTTP, %d connections on loopback, best of %d rounds of %.0f s in turns\n", CONNECTIONS, ROUNDS,
           SECONDS);
    while_logging_in();
    of_one_family(bare.port, &bare_mix);
    of_many_families(bare.port, &bare_mix);
    bare_stop(&bare);
    free(text);
    return 0;
}
