/** @file calendar.h  Days, wall times, time zones, the Korean lunar calendar, recurrence, events and holidays.
 *
 * A *day* is a date of the proleptic Gregorian calendar. A *wall time* is what a clock on the wall shows: a day and a time
 * of day, without a zone. Together with an IANA zone it is an *instant* (doran_time). Events hold wall times and a zone,
 * so that nine in the morning stays nine when the rules of a zone change; instants are made when events are expanded.
 *
 * All functions are thread safe and none looks at the environment's TZ. Zones come from the system's zone database
 * (RFC 8536), each read once and kept for the life of the process. */
#ifndef DORAN_CALENDAR_H
#define DORAN_CALENDAR_H

#include "api.h"
#include "arena.h"
#include "error.h"
#include "time.h"
#include "types.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define DORAN_CALENDAR_YEAR_MIN 1900 /**< The first year an event may touch. */
#define DORAN_CALENDAR_YEAR_MAX 2200 /**< The last one. */
#define DORAN_EVENT_DAYS_MAX 400     /**< Most days between the start and the end of an event. */
#define DORAN_WINDOW_DAYS_MAX 400    /**< Most days that are expanded at once. */
#define DORAN_RRULE_COUNT_MAX 10000  /**< Largest COUNT of a rule. */
#define DORAN_RRULE_INTERVAL_MAX 1000
#define DORAN_RRULE_TEXT_MAX 501 /**< Bytes with the NUL; as `rrule` of types.def. */

/* ---- Days ---------------------------------------------------------------------------------------------------- */

/** A day of the proleptic Gregorian calendar. */
struct doran_date {
    int year;  /**< 1 to 9999. */
    int month; /**< 1 to 12. */
    int day;   /**< 1 to 31. */
};
#define DORAN_DATE_TEXT_MAX 11 /**< "2026-11-22" and a NUL. */

/** ISO 8601: Monday is 1, Sunday is 7. */
enum doran_weekday {
    DORAN_MONDAY = 1,
    DORAN_TUESDAY,
    DORAN_WEDNESDAY,
    DORAN_THURSDAY,
    DORAN_FRIDAY,
    DORAN_SATURDAY,
    DORAN_SUNDAY
};

/** True for a day that there is, of the years 1 to 9999. */
DORAN_API bool doran_date_valid(struct doran_date date);
/** Reads "2026-11-22"; nothing may follow. */
DORAN_API bool doran_date_parse(const char *text, size_t length, struct doran_date *out);
/** Writes "2026-11-22". Returns `out`. */
DORAN_API char *doran_date_format(struct doran_date date, char out[DORAN_DATE_TEXT_MAX]);
/** Days since 1970-01-01; negative before. The month may be out of range (13 is January of the next year), and so may the
 * day (0 is the last of the month before). */
DORAN_API int32_t doran_date_number(struct doran_date date);
/** The day of a number. */
DORAN_API struct doran_date doran_date_of_number(int32_t number);
DORAN_API enum doran_weekday doran_date_weekday(struct doran_date date);
/** Negative, 0 or positive, as `a` is before, on or after `b`. */
DORAN_API int doran_date_compare(struct doran_date a, struct doran_date b);
/** `days` later; earlier when negative. */
DORAN_API struct doran_date doran_date_add_days(struct doran_date date, int days);
/** As many months later, on the same day or on the month's last when it is shorter. */
DORAN_API struct doran_date doran_date_add_months(struct doran_date date, int months);
/** 28 to 31; 0 when there is no such month. */
DORAN_API int doran_month_days(int year, int month);
/** ISO 8601 week of the year, 1 to 53; `year` (NULL allowed) gets the year the week belongs to. */
DORAN_API int doran_date_week(struct doran_date date, int *year);
/** Months since January of year 0: the number a month has in tables (2026-11 is 2026 * 12 + 10). */
DORAN_API int32_t doran_month_number(struct doran_date date);
/** The first day of a month by its number. */
DORAN_API struct doran_date doran_month_first(int32_t month);

/* ---- Wall times ---------------------------------------------------------------------------------------------- */

/** What the clock on the wall shows. */
struct doran_wall {
    struct doran_date date;
    int hour;   /**< 0 to 23. */
    int minute; /**< 0 to 59. */
    int second; /**< 0 to 59. */
};
#define DORAN_WALL_TEXT_MAX 20 /**< "2026-11-22T19:00:00" and a NUL. */

/** Reads "2026-11-22T19:00:00"; nothing may follow. */
DORAN_API bool doran_wall_parse(const char *text, size_t length, struct doran_wall *out);
/** Writes "2026-11-22T19:00:00". Returns `out`. */
DORAN_API char *doran_wall_format(struct doran_wall wall, char out[DORAN_WALL_TEXT_MAX]);
/** Reads what an event's `start` holds: a day (as its midnight) when `all_day`, else a wall time. NULL is false. */
DORAN_API bool doran_when_parse(const char *text, bool all_day, struct doran_wall *out);
/** Writes what an event's `start` holds: a day when `all_day`, else a wall time. Returns `out`. */
DORAN_API char *doran_when_format(struct doran_wall wall, bool all_day, char out[DORAN_WALL_TEXT_MAX]);
DORAN_API int doran_wall_compare(struct doran_wall a, struct doran_wall b);
/** Seconds since 1970-01-01T00:00:00 on the wall. */
DORAN_API int64_t doran_wall_seconds(struct doran_wall wall);
DORAN_API struct doran_wall doran_wall_of_seconds(int64_t seconds);
/** As many seconds later on the wall, whatever the zone does; earlier when negative. */
DORAN_API struct doran_wall doran_wall_add(struct doran_wall wall, int64_t seconds);

/* ---- Zones --------------------------------------------------------------------------------------------------- */

/** A time zone. Immutable, lives as long as the process, is never freed. */
struct doran_zone;

/** The zone of an IANA name as this system's database has it ("Asia/Seoul"), NULL when it is unknown or unreadable. */
DORAN_API const struct doran_zone *doran_zone_find(const char *name);
/** Coordinated universal time. */
DORAN_API const struct doran_zone *doran_zone_utc(void);
/** The zone of an IANA name, or UTC when there is none to be had: for what is shown rather than refused. */
DORAN_API const struct doran_zone *doran_zone_or_utc(const char *name);
/** Seconds east of UTC at an instant. */
DORAN_API int doran_zone_offset(const struct doran_zone *zone, doran_time at);
/** The instant of a wall time. RFC 5545 §3.3.5: a wall time the zone skips is read with the offset before the gap
 * (02:30 in New York's spring becomes 03:30); of one that comes twice, the first is meant. */
DORAN_API doran_time doran_zone_instant(const struct doran_zone *zone, struct doran_wall wall);
/** What the clock on the wall shows at an instant; parts of a second are dropped. */
DORAN_API struct doran_wall doran_zone_wall(const struct doran_zone *zone, doran_time at);
/** The day it is there at an instant. */
DORAN_API struct doran_date doran_zone_date(const struct doran_zone *zone, doran_time at);
/** The number of the month it is there at an instant, see doran_month_number(). */
DORAN_API int32_t doran_zone_month(const struct doran_zone *zone, doran_time at);
/** The instant a day begins there: 00:00, or the first moment after it where that is skipped. */
DORAN_API doran_time doran_zone_day_start(const struct doran_zone *zone, struct doran_date date);

/** One span of time with the same offset, for VTIMEZONE. */
struct doran_zone_span {
    doran_time from; /**< The instant it begins; INT64_MIN for the first one. */
    int offset;      /**< Seconds east of UTC. */
    bool daylight;   /**< It is daylight saving time. */
    char name[8];    /**< "KST", "EDT", "-03". */
};
/** The span an instant is in; `next` (NULL allowed) gets the instant the following one begins, INT64_MAX when there is
 * none. */
DORAN_API struct doran_zone_span doran_zone_span(const struct doran_zone *zone, doran_time at,
                                                 doran_time *next);

/* ---- The Korean lunar calendar --------------------------------------------------------------------------------- */

#define DORAN_LUNAR_YEAR_MIN 1900 /**< Lunar 1900-01-01 is 1900-01-31. */
#define DORAN_LUNAR_YEAR_MAX 2100 /**< Its last day is 2101-01-28. */

/** A day of the Korean lunisolar calendar (음력). */
struct doran_lunar {
    int year;  /**< DORAN_LUNAR_YEAR_MIN to DORAN_LUNAR_YEAR_MAX: the year in which its first month begins. */
    int month; /**< 1 to 12. */
    int day;   /**< 1 to 30. */
    bool leap; /**< Of the leap month (윤달) that follows the month of this number. */
};

/** The lunar date of a day; false when it is out of range. */
DORAN_API bool doran_lunar_of_date(struct doran_date date, struct doran_lunar *out);
/** The day of a lunar date; false when there is no such date: out of range, no such leap month, day 30 of a short one. */
DORAN_API bool doran_date_of_lunar(struct doran_lunar lunar, struct doran_date *out);
/** The month that is followed by a leap month of its number, 0 when the year has none or is out of range. */
DORAN_API int doran_lunar_leap_month(int year);
/** 29 or 30; 0 when there is no such month. */
DORAN_API int doran_lunar_month_days(int year, int month, bool leap);

/* ---- Recurrence ------------------------------------------------------------------------------------------------ */

enum doran_freq {
    DORAN_FREQ_none,
    DORAN_FREQ_DAILY,
    DORAN_FREQ_WEEKLY,
    DORAN_FREQ_MONTHLY,
    DORAN_FREQ_YEARLY
};
/** RFC 7529 §4.1: what becomes of a date that there is not in some month or year. */
enum doran_skip { DORAN_SKIP_OMIT, DORAN_SKIP_BACKWARD, DORAN_SKIP_FORWARD };

#define DORAN_RULE_LIST_MAX 64  /**< Most values of one BY… list. */
#define DORAN_RULE_TIMES_MAX 24 /**< Most occurrences of one day: BYHOUR times BYMINUTE times BYSECOND. */

/** "1MO", "-1SU", "WE". */
struct doran_rule_day {
    signed char weekday;  /**< enum doran_weekday. */
    signed char position; /**< -53 to 53; 0 for each. */
};
/** "4", "4L". */
struct doran_rule_month {
    signed char month; /**< 1 to 12. */
    bool leap;         /**< The leap month after it (RFC 7529 §4.2); lunar rules only. */
};
/** A rule (RFC 5545 §3.3.10), taken apart. */
struct doran_rule {
    enum doran_freq freq;
    int interval; /**< 1 to DORAN_RRULE_INTERVAL_MAX. */
    int count;    /**< 0 when not given. */
    bool has_until;
    bool until_date; /**< UNTIL is a day. */
    bool until_utc;  /**< UNTIL is in UTC ("…Z"), as it should be for an event with a zone. */
    struct doran_wall until;
    bool lunar;                    /**< RSCALE=DANGI; otherwise the Gregorian calendar. */
    enum doran_skip skip;          /**< DORAN_SKIP_OMIT when not given. Another is written with RSCALE. */
    enum doran_weekday week_start; /**< WKST; Monday when not given. */
    struct doran_rule_day by_day[DORAN_RULE_LIST_MAX];
    struct doran_rule_month by_month[DORAN_RULE_LIST_MAX];
    short by_month_day[DORAN_RULE_LIST_MAX], by_year_day[DORAN_RULE_LIST_MAX], by_week[DORAN_RULE_LIST_MAX],
        by_hour[DORAN_RULE_LIST_MAX], by_minute[DORAN_RULE_LIST_MAX], by_second[DORAN_RULE_LIST_MAX],
        by_set_pos[DORAN_RULE_LIST_MAX];
    unsigned char day_count, month_count, month_day_count, year_day_count, week_count, hour_count,
        minute_count, second_count, set_pos_count; /**< Of the lists above. */
};

/** Takes a rule apart. Refused, with field "rrule": what is no rule of RFC 5545 §3.3.10 or RFC 7529; FREQ below DAILY; COUNT
 * over DORAN_RRULE_COUNT_MAX; INTERVAL over DORAN_RRULE_INTERVAL_MAX; COUNT beside UNTIL; years outside
 * DORAN_CALENDAR_YEAR_MIN..MAX; lists longer than DORAN_RULE_LIST_MAX, more than DORAN_RULE_TIMES_MAX times of a day; RSCALE
 * other than GREGORIAN and DANGI; a lunar rule that is not YEARLY or MONTHLY, or has other parts than INTERVAL, COUNT,
 * UNTIL, BYMONTH, BYMONTHDAY, SKIP and WKST. */
DORAN_API bool doran_rule_parse(const char *text, struct doran_rule *out, struct doran_error *error);
/** Writes a rule as text, parts in a fixed order. False when it does not fit. */
DORAN_API bool doran_rule_format(const struct doran_rule *rule, char out[DORAN_RRULE_TEXT_MAX]);

/** The text of a rule for every year on a lunar day ("RSCALE=DANGI;FREQ=YEARLY;BYMONTH=8;BYMONTHDAY=15;SKIP=BACKWARD"). */
DORAN_API bool doran_rule_lunar_yearly(struct doran_lunar lunar, enum doran_skip skip,
                                       char out[DORAN_RRULE_TEXT_MAX]);

/* How rules are read, where RFC 5545 leaves room or is often broken: the start is always the first occurrence and is counted,
 * also where the rule would not fall on it; UNTIL is inclusive, and one of another form than the start is read by its day
 * (or, without "Z", as a wall time of the event's zone); BYHOUR, BYMINUTE and BYSECOND of days are passed over (§3.3.10);
 * the week of BYWEEKNO begins on WKST; BYMONTHDAY of a year without BYMONTH is of every month; a lunar rule has no occurrences after the lunar year DORAN_LUNAR_YEAR_MAX. */

/* ---- Events ---------------------------------------------------------------------------------------------------- */

/** The event of a create: defaults filled in (colour blue, an hour or a day long, the family's zone, the uid "ID@doran") and
 * checked by doran_event_check(). Text is shared with `create`, or in the arena. `id` and `family_id` are borrowed too.
 * author, series_id, created_at and changed_at are left for the caller; recurrence_id is copied. */
DORAN_API bool doran_event_from_create(const struct doran_event_create *create, const char *id,
                                       const char *family_id, const char *family_zone,
                                       struct doran_arena *arena, struct doran_event *out,
                                       struct doran_error *error);
/** Whether an event makes sense beyond what doran_check() sees, with the field in the error: the form of start and end, end
 * before or at start (a timed event may have no length), longer than DORAN_EVENT_DAYS_MAX, years, zone unknown, missing or
 * given for days, rrule (doran_rule_parse(), UNTIL before start or of the wrong form), exceptions of the wrong form or
 * twice, a rule on an occurrence that is different. */
DORAN_API bool doran_event_check(const struct doran_event *event, struct doran_error *error);

/** A series, and its occurrences that are different; or a single event and none. */
struct doran_event_set {
    const struct doran_event *event;     /**< The series, or the single event. */
    const struct doran_event *different; /**< Its occurrences that are different; all of them. */
    size_t different_count;
};
/** What is to be written. All of it lies in the arena, text partly in what was given. */
struct doran_event_outcome {
    struct doran_event_list
        put;             /**< Events that are new or changed, whole. The addressed or new one comes first. */
    const char **remove; /**< Ids of events to delete. */
    size_t remove_count;
};
/** What a change makes of an event. The same function is asked by the server and by the replica for what is unsent.
 * @param set     the addressed event's series with all that is different in it
 * @param target  the addressed event's id: the series' (or single event's) or that of one that is different; for the latter
 *                scope `one` and its own recurrence_id are understood when not given
 * @param new_id  the id an event gets that this brings into being: there is at most one. A new series' uid is "ID@doran".
 * @param now     becomes changed_at of all that is put, and created_at of what is new
 *
 * Scope one: an occurrence becomes an event of its own with series_id and recurrence_id, or the one that is one already
 * changes. Scope following: the series ends before it (UNTIL), and a new series begins with it that takes along later
 * exceptions and different occurrences; from the first occurrence on it is the same as all. Scope all: the series changes;
 * what differed in an occurrence stays different, the rest of it follows. When the start moves, the rule's days move along
 * (BYDAY, BYMONTHDAY, BYMONTH), and the n-th occurrence left out or different is the n-th again. With another rrule, what
 * is left out or different stays where the new rule has such an occurrence, and is dropped or removed where not.
 * `start` without `end` keeps the length. Fails like doran_event_check(), and with `not_found` and the field
 * "recurrence_id" for an occurrence that there is not. */
DORAN_API bool doran_event_change_apply(const struct doran_event_set *set, const char *target,
                                        const struct doran_event_change *change, const char *family_zone,
                                        const char *new_id, doran_time now, struct doran_arena *arena,
                                        struct doran_event_outcome *out, struct doran_error *error);
/** What a deletion makes of an event; parameters as above. Scope one: an exception of the series (what was different there is
 * removed). Following: the series ends before it. All: everything is removed. A series that loses its last occurrence is
 * removed. */
DORAN_API bool doran_event_delete_apply(const struct doran_event_set *set, const char *target,
                                        const struct doran_event_delete *deletion, doran_time now,
                                        struct doran_arena *arena, struct doran_event_outcome *out,
                                        struct doran_error *error);

/** What taking a change or a deletion back makes of an event.
 * @param present  what is there now: the event with all that is different in it, and the same of `restore->made_id`;
 *                 nothing else
 * @param target   the event's id, of a series or a single one: it need not be there any more
 * What is given is put, whole; of what is there the author and created_at stay, else they are as given, the latter not after
 * `now`. What the change made goes, and so does what is different in it and not given; another that differs in the same
 * occurrence as one that is given goes too. Fails like doran_event_check(); with `not_found` when neither the event nor what
 * was made is there or given; with `invalid` and the field "events" for one that is not of this event. */
DORAN_API bool doran_event_restore_apply(const struct doran_event_list *present, const char *target,
                                         const struct doran_event_restore *restore, const char *family_id,
                                         doran_time now, struct doran_arena *arena,
                                         struct doran_event_outcome *out, struct doran_error *error);

/** True for an event that recurs by the lunar calendar. Does not look at the rest of its rule. */
DORAN_API bool doran_event_is_lunar(const struct doran_event *event);
/** The days an event touches in the family's zone, from its first occurrence to its last.
 * @param last  gets the last day touched (inclusive); of an endless series 2200-12-31
 * False for an event that doran_event_check() refuses. */
DORAN_API bool doran_event_days(const struct doran_event *event, const char *family_zone,
                                struct doran_date *first, struct doran_date *last);

/* ---- Expansion ------------------------------------------------------------------------------------------------- */

/** A stretch of days. */
struct doran_window {
    struct doran_date from; /**< The first day. */
    struct doran_date to;   /**< The day after the last; at most DORAN_WINDOW_DAYS_MAX later. */
    const char *zone;       /**< The family's: whose days these are, and all-day events'. */
    size_t max;             /**< Most occurrences; 0 means 5000, as `occurrences` of types.def. */
};
/** When events fall into a window: every occurrence that touches it, ordered by day of start in the family's zone, all-day
 * ones first within a day, then start_at, then event id, then recurrence_id.
 * @param events  single events, series, and the occurrences of them that are different, in any order. Of a series all that
 *                are different must be there whose recurrence_id falls into the window or up to DORAN_EVENT_DAYS_MAX days
 *                before it. A different occurrence whose series is not there stands for itself.
 * @param out     in the arena; start, end and ids that are as in the event are shared with it. An occurrence's start is what
 *                the clock shows, its recurrence_id what the rule says: they differ where the clock skips that hour
 * @param more    gets true when there were more than `max`; the first ones are given
 * An event that doran_event_check() would refuse has no occurrences. False for a window without sense (field "from" or
 * "to"), an unknown zone, and without memory. */
DORAN_API bool doran_events_expand(const struct doran_event *events, size_t count,
                                   const struct doran_window *window, struct doran_arena *arena,
                                   struct doran_occurrence_list *out, bool *more, struct doran_error *error);

/** The days whose events the first screen tells: DORAN_COMING_DAYS from `day` on, and to the end of its month. */
DORAN_API struct doran_window doran_window_coming(struct doran_date day, const char *zone);
/** The first DORAN_HOME_COMING_MAX occurrences of such days, with as much of their events as is shown.
 * @param page  what was read of them, the events in any order
 * @param zone  the family's
 * @param home  gets `coming` and `more_coming`: in the arena, texts shared with the page's
 * False without memory. */
DORAN_API bool doran_home_coming(struct doran_home *home, const struct doran_calendar_page *page,
                                 const char *zone, struct doran_arena *arena);

/* ---- Public holidays --------------------------------------------------------------------------------------------- */

/** A day off for everybody. */
struct doran_holiday {
    struct doran_date date;
    const char *korean;  /**< "설날". */
    const char *english; /**< "Seollal". */
    bool substitute;     /**< In place of one that fell on another day off (대체공휴일). */
};
struct doran_holidays;

/** Reads a country's holidays ("ko_KR").
 * @param folder  where FOLDER/ko_KR.txt lies, or NULL for the data that came with the library
 * NULL when there is no such file (`not_found`) or it is damaged (`storage`). Free it with doran_holidays_free(). What was
 * loaded does not change and may be read by several threads. */
DORAN_API struct doran_holidays *doran_holidays_load(const char *folder, const char *country,
                                                     struct doran_error *error);
DORAN_API void doran_holidays_free(struct doran_holidays *holidays);
/** Those of the days from `from` up to `to` (exclusive), in order, borrowed from `holidays`. Returns how many. */
DORAN_API size_t doran_holidays_between(const struct doran_holidays *holidays, struct doran_date from,
                                        struct doran_date to, const struct doran_holiday **out);

#endif
