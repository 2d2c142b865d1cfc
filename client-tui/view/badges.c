/* badges.c: the wall of badges: those that are earned in colour with their date, the others with how far they are. */
#include "client-tui/i18n.h"
#include "client-tui/state/sentence.h"
#include "client-tui/state/words.h"
#include "client-tui/view/badge_art.h"
#include "client-tui/view/view.h"
#include "client-tui/widget/bars.h"

#include <stdio.h>

#define CELL_ROWS 5
#define LOW_ROWS 14 /* below there is no air between heading and cells */
#define CELL_COLUMNS_MIN 38
#define ACROSS_MAX 3
#define BAR_COLUMNS 20
#define GOAL_ROWS 2 /* of what it is given for */

struct data {
    size_t selected;
    int across; /* as drawn last */
};

static void draw_badge(const struct ui *ui, const struct doran_badge *badge, const struct canvas *canvas,
                       bool selected)
{
    struct doran_arena arena = DORAN_ARENA(4096);
    bool earned = badge->earned_at != 0;
    int left = 3 + BADGE_ART_COLUMNS + 2, columns = canvas->columns - left - 1;
    if (selected) {
        canvas_glyph(canvas, 0, 0, STYLE_ACCENT, GLYPH_SELECT);
        canvas_cursor(canvas, 0, 0);
    }
    badge_art_draw(badge->name, canvas, 1, 2, earned ? STYLE_ACCENT : STYLE_DIM);
    unsigned title = earned ? (unsigned)STYLE_TEXT | STYLE_BOLD : (unsigned)STYLE_TEXT;
    int used = canvas_text_short(canvas, 0, left, columns, title, words_badge(badge->name));
    if (selected)
        canvas_highlight(canvas, 0, left, used, STYLE_REVERSE);
    int row = 1 + canvas_paragraph_short(canvas, 1, left, columns, GOAL_ROWS, STYLE_DIM,
                                         words_badge_goal(badge->name));
    if (earned) {
        canvas_text_short(canvas, row, left, columns, STYLE_GOOD, words_earned(&arena, badge, ui->state.now));
    } else {
        char counts[48];
        snprintf(counts, sizeof counts, "%lld/%lld", (long long)badge->count, (long long)badge->target);
        canvas_text(canvas, row, left, columns, STYLE_TEXT, counts);
        progress_draw(canvas, row + 1, left, columns < BAR_COLUMNS ? columns : BAR_COLUMNS, PROGRESS_BRACKETS,
                      STYLE_ACCENT, (uint64_t)badge->count, (uint64_t)badge->target);
    }
    doran_arena_deinit(&arena);
}

/* Which rows of cells are seen, so that the selected one is among them. */
static int first_row(const struct data *data, int across, int fitting)
{
    int selected = (int)data->selected / across;
    return selected >= fitting ? selected - fitting + 1 : 0;
}

static void draw(struct ui *ui, void *opaque, const struct canvas *canvas)
{
    struct data *data = opaque;
    const struct doran_badge_list *badges = &ui->state.missions.badges;
    struct doran_arena arena = DORAN_ARENA(4096);
    char earned[24], all[24];
    snprintf(earned, sizeof earned, "%lld", (long long)ui->state.missions.dashboard.badges);
    snprintf(all, sizeof all, "%zu", badges->count);
    canvas_text(canvas, 0, 1, 40, STYLE_TITLE, _("Our badges"));
    canvas_text_right(canvas, 0, 41, canvas->columns - 42, STYLE_DIM,
                      sentence_of(&arena, _("{earned} of {all}"), {"earned", earned}, {"all", all}));
    doran_arena_deinit(&arena);
    int across = canvas->columns / CELL_COLUMNS_MIN;
    data->across = across < 1 ? 1 : across > ACROSS_MAX ? ACROSS_MAX : across;
    int cell = canvas->columns / data->across;
    int air = canvas->rows < LOW_ROWS ? 0 : 1, top = 1 + air, step = CELL_ROWS + air;
    int fitting = (canvas->rows - top + air) / step;
    int first = first_row(data, data->across, fitting > 0 ? fitting : 1);
    for (size_t i = 0; i < badges->count; i++) {
        int row = (int)i / data->across - first;
        if (row < 0)
            continue;
        struct canvas part =
            canvas_part(canvas, top + row * step, (int)i % data->across * cell, CELL_ROWS, cell);
        if (part.rows == 0)
            continue;
        draw_badge(ui, &badges->items[i], &part, i == data->selected);
        canvas_target(&part, 0, 0, part.rows, part.columns,
                      &(struct canvas_target){.kind = CANVAS_TARGET_PART, .value = i, .owner = data});
    }
    int rows = ((int)badges->count + data->across - 1) / data->across;
    if (first > 0)
        canvas_glyph(canvas, top, canvas->columns - GLYPH_COLUMNS, STYLE_DIM, GLYPH_MORE_UP);
    if (first + fitting < rows)
        canvas_glyph(canvas, canvas->rows - 1, canvas->columns - GLYPH_COLUMNS, STYLE_DIM, GLYPH_MORE_DOWN);
}

static void move(struct ui *ui, void *opaque, enum action action)
{
    struct data *data = opaque;
    size_t count = ui->state.missions.badges.count, across = data->across > 0 ? (size_t)data->across : 1;
    size_t back = action == ACTION_move_up ? across : action == ACTION_move_left ? 1 : 0;
    size_t ahead = action == ACTION_move_down ? across : action == ACTION_move_right ? 1 : 0;
    if (back <= data->selected)
        data->selected -= back;
    if (data->selected + ahead < count)
        data->selected += ahead;
}

static void move_far(struct ui *ui, void *opaque, enum action action)
{
    struct data *data = opaque;
    size_t count = ui->state.missions.badges.count;
    data->selected = action == ACTION_move_last && count > 0 ? count - 1 : 0;
}

static bool point(struct ui *ui, void *opaque, const struct canvas_target *target)
{
    (void)ui;
    struct data *data = opaque;
    bool here = target->kind == CANVAS_TARGET_PART && target->owner == data;
    if (here)
        data->selected = target->value;
    return here;
}

static const struct view_action actions[] = {
    {ACTION_move_up, move},    {ACTION_move_down, move},      {ACTION_move_left, move},
    {ACTION_move_right, move}, {ACTION_move_first, move_far}, {ACTION_move_last, move_far},
};
static const struct key_item keys[] = {
    {ACTION_move_up, N_("Before")}, {ACTION_move_down, N_("Next")}, {ACTION_back, NULL}, {ACTION_help, NULL}};
const struct view view_badges = {.name = "badges",
                                 .title = N_("Badges"),
                                 .context = KEYMAP_MISSIONS,
                                 .tab = UI_TAB_MISSIONS,
                                 .data_size = sizeof(struct data),
                                 .draw = draw,
                                 .point = point,
                                 VIEW_ACTIONS(actions),
                                 VIEW_KEYS(keys)};
