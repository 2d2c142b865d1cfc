/* scheme.h: which theme counts: the one the person named, or what suits the terminal's background.
 *
 * Themes are files NAME.theme: the person's own in $XDG_CONFIG_HOME/doran/themes go before those that come with the program.
 * `auto` takes `light` or `dark`: by the background the terminal told (OSC 11), by COLORFGBG, else `dark`. A background that
 * was told is left as it is where every role can be read on it; in every other case the theme brings its own. */
#ifndef DORAN_TUI_TERM_SCHEME_H
#define DORAN_TUI_TERM_SCHEME_H

#include "client-tui/term/theme.h"

#include <stdint.h>

#define SCHEME_AUTO "auto"
#define SCHEME_NAME_MAX 32 /* bytes of a theme's name with the NUL: a-z, 0-9 and - */
#define SCHEME_LIST_MAX 64
#define SCHEME_ERROR_MAX 512 /* bytes of a sentence with the NUL */

/* What the terminal said of its background. */
struct scheme_paper {
    bool told;
    uint32_t rgb;
};

struct scheme {
    struct theme theme;
    char problem[SCHEME_ERROR_MAX]; /* translated: why the named theme is not used; "": it is */
};

/* Fills in the theme for a name (NULL or "": auto). Never fails: a theme that cannot be used gives way to `auto`'s, and where
 * even that is not there, to theme_plain(). */
void scheme_choose(struct scheme *scheme, const char *name, const struct scheme_paper *paper,
                   enum colour_depth depth);
/* The names of all themes there are, without `auto`: those of the program first, then the person's own by name. */
size_t scheme_list(char names[SCHEME_LIST_MAX][SCHEME_NAME_MAX]);

#endif
