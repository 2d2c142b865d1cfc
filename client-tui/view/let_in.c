/* let_in.c: before one is in: asking to be let in by another device of one's own, and waiting for it. */
#include "client-tui/i18n.h"
#include "client-tui/state/sentence.h"
#include "client-tui/state/words.h"
#include "client-tui/view/entrance.h"

#include <stdio.h>
#include <string.h>

#define PAUSE_MS 3000      /* between two questions whether one was let in */
#define PAUSE_MORE_MS 1000 /* each pause is this much longer … */
#define PAUSE_MAX_MS 10000 /* … up to this */
#define TOKEN_MAX 65

/* --- asking --- */

static const struct form_field_spec fields[] = {
    {.name = "email", .label = N_("E-mail"), .graphemes_max = DORAN_EMAIL_MAX},
    {.name = "server",
     .label = N_("Server"),
     .help = N_("The address of your family's box, or a join link"),
     .graphemes_max = 400},
};

static void submit(struct ui *ui, struct form_view *view)
{
    struct doran_join_link link;
    char device[DEVICE_NAME_SIZE];
    struct doran_approval_request request = {.email = form_text(&view->form, "email"), .device = device};
    device_name(device);
    entrance_read_server(ui, &view->form, &link);
    if (ui_guest(ui, link.server, link.pin))
        form_view_call(ui, view, DORAN_R_approval_request, NULL, &request);
}

static const struct form_view_spec spec = {
    .title = N_("By my other device"),
    .intro = N_("This device shows six digits; type them on one where you are logged in."),
    .enter = N_("Ask"),
    .fields = fields,
    .count = sizeof fields / sizeof *fields,
    .request = DORAN_TYPE_approval_request,
    .submit = submit};

static void open_form(struct ui *ui, void *data)
{
    struct form_view *view = data;
    form_view_open(ui, view, &spec);
    form_set_text(&view->form, "server", entrance_server(ui));
}

/* --- waiting --- */

struct waiting {
    char id[37], secret[TOKEN_MAX], code[8];
    struct doran_join_link link; /* the server that was asked */
    doran_time expires_at;
    int64_t due_ms; /* of the next question, on the steady clock */
    int pause_ms;
};

static int64_t steady_ms(void)
{
    return doran_time_monotonic() / 1000;
}

static void answer(struct ui *ui, void *data, const struct doran_client_event *event)
{
    struct form_view *view = data;
    struct doran_join_link link;
    if (event->error.code != DORAN_ERROR_none) {
        form_view_refuse(ui, view, &event->error);
        return;
    }
    entrance_read_server(ui, &view->form, &link);
    const struct doran_approval_ticket *ticket = event->answer;
    view->busy = false;
    struct waiting *waiting = ui_push(ui, &view_waiting);
    if (!waiting)
        return;
    snprintf(waiting->id, sizeof waiting->id, "%s", ticket->id);
    snprintf(waiting->secret, sizeof waiting->secret, "%s", ticket->secret);
    snprintf(waiting->code, sizeof waiting->code, "%s", ticket->code);
    waiting->link = link;
    waiting->expires_at = ticket->expires_at;
    waiting->pause_ms = PAUSE_MS;
    waiting->due_ms = steady_ms() + PAUSE_MS;
}

const struct view view_let_in = {.name = "let-in",
                                 .title = N_("By my other device"),
                                 .context = KEYMAP_TEXT,
                                 .tab = UI_TAB_NONE,
                                 .data_size = sizeof(struct form_view),
                                 .open = open_form,
                                 .close = form_view_close,
                                 .draw = form_view_draw,
                                 .event = form_view_event,
                                 .answer = answer};

static void waiting_draw(struct ui *ui, void *data, const struct canvas *canvas)
{
    (void)ui;
    const struct waiting *waiting = data;
    struct doran_arena arena = DORAN_ARENA(4096);
    int row = canvas->rows > 14 ? 2 : 0, width = canvas->columns - 6;
    canvas_text(canvas, row, 3, width, STYLE_TITLE, _("Waiting to be let in"));
    row += 2;
    for (int i = 0; waiting->code[i]; i++)
        canvas_format(canvas, row, 5 + i * 2 + (i > 2 ? 2 : 0), 1, (unsigned)STYLE_ACCENT | STYLE_BOLD, "%c",
                      waiting->code[i]);
    canvas_cursor(canvas, row, 5);
    row += 2;
    row += canvas_paragraph(canvas, row, 3, width, 4, STYLE_TEXT,
                            _("On a device where you are logged in a question appears by itself; type these "
                              "six digits there. Then this one goes on by itself."));
    canvas_text(canvas, row + 1, 3, width, STYLE_DIM,
                words_left(&arena, waiting->expires_at, doran_time_now()));
    doran_arena_deinit(&arena);
}

static int waiting_tick(struct ui *ui, void *data)
{
    struct waiting *waiting = data;
    struct doran_error error = {0};
    int64_t now = steady_ms();
    if (ui->call != 0)
        return -1;
    if (doran_time_now() >= waiting->expires_at) {
        ui_pop(ui);
        ui_say(ui, TOAST_ERROR, _("Nobody let this device in. Please ask again."));
        return 0;
    }
    if (now < waiting->due_ms)
        return (int)(waiting->due_ms - now);
    struct doran_approval_claim request = {.secret = waiting->secret};
    struct doran_path path = ui_path(DORAN_PARAM_approval, waiting->id);
    ui->call =
        ui->guest ? doran_client_submit(ui->guest, DORAN_R_approval_claim, &path, &request, &error) : 0;
    waiting->pause_ms += waiting->pause_ms < PAUSE_MAX_MS ? PAUSE_MORE_MS : 0;
    waiting->due_ms = now + waiting->pause_ms;
    return ui->call ? -1 : waiting->pause_ms;
}

static void waiting_answer(struct ui *ui, void *data, const struct doran_client_event *event)
{
    struct waiting *waiting = data;
    const struct doran_error *error = &event->error;
    int64_t retry = steady_ms() + (int64_t)error->retry_after * 1000;
    struct doran_join_link link = waiting->link;
    switch (error->code) {
    case DORAN_ERROR_none:
        if (ui_logged_in(ui, event->answer, link.server, link.pin))
            ui_first_view(ui);
        return;
    case DORAN_ERROR_not_found: /* not yet */
    case DORAN_ERROR_too_many_requests:
    case DORAN_ERROR_busy:
    case DORAN_ERROR_network:
    case DORAN_ERROR_timeout:
        if (retry > waiting->due_ms)
            waiting->due_ms = retry;
        return;
    default:
        ui_pop(ui);
        ui_say_error(ui, error);
    }
}

/* While an answer is on its way nothing may open above this: a claim that is not read is lost. */
static bool waiting_event(struct ui *ui, void *data, const struct term_event *event)
{
    (void)data;
    if (event->kind != TERM_EVENT_KEY)
        return event->kind == TERM_EVENT_PASTE;
    if (event->key.name == TERM_KEY_ESCAPE) {
        ui_pop(ui);
        return true;
    }
    bool help = event->key.name == TERM_KEY_F1 || event->key.name == TERM_KEY_F1 + 8;
    return help && ui->call != 0;
}

static void waiting_close(void *data)
{
    explicit_bzero(data, sizeof(struct waiting));
}

static const struct key_item waiting_keys[] = {{ACTION_back, N_("Stop waiting")}, {ACTION_help, NULL}};
const struct view view_waiting = {.name = "waiting",
                                  .title = N_("Waiting to be let in"),
                                  .context = KEYMAP_TEXT,
                                  .tab = UI_TAB_NONE,
                                  .data_size = sizeof(struct waiting),
                                  .close = waiting_close,
                                  .draw = waiting_draw,
                                  .event = waiting_event,
                                  .answer = waiting_answer,
                                  .tick = waiting_tick,
                                  VIEW_KEYS(waiting_keys)};
