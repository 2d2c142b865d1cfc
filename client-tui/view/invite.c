/* invite.c: inviting somebody, and changing a nickname. */
#include "client-tui/i18n.h"
#include "client-tui/view/form_view.h"

#include <stdio.h>
#include <string.h>

/* --- inviting --- */

static const struct form_field_spec invite_fields[] = {
    {.name = "nickname",
     .label = N_("What they are called here"),
     .help = N_("1 to 8 characters"),
     .graphemes_max = DORAN_NICKNAME_MAX},
    {.name = "email",
     .label = N_("E-mail"),
     .help = N_("Empty: a code that you hand over yourself"),
     .graphemes_max = DORAN_EMAIL_MAX},
};

static void invite_submit(struct ui *ui, struct form_view *view)
{
    const char *email = form_text(&view->form, "email");
    struct doran_invite_create request = {.email = email[0] ? email : NULL,
                                          .nickname = form_text(&view->form, "nickname")};
    struct doran_path path = ui_path(DORAN_PARAM_family, ui->state.family.id);
    /* A code is shown once, so it needs its answer now; an e-mail may wait in the outbox. */
    if (email[0] && ui->state.connection != DORAN_CONNECTED) {
        if (ui_enqueue(ui, DORAN_R_invite_create, &path, &request)) {
            ui_pop(ui);
            ui_say(ui, TOAST_NEWS, _("It is kept here and goes out when there is a connection."));
        }
        return;
    }
    form_view_call(ui, view, DORAN_R_invite_create, &path, &request);
}

static const struct form_view_spec invite_spec = {.title = N_("Invite somebody"),
                                                  .enter = N_("Invite"),
                                                  .fields = invite_fields,
                                                  .count = sizeof invite_fields / sizeof *invite_fields,
                                                  .request = DORAN_TYPE_invite_create,
                                                  .submit = invite_submit};

static void invite_open(struct ui *ui, void *data)
{
    form_view_open(ui, data, &invite_spec);
}

static void invite_answer(struct ui *ui, void *data, const struct doran_client_event *event)
{
    if (event->error.code != DORAN_ERROR_none) {
        form_view_refuse(ui, data, &event->error);
        return;
    }
    const struct doran_invite_sent *sent = event->answer;
    ui_pop(ui);
    view_show_invite(ui, sent);
}

const struct view view_invite = {.name = "invite",
                                 .title = N_("Invite somebody"),
                                 .context = KEYMAP_TEXT,
                                 .tab = UI_TAB_NONE,
                                 .overlay = true,
                                 .data_size = sizeof(struct form_view),
                                 .open = invite_open,
                                 .close = form_view_close,
                                 .draw = form_view_draw,
                                 .event = form_view_event,
                                 .answer = invite_answer};

/* --- a member's nickname --- */

struct nickname {
    struct form_view view; /* first, so that the form's functions fit */
    char user[37];
};

static const struct form_field_spec nickname_fields[] = {
    {.name = "nickname",
     .label = N_("What they are called here"),
     .help = N_("1 to 8 characters"),
     .graphemes_max = DORAN_NICKNAME_MAX},
};

static void nickname_submit(struct ui *ui, struct form_view *view)
{
    const struct nickname *data = (struct nickname *)(void *)view;
    struct doran_member_change request = {.nickname = form_text(&view->form, "nickname")};
    struct doran_path path = ui_path_family(ui, DORAN_PARAM_user, data->user);
    struct doran_error error = {0};
    if (!ui_try_enqueue(ui, DORAN_R_member_change, &path, &request, &error)) {
        form_view_refuse(ui, view, &error);
        return;
    }
    ui_pop(ui);
}

static const struct form_view_spec nickname_spec = {.title = N_("Change a nickname"),
                                                    .enter = N_("Change"),
                                                    .fields = nickname_fields,
                                                    .count = 1,
                                                    .request = DORAN_TYPE_member_change,
                                                    .submit = nickname_submit};

static void nickname_open(struct ui *ui, void *data)
{
    struct nickname *nickname = data;
    form_view_open(ui, &nickname->view, &nickname_spec);
}

void view_nickname_of(struct ui *ui, const struct doran_member *member)
{
    struct nickname *data = ui_push(ui, &view_nickname);
    if (!data)
        return;
    form_set_text(&data->view.form, "nickname", member->nickname);
    snprintf(data->user, sizeof data->user, "%s", member->user_id);
}

const struct view view_nickname = {.name = "nickname",
                                   .title = N_("Change a nickname"),
                                   .context = KEYMAP_TEXT,
                                   .tab = UI_TAB_NONE,
                                   .overlay = true,
                                   .data_size = sizeof(struct nickname),
                                   .open = nickname_open,
                                   .close = form_view_close,
                                   .draw = form_view_draw,
                                   .event = form_view_event};
