/* bars.h: the lines that frame every screen: title and tabs above, message, status and keys below; progress.
 */
#ifndef DORAN_TUI_WIDGET_BARS_H
#define DORAN_TUI_WIDGET_BARS_H

#include "client-tui/keymap/keymap.h"
#include "client-tui/term/canvas.h"

enum bar_connection { BAR_ONLINE, BAR_CONNECTING, BAR_OFFLINE, BAR_NONE /* nobody is logged in */ };

#define BAR_COUNT_MAX 99 /* more is shown as 99+ */

struct titlebar {
    const char *product;     /* translated */
    const char *family;      /* NULL: none yet */
    const char *const *tabs; /* translated */
    size_t tab_count;
    size_t tab; /* the open one; tab_count: none */
    unsigned notifications;
    enum bar_connection connection;
    unsigned unsent; /* 오프라인 · 보낼 것 3 */
};
#define TITLEBAR_ROWS 2 /* the line and its rule */
/* The first two rows of the canvas. Too narrow: tabs shrink to the open one, then the family's name is cut.
 */
void titlebar_draw(const struct titlebar *bar, const struct canvas *canvas);

/* One thing on the key line; `label` NULL takes the action's own. */
struct key_item {
    enum action action;
    const char *label; /* translated */
};
#define KEYLINE_ROWS 2 /* the rule and the line */
/* The last two rows of the canvas: `Enter Open   Tab Next   …`. The last item stands at the right end and is
 * always there; what does not fit before it is left out from the right, and never cut. */
struct keyline {
    const struct keymap_reader *reader;
    const struct key_item *items;
    size_t count;
    enum action last_choice; /* of those by number, told together: "1-4 Choose"; ACTION_NONE: none */
};
void keyline_draw(const struct canvas *canvas, const struct keyline *keyline);

/* One row: `left` dim, `right` at the right end (either may be NULL). */
void statusbar_draw(const struct canvas *canvas, int row, const char *left, const char *right);

/* `[#####-------] 41%` or `█████░░░  75%` in one row. `total` 0 is 0 %. */
enum progress_look { PROGRESS_BRACKETS, PROGRESS_BLOCKS };
void progress_draw(const struct canvas *canvas, int row, int column, int columns, enum progress_look look,
                   unsigned style, uint64_t done, uint64_t total);

/* A message that goes by itself. */
#define TOAST_TEXT_MAX 512 /* bytes with the NUL */
#define TOAST_MS 5000
enum toast_kind { TOAST_NEWS, TOAST_GOOD, TOAST_ERROR };
struct toast {
    enum toast_kind kind;
    char text[TOAST_TEXT_MAX]; /* "" : none */
    int64_t until_ms;
};
/* Shows a translated sentence from now on (any steady clock's milliseconds) for TOAST_MS; an error for twice
 * that. */
void toast_show(struct toast *toast, enum toast_kind kind, const char *sentence, int64_t now_ms);
/* Milliseconds until it goes, -1 when there is none; it is taken away when its time has come. */
int toast_tick(struct toast *toast, int64_t now_ms);
/* The rows it takes: 0 when there is none, 2 for a sentence that is longer than one. */
int toast_rows(const struct toast *toast, const struct canvas *canvas);
/* Draws it into so many rows from `row` on. */
void toast_draw(const struct toast *toast, const struct canvas *canvas, int row);

/* What is shown instead of everything when the screen is below TERM_ROWS_MIN × TERM_COLUMNS_MIN. True when it
 * was. */
bool too_small_draw(const struct canvas *screen);

#endif
