#include "libdoran/calendar/holidays.h"

#include <stdlib.h>
#include <string.h>

#define COLUMNS 7
#define FIRST_DAY ((struct doran_date){DORAN_CALENDAR_YEAR_MIN, 1, 1})
#define LAST_DAY ((struct doran_date){DORAN_CALENDAR_YEAR_MAX, 12, 31})

/* Cuts off white space at both ends. */
static char *trim(char *text)
{
    text += strspn(text, " \t\r");
    size_t length = strlen(text);
    while (length > 0 && strchr(" \t\r", text[length - 1]) != NULL)
        text[--length] = '\0';
    return text;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* "08-15" */
static bool read_month_day(const char *text, struct doran_date *out)
{
    char date[DORAN_DATE_TEXT_MAX] = "2024-"; /* A leap year, so that February 29th is one. */
    if (strnlen(text, 6) != 5)
        return false;
    memcpy(date + 5, text, 5);
    return doran_date_parse(date, DORAN_DATE_TEXT_MAX - 1, out);
}

static bool read_when(char *text, struct holiday_rule *rule)
{
    if (strncmp(text, "lunar ", 6) == 0) {
        char *later = strchr(text + 6, ' ');
        rule->form = HOLIDAY_LUNAR;
        if (later != NULL) {
            *later++ = '\0';
            if ((later[0] != '+' && later[0] != '-') || !is_digit(later[1]) || later[2] != '\0')
                return false;
            rule->days_later = (later[0] == '-' ? -1 : 1) * (later[1] - '0');
        }
        return read_month_day(text + 6, &rule->date);
    }
    rule->form = strlen(text) == 5 ? HOLIDAY_YEARLY : HOLIDAY_ONCE;
    return rule->form == HOLIDAY_YEARLY ? read_month_day(text, &rule->date)
                                        : doran_date_parse(text, strlen(text), &rule->date);
}

/* "2018-01-01-", "2018-01-01-2020-12-31", "-2020-12-31" or nothing. */
static bool read_in_force(const char *text, struct holiday_rule *rule)
{
    struct doran_date from = FIRST_DAY, to = LAST_DAY;
    size_t length = strlen(text);
    const size_t day = DORAN_DATE_TEXT_MAX - 1;
    bool first = length > 0 && text[0] != '-';
    if (first && !(length > day && text[day] == '-' && doran_date_parse(text, day, &from)))
        return false;
    const char *rest = length == 0 ? text : text + (first ? day : 0) + 1;
    if (*rest != '\0' && !doran_date_parse(rest, strlen(rest), &to))
        return false;
    rule->from = doran_date_number(from);
    rule->to = doran_date_number(to);
    return true;
}

static bool read_substitute(const char *text, struct holiday_rule *rule)
{
    static const struct {
        const char *name;
        enum holiday_substitute substitute;
    } kinds[] = {{"sunday ", HOLIDAY_SUBSTITUTE_SUNDAY}, {"weekend ", HOLIDAY_SUBSTITUTE_WEEKEND}};
    struct doran_date from;
    if (*text == '\0')
        return true;
    for (size_t i = 0; i < 2; i++) {
        size_t length = strlen(kinds[i].name);
        if (strncmp(text, kinds[i].name, length) != 0)
            continue;
        rule->substitute = kinds[i].substitute;
        if (!doran_date_parse(text + length, strlen(text + length), &from))
            return false;
        rule->substitute_from = doran_date_number(from);
        return true;
    }
    return false;
}

static bool read_line(char *line, struct holiday_rule *rule)
{
    char *columns[COLUMNS] = {0};
    size_t count = 0;
    for (char *next = line; next != NULL; count++) {
        char *bar = strchr(next, '|');
        if (count == COLUMNS)
            return false;
        if (bar != NULL)
            *bar++ = '\0';
        columns[count] = trim(next);
        next = bar;
    }
    if (count != 5 && count != COLUMNS)
        return false;
    *rule = (struct holiday_rule){.korean = columns[3], .english = columns[4]};
    rule->of_korean = count == COLUMNS ? columns[5] : rule->korean;
    rule->of_english = count == COLUMNS ? columns[6] : rule->english;
    return rule->korean[0] != '\0' && rule->english[0] != '\0' && read_when(columns[0], rule) &&
           read_in_force(columns[1], rule) && read_substitute(columns[2], rule);
}

bool holiday_rules_read(char *text, struct holiday_rules *out, int *line)
{
    *out = (struct holiday_rules){.items = calloc(HOLIDAY_RULES_MAX, sizeof *out->items)};
    *line = 0;
    while (out->items != NULL && text != NULL) {
        char *end = strchr(text, '\n');
        if (end != NULL)
            *end++ = '\0';
        ++*line;
        text = trim(text);
        if (text[0] != '\0' && text[0] != '#') {
            if (out->count == HOLIDAY_RULES_MAX || !read_line(text, &out->items[out->count]))
                return false;
            out->count++;
        }
        text = end;
    }
    return out->items != NULL;
}
