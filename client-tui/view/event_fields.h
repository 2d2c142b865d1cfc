/* event_fields.h: what the form of an event has in its fields; what they mean says state/event_draft.h. */
#ifndef DORAN_TUI_VIEW_EVENT_FIELDS_H
#define DORAN_TUI_VIEW_EVENT_FIELDS_H

#include "client-tui/state/event_draft.h"
#include "client-tui/widget/form.h"

extern const struct form_field_spec event_fields[];
extern const size_t event_field_count;

/* What is in the fields. Borrowed until they change. */
struct event_draft event_fields_draft(const struct form *form);
/* Fills the fields in. `rrule` NULL: single. */
void event_fields_set_times(struct form *form, bool all_day, struct doran_wall start, struct doran_wall end);
void event_fields_set_rule(struct form *form, const char *rrule, struct doran_date start, const char *zone);
/* `minute` of the day when it starts: 0 of an all-day one. */
void event_fields_set_reminders(struct form *form, const struct doran_reminder_list *reminders, int minute);
/* Shows the fields that make sense with what is chosen. */
void event_fields_show(struct form *form);

#endif
