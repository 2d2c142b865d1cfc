/* farewell.c: logging out, and deleting the account. */
#include "client-tui/i18n.h"
#include "client-tui/state/sentence.h"
#include "client-tui/view/form_view.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- logging out: what is not sent would be lost, so it is asked --- */

static void log_out_yes(struct ui *ui, const char *id)
{
    (void)id;
    if (ui_submit(ui, DORAN_R_logout, NULL, NULL))
        ui_farewell(ui, _("This device is logged out, and what it kept is wiped."));
}

void view_log_out(struct ui *ui)
{
    struct doran_arena arena = DORAN_ARENA(4096);
    struct ui_question question = {.enter = _("Log out"), .escape = _("Stay"), .yes = log_out_yes};
    if (ui->state.tour) {
        ui_tour_end(ui);
        return;
    }
    size_t unsent = state_unsent(&ui->state);
    const char *message = _("Log this device out? What it keeps is wiped; everything stays on the server.");
    char count[24];
    snprintf(count, sizeof count, "%zu", unsent);
    if (unsent > 0)
        message = sentence_of(
            &arena,
            doran_plural("{n} thing you did here is not sent yet and would be lost. Log out all the same?",
                         "{n} things you did here are not sent yet and would be lost. Log out all the same?",
                         (unsigned long)unsent),
            {"n", count});
    snprintf(question.message, sizeof question.message, "%s", message);
    ui_ask(ui, &question);
    doran_arena_deinit(&arena);
}

void view_log_out_answer(struct ui *ui, void *data, const struct doran_client_event *event)
{
    (void)data;
    bool over = event->error.code == DORAN_ERROR_none || event->error.code == DORAN_ERROR_unauthorized;
    if (event->route == DORAN_R_logout && over) {
        ui_logged_out(ui);
        return;
    }
    ui_farewell(ui, NULL);
    if (!over)
        ui_say_error(ui, &event->error);
}

/* --- deleting the account: its e-mail typed, and the password --- */

static const struct form_field_spec fields[] = {
    {.name = "email",
     .label = N_("Your e-mail, to be sure"),
     .help = N_("As you log in with it"),
     .graphemes_max = DORAN_EMAIL_MAX},
    {.name = "password", .label = N_("Password"), .graphemes_max = DORAN_PASSWORD_MAX, .masked = true},
};

static bool is_own_email(const struct ui *ui, const char *typed)
{
    char *key = doran_text_key(typed),
         *own = doran_text_key(ui->state.user.email ? ui->state.user.email : "");
    bool same = key && own && own[0] && strcmp(key, own) == 0;
    free(key);
    free(own);
    return same;
}

static void submit(struct ui *ui, struct form_view *view)
{
    struct doran_password_proof request = {.password = form_text(&view->form, "password")};
    if (!is_own_email(ui, form_text(&view->form, "email"))) {
        form_set_error(&view->form, "email", _("This is not the e-mail of your account."));
        return;
    }
    form_view_call(ui, view, DORAN_R_account_delete, NULL, &request);
    if (view->busy)
        ui_farewell(ui, _("Your account is deleted. Farewell."));
}

static const struct form_view_spec spec = {
    .title = N_("Delete my account"),
    .intro = N_("This cannot be undone. What you made stays with your families, without your name. Where "
                "you are the host, hand over or delete the family first."),
    .enter = N_("Delete for good"),
    .fields = fields,
    .count = sizeof fields / sizeof *fields,
    .request = DORAN_TYPE_password_proof,
    .submit = submit};

static void open_form(struct ui *ui, void *data)
{
    form_view_open(ui, data, &spec);
}

static void answer(struct ui *ui, void *data, const struct doran_client_event *event)
{
    if (event->error.code == DORAN_ERROR_none) {
        ui_logged_out(ui);
        return;
    }
    ui_farewell(ui, NULL);
    form_view_refuse(ui, data, &event->error);
}

const struct view view_account_delete = {.name = "account-delete",
                                         .title = N_("Delete my account"),
                                         .context = KEYMAP_TEXT,
                                         .tab = UI_TAB_NONE,
                                         .overlay = true,
                                         .data_size = sizeof(struct form_view),
                                         .open = open_form,
                                         .close = form_view_close,
                                         .draw = form_view_draw,
                                         .event = form_view_event,
                                         .answer = answer};
