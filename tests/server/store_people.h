/** @file store_people.h  People and families that a store test begins with. Included by one test program at a time. */
#ifndef TESTS_SERVER_STORE_PEOPLE_H
#define TESTS_SERVER_STORE_PEOPLE_H

#include "server/store_case.h"

#include "server/store/change.h"
#include "server/store/family.h"
#include "server/store/member.h"
#include "server/store/user.h"

static inline const char *add_user(struct store_case *test, const char *email)
{
    struct store *store = step(test, NULL);
    struct store_account account = {
        .id = doran_arena_strdup(&test->arena, doran_id_new().text),
        .email = email,
        .email_key = email,
        .nickname = "사람",
        .password = "hash",
    };
    assert_int_equal(store_user_create(store, &account, 3), STORE_OK);
    assert_int_equal(store_flush(store), STORE_OK);
    keep(test);
    return account.id;
}

/* The host is its member; with nickname NULL it has none. */
static inline const char *add_family(struct store_case *test, const char *host, const char *nickname)
{
    struct store *store = step(test, host);
    struct doran_family family = {.id = doran_arena_strdup(&test->arena, doran_id_new().text),
                                  .title = "우리집",
                                  .host_id = host,
                                  .time_zone = "Asia/Seoul",
                                  .created_at = store->now};
    assert_int_equal(store_family_create(store, &family), STORE_OK);
    if (nickname)
        assert_int_equal(store_member_add(store, family.id, host, nickname, nickname), STORE_OK);
    assert_int_equal(store_flush(store), STORE_OK);
    keep(test);
    return family.id;
}

#endif
