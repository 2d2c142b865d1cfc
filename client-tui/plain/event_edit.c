/* event_edit.c: an event in questions: what is in each field, one after another to be changed, and what it comes to. */
#include "client-tui/i18n.h"
#include "client-tui/plain/rooms.h"
#include "client-tui/state/event_draft.h"
#include "client-tui/state/sentence.h"

#include <string.h>

#define EVENT_BYTES_MAX (256 * 1024)
#define TEXTS_BYTES_MAX (256 * 1024) /* Of all that is written in one editing. */
#define WORDS_MAX 16
#define TAKES_AWAY "-"

struct editing {
    struct event_draft draft;
    struct doran_arena texts; /* What was written, and the event as it was. */
    int32_t day;              /* That a time without a day is on. */
    bool changed;             /* Something was written. */
    bool exists;
    struct event_original original; /* Of a new one only that its rule may be given. */
};

/* --- the fields --- */

enum kind { KIND_TEXT, KIND_FLAG, KIND_CHOICE };

static bool is_timed(const struct editing *editing)
{
    return !editing->draft.all_day;
}
static bool has_rule(const struct editing *editing)
{
    return editing->original.whole_series;
}
static bool has_leap(const struct editing *editing)
{
    return editing->original.whole_series && event_draft_has_leap(&editing->draft);
}
static bool has_own_rule(const struct editing *editing)
{
    return editing->original.whole_series && editing->draft.repeat == REPEAT_CUSTOM;
}
static bool has_until(const struct editing *editing)
{
    return editing->original.whole_series && event_draft_has_until(&editing->draft);
}

static const struct field {
    const char *label, *help;
    enum kind kind;
    size_t offset; /* In the draft. */
    const char *const *words;
    bool emptied; /* It may be empty. */
    bool (*shown)(const struct editing *editing);
} FIELDS[] = {
#define AT(member) offsetof(struct event_draft, member)
    {N_("What is it?"), NULL, KIND_TEXT, AT(title), NULL, false, NULL},
    {N_("When on the day"), NULL, KIND_FLAG, AT(all_day), event_draft_all_day, false, NULL},
    {N_("Start"), N_("2026-11-22 19:00, tomorrow 7pm, next Friday"), KIND_TEXT, AT(start), NULL, false, NULL},
    {N_("End"), N_("Leave it empty for an hour, or the one day"), KIND_TEXT, AT(end), NULL, true, NULL},
    {N_("Time zone"), N_("Names look like Asia/Seoul"), KIND_TEXT, AT(zone), NULL, false, is_timed},
    {N_("Lunar calendar"), N_("The start may then be 8.15"), KIND_FLAG, AT(lunar), event_draft_lunar, false,
     has_rule},
    {N_("Repeats"), NULL, KIND_CHOICE, AT(repeat), event_draft_repeats, false, has_rule},
    {N_("Without that leap month"), NULL, KIND_CHOICE, AT(leap), event_draft_leap, false, has_leap},
    {N_("Rule"), N_("As in iCalendar: FREQ=WEEKLY;BYDAY=MO,WE"), KIND_TEXT, AT(rrule), NULL, false,
     has_own_rule},
    {N_("Until"), N_("A day, or how many times; empty: without end"), KIND_TEXT, AT(until), NULL, true,
     has_until},
    {N_("Colour"), NULL, KIND_CHOICE, AT(colour), event_draft_colours, false, NULL},
    {N_("Reminder"), NULL, KIND_CHOICE, AT(reminder), event_draft_reminders, false, NULL},
    {N_("Note"), NULL, KIND_TEXT, AT(note), NULL, true, NULL},
#undef AT
};
#define FIELDS_COUNT (sizeof FIELDS / sizeof *FIELDS)

static bool is_zone(const struct field *field)
{
    return field->offset == offsetof(struct event_draft, zone);
}

static const char **text_at(struct editing *editing, const struct field *field)
{
    return (const char **)((char *)&editing->draft + field->offset);
}

static size_t choice_at(struct editing *editing, const struct field *field)
{
    const char *at = (const char *)&editing->draft + field->offset;
    return field->kind == KIND_FLAG ? *(const bool *)at : *(const size_t *)(const void *)at;
}

static void choose(struct editing *editing, const struct field *field, size_t chosen)
{
    char *at = (char *)&editing->draft + field->offset;
    if (field->kind == KIND_FLAG)
        *(bool *)at = chosen == 1;
    else
        *(size_t *)(void *)at = chosen;
}

static const char *value_of(struct editing *editing, const struct field *field)
{
    if (field->kind != KIND_TEXT)
        return _(field->words[choice_at(editing, field)]);
    const char *text = *text_at(editing, field);
    return text && text[0] ? text : _("not given");
}

/* --- one of them --- */

static void ask_choice(struct talk *talk, struct editing *editing, const struct field *field)
{
    const char *labels[WORDS_MAX] = {NULL};
    size_t count = 0;
    for (; field->words[count] && count < WORDS_MAX; count++)
        labels[count] = _(field->words[count]);
    size_t chosen = talk_choose(talk, _(field->label), labels, count);
    if (chosen >= count)
        return;
    choose(editing, field, chosen);
    editing->changed = true;
}

/* False when nothing was written. */
static bool ask_text(struct talk *talk, struct editing *editing, const struct field *field)
{
    char text[LINE_SIZE];
    const char **at = text_at(editing, field);
    bool emptied = field->emptied && *at && (*at)[0];
    if (emptied)
        talk_say(talk, _("A single - takes away what is there."));
    if (!talk_ask(talk, _(field->label), field->help ? _(field->help) : NULL, text))
        return false;
    if (is_zone(field) && !doran_zone_find(text)) {
        talk_say(talk, _("This zone is not known. Names look like Asia/Seoul."));
        return false;
    }
    char *kept = doran_arena_strdup(&editing->texts, emptied && strcmp(text, TAKES_AWAY) == 0 ? "" : text);
    if (!kept)
        return false;
    *at = kept;
    editing->changed = true;
    return true;
}

/* --- what it comes to --- */

/* What was understood of the fields, or what is wrong with them. */
static const char *comes_to(struct talk *talk, const struct editing *editing)
{
    struct event_times times;
    struct doran_error error = {0};
    struct event_place place = event_draft_place(&talk->state, &editing->draft, editing->day);
    const char *what;
    if (event_draft_read(&editing->draft, &place, &times, &error))
        what = event_times_words(&times, calendar_today(&talk->state), &talk->arena);
    else
        what = doran_arena_strdup(&talk->arena, _(error.message));
    return sentence_of(&talk->arena, _("{title}, {time}"), {"title", editing->draft.title}, {"time", what});
}

/* Says what became of it. */
static bool save(struct talk *talk, const struct editing *editing)
{
    struct event_times times;
    struct event_request request;
    struct doran_error error = {0};
    struct event_place place = event_draft_place(&talk->state, &editing->draft, editing->day);
    if (!event_draft_read(&editing->draft, &place, &times, &error)) {
        talk_say(talk, _(error.message));
        return false;
    }
    if (editing->exists) {
        event_draft_change(&editing->draft, &times, &editing->original, &request);
        return room_event_alter(talk, DORAN_R_event_change, event_draft_changed(&editing->original),
                                &request.change, _("Changed."));
    }
    struct doran_path path = talk_path(DORAN_PARAM_family, talk->state.family.id);
    event_draft_create(&editing->draft, &times, &request);
    if (!talk_enqueue(talk, DORAN_R_event_create, &path, &request.create))
        return false;
    talk_say(talk, _("It is in the calendar."));
    return true;
}

/* --- all of them --- */

static bool leaves(struct talk *talk, const struct editing *editing)
{
    return talk_ends(talk) || !editing->changed ||
           talk_confirm(talk, _("Leave without saving?"), _("Leave it"));
}

/* Goes through the fields until it is saved or left. */
static void edit(struct talk *talk, struct editing *editing)
{
    for (;;) {
        const char *labels[FIELDS_COUNT + 1] = {_("Save")};
        const struct field *fields[FIELDS_COUNT + 1] = {NULL};
        size_t count = 1;
        for (size_t i = 0; i < FIELDS_COUNT; i++)
            if (!FIELDS[i].shown || FIELDS[i].shown(editing)) {
                fields[count] = &FIELDS[i];
                labels[count++] = sentence_of(&talk->arena, _("{what}: {with}"), {"what", _(FIELDS[i].label)},
                                              {"with", value_of(editing, &FIELDS[i])});
            }
        size_t chosen = talk_choose(talk, comes_to(talk, editing), labels, count);
        if (chosen == TALK_BACK && leaves(talk, editing))
            return;
        if (chosen == 0 && save(talk, editing))
            return;
        if (chosen == 0 || chosen >= count)
            continue;
        if (fields[chosen]->kind == KIND_TEXT)
            ask_text(talk, editing, fields[chosen]);
        else
            ask_choice(talk, editing, fields[chosen]);
    }
}

void room_event_new(struct talk *talk)
{
    struct editing editing = {.draft = event_draft_new(),
                              .texts = DORAN_ARENA(TEXTS_BYTES_MAX),
                              .day = doran_date_number(calendar_today(&talk->state)),
                              .original.whole_series = true};
    editing.draft.zone = doran_arena_strdup(&editing.texts, calendar_zone(&talk->state));
    bool asked = true;
    for (size_t i = 0; i < FIELDS_COUNT && asked && !is_zone(&FIELDS[i]); i++)
        if (FIELDS[i].kind == KIND_TEXT)
            asked = ask_text(talk, &editing, &FIELDS[i]) || FIELDS[i].emptied;
        else
            ask_choice(talk, &editing, &FIELDS[i]);
    if (asked && !talk_ends(talk))
        edit(talk, &editing);
    doran_arena_deinit(&editing.texts);
}

void room_event_edit(struct talk *talk, const struct calendar_entry *entry, enum doran_event_scope scope)
{
    struct editing editing = {
        .texts = DORAN_ARENA(EVENT_BYTES_MAX + TEXTS_BYTES_MAX), .day = entry->first, .exists = true};
    if (event_draft_open(&talk->state, entry, scope, &editing.texts, &editing.original, &editing.draft))
        edit(talk, &editing);
    else
        talk_say(talk, _("It is not there any more."));
    doran_arena_deinit(&editing.texts);
}
