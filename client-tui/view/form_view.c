#include "client-tui/view/form_view.h"

#include "client-tui/i18n.h"
#include "client-tui/state/refusal.h"
#include "client-tui/widget/dialog.h"

#define COLUMNS 62

void form_view_open(struct ui *ui, struct form_view *view, const struct form_view_spec *spec)
{
    view->spec = spec;
    if (!form_init(&view->form, spec->fields, spec->count))
        ui_say(ui, TOAST_ERROR, refusal_of(DORAN_ERROR_no_memory));
}

void form_view_close(void *data)
{
    struct form_view *view = data;
    form_deinit(&view->form);
}

/* What Enter does depends on the field: it goes on to the next one, and with the last one it is done. */
static void draw_keys(struct form_view *view, const struct canvas *window)
{
    struct form *form = &view->form;
    bool last = form->focus + 1 >= form->count;
    bool choice = form->count > 0 && form->fields[form->focus].choices > 0;
    const char *name = choice ? "Left Right" : form->count > 1 ? "Up Down" : NULL;
    struct term_key key = choice ? TERM_KEY_NAMED(TERM_KEY_RIGHT) : TERM_KEY_NAMED(TERM_KEY_DOWN);
    int columns = dialog_keys_more(window, window->rows - 1, last ? _(view->spec->enter) : _("Next"), name,
                                   choice ? _("Choose") : _("Fields"), key, _("Back"));
    if (last)
        canvas_target(window, window->rows - 1, 0, 1, columns,
                      &(struct canvas_target){.kind = CANVAS_TARGET_SUBMIT, .owner = form});
}

void form_view_draw(struct ui *ui, void *data, const struct canvas *canvas)
{
    (void)ui;
    struct form_view *view = data;
    const char *intro = view->spec->intro ? _(view->spec->intro) : NULL;
    int columns = canvas->columns < COLUMNS + 4 ? canvas->columns - 4 : COLUMNS;
    int intro_rows = intro ? canvas_paragraph(canvas, 0, 0, columns, 0, STYLE_DIM, intro) + 1 : 0;
    int rows = intro_rows + form_rows(&view->form, canvas, columns) + 2;
    struct canvas window = dialog_window(canvas, rows, columns, _(view->spec->title));
    if (intro)
        canvas_paragraph(&window, 0, 0, window.columns, intro_rows - 1, STYLE_DIM, intro);
    struct canvas part = canvas_part(&window, intro_rows, 0, window.rows - intro_rows - 2, window.columns);
    form_draw(&view->form, &part);
    if (view->busy) {
        canvas_text(&window, window.rows - 1, 0, window.columns, STYLE_DIM,
                    _("One moment...   Esc stops waiting"));
        return;
    }
    draw_keys(view, &window);
}

bool form_view_event(struct ui *ui, void *data, const struct term_event *event)
{
    struct form_view *view = data;
    bool escape = event->kind == TERM_EVENT_KEY && event->key.name == TERM_KEY_ESCAPE;
    if (view->busy) {
        if (escape) {
            view->busy = false;
            ui->call = 0; /* its answer, should it come, is not waited for any more */
        }
        return event->kind == TERM_EVENT_PASTE ||
               (event->kind == TERM_EVENT_KEY && event->key.name < TERM_KEY_F1);
    }
    switch (form_handle(&view->form, event)) {
    case FORM_SUBMIT:
        form_clear_errors(&view->form);
        view->spec->submit(ui, view);
        return true;
    case FORM_CANCEL:
        ui_pop(ui);
        return true;
    case FORM_HANDLED:
        return true;
    case FORM_IGNORED:
        break;
    }
    return false;
}

void form_view_call(struct ui *ui, struct form_view *view, enum doran_route_id route,
                    const struct doran_path *path, const void *request)
{
    struct doran_error error = {0};
    view->busy = ui_try_submit(ui, route, path, request, &error);
    if (!view->busy)
        form_view_refuse(ui, view, &error);
}

void form_view_refuse(struct ui *ui, struct form_view *view, const struct doran_error *error)
{
    struct doran_arena arena = DORAN_ARENA(8192);
    const char *sentence = ui_refusal(ui, &arena, error, view->spec->request);
    view->busy = false;
    if (!error->field[0] || !form_set_error(&view->form, error->field, sentence))
        ui_say(ui, TOAST_ERROR, sentence);
    doran_arena_deinit(&arena);
}
