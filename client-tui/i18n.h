/* i18n.h: the words people read. Source strings are English; po/ko.po holds the Korean ones.
 *
 * `_("...")` translates now, `N_("...")` only marks a string in a table so that it is collected. The catalogues are those
 * of gettext; they are read here and not by libintl, because that one translates only in a locale that is installed: in
 * C.UTF-8, all that a small computer may have, it stays English since glibc 2.39. */
#ifndef DORAN_TUI_I18N_H
#define DORAN_TUI_I18N_H

#include <stdbool.h>
#include <stdio.h>

#define _(text) i18n_text(text)
#define N_(text) (text)
/* The plural form for `count` (unsigned long); Korean has one form, English two. */
#define doran_plural(one, many, count) i18n_plural(one, many, count)

/* The translation of a text, or the text itself. Static. Thread safe as long as nobody changes the language. */
const char *i18n_text(const char *text) __attribute__((format_arg(1)));
const char *i18n_plural(const char *one, const char *many, unsigned long count);

/* Reads the catalogue of the translations (a .mo file) when that has not been done, and translates from here on; false,
 * and everything stays English, when it is missing or is no catalogue. What i18n_text() gave stays valid. */
bool i18n_translate(const char *path);
/* Everything is English from here on. */
void i18n_stop(void);

/* True when the person chose a locale of another encoding than UTF-8. ASCII is what a locale has that nobody chose. */
bool i18n_other_encoding(void);
/* What is said then: a kind sentence, untranslated. */
extern const char *const i18n_not_utf8;
/* Says so: in English, which everything can show, then in the language of now, in the locale's encoding if that has it. */
void i18n_tell_encoding(FILE *out);

#endif
