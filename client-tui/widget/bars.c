#include "client-tui/widget/bars.h"

#include "client-tui/i18n.h"
#include "client-tui/term/term.h"

#include <stdio.h>
#include <string.h>

#define MARGIN 1
#define GAP 3
#define PART_TEXT_MAX 256
#define TOAST_ROWS_MAX 2
#define KEY_TEXT_MAX (2 * KEYMAP_SHOWN_MAX) /* "1-4" */

/* --- the key line --- */

/* Moving about is told by the arrows: everybody knows them. */
static void show_key(const struct keymap_reader *reader, enum action action, char key[KEYMAP_SHOWN_MAX])
{
    keymap_shown(reader->keymap, action, reader->hangul_seen || action_is_move(action), key);
}

static int key_columns(const struct canvas *canvas, const struct keyline *keyline,
                       const struct key_item *item, char key[KEY_TEXT_MAX], const char **label)
{
    show_key(keyline->reader, item->action, key);
    if (item->action == ACTION_choose_1 && keyline->last_choice > ACTION_choose_1) {
        char last[KEYMAP_SHOWN_MAX];
        show_key(keyline->reader, keyline->last_choice, last);
        size_t length = strlen(key);
        snprintf(key + length, KEY_TEXT_MAX - length, "-%s", last);
    }
    *label = item->label != NULL ? item->label : _(action_info(item->action)->label);
    return canvas_text_columns(canvas, key) + 1 + canvas_text_columns(canvas, *label);
}

/* Returns the columns used, 0 when it would not fit before `limit`. */
static int draw_key(const struct canvas *canvas, const struct keyline *keyline, const struct key_item *item,
                    int column, int limit)
{
    char key[KEY_TEXT_MAX];
    const char *label;
    int columns = key_columns(canvas, keyline, item, key, &label);
    if (column + columns > limit)
        return 0;
    int row = canvas->rows - 1;
    int used = canvas_text(canvas, row, column, limit - column, STYLE_TITLE, key);
    canvas_text(canvas, row, column + used + 1, limit - column - used - 1, STYLE_TEXT, label);
    canvas_target(canvas, row, column, 1, columns,
                  &(struct canvas_target){.kind = CANVAS_TARGET_ACTION, .value = item->action});
    return columns;
}

/* Where help is among the items before the last one; `count` when it is not. */
static size_t find_help(const struct key_item *items, size_t count)
{
    size_t i = 0;
    while (i + 1 < count && items[i].action != ACTION_help)
        i++;
    return i + 1 < count ? i : count;
}

/* Draws the items in their order as far as there is room, help always: it tells the others. */
static void draw_items(const struct canvas *canvas, const struct keyline *keyline, int limit)
{
    const struct key_item *items = keyline->items;
    size_t count = keyline->count;
    char key[KEY_TEXT_MAX];
    const char *label;
    size_t help = find_help(items, count);
    int column = MARGIN;
    int kept = help < count ? GAP + key_columns(canvas, keyline, &items[help], key, &label) : 0;
    bool full = false;
    for (size_t i = 0; i + 1 < count; i++) {
        if (i == help)
            kept = 0;
        else if (full)
            continue;
        int used = draw_key(canvas, keyline, &items[i], column, limit - kept);
        full = used == 0;
        column += used > 0 ? used + GAP : 0;
    }
}

void keyline_draw(const struct canvas *canvas, const struct keyline *keyline)
{
    int row = canvas->rows - 1;
    canvas_rule(canvas, row - 1, 0, canvas->columns);
    canvas_fill(canvas, row, 0, 1, canvas->columns, STYLE_TEXT);
    if (keyline->count == 0)
        return;
    const struct key_item *item = &keyline->items[keyline->count - 1];
    char key[KEY_TEXT_MAX];
    const char *label;
    /* A column more than elsewhere: where the terminal can't leave its margins off, curses fills the last corner by pushing a
     * cell in, which would tear a wide character beside it. */
    int limit = canvas->columns - MARGIN - 1;
    int last = limit - key_columns(canvas, keyline, item, key, &label);
    draw_key(canvas, keyline, item, last < MARGIN ? MARGIN : last, limit);
    draw_items(canvas, keyline, last - GAP);
}

/* --- the status bar --- */

void statusbar_draw(const struct canvas *canvas, int row, const char *left, const char *right)
{
    canvas_fill(canvas, row, 0, 1, canvas->columns, STYLE_TEXT);
    int limit = canvas->columns - MARGIN;
    if (right != NULL) {
        int start = canvas_text_right(canvas, row, MARGIN, canvas->columns - 2 * MARGIN, STYLE_DIM, right);
        limit = start - GAP;
    }
    canvas_text_short(canvas, row, MARGIN, limit - MARGIN, STYLE_DIM, left);
}

/* --- progress --- */

/* `whole` × done ÷ total, rounded down, so that only what is finished looks full. */
static int part_of(int whole, uint64_t done, uint64_t total)
{
    while (total > UINT64_MAX / CANVAS_COLUMNS_MAX) {
        total /= 2;
        done /= 2;
    }
    if (done > total)
        done = total;
    return total > 0 ? (int)((uint64_t)whole * done / total) : 0;
}

void progress_draw(const struct canvas *canvas, int row, int column, int columns, enum progress_look look,
                   unsigned style, uint64_t done, uint64_t total)
{
    char percent[PART_TEXT_MAX];
    snprintf(percent, sizeof percent, "%3d%%", part_of(100, done, total));
    bool brackets = look == PROGRESS_BRACKETS;
    int frame = brackets ? 2 : 0;
    int bar = columns - frame - 1 - canvas_text_columns(canvas, percent);
    if (bar < 1) {
        canvas_text_right(canvas, row, column, columns, STYLE_TEXT, percent);
        return;
    }
    int full = part_of(bar, done, total);
    int at = column;
    if (brackets)
        canvas_text(canvas, row, at++, 1, STYLE_TEXT, "[");
    if (brackets) {
        for (int i = 0; i < bar; i++)
            canvas_text(canvas, row, at + i, 1, i < full ? style : STYLE_DIM, i < full ? "#" : "-");
    } else {
        canvas_glyph_run(canvas, row, at, full, style, GLYPH_BAR_FULL);
        canvas_glyph_run(canvas, row, at + full, bar - full, STYLE_DIM, GLYPH_BAR_EMPTY);
    }
    at += bar;
    if (brackets)
        canvas_text(canvas, row, at++, 1, STYLE_TEXT, "]");
    canvas_text_right(canvas, row, at, column + columns - at, STYLE_TEXT, percent);
}

/* --- toasts --- */

void toast_show(struct toast *toast, enum toast_kind kind, const char *sentence, int64_t now_ms)
{
    toast->kind = kind;
    toast->until_ms = now_ms + (kind == TOAST_ERROR ? 2 * TOAST_MS : TOAST_MS);
    size_t length = strlen(sentence);
    size_t kept = length < sizeof toast->text ? length : sizeof toast->text - 1;
    if (kept < length)
        kept -= doran_text_previous(sentence, kept);
    memcpy(toast->text, sentence, kept);
    toast->text[kept] = '\0';
}

int toast_tick(struct toast *toast, int64_t now_ms)
{
    if (toast->text[0] == '\0')
        return -1;
    if (now_ms < toast->until_ms)
        return (int)(toast->until_ms - now_ms);
    toast->text[0] = '\0';
    return -1;
}

int toast_rows(const struct toast *toast, const struct canvas *canvas)
{
    if (toast->text[0] == '\0')
        return 0;
    return canvas_text_columns(canvas, toast->text) > canvas->columns - 2 * MARGIN ? TOAST_ROWS_MAX : 1;
}

void toast_draw(const struct toast *toast, const struct canvas *canvas, int row)
{
    static const unsigned styles[] = {
        [TOAST_NEWS] = STYLE_ACCENT, [TOAST_GOOD] = STYLE_GOOD, [TOAST_ERROR] = STYLE_ERROR};
    int rows = toast_rows(toast, canvas);
    if (rows == 0)
        return;
    canvas_fill(canvas, row, 0, rows, canvas->columns, STYLE_TEXT);
    canvas_paragraph(canvas, row, MARGIN, canvas->columns - 2 * MARGIN, rows, styles[toast->kind],
                     toast->text);
}

/* --- a screen that is too small --- */

bool too_small_draw(const struct canvas *screen)
{
    if (screen->rows >= TERM_ROWS_MIN && screen->columns >= TERM_COLUMNS_MIN)
        return false;
    char text[PART_TEXT_MAX];
    snprintf(text, sizeof text, _("The screen is small (now %dx%d). Please make it larger than %dx%d."),
             screen->columns, screen->rows, TERM_COLUMNS_MIN, TERM_ROWS_MIN);
    canvas_clear(screen);
    canvas_paragraph(screen, 0, 0, screen->columns, screen->rows, STYLE_TEXT, text);
    return true;
}
