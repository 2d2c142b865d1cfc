/* watch: what changes, as it changes. */
#include "client-tui/cli/call.h"
#include "client-tui/cli/output.h"
#include "client-tui/cli/watch_remind.h"
#include "client-tui/i18n.h"
#include "client-tui/state/reminder.h"
#include "client-tui/state/sentence.h"
#include "client-tui/state/words.h"

#include <poll.h>
#include <string.h>
#include <time.h>

#define SYNC_TIMEOUT_MS 60000
#define WATCH_PEOPLE_MAX ((size_t)DORAN_USER_FAMILIES_MAX * DORAN_FAMILY_MEMBERS_MAX)

struct watch {
    struct cli *cli;
    struct doran_cursor cursor; /* Behind what was printed last. */
    int64_t left;               /* Lines still to print; below 0 for no end. */
    struct doran_family_list families;
    enum doran_connection connection;
    char (*here)[37]; /* Ids of those who are here, of WATCH_PEOPLE_MAX. */
    size_t here_count;
    struct watch_remind *remind; /* NULL: reminders are not asked for. */
};

/* ---- What a change says ---- */

static const char *describe_family(struct cli *cli, const void *object)
{
    (void)cli;
    return ((const struct doran_family *)object)->title;
}

static const char *describe_member(struct cli *cli, const void *object)
{
    const struct doran_member *member = object;
    return sentence_of(&cli->arena, "{nickname} {mood}", {"nickname", member->nickname},
                       {"mood", words_mood_face(&cli->arena, member->mood, cli->emoji)});
}

static const char *describe_invite(struct cli *cli, const void *object)
{
    const struct doran_invite *invite = object;
    return sentence_of(&cli->arena, "{nickname}: {state}", {"nickname", invite->nickname},
                       {"state", words_invite_state(invite->state)});
}

static const char *describe_user(struct cli *cli, const void *object)
{
    (void)cli;
    return ((const struct doran_user *)object)->nickname;
}

static const char *describe_membership(struct cli *cli, const void *object)
{
    const struct doran_membership *membership = object;
    return sentence_of(&cli->arena, "{nickname} ({role})", {"nickname", membership->nickname},
                       {"role", words_role(membership->role)});
}

static const char *describe_invitation(struct cli *cli, const void *object)
{
    const struct doran_invitation *invitation = object;
    return sentence_of(&cli->arena, _("{who} invites you to {family}."),
                       {"who", invitation->inviter_nickname}, {"family", invitation->family_title});
}

static const char *describe_notification(struct cli *cli, const void *object)
{
    return words_notification(&cli->arena, object);
}

static const char *describe_session(struct cli *cli, const void *object)
{
    (void)cli;
    return ((const struct doran_session *)object)->name;
}

static const char *describe_approval(struct cli *cli, const void *object)
{
    (void)cli;
    return ((const struct doran_approval *)object)->device;
}

static const char *describe_event(struct cli *cli, const void *object)
{
    const struct doran_event *event = object;
    return sentence_of(&cli->arena, "{start} {title}", {"start", event->start}, {"title", event->title});
}

static const char *describe_mission(struct cli *cli, const void *object)
{
    const struct doran_mission *mission = object;
    return sentence_of(&cli->arena, "{title}: {state}", {"title", mission->title},
                       {"state", words_completed(&cli->arena, mission, cli->now)});
}

/* "11월 1/3", "협동의 즐거움 1/20" */
static const char *describe_progress(struct cli *cli, const char *name, int64_t done, int64_t all)
{
    return sentence_of(&cli->arena, "{name} {done}/{all}", {"name", name},
                       {"done", words_number(&cli->arena, done)}, {"all", words_number(&cli->arena, all)});
}

static const char *describe_mission_month(struct cli *cli, const void *object)
{
    const struct doran_mission_month *month = object;
    return describe_progress(cli, words_month(&cli->arena, month->month), month->completed, month->total);
}

static const char *describe_badge(struct cli *cli, const void *object)
{
    const struct doran_badge *badge = object;
    return describe_progress(cli, words_badge(badge->name), badge->count, badge->target);
}

static const char *(*const DESCRIBE[DORAN_kind_COUNT])(struct cli *cli, const void *object) = {
    [DORAN_kind_family] = describe_family,
    [DORAN_kind_member] = describe_member,
    [DORAN_kind_invite] = describe_invite,
    [DORAN_kind_user] = describe_user,
    [DORAN_kind_membership] = describe_membership,
    [DORAN_kind_invitation] = describe_invitation,
    [DORAN_kind_notification] = describe_notification,
    [DORAN_kind_session] = describe_session,
    [DORAN_kind_approval] = describe_approval,
    [DORAN_kind_event] = describe_event,
    [DORAN_kind_mission] = describe_mission,
    [DORAN_kind_mission_month] = describe_mission_month,
    [DORAN_kind_badge] = describe_badge,
};

static const char *describe(struct cli *cli, const struct doran_change *change)
{
    if (change->op == DORAN_op_delete)
        return sentence_of(&cli->arena, _("{id} is gone"), {"id", cli_short_id(change->id)});
    bool known = change->object && (size_t)change->kind < DORAN_kind_COUNT && DESCRIBE[change->kind];
    return known ? DESCRIBE[change->kind](cli, change->object) : "";
}

/* ---- Printing ---- */

/* A family's title for its stream, "you" for one's own. */
static const char *stream_name(const struct watch *watch, const char *stream)
{
    for (size_t i = 0; i < watch->families.count; i++)
        if (strcmp(watch->families.items[i].id, stream) == 0)
            return watch->families.items[i].title;
    return strcmp(stream, watch->cli->account.user_id) == 0 ? _("you") : cli_short_id(stream);
}

void watch_print_time(struct cli *cli, doran_time time)
{
    time_t seconds = (time_t)(time / DORAN_SECOND);
    struct tm parts = {0};
    char text[16];
    localtime_r(&seconds, &parts);
    strftime(text, sizeof text, "%H:%M:%S", &parts);
    fprintf(cli->out, "%s  ", cli_dim(cli, text));
}

static void print_change(struct watch *watch, const struct doran_change *change)
{
    struct cli *cli = watch->cli;
    if (cli->json) {
        cli_json(cli, DORAN_TYPE_change, change);
    } else {
        watch_print_time(cli, change->at);
        fprintf(cli->out, "%s  %s  %s\n", stream_name(watch, change->stream), words_kind(change->kind),
                describe(cli, change));
    }
    fflush(cli->out);
}

/* What somebody is called in the first family they share with the user. */
static const char *member_name(const struct watch *watch, const char *user)
{
    struct doran_replica *replica = doran_client_replica(watch->cli->client);
    for (size_t i = 0; i < watch->families.count; i++) {
        struct doran_member_list list = {0};
        if (!doran_replica_members(replica, watch->families.items[i].id, &list, &watch->cli->arena, NULL))
            continue;
        for (size_t j = 0; j < list.count; j++)
            if (strcmp(list.items[j].user_id, user) == 0)
                return list.items[j].nickname;
    }
    return cli_short_id(user);
}

/* Takes note of who is here. False when that is nothing new: a fresh connection begins with how everybody is. */
static bool note_presence(struct watch *watch, const struct doran_presence *presence)
{
    size_t place = 0;
    while (place < watch->here_count && strcmp(watch->here[place], presence->user_id) != 0)
        place++;
    bool was_here = place < watch->here_count;
    if (presence->online == was_here)
        return false;
    if (was_here)
        memmove(watch->here[place], watch->here[--watch->here_count], sizeof *watch->here);
    else if (watch->here_count < WATCH_PEOPLE_MAX)
        snprintf(watch->here[watch->here_count++], sizeof *watch->here, "%s", presence->user_id);
    return true;
}

static void print_presence(struct watch *watch, const struct doran_presence *presence)
{
    struct cli *cli = watch->cli;
    if (!note_presence(watch, presence))
        return;
    if (cli->json) {
        cli_json(cli, DORAN_TYPE_presence, presence);
    } else {
        watch_print_time(cli, doran_time_now());
        const char *template = presence->online ? _("{who} is here now") : _("{who} has gone");
        cli_say(cli, sentence_of(&cli->arena, template, {"who", member_name(watch, presence->user_id)}));
    }
    fflush(cli->out);
}

/* ---- Following ---- */

static bool set_to_present(struct watch *watch)
{
    struct cli *cli = watch->cli;
    return doran_client_sync(cli->client, SYNC_TIMEOUT_MS, &cli->error) &&
           doran_replica_cursor(doran_client_replica(cli->client), &watch->cursor, &cli->error);
}

/* Fetches and prints a page of what came after the cursor. */
static bool print_page(struct watch *watch, bool *more)
{
    struct cli *cli = watch->cli;
    struct doran_change_page page = {0};
    struct doran_changes_query query = {0};
    struct doran_buffer since = {0};
    doran_cursor_format(&watch->cursor, &since);
    doran_set(&query, changes_query, since, since.data);
    doran_set(&query, changes_query, limit, DORAN_PAGE_MAX);
    bool got = cli_call(cli, DORAN_R_changes, NULL, &query, &page);
    doran_buffer_deinit(&since);
    if (!got)
        return false;
    for (size_t i = 0; i < page.changes.count && watch->left != 0; i++) {
        print_change(watch, &page.changes.items[i]);
        watch->left -= watch->left > 0;
    }
    *more = page.more;
    return doran_cursor_parse(page.cursor, &watch->cursor, &cli->error);
}

static bool print_new(struct watch *watch)
{
    struct cli *cli = watch->cli;
    bool more = true;
    while (more && watch->left != 0) {
        if (print_page(watch, &more))
            continue;
        if (cli->error.code == DORAN_ERROR_cursor_expired) {
            cli_remark(cli, _("Too much has happened meanwhile; going on from the present."));
            if (!set_to_present(watch))
                return false;
            continue;
        }
        /* Without a connection the next one tells that there is something to fetch. */
        bool passing = cli->error.code == DORAN_ERROR_network || cli->error.code == DORAN_ERROR_timeout ||
                       cli->error.code == DORAN_ERROR_busy;
        return passing;
    }
    return true;
}

static bool take_connection(struct watch *watch, enum doran_connection connection)
{
    struct cli *cli = watch->cli;
    if (connection == watch->connection)
        return true;
    watch->connection = connection;
    if (connection == DORAN_LOGGED_OUT)
        return cli_refuse(cli, DORAN_ERROR_unauthorized, NULL, NULL);
    if (connection == DORAN_UNTRUSTED)
        return cli_refuse(cli, DORAN_ERROR_untrusted_server, NULL, NULL);
    cli_remark(cli, words_connection(connection));
    return connection != DORAN_CONNECTED || print_new(watch);
}

static bool take_events(struct watch *watch)
{
    struct doran_client_event event;
    bool changed = false;
    watch->cli->sentence = NULL;
    while (watch->left != 0 && doran_client_next_event(watch->cli->client, &event)) {
        if (event.kind == DORAN_CLIENT_EVENT_changed)
            changed = true;
        else if (event.kind == DORAN_CLIENT_EVENT_presence)
            print_presence(watch, &event.presence);
        else if (event.kind == DORAN_CLIENT_EVENT_connection && !take_connection(watch, event.connection))
            return false;
    }
    return !changed || print_new(watch);
}

/* Takes events with an arena of their own: what was printed needs no keeping, and a long watch must not grow.
 */
static bool take_round(struct watch *watch)
{
    struct doran_arena kept = watch->cli->arena;
    watch->cli->arena = (struct doran_arena){0};
    bool going = take_events(watch);
    doran_arena_deinit(&watch->cli->arena);
    watch->cli->arena = kept;
    return going;
}

static bool follow(struct watch *watch)
{
    struct pollfd ready = {.fd = doran_client_fd(watch->cli->client), .events = POLLIN};
    if (!print_new(watch))
        return false;
    while (watch->left != 0) {
        if (poll(&ready, 1, watch->remind ? REMINDER_LOOK_MS : -1) > 0 && !take_round(watch))
            return false;
        if (watch->remind)
            watch_remind_look(watch->remind);
        if (ferror(watch->cli->out))
            return true; /* The end of the command tells it. */
    }
    return true;
}

static bool begin(struct watch *watch)
{
    struct cli *cli = watch->cli;
    struct doran_family_page page = {0};
    const char *since = cli_value(cli, CLI_OPTION_since);
    if (!cli_number(cli, CLI_OPTION_count, 1, INT64_C(1000000000), &watch->left) ||
        !cli_connect_replica(cli, true) || !cli_call(cli, DORAN_R_family_list, NULL, NULL, &page))
        return false;
    watch->families = page.families;
    watch->here = doran_arena_alloc(&cli->arena, WATCH_PEOPLE_MAX * sizeof *watch->here);
    if (!watch->here)
        return cli_refuse(cli, DORAN_ERROR_no_memory, NULL, NULL);
    if (cli_given(cli, CLI_OPTION_reminders) && !(watch->remind = watch_remind_new(cli)))
        return false;
    cli->request = DORAN_TYPE_changes_query;
    return since ? doran_cursor_parse(since, &watch->cursor, &cli->error) : set_to_present(watch);
}

enum cli_exit cli_watch(struct cli *cli)
{
    struct watch watch = {.cli = cli, .left = -1, .connection = DORAN_OFFLINE};
    bool good = begin(&watch) && follow(&watch);
    watch_remind_free(watch.remind);
    return good ? CLI_EXIT_ok : cli_failed(cli);
}
