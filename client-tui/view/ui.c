/* ui.c: the stack of views and what they share. */
#include "client-tui/i18n.h"
#include "client-tui/state/refusal.h"
#include "client-tui/state/tour.h"
#include "client-tui/view/view.h"
#include "client-tui/widget/list.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SAMPLE_CALL 1 /* the number of every call of the tour: one is under way at most */

const struct ui_frame *ui_top(const struct ui *ui)
{
    return ui->depth > 0 ? &ui->stack[ui->depth - 1] : NULL;
}

void *ui_push(struct ui *ui, const struct view *view)
{
    if (ui->depth == UI_STACK_MAX)
        return NULL;
    void *data = calloc(1, view->data_size ? view->data_size : 1);
    if (!data)
        return NULL;
    ui->stack[ui->depth++] = (struct ui_frame){view, data};
    ui->generation++;
    ui->call = 0;
    keymap_reader_reset(&ui->reader);
    if (view->open)
        view->open(ui, data);
    if (view->refresh)
        view->refresh(ui, data);
    return data;
}

void ui_pop(struct ui *ui)
{
    if (ui->depth == 0)
        return;
    struct ui_frame frame = ui->stack[--ui->depth];
    ui->generation++;
    if (frame.view->close)
        frame.view->close(frame.data);
    free(frame.data);
    ui->call = 0;
    keymap_reader_reset(&ui->reader);
}

void *ui_root(struct ui *ui, const struct view *view)
{
    while (ui->depth > 0)
        ui_pop(ui);
    return ui_push(ui, view);
}

void ui_say(struct ui *ui, enum toast_kind kind, const char *sentence)
{
    toast_show(&ui->toast, kind, sentence, doran_time_monotonic() / 1000);
}

const char *ui_refusal(const struct ui *ui, struct doran_arena *arena, const struct doran_error *error,
                       enum doran_type_id request)
{
    if (ui->state.tour && error->code == DORAN_ERROR_offline)
        return _("This is only a look around. With a family of your own it works.");
    return refusal_sentence(arena, error, request);
}

void ui_say_error(struct ui *ui, const struct doran_error *error)
{
    struct doran_arena arena = DORAN_ARENA(4096);
    ui_say(ui, TOAST_ERROR, ui_refusal(ui, &arena, error, DORAN_TYPE_empty));
    doran_arena_deinit(&arena);
}

void ui_move_list(struct ui *ui, void *data, enum action action)
{
    list_handle(ui_top(ui)->view->list(data), action);
}

bool ui_try_enqueue(struct ui *ui, enum doran_route_id route, const struct doran_path *path,
                    const void *request, struct doran_error *error)
{
    return state_enqueue(&ui->state, route, path, request, NULL, error);
}

bool ui_enqueue(struct ui *ui, enum doran_route_id route, const struct doran_path *path, const void *request)
{
    struct doran_error error = {0};
    if (ui_try_enqueue(ui, route, path, request, &error))
        return true;
    ui_say_error(ui, &error);
    return false;
}

/* The tour answers with the next turn, as a server would. */
static bool submit_sample(struct ui *ui, enum doran_route_id route, const struct doran_path *path,
                          const void *request)
{
    ui->call = SAMPLE_CALL;
    ui->sample =
        (struct doran_client_event){.kind = DORAN_CLIENT_EVENT_answer, .call = ui->call, .route = route};
    tour_do(ui->state.tour, route, path, request, &ui->sample.answer, &ui->sample.error);
    ui->state.dirty = true;
    return true;
}

bool ui_try_submit(struct ui *ui, enum doran_route_id route, const struct doran_path *path,
                   const void *request, struct doran_error *error)
{
    struct doran_client *client = ui->state.client ? ui->state.client : ui->guest;
    if (ui->state.tour)
        return submit_sample(ui, route, path, request);
    ui->call = client ? doran_client_submit(client, route, path, request, error) : 0;
    return ui->call != 0;
}

bool ui_submit(struct ui *ui, enum doran_route_id route, const struct doran_path *path, const void *request)
{
    struct doran_error error = {0};
    if (ui_try_submit(ui, route, path, request, &error))
        return true;
    ui_say_error(ui, &error);
    return false;
}

struct doran_client *ui_guest(struct ui *ui, const char *server, const char *pin)
{
    struct doran_error error = {0};
    doran_client_free(ui->guest);
    struct doran_client_options options = {.server = server,
                                           .pin = pin && pin[0] ? pin : NULL,
                                           .ca_file = ui->device.ca_file,
                                           .language = ui->device.language};
    ui->guest = doran_client_new(&options, &error);
    if (!ui->guest)
        ui_say_error(ui, &error);
    return ui->guest;
}

/* What is kept of somebody else must not be shown to who logs in now. */
static bool forget_other(const struct ui *ui, const char *user, struct doran_error *error)
{
    char path[DORAN_STATE_PATH_MAX];
    if (!ui->known.user_id[0] || strcmp(ui->known.user_id, user) == 0)
        return true;
    if (!doran_account_replica_path(ui->device.profile, path, error))
        return false;
    struct doran_replica *replica = doran_replica_open(path, error);
    bool good = replica && doran_replica_wipe(replica, error);
    doran_replica_close(replica);
    return good;
}

bool ui_logged_in(struct ui *ui, const struct doran_login *login, const char *server, const char *pin)
{
    struct doran_account account = {0};
    struct doran_error error = {0};
    snprintf(account.server, sizeof account.server, "%s", server);
    snprintf(account.pin, sizeof account.pin, "%s", pin ? pin : "");
    snprintf(account.token, sizeof account.token, "%s", login->token);
    snprintf(account.user_id, sizeof account.user_id, "%s", login->user->id);
    snprintf(account.language, sizeof account.language, "%s", ui->device.language ? ui->device.language : "");
    if (!forget_other(ui, login->user->id, &error) ||
        !doran_account_save(ui->device.profile, &account, &error) ||
        !state_open(&ui->state, &account, &ui->device, &error)) {
        ui_say_error(ui, &error);
        return false;
    }
    return true;
}

/* Where to log in again is no secret; who did is forgotten. */
void ui_logged_out(struct ui *ui)
{
    struct doran_error error = {0};
    struct doran_account rest = {0};
    memcpy(rest.server, ui->state.account.server, sizeof rest.server);
    memcpy(rest.pin, ui->state.account.pin, sizeof rest.pin);
    memcpy(rest.language, ui->state.account.language, sizeof rest.language);
    state_close(&ui->state, true);
    ui->known = rest;
    bool saved = doran_account_save(ui->device.profile, &rest, &error);
    ui_root(ui, &view_welcome);
    if (!saved)
        ui_say_error(ui, &error);
    else if (ui->farewell)
        ui_say(ui, TOAST_GOOD, ui->farewell);
    else
        ui_say(ui, TOAST_ERROR, _("This device was logged out. Please log in again."));
    ui->farewell = NULL;
}

void ui_farewell(struct ui *ui, const char *sentence)
{
    ui->farewell = sentence;
}

void ui_copy(struct ui *ui, const char *text)
{
    free(ui->copy);
    ui->copy = strdup(text);
    if (ui->copy)
        ui_say(ui, TOAST_GOOD, _("Copied, if your terminal allows it."));
    else
        ui_say(ui, TOAST_ERROR, refusal_of(DORAN_ERROR_no_memory));
}

void ui_first_view(struct ui *ui)
{
    if (!state_inside(&ui->state))
        ui_root(ui, &view_welcome);
    else if (ui->state.ready && !ui->state.family.id)
        ui_root(ui, &view_start);
    else
        ui_root(ui, &view_home);
}

void ui_tour_start(struct ui *ui)
{
    if (!state_tour(&ui->state)) {
        ui_say(ui, TOAST_ERROR, refusal_of(DORAN_ERROR_no_memory));
        return;
    }
    ui_root(ui, &view_home);
    ui_push(ui, &view_guide);
    ui_say(ui, TOAST_NEWS, _("A sample family: nothing is sent or kept. q ends it."));
}

void ui_tour_end(struct ui *ui)
{
    ui->sample = (struct doran_client_event){0};
    ui->toast = (struct toast){0};
    ui->announced[0] = '\0';
    state_close(&ui->state, false);
    ui_root(ui, &view_welcome);
    ui->quit = ui->device.tour;
}

void ui_refresh_views(struct ui *ui)
{
    for (size_t i = 0; i < ui->depth; i++)
        if (ui->stack[i].view->refresh)
            ui->stack[i].view->refresh(ui, ui->stack[i].data);
}

void ui_settle(struct ui *ui)
{
    struct ui_frame *root = &ui->stack[0];
    bool inside = ui->depth > 0 && (root->view == &view_home || root->view == &view_start);
    const struct view *right = ui->state.family.id ? &view_home : &view_start;
    if (!inside || !ui->state.ready || root->view == right)
        return;
    void *data = calloc(1, right->data_size);
    if (!data)
        return;
    if (root->view->close)
        root->view->close(root->data);
    free(root->data);
    *root = (struct ui_frame){right, data};
    ui->generation++;
    right->open(ui, data);
}

struct doran_path ui_path(enum doran_param param, const char *id)
{
    struct doran_path path = {0};
    snprintf(path.ids[param], sizeof path.ids[param], "%s", id ? id : "");
    return path;
}

struct doran_path ui_path_family(const struct ui *ui, enum doran_param param, const char *id)
{
    struct doran_path path = ui_path(param, id);
    snprintf(path.ids[DORAN_PARAM_family], sizeof path.ids[DORAN_PARAM_family], "%s",
             ui->state.family.id ? ui->state.family.id : "");
    return path;
}

/* --- actions that work everywhere --- */

static void open_help(struct ui *ui, void *data, enum action action)
{
    (void)data, (void)action;
    ui_push(ui, &view_help);
}

static void open_palette(struct ui *ui, void *data, enum action action)
{
    (void)data, (void)action;
    ui_push(ui, &view_palette);
}

static void leave_yes(struct ui *ui, const char *id)
{
    (void)id;
    ui->quit = true;
}

static void quit(struct ui *ui, void *data, enum action action)
{
    (void)data, (void)action;
    if (ui->state.tour) {
        ui_tour_end(ui);
        return;
    }
    if (!ui->state.client || state_unsent(&ui->state) == 0) {
        ui->quit = true;
        return;
    }
    struct ui_question question = {.enter = _("Leave"), .escape = _("Stay"), .yes = leave_yes};
    snprintf(question.message, sizeof question.message, "%s",
             _("Some of what you did is not sent yet. It is kept here and will be sent the next time."));
    ui_ask(ui, &question);
}

static void redraw(struct ui *ui, void *data, enum action action)
{
    (void)data, (void)action;
    ui->redraw = true;
}

/* For this run; the settings keep what is to be so always. */
static void toggle_slow(struct ui *ui, void *data, enum action action)
{
    (void)data, (void)action;
    if (settings_is(&ui->settings, SETTING_slow, "yes")) {
        ui_say(ui, TOAST_NEWS, _("The settings say that the line is slow. Change it there."));
        return;
    }
    ui->slow = !ui->slow;
    ui->settings_changed = true;
    ui_say(ui, TOAST_GOOD,
           ui->slow ? _("Less is sent from now on. F12 takes it back.") : _("Everything is sent again."));
}

static void suspend(struct ui *ui, void *data, enum action action)
{
    (void)data, (void)action;
    ui->suspend = true;
}

static void back(struct ui *ui, void *data, enum action action)
{
    (void)data, (void)action;
    if (ui->depth > 1)
        ui_pop(ui);
}

/* Goes to a room from wherever one is; the way back is home. */
static void go(struct ui *ui, const struct view *view)
{
    if (!ui->state.family.id && view != &view_notifications)
        return;
    if (ui_top(ui)->view == view)
        return;
    const struct view *root = ui->state.family.id ? &view_home : &view_start;
    ui_root(ui, root);
    if (view != root)
        ui_push(ui, view);
}

static void go_somewhere(struct ui *ui, void *data, enum action action)
{
    (void)data;
    static const struct {
        enum action action;
        const struct view *view;
    } rooms[] = {{ACTION_go_home, &view_home},
                 {ACTION_go_calendar, &view_calendar},
                 {ACTION_go_missions, &view_missions},
                 {ACTION_family, &view_family},
                 {ACTION_notifications, &view_notifications},
                 {ACTION_go_notifications, &view_notifications}};
    if (!state_inside(&ui->state))
        return;
    for (size_t i = 0; i < sizeof rooms / sizeof *rooms; i++)
        if (rooms[i].action == action)
            go(ui, rooms[i].view);
}

static void open_families(struct ui *ui, void *data, enum action action)
{
    (void)data, (void)action;
    if (state_inside(&ui->state) && ui_top(ui)->view != &view_families)
        ui_push(ui, &view_families);
}

static void open_mood(struct ui *ui, void *data, enum action action)
{
    (void)data, (void)action;
    if (ui->state.ready && ui_top(ui)->view != &view_mood)
        ui_push(ui, &view_mood);
}

static void open_outbox(struct ui *ui, void *data, enum action action)
{
    (void)data, (void)action;
    if (state_inside(&ui->state) && ui_top(ui)->view != &view_outbox)
        ui_push(ui, &view_outbox);
}

static void open_me(struct ui *ui, void *data, enum action action)
{
    (void)data, (void)action;
    const struct view *view = state_inside(&ui->state) ? &view_me : &view_settings;
    if (ui_top(ui)->view != view)
        ui_push(ui, view);
}

static void search(struct ui *ui, void *data, enum action action)
{
    (void)data, (void)action;
    if (ui_top(ui)->view->item_text)
        ui_push(ui, &view_search);
    else
        ui_say(ui, TOAST_NEWS, _("There is nothing to search on this screen."));
}

static void search_again(struct ui *ui, void *data, enum action action)
{
    (void)data;
    if (ui_top(ui)->view->item_text)
        view_search_step(ui, action == ACTION_search_next, false);
}

const struct view_action view_global_actions[] = {
    {ACTION_back, back},
    {ACTION_go_home, go_somewhere},
    {ACTION_go_calendar, go_somewhere},
    {ACTION_go_missions, go_somewhere},
    {ACTION_family, go_somewhere},
    {ACTION_notifications, go_somewhere},
    {ACTION_go_notifications, go_somewhere},
    {ACTION_go_families, open_families},
    {ACTION_mood, open_mood},
    {ACTION_go_settings, open_me},
    {ACTION_outbox, open_outbox},
    {ACTION_search, search},
    {ACTION_search_next, search_again},
    {ACTION_search_previous, search_again},
    {ACTION_palette, open_palette},
    {ACTION_help, open_help},
    {ACTION_redraw, redraw},
    {ACTION_slow, toggle_slow},
    {ACTION_suspend, suspend},
    {ACTION_quit, quit},
};
const size_t view_global_action_count = sizeof view_global_actions / sizeof *view_global_actions;

/* --- which of them do something --- */

static bool in_some_place(const struct ui *ui, size_t depth)
{
    (void)depth;
    return state_inside(&ui->state);
}
static bool in_a_family(const struct ui *ui, size_t depth)
{
    (void)depth;
    return ui->state.family.id != NULL;
}
static bool is_known(const struct ui *ui, size_t depth)
{
    (void)depth;
    return ui->state.ready;
}
static bool is_above(const struct ui *ui, size_t depth)
{
    (void)ui;
    return depth > 1;
}
static bool has_a_list(const struct ui *ui, size_t depth)
{
    return depth > 0 && ui->stack[depth - 1].view->item_text;
}

bool ui_works(const struct ui *ui, enum action action, size_t depth)
{
    static const struct {
        enum action action;
        bool (*works)(const struct ui *ui, size_t depth);
    } conditions[] = {{ACTION_back, is_above},
                      {ACTION_go_home, in_a_family},
                      {ACTION_go_calendar, in_a_family},
                      {ACTION_go_missions, in_a_family},
                      {ACTION_family, in_a_family},
                      {ACTION_notifications, in_some_place},
                      {ACTION_go_notifications, in_some_place},
                      {ACTION_go_families, in_some_place},
                      {ACTION_mood, is_known},
                      {ACTION_outbox, in_some_place},
                      {ACTION_search, has_a_list},
                      {ACTION_search_next, has_a_list},
                      {ACTION_search_previous, has_a_list}};
    for (size_t i = 0; i < sizeof conditions / sizeof *conditions; i++)
        if (conditions[i].action == action)
            return conditions[i].works(ui, depth);
    return true;
}

void ui_act(struct ui *ui, enum action action)
{
    const struct ui_frame *top = ui_top(ui);
    for (size_t i = 0; top && i < top->view->action_count; i++)
        if (top->view->actions[i].action == action) {
            top->view->actions[i].run(ui, top->data, action);
            return;
        }
    for (size_t i = 0; i < view_global_action_count; i++)
        if (view_global_actions[i].action == action) {
            view_global_actions[i].run(ui, top ? top->data : NULL, action);
            return;
        }
}
