/* pairs.h: our own table of ncurses colour pairs. alloc_pair(3) recycles pairs that are still on the screen.
 */
#ifndef DORAN_TUI_TERM_PAIRS_H
#define DORAN_TUI_TERM_PAIRS_H

#include <stdbool.h>
#include <stdint.h>

#define PAIRS_MAX 4096 /* in use at once; the terminal may have fewer */
#define PAIRS_SLOTS (2 * PAIRS_MAX)

struct pairs {
    struct {
        int32_t foreground, background;
        int pair; /* 0: free */
    } slots[PAIRS_SLOTS];
    int used;
    int limit;
};

/* `limit`: pairs the terminal has, without the default one. */
void pairs_init(struct pairs *pairs, int limit);
/* The pair of two colours; 0, the default one, when all are taken. */
int pairs_get(struct pairs *pairs, int32_t foreground, int32_t background);
/* True when so many are taken that the table should be emptied before the next frame. */
bool pairs_crowded(const struct pairs *pairs);

#endif
