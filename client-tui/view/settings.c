/* settings.c: the settings of this computer's screens; each counts as soon as it is chosen. */
#include "client-tui/i18n.h"
#include "client-tui/state/language.h"
#include "client-tui/term/scheme.h"
#include "client-tui/view/view.h"
#include "client-tui/widget/list.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LABEL_COLUMNS 20
#define HELP_ROWS 2
#define ROOMY 17 /* rows from which on there is white space */

struct data {
    struct list list;
};

static void draw_item(const void *opaque, size_t index, const struct canvas *canvas, bool selected)
{
    const struct settings *settings = opaque;
    canvas_text_short(canvas, 0, 2, LABEL_COLUMNS - 1, STYLE_TEXT,
                      _(setting_info((enum setting)index)->label));
    canvas_format(canvas, 0, 2 + LABEL_COLUMNS, canvas->columns - LABEL_COLUMNS - 2, STYLE_TITLE,
                  selected ? "< %s >" : "  %s", setting_words(settings_word(settings, (enum setting)index)));
}

/* "~/.config/…" of what lies in one's own folder. */
static void shorten(char *path)
{
    const char *home = getenv("HOME");
    size_t length = home ? strlen(home) : 0;
    if (length > 1 && strncmp(path, home, length) == 0 && path[length] == '/') {
        path[0] = '~';
        memmove(path + 1, path + length, strlen(path + length) + 1);
    }
}

/* The files that may be written by hand: the settings' own, and beside it those of the keys and the themes. */
static void draw_files(const struct canvas *canvas, int row, int width)
{
    char path[SETTINGS_PATH_MAX], line[SETTINGS_PATH_MAX + 128];
    if (row >= canvas->rows || !settings_path(path))
        return;
    shorten(path);
    snprintf(line, sizeof line, _("Kept in %s; keys and themes/ may lie beside it."), path);
    canvas_paragraph_short(canvas, row, 3, width, canvas->rows - row, STYLE_DIM, line);
}

static void draw(struct ui *ui, void *opaque, const struct canvas *canvas)
{
    struct data *data = opaque;
    bool roomy = canvas->rows >= ROOMY;
    int row = roomy ? 1 : 0, width = canvas->columns - 4;
    canvas_text(canvas, row, 1, canvas->columns - 2, STYLE_TITLE, _("This screen"));
    row += roomy ? 2 : 1;
    int room = canvas->rows - row - HELP_ROWS - 1;
    struct canvas part = canvas_part(canvas, row, 1, room < SETTINGS ? room : SETTINGS, canvas->columns - 2);
    list_draw(&data->list, &part, true, draw_item, &ui->settings, "");
    row += part.rows + 1;
    canvas_paragraph(canvas, row, 3, width, HELP_ROWS, STYLE_DIM,
                     _(setting_info((enum setting)data->list.selected)->help));
    draw_files(canvas, row + HELP_ROWS + 1, width);
}

static void open_settings(struct ui *ui, void *opaque)
{
    (void)ui;
    struct data *data = opaque;
    list_init(&data->list, SETTINGS);
}

/* All words a setting may have: the table's, and the themes there are. */
struct words {
    char list[SETTING_VALUES_MAX + SCHEME_LIST_MAX][SETTING_WORD_MAX];
    size_t count;
};

static void find_words(enum setting setting, struct words *words)
{
    words->count = setting_count(setting);
    for (size_t i = 0; i < words->count; i++)
        setting_word(setting, i, words->list[i]);
    if (setting == SETTING_theme)
        words->count += scheme_list(words->list + words->count);
}

static void change(struct ui *ui, void *opaque, enum action action)
{
    const struct data *data = opaque;
    enum setting setting = (enum setting)data->list.selected;
    struct words words;
    size_t at = 0;
    find_words(setting, &words);
    while (at < words.count && !settings_is(&ui->settings, setting, words.list[at]))
        at++;
    if (action == ACTION_move_left)
        at = (at > 0 ? at : words.count) - 1;
    else
        at = at + 1 < words.count ? at + 1 : 0;
    settings_choose(&ui->settings, setting, words.list[at]);
    ui_settings_changed(ui);
}

/* --- letting them count --- */

static enum term_choice choice_of(const struct settings *settings, enum setting setting, const char *yes)
{
    if (settings_is(settings, setting, "auto"))
        return TERM_AUTO;
    return settings_is(settings, setting, yes) ? TERM_YES : TERM_NO;
}

/* GNU screen names its sessions in STY. With the mouse on it waits after an ESC for a report of it, for ever. */
bool ui_has_mouse(const struct settings *settings)
{
    const char *session = getenv("STY");
    enum term_choice choice = choice_of(settings, SETTING_mouse, "yes");
    return choice == TERM_YES || (choice == TERM_AUTO && (session == NULL || *session == '\0'));
}

bool ui_is_slow(const struct ui *ui)
{
    return ui->slow || settings_is(&ui->settings, SETTING_slow, "yes");
}

struct term_options ui_term_options(const struct settings *settings, bool slow)
{
    struct term_options options = {.slow = slow,
                                   .ambiguous_wide = choice_of(settings, SETTING_ambiguous, "wide"),
                                   .emoji = choice_of(settings, SETTING_emoji, "yes"),
                                   .colour = choice_of(settings, SETTING_colours, "yes"),
                                   .ascii = settings_is(settings, SETTING_signs, "ascii"),
                                   .mouse = ui_has_mouse(settings)};
    snprintf(options.theme, sizeof options.theme, "%s", settings_word(settings, SETTING_theme));
    return options;
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
    hangul_layout_from_name(settings_word(&ui->settings, SETTING_hangul), &ui->reader.layout);
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
    apply_language(ui);
    apply_layout(ui);
    ui->settings_changed = ui->settings_unsaved = true;
}

void ui_settings_save(struct ui *ui)
{
    struct settings_error error;
    bool unsaved = ui->settings_unsaved;
    ui->settings_unsaved = false;
    if (unsaved && !settings_save(&ui->settings, ui->device.profile, &error))
        ui_say(ui, TOAST_ERROR, error.sentence);
}

static struct list *list_of(void *opaque)
{
    return &((struct data *)opaque)->list;
}

static const struct view_action actions[] = {
    VIEW_MOVES_LIST,       {ACTION_move_left, change}, {ACTION_move_right, change},
    {ACTION_open, change}, {ACTION_toggle, change},
};
static const struct key_item keys[] = {
    {ACTION_open, N_("Change")}, {ACTION_move_left, N_("Before")}, {ACTION_help, NULL}, {ACTION_back, NULL}};
const struct view view_settings = {.name = "settings",
                                   .title = N_("This screen"),
                                   .context = KEYMAP_ANY,
                                   .tab = UI_TAB_NONE,
                                   .data_size = sizeof(struct data),
                                   .open = open_settings,
                                   .draw = draw,
                                   .list = list_of,
                                   VIEW_ACTIONS(actions),
                                   VIEW_KEYS(keys)};
