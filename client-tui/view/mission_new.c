/* mission_new.c: proposing a mission: first what, then who takes part. */
#include "client-tui/i18n.h"
#include "client-tui/view/form_view.h"
#include "client-tui/view/people.h"
#include "client-tui/widget/dialog.h"
#include "client-tui/widget/list.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TITLE_BYTES (DORAN_MISSION_TITLE_MAX * DORAN_CLUSTER_BYTES_MAX + 1)
#define COLUMNS 46

/* --- what ------------------------------------------------------------------------------------------------------- */

struct what {
    struct form_view view; /* first, so that the form's functions fit */
};

static const struct form_field_spec fields[] = {
    {.name = "title",
     .label = N_("What do you want to do together?"),
     .help = N_("1 to 17 characters, as: a walk together"),
     .graphemes_max = DORAN_MISSION_TITLE_MAX},
};

static void go_on(struct ui *ui, struct form_view *view);
static const struct form_view_spec spec = {.title = N_("Propose a mission"),
                                           .enter = N_("Who takes part"),
                                           .fields = fields,
                                           .count = 1,
                                           .request = DORAN_TYPE_mission_create,
                                           .submit = go_on};

static void open_what(struct ui *ui, void *opaque)
{
    form_view_open(ui, opaque, &spec);
}

const struct view view_mission_new = {.name = "mission-new",
                                      .title = N_("Propose a mission"),
                                      .context = KEYMAP_TEXT,
                                      .tab = UI_TAB_NONE,
                                      .overlay = true,
                                      .data_size = sizeof(struct what),
                                      .open = open_what,
                                      .close = form_view_close,
                                      .draw = form_view_draw,
                                      .event = form_view_event};

/* --- who --------------------------------------------------------------------------------------------------------- */

struct who {
    struct list list;
    char title[TITLE_BYTES];
    char left_out[DORAN_FAMILY_MEMBERS_MAX][37]; /* all others take part */
    size_t left_out_count;
};

static void go_on(struct ui *ui, struct form_view *view)
{
    const char *title = form_text(&view->form, "title");
    struct doran_arena arena = DORAN_ARENA(8192);
    struct doran_mission_participant self = {.user_id = ui->state.user.id};
    struct doran_mission_create request = {.title = title, .participants = {&self, 1}};
    struct doran_error error = {0};
    bool good = doran_check(DORAN_TYPE_mission_create, &request, &arena, &error);
    if (good) {
        struct who *who = ui_push(ui, &view_mission_who);
        if (who)
            snprintf(who->title, sizeof who->title, "%s", title);
    } else {
        form_view_refuse(ui, view, &error);
    }
    doran_arena_deinit(&arena);
}

static char *place_of(struct who *who, const char *user)
{
    for (size_t i = 0; i < who->left_out_count; i++)
        if (strcmp(who->left_out[i], user) == 0)
            return who->left_out[i];
    return NULL;
}

static void toggle(struct ui *ui, void *opaque, enum action action)
{
    (void)action;
    struct who *who = opaque;
    if (who->list.selected >= ui->state.members.count)
        return;
    const char *user = ui->state.members.items[who->list.selected].user_id;
    char *place = place_of(who, user);
    if (place)
        memmove(place, who->left_out[--who->left_out_count], 37);
    else if (who->left_out_count < DORAN_FAMILY_MEMBERS_MAX)
        snprintf(who->left_out[who->left_out_count++], 37, "%s", user);
}

static void draw_item(const void *opaque, size_t index, const struct canvas *canvas, bool selected)
{
    (void)selected;
    const struct ui *ui = ((void *const *)opaque)[0];
    struct who *who = ((void *const *)opaque)[1];
    const struct doran_member *member = &ui->state.members.items[index];
    bool in = !place_of(who, member->user_id);
    canvas_text(canvas, 0, 2, 3, STYLE_TEXT, "[ ]");
    if (in)
        canvas_glyph(canvas, 0, 3, STYLE_GOOD, GLYPH_CHECK);
    canvas_text_short(canvas, 0, 6, canvas->columns - 6,
                      in ? STYLE_MEMBER(state_colour(&ui->state, member->user_id)) : (unsigned)STYLE_DIM,
                      member->nickname);
}

static void draw(struct ui *ui, void *opaque, const struct canvas *canvas)
{
    struct who *who = opaque;
    void *const both[] = {ui, who};
    int rows = (int)ui->state.members.count + 4;
    struct canvas window = dialog_window(canvas, rows, COLUMNS, _("Who takes part?"));
    canvas_text_short(&window, 0, 0, window.columns, STYLE_TITLE, who->title);
    struct canvas part = canvas_part(&window, 2, 0, window.rows - 4, window.columns);
    list_draw(&who->list, &part, true, draw_item, both, "");
    dialog_keys(&window, window.rows - 1, _("Propose"), _("Back"));
}

static void open_who(struct ui *ui, void *opaque)
{
    list_init(&((struct who *)opaque)->list, ui->state.members.count);
}

static void refresh(struct ui *ui, void *opaque)
{
    list_set_count(&((struct who *)opaque)->list, ui->state.members.count);
}

static void propose(struct ui *ui, void *opaque, enum action action)
{
    (void)action;
    struct who *who = opaque;
    struct doran_mission_participant participants[DORAN_FAMILY_MEMBERS_MAX];
    struct doran_mission_create request = {.title = who->title, .participants = {participants, 0}};
    for (size_t i = 0; i < ui->state.members.count && i < DORAN_FAMILY_MEMBERS_MAX; i++)
        if (!place_of(who, ui->state.members.items[i].user_id))
            participants[request.participants.count++] =
                (struct doran_mission_participant){.user_id = ui->state.members.items[i].user_id};
    if (request.participants.count == 0) {
        ui_say(ui, TOAST_NEWS, _("At least one of you takes part. Space chooses."));
        return;
    }
    struct doran_path path = ui_path(DORAN_PARAM_family, ui->state.family.id);
    if (!ui_enqueue(ui, DORAN_R_mission_create, &path, &request))
        return;
    ui_pop(ui);
    ui_pop(ui);
    ui_say(ui, TOAST_GOOD, _("The mission is proposed."));
}

static struct list *list_of(void *opaque)
{
    return &((struct who *)opaque)->list;
}

static const struct view_action actions[] = {
    VIEW_MOVES_LIST,
    {ACTION_toggle, toggle},
    {ACTION_open, propose},
};
static const struct key_item keys[] = {
    {ACTION_toggle, N_("Choose")}, {ACTION_open, N_("Propose")}, {ACTION_back, NULL}};
const struct view view_mission_who = {.name = "mission-who",
                                      .title = N_("Who takes part?"),
                                      .context = KEYMAP_ANY,
                                      .tab = UI_TAB_NONE,
                                      .overlay = true,
                                      .data_size = sizeof(struct who),
                                      .open = open_who,
                                      .refresh = refresh,
                                      .draw = draw,
                                      .list = list_of,
                                      VIEW_ACTIONS(actions),
                                      VIEW_KEYS(keys)};
