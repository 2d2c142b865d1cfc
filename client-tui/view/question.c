/* question.c: a small question before something is lost, or the answer to an invitation. */
#include "client-tui/view/view.h"
#include "client-tui/widget/dialog.h"

#include <string.h>

struct data {
    struct ui_question question;
};

static struct dialog dialog_of(const struct data *data)
{
    const struct ui_question *question = &data->question;
    return (struct dialog){.title = question->title[0] ? question->title : NULL,
                           .message = question->message,
                           .enter = question->enter,
                           .escape = question->escape,
                           .extra = question->extra,
                           .extra_key = TERM_KEY_NAMED(TERM_KEY_F1 + 7)};
}

void ui_ask(struct ui *ui, const struct ui_question *question)
{
    struct data *data = ui_push(ui, &view_question);
    if (data)
        data->question = *question;
}

static bool event(struct ui *ui, void *opaque, const struct term_event *event)
{
    struct data *data = opaque;
    struct dialog dialog = dialog_of(data);
    enum dialog_result result = dialog_handle(&dialog, event);
    if (result == DIALOG_WAITING)
        return event->kind == TERM_EVENT_PASTE;
    struct ui_question question = data->question; /* popping frees the data */
    void (*then)(struct ui *, const char *) = result == DIALOG_ENTER   ? question.yes
                                              : result == DIALOG_EXTRA ? question.other
                                                                       : question.no;
    ui_pop(ui);
    if (then)
        then(ui, question.id);
    return true;
}

static void draw(struct ui *ui, void *opaque, const struct canvas *canvas)
{
    (void)ui;
    struct dialog dialog = dialog_of(opaque);
    dialog_draw(&dialog, canvas);
}

const struct view view_question = {
    .name = "question",
    .title = "",
    .context = KEYMAP_TEXT, /* no letter does anything here */
    .tab = UI_TAB_NONE,
    .overlay = true,
    .data_size = sizeof(struct data),
    .draw = draw,
    .event = event,
};
