#include "client-tui/term/pairs.h"

#include "client-tui/term/style.h"

#include <ncurses.h>
#include <string.h>

void pairs_init(struct pairs *pairs, int limit)
{
    memset(pairs, 0, sizeof *pairs);
    pairs->limit = limit < 0 ? 0 : limit < PAIRS_MAX ? limit : PAIRS_MAX;
}

int pairs_get(struct pairs *pairs, int32_t foreground, int32_t background)
{
    if (foreground == COLOUR_DEFAULT && background == COLOUR_DEFAULT)
        return 0;
    uint32_t hash = ((uint32_t)foreground * 31u + (uint32_t)background) * 2654435761u;
    size_t slot = (hash >> 16) % PAIRS_SLOTS;
    while (pairs->slots[slot].pair != 0) {
        if (pairs->slots[slot].foreground == foreground && pairs->slots[slot].background == background)
            return pairs->slots[slot].pair;
        slot = (slot + 1) % PAIRS_SLOTS;
    }
    if (pairs->used >= pairs->limit || init_extended_pair(pairs->used + 1, foreground, background) == ERR)
        return 0;
    pairs->slots[slot].foreground = foreground;
    pairs->slots[slot].background = background;
    pairs->slots[slot].pair = ++pairs->used;
    return pairs->used;
}

bool pairs_crowded(const struct pairs *pairs)
{
    return pairs->limit > 0 && pairs->used > pairs->limit / 4 * 3 && pairs->used > 2 * STYLE_ROLE_COUNT;
}
