#include <doran/calendar.h>

#define YEAR_LAST 9999

bool doran_date_valid(struct doran_date date)
{
    return date.year >= 1 && date.year <= YEAR_LAST && date.day >= 1 &&
           date.day <= doran_month_days(date.year, date.month);
}

int doran_month_days(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    if (month < 1 || month > 12)
        return 0;
    return month == 2 && leap ? 29 : days[month - 1];
}

/* `count` digits at `text` as a number, -1 when there are others among them. */
static int digits_of(const char *text, int count)
{
    int value = 0;
    for (int i = 0; i < count; i++) {
        if (text[i] < '0' || text[i] > '9')
            return -1;
        value = value * 10 + (text[i] - '0');
    }
    return value;
}

static void put_digits(char *out, int count, int value)
{
    while (count-- > 0) {
        out[count] = (char)('0' + value % 10);
        value /= 10;
    }
}

bool doran_date_parse(const char *text, size_t length, struct doran_date *out)
{
    if (text == NULL || length != DORAN_DATE_TEXT_MAX - 1 || text[4] != '-' || text[7] != '-')
        return false;
    struct doran_date date = {digits_of(text, 4), digits_of(text + 5, 2), digits_of(text + 8, 2)};
    if (!doran_date_valid(date))
        return false;
    *out = date;
    return true;
}

char *doran_date_format(struct doran_date date, char out[DORAN_DATE_TEXT_MAX])
{
    put_digits(out, 4, date.year);
    out[4] = '-';
    put_digits(out + 5, 2, date.month);
    out[7] = '-';
    put_digits(out + 8, 2, date.day);
    out[10] = '\0';
    return out;
}

static int32_t floor_div(int32_t value, int32_t by)
{
    return value / by - (value % by < 0);
}

/* Days are counted in eras of 400 years, which are all alike, and in years that begin on March 1st, so
 * that the odd day of a leap year is the last. */
#define DAYS_PER_ERA 146097
#define DAYS_BEFORE_1970 719468 /* From 0000-03-01 to 1970-01-01. */

int32_t doran_date_number(struct doran_date date)
{
    int32_t months = date.year * 12 + date.month - 3; /* Since March of year 0. */
    int32_t year = floor_div(months, 12);
    int32_t month = months - year * 12;
    int32_t era = floor_div(year, 400);
    int32_t year_of_era = year - era * 400;
    /* The months from March have 31 30 31 30 31 days, twice and a bit: 153 in each five. */
    int32_t day_of_year = (153 * month + 2) / 5 + date.day - 1;
    return era * DAYS_PER_ERA + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year -
           DAYS_BEFORE_1970;
}

struct doran_date doran_date_of_number(int32_t number)
{
    int32_t days = number + DAYS_BEFORE_1970;
    int32_t era = floor_div(days, DAYS_PER_ERA);
    int32_t day_of_era = days - era * DAYS_PER_ERA;
    /* Without its leap days, an era is 400 times 365 days: they come every 1461 days but every 36524 and on the last. */
    int32_t year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / (DAYS_PER_ERA - 1)) / 365;
    int32_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int32_t month = (5 * day_of_year + 2) / 153;
    int32_t year = era * 400 + year_of_era;
    return (struct doran_date){.year = month >= 10 ? year + 1 : year,
                               .month = month >= 10 ? month - 9 : month + 3,
                               .day = day_of_year - (153 * month + 2) / 5 + 1};
}

enum doran_weekday doran_date_weekday(struct doran_date date)
{
    int32_t from_monday = doran_date_number(date) + 3; /* 1970-01-01 was a Thursday. */
    return (enum doran_weekday)(from_monday - floor_div(from_monday, 7) * 7 + 1);
}

int doran_date_compare(struct doran_date a, struct doran_date b)
{
    int32_t left = doran_date_number(a), right = doran_date_number(b);
    return (left > right) - (left < right);
}

struct doran_date doran_date_add_days(struct doran_date date, int days)
{
    return doran_date_of_number(doran_date_number(date) + days);
}

struct doran_date doran_date_add_months(struct doran_date date, int months)
{
    struct doran_date moved = doran_month_first(doran_month_number(date) + months);
    int last = doran_month_days(moved.year, moved.month);
    moved.day = date.day < last ? date.day : last;
    return moved;
}

int doran_date_week(struct doran_date date, int *year)
{
    /* The week belongs to the year its Thursday is in (ISO 8601). */
    struct doran_date thursday = doran_date_add_days(date, DORAN_THURSDAY - (int)doran_date_weekday(date));
    if (year != NULL)
        *year = thursday.year;
    return (doran_date_number(thursday) - doran_date_number((struct doran_date){thursday.year, 1, 1})) / 7 +
           1;
}

int32_t doran_month_number(struct doran_date date)
{
    return date.year * 12 + date.month - 1;
}

struct doran_date doran_month_first(int32_t month)
{
    int32_t year = floor_div(month, 12);
    return (struct doran_date){year, month - year * 12 + 1, 1};
}

/* ---- Wall times ---- */

#define SECONDS_PER_DAY 86400

bool doran_wall_parse(const char *text, size_t length, struct doran_wall *out)
{
    struct doran_wall wall;
    if (text == NULL || length != DORAN_WALL_TEXT_MAX - 1 || text[10] != 'T' || text[13] != ':' ||
        text[16] != ':' || !doran_date_parse(text, DORAN_DATE_TEXT_MAX - 1, &wall.date))
        return false;
    wall.hour = digits_of(text + 11, 2);
    wall.minute = digits_of(text + 14, 2);
    wall.second = digits_of(text + 17, 2);
    if (wall.hour < 0 || wall.hour > 23 || wall.minute < 0 || wall.minute > 59 || wall.second < 0 ||
        wall.second > 59)
        return false;
    *out = wall;
    return true;
}

char *doran_wall_format(struct doran_wall wall, char out[DORAN_WALL_TEXT_MAX])
{
    doran_date_format(wall.date, out);
    out[10] = 'T';
    put_digits(out + 11, 2, wall.hour);
    out[13] = ':';
    put_digits(out + 14, 2, wall.minute);
    out[16] = ':';
    put_digits(out + 17, 2, wall.second);
    out[19] = '\0';
    return out;
}

bool doran_when_parse(const char *text, bool all_day, struct doran_wall *out)
{
    size_t length = 0;
    while (text != NULL && length < DORAN_WALL_TEXT_MAX && text[length] != '\0')
        length++;
    struct doran_wall wall = {0};
    if (all_day ? !doran_date_parse(text, length, &wall.date) : !doran_wall_parse(text, length, &wall))
        return false;
    *out = wall;
    return true;
}

char *doran_when_format(struct doran_wall wall, bool all_day, char out[DORAN_WALL_TEXT_MAX])
{
    return all_day ? doran_date_format(wall.date, out) : doran_wall_format(wall, out);
}

int doran_wall_compare(struct doran_wall a, struct doran_wall b)
{
    int64_t left = doran_wall_seconds(a), right = doran_wall_seconds(b);
    return (left > right) - (left < right);
}

int64_t doran_wall_seconds(struct doran_wall wall)
{
    return (int64_t)doran_date_number(wall.date) * SECONDS_PER_DAY + wall.hour * 3600 + wall.minute * 60 +
           wall.second;
}

struct doran_wall doran_wall_of_seconds(int64_t seconds)
{
    int64_t days = seconds / SECONDS_PER_DAY - (seconds % SECONDS_PER_DAY < 0);
    int rest = (int)(seconds - days * SECONDS_PER_DAY);
    return (struct doran_wall){doran_date_of_number((int32_t)days), rest / 3600, rest / 60 % 60, rest % 60};
}

struct doran_wall doran_wall_add(struct doran_wall wall, int64_t seconds)
{
    return doran_wall_of_seconds(doran_wall_seconds(wall) + seconds);
}
