#include "libdoran/calendar/holidays.h"

#include <stdlib.h>
#include <string.h>

/* A day of a rule. */
struct day {
    int32_t number;
    const struct holiday_rule *rule;
    bool substitute;
};
struct days {
    struct day *items;
    size_t count;
};

static bool day_in_year(const struct holiday_rule *rule, int year, int32_t *out)
{
    struct doran_date date = rule->date;
    if (rule->form == HOLIDAY_LUNAR) {
        struct doran_lunar lunar = {year, rule->date.month, rule->date.day, false};
        if (!doran_date_of_lunar(lunar, &date))
            return false;
    } else if (rule->form == HOLIDAY_YEARLY) {
        date.year = year;
    } else if (date.year != year) {
        return false;
    }
    *out = doran_date_number(date) + rule->days_later;
    return doran_date_valid(date) && *out >= rule->from && *out <= rule->to;
}

/* By day; of one day the order of the rules. */
static int compare_days(const void *left, const void *right)
{
    const struct day *a = left, *b = right;
    if (a->number != b->number)
        return a->number < b->number ? -1 : 1;
    if (a->substitute != b->substitute)
        return a->substitute ? 1 : -1;
    return (a->rule > b->rule) - (a->rule < b->rule);
}

static bool is_off(const struct days *days, int32_t number)
{
    for (size_t i = 0; i < days->count; i++) {
        if (days->items[i].number == number)
            return true;
    }
    return false;
}

static bool has_substitute(const struct day *day)
{
    return day->rule->substitute != HOLIDAY_SUBSTITUTE_NONE && day->number >= day->rule->substitute_from;
}

/* 관공서의 공휴일에 관한 규정 §3: the first day after it that is neither a Saturday, nor a Sunday, nor a holiday. */
static void add_substitute(struct days *year, const struct day *day)
{
    int32_t number = day->number;
    enum doran_weekday weekday;
    do {
        weekday = doran_date_weekday(doran_date_of_number(++number));
    } while (weekday == DORAN_SATURDAY || weekday == DORAN_SUNDAY || is_off(year, number));
    year->items[year->count++] = (struct day){number, day->rule, true};
}

/* The holidays of one day, `count` of them at `first`. On a weekend each has its own substitute; on another day, where two
 * meet, there is one, and it is of the lunar one (as the notices have it). */
static void substitute(struct days *year, size_t first, size_t count)
{
    const struct day *chosen = NULL;
    enum doran_weekday weekday = doran_date_weekday(doran_date_of_number(year->items[first].number));
    for (size_t i = first; i < first + count; i++) {
        const struct day day = year->items[i];
        if (!has_substitute(&day) || day.rule->form == HOLIDAY_ONCE)
            continue;
        bool weekend = weekday == DORAN_SUNDAY ||
                       (weekday == DORAN_SATURDAY && day.rule->substitute == HOLIDAY_SUBSTITUTE_WEEKEND);
        if (weekend)
            add_substitute(year, &day);
        else if (weekday != DORAN_SATURDAY && (chosen == NULL || day.rule->form == HOLIDAY_LUNAR))
            chosen = &year->items[i];
    }
    size_t regular = 0;
    for (size_t i = first; i < first + count; i++)
        regular += year->items[i].rule->form != HOLIDAY_ONCE;
    if (chosen != NULL && regular > 1) {
        const struct day day = *chosen;
        add_substitute(year, &day);
    }
}

static void fill_year(const struct holiday_rules *rules, int year, struct days *out)
{
    int32_t number;
    out->count = 0;
    for (size_t i = 0; i < rules->count; i++) {
        if (day_in_year(&rules->items[i], year, &number))
            out->items[out->count++] = (struct day){number, &rules->items[i], false};
    }
    size_t regular = out->count;
    qsort(out->items, regular, sizeof *out->items, compare_days);
    for (size_t first = 0, next; first < regular; first = next) {
        next = first + 1;
        while (next < regular && out->items[next].number == out->items[first].number)
            next++;
        substitute(out, first, next - first);
    }
    qsort(out->items, out->count, sizeof *out->items, compare_days);
}

static bool name_day(const struct day *day, struct doran_arena *arena, struct doran_holiday *out)
{
    *out = (struct doran_holiday){.date = doran_date_of_number(day->number),
                                  .korean = day->rule->korean,
                                  .english = day->rule->english,
                                  .substitute = day->substitute};
    if (day->substitute) {
        out->korean = doran_arena_printf(arena, "대체공휴일(%s)", day->rule->of_korean);
        out->english = doran_arena_printf(arena, "Substitute holiday (%s)", day->rule->of_english);
    }
    return out->korean != NULL && out->english != NULL;
}

struct doran_holiday *holiday_days(const struct holiday_rules *rules, int from_year, int to_year,
                                   struct doran_arena *arena, size_t *count)
{
    size_t years = (size_t)to_year - (size_t)from_year + 1, most = rules->count * 2 + 1;
    struct days year = {.items = calloc(most, sizeof *year.items)};
    struct doran_holiday *all = calloc(years * most, sizeof *all);
    bool done = year.items != NULL && all != NULL;
    *count = 0;
    for (int number = from_year; done && number <= to_year; number++) {
        fill_year(rules, number, &year);
        for (size_t i = 0; done && i < year.count; i++)
            done = name_day(&year.items[i], arena, &all[(*count)++]);
    }
    free(year.items);
    if (!done) {
        free(all);
        all = NULL;
    }
    return all;
}
