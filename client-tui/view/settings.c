/* settings.c: the settings of this computer's screens; each counts as soon as it is chosen. */
#include "client-tui/i18n.h"
#include "client-tui/state/language.h"
#include "client-tui/view/view.h"
#include "client-tui/widget/list.h"

#include <string.h>

#define LABEL_COLUMNS 20

struct data {
    struct list list;
};

static void draw_item(const void *opaque, size_t index, const struct canvas *canvas, bool selected)
{
    const struct settings *settings = opaque;
    char word[SETTING_WORD_MAX];
    setting_word((enum setting)index, settings->chosen[index], word);
    canvas_text_short(canvas, 0, 2, LABEL_COLUMNS - 1, STYLE_TEXT,
                      _(setting_info((enum setting)index)->label));
    canvas_format(canvas, 0, 2 + LABEL_COLUMNS, canvas->columns - LABEL_COLUMNS - 2, STYLE_TITLE,
                  selected ? "< %s >" : "  %s", setting_words(word));
}

static void draw(struct ui *ui, void *opaque, const struct canvas *canvas)
{
    struct data *data = opaque;
    char path[SETTINGS_PATH_MAX];
    int row = canvas->rows > 14 ? 1 : 0, width = canvas->columns - 4;
    canvas_text(canvas, row, 1, canvas->columns - 2, STYLE_TITLE, _("This screen"));
    row += canvas->rows > 14 ? 2 : 1;
    struct canvas part = canvas_part(canvas, row, 1, SETTINGS, canvas->columns - 2);
    list_draw(&data->list, &part, true, draw_item, &ui->settings, "");
    row += SETTINGS + 1;
    row += canvas_paragraph(canvas, row, 3, width, 3, STYLE_DIM,
                            _(setting_info((enum setting)data->list.selected)->help));
    if (row + 1 < canvas->rows && settings_path(path))
        canvas_text_short(canvas, row + 1, 3, width, STYLE_DIM, path);
}

static void open_settings(struct ui *ui, void *opaque)
{
    (void)ui;
    struct data *data = opaque;
    list_init(&data->list, SETTINGS);
}

static void move(struct ui *ui, void *opaque, enum action action)
{
    (void)ui;
    struct data *data = opaque;
    list_handle(&data->list, action);
}

static void change(struct ui *ui, void *opaque, enum action action)
{
    const struct data *data = opaque;
    enum setting setting = (enum setting)data->list.selected;
    size_t count = setting_count(setting), step = action == ACTION_move_left ? count - 1 : 1;
    ui->settings.chosen[setting] = (ui->settings.chosen[setting] + step) % count;
    ui_settings_changed(ui);
}

/* --- letting them count --- */

static enum term_choice choice_of(const struct settings *settings, enum setting setting, const char *yes)
{
    if (settings_is(settings, setting, "auto"))
        return TERM_AUTO;
    return settings_is(settings, setting, yes) ? TERM_YES : TERM_NO;
}

struct term_options ui_term_options(const struct settings *settings)
{
    return (struct term_options){.ambiguous_wide = choice_of(settings, SETTING_ambiguous, "wide"),
                                 .emoji = choice_of(settings, SETTING_emoji, "yes"),
                                 .colour = choice_of(settings, SETTING_colours, "yes"),
                                 .ascii = settings_is(settings, SETTING_signs, "ascii"),
                                 .mouse = settings_is(settings, SETTING_mouse, "yes")};
}

static void apply_language(struct ui *ui)
{
    const char *account = ui->known.language[0] ? ui->known.language : NULL;
    bool automatic = settings_is(&ui->settings, SETTING_language, "auto");
    const char *chosen = settings_is(&ui->settings, SETTING_language, "ko") ? "ko" : "en";
    ui->device.language = automatic ? ui->asked_language : chosen;
    language_choose(automatic && !ui->asked_language ? account : ui->device.language);
}

static void apply_layout(struct ui *ui)
{
    char layout[SETTING_WORD_MAX];
    setting_word(SETTING_hangul, ui->settings.chosen[SETTING_hangul], layout);
    hangul_layout_from_name(layout, &ui->reader.layout);
}

void ui_settings_start(struct ui *ui)
{
    ui->asked_language = ui->device.language;
    if (!ui->asked_language)
        apply_language(ui);
    apply_layout(ui);
}

void ui_settings_changed(struct ui *ui)
{
    struct settings_error error;
    apply_language(ui);
    apply_layout(ui);
    ui->settings_changed = true;
    if (!settings_save(&ui->settings, &error))
        ui_say(ui, TOAST_ERROR, error.sentence);
}

static const struct view_action actions[] = {
    {ACTION_move_up, move},   {ACTION_move_down, move},   {ACTION_move_first, move},
    {ACTION_move_last, move}, {ACTION_move_left, change}, {ACTION_move_right, change},
    {ACTION_open, change},    {ACTION_toggle, change},
};
static const struct key_item keys[] = {{ACTION_move_left, N_("Before")},
                                       {ACTION_move_right, N_("Next")},
                                       {ACTION_help, NULL},
                                       {ACTION_back, NULL}};
const struct view view_settings = {.name = "settings",
                                   .title = N_("This screen"),
                                   .context = KEYMAP_ANY,
                                   .tab = UI_TAB_NONE,
                                   .data_size = sizeof(struct data),
                                   .open = open_settings,
                                   .draw = draw,
                                   VIEW_ACTIONS(actions),
                                   VIEW_KEYS(keys)};
