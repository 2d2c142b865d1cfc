#include "libdoran/calendar/zone.h"

#include <doran/rules.h>

#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define ZONES "/usr/share/zoneinfo/"
#define BUCKETS 128
#define ZONES_MAX                                                                                            \
    2048 /* The database has about 600 names; "Area/Place" in other cases of letters are none of it. */
#define REACH (26 * 3600) /* No zone is further from UTC, in seconds. */

/* Zones are read once and then only looked at: a bucket's list grows at its head, under the lock, and is read without. */
static struct {
    pthread_mutex_t lock;
    _Atomic(const struct doran_zone *) buckets[BUCKETS];
    size_t count;
} known = {.lock = PTHREAD_MUTEX_INITIALIZER};

static const struct zone_type utc_type = {.name = "UTC"};
static const struct doran_zone utc = {.name = "UTC", .types = &utc_type};

const struct doran_zone *doran_zone_utc(void)
{
    return &utc;
}

static size_t bucket_of(const char *name)
{
    size_t hash = 5381;
    while (*name != '\0')
        hash = hash * 33 + (unsigned char)*name++;
    return hash % BUCKETS;
}

static const struct doran_zone *find_in(size_t bucket, const char *name)
{
    const struct doran_zone *zone = atomic_load_explicit(&known.buckets[bucket], memory_order_acquire);
    while (zone != NULL && strcmp(zone->name, name) != 0)
        zone = zone->next;
    return zone;
}

/* The whole file, malloc'ed; NULL when it cannot be read or is too large. */
static unsigned char *read_file(const char *path, size_t *length)
{
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    struct stat status;
    unsigned char *bytes = NULL;
    *length = 0;
    if (file >= 0 && fstat(file, &status) == 0 && S_ISREG(status.st_mode) && status.st_size > 0 &&
        status.st_size <= ZONE_FILE_MAX)
        bytes = malloc((size_t)status.st_size);
    while (bytes != NULL && *length < (size_t)status.st_size) {
        ssize_t got = read(file, bytes + *length, (size_t)status.st_size - *length);
        if (got <= 0)
            break;
        *length += (size_t)got;
    }
    if (file >= 0)
        close(file);
    return bytes;
}

static struct doran_zone *load(const char *name)
{
    char path[sizeof ZONES + ZONE_NAME_MAX];
    snprintf(path, sizeof path, ZONES "%s", name);
    size_t length;
    unsigned char *bytes = read_file(path, &length);
    struct doran_zone *zone = bytes != NULL ? calloc(1, sizeof *zone) : NULL;
    if (zone != NULL && !zone_read(bytes, length, zone)) {
        free(zone);
        zone = NULL;
    }
    if (zone != NULL)
        snprintf(zone->name, sizeof zone->name, "%s", name);
    free(bytes);
    return zone;
}

const struct doran_zone *doran_zone_find(const char *name)
{
    if (name == NULL || strnlen(name, ZONE_NAME_MAX + 1) > ZONE_NAME_MAX)
        return NULL;
    size_t bucket = bucket_of(name);
    const struct doran_zone *found = find_in(bucket, name);
    if (found != NULL || !doran_time_zone_known(name))
        return found;
    pthread_mutex_lock(&known.lock);
    found = find_in(bucket, name);
    struct doran_zone *loaded = found == NULL && known.count < ZONES_MAX ? load(name) : NULL;
    if (loaded != NULL) {
        loaded->next = atomic_load_explicit(&known.buckets[bucket], memory_order_relaxed);
        atomic_store_explicit(&known.buckets[bucket], loaded, memory_order_release);
        known.count++;
        found = loaded;
    }
    pthread_mutex_unlock(&known.lock);
    return found;
}

const struct doran_zone *doran_zone_or_utc(const char *name)
{
    const struct doran_zone *zone = doran_zone_find(name);
    return zone != NULL ? zone : doran_zone_utc();
}

/* The type at an instant, and from when until when it holds; seconds UTC. */
static const struct zone_type *type_at(const struct doran_zone *zone, int64_t seconds, int64_t *since,
                                       int64_t *until)
{
    size_t low = 0, high = zone->transition_count; /* The first transition after the instant. */
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (zone->transitions[middle] <= seconds)
            low = middle + 1;
        else
            high = middle;
    }
    bool after_all = low == zone->transition_count;
    *since = low > 0 ? zone->transitions[low - 1] : INT64_MIN;
    *until = after_all ? INT64_MAX : zone->transitions[low];
    if (after_all && zone->rule.present) {
        int64_t ruled_since;
        const struct zone_type *type = zone_rule_at(&zone->rule, seconds, &ruled_since, until);
        if (ruled_since > *since)
            *since = ruled_since;
        return type;
    }
    return low > 0 ? &zone->types[zone->type_of[low - 1]] : &zone->types[0];
}

static int64_t seconds_of(doran_time at)
{
    return at / DORAN_SECOND - (at % DORAN_SECOND < 0);
}

int doran_zone_offset(const struct doran_zone *zone, doran_time at)
{
    int64_t since, until;
    return type_at(zone, seconds_of(at), &since, &until)->offset;
}

struct doran_zone_span doran_zone_span(const struct doran_zone *zone, doran_time at, doran_time *next)
{
    int64_t since, until;
    const struct zone_type *type = type_at(zone, seconds_of(at), &since, &until);
    struct doran_zone_span span = {.from = since == INT64_MIN ? INT64_MIN : since * DORAN_SECOND,
                                   .offset = type->offset,
                                   .daylight = type->daylight};
    memcpy(span.name, type->name, sizeof span.name);
    if (next != NULL)
        *next = until == INT64_MAX ? INT64_MAX : until * DORAN_SECOND;
    return span;
}

doran_time doran_zone_instant(const struct doran_zone *zone, struct doran_wall wall)
{
    /* From the span before any that this wall time may be in, span by span: in the first that shows it, it is. When one is
     * over before it would show it, and the next has shown it already, the wall time is skipped. */
    int64_t shown = doran_wall_seconds(wall);
    int64_t since, until;
    const struct zone_type *type = type_at(zone, shown - REACH, &since, &until);
    while (until != INT64_MAX && shown - type->offset >= until) {
        int64_t gap_at = until;
        const struct zone_type *next = type_at(zone, until, &since, &until);
        if (shown - next->offset < gap_at)
            break;
        type = next;
    }
    return (shown - type->offset) * DORAN_SECOND;
}

struct doran_wall doran_zone_wall(const struct doran_zone *zone, doran_time at)
{
    return doran_wall_of_seconds(seconds_of(at) + doran_zone_offset(zone, at));
}

struct doran_date doran_zone_date(const struct doran_zone *zone, doran_time at)
{
    return doran_zone_wall(zone, at).date;
}

int32_t doran_zone_month(const struct doran_zone *zone, doran_time at)
{
    return doran_month_number(doran_zone_date(zone, at));
}

doran_time doran_zone_day_start(const struct doran_zone *zone, struct doran_date date)
{
    struct doran_wall midnight = {.date = date};
    doran_time at = doran_zone_instant(zone, midnight);
    /* A skipped midnight is read into the day, past the first moment there is: that is where the span begins. */
    int64_t since, until;
    type_at(zone, seconds_of(at), &since, &until);
    bool skipped = doran_wall_compare(doran_zone_wall(zone, at), midnight) != 0;
    return skipped && since != INT64_MIN ? since * DORAN_SECOND : at;
}
