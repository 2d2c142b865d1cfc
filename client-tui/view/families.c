/* families.c: the families one is in, to switch between them. */
#include "client-tui/i18n.h"
#include "client-tui/state/words.h"
#include "client-tui/view/view.h"
#include "client-tui/widget/dialog.h"
#include "client-tui/widget/list.h"

#include <string.h>

struct data {
    struct list list;
};

static void draw_item(const void *opaque, size_t index, const struct canvas *canvas, bool selected)
{
    (void)selected;
    const struct state *state = opaque;
    const struct doran_family *family = &state->families.items[index];
    canvas_text_short(canvas, 0, 2, 22, STYLE_TEXT, family->title);
    for (size_t i = 0; i < state->memberships.count; i++) {
        const struct doran_membership *place = &state->memberships.items[i];
        if (strcmp(place->family_id, family->id) != 0)
            continue;
        canvas_text_short(canvas, 0, 24, 17, STYLE_DIM, place->nickname);
        if (place->role == DORAN_role_host)
            canvas_text(canvas, 0, 41, 8, STYLE_ACCENT, words_role(place->role));
    }
}

static void draw(struct ui *ui, void *opaque, const struct canvas *canvas)
{
    struct data *data = opaque;
    struct canvas window =
        dialog_window(canvas, (int)(data->list.count > 0 ? data->list.count : 1) + 2, 54, _("Families"));
    struct canvas part = canvas_part(&window, 0, 0, window.rows - 2, window.columns);
    list_draw(&data->list, &part, true, draw_item, &ui->state, _("No family yet."));
    dialog_keys(&window, window.rows - 1, _("Open"), _("Back"));
}

static void open_families(struct ui *ui, void *opaque)
{
    struct data *data = opaque;
    list_init(&data->list, ui->state.families.count);
    for (size_t i = 0; ui->state.family.id && i < ui->state.families.count; i++)
        if (strcmp(ui->state.families.items[i].id, ui->state.family.id) == 0)
            list_select(&data->list, i);
}

static void refresh(struct ui *ui, void *opaque)
{
    struct data *data = opaque;
    list_set_count(&data->list, ui->state.families.count);
}

static void choose(struct ui *ui, void *opaque, enum action action)
{
    (void)action;
    struct data *data = opaque;
    if (data->list.selected >= ui->state.families.count)
        return;
    state_choose_family(&ui->state, ui->state.families.items[data->list.selected].id);
    ui_pop(ui);
}

static void add(struct ui *ui, void *opaque, enum action action)
{
    (void)opaque, (void)action;
    ui_pop(ui);
    ui_push(ui, &view_family_new);
}

static void deleted(struct ui *ui, void *opaque, enum action action)
{
    (void)opaque, (void)action;
    ui_pop(ui);
    ui_push(ui, &view_deleted);
}

static struct list *list_of(void *opaque)
{
    return &((struct data *)opaque)->list;
}

static const struct view_action actions[] = {
    VIEW_MOVES_LIST, {ACTION_open, choose}, {ACTION_add, add}, {ACTION_next_pane, deleted}};
static const struct key_item keys[] = {{ACTION_open, NULL},
                                       {ACTION_add, N_("New family")},
                                       {ACTION_next_pane, N_("Deleted ones")},
                                       {ACTION_back, NULL},
                                       {ACTION_help, NULL}};
const struct view view_families = {.name = "families",
                                   .title = N_("Families"),
                                   .context = KEYMAP_ANY,
                                   .tab = UI_TAB_NONE,
                                   .overlay = true,
                                   .data_size = sizeof(struct data),
                                   .open = open_families,
                                   .refresh = refresh,
                                   .draw = draw,
                                   .list = list_of,
                                   VIEW_ACTIONS(actions),
                                   VIEW_KEYS(keys)};
