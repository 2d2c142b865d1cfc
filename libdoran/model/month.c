/* Months as they travel, "2026-11". */
#include <doran/calendar.h>
#include <doran/mission.h>

#include <stdio.h>
#include <string.h>

#define MONTHS 12
#define YEAR_MAX 9999
#define FARTHEST                                                                                             \
    (14 * DORAN_HOUR) /* No zone of the IANA database is further from UTC, now or in this century. */

/* The first day of a month. */
static bool read_month(const char *text, struct doran_date *out)
{
    char day[DORAN_DATE_TEXT_MAX] = "2026-11-01";
    if (strnlen(text, DORAN_MONTH_LENGTH + 1) != DORAN_MONTH_LENGTH)
        return false;
    memcpy(day, text, DORAN_MONTH_LENGTH);
    return doran_date_parse(day, DORAN_DATE_TEXT_MAX - 1, out);
}

static void write_month(struct doran_date date, char out[DORAN_MONTH_LENGTH + 1])
{
    char day[DORAN_DATE_TEXT_MAX];
    memcpy(out, doran_date_format(date, day), DORAN_MONTH_LENGTH);
    out[DORAN_MONTH_LENGTH] = '\0';
}

bool doran_month_valid(const char *text)
{
    struct doran_date first;
    return text != NULL && read_month(text, &first);
}

bool doran_month_of(doran_time at, const char *zone, char out[DORAN_MONTH_LENGTH + 1])
{
    const struct doran_zone *found = doran_zone_find(zone);
    if (found == NULL)
        return false;
    write_month(doran_zone_date(found, at), out);
    return true;
}

void doran_month_add(const char *text, int count, char out[DORAN_MONTH_LENGTH + 1])
{
    struct doran_date first = {1, 1, 1};
    const int32_t least = doran_month_number(first),
                  most = doran_month_number((struct doran_date){YEAR_MAX, 12, 1});
    read_month(text, &first);
    int64_t month = (int64_t)doran_month_number(first) + count;
    month = month < least ? least : month > most ? most : month;
    write_month(doran_month_first((int32_t)month), out);
}

void doran_month_id(const char *text, char out[37])
{
    struct doran_date first = {0};
    read_month(text, &first);
    snprintf(out, 37, "00000000-0000-0000-0000-000000%04u%02u", (unsigned)first.year % (YEAR_MAX + 1),
             (unsigned)first.month % (MONTHS + 1));
}

doran_time doran_month_border(const char *text, bool end)
{
    struct doran_date first = {1, 1, 1};
    read_month(text, &first);
    first.month += end ? 1 : 0;
    doran_time at = doran_date_number(first) * DORAN_DAY;
    return end ? at + FARTHEST : at - FARTHEST;
}
