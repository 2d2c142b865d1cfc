/* event_draft.h: an event as somebody writes it, field by field: dates in words, how it recurs, when it reminds; what that
 * means, and what is sent for it. Shared by the form of the screens and the questions of the plain program. */
#ifndef DORAN_TUI_STATE_EVENT_DRAFT_H
#define DORAN_TUI_STATE_EVENT_DRAFT_H

#include <doran/arena.h>
#include <doran/calendar.h>
#include <doran/types.h>

struct calendar_entry;
struct state;

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

/* The words of the fields that are chosen, untranslated, NULL-terminated. */
extern const char *const event_draft_all_day[],
    *const event_draft_lunar[], *const event_draft_leap[], *const event_draft_repeats[],
                                                               *const event_draft_colours[],
                                                                   *const event_draft_reminders[];

/* Texts are borrowed and never NULL; choices are indices of the words above. */
struct event_draft {
    const char *title, *start, *end, *rrule, *until, *note;
    const char *zone; /* of its times; NULL: of none, and stays so */
    bool all_day, lunar;
    size_t repeat, leap, colour, reminder;
};
/* A new one: nothing is written, what is usual is chosen. */
struct event_draft event_draft_new(void);

/* What the fields say of time and recurrence. */
struct event_times {
    bool all_day;
    struct doran_wall start, end;     /* of all-day ones `end` is the last day */
    char rrule[DORAN_RRULE_TEXT_MAX]; /* "": single */
};
/* Where dates in words count from, and what zone times are of. */
struct event_place {
    doran_time now;
    const char *zone;      /* the event's */
    struct doran_date day; /* meant when a field names none */
};
/* `day` as in the place. */
struct event_place event_draft_place(const struct state *state, const struct event_draft *draft, int32_t day);
/* Reads the fields. False with the error's field one of the draft's, and its message to be translated. */
bool event_draft_read(const struct event_draft *draft, const struct event_place *place,
                      struct event_times *out, struct doran_error *error);
/* "11월 22일 (일) 19:00~20:00, 음력 10월 14일, 매주 일". */
const char *event_times_words(const struct event_times *times, struct doran_date today,
                              struct doran_arena *arena);
/* Which fields make sense with what is chosen. */
bool event_draft_has_leap(const struct event_draft *draft);
bool event_draft_has_until(const struct event_draft *draft);

/* --- filling in what is there --- */

#define EVENT_WHEN_TEXT_MAX (DORAN_DATE_TEXT_MAX + 16)
/* "2026-11-22 19:00", of all-day ones "2026-11-22". */
void event_draft_when(bool all_day, struct doran_wall wall, char out[EVENT_WHEN_TEXT_MAX]);

/* What is changed, and how much of it. */
struct event_original {
    struct doran_event event;             /* as it was: the occurrence, or with all of a series the series */
    enum doran_event_scope scope;         /* none: it does not recur */
    char recurrence[DORAN_WALL_TEXT_MAX]; /* of one or following: which */
    bool whole_series;                    /* its rule may be changed */
};
/* The draft that the change of an entry begins with, and what it changes: both in the arena. False when it is not there any
 * more. */
bool event_draft_open(struct state *state, const struct calendar_entry *entry, enum doran_event_scope scope,
                      struct doran_arena *arena, struct event_original *original, struct event_draft *draft);

/* --- what is sent --- */

/* A request and all that it points to beside the draft and the event; not to be moved. */
struct event_request {
    char start[DORAN_WALL_TEXT_MAX], end[DORAN_WALL_TEXT_MAX];
    struct doran_reminder reminder;
    struct doran_event_create create;
    struct doran_event_change change;
};
void event_draft_create(const struct event_draft *draft, const struct event_times *times,
                        struct event_request *out);

/* Only what is different, so that what somebody else changes meanwhile stays. */
void event_draft_change(const struct event_draft *draft, const struct event_times *times,
                        const struct event_original *original, struct event_request *out);
/* The event whose change that is: with all of a series the series'. */
const char *event_draft_changed(const struct event_original *original);

#endif
