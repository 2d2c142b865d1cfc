/* The calendar through the api, on both databases: who may, once only, all or nothing, who is told and reminded. */
#include "server/api_calendar.h"

#define OPERATION "01900000-0000-7000-8000-0000000000e1"

static const struct doran_event_create picnic = {
    .title = "소풍", .all_day = true, .start = "2026-11-22", .end = "2026-11-24"};

static void an_event_is_made_once(void **state)
{
    struct api_case *test = *state;
    struct home house = open_house(test);
    struct doran_event event = {0};
    for (int i = 0; i < 2; i++) {
        snprintf(test->operation, sizeof test->operation, OPERATION);
        assert_int_equal(call(test, DORAN_R_event_create, &house.path, house.dad.token, &picnic, &event),
                         201);
        assert_string_equal(event.id, OPERATION);
        assert_string_equal(event.author_id, house.dad.user->id);
        assert_string_equal(event.author_name, "아빠");
        assert_string_equal(event.uid, OPERATION "@doran");
    }
    assert_int_equal(read_days(test, &house, "2026-11-01", "2026-12-01").occurrences.count, 1);
    assert_int_equal(count_news(test, house.mom.token, DORAN_category_event_added), 1);
    assert_int_equal(count_news(test, house.dad.token, DORAN_category_event_added), 0);
    /* Somebody else's operation of the same id takes nobody's event away. */
    snprintf(test->operation, sizeof test->operation, OPERATION);
    const struct doran_event_create other = {.title = "다른 것", .all_day = true, .start = "2026-11-22"};
    assert_int_equal(call(test, DORAN_R_event_create, &house.path, house.mom.token, &other, NULL), 409);
    assert_refused(test, conflict);
    struct doran_path path = event_path(&house, OPERATION);
    assert_int_equal(call(test, DORAN_R_event, &path, house.mom.token, NULL, &event), 200);
    assert_string_equal(event.title, "소풍");
}

static void author_and_host_change_it_others_do_not(void **state)
{
    struct api_case *test = *state;
    struct home house = open_house(test);
    struct doran_event event = {0};
    struct doran_event_change change = {0};
    doran_set(&change, event_change, title, "나들이");
    assert_int_equal(call(test, DORAN_R_event_create, &house.path, house.mom.token, &picnic, &event), 201);
    struct doran_path path = event_path(&house, event.id);
    assert_int_equal(call(test, DORAN_R_event_change, &path, house.dad.token, &change, NULL), 403);
    assert_int_equal(call_text(test, DORAN_R_event_delete, &path, house.dad.token, "{}"), 403);
    assert_int_equal(call(test, DORAN_R_event_create, &house.path, house.dad.token, &picnic, &event), 201);
    path = event_path(&house, event.id);
    assert_int_equal(call(test, DORAN_R_event_change, &path, house.mom.token, &change, &event), 200);
    assert_string_equal(event.title, "나들이");
    assert_string_equal(event.author_name, "아빠");
    assert_int_equal(call_text(test, DORAN_R_event_delete, &path, house.dad.token, "{}"), 204);
    /* What is gone is gone for whoever could have done it, too. */
    assert_int_equal(call_text(test, DORAN_R_event_delete, &path, house.dad.token, "{}"), 404);
    assert_int_equal(call(test, DORAN_R_event_change, &path, house.dad.token, &change, NULL), 404);
    assert_int_equal(call(test, DORAN_R_event, &path, house.dad.token, NULL, NULL), 404);
}

static void what_is_deleted_is_brought_back_by_who_may(void **state)
{
    struct api_case *test = *state;
    struct home house = open_house(test);
    struct doran_event hers = {0}, his = {0}, event = {0};
    assert_int_equal(call(test, DORAN_R_event_create, &house.path, house.mom.token, &picnic, &hers), 201);
    assert_int_equal(call(test, DORAN_R_event_create, &house.path, house.dad.token, &picnic, &his), 201);
    struct doran_path to_hers = event_path(&house, hers.id), to_his = event_path(&house, his.id);
    hers.title = "바뀐 것";
    /* What is there is the author's and the host's to write, under whatever name it is asked for. */
    restore_expects(test, &to_hers, house.dad.token, &hers, NULL, 403);
    restore_expects(test, &to_his, house.dad.token, &his, hers.id, 403);
    restore_expects(test, &to_his, house.dad.token, &hers, NULL, 422);
    assert_int_equal(call(test, DORAN_R_event, &to_hers, house.mom.token, NULL, &event), 200);
    assert_string_equal(event.title, "소풍");
    /* The host deletes his, and it comes back as his; twice is as once. */
    assert_int_equal(call_text(test, DORAN_R_event_delete, &to_his, house.mom.token, "{}"), 204);
    for (int i = 0; i < 2; i++)
        restore_expects(test, &to_his, house.mom.token, &his, NULL, 204);
    assert_int_equal(call(test, DORAN_R_event, &to_his, house.mom.token, NULL, &event), 200);
    assert_string_equal(event.author_name, "아빠");
    assert_string_equal(event.uid, his.uid);
    /* Nobody else puts one into another's mouth. */
    assert_int_equal(call_text(test, DORAN_R_event_delete, &to_hers, house.mom.token, "{}"), 204);
    restore_expects(test, &to_hers, house.dad.token, &hers, NULL, 204);
    assert_int_equal(call(test, DORAN_R_event, &to_hers, house.mom.token, NULL, &event), 200);
    assert_string_equal(event.author_name, "아빠");
    assert_int_equal(read_days(test, &house, "2026-11-01", "2026-12-01").occurrences.count, 2);
    /* Neither there nor given. */
    struct doran_path nowhere = event_path(&house, OPERATION);
    restore_expects(test, &nowhere, house.dad.token, NULL, NULL, 404);
}

static void a_page_is_of_its_days(void **state)
{
    struct api_case *test = *state;
    struct home house = open_house(test);
    static const char *const starts[] = {"2026-11-30", "2026-11-01", "2026-12-01"};
    for (size_t i = 0; i < 3; i++) {
        const struct doran_event_create create = {.title = "하루", .all_day = true, .start = starts[i]};
        assert_int_equal(call(test, DORAN_R_event_create, &house.path, house.mom.token, &create, NULL), 201);
    }
    struct doran_calendar_page page = read_days(test, &house, "2026-11-01", "2026-12-01");
    assert_int_equal(page.events.count, 2);
    assert_int_equal(page.occurrences.count, 2);
    assert_string_equal(page.occurrences.items[0].start, "2026-11-01");
    assert_string_equal(page.occurrences.items[1].start, "2026-11-30");
    assert_false(page.more);
    assert_true(strcmp(page.events.items[0].id, page.events.items[1].id) < 0);
    static const char *const wrong[][2] = {
        {"from=2026-11-01&to=2026-11-01", "to"},   {"from=2026-11-02&to=2026-11-01", "to"},
        {"from=2026-11-01&to=2028-11-01", "to"},   {"from=2026-02-30&to=2026-11-01", "from"},
        {"from=0001-01-01&to=0001-02-01", "from"}, {"from=2026-11-01&to=9999-01-01", "to"}};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        assert_int_equal(call_text(test, DORAN_R_calendar, &house.path, house.mom.token, wrong[i][0]), 422);
        assert_string_equal(test->field, wrong[i][1]);
    }
}

static void an_import_is_taken_in_once(void **state)
{
    struct api_case *test = *state;
    struct home house = open_house(test);
    struct doran_event_create events[3] = {
        {.title = "하나", .all_day = true, .start = "2026-11-22", .uid = "a@else"},
        {.title = "둘", .all_day = true, .start = "2026-11-23", .uid = "b@else"},
        {.title = "셋", .all_day = true, .start = "2026-11-24", .uid = "c@else"}};
    struct doran_event_import request = {.events = {events, 3}};
    struct doran_event_import_result result = {0};
    assert_int_equal(call(test, DORAN_R_event_import, &house.path, house.dad.token, &request, &result), 200);
    assert_int_equal(result.added, 3);
    assert_int_equal(count_news(test, house.mom.token, DORAN_category_event_added), 1);
    assert_int_equal(call(test, DORAN_R_event_import, &house.path, house.dad.token, &request, &result), 200);
    assert_int_equal(result.unchanged, 3);
    assert_int_equal(result.added + result.changed + result.refused, 0);
    events[1].title = "둘둘";
    assert_int_equal(call(test, DORAN_R_event_import, &house.path, house.dad.token, &request, &result), 200);
    assert_int_equal(result.changed, 1);
    assert_int_equal(result.unchanged, 2);
    assert_int_equal(count_news(test, house.mom.token, DORAN_category_event_added), 1);
    assert_int_equal(read_days(test, &house, "2026-11-01", "2026-12-01").events.count, 3);
    /* All or none, and the error says which. */
    events[0].title = "하나하나";
    events[2].start = "2026-11-31";
    assert_int_equal(call(test, DORAN_R_event_import, &house.path, house.dad.token, &request, &result), 422);
    assert_string_equal(test->field, "events.2.start");
    struct doran_calendar_page page = read_days(test, &house, "2026-11-22", "2026-11-23");
    assert_string_equal(page.events.items[0].title, "하나");
}

static void somebody_elses_events_are_not_imported_over(void **state)
{
    struct api_case *test = *state;
    struct home house = open_house(test);
    struct doran_event_create event = {
        .title = "하나", .all_day = true, .start = "2026-11-22", .uid = "a@else"};
    struct doran_event_import request = {.events = {&event, 1}, .quiet = true};
    struct doran_event_import_result result = {0};
    assert_int_equal(call(test, DORAN_R_event_import, &house.path, house.mom.token, &request, &result), 200);
    assert_int_equal(count_news(test, house.dad.token, DORAN_category_event_added), 0);
    event.title = "둘";
    assert_int_equal(call(test, DORAN_R_event_import, &house.path, house.dad.token, &request, &result), 200);
    assert_int_equal(result.refused, 1);
    assert_string_equal(read_days(test, &house, "2026-11-22", "2026-11-23").events.items[0].title, "하나");
    assert_int_equal(call(test, DORAN_R_event_create, &house.path, house.dad.token, &event, NULL), 409);
    assert_string_equal(test->field, "uid");
}

static void five_events_earn_the_badge(void **state)
{
    struct api_case *test = *state;
    struct home house = open_house(test);
    struct doran_event event = {0};
    for (int i = 0; i < 5; i++) {
        assert_int_equal(count_news(test, house.dad.token, DORAN_category_badge_earned), 0);
        assert_int_equal(call(test, DORAN_R_event_create, &house.path, house.mom.token, &picnic, &event),
                         201);
        if (i == 0) { /* Taken away, it does not count. */
            struct doran_path path = event_path(&house, event.id);
            assert_int_equal(call_text(test, DORAN_R_event_delete, &path, house.mom.token, "{}"), 204);
            assert_int_equal(call(test, DORAN_R_event_create, &house.path, house.mom.token, &picnic, NULL),
                             201);
        }
    }
    assert_int_equal(count_news(test, house.dad.token, DORAN_category_badge_earned), 1);
}

/* --- Reminders ------------------------------------------------------------------------------------------------- */

static void housekeep(struct api_case *test)
{
    api_housekeep(test->api);
    while (lanes_pending(test->lanes) > 0)
        api_case_turn(test);
}

static void set_back(struct api_case *test, int64_t by)
{
    write_there(test, "UPDATE event_reminders SET due = due - ?1", by);
}

/* Three days ahead in UTC, as a wall time. */
static const char *soon(struct api_case *test)
{
    char text[DORAN_WALL_TEXT_MAX];
    doran_when_format(doran_zone_wall(doran_zone_utc(), doran_time_now() + 3 * DORAN_DAY), false, text);
    return doran_arena_strdup(&test->arena, text);
}

/* The mother's, with a reminder ten minutes before. */
static struct doran_event make_appointment(struct api_case *test, const struct home *house)
{
    struct doran_reminder reminder = {.minutes = 10};
    const struct doran_event_create create = {
        .title = "병원", .start = soon(test), .zone = "UTC", .reminders = {&reminder, 1}};
    struct doran_event event = {0};
    assert_int_equal(call(test, DORAN_R_event_create, &house->path, house->mom.token, &create, &event), 201);
    return event;
}

static void a_reminder_comes_once_to_everybody(void **state)
{
    struct api_case *test = *state;
    struct home house = open_house(test);
    struct doran_event event = make_appointment(test, &house);
    housekeep(test);
    assert_int_equal(count_news(test, house.mom.token, DORAN_category_event_reminder), 0);
    set_back(test, 3 * DORAN_DAY);
    for (int i = 0; i < 2; i++) {
        housekeep(test);
        assert_int_equal(count_news(test, house.mom.token, DORAN_category_event_reminder), 1);
        assert_int_equal(count_news(test, house.dad.token, DORAN_category_event_reminder), 1);
    }
    struct doran_notification_page page = {0};
    assert_int_equal(call(test, DORAN_R_notification_list, NULL, house.mom.token, NULL, &page), 200);
    assert_string_equal(page.notifications.items[0].subject_id, event.id);
    assert_string_equal(page.notifications.items[0].subject_title, "병원");
    assert_null(page.notifications.items[0].actor_id);
}

static void a_reminder_of_long_ago_is_passed_over(void **state)
{
    struct api_case *test = *state;
    struct home house = open_house(test);
    make_appointment(test, &house);
    set_back(test, 5 * DORAN_DAY);
    housekeep(test);
    assert_int_equal(count_news(test, house.mom.token, DORAN_category_event_reminder), 0);
    set_back(test, 3 * DORAN_DAY); /* The next time it is due is noted already. */
    housekeep(test);
    assert_int_equal(count_news(test, house.mom.token, DORAN_category_event_reminder), 1);
}

static void a_deleted_event_reminds_nobody(void **state)
{
    struct api_case *test = *state;
    struct home house = open_house(test);
    struct doran_event event = make_appointment(test, &house);
    struct doran_path path = event_path(&house, event.id);
    assert_int_equal(call_text(test, DORAN_R_event_delete, &path, house.mom.token, "{}"), 204);
    set_back(test, 3 * DORAN_DAY);
    housekeep(test);
    assert_int_equal(count_news(test, house.mom.token, DORAN_category_event_reminder), 0);
}

static int64_t next_due(struct api_case *test)
{
    struct doran_error error = {0};
    struct db_rows *rows = NULL;
    struct db_conn *conn = db_connect(test->db, DB_READ, &error);
    assert_non_null(conn);
    assert_int_equal(db_begin(conn), DB_DONE);
    assert_int_equal(db_query(conn, &rows, "SELECT due FROM event_reminders", ""), DB_DONE);
    assert_int_equal(db_next(rows), DB_ROW);
    int64_t due = db_int(rows, 0);
    assert_int_equal(db_next(rows), DB_DONE);
    db_rows_free(rows);
    db_rollback(conn);
    db_disconnect(conn);
    return due;
}

/* Days are the family's: nine in the morning of one is at another time in another zone. */
static void reminders_move_with_the_family(void **state)
{
    struct api_case *test = *state;
    struct home house = open_house(test);
    struct doran_reminder reminder = {.minutes = -540};
    char day[DORAN_WALL_TEXT_MAX];
    doran_when_format(doran_zone_wall(doran_zone_utc(), doran_time_now() + 3 * DORAN_DAY), true, day);
    const struct doran_event_create create = {
        .title = "생신", .all_day = true, .start = day, .rrule = "FREQ=YEARLY", .reminders = {&reminder, 1}};
    assert_int_equal(call(test, DORAN_R_event_create, &house.path, house.mom.token, &create, NULL), 201);
    int64_t seoul = next_due(test);
    struct doran_family_change move = {0};
    doran_set(&move, family_change, time_zone, "UTC");
    assert_int_equal(call(test, DORAN_R_family_change, &house.path, house.mom.token, &move, NULL), 200);
    housekeep(test);
    assert_int_equal(next_due(test) - seoul, 9 * DORAN_HOUR);
    assert_int_equal(count_news(test, house.mom.token, DORAN_category_event_reminder), 0);
}

/* --- Feeds ----------------------------------------------------------------------------------------------------- */

static int read_feed(struct api_case *test, const char *link)
{
    struct sent sent = {.waiter.answer = api_case_answer, .test = test};
    struct api_request *request = api_request_new();
    const char *token = strstr(link, DORAN_FEED_PATH) + strlen(DORAN_FEED_PATH);
    snprintf(request->token, sizeof request->token, "%.*s", (int)strcspn(token, "."), token);
    snprintf(request->if_none_match, sizeof request->if_none_match, "%s", test->if_none_match);
    snprintf(request->address, sizeof request->address, "127.0.0.1");
    test->if_none_match[0] = '\0';
    api_feed(test->api, request, &sent.waiter);
    api_case_wait(test, &sent);
    return test->status;
}

static void a_feed_is_read_until_it_is_void(void **state)
{
    struct api_case *test = *state;
    struct home house = open_house(test);
    struct doran_feed_created feed = {0};
    struct doran_feed_page page = {0};
    char etag[96];
    assert_int_equal(call(test, DORAN_R_event_create, &house.path, house.mom.token, &picnic, NULL), 201);
    assert_int_equal(
        call(test, DORAN_R_feed_create, &house.path, house.dad.token, &(struct doran_feed_create){0}, &feed),
        201);
    assert_non_null(strstr(feed.link, "https://home.example:7474" DORAN_FEED_PATH));
    const char *link = doran_arena_strdup(&test->arena, feed.link);
    assert_int_equal(read_feed(test, link), 200);
    assert_non_null(strstr(test->body, "SUMMARY:소풍"));
    memcpy(etag, test->etag, sizeof etag);
    snprintf(test->if_none_match, sizeof test->if_none_match, "%s", etag);
    assert_int_equal(read_feed(test, link), 304);
    const struct doran_event_create other = {.title = "김장", .all_day = true, .start = "2026-11-28"};
    assert_int_equal(call(test, DORAN_R_event_create, &house.path, house.mom.token, &other, NULL), 201);
    snprintf(test->if_none_match, sizeof test->if_none_match, "%s", etag);
    assert_int_equal(read_feed(test, link), 200);
    assert_non_null(strstr(test->body, "SUMMARY:김장"));
    /* It is one's own: others do not see it, nor end it. */
    assert_int_equal(call(test, DORAN_R_feed_list, &house.path, house.mom.token, NULL, &page), 200);
    assert_int_equal(page.feeds.count, 0);
    struct doran_path path =
        path_of_two(DORAN_PARAM_family, house.family.id, DORAN_PARAM_feed, feed.feed->id);
    assert_int_equal(call(test, DORAN_R_feed_delete, &path, house.mom.token, NULL, NULL), 404);
    assert_int_equal(call(test, DORAN_R_feed_delete, &path, house.dad.token, NULL, NULL), 204);
    assert_int_equal(read_feed(test, link), 404);
}

static void a_feed_ends_with_the_membership_and_the_account(void **state)
{
    struct api_case *test = *state;
    struct home house = open_house(test);
    struct doran_feed_created feed = {0}, other = {0};
    const struct doran_feed_create request = {.name = "폰"};
    assert_int_equal(call(test, DORAN_R_feed_create, &house.path, house.dad.token, &request, &feed), 201);
    const char *link = doran_arena_strdup(&test->arena, feed.link);
    assert_int_equal(call(test, DORAN_R_family_leave, &house.path, house.dad.token, NULL, NULL), 204);
    assert_int_equal(read_feed(test, link), 404);
    assert_int_equal(call(test, DORAN_R_feed_create, &house.path, house.mom.token, &request, &other), 201);
    link = doran_arena_strdup(&test->arena, other.link);
    for (int i = 1; i < DORAN_FEEDS_MAX; i++)
        assert_int_equal(call(test, DORAN_R_feed_create, &house.path, house.mom.token, &request, NULL), 201);
    assert_int_equal(call(test, DORAN_R_feed_create, &house.path, house.mom.token, &request, NULL), 409);
    assert_refused(test, limit_reached);
    assert_int_equal(read_feed(test, link), 200);
    const struct doran_password_proof proof = {.password = "가나다라 마바사아"};
    assert_int_equal(call(test, DORAN_R_account_delete, NULL, house.mom.token, &proof, NULL), 204);
    assert_int_equal(read_feed(test, link), 404);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        API_ON_BOTH(an_event_is_made_once),
        API_ON_BOTH(author_and_host_change_it_others_do_not),
        API_ON_BOTH(what_is_deleted_is_brought_back_by_who_may),
        API_ON_BOTH(a_page_is_of_its_days),
        API_ON_BOTH(an_import_is_taken_in_once),
        API_ON_BOTH(somebody_elses_events_are_not_imported_over),
        API_ON_BOTH(five_events_earn_the_badge),
        API_ON_BOTH(a_reminder_comes_once_to_everybody),
        API_ON_BOTH(a_reminder_of_long_ago_is_passed_over),
        API_ON_BOTH(a_deleted_event_reminds_nobody),
        API_ON_BOTH(reminders_move_with_the_family),
        API_ON_BOTH(a_feed_is_read_until_it_is_void),
        API_ON_BOTH(a_feed_ends_with_the_membership_and_the_account),
    };
    return cmocka_run_group_tests(tests, store_case_group_setup, store_case_group_teardown);
}
