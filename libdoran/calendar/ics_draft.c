/* The lines of one event, sorted by a table: what libical parses, what is taken as it stands, what is no loss, and what is
 * told as left out. libical never sees more than the limits allow, nor components other than the event and its alarms. */
#include "libdoran/calendar/ics_item.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum fate {
    FATE_parse,  /* libical. */
    FATE_rule,   /* Ours: the text is kept for the recurrence engine. */
    FATE_colour, /* Ours. */
    FATE_quiet   /* Says nothing that the calendar would show. */
};

/* Sorted by name. What is not here is left out and told, unless it begins with "X-". */
static const struct property_fate {
    const char *name;
    enum fate fate;
} fates[] = {
    {"ACKNOWLEDGED", FATE_quiet},  {"ACTION", FATE_parse},        {"BEGIN", FATE_parse},
    {"CLASS", FATE_quiet},         {"COLOR", FATE_colour},        {"CREATED", FATE_quiet},
    {"DESCRIPTION", FATE_parse},   {"DTEND", FATE_parse},         {"DTSTAMP", FATE_quiet},
    {"DTSTART", FATE_parse},       {"DURATION", FATE_parse},      {"END", FATE_parse},
    {"EXDATE", FATE_parse},        {"LAST-MODIFIED", FATE_quiet}, {"LOCATION", FATE_parse},
    {"ORGANIZER", FATE_quiet},     {"PRIORITY", FATE_quiet},      {"RDATE", FATE_parse},
    {"RECURRENCE-ID", FATE_parse}, {"REPEAT", FATE_parse},        {"RRULE", FATE_rule},
    {"SEQUENCE", FATE_parse},      {"STATUS", FATE_parse},        {"SUMMARY", FATE_parse},
    {"TRANSP", FATE_quiet},        {"TRIGGER", FATE_parse},       {"UID", FATE_parse},
    {"URL", FATE_parse},
};

static int compare_fate(const void *name, const void *fate)
{
    return strcasecmp(name, ((const struct property_fate *)fate)->name);
}

static const char *value_in(const char *line)
{
    bool quoted = false;
    for (; *line != '\0'; line++) {
        if (*line == '"')
            quoted = !quoted;
        else if (*line == ':' && !quoted)
            return line + 1;
    }
    return NULL;
}

/* Remembers that a property is left out, once. */
static void drop(struct ics_draft *draft, const char *name)
{
    size_t used = strlen(draft->dropped), length = strlen(name);
    for (const char *at = strstr(draft->dropped, name); at != NULL; at = strstr(at + 1, name)) {
        bool starts = at == draft->dropped || at[-1] == ' ';
        if (starts && (at[length] == ',' || at[length] == '\0'))
            return;
    }
    if (used + length + 3 > sizeof draft->dropped)
        return;
    if (used > 0) {
        memcpy(draft->dropped + used, ", ", 2);
        used += 2;
    }
    memcpy(draft->dropped + used, name, length + 1);
}

bool ics_draft_begin(struct ics_draft *draft, size_t number)
{
    ics_draft_drop(draft);
    if (draft->line == NULL)
        draft->line = malloc(DORAN_ICS_LINE_MAX + 1);
    draft->parser = icalparser_new();
    draft->number = number;
    draft->properties = 0;
    draft->bytes = 0;
    draft->too_big = false;
    draft->in_alarm = false;
    draft->rule[0] = '\0';
    draft->rule_too_long = false;
    draft->rules = 0;
    draft->colour[0] = '\0';
    draft->dropped[0] = '\0';
    if (draft->line == NULL || draft->parser == NULL)
        return false;
    char begin[] = "BEGIN:VEVENT";
    icalparser_add_line(draft->parser, begin);
    return true;
}

static void take_rule(struct ics_draft *draft, const char *value)
{
    if (value == NULL || draft->rules++ > 0)
        return;
    size_t length = strlen(value);
    draft->rule_too_long = length >= sizeof draft->rule;
    if (!draft->rule_too_long)
        memcpy(draft->rule, value, length + 1);
}

static void take_colour(struct ics_draft *draft, const char *value)
{
    if (value != NULL && strlen(value) < sizeof draft->colour)
        memcpy(draft->colour, value, strlen(value) + 1);
}

/* The name of a line in `name`, in capitals; false for a line that has none (RFC 5545 §3.1). */
static bool name_of(const char *text, size_t length, char *name, size_t room)
{
    size_t end = 0;
    while (end < length && text[end] != ':' && text[end] != ';')
        end++;
    if (end == 0 || end == length || end >= room)
        return false;
    for (size_t i = 0; i < end; i++) {
        char c = text[i];
        if (c >= 'a' && c <= 'z')
            c = (char)(c - 'a' + 'A');
        if ((c < 'A' || c > 'Z') && (c < '0' || c > '9') && c != '-')
            return false;
        name[i] = c;
    }
    name[end] = '\0';
    return true;
}

/* Of an alarm only when it is and how often; what it shows or plays is the calendar's own. */
static bool belongs_to_alarm(const char *name)
{
    static const char *const names[] = {"ACTION", "BEGIN", "END", "REPEAT", "TRIGGER"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (strcmp(name, names[i]) == 0)
            return true;
    }
    return false;
}

bool ics_draft_line(struct ics_draft *draft, const char *text, size_t length, bool too_long)
{
    char name[48];
    if (draft->parser == NULL)
        return true;
    draft->bytes += length;
    if (++draft->properties > DORAN_ICS_PROPERTIES_MAX || draft->bytes > DORAN_ICS_EVENT_BYTES_MAX)
        draft->too_big = true;
    if (draft->too_big || !name_of(text, length, name, sizeof name))
        return true;
    if (strcmp(name, "BEGIN") == 0 || strcmp(name, "END") == 0) {
        /* "END;X=1:VEVENT" is none, but libical takes it for one. */
        if (text[strlen(name)] != ':')
            return true;
        draft->in_alarm = name[0] == 'B';
    } else if (draft->in_alarm && !belongs_to_alarm(name))
        return true;
    const struct property_fate *known =
        bsearch(name, fates, sizeof fates / sizeof fates[0], sizeof fates[0], compare_fate);
    if (known == NULL || too_long) {
        if (strncmp(name, "X-", 2) != 0 && (known == NULL || known->fate != FATE_quiet))
            drop(draft, name);
        return true;
    }
    if (known->fate == FATE_quiet)
        return true;
    memcpy(draft->line, text, length);
    draft->line[length] = '\0';
    if (known->fate == FATE_rule)
        take_rule(draft, value_in(draft->line));
    else if (known->fate == FATE_colour)
        take_colour(draft, value_in(draft->line));
    else
        icalparser_add_line(draft->parser, draft->line);
    return true;
}

void ics_draft_drop(struct ics_draft *draft)
{
    if (draft->event != NULL)
        icalcomponent_free(draft->event);
    draft->event = NULL;
    if (draft->parser != NULL)
        icalparser_free(draft->parser);
    draft->parser = NULL;
}

void ics_draft_deinit(struct ics_draft *draft)
{
    ics_draft_drop(draft);
    free(draft->line);
    draft->line = NULL;
}
