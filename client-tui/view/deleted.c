/* deleted.c: the families one deleted and can still bring back. Asked of the server: a device keeps nothing of them. */
#include "client-tui/i18n.h"
#include "client-tui/state/sentence.h"
#include "client-tui/state/words.h"
#include "client-tui/view/view.h"
#include "client-tui/widget/dialog.h"
#include "client-tui/widget/list.h"

#include <stdio.h>
#include <string.h>

#define COLUMNS 54
#define ROWS 6
#define TITLE_BYTES (DORAN_FAMILY_TITLE_MAX * DORAN_CLUSTER_BYTES_MAX + 1)

struct gone {
    char id[37], title[TITLE_BYTES];
    doran_time deleted_at;
};

struct data {
    struct list list;
    struct gone families[DORAN_USER_FAMILIES_MAX];
    bool asked, known;
};

struct item {
    const struct data *data;
    doran_time now;
};

static void draw_item(const void *opaque, size_t index, const struct canvas *canvas, bool selected)
{
    (void)selected;
    const struct item *item = opaque;
    const struct gone *gone = &item->data->families[index];
    struct doran_arena arena = DORAN_ARENA(4096);
    canvas_text_short(canvas, 0, 2, 22, STYLE_TEXT, gone->title);
    canvas_text_right(canvas, 0, 24, canvas->columns - 25, STYLE_DIM,
                      words_left(&arena, gone->deleted_at + DORAN_UNDO_DAYS * DORAN_DAY, item->now));
    doran_arena_deinit(&arena);
}

static void draw(struct ui *ui, void *opaque, const struct canvas *canvas)
{
    struct data *data = opaque;
    struct item item = {data, ui->state.now};
    struct canvas window = dialog_window(canvas, ROWS + 2, COLUMNS, _("Deleted families"));
    struct canvas part = canvas_part(&window, 0, 0, window.rows - 2, window.columns);
    list_draw(&data->list, &part, true, draw_item, &item,
              data->known ? _("No family to bring back.") : _("Asking the server. This needs a connection."));
    dialog_keys(&window, window.rows - 1, data->list.count > 0 ? _("Bring back") : NULL, _("Back"));
}

static int tick(struct ui *ui, void *opaque)
{
    struct data *data = opaque;
    struct doran_error error = {0};
    if (!data->asked && ui->call == 0) {
        ui_try_submit(ui, DORAN_R_family_deleted_list, NULL, NULL, &error);
        data->asked = true;
    }
    return -1;
}

static void yes(struct ui *ui, const char *family)
{
    struct doran_path path = ui_path(DORAN_PARAM_family, family);
    ui_submit(ui, DORAN_R_family_restore, &path, NULL);
}

static void choose(struct ui *ui, void *opaque, enum action action)
{
    (void)action;
    const struct data *data = opaque;
    struct doran_arena arena = DORAN_ARENA(4096);
    struct ui_question question = {.enter = _("Bring back"), .escape = _("Back"), .yes = yes};
    if (data->list.selected >= data->list.count)
        return;
    const struct gone *gone = &data->families[data->list.selected];
    snprintf(question.message, sizeof question.message, "%s",
             sentence_of(&arena, _("Bring {family} back, with its members and all that was in it?"),
                         {"family", gone->title}));
    snprintf(question.id, sizeof question.id, "%s", gone->id);
    ui_ask(ui, &question);
    doran_arena_deinit(&arena);
}

static void take_list(struct data *data, const struct doran_family_page *page)
{
    size_t count = page->families.count;
    count = count < DORAN_USER_FAMILIES_MAX ? count : DORAN_USER_FAMILIES_MAX;
    for (size_t i = 0; i < count; i++) {
        const struct doran_family *family = &page->families.items[i];
        struct gone *gone = &data->families[i];
        gone->deleted_at = family->deleted_at;
        snprintf(gone->id, sizeof gone->id, "%s", family->id);
        snprintf(gone->title, sizeof gone->title, "%s", family->title);
    }
    list_init(&data->list, count);
    data->known = true;
}

static void answer(struct ui *ui, void *opaque, const struct doran_client_event *event)
{
    if (event->error.code != DORAN_ERROR_none) {
        ui_say_error(ui, &event->error);
    } else if (event->route == DORAN_R_family_deleted_list) {
        take_list(opaque, event->answer);
    } else {
        const struct doran_family *family = event->answer;
        state_choose_family(&ui->state, family->id);
        ui_root(ui, &view_home);
        ui_say(ui, TOAST_GOOD, _("The family is back."));
    }
}

static void open_deleted(struct ui *ui, void *opaque)
{
    (void)ui;
    struct data *data = opaque;
    list_init(&data->list, 0);
}

static bool works(const void *opaque, enum action action)
{
    return action != ACTION_open || ((const struct data *)opaque)->list.count > 0;
}

static struct list *list_of(void *opaque)
{
    return &((struct data *)opaque)->list;
}

static const struct view_action actions[] = {VIEW_MOVES_LIST, {ACTION_open, choose}};
static const struct key_item keys[] = {
    {ACTION_open, N_("Bring back")}, {ACTION_back, NULL}, {ACTION_help, NULL}};
const struct view view_deleted = {.name = "deleted",
                                  .title = N_("Deleted families"),
                                  .context = KEYMAP_ANY,
                                  .tab = UI_TAB_NONE,
                                  .overlay = true,
                                  .data_size = sizeof(struct data),
                                  .open = open_deleted,
                                  .draw = draw,
                                  .answer = answer,
                                  .tick = tick,
                                  .works = works,
                                  .list = list_of,
                                  VIEW_ACTIONS(actions),
                                  VIEW_KEYS(keys)};
