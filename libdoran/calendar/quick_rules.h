/* The grammar of the quick-add line: what may stand at one place of it. */
#ifndef DORAN_CALENDAR_QUICK_RULES_H
#define DORAN_CALENDAR_QUICK_RULES_H

#include "libdoran/calendar/quick_words.h"

#include <doran/calendar.h>
#include <doran/quick_add.h>

enum quick_form {
    QUICK_FORM_none,
    QUICK_FORM_later,     /* `count` of `unit` from now. */
    QUICK_FORM_weekday,   /* `weekday`; of the week `count` from now if `counted`. */
    QUICK_FORM_weekend,   /* Saturday and Sunday of the week `count` from now. */
    QUICK_FORM_full,      /* `year`, `month`, `day`. */
    QUICK_FORM_month_day, /* `month`, `day`. */
    QUICK_FORM_day        /* `day`; of the month `count` from now if `counted`. */
};
/* A day as it is written. */
struct quick_day {
    enum quick_form form;
    int count, weekday, year, month, day;
    enum quick_unit unit;
    bool counted, lunar, leap;
};
/* A time of day as it is written. */
struct quick_time {
    bool given;
    int hour, minute; /* As written: 0 to 24. */
    enum quick_half half;
    bool literal; /* Of the 24-hour clock. */
};
/* A recurrence as it is written. */
struct quick_rule {
    enum doran_freq freq;
    int interval, count, ordinal;
    unsigned weekdays; /* Bit 1 << weekday. */
    bool last_day;     /* Of the month. */
};
enum quick_kind {
    QUICK_HIT_none,
    QUICK_HIT_day,        /* `day`, and `end_day` if it has a form. */
    QUICK_HIT_end_day,    /* `end_day`. */
    QUICK_HIT_time,       /* `time`, and `end_time` if given. */
    QUICK_HIT_end_time,   /* `end_time`. */
    QUICK_HIT_length,     /* `minutes` or `days`. */
    QUICK_HIT_recurrence, /* `rule`, and `day` if it has a form. */
    QUICK_HIT_lunar,      /* The word alone. */
    QUICK_HIT_all_day,
    QUICK_HIT_title /* What is between quotation marks. */
};
struct quick_hit {
    enum quick_kind kind;
    struct quick_day day, end_day;
    struct quick_time time, end_time;
    int minutes, days;
    bool ends_rule; /* The end day is one of a recurrence if there is one. */
    struct quick_rule rule;
    const char *wrong; /* Why there is no such day or time, or NULL. */
};

/* What stands at `at`, the beginning of a word of the NUL-terminated line; the bytes it takes, 0 when nothing is known
 * there. What it takes ends where a word may end, or where the next thing known begins. */
size_t quick_match(const char *at, bool day_first, struct quick_hit *out);

/* The single rules, for quick_match(). Each returns the bytes it takes, 0 when it does not hold. */
size_t quick_match_day(const char *at, bool day_first, struct quick_hit *out);
size_t quick_match_time(const char *at, struct quick_hit *out);
size_t quick_match_recurrence(const char *at, bool day_first, struct quick_hit *out);
/* One day without an end. `out` is zeroed, but for `lunar` if that is known from elsewhere. */
size_t quick_day_at(const char *at, bool day_first, struct quick_day *out, const char **wrong);

#endif
