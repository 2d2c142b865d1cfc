#include "client-tui/state/language.h"

#include "client-tui/i18n.h"

#include <langinfo.h>
#include <limits.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool is_utf8(void)
{
    return strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
}

/* gettext ignores LANGUAGE in the locale "C", and with newer C libraries in C.UTF-8 too: for a language that
 * was asked for, a named locale goes first. */
static void set_utf8_locale(bool named)
{
    static const char *const fallbacks[] = {"ko_KR.UTF-8", "en_US.UTF-8", "C.UTF-8", "C.utf8"};
    const char *messages = setlocale(LC_ALL, "") ? setlocale(LC_MESSAGES, NULL) : NULL;
    if (messages && is_utf8() && !(named && messages[0] == 'C'))
        return;
    for (size_t i = named ? 0 : 2; i < sizeof fallbacks / sizeof *fallbacks; i++)
        if (setlocale(LC_ALL, fallbacks[i]))
            return;
}

/* A program that still lies in its build folder reads the translations made there, an installed one never
 * does. */
static const char *translations_folder(void)
{
    static const char below[] = "/po/locale";
    char program[PATH_MAX];
    ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);
    size_t build_length = strlen(DORAN_BUILD_LOCALEDIR) - (sizeof below - 1);
    bool inside = length > (ssize_t)build_length &&
                  memcmp(program, DORAN_BUILD_LOCALEDIR, build_length) == 0 && program[build_length] == '/';
    return inside ? DORAN_BUILD_LOCALEDIR : DORAN_LOCALEDIR;
}

bool language_choose(const char *language)
{
    if (language && strcmp(language, "ko") != 0 && strcmp(language, "en") != 0)
        return false;
    if (language)
        setenv("LANGUAGE", language, 1);
    set_utf8_locale(language != NULL); /* After LANGUAGE: it makes gettext forget what it has looked up. */
    setlocale(LC_NUMERIC, "C");
    bindtextdomain(DORAN_TEXT_DOMAIN, translations_folder());
    bind_textdomain_codeset(DORAN_TEXT_DOMAIN, "UTF-8");
    return true;
}

const char *language_now(void)
{
    /* translators: the two-letter name of the language you translate into, as "ko". */
    return _("en");
}
