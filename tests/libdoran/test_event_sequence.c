/* Changes and deletions one after the other, of occurrences picked by chance: after each, what is seen is what was seen before,
 * but for what was asked. The expansion is the judge, as a family sees it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <doran/calendar.h>
#include <doran/id.h>

#define COUNT(array) (sizeof(array) / sizeof(array)[0])
#define EVENTS_MAX 200
#define SEEN_MAX 1200
#define STEPS 25
#define SEEDS 12

static const struct {
    bool all_day;
    const char *start, *end, *zone, *rule;
} kinds[] = {
    {false, "2026-01-05T02:30:00", "2026-01-05T03:30:00", "America/New_York", "FREQ=DAILY"},
    {false, "2026-01-05T19:00:00", "2026-01-05T20:30:00", "Asia/Seoul", "FREQ=WEEKLY;BYDAY=MO,TH"},
    {false, "2026-01-05T19:00:00", "2026-01-05T20:30:00", "Asia/Seoul", "FREQ=DAILY;INTERVAL=2;COUNT=90"},
    {false, "2026-01-31T23:30:00", "2026-02-01T00:30:00", "Europe/Berlin",
     "FREQ=MONTHLY;UNTIL=20270301T000000Z"},
    {true, "2026-01-31", "2026-02-03", NULL, "RSCALE=GREGORIAN;FREQ=MONTHLY;SKIP=BACKWARD"},
    {true, "2026-01-19", "2026-01-20", NULL, "RSCALE=DANGI;FREQ=MONTHLY;BYMONTHDAY=1,15;COUNT=40"},
    {true, "2025-12-19", "2025-12-20", NULL, "RSCALE=DANGI;FREQ=MONTHLY;SKIP=FORWARD"},
    {true, "2026-01-01", "2026-01-02", NULL, "FREQ=YEARLY;BYMONTH=1,4,8;BYDAY=2TU,-1SA"},
};

/* The family's events. Their texts live in the arena of the whole run. */
struct calendar {
    struct doran_arena arena;
    struct doran_event events[EVENTS_MAX];
    size_t count;
    unsigned seed;
};
/* An occurrence as it is seen. */
struct seen {
    const struct doran_event *event;
    const char *series, *recurrence_id, *title;
    doran_time at;
};
struct view {
    struct seen items[SEEN_MAX];
    size_t count;
};

static unsigned chance(struct calendar *calendar, unsigned below)
{
    calendar->seed = calendar->seed * 1103515245U + 12345U;
    return (calendar->seed >> 16) % below;
}

static const struct doran_event *find(const struct calendar *calendar, const char *id)
{
    for (size_t i = 0; i < calendar->count; i++) {
        if (strcmp(calendar->events[i].id, id) == 0)
            return &calendar->events[i];
    }
    return NULL;
}

static void look(struct calendar *calendar, struct view *view)
{
    view->count = 0;
    for (int year = 2025; year <= 2028; year++) {
        struct doran_window window = {{year, 1, 1}, {year + 1, 1, 1}, "Asia/Seoul", 0};
        struct doran_occurrence_list list;
        struct doran_error error = {0};
        bool more;
        if (!doran_events_expand(calendar->events, calendar->count, &window, &calendar->arena, &list, &more,
                                 &error))
            fail_msg("%s", error.message);
        assert_false(more);
        for (size_t i = 0; i < list.count && view->count < SEEN_MAX; i++) {
            const struct doran_event *event = find(calendar, list.items[i].event_id);
            if (i == 0 && view->count > 0 && view->items[view->count - 1].at == list.items[i].start_at)
                continue; /* Over the end of the year. */
            view->items[view->count++] =
                (struct seen){event, event->series_id != NULL ? event->series_id : event->id,
                              list.items[i].recurrence_id, event->title, list.items[i].start_at};
        }
    }
}

static int compare_seen(const void *left, const void *right)
{
    const struct seen *a = left, *b = right;
    return a->at != b->at ? (a->at < b->at ? -1 : 1) : strcmp(a->title, b->title);
}

/* The series of an occurrence with all that is different in it, copied: what comes of it replaces them. */
static struct doran_event_set set_of(struct calendar *calendar, const char *series)
{
    struct doran_event *items = doran_arena_alloc(&calendar->arena, EVENTS_MAX * sizeof *items);
    struct doran_event_set set = {NULL, items, 0};
    assert_non_null(items);
    for (size_t i = 0; i < calendar->count; i++) {
        const struct doran_event *event = &calendar->events[i];
        if (event->series_id != NULL && strcmp(event->series_id, series) == 0)
            items[set.different_count++] = *event;
    }
    items[EVENTS_MAX - 1] = *find(calendar, series);
    set.event = &items[EVENTS_MAX - 1];
    return set;
}

static void take(struct calendar *calendar, const struct doran_event_outcome *outcome)
{
    for (size_t i = 0; i < outcome->put.count; i++) {
        size_t at = 0;
        struct doran_error error = {0};
        while (at < calendar->count && strcmp(calendar->events[at].id, outcome->put.items[i].id) != 0)
            at++;
        assert_true(at < EVENTS_MAX);
        if (!doran_event_check(&outcome->put.items[i], &error))
            fail_msg("%s: %s", error.field, error.message);
        calendar->events[at] = outcome->put.items[i];
        calendar->count += at == calendar->count;
    }
    for (size_t i = 0; i < outcome->remove_count; i++) {
        size_t at = 0;
        while (at < calendar->count && strcmp(calendar->events[at].id, outcome->remove[i]) != 0)
            at++;
        assert_true(at < calendar->count);
        calendar->events[at] = calendar->events[--calendar->count];
    }
}

enum deed { CHANGE_ONE, CHANGE_FOLLOWING, CHANGE_ALL, DELETE_ONE, DELETE_FOLLOWING, DEEDS };
static const enum doran_event_scope scopes[] = {DORAN_event_scope_one, DORAN_event_scope_following,
                                                DORAN_event_scope_all, DORAN_event_scope_one,
                                                DORAN_event_scope_following};

/* What should be seen after a deed on `one`: the new title, or nothing. */
static void expect(const struct calendar *calendar, const struct view *before, const struct seen *one,
                   enum deed deed, const char *title, struct view *expected)
{
    const char *common = find(calendar, one->series)->title;
    expected->count = 0;
    for (size_t i = 0; i < before->count; i++) {
        struct seen item = before->items[i];
        bool same_series = strcmp(item.series, one->series) == 0;
        bool itself = same_series && strcmp(item.recurrence_id, one->recurrence_id) == 0;
        bool later = same_series && strcmp(item.recurrence_id, one->recurrence_id) >= 0;
        bool follows = itself || strcmp(item.title, common) == 0; /* What was different stays different. */
        if ((deed == DELETE_ONE && itself) || (deed == DELETE_FOLLOWING && later))
            continue;
        if ((deed == CHANGE_ONE && itself) || (deed == CHANGE_FOLLOWING && later && follows) ||
            (deed == CHANGE_ALL && same_series &&
             (strcmp(item.title, common) == 0 || item.event == one->event)))
            item.title = title;
        expected->items[expected->count++] = item;
    }
}

static void note(struct doran_event_restore *restore, const struct calendar *before, const char *id)
{
    const struct doran_event *event = find(before, id);
    if (event != NULL)
        restore->events.items[restore->events.count++] = *event;
    else
        restore->made_id = id;
}

static void assert_same_event(const struct doran_event *now, const struct doran_event *before)
{
    assert_non_null(now);
    assert_string_equal(now->title, before->title);
    assert_string_equal(now->start, before->start);
    assert_string_equal(now->end, before->end);
    assert_string_equal(now->uid, before->uid);
    assert_string_equal(now->rrule != NULL ? now->rrule : "", before->rrule != NULL ? before->rrule : "");
    assert_string_equal(now->series_id != NULL ? now->series_id : "",
                        before->series_id != NULL ? before->series_id : "");
    assert_int_equal(now->exceptions.count, before->exceptions.count);
    for (size_t i = 0; i < now->exceptions.count; i++)
        assert_string_equal(now->exceptions.items[i].at, before->exceptions.items[i].at);
}

/* Taken back, everything is what it was; twice is as once. Then it is done again, for what follows. */
static void take_back(struct calendar *calendar, const struct calendar *before, const char *series,
                      const struct doran_event_outcome *done)
{
    static struct calendar after;
    struct doran_event items[EVENTS_MAX];
    struct doran_event_restore restore = {.events.items = items};
    after = *calendar;
    for (size_t i = 0; i < done->put.count; i++)
        note(&restore, before, done->put.items[i].id);
    for (size_t i = 0; i < done->remove_count; i++)
        note(&restore, before, done->remove[i]);
    for (int times = 0; times < 2; times++) {
        struct doran_event present[EVENTS_MAX];
        struct doran_event_list list = {present, 0};
        struct doran_event_outcome outcome;
        struct doran_error error = {0};
        for (size_t i = 0; i < calendar->count; i++) {
            const struct doran_event *event = &calendar->events[i];
            const char *of = event->series_id != NULL ? event->series_id : event->id;
            if (strcmp(of, series) == 0 ||
                (restore.made_id != NULL &&
                 (strcmp(of, restore.made_id) == 0 || strcmp(event->id, restore.made_id) == 0)))
                present[list.count++] = *event;
        }
        if (!doran_event_restore_apply(&list, series, &restore, "f", 99, &calendar->arena, &outcome, &error))
            fail_msg("%s %s", error.field, error.message);
        take(calendar, &outcome);
        assert_int_equal(calendar->count, before->count);
        for (size_t i = 0; i < before->count; i++)
            assert_same_event(find(calendar, before->events[i].id), &before->events[i]);
    }
    after.arena = calendar->arena;
    *calendar = after;
}

static void step(struct calendar *calendar, int number)
{
    static struct view before, after, expected;
    static struct calendar was;
    was = *calendar;
    struct doran_event_outcome outcome;
    struct doran_error error = {0};
    look(calendar, &before);
    if (before.count == 0)
        return;
    const struct seen one = before.items[chance(calendar, (unsigned)before.count)];
    enum deed deed = (enum deed)chance(calendar, DEEDS);
    const char *title = doran_arena_printf(&calendar->arena, "t%d", number);
    const char *new_id = doran_arena_strdup(&calendar->arena, doran_id_new().text);
    struct doran_event_set set = set_of(calendar, one.series);
    expect(calendar, &before, &one, deed, title, &expected);
    bool done;
    if (deed == DELETE_ONE || deed == DELETE_FOLLOWING) {
        struct doran_event_delete deletion = {.scope = scopes[deed], .recurrence_id = one.recurrence_id};
        done = doran_event_delete_apply(&set, one.event->id, &deletion, number + 1, &calendar->arena,
                                        &outcome, &error);
    } else {
        struct doran_event_change change = {
            .scope = scopes[deed], .recurrence_id = one.recurrence_id, .title = title};
        done = doran_event_change_apply(&set, one.event->id, &change, "Asia/Seoul", new_id, number + 1,
                                        &calendar->arena, &outcome, &error);
    }
    if (!done)
        fail_msg("step %d: %s %s", number, error.field, error.message);
    take(calendar, &outcome);
    take_back(calendar, &was, one.series, &outcome);
    look(calendar, &after);
    qsort(after.items, after.count, sizeof after.items[0], compare_seen);
    qsort(expected.items, expected.count, sizeof expected.items[0], compare_seen);
    for (size_t i = 0; i < after.count && i < expected.count; i++) {
        if (after.items[i].at != expected.items[i].at ||
            strcmp(after.items[i].title, expected.items[i].title) != 0)
            fail_msg("step %d, deed %d at %s: %s is seen where %s should be", number, (int)deed,
                     one.recurrence_id, after.items[i].title, expected.items[i].title);
    }
    assert_int_equal(after.count, expected.count);
}

/* One series of this kind and nothing else. */
static void begin(struct calendar *calendar, size_t kind, unsigned seed)
{
    memset(calendar, 0, sizeof *calendar);
    calendar->seed = seed;
    calendar->events[calendar->count++] = (struct doran_event){.id = "0190b3c4-5e7a-7000-8000-00000000000a",
                                                               .title = "first",
                                                               .all_day = kinds[kind].all_day,
                                                               .start = kinds[kind].start,
                                                               .end = kinds[kind].end,
                                                               .zone = kinds[kind].zone,
                                                               .rrule = kinds[kind].rule,
                                                               .uid = "a"};
}

static void test_sequences(void **state)
{
    (void)state;
    static struct calendar calendar;
    for (unsigned seed = 1; seed <= SEEDS; seed++) {
        for (size_t kind = 0; kind < COUNT(kinds); kind++) {
            begin(&calendar, kind, seed * 1000 + (unsigned)kind);
            for (int number = 0; number < STEPS; number++)
                step(&calendar, number);
            doran_arena_deinit(&calendar.arena);
        }
    }
}

/* Moved to another hour and back, a series with things left out and different is what it was. */
static void test_there_and_back(void **state)
{
    (void)state;
    static struct calendar calendar;
    static struct view before, after;
    for (size_t kind = 0; kind < COUNT(kinds); kind++) {
        if (kinds[kind].all_day)
            continue; /* Days have no hours. */
        begin(&calendar, kind, 77 + (unsigned)kind);
        for (int number = 0; number < 6; number++) {
            look(&calendar, &before);
            const struct seen one = before.items[1 + chance(&calendar, (unsigned)before.count - 1)];
            struct doran_event_set set = set_of(&calendar, one.series);
            struct doran_event_outcome outcome;
            struct doran_event_change change = {
                .scope = DORAN_event_scope_one, .recurrence_id = one.recurrence_id, .title = "other"};
            struct doran_event_delete deletion = {.scope = DORAN_event_scope_one,
                                                  .recurrence_id = one.recurrence_id};
            const char *new_id = doran_arena_strdup(&calendar.arena, doran_id_new().text);
            bool done = number % 2 == 0 ? doran_event_change_apply(&set, one.event->id, &change, "Asia/Seoul",
                                                                   new_id, 1, &calendar.arena, &outcome, NULL)
                                        : doran_event_delete_apply(&set, one.event->id, &deletion, 1,
                                                                   &calendar.arena, &outcome, NULL);
            assert_true(done);
            take(&calendar, &outcome);
        }
        look(&calendar, &before);
        const char *ways[] = {"2026-01-07T11:15:00", kinds[kind].start};
        for (size_t way = 0; way < COUNT(ways); way++) {
            struct doran_event_set set = set_of(&calendar, calendar.events[0].id);
            struct doran_event_outcome outcome;
            struct doran_error error = {0};
            struct doran_event_change change = {.start = ways[way]};
            if (!doran_event_change_apply(&set, calendar.events[0].id, &change, "Asia/Seoul", "x", 2,
                                          &calendar.arena, &outcome, &error))
                fail_msg("%s: %s", error.field, error.message);
            take(&calendar, &outcome);
        }
        look(&calendar, &after);
        assert_int_equal(after.count, before.count);
        for (size_t i = 0; i < after.count; i++) {
            assert_true(after.items[i].at == before.items[i].at);
            assert_string_equal(after.items[i].title, before.items[i].title);
        }
        doran_arena_deinit(&calendar.arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_sequences),
                                       cmocka_unit_test(test_there_and_back)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
