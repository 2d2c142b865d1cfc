/* start.c: logged in, but in no family yet: make one, join one, or see who invites. */
#include "client-tui/i18n.h"
#include "client-tui/view/form_view.h"
#include "client-tui/view/menu.h"

#include <stdio.h>

static void make_family(struct ui *ui)
{
    ui_push(ui, &view_family_new);
}

static void join_family(struct ui *ui)
{
    ui_push(ui, &view_join);
}

static void see_invitations(struct ui *ui)
{
    ui_push(ui, &view_notifications);
}

static void see_deleted(struct ui *ui)
{
    ui_push(ui, &view_deleted);
}

static const struct menu_item items[] = {
    {N_("Make our family's place"), N_("You become its host"), make_family},
    {N_("I have a join code"), N_("Text or link from a relative"), join_family},
    {N_("See my invitations"), N_("They also come by themselves"), see_invitations},
    {N_("Bring a family back"), N_("One that you deleted"), see_deleted},
};
static const struct menu_spec menu = {
    N_("No family yet"),
    N_("Make a place for your family, or wait here: an invitation shows up as soon as somebody sends one."),
    items, sizeof items / sizeof *items};

static void open_menu(struct ui *ui, void *data)
{
    (void)ui;
    menu_init(data, &menu);
}

/* The code of the sign-up was tried as a family's too; one that only opened the sign-up is no failure. */
void view_join_tried(struct ui *ui, void *data, const struct doran_client_event *event)
{
    (void)data;
    if (event->route == DORAN_R_join &&
        (event->error.code == DORAN_ERROR_wrong_code || event->error.code == DORAN_ERROR_not_found))
        ui->toast = (struct toast){0};
    else if (event->error.code != DORAN_ERROR_none)
        ui_say_error(ui, &event->error);
}

static const struct view_action actions[] = {MENU_ACTIONS};
static const struct key_item keys[] = {{ACTION_choose_1, N_("Choose")},
                                       {ACTION_open, N_("Next")},
                                       {ACTION_notifications, NULL},
                                       {ACTION_help, NULL},
                                       {ACTION_quit, NULL}};
const struct view view_start = {.name = "start",
                                .title = N_("No family yet"),
                                .context = KEYMAP_MENU,
                                .tab = UI_TAB_NONE,
                                .data_size = sizeof(struct menu),
                                .open = open_menu,
                                .draw = menu_draw,
                                .works = menu_works,
                                .answer = view_join_tried,
                                VIEW_ACTIONS(actions),
                                VIEW_KEYS(keys)};

/* --- a new family --- */

static const struct form_field_spec family_fields[] = {
    {.name = "title",
     .label = N_("The family's name"),
     .help = N_("1 to 10 characters"),
     .graphemes_max = DORAN_FAMILY_TITLE_MAX},
    {.name = "nickname",
     .label = N_("What you are called in it"),
     .help = N_("1 to 8 characters"),
     .graphemes_max = DORAN_NICKNAME_MAX},
};

static void family_submit(struct ui *ui, struct form_view *view)
{
    struct doran_family_create request = {.title = form_text(&view->form, "title"),
                                          .nickname = form_text(&view->form, "nickname")};
    form_view_call(ui, view, DORAN_R_family_create, NULL, &request);
}

static const struct form_view_spec family_spec = {.title = N_("A new family"),
                                                  .enter = N_("Make it"),
                                                  .fields = family_fields,
                                                  .count = sizeof family_fields / sizeof *family_fields,
                                                  .request = DORAN_TYPE_family_create,
                                                  .submit = family_submit};

static void family_open(struct ui *ui, void *data)
{
    form_view_open(ui, data, &family_spec);
}

static void family_answer(struct ui *ui, void *data, const struct doran_client_event *event)
{
    if (event->error.code != DORAN_ERROR_none) {
        form_view_refuse(ui, data, &event->error);
        return;
    }
    const struct doran_family *family = event->answer;
    state_choose_family(&ui->state, family->id);
    ui_pop(ui);
    ui_say(ui, TOAST_GOOD, _("The family's place is ready. Invite somebody with a."));
}

const struct view view_family_new = {.name = "family-new",
                                     .title = N_("A new family"),
                                     .context = KEYMAP_TEXT,
                                     .tab = UI_TAB_NONE,
                                     .overlay = true,
                                     .data_size = sizeof(struct form_view),
                                     .open = family_open,
                                     .close = form_view_close,
                                     .draw = form_view_draw,
                                     .event = form_view_event,
                                     .answer = family_answer};

/* --- joining by a code --- */

static const struct form_field_spec join_fields[] = {
    {.name = "code",
     .label = N_("Join code or link"),
     .help = N_("The whole message you got may be pasted"),
     .graphemes_max = 500},
};

static void join_submit(struct ui *ui, struct form_view *view)
{
    struct doran_join_link link;
    struct doran_error error = {0};
    if (!doran_join_link_parse(form_text(&view->form, "code"), &link, &error)) {
        snprintf(error.field, sizeof error.field, "code");
        form_view_refuse(ui, view, &error);
        return;
    }
    struct doran_join_request request = {.code = link.code};
    form_view_call(ui, view, DORAN_R_join, NULL, &request);
}

static const struct form_view_spec join_spec = {.title = N_("Join a family"),
                                                .enter = N_("Join"),
                                                .fields = join_fields,
                                                .count = 1,
                                                .request = DORAN_TYPE_join_request,
                                                .submit = join_submit};

static void join_open(struct ui *ui, void *data)
{
    form_view_open(ui, data, &join_spec);
}

static void join_answer(struct ui *ui, void *data, const struct doran_client_event *event)
{
    if (event->error.code != DORAN_ERROR_none) {
        form_view_refuse(ui, data, &event->error);
        return;
    }
    const struct doran_membership *membership = event->answer;
    state_choose_family(&ui->state, membership->family_id);
    ui_pop(ui);
    ui_say(ui, TOAST_GOOD, _("You are in. Welcome!"));
}

const struct view view_join = {.name = "join",
                               .title = N_("Join a family"),
                               .context = KEYMAP_TEXT,
                               .tab = UI_TAB_NONE,
                               .overlay = true,
                               .data_size = sizeof(struct form_view),
                               .open = join_open,
                               .close = form_view_close,
                               .draw = form_view_draw,
                               .event = form_view_event,
                               .answer = join_answer};
