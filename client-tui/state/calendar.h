/* calendar.h: the family's days as the screens show them: what the replica holds, expanded for a stretch of days in the
 * family's time zone. A stretch that was read is kept until something changes, so that moving about costs nothing. */
#ifndef DORAN_TUI_STATE_CALENDAR_H
#define DORAN_TUI_STATE_CALENDAR_H

#include <doran/calendar.h>
#include <doran/replica.h>

struct state;
struct tour;

#define CALENDAR_STRETCHES 24     /* kept at once: a year of months and back */
#define CALENDAR_FOUND_MAX 200    /* events that a search gives */
#define CALENDAR_ENTRIES_MAX 5000 /* of one stretch */

struct doran_mission;

/* An occurrence as it lies on the family's days (doran_date_number()). */
struct calendar_entry {
    const struct doran_event *event;
    const struct doran_mission
        *mission; /* of a memory: the one whose completion the event stands for; else NULL */
    const struct doran_occurrence *occurrence;
    int32_t first, last; /* days it touches, both included */
    int minute;          /* of its first day when it starts; -1: all day */
    int end_minute;      /* of its last day when it is over; -1: all day */
    bool unsent;         /* made or changed here and not sent yet */
};
struct calendar_days {
    int32_t from, to;               /* the first day, and the one after the last */
    struct calendar_entry *entries; /* by day, all-day ones first, then by time */
    size_t count;
    bool more; /* than fit */
};

struct calendar;
/* NULL without memory. */
struct calendar *calendar_new(void);
void calendar_free(struct calendar *calendar);

/* The state was read anew: forgets what is not so any more. */
void calendar_reload(struct state *state);
/* The name of the family's zone; UTC while there is none. */
const char *calendar_zone(const struct state *state);
/* The day it is for the family. */
struct doran_date calendar_today(const struct state *state);
/* The minute of its day that a wall time is. */
int calendar_minute_of(struct doran_wall wall);
/* The minute of that day. */
int calendar_minute(const struct state *state);
/* What lies on the days from `from` up to `to` (at most DORAN_WINDOW_DAYS_MAX); never NULL. Borrowed until the state is read
 * anew or CALENDAR_STRETCHES other stretches were read. */
const struct calendar_days *calendar_read(struct state *state, int32_t from, int32_t to);
/* The public holiday of a day in the user's language; NULL when it is none. */
const char *calendar_holiday(struct state *state, struct doran_date date);

/* One event and when it is: a search's result. */
struct calendar_found {
    const struct doran_event *event; /* in the arena */
    int32_t day;                     /* of its next occurrence, or the last one when all are over */
};
struct calendar_found_list {
    struct calendar_found *items;
    size_t count;
};
/* Events whose title or note has the words, case and form aside: those to come first, then those that are over, newest
 * first. In the arena. */
bool calendar_search(struct state *state, const char *words, struct calendar_found_list *out,
                     struct doran_arena *arena, struct doran_error *error);

/* An event as it lies on the day it is next, or was last; NULL when it is not there. Borrowed as from calendar_read(). */
const struct calendar_entry *calendar_next_of(struct state *state, const char *id);

/* --- memories --- */
#define CALENDAR_MEMORY_YEARS 5 /* how far they go back */
/* What happened on a day of the year in a past one. */
struct calendar_memory {
    const struct calendar_entry *entry; /* borrowed as from calendar_read() */
    int years;                          /* ago */
};
/* What happened on this day from `least_years` up to `most_years` ago, newest first: at most `max` of them. */
size_t calendar_memories(struct state *state, int32_t day, int least_years, int most_years,
                         struct calendar_memory *out, size_t max);
/* The month of the day, so many years before: what was planned, then the missions that were completed. Borrowed as from
 * calendar_read(). */
const struct calendar_days *calendar_past_month(struct state *state, int32_t day, int years);
/* What comes back by itself is none; of the year itself only what was done together is one. */
bool calendar_is_memory(const struct calendar_entry *entry, int years);
/* As calendar_read(), with the missions that were completed. */
const struct calendar_days *calendar_read_past(struct state *state, int32_t from, int32_t to);

/* True of a series and of an occurrence that is different. */
bool calendar_recurs(const struct doran_event *event);
/* The id of an event's series, or its own. */
const char *calendar_series(const struct doran_event *event);
/* An event by its id or that of an occurrence that is different: the whole series, in no order. */
bool calendar_event_set(struct state *state, const char *id, struct doran_event_list *out,
                        struct doran_arena *arena);
/* An event by its id, in the arena; with its series' when it has none of its own. False when it is gone. */
bool calendar_event(struct state *state, const char *id, struct doran_event *out, struct doran_arena *arena);

#endif
