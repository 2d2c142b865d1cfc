/* greeting.h: what the first screen says to whoever comes home. */
#ifndef DORAN_TUI_STATE_GREETING_H
#define DORAN_TUI_STATE_GREETING_H

struct state;

/* The greeting of the day: one of the operator's, or else of the program's own; translated. Lives until the state is read
 * anew. */
const char *greeting_of_today(const struct state *state);

#endif
