/** @file zone.h  A time zone as it was read: the transitions of its file, and the rule for what comes after them. */
#ifndef DORAN_CALENDAR_ZONE_H
#define DORAN_CALENDAR_ZONE_H

#include <doran/calendar.h>

#define ZONE_FILE_MAX (256 * 1024) /* Bytes. */
#define ZONE_NAME_MAX 64           /* As `time_zone` of types.def. */

/* A kind of local time. */
struct zone_type {
    int offset; /* Seconds east of UTC. */
    bool daylight;
    char name[sizeof((struct doran_zone_span){0}.name)];
};

enum zone_day_form { ZONE_DAY_JULIAN, ZONE_DAY_OF_YEAR, ZONE_DAY_OF_MONTH };
/* When in a year the clock changes (POSIX TZ: Jn, n or Mm.w.d, and /time). */
struct zone_change {
    enum zone_day_form form;
    int day, week, month;
    int seconds; /* After local midnight; may be negative or beyond a day (RFC 8536 §3.3.1). */
};
/* The footer of a zone file: what holds after the last transition, year after year. */
struct zone_rule {
    bool present, has_daylight;
    struct zone_type standard, daylight;
    struct zone_change to_daylight, to_standard;
};

struct doran_zone {
    const struct doran_zone *next; /* In its bucket. */
    char name[ZONE_NAME_MAX + 1];
    size_t transition_count;
    const int64_t *transitions;    /* Seconds UTC, rising. */
    const unsigned char *type_of;  /* The type each transition begins. */
    const struct zone_type *types; /* The first holds before all transitions. */
    struct zone_rule rule;
};

/** Reads a zone's file (RFC 8536) into `zone`, whose arrays are malloc'ed. False when it is damaged. */
bool zone_read(const unsigned char *bytes, size_t length, struct doran_zone *zone);
/** Frees the arrays. */
void zone_release(struct doran_zone *zone);
/** Reads a footer, as "EST5EDT,M3.2.0,M11.1.0". */
bool zone_rule_parse(const char *text, size_t length, struct zone_rule *out);
/** What holds at an instant by the rule: the type, since when and until when (seconds UTC). */
const struct zone_type *zone_rule_at(const struct zone_rule *rule, int64_t seconds, int64_t *since,
                                     int64_t *until);

#endif
