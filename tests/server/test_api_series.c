/* Series and what is different in them, through the api, on both databases: what comes before its series, and how much there may
 * be. */
#include "server/api_calendar.h"

/* It was moved to another year: the series leaves it out where the rule has it all the same. */
static void what_differs_may_come_before_its_series(void **state)
{
    struct api_case *test = *state;
    struct home house = open_house(test);
    const struct doran_event_create other = {.title = "축구",
                                             .all_day = true,
                                             .start = "2027-03-02",
                                             .uid = "early@else",
                                             .recurrence_id = "2026-11-30"},
                                    series = {.title = "체조",
                                              .all_day = true,
                                              .start = "2026-11-23",
                                              .rrule = "FREQ=WEEKLY",
                                              .uid = "early@else"};
    assert_int_equal(call(test, DORAN_R_event_create, &house.path, house.mom.token, &other, NULL), 201);
    assert_int_equal(call(test, DORAN_R_event_create, &house.path, house.mom.token, &series, NULL), 201);
    struct doran_calendar_page page = read_days(test, &house, "2026-11-01", "2026-12-01");
    assert_int_equal(page.occurrences.count, 1);
    assert_string_equal(page.occurrences.items[0].start, "2026-11-23");
}

/* Occurrences of days in a row, whether their series is there or not yet: from the number `first` up to `end`. */
static void bring(struct api_case *test, const struct home *house, int first, int end)
{
    struct doran_event_create others[DORAN_EVENT_IMPORT_MAX];
    char days[DORAN_EVENT_IMPORT_MAX][DORAN_DATE_TEXT_MAX];
    const struct doran_date begin = {2026, 11, 23};
    struct doran_event_import request = {.events = {others, 0}, .quiet = true};
    struct doran_event_import_result result = {0};
    for (int i = first; i < end; i++) {
        size_t at = request.events.count++;
        const char *day = doran_date_format(doran_date_add_days(begin, i), days[at]);
        others[at] = (struct doran_event_create){
            .title = "축구", .all_day = true, .start = day, .uid = "many@else", .recurrence_id = day};
    }
    assert_int_equal(call(test, DORAN_R_event_import, &house->path, house->mom.token, &request, &result),
                     200);
    assert_int_equal(result.added, end - first);
}

static void what_waits_for_a_series_has_a_limit_too(void **state)
{
    struct api_case *test = *state;
    struct home house = open_house(test);
    const struct doran_event_create series = {
        .title = "체조", .all_day = true, .start = "2026-11-23", .rrule = "FREQ=DAILY", .uid = "many@else"};
    struct doran_event event = {0};
    for (int i = 0; i < DORAN_SERIES_DIFFERENT_MAX; i += DORAN_EVENT_IMPORT_MAX)
        bring(test, &house, i, i + DORAN_EVENT_IMPORT_MAX);
    bring(test, &house, DORAN_SERIES_DIFFERENT_MAX, DORAN_SERIES_DIFFERENT_MAX + 1);
    for (int i = 0; i < 2; i++) { /* Nothing of the first try is left. */
        assert_int_equal(call(test, DORAN_R_event_create, &house.path, house.mom.token, &series, NULL), 409);
        assert_refused(test, limit_reached);
    }
    struct doran_calendar_page page = read_days(test, &house, "2026-11-23", "2026-11-24");
    assert_int_equal(page.events.count, 1);
    assert_null(page.events.items[0].series_id);
    struct doran_path path = event_path(&house, page.events.items[0].id);
    assert_int_equal(call_text(test, DORAN_R_event_delete, &path, house.mom.token, "{}"), 204);
    assert_int_equal(call(test, DORAN_R_event_create, &house.path, house.mom.token, &series, &event), 201);
    page = read_days(test, &house, "2026-11-24", "2026-11-25");
    assert_int_equal(page.occurrences.count, 1);
    assert_string_equal(page.occurrences.items[0].event_id, page.events.items[0].id);
}

/* Taking the same file in again adds nothing. */
static void a_full_series_is_still_taken_in_again(void **state)
{
    struct api_case *test = *state;
    struct home house = open_house(test);
    const struct doran_event_create series = {
        .title = "체조", .all_day = true, .start = "2026-11-23", .rrule = "FREQ=DAILY", .uid = "many@else"};
    struct doran_event_create other = {.title = "축구",
                                       .all_day = true,
                                       .start = "2026-11-23",
                                       .uid = "many@else",
                                       .recurrence_id = "2026-11-23"};
    struct doran_event_import request = {.events = {&other, 1}};
    struct doran_event_import_result result = {0};
    assert_int_equal(call(test, DORAN_R_event_create, &house.path, house.mom.token, &series, NULL), 201);
    for (int i = 0; i < DORAN_SERIES_DIFFERENT_MAX; i += DORAN_EVENT_IMPORT_MAX)
        bring(test, &house, i, i + DORAN_EVENT_IMPORT_MAX);
    assert_int_equal(call(test, DORAN_R_event_import, &house.path, house.mom.token, &request, &result), 200);
    assert_int_equal(result.unchanged, 1);
    other.title = "농구";
    assert_int_equal(call(test, DORAN_R_event_import, &house.path, house.mom.token, &request, &result), 200);
    assert_int_equal(result.changed, 1);
    other.recurrence_id = other.start = "2030-01-01"; /* One more. */
    assert_int_equal(call(test, DORAN_R_event_import, &house.path, house.mom.token, &request, &result), 409);
    assert_refused(test, limit_reached);
}

/* What comes back for another in a full series is none more. */
static void a_full_series_has_room_for_what_changes_places(void **state)
{
    struct api_case *test = *state;
    struct home house = open_house(test);
    const struct doran_event_create create = {
        .title = "체조", .all_day = true, .start = "2026-11-23", .rrule = "FREQ=DAILY", .uid = "many@else"};
    struct doran_event series = {0}, event = {0};
    assert_int_equal(call(test, DORAN_R_event_create, &house.path, house.mom.token, &create, &series), 201);
    for (int i = 0; i < DORAN_SERIES_DIFFERENT_MAX; i += DORAN_EVENT_IMPORT_MAX)
        bring(test, &house, i, i + DORAN_EVENT_IMPORT_MAX);
    struct doran_calendar_page page = read_days(test, &house, "2026-11-23", "2026-11-24");
    assert_int_equal(page.events.count, 1);
    struct doran_event first = page.events.items[0];
    struct doran_path to_first = event_path(&house, first.id), to_series = event_path(&house, series.id);
    assert_int_equal(call_text(test, DORAN_R_event_delete, &to_first, house.mom.token, "{}"), 204);
    bring(test, &house, 0, 1);
    restore_expects(test, &to_series, house.mom.token, &first, NULL, 204);
    assert_int_equal(call(test, DORAN_R_event, &to_first, house.mom.token, NULL, &event), 200);
    page = read_days(test, &house, "2026-11-23", "2026-11-24");
    assert_int_equal(page.events.count, 1);
    assert_string_equal(page.events.items[0].id, first.id);
}

/* Nothing is left of the series before what changes: the new one takes its place. */
static void a_series_is_followed_by_another_in_a_full_calendar(void **state)
{
    struct api_case *test = *state;
    struct home house = open_house(test);
    struct doran_exception without = {.at = "2026-11-23"};
    const struct doran_event_create create = {.title = "체조",
                                              .all_day = true,
                                              .start = "2026-11-23",
                                              .rrule = "FREQ=DAILY",
                                              .exceptions = {&without, 1}};
    struct doran_event series = {0};
    struct doran_event_change change = {.scope = DORAN_event_scope_following, .recurrence_id = "2026-11-24"};
    doran_set(&change, event_change, title, "축구");
    assert_int_equal(call(test, DORAN_R_event_create, &house.path, house.mom.token, &create, &series), 201);
    write_there(test, "UPDATE calendars SET recurring = ?1", DORAN_FAMILY_SERIES_MAX);
    struct doran_path path = event_path(&house, series.id);
    assert_int_equal(call(test, DORAN_R_event_change, &path, house.mom.token, &change, NULL), 200);
    assert_int_equal(call(test, DORAN_R_event, &path, house.mom.token, NULL, NULL), 404);
    assert_int_equal(call(test, DORAN_R_event_create, &house.path, house.mom.token, &create, NULL), 409);
    assert_refused(test, limit_reached);
}

/* Who could put an occurrence into somebody else's series could change all of it by that. */
static void somebody_elses_series_stays_as_it_is(void **state)
{
    struct api_case *test = *state;
    struct home house = open_house(test);
    const struct doran_event_create series = {
        .title = "체조", .all_day = true, .start = "2026-11-23", .rrule = "FREQ=WEEKLY", .uid = "s@else"};
    struct doran_event_create other = {.title = "축구",
                                       .all_day = true,
                                       .start = "2026-12-01",
                                       .uid = "s@else",
                                       .recurrence_id = "2026-11-30"};
    struct doran_event_import request = {.events = {&other, 1}};
    struct doran_event_import_result result = {0};
    struct doran_event event = {0}, occurrence = {0};
    struct doran_event_change change = {.scope = DORAN_event_scope_all};
    doran_set(&change, event_change, title, "축구");
    assert_int_equal(call(test, DORAN_R_event_create, &house.path, house.mom.token, &series, &event), 201);
    assert_int_equal(call(test, DORAN_R_event_create, &house.path, house.dad.token, &other, NULL), 403);
    assert_int_equal(call(test, DORAN_R_event_import, &house.path, house.dad.token, &request, &result), 200);
    assert_int_equal(result.refused, 1);
    assert_int_equal(call(test, DORAN_R_event_create, &house.path, house.mom.token, &other, &occurrence),
                     201);
    assert_string_equal(occurrence.series_id, event.id);
    struct doran_path path = event_path(&house, occurrence.id);
    assert_int_equal(call(test, DORAN_R_event_change, &path, house.dad.token, &change, NULL), 403);
    assert_int_equal(call(test, DORAN_R_event_change, &path, house.mom.token, &change, NULL), 200);
    /* One that came before its series is its maker's until then. */
    other.uid = "t@else";
    assert_int_equal(call(test, DORAN_R_event_create, &house.path, house.dad.token, &other, &occurrence),
                     201);
    assert_null(occurrence.series_id);
    const struct doran_event_create late = {
        .title = "체조", .all_day = true, .start = "2026-11-23", .rrule = "FREQ=WEEKLY", .uid = "t@else"};
    assert_int_equal(call(test, DORAN_R_event_create, &house.path, house.mom.token, &late, NULL), 201);
    path = event_path(&house, occurrence.id);
    assert_int_equal(call(test, DORAN_R_event_change, &path, house.dad.token, &change, NULL), 403);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        API_ON_BOTH(what_differs_may_come_before_its_series),
        API_ON_BOTH(what_waits_for_a_series_has_a_limit_too),
        API_ON_BOTH(a_full_series_is_still_taken_in_again),
        API_ON_BOTH(a_full_series_has_room_for_what_changes_places),
        API_ON_BOTH(a_series_is_followed_by_another_in_a_full_calendar),
        API_ON_BOTH(somebody_elses_series_stays_as_it_is),
    };
    return cmocka_run_group_tests(tests, store_case_group_setup, store_case_group_teardown);
}
