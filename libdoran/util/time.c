#include <doran/calendar.h>
#include <doran/time.h>

#include <string.h>
#include <time.h>

#define FRACTION_DIGITS_MAX 9
#define YEAR_1_SECONDS INT64_C(-62135596800)    /* 0001-01-01T00:00:00Z */
#define YEAR_9999_SECONDS INT64_C(253402300799) /* 9999-12-31T23:59:59Z */
#define SECONDS_PER_DAY 86400

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

/* Times are a large part of what travels, and the C library's calendar asks for locks and zones: the calendar's own days and
 * wall times do not. */

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
    doran_wall_format(doran_wall_of_seconds(seconds), out);
    out[19] = '.';
    for (int at = 25; at > 19; at--, micros /= 10)
        out[at] = (char)('0' + micros % 10);
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

bool doran_time_parse(const char *text, size_t length, doran_time *out)
{
    if (text == NULL)
        return false;
    struct reader reader = {.at = text, .end = text + length, .ok = true};
    struct doran_date date;
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
    if (!reader.ok || reader.at != reader.end || date.day < 1 ||
        date.day > doran_month_days(date.year, date.month) || hour > 23 || minute > 59 || second > 60)
        return false;
    bool leap_second = second == 60;
    int64_t seconds = doran_wall_seconds((struct doran_wall){date, hour, minute, second}) - offset;
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
