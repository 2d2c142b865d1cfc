#include "client-tui/view/mission_card.h"

#include "client-tui/i18n.h"
#include "client-tui/state/words.h"

#include <stdio.h>

#define MARK_COLUMNS 4 /* "[v] " */
#define PART_GAP 3
#define STATE_COLUMNS 22
#define TITLE_COLUMNS_MIN 12

/* "and 3 more" takes as many columns. */
static int more_columns(const struct canvas *canvas, unsigned long more)
{
    char text[64];
    snprintf(text, sizeof text, doran_plural("and %lu more", "and %lu more", more), more);
    return canvas_text_columns(canvas, text);
}

static int part_columns(const struct ui *ui, const struct doran_mission_part *part,
                        const struct canvas *canvas)
{
    return MARK_COLUMNS +
           canvas_text_columns(canvas, words_name(&ui->state.members, part->user_id, part->name));
}

static int draw_part(const struct ui *ui, const struct doran_mission_part *part, const struct canvas *canvas,
                     int row, int column, int columns)
{
    bool checked = part->checked_at != 0;
    canvas_text(canvas, row, column, 1, STYLE_DIM, "[");
    if (checked)
        canvas_glyph(canvas, row, column + 1, STYLE_GOOD, GLYPH_CHECK);
    canvas_text(canvas, row, column + 2, 1, STYLE_DIM, "]");
    const struct doran_member *member = state_member(&ui->state, part->user_id);
    unsigned style = member ? STYLE_MEMBER(state_colour(&ui->state, part->user_id)) : (unsigned)STYLE_DIM;
    return MARK_COLUMNS + canvas_text_short(canvas, row, column + MARK_COLUMNS, columns - MARK_COLUMNS, style,
                                            words_name(&ui->state.members, part->user_id, part->name));
}

void mission_parts_draw(const struct ui *ui, const struct doran_mission *mission, const struct canvas *canvas,
                        int row, int column, int columns)
{
    int end = column + columns;
    for (size_t i = 0; i < mission->parts.count; i++) {
        const struct doran_mission_part *part = &mission->parts.items[i];
        unsigned long more = (unsigned long)(mission->parts.count - i);
        int needed = part_columns(ui, part, canvas);
        int rest = more > 1 ? PART_GAP + more_columns(canvas, more - 1) : 0;
        if (i > 0 && column + needed + rest > end) {
            canvas_format(canvas, row, column, end - column, STYLE_DIM,
                          doran_plural("and %lu more", "and %lu more", more), more);
            return;
        }
        column += draw_part(ui, part, canvas, row, column, end - column) + PART_GAP;
    }
}

void mission_card_draw(const struct ui *ui, const struct doran_mission *mission, const struct canvas *canvas,
                       int row, int column, int columns)
{
    struct doran_arena arena = DORAN_ARENA(4096);
    const char *proposed = words_proposed(&arena, &ui->state.members, mission);
    bool unsent = state_awaits(&ui->state, mission->id);
    const char *words = unsent ? _("not sent yet") : words_completed(&arena, mission, ui->state.now);
    int state = canvas_text_columns(canvas, words);
    state = state < STATE_COLUMNS ? state : STATE_COLUMNS;
    int title = columns - state - 2;
    bool wide = title >= 2 * TITLE_COLUMNS_MIN;
    if (!wide)
        title = columns;
    int used =
        canvas_text_short(canvas, row, column, title, (unsigned)STYLE_TEXT | STYLE_BOLD, mission->title);
    if (wide && used + 2 < title)
        canvas_text_short(canvas, row, column + used + 2, title - used - 2, STYLE_DIM, proposed);
    if (wide)
        canvas_text_right(canvas, row, column + columns - state, state,
                          mission->completed_at && !unsent ? STYLE_GOOD : STYLE_DIM, words);
    mission_parts_draw(ui, mission, canvas, row + 1, column + 2, columns - 2);
    doran_arena_deinit(&arena);
}

void mission_bar_draw(const struct doran_dashboard *board, const struct canvas *canvas, int row, int column,
                      int columns)
{
    progress_draw(canvas, row, column, columns, PROGRESS_BLOCKS, STYLE_ACCENT, (uint64_t)board->completed,
                  (uint64_t)board->total);
}
