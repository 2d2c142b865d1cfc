#include "client-tui/view/avatar.h"

#include <doran/limits.h>

#define PIXEL_ROWS (2 * AVATAR_ROWS) /* a cell holds two */
#define ASCII_ROWS 3
#define ASCII_COLUMNS 7

struct avatar {
    const char *pixels[PIXEL_ROWS];
    const char *ascii[ASCII_ROWS];
};

static const struct avatar avatars[DORAN_AVATARS] = {
    {{".##......##.", "####.##.####", ".##########.", ".##########.", ".###.##.###.", ".##########.",
      ".##.####.##.", ".###....###.", "..########..", "...######..."},
     {" c___c ", "( o.o )", " (_-_) "}},
    {{"..##....##..", "..##....##..", "..##....##..", "..########..", ".##########.", ".###.##.###.",
      ".##########.", ".####..####.", "..########..", "...######..."},
     {" (\\_/) ", " (o.o) ", " (_\"_) "}},
    {{".#........#.", ".##......##.", ".###....###.", ".##########.", ".###.##.###.", ".##########.",
      "#.###..###.#", ".##########.", "..########..", "....####...."},
     {" /\\_/\\ ", "( o.o )", " > ^ < "}},
    {{".....##.....", "....##......", "...######...", "..########..", ".###.##.###.", ".####..####.",
      ".###....###.", ".####..####.", "..########..", "...##..##..."},
     {"  _^_  ", " (o>o) ", " (___) "}},
    {{"..########..", "############", "##.######.##", "##.######.##", "##.#.##.#.##", "##.######.##",
      "##.##..##.##", "#..#.##.#..#", "...##..##...", "....####...."},
     {" /^-^\\ ", "/ o.o \\", "V\\ Y /V"}},
};

static void draw_ascii(const struct avatar *avatar, const struct canvas *canvas, int row, int column,
                       unsigned style)
{
    for (int i = 0; i < ASCII_ROWS; i++)
        canvas_text(canvas, row + 1 + i, column + (AVATAR_COLUMNS - ASCII_COLUMNS) / 2, ASCII_COLUMNS, style,
                    avatar->ascii[i]);
}

void avatar_draw(const struct canvas *canvas, int row, int column, unsigned style, int64_t number)
{
    /* By whether the upper and the lower half of a cell are filled. */
    static const enum glyph halves[2][2] = {{GLYPH_COUNT, GLYPH_HALF_LOWER},
                                            {GLYPH_HALF_UPPER, GLYPH_BAR_FULL}};
    if (number < 1 || number > DORAN_AVATARS)
        return;
    const struct avatar *avatar = &avatars[number - 1];
    if (!glyph_has_blocks(canvas_widths(canvas))) {
        draw_ascii(avatar, canvas, row, column, style);
        return;
    }
    for (int y = 0; y < AVATAR_ROWS; y++)
        for (int x = 0; x < AVATAR_COLUMNS; x++) {
            enum glyph glyph = halves[avatar->pixels[2 * y][x] == '#'][avatar->pixels[2 * y + 1][x] == '#'];
            if (glyph != GLYPH_COUNT)
                canvas_glyph(canvas, row + y, column + x, style, glyph);
        }
}
