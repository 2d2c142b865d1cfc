#include <doran/time.h>

#include <string.h>
#include <time.h>

#define FRACTION_DIGITS_MAX 9
#define YEAR_1_SECONDS INT64_C(-62135596800)    /* 0001-01-01T00:00:00Z */
#define YEAR_9999_SECONDS INT64_C(253402300799) /* 9999-12-31T23:59:59Z */

static int64_t read_clock(clockid_t clock)
{
    struct timespec now;
    clock_gettime(clock, &now);
    return (int64_t)now.tv_sec * DORAN_SECOND + now.tv_nsec / 1000;
}

doran_time doran_time_now(void)
{
    return read_clock(CLOCK_REALTIME);
}

int64_t doran_time_monotonic(void)
{
    return read_clock(CLOCK_MONOTONIC);
}

/* Times are a large part of what travels, and the C library's calendar asks for locks and zones; hence one of
 * our own. It counts in eras of 400 years, which are all alike (146097 days), and in years that begin on
 * March 1st, so that the odd day of a leap year is the last. */
#define SECONDS_PER_DAY 86400
#define DAYS_PER_ERA 146097
#define DAYS_BEFORE_1970 719468 /* From 0000-03-01 to 1970-01-01. */

struct date {
    int year, month, day;
};

static int64_t floor_div(int64_t value, int64_t by)
{
    return value / by - (value % by < 0);
}

/* The days since 1970-01-01 of a date of the Gregorian calendar. */
static int64_t day_of_date(struct date date)
{
    int64_t year = date.month <= 2 ? date.year - 1 : date.year;
    int64_t month = date.month <= 2 ? date.month + 9 : date.month - 3; /* March is 0. */
    int64_t era = floor_div(year, 400);
    int64_t year_of_era = year - era * 400;
    /* The months from March have 31 30 31 30 31 days, twice and a bit: 153 in each five. */
    int64_t day_of_year = (153 * month + 2) / 5 + date.day - 1;
    int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * DAYS_PER_ERA + day_of_era - DAYS_BEFORE_1970;
}

static struct date date_of_day(int64_t days)
{
    days += DAYS_BEFORE_1970;
    int64_t era = floor_div(days, DAYS_PER_ERA);
    int64_t day_of_era = days - era * DAYS_PER_ERA;
    /* Without its leap days, an era is 400 times 365 days: they come every 1461 days but every 36524 and on
     * the last. */
    int64_t year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / (DAYS_PER_ERA - 1)) / 365;
    int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t month = (5 * day_of_year + 2) / 153;
    int64_t year = era * 400 + year_of_era;
    return (struct date){.year = (int)(month >= 10 ? year + 1 : year),
                         .month = (int)(month >= 10 ? month - 9 : month + 3),
                         .day = (int)(day_of_year - (153 * month + 2) / 5 + 1)};
}

static inline void put_digits(char *out, int digits, unsigned value)
{
    while (digits-- > 0) {
        out[digits] = (char)('0' + value % 10);
        value /= 10;
    }
}

char *doran_time_format(doran_time time, char out[DORAN_TIME_TEXT_MAX])
{
    int64_t seconds = time / DORAN_SECOND;
    int64_t micros = time % DORAN_SECOND;
    if (micros < 0) {
        micros += DORAN_SECOND;
        seconds--;
    }
    if (seconds < YEAR_1_SECONDS) {
        seconds = YEAR_1_SECONDS;
        micros = 0;
    } else if (seconds > YEAR_9999_SECONDS) {
        seconds = YEAR_9999_SECONDS;
        micros = DORAN_SECOND - 1;
    }
    int64_t days = floor_div(seconds, SECONDS_PER_DAY);
    unsigned rest = (unsigned)(seconds - days * SECONDS_PER_DAY);
    struct date date = date_of_day(days);
    put_digits(out, 4, (unsigned)date.year);
    out[4] = '-';
    put_digits(out + 5, 2, (unsigned)date.month);
    out[7] = '-';
    put_digits(out + 8, 2, (unsigned)date.day);
    out[10] = 'T';
    put_digits(out + 11, 2, rest / 3600);
    out[13] = ':';
    put_digits(out + 14, 2, rest / 60 % 60);
    out[16] = ':';
    put_digits(out + 17, 2, rest % 60);
    out[19] = '.';
    put_digits(out + 20, 6, (unsigned)micros);
    out[26] = 'Z';
    out[27] = '\0';
    return out;
}

/* What is still to be read. Every reader leaves `ok` false when the text does not go on as it must. */
struct reader {
    const char *at;
    const char *end;
    bool ok;
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static int read_number(struct reader *reader, int digits)
{
    int value = 0;
    for (int i = 0; i < digits; i++) {
        if (!reader->ok || reader->at == reader->end || !is_digit(*reader->at)) {
            reader->ok = false;
            return 0;
        }
        value = value * 10 + (*reader->at++ - '0');
    }
    return value;
}

/* One of `choices`, which is returned; 0 when there is something else. */
static char read_one_of(struct reader *reader, const char *choices)
{
    if (!reader->ok || reader->at == reader->end || *reader->at == '\0' ||
        strchr(choices, *reader->at) == NULL) {
        reader->ok = false;
        return '\0';
    }
    return *reader->at++;
}

/* time-secfrac, in microseconds; what is finer is cut off. */
static int64_t read_fraction(struct reader *reader)
{
    if (!reader->ok || reader->at == reader->end || *reader->at != '.')
        return 0;
    reader->at++;
    int64_t micros = 0;
    int digits = 0;
    for (; reader->at < reader->end && is_digit(*reader->at); digits++) {
        int digit = *reader->at++ - '0';
        if (digits < 6)
            micros = micros * 10 + digit;
    }
    reader->ok = digits >= 1 && digits <= FRACTION_DIGITS_MAX;
    for (; digits < 6; digits++)
        micros *= 10;
    return micros;
}

/* time-offset, in seconds east of UTC. */
static int64_t read_offset(struct reader *reader)
{
    char sign = read_one_of(reader, "Zz+-");
    if (!reader->ok || sign == 'Z' || sign == 'z')
        return 0;
    int hours = read_number(reader, 2);
    read_one_of(reader, ":");
    int minutes = read_number(reader, 2);
    if (hours > 23 || minutes > 59)
        reader->ok = false;
    int64_t seconds = (int64_t)hours * 3600 + (int64_t)minutes * 60;
    return sign == '-' ? -seconds : seconds;
}

static int days_of_month(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return month == 2 && leap ? 29 : days[month - 1];
}

static bool is_date(struct date date)
{
    return date.month >= 1 && date.month <= 12 && date.day >= 1 &&
           date.day <= days_of_month(date.year, date.month);
}

bool doran_time_parse(const char *text, size_t length, doran_time *out)
{
    if (text == NULL)
        return false;
    struct reader reader = {.at = text, .end = text + length, .ok = true};
    struct date date;
    date.year = read_number(&reader, 4);
    read_one_of(&reader, "-");
    date.month = read_number(&reader, 2);
    read_one_of(&reader, "-");
    date.day = read_number(&reader, 2);
    read_one_of(&reader, "Tt");
    int hour = read_number(&reader, 2);
    read_one_of(&reader, ":");
    int minute = read_number(&reader, 2);
    read_one_of(&reader, ":");
    int second = read_number(&reader, 2);
    int64_t micros = read_fraction(&reader);
    int64_t offset = read_offset(&reader);
    if (!reader.ok || reader.at != reader.end || !is_date(date) || hour > 23 || minute > 59 || second > 60)
        return false;
    bool leap_second = second == 60;
    int64_t seconds = day_of_date(date) * SECONDS_PER_DAY + hour * 3600 + minute * 60 + second - offset;
    /* RFC 3339 §5.7: a 60th second is the last of a UTC day. Our clock has none, it is the next day's first.
     */
    if (leap_second && seconds % SECONDS_PER_DAY != 0)
        return false;
    if (seconds < YEAR_1_SECONDS || seconds > YEAR_9999_SECONDS)
        return false;
    *out = seconds * DORAN_SECOND + micros;
    return true;
}

struct doran_ago doran_time_ago(doran_time time, doran_time now)
{
    static const struct {
        int64_t under;
        int64_t step;
        enum doran_ago_unit unit;
    } steps[] = {
        {DORAN_HOUR, DORAN_MINUTE, DORAN_AGO_minutes},
        {DORAN_DAY, DORAN_HOUR, DORAN_AGO_hours},
        {7 * DORAN_DAY, DORAN_DAY, DORAN_AGO_days},
    };
    int64_t passed;
    if (__builtin_sub_overflow(now, time, &passed))
        return (struct doran_ago){now < time ? DORAN_AGO_now : DORAN_AGO_date, 0};
    if (passed < DORAN_MINUTE)
        return (struct doran_ago){DORAN_AGO_now, 0};
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
        if (passed < steps[i].under)
            return (struct doran_ago){steps[i].unit, (int)(passed / steps[i].step)};
    }
    return (struct doran_ago){DORAN_AGO_date, 0};
}
