#include "client-tui/term/scheme.h"

#include "client-tui/i18n.h"
#include "client-tui/term/colour.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define ENDING ".theme"
#define SHIPPED_BELOW "share/doran/themes"

/* In the order they are offered; what else lies in the folder is offered too. */
static const char *const shipped[] = {"light", "dark", "high-contrast", "colour-blind", "colour-blind-light",
                                      "none"};

/* --- the folders --- */

static bool own_folder(char out[PATH_MAX])
{
    const char *config = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");
    int length = -1;
    if (config && config[0] == '/')
        length = snprintf(out, PATH_MAX, "%s/doran/themes", config);
    else if (home && home[0] == '/')
        length = snprintf(out, PATH_MAX, "%s/.config/doran/themes", home);
    return length > 0 && length < PATH_MAX;
}

static void step_up(char *path)
{
    char *slash = strrchr(path, '/');
    *(slash ? slash : path) = '\0';
}

/* A program that still lies in its build folder reads the themes of its sources, an installed one those that lie beside it,
 * and otherwise those of the folder it was configured with. */
static bool shipped_folder(char out[PATH_MAX])
{
    char program[PATH_MAX];
    ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);
    size_t build = strlen(DORAN_BUILD_DIR);
    program[length > 0 ? length : 0] = '\0';
    if (strncmp(program, DORAN_BUILD_DIR, build) == 0 && program[build] == '/')
        return snprintf(out, PATH_MAX, "%s", DORAN_SOURCE_THEMES) < PATH_MAX;
    step_up(program); /* bin */
    step_up(program);
    if (snprintf(out, PATH_MAX, "%s/" SHIPPED_BELOW, program) < PATH_MAX && access(out, R_OK) == 0)
        return true;
    return snprintf(out, PATH_MAX, "%s", DORAN_THEMESDIR) < PATH_MAX;
}

static bool valid_name(const char *name, size_t length)
{
    return length > 0 && length < SCHEME_NAME_MAX &&
           strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-") >= length;
}

/* --- reading one --- */

static FILE *open_theme(bool (*folder)(char[PATH_MAX]), const char *name, char path[PATH_MAX])
{
    char where[PATH_MAX];
    if (!folder(where) || snprintf(path, PATH_MAX, "%s/%s" ENDING, where, name) >= PATH_MAX)
        return NULL;
    return fopen(path, "re");
}

/* Writes "mine.theme, line 3: there is no role "x"." */
static bool tell(char problem[SCHEME_ERROR_MAX], const char *name, const struct theme_mistake *mistake)
{
    char why[SCHEME_ERROR_MAX / 2];
    snprintf(why, sizeof why, _(mistake->why), mistake->word);
    if (mistake->line > 0)
        snprintf(problem, SCHEME_ERROR_MAX, _("%s.theme, line %d: %s"), name, mistake->line, why);
    else
        snprintf(problem, SCHEME_ERROR_MAX, "%s" ENDING ": %s", name, why);
    return false;
}

static bool read_open(struct theme *theme, FILE *file, const char *name, char problem[SCHEME_ERROR_MAX])
{
    struct theme_mistake mistake = {.why = N_("it cannot be read.")};
    char text[THEME_FILE_MAX + 1];
    size_t length = fread(text, 1, sizeof text, file);
    bool good = !ferror(file) && theme_read(theme, text, length, &mistake);
    fclose(file);
    return good || tell(problem, name, &mistake);
}

static bool load(struct theme *theme, const char *name, char problem[SCHEME_ERROR_MAX])
{
    static const struct theme_mistake unreadable = {.why = N_("it cannot be read.")};
    char path[PATH_MAX];
    FILE *file = NULL;
    if (valid_name(name, strlen(name))) {
        file = open_theme(own_folder, name, path);
        if (!file && errno != ENOENT && errno != ENOTDIR)
            return tell(problem, name, &unreadable);
        file = file ? file : open_theme(shipped_folder, name, path);
    }
    if (file)
        return read_open(theme, file, name, problem);
    snprintf(problem, SCHEME_ERROR_MAX, _("There is no theme \"%s\"; the usual one is taken."), name);
    return false;
}

/* --- choosing --- */

/* COLORFGBG is "15;0" or "15;default;0": the last number is the background's. -1: it says nothing. */
static int hinted_background(void)
{
    const char *hint = getenv("COLORFGBG");
    const char *last = hint ? strrchr(hint, ';') : NULL;
    if (!last || last[1] < '0' || last[1] > '9')
        return -1;
    long number = strtol(last + 1, NULL, 10);
    return number <= 15 ? (int)number : -1;
}

static bool is_light(const struct scheme_paper *paper)
{
    int hint = hinted_background();
    if (paper->told)
        return colour_is_light(paper->rgb);
    return hint == 7 || hint > 8; /* 8 is a dark grey */
}

void scheme_choose(struct scheme *scheme, const char *name, const struct scheme_paper *paper,
                   enum colour_depth depth)
{
    char unused[SCHEME_ERROR_MAX];
    bool named = name && *name != '\0' && strcmp(name, SCHEME_AUTO) != 0;
    scheme->problem[0] = '\0';
    theme_plain(&scheme->theme);
    if (named && load(&scheme->theme, name, scheme->problem))
        return;
    if (depth == COLOUR_NONE || !load(&scheme->theme, is_light(paper) ? "light" : "dark", unused))
        return;
    if (paper->told && theme_readable_on(&scheme->theme, paper->rgb, depth))
        theme_keep_paper(&scheme->theme);
}

/* --- listing --- */

static bool listed(char names[SCHEME_LIST_MAX][SCHEME_NAME_MAX], size_t count, const char *name,
                   size_t length)
{
    for (size_t i = 0; i < count; i++)
        if (strlen(names[i]) == length && memcmp(names[i], name, length) == 0)
            return true;
    return false;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(a, b);
}

static size_t list_folder(const char *folder, char names[SCHEME_LIST_MAX][SCHEME_NAME_MAX], size_t count)
{
    size_t first = count;
    DIR *directory = opendir(folder);
    for (struct dirent *entry;
         directory && count < SCHEME_LIST_MAX && (entry = readdir(directory)) != NULL;) {
        size_t length = strlen(entry->d_name), ending = sizeof ENDING - 1;
        if (length <= ending || strcmp(entry->d_name + length - ending, ENDING) != 0)
            continue;
        length -= ending;
        if (!valid_name(entry->d_name, length) || listed(names, count, entry->d_name, length) ||
            (length == strlen(SCHEME_AUTO) && memcmp(entry->d_name, SCHEME_AUTO, length) == 0))
            continue;
        snprintf(names[count++], SCHEME_NAME_MAX, "%.*s", (int)length, entry->d_name);
    }
    if (directory)
        closedir(directory);
    qsort(names[first], count - first, SCHEME_NAME_MAX, by_name);
    return count;
}

size_t scheme_list(char names[SCHEME_LIST_MAX][SCHEME_NAME_MAX])
{
    char folder[PATH_MAX], path[PATH_MAX];
    size_t count = 0;
    bool here = shipped_folder(folder);
    for (size_t i = 0; here && i < sizeof shipped / sizeof *shipped; i++)
        if (snprintf(path, sizeof path, "%s/%s" ENDING, folder, shipped[i]) < PATH_MAX &&
            access(path, R_OK) == 0)
            snprintf(names[count++], SCHEME_NAME_MAX, "%s", shipped[i]);
    if (here)
        count = list_folder(folder, names, count);
    return own_folder(folder) ? list_folder(folder, names, count) : count;
}
