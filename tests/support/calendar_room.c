#include "support/calendar_room.h"

#include <stddef.h>

#define WAIT SCREEN_WAIT_MS

struct screen *calendar_room_open(const struct household *house, const char *who, int rows, int columns)
{
    const char *const argv[] = {DORAN_BIN, "--lang", "en", "--profile", who, NULL};
    struct screen_options options = {.rows = rows, .columns = columns, .env = house->env};
    struct screen *screen = screen_start(&options, argv);
    screen_wait_for_text(screen, "Connected", WAIT);
    screen_wait_for_text(screen, "What is new", WAIT);
    screen_keys(screen, "g c");
    screen_wait_for_text(screen, "[Month]", WAIT);
    return screen;
}

void calendar_room_go_to(struct screen *screen, const char *day, const char *words)
{
    screen_keys(screen, "G");
    screen_wait_for_text(screen, "Go to a day", WAIT);
    screen_paste(screen, day);
    screen_wait_for_text(screen, words, WAIT);
    screen_keys(screen, "Enter");
    screen_wait_until_gone(screen, "Go to a day", WAIT);
    screen_wait_for_text(screen, words, WAIT);
}
