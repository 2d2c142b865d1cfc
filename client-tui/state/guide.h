/* guide.h: how Dorandoran works, in five pages. */
#ifndef DORAN_TUI_STATE_GUIDE_H
#define DORAN_TUI_STATE_GUIDE_H

#include <stdbool.h>
#include <stddef.h>

#define GUIDE_PAGES 5
#define GUIDE_SENTENCES 3

struct guide_page {
    const char *title; /* untranslated, as what follows */
    const char *sentences[GUIDE_SENTENCES];
    const char *in_lines; /* instead of the second one where there are no keys; NULL: the same */
    bool later;           /* its room is still being built */
};
extern const struct guide_page guide_pages[GUIDE_PAGES];

#endif
