#include "resident.h"

#include "support/directory.h"

#include <doran/id.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Notifications, all at once, straight into the database of a server that is stopped: by the protocol it would
 * keep the newest thousand only. */
static void insert_changes(const struct village *village, const struct villager *who, int count)
{
    char sql[1024];
    struct sqlite3 *db = village_open_database(village);
    for (int i = 0; i < count; i++) {
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
        village_sql(db, sql);
    }
    village_close_database(village, db);
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

static void keep_account(struct resident *resident)
{
    struct doran_account account = {0};
    struct doran_error error = {0};
    setenv("DORAN_STATE_DIR", resident->state, 1);
    snprintf(account.server, sizeof account.server, "%s", server_url(resident->village.server));
    snprintf(account.token, sizeof account.token, "%s", resident->who->token);
    snprintf(account.user_id, sizeof account.user_id, "%s", resident->who->user);
    if (!doran_account_save(NULL, &account, &error) ||
        !doran_account_replica_path(NULL, resident->replica, &error))
        bench_fail("the account", &error);
}

void resident_init(struct resident *resident, size_t families, size_t members, int changes,
                   void (*live)(const struct resident *resident))
{
    *resident = (struct resident){.village = village_new(families, members, NULL)};
    resident->who = villager(&resident->village, 0, 0);
    resident->state = test_directory_new("bench-client");
    keep_account(resident);
    if (live)
        live(resident);
    seconds_to_sync(&resident->village, resident->who, resident->replica);
    if (changes == 0)
        return;
    insert_changes(&resident->village, resident->who, changes);
    resident->catching_up = seconds_to_sync(&resident->village, resident->who, resident->replica);
}

void resident_deinit(struct resident *resident)
{
    test_directory_remove(resident->state);
    village_free(&resident->village);
}

struct screen *resident_open(const struct resident *resident, const char *language, int rows, int columns)
{
    char state[600], config[600];
    snprintf(state, sizeof state, "DORAN_STATE_DIR=%s", resident->state);
    snprintf(config, sizeof config, "XDG_CONFIG_HOME=%s", resident->state);
    const char *const env[] = {state, config, "LC_ALL=C.UTF-8", NULL};
    const char *const argv[] = {DORAN_BIN, "--server", server_url(resident->village.server),
                                "--lang",  language,   NULL};
    return screen_start(&(struct screen_options){.env = env, .rows = rows, .columns = columns}, argv);
}
