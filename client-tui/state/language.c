#include "client-tui/state/language.h"

#include "client-tui/i18n.h"

#include <langinfo.h>
#include <limits.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define CATALOGUE "ko/LC_MESSAGES/doran.mo"

static void set_utf8_locale(void)
{
    static const char *const fallbacks[] = {"C.UTF-8", "C.utf8", "ko_KR.UTF-8", "en_US.UTF-8"};
    bool good = setlocale(LC_ALL, "") && strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
    for (size_t i = 0; !good && i < sizeof fallbacks / sizeof *fallbacks; i++)
        good = setlocale(LC_ALL, fallbacks[i]) != NULL;
    setlocale(LC_NUMERIC, "C");
}

/* What the environment asks for, in the order of gettext(3) and locale(7). */
static bool environment_is_korean(void)
{
    static const char *const variables[] = {"LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"};
    for (size_t i = 0; i < sizeof variables / sizeof *variables; i++) {
        const char *value = getenv(variables[i]);
        if (value && *value != '\0')
            return strncmp(value, "ko", 2) == 0 && (value[2] == '\0' || strchr("_.@:", value[2]));
    }
    return false;
}

/* Takes the last name off a path. */
static void step_up(char *path)
{
    char *slash = strrchr(path, '/');
    *(slash ? slash : path) = '\0';
}

/* A program that still lies in its build folder reads the translations made there, an installed one those that lie beside
 * it, and otherwise those of the folder it was configured with. */
static bool find_catalogue(char out[PATH_MAX])
{
    static const char below[] = "/po/locale";
    char program[PATH_MAX];
    ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);
    size_t build_length = strlen(DORAN_BUILD_LOCALEDIR) - (sizeof below - 1);
    program[length > 0 ? length : 0] = '\0';
    if (strncmp(program, DORAN_BUILD_LOCALEDIR, build_length) == 0 && program[build_length] == '/')
        return snprintf(out, PATH_MAX, "%s/" CATALOGUE, DORAN_BUILD_LOCALEDIR) < PATH_MAX;
    step_up(program); /* bin */
    step_up(program);
    if (snprintf(out, PATH_MAX, "%s/share/locale/" CATALOGUE, program) < PATH_MAX && access(out, R_OK) == 0)
        return true;
    return snprintf(out, PATH_MAX, "%s/" CATALOGUE, DORAN_LOCALEDIR) < PATH_MAX;
}

bool language_choose(const char *language)
{
    char catalogue[PATH_MAX];
    bool korean = language ? strcmp(language, "ko") == 0 : environment_is_korean();
    if (language && !korean && strcmp(language, "en") != 0)
        return false;
    set_utf8_locale();
    if (!korean || !find_catalogue(catalogue) || !i18n_translate(catalogue))
        i18n_stop();
    return true;
}

const char *language_now(void)
{
    /* translators: the two-letter name of the language you translate into, as "ko". */
    return _("en");
}

const char *language_other(void)
{
    return strcmp(language_now(), "ko") == 0 ? "en" : "ko";
}
