/* home.c: the first screen of a family: a greeting, who is there and how they feel, and a pane for each room, which leads
 * there. On a wide screen the panes stand side by side, on a small one they scroll. */
#include "client-tui/view/home.h"

#include "client-tui/i18n.h"
#include "client-tui/state/greeting.h"
#include "client-tui/view/people.h"

#define COLUMNS_MAX 3 /* side by side */
#define COLUMN_MIN 36 /* columns of the terminal that one needs */
#define ROOMY_ROWS 14 /* from here on there is air between the parts */

struct data {
    size_t focus; /* 0: the people; then the panes in their order */
};

static void draw_greeting(const struct ui *ui, const struct canvas *canvas, int row)
{
    const struct term_widths *widths = canvas_widths(canvas);
    canvas_format(canvas, row, 1, canvas->columns - 2, STYLE_TEXT, "%s%s%s",
                  glyph_text(GLYPH_QUOTE_OPEN, widths), greeting_of_today(&ui->state),
                  glyph_text(GLYPH_QUOTE_CLOSE, widths));
}

static void draw_nothing_yet(const struct ui *ui, const struct canvas *canvas)
{
    bool trying = ui->state.connection == DORAN_CONNECTING || ui->state.connection == DORAN_CATCHING_UP;
    canvas_paragraph(canvas, canvas->rows / 2 - 1, 4, canvas->columns - 8, 3, STYLE_DIM,
                     trying
                         ? _("Fetching the family's things for the first time...")
                         : _("There is no connection to the server yet. As soon as there is one, your family "
                             "appears here by itself."));
    canvas_cursor(canvas, canvas->rows / 2 - 1, 4);
}

/* --- the panes in columns --- */

/* Each pane goes to the column it is meant for, as far as there are so many. */
static int column_of(const struct home_pane *pane, int across)
{
    return pane->column < across ? pane->column : across - 1;
}

/* The first pane of a column that is drawn, so that the one with the focus is seen whole. */
static size_t first_of(struct ui *ui, const struct data *data, int column, int across, int rows, int columns,
                       int room)
{
    size_t first = 0;
    if (data->focus == 0 || column_of(&home_panes[data->focus - 1], across) != column)
        return 0;
    for (;; first++) {
        int height = 0;
        for (size_t i = first; i < data->focus; i++)
            if (column_of(&home_panes[i], across) == column)
                height += home_panes[i].rows(ui, columns, room) + 1;
        if (height - 1 <= rows || first + 1 >= data->focus)
            return first;
    }
}

static void draw_pane(struct ui *ui, const struct home_pane *pane, bool focused, const struct canvas *part)
{
    canvas_text_short(part, 0, 2, part->columns - 2, STYLE_TITLE, _(pane->title));
    if (focused) {
        canvas_glyph(part, 0, 0, STYLE_ACCENT, GLYPH_SELECT);
        canvas_cursor(part, 0, 0);
    }
    struct canvas inner = canvas_part(part, 0, 2, part->rows, part->columns - 2);
    pane->draw(ui, &inner);
}

/* What the mouse finds there: the focus it stands for. */
static void target(struct data *data, const struct canvas *canvas, int row, int rows, size_t focus)
{
    canvas_target(canvas, row, 0, rows, canvas->columns,
                  &(struct canvas_target){.kind = CANVAS_TARGET_PART, .value = focus, .owner = data});
}

/* @return whether all of it fits */
static bool draw_column(struct ui *ui, struct data *data, int column, int across, const struct canvas *canvas,
                        int room)
{
    int row = 0;
    size_t first = first_of(ui, data, column, across, canvas->rows, canvas->columns, room);
    for (size_t i = first; i < home_pane_count; i++) {
        const struct home_pane *pane = &home_panes[i];
        int rows = column_of(pane, across) == column ? pane->rows(ui, canvas->columns, room) : 0;
        if (rows == 0)
            continue;
        struct canvas part = canvas_part(canvas, row, 0, rows, canvas->columns);
        if (part.rows > 0) {
            draw_pane(ui, pane, data->focus == i + 1, &part);
            target(data, &part, 0, part.rows, i + 1);
        }
        row += rows + 1;
    }
    return row <= canvas->rows + 1;
}

static void draw(struct ui *ui, void *opaque, const struct canvas *canvas)
{
    struct data *data = opaque;
    if (!ui->state.family.id) {
        draw_nothing_yet(ui, canvas);
        return;
    }
    bool roomy = canvas->rows > ROOMY_ROWS;
    int row = roomy ? 1 : 0;
    draw_greeting(ui, canvas, row);
    row += roomy ? 2 : 1;
    if (data->focus == 0) {
        canvas_glyph(canvas, row, 0, STYLE_ACCENT, GLYPH_SELECT);
        canvas_cursor(canvas, row, 0);
    }
    int people = people_draw_all(ui, canvas, row, 2, canvas->columns - 3, roomy ? 4 : 2);
    target(data, canvas, row, people, 0);
    row += people + 1;
    int across = canvas->columns / COLUMN_MIN;
    across = across < 1 ? 1 : across > COLUMNS_MAX ? COLUMNS_MAX : across;
    int columns = (canvas->columns - 1) / across;
    for (int i = 0; i < across; i++) {
        struct canvas part = canvas_part(canvas, row, i * columns, canvas->rows - row, columns - 1);
        /* The mark stands between the columns, over no text. */
        if (!draw_column(ui, data, i, across, &part, canvas->rows))
            canvas_glyph(canvas, canvas->rows - 1, (i + 1) * columns - 1, STYLE_DIM, GLYPH_MORE_DOWN);
    }
}

/* --- moving about --- */

static bool is_there(struct ui *ui, size_t focus)
{
    return focus == 0 || home_panes[focus - 1].rows(ui, COLUMN_MIN, 0) > 0;
}

static void step(struct ui *ui, struct data *data, bool ahead)
{
    size_t count = home_pane_count + 1;
    do
        data->focus = (data->focus + (ahead ? 1 : count - 1)) % count;
    while (!is_there(ui, data->focus));
}

static void refresh(struct ui *ui, void *opaque)
{
    struct data *data = opaque;
    if (!is_there(ui, data->focus))
        data->focus = 0;
}

static void open_home(struct ui *ui, void *opaque)
{
    (void)ui, (void)opaque;
}

static void next_pane(struct ui *ui, void *opaque, enum action action)
{
    step(ui, opaque, action == ACTION_next_pane || action == ACTION_move_right || action == ACTION_page_down);
}

/* Up and down stop at the ends. */
static void move(struct ui *ui, void *opaque, enum action action)
{
    struct data *data = opaque;
    struct data tried = *data;
    bool ahead = action == ACTION_move_down;
    step(ui, &tried, ahead);
    if (ahead ? tried.focus > data->focus : tried.focus < data->focus)
        *data = tried;
}

static void open_pane(struct ui *ui, void *opaque, enum action action)
{
    (void)action;
    const struct data *data = opaque;
    if (!ui->state.family.id)
        return;
    if (data->focus == 0)
        ui_push(ui, &view_family);
    else
        home_panes[data->focus - 1].open(ui);
}

/* A click goes to its pane first; a second one opens it. */
static bool point(struct ui *ui, void *opaque, const struct canvas_target *clicked)
{
    struct data *data = opaque;
    if (clicked->kind != CANVAS_TARGET_PART || clicked->owner != data)
        return false;
    if (data->focus == clicked->value)
        ui_act(ui, ACTION_open);
    else
        data->focus = clicked->value;
    return true;
}

static void answer(struct ui *ui, void *opaque, const struct doran_client_event *event)
{
    (void)opaque;
    if (event->error.code != DORAN_ERROR_none && event->route != DORAN_R_join)
        ui_say_error(ui, &event->error);
}

static const struct view_action actions[] = {
    {ACTION_move_up, move},        {ACTION_move_down, move},       {ACTION_page_up, next_pane},
    {ACTION_page_down, next_pane}, {ACTION_next_pane, next_pane},  {ACTION_previous_pane, next_pane},
    {ACTION_move_left, next_pane}, {ACTION_move_right, next_pane}, {ACTION_open, open_pane},
};
static const struct key_item keys[] = {
    {ACTION_open, NULL},          {ACTION_next_pane, NULL}, {ACTION_go_missions, NULL}, {ACTION_mood, NULL},
    {ACTION_notifications, NULL}, {ACTION_family, NULL},    {ACTION_help, NULL},        {ACTION_quit, NULL}};
const struct view view_home = {.name = "home",
                               .title = N_("Home"),
                               .context = KEYMAP_ANY,
                               .tab = UI_TAB_HOME,
                               .wide = true,
                               .data_size = sizeof(struct data),
                               .open = open_home,
                               .refresh = refresh,
                               .draw = draw,
                               .answer = answer,
                               .point = point,
                               VIEW_ACTIONS(actions),
                               VIEW_KEYS(keys)};
