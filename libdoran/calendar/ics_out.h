/* Lines of an iCalendar file on their way out: escaped and folded (RFC 5545 §3.1, §3.3.11). */
#ifndef DORAN_CALENDAR_ICS_OUT_H
#define DORAN_CALENDAR_ICS_OUT_H

#include <doran/buffer.h>
#include <doran/calendar.h>

struct ics_out {
    struct doran_buffer *file;
    struct doran_buffer line; /* The line that is being written, unfolded. */
};

/* Ends the line that was put together in `out->line`: folds it into the file and empties it. */
void ics_out_end(struct ics_out *out);
/* A whole line as printf makes it. */
void ics_out_line(struct ics_out *out, const char *format, ...) DORAN_PRINTF(2, 3);
/* Text as a value, to the line. */
void ics_out_text(struct ics_out *out, const char *text);
/* "NAME:escaped text". */
void ics_out_property(struct ics_out *out, const char *name, const char *text);
/* A day or wall time as iCalendar writes it, to the line. */
void ics_out_when(struct ics_out *out, struct doran_wall wall, bool all_day);
/* An instant in UTC, to the line. */
void ics_out_instant(struct ics_out *out, doran_time at);

/* A VTIMEZONE that holds for instants from `from` on (RFC 5545 §3.6.5). */
void ics_out_zone(struct ics_out *out, const char *name, doran_time from);

#endif
