#include "server/store_case.h"

#include "server/store/change.h"
#include "server/store/family.h"
#include "server/store/member.h"
#include "server/store/session.h"
#include "server/store/user.h"

#define S1 "01900000-0000-7000-8000-00000000000a"
#define S2 "01900000-0000-7000-8000-00000000000b"
#define ID(n) "01900000-0000-7000-8000-00000000000" #n

static void append(struct store *store, const char *stream, const char *id, enum doran_op op)
{
    assert_int_equal(store_append(store, stream, DORAN_kind_session, id, op), STORE_OK);
}

static void numbers_rise_in_each_stream_and_keep_the_order(void **state)
{
    struct store_case *test = *state;
    struct store *store = step(test, NULL);
    append(store, S2, ID(1), DORAN_op_put);
    append(store, S1, ID(2), DORAN_op_put);
    append(store, S2, ID(3), DORAN_op_delete);
    assert_int_equal(store_flush(store), STORE_OK);
    keep(test);
    assert_int_equal(store->effect_count, 3);
    assert_string_equal(store->effects[0].stream, S1); /* Ascending: nobody waits crosswise. */
    assert_int_equal(store->effects[0].seq, 1);
    assert_string_equal(store->effects[1].id, ID(1));
    assert_int_equal(store->effects[1].seq, 1);
    assert_string_equal(store->effects[2].id, ID(3));
    assert_int_equal(store->effects[2].seq, 2);

    store = step(test, NULL);
    append(store, S2, ID(1), DORAN_op_delete);
    assert_int_equal(store_flush(store), STORE_OK);
    assert_int_equal(store->effects[0].seq, 3);
    struct doran_change_list list;
    bool more = true;
    assert_int_equal(store_stream_changes(store, S2, 0, 10, &list, &more), STORE_OK);
    assert_false(more);
    assert_int_equal(list.count, 2); /* One entry for each object; its earlier one left a hole. */
    assert_int_equal(list.items[0].seq, 2);
    assert_string_equal(list.items[0].id, ID(3));
    assert_int_equal(list.items[1].seq, 3);
    assert_int_equal(list.items[1].op, DORAN_op_delete);
    undo(test);
}

static void too_much_in_one_transaction_is_refused(void **state)
{
    struct store_case *test = *state;
    struct store *store = step(test, NULL);
    for (int i = 0; i < STORE_EFFECTS_MAX; i++)
        append(store, S1, ID(1), DORAN_op_put);
    assert_int_equal(store_append(store, S1, DORAN_kind_session, ID(1), DORAN_op_put), STORE_BROKEN);
    undo(test);
    store_init(store, test->conn, &test->arena, NULL, test->now); /* It was no failure of the database. */
}

struct home {
    char mom[37], dad[37], family[37];
};

static void add_user(struct store *store, char id[37], const char *email)
{
    snprintf(id, 37, "%s", doran_id_new().text);
    struct store_account account = {
        .id = id, .email = email, .email_key = email, .nickname = "사람", .password = "hash"};
    assert_int_equal(store_user_create(store, &account, 1), STORE_OK);
}

static struct home make_home(struct store_case *test)
{
    struct home home;
    struct store *store = step(test, NULL);
    add_user(store, home.mom, "mom@example.org");
    add_user(store, home.dad, "dad@example.org");
    snprintf(home.family, sizeof home.family, "%s", doran_id_new().text);
    struct doran_family family = {.id = home.family,
                                  .title = "우리집",
                                  .host_id = home.mom,
                                  .time_zone = "Asia/Seoul",
                                  .created_at = store->now};
    assert_int_equal(store_family_create(store, &family), STORE_OK);
    assert_int_equal(store_member_add(store, home.family, home.mom, "엄마", "엄마"), STORE_OK);
    assert_int_equal(store_member_add(store, home.family, home.dad, "아빠", "아빠"), STORE_OK);
    assert_int_equal(store_flush(store), STORE_OK);
    keep(test);
    return home;
}

static enum store_result changes(struct store *store, const char *user, const char *since, int64_t limit,
                                 struct doran_change_page *page)
{
    struct doran_cursor cursor;
    struct doran_error error = {0};
    enum doran_error_code code = DORAN_ERROR_none;
    if (since)
        assert_true(doran_cursor_parse(since, &cursor, &error));
    enum store_result result = store_changes(store, user, since ? &cursor : NULL, limit, page, &code);
    if (result == STORE_NONE)
        assert_int_equal(code, DORAN_ERROR_cursor_expired);
    return result;
}

static void changes_come_with_the_objects_as_they_are_now(void **state)
{
    struct store_case *test = *state;
    struct home home = make_home(test);
    struct store *store = step(test, home.dad);
    assert_int_equal(store_user_mood(store, home.dad, DORAN_mood_sleepy), STORE_OK);
    assert_int_equal(store_flush(store), STORE_OK);
    keep(test);

    store = step(test, NULL);
    struct doran_change_page page;
    assert_int_equal(changes(store, home.mom, NULL, 100, &page), STORE_OK);
    assert_false(page.more);
    assert_int_equal(page.changes.count, 6); /* user, membership; family, its first badge, 엄마, 아빠 */
    assert_string_equal(page.changes.items[0].stream, home.mom);
    const struct doran_change *last = &page.changes.items[5];
    assert_string_equal(last->stream, home.family);
    assert_int_equal(last->kind, DORAN_kind_member);
    assert_string_equal(last->actor, home.dad);
    const struct doran_member *dad = last->object;
    assert_int_equal(dad->mood, DORAN_mood_sleepy);
    assert_string_equal(dad->nickname, "아빠");

    struct doran_change_page nothing;
    assert_int_equal(changes(store, home.mom, page.cursor, 100, &nothing), STORE_OK);
    assert_int_equal(nothing.changes.count, 0);
    assert_string_equal(nothing.cursor, page.cursor);
    undo(test);
}

static void pages_give_every_entry_once(void **state)
{
    struct store_case *test = *state;
    struct home home = make_home(test);
    struct store *store = step(test, NULL);
    struct doran_change_page page = {0};
    const char *since = NULL;
    int seen = 0;
    do {
        assert_int_equal(changes(store, home.mom, since, 1, &page), STORE_OK);
        assert_true(page.changes.count <= 1);
        seen += (int)page.changes.count;
        since = page.cursor;
    } while (page.more);
    assert_int_equal(seen, 6);
    undo(test);
}

static void a_lost_family_leaves_the_cursor_and_a_new_one_is_read_from_its_beginning(void **state)
{
    struct store_case *test = *state;
    struct home home = make_home(test);
    struct store *store = step(test, home.mom);
    struct doran_change_page page;
    assert_int_equal(changes(store, home.dad, NULL, 100, &page), STORE_OK);
    assert_non_null(strstr(page.cursor, home.family));
    const char *before = page.cursor;
    assert_int_equal(store_member_remove(store, home.family, home.dad), STORE_OK);
    assert_int_equal(store_flush(store), STORE_OK);
    keep(test);
    store = step(test, NULL);
    assert_int_equal(changes(store, home.dad, before, 100, &page), STORE_OK);
    assert_int_equal(page.changes.count, 1);
    assert_int_equal(page.changes.items[0].kind, DORAN_kind_membership);
    assert_int_equal(page.changes.items[0].op, DORAN_op_delete);
    assert_null(strstr(page.cursor, home.family));
    before = page.cursor;
    assert_int_equal(store_member_add(store, home.family, home.dad, "아빠", "아빠"), STORE_OK);
    assert_int_equal(store_flush(store), STORE_OK);
    keep(test);
    store = step(test, NULL);
    assert_int_equal(changes(store, home.dad, before, 100, &page), STORE_OK);
    assert_int_equal(page.changes.count, 5); /* His membership, and all of the family. */
    undo(test);
}

static void a_cursor_of_another_history_or_too_old_is_expired(void **state)
{
    struct store_case *test = *state;
    struct home home = make_home(test);
    struct store *store = step(test, home.mom);
    struct doran_change_page page;
    assert_int_equal(changes(store, home.mom, NULL, 100, &page), STORE_OK);
    const char *old = page.cursor;
    assert_int_equal(changes(store, home.mom, "01900000-0000-4000-8000-000000000001.", 100, &page),
                     STORE_NONE);
    struct doran_cursor ahead;
    assert_int_equal(store_streams(store, home.mom, &ahead), STORE_OK);
    assert_int_equal(ahead.count, 2);
    assert_true(doran_cursor_set(&ahead, home.family, 1000));
    enum doran_error_code code;
    assert_int_equal(store_changes(store, home.mom, &ahead, 10, &page, &code), STORE_NONE);

    unsigned char hash[STORE_HASH_BYTES] = {1};
    struct doran_session session;
    assert_int_equal(store_session_create(store, home.mom, hash, "전화", &session), STORE_OK);
    assert_int_equal(store_flush(store), STORE_OK);
    keep(test);
    store = step(test, home.mom);
    assert_int_equal(store_session_end(store, home.mom, session.id), STORE_OK);
    assert_int_equal(store_flush(store), STORE_OK);
    int64_t count = 0;
    assert_int_equal(store_tombstones_purge(store, store->now - 1, 10, &count), STORE_OK);
    assert_int_equal(count, 0);
    assert_int_equal(store_tombstones_purge(store, store->now, 10, &count), STORE_OK);
    assert_int_equal(count, 1);
    assert_int_equal(changes(store, home.mom, old, 100, &page), STORE_NONE);
    assert_int_equal(changes(store, home.mom, NULL, 100, &page), STORE_OK);
    assert_int_equal(changes(store, home.mom, page.cursor, 100, &page), STORE_OK);
    undo(test);
}

static void a_snapshot_gives_the_newest_first(void **state)
{
    struct store_case *test = *state;
    struct home home = make_home(test);
    struct store *store = step(test, home.mom);
    assert_int_equal(store_member_remove(store, home.family, home.dad), STORE_OK);
    assert_int_equal(store_flush(store), STORE_OK);
    struct doran_snapshot_page page, rest;
    assert_int_equal(store_snapshot(store, home.family, 0, 1, &page), STORE_OK);
    assert_int_equal(page.changes.count, 1);
    assert_string_equal(page.changes.items[0].id, home.mom);
    assert_non_null(page.changes.items[0].object);
    assert_true(page.more);
    assert_int_equal(page.head, 5);
    assert_int_equal(store_snapshot(store, home.family, page.changes.items[0].seq, 10, &rest), STORE_OK);
    assert_int_equal(rest.changes.count, 2);
    assert_int_equal(rest.changes.items[0].kind, DORAN_kind_badge);
    assert_int_equal(rest.changes.items[1].kind, DORAN_kind_family);
    assert_false(rest.more);
    undo(test);
}

static void what_another_process_wrote_is_taken_note_of_once(void **state)
{
    struct store_case *test = *state;
    struct home home = make_home(test);
    struct store *store = step(test, NULL);
    store->outside = true;
    assert_int_equal(store_user_mood(store, home.mom, DORAN_mood_good), STORE_OK);
    assert_int_equal(store_flush(store), STORE_OK);
    size_t written = store->effect_count;
    keep(test);
    store = step(test, NULL);
    assert_int_equal(store_outside(store, 100), STORE_OK);
    assert_int_equal(store->effect_count, written);
    assert_true(store->effects[0].seq > 0);
    keep(test);
    store = step(test, NULL);
    assert_int_equal(store_outside(store, 100), STORE_OK);
    assert_int_equal(store->effect_count, 0);
    undo(test);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        ON_BOTH(numbers_rise_in_each_stream_and_keep_the_order),
        ON_BOTH(too_much_in_one_transaction_is_refused),
        ON_BOTH(changes_come_with_the_objects_as_they_are_now),
        ON_BOTH(pages_give_every_entry_once),
        ON_BOTH(a_lost_family_leaves_the_cursor_and_a_new_one_is_read_from_its_beginning),
        ON_BOTH(a_cursor_of_another_history_or_too_old_is_expired),
        ON_BOTH(a_snapshot_gives_the_newest_first),
        ON_BOTH(what_another_process_wrote_is_taken_note_of_once),
    };
    return cmocka_run_group_tests(tests, store_case_group_setup, store_case_group_teardown);
}
