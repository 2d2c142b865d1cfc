#include "client-tui/view/event_fields.h"

#include "client-tui/i18n.h"

#define ZONE_MAX 64 /* As in the protocol. */

const struct form_field_spec event_fields[] = {
    {.name = "title", .label = N_("What is it?"), .graphemes_max = 100},
    {.name = "all_day", .label = N_("When on the day"), .choices = event_draft_all_day},
    {.name = "start",
     .label = N_("Start"),
     .help = N_("2026-11-22 19:00, tomorrow 7pm, next Friday"),
     .graphemes_max = 60},
    {.name = "end",
     .label = N_("End"),
     .help = N_("Leave it empty for an hour, or the one day"),
     .graphemes_max = 60},
    {.name = "lunar",
     .label = N_("Lunar calendar"),
     .help = N_("The start may then be 8.15"),
     .choices = event_draft_lunar},
    {.name = "repeat", .label = N_("Repeats"), .choices = event_draft_repeats},
    {.name = "leap", .label = N_("Without that leap month"), .choices = event_draft_leap},
    {.name = "rrule",
     .label = N_("Rule"),
     .help = N_("As in iCalendar: FREQ=WEEKLY;BYDAY=MO,WE"),
     .graphemes_max = 500},
    {.name = "until",
     .label = N_("Until"),
     .help = N_("A day, or how many times; empty: without end"),
     .graphemes_max = 40},
    {.name = "colour", .label = N_("Colour"), .choices = event_draft_colours},
    {.name = "reminders", .label = N_("Reminder"), .choices = event_draft_reminders},
    {.name = "zone",
     .label = N_("Time zone"),
     .help = N_("Names look like Asia/Seoul; empty: the family's"),
     .graphemes_max = ZONE_MAX},
    {.name = "note", .label = N_("Note"), .graphemes_max = 2000},
};
const size_t event_field_count = sizeof event_fields / sizeof *event_fields;

struct event_draft event_fields_draft(const struct form *form)
{
    return (struct event_draft){.title = form_text(form, "title"),
                                .start = form_text(form, "start"),
                                .end = form_text(form, "end"),
                                .rrule = form_text(form, "rrule"),
                                .until = form_text(form, "until"),
                                .note = form_text(form, "note"),
                                .zone = form_text(form, "zone")[0] ? form_text(form, "zone") : NULL,
                                .all_day = form_choice(form, "all_day") == 1,
                                .lunar = form_choice(form, "lunar") == 1,
                                .repeat = form_choice(form, "repeat"),
                                .leap = form_choice(form, "leap"),
                                .colour = form_choice(form, "colour"),
                                .reminder = form_choice(form, "reminders")};
}

void event_fields_show(struct form *form)
{
    struct event_draft draft = event_fields_draft(form);
    form_show(form, "leap", event_draft_has_leap(&draft));
    form_show(form, "rrule", draft.repeat == REPEAT_CUSTOM);
    form_show(form, "until", event_draft_has_until(&draft));
    form_show(form, "zone", !draft.all_day);
}

void event_fields_fill(struct form *form, const struct event_draft *draft)
{
    form_set_text(form, "title", draft->title);
    form_set_text(form, "start", draft->start);
    form_set_text(form, "end", draft->end);
    form_set_text(form, "rrule", draft->rrule);
    form_set_text(form, "until", draft->until);
    form_set_text(form, "note", draft->note);
    form_set_text(form, "zone", draft->zone ? draft->zone : "");
    form_set_choice(form, "all_day", draft->all_day);
    form_set_choice(form, "lunar", draft->lunar);
    form_set_choice(form, "repeat", draft->repeat);
    form_set_choice(form, "leap", draft->leap);
    form_set_choice(form, "colour", draft->colour);
    form_set_choice(form, "reminders", draft->reminder);
    event_fields_show(form);
}
