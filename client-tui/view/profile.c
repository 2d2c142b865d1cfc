/* profile.c: one's nickname, picture and mood. */
#include "client-tui/i18n.h"
#include "client-tui/state/sentence.h"
#include "client-tui/state/words.h"
#include "client-tui/view/avatar.h"
#include "client-tui/view/form_view.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define GAP 3

/* --- the nickname --- */

static const struct form_field_spec fields[] = {
    {.name = "nickname",
     .label = N_("Profile nickname"),
     .help = N_("2 to 15 letters or digits"),
     .graphemes_max = DORAN_PROFILE_NICKNAME_MAX},
};

static void change(struct ui *ui, const struct doran_profile_change *request)
{
    if (ui_enqueue(ui, DORAN_R_profile_change, NULL, request) && ui->state.connection != DORAN_CONNECTED)
        ui_say(ui, TOAST_NEWS, _("It is kept here and goes out when there is a connection."));
}

static void submit(struct ui *ui, struct form_view *view)
{
    struct doran_profile_change request = {0};
    struct doran_error error = {0};
    doran_set(&request, profile_change, nickname, form_text(&view->form, "nickname"));
    if (!ui_try_enqueue(ui, DORAN_R_profile_change, NULL, &request, &error))
        form_view_refuse(ui, view, &error);
    else
        ui_pop(ui);
}

static const struct form_view_spec spec = {.title = N_("My nickname"),
                                           .enter = N_("Change"),
                                           .fields = fields,
                                           .count = 1,
                                           .request = DORAN_TYPE_profile_change,
                                           .submit = submit};

static void open_form(struct ui *ui, void *data)
{
    struct form_view *view = data;
    form_view_open(ui, view, &spec);
    form_set_text(&view->form, "nickname", ui->state.user.nickname ? ui->state.user.nickname : "");
}

const struct view view_profile_nickname = {.name = "profile-nickname",
                                           .title = N_("My nickname"),
                                           .context = KEYMAP_TEXT,
                                           .tab = UI_TAB_NONE,
                                           .overlay = true,
                                           .data_size = sizeof(struct form_view),
                                           .open = open_form,
                                           .close = form_view_close,
                                           .draw = form_view_draw,
                                           .event = form_view_event};

/* --- the profile --- */

struct data {
    int64_t chosen; /* the avatar under the cursor; 0 until the profile is known */
};

static void draw_facts(const struct ui *ui, const struct canvas *canvas)
{
    const struct doran_user *user = &ui->state.user;
    struct doran_arena arena = DORAN_ARENA(4096);
    int width = canvas->columns - 4;
    int used = canvas_text_short(canvas, 0, 2, width / 2, STYLE_TITLE, user->nickname);
    canvas_text_short(canvas, 0, 4 + used, width - used - 2, STYLE_DIM, user->email);
    const char *mood =
        user->mood ? words_mood_face(&arena, user->mood, ui->emoji) : _("No mood yet; m sets one.");
    char left[24];
    snprintf(left, sizeof left, "%" PRId64, user->recovery_codes_left);
    const char *codes = sentence_of(&arena, _("{n} recovery codes left"), {"n", left});
    int room = width - canvas_text_columns(canvas, mood) - GAP;
    if (canvas_text_columns(canvas, codes) <= room)
        canvas_text_right(canvas, 1, 2, width, STYLE_DIM, codes);
    canvas_text_short(canvas, 1, 2, width, user->mood ? STYLE_TEXT : STYLE_DIM, mood);
    doran_arena_deinit(&arena);
}

/* The five beside one another, with their names below; the one in use is said in words. On a slow line only the picture under
 * the cursor is drawn. */
static void draw_avatar(const struct ui *ui, const struct data *data, const struct canvas *canvas, int row,
                        int64_t avatar)
{
    int margin = canvas->columns > DORAN_AVATARS * (AVATAR_COLUMNS + 1) ? 1 : 0;
    int pitch = (canvas->columns - 2 * margin) / DORAN_AVATARS;
    int column = margin + (int)(avatar - 1) * pitch + (pitch - AVATAR_COLUMNS) / 2;
    unsigned style = avatar == ui->state.user.avatar
                         ? STYLE_MEMBER(state_colour(&ui->state, ui->state.user.id))
                         : STYLE_DIM;
    bool chosen = avatar == data->chosen, own = avatar == ui->state.user.avatar;
    if (chosen || !ui_is_slow(ui))
        avatar_draw(canvas, row, column, style, avatar);
    canvas_target(canvas, row, column, AVATAR_ROWS + 2, AVATAR_COLUMNS,
                  &(struct canvas_target){.kind = CANVAS_TARGET_PART, .value = (size_t)avatar});
    int at = column + 2;
    canvas_text_short(canvas, row + AVATAR_ROWS, at, AVATAR_COLUMNS, own ? STYLE_TITLE : STYLE_TEXT,
                      words_avatar(avatar));
    if (own)
        canvas_text_short(canvas, row + AVATAR_ROWS + 1, at, AVATAR_COLUMNS, STYLE_DIM, _("yours"));
    if (!chosen)
        return;
    canvas_glyph(canvas, row + AVATAR_ROWS, column, STYLE_ACCENT, GLYPH_SELECT);
    canvas_highlight(canvas, row + AVATAR_ROWS, at, canvas_text_columns(canvas, words_avatar(avatar)),
                     STYLE_REVERSE);
    canvas_cursor(canvas, row + AVATAR_ROWS, column);
}

static void draw(struct ui *ui, void *opaque, const struct canvas *canvas)
{
    const struct data *data = opaque;
    if (!ui->state.ready) {
        canvas_text(canvas, 1, 2, canvas->columns - 4, STYLE_DIM,
                    _("Your profile comes as soon as there is a connection."));
        canvas_cursor(canvas, 1, 2);
        return;
    }
    int row = canvas->rows > 14 ? 4 : 3;
    struct canvas facts = canvas_part(canvas, canvas->rows > 14 ? 1 : 0, 0, 2, canvas->columns);
    draw_facts(ui, &facts);
    for (int64_t avatar = 1; avatar <= DORAN_AVATARS; avatar++)
        draw_avatar(ui, data, canvas, row, avatar);
}

static void refresh(struct ui *ui, void *opaque)
{
    struct data *data = opaque;
    if (data->chosen == 0)
        data->chosen = ui->state.user.avatar;
}

static void move(struct ui *ui, void *opaque, enum action action)
{
    (void)ui;
    struct data *data = opaque;
    data->chosen += action == ACTION_move_left ? -1 : 1;
    data->chosen = data->chosen < 1 ? DORAN_AVATARS : data->chosen > DORAN_AVATARS ? 1 : data->chosen;
}

static void choose(struct ui *ui, void *opaque, enum action action)
{
    (void)action;
    const struct data *data = opaque;
    struct doran_profile_change request = {0};
    if (!ui->state.ready || data->chosen == ui->state.user.avatar)
        return;
    doran_set(&request, profile_change, avatar, data->chosen);
    change(ui, &request);
}

static bool point(struct ui *ui, void *opaque, const struct canvas_target *target)
{
    struct data *data = opaque;
    if (target->kind != CANVAS_TARGET_PART)
        return false;
    if (data->chosen == (int64_t)target->value)
        choose(ui, data, ACTION_open);
    data->chosen = (int64_t)target->value;
    return true;
}

static void edit(struct ui *ui, void *opaque, enum action action)
{
    (void)opaque, (void)action;
    if (ui->state.ready)
        ui_push(ui, &view_profile_nickname);
}

static const struct view_action actions[] = {
    {ACTION_move_left, move}, {ACTION_move_right, move}, {ACTION_open, choose}, {ACTION_edit, edit}};
static const struct key_item keys[] = {{ACTION_move_right, N_("Choose a picture")},
                                       {ACTION_open, N_("Take it")},
                                       {ACTION_edit, N_("My nickname")},
                                       {ACTION_mood, NULL},
                                       {ACTION_back, NULL},
                                       {ACTION_help, NULL}};
const struct view view_profile = {.name = "profile",
                                  .title = N_("My profile"),
                                  .context = KEYMAP_ANY,
                                  .tab = UI_TAB_NONE,
                                  .data_size = sizeof(struct data),
                                  .refresh = refresh,
                                  .draw = draw,
                                  .point = point,
                                  VIEW_ACTIONS(actions),
                                  VIEW_KEYS(keys)};
