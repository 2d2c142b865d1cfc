/* The calendar end to end: what comes live, what waits for a connection, two devices at once, rude input, a phone's feed. */
#include "support/directory.h"
#include "support/person.h"
#include "support/raw.h"
#include "support/server.h"

#include <doran/calendar.h>
#include <doran/json.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#define PATIENCE_MS 60000
#define PAUSE_MS 5

static const struct doran_date from = {2026, 11, 1}, to = {2027, 3, 1};

struct world {
    struct server *server;
    char *folder;
    struct person mom, dad;
    char family[37];
    struct doran_path path;
    struct doran_arena arena;
    struct doran_error error;
};

static int start(void **state)
{
    static const char *const flags[] = {SERVER_UNLIMITED, NULL};
    struct world *world = calloc(1, sizeof *world);
    world->server = server_start(&(struct server_options){.flags = flags});
    world->folder = test_directory_new("calendar");
    int port = server_port(world->server);
    person_sign_up(&world->mom, port, "mom@example.org", "엄마곰");
    person_sign_up(&world->dad, port, "dad@example.org", "아빠곰");
    person_found_family(&world->mom, "우리집", "엄마", world->family);
    person_bring_in(&world->mom, &world->dad, world->family, "아빠");
    world->path = person_path(DORAN_PARAM_family, world->family);
    *state = world;
    return 0;
}

static int stop(void **state)
{
    struct world *world = *state;
    int status = server_stop(world->server);
    test_directory_remove(world->folder);
    doran_arena_deinit(&world->arena);
    free(world);
    return status;
}

static void pause_a_little(void)
{
    nanosleep(&(struct timespec){.tv_nsec = PAUSE_MS * 1000000L}, NULL);
}

static struct doran_client *client_of(struct world *world, const struct person *person, const char *name)
{
    char *path = test_directory_path(world->folder, name);
    struct doran_client *client = person_client(person, server_port(world->server), path);
    free(path);
    assert_non_null(client);
    return client;
}

static struct doran_calendar_page known_to(struct world *world, struct doran_client *client)
{
    struct doran_calendar_page page;
    if (!doran_replica_calendar(doran_client_replica(client), world->family, from, to, &page, &world->arena,
                                &world->error))
        fail_msg("%s %s", world->error.field, world->error.message);
    return page;
}

static struct doran_calendar_page page_of(struct world *world)
{
    struct doran_calendar_page page = {0};
    const struct doran_calendar_query query = {.from = "2026-11-01", .to = "2027-03-01"};
    assert_int_equal(person_call(&world->mom, DORAN_R_calendar, &world->path, &query, &page, &world->arena),
                     200);
    return page;
}

static const struct doran_event *titled(const struct doran_calendar_page *page, const char *title)
{
    for (size_t i = 0; i < page->events.count; i++)
        if (!strcmp(page->events.items[i].title, title))
            return &page->events.items[i];
    return NULL;
}

/* Waits until a replica has, or has no more, an event of a title. */
static const struct doran_event *await(struct world *world, struct doran_client *client, const char *title,
                                       bool there)
{
    for (int waited = 0; waited < PATIENCE_MS; waited += PAUSE_MS) {
        struct doran_calendar_page page = known_to(world, client);
        const struct doran_event *event = titled(&page, title);
        if ((event != NULL) == there)
            return event;
        pause_a_little();
    }
    fail_msg("\"%s\" %s", title, there ? "did not come" : "did not go");
    return NULL;
}

static void sync_all(struct world *world, struct doran_client *client)
{
    if (!doran_client_sync(client, PATIENCE_MS, &world->error))
        fail_msg("%s", world->error.message);
}

static bool outbox_empty(struct world *world, struct doran_client *client)
{
    struct doran_outbox_list list = {0};
    assert_true(doran_replica_outbox(doran_client_replica(client), &list, &world->arena, &world->error));
    for (size_t i = 0; i < list.count; i++)
        if (list.items[i].state == DORAN_OUTBOX_parked)
            fail_msg("%s", list.items[i].error.message);
    return list.count == 0;
}

static void await_sent(struct world *world, struct doran_client *client)
{
    for (int waited = 0; !outbox_empty(world, client); waited += PAUSE_MS) {
        assert_in_range(waited, 0, PATIENCE_MS);
        pause_a_little();
    }
}

/* Two pages that tell the same, but for what is written when a row is. */
static void assert_same_days(const struct doran_calendar_page *a, const struct doran_calendar_page *b)
{
    assert_int_equal(a->occurrences.count, b->occurrences.count);
    assert_int_equal(a->events.count, b->events.count);
    for (size_t i = 0; i < a->occurrences.count; i++) {
        assert_string_equal(a->occurrences.items[i].event_id, b->occurrences.items[i].event_id);
        assert_string_equal(a->occurrences.items[i].start, b->occurrences.items[i].start);
        assert_string_equal(a->occurrences.items[i].end, b->occurrences.items[i].end);
    }
    for (size_t i = 0; i < a->events.count; i++) {
        assert_string_equal(a->events.items[i].title, b->events.items[i].title);
        assert_string_equal(a->events.items[i].uid, b->events.items[i].uid);
        assert_string_equal(a->events.items[i].author_name, b->events.items[i].author_name);
    }
}

static void what_one_adds_the_other_sees_at_once(void **state)
{
    struct world *world = *state;
    struct doran_client *mom = client_of(world, &world->mom, "mom/live.db"),
                        *dad = client_of(world, &world->dad, "dad/live.db");
    struct doran_event event = {0};
    const struct doran_event_create create = {.title = "저녁", .start = "2026-11-22T19:00:00"};
    assert_true(doran_client_call(mom, DORAN_R_event_create, &world->path, &create, &event, &world->arena,
                                  &world->error));
    assert_string_equal(event.zone, "Asia/Seoul");
    assert_string_equal(event.end, "2026-11-22T20:00:00");
    const struct doran_event *seen = await(world, dad, "저녁", true);
    assert_string_equal(seen->id, event.id);
    assert_string_equal(seen->author_name, "엄마");
    struct doran_path path = person_path2(DORAN_PARAM_family, world->family, DORAN_PARAM_event, event.id);
    struct doran_event_change change = {0};
    doran_set(&change, event_change, start, "2027-02-10T18:00:00");
    assert_true(
        doran_client_call(mom, DORAN_R_event_change, &path, &change, &event, &world->arena, &world->error));
    doran_set(&change, event_change, title, "늦은 저녁");
    assert_true(
        doran_client_call(mom, DORAN_R_event_change, &path, &change, &event, &world->arena, &world->error));
    seen = await(world, dad, "늦은 저녁", true);
    assert_string_equal(seen->end, "2027-02-10T19:00:00");
    await(world, dad, "저녁", false);
    assert_true(doran_client_call(mom, DORAN_R_event_delete, &path, &(struct doran_event_delete){0}, NULL,
                                  &world->arena, &world->error));
    await(world, dad, "늦은 저녁", false);
    doran_client_free(mom);
    doran_client_free(dad);
}

static void enqueue(struct world *world, struct doran_client *client, enum doran_route_id route,
                    const char *event, const void *request, char operation[37])
{
    struct doran_path path = world->path;
    if (event)
        snprintf(path.ids[DORAN_PARAM_event], sizeof path.ids[DORAN_PARAM_event], "%s", event);
    if (!doran_client_enqueue(client, route, &path, request, operation, &world->error))
        fail_msg("%s %s", world->error.field, world->error.message);
}

/* Without a server: a series is made, one occurrence moved, one left out, the rest from one on renamed; then a single one is
 * made and taken back. It looks the same before it is sent and after, and is sent once. */
static void what_is_done_offline_is_sent_once(void **state)
{
    struct world *world = *state;
    struct doran_client *client = client_of(world, &world->dad, "dad/offline.db");
    char series[37], moved[37], later[37], single[37];
    sync_all(world, client);
    server_halt(world->server);
    const struct doran_event_create create = {
        .title = "수영", .start = "2026-11-24T18:00:00", .rrule = "FREQ=WEEKLY;COUNT=8"};
    enqueue(world, client, DORAN_R_event_create, NULL, &create, series);
    struct doran_event_change one = {.scope = DORAN_event_scope_one, .recurrence_id = "2026-12-01T18:00:00"};
    doran_set(&one, event_change, start, "2026-12-02T17:00:00");
    doran_set(&one, event_change, title, "수영 대회");
    enqueue(world, client, DORAN_R_event_change, series, &one, moved);
    const struct doran_event_delete leave_out = {.scope = DORAN_event_scope_one,
                                                 .recurrence_id = "2026-12-08T18:00:00"};
    enqueue(world, client, DORAN_R_event_delete, series, &leave_out, NULL);
    struct doran_event_change rest = {.scope = DORAN_event_scope_following,
                                      .recurrence_id = "2026-12-22T18:00:00"};
    doran_set(&rest, event_change, title, "접영");
    enqueue(world, client, DORAN_R_event_change, series, &rest, later);
    const struct doran_event_create lone = {.title = "헛일", .all_day = true, .start = "2026-12-25"};
    enqueue(world, client, DORAN_R_event_create, NULL, &lone, single);
    enqueue(world, client, DORAN_R_event_delete, single, &(struct doran_event_delete){0}, NULL);

    struct doran_calendar_page before = known_to(world, client);
    assert_int_equal(before.occurrences.count, 7);
    assert_non_null(titled(&before, "수영 대회"));
    assert_string_equal(titled(&before, "수영 대회")->id, moved);
    assert_string_equal(titled(&before, "접영")->id, later);
    assert_string_equal(titled(&before, "수영")->id, series);
    assert_string_equal(titled(&before, "수영")->author_name, "아빠");
    assert_null(titled(&before, "헛일"));

    server_restart(world->server);
    doran_client_wake(client);
    await_sent(world, client);
    sync_all(world, client);
    struct doran_calendar_page after = known_to(world, client), served = page_of(world);
    assert_same_days(&before, &after);
    assert_same_days(&after, &served);
    doran_client_free(client);
}

static void two_devices_change_one_event(void **state)
{
    struct world *world = *state;
    struct person phone;
    person_log_in(&phone, &world->dad);
    struct doran_client *desk = client_of(world, &world->dad, "dad/desk.db"),
                        *pocket = client_of(world, &phone, "dad/phone.db");
    struct doran_event event = {0};
    const struct doran_event_create create = {.title = "김장", .all_day = true, .start = "2026-11-28"};
    assert_int_equal(
        person_call(&world->dad, DORAN_R_event_create, &world->path, &create, &event, &world->arena), 201);
    await(world, desk, "김장", true);
    await(world, pocket, "김장", true);
    struct doran_event_change title = {0}, note = {0};
    doran_set(&title, event_change, title, "김장하는 날");
    doran_set(&note, event_change, note, "배추 스무 포기");
    enqueue(world, desk, DORAN_R_event_change, event.id, &title, NULL);
    enqueue(world, pocket, DORAN_R_event_change, event.id, &note, NULL);
    for (int waited = 0;; waited += PAUSE_MS) {
        const struct doran_event *one = await(world, desk, "김장하는 날", true),
                                 *other = await(world, pocket, "김장하는 날", true);
        if (one->note && other->note && outbox_empty(world, desk) && outbox_empty(world, pocket))
            break;
        assert_in_range(waited, 0, PATIENCE_MS);
        pause_a_little();
    }
    /* Delete beats edit, and taking away what is gone already is no trouble. */
    enqueue(world, desk, DORAN_R_event_delete, event.id, &(struct doran_event_delete){0}, NULL);
    enqueue(world, pocket, DORAN_R_event_delete, event.id, &(struct doran_event_delete){0}, NULL);
    await(world, desk, "김장하는 날", false);
    await(world, pocket, "김장하는 날", false);
    await_sent(world, desk);
    await_sent(world, pocket);
    doran_client_free(desk);
    doran_client_free(pocket);
}

static int send_text(struct world *world, enum doran_route_id route, const struct doran_path *path,
                     const char *text, char field[64])
{
    struct wire_answer answer;
    assert_true(person_send(&world->mom, route, path, text, NULL, &answer));
    int status = answer.status;
    snprintf(field, 64, "%s", answer.field);
    wire_answer_deinit(&answer);
    return status;
}

/* What makes no sense is refused with the field's name, and nothing of it is written. */
static void rude_events_are_refused(void **state)
{
    struct world *world = *state;
#define DAY(fields) "{\"title\":\"a\",\"all_day\":true,\"start\":\"2026-11-22\"" fields "}"
#define HOUR(fields) "{\"title\":\"a\",\"all_day\":false,\"start\":\"2026-11-22T19:00:00\"" fields "}"
#define RULE(text) ",\"rrule\":\"" text "\""
    static const struct {
        const char *body, *field;
    } rude[] = {
        {HOUR(RULE("FREQ=SECONDLY")), "rrule"},
        {HOUR(RULE("FREQ=MINUTELY;COUNT=5")), "rrule"},
        {HOUR(RULE("FREQ=HOURLY")), "rrule"},
        {DAY(RULE("FREQ=DAILY;COUNT=1000000")), "rrule"},
        {DAY(RULE("FREQ=DAILY;COUNT=99999999999999999999")), "rrule"},
        {DAY(RULE("FREQ=DAILY;INTERVAL=0")), "rrule"},
        {DAY(RULE("FREQ=DAILY;UNTIL=20261121")), "rrule"},
        {DAY(RULE("FREQ=DAILY;UNTIL=99991231")), "rrule"},
        {DAY(RULE("FREQ=DAILY;COUNT=2;UNTIL=20271121")), "rrule"},
        {DAY(RULE("RSCALE=CHINESE;FREQ=YEARLY")), "rrule"},
        {DAY(RULE("RSCALE=DANGI;FREQ=DAILY")), "rrule"},
        {DAY(RULE("FREQ=YEARLY;BYMONTH=13")), "rrule"},
        {DAY(RULE("a rule")), "rrule"},
        {DAY(",\"end\":\"2026-11-22\""), "end"},
        {DAY(",\"end\":\"2026-11-21\""), "end"},
        {DAY(",\"end\":\"2028-11-22\""), "end"},
        {DAY(",\"end\":\"2026-11-22T19:00:00\""), "end"},
        {DAY(",\"zone\":\"Asia/Seoul\""), "zone"},
        {HOUR(",\"end\":\"2026-11-22T18:59:59\""), "end"},
        {HOUR(",\"zone\":\"Asia/Pyongyangg\""), "zone"},
        {HOUR(",\"zone\":\"../../etc/passwd\""), "zone"},
        {"{\"title\":\"a\",\"all_day\":true,\"start\":\"2026-02-29\"}", "start"},
        {"{\"title\":\"a\",\"all_day\":true,\"start\":\"1899-12-31\"}", "start"},
        {"{\"title\":\"a\",\"all_day\":true,\"start\":\"9999-12-31\"}", "start"},
        {"{\"title\":\"a\",\"all_day\":false,\"start\":\"2026-11-22\"}", "start"},
        {"{\"title\":\"a\",\"all_day\":false,\"start\":\"2026-11-22T25:00:00\"}", "start"},
        {"{\"title\":\"a\\u0007b\",\"all_day\":true,\"start\":\"2026-11-22\"}", "title"},
        {"{\"title\":\"a\\u001b[2Jb\",\"all_day\":true,\"start\":\"2026-11-22\"}", "title"},
        {"{\"title\":\"   \",\"all_day\":true,\"start\":\"2026-11-22\"}", "title"},
        {"{\"all_day\":true,\"start\":\"2026-11-22\"}", "title"},
        {DAY(",\"colour\":\"mauve\""), "colour"},
        {DAY(",\"reminders\":[{\"minutes\":999999}]"), "reminders.0.minutes"},
        {DAY(",\"reminders\":[{\"minutes\":5},{\"minutes\":5}]"), "reminders"},
        {DAY(",\"recurrence_id\":\"2026-11-22\""), "uid"},
        {DAY(",\"recurrence_id\":\"some-day--\",\"uid\":\"x\""), "recurrence_id"},
        {DAY(",\"exceptions\":[{\"at\":\"2026-11-22\"}]"), "exceptions"},
    };
    int64_t head = person_head(&world->mom, world->family);
    char field[64];
    for (size_t i = 0; i < sizeof rude / sizeof rude[0]; i++) {
        int status = send_text(world, DORAN_R_event_create, &world->path, rude[i].body, field);
        if (status != 422 || strcmp(field, rude[i].field) != 0)
            fail_msg("%s: %d %s instead of 422 %s", rude[i].body, status, field, rude[i].field);
    }
    assert_int_equal(person_head(&world->mom, world->family), head);
}

static void odd_events_that_make_sense_are_taken(void **state)
{
    struct world *world = *state;
    static const struct {
        const char *body, *from, *to;
        size_t count;
    } odd[] = {
        /* A bomb that is none: bounded by the window. */
        {DAY(RULE("FREQ=DAILY")), "2030-01-01", "2031-01-01", 365},
        {DAY(RULE("FREQ=DAILY;COUNT=10000")), "2030-01-01", "2030-02-01", 31},
        /* The 29th of February is there every four years. */
        {"{\"title\":\"윤일\",\"all_day\":true,\"start\":\"2028-02-29\",\"rrule\":\"FREQ=YEARLY\"}",
         "2032-01-01", "2033-01-01", 1},
        {"{\"title\":\"윤일\",\"all_day\":true,\"start\":\"2028-02-29\",\"rrule\":\"FREQ=YEARLY\"}",
         "2029-01-01", "2030-01-01", 0},
        /* An hour that is skipped, and one that comes twice, in New York. */
        {"{\"title\":\"a\",\"all_day\":false,\"start\":\"2027-03-14T02:30:00\",\"zone\":\"America/"
         "New_York\"}",
         "2027-03-14", "2027-03-16", 1},
        {"{\"title\":\"a\",\"all_day\":false,\"start\":\"2027-11-07T01:30:00\",\"zone\":\"America/"
         "New_York\"}",
         "2027-11-07", "2027-11-09", 1},
        /* Chuseok by the lunar calendar. */
        {"{\"title\":\"추석\",\"all_day\":true,\"start\":\"2026-09-25\","
         "\"rrule\":\"RSCALE=DANGI;FREQ=YEARLY;BYMONTH=8;BYMONTHDAY=15;SKIP=BACKWARD\"}",
         "2027-09-15", "2027-09-16", 1},
    };
    for (size_t i = 0; i < sizeof odd / sizeof odd[0]; i++) {
        char family[37];
        struct doran_calendar_page page = {0};
        person_found_family(&world->mom, "시험", "엄마", family);
        const struct doran_path path = person_path(DORAN_PARAM_family, family);
        const struct doran_calendar_query query = {.from = odd[i].from, .to = odd[i].to};
        char field[64];
        assert_int_equal(send_text(world, DORAN_R_event_create, &path, odd[i].body, field), 201);
        assert_int_equal(person_call(&world->mom, DORAN_R_calendar, &path, &query, &page, &world->arena),
                         200);
        if (page.occurrences.count != odd[i].count)
            fail_msg("%s: %zu instead of %zu", odd[i].body, page.occurrences.count, odd[i].count);
        assert_int_equal(send_text(world, DORAN_R_family_delete, &path, "{\"title\":\"시험\"}", field), 204);
    }
}

static void a_scope_that_is_nowhere_is_refused(void **state)
{
    struct world *world = *state;
    struct doran_event event = {0};
    const struct doran_event_create create = {
        .title = "체조", .all_day = true, .start = "2026-11-23", .rrule = "FREQ=WEEKLY;COUNT=3"};
    assert_int_equal(
        person_call(&world->mom, DORAN_R_event_create, &world->path, &create, &event, &world->arena), 201);
    struct doran_path path = person_path2(DORAN_PARAM_family, world->family, DORAN_PARAM_event, event.id);
    static const struct {
        const char *body;
        int status;
        const char *field;
    } wrong[] = {
        {"{\"scope\":\"one\",\"recurrence_id\":\"2026-11-24\",\"title\":\"b\"}", 404, "recurrence_id"},
        {"{\"scope\":\"following\",\"recurrence_id\":\"2027-11-24\",\"title\":\"b\"}", 404, "recurrence_id"},
        {"{\"scope\":\"some\",\"title\":\"b\"}", 422, "scope"},
        {"{\"scope\":\"all\",\"rrule\":\"FREQ=SECONDLY\"}", 422, "rrule"},
        {"{\"scope\":\"all\",\"end\":\"2026-11-01\"}", 422, "end"},
    };
    int64_t head = person_head(&world->mom, world->family);
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        char field[64];
        int status = send_text(world, DORAN_R_event_change, &path, wrong[i].body, field);
        if (status != wrong[i].status || strcmp(field, wrong[i].field) != 0)
            fail_msg("%s: %d %s", wrong[i].body, status, field);
    }
    assert_int_equal(person_head(&world->mom, world->family), head);
}

/* --- The feed -------------------------------------------------------------------------------------------------- */

static int get(struct world *world, const char *method, const char *path, struct wire_answer *answer)
{
    return wire_ask(answer, server_port(world->server),
                    &(struct wire_request){.method = method, .path = path});
}

static void a_phone_subscribes(void **state)
{
    struct world *world = *state;
    struct doran_feed_created feed = {0};
    struct wire_answer answer;
    const struct doran_event_create lunar = {
        .title = "할머니 생신",
        .all_day = true,
        .start = "2026-11-22",
        .rrule = "RSCALE=DANGI;FREQ=YEARLY;BYMONTH=10;BYMONTHDAY=14;SKIP=BACKWARD"};
    assert_int_equal(
        person_call(&world->mom, DORAN_R_event_create, &world->path, &lunar, NULL, &world->arena), 201);
    assert_int_equal(person_call(&world->dad, DORAN_R_feed_create, &world->path,
                                 &(struct doran_feed_create){0}, &feed, &world->arena),
                     201);
    const char *path = strstr(feed.link, DORAN_FEED_PATH);
    assert_non_null(path);
    assert_int_equal(get(world, "GET", path, &answer), 200);
    assert_non_null(strstr(answer.head, "Content-Type: text/calendar"));
    assert_non_null(strstr(answer.head, "ETag: \""));
    assert_non_null(strstr(answer.body, "BEGIN:VCALENDAR"));
    assert_null(strstr(answer.body, "RSCALE")); /* Phones do not know it: concrete days instead. */
    size_t birthdays = 0;
    for (const char *at = answer.body; (at = strstr(at, "SUMMARY:할머니 생신")); at++)
        birthdays++;
    assert_in_range(birthdays, 2, 4);
    wire_answer_deinit(&answer);
    assert_int_equal(get(world, "POST", path, &answer), 405);
    wire_answer_deinit(&answer);
    static const char *const wrong[] = {DORAN_FEED_PATH,
                                        DORAN_FEED_PATH "x",
                                        DORAN_FEED_PATH ".ics",
                                        DORAN_FEED_PATH "AAAA.ics",
                                        DORAN_FEED_PATH "../healthz",
                                        DORAN_FEED_PATH "AAAA%2e.ics"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        assert_int_equal(get(world, "GET", wrong[i], &answer), 404);
        wire_answer_deinit(&answer);
    }
    /* Whoever reads the log does not get at the calendar. */
    char token[64];
    snprintf(token, sizeof token, "%.20s", path + strlen(DORAN_FEED_PATH));
    char *log = server_output(world->server);
    for (int waited = 0; !strstr(log, " feed 404 "); waited += PAUSE_MS) {
        assert_in_range(waited, 0, PATIENCE_MS);
        pause_a_little();
        free(log);
        log = server_output(world->server);
    }
    assert_non_null(strstr(log, " feed 200 "));
    assert_null(strstr(log, token));
    free(log);
}

/* A request for the feed with more fields, "" for none. */
static const struct raw_answer *ask_feed(struct raw *raw, const char *method, const char *path,
                                         const char *fields)
{
    raw_say(raw, "%s %s HTTP/1.1\r\nHost: home\r\n%s\r\n", method, path, fields);
    return strcmp(method, "HEAD") == 0 ? raw_answer_to_head(raw) : raw_answer(raw);
}

/* The head without what is another one each time. */
static char *lasting_head(const struct raw_answer *answer)
{
    char *head = strdup(answer->head), *date = strcasestr(head, "\r\nDate:");
    char *end = date ? strstr(date + 2, "\r\n") : NULL;
    if (end)
        memmove(date, end, strlen(end) + 1);
    return head;
}

/* RFC 9110 §9.3.2: a phone that only looks whether there is news is told all of GET but the calendar. */
static void a_phone_looks_before_it_reads(void **state)
{
    struct world *world = *state;
    struct doran_feed_created feed = {0};
    assert_int_equal(person_call(&world->dad, DORAN_R_feed_create, &world->path,
                                 &(struct doran_feed_create){0}, &feed, &world->arena),
                     201);
    const char *path = strstr(feed.link, DORAN_FEED_PATH);
    static const char *const codings[] = {"", "Accept-Encoding: gzip\r\n"};
    struct raw *raw = raw_open(server_port(world->server), NULL);
    for (size_t i = 0; i < sizeof codings / sizeof *codings; i++) {
        const struct raw_answer *answer = ask_feed(raw, "GET", path, codings[i]);
        assert_int_equal(answer->status, 200);
        assert_true(answer->body_length > 0);
        char *head = lasting_head(answer), *tag = strstr(head, "ETag: "), fields[256];
        assert_non_null(tag);
        snprintf(fields, sizeof fields, "%sIf-None-Match: %.*s\r\n", codings[i],
                 (int)strcspn(tag + strlen("ETag: "), "\r"), tag + strlen("ETag: "));
        char *other = lasting_head(ask_feed(raw, "HEAD", path, codings[i]));
        assert_string_equal(other, head); /* The next answer would not be one had a body come. */
        free(head);
        free(other);
        answer = ask_feed(raw, "GET", path, fields);
        assert_int_equal(answer->status, 304);
        head = lasting_head(answer);
        answer = ask_feed(raw, "HEAD", path, fields);
        assert_int_equal(answer->status, 304);
        other = lasting_head(answer);
        assert_string_equal(other, head);
        assert_non_null(strstr(other, "ETag: "));
        free(head);
        free(other);
    }
    assert_int_equal(ask_feed(raw, "HEAD", DORAN_FEED_PATH "AAAA.ics", "")->status, 404);
    raw_close(raw);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rude_events_are_refused),
        cmocka_unit_test(what_one_adds_the_other_sees_at_once),
        cmocka_unit_test(what_is_done_offline_is_sent_once),
        cmocka_unit_test(two_devices_change_one_event),
        cmocka_unit_test(odd_events_that_make_sense_are_taken),
        cmocka_unit_test(a_scope_that_is_nowhere_is_refused),
        cmocka_unit_test(a_phone_subscribes),
        cmocka_unit_test(a_phone_looks_before_it_reads),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
