/* approval.c: a new device asks to be let in: the question, and the six digits it shows. */
#include "client-tui/i18n.h"
#include "client-tui/state/sentence.h"
#include "client-tui/view/form_view.h"

#include <stdio.h>
#include <string.h>

#define DIGITS 6

struct data {
    struct form_view view; /* first, so that the form's functions fit */
    char approval[37];
};

static const struct form_field_spec fields[] = {
    {.name = "code",
     .label = N_("The six digits"),
     .help = N_("As the new device shows them"),
     .graphemes_max = DIGITS + 2}, /* blanks between them may be typed too */
};

static void submit(struct ui *ui, struct form_view *view)
{
    const struct data *data = (const struct data *)(void *)view;
    struct doran_path path = ui_path(DORAN_PARAM_approval, data->approval);
    char digits[DIGITS + 1] = "";
    size_t count = 0;
    for (const char *at = form_text(&view->form, "code"); *at && count < DIGITS; at++)
        if (*at >= '0' && *at <= '9')
            digits[count++] = *at;
    if (count < DIGITS) {
        form_set_error(&view->form, "code", _("Please type all six digits."));
        return;
    }
    struct doran_approval_answer request = {.code = digits};
    form_view_call(ui, view, DORAN_R_approval_accept, &path, &request);
}

static const struct form_view_spec spec = {
    .title = N_("Let a device in"),
    .intro = N_("Only if it is you who sits there: who is let in sees everything of yours."),
    .enter = N_("Let in"),
    .fields = fields,
    .count = 1,
    .request = DORAN_TYPE_approval_answer,
    .submit = submit};

static void open_form(struct ui *ui, void *opaque)
{
    struct data *data = opaque;
    form_view_open(ui, &data->view, &spec);
}

static void answer(struct ui *ui, void *opaque, const struct doran_client_event *event)
{
    struct doran_error error = event->error;
    ui->state.dirty = true;
    if (error.code == DORAN_ERROR_none) {
        ui_pop(ui);
        ui_say(ui, TOAST_GOOD, _("The new device is in."));
    } else if (error.code == DORAN_ERROR_not_found) {
        ui_pop(ui);
        ui_say(ui, TOAST_ERROR, _("It does not ask any more. On the new device, please ask again."));
    } else {
        form_view_refuse(ui, opaque, &error);
    }
}

const struct view view_approval = {.name = "approval",
                                   .title = N_("Let a device in"),
                                   .context = KEYMAP_TEXT,
                                   .tab = UI_TAB_NONE,
                                   .overlay = true,
                                   .data_size = sizeof(struct data),
                                   .open = open_form,
                                   .close = form_view_close,
                                   .draw = form_view_draw,
                                   .event = form_view_event,
                                   .answer = answer};

/* --- the question --- */

static void type_digits(struct ui *ui, const char *approval)
{
    struct data *data = ui_push(ui, &view_approval);
    if (data)
        snprintf(data->approval, sizeof data->approval, "%s", approval);
}

static void turn_away(struct ui *ui, const char *approval)
{
    struct doran_path path = ui_path(DORAN_PARAM_approval, approval);
    if (ui_submit(ui, DORAN_R_approval_refuse, &path, NULL))
        ui_say(ui, TOAST_NEWS, _("The device is turned away."));
}

void view_ask_approval(struct ui *ui, const struct doran_approval *approval)
{
    struct doran_arena arena = DORAN_ARENA(8192);
    struct ui_question question = {.enter = _("Type the digits"),
                                   .escape = _("Later"),
                                   .extra = _("Turn it away"),
                                   .yes = type_digits,
                                   .other = turn_away};
    snprintf(question.title, sizeof question.title, "%s", _("A new device"));
    snprintf(
        question.message, sizeof question.message, "%s",
        sentence_of(&arena,
                    _("{device} asks to be let into your account. If that is you, type the six digits it "
                      "shows. If not, turn it away."),
                    {"device", approval->device}));
    snprintf(question.id, sizeof question.id, "%s", approval->id);
    ui_ask(ui, &question);
    doran_arena_deinit(&arena);
}
