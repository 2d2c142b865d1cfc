/* Times of day and lengths of the quick-add line. */
#include "libdoran/calendar/quick_rules.h"

#include <string.h>
#include <strings.h>

#define NO_TIME "There is no such time of day."

/* "19:30", "7:30". */
static size_t colon_time(const char *at, struct quick_time *out)
{
    size_t used = quick_number(at, 2, &out->hour);
    if (used == 0 || at[used] != ':')
        return 0;
    out->literal = used == 2 && (at[0] == '0' || out->hour > 12);
    size_t minutes = quick_number(at + used + 1, 2, &out->minute);
    if (minutes != 2 || out->hour > 24 || out->minute > 59)
        return 0;
    return used + 1 + minutes;
}

/* "반" alone is a half; "반장" is not. */
static bool half_ends(const char *at)
{
    return quick_ends(at) || quick_word(at, QUICK_SORT_particle, NULL) > 0 ||
           quick_word(at, QUICK_SORT_to, NULL) > 0 || quick_word(at, QUICK_SORT_until, NULL) > 0 ||
           quick_word(at, QUICK_SORT_during, NULL) > 0;
}

/* "7시", "7시 반", "일곱 시 30분". */
static size_t korean_time(const char *at, struct quick_time *out)
{
    size_t used = quick_number(at, 2, &out->hour), step;
    if (used == 0)
        used = quick_word(at, QUICK_SORT_hour_word, &out->hour);
    if (used == 0)
        return 0;
    size_t space = quick_is_latin(*at) ? 0 : quick_space(at + used);
    step = quick_word(at + used + space, QUICK_SORT_hour_unit, NULL);
    if (step == 0 || quick_word(at + used + space, QUICK_SORT_length, NULL) > 0)
        return 0;
    used += space + step;
    out->literal = out->hour > 12;
    space = quick_space(at + used);
    if ((step = quick_word(at + used + space, QUICK_SORT_half_hour, NULL)) > 0 &&
        half_ends(at + used + space + step)) {
        out->minute = 30;
        return used + space + step;
    }
    int minute = 0;
    size_t digits = quick_number(at + used + space, 2, &minute);
    size_t unit = digits > 0 ? quick_word(at + used + space + digits, QUICK_SORT_minute_unit, NULL) : 0;
    if (unit > 0 && minute < 60) {
        out->minute = minute;
        used += space + digits + unit;
    }
    return used;
}

/* "7pm", "7:30 p.m.": the half behind what was read. */
static size_t half_behind(const char *at, size_t used, struct quick_time *out)
{
    int half = QUICK_HALF_none;
    size_t space = quick_space(at + used);
    size_t length = quick_word(at + used + space, QUICK_SORT_half_after, &half);
    if (length == 0 || quick_is_latin(at[used + space + length]))
        return 0;
    out->half = (enum quick_half)half;
    return space + length;
}

static size_t time_at(const char *at, struct quick_time *out, const char **wrong)
{
    int half = QUICK_HALF_none;
    *out = (struct quick_time){.given = true};
    size_t used = quick_word(at, QUICK_SORT_clock, &out->hour), step;
    if (used > 0) {
        out->hour = out->hour == 0 ? 24 : out->hour;
        out->literal = true;
        return used;
    }
    used = quick_word(at, QUICK_SORT_half, &half);
    used += used > 0 ? quick_space(at + used) : 0;
    out->half = (enum quick_half)half;
    if ((step = colon_time(at + used, out)) > 0)
        used += step + half_behind(at, used + step, out);
    else if ((step = korean_time(at + used, out)) > 0 ||
             (used == 0 && (step = quick_number(at, 2, &out->hour)) > 0 &&
              (used = half_behind(at, step, out)) > 0))
        used += step;
    else
        return 0;
    if (out->hour > 24 || (out->hour == 24 && out->minute > 0))
        *wrong = NO_TIME;
    if (out->half != QUICK_HALF_none && out->hour > 12)
        out->literal = true; /* "오후 15시". */
    return used;
}

/* "at 7": an hour without a unit, behind a word that says that it is one. */
static size_t bare_hour(const char *at, struct quick_time *out)
{
    *out = (struct quick_time){.given = true};
    size_t used = quick_number(at, 2, &out->hour);
    out->literal = out->hour > 12;
    return used > 0 && out->hour <= 24 && quick_ends(at + used) ? used : 0;
}

/* The end of a stretch of time behind its beginning. */
static size_t end_behind(const char *at, struct quick_hit *out)
{
    size_t used = quick_space(at), step = quick_word(at + used, QUICK_SORT_to, NULL);
    if (step == 0)
        return 0;
    used += step;
    used += quick_space(at + used);
    if ((step = time_at(at + used, &out->end_time, &out->wrong)) == 0) {
        out->end_time = (struct quick_time){0};
        return 0;
    }
    used += step;
    return used + quick_word_after(at, used, QUICK_SORT_until, NULL);
}

/* "7-9pm": the first says no half, the second says it for both. */
static size_t short_stretch(const char *at, struct quick_hit *out)
{
    out->time = (struct quick_time){.given = true};
    size_t used = quick_number(at, 2, &out->time.hour);
    if (used == 0 || out->time.hour > 12)
        return 0;
    size_t step = end_behind(at + used, out);
    if (step == 0 || out->end_time.half == QUICK_HALF_none) {
        out->end_time = (struct quick_time){0};
        out->wrong = NULL;
        return 0;
    }
    out->time.half = out->end_time.half;
    if (out->time.hour % 12 >= out->end_time.hour % 12)
        out->time.half = out->end_time.half == QUICK_HALF_pm ? QUICK_HALF_am : QUICK_HALF_pm;
    return used + step;
}

/* "2시간", "1시간 반", "90분", "두 시간", "for 2 hours", "3일간", "for 3 days". */
static size_t length_at(const char *at, struct quick_hit *out)
{
    int number = 0, unit = QUICK_UNIT_none, minutes = 0;
    size_t prefix = quick_word(at, QUICK_SORT_for, NULL), used, step;
    prefix += prefix > 0 ? quick_space(at + prefix) : 0;
    used = quick_number(at + prefix, 3, &number);
    used = used > 0 ? used : quick_word(at + prefix, QUICK_SORT_hour_word, &number);
    if (used == 0)
        return 0;
    used += prefix;
    used += quick_space(at + used);
    if ((step = quick_word(at + used, QUICK_SORT_length, &unit)) == 0 || number == 0)
        return 0;
    used += step;
    size_t space = quick_space(at + used);
    if (unit == QUICK_UNIT_hour) {
        out->minutes = number * 60;
        size_t digits = quick_number(at + used + space, 2, &minutes);
        size_t word = digits > 0 ? quick_word(at + used + space + digits, QUICK_SORT_minute_unit, NULL) : 0;
        size_t half = quick_word(at + used + space, QUICK_SORT_half_hour, NULL);
        if (word > 0) {
            out->minutes += minutes;
            used += space + digits + word;
        } else if (half > 0 && half_ends(at + used + space + half)) {
            out->minutes += 30;
            used += space + half;
        }
    } else if (unit == QUICK_UNIT_minute) {
        out->minutes = number;
    } else if (unit == QUICK_UNIT_day || unit == QUICK_UNIT_week) {
        out->days = number * (unit == QUICK_UNIT_week ? 7 : 1);
    } else {
        return 0;
    }
    size_t during = quick_word_after(at, used, QUICK_SORT_during, NULL);
    used += during;
    return out->days > 0 && during == 0 && prefix == 0 ? 0 : used;
}

/* "2박 3일". */
static size_t nights(const char *at, struct quick_hit *out)
{
    int count = 0;
    size_t used = quick_number(at, 2, &count);
    size_t step = used > 0 ? quick_word(at + used, QUICK_SORT_nights, NULL) : 0;
    if (step == 0)
        return 0;
    used += step;
    used += quick_space(at + used);
    step = quick_number(at + used, 2, &out->days);
    size_t unit = step > 0 ? quick_word(at + used + step, QUICK_SORT_day_unit, NULL) : 0;
    return unit > 0 && out->days > 0 ? used + step + unit : 0;
}

size_t quick_match_time(const char *at, struct quick_hit *out)
{
    size_t used = 0, step, to = 0;
    out->kind = QUICK_HIT_length;
    if ((used = nights(at, out)) > 0 || (used = length_at(at, out)) > 0)
        return used;
    *out = (struct quick_hit){.kind = QUICK_HIT_time};
    size_t from = quick_word(at, QUICK_SORT_from, NULL);
    from += from > 0 ? quick_space(at + from) : 0;
    if (from == 0 && (to = quick_word(at, QUICK_SORT_to, NULL)) > 0)
        to += quick_space(at + to);
    if (to == 0 && (step = short_stretch(at + from, out)) > 0)
        return from + step;
    used = from + to;
    step = time_at(at + used, &out->time, &out->wrong);
    if (step == 0 && from > 0)
        step = bare_hour(at + used, &out->time);
    if (step == 0)
        return 0;
    used += step;
    step = to == 0 ? end_behind(at + used, out) : 0;
    if (step > 0)
        return used + step;
    size_t until = quick_word_after(at, used, QUICK_SORT_until, NULL);
    if (to > 0 || until > 0) {
        out->kind = QUICK_HIT_end_time;
        out->end_time = out->time;
        out->time = (struct quick_time){0};
    }
    return used + until;
}
