/* type.h: which terminal this is: its terminfo entry, its colours, and whether text can be shown on it at
 * all. */
#ifndef DORAN_TUI_TERM_TYPE_H
#define DORAN_TUI_TERM_TYPE_H

#include "client-tui/term/own_keys.h"
#include "client-tui/term/term.h"

#define TYPE_NAME_MAX 64 /* bytes with the NUL of a terminfo name */

/* Sees to it that the process's characters are UTF-8, changing LC_CTYPE alone where they are not. False when a locale of
 * another encoding was chosen. Where none was ("C"), the terminal's answers will tell whether it can. */
bool type_set_locale(void);
/* The terminfo entry to use: TERM, or its direct-colour relative when COLORTERM promises true colours. */
enum term_problem type_choose(const struct term_options *options, char out[TYPE_NAME_MAX]);
/* How many colours the terminal has; less than 1 for none. After newterm(). */
int type_colours(void);
/* The colours to use of the `colours` the entry has. */
enum colour_depth type_depth(const struct term_options *options, int colours);

/* After newterm(): the bytes of a terminfo capability without its padding. Returns how many, 0 when it has
 * none. */
size_t type_capability(const char *name, char *out, size_t room);
/* After newterm(): it has a capability of this name. */
bool type_has(const char *name);
/* After newterm(): what its keys send that is not known of every terminal anyway. */
void type_own_keys(struct own_keys *out);
/* After newterm(): it understands ECMA-48 control sequences. */
bool type_is_ansi(void);

#endif
