/* tour.h: a sample family to look around in: no server, no account, nothing written anywhere. What would be sent changes the
 * sample instead, and all of it goes with tour_free(). */
#ifndef DORAN_TUI_STATE_TOUR_H
#define DORAN_TUI_STATE_TOUR_H

#include <doran/client.h>

struct state;
struct tour;

/* In the language of now. NULL without memory. */
struct tour *tour_new(void);
void tour_free(struct tour *tour);
/* Shows the sample in the state; what it points to is the tour's. */
void tour_read(struct tour *tour, struct state *state);
/* Shows its missions and badges: the part of tour_read() that needs to know the month. */
void tour_read_missions(struct tour *tour, struct state *state);
/* The missions of a month, and the months there are, in the arena. */
struct doran_mission_list tour_missions(struct tour *tour, const char *month, struct doran_arena *arena);
/* Those that were completed from an instant up to another. */
struct doran_mission_list tour_missions_completed(struct tour *tour, doran_time from, doran_time to,
                                                  struct doran_arena *arena);
struct doran_mission_month_list tour_months(struct tour *tour, struct doran_arena *arena);
/* Opens one of its families. */
void tour_choose_family(struct tour *tour, const char *family);
/* The sample's events, borrowed until the next call. */
void tour_events(const struct tour *tour, struct doran_event_list *out);
/* Another number after each call that may change events or missions, and in each family. */
unsigned long tour_revision(const struct tour *tour);
/* Does what the call would do. *answer gets the route's answer, NULL when it has none; it is the tour's until the next call.
 * DORAN_ERROR_offline for what takes a server. */
bool tour_do(struct tour *tour, enum doran_route_id route, const struct doran_path *path, const void *request,
             const void **answer, struct doran_error *error);

#endif
