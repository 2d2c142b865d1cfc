/* query.h: the questions put to the terminal at the start: what colour is your background, and how far do ●, ─, █ and 🥰 move
 * your cursor, if it has the room? */
#ifndef DORAN_TUI_TERM_QUERY_H
#define DORAN_TUI_TERM_QUERY_H

#include "client-tui/term/input.h"
#include "client-tui/term/term.h"

#define QUERY_REPORTS 5

/* What to print: a move over the columns the signs may take, then each sign in column 1 of row 1; each is followed by a request
 * for the cursor's position. */
extern const char query_text[];
/* Printed before it where the background's colour matters (XTerm Control Sequences, OSC 11). A terminal answers in order, so
 * that the last cursor report says that all is answered. */
extern const char query_background[];

/* False when the screen was too narrow for a wide sign to move the cursor: the answers tell nothing then. */
bool query_had_room(const struct input_report reports[QUERY_REPORTS]);
/* Reads the QUERY_REPORTS answers into `widths`. False when they show that the terminal does not speak UTF-8.
 */
bool query_read(const struct input_report reports[QUERY_REPORTS], struct term_widths *widths);
/* What is assumed before the answers: narrow signs, and words instead of emoji. */
struct term_widths query_unanswered(void);
/* The settings go before the answers. */
void query_override(const struct term_options *options, struct term_widths *widths);
/* True when the settings leave nothing to ask. */
bool query_needless(const struct term_options *options);

#endif
