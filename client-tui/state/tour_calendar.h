/* tour_calendar.h: the calendar of the sample family: a few events around today, and what is done to them. */
#ifndef DORAN_TUI_STATE_TOUR_CALENDAR_H
#define DORAN_TUI_STATE_TOUR_CALENDAR_H

#include <doran/calendar.h>
#include <doran/protocol.h>

#define TOUR_EVENTS_MAX 200

struct tour_calendar {
    struct doran_event events[TOUR_EVENTS_MAX];
    size_t count;
    unsigned long made; /* in all, for the ids */
    unsigned long revision;
};

/* What it is of. All borrowed. */
struct tour_calendar_family {
    const char *id, *zone;
    const char *user, *nickname; /* who adds from now on */
    struct doran_arena *arena;   /* keeps what is added */
};
/* Puts the sample in; `mother` and `father` are the authors of some of it. */
void tour_calendar_fill(struct tour_calendar *calendar, const struct tour_calendar_family *family,
                        const char *mother, const char *father, doran_time now);
/* Does what event_create, event_change, event_delete or event_restore would do. *answer gets the event that was made
 * or changed, NULL when there is none. */
bool tour_calendar_do(struct tour_calendar *calendar, const struct tour_calendar_family *family,
                      enum doran_route_id route, const struct doran_path *path, const void *request,
                      const void **answer, struct doran_error *error);

#endif
