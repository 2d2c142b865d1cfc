#include "client-tui/mouse.h"

#include "client-tui/widget/form.h"
#include "client-tui/widget/list.h"

#define WHEEL_ROWS 3

/* In the order of enum ui_tab. */
static const enum action tab_actions[UI_TABS] = {[UI_TAB_HOME] = ACTION_go_home,
                                                 [UI_TAB_CALENDAR] = ACTION_go_calendar,
                                                 [UI_TAB_MISSIONS] = ACTION_go_missions,
                                                 [UI_TAB_FAMILY] = ACTION_family};

static bool means_key(struct term_event *meant, struct term_key key)
{
    *meant = (struct term_event){.kind = TERM_EVENT_KEY, .key = key};
    return true;
}

/* The first click chooses, one on what is chosen opens it, as Enter does; so a double click opens. */
static bool click_row(const struct canvas_target *target, struct term_event *meant)
{
    struct list *list = target->owner;
    if (list->selected == target->value)
        return means_key(meant, TERM_KEY_NAMED(TERM_KEY_ENTER));
    list_select(list, target->value);
    return false;
}

/* The digits of a menu stand on the key line together: "1 Choose" means the chosen one. */
static enum action clicked_action(const struct ui *ui, size_t value)
{
    bool digits = ui_top(ui)->view->context == KEYMAP_MENU && value == ACTION_choose_1;
    return digits ? ACTION_open : (enum action)value;
}

static bool click(struct ui *ui, const struct canvas_target *target, struct term_event *meant)
{
    const struct ui_frame *top = ui_top(ui);
    if (top->view->point && top->view->point(ui, top->data, target))
        return false;
    switch (target->kind) {
    case CANVAS_TARGET_ROW:
        return click_row(target, meant);
    case CANVAS_TARGET_FIELD:
        form_point(target->owner, target->value);
        break;
    case CANVAS_TARGET_SUBMIT: {
        struct form *form = target->owner;
        form->focus = form->count - 1; /* where Enter is the end of the form */
        return means_key(meant, TERM_KEY_NAMED(TERM_KEY_ENTER));
    }
    case CANVAS_TARGET_KEY:
        return means_key(meant, target->key);
    case CANVAS_TARGET_ACTION:
        ui_act(ui, clicked_action(ui, target->value));
        break;
    case CANVAS_TARGET_TAB:
        ui_act(ui, tab_actions[target->value]);
        break;
    case CANVAS_TARGET_PART:
    case CANVAS_TARGET_NONE:
        break;
    }
    return false;
}

/* Over a list the wheel moves in it; elsewhere as the arrows do. */
static void wheel(struct ui *ui, const struct canvas_target *target, bool up)
{
    struct list *list = target->owner;
    if (target->kind != CANVAS_TARGET_ROW) {
        ui_act(ui, up ? ACTION_move_up : ACTION_move_down);
        return;
    }
    for (int i = 0; i < WHEEL_ROWS; i++)
        list_handle(list, up ? ACTION_move_up : ACTION_move_down);
}

bool mouse_handle(struct ui *ui, const struct term *term, const struct term_event *event,
                  struct term_event *meant)
{
    if (ui->painted != ui->generation || !ui_has_mouse(&ui->settings))
        return false; /* it was aimed at what is no longer there, or nobody asked for it */
    struct canvas_target target = term_target(term, event->row, event->column);
    if (event->mouse == TERM_MOUSE_PRESS)
        return click(ui, &target, meant);
    wheel(ui, &target, event->mouse == TERM_MOUSE_WHEEL_UP);
    return false;
}
