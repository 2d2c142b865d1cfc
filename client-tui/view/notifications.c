/* notifications.c: invitations that wait for an answer, then what happened, newest first. */
#include "client-tui/i18n.h"
#include "client-tui/state/sentence.h"
#include "client-tui/state/words.h"
#include "client-tui/view/calendar.h"
#include "client-tui/widget/list.h"

#include <stdio.h>
#include <string.h>

#define TEXT_COLUMN 10
#define ID_SIZE 37
#define WHOLE_ROWS 2 /* the selected one in full: what it says stands at the end of a Korean sentence */

struct data {
    struct list list; /* the invitations, then the notifications */
};

static const struct doran_invitation *selected_invitation(const struct ui *ui, const struct data *data)
{
    size_t index = data->list.selected;
    return index < ui->state.invitations.count ? &ui->state.invitations.items[index] : NULL;
}

static const struct doran_notification *selected_notification(const struct ui *ui, const struct data *data)
{
    size_t index = data->list.selected, invitations = ui->state.invitations.count;
    if (index < invitations || index - invitations >= ui->state.notifications.count)
        return NULL;
    return &ui->state.notifications.items[index - invitations];
}

/* --- the answer to an invitation --- */

static void accept_yes(struct ui *ui, const char *id)
{
    struct doran_path path = ui_path(DORAN_PARAM_invite, id);
    for (size_t i = 0; i < ui->state.invitations.count; i++)
        if (strcmp(ui->state.invitations.items[i].id, id) == 0)
            state_choose_family(&ui->state, ui->state.invitations.items[i].family_id);
    if (ui_submit(ui, DORAN_R_invitation_accept, &path, NULL))
        ui_say(ui, TOAST_GOOD, _("You are in. Welcome!"));
}

static void decline_yes(struct ui *ui, const char *id)
{
    struct doran_path path = ui_path(DORAN_PARAM_invite, id);
    if (ui_enqueue(ui, DORAN_R_invitation_decline, &path, NULL))
        ui_say(ui, TOAST_NEWS, _("You declined. Nobody is told."));
}

static void decline(struct ui *ui, const char *id)
{
    struct ui_question question = {.enter = _("Decline"), .escape = _("Back"), .yes = decline_yes};
    snprintf(question.message, sizeof question.message, "%s", _("Decline this invitation? Nobody is told."));
    snprintf(question.id, sizeof question.id, "%s", id);
    ui_ask(ui, &question);
}

void view_ask_invitation(struct ui *ui, const struct doran_invitation *invitation)
{
    struct doran_arena arena = DORAN_ARENA(8192);
    struct ui_question question = {.enter = _("Accept"),
                                   .escape = _("Later"),
                                   .extra = _("Decline"),
                                   .yes = accept_yes,
                                   .other = decline};
    snprintf(question.title, sizeof question.title, "%s", _("An invitation"));
    snprintf(question.message, sizeof question.message, "%s",
             sentence_of(&arena, _("{who} invites you to {family}. You will be called {nickname} there."),
                         {"who", invitation->inviter_nickname}, {"family", invitation->family_title},
                         {"nickname", invitation->nickname}));
    snprintf(question.id, sizeof question.id, "%s", invitation->id);
    ui_ask(ui, &question);
    doran_arena_deinit(&arena);
}

/* --- the screen --- */

static void draw_item(const void *opaque, size_t index, const struct canvas *canvas, bool selected)
{
    (void)selected;
    const struct state *state = opaque;
    struct doran_arena arena = DORAN_ARENA(8192);
    const char *text, *ago, *mark;
    unsigned style = STYLE_TEXT;
    if (index < state->invitations.count) {
        const struct doran_invitation *item = &state->invitations.items[index];
        text = words_invitation(&arena, item);
        ago = words_left(&arena, item->expires_at, state->now);
        mark = _("Waits");
        style = STYLE_ACCENT;
    } else {
        const struct doran_notification *item = &state->notifications.items[index - state->invitations.count];
        text = words_notification(&arena, item);
        ago = words_ago(&arena, item->created_at, state->now);
        mark = item->read_at ? "" : _("New");
        style = item->read_at ? STYLE_DIM : STYLE_TEXT;
    }
    int right = canvas_text_right(canvas, 0, TEXT_COLUMN, canvas->columns - TEXT_COLUMN - 1, STYLE_DIM, ago);
    canvas_text_short(canvas, 0, 2, TEXT_COLUMN - 3, STYLE_ACCENT, mark);
    canvas_text_short(canvas, 0, TEXT_COLUMN, right - TEXT_COLUMN - 2, style, text);
    doran_arena_deinit(&arena);
}

static const char *item_text(const struct ui *ui, const void *opaque, size_t index, struct doran_arena *arena)
{
    (void)opaque;
    size_t invitations = ui->state.invitations.count;
    return index < invitations
               ? words_invitation(arena, &ui->state.invitations.items[index])
               : words_notification(arena, &ui->state.notifications.items[index - invitations]);
}

static void draw(struct ui *ui, void *opaque, const struct canvas *canvas)
{
    struct data *data = opaque;
    struct doran_arena arena = DORAN_ARENA(16384);
    char unread[24];
    snprintf(unread, sizeof unread, "%lld", (long long)ui->state.unread);
    canvas_text(canvas, 0, 1, 40, STYLE_TITLE, _("News"));
    if (ui->state.unread > 0)
        canvas_text_right(canvas, 0, 41, canvas->columns - 42, STYLE_DIM,
                          sentence_of(&arena, _("{count} unread"), {"count", unread}));
    int whole = data->list.count > 0 ? WHOLE_ROWS + 1 : 0;
    struct canvas part = canvas_part(canvas, 2, 0, canvas->rows - 2 - whole, canvas->columns);
    list_draw(&data->list, &part, true, draw_item, &ui->state, _("Nothing new."));
    if (whole > 0)
        canvas_paragraph(canvas, canvas->rows - WHOLE_ROWS, 2, canvas->columns - 4, WHOLE_ROWS, STYLE_TEXT,
                         item_text(ui, data, data->list.selected, &arena));
    doran_arena_deinit(&arena);
}

static void refresh(struct ui *ui, void *opaque)
{
    struct data *data = opaque;
    list_set_count(&data->list, ui->state.invitations.count + ui->state.notifications.count);
}

static void open_notifications(struct ui *ui, void *opaque)
{
    struct data *data = opaque;
    list_init(&data->list, ui->state.invitations.count + ui->state.notifications.count);
}

static void mark(struct ui *ui, const struct doran_notification *item, bool read)
{
    struct doran_notification_change request = {0};
    struct doran_path path = ui_path(DORAN_PARAM_notification, item->id);
    doran_set(&request, notification_change, read, read);
    ui_enqueue(ui, DORAN_R_notification_change, &path, &request);
}

static void mark_one(struct ui *ui, void *opaque, enum action action)
{
    (void)action;
    const struct doran_notification *item = selected_notification(ui, opaque);
    if (item)
        mark(ui, item, item->read_at == 0);
}

static void mark_all(struct ui *ui, void *opaque, enum action action)
{
    (void)opaque, (void)action;
    if (ui->state.unread > 0)
        ui_enqueue(ui, DORAN_R_notification_read_all, NULL, NULL);
}

/* On its day, and opened. */
static void open_event(struct ui *ui, const char *id)
{
    const struct calendar_entry *entry = calendar_next_of(&ui->state, id);
    if (!entry) {
        ui_say(ui, TOAST_NEWS, _("It is not there any more."));
        return;
    }
    struct calendar_key key = calendar_key_of(entry);
    calendar_go_to(ui, key.day);
    calendar_open_event(ui, &key);
}

/* The room of what it is about; most are about the family itself. */
static void open_room(struct ui *ui, enum doran_kind kind, const char *id)
{
    bool mission = kind == DORAN_kind_mission, badge = kind == DORAN_kind_badge;
    if (kind == DORAN_kind_event) {
        open_event(ui, id);
        return;
    }
    ui_act(ui, mission || badge ? ACTION_go_missions : ACTION_family);
    if (badge)
        ui_push(ui, &view_badges);
}

/* Enter opens the thing: the family it is about, or the question. */
static void open_item(struct ui *ui, void *opaque, enum action action)
{
    (void)action;
    const struct doran_invitation *invitation = selected_invitation(ui, opaque);
    const struct doran_notification *item = selected_notification(ui, opaque);
    char subject[ID_SIZE];
    if (invitation) {
        view_ask_invitation(ui, invitation);
        return;
    }
    if (!item)
        return;
    bool device = item->category == DORAN_category_security_device;
    bool family = state_family(&ui->state, item->family_id);
    enum doran_kind kind = item->subject_kind;
    snprintf(subject, sizeof subject, "%s", item->subject_id ? item->subject_id : "");
    const char *open = ui->state.family.id;
    bool other = family && !device && (!open || strcmp(open, item->family_id) != 0);
    if (other)
        state_choose_family(&ui->state, item->family_id);
    if (!item->read_at)
        mark(ui, item, true);
    if (other) {
        state_reload(&ui->state); /* the other family is read; what was found above is void, */
        ui_refresh_views(
            ui); /* and what the views hold of it too: the next key may come before the next turn */
        ui->state.dirty = true;
    }
    if (device)
        ui_push(ui, &view_devices);
    else if (family)
        open_room(ui, kind, subject);
}

static void delete_all_yes(struct ui *ui, const char *id)
{
    (void)id;
    ui_enqueue(ui, DORAN_R_notification_delete_all, NULL, NULL);
}

static void delete_yes(struct ui *ui, const char *id)
{
    struct doran_path path = ui_path(DORAN_PARAM_notification, id);
    ui_enqueue(ui, DORAN_R_notification_delete, &path, NULL);
}

static void delete_item(struct ui *ui, void *opaque, enum action action)
{
    (void)action;
    const struct doran_invitation *invitation = selected_invitation(ui, opaque);
    const struct doran_notification *item = selected_notification(ui, opaque);
    struct ui_question question = {.enter = _("Delete this one"),
                                   .escape = _("Back"),
                                   .extra = _("Delete all"),
                                   .yes = delete_yes,
                                   .other = delete_all_yes};
    if (invitation) {
        decline(ui, invitation->id);
    } else if (item) {
        snprintf(question.message, sizeof question.message, "%s",
                 _("Delete this news? It cannot be brought back."));
        snprintf(question.id, sizeof question.id, "%s", item->id);
        ui_ask(ui, &question);
    }
}

static void answer(struct ui *ui, void *opaque, const struct doran_client_event *event)
{
    (void)opaque;
    if (event->error.code != DORAN_ERROR_none)
        ui_say_error(ui, &event->error);
    ui->state.dirty = true;
}

static struct list *list_of(void *opaque)
{
    struct data *data = opaque;
    return &data->list;
}

static const struct view_action actions[] = {
    VIEW_MOVES_LIST,
    {ACTION_open, open_item},
    {ACTION_mark_read, mark_one},
    {ACTION_mark_all_read, mark_all},
    {ACTION_delete, delete_item},
};
static const struct key_item keys[] = {{ACTION_open, NULL},          {ACTION_mark_read, NULL},
                                       {ACTION_mark_all_read, NULL}, {ACTION_delete, NULL},
                                       {ACTION_back, NULL},          {ACTION_help, NULL}};
const struct view view_notifications = {.name = "notifications",
                                        .title = N_("News"),
                                        .context = KEYMAP_NEWS,
                                        .tab = UI_TAB_NONE,
                                        .data_size = sizeof(struct data),
                                        .open = open_notifications,
                                        .refresh = refresh,
                                        .draw = draw,
                                        .answer = answer,
                                        .list = list_of,
                                        .item_text = item_text,
                                        VIEW_ACTIONS(actions),
                                        VIEW_KEYS(keys)};
