/* The events of one UID put together: series, occurrences that are different, further dates, cancellations. */
#ifndef DORAN_CALENDAR_ICS_JOIN_H
#define DORAN_CALENDAR_ICS_JOIN_H

#include "libdoran/calendar/ics_item.h"

/* The entries of a file, growing. */
struct ics_entries {
    struct ics_entry *items; /* malloc'ed. */
    size_t count, capacity;
};

/* Room for one entry more, which is there once the caller has counted it. NULL without memory. */
struct ics_entry *ics_entries_next(struct ics_entries *entries);
/* Makes the list of items from the entries, in the arena. False without memory. */
bool ics_join(struct ics_entries *entries, const struct ics_context *context, struct doran_ics *out);

#endif
