/* hand_over.c: choosing who is the next host. */
#include "client-tui/i18n.h"
#include "client-tui/state/sentence.h"
#include "client-tui/view/people.h"
#include "client-tui/widget/dialog.h"
#include "client-tui/widget/list.h"

#include <stdio.h>
#include <string.h>

#define COLUMNS 50
#define ROWS_MAX 12

struct data {
    struct list list; /* the members but the host */
};

/* The index-th member that is not the host. */
static const struct doran_member *member_at(const struct ui *ui, size_t index)
{
    for (size_t i = 0; i < ui->state.members.count; i++) {
        const struct doran_member *member = &ui->state.members.items[i];
        if (member->role != DORAN_role_host && index-- == 0)
            return member;
    }
    return NULL;
}

static size_t others(const struct ui *ui)
{
    size_t count = 0;
    while (member_at(ui, count))
        count++;
    return count;
}

static void draw_item(const void *opaque, size_t index, const struct canvas *canvas, bool selected)
{
    (void)selected;
    const struct ui *ui = opaque;
    people_draw(ui, member_at(ui, index), canvas, 0, 2, canvas->columns - 2);
}

static void draw(struct ui *ui, void *opaque, const struct canvas *canvas)
{
    struct data *data = opaque;
    int rows = data->list.count < ROWS_MAX ? (int)data->list.count : ROWS_MAX;
    struct canvas window = dialog_window(canvas, rows + 2, COLUMNS, _("Who becomes the host?"));
    struct canvas part = canvas_part(&window, 0, 0, window.rows - 2, window.columns);
    list_draw(&data->list, &part, true, draw_item, ui, _("There is nobody else yet to hand over to."));
    dialog_keys(&window, window.rows - 1, _("Choose"), _("Back"));
}

static void refresh(struct ui *ui, void *opaque)
{
    struct data *data = opaque;
    list_set_count(&data->list, others(ui));
}

static void open_list(struct ui *ui, void *opaque)
{
    struct data *data = opaque;
    list_init(&data->list, others(ui));
}

static void yes(struct ui *ui, const char *user)
{
    struct doran_path path = ui_path(DORAN_PARAM_family, ui->state.family.id);
    struct doran_host_change request = {.user_id = user};
    ui_submit(ui, DORAN_R_host_change, &path, &request);
}

void view_ask_hand_over(struct ui *ui, const struct doran_member *member)
{
    struct doran_arena arena = DORAN_ARENA(8192);
    struct ui_question question = {.enter = _("Hand over"), .escape = _("Back"), .yes = yes};
    snprintf(question.message, sizeof question.message, "%s",
             sentence_of(&arena, _("Make {name} the host? You stay a member."), {"name", member->nickname}));
    snprintf(question.id, sizeof question.id, "%s", member->user_id);
    ui_ask(ui, &question);
    doran_arena_deinit(&arena);
}

static void choose(struct ui *ui, void *opaque, enum action action)
{
    (void)action;
    const struct data *data = opaque;
    const struct doran_member *member = member_at(ui, data->list.selected);
    if (member)
        view_ask_hand_over(ui, member);
}

static void answer(struct ui *ui, void *opaque, const struct doran_client_event *event)
{
    (void)opaque;
    ui->state.dirty = true;
    if (event->error.code != DORAN_ERROR_none) {
        ui_say_error(ui, &event->error);
        return;
    }
    ui_pop(ui);
    ui_say(ui, TOAST_GOOD, _("The family has a new host."));
}

static struct list *list_of(void *opaque)
{
    return &((struct data *)opaque)->list;
}

static const struct view_action actions[] = {VIEW_MOVES_LIST, {ACTION_open, choose}};
static const struct key_item keys[] = {{ACTION_open, N_("Choose")}, {ACTION_back, NULL}, {ACTION_help, NULL}};
const struct view view_hand_over = {.name = "hand-over",
                                    .title = N_("Who becomes the host?"),
                                    .context = KEYMAP_ANY,
                                    .tab = UI_TAB_NONE,
                                    .overlay = true,
                                    .data_size = sizeof(struct data),
                                    .open = open_list,
                                    .refresh = refresh,
                                    .draw = draw,
                                    .answer = answer,
                                    .list = list_of,
                                    VIEW_ACTIONS(actions),
                                    VIEW_KEYS(keys)};
