#include <doran/time.h>

#include <stdio.h>
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
    time_t whole = (time_t)seconds;
    struct tm parts;
    gmtime_r(&whole, &parts);
    /* Unsigned with a modulus, so that the compiler sees that everything fits. */
    snprintf(out, DORAN_TIME_TEXT_MAX, "%04u-%02u-%02uT%02u:%02u:%02u.%06uZ",
             (unsigned)(parts.tm_year + 1900) % 10000u, (unsigned)(parts.tm_mon + 1) % 100u,
             (unsigned)parts.tm_mday % 100u, (unsigned)parts.tm_hour % 100u, (unsigned)parts.tm_min % 100u,
             (unsigned)parts.tm_sec % 100u, (unsigned)micros % 1000000u);
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

static bool is_date(const struct tm *parts)
{
    int year = parts->tm_year + 1900;
    int month = parts->tm_mon + 1;
    return month >= 1 && month <= 12 && parts->tm_mday >= 1 && parts->tm_mday <= days_of_month(year, month);
}

bool doran_time_parse(const char *text, size_t length, doran_time *out)
{
    if (text == NULL)
        return false;
    struct reader reader = {.at = text, .end = text + length, .ok = true};
    struct tm parts = {0};
    parts.tm_year = read_number(&reader, 4) - 1900;
    read_one_of(&reader, "-");
    parts.tm_mon = read_number(&reader, 2) - 1;
    read_one_of(&reader, "-");
    parts.tm_mday = read_number(&reader, 2);
    read_one_of(&reader, "Tt");
    parts.tm_hour = read_number(&reader, 2);
    read_one_of(&reader, ":");
    parts.tm_min = read_number(&reader, 2);
    read_one_of(&reader, ":");
    parts.tm_sec = read_number(&reader, 2);
    int64_t micros = read_fraction(&reader);
    int64_t offset = read_offset(&reader);
    if (!reader.ok || reader.at != reader.end || !is_date(&parts) || parts.tm_hour > 23 ||
        parts.tm_min > 59 || parts.tm_sec > 60)
        return false;
    bool leap_second = parts.tm_sec == 60;
    int64_t seconds = (int64_t)timegm(&parts) - offset;
    /* RFC 3339 §5.7: a 60th second is the last of a UTC day. Our clock has none, it is the next day's first.
     */
    if (leap_second && seconds % 86400 != 0)
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
