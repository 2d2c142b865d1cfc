/** @file api_calendar.h  What the api tests of the calendar share: a family of two, and its days. Included by one test program
 * at a time. */
#ifndef TESTS_SERVER_API_CALENDAR_H
#define TESTS_SERVER_API_CALENDAR_H

#include "server/api_home.h"

#include <doran/calendar.h>

/* The two alone. */
static inline struct home open_house(struct api_case *test)
{
    struct home house = found_home(test);
    bring_in(test, house.family.id, house.mom.token, &house.dad, "아빠");
    return house;
}

static inline struct doran_path event_path(const struct home *house, const char *id)
{
    return path_of_two(DORAN_PARAM_family, house->family.id, DORAN_PARAM_event, id);
}

static inline struct doran_calendar_page read_days(struct api_case *test, const struct home *house,
                                                   const char *from, const char *to)
{
    struct doran_calendar_page page = {0};
    const struct doran_calendar_query query = {.from = from, .to = to};
    assert_int_equal(call(test, DORAN_R_calendar, &house->path, house->mom.token, &query, &page), 200);
    return page;
}

/* What a client would send to bring an event back. */
static inline void restore_expects(struct api_case *test, const struct doran_path *path, const char *token,
                                   const struct doran_event *event, const char *made, int status)
{
    struct doran_event_restore restore = {.events = {(struct doran_event *)event, event ? 1 : 0}};
    if (made)
        doran_set(&restore, event_restore, made_id, made);
    assert_int_equal(call(test, DORAN_R_event_restore, path, token, &restore, NULL), status);
}

#endif
