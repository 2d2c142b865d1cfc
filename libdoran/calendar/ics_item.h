/* One VEVENT of a file: its lines as they come, then what it means. */
#ifndef DORAN_CALENDAR_ICS_ITEM_H
#define DORAN_CALENDAR_ICS_ITEM_H

#include "libdoran/calendar/ics_zones.h"

#include <doran/calendar.h>
#include <doran/ics.h>
#include <libical/ical.h>

#define ICS_RDATES_MAX 500           /* Further dates of one event that are kept. */
#define ICS_UID_MAX 255              /* Bytes, as `uid` of types.def. */
#define ICS_EXCEPTIONS_READ_MAX 1000 /* Dates left out of one event that are read. */

/* A date or date and time with the zone it was written in. */
struct ics_moment {
    struct doran_wall wall;
    bool all_day;
    const char *zone; /* IANA; NULL for a day. */
};

/* A further date (RFC 5545 §3.8.5.2), with its own end if it is a period. */
struct ics_rdate {
    struct ics_moment start;
    int64_t seconds; /* How long; 0: as the event. */
};

/* What an event was read to be, before those of one UID are put together. */
struct ics_entry {
    struct doran_ics_item item;
    struct ics_moment start;
    int64_t seconds; /* How long it lasts on the wall; a day's is 0 when its end was not given. */
    bool has_recurrence;
    struct ics_moment recurrence; /* RECURRENCE-ID. */
    int sequence;
    size_t order; /* In the file. */
    bool cancelled;
    struct ics_moment *exceptions;
    size_t exception_count;
    struct ics_rdate *rdates;
    size_t rdate_count;
};

/* The lines of the event that is being read. Zero-initialise; ics_draft_deinit() at the end. */
struct ics_draft {
    icalparser *parser;
    icalcomponent *event;
    char *line; /* A NUL-terminated copy of one line. */
    size_t number, properties, bytes;
    bool too_big;
    bool in_alarm;
    char rule[DORAN_RRULE_TEXT_MAX]; /* The first RRULE's value. */
    bool rule_too_long;
    int rules;
    char colour[32];
    char dropped[256]; /* Names of properties left out, separated by ", ". */
};

/* What all events of a file share. */
struct ics_context {
    const struct doran_ics_read_options *options;
    struct ics_zones *zones;
    const char *floating_zone;      /* Of times without a zone. */
    enum doran_event_colour colour; /* The calendar's, or none. */
    bool cancels;                   /* METHOD:CANCEL. */
    struct doran_arena *arena;      /* For what is handed out. */
    struct doran_arena *scratch;    /* For what is not. */
};

/* BEGIN:VEVENT. False without memory. */
bool ics_draft_begin(struct ics_draft *draft, size_t number);
/* A line of the event or of an alarm in it, BEGIN and END of alarms included. False without memory. */
bool ics_draft_line(struct ics_draft *draft, const char *text, size_t length, bool too_long);
/* END:VEVENT: the entry, with the time of all that belongs to it in the arena. False without memory. */
bool ics_draft_end(struct ics_draft *draft, const struct ics_context *context, struct ics_entry *out);
/* Forgets the event that is being read, if any. */
void ics_draft_drop(struct ics_draft *draft);
void ics_draft_deinit(struct ics_draft *draft);

/* Adds a remark, unless there are DORAN_ICS_REMARKS_MAX or it is there already. `detail` may be NULL and is copied. */
void ics_remark(struct doran_ics_item *item, struct doran_arena *arena, enum doran_ics_remark_kind kind,
                const char *detail);
/* Marks an event as left out, with the reason first among its remarks. */
void ics_leave_out(struct doran_ics_item *item, struct doran_arena *arena, enum doran_ics_remark_kind kind,
                   const char *detail);
/* The text of a property in NFC without control characters, "" when there is nothing; NULL without memory. */
const char *ics_clean(struct doran_arena *arena, const char *text, bool multiline);
/* The text without the backslashes of RFC 5545 §3.3.11, in place. Returns `text`. */
char *ics_unescape(char *text);
/* As much of a text as has at most `graphemes`; `cut` tells whether something is missing. */
const char *ics_cut(struct doran_arena *arena, const char *text, size_t graphemes, bool *cut);
/* A name in place of one that is missing or too long, the same for the same content. NULL without memory. */
const char *ics_derived_uid(struct doran_arena *arena, const char *first, const char *second);
/* A name for a single event that stands for one date of a series. NULL without memory. */
const char *ics_apart_uid(struct doran_arena *arena, const char *uid, const char *date);
/* The reminders of the event's VALARMs (RFC 5545 §3.6.6). False without memory. */
bool ics_take_alarms(struct ics_entry *entry, icalcomponent *event, const struct ics_context *context);
/* The rule as the calendar writes it, or why not. Start and end are settled. False without memory. */
bool ics_take_rule(struct ics_entry *entry, const struct ics_context *context);
/* Leaves out what the calendar would refuse. False without memory. */
bool ics_check(struct ics_entry *entry, const struct ics_context *context);
/* Seconds of a duration. */
int64_t ics_duration_seconds(struct icaldurationtype duration);
/* A property's time with its zone; false when there is none that can be read. */
bool ics_moment_of(const struct ics_context *context, struct ics_entry *entry, icalproperty *property,
                   struct icaltimetype time, struct ics_moment *out);
/* The same moment in another zone, or as a day. */
struct ics_moment ics_moment_in(struct ics_moment moment, const char *zone, bool all_day);
/* The nearest of the ten to a CSS colour name (RFC 7986 §5.9) or "#RRGGBB"; 0 when it is neither. */
enum doran_event_colour ics_colour_of(const char *name);
/* The CSS name a colour is written as. */
const char *ics_colour_name(enum doran_event_colour colour);

#endif
