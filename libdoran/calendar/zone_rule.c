#include "libdoran/calendar/zone.h"

#include <string.h>

#define CHANGE_HOURS_MAX 167 /* RFC 8536 §3.3.1. */
#define DAY_SECONDS 86400

struct reader {
    const char *at, *end;
    bool ok;
};

static bool next_is(struct reader *reader, char c)
{
    if (!reader->ok || reader->at == reader->end || *reader->at != c)
        return false;
    reader->at++;
    return true;
}

static void expect(struct reader *reader, char c)
{
    if (!next_is(reader, c))
        reader->ok = false;
}

static int read_number(struct reader *reader, int least, int most)
{
    int value = 0, digits = 0;
    while (reader->at < reader->end && *reader->at >= '0' && *reader->at <= '9' && digits < 4) {
        value = value * 10 + (*reader->at++ - '0');
        digits++;
    }
    if (digits == 0 || value < least || value > most)
        reader->ok = false;
    return value;
}

/* hh[:mm[:ss]] with a sign, in seconds. */
static int read_time(struct reader *reader, int hours_max)
{
    int sign = next_is(reader, '-') ? -1 : 1;
    if (sign == 1)
        next_is(reader, '+');
    int seconds = read_number(reader, 0, hours_max) * 3600;
    if (next_is(reader, ':'))
        seconds += read_number(reader, 0, 59) * 60;
    if (next_is(reader, ':'))
        seconds += read_number(reader, 0, 59);
    return sign * seconds;
}

/* "EST" or "<-03>". */
static void read_name(struct reader *reader, struct zone_type *type)
{
    bool quoted = next_is(reader, '<');
    size_t length = 0;
    for (; reader->at < reader->end; reader->at++, length++) {
        char c = *reader->at;
        bool letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
        if (quoted ? c == '>' : !letter)
            break;
        if (length + 1 < sizeof type->name)
            type->name[length] = c;
    }
    if (quoted)
        expect(reader, '>');
    if (length < 3)
        reader->ok = false;
}

static struct zone_change read_change(struct reader *reader)
{
    struct zone_change change = {.form = ZONE_DAY_OF_YEAR, .seconds = 2 * 3600};
    if (next_is(reader, 'J')) {
        change.form = ZONE_DAY_JULIAN;
        change.day = read_number(reader, 1, 365);
    } else if (next_is(reader, 'M')) {
        change.form = ZONE_DAY_OF_MONTH;
        change.month = read_number(reader, 1, 12);
        expect(reader, '.');
        change.week = read_number(reader, 1, 5);
        expect(reader, '.');
        change.day = read_number(reader, 0, 6);
    } else {
        change.day = read_number(reader, 0, 365);
    }
    if (next_is(reader, '/'))
        change.seconds = read_time(reader, CHANGE_HOURS_MAX);
    return change;
}

bool zone_rule_parse(const char *text, size_t length, struct zone_rule *out)
{
    struct reader reader = {text, text + length, true};
    struct zone_rule rule = {.present = true, .daylight.daylight = true};
    read_name(&reader, &rule.standard);
    rule.standard.offset = -read_time(&reader, 24); /* POSIX counts westward. */
    if (reader.ok && reader.at < reader.end) {
        rule.has_daylight = true;
        read_name(&reader, &rule.daylight);
        rule.daylight.offset = rule.standard.offset + 3600;
        if (reader.at < reader.end && *reader.at != ',')
            rule.daylight.offset = -read_time(&reader, 24);
        expect(&reader, ',');
        rule.to_daylight = read_change(&reader);
        expect(&reader, ',');
        rule.to_standard = read_change(&reader);
    }
    if (!reader.ok || reader.at != reader.end)
        return false;
    *out = rule;
    return true;
}

static int32_t day_of_change(const struct zone_change *change, int year)
{
    struct doran_date first = {year, 1, 1};
    switch (change->form) {
    case ZONE_DAY_OF_MONTH: {
        first.month = change->month;
        int weekday = (int)doran_date_weekday(first) % 7; /* Sunday is 0. */
        int day = 1 + (change->day - weekday + 7) % 7 + (change->week - 1) * 7;
        while (day > doran_month_days(year, change->month))
            day -= 7;
        first.day = day;
        return doran_date_number(first);
    }
    case ZONE_DAY_JULIAN: {
        bool after_leap_day = change->day >= 60 && doran_month_days(year, 2) == 29;
        return doran_date_number(first) + change->day - 1 + (after_leap_day ? 1 : 0);
    }
    case ZONE_DAY_OF_YEAR:
        break;
    }
    return doran_date_number(first) + change->day;
}

const struct zone_type *zone_rule_at(const struct zone_rule *rule, int64_t seconds, int64_t *since,
                                     int64_t *until)
{
    const struct zone_type *type = &rule->standard;
    *since = INT64_MIN;
    *until = INT64_MAX;
    if (!rule->has_daylight)
        return type;
    int year = doran_wall_of_seconds(seconds).date.year;
    for (int other = year - 1; other <= year + 1; other++) {
        const struct {
            int64_t at;
            const struct zone_type *to;
        } changes[] = {
            {(int64_t)day_of_change(&rule->to_standard, other) * DAY_SECONDS + rule->to_standard.seconds -
                 rule->daylight.offset,
             &rule->standard},
            {(int64_t)day_of_change(&rule->to_daylight, other) * DAY_SECONDS + rule->to_daylight.seconds -
                 rule->standard.offset,
             &rule->daylight},
        };
        for (size_t i = 0; i < 2; i++) {
            if (changes[i].at <= seconds && changes[i].at >= *since) {
                *since = changes[i].at;
                type = changes[i].to;
            }
            if (changes[i].at > seconds && changes[i].at < *until)
                *until = changes[i].at;
        }
    }
    return type;
}
