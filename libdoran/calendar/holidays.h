/** @file holidays.h  The rules of a country's holidays, and the days they give. */
#ifndef DORAN_CALENDAR_HOLIDAYS_H
#define DORAN_CALENDAR_HOLIDAYS_H

#include <doran/calendar.h>

#define HOLIDAY_FILE_MAX (64 * 1024) /* Bytes. */
#define HOLIDAY_RULES_MAX 500

enum holiday_form { HOLIDAY_ONCE, HOLIDAY_YEARLY, HOLIDAY_LUNAR };
enum holiday_substitute { HOLIDAY_SUBSTITUTE_NONE, HOLIDAY_SUBSTITUTE_SUNDAY, HOLIDAY_SUBSTITUTE_WEEKEND };

/* A line of the file. Its texts are in the file's own memory. */
struct holiday_rule {
    enum holiday_form form;
    struct doran_date date; /* Of HOLIDAY_ONCE; else its month and day. */
    int days_later;         /* Than the lunar day. */
    int32_t from, to;       /* In force, day numbers, both inclusive. */
    enum holiday_substitute substitute;
    int32_t substitute_from;
    const char *korean, *english;
    const char *of_korean, *of_english; /* What its substitute is in place of. */
};
struct holiday_rules {
    struct holiday_rule *items;
    size_t count;
};

/** Reads the rules of a file, which is cut into its words. `items` is malloc'ed, also when it fails (false, with the number of
 * the line). */
bool holiday_rules_read(char *text, struct holiday_rules *out, int *line);
/** The days the rules give from one year to another, sorted; with substitutes. NULL without memory. Their texts are borrowed
 * from the rules, those of substitutes lie in the arena. */
struct doran_holiday *holiday_days(const struct holiday_rules *rules, int from_year, int to_year,
                                   struct doran_arena *arena, size_t *count);

#endif
