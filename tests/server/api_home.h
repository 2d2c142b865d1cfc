/** @file api_home.h  The home that an api test begins with: a mother with a family, and who she brings in. Included by one test
 * program at a time. */
#ifndef TESTS_SERVER_API_HOME_H
#define TESTS_SERVER_API_HOME_H

#include "server/api_case.h"

struct home {
    struct doran_login mom, dad, girl;
    struct doran_family family;
    struct doran_path path;
};

/* All three have accounts, and the mother a family. */
static inline struct home found_home(struct api_case *test)
{
    struct home home = {.mom = sign_up(test, "mom@example.org", "엄마곰"),
                        .dad = sign_up(test, "dad@example.org", "아빠곰"),
                        .girl = sign_up(test, "girl@example.org", "딸기")};
    home.family = make_family(test, home.mom.token, "우리집", "엄마");
    home.path = path_of(DORAN_PARAM_family, home.family.id);
    return home;
}

/* … and the others are in it. */
static inline struct home make_home(struct api_case *test)
{
    struct home home = found_home(test);
    bring_in(test, home.family.id, home.mom.token, &home.dad, "아빠");
    bring_in(test, home.family.id, home.mom.token, &home.girl, "딸");
    return home;
}

/* How many notifications of a category somebody has. */
static inline size_t count_news(struct api_case *test, const char *token, enum doran_category category)
{
    struct doran_notification_page page = {0};
    size_t count = 0;
    assert_int_equal(call(test, DORAN_R_notification_list, NULL, token, NULL, &page), 200);
    for (size_t i = 0; i < page.notifications.count; i++)
        count += page.notifications.items[i].category == category;
    return count;
}

#endif
