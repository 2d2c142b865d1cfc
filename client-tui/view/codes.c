/* codes.c: the recovery codes, shown once: after sign-up, and when new ones were made. */
#include "client-tui/i18n.h"
#include "client-tui/view/view.h"

#include <stdio.h>
#include <string.h>

#define CODE_MAX 64
#define COLUMN 30

struct codes {
    char codes[DORAN_RECOVERY_CODES][CODE_MAX];
    size_t count;
    bool newcomer; /* the account was made just now */
    char join[65]; /* the family the sign-up's code opens, "" for none */
};

void view_show_codes(struct ui *ui, const struct doran_recovery_code_list *list, const char *join)
{
    struct codes *codes = join ? ui_root(ui, &view_codes) : ui_push(ui, &view_codes);
    for (size_t i = 0; codes && i < list->count && i < DORAN_RECOVERY_CODES; i++)
        snprintf(codes->codes[codes->count++], CODE_MAX, "%s", list->items[i].code);
    if (codes && join) {
        codes->newcomer = true;
        snprintf(codes->join, sizeof codes->join, "%s", join);
    }
}

static void next(struct ui *ui, void *data, enum action action)
{
    (void)action;
    struct codes *codes = data;
    char join[65];
    if (!codes->newcomer) {
        ui_pop(ui);
        return;
    }
    memcpy(join, codes->join, sizeof join);
    ui_first_view(ui);
    ui_push(ui, &view_guide);
    struct doran_join_request request = {.code = join};
    if (join[0] && ui_submit(ui, DORAN_R_join, NULL, &request))
        ui_say(ui, TOAST_NEWS, _("Joining the family..."));
}

static void draw(struct ui *ui, void *data, const struct canvas *canvas)
{
    (void)ui;
    const struct codes *codes = data;
    int row = canvas->rows > 11 ? 1 : 0, width = canvas->columns - 6;
    canvas_text(canvas, row, 3, width, STYLE_TITLE, _("Your recovery codes"));
    row += canvas->rows > 11 ? 2 : 1;
    row +=
        canvas_paragraph(canvas, row, 3, width, 4, STYLE_TEXT,
                         _("Write these down and keep them safe. Each opens your account once if you forget "
                           "the password. They are shown only now.")) +
        1;
    for (size_t i = 0; i < codes->count; i++)
        canvas_format(canvas, row + (int)(i / 2), 5 + (int)(i % 2) * (COLUMN - 2), COLUMN - 3, STYLE_ACCENT,
                      "%zu  %s", i + 1, codes->codes[i]);
    canvas_cursor(canvas, row, 5);
}

static void close_codes(void *data)
{
    explicit_bzero(data, sizeof(struct codes));
}

static const struct view_action actions[] = {{ACTION_open, next}};
static const struct key_item keys[] = {{ACTION_open, N_("I wrote them down")}, {ACTION_help, NULL}};
const struct view view_codes = {.name = "codes",
                                .title = N_("Recovery codes"),
                                .context = KEYMAP_MENU,
                                .tab = UI_TAB_NONE,
                                .quiet = true,
                                .data_size = sizeof(struct codes),
                                .close = close_codes,
                                .draw = draw,
                                VIEW_ACTIONS(actions),
                                VIEW_KEYS(keys)};
