#include "libdoran/calendar/holidays.h"

#include <dlfcn.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FOLDER "share/doran/holidays"
#define COUNTRY_MAX 16

struct doran_holidays {
    char *text;
    struct holiday_rules rules;
    struct doran_arena arena;
    struct doran_holiday *days;
    size_t count;
};

/* "ko_KR": letters and underscores, so that it is a file's name and no path. */
static bool is_country(const char *country)
{
    size_t length = strspn(country, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_");
    return length > 0 && length <= COUNTRY_MAX && country[length] == '\0';
}

/* The file beside the library: under lib's neighbour share, where it is installed (also in lib/TRIPLET) and where it is built;
 * else where it was to be installed. */
static FILE *open_beside(const char *country)
{
    static const char *const up[] = {"..", "../.."};
    Dl_info info;
    char path[PATH_MAX];
    const char *slash = NULL;
    FILE *file = NULL;
    if (dladdr((const void *)(uintptr_t)&doran_holidays_load, &info) != 0 && info.dli_fname != NULL)
        slash = strrchr(info.dli_fname, '/');
    for (size_t i = 0; slash != NULL && file == NULL && i < sizeof up / sizeof up[0]; i++) {
        int length = snprintf(path, sizeof path, "%.*s/%s/" FOLDER "/%s.txt", (int)(slash - info.dli_fname),
                              info.dli_fname, up[i], country);
        file = length > 0 && (size_t)length < sizeof path ? fopen(path, "re") : NULL;
    }
    if (file == NULL) {
        snprintf(path, sizeof path, DORAN_DATA_DIR "/doran/holidays/%s.txt", country);
        file = fopen(path, "re");
    }
    return file;
}

static FILE *open_file(const char *folder, const char *country)
{
    char path[PATH_MAX];
    if (folder == NULL)
        return open_beside(country);
    int length = snprintf(path, sizeof path, "%s/%s.txt", folder, country);
    return length > 0 && (size_t)length < sizeof path ? fopen(path, "re") : NULL;
}

static char *read_all(FILE *file)
{
    char *text = malloc(HOLIDAY_FILE_MAX + 1);
    size_t length = text != NULL ? fread(text, 1, HOLIDAY_FILE_MAX + 1, file) : 0;
    if (text == NULL || length > HOLIDAY_FILE_MAX || ferror(file) || memchr(text, '\0', length) != NULL) {
        free(text);
        return NULL;
    }
    text[length] = '\0';
    return text;
}

struct doran_holidays *doran_holidays_load(const char *folder, const char *country, struct doran_error *error)
{
    int line = 0;
    FILE *file = country != NULL && is_country(country) ? open_file(folder, country) : NULL;
    if (file == NULL) {
        doran_fail(error, DORAN_ERROR_not_found, NULL, "There are no holidays of that country.");
        return NULL;
    }
    struct doran_holidays *holidays = calloc(1, sizeof *holidays);
    if (holidays != NULL)
        holidays->text = read_all(file);
    fclose(file);
    bool read = holidays != NULL && holidays->text != NULL &&
                holiday_rules_read(holidays->text, &holidays->rules, &line);
    if (read)
        holidays->days = holiday_days(&holidays->rules, DORAN_LUNAR_YEAR_MIN, DORAN_LUNAR_YEAR_MAX,
                                      &holidays->arena, &holidays->count);
    if (!read || holidays->days == NULL) {
        doran_holidays_free(holidays);
        doran_fail(error, DORAN_ERROR_storage, NULL, "The file of holidays is damaged at line %d.", line);
        return NULL;
    }
    return holidays;
}

void doran_holidays_free(struct doran_holidays *holidays)
{
    if (holidays == NULL)
        return;
    free(holidays->days);
    free(holidays->rules.items);
    free(holidays->text);
    doran_arena_deinit(&holidays->arena);
    free(holidays);
}

/* The place of the first one that is not before `date`. */
static size_t first_from(const struct doran_holidays *holidays, struct doran_date date)
{
    size_t low = 0, high = holidays->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (doran_date_compare(holidays->days[middle].date, date) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

size_t doran_holidays_between(const struct doran_holidays *holidays, struct doran_date from,
                              struct doran_date to, const struct doran_holiday **out)
{
    size_t first = first_from(holidays, from), end = first_from(holidays, to);
    *out = holidays->days + first;
    return end > first ? end - first : 0;
}
