/* home.c: the first screen of a family: a greeting, who is there and how they feel, what waits, what is new.
 */
#include "client-tui/i18n.h"
#include "client-tui/state/words.h"
#include "client-tui/view/people.h"
#include "client-tui/widget/list.h"

#include <string.h>

enum pane { PANE_PEOPLE, PANE_NEWS, PANES };

struct data {
    enum pane pane;
    struct list news;
};

/* One a day, the same for everybody that day. */
static const char *const greetings[] = {
    N_("How about a short call to your parents today?"), N_("Tell somebody today what you like about them."),
    N_("A photo of your lunch makes somebody smile."),   N_("What made you laugh today? Tell it here."),
    N_("Somebody is glad that you are here."),           N_("Is there a birthday coming up?"),
    N_("A walk together does not need a reason."),
};

static void draw_greeting(const struct ui *ui, const struct canvas *canvas, int row)
{
    size_t day = (size_t)(ui->state.now / DORAN_DAY) % (sizeof greetings / sizeof *greetings);
    const struct term_widths *widths = canvas_widths(canvas);
    canvas_format(canvas, row, 1, canvas->columns - 2, STYLE_TEXT, "%s%s%s",
                  glyph_text(GLYPH_QUOTE_OPEN, widths), _(greetings[day]),
                  glyph_text(GLYPH_QUOTE_CLOSE, widths));
}

static void draw_news_item(const void *opaque, size_t index, const struct canvas *canvas, bool selected)
{
    (void)selected;
    const struct state *state = opaque;
    const struct doran_notification *item = &state->notifications.items[index];
    struct doran_arena arena = DORAN_ARENA(8192);
    const char *ago = words_ago(&arena, item->created_at, state->now);
    int width = canvas_text_columns(canvas, ago);
    canvas_text_short(canvas, 0, 2, canvas->columns - width - 4, item->read_at ? STYLE_DIM : STYLE_TEXT,
                      words_notification(&arena, item));
    canvas_text_right(canvas, 0, 2, canvas->columns - 2, STYLE_DIM, ago);
    doran_arena_deinit(&arena);
}

static void draw_waiting(const struct ui *ui, const struct canvas *canvas, int row, int column, int columns)
{
    struct doran_arena arena = DORAN_ARENA(16384);
    size_t count = ui->state.invites.count;
    int title = canvas_text(canvas, row, column, columns, STYLE_TITLE, _("Invites that wait"));
    if (count > 0)
        canvas_format(canvas, row, column + title + 1, columns - title - 1, STYLE_DIM, "%zu", count);
    if (count == 0)
        canvas_paragraph(canvas, row + 1, column, columns, 3, STYLE_DIM,
                         _("Nobody is on the way. Go to the family with f and invite somebody with a."));
    for (size_t i = 0; i < count && (int)i < canvas->rows - row - 1; i++) {
        const struct doran_invite *invite = &ui->state.invites.items[i];
        const char *left = words_left(&arena, invite->expires_at, ui->state.now);
        int width = canvas_text_columns(canvas, left);
        canvas_text_short(canvas, row + 1 + (int)i, column, columns - width - 2, STYLE_TEXT,
                          invite->nickname);
        canvas_text_right(canvas, row + 1 + (int)i, column, columns, STYLE_DIM, left);
    }
    doran_arena_deinit(&arena);
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

static void draw(struct ui *ui, void *opaque, const struct canvas *canvas)
{
    struct data *data = opaque;
    if (!ui->state.family.id) {
        draw_nothing_yet(ui, canvas);
        return;
    }
    int row = canvas->rows > 14 ? 1 : 0;
    draw_greeting(ui, canvas, row);
    row += canvas->rows > 14 ? 2 : 1;
    canvas_glyph(canvas, row, 0, STYLE_ACCENT, data->pane == PANE_PEOPLE ? GLYPH_SELECT : GLYPH_DOT);
    if (data->pane == PANE_PEOPLE)
        canvas_cursor(canvas, row, 0);
    int people = people_draw_all(ui, canvas, row, 2, canvas->columns - 3, canvas->rows > 14 ? 4 : 2);
    canvas_target(canvas, row, 0, people, canvas->columns,
                  &(struct canvas_target){.kind = CANVAS_TARGET_PART, .value = PANE_PEOPLE, .owner = data});
    row += people + 1;
    bool wide = canvas->columns >= 100;
    int columns = wide ? canvas->columns * 3 / 5 : canvas->columns - 2;
    int waiting = wide || ui->state.invites.count == 0 ? 0 : (int)ui->state.invites.count + 2;
    int most = canvas->rows > 14 ? 5 : 3; /* the news are not to be crowded out */
    waiting = waiting > most ? most : waiting;
    canvas_text(canvas, row, 1, columns, STYLE_TITLE, _("What is new"));
    struct canvas news = canvas_part(canvas, row + 1, 1, canvas->rows - row - 1 - waiting, columns);
    list_draw(&data->news, &news, data->pane == PANE_NEWS, draw_news_item, &ui->state, _("Nothing new."));
    if (wide) {
        draw_waiting(ui, canvas, row, columns + 4, canvas->columns - columns - 6);
    } else if (waiting) {
        struct canvas part = canvas_part(canvas, canvas->rows - waiting + 1, 1, waiting - 1, columns);
        draw_waiting(ui, &part, 0, 0, columns);
    }
}

static void open_home(struct ui *ui, void *opaque)
{
    struct data *data = opaque;
    list_init(&data->news, ui->state.notifications.count);
}

static void refresh(struct ui *ui, void *opaque)
{
    struct data *data = opaque;
    list_set_count(&data->news, ui->state.notifications.count);
}

static void next_pane(struct ui *ui, void *opaque, enum action action)
{
    (void)ui, (void)action;
    struct data *data = opaque;
    data->pane = (enum pane)((data->pane + 1) % PANES);
}

static void move(struct ui *ui, void *opaque, enum action action)
{
    (void)ui;
    struct data *data = opaque;
    bool up = action == ACTION_move_up;
    if (data->pane == PANE_PEOPLE && action == ACTION_move_down)
        data->pane = PANE_NEWS;
    else if (data->pane == PANE_NEWS && up && data->news.selected == 0)
        data->pane = PANE_PEOPLE;
    else if (data->pane == PANE_NEWS)
        list_handle(&data->news, action);
}

/* A click goes to its pane first; on the people it then opens them. */
static bool point(struct ui *ui, void *opaque, const struct canvas_target *target)
{
    struct data *data = opaque;
    bool news = target->kind == CANVAS_TARGET_ROW && target->owner == &data->news;
    bool people = target->kind == CANVAS_TARGET_PART;
    if (people && data->pane == PANE_PEOPLE) {
        ui_act(ui, ACTION_open);
        return true;
    }
    if (news && data->pane == PANE_NEWS)
        return false; /* as in every list */
    if (news)
        list_select(&data->news, target->value);
    if (news || people)
        data->pane = news ? PANE_NEWS : PANE_PEOPLE;
    return news || people;
}

static void open_pane(struct ui *ui, void *opaque, enum action action)
{
    (void)action;
    struct data *data = opaque;
    ui_push(ui, data->pane == PANE_PEOPLE ? &view_family : &view_notifications);
}

static void answer(struct ui *ui, void *opaque, const struct doran_client_event *event)
{
    (void)opaque;
    if (event->error.code != DORAN_ERROR_none && event->route != DORAN_R_join)
        ui_say_error(ui, &event->error);
}

static const struct view_action actions[] = {
    {ACTION_move_up, move},   {ACTION_move_down, move},      {ACTION_page_up, move},
    {ACTION_page_down, move}, {ACTION_next_pane, next_pane}, {ACTION_previous_pane, next_pane},
    {ACTION_open, open_pane},
};
static const struct key_item keys[] = {
    {ACTION_open, NULL},   {ACTION_next_pane, NULL}, {ACTION_mood, NULL}, {ACTION_notifications, NULL},
    {ACTION_family, NULL}, {ACTION_help, NULL},      {ACTION_quit, NULL}};
const struct view view_home = {.name = "home",
                               .title = N_("Home"),
                               .context = KEYMAP_ANY,
                               .tab = UI_TAB_HOME,
                               .data_size = sizeof(struct data),
                               .open = open_home,
                               .refresh = refresh,
                               .draw = draw,
                               .answer = answer,
                               .point = point,
                               VIEW_ACTIONS(actions),
                               VIEW_KEYS(keys)};
