/* Recurrences of the quick-add line, and what may stand at one place of it. */
#include "libdoran/calendar/quick_rules.h"

#include <string.h>
#include <strings.h>

#define WORKDAYS                                                                                             \
    (1U << DORAN_MONDAY | 1U << DORAN_TUESDAY | 1U << DORAN_WEDNESDAY | 1U << DORAN_THURSDAY |               \
     1U << DORAN_FRIDAY)
#define WEEKEND_DAYS (1U << DORAN_SATURDAY | 1U << DORAN_SUNDAY)

static const struct {
    enum doran_freq freq;
    int interval;
    unsigned weekdays;
} recurrences[] = {
    [QUICK_EVERY_day] = {DORAN_FREQ_DAILY, 1, 0},
    [QUICK_EVERY_week] = {DORAN_FREQ_WEEKLY, 1, 0},
    [QUICK_EVERY_other_week] = {DORAN_FREQ_WEEKLY, 2, 0},
    [QUICK_EVERY_month] = {DORAN_FREQ_MONTHLY, 1, 0},
    [QUICK_EVERY_year] = {DORAN_FREQ_YEARLY, 1, 0},
    [QUICK_EVERY_workday] = {DORAN_FREQ_WEEKLY, 1, WORKDAYS},
    [QUICK_EVERY_weekend] = {DORAN_FREQ_WEEKLY, 1, WEEKEND_DAYS},
};
static const enum doran_freq freqs[] = {
    [QUICK_UNIT_day] = DORAN_FREQ_DAILY,
    [QUICK_UNIT_week] = DORAN_FREQ_WEEKLY,
    [QUICK_UNIT_month] = DORAN_FREQ_MONTHLY,
    [QUICK_UNIT_year] = DORAN_FREQ_YEARLY,
};

/* What may stand between two weekdays. */
static size_t joint(const char *at)
{
    static const char *const words[] = {",", "/", "·", "&", "and ", "과 ", "와 "};
    size_t space = quick_space(at);
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        size_t length = strlen(words[i]);
        if (strncasecmp(at + space, words[i], length) == 0)
            return space + length + quick_space(at + space + length);
    }
    return 0;
}

static size_t one_weekday(const char *at, unsigned *weekdays)
{
    int weekday = 0;
    size_t length = quick_word(at, QUICK_SORT_weekday, &weekday);
    length = length > 0 ? length : quick_word(at, QUICK_SORT_short_day, &weekday);
    *weekdays |= length > 0 ? 1U << weekday : 0;
    return length;
}

/* "수", "월수금", "월,수,금", "monday", "mon and wed". Short ones must end where a word ends. */
static size_t weekdays_at(const char *at, unsigned *weekdays)
{
    size_t used = one_weekday(at, weekdays), step;
    if (used == 0)
        return 0;
    for (;;) {
        size_t between = joint(at + used);
        if (between == 0 && quick_is_latin(at[used - 1]))
            break;
        if ((step = one_weekday(at + used + between, weekdays)) == 0)
            break;
        used += between + step;
    }
    bool marked = quick_word(at + used, QUICK_SORT_marker, NULL) > 0 ||
                  quick_word(at + used, QUICK_SORT_particle, NULL) > 0;
    return quick_ends(at + used) || marked ? used : 0;
}

/* "셋째 토요일", "셋째 주 토요일", "last friday". */
static size_t ordinal_weekday(const char *at, struct quick_rule *rule)
{
    static const char week[] = "주";
    size_t used = quick_word(at, QUICK_SORT_ordinal, &rule->ordinal), step;
    int weekday = 0;
    if (used == 0)
        return 0;
    used += quick_space(at + used);
    if (strncmp(at + used, week, strlen(week)) == 0)
        used += strlen(week) + quick_space(at + used + strlen(week));
    if ((step = quick_word(at + used, QUICK_SORT_weekday, &weekday)) == 0)
        return 0;
    rule->weekdays = 1U << weekday;
    return used + step;
}

/* What may follow "매월": "15일", "음력 1일", "말일", "셋째 토요일". */
static size_t within_month(const char *at, struct quick_hit *out)
{
    static const char last[] = "말일";
    size_t used = ordinal_weekday(at, &out->rule);
    if (used > 0)
        return used;
    out->rule.ordinal = 0;
    out->rule.weekdays = 0;
    if (strncmp(at, last, strlen(last)) == 0) {
        out->rule.last_day = true;
        return strlen(last);
    }
    struct quick_day day = {0};
    used = quick_word(at, QUICK_SORT_lunar, NULL);
    day.lunar = used > 0;
    used += used > 0 ? quick_space(at + used) : 0;
    size_t digits = quick_number(at + used, 2, &day.day);
    size_t unit = digits > 0 ? quick_word(at + used + digits, QUICK_SORT_day_unit, NULL) : 0;
    if (unit == 0 || day.day < 1 || day.day > 31 ||
        quick_word(at + used + digits + unit, QUICK_SORT_during, NULL) > 0)
        return 0;
    day.form = QUICK_FORM_day;
    out->day = day;
    return used + digits + unit;
}

/* "매주 수", "매월 15일", "매년", "weekly". */
static size_t whole_word(const char *at, struct quick_hit *out)
{
    int which = QUICK_EVERY_none;
    size_t used = quick_word(at, QUICK_SORT_recurrence, &which), space, step = 0;
    if (used == 0)
        return 0;
    out->rule = (struct quick_rule){.freq = recurrences[which].freq,
                                    .interval = recurrences[which].interval,
                                    .weekdays = recurrences[which].weekdays};
    space = quick_space(at + used);
    if (out->rule.freq == DORAN_FREQ_WEEKLY && out->rule.weekdays == 0) {
        unsigned weekdays = 0;
        if ((step = weekdays_at(at + used + space, &weekdays)) > 0)
            out->rule.weekdays = weekdays;
    } else if (which == QUICK_EVERY_month) {
        step = within_month(at + used + space, out);
    }
    return used + (step > 0 ? space + step : 0);
}

/* "every 2 weeks", "every other monday", "every monday", "every first monday", "every december 25". */
static size_t every(const char *at, bool day_first, struct quick_hit *out)
{
    int unit = QUICK_UNIT_none;
    size_t used = quick_word(at, QUICK_SORT_every, NULL), step;
    if (used == 0 || !quick_is_latin(*at))
        return 0;
    used += quick_space(at + used);
    out->rule = (struct quick_rule){.interval = 1};
    if ((step = ordinal_weekday(at + used, &out->rule)) > 0) {
        out->rule.freq = DORAN_FREQ_MONTHLY;
        return used + step;
    }
    out->rule.ordinal = 0;
    if ((step = quick_word(at + used, QUICK_SORT_other, NULL)) > 0)
        out->rule.interval = 2;
    else
        step = quick_number(at + used, 3, &out->rule.interval);
    if (step > 0)
        used += step + quick_space(at + used + step);
    if ((step = quick_word(at + used, QUICK_SORT_unit, &unit)) > 0) {
        out->rule.freq = freqs[unit];
        return used + step;
    }
    out->rule.freq = DORAN_FREQ_WEEKLY;
    if (out->rule.interval <= 2 && (step = weekdays_at(at + used, &out->rule.weekdays)) > 0)
        return used + step;
    out->rule.freq = DORAN_FREQ_YEARLY;
    step = quick_day_at(at + used, day_first, &out->day, &out->wrong);
    return step > 0 && out->day.form == QUICK_FORM_month_day && out->rule.interval == 1 ? used + step : 0;
}

/* "월요일마다", "2주마다", "3일마다". */
static size_t marked(const char *at, struct quick_hit *out)
{
    int number = 0, unit = QUICK_UNIT_none;
    out->rule = (struct quick_rule){.interval = 1, .freq = DORAN_FREQ_WEEKLY};
    size_t used = weekdays_at(at, &out->rule.weekdays), step;
    if (used == 0) {
        used = quick_number(at, 3, &number);
        step = used > 0 ? quick_word(at + used, QUICK_SORT_unit, &unit) : 0;
        if (step == 0)
            return 0;
        used += step;
        out->rule.interval = number;
        out->rule.freq = freqs[unit];
    }
    step = quick_word_after(at, used, QUICK_SORT_marker, NULL);
    return step > 0 ? used + step : 0;
}

/* "first monday of every month", "셋째 토요일마다". */
static size_t ordinal_first(const char *at, struct quick_hit *out)
{
    int which = QUICK_EVERY_none;
    out->rule = (struct quick_rule){.interval = 1, .freq = DORAN_FREQ_MONTHLY};
    size_t used = ordinal_weekday(at, &out->rule), step;
    if (used == 0)
        return 0;
    if ((step = quick_word_after(at, used, QUICK_SORT_marker, NULL)) > 0)
        return used + step;
    used += quick_word_after(at, used, QUICK_SORT_of, NULL);
    step = quick_word_after(at, used, QUICK_SORT_recurrence, &which);
    return step > 0 && which == QUICK_EVERY_month ? used + step : 0;
}

/* "10번", "for 10 times" behind a recurrence. */
static size_t count_behind(const char *at, size_t used, struct quick_rule *rule)
{
    int count = 0;
    size_t space = quick_space(at + used), prefix = quick_word(at + used + space, QUICK_SORT_for, NULL);
    space += prefix + quick_space(at + used + space + prefix);
    size_t digits = quick_number(at + used + space, 4, &count);
    size_t step = digits > 0 ? quick_word_after(at, used + space + digits, QUICK_SORT_times, NULL) : 0;
    if (step == 0 || count < 1 || !quick_ends(at + used + space + digits + step))
        return 0;
    rule->count = count;
    return space + digits + step;
}

size_t quick_match_recurrence(const char *at, bool day_first, struct quick_hit *out)
{
    size_t used = whole_word(at, out);
    if (used == 0) {
        *out = (struct quick_hit){0};
        used = every(at, day_first, out);
    }
    if (used == 0) {
        *out = (struct quick_hit){0};
        used = marked(at, out);
    }
    if (used == 0) {
        *out = (struct quick_hit){0};
        used = ordinal_first(at, out);
    }
    if (used == 0)
        return 0;
    out->kind = QUICK_HIT_recurrence;
    if (out->rule.interval < 1 || out->rule.interval > DORAN_RRULE_INTERVAL_MAX)
        return 0;
    return used + count_behind(at, used, &out->rule);
}

/* "7 wonders": what stands between quotation marks is title whatever it looks like. */
static size_t quoted(const char *at)
{
    const char *end = *at == '"' ? strchr(at + 1, '"') : NULL;
    return end != NULL && end > at + 1 ? (size_t)(end + 1 - at) : 0;
}

/* The best of all rules, without a look at what follows. */
static size_t best_match(const char *at, bool day_first, struct quick_hit *out)
{
    struct quick_hit hit = {0};
    int apart = 0;
    size_t best = 0, used = quoted(at);
    if (used > 0) {
        *out = (struct quick_hit){.kind = QUICK_HIT_title};
        return used;
    }
    if ((used = quick_match_recurrence(at, day_first, &hit)) > best) {
        best = used;
        *out = hit;
    }
    hit = (struct quick_hit){0};
    if ((used = quick_match_day(at, day_first, &hit)) > best) {
        best = used;
        *out = hit;
    }
    hit = (struct quick_hit){0};
    if ((used = quick_match_time(at, &hit)) > best) {
        best = used;
        *out = hit;
    }
    if ((used = quick_word(at, QUICK_SORT_all_day, NULL)) > best) {
        best = used;
        *out = (struct quick_hit){.kind = QUICK_HIT_all_day};
    }
    if ((used = quick_word(at, QUICK_SORT_lunar, &apart)) > best && apart == 1) {
        best = used;
        *out = (struct quick_hit){.kind = QUICK_HIT_lunar};
    }
    return best;
}

size_t quick_match(const char *at, bool day_first, struct quick_hit *out)
{
    struct quick_hit next;
    *out = (struct quick_hit){0};
    size_t used = best_match(at, day_first, out);
    if (used == 0 || quick_ends(at + used))
        return used;
    size_t particle = quick_word(at + used, QUICK_SORT_particle, NULL);
    if (particle > 0 && quick_ends(at + used + particle))
        return used + particle;
    /* "내일저녁7시": Korean leaves spaces out where the next thing begins. */
    bool latin = quick_is_latin(at[used - 1]) && quick_is_latin(at[used]);
    if (!latin && at[used] != ':' && at[used] != '/' && quick_match(at + used, day_first, &next) > 0)
        return used;
    *out = (struct quick_hit){0};
    return 0;
}
