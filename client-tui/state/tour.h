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
/* Opens one of its families. */
void tour_choose_family(struct tour *tour, const char *family);
/* Does what the call would do. *answer gets the route's answer, NULL when it has none; it is the tour's until the next call.
 * DORAN_ERROR_offline for what takes a server. */
bool tour_do(struct tour *tour, enum doran_route_id route, const struct doran_path *path, const void *request,
             const void **answer, struct doran_error *error);

#endif
