#include "client-tui/view/people.h"

#include "client-tui/i18n.h"
#include "client-tui/state/presence.h"
#include "client-tui/state/words.h"

#define NICKNAME_COLUMNS 16 /* eight wide syllables */

static int draw_one(const struct ui *ui, const struct doran_member *member, const struct canvas *canvas,
                    int row, int column, int columns, bool brief)
{
    struct doran_arena arena = DORAN_ARENA(4096);
    const struct doran_presence *presence = presence_known(&ui->state, member->user_id);
    bool online = presence && presence->online;
    int at = column, end = column + columns;
    unsigned style = STYLE_MEMBER(state_colour(&ui->state, member->user_id)) | STYLE_BOLD;
    at += canvas_text_short(canvas, row, at, columns < NICKNAME_COLUMNS ? columns : NICKNAME_COLUMNS, style,
                            member->nickname);
    if (member->mood != DORAN_mood_none && at + 1 < end) {
        const char *mood = ui->emoji ? doran_mood_face(member->mood)->emoji : words_mood(member->mood);
        at += 1 + canvas_text_short(canvas, row, at + 1, end - at - 1, STYLE_TEXT, mood);
    }
    const char *words = words_presence(&arena, presence, ui->state.now);
    if (!brief && words[0] && at + canvas_text_columns(canvas, words) < end)
        at +=
            1 + canvas_text_short(canvas, row, at + 1, end - at - 1, online ? STYLE_GOOD : STYLE_DIM, words);
    doran_arena_deinit(&arena);
    return at - column;
}

int people_draw(const struct ui *ui, const struct doran_member *member, const struct canvas *canvas, int row,
                int column, int columns)
{
    return draw_one(ui, member, canvas, row, column, columns, false);
}

/* The widest entry decides the columns of the grid, so that they stand under one another. */
static int widest(const struct ui *ui, const struct canvas *canvas, bool brief)
{
    int width = 0;
    for (size_t i = 0; i < ui->state.members.count; i++) {
        const struct doran_member *member = &ui->state.members.items[i];
        struct doran_arena arena = DORAN_ARENA(4096);
        int name = canvas_text_columns(canvas, member->nickname);
        int mood = member->mood == DORAN_mood_none ? 0
                   : ui->emoji                     ? 3
                               : 1 + canvas_text_columns(canvas, words_mood(member->mood));
        int seen = brief ? 0
                         : 1 + canvas_text_columns(
                                   canvas, words_presence(&arena, presence_known(&ui->state, member->user_id),
                                                          ui->state.now));
        int all = (name < NICKNAME_COLUMNS ? name : NICKNAME_COLUMNS) + mood + seen;
        width = all > width ? all : width;
        doran_arena_deinit(&arena);
    }
    return width;
}

struct grid {
    int cell, across;
    size_t places;
    bool brief; /* without the words of when they were here */
};

static struct grid grid_of(const struct ui *ui, const struct canvas *canvas, int columns, int rows,
                           bool brief)
{
    struct grid grid = {.cell = widest(ui, canvas, brief) + 3, .brief = brief};
    grid.across = grid.cell < columns ? columns / grid.cell : 1;
    grid.places = (size_t)grid.across * (size_t)(rows > 0 ? rows : 0);
    return grid;
}

int people_draw_all(const struct ui *ui, const struct canvas *canvas, int row, int column, int columns,
                    int max_rows)
{
    size_t count = ui->state.members.count;
    struct grid grid = grid_of(ui, canvas, columns, max_rows, false);
    if (count > grid.places) /* rather more of the family than when each of a few was here */
        grid = grid_of(ui, canvas, columns, max_rows, true);
    int cell = grid.cell, across = grid.across;
    size_t places = grid.places;
    if (count == 0 || places == 0)
        return 0;
    bool all = count <= places;
    size_t shown = all ? count : places - 1;
    for (size_t i = 0; i < shown; i++)
        draw_one(ui, &ui->state.members.items[i], canvas, row + (int)i / across,
                 column + (int)i % across * cell, (cell < columns ? cell : columns) - 1, grid.brief);
    if (!all) {
        unsigned long rest = (unsigned long)(count - shown);
        canvas_format(canvas, row + (int)shown / across, column + (int)shown % across * cell, cell - 1,
                      STYLE_DIM, doran_plural("and %lu more", "and %lu more", rest), rest);
    }
    return ((int)(all ? count : places) + across - 1) / across;
}
