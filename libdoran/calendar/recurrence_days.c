#include "libdoran/calendar/recurrence.h"

static int32_t floor_div(int32_t value, int32_t by)
{
    return value / by - (value % by < 0);
}

/* Days since a day on which weeks begin. */
static int32_t days_of_weeks(const struct recurrence *r, int32_t day)
{
    return day + 3 - ((int)r->rule.week_start - DORAN_MONDAY); /* 1970-01-01 was a Thursday. */
}

int32_t recurrence_period_of(const struct recurrence *r, int32_t day)
{
    struct doran_lunar lunar = {0};
    struct doran_date date = doran_date_of_number(day);
    bool known = !r->rule.lunar || doran_lunar_of_date(date, &lunar);
    if (!known) /* Beyond the calendar's last month there is nothing, before its first the start. */
        return day > r->start_day ? INT32_MAX / 2 : 0;
    switch (r->rule.freq) {
    case DORAN_FREQ_WEEKLY:
        return floor_div(days_of_weeks(r, day), 7);
    case DORAN_FREQ_MONTHLY:
        return r->rule.lunar ? lunar_month_number(lunar.year, lunar.month, lunar.leap)
                             : doran_month_number(date);
    case DORAN_FREQ_YEARLY:
        return r->rule.lunar ? lunar.year : date.year;
    case DORAN_FREQ_DAILY:
    case DORAN_FREQ_none:
        break;
    }
    return day;
}

int32_t recurrence_period_first(const struct recurrence *r, int32_t period)
{
    struct doran_lunar lunar = {period, 1, 1, false};
    int32_t number;
    if (r->rule.lunar) {
        bool known = r->rule.freq == DORAN_FREQ_YEARLY || lunar_month_of_number(period, &lunar);
        return known && lunar_day_number(lunar, &number) ? number : INT32_MAX;
    }
    switch (r->rule.freq) {
    case DORAN_FREQ_WEEKLY:
        return period * 7 - days_of_weeks(r, 0);
    case DORAN_FREQ_MONTHLY:
        return doran_date_number(doran_month_first(period));
    case DORAN_FREQ_YEARLY:
        return doran_date_number((struct doran_date){period, 1, 1});
    case DORAN_FREQ_DAILY:
    case DORAN_FREQ_none:
        break;
    }
    return period;
}

/* RFC 5545 §3.3.10: what is not given is understood from the start. */
void recurrence_prepare(struct recurrence *r)
{
    const struct doran_rule *rule = &r->rule;
    bool yearly = rule->freq == DORAN_FREQ_YEARLY, monthly = rule->freq == DORAN_FREQ_MONTHLY;
    bool no_days = rule->month_day_count + rule->year_day_count + rule->week_count + rule->day_count == 0;
    r->month_bits = rule->month_count == 0 ? UINT32_MAX : 0;
    for (int i = 0; i < rule->month_count; i++)
        r->month_bits |= 1U << rule->by_month[i].month;
    if (yearly && no_days && rule->month_count == 0)
        r->month_bits = 1U << r->start_date.month;
    r->month_day_bits = r->month_day_end_bits = 0;
    for (int i = 0; i < rule->month_day_count; i++) {
        int day = rule->by_month_day[i];
        *(day > 0 ? &r->month_day_bits : &r->month_day_end_bits) |= 1U << (day > 0 ? day : -day);
    }
    if ((yearly || monthly) && no_days)
        r->month_day_bits = 1U << r->start_date.day;
    else if (rule->month_day_count == 0)
        r->month_day_bits = UINT32_MAX;
    r->weekday_bits = 0;
    r->numbered_weekdays = false;
    for (int i = 0; i < rule->day_count; i++) {
        if (rule->by_day[i].position == 0)
            r->weekday_bits |= 1U << rule->by_day[i].weekday;
        else
            r->numbered_weekdays = true;
    }
    bool weekday_of_start = rule->freq == DORAN_FREQ_WEEKLY ||
                            (rule->week_count > 0 && rule->month_day_count + rule->year_day_count == 0);
    if (rule->day_count == 0)
        r->weekday_bits = weekday_of_start ? 1U << doran_date_weekday(r->start_date) : UINT32_MAX;
}

/* A day with all that a rule may ask of it. */
struct day {
    int32_t number;
    int month_day, month_days; /* From 1; how many the month has. */
    int year_day, year_days;
    int weekday;
    int month;
};

static bool in_list(const short *values, int count, int value, int from_end)
{
    for (int i = 0; i < count; i++) {
        if (values[i] == value || values[i] == from_end)
            return true;
    }
    return count == 0;
}

/* The n-th of its weekday in the month or the year, from either end. */
static bool weekday_matches(const struct recurrence *r, const struct day *day)
{
    if (r->weekday_bits & 1U << day->weekday)
        return true;
    if (!r->numbered_weekdays)
        return false;
    bool of_month = r->rule.freq == DORAN_FREQ_MONTHLY || r->rule.month_count > 0;
    int at = of_month ? day->month_day : day->year_day;
    int all = of_month ? day->month_days : day->year_days;
    for (int i = 0; i < r->rule.day_count; i++) {
        struct doran_rule_day wanted = r->rule.by_day[i];
        if (wanted.weekday == day->weekday &&
            (wanted.position == (at - 1) / 7 + 1 || wanted.position == -((all - at) / 7 + 1)))
            return true;
    }
    return false;
}

/* Week 1 is the first with four days in its year (§3.3.10), so a week is of the year its fourth day is in. */
static bool week_matches(const struct recurrence *r, const struct day *day)
{
    if (r->rule.week_count == 0)
        return true;
    int32_t fourth = day->number - (days_of_weeks(r, day->number) % 7 + 7) % 7 + 3;
    int year = doran_date_of_number(fourth).year;
    int32_t first = doran_date_number((struct doran_date){year, 1, 1});
    int32_t last = doran_date_number((struct doran_date){year, 12, 31});
    int week = (fourth - first) / 7 + 1;
    int weeks = week + (last - fourth) / 7;
    return in_list(r->rule.by_week, r->rule.week_count, week, week - weeks - 1);
}

static bool day_matches(const struct recurrence *r, const struct day *day)
{
    bool of_month = (r->month_day_bits & 1U << day->month_day) != 0 ||
                    (r->month_day_end_bits & 1U << (day->month_days - day->month_day + 1)) != 0;
    return of_month && weekday_matches(r, day) && week_matches(r, day) &&
           in_list(r->rule.by_year_day, r->rule.year_day_count, day->year_day,
                   day->year_day - day->year_days - 1);
}

static void add_day(struct recurrence *r, int32_t number)
{
    if (r->day_count < PERIOD_DAYS_MAX && (r->day_count == 0 || r->days[r->day_count - 1] < number))
        r->days[r->day_count++] = number;
}

/* RFC 7529 §4.1: a day of the month beyond its end falls on its last day or on the one after. */
static bool skips_a_day(const struct recurrence *r, int month_days)
{
    bool given = r->month_day_bits != UINT32_MAX;
    return given && r->rule.skip != DORAN_SKIP_OMIT && month_days < 31 &&
           r->month_day_bits >> (month_days + 1) != 0;
}

static void fill_month(struct recurrence *r, int year, int month)
{
    if (!(r->month_bits & 1U << month))
        return;
    struct doran_date first = {year, month, 1};
    int32_t number = doran_date_number(first);
    int32_t new_year = doran_date_number((struct doran_date){year, 1, 1});
    struct day day = {.month_days = doran_month_days(year, month),
                      .year_days = 337 + doran_month_days(year, 2),
                      .month = month};
    int weekday = (int)doran_date_weekday(first);
    bool skips = skips_a_day(r, day.month_days);
    for (int i = 0; i < day.month_days; i++) {
        day.number = number + i;
        day.month_day = i + 1;
        day.year_day = day.number - new_year + 1;
        day.weekday = (weekday - 1 + i) % 7 + 1;
        bool moved_here = skips && r->rule.skip == DORAN_SKIP_BACKWARD && i + 1 == day.month_days;
        if (moved_here || day_matches(r, &day))
            add_day(r, day.number);
    }
    if (skips && r->rule.skip == DORAN_SKIP_FORWARD)
        add_day(r, number + day.month_days);
}

/* Days one by one, of a rule that does not count them in years. */
static void fill_days(struct recurrence *r, int32_t first, int count)
{
    for (int i = 0; i < count; i++) {
        struct doran_date date = doran_date_of_number(first + i);
        struct day day = {.number = first + i,
                          .month_day = date.day,
                          .month_days = doran_month_days(date.year, date.month),
                          .weekday = (int)doran_date_weekday(date)};
        if ((r->month_bits & 1U << date.month) && day_matches(r, &day))
            add_day(r, day.number);
    }
}

/* ---- The lunar calendar ---- */

static void insert_day(struct recurrence *r, int32_t number)
{
    int at = r->day_count;
    while (at > 0 && r->days[at - 1] >= number)
        at--;
    if (r->day_count == PERIOD_DAYS_MAX || (at < r->day_count && r->days[at] == number))
        return;
    for (int i = r->day_count; i > at; i--)
        r->days[i] = r->days[i - 1];
    r->days[at] = number;
    r->day_count++;
}

/* The days of one month. RFC 7529 §4.1 for day 30 of a short one. */
static void fill_lunar_month(struct recurrence *r, int year, int month, bool leap)
{
    const short start_day = (short)r->start_lunar.day;
    int length = doran_lunar_month_days(year, month, leap);
    bool given = r->rule.month_day_count > 0;
    const short *days = given ? r->rule.by_month_day : &start_day;
    int count = given ? r->rule.month_day_count : 1;
    int32_t first;
    if (!lunar_day_number((struct doran_lunar){year, month, 1, leap}, &first))
        return;
    for (int i = 0; i < count; i++) {
        int day = days[i] > 0 ? days[i] : length + 1 + days[i];
        bool skipped = day > length;
        if (skipped && r->rule.skip == DORAN_SKIP_OMIT)
            continue;
        /* Both the month's last day and the next month's first are found by counting on. */
        int offset = skipped && r->rule.skip == DORAN_SKIP_BACKWARD ? length - 1 : skipped ? length : day - 1;
        if (offset >= 0)
            insert_day(r, first + offset);
    }
}

/* RFC 7529 §4.1: a leap month that the year has not is passed over, or is the month before or after it. */
static void fill_lunar_year(struct recurrence *r)
{
    const struct doran_rule_month start_month = {(signed char)r->start_lunar.month, r->start_lunar.leap};
    bool given = r->rule.month_count > 0;
    const struct doran_rule_month *months = given ? r->rule.by_month : &start_month;
    int count = given ? r->rule.month_count : 1;
    /* With days of the month alone, every month has them (as BYMONTHDAY of a Gregorian year). */
    bool every_month = !given && r->rule.month_day_count > 0;
    for (int month = 1; every_month && month <= 12; month++) {
        fill_lunar_month(r, r->period, month, false);
        if (doran_lunar_leap_month(r->period) == month)
            fill_lunar_month(r, r->period, month, true);
    }
    for (int i = 0; !every_month && i < count; i++) {
        int year = r->period, month = (unsigned char)months[i].month;
        bool skipped = months[i].leap && doran_lunar_leap_month(year) != month;
        if (skipped && r->rule.skip == DORAN_SKIP_OMIT)
            continue;
        if (skipped && r->rule.skip == DORAN_SKIP_FORWARD && ++month > 12) {
            month = 1;
            year++;
        }
        fill_lunar_month(r, year, month, months[i].leap && !skipped);
    }
}

static void fill_lunar(struct recurrence *r)
{
    struct doran_lunar month;
    if (r->rule.freq == DORAN_FREQ_YEARLY) {
        fill_lunar_year(r);
        return;
    }
    if (!lunar_month_of_number(r->period, &month))
        return;
    bool wanted = r->rule.month_count == 0;
    for (int i = 0; i < r->rule.month_count; i++)
        wanted |= r->rule.by_month[i].month == month.month && r->rule.by_month[i].leap == month.leap;
    if (wanted)
        fill_lunar_month(r, month.year, month.month, month.leap);
}

void recurrence_fill(struct recurrence *r)
{
    r->day_count = 0;
    if (r->rule.lunar) {
        fill_lunar(r);
        return;
    }
    switch (r->rule.freq) {
    case DORAN_FREQ_YEARLY:
        for (int month = 1; month <= 12; month++)
            fill_month(r, r->period, month);
        break;
    case DORAN_FREQ_MONTHLY: {
        struct doran_date first = doran_month_first(r->period);
        fill_month(r, first.year, first.month);
        break;
    }
    case DORAN_FREQ_WEEKLY:
        fill_days(r, recurrence_period_first(r, r->period), 7);
        break;
    case DORAN_FREQ_DAILY:
    case DORAN_FREQ_none:
        fill_days(r, r->period, 1);
        break;
    }
}
