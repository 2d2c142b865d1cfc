/* i18n.h: the words people read. Source strings are English; po/ko.po holds the Korean ones.
 *
 * `_("...")` translates now, `N_("...")` only marks a string in a table so that it is collected. The domain
 * is named in every call, so nothing depends on which textdomain(3) the process has chosen. */
#ifndef DORAN_TUI_I18N_H
#define DORAN_TUI_I18N_H

#include <libintl.h>

#define DORAN_TEXT_DOMAIN "doran"

#define _(text) dgettext(DORAN_TEXT_DOMAIN, text)
#define N_(text) (text)
/* The plural form for `count` (unsigned long); Korean has one form, English two. */
#define doran_plural(one, many, count) dngettext(DORAN_TEXT_DOMAIN, one, many, count)

#endif
