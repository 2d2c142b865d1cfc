/* Events in the store: found by month, counted, named once, forgotten; feeds. On both databases. */
#include "server/store_people.h"

#include "server/store/event.h"
#include "server/store/feed.h"
#include "server/store/reminder.h"

#include <doran/calendar.h>

#define MONTH(year, number) ((int64_t)(year)*12 + (number)-1)

static struct doran_event event_of(struct store_case *test, const char *family, const char *author,
                                   const char *title)
{
    const char *id = doran_arena_strdup(&test->arena, doran_id_new().text);
    return (struct doran_event){.id = id,
                                .family_id = family,
                                .author_id = author,
                                .title = title,
                                .colour = DORAN_event_colour_red,
                                .all_day = true,
                                .start = "2026-11-22",
                                .end = "2026-11-23",
                                .uid = doran_arena_printf(&test->arena, "%s@doran", id),
                                .created_at = test->now,
                                .changed_at = test->now};
}

static enum store_result put(struct store_case *test, const struct doran_event *event,
                             const struct doran_event *before, struct store_months months)
{
    struct store *store = step(test, event->author_id);
    enum store_result result = store_event_put(store, event, before, &months);
    if (result != STORE_OK) {
        undo(test);
        test->store.failure = DB_DONE;
        return result;
    }
    assert_int_equal(store_flush(store), STORE_OK);
    keep(test);
    return result;
}

static size_t found_in(struct store_case *test, const char *family, int64_t first, int64_t last)
{
    struct doran_event_list list;
    bool more = false;
    struct store *store = step(test, NULL);
    assert_int_equal(store_events(store, family, first, last, 100, &list, &more), STORE_OK);
    keep(test);
    assert_false(more);
    for (size_t i = 1; i < list.count; i++)
        assert_true(strcmp(list.items[i - 1].id, list.items[i].id) < 0);
    return list.count;
}

static void expect_count(struct store_case *test, const char *family, int64_t all, int64_t recurring)
{
    int64_t events = -1, series = -1;
    struct store *store = step(test, NULL);
    assert_int_equal(store_event_count(store, family, &events, &series), STORE_OK);
    keep(test);
    assert_int_equal(events, all);
    assert_int_equal(series, recurring);
}

static void an_event_is_found_in_the_months_it_touches(void **state)
{
    struct store_case *test = *state;
    const char *mom = add_user(test, "mom@example.org"), *family = add_family(test, mom, "엄마");
    struct doran_event event = event_of(test, family, mom, "여행"), moved, read;
    struct doran_exception exceptions[] = {{.at = "2026-11-29"}, {.at = "2026-12-06"}};
    struct doran_reminder reminders[] = {{.minutes = -540}, {.minutes = 1440}};
    event.note = "둘째 줄\n까지";
    event.exceptions = (struct doran_exception_list){exceptions, 2};
    event.reminders = (struct doran_reminder_list){reminders, 2};
    assert_int_equal(put(test, &event, NULL, (struct store_months){MONTH(2026, 11), MONTH(2027, 1), -1}),
                     STORE_OK);
    assert_int_equal(found_in(test, family, MONTH(2026, 10), MONTH(2026, 10)), 0);
    assert_int_equal(found_in(test, family, MONTH(2026, 11), MONTH(2026, 11)), 1);
    assert_int_equal(found_in(test, family, MONTH(2026, 11), MONTH(2027, 3)), 1);
    assert_int_equal(found_in(test, family, MONTH(2027, 1), MONTH(2027, 1)), 1);
    assert_int_equal(found_in(test, family, MONTH(2027, 2), MONTH(2027, 2)), 0);

    struct store *store = step(test, NULL);
    assert_int_equal(store_event(store, family, event.id, &read), STORE_OK);
    keep(test);
    assert_string_equal(read.note, event.note);
    assert_string_equal(read.author_name, "엄마");
    assert_int_equal(read.exceptions.count, 2);
    assert_string_equal(read.exceptions.items[1].at, "2026-12-06");
    assert_int_equal(read.reminders.count, 2);
    assert_int_equal(read.reminders.items[0].minutes, -540);
    assert_int_equal(read.reminders.items[1].minutes, 1440);
    assert_null(read.recurrence_id);

    moved = read;
    moved.start = "2026-05-05";
    assert_int_equal(put(test, &moved, &read, (struct store_months){MONTH(2026, 5), MONTH(2026, 5), -1}),
                     STORE_OK);
    assert_int_equal(found_in(test, family, MONTH(2026, 11), MONTH(2027, 1)), 0);
    assert_int_equal(found_in(test, family, MONTH(2026, 5), MONTH(2026, 5)), 1);
    expect_count(test, family, 1, 0);
}

static void series_and_what_differs_are_found(void **state)
{
    struct store_case *test = *state;
    const char *mom = add_user(test, "mom@example.org"), *family = add_family(test, mom, "엄마");
    struct doran_event series = event_of(test, family, mom, "생신"),
                       other = event_of(test, family, mom, "생신 잔치");
    struct doran_event_list different = {0};
    series.rrule = "FREQ=YEARLY";
    other.series_id = series.id;
    other.recurrence_id = "2026-11-22";
    other.uid = series.uid;
    assert_int_equal(put(test, &series, NULL, (struct store_months){MONTH(2026, 11), STORE_MONTH_LAST, -1}),
                     STORE_OK);
    assert_int_equal(
        put(test, &other, NULL, (struct store_months){MONTH(2027, 3), MONTH(2027, 3), MONTH(2026, 11)}),
        STORE_OK);
    assert_int_equal(found_in(test, family, MONTH(2026, 10), MONTH(2026, 10)), 0);
    assert_int_equal(found_in(test, family, MONTH(2026, 11), MONTH(2026, 11)), 2);
    assert_int_equal(found_in(test, family, MONTH(2027, 3), MONTH(2027, 3)), 2);
    assert_int_equal(found_in(test, family, MONTH(2150, 1), MONTH(2150, 1)), 1);
    expect_count(test, family, 2, 1);
    struct store *store = step(test, mom);
    assert_int_equal(store_event_different(store, family, series.id, &different), STORE_OK);
    assert_int_equal(different.count, 1);
    assert_int_equal(store_event_remove(store, &other), STORE_OK);
    assert_int_equal(store_event_remove(store, &series), STORE_OK);
    assert_int_equal(store_event_remove(store, &series), STORE_NONE);
    assert_int_equal(store_flush(store), STORE_OK);
    keep(test);
    expect_count(test, family, 0, 0);
    assert_int_equal(found_in(test, family, MONTH(2026, 1), MONTH(2030, 1)), 0);
}

static void a_name_is_given_once(void **state)
{
    struct store_case *test = *state;
    const char *mom = add_user(test, "mom@example.org"), *family = add_family(test, mom, "엄마");
    struct doran_event one = event_of(test, family, mom, "하나"), two = event_of(test, family, mom, "둘"),
                       read;
    const struct store_months months = {MONTH(2026, 11), MONTH(2026, 11), -1};
    two.uid = one.uid;
    assert_int_equal(put(test, &one, NULL, months), STORE_OK);
    assert_int_equal(put(test, &two, NULL, months), STORE_TAKEN);
    two.recurrence_id = "2026-11-22"; /* An occurrence that came before its series. */
    assert_int_equal(put(test, &two, NULL, months), STORE_OK);
    struct store *store = step(test, mom);
    assert_int_equal(store_event_by_uid(store, family, one.uid, NULL, &read), STORE_OK);
    assert_string_equal(read.id, one.id);
    assert_int_equal(store_event_by_uid(store, family, one.uid, "2026-11-22", &read), STORE_OK);
    assert_string_equal(read.id, two.id);
    assert_null(read.series_id);
    assert_int_equal(store_event_adopt(store, &one), STORE_OK);
    assert_int_equal(store_event(store, family, two.id, &read), STORE_OK);
    assert_string_equal(read.series_id, one.id);
    assert_int_equal(store_flush(store), STORE_OK);
    keep(test);
}

static void who_leaves_for_good_is_forgotten(void **state)
{
    struct store_case *test = *state;
    const char *mom = add_user(test, "mom@example.org"), *dad = add_user(test, "dad@example.org");
    const char *family = add_family(test, mom, "엄마");
    struct doran_event event = event_of(test, family, dad, "낚시"), read;
    struct doran_change_list changes;
    int64_t count = 0;
    bool more;
    struct store *store = step(test, dad);
    assert_int_equal(store_member_add(store, family, dad, "아빠", "아빠"), STORE_OK);
    assert_int_equal(store_flush(store), STORE_OK);
    keep(test);
    assert_int_equal(put(test, &event, NULL, (struct store_months){MONTH(2026, 11), MONTH(2026, 11), -1}),
                     STORE_OK);
    store = step(test, dad);
    assert_int_equal(store_user_delete(store, dad), STORE_OK);
    assert_int_equal(store_flush(store), STORE_OK);
    assert_int_equal(store_event(store, family, event.id, &read), STORE_OK);
    assert_null(read.author_id);
    assert_null(read.author_name);
    keep(test);
    for (int turn = 0; turn < 3; turn++) {
        store = step(test, NULL);
        assert_int_equal(store_events_forget(store, 10, &count), STORE_OK);
        assert_int_equal(store_flush(store), STORE_OK);
        keep(test);
        assert_int_equal(count, turn == 0 ? 1 : turn == 1 ? 10 : 0);
    }
    store = step(test, NULL);
    assert_int_equal(store_stream_changes(store, family, 0, 10, &changes, &more), STORE_OK);
    assert_int_equal(changes.items[changes.count - 1].kind, DORAN_kind_event); /* It was told anew. */
    const struct doran_event *told = changes.items[changes.count - 1].object;
    assert_string_equal(told->title, "낚시");
    assert_null(told->author_id);
    keep(test);
}

static void a_family_that_is_gone_takes_its_calendar_along(void **state)
{
    struct store_case *test = *state;
    const char *mom = add_user(test, "mom@example.org"), *family = add_family(test, mom, "엄마");
    for (int i = 0; i < 5; i++) {
        struct doran_event event = event_of(test, family, mom, "하나");
        assert_int_equal(put(test, &event, NULL, (struct store_months){MONTH(2026, 11), MONTH(2026, 12), -1}),
                         STORE_OK);
    }
    int64_t count = 0;
    struct store *store = step(test, NULL);
    assert_int_equal(store_events_purge(store, family, 3, &count), STORE_OK);
    keep(test);
    assert_int_equal(count, 9); /* Months, entries of the log, events. */
    for (int turns = 0; count > 0; turns++) {
        assert_in_range(turns, 0, 10);
        store = step(test, NULL);
        assert_int_equal(store_events_purge(store, family, 3, &count), STORE_OK);
        keep(test);
    }
    assert_int_equal(found_in(test, family, MONTH(2026, 1), MONTH(2027, 1)), 0);
}

static void a_feed_ends_with_the_membership(void **state)
{
    struct store_case *test = *state;
    const char *mom = add_user(test, "mom@example.org"), *dad = add_user(test, "dad@example.org");
    const char *family = add_family(test, mom, "엄마");
    const unsigned char hash[STORE_HASH_BYTES] = {7}, other[STORE_HASH_BYTES] = {8};
    const struct doran_feed feed = {.id = doran_arena_strdup(&test->arena, doran_id_new().text),
                                    .family_id = family,
                                    .created_at = test->now};
    struct doran_feed_list feeds = {0};
    struct doran_family found;
    struct store *store = step(test, dad);
    assert_int_equal(store_member_add(store, family, dad, "아빠", "아빠"), STORE_OK);
    assert_int_equal(store_feed_create(store, &feed, dad, hash), STORE_OK);
    assert_int_equal(store_flush(store), STORE_OK);
    keep(test);
    store = step(test, dad);
    assert_int_equal(store_feed_find(store, hash, &found), STORE_OK);
    assert_string_equal(found.id, family);
    assert_int_equal(store_feed_find(store, other, &found), STORE_NONE);
    assert_int_equal(store_feeds(store, family, mom, &feeds), STORE_OK);
    assert_int_equal(feeds.count, 0);
    assert_int_equal(store_feed_delete(store, family, mom, feed.id), STORE_NONE);
    assert_int_equal(store_feeds(store, family, dad, &feeds), STORE_OK);
    assert_int_equal(feeds.count, 1);
    assert_null(feeds.items[0].name);
    assert_int_equal(store_member_remove(store, family, dad), STORE_OK);
    assert_int_equal(store_feed_find(store, hash, &found), STORE_NONE);
    assert_int_equal(store_flush(store), STORE_OK);
    keep(test);
}

static void a_reminder_is_taken_once(void **state)
{
    struct store_case *test = *state;
    const char *mom = add_user(test, "mom@example.org"), *family = add_family(test, mom, "엄마");
    struct doran_event event = event_of(test, family, mom, "하나");
    const struct store_reminder reminder = {
        .family = family, .event = event.id, .minutes = 10, .occurrence = "2026-11-22", .due = test->now};
    struct store_reminder_list due = {0};
    struct store *store = step(test, NULL);
    assert_int_equal(store_reminder_put(store, &reminder), STORE_OK);
    assert_int_equal(store_reminders_due(store, 10, &due), STORE_OK);
    assert_int_equal(due.count, 1);
    assert_string_equal(due.items[0].occurrence, "2026-11-22");
    assert_int_equal(store_reminder_take(store, &due.items[0]), STORE_OK);
    assert_int_equal(store_reminder_take(store, &due.items[0]), STORE_NONE);
    assert_int_equal(store_reminder_put(store, &reminder), STORE_OK);
    assert_int_equal(store_family_delete(store, family), STORE_OK);
    due = (struct store_reminder_list){0};
    assert_int_equal(store_reminders_due(store, 10, &due), STORE_OK);
    assert_int_equal(due.count, 0);
    undo(test);
}

/* Who syncs for the first time can show the family after one page, however much was planned since it was made. */
static void the_first_page_of_a_family_has_its_people(void **state)
{
    struct store_case *test = *state;
    const char *mom = add_user(test, "mom@example.org"), *family = add_family(test, mom, "엄마");
    for (int i = 0; i < 20; i++) {
        struct doran_event event = event_of(test, family, mom, "하나");
        assert_int_equal(put(test, &event, NULL, (struct store_months){MONTH(2026, 11), MONTH(2026, 11), -1}),
                         STORE_OK);
    }
    struct doran_snapshot_page page;
    struct store *store = step(test, NULL);
    assert_int_equal(store_snapshot(store, family, 0, 8, &page), STORE_OK);
    assert_int_equal(page.changes.count, 8);
    assert_true(page.more);
    assert_int_equal(page.changes.items[5].kind, DORAN_kind_event);
    assert_int_equal(page.next, page.changes.items[5].seq);
    assert_int_equal(page.changes.items[6].kind, DORAN_kind_member);
    assert_int_equal(page.changes.items[7].kind, DORAN_kind_family);
    size_t events = 6, others = 0;
    for (int64_t before = page.next; page.more; before = page.next) {
        assert_int_equal(store_snapshot(store, family, before, 8, &page), STORE_OK);
        for (size_t i = 0; i < page.changes.count; i++)
            *(page.changes.items[i].kind == DORAN_kind_event ? &events : &others) += 1;
    }
    keep(test);
    assert_int_equal(events, 20);
    assert_in_range(others, 2, 3); /* The family and its member, and its first badge where that is given. */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        ON_BOTH(an_event_is_found_in_the_months_it_touches),
        ON_BOTH(series_and_what_differs_are_found),
        ON_BOTH(a_name_is_given_once),
        ON_BOTH(who_leaves_for_good_is_forgotten),
        ON_BOTH(a_family_that_is_gone_takes_its_calendar_along),
        ON_BOTH(a_feed_ends_with_the_membership),
        ON_BOTH(a_reminder_is_taken_once),
        ON_BOTH(the_first_page_of_a_family_has_its_people),
    };
    return cmocka_run_group_tests(tests, store_case_group_setup, store_case_group_teardown);
}
