/* family.c: the members with mood and presence, and below them the invites that wait. */
#include "client-tui/i18n.h"
#include "client-tui/state/sentence.h"
#include "client-tui/state/words.h"
#include "client-tui/view/people.h"
#include "client-tui/widget/list.h"

#include <stdio.h>

struct data {
    struct list list; /* the members, then the invites */
};

static const struct doran_member *selected_member(const struct ui *ui, const struct data *data)
{
    size_t index = data->list.selected;
    return index < ui->state.members.count ? &ui->state.members.items[index] : NULL;
}

static const struct doran_invite *selected_invite(const struct ui *ui, const struct data *data)
{
    size_t index = data->list.selected, members = ui->state.members.count;
    return index >= members && index - members < ui->state.invites.count
               ? &ui->state.invites.items[index - members]
               : NULL;
}

static void draw_member(const struct ui *ui, const struct doran_member *member, const struct canvas *canvas)
{
    int right = canvas->columns < 80 ? 14 : 24;
    people_draw(ui, member, canvas, 0, 2, canvas->columns - right - 4);
    if (member->role == DORAN_role_host)
        canvas_format(canvas, 0, canvas->columns - right, 8, STYLE_ACCENT, "(%s)", words_role(member->role));
    bool self = state_is_self(&ui->state, member->user_id);
    bool unsent = state_is_unsent(&ui->state, DORAN_R_member_change, member->user_id);
    canvas_text_right(canvas, 0, canvas->columns - right + 8, right - 9, STYLE_DIM,
                      unsent ? _("not sent yet")
                      : self ? _("You")
                             : "");
}

static void draw_invite(const struct ui *ui, const struct doran_invite *invite, const struct canvas *canvas)
{
    struct doran_arena arena = DORAN_ARENA(8192);
    bool unsent = state_is_unsent(&ui->state, DORAN_R_invite_create, invite->id);
    const char *left = words_left(&arena, invite->expires_at, ui->state.now);
    int at = 2 + canvas_text_short(canvas, 0, 2, 16, STYLE_TEXT, invite->nickname);
    const char *how = invite->email ? invite->email : words_invite_kind(invite->kind);
    int right = canvas_text_right(
        canvas, 0, at + 2, canvas->columns - at - 3, STYLE_DIM,
        sentence_of(&arena, _("{state}, {left}"),
                    {"state", unsent ? _("not sent yet") : words_invite_state(invite->state)},
                    {"left", left}));
    canvas_text_short(canvas, 0, at + 2, right - at - 4, STYLE_DIM, how);
    doran_arena_deinit(&arena);
}

static void draw_item(const void *opaque, size_t index, const struct canvas *canvas, bool selected)
{
    (void)selected;
    const struct ui *ui = opaque;
    size_t members = ui->state.members.count;
    if (index < members)
        draw_member(ui, &ui->state.members.items[index], canvas);
    else if (index - members < ui->state.invites.count)
        draw_invite(ui, &ui->state.invites.items[index - members], canvas);
}

static void draw(struct ui *ui, void *opaque, const struct canvas *canvas)
{
    struct data *data = opaque;
    struct doran_arena arena = DORAN_ARENA(4096);
    char members[24], invites[24];
    snprintf(members, sizeof members, "%zu", ui->state.members.count);
    snprintf(invites, sizeof invites, "%zu", ui->state.invites.count);
    canvas_text(canvas, 0, 1, canvas->columns - 2, STYLE_TITLE, ui->state.family.title);
    canvas_text_right(canvas, 0, 20, canvas->columns - 21, STYLE_DIM,
                      sentence_of(&arena, _("{members} members, {invites} invited"), {"members", members},
                                  {"invites", invites}));
    doran_arena_deinit(&arena);
    struct canvas part = canvas_part(canvas, 2, 0, canvas->rows - 2, canvas->columns);
    list_draw(&data->list, &part, true, draw_item, ui, _("Nobody here yet. Press a to invite somebody."));
}

static void open_family(struct ui *ui, void *opaque)
{
    struct data *data = opaque;
    list_init(&data->list, ui->state.members.count + ui->state.invites.count);
}

static void refresh(struct ui *ui, void *opaque)
{
    struct data *data = opaque;
    list_set_count(&data->list, ui->state.members.count + ui->state.invites.count);
}

static void invite(struct ui *ui, void *opaque, enum action action)
{
    (void)opaque, (void)action;
    ui_push(ui, &view_invite);
}

static void nickname(struct ui *ui, void *opaque, enum action action)
{
    (void)action;
    const struct doran_member *member = selected_member(ui, opaque);
    if (!member)
        return;
    bool self = state_is_self(&ui->state, member->user_id);
    if (!self && !ui->state.host) {
        ui_say(ui, TOAST_NEWS, _("Everyone changes their own nickname; the host anyone's."));
        return;
    }
    view_nickname_of(ui, member);
}

/* --- taking out, taking back, leaving, handing over: each after a question --- */

static void remove_yes(struct ui *ui, const char *user)
{
    struct doran_path path = ui_path_family(ui, DORAN_PARAM_user, user);
    ui_submit(ui, DORAN_R_member_remove, &path, NULL);
}

static void withdraw_yes(struct ui *ui, const char *invite_id)
{
    struct doran_path path = ui_path_family(ui, DORAN_PARAM_invite, invite_id);
    if (ui_enqueue(ui, DORAN_R_invite_withdraw, &path, NULL))
        ui_say(ui, TOAST_GOOD, _("The invite is taken back."));
}

static void leave_yes(struct ui *ui, const char *unused)
{
    (void)unused;
    struct doran_path path = ui_path(DORAN_PARAM_family, ui->state.family.id);
    ui_submit(ui, DORAN_R_family_leave, &path, NULL);
}

static void resend_yes(struct ui *ui, const char *invite_id)
{
    struct doran_path path = ui_path_family(ui, DORAN_PARAM_invite, invite_id);
    ui_submit(ui, DORAN_R_invite_resend, &path, NULL);
}

static void ask(struct ui *ui, const char *sentence, const char *enter, const char *id,
                void (*yes)(struct ui *, const char *))
{
    struct ui_question question = {.enter = enter, .escape = _("Back"), .yes = yes};
    snprintf(question.message, sizeof question.message, "%s", sentence);
    snprintf(question.id, sizeof question.id, "%s", id);
    ui_ask(ui, &question);
}

static void delete (struct ui *ui, void *opaque, enum action action)
{
    (void)action;
    struct doran_arena arena = DORAN_ARENA(8192);
    const struct doran_member *member = selected_member(ui, opaque);
    const struct doran_invite *invite_item = selected_invite(ui, opaque);
    if (invite_item)
        ask(ui, sentence_of(&arena, _("Take back the invite for {name}?"), {"name", invite_item->nickname}),
            _("Take back"), invite_item->id, withdraw_yes);
    else if (member && state_is_self(&ui->state, member->user_id))
        ui_act(ui, ACTION_leave);
    else if (member && ui->state.host)
        ask(ui,
            sentence_of(
                &arena,
                _("Take {name} out of the family? Their things stay, but they see nothing here any more."),
                {"name", member->nickname}),
            _("Take out"), member->user_id, remove_yes);
    else if (member)
        ui_say(ui, TOAST_NEWS, _("Only the host takes members out."));
    doran_arena_deinit(&arena);
}

static void hand_over(struct ui *ui, void *opaque, enum action action)
{
    (void)action;
    const struct doran_member *member = selected_member(ui, opaque);
    if (!ui->state.host)
        ui_say(ui, TOAST_NEWS, _("Only the host hands over."));
    else if (member && member->role != DORAN_role_host)
        view_ask_hand_over(ui, member);
}

/* One by code gets a new code, so the old one is asked after. */
static void resend(struct ui *ui, void *opaque, enum action action)
{
    (void)action;
    const struct doran_invite *item = selected_invite(ui, opaque);
    if (!item)
        ui_say(ui, TOAST_NEWS, _("Select an invite that waits; it is sent again."));
    else if (item->kind == DORAN_invite_kind_code)
        ask(ui, _("Make a new code for this invite? The one that was handed over opens nothing any more."),
            _("New code"), item->id, resend_yes);
    else
        resend_yes(ui, item->id);
}

static void settings(struct ui *ui, void *opaque, enum action action)
{
    (void)opaque, (void)action;
    ui_push(ui, &view_family_settings);
}

static void leave(struct ui *ui, void *opaque, enum action action)
{
    (void)opaque, (void)action;
    if (ui->state.host && ui->state.members.count > 1)
        ui_say(ui, TOAST_NEWS, _("You are the host: hand over to somebody first with H, then leave."));
    else
        ask(ui,
            ui->state.members.count > 1
                ? _("Leave this family? What you made stays. You can come back when somebody invites you.")
                : _("You are the only member: leaving deletes the family. It can be brought back for 30 "
                    "days."),
            _("Leave"), "", leave_yes);
}

static void answer(struct ui *ui, void *opaque, const struct doran_client_event *event)
{
    (void)opaque;
    if (event->error.code != DORAN_ERROR_none)
        ui_say_error(ui, &event->error);
    else if (event->route == DORAN_R_invite_resend)
        view_show_invite(ui, event->answer);
    else if (event->route == DORAN_R_family_leave)
        ui_say(ui, TOAST_GOOD, _("You left the family."));
    ui->state.dirty = true;
}

static struct list *list_of(void *opaque)
{
    struct data *data = opaque;
    return &data->list;
}

static const char *item_text(const struct ui *ui, const void *opaque, size_t index, struct doran_arena *arena)
{
    (void)opaque, (void)arena;
    size_t members = ui->state.members.count;
    return index < members ? ui->state.members.items[index].nickname
                           : ui->state.invites.items[index - members].nickname;
}

static const struct view_action actions[] = {
    VIEW_MOVES_LIST,
    {ACTION_invite, invite},
    {ACTION_nickname, nickname},
    {ACTION_delete, delete},
    {ACTION_hand_over, hand_over},
    {ACTION_leave, leave},
    {ACTION_resend, resend},
    {ACTION_family_settings, settings},
};
static const struct key_item keys[] = {
    {ACTION_invite, NULL}, {ACTION_nickname, NULL},        {ACTION_mood, NULL}, {ACTION_delete, NULL},
    {ACTION_resend, NULL}, {ACTION_family_settings, NULL}, {ACTION_back, NULL}, {ACTION_help, NULL}};
const struct view view_family = {.name = "family",
                                 .title = N_("Family"),
                                 .context = KEYMAP_FAMILY,
                                 .tab = UI_TAB_FAMILY,
                                 .data_size = sizeof(struct data),
                                 .open = open_family,
                                 .refresh = refresh,
                                 .draw = draw,
                                 .answer = answer,
                                 .list = list_of,
                                 .item_text = item_text,
                                 VIEW_ACTIONS(actions),
                                 VIEW_KEYS(keys)};
