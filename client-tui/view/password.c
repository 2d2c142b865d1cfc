/* password.c: a new password by the present one or by a recovery code, and new recovery codes. */
#include "client-tui/i18n.h"
#include "client-tui/view/entrance.h"

#include <string.h>

#define PRESENT                                                                                              \
    {                                                                                                        \
        .name = "current", .label = N_("Present password"), .graphemes_max = DORAN_PASSWORD_MAX,             \
        .masked = true                                                                                       \
    }
#define CHOSEN                                                                                               \
    {                                                                                                        \
        .name = "password", .label = N_("New password"), .help = N_("At least 8 characters of any kind"),    \
        .graphemes_max = DORAN_PASSWORD_MAX, .masked = true                                                  \
    }
#define AGAIN                                                                                                \
    {                                                                                                        \
        .name = "again", .label = N_("Once more"), .help = N_("So that no slip locks you out"),              \
        .graphemes_max = DORAN_PASSWORD_MAX, .masked = true                                                  \
    }

/* What is typed unseen is typed twice. */
static bool typed_twice(struct form_view *view)
{
    if (strcmp(form_text(&view->form, "password"), form_text(&view->form, "again")) == 0)
        return true;
    form_set_error(&view->form, "again", _("The two are not the same."));
    return false;
}

/* --- by the present one --- */

static const struct form_field_spec change_fields[] = {PRESENT, CHOSEN, AGAIN};

static void change_submit(struct ui *ui, struct form_view *view)
{
    struct doran_password_change request = {.current = form_text(&view->form, "current"),
                                            .password = form_text(&view->form, "password")};
    if (typed_twice(view))
        form_view_call(ui, view, DORAN_R_password_change, NULL, &request);
}

static const struct form_view_spec change_spec = {.title = N_("A new password"),
                                                  .intro = N_("All your other devices are logged out."),
                                                  .enter = N_("Change"),
                                                  .fields = change_fields,
                                                  .count = sizeof change_fields / sizeof *change_fields,
                                                  .request = DORAN_TYPE_password_change,
                                                  .submit = change_submit};

static void change_open(struct ui *ui, void *data)
{
    form_view_open(ui, data, &change_spec);
}

/* The server names the field of a wrong password as it likes; the one that was wrong is the present one. */
static void refuse(struct ui *ui, struct form_view *view, const struct doran_client_event *event)
{
    struct doran_error error = event->error;
    if (error.code == DORAN_ERROR_wrong_password)
        memcpy(error.field, "current", sizeof "current");
    form_view_refuse(ui, view, &error);
}

static void change_answer(struct ui *ui, void *data, const struct doran_client_event *event)
{
    if (event->error.code != DORAN_ERROR_none) {
        refuse(ui, data, event);
        return;
    }
    ui_pop(ui);
    ui_say(ui, TOAST_GOOD, _("The password is changed. All other devices are logged out."));
}

const struct view view_password = {.name = "password",
                                   .title = N_("A new password"),
                                   .context = KEYMAP_TEXT,
                                   .tab = UI_TAB_NONE,
                                   .overlay = true,
                                   .data_size = sizeof(struct form_view),
                                   .open = change_open,
                                   .close = form_view_close,
                                   .draw = form_view_draw,
                                   .event = form_view_event,
                                   .answer = change_answer};

/* --- by a recovery code, before one is in --- */

static const struct form_field_spec recover_fields[] = {
    {.name = "email", .label = N_("E-mail"), .graphemes_max = DORAN_EMAIL_MAX},
    {.name = "code",
     .label = N_("Code"),
     .help = N_("One of your eight recovery codes, or one from the server's owner"),
     .graphemes_max = 64},
    CHOSEN,
    AGAIN,
    {.name = "server",
     .label = N_("Server"),
     .help = N_("The address of your family's box, or a join link"),
     .graphemes_max = 400},
};

static void recover_submit(struct ui *ui, struct form_view *view)
{
    struct doran_join_link link;
    char device[DEVICE_NAME_SIZE];
    struct doran_recovery_request request = {.email = form_text(&view->form, "email"),
                                             .code = form_text(&view->form, "code"),
                                             .password = form_text(&view->form, "password"),
                                             .device = device};
    device_name(device);
    entrance_read_server(ui, &view->form, &link);
    if (typed_twice(view) && ui_guest(ui, link.server, link.pin))
        form_view_call(ui, view, DORAN_R_recover, NULL, &request);
}

static const struct form_view_spec recover_spec = {.title = N_("I forgot my password"),
                                                   .enter = N_("Change and log in"),
                                                   .fields = recover_fields,
                                                   .count = sizeof recover_fields / sizeof *recover_fields,
                                                   .request = DORAN_TYPE_recovery_request,
                                                   .submit = recover_submit};

static void recover_open(struct ui *ui, void *data)
{
    struct form_view *view = data;
    form_view_open(ui, view, &recover_spec);
    form_set_text(&view->form, "server", entrance_server(ui));
}

static void recover_answer(struct ui *ui, void *data, const struct doran_client_event *event)
{
    struct form_view *view = data;
    struct doran_error error = event->error;
    if (error.code == DORAN_ERROR_none) {
        entrance_logged_in(ui, &view->form, event->answer);
        if (ui->state.client)
            ui_say(ui, TOAST_GOOD, _("The password is changed. All other devices are logged out."));
        return;
    }
    if (error.code == DORAN_ERROR_wrong_code)
        memcpy(error.field, "code", sizeof "code");
    form_view_refuse(ui, view, &error);
}

const struct view view_recover = {.name = "recover",
                                  .title = N_("I forgot my password"),
                                  .context = KEYMAP_TEXT,
                                  .tab = UI_TAB_NONE,
                                  .data_size = sizeof(struct form_view),
                                  .open = recover_open,
                                  .close = form_view_close,
                                  .draw = form_view_draw,
                                  .event = form_view_event,
                                  .answer = recover_answer};

/* --- new recovery codes --- */

static const struct form_field_spec renew_fields[] = {
    {.name = "password", .label = N_("Password"), .graphemes_max = DORAN_PASSWORD_MAX, .masked = true},
};

static void renew_submit(struct ui *ui, struct form_view *view)
{
    struct doran_password_proof request = {.password = form_text(&view->form, "password")};
    form_view_call(ui, view, DORAN_R_recovery_renew, NULL, &request);
}

static const struct form_view_spec renew_spec = {
    .title = N_("New recovery codes"),
    .intro = N_("Eight new codes are made and shown once. The old ones open nothing any more."),
    .enter = N_("Make new codes"),
    .fields = renew_fields,
    .count = 1,
    .request = DORAN_TYPE_password_proof,
    .submit = renew_submit};

static void renew_open(struct ui *ui, void *data)
{
    form_view_open(ui, data, &renew_spec);
}

static void renew_answer(struct ui *ui, void *data, const struct doran_client_event *event)
{
    struct doran_error error = event->error;
    if (error.code == DORAN_ERROR_wrong_password)
        memcpy(error.field, "password", sizeof "password");
    if (error.code != DORAN_ERROR_none) {
        form_view_refuse(ui, data, &error);
        return;
    }
    const struct doran_recovery_codes *codes = event->answer;
    ui_pop(ui);
    view_show_codes(ui, &codes->codes, NULL);
}

const struct view view_recovery = {.name = "recovery",
                                   .title = N_("New recovery codes"),
                                   .context = KEYMAP_TEXT,
                                   .tab = UI_TAB_NONE,
                                   .overlay = true,
                                   .data_size = sizeof(struct form_view),
                                   .open = renew_open,
                                   .close = form_view_close,
                                   .draw = form_view_draw,
                                   .event = form_view_event,
                                   .answer = renew_answer};
