/* family_settings.c: what the host settles: the family's name, its time zone, who is host, and its end. */
#include "client-tui/i18n.h"
#include "client-tui/state/sentence.h"
#include "client-tui/state/words.h"
#include "client-tui/view/form_view.h"
#include "client-tui/widget/dialog.h"
#include "client-tui/widget/list.h"

#include <doran/rules.h>

#include <stdio.h>
#include <string.h>

/* --- the name and the time zone --- */

static const struct form_field_spec name_fields[] = {
    {.name = "title",
     .label = N_("The family's name"),
     .help = N_("1 to 10 characters"),
     .graphemes_max = DORAN_FAMILY_TITLE_MAX},
    {.name = "time_zone",
     .label = N_("Time zone"),
     .help = N_("Its months begin by this clock: Asia/Seoul, Europe/Berlin, America/New_York"),
     .graphemes_max = 64},
};

static void name_submit(struct ui *ui, struct form_view *view)
{
    struct doran_family_change request = {0};
    struct doran_error error = {0};
    struct doran_path path = ui_path(DORAN_PARAM_family, ui->state.family.id);
    const char *title = form_text(&view->form, "title"), *zone = form_text(&view->form, "time_zone");
    if (!ui->state.family.id) { /* it went meanwhile */
        ui_pop(ui);
        return;
    }
    if (!doran_time_zone_known(zone)) {
        form_set_error(&view->form, "time_zone", _("This zone is not known. Names look like Asia/Seoul."));
        return;
    }
    if (strcmp(title, ui->state.family.title) != 0)
        doran_set(&request, family_change, title, title);
    if (strcmp(zone, ui->state.family.time_zone) != 0)
        doran_set(&request, family_change, time_zone, zone);
    if (request.has && !ui_try_enqueue(ui, DORAN_R_family_change, &path, &request, &error))
        form_view_refuse(ui, view, &error);
    else
        ui_pop(ui);
}

static const struct form_view_spec name_spec = {.title = N_("Name and time zone"),
                                                .enter = N_("Change"),
                                                .fields = name_fields,
                                                .count = sizeof name_fields / sizeof *name_fields,
                                                .request = DORAN_TYPE_family_change,
                                                .submit = name_submit};

static void name_open(struct ui *ui, void *data)
{
    struct form_view *view = data;
    form_view_open(ui, view, &name_spec);
    form_set_text(&view->form, "title", ui->state.family.title);
    form_set_text(&view->form, "time_zone", ui->state.family.time_zone);
}

const struct view view_family_name = {.name = "family-name",
                                      .title = N_("Name and time zone"),
                                      .context = KEYMAP_TEXT,
                                      .tab = UI_TAB_NONE,
                                      .overlay = true,
                                      .data_size = sizeof(struct form_view),
                                      .open = name_open,
                                      .close = form_view_close,
                                      .draw = form_view_draw,
                                      .event = form_view_event};

/* --- its end --- */

static const struct form_field_spec delete_fields[] = {
    {.name = "title", .label = N_("The family's name, to be sure"), .graphemes_max = DORAN_FAMILY_TITLE_MAX},
};

static void delete_submit(struct ui *ui, struct form_view *view)
{
    struct doran_family_delete request = {.title = form_text(&view->form, "title")};
    struct doran_path path = ui_path(DORAN_PARAM_family, ui->state.family.id);
    if (!ui->state.family.id || strcmp(request.title, ui->state.family.title) != 0)
        form_set_error(&view->form, "title", _("This is not the family's name."));
    else
        form_view_call(ui, view, DORAN_R_family_delete, &path, &request);
}

static const struct form_view_spec delete_spec = {
    .title = N_("Delete the family"),
    .intro = N_("Everything in it goes, for everybody. You can bring it back for 30 days, from the list of "
                "your families."),
    .enter = N_("Delete"),
    .fields = delete_fields,
    .count = 1,
    .request = DORAN_TYPE_family_delete,
    .submit = delete_submit};

static void delete_open(struct ui *ui, void *data)
{
    form_view_open(ui, data, &delete_spec);
}

static void delete_answer(struct ui *ui, void *data, const struct doran_client_event *event)
{
    if (event->error.code != DORAN_ERROR_none) {
        form_view_refuse(ui, data, &event->error);
        return;
    }
    ui_root(ui, &view_home);
    ui_say(ui, TOAST_NEWS, _("The family is deleted. You can bring it back for 30 days."));
    ui->state.dirty = true;
}

const struct view view_family_delete = {.name = "family-delete",
                                        .title = N_("Delete the family"),
                                        .context = KEYMAP_TEXT,
                                        .tab = UI_TAB_NONE,
                                        .overlay = true,
                                        .data_size = sizeof(struct form_view),
                                        .open = delete_open,
                                        .close = form_view_close,
                                        .draw = form_view_draw,
                                        .event = form_view_event,
                                        .answer = delete_answer};

/* --- the screen --- */

static const char *value_name(const struct ui *ui)
{
    return ui->state.family.title;
}

static const char *value_zone(const struct ui *ui)
{
    return ui->state.family.time_zone;
}

static const char *value_host(const struct ui *ui)
{
    const struct doran_member *host = state_member(&ui->state, ui->state.family.host_id);
    return host ? host->nickname : "";
}

static void rename_family(struct ui *ui)
{
    ui_push(ui, &view_family_name);
}

static void hand_over(struct ui *ui)
{
    if (ui->state.members.count < 2)
        ui_say(ui, TOAST_NEWS, _("There is nobody else yet to hand over to."));
    else
        ui_push(ui, &view_hand_over);
}

static void delete_family(struct ui *ui)
{
    ui_push(ui, &view_family_delete);
}

static const struct row {
    const char *label, *help;
    const char *(*value)(const struct ui *ui);
    void (*run)(struct ui *ui);
} rows[] = {
    {N_("Name"), NULL, value_name, rename_family},
    {N_("Time zone"), NULL, value_zone, rename_family},
    {N_("Host"), NULL, value_host, hand_over},
    {N_("Delete the family"), N_("Can be undone for 30 days"), NULL, delete_family},
};
#define ROWS (sizeof rows / sizeof *rows)
#define LABEL_COLUMNS 20

struct data {
    struct list list;
};

static void draw_item(const void *opaque, size_t index, const struct canvas *canvas, bool selected)
{
    (void)selected;
    const struct ui *ui = opaque;
    const struct row *row = &rows[index];
    canvas_format(canvas, 0, 2, 2, STYLE_ACCENT, "%zu", index + 1);
    canvas_text_short(canvas, 0, 5, LABEL_COLUMNS - 1, STYLE_TEXT, _(row->label));
    canvas_text_short(canvas, 0, 5 + LABEL_COLUMNS, canvas->columns - LABEL_COLUMNS - 5,
                      row->value ? STYLE_TITLE : STYLE_DIM, row->value ? row->value(ui) : _(row->help));
}

static void draw(struct ui *ui, void *opaque, const struct canvas *canvas)
{
    struct data *data = opaque;
    canvas_text(canvas, 1, 1, canvas->columns - 2, STYLE_TITLE, _("Our family"));
    canvas_paragraph(canvas, 2, 1, canvas->columns - 2, 1, STYLE_DIM,
                     ui->state.host ? _("You are the host: Enter changes what is selected.")
                                    : _("The host changes these; everybody may look."));
    struct canvas part = canvas_part(canvas, 4, 1, canvas->rows - 4, canvas->columns - 2);
    list_draw(&data->list, &part, true, draw_item, ui, "");
}

static void open_settings(struct ui *ui, void *opaque)
{
    (void)ui;
    struct data *data = opaque;
    list_init(&data->list, ROWS);
}

static void choose(struct ui *ui, void *opaque, enum action action)
{
    struct data *data = opaque;
    size_t index = action == ACTION_open ? data->list.selected : (size_t)(action - ACTION_choose_1);
    if (index >= ROWS || !ui->state.family.id)
        return;
    list_select(&data->list, index);
    if (ui->state.host)
        rows[index].run(ui);
    else
        ui_say(ui, TOAST_NEWS, _("Only the host changes this."));
}

static struct list *list_of(void *opaque)
{
    return &((struct data *)opaque)->list;
}

static const struct view_action actions[] = {
    VIEW_MOVES_LIST,           {ACTION_open, choose},     {ACTION_choose_1, choose},
    {ACTION_choose_2, choose}, {ACTION_choose_3, choose}, {ACTION_choose_4, choose},
};
static const struct key_item keys[] = {
    {ACTION_choose_1, N_("Choose")}, {ACTION_open, N_("Change")}, {ACTION_help, NULL}, {ACTION_back, NULL}};
const struct view view_family_settings = {.name = "family-settings",
                                          .title = N_("Our family"),
                                          .context = KEYMAP_MENU,
                                          .tab = UI_TAB_FAMILY,
                                          .data_size = sizeof(struct data),
                                          .open = open_settings,
                                          .draw = draw,
                                          .list = list_of,
                                          VIEW_ACTIONS(actions),
                                          VIEW_KEYS(keys)};
