/* Names of time zones, from surest to least sure: the name itself, its end behind a "/", X-LIC-LOCATION, Windows' name
 * (Unicode CLDR windowsZones, through ICU), the offsets of the VTIMEZONE or in the name, the family's zone. */
#include "libdoran/calendar/ics_zones.h"

#include "libdoran/calendar/ics_lines.h"

#include <doran/ics.h>
#include <doran/rules.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unicode/ucal.h>
#include <unicode/ustring.h>

#define TZID_MAX 256        /* Bytes of a name that is compared. */
#define OUR_DAYS "20200101" /* An observance that ended before says nothing about today. */
#define DAY_MINUTES (24 * 60)

/* Zones whose offsets differ, the likeliest for each. Daylight saving times: minutes added, and the month it begins. */
static const struct {
    const char *zone;
    short standard, daylight;
    signed char month;
} known_offsets[] = {
    {"Asia/Seoul", 540, 0, 0},           {"Asia/Shanghai", 480, 0, 0},
    {"Asia/Bangkok", 420, 0, 0},         {"Asia/Dhaka", 360, 0, 0},
    {"Asia/Kathmandu", 345, 0, 0},       {"Asia/Kolkata", 330, 0, 0},
    {"Asia/Karachi", 300, 0, 0},         {"Asia/Kabul", 270, 0, 0},
    {"Asia/Dubai", 240, 0, 0},           {"Asia/Tehran", 210, 0, 0},
    {"Europe/Moscow", 180, 0, 0},        {"Africa/Johannesburg", 120, 0, 0},
    {"Africa/Lagos", 60, 0, 0},          {"Etc/UTC", 0, 0, 0},
    {"Atlantic/Cape_Verde", -60, 0, 0},  {"America/Sao_Paulo", -180, 0, 0},
    {"America/La_Paz", -240, 0, 0},      {"America/Bogota", -300, 0, 0},
    {"America/Costa_Rica", -360, 0, 0},  {"America/Phoenix", -420, 0, 0},
    {"Pacific/Honolulu", -600, 0, 0},    {"Pacific/Pago_Pago", -660, 0, 0},
    {"Australia/Brisbane", 600, 0, 0},   {"Australia/Darwin", 570, 0, 0},
    {"Pacific/Noumea", 660, 0, 0},       {"Pacific/Fiji", 720, 0, 0},
    {"Pacific/Tongatapu", 780, 0, 0},    {"Europe/London", 0, 60, 3},
    {"Europe/Berlin", 60, 60, 3},        {"Europe/Athens", 120, 60, 3},
    {"America/St_Johns", -210, 60, 3},   {"America/Halifax", -240, 60, 3},
    {"America/New_York", -300, 60, 3},   {"America/Chicago", -360, 60, 3},
    {"America/Denver", -420, 60, 3},     {"America/Los_Angeles", -480, 60, 3},
    {"America/Anchorage", -540, 60, 3},  {"Africa/Cairo", 120, 60, 4},
    {"America/Asuncion", -240, 60, 10},  {"America/Santiago", -240, 60, 9},
    {"Australia/Adelaide", 570, 60, 10}, {"Australia/Sydney", 600, 60, 10},
    {"Pacific/Auckland", 720, 60, 9},
};

/* "+0900", "-033000" in minutes. */
static bool read_offset(const char *text, size_t length, int *out)
{
    int hours = 0, minutes = 0;
    char copy[8];
    if (length < 5 || length >= sizeof copy || (text[0] != '+' && text[0] != '-'))
        return false;
    memcpy(copy, text, length);
    copy[length] = '\0';
    if (strspn(copy + 1, "0123456789") != length - 1 || sscanf(copy + 1, "%2d%2d", &hours, &minutes) != 2)
        return false;
    *out = (text[0] == '-' ? -1 : 1) * (hours * 60 + minutes);
    return abs(*out) < DAY_MINUTES;
}

static void read_rule(struct ics_observance *part, const char *text, size_t length)
{
    char rule[256];
    if (length >= sizeof rule)
        return;
    memcpy(rule, text, length);
    rule[length] = '\0';
    part->ended = false;
    const char *month = strstr(rule, "BYMONTH="), *until = strstr(rule, "UNTIL=");
    if (month != NULL)
        part->month = atoi(month + strlen("BYMONTH="));
    if (until != NULL)
        part->ended = strncmp(until + strlen("UNTIL="), OUR_DAYS, strlen(OUR_DAYS)) < 0;
}

static void part_line(struct ics_observance *part, const char *line, size_t length)
{
    size_t value_length = 0;
    const char *value = ics_line_value(line, length, "DTSTART", &value_length);
    if (value != NULL && value_length >= 8 && value_length < sizeof part->start) {
        memcpy(part->start, value, value_length);
        part->start[value_length] = '\0';
        if (part->month == 0)
            part->month = (value[4] - '0') * 10 + (value[5] - '0');
        if (!part->seen)
            part->ended = strncmp(part->start, OUR_DAYS, strlen(OUR_DAYS)) < 0;
        return;
    }
    value = ics_line_value(line, length, "TZOFFSETTO", &value_length);
    if (value != NULL) {
        read_offset(value, value_length, &part->offset);
        return;
    }
    value = ics_line_value(line, length, "RRULE", &value_length);
    if (value != NULL) {
        part->seen = true; /* Whether it ended is said by the rule. */
        read_rule(part, value, value_length);
    }
}

static void end_part(struct ics_zones *zones)
{
    struct ics_observance *kept = zones->part_daylight ? &zones->open->daylight : &zones->open->standard;
    zones->part.seen = true;
    if (!kept->seen || strcmp(zones->part.start, kept->start) >= 0)
        *kept = zones->part;
}

static struct ics_zone *add(struct ics_zones *zones)
{
    if (zones->items == NULL)
        zones->items = doran_arena_alloc(zones->arena, DORAN_ICS_ZONES_MAX * sizeof *zones->items);
    if (zones->items == NULL || zones->count == DORAN_ICS_ZONES_MAX)
        return NULL;
    return &zones->items[zones->count++];
}

static bool is_line(const char *line, size_t length, const char *text)
{
    return length == strlen(text) && strncasecmp(line, text, length) == 0;
}

bool ics_zones_line(struct ics_zones *zones, const char *line, size_t length)
{
    size_t value_length = 0;
    const char *value;
    if (is_line(line, length, "BEGIN:VTIMEZONE")) {
        zones->open = add(zones);
        zones->in_part = false;
        return zones->items != NULL;
    }
    if (zones->open == NULL)
        return true;
    if (is_line(line, length, "END:VTIMEZONE")) {
        zones->open = NULL;
    } else if (is_line(line, length, "BEGIN:STANDARD") || is_line(line, length, "BEGIN:DAYLIGHT")) {
        zones->in_part = true;
        zones->part_daylight = is_line(line, length, "BEGIN:DAYLIGHT");
        zones->part = (struct ics_observance){0};
    } else if (zones->in_part &&
               (is_line(line, length, "END:STANDARD") || is_line(line, length, "END:DAYLIGHT"))) {
        end_part(zones);
        zones->in_part = false;
    } else if (zones->in_part) {
        part_line(&zones->part, line, length);
    } else if ((value = ics_line_value(line, length, "TZID", &value_length)) != NULL) {
        zones->open->tzid =
            doran_arena_strndup(zones->arena, value, value_length < TZID_MAX ? value_length : TZID_MAX);
        return zones->open->tzid != NULL;
    } else if ((value = ics_line_value(line, length, "X-LIC-LOCATION", &value_length)) != NULL) {
        zones->open->location =
            doran_arena_strndup(zones->arena, value, value_length < TZID_MAX ? value_length : TZID_MAX);
        return zones->open->location != NULL;
    }
    return true;
}

/* The name, or its end behind a "/" if that still has a "/" in it, as "/mozilla.org/20070129_1/Asia/Seoul". */
static const char *known_part(const char *name)
{
    if (doran_time_zone_known(name))
        return name;
    for (const char *slash = strchr(name, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
        if (strchr(slash + 1, '/') != NULL && doran_time_zone_known(slash + 1))
            return slash + 1;
    }
    return NULL;
}

static const char *windows_zone(struct ics_zones *zones, const char *name)
{
    UChar wide[TZID_MAX + 1], found[TZID_MAX];
    UErrorCode status = U_ZERO_ERROR;
    int32_t wide_length = 0;
    u_strFromUTF8(wide, TZID_MAX, &wide_length, name, -1, &status);
    if (U_FAILURE(status))
        return NULL;
    int32_t length = ucal_getTimeZoneIDForWindowsID(wide, wide_length, NULL, found, TZID_MAX - 1, &status);
    if (U_FAILURE(status) || length <= 0)
        return NULL;
    char text[TZID_MAX];
    u_strToUTF8(text, sizeof text, NULL, found, length, &status);
    if (U_FAILURE(status) || !doran_time_zone_known(text))
        return NULL;
    return doran_arena_strdup(zones->arena, text);
}

static const char *zone_of_offsets(struct ics_zones *zones, int standard, int daylight, int month)
{
    const char *family = NULL, *found = NULL;
    for (size_t i = 0; i < sizeof known_offsets / sizeof known_offsets[0]; i++) {
        bool same = known_offsets[i].standard == standard && known_offsets[i].daylight == daylight &&
                    (daylight == 0 || known_offsets[i].month == month);
        if (same && strcmp(known_offsets[i].zone, zones->family) == 0)
            family = known_offsets[i].zone;
        if (same && found == NULL)
            found = known_offsets[i].zone;
    }
    if (family != NULL || found != NULL)
        return family != NULL ? family : found;
    if (daylight != 0 || standard % 60 != 0 || standard < -12 * 60 || standard > 14 * 60)
        return NULL;
    /* POSIX signs: what is east of Greenwich is written with a minus. */
    return doran_arena_printf(zones->arena, "Etc/GMT%+d", -standard / 60);
}

/* "(UTC+09:00) Seoul", "GMT-0330", "UTC+9". */
static const char *offset_in_name(struct ics_zones *zones, const char *name)
{
    const char *at = strstr(name, "UTC");
    at = at != NULL ? at : strstr(name, "GMT");
    if (at == NULL || (at[3] != '+' && at[3] != '-'))
        return NULL;
    int sign = at[3] == '-' ? -1 : 1, hours = 0, minutes = 0;
    at += 4;
    size_t digits = strspn(at, "0123456789");
    if (digits == 0 || digits > 4)
        return NULL;
    if (digits > 2) {
        int both = atoi(at);
        hours = both / 100;
        minutes = both % 100;
    } else {
        hours = atoi(at);
        if ((at[digits] == ':' || at[digits] == '.') && strspn(at + digits + 1, "0123456789") == 2)
            minutes = atoi(at + digits + 1);
    }
    return zone_of_offsets(zones, sign * (hours * 60 + minutes), 0, 0);
}

static const char *zone_of_rules(struct ics_zones *zones, const struct ics_zone *zone)
{
    if (!zone->standard.seen)
        return NULL;
    bool saves = zone->daylight.seen && !zone->daylight.ended;
    return zone_of_offsets(zones, zone->standard.offset,
                           saves ? zone->daylight.offset - zone->standard.offset : 0,
                           saves ? zone->daylight.month : 0);
}

static void resolve(struct ics_zones *zones, struct ics_zone *zone)
{
    zone->how = ICS_ZONE_exact;
    zone->zone = known_part(zone->tzid);
    if (zone->zone == NULL && zone->location != NULL)
        zone->zone = known_part(zone->location);
    if (zone->zone != NULL)
        return;
    zone->how = ICS_ZONE_mapped;
    zone->zone = windows_zone(zones, zone->tzid);
    if (zone->zone == NULL)
        zone->zone = zone_of_rules(zones, zone);
    if (zone->zone == NULL)
        zone->zone = offset_in_name(zones, zone->tzid);
    if (zone->zone != NULL)
        return;
    zone->how = ICS_ZONE_unknown;
    zone->zone = zones->family;
}

const char *ics_zones_find(struct ics_zones *zones, const char *tzid, enum ics_zone_how *how)
{
    struct ics_zone *zone = zones->last;
    if (zone == NULL || strcmp(zone->tzid, tzid) != 0) {
        zone = NULL;
        for (size_t i = 0; i < zones->count && zone == NULL; i++) {
            if (zones->items[i].tzid != NULL && strcmp(zones->items[i].tzid, tzid) == 0)
                zone = &zones->items[i];
        }
    }
    struct ics_zone passing = {0};
    if (zone == NULL) {
        zone = add(zones);
        zone = zone != NULL ? zone : &passing;
        zone->tzid = doran_arena_strndup(zones->arena, tzid, strnlen(tzid, TZID_MAX));
        if (zone->tzid == NULL) {
            zones->count -= zone != &passing ? 1 : 0;
            return NULL;
        }
    }
    if (zone->zone == NULL)
        resolve(zones, zone);
    if (zone != &passing)
        zones->last = zone;
    *how = zone->how;
    return zone->zone;
}
