/* event_fields.h: what the form of an event has in its fields, and what they mean: dates in words, how it recurs, when it
 * reminds. */
#ifndef DORAN_TUI_VIEW_EVENT_FIELDS_H
#define DORAN_TUI_VIEW_EVENT_FIELDS_H

#include "client-tui/widget/form.h"

#include <doran/calendar.h>
#include <doran/types.h>

enum event_repeat {
    REPEAT_NONE,
    REPEAT_DAILY,
    REPEAT_WEEKLY,
    REPEAT_WEEKDAYS,
    REPEAT_TWO_WEEKS,
    REPEAT_MONTHLY,
    REPEAT_MONTHLY_WEEKDAY, /* on the second Tuesday */
    REPEAT_YEARLY,
    REPEAT_CUSTOM,
    REPEATS
};

extern const struct form_field_spec event_fields[];
extern const size_t event_field_count;

/* What the fields say of time and recurrence. */
struct event_times {
    bool all_day;
    struct doran_wall start, end;     /* of all-day ones `end` is the last day */
    char rrule[DORAN_RRULE_TEXT_MAX]; /* "": single */
};
/* Where dates in words count from, and what zone times are of. */
struct event_place {
    doran_time now;
    const char *zone;      /* the family's */
    struct doran_date day; /* meant when a field names none */
};

/* Reads the fields. False with the error's field one of the form's. */
bool event_fields_read(const struct form *form, const struct event_place *place, struct event_times *out,
                       struct doran_error *error);
/* Fills the fields in. `rrule` NULL: single. */
void event_fields_set_times(struct form *form, bool all_day, struct doran_wall start, struct doran_wall end);
void event_fields_set_rule(struct form *form, const char *rrule, struct doran_date start, const char *zone);
/* `minute` of the day when it starts: 0 of an all-day one. */
void event_fields_set_reminders(struct form *form, const struct doran_reminder_list *reminders, int minute);
/* The chosen reminder, in a list of at most one. False: those it had stay as they are. */
bool event_fields_reminder(const struct form *form, const struct event_times *times,
                           struct doran_reminder *out, size_t *count);
/* Shows the fields that make sense with what is chosen. */
void event_fields_show(struct form *form);

#endif
