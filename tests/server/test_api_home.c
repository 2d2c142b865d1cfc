/* What the first screen tells of the calendar, through the api, on both databases. */
#include "server/api_home.h"

#include <doran/calendar.h>

static void add(struct api_case *test, const struct doran_path *path, const char *token,
                const struct doran_event_create *event)
{
    assert_int_equal(call(test, DORAN_R_event_create, path, token, event, NULL), 201);
}

static struct doran_home read_home(struct api_case *test, const struct home *house, const char *day)
{
    struct doran_home home = {0};
    const struct doran_home_query query = {.day = day};
    assert_int_equal(call(test, DORAN_R_home, &house->path, house->mom.token, &query, &home), 200);
    return home;
}

static void assert_coming(const struct doran_coming *coming, const char *title, const char *start,
                          const char *lunar)
{
    assert_string_equal(coming->title, title);
    assert_string_equal(coming->start, start);
    if (lunar)
        assert_string_equal(coming->lunar, lunar);
    else
        assert_null(coming->lunar);
}

static void what_is_coming_is_told_from_a_day_on(void **state)
{
    struct api_case *test = *state;
    struct home house = make_home(test);
    static const struct doran_event_create events[] = {
        {.title = "제주 여행", .all_day = true, .start = "2026-11-29", .end = "2026-12-02"},
        {.title = "학원",
         .start = "2026-11-04T18:00:00",
         .end = "2026-11-04T19:00:00",
         .rrule = "FREQ=WEEKLY"},
        {.title = "할아버지 제사",
         .all_day = true,
         .start = "1998-12-10",
         .rrule = "RSCALE=DANGI;FREQ=YEARLY;BYMONTH=10;BYMONTHDAY=22;SKIP=BACKWARD",
         .colour = DORAN_event_colour_grey},
        {.title = "김장", .all_day = true, .start = "2026-11-20", .end = "2026-11-23"},
        {.title = "지난 일", .all_day = true, .start = "2026-11-21"},
        {.title = "먼 일", .all_day = true, .start = "2026-12-20"},
    };
    for (size_t i = 0; i < sizeof events / sizeof *events; i++)
        add(test, &house.path, house.mom.token, &events[i]);
    struct doran_family other = make_family(test, house.dad.token, "옆집", "아저씨");
    struct doran_path elsewhere = path_of(DORAN_PARAM_family, other.id);
    add(test, &elsewhere, house.dad.token,
        &(struct doran_event_create){.title = "옆집 일", .all_day = true, .start = "2026-11-24"});
    struct doran_home home = read_home(test, &house, "2026-11-22");
    static const struct {
        const char *title, *start, *lunar;
    } coming[] = {{"김장", "2026-11-20", NULL},          {"학원", "2026-11-25T18:00:00", NULL},
                  {"제주 여행", "2026-11-29", NULL},     {"할아버지 제사", "2026-11-30", "10.22"},
                  {"학원", "2026-12-02T18:00:00", NULL}, {"학원", "2026-12-09T18:00:00", NULL},
                  {"학원", "2026-12-16T18:00:00", NULL}};
    assert_int_equal(home.coming.count, sizeof coming / sizeof *coming);
    for (size_t i = 0; i < home.coming.count; i++)
        assert_coming(&home.coming.items[i], coming[i].title, coming[i].start, coming[i].lunar);
    assert_false(home.more_coming);
    assert_string_equal(home.coming.items[2].end, "2026-12-02");
    assert_string_equal(home.coming.items[1].recurrence_id, "2026-11-25T18:00:00");
    assert_int_equal(home.coming.items[3].colour, DORAN_event_colour_grey);
    /* 2026-11-25T18:00:00 in Seoul is nine in the morning in UTC. */
    assert_int_equal(home.coming.items[1].start_at, INT64_C(1795597200) * DORAN_SECOND);
}

static void a_day_changes_what_is_told_and_nothing_else_does(void **state)
{
    struct api_case *test = *state;
    struct home house = make_home(test);
    add(test, &house.path, house.mom.token,
        &(struct doran_event_create){.title = "오늘", .all_day = true, .start = "2026-11-22"});
    assert_int_equal(read_home(test, &house, "2026-11-22").coming.count, 1);
    char first[sizeof test->etag];
    snprintf(first, sizeof first, "%s", test->etag);
    /* From the cache, and the same. */
    assert_int_equal(read_home(test, &house, "2026-11-22").coming.count, 1);
    assert_string_equal(test->etag, first);
    /* Midnight came: another question, not the answer that is kept of yesterday's. */
    assert_int_equal(read_home(test, &house, "2026-11-23").coming.count, 0);
    assert_int_equal(read_home(test, &house, "2026-11-22").coming.count, 1);
    /* An event is there at once. */
    add(test, &house.path, house.dad.token,
        &(struct doran_event_create){.title = "내일", .all_day = true, .start = "2026-11-23"});
    struct doran_home home = read_home(test, &house, "2026-11-22");
    assert_int_equal(home.coming.count, 2);
    assert_coming(&home.coming.items[1], "내일", "2026-11-23", NULL);
    assert_int_equal(read_home(test, &house, "2026-11-23").coming.count, 1);
    /* The family's days are others when it moves. */
    add(test, &house.path, house.mom.token,
        &(struct doran_event_create){
            .title = "새벽", .start = "2026-11-23T01:00:00", .end = "2026-11-23T02:00:00"});
    assert_int_equal(read_home(test, &house, "2026-11-23").coming.count, 2);
    assert_int_equal(call_text(test, DORAN_R_family_change, &house.path, house.mom.token,
                               "{\"time_zone\":\"Europe/Berlin\"}"),
                     200);
    home = read_home(test, &house, "2026-11-23");
    assert_int_equal(home.coming.count, 1);
    assert_string_equal(home.coming.items[0].title, "내일");
    assert_int_equal(read_home(test, &house, NULL).coming.count, 0);
}

static void a_month_is_told_to_its_end_and_not_without_bounds(void **state)
{
    struct api_case *test = *state;
    struct home house = make_home(test);
    add(test, &house.path, house.mom.token,
        &(struct doran_event_create){.title = "월말", .all_day = true, .start = "2026-10-31"});
    assert_int_equal(read_home(test, &house, "2026-10-01").coming.count, 1);
    add(test, &house.path, house.mom.token,
        &(struct doran_event_create){
            .title = "매일", .all_day = true, .start = "2026-01-01", .rrule = "FREQ=DAILY"});
    struct doran_home home = read_home(test, &house, "2026-10-01");
    assert_int_equal(home.coming.count, DORAN_HOME_COMING_MAX);
    assert_true(home.more_coming);
    assert_coming(&home.coming.items[DORAN_HOME_COMING_MAX - 1], "매일", "2026-10-20", NULL);
    static const char *const wrong[] = {"day=2026-02-30", "day=1200-01-01", "day=2026-11-2x"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        assert_int_equal(call_text(test, DORAN_R_home, &house.path, house.mom.token, wrong[i]), 422);
        assert_string_equal(test->field, "day");
    }
}

int main(void)
{
    struct CMUnitTest tests[] = {
        API_ON_BOTH(what_is_coming_is_told_from_a_day_on),
        API_ON_BOTH(a_day_changes_what_is_told_and_nothing_else_does),
        API_ON_BOTH(a_month_is_told_to_its_end_and_not_without_bounds),
    };
    return cmocka_run_group_tests(tests, store_case_group_setup, store_case_group_teardown);
}
