/* quick_line.h: why a quick-add line was not understood, in words. */
#ifndef DORAN_TUI_QUICK_LINE_H
#define DORAN_TUI_QUICK_LINE_H

#include <doran/error.h>

/* The sentence of an error of doran_quick_add_parse(), translated; NULL for one that is not its own. */
const char *quick_line_trouble(const struct doran_error *error);

#endif
