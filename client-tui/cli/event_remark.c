#include "client-tui/cli/event_remark.h"

#include "client-tui/i18n.h"
#include "client-tui/state/sentence.h"

static const char *const sentences[DORAN_ICS_REMARK_COUNT] = {
    [DORAN_ICS_REMARK_cancelled] = N_("It is cancelled."),
    [DORAN_ICS_REMARK_no_start] = N_("It has no start that can be read."),
    [DORAN_ICS_REMARK_bad_rule] = N_("It recurs in a way that is not supported: {detail}"),
    [DORAN_ICS_REMARK_too_big] = N_("It is too big."),
    [DORAN_ICS_REMARK_too_long] = N_("It lasts longer than 400 days."),
    [DORAN_ICS_REMARK_too_many_exceptions] = N_("It leaves out more than 500 occurrences."),
    [DORAN_ICS_REMARK_bad_event] = N_("It is not allowed: {detail}"),
    [DORAN_ICS_REMARK_older] = N_("The file has it again, newer."),
    [DORAN_ICS_REMARK_untitled] = N_("It had no title."),
    [DORAN_ICS_REMARK_title_cut] = N_("Its title was cut: {detail}"),
    [DORAN_ICS_REMARK_note_cut] = N_("Its note was cut."),
    [DORAN_ICS_REMARK_zone_mapped] = N_("Its time zone was taken for {detail}."),
    [DORAN_ICS_REMARK_zone_unknown] = N_("Its time zone is not known, the family's is taken: {detail}"),
    [DORAN_ICS_REMARK_end_before_start] = N_("It ended before it started."),
    [DORAN_ICS_REMARK_once] = N_("Its recurrence never comes true; it is kept as a single event."),
    [DORAN_ICS_REMARK_lunar] = N_("Its Chinese lunar dates are taken for Korean ones."),
    [DORAN_ICS_REMARK_more_rules] = N_("It has more rules of recurrence; the first is kept."),
    [DORAN_ICS_REMARK_dates_apart] = N_("Its further dates are kept as single events: {detail}"),
    [DORAN_ICS_REMARK_exception_left] = N_("A date it leaves out cannot be read: {detail}"),
    [DORAN_ICS_REMARK_range_left] = N_("Its change to all later occurrences is kept for one only."),
    [DORAN_ICS_REMARK_alarm_left] = N_("A reminder is left out: {detail}"),
    [DORAN_ICS_REMARK_properties_left] = N_("These are left out: {detail}"),
    [DORAN_ICS_REMARK_encoding] = N_("It is not UTF-8; it was read as {detail}."),
    [DORAN_ICS_REMARK_broken_bytes] = N_("Some of its bytes are no text in any encoding known here."),
    [DORAN_ICS_REMARK_cut_short] = N_("It ends in the middle; what is whole was read."),
    [DORAN_ICS_REMARK_lines_left] =
        N_("Lines that are no iCalendar, or too long, were passed over: {detail}"),
    [DORAN_ICS_REMARK_components_left] = N_("What is no event is left out: {detail}"),
};

const char *event_remark(struct doran_arena *arena, const struct doran_ics_remark *remark)
{
    return sentence_of(arena, _(sentences[remark->kind]), {"detail", remark->detail});
}
