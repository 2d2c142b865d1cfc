#include "support/compare.h"

#include <doran/json.h>

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

struct subject {
    struct doran_client *client;
    const struct person *person;
};

static void expect_same(const struct subject *subject, enum doran_type_id type, const void *server,
                        const void *replica)
{
    struct doran_buffer one = {0}, other = {0};
    doran_json_encode(type, server, &one);
    doran_json_encode(type, replica, &other);
    if (strcmp(one.data, other.data) != 0)
        fail_msg("%s: a %s is\n%s at the server and\n%s in the replica", subject->person->email,
                 doran_type(type)->name, one.data, other.data);
    doran_buffer_deinit(&one);
    doran_buffer_deinit(&other);
}

/* One object of a stream; what is gone at the server is gone in the replica. */
static void compare_entry(const struct subject *subject, const struct doran_change *change)
{
    struct doran_arena arena = {0};
    struct doran_error error = {0};
    enum doran_type_id type = doran_kind_type(change->kind);
    void *object = doran_arena_alloc(&arena, doran_type(type)->size);
    bool found = doran_replica_object(doran_client_replica(subject->client), change->stream, change->kind,
                                      change->id, object, &arena, &error);
    const char *kind = doran_enum_name(DORAN_ENUM_kind, (int)change->kind);
    if (found != (change->op == DORAN_op_put))
        fail_msg("%s: %s %s is %s in the replica", subject->person->email, kind, change->id,
                 found ? "still" : "not");
    if (found)
        expect_same(subject, type, change->object, object);
    doran_arena_deinit(&arena);
}

/* Compares a stream object by object, and counts those that are there by kind. */
static void compare_stream(const struct subject *subject, const char *stream, size_t counts[DORAN_kind_COUNT])
{
    struct doran_arena arena = {0};
    struct doran_snapshot_query query = {.stream = stream};
    struct doran_snapshot_page page;
    doran_set(&query, snapshot_query, limit, DORAN_PAGE_MAX);
    do {
        person_call(subject->person, DORAN_R_snapshot, NULL, &query, &page, &arena);
        for (size_t i = 0; i < page.changes.count; i++) {
            compare_entry(subject, &page.changes.items[i]);
            counts[page.changes.items[i].kind] += page.changes.items[i].op == DORAN_op_put;
        }
        if (page.changes.count)
            doran_set(&query, snapshot_query, before, page.changes.items[page.changes.count - 1].seq);
    } while (page.more);
    doran_arena_deinit(&arena);
}

#define COMPARE_LISTS(subject, type, server, replica)                                                        \
    do {                                                                                                     \
        assert_int_equal((replica).count, (server).count);                                                   \
        for (size_t n = 0; n < (server).count; n++)                                                          \
            expect_same(subject, DORAN_TYPE_##type, &(server).items[n], &(replica).items[n]);                \
    } while (0)

/* The lists, which would show what the replica has too much. */
static void compare_family(const struct subject *subject, const char *family)
{
    struct doran_arena arena = {0};
    struct doran_replica *replica = doran_client_replica(subject->client);
    struct doran_path path = person_path(DORAN_PARAM_family, family);
    struct doran_member_page members;
    struct doran_invite_page invites;
    struct doran_member_list member_list;
    struct doran_invite_list invite_list;
    person_call(subject->person, DORAN_R_member_list, &path, NULL, &members, &arena);
    assert_true(doran_replica_members(replica, family, &member_list, &arena, NULL));
    COMPARE_LISTS(subject, member, members.members, member_list);
    person_call(subject->person, DORAN_R_invite_list, &path, NULL, &invites, &arena);
    assert_true(doran_replica_invites(replica, family, &invite_list, &arena, NULL));
    COMPARE_LISTS(subject, invite, invites.invites, invite_list);
    doran_arena_deinit(&arena);
}

static void compare_user(const struct subject *subject, const size_t counts[DORAN_kind_COUNT])
{
    struct doran_arena arena = {0};
    struct doran_replica *replica = doran_client_replica(subject->client);
    struct doran_family_page families;
    struct doran_invitation_page invitations;
    struct doran_session_page sessions;
    struct doran_family_list family_list;
    struct doran_invitation_list invitation_list;
    struct doran_session_list session_list;
    struct doran_notification_list notifications;
    struct doran_membership_list memberships;
    person_call(subject->person, DORAN_R_family_list, NULL, NULL, &families, &arena);
    assert_true(doran_replica_families(replica, &family_list, &arena, NULL));
    COMPARE_LISTS(subject, family, families.families, family_list);
    person_call(subject->person, DORAN_R_invitation_list, NULL, NULL, &invitations, &arena);
    assert_true(doran_replica_invitations(replica, &invitation_list, &arena, NULL));
    COMPARE_LISTS(subject, invitation, invitations.invitations, invitation_list);
    person_call(subject->person, DORAN_R_session_list, NULL, NULL, &sessions, &arena);
    assert_true(doran_replica_sessions(replica, &session_list, &arena, NULL));
    COMPARE_LISTS(subject, session, sessions.sessions, session_list);
    assert_true(
        doran_replica_notifications(replica, DORAN_NOTIFICATIONS_MAX, &notifications, NULL, &arena, NULL));
    assert_int_equal(notifications.count, counts[DORAN_kind_notification]);
    assert_true(doran_replica_memberships(replica, &memberships, &arena, NULL));
    assert_int_equal(memberships.count, counts[DORAN_kind_membership]);
    assert_int_equal(memberships.count, families.families.count);
    doran_arena_deinit(&arena);
}

void compare_replica(struct doran_client *client, const struct person *person)
{
    const struct subject about = {client, person}, *subject = &about;
    struct doran_cursor cursor;
    size_t counts[DORAN_kind_COUNT] = {0};
    struct doran_error error = {0};
    if (!doran_replica_cursor(doran_client_replica(client), &cursor, &error))
        fail_msg("no cursor: %s", error.message);
    for (size_t i = 0; i < cursor.count; i++) {
        compare_stream(subject, cursor.entries[i].stream, counts);
        if (strcmp(cursor.entries[i].stream, subject->person->user) != 0)
            compare_family(subject, cursor.entries[i].stream);
    }
    compare_user(subject, counts);
}
