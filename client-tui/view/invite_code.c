/* invite_code.c: an invite by code, ready to be handed over: as a message, as a QR code, on the clipboard. */
#include "client-tui/i18n.h"
#include "client-tui/state/words.h"
#include "client-tui/view/qr.h"
#include "client-tui/view/view.h"

#include <stdio.h>
#include <string.h>

#define TEXT_MAX 1024
#define TEXT_COLUMNS_MIN 34 /* beside the code */
#define TEXT_COLUMNS_MAX 76
#define GAP 2

struct data {
    char text[TEXT_MAX];
    struct qr *qr; /* NULL: none could be made */
    bool large;    /* the QR code has the whole screen */
};

void view_show_invite(struct ui *ui, const struct doran_invite_sent *sent)
{
    if (!sent->code) {
        ui_say(ui, TOAST_GOOD, words_invite_sent());
        return;
    }
    struct doran_arena arena = DORAN_ARENA(8192);
    struct data *data = ui_push(ui, &view_invite_code);
    if (data) {
        data->qr = sent->link ? qr_new(sent->link) : NULL;
        snprintf(data->text, sizeof data->text, "%s",
                 words_invite_message(&arena, ui->state.family.title, sent->invite->nickname, sent->link,
                                      sent->code));
    }
    doran_arena_deinit(&arena);
}

static void draw_large(const struct data *data, const struct canvas *canvas, int rows, int columns)
{
    if (rows > canvas->rows || columns > canvas->columns) {
        canvas_format(canvas, canvas->rows / 2, 3, canvas->columns - 6, STYLE_DIM,
                      _("Make the window %d rows higher to see the QR code."),
                      rows > canvas->rows ? rows - canvas->rows : 1);
        canvas_cursor(canvas, canvas->rows / 2, 3);
        return;
    }
    qr_draw(data->qr, canvas, (canvas->rows - rows) / 2, (canvas->columns - columns) / 2);
    canvas_cursor(canvas, 0, 0);
}

static void draw_text(const struct data *data, const struct canvas *canvas, bool beside)
{
    int width = canvas->columns - 4, row = canvas->rows > 14 ? 1 : 0;
    canvas_text_short(canvas, row, 2, width, STYLE_TITLE, _("Hand this over"));
    row += canvas->rows > 14 ? 2 : 1;
    row +=
        canvas_paragraph(canvas, row, 2, width, 5, STYLE_DIM,
                         _("Send the text below by messenger or read it out. It is shown only now; sending "
                           "the invite again makes a new code."));
    canvas_cursor(canvas, row + 1, 2);
    row += 1 + canvas_paragraph(canvas, row + 1, 2, width, canvas->rows - row - 1, STYLE_TEXT, data->text);
    if (!beside && data->qr && row + 1 < canvas->rows)
        canvas_text_short(canvas, row + 1, 2, width, STYLE_DIM, _("Space shows it as a QR code."));
}

static void draw(struct ui *ui, void *opaque, const struct canvas *canvas)
{
    (void)ui;
    const struct data *data = opaque;
    int rows = 0, columns = 0;
    if (data->qr)
        qr_size(data->qr, canvas, &rows, &columns);
    if (data->large && data->qr) {
        draw_large(data, canvas, rows, columns);
        return;
    }
    int left = canvas->columns - columns - GAP;
    left = left < TEXT_COLUMNS_MAX ? left : TEXT_COLUMNS_MAX;
    bool beside = data->qr && rows <= canvas->rows && left >= TEXT_COLUMNS_MIN;
    if (beside)
        qr_draw(data->qr, canvas, canvas->rows - rows < 4 ? 0 : 1, left);
    struct canvas text = canvas_part(canvas, 0, 0, canvas->rows, beside ? left : canvas->columns);
    draw_text(data, &text, beside);
}

static void close_code(void *opaque)
{
    struct data *data = opaque;
    qr_free(data->qr);
    explicit_bzero(data->text, sizeof data->text);
}

static void enlarge(struct ui *ui, void *opaque, enum action action)
{
    (void)ui, (void)action;
    struct data *data = opaque;
    data->large = !data->large;
}

static void copy(struct ui *ui, void *opaque, enum action action)
{
    (void)action;
    const struct data *data = opaque;
    ui_copy(ui, data->text);
}

static void done(struct ui *ui, void *opaque, enum action action)
{
    (void)opaque, (void)action;
    ui_pop(ui);
}

static const struct view_action actions[] = {
    {ACTION_open, done}, {ACTION_toggle, enlarge}, {ACTION_copy, copy}};
static const struct key_item keys[] = {
    {ACTION_copy, NULL}, {ACTION_toggle, N_("QR code")}, {ACTION_open, N_("Done")}, {ACTION_help, NULL}};
const struct view view_invite_code = {.name = "invite-code",
                                      .title = N_("Join code"),
                                      .context = KEYMAP_MENU,
                                      .tab = UI_TAB_FAMILY,
                                      .quiet = true,
                                      .data_size = sizeof(struct data),
                                      .close = close_code,
                                      .draw = draw,
                                      VIEW_ACTIONS(actions),
                                      VIEW_KEYS(keys)};
