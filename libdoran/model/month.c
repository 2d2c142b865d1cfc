/* Months as they travel, "2026-11". */
#include <doran/calendar.h>
#include <doran/mission.h>

#include <stdio.h>
#include <string.h>

#define MONTHS 12
#define YEAR_MAX 9999
#define FARTHEST                                                                                             \
    (14 * DORAN_HOUR) /* No zone of the IANA database is further from UTC, now or in this century. */

static bool read_month(const char *text, int *year, int *month)
{
    static const char form[] = "dddd-dd";
    for (size_t i = 0; i < sizeof form; i++) {
        bool digit = text[i] >= '0' && text[i] <= '9';
        if (form[i] == 'd' ? !digit : text[i] != form[i])
            return false;
    }
    *year = (text[0] - '0') * 1000 + (text[1] - '0') * 100 + (text[2] - '0') * 10 + text[3] - '0';
    *month = (text[5] - '0') * 10 + text[6] - '0';
    return *year >= 1 && *month >= 1 && *month <= MONTHS;
}

static void write_month(int year, int month, char out[DORAN_MONTH_LENGTH + 1])
{
    char text[32];
    snprintf(text, sizeof text, "%04d-%02d", year, month);
    memcpy(out, text, DORAN_MONTH_LENGTH);
    out[DORAN_MONTH_LENGTH] = '\0';
}

bool doran_month_valid(const char *text)
{
    int year, month;
    return text != NULL && read_month(text, &year, &month);
}

bool doran_month_of(doran_time at, const char *zone, char out[DORAN_MONTH_LENGTH + 1])
{
    const struct doran_zone *found = doran_zone_find(zone);
    if (found == NULL)
        return false;
    struct doran_date date = doran_zone_date(found, at);
    write_month(date.year, date.month, out);
    return true;
}

void doran_month_add(const char *text, int count, char out[DORAN_MONTH_LENGTH + 1])
{
    int year = 1, month = 1;
    read_month(text, &year, &month);
    int64_t months = (int64_t)year * MONTHS + month - 1 + count;
    if (months < MONTHS)
        months = MONTHS;
    if (months > YEAR_MAX * MONTHS + MONTHS - 1)
        months = YEAR_MAX * MONTHS + MONTHS - 1;
    write_month((int)(months / MONTHS), (int)(months % MONTHS) + 1, out);
}

void doran_month_id(const char *text, char out[37])
{
    int year = 0, month = 0;
    read_month(text, &year, &month);
    snprintf(out, 37, "00000000-0000-0000-0000-000000%04u%02u", (unsigned)year % (YEAR_MAX + 1),
             (unsigned)month % (MONTHS + 1));
}

doran_time doran_month_border(const char *text, bool end)
{
    char month[DORAN_MONTH_LENGTH + 1], day[32];
    doran_time at = 0;
    doran_month_add(text, end ? 1 : 0, month);
    int length = snprintf(day, sizeof day, "%s-01T00:00:00Z", month);
    if (!doran_time_parse(day, (size_t)length, &at))
        return end ? INT64_MAX : INT64_MIN;
    return end ? at + FARTHEST : at - FARTHEST;
}
