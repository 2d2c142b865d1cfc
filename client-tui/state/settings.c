#include "client-tui/state/settings.h"

#include "client-tui/i18n.h"

#include <doran/account.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define CONFIG_FOLDERS 2 /* ~/.config/doran */
#define STATE_FOLDERS 4  /* ~/.local/state/doran/PROFILE */

static const struct setting_info infos[SETTINGS] = {
#define COMPUTER false
#define PERSON true
#define SETTING(name, usual, others, whose, label, help)                                                     \
    [SETTING_##name] = {#name, usual, whose, usual " " others, label, help},
#include "settings.def"
#undef SETTING
#undef PERSON
#undef COMPUTER
};

const struct setting_info *setting_info(enum setting setting)
{
    return &infos[setting];
}

void setting_word(enum setting setting, size_t index, char out[SETTING_WORD_MAX])
{
    const char *at = infos[setting].values;
    for (; index > 0 && *at; index--) {
        at += strcspn(at, " ");
        at += *at == ' ';
    }
    snprintf(out, SETTING_WORD_MAX, "%.*s", *at == '*' ? 0 : (int)strcspn(at, " "), at);
}

size_t setting_count(enum setting setting)
{
    size_t count = 1;
    for (const char *at = infos[setting].values; *at; at++)
        count += *at == ' ' && at[1] != '*';
    return count;
}

bool setting_is_open(enum setting setting)
{
    return strchr(infos[setting].values, '*') != NULL;
}

const char *setting_words(const char *value)
{
    static const struct {
        const char *value, *words;
    } rows[] = {
        {"auto", N_("auto")},
        {"yes", N_("yes")},
        {"no", N_("no")},
        {"ko", "한국어"},
        {"en", "English"},
        {"dubeolsik", N_("two sets")},
        {"sebeolsik-390", N_("three sets 390")},
        {"sebeolsik-final", N_("three sets, final")},
        {"off", N_("off")},
        {"narrow", N_("narrow")},
        {"wide", N_("wide")},
        {"all", N_("all")},
        {"ascii", N_("ASCII alone")},
        {"light", N_("light")},
        {"dark", N_("dark")},
        {"high-contrast", N_("high contrast")},
        {"colour-blind", N_("colour-blind, dark")},
        {"colour-blind-light", N_("colour-blind, light")},
        {"none", N_("without colours")},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (strcmp(rows[i].value, value) == 0)
            return _(rows[i].words);
    return value;
}

const char *settings_word(const struct settings *settings, enum setting setting)
{
    return settings->words[setting][0] != '\0' ? settings->words[setting] : infos[setting].usual;
}

bool settings_is(const struct settings *settings, enum setting setting, const char *value)
{
    return strcmp(settings_word(settings, setting), value) == 0;
}

bool settings_choose(struct settings *settings, enum setting setting, const char *value)
{
    char word[SETTING_WORD_MAX];
    bool known = setting_is_open(setting) && *value != '\0' && strlen(value) < sizeof word;
    for (size_t i = 0; !known && i < setting_count(setting); i++) {
        setting_word(setting, i, word);
        known = strcmp(word, value) == 0;
    }
    if (known)
        memmove(settings->words[setting], value, strlen(value) + 1);
    return known;
}

/* --- reading --- */

bool settings_path(char out[SETTINGS_PATH_MAX])
{
    const char *config = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");
    int length = -1;
    if (config && config[0] == '/')
        length = snprintf(out, SETTINGS_PATH_MAX, "%s/doran/settings", config);
    else if (home && home[0] == '/')
        length = snprintf(out, SETTINGS_PATH_MAX, "%s/.config/doran/settings", home);
    return length > 0 && length < SETTINGS_PATH_MAX;
}

bool settings_person_path(const char *profile, char out[SETTINGS_PATH_MAX])
{
    char folder[DORAN_STATE_PATH_MAX];
    struct doran_error error;
    if (!doran_account_folder(profile, folder, &error))
        return false;
    int length = snprintf(out, SETTINGS_PATH_MAX, "%s/settings", folder);
    return length > 0 && length < SETTINGS_PATH_MAX;
}

/* One line of the file in its parts; `name` is empty for a blank one or a comment. */
struct line {
    char name[SETTING_WORD_MAX], value[SETTING_WORD_MAX];
    bool well_formed;
};

static struct line read_line(const char *text, size_t length)
{
    struct line line = {.well_formed = true};
    char copy[SETTINGS_LINE_MAX];
    if (length >= sizeof copy)
        return (struct line){.well_formed = false};
    memcpy(copy, text, length);
    copy[length] = '\0';
    copy[strcspn(copy, "#")] = '\0';
    if (copy[strspn(copy, " \t\r")] == '\0')
        return line;
    char rest = '\0';
    line.well_formed = sscanf(copy, " %31[a-z] = %31[a-z0-9-] %c", line.name, line.value, &rest) == 2;
    return line;
}

static enum setting setting_of(const char *name)
{
    int i = 0;
    while (i < SETTINGS && strcmp(infos[i].name, name) != 0)
        i++;
    return (enum setting)i;
}

static bool wrong(struct settings_error *error, int line, const char *why)
{
    if (error)
        snprintf(error->sentence, sizeof error->sentence, _("The settings file, line %d: %s"), line, why);
    return false;
}

/* With `person` those of the computer do not belong here. */
static bool read_text(struct settings *settings, const char *text, size_t length, bool person,
                      struct settings_error *error)
{
    bool good = true;
    int number = 0;
    for (size_t at = 0; at < length;) {
        const char *end = memchr(text + at, '\n', length - at);
        size_t size = end ? (size_t)(end - (text + at)) : length - at;
        struct line line = read_line(text + at, size);
        enum setting setting = setting_of(line.name);
        const char *why = NULL;
        if (person && setting < SETTINGS && !infos[setting].person)
            setting = SETTINGS;
        number++;
        at += size + 1;
        if (!line.well_formed)
            why = _("it is not \"name = value\".");
        else if (line.name[0] && setting == SETTINGS)
            why = _("there is no setting of this name.");
        else if (line.name[0] && !settings_choose(settings, setting, line.value))
            why = _("this value is not known.");
        if (why && good)
            good = wrong(error, number, why);
    }
    return good;
}

bool settings_read(struct settings *settings, const char *text, size_t length, struct settings_error *error)
{
    return read_text(settings, text, length, false, error);
}

static bool failed(struct settings_error *error, const char *sentence)
{
    if (error)
        snprintf(error->sentence, sizeof error->sentence, "%s", sentence);
    return false;
}

/* The file's bytes, NUL terminated; "" when there is none. NULL: it cannot be read. */
static char *read_file(const char *path, size_t *length)
{
    char *text = calloc(1, SETTINGS_FILE_MAX + 1);
    FILE *file = fopen(path, "re");
    *length = 0;
    if (!text || (!file && errno != ENOENT)) {
        free(text);
        text = NULL;
    } else if (file) {
        *length = fread(text, 1, SETTINGS_FILE_MAX, file);
        if (ferror(file) || fgetc(file) != EOF) {
            free(text);
            text = NULL;
        }
    }
    if (file)
        fclose(file);
    return text;
}

static bool load_file(struct settings *settings, const char *path, bool person, struct settings_error *error)
{
    size_t length;
    char *text = read_file(path, &length);
    if (!text)
        return failed(error, _("The settings file cannot be read; what is usual is taken."));
    bool good = read_text(settings, text, length, person, error);
    free(text);
    return good;
}

bool settings_load(struct settings *settings, const char *profile, struct settings_error *error)
{
    char path[SETTINGS_PATH_MAX];
    struct settings_error second;
    bool good = !settings_path(path) || load_file(settings, path, false, error);
    if (settings_person_path(profile, path) && !load_file(settings, path, true, good ? error : &second))
        good = false;
    return good; /* with nowhere to keep any, too */
}

/* --- writing --- */

static void write_setting(FILE *out, const struct settings *settings, enum setting setting)
{
    fprintf(out, "%s = %s\n", infos[setting].name, settings_word(settings, setting));
}

/* The old lines, each setting's first one renewed and its later ones gone, then those that had none and are not as they would
 * be without the file. Settings of the other file stay as they stand. */
static void write_all(FILE *out, const struct settings *settings, const struct settings *without, bool person,
                      const char *text, size_t length)
{
    bool written[SETTINGS] = {false};
    for (size_t at = 0; at < length;) {
        const char *end = memchr(text + at, '\n', length - at);
        size_t size = end ? (size_t)(end - (text + at)) : length - at;
        struct line line = read_line(text + at, size);
        enum setting setting = setting_of(line.name);
        if (setting == SETTINGS || infos[setting].person != person)
            fprintf(out, "%.*s\n", (int)size, text + at);
        else if (!written[setting])
            write_setting(out, settings, setting);
        if (setting < SETTINGS)
            written[setting] = true;
        at += size + 1;
    }
    for (int i = 0; i < SETTINGS; i++)
        if (!written[i] && infos[i].person == person &&
            !settings_is(settings, (enum setting)i, settings_word(without, (enum setting)i)))
            write_setting(out, settings, (enum setting)i);
}

/* Makes the folder of the file and those it lies in, up to so many, as ~/.config and doran; a home that is not there is not
 * made. */
static void make_folders(const char *path, int count)
{
    char folder[SETTINGS_PATH_MAX];
    snprintf(folder, sizeof folder, "%s", path);
    char *slash = strrchr(folder, '/');
    if (!slash || slash == folder)
        return;
    *slash = '\0';
    if (count > 1)
        make_folders(folder, count - 1);
    (void)mkdir(folder, 0700);
}

static bool sync_folder(const char *path)
{
    char folder[SETTINGS_PATH_MAX];
    snprintf(folder, sizeof folder, "%.*s", (int)(strrchr(path, '/') - path), path);
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool good = fd >= 0 && fsync(fd) == 0;
    if (fd >= 0)
        close(fd);
    return good;
}

static bool save_file(const char *path, const struct settings *settings, const struct settings *without,
                      bool person)
{
    char fresh[SETTINGS_PATH_MAX + 8];
    size_t length;
    char *text = read_file(path, &length);
    snprintf(fresh, sizeof fresh, "%s.new", path);
    FILE *out = text ? fopen(fresh, "we") : NULL;
    if (out)
        write_all(out, settings, without, person, text, length);
    free(text);
    bool good = out && fflush(out) == 0 && fsync(fileno(out)) == 0;
    if (out)
        good = fclose(out) == 0 && good;
    return good && rename(fresh, path) == 0 && sync_folder(path);
}

/* True when something of the person is other than without their file, or stands there already. */
static bool has_own(const struct settings *settings, const struct settings *without, const char *path)
{
    for (int i = 0; i < SETTINGS; i++)
        if (infos[i].person &&
            !settings_is(settings, (enum setting)i, settings_word(without, (enum setting)i)))
            return true;
    return access(path, F_OK) == 0;
}

bool settings_save(const struct settings *settings, const char *profile, struct settings_error *error)
{
    static const struct settings usual;
    char path[SETTINGS_PATH_MAX];
    struct settings without = {0}; /* what holds for whoever has settled nothing */
    struct settings_error unread;
    bool good = settings_path(path);
    if (good) {
        make_folders(path, CONFIG_FOLDERS);
        good = save_file(path, settings, &usual, false);
        (void)load_file(&without, path, false, &unread);
    }
    if (!settings_person_path(profile, path)) {
        good = false;
    } else if (has_own(settings, &without, path)) {
        make_folders(path, STATE_FOLDERS);
        good = save_file(path, settings, &without, true) && good;
    }
    return good || failed(error, _("The settings could not be written. They count until you leave."));
}
