/** @file event_desk.h  What is at hand while a change or a deletion of an event is worked out; shared by the files that do. */
#ifndef DORAN_CALENDAR_EVENT_DESK_H
#define DORAN_CALENDAR_EVENT_DESK_H

#include "libdoran/calendar/event.h"

#define GIVEN(change, field) (doran_has(change, event_change, field) || (change)->field != 0)

/* What is at hand while a change is worked out. */
struct desk {
    const struct doran_event_set *set;
    const char *family_zone;
    doran_time now;
    struct doran_arena *arena;
    struct doran_event_outcome *out;
    struct doran_error *error;
    const struct doran_event *addressed; /* The series, the single event or one that is different. */
    enum doran_event_scope scope;
    int64_t at;      /* The occurrence addressed by scope one and following. */
    bool from_first; /* Scope following from the first occurrence, which is all. */
};

/* A series (or the later part of one) before and after a change. */
struct turn {
    const struct doran_event *before;
    struct doran_event after;
    const struct doran_event **different;
    size_t different_count;
    const struct doran_event *direct; /* The one that is addressed: what is given is for it as well. */
    bool with_times;                  /* The times given are those of the addressed one. */
    bool new_rule;
};

/* event_desk.c */
bool desk_no_memory(struct desk *desk);
/** Refuses with `invalid` and the field. */
bool desk_refuse(struct desk *desk, const char *field, const char *why);
/** Room for everything that may come of it: the series, a new one, and all that is different. */
bool desk_open(struct desk *desk);
/** Puts a copy of the event into the outcome. */
void desk_put(struct desk *desk, const struct doran_event *event);
void desk_remove(struct desk *desk, const char *id);
bool desk_remove_all(struct desk *desk);
/** Finds the addressed event, the scope and the occurrence, with what is understood when they are not given. */
bool desk_address(struct desk *desk, const char *target, enum doran_event_scope scope,
                  const char *recurrence_id);
/** The event that stands for an occurrence, or NULL. */
const struct doran_event *desk_different_at(const struct desk *desk, int64_t at);
/** The series up to the addressed occurrence. */
bool desk_make_head(struct desk *desk, struct doran_event *head);
/** The series from the addressed occurrence on, as if it had always been one of its own. */
bool desk_make_tail(struct desk *desk, const char *new_id, struct doran_event *tail);

/* event_fields.c */
/** Title, note, colour, reminders. */
void change_words(const struct doran_event_change *change, struct doran_event *event);
/** Start, end, zone and all_day: what is not given keeps the length, or its day. */
bool change_times(struct desk *desk, const struct doran_event *base, const struct doran_event_change *change,
                  struct doran_event *event);
bool same_text(const char *a, const char *b);
bool same_reminders(const struct doran_reminder_list *a, const struct doran_reminder_list *b);

/* event_turn.c */
/** Changes a series, or a single event, and what is left out and different in it. */
bool change_series(struct desk *desk, const struct doran_event_change *change, struct turn *turn);

#endif
