#include "client-tui/i18n.h"
#include "client-tui/widget/bars.h"

#include <stdio.h>

#define MARGIN 1
#define TABS_GAP 2
#define PART_TEXT_MAX 128
#define FAMILY_COLUMNS_MIN 8 /* below this the tabs give way */

static void connection_text(const struct titlebar *bar, char out[PART_TEXT_MAX])
{
    static const char *const words[] = {
        [BAR_ONLINE] = N_("Connected"), [BAR_CONNECTING] = N_("Reconnecting"), [BAR_OFFLINE] = N_("Offline")};
    out[0] = '\0';
    if (bar->connection != BAR_NONE)
        snprintf(out, PART_TEXT_MAX, "%s", _(words[bar->connection]));
}

static void unsent_text(const struct titlebar *bar, const struct canvas *canvas, char out[PART_TEXT_MAX])
{
    out[0] = '\0';
    if (bar->unsent > 0) {
        char count[PART_TEXT_MAX / 2];
        snprintf(count, sizeof count, _("%u to send"), bar->unsent);
        snprintf(out, PART_TEXT_MAX, " %s %s", glyph_text(GLYPH_DOT, canvas_widths(canvas)), count);
    }
}

static void notifications_text(const struct titlebar *bar, char out[PART_TEXT_MAX])
{
    if (bar->notifications == 0)
        out[0] = '\0';
    else if (bar->notifications > BAR_COUNT_MAX)
        snprintf(out, PART_TEXT_MAX, _("News %d+"), BAR_COUNT_MAX);
    else
        snprintf(out, PART_TEXT_MAX, _("News %u"), bar->notifications);
}

/* The right end: `알림 2   연결됨`. Returns the column where it starts. */
static int draw_right(const struct titlebar *bar, const struct canvas *canvas)
{
    char connection[PART_TEXT_MAX];
    char unsent[PART_TEXT_MAX];
    char news[PART_TEXT_MAX];
    connection_text(bar, connection);
    unsent_text(bar, canvas, unsent);
    notifications_text(bar, news);
    int end = canvas->columns - MARGIN;
    int start = end - canvas_text_columns(canvas, connection) - canvas_text_columns(canvas, unsent);
    if (start < MARGIN)
        start = MARGIN;
    unsigned style = bar->connection == BAR_ONLINE ? STYLE_GOOD : STYLE_ERROR;
    int used = canvas_text(canvas, 0, start, end - start, style, connection);
    canvas_text(canvas, 0, start + used, end - start - used, STYLE_TEXT, unsent);
    if (news[0] == '\0')
        return start;
    int before = start - 3 - canvas_text_columns(canvas, news);
    if (before < MARGIN)
        return start;
    canvas_text(canvas, 0, before, start - before, STYLE_ACCENT, news);
    canvas_target(canvas, 0, before, 1, start - before - 3,
                  &(struct canvas_target){.kind = CANVAS_TARGET_ACTION, .value = ACTION_notifications});
    return before;
}

static int tab_columns(const struct titlebar *bar, const struct canvas *canvas, bool open_only)
{
    int columns = 0;
    for (size_t i = 0; i < bar->tab_count; i++) {
        if (!open_only || i == bar->tab)
            columns += canvas_text_columns(canvas, bar->tabs[i]) + 2;
    }
    return columns;
}

/* Each tab has a column before and behind it, for the brackets of the open one. */
static void draw_tabs(const struct titlebar *bar, const struct canvas *canvas, int column, bool open_only)
{
    for (size_t i = 0; i < bar->tab_count; i++) {
        bool open = i == bar->tab;
        if (open_only && !open)
            continue;
        unsigned style = open ? (unsigned)STYLE_ACCENT | STYLE_BOLD : STYLE_TEXT;
        int start = column;
        canvas_text(canvas, 0, column, 1, style, open ? "[" : " ");
        column += 1 + canvas_text(canvas, 0, column + 1, canvas->columns, style, bar->tabs[i]);
        canvas_text(canvas, 0, column, 1, style, open ? "]" : " ");
        column += 1;
        canvas_target(canvas, 0, start, 1, column - start,
                      &(struct canvas_target){.kind = CANVAS_TARGET_TAB, .value = i});
    }
}

static void draw_left(const struct titlebar *bar, const struct canvas *canvas, int limit)
{
    int column = MARGIN + canvas_text(canvas, 0, MARGIN, limit - MARGIN, STYLE_TITLE, bar->product);
    if (bar->family == NULL || column + 4 > limit)
        return;
    canvas_glyph(canvas, 0, column + 1, STYLE_DIM, GLYPH_DOT);
    canvas_text_short(canvas, 0, column + 3, limit - column - 3, STYLE_TEXT, bar->family);
}

void titlebar_draw(const struct titlebar *bar, const struct canvas *canvas)
{
    canvas_fill(canvas, 0, 0, 1, canvas->columns, STYLE_TEXT);
    canvas_rule(canvas, 1, 0, canvas->columns);
    int limit = draw_right(bar, canvas) - TABS_GAP;
    int least = MARGIN + canvas_text_columns(canvas, bar->product) + 3 + FAMILY_COLUMNS_MIN;
    int tabs = tab_columns(bar, canvas, false);
    bool open_only = limit - tabs < least;
    if (open_only)
        tabs = tab_columns(bar, canvas, true);
    if (tabs > 0 && limit - tabs > MARGIN) {
        draw_tabs(bar, canvas, limit - tabs, open_only);
        limit -= tabs + 1;
    }
    draw_left(bar, canvas, limit);
}
