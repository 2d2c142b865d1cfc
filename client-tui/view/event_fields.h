/* event_fields.h: what the form of an event has in its fields; what they mean says state/event_draft.h. */
#ifndef DORAN_TUI_VIEW_EVENT_FIELDS_H
#define DORAN_TUI_VIEW_EVENT_FIELDS_H

#include "client-tui/state/event_draft.h"
#include "client-tui/widget/form.h"

extern const struct form_field_spec event_fields[];
extern const size_t event_field_count;

/* What is in the fields. Borrowed until they change. */
struct event_draft event_fields_draft(const struct form *form);
/* Fills them in, and shows those that make sense. */
void event_fields_fill(struct form *form, const struct event_draft *draft);
/* Shows the fields that make sense with what is chosen. */
void event_fields_show(struct form *form);

#endif
