#include <doran/calendar.h>

#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#define FIELD "rrule"

static const char *const freq_names[] = {[DORAN_FREQ_DAILY] = "DAILY",
                                         [DORAN_FREQ_WEEKLY] = "WEEKLY",
                                         [DORAN_FREQ_MONTHLY] = "MONTHLY",
                                         [DORAN_FREQ_YEARLY] = "YEARLY"};
static const char *const skip_names[] = {
    [DORAN_SKIP_OMIT] = "OMIT", [DORAN_SKIP_BACKWARD] = "BACKWARD", [DORAN_SKIP_FORWARD] = "FORWARD"};
static const char *const weekday_names[] = {
    [DORAN_MONDAY] = "MO", [DORAN_TUESDAY] = "TU",  [DORAN_WEDNESDAY] = "WE", [DORAN_THURSDAY] = "TH",
    [DORAN_FRIDAY] = "FR", [DORAN_SATURDAY] = "SA", [DORAN_SUNDAY] = "SU"};
#define COUNT(array) (sizeof(array) / sizeof(array)[0])

/* Names and values are of any case (RFC 5545 §2). */
static bool same_word(const char *text, size_t length, const char *word)
{
    if (strlen(word) != length)
        return false;
    for (size_t i = 0; i < length; i++) {
        char c = text[i] >= 'a' && text[i] <= 'z' ? (char)(text[i] - 'a' + 'A') : text[i];
        if (c != word[i])
            return false;
    }
    return true;
}

/* The place of a word in a table whose first is at `from`, or -1. */
static int find_word(const char *text, size_t length, const char *const *words, int from, int end)
{
    for (int i = from; i < end; i++) {
        if (same_word(text, length, words[i]))
            return i;
    }
    return -1;
}

/* A whole number with an optional sign, all of the text. */
static bool read_number(const char *text, size_t length, int *out)
{
    size_t at = length > 0 && (text[0] == '-' || text[0] == '+') ? 1 : 0;
    int value = 0;
    if (at == length || length - at > 6)
        return false;
    for (size_t i = at; i < length; i++) {
        if (text[i] < '0' || text[i] > '9')
            return false;
        value = value * 10 + (text[i] - '0');
    }
    *out = text[0] == '-' ? -value : value;
    return true;
}

/* What a value of a list may be: least to most, and as far below zero when `negative`. */
struct list {
    const char *name;
    int least, most;
    bool negative;
    size_t values, count; /* Offsets in struct doran_rule. */
};
#define LIST(part, field, low, high, minus)                                                                  \
    {                                                                                                        \
        part, low, high, minus, offsetof(struct doran_rule, by_##field),                                     \
            offsetof(struct doran_rule, field##_count)                                                       \
    }
static const struct list lists[] = {
    LIST("BYSECOND", second, 0, 59, false),    LIST("BYMINUTE", minute, 0, 59, false),
    LIST("BYHOUR", hour, 0, 23, false),        LIST("BYMONTHDAY", month_day, 1, 31, true),
    LIST("BYYEARDAY", year_day, 1, 366, true), LIST("BYWEEKNO", week, 1, 53, true),
    LIST("BYSETPOS", set_pos, 1, 366, true),
};

typedef bool read_item(const char *text, size_t length, const struct list *list, struct doran_rule *out);

static bool read_list_number(const char *text, size_t length, const struct list *list, struct doran_rule *out)
{
    short *values = (short *)(void *)((char *)out + list->values);
    unsigned char *count = (unsigned char *)out + list->count;
    int value;
    if (*count == DORAN_RULE_LIST_MAX || !read_number(text, length, &value))
        return false;
    int size = value < 0 && list->negative ? -value : value;
    if (size < list->least || size > list->most)
        return false;
    values[(*count)++] = (short)value;
    return true;
}

/* "MO", "1MO", "-1SU". */
static bool read_day(const char *text, size_t length, const struct list *list, struct doran_rule *out)
{
    (void)list;
    if (out->day_count == DORAN_RULE_LIST_MAX || length < 2)
        return false;
    int weekday = find_word(text + length - 2, 2, weekday_names, DORAN_MONDAY, DORAN_SUNDAY + 1);
    int position = 0;
    if (weekday < 0 || (length > 2 && (!read_number(text, length - 2, &position) || position == 0)) ||
        position < -53 || position > 53)
        return false;
    out->by_day[out->day_count++] = (struct doran_rule_day){(signed char)weekday, (signed char)position};
    return true;
}

/* "4", "4L". */
static bool read_month(const char *text, size_t length, const struct list *list, struct doran_rule *out)
{
    (void)list;
    bool leap = length > 1 && (text[length - 1] == 'L' || text[length - 1] == 'l');
    int month;
    if (out->month_count == DORAN_RULE_LIST_MAX || !read_number(text, leap ? length - 1 : length, &month) ||
        month < 1 || month > 12)
        return false;
    out->by_month[out->month_count++] = (struct doran_rule_month){(signed char)month, leap};
    return true;
}

static bool read_items(const char *text, size_t length, const struct list *list, read_item *item,
                       struct doran_rule *out)
{
    const char *end = text + length;
    for (;;) {
        const char *comma = memchr(text, ',', (size_t)(end - text));
        if (!item(text, (size_t)((comma != NULL ? comma : end) - text), list, out))
            return false;
        if (comma == NULL)
            return true;
        text = comma + 1;
    }
}

/* "20261231", "20261231T235959", "20261231T145959Z". */
static bool read_until(const char *text, size_t length, struct doran_rule *out)
{
    char spread[DORAN_WALL_TEXT_MAX];
    out->until_date = length == 8;
    out->until_utc = length == 16 && (text[15] == 'Z' || text[15] == 'z');
    if (length != 8 && length != 15 && !out->until_utc)
        return false;
    if (out->until_date) {
        snprintf(spread, sizeof spread, "%.4s-%.2s-%.2s", text, text + 4, text + 6);
    } else if (text[8] == 'T' || text[8] == 't') {
        snprintf(spread, sizeof spread, "%.4s-%.2s-%.2sT%.2s:%.2s:%.2s", text, text + 4, text + 6, text + 9,
                 text + 11, text + 13);
    } else {
        return false;
    }
    out->has_until = true;
    return doran_when_parse(spread, out->until_date, &out->until) &&
           out->until.date.year >= DORAN_CALENDAR_YEAR_MIN && out->until.date.year <= DORAN_CALENDAR_YEAR_MAX;
}

enum part { FREQ = 1, UNTIL, COUNT_PART, INTERVAL, WKST, RSCALE, SKIP, BYDAY, BYMONTH, NUMBERS };
static const char *const part_names[] = {
    [FREQ] = "FREQ",     [UNTIL] = "UNTIL", [COUNT_PART] = "COUNT", [INTERVAL] = "INTERVAL", [WKST] = "WKST",
    [RSCALE] = "RSCALE", [SKIP] = "SKIP",   [BYDAY] = "BYDAY",      [BYMONTH] = "BYMONTH"};

static bool read_bounded(const char *text, size_t length, int most, int *out)
{
    return read_number(text, length, out) && *out >= 1 && *out <= most;
}

static bool read_value(int part, const char *text, size_t length, struct doran_rule *out)
{
    int found;
    switch ((enum part)part) {
    case FREQ:
        found = find_word(text, length, freq_names, DORAN_FREQ_DAILY, COUNT(freq_names));
        out->freq = found < 0 ? DORAN_FREQ_none : (enum doran_freq)found;
        return found >= 0;
    case UNTIL:
        return read_until(text, length, out);
    case COUNT_PART:
        return read_bounded(text, length, DORAN_RRULE_COUNT_MAX, &out->count);
    case INTERVAL:
        return read_bounded(text, length, DORAN_RRULE_INTERVAL_MAX, &out->interval);
    case WKST:
        found = find_word(text, length, weekday_names, DORAN_MONDAY, COUNT(weekday_names));
        out->week_start = found < 0 ? DORAN_MONDAY : (enum doran_weekday)found;
        return found >= 0;
    case RSCALE:
        out->lunar = same_word(text, length, "DANGI");
        return out->lunar || same_word(text, length, "GREGORIAN");
    case SKIP:
        found = find_word(text, length, skip_names, DORAN_SKIP_OMIT, COUNT(skip_names));
        out->skip = found < 0 ? DORAN_SKIP_OMIT : (enum doran_skip)found;
        return found >= 0;
    case BYDAY:
        return read_items(text, length, NULL, read_day, out);
    case BYMONTH:
        return read_items(text, length, NULL, read_month, out);
    case NUMBERS:
        break;
    }
    const struct list *list = &lists[part - NUMBERS];
    return read_items(text, length, list, read_list_number, out);
}

static int find_part(const char *name, size_t length)
{
    int part = find_word(name, length, part_names, FREQ, COUNT(part_names));
    for (int i = 0; part < 0 && i < (int)COUNT(lists); i++)
        part = same_word(name, length, lists[i].name) ? NUMBERS + i : -1;
    return part;
}

static bool read_parts(const char *text, unsigned *seen, struct doran_rule *out, struct doran_error *error)
{
    for (;;) {
        size_t length = strcspn(text, ";");
        const char *equals = memchr(text, '=', length);
        int part = equals != NULL ? find_part(text, (size_t)(equals - text)) : -1;
        if (part < 0)
            return doran_fail(error, DORAN_ERROR_invalid, FIELD,
                              "The rule has a part that is not known: %.*s.",
                              (int)(length < 40 ? length : 40), text);
        if (*seen & 1U << part)
            return doran_fail(error, DORAN_ERROR_invalid, FIELD, "The rule has %.*s twice.",
                              (int)(equals - text), text);
        *seen |= 1U << part;
        if (!read_value(part, equals + 1, length - (size_t)(equals + 1 - text), out))
            return doran_fail(error, DORAN_ERROR_invalid, FIELD, "That is not allowed in a rule: %.*s.",
                              (int)(length < 80 ? length : 80), text);
        if (text[length] == '\0')
            return true;
        text += length + 1;
    }
}

/* What RFC 5545 §3.3.10 and RFC 7529 §4 forbid beside each other, and what would be too much work. */
static const char *complaint(const struct doran_rule *rule, unsigned seen)
{
    bool yearly = rule->freq == DORAN_FREQ_YEARLY, monthly = rule->freq == DORAN_FREQ_MONTHLY;
    bool positions = false, leap_months = false;
    for (int i = 0; i < rule->day_count; i++)
        positions |= rule->by_day[i].position != 0;
    for (int i = 0; i < rule->month_count; i++)
        leap_months |= rule->by_month[i].leap;
    bool times = rule->hour_count + rule->minute_count + rule->second_count > 0;
    bool other_days = rule->day_count + rule->year_day_count + rule->week_count + rule->set_pos_count > 0;
    int hours = rule->hour_count > 0 ? rule->hour_count : 1,
        minutes = rule->minute_count > 0 ? rule->minute_count : 1,
        seconds = rule->second_count > 0 ? rule->second_count : 1;
    const struct {
        bool wrong;
        const char *why;
    } table[] = {
        {rule->freq == DORAN_FREQ_none, "A rule needs a FREQ."},
        {rule->count > 0 && rule->has_until, "A rule has COUNT or UNTIL, not both."},
        {(seen & 1U << SKIP) && !(seen & 1U << RSCALE), "SKIP needs RSCALE."},
        {rule->skip != DORAN_SKIP_OMIT && !yearly && !monthly, "SKIP is for years and months."},
        {rule->lunar && !yearly && !monthly, "A lunar rule is YEARLY or MONTHLY."},
        {rule->lunar && (times || other_days), "A lunar rule takes BYMONTH and BYMONTHDAY only."},
        {!rule->lunar && leap_months, "Leap months are of the lunar calendar."},
        {rule->week_count > 0 && !yearly, "BYWEEKNO is for years."},
        {rule->year_day_count > 0 && !yearly, "BYYEARDAY is for years."},
        {rule->month_day_count > 0 && rule->freq == DORAN_FREQ_WEEKLY, "BYMONTHDAY is not for weeks."},
        {positions && !yearly && !monthly, "BYDAY takes numbers in years and months only."},
        {positions && rule->week_count > 0, "BYDAY takes no numbers beside BYWEEKNO."},
        {rule->set_pos_count > 0 && !(rule->day_count || rule->month_count || rule->month_day_count ||
                                      rule->year_day_count || rule->week_count || times),
         "BYSETPOS needs another BY part."},
        {hours * minutes * seconds > DORAN_RULE_TIMES_MAX, "The rule has too many times in one day."},
    };
    for (size_t i = 0; i < COUNT(table); i++) {
        if (table[i].wrong)
            return table[i].why;
    }
    for (int i = 0; rule->lunar && i < rule->month_day_count; i++) {
        if (rule->by_month_day[i] > 30 || rule->by_month_day[i] < -29)
            return "A lunar month has 29 or 30 days.";
    }
    return NULL;
}

bool doran_rule_parse(const char *text, struct doran_rule *out, struct doran_error *error)
{
    unsigned seen = 0;
    memset(out, 0, sizeof *out);
    out->interval = 1;
    out->week_start = DORAN_MONDAY;
    if (text == NULL || text[0] == '\0' || strnlen(text, DORAN_RRULE_TEXT_MAX) >= DORAN_RRULE_TEXT_MAX)
        return doran_fail(error, DORAN_ERROR_invalid, FIELD, "A rule has 1 to %d characters.",
                          DORAN_RRULE_TEXT_MAX - 1);
    if (!read_parts(text, &seen, out, error))
        return false;
    const char *why = complaint(out, seen);
    return why == NULL || doran_fail(error, DORAN_ERROR_invalid, FIELD, "%s", why);
}

/* ---- Writing ---- */

struct writer {
    char *at, *end;
    bool full;
};

__attribute__((__format__(__printf__, 2, 3))) static void put(struct writer *writer, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    size_t room = (size_t)(writer->end - writer->at);
    int length = vsnprintf(writer->at, room, format, arguments);
    va_end(arguments);
    if (length < 0 || (size_t)length >= room)
        writer->full = true;
    else
        writer->at += length;
}

static void put_until(struct writer *writer, const struct doran_rule *rule)
{
    struct doran_wall until = rule->until;
    put(writer, ";UNTIL=%04d%02d%02d", until.date.year, until.date.month, until.date.day);
    if (!rule->until_date)
        put(writer, "T%02d%02d%02d%s", until.hour, until.minute, until.second, rule->until_utc ? "Z" : "");
}

static void put_lists(struct writer *writer, const struct doran_rule *rule)
{
    for (int i = 0; i < rule->month_count; i++)
        put(writer, "%s%d%s", i == 0 ? ";BYMONTH=" : ",", rule->by_month[i].month,
            rule->by_month[i].leap ? "L" : "");
    for (size_t l = 0; l < COUNT(lists); l++) {
        const short *values = (const short *)(const void *)((const char *)rule + lists[l].values);
        int count = *((const unsigned char *)rule + lists[l].count);
        for (int i = 0; i < count; i++) {
            if (i == 0)
                put(writer, ";%s=", lists[l].name);
            put(writer, "%s%d", i == 0 ? "" : ",", values[i]);
        }
    }
    for (int i = 0; i < rule->day_count; i++) {
        put(writer, "%s", i == 0 ? ";BYDAY=" : ",");
        if (rule->by_day[i].position != 0)
            put(writer, "%d", rule->by_day[i].position);
        put(writer, "%s", weekday_names[rule->by_day[i].weekday]);
    }
}

bool doran_rule_format(const struct doran_rule *rule, char out[DORAN_RRULE_TEXT_MAX])
{
    struct writer writer = {out, out + DORAN_RRULE_TEXT_MAX, false};
    out[0] = '\0';
    if (rule->freq <= DORAN_FREQ_none || rule->freq > DORAN_FREQ_YEARLY)
        return false;
    if (rule->lunar || rule->skip != DORAN_SKIP_OMIT)
        put(&writer, "RSCALE=%s;", rule->lunar ? "DANGI" : "GREGORIAN");
    put(&writer, "FREQ=%s", freq_names[rule->freq]);
    if (rule->has_until)
        put_until(&writer, rule);
    if (rule->count > 0)
        put(&writer, ";COUNT=%d", rule->count);
    if (rule->interval > 1)
        put(&writer, ";INTERVAL=%d", rule->interval);
    put_lists(&writer, rule);
    if (rule->lunar || rule->skip != DORAN_SKIP_OMIT)
        put(&writer, ";SKIP=%s", skip_names[rule->skip]);
    if (rule->week_start != DORAN_MONDAY)
        put(&writer, ";WKST=%s", weekday_names[rule->week_start]);
    return !writer.full;
}

bool doran_rule_lunar_yearly(struct doran_lunar lunar, enum doran_skip skip, char out[DORAN_RRULE_TEXT_MAX])
{
    struct doran_rule rule = {.freq = DORAN_FREQ_YEARLY,
                              .interval = 1,
                              .lunar = true,
                              .skip = skip,
                              .week_start = DORAN_MONDAY,
                              .by_month = {{(signed char)lunar.month, lunar.leap}},
                              .by_month_day = {(short)lunar.day},
                              .month_count = 1,
                              .month_day_count = 1};
    return doran_rule_format(&rule, out);
}
