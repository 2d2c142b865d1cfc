/* form_view.h: what every view that is a form shares: labelled fields in a small window, one call when it is
 * submitted, the server's refusal under the field it is about. */
#ifndef DORAN_TUI_VIEW_FORM_VIEW_H
#define DORAN_TUI_VIEW_FORM_VIEW_H

#include "client-tui/view/view.h"
#include "client-tui/widget/form.h"

struct form_view;
struct form_view_spec {
    const char *title, *intro, *enter; /* untranslated; intro NULL: none */
    const struct form_field_spec *fields;
    size_t count;
    enum doran_type_id request; /* whose fields the refusals name */
    /* Enter on the last field: submits or enqueues. */
    void (*submit)(struct ui *ui, struct form_view *view);
};
struct form_view {
    const struct form_view_spec *spec;
    struct form form;
    bool busy; /* a call is under way */
};

void form_view_open(struct ui *ui, struct form_view *view, const struct form_view_spec *spec);
/* These three fit struct view as they are. */
void form_view_close(void *data);
void form_view_draw(struct ui *ui, void *data, const struct canvas *canvas);
bool form_view_event(struct ui *ui, void *data, const struct term_event *event);
/* Submits the view's call and shows that it is under way. */
void form_view_call(struct ui *ui, struct form_view *view, enum doran_route_id route,
                    const struct doran_path *path, const void *request);
/* Shows a refusal where it belongs. */
void form_view_refuse(struct ui *ui, struct form_view *view, const struct doran_error *error);

#endif
