/* Days of the quick-add line. */
#include "libdoran/calendar/quick_rules.h"

#include <string.h>
#include <strings.h>

#define NO_DAY "There is no such day."

static size_t number_after(const char *at, size_t used, size_t digits, int *value)
{
    size_t space = quick_space(at + used);
    size_t length = quick_number(at + used + space, digits, value);
    return length > 0 ? space + length : 0;
}

/* Whether month and day may be meant: "24/7" is no date, "2/30" is one that there is not. */
static bool is_date(const struct quick_day *day)
{
    return day->month >= 1 && day->month <= 12 && day->day >= 1 && day->day <= 31;
}

/* "12/25", "12/25/2026", "8.15" of a lunar date, "2026-12-25". */
static size_t figures(const char *at, bool day_first, struct quick_day *out)
{
    int first = 0, second = 0, third = 0;
    size_t used = quick_number(at, 4, &first);
    if (used == 0 || at[used] == '\0' || strchr("-/.", at[used]) == NULL)
        return 0;
    char mark = at[used];
    bool year_first = used == 4;
    size_t more = quick_number(at + used + 1, 2, &second);
    if (more == 0 || (!year_first && (used > 2 || mark == '-' || (mark == '.' && !out->lunar))))
        return 0;
    used += 1 + more;
    size_t last = at[used] == mark ? quick_number(at + used + 1, 4, &third) : 0;
    if (year_first && (last == 0 || last > 2))
        return 0;
    if (last > 0 && (year_first || last == 4))
        used += 1 + last;
    else
        third = 0;
    out->form = year_first || third > 0 ? QUICK_FORM_full : QUICK_FORM_month_day;
    out->year = year_first ? first : third;
    out->month = year_first ? second : day_first ? second : first;
    out->day = year_first ? third : day_first ? first : second;
    return is_date(out) ? used : 0;
}

/* "2026년 12월 25일", "12월 25일", "25일". */
static size_t korean(const char *at, struct quick_day *out)
{
    size_t used = 0, step, unit;
    out->form = QUICK_FORM_day;
    if ((step = quick_number(at, 4, &out->year)) == 4 &&
        (unit = quick_word(at + step, QUICK_SORT_year_unit, NULL)) > 0) {
        used = step + unit;
        used += quick_space(at + used);
        out->form = QUICK_FORM_full;
        size_t lunar = quick_word(at + used, QUICK_SORT_lunar, NULL);
        out->lunar |= lunar > 0;
        used += lunar > 0 ? lunar + quick_space(at + used + lunar) : 0;
        size_t leap = quick_word(at + used, QUICK_SORT_leap, NULL);
        out->leap |= leap > 0;
        used += leap > 0 ? leap + quick_space(at + used + leap) : 0;
    }
    if ((step = quick_number(at + used, 2, &out->month)) > 0 &&
        (unit = quick_word(at + used + step, QUICK_SORT_month_unit, NULL)) > 0) {
        used += step + unit;
        used += quick_space(at + used);
        out->form = out->form == QUICK_FORM_full ? QUICK_FORM_full : QUICK_FORM_month_day;
    } else if (out->form == QUICK_FORM_full) {
        return 0;
    }
    step = quick_number(at + used, 2, &out->day);
    unit = step > 0 ? quick_word(at + used + step, QUICK_SORT_day_unit, NULL) : 0;
    if (unit == 0)
        return 0;
    used += step + unit;
    if (out->form == QUICK_FORM_day)
        out->month = 1;
    return is_date(out) ? used : 0;
}

/* ", 2026" behind a date in English. */
static size_t year_behind(const char *at, size_t used, struct quick_day *out)
{
    size_t comma = at[used] == ',' ? 1 : 0;
    int year = 0;
    size_t length = number_after(at, used + comma, 4, &year);
    if (length < 4 || year < DORAN_CALENDAR_YEAR_MIN || year > DORAN_CALENDAR_YEAR_MAX)
        return 0;
    out->form = QUICK_FORM_full;
    out->year = year;
    return comma + length;
}

/* "Dec 25", "25 December", "25th of Dec, 2026". */
static size_t english(const char *at, struct quick_day *out)
{
    size_t step, used = quick_word(at, QUICK_SORT_month_name, &out->month);
    out->form = QUICK_FORM_month_day;
    if (used > 0) {
        used += at[used] == '.' ? 1 : 0;
        if ((step = number_after(at, used, 2, &out->day)) == 0)
            return 0;
        used += step + quick_word(at + used + step, QUICK_SORT_day_suffix, NULL);
    } else {
        if (strncasecmp(at, "the ", 4) == 0)
            used = 4;
        if ((step = quick_number(at + used, 2, &out->day)) == 0)
            return 0;
        used += step;
        used += quick_word(at + used, QUICK_SORT_day_suffix, NULL);
        used += quick_word_after(at, used, QUICK_SORT_of, NULL);
        if ((step = quick_word_after(at, used, QUICK_SORT_month_name, &out->month)) == 0)
            return 0;
        used += step;
    }
    if (quick_is_latin(at[used]))
        return 0;
    used += year_behind(at, used, out);
    return is_date(out) ? used : 0;
}

/* "the 3rd". */
static size_t the_third(const char *at, struct quick_day *out)
{
    if (strncasecmp(at, "the ", 4) != 0)
        return 0;
    size_t step = quick_number(at + 4, 2, &out->day);
    size_t suffix = step > 0 ? quick_word(at + 4 + step, QUICK_SORT_day_suffix, NULL) : 0;
    out->form = QUICK_FORM_day;
    return suffix > 0 && out->day >= 1 && out->day <= 31 ? 4 + step + suffix : 0;
}

/* "다음달 3일". */
static size_t of_a_month(const char *at, struct quick_day *out)
{
    size_t used = quick_word(at, QUICK_SORT_month, &out->count), step;
    if (used == 0)
        return 0;
    used += quick_space(at + used);
    step = quick_number(at + used, 2, &out->day);
    size_t unit = step > 0 ? quick_word(at + used + step, QUICK_SORT_day_unit, NULL) : 0;
    out->form = QUICK_FORM_day;
    out->counted = true;
    return unit > 0 && out->day >= 1 && out->day <= 31 ? used + step + unit : 0;
}

/* "다음주 화요일", "next friday", "이번 주말", "다음주", "fri". */
static size_t of_a_week(const char *at, struct quick_day *out)
{
    size_t step, used = quick_word(at, QUICK_SORT_week, &out->count);
    if (used == 0) { /* "이번 주말" and "이번주말" have 주 once. */
        out->form = QUICK_FORM_weekday;
        return quick_word(at, QUICK_SORT_weekday, &out->weekday);
    }
    out->counted = true;
    out->form = QUICK_FORM_weekend;
    size_t last_syllable = strlen("주");
    if (used > last_syllable && (step = quick_word(at + used - last_syllable, QUICK_SORT_weekend, NULL)) > 0)
        return used - last_syllable + step;
    if ((step = quick_word_after(at, used, QUICK_SORT_weekend, NULL)) > 0)
        return used + step;
    out->form = QUICK_FORM_weekday;
    if ((step = quick_word_after(at, used, QUICK_SORT_weekday, &out->weekday)) > 0)
        return used + step;
    bool whole = !quick_is_latin(*at) || memchr(at, ' ', used) != NULL;
    out->form = QUICK_FORM_later;
    out->unit = QUICK_UNIT_week;
    return whole ? used : 0;
}

/* "3일 뒤", "2주 후", "in 3 days". */
static size_t later(const char *at, struct quick_day *out)
{
    int unit = QUICK_UNIT_none;
    bool in = strncasecmp(at, "in ", 3) == 0;
    size_t used = in ? 3 : 0, step = quick_number(at + used, 3, &out->count);
    if (step == 0)
        return 0;
    used += step;
    if ((step = quick_word_after(at, used, QUICK_SORT_length, &unit)) == 0 || unit < QUICK_UNIT_day)
        return 0;
    used += step;
    out->form = QUICK_FORM_later;
    out->unit = (enum quick_unit)unit;
    if (in)
        return used;
    step = quick_word_after(at, used, QUICK_SORT_later, NULL);
    return step > 0 ? used + step : 0;
}

static size_t day_word(const char *at, struct quick_day *out)
{
    out->form = QUICK_FORM_later;
    out->unit = QUICK_UNIT_day;
    return quick_word(at, QUICK_SORT_day, &out->count);
}

/* "3일간" and "3일 동안" are lengths, "3일마다" is a recurrence. */
static bool goes_on(const char *at, size_t used)
{
    return quick_word_after(at, used, QUICK_SORT_during, NULL) > 0 ||
           quick_word_after(at, used, QUICK_SORT_marker, NULL) > 0;
}

static bool exists(const struct quick_day *day)
{
    if (day->form == QUICK_FORM_full &&
        (day->year < DORAN_CALENDAR_YEAR_MIN || day->year > DORAN_CALENDAR_YEAR_MAX))
        return false;
    if (day->form != QUICK_FORM_full && day->form != QUICK_FORM_month_day)
        return true;
    if (day->lunar)
        return day->day <= 30;
    int year = day->form == QUICK_FORM_full ? day->year : 2000; /* A leap year: 29 February comes some day. */
    return day->day <= doran_month_days(year, day->month);
}

/* "8/15 음력". */
static size_t lunar_behind(const char *at, size_t used, struct quick_day *out)
{
    size_t length = quick_word_after(at, used, QUICK_SORT_lunar, NULL);
    if (length == 0 || (!quick_ends(at + used + length)))
        return 0;
    out->lunar = true;
    return length;
}

size_t quick_day_at(const char *at, bool day_first, struct quick_day *out, const char **wrong)
{
    size_t (*const rules[])(const char *, struct quick_day *) = {of_a_month, later,  of_a_week, day_word,
                                                                 the_third,  korean, english};
    struct quick_day plain = {0};
    size_t prefix = quick_word(at, QUICK_SORT_lunar, NULL), best = 0, leap;
    prefix += prefix > 0 ? quick_space(at + prefix) : 0;
    if ((leap = quick_word(at + prefix, QUICK_SORT_leap, NULL)) > 0) {
        plain.leap = true;
        prefix += leap + quick_space(at + prefix + leap);
    }
    plain.lunar = prefix > 0 || out->lunar;
    for (size_t i = 0; i <= sizeof rules / sizeof rules[0]; i++) {
        struct quick_day day = plain;
        bool is_figures = i == sizeof rules / sizeof rules[0];
        size_t used = is_figures ? figures(at + prefix, day_first, &day) : rules[i](at + prefix, &day);
        if (used <= best || (plain.lunar && day.form < QUICK_FORM_full))
            continue;
        if (day.form == QUICK_FORM_day && goes_on(at + prefix, used))
            continue;
        best = used;
        *out = day;
    }
    if (best == 0)
        return 0;
    if (out->form >= QUICK_FORM_full)
        best += lunar_behind(at, prefix + best, out);
    out->lunar |= out->leap;
    *wrong = exists(out) ? NULL : NO_DAY;
    return prefix + best;
}

/* The second of "12/3-5" and "12월 3일~5일". */
static size_t bare_end(const char *at, const struct quick_day *first, struct quick_day *out)
{
    *out = *first;
    size_t used = quick_number(at, 2, &out->day);
    if (used == 0 || out->day < 1 || out->day > 31 ||
        (first->form != QUICK_FORM_full && first->form != QUICK_FORM_month_day))
        return 0;
    used += quick_word(at + used, QUICK_SORT_day_unit, NULL);
    return quick_ends(at + used) ? used : 0;
}

/* The end of a stretch of days behind its beginning: the bytes it takes. */
static size_t end_behind(const char *at, bool day_first, struct quick_hit *out)
{
    size_t used = quick_space(at), step = quick_word(at + used, QUICK_SORT_to, NULL);
    if (step == 0)
        return 0;
    used += step;
    used += quick_space(at + used);
    const char *wrong = NULL;
    out->end_day = (struct quick_day){.lunar = out->day.lunar};
    step = quick_day_at(at + used, day_first, &out->end_day, &wrong);
    bool month_kept = out->end_day.form != QUICK_FORM_day;
    if (step == 0 || !month_kept) {
        size_t bare = bare_end(at + used, &out->day, &out->end_day);
        step = bare > 0 ? bare : step;
    }
    if (step == 0) {
        out->end_day = (struct quick_day){0};
        return 0;
    }
    out->wrong = out->wrong != NULL ? out->wrong : wrong;
    out->day.lunar |= out->end_day.lunar;
    used += step;
    return used + quick_word_after(at, used, QUICK_SORT_until, NULL);
}

size_t quick_match_day(const char *at, bool day_first, struct quick_hit *out)
{
    int opens = 0;
    size_t used = quick_word(at, QUICK_SORT_from, NULL), to = 0;
    used += used > 0 ? quick_space(at + used) : 0;
    if (used == 0 && (to = quick_word(at, QUICK_SORT_to, &opens)) > 0)
        used = to + quick_space(at + to);
    size_t step = quick_day_at(at + used, day_first, &out->day, &out->wrong);
    if (step == 0)
        return 0;
    used += step;
    out->kind = QUICK_HIT_day;
    step = to == 0 ? end_behind(at + used, day_first, out) : 0;
    if (step > 0)
        return used + step;
    size_t until = quick_word_after(at, used, QUICK_SORT_until, NULL);
    if (to > 0 || until > 0) {
        out->kind = QUICK_HIT_end_day;
        out->end_day = out->day;
        out->ends_rule = opens == 1 || until > 0;
    }
    return used + until;
}
