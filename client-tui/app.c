#include "client-tui/app.h"

#include "client-tui/i18n.h"
#include "client-tui/mouse.h"
#include "client-tui/state/calendar_undo.h"
#include "client-tui/state/language.h"
#include "client-tui/state/refusal.h"
#include "client-tui/term/term.h"
#include "client-tui/view/celebration.h"
#include "client-tui/view/view.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* "n minutes ago" moves on by itself, and reminders are looked for. */
#define CLOCK_MS 60000
#define KEYS_MAX 16
#define SLOW_REPAINT_MS 1000

/* --- painting --- */

static enum bar_connection bar_of(enum doran_connection connection)
{
    switch (connection) {
    case DORAN_CONNECTED:
    case DORAN_CATCHING_UP:
        return BAR_ONLINE;
    case DORAN_CONNECTING:
        return BAR_CONNECTING;
    default:
        return BAR_OFFLINE;
    }
}

static void paint_title(const struct ui *ui, const struct view *view, const struct canvas *canvas)
{
    const char *tabs[UI_TABS] = {_("Home"), _("Calendar"), _("Missions"), _("Family")};
    struct titlebar bar = {
        .product = ui->state.tour ? _("Dorandoran tour") : _("Dorandoran"),
        .family = ui->state.family.title,
        .tabs = tabs,
        .tab_count = ui->state.family.id ? UI_TABS : 0,
        .tab = view->tab,
        .notifications = (unsigned)ui->state.unread + (unsigned)ui->state.invitations.count,
        .connection = ui->state.client ? bar_of(state_connection(&ui->state, NULL)) : BAR_NONE,
        .unsent = (unsigned)state_unsent(&ui->state)};
    titlebar_draw(&bar, canvas);
}

/* The last of the numbers one can choose by. */
static enum action last_choice(const struct ui_frame *frame)
{
    enum action last = ACTION_NONE;
    const struct view *view = frame->view;
    for (size_t i = 0; i < view->action_count; i++) {
        enum action action = view->actions[i].action;
        bool choice = action >= ACTION_choose_1 && action <= ACTION_choose_9;
        if (choice && action > last && (!view->works || view->works(frame->data, action)))
            last = action;
    }
    return last;
}

/* The other language is called by its own name: who needs it does not read this one. */
static const char *key_label(const struct key_item *item)
{
    if (item->action == ACTION_language)
        return setting_words(language_other());
    return item->label ? _(item->label) : NULL;
}

/* A view's table is static, so its labels are translated here; what does nothing now is left out. */
static void paint_keys(const struct ui *ui, const struct ui_frame *frame, const struct canvas *screen)
{
    struct key_item items[KEYS_MAX];
    const struct view *view = frame->view;
    size_t count = 0;
    for (size_t i = 0; i < view->key_count && count < KEYS_MAX; i++) {
        const struct key_item *key = &view->keys[i];
        if (!view->works || view->works(frame->data, key->action))
            items[count++] = (struct key_item){key->action, key_label(key)};
    }
    keyline_draw(screen, &(struct keyline){&ui->reader, items, count, last_choice(frame)});
}

/* The topmost view that is a whole screen, and above it those that lie over it. */
static void paint_views(struct ui *ui, const struct canvas *screen, bool colours)
{
    size_t base = ui->depth;
    while (base > 0 && ui->stack[base - 1].view->overlay)
        base--;
    base = base > 0 ? base - 1 : 0;
    const struct ui_frame *whole = &ui->stack[base], *top = ui_top(ui);
    paint_title(ui, whole->view, screen);
    int rows = screen->rows - TITLEBAR_ROWS - KEYLINE_ROWS;
    int toast = toast_rows(&ui->toast, screen);
    int columns = whole->view->wide || screen->columns < UI_COLUMNS ? screen->columns : UI_COLUMNS;
    struct canvas body =
        canvas_part(screen, TITLEBAR_ROWS, (screen->columns - columns) / 2, rows - toast, columns);
    for (size_t i = base; i < ui->depth; i++) {
        if (i > base)
            canvas_targets_clear(screen); /* only what is on top can be clicked */
        ui->stack[i].view->draw(ui, ui->stack[i].data, &body);
    }
    toast_draw(&ui->toast, screen, TITLEBAR_ROWS + rows - toast);
    paint_keys(ui, top, screen);
    celebration_draw(ui, screen, colours);
}

static void paint(struct ui *ui, struct term *term)
{
    ui->painted_ms = doran_time_monotonic() / 1000;
    ui->unpainted = false;
    if (ui->redraw)
        term_redraw(term);
    ui->redraw = false;
    ui->emoji = term_widths(term)->emoji; /* the terminal's answer may come late */
    ui->painted = ui->generation;
    struct canvas screen = term_canvas(term);
    if (!too_small_draw(&screen))
        paint_views(ui, &screen, term_depth(term) != COLOUR_NONE);
    term_present(term);
}

/* --- events of the terminal --- */

static void handle_key(struct ui *ui, const struct term_event *event)
{
    keymap_reader_feed(&ui->reader, ui_top(ui)->view->context, &event->key);
    for (;;) {
        enum action action = keymap_reader_next(&ui->reader, ui_top(ui)->view->context);
        if (action == ACTION_NONE || ui->quit)
            return;
        ui_act(ui, action);
    }
}

static void handle_terminal(struct ui *ui, const struct term *term, const struct term_event *event)
{
    const struct ui_frame *top = ui_top(ui);
    struct term_event meant = *event;
    if (event->kind == TERM_EVENT_QUIT) {
        ui->quit = true;
        return;
    }
    if (event->kind == TERM_EVENT_MOUSE && !mouse_handle(ui, term, event, &meant))
        return;
    if (top->view->event && top->view->event(ui, top->data, &meant))
        return;
    if (meant.kind == TERM_EVENT_KEY)
        handle_key(ui, &meant);
}

/* --- events of the client --- */

static void connection_changed(struct ui *ui, enum doran_connection connection)
{
    enum doran_connection before = ui->state.connection;
    state_set_connection(&ui->state, connection);
    ui->state.dirty = true;
    if (connection == DORAN_LOGGED_OUT) {
        ui_logged_out(ui);
    } else if (connection == DORAN_CONNECTED && before != connection) {
        /* What it has to say to whoever comes home; not being told does no harm. */
        struct doran_error error;
        ui->welcome_call = doran_client_submit(ui->state.client, DORAN_R_welcome, NULL, NULL, &error);
    } else if (connection == DORAN_UNTRUSTED && before != connection) {
        ui_say(ui, TOAST_ERROR, refusal_of(DORAN_ERROR_untrusted_server));
    }
}

static void take_welcome(struct ui *ui, const struct doran_client_event *event)
{
    ui->welcome_call = 0;
    if (event->error.code == DORAN_ERROR_none)
        missions_take_welcome(&ui->state, event->answer);
}

static void handle_client(struct ui *ui, const struct doran_client_event *event)
{
    const struct ui_frame *top = ui_top(ui);
    switch (event->kind) {
    case DORAN_CLIENT_EVENT_answer:
        if (event->call == ui->welcome_call)
            take_welcome(ui, event);
        if (event->call != ui->call) /* nobody waits for it any more */
            break;
        ui->call = 0;
        if (top->view->answer)
            top->view->answer(ui, top->data, event);
        else if (event->error.code != DORAN_ERROR_none)
            ui_say_error(ui, &event->error);
        break;
    case DORAN_CLIENT_EVENT_connection:
        connection_changed(ui, event->connection);
        break;
    default:
        if (event->error.code != DORAN_ERROR_none)
            ui_say_error(ui, &event->error);
        ui->state.dirty = true;
    }
}

static void take_events(struct ui *ui, struct doran_client *client)
{
    struct doran_client_event event;
    /* An answer may close the very client it came from. */
    while ((client == ui->state.client || client == ui->guest) && client &&
           doran_client_next_event(client, &event))
        handle_client(ui, &event);
}

/* The tour's answer to what was asked a turn ago. */
static void take_sample(struct ui *ui)
{
    struct doran_client_event event = ui->sample;
    ui->sample.kind = DORAN_CLIENT_EVENT_none;
    if (event.kind != DORAN_CLIENT_EVENT_none)
        handle_client(ui, &event);
}

/* --- between events --- */

/* True the first time something of this id is the newest. */
static bool is_news(char last[37], const char *id)
{
    if (strcmp(last, id) == 0)
        return false;
    snprintf(last, 37, "%s", id);
    return true;
}

/* What came in by itself is asked about, unless somebody is typing or answering something. */
static void announce(struct ui *ui)
{
    const struct ui_frame *top = ui_top(ui);
    const struct doran_approval_list *approvals = &ui->state.approvals;
    const struct doran_invitation_list *invitations = &ui->state.invitations;
    if (top->view->context == KEYMAP_TEXT || top->view->overlay || top->view->quiet || ui->call != 0)
        return;
    bool fresh = ui->state.connection == DORAN_CONNECTED; /* one that is kept here may be answered already */
    if (fresh && approvals->count > 0 && approvals->items[0].expires_at > ui->state.now &&
        is_news(ui->approval, approvals->items[0].id))
        view_ask_approval(ui, &approvals->items[0]);
    else if (missions_notice(&ui->state) && is_news(ui->noticed, missions_notice(&ui->state)->id))
        view_tell_notice(ui, missions_notice(&ui->state));
    else if (invitations->count > 0 && is_news(ui->announced, invitations->items[0].id))
        view_ask_invitation(ui, &invitations->items[0]);
}

/* A bell for what is new, but not for what was there at the start. */
static void ring(struct ui *ui, int64_t before)
{
    celebration_look(ui, ui->rings);
    if (ui->rings && ui->state.unread > before && settings_is(&ui->settings, SETTING_sound, "yes"))
        ui->bell = true;
    ui->rings = ui->state.ready && ui->state.connection == DORAN_CONNECTED;
}

static void refresh(struct ui *ui)
{
    int64_t unread = ui->state.unread;
    state_reload(&ui->state);
    ui->refreshed_ms = doran_time_monotonic() / 1000;
    ring(ui, unread);
    ui_settle(ui);
    ui_refresh_views(ui);
}

/* A line that answers late is offered less, once and in no one's way; the settings may have answered for good. */
static void offer_slow(struct ui *ui, const struct term *term)
{
    if (ui->slow_offered || !term_slow(term) || ui->toast.text[0] != '\0')
        return;
    ui->slow_offered = true;
    if (!ui_is_slow(ui) && settings_is(&ui->settings, SETTING_slow, "auto"))
        ui_say(ui, TOAST_NEWS,
               _("This line is slow. F12 sends less: fewer colours and repaints, pictures on request."));
}

/* Says why the theme of the settings is not used, once for each reason. */
static void tell_theme(struct ui *ui, const struct term *term)
{
    const char *problem = term_theme_problem(term);
    if (*problem != '\0' && strncmp(problem, ui->theme_problem, sizeof ui->theme_problem - 1) != 0)
        ui_say(ui, TOAST_ERROR, problem);
    snprintf(ui->theme_problem, sizeof ui->theme_problem, "%s", problem);
}

/* -1 is "not at all". */
static int sooner(int wait, int other)
{
    return other >= 0 && other < wait ? other : wait;
}

/* The milliseconds until so many have passed since an earlier moment. */
static int left_of(int64_t since_ms, int pause_ms)
{
    int64_t left = since_ms + pause_ms - doran_time_monotonic() / 1000;
    return left > 0 ? (int)left : 0;
}

/* On a slow line what comes in by itself is shown together: until it may be. */
static int repaint_wait(const struct ui *ui)
{
    return ui_is_slow(ui) ? left_of(ui->painted_ms, SLOW_REPAINT_MS) : 0;
}

static int wait_ms(struct ui *ui, const struct term *term)
{
    const struct ui_frame *top = ui_top(ui);
    int patience, wait = left_of(ui->refreshed_ms, CLOCK_MS);
    wait = sooner(wait, toast_tick(&ui->toast, doran_time_monotonic() / 1000));
    wait = sooner(wait, term_timeout(term));
    state_connection(&ui->state, &patience);
    wait = sooner(wait, patience);
    wait = sooner(wait, top->view->tick ? top->view->tick(ui, top->data) : -1);
    wait = sooner(wait, ui->unpainted ? repaint_wait(ui) : -1);
    wait = sooner(wait, celebration_wait(ui));
    return ui->sample.kind != DORAN_CLIENT_EVENT_none ? 0 : wait;
}

/* What the views ask of the terminal. */
static void serve(struct ui *ui, struct term *term)
{
    if (ui->copy)
        term_copy(term, ui->copy);
    free(ui->copy);
    ui->copy = NULL;
    if (ui->settings_changed) {
        struct term_options options = ui_term_options(&ui->settings, ui_is_slow(ui));
        term_set_options(term, &options);
        tell_theme(ui, term);
    }
    ui->settings_changed = false;
    if (ui->bell)
        term_bell(term);
    ui->bell = false;
    if (ui->suspend)
        term_suspend(term);
    ui->suspend = false;
}

static void turn(struct ui *ui, struct term *term)
{
    struct pollfd fds[TERM_POLLFDS + 2];
    struct term_event event;
    nfds_t count = TERM_POLLFDS;
    int wait = wait_ms(ui, term);
    term_pollfds(term, fds);
    if (ui->state.client)
        fds[count++] = (struct pollfd){.fd = doran_client_fd(ui->state.client), .events = POLLIN};
    if (ui->guest)
        fds[count++] = (struct pollfd){.fd = doran_client_fd(ui->guest), .events = POLLIN};
    poll(fds, count, wait);
    bool heard = false; /* somebody waits for what it does */
    while (!ui->quit && term_next_event(term, &event)) {
        handle_terminal(ui, term, &event);
        heard = true;
    }
    take_sample(ui);
    take_events(ui, ui->state.client);
    take_events(ui, ui->guest);
    toast_tick(&ui->toast, doran_time_monotonic() / 1000);
    if (ui->guest && ui->state.client) {
        doran_client_free(ui->guest);
        ui->guest = NULL;
    }
    if (ui->state.dirty || left_of(ui->refreshed_ms, CLOCK_MS) == 0)
        refresh(ui);
    ui_remind(ui);
    announce(ui);
    offer_slow(ui, term);
    serve(ui, term);
    ui->unpainted = !ui->quit;
    if (ui->unpainted && (heard || repaint_wait(ui) == 0))
        paint(ui, term);
    ui_settings_save(ui);
}

/* A token goes to the server that gave it and to no other. */
static void take_account(struct ui *ui, struct doran_account *account)
{
    const char *server = ui->device.server;
    if (server && strcmp(server, account->server) != 0) {
        explicit_bzero(account->token, sizeof account->token);
        account->pin[0] = '\0';
        snprintf(account->server, sizeof account->server, "%s", server);
    }
    ui->known = *account;
    explicit_bzero(ui->known.token, sizeof ui->known.token);
}

static bool ui_start(struct ui *ui, const struct device *device, const struct settings *settings)
{
    struct doran_account account = {0};
    struct doran_error error = {0};
    *ui = (struct ui){.device = *device,
                      .keymap = keymap_new(),
                      .settings = *settings,
                      .refreshed_ms = doran_time_monotonic() / 1000};
    state_init(&ui->state);
    if (!ui->keymap)
        return false;
    ui->slow = device->slow;
    keymap_reader_init(&ui->reader, ui->keymap, HANGUL_DUBEOLSIK);
    if (device->tour || !doran_account_load(ui->device.profile, &account, &error))
        account = (struct doran_account){0};
    else
        take_account(ui, &account);
    if (error.code != DORAN_ERROR_none && error.code != DORAN_ERROR_not_found)
        ui_say_error(ui, &error);
    ui_settings_start(ui);
    if (account.token[0] && !state_open(&ui->state, &account, &ui->device, &error))
        ui_say_error(ui, &error);
    explicit_bzero(account.token, sizeof account.token);
    if (device->tour)
        ui_tour_start(ui);
    else
        ui_first_view(ui);
    return ui->depth > 0;
}

static void ui_end(struct ui *ui)
{
    while (ui->depth > 0)
        ui_pop(ui);
    doran_client_free(ui->guest);
    free(ui->copy);
    calendar_undo_free(ui->undo);
    state_deinit(&ui->state);
    keymap_free(ui->keymap);
}

/* The person's own keys; a mistake in the file is told and the defaults stay. */
static void load_keys(struct ui *ui)
{
    char path[DORAN_STATE_PATH_MAX];
    const char *config = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");
    struct keymap_error error;
    if (config && config[0] == '/')
        snprintf(path, sizeof path, "%s/doran/keys", config);
    else if (home)
        snprintf(path, sizeof path, "%s/.config/doran/keys", home);
    else
        return;
    if (!keymap_load(ui->keymap, path, &error)) {
        char sentence[KEYMAP_ERROR_TEXT_MAX];
        keymap_error_text(&error, sentence);
        ui_say(ui, TOAST_ERROR, sentence);
    }
}

int app_run(const struct device *device)
{
    struct ui ui;
    struct settings settings = {0};
    struct settings_error mistake;
    bool good = settings_load(&settings, device->profile, &mistake);
    struct term_options term_options =
        ui_term_options(&settings, device->slow || settings_is(&settings, SETTING_slow, "yes"));
    enum term_problem problem = TERM_OK;
    struct term *term = term_open(&term_options, &problem);
    if (!term) {
        if (problem == TERM_NOT_UTF8)
            i18n_tell_encoding(stderr);
        else
            fprintf(stderr, "doran: %s\n", term_problem_text(problem));
        return 1;
    }
    bool started = ui_start(&ui, device, &settings);
    if (started) {
        load_keys(&ui);
        tell_theme(&ui, term);
        if (!good)
            ui_say(&ui, TOAST_ERROR, mistake.sentence);
        paint(&ui, term);
        while (!ui.quit)
            turn(&ui, term);
    }
    ui_end(&ui);
    term_close(term);
    return started ? 0 : 1;
}
