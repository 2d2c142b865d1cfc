/* calendar_memories.c: what happened on a day in past years. */
#include "client-tui/state/calendar.h"

/* The day a year and more earlier; that of 29 February is the 28th. */
static int32_t years_before(int32_t day, int years)
{
    return doran_date_number(doran_date_add_months(doran_date_of_number(day), -12 * years));
}

bool calendar_is_memory(const struct calendar_entry *entry, int years)
{
    return (years > 0 || entry->mission) && !calendar_recurs(entry->event);
}

const struct calendar_days *calendar_past_month(struct state *state, int32_t day, int years)
{
    struct doran_date date = doran_date_of_number(day);
    date.day = 1;
    int32_t first = years_before(doran_date_number(date), years);
    date = doran_date_of_number(first);
    return calendar_read_past(state, first, first + doran_month_days(date.year, date.month));
}

size_t calendar_memories(struct state *state, int32_t day, int least_years, int most_years,
                         struct calendar_memory *out, size_t max)
{
    size_t count = 0;
    for (int years = least_years; years <= most_years; years++) {
        const struct calendar_days *past = calendar_past_month(state, day, years);
        int32_t then = years_before(day, years);
        for (size_t i = 0; i < past->count && count < max; i++)
            if (past->entries[i].first <= then && past->entries[i].last >= then &&
                calendar_is_memory(&past->entries[i], years))
                out[count++] = (struct calendar_memory){&past->entries[i], years};
    }
    return count;
}
