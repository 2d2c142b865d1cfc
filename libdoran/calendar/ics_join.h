/* The events of one UID put together: series, occurrences that are different, further dates, cancellations. */
#ifndef DORAN_CALENDAR_ICS_JOIN_H
#define DORAN_CALENDAR_ICS_JOIN_H

#include "libdoran/calendar/ics_item.h"

/* The entries of a file, growing. */
struct ics_entries {
    struct ics_entry *items; /* malloc'ed. */
    size_t count, capacity;
};

/* Makes the list of items from the entries, in the arena. False without memory. */
bool ics_join(struct ics_entries *entries, const struct ics_context *context, struct doran_ics *out);

#endif
