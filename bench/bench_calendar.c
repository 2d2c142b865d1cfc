/* The calendar: a year of a family's recurring events expanded, beside libical's bare iterator over the same rules in the same
 * run. What is expanded comes with its zones, exceptions, order and texts; the iterator only counts on. */
#include "village.h"

#include <doran/calendar.h>
#include <libical/ical.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define EVENTS 200
#define LUNAR 50
#define PASSES 5 /* The best one counts: what else the machine does only makes it slower. */
#define ROUNDS 20
#define YEAR 2026
#define AT_MOST 1.5

static struct doran_event events[EVENTS];
static char ids[EVENTS][40], starts[EVENTS][DORAN_WALL_TEXT_MAX], ends[EVENTS][DORAN_WALL_TEXT_MAX],
    rules[EVENTS][DORAN_RRULE_TEXT_MAX];

static const char *const gregorian[] = {
    "FREQ=WEEKLY;BYDAY=MO,WE",
    "FREQ=YEARLY",
    "FREQ=MONTHLY;BYMONTHDAY=25",
    "FREQ=WEEKLY",
    "FREQ=MONTHLY;BYDAY=2SA",
    "FREQ=DAILY;INTERVAL=6",
    "FREQ=YEARLY;BYMONTH=5;BYDAY=2SU",
    "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU",
    "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
    "FREQ=YEARLY",
};
static const char *const zones[] = {"Asia/Seoul", "Asia/Seoul", "Asia/Seoul", "America/New_York"};

/* Every fourth is a lunar birthday; the others are what families have. They began between 2016 and 2025. */
static void make_events(void)
{
    for (int i = 0; i < EVENTS; i++) {
        struct doran_date day = doran_date_add_days((struct doran_date){2016, 1, 1}, i * 18);
        struct doran_wall start = {day, 9 + i % 10, 30, 0};
        struct doran_lunar lunar;
        bool is_lunar = i % (EVENTS / LUNAR) == 0, all_day = is_lunar || i % 3 == 0;
        snprintf(ids[i], sizeof ids[i], "0190b3c4-5e7a-7000-8000-%012x", (unsigned)i);
        if (all_day)
            start = (struct doran_wall){.date = day};
        doran_when_format(start, all_day, starts[i]);
        doran_when_format(doran_wall_add(start, all_day ? 86400 : 3600), all_day, ends[i]);
        if (is_lunar && doran_lunar_of_date(day, &lunar))
            doran_rule_lunar_yearly(lunar, DORAN_SKIP_BACKWARD, rules[i]);
        else
            snprintf(rules[i], sizeof rules[i], "%s",
                     gregorian[i % (int)(sizeof gregorian / sizeof gregorian[0])]);
        events[i] = (struct doran_event){.id = ids[i],
                                         .title = "x",
                                         .all_day = all_day,
                                         .start = starts[i],
                                         .end = ends[i],
                                         .zone = all_day ? NULL : zones[i % 4],
                                         .rrule = rules[i],
                                         .uid = ids[i]};
    }
}

/* Which events a job is about. */
enum part { ALL, LUNAR_ONLY, GREGORIAN_ONLY };

static bool wanted(enum part part, int i)
{
    bool lunar = strncmp(rules[i], "RSCALE", 6) == 0;
    return part == ALL || (part == LUNAR_ONLY) == lunar;
}

static struct doran_event chosen[EVENTS];
static struct icalrecurrencetype parsed[EVENTS];
static size_t chosen_count;

static void choose(enum part part)
{
    chosen_count = 0;
    for (int i = 0; i < EVENTS; i++) {
        if (!wanted(part, i))
            continue;
        parsed[chosen_count] = icalrecurrencetype_from_string(rules[i]);
        chosen[chosen_count++] = events[i];
    }
}

static size_t expand(void)
{
    struct doran_arena arena = {0};
    struct doran_window window = {{YEAR, 1, 1}, {YEAR + 1, 1, 1}, "Asia/Seoul", 0};
    struct doran_occurrence_list list = {0};
    struct doran_error error = {0};
    bool more;
    if (!doran_events_expand(chosen, chosen_count, &window, &arena, &list, &more, &error) || more) {
        fprintf(stderr, "bench: %s %s\n", error.field, error.message);
        exit(1);
    }
    doran_arena_deinit(&arena);
    return list.count;
}

static size_t iterate(void)
{
    struct icaltimetype first = icaltime_null_time();
    size_t count = 0;
    first.year = YEAR;
    first.month = first.day = 1;
    for (size_t i = 0; i < chosen_count; i++) {
        struct doran_wall start;
        struct icaltimetype time = icaltime_null_time();
        if (!doran_when_parse(chosen[i].start, chosen[i].all_day, &start))
            exit(1);
        time.year = start.date.year;
        time.month = start.date.month;
        time.day = start.date.day;
        time.hour = start.hour;
        time.minute = start.minute;
        icalrecur_iterator *iterator = icalrecur_iterator_new(parsed[i], time);
        icalrecur_iterator_set_start(iterator, first);
        for (time = icalrecur_iterator_next(iterator); !icaltime_is_null_time(time) && time.year <= YEAR;
             time = icalrecur_iterator_next(iterator))
            count += time.year == YEAR;
        icalrecur_iterator_free(iterator);
    }
    return count;
}

static double best_of(size_t (*job)(void), size_t *count)
{
    double best = 1e9;
    for (int pass = 0; pass < PASSES; pass++) {
        double start = bench_cpu_seconds();
        for (int round = 0; round < ROUNDS; round++)
            *count = job();
        double took = (bench_cpu_seconds() - start) / ROUNDS;
        best = took < best ? took : best;
    }
    return best;
}

static double compare(const char *what, enum part part)
{
    size_t ours_count = 0, theirs_count = 0;
    choose(part);
    double ours = best_of(expand, &ours_count), theirs = best_of(iterate, &theirs_count);
    printf("%-28s %4zu events %6zu occurrences %8.3f ms, libical %6zu %8.3f ms: %.2f x\n", what, chosen_count,
           ours_count, ours * 1e3, theirs_count, theirs * 1e3, ours / theirs);
    return ours / theirs;
}

int main(void)
{
    make_events();
    compare("Gregorian rules", GREGORIAN_ONLY);
    compare("lunar rules", LUNAR_ONLY);
    double ratio = compare("a year of a family's", ALL);
    printf("at most %.1f x: %s\n", AT_MOST, ratio <= AT_MOST ? "reached" : "MISSED");
    return ratio <= AT_MOST ? 0 : 1;
}
