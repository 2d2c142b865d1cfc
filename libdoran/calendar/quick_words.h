/* The words of the quick-add line in both languages, as tables, and reading them off a line. */
#ifndef DORAN_CALENDAR_QUICK_WORDS_H
#define DORAN_CALENDAR_QUICK_WORDS_H

#include <stdbool.h>
#include <stddef.h>

enum quick_sort {
    QUICK_SORT_day,       /* today… Value: days from now. */
    QUICK_SORT_weekday,   /* Value: ISO weekday. */
    QUICK_SORT_short_day, /* 월, 화…: only within a recurrence. */
    QUICK_SORT_week,      /* this, next week. Value: weeks from now. */
    QUICK_SORT_weekend,
    QUICK_SORT_month,      /* this, next month. Value: months from now. */
    QUICK_SORT_month_name, /* Value: 1 to 12. */
    QUICK_SORT_half,       /* am, pm, in front of the hour. Value: enum quick_half. */
    QUICK_SORT_half_after, /* The same, behind it. */
    QUICK_SORT_clock,      /* noon, midnight. Value: hour. */
    QUICK_SORT_hour_word,  /* 한, 두… Value: number. */
    QUICK_SORT_lunar,      /* 음력. Value: 1 if it can stand away from its date. */
    QUICK_SORT_leap,       /* 윤. */
    QUICK_SORT_to,         /* Between a start and an end. Value: 1 if it can open the end of a recurrence. */
    QUICK_SORT_until,      /* Behind an end. */
    QUICK_SORT_from,       /* In front of a start: says nothing more. */
    QUICK_SORT_particle,   /* Behind a day or time: says nothing more. */
    QUICK_SORT_length,     /* Units of how long. Value: enum quick_unit. */
    QUICK_SORT_for,        /* In front of how long. */
    QUICK_SORT_during,     /* Behind how long. */
    QUICK_SORT_later,      /* Behind a number of days: from now. */
    QUICK_SORT_every,      /* In front of a unit. */
    QUICK_SORT_recurrence, /* A whole recurrence. Value: enum quick_recurrence. */
    QUICK_SORT_marker,     /* 마다. */
    QUICK_SORT_other,      /* "every other". */
    QUICK_SORT_unit,       /* Of a recurrence with "every". Value: enum quick_unit. */
    QUICK_SORT_ordinal,    /* first, 둘째. Value: 1 to 5, -1 for the last. */
    QUICK_SORT_times,      /* Behind a number: how many times. */
    QUICK_SORT_all_day,
    QUICK_SORT_year_unit,   /* 년 */
    QUICK_SORT_month_unit,  /* 월 */
    QUICK_SORT_day_unit,    /* 일 */
    QUICK_SORT_hour_unit,   /* 시 */
    QUICK_SORT_minute_unit, /* 분 */
    QUICK_SORT_half_hour,   /* 반 */
    QUICK_SORT_nights,      /* 박 */
    QUICK_SORT_day_suffix,  /* st, nd, rd, th */
    QUICK_SORT_of
};
enum quick_half { QUICK_HALF_none, QUICK_HALF_am, QUICK_HALF_pm, QUICK_HALF_night };
enum quick_unit {
    QUICK_UNIT_none,
    QUICK_UNIT_minute,
    QUICK_UNIT_hour,
    QUICK_UNIT_day,
    QUICK_UNIT_week,
    QUICK_UNIT_month,
    QUICK_UNIT_year
};
enum quick_recurrence {
    QUICK_EVERY_none,
    QUICK_EVERY_day,
    QUICK_EVERY_week,
    QUICK_EVERY_other_week,
    QUICK_EVERY_month,
    QUICK_EVERY_year,
    QUICK_EVERY_workday,
    QUICK_EVERY_weekend
};

/* All of them take the rest of the line, NUL-terminated, and return the bytes they read, 0 when it is not there. */

/* The longest word of a sort. One of Latin letters ends where they end. `value` may be NULL. */
size_t quick_word(const char *at, enum quick_sort sort, int *value);
/* The same behind `used` bytes and white space, which counts. */
size_t quick_word_after(const char *at, size_t used, enum quick_sort sort, int *value);
/* A number of at most `digits` digits that does not go on. */
size_t quick_number(const char *at, size_t digits, int *value);
/* White space. */
size_t quick_space(const char *at);
/* Whether a word may end here: the end, white space, or a mark that closes. */
bool quick_ends(const char *at);
/* The byte is a Latin letter or a digit. */
bool quick_is_latin(char c);

#endif
