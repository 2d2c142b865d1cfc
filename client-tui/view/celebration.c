#include "client-tui/view/celebration.h"

#include "client-tui/state/words.h"

#define LASTS_MS 2400
#define FRAME_MS 200
#define EVERY 4 /* columns between two sparks */

static int64_t now_ms(void)
{
    return doran_time_monotonic() / 1000;
}

static bool is_joy(const struct doran_notification *item)
{
    return item->category == DORAN_category_mission_completed ||
           item->category == DORAN_category_badge_earned;
}

void celebration_look(struct ui *ui, bool live)
{
    const struct doran_notification_list *list = &ui->state.notifications;
    struct doran_arena arena = DORAN_ARENA(4096);
    doran_time newest = ui->celebrated;
    for (size_t i = list->count; live && i-- > 0;) {
        const struct doran_notification *item = &list->items[i];
        if (item->created_at <= ui->celebrated || !is_joy(item))
            continue;
        ui_say(ui, TOAST_GOOD, words_notification(&arena, item));
        ui->celebration_until = now_ms() + LASTS_MS;
    }
    if (list->count > 0 && list->items[0].created_at > newest)
        newest = list->items[0].created_at;
    ui->celebrated = newest;
    doran_arena_deinit(&arena);
}

void celebration_draw(struct ui *ui, const struct canvas *screen, bool colours)
{
    static const char *const sparks[] = {"*", "+", ".", " "};
    int64_t left = ui->celebration_until - now_ms();
    if (left <= 0 || !colours || ui_is_slow(ui))
        return;
    int frame = (int)(left / FRAME_MS);
    for (int column = 1; column < screen->columns - 1; column += EVERY) {
        int spark = (column * 7 + frame * 3) % 4;
        canvas_text(screen, 1, column + (frame + column) % (EVERY - 1), 1,
                    STYLE_MEMBER(column / EVERY + frame), sparks[spark]);
    }
}

int celebration_wait(const struct ui *ui)
{
    int64_t left = ui->celebration_until - now_ms();
    if (ui->celebration_until == 0 || left <= -FRAME_MS || ui_is_slow(ui))
        return -1;
    return left < FRAME_MS ? (left > 0 ? (int)left : 1) : FRAME_MS;
}
