/* settings.h: what has been settled for the screens, kept in two small files that may be edited by hand, one of this computer
 * and one of the person's log-in: `name = value` lines, `#` begins a comment. And the names of what a device remembers in the replica. */
#ifndef DORAN_TUI_STATE_SETTINGS_H
#define DORAN_TUI_STATE_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>

#define SETTING_FAMILY "family" /* In the replica: id of the family used last. */

enum setting {
#define SETTING(name, usual, others, whose, label, help) SETTING_##name,
#include "settings.def"
#undef SETTING
    SETTINGS
};

#define SETTINGS_FILE_MAX (16 * 1024) /* bytes of the file */
#define SETTINGS_LINE_MAX 512
#define SETTINGS_PATH_MAX 1024
#define SETTING_VALUES_MAX 8
#define SETTING_WORD_MAX 32 /* bytes of a value with the NUL */
#define SETTINGS_ERROR_MAX 256

struct setting_info {
    const char *name;
    const char *usual;
    bool person;        /* it goes with the log-in; else it is the computer's */
    const char *values; /* all words, the usual one first; a last * is any other word */
    const char *label;  /* untranslated */
    const char *help;   /* untranslated */
};
const struct setting_info *setting_info(enum setting setting);
/* The index-th value of the table, "" past the last one. */
void setting_word(enum setting setting, size_t index, char out[SETTING_WORD_MAX]);
size_t setting_count(enum setting setting);
/* True when it takes other words than those of the table, too. */
bool setting_is_open(enum setting setting);
/* A value as people read it: "sebeolsik-390" → "세벌식 390". Translated; an unknown one as it is. */
const char *setting_words(const char *value);

struct settings {
    char words[SETTINGS][SETTING_WORD_MAX]; /* all zero is the default */
};
/* The value a setting has. Borrowed until the next change. */
const char *settings_word(const struct settings *settings, enum setting setting);
/* True when the setting has this value. */
bool settings_is(const struct settings *settings, enum setting setting, const char *value);
/* False when it is none of the values; nothing changes then. */
bool settings_choose(struct settings *settings, enum setting setting, const char *value);

/* What is wrong with a file; the sentence is translated. Its good lines count all the same. */
struct settings_error {
    char sentence[SETTINGS_ERROR_MAX];
};
/* Where the computer's file is. False when neither XDG_CONFIG_HOME nor HOME says. */
bool settings_path(char out[SETTINGS_PATH_MAX]);
/* Where the file of a profile (NULL: the usual one) is. False when there is no place for it. */
bool settings_person_path(const char *profile, char out[SETTINGS_PATH_MAX]);
/* Reads a file's text on top of what is there. False with the first mistake in `error`. */
bool settings_read(struct settings *settings, const char *text, size_t length, struct settings_error *error);
/* The same from both files, the profile's on top, where those of a person alone count; one that does not exist is fine. */
bool settings_load(struct settings *settings, const char *profile, struct settings_error *error);
/* Writes both files anew, their comments kept: the old one or the new one is there whatever happens. What the computer's file
 * says of a person's settings stays as it is. */
bool settings_save(const struct settings *settings, const char *profile, struct settings_error *error);

#endif
