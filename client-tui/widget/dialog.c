#include "client-tui/widget/dialog.h"

#define FRAME 1          /* row or column of an edge */
#define PADDING 2        /* columns within the edges */
#define COLUMNS_USUAL 44 /* inside; a longer key row makes it wider */
#define GAP 3

struct canvas dialog_window(const struct canvas *screen, int rows, int columns, const char *title)
{
    int around = 2 * (FRAME + PADDING);
    rows = rows + 2 * FRAME < screen->rows ? rows + 2 * FRAME : screen->rows;
    columns = columns + around < screen->columns ? columns + around : screen->columns;
    int top = (screen->rows - rows) / 2;
    /* Whole rows: words cut in two beside the frame would be read as something else. */
    canvas_fill(screen, top, 0, rows, screen->columns, STYLE_TEXT);
    struct canvas frame = canvas_part(screen, top, (screen->columns - columns) / 2, rows, columns);
    canvas_targets_clear(&frame);
    canvas_frame(&frame, title);
    return canvas_part(&frame, FRAME, FRAME + PADDING, rows - 2 * FRAME, columns - around);
}

/* One thing a key does. */
struct choice {
    const char *name;
    const char *label; /* NULL: it is not offered */
    struct term_key key;
};
#define CHOICES 3

static int choices_columns(const struct canvas *canvas, const struct choice choices[CHOICES])
{
    int columns = -GAP;
    for (int i = 0; i < CHOICES; i++) {
        if (choices[i].label != NULL)
            columns += GAP + canvas_text_columns(canvas, choices[i].name) + 1 +
                       canvas_text_columns(canvas, choices[i].label);
    }
    return columns > 0 ? columns : 0;
}

/* Returns the columns the first one takes. */
static int choices_draw(const struct canvas *canvas, int row, const struct choice choices[CHOICES])
{
    int column = 0, first = 0;
    for (int i = 0; i < CHOICES; i++) {
        if (choices[i].label == NULL)
            continue;
        int start = column;
        column += canvas_text(canvas, row, column, canvas->columns, STYLE_TITLE, choices[i].name) + 1;
        column += canvas_text(canvas, row, column, canvas->columns, STYLE_TEXT, choices[i].label);
        canvas_target(canvas, row, start, 1, column - start,
                      &(struct canvas_target){.kind = CANVAS_TARGET_KEY, .key = choices[i].key});
        first = i == 0 ? column : first;
        column += GAP;
    }
    return first;
}

int dialog_keys(const struct canvas *window, int row, const char *enter, const char *escape)
{
    return dialog_keys_more(window, row, enter, NULL, NULL, (struct term_key){0}, escape);
}

int dialog_keys_more(const struct canvas *window, int row, const char *enter, const char *name,
                     const char *what, struct term_key key, const char *escape)
{
    const struct choice choices[CHOICES] = {{"Enter", enter, TERM_KEY_NAMED(TERM_KEY_ENTER)},
                                            {name, name ? what : NULL, key},
                                            {"Esc", escape, TERM_KEY_NAMED(TERM_KEY_ESCAPE)}};
    return choices_draw(window, row, choices);
}

void dialog_draw(const struct dialog *dialog, const struct canvas *screen)
{
    char extra_key[TERM_KEY_TEXT_MAX];
    term_key_print(&dialog->extra_key, extra_key);
    const struct choice choices[CHOICES] = {{"Enter", dialog->enter, TERM_KEY_NAMED(TERM_KEY_ENTER)},
                                            {extra_key, dialog->extra, dialog->extra_key},
                                            {"Esc", dialog->escape, TERM_KEY_NAMED(TERM_KEY_ESCAPE)}};
    int columns = choices_columns(screen, choices);
    int most = screen->columns - 2 * (FRAME + PADDING);
    columns = columns > COLUMNS_USUAL ? columns : COLUMNS_USUAL;
    columns = columns < most ? columns : most;
    int message = canvas_paragraph(screen, 0, 0, columns, 0, STYLE_TEXT, dialog->message);
    struct canvas window = dialog_window(screen, message + 2, columns, dialog->title);
    canvas_paragraph(&window, 0, 0, window.columns, window.rows - 1, STYLE_TEXT, dialog->message);
    choices_draw(&window, window.rows - 1, choices);
    canvas_cursor(&window, window.rows - 1, 0);
}

enum dialog_result dialog_handle(const struct dialog *dialog, const struct term_event *event)
{
    if (event->kind != TERM_EVENT_KEY)
        return DIALOG_WAITING;
    if (event->key.name == TERM_KEY_ENTER && dialog->enter != NULL)
        return DIALOG_ENTER;
    if (event->key.name == TERM_KEY_ESCAPE)
        return DIALOG_ESCAPE;
    if (dialog->extra != NULL && term_key_equal(&event->key, &dialog->extra_key))
        return DIALOG_EXTRA;
    return DIALOG_WAITING;
}
