/** @file quick_add.h  An event from one line of Korean or English, as "내일 19시 외식" or "fri 7pm dinner".
 *
 * Words that tell a day, a time, how long, how often, or the lunar calendar are taken out of the line wherever they stand;
 * what remains is the title. Both languages are always understood. Thread safe. */
#ifndef DORAN_QUICK_ADD_H
#define DORAN_QUICK_ADD_H

#include "arena.h"
#include "error.h"
#include "types.h"

#define DORAN_QUICK_ADD_BYTES_MAX 1000 /**< Of a line. */
#define DORAN_QUICK_ADD_PARTS_MAX 32   /**< Of a line. */

/** What a part of the line was understood as. */
enum doran_quick_part_kind {
    DORAN_QUICK_title,
    DORAN_QUICK_day,        /**< The day or days. */
    DORAN_QUICK_lunar,      /**< A day of the lunar calendar, or the word that makes it one. */
    DORAN_QUICK_time,       /**< The time of day it starts. */
    DORAN_QUICK_end,        /**< The time or day it ends, or how long it takes. */
    DORAN_QUICK_recurrence, /**< How often. */
    DORAN_QUICK_all_day     /**< "all day", "하루 종일". */
};
struct doran_quick_part {
    enum doran_quick_part_kind kind;
    size_t offset, length; /**< Bytes of the line. */
};

/** What a line means. Text belongs to the arena. */
struct doran_quick_add {
    /** With title, all_day, start and end, and as needed zone and rrule. Without a time of day it is all day. */
    struct doran_event_create event;
    /** In the order of the line; spaces between belong to none. */
    struct doran_quick_part parts[DORAN_QUICK_ADD_PARTS_MAX];
    size_t part_count;
    bool day_given; /**< The line named a day; else it is today, or tomorrow when the time is over today. */
};

struct doran_quick_add_options {
    doran_time now;
    const char *zone; /**< The family's time zone: "today" is its. */
    bool day_first;   /**< "3/4" is the third of April, as some write it in English. */
};

/** Understands a line in NFC. Dates without a year are the next to come (today counts), also lunar ones; without a day it is
 * today, or tomorrow when that time is over. Hours from 1 to 6 without "am", "오전", a leading 0 and the like are of the
 * afternoon. Midnight and 밤 12시 are the end of their day. Weeks begin on Monday. A recurrence of a lunar day is of the lunar
 * calendar.
 *
 * Errors, each with the field and a sentence that says what is wrong: invalid (field "line": empty, too long, no text, control
 * characters; "start": no such day or time, as 2/30, or two that contradict; "end": two of them, or before the start;
 * "rrule": two recurrences, or one that cannot be; "title": nothing remains, or too long), no_memory. On an error `out->parts`
 * says what was understood so far; when only the title is missing, all else of the event is there too. */
DORAN_API bool doran_quick_add_parse(const char *line, const struct doran_quick_add_options *options,
                                     struct doran_quick_add *out, struct doran_arena *arena,
                                     struct doran_error *error) DORAN_MUST_CHECK;

#endif
