/* Missions: the dashboard and this month's list of a family with 20 missions, and of one with 20,000 past ones beside them, asked of
 * the same server in turns. Before each asking something changes, so that no answer comes from the cache. */
#include "village.h"

#include "server/api/admin_run.h"
#include "server/db/db.h"
#include "server/db/migrate.h"
#include "server/store/mission.h"
#include "support/directory.h"
#include "support/person.h"
#include "support/server.h"

#include <doran/id.h>
#include <doran/mission.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NOW 20     /* Missions of this month. */
#define PAST 20000 /* Of the months before it. */
#define PER_MONTH 50
#define ASKINGS 400 /* Of each family. */
#define AT_MOST 1.2

struct seed {
    const char *family, *user;
    char month[DORAN_MONTH_LENGTH + 1];
    int count;
    bool done; /* They are complete. */
};

static bool plant(struct store *store, void *data, struct doran_error *error)
{
    const struct seed *seed = data;
    struct doran_mission_part part = {.user_id = seed->user, .name = "엄마", .checked_at = 0};
    (void)error;
    for (int i = 0; i < seed->count; i++) {
        char id[37];
        snprintf(id, sizeof id, "%s", doran_id_new().text);
        const struct doran_mission mission = {.id = id,
                                              .family_id = seed->family,
                                              .title = "같이 산책하기",
                                              .author_id = seed->user,
                                              .author_name = "엄마",
                                              .month = seed->month,
                                              .parts = {&part, 1},
                                              .created_at = store->now++};
        if (store_mission_create(store, &mission) != STORE_OK ||
            (seed->done && (store_mission_check(store, &mission, seed->user, true) != STORE_OK ||
                            store_mission_complete(store, &mission) != STORE_OK)))
            return false;
    }
    return true;
}

static void seed_all(struct db *db, struct seed seed, int past)
{
    struct doran_error error = {0};
    char month[DORAN_MONTH_LENGTH + 1];
    memcpy(month, seed.month, sizeof month);
    seed.count = NOW;
    if (!admin_run(db, plant, &seed, &error))
        bench_fail("the database", &error);
    seed.done = true;
    for (int made = 0; made < past; made += PER_MONTH) {
        doran_month_add(month, -1 - made / PER_MONTH, seed.month);
        seed.count = PER_MONTH;
        if (!admin_run(db, plant, &seed, &error))
            bench_fail("the database", &error);
    }
}

/* Milliseconds. */
static double ask_once(const struct person *person, const char *family, const char *month, int i)
{
    struct doran_path path = person_path(DORAN_PARAM_family, family);
    struct doran_mood_change mood = {.mood = i % 2 ? DORAN_mood_good : DORAN_mood_nice};
    struct doran_arena arena = {0};
    struct wire_answer board = {0}, list = {0};
    char query[64];
    snprintf(query, sizeof query, "month=%s", month);
    if (person_call(person, DORAN_R_mood_change, NULL, &mood, NULL, &arena) != 200)
        bench_fail("the mood", NULL);
    int64_t began = doran_time_monotonic();
    bool good = person_send(person, DORAN_R_dashboard, &path, query, NULL, &board) &&
                person_send(person, DORAN_R_mission_list, &path, query, NULL, &list);
    double took = (double)(doran_time_monotonic() - began) / 1e3;
    if (!good || board.status != 200 || list.status != 200)
        bench_fail("an answer", NULL);
    wire_answer_deinit(&board);
    wire_answer_deinit(&list);
    doran_arena_deinit(&arena);
    return took;
}

int main(void)
{
    static const char *const flags[] = {"--signup=open", "--write-limit=-1", "--signup-limit=-1",
                                        "--login-limit=-1", NULL};
    static double few[ASKINGS], many[ASKINGS];
    struct server *server = server_start(&(struct server_options){.flags = flags});
    struct person light, heavy;
    struct doran_error error = {0};
    struct seed seed = {0};
    char light_family[37], heavy_family[37], *url = NULL;
    person_sign_up(&light, server_port(server), "light@example.org", "가벼운");
    person_sign_up(&heavy, server_port(server), "heavy@example.org", "무거운");
    person_found_family(&light, "가벼운집", "엄마", light_family);
    person_found_family(&heavy, "무거운집", "엄마", heavy_family);
    server_halt(server);
    if (asprintf(&url, "sqlite:%s/doran.db", server_data(server)) < 0)
        bench_fail("memory", NULL);
    struct db_options options = {.url = url};
    options.migrations = store_migrations(&options.migration_count);
    struct db *db = db_open(&options, &error);
    if (!db)
        bench_fail("the database", &error);
    doran_month_of(doran_time_now(), "Asia/Seoul", seed.month);
    seed.family = light_family;
    seed.user = light.user;
    seed_all(db, seed, 0);
    seed.family = heavy_family;
    seed.user = heavy.user;
    seed_all(db, seed, PAST);
    db_close(db);
    free(url);
    server_restart(server);
    for (int i = 0; i < ASKINGS; i++) {
        few[i] = ask_once(&light, light_family, seed.month, i);
        many[i] = ask_once(&heavy, heavy_family, seed.month, i);
    }
    bench_sort(few, ASKINGS);
    bench_sort(many, ASKINGS);
    double ratio = many[ASKINGS / 2] / few[ASKINGS / 2];
    printf("dashboard and month, not cached: %d missions %.3f ms, with %d past ones %.3f ms: %.2f (at most "
           "%.1f)\n",
           NOW, few[ASKINGS / 2], PAST, many[ASKINGS / 2], ratio, AT_MOST);
    server_stop(server);
    return ratio <= AT_MOST ? 0 : 1;
}
