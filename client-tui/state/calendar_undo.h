/* calendar_undo.h: changing and deleting an event, and taking the last of that back while the program runs. Shared by the
 * screens and the plain program. */
#ifndef DORAN_TUI_STATE_CALENDAR_UNDO_H
#define DORAN_TUI_STATE_CALENDAR_UNDO_H

#include <doran/error.h>
#include <doran/protocol.h>

#include <stdbool.h>

struct state;

/* What it takes to bring back what was changed or deleted last; owned by who keeps it, NULL: nothing. */
struct calendar_undo;
void calendar_undo_free(struct calendar_undo *undo);

/* Puts an event_change or event_delete of an event of the open family into the outbox. *last becomes what undoes it: NULL when
 * that is more than a request holds. On failure it stays what it was. */
bool calendar_alter(struct state *state, struct calendar_undo **last, enum doran_route_id route,
                    const char *id, const void *request, struct doran_error *error);
/* True when there is something to take back in the open family. */
bool calendar_undo_is(const struct calendar_undo *last, const struct state *state);
/* True of a deletion, else it was a change. */
bool calendar_undo_deleted(const struct calendar_undo *last);
/* Takes it back; *last is NULL then. Only where calendar_undo_is(). */
bool calendar_undo_do(struct state *state, struct calendar_undo **last, struct doran_error *error);

#endif
