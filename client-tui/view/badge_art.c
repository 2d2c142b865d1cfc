#include "client-tui/view/badge_art.h"

static const char *const art[DORAN_badge_name_COUNT][BADGE_ART_ROWS] = {
    [DORAN_badge_name_start] = {"   /^\\   ", "  / o \\  ", "  |_A_|  "},
    [DORAN_badge_name_footprints] = {" .-----. ", " | .^. | ", " '-----' "},
    [DORAN_badge_name_voices] = {"  ( o )  ", " \\ |=| / ", "  '-|-'  "},
    [DORAN_badge_name_cooperation] = {" \\o/ \\o/ ", "  |---|  ", " / \\ / \\ "},
    [DORAN_badge_name_communication] = {" .---.   ", " | : |-. ", " '-v-'.' "},
    [DORAN_badge_name_together] = {" _|_|_|_ ", " |. . *| ", " |_____| "},
};

void badge_art_draw(enum doran_badge_name name, const struct canvas *canvas, int row, int column,
                    unsigned style)
{
    for (int i = 0; i < BADGE_ART_ROWS && name > 0 && name < DORAN_badge_name_COUNT; i++)
        canvas_text(canvas, row + i, column, BADGE_ART_COLUMNS, style, art[name][i]);
}
