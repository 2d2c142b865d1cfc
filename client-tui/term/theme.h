/* theme.h: how every role looks at every colour depth, read from a small text file.
 *
 *     # a line each: ROLE = [COLOUR] [on COLOUR] [bold] [faint] [underline] [reverse]
 *     text      = #d0d0d0 on #1c1c1c
 *     error     = #ff8787 bold
 *     error.8   = 1 bold
 *
 * `#` at the start of a line or before a space begins a comment. A colour is #rrggbb or `default`, the terminal's own. What is not said is as in `text`. The palettes of 256, 16 and 8
 * colours get the nearest entry that can be read (colour_readable()) unless a line ROLE.DEPTH (256, 16, 8, none) names
 * one by its number. Without colours a role is as in theme_plain() unless ROLE.none says otherwise. */
#ifndef DORAN_TUI_TERM_THEME_H
#define DORAN_TUI_TERM_THEME_H

#include "client-tui/term/style.h"

#include <stdbool.h>
#include <stddef.h>

#define THEME_FILE_MAX (16 * 1024) /* bytes of a file */
#define THEME_LINE_MAX 256

struct theme {
    struct style_look looks[STYLE_ROLE_COUNT][COLOUR_DEPTH_COUNT];
};

/* What is wrong with a theme's text. */
struct theme_mistake {
    int line;        /* from 1; 0: the whole of it */
    const char *why; /* untranslated; may hold one %s for the word */
    char word[32];   /* the word it is about */
};

/* Attributes alone, no colour: for terminals without any, and where no file can be read. */
void theme_plain(struct theme *theme);
/* Reads a theme's text. False with the first mistake; the theme is as it was. */
bool theme_read(struct theme *theme, const char *text, size_t length, struct theme_mistake *mistake);

/* The look of a style (role and flags) at a depth. Never fails: an unknown role looks like STYLE_TEXT. */
struct style_look theme_look(const struct theme *theme, unsigned style, enum colour_depth depth);
/* True when every role can be read on a terminal's own background. */
bool theme_readable_on(const struct theme *theme, uint32_t paper, enum colour_depth depth);
/* Leaves the terminal's own background and text colour where the theme has those of its text. */
void theme_keep_paper(struct theme *theme);

#endif
