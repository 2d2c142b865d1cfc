/* Which IANA time zone a TZID of a file means (RFC 5545 §3.2.19: the name is the writer's own). */
#ifndef DORAN_CALENDAR_ICS_ZONES_H
#define DORAN_CALENDAR_ICS_ZONES_H

#include <doran/arena.h>

#include <stdbool.h>
#include <stddef.h>

enum ics_zone_how {
    ICS_ZONE_exact,  /* It is an IANA name, or has one in it. */
    ICS_ZONE_mapped, /* By Windows' names or by what the file says about its offsets. */
    ICS_ZONE_unknown /* The family's was taken. */
};

/* What the latest observance of a kind says (RFC 5545 §3.6.5). */
struct ics_observance {
    bool seen;
    char start[16]; /* DTSTART as written: later ones compare greater. */
    int offset;     /* TZOFFSETTO in minutes. */
    int month;      /* 1–12, when it begins each year. */
    bool ended;     /* It does not come back in our days. */
};

/* A VTIMEZONE as far as it is needed. */
struct ics_zone {
    const char *tzid;
    const char *location; /* X-LIC-LOCATION, or NULL. */
    struct ics_observance standard, daylight;
    const char *zone; /* What it was found to be, NULL before. */
    enum ics_zone_how how;
};

/* Those of one file. Zero-initialise, then set `family` and `arena`. */
struct ics_zones {
    const char *family;
    struct doran_arena *arena;
    struct ics_zone *items; /* At most DORAN_ICS_ZONES_MAX. */
    size_t count;
    struct ics_zone *last; /* The one last found, tried first. */
    struct ics_zone *open; /* The VTIMEZONE that is being read, or NULL. */
    struct ics_observance part;
    bool in_part, part_daylight;
};

/* One unfolded line within a VTIMEZONE, its BEGIN and END included. False without memory. */
bool ics_zones_line(struct ics_zones *zones, const char *line, size_t length);
/* The IANA zone of a name; `how` is set. NULL without memory only. */
const char *ics_zones_find(struct ics_zones *zones, const char *tzid, enum ics_zone_how *how);

#endif
