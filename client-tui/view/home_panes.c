/* home_panes.c: what each pane of the first screen shows, and where it leads. */
#include "client-tui/i18n.h"
#include "client-tui/state/words.h"
#include "client-tui/view/badge_art.h"
#include "client-tui/view/calendar.h"
#include "client-tui/view/home.h"
#include "client-tui/view/mission_card.h"

#include <stdio.h>
#include <string.h>

#define COMING_FEW 3 /* rows of a list on a screen of the usual height, */
#define COMING_MAX 9 /* and on the tallest */
#define INVITES_FEW 3
#define INVITES_MAX 9
#define NEWS_MAX 20
#define USUAL_ROWS 20 /* between the bars of a terminal of 24 rows */
#define TIME_GAP 2    /* columns between day, time and title where there is room, */
#define ROOMY_COLUMNS 44

/* How many of `count` a list shows: `few` at the usual height, and one more for each `each` rows beyond it. */
static size_t listed(size_t count, int few, int most, int room, int each)
{
    int rows = few + (room > USUAL_ROWS ? (room - USUAL_ROWS) / each : 0);
    rows = rows < most ? rows : most;
    return count < (size_t)rows ? count : (size_t)rows;
}

/* --- this month's missions, and the latest one --- */

static bool has_latest(const struct ui *ui)
{
    return ui->state.missions.latest.id != NULL;
}

static int missions_rows(struct ui *ui, int columns, int room)
{
    (void)columns, (void)room;
    return has_latest(ui) ? 7 : 3;
}

static void draw_latest(const struct ui *ui, const struct canvas *canvas, int row)
{
    const struct doran_mission *mission = &ui->state.missions.latest;
    struct doran_arena arena = DORAN_ARENA(4096);
    int used =
        canvas_text_short(canvas, row, 0, canvas->columns, (unsigned)STYLE_TEXT | STYLE_BOLD, mission->title);
    if (used + 4 < canvas->columns)
        canvas_text_short(canvas, row, used + 2, canvas->columns - used - 2,
                          mission->completed_at ? STYLE_GOOD : STYLE_DIM,
                          mission->completed_at ? words_completed(&arena, mission, ui->state.now)
                                                : words_proposed(&arena, &ui->state.members, mission));
    mission_parts_draw(ui, mission, canvas, row + 1, 0, canvas->columns);
    doran_arena_deinit(&arena);
}

static void missions_draw(struct ui *ui, const struct canvas *canvas)
{
    const struct doran_dashboard *board = &ui->state.missions.dashboard;
    char counts[48];
    snprintf(counts, sizeof counts, "%lld/%lld", (long long)board->completed, (long long)board->total);
    canvas_text_right(canvas, 0, canvas->columns - 12, 12, STYLE_TEXT, counts);
    if (!has_latest(ui)) {
        canvas_paragraph(canvas, 1, 0, canvas->columns, 2, STYLE_DIM,
                         _("No mission yet. Enter goes there, and a proposes one."));
        return;
    }
    mission_bar_draw(board, canvas, 1, 0, canvas->columns);
    canvas_text_short(canvas, 2, 0, canvas->columns, STYLE_ACCENT,
                      board->total > 0 ? words_dashboard(board->label) : _("No mission yet this month."));
    draw_latest(ui, canvas, 4);
}

static void missions_open(struct ui *ui)
{
    ui_push(ui, &view_missions);
}

/* --- what is coming: this month ahead, with the lunar date where it counts by the moon --- */

static const struct calendar_days *days_ahead(struct ui *ui)
{
    struct doran_window window = doran_window_coming(calendar_today(&ui->state), NULL);
    return calendar_read(&ui->state, doran_date_number(window.from), doran_date_number(window.to));
}

static int coming_rows(struct ui *ui, int columns, int room)
{
    (void)columns;
    size_t count = listed(days_ahead(ui)->count, COMING_FEW, COMING_MAX, room, 3);
    return 1 + (count == 0 ? 1 : (int)count);
}

/* One that is coming, in three columns: its day, which is said once, its time and what it is. */
struct coming {
    const char *day, *when, *title;
    unsigned style;
};

static const char *coming_day(struct doran_arena *arena, struct doran_date day, struct doran_date today)
{
    int32_t days = doran_date_number(day) - doran_date_number(today);
    return days == 0 ? _("Today") : days == 1 ? _("Tomorrow") : calendar_words_day(arena, day, today);
}

static void fill_coming(struct ui *ui, struct doran_arena *arena, const struct calendar_days *days,
                        size_t count, struct coming *rows)
{
    struct doran_date today = calendar_today(&ui->state);
    int32_t now = doran_date_number(today), before = now - 1;
    for (size_t i = 0; i < count; i++) {
        const struct calendar_entry *entry = &days->entries[i];
        int32_t number = entry->first < now ? now : entry->first;
        struct doran_date day = doran_date_of_number(number);
        rows[i].day = number == before ? "" : coming_day(arena, day, today);
        rows[i].when = doran_event_is_lunar(entry->event) ? calendar_words_lunar_short(arena, day)
                       : entry->minute < 0                ? ""
                                                          : calendar_words_time(arena, entry->minute);
        rows[i].title = calendar_title_on(arena, entry, number);
        rows[i].style = STYLE_EVENT((unsigned)entry->event->colour - DORAN_event_colour_red);
        before = number;
    }
}

static void draw_coming(const struct canvas *canvas, const struct coming *rows, size_t count)
{
    int day = 0, when = 0, gap = canvas->columns < ROOMY_COLUMNS ? 1 : TIME_GAP;
    for (size_t i = 0; i < count; i++) {
        int days = canvas_text_columns(canvas, rows[i].day),
            times = canvas_text_columns(canvas, rows[i].when);
        day = days > day ? days : day;
        when = times > when ? times : when;
    }
    int title = day + gap + when + (when > 0 ? gap : 0);
    for (size_t i = 0; i < count; i++) {
        canvas_text_short(canvas, 1 + (int)i, 0, day, STYLE_DIM, rows[i].day);
        canvas_text_short(canvas, 1 + (int)i, day + gap, when, STYLE_DIM, rows[i].when);
        canvas_text_short(canvas, 1 + (int)i, title, canvas->columns - title, rows[i].style, rows[i].title);
    }
}

static void coming_draw(struct ui *ui, const struct canvas *canvas)
{
    struct doran_arena arena = DORAN_ARENA(16384);
    struct coming rows[COMING_MAX];
    const struct calendar_days *days = days_ahead(ui);
    size_t fitting = canvas->rows > 1 ? (size_t)canvas->rows - 1 : 0;
    size_t count = days->count < fitting ? days->count : fitting;
    count = count < COMING_MAX ? count : COMING_MAX;
    if (days->count == 0)
        canvas_text_short(canvas, 1, 0, canvas->columns, STYLE_DIM, _("Nothing in the next four weeks."));
    fill_coming(ui, &arena, days, count, rows);
    draw_coming(canvas, rows, count);
    doran_arena_deinit(&arena);
}

static void coming_open(struct ui *ui)
{
    ui_act(ui, ACTION_go_calendar);
}

/* --- news --- */

static int news_rows(struct ui *ui, int columns, int room)
{
    (void)columns;
    size_t count = listed(ui->state.notifications.count, DORAN_HOME_NEWS_MAX, NEWS_MAX, room, 2);
    return 1 + (count == 0 ? 1 : (int)count);
}

static void news_draw(struct ui *ui, const struct canvas *canvas)
{
    const struct state *state = &ui->state;
    if (state->notifications.count == 0)
        canvas_text(canvas, 1, 0, canvas->columns, STYLE_DIM, _("Nothing new."));
    for (size_t i = 0; i < state->notifications.count && (int)i + 1 < canvas->rows; i++) {
        const struct doran_notification *item = &state->notifications.items[i];
        struct doran_arena arena = DORAN_ARENA(8192);
        const char *ago = words_ago(&arena, item->created_at, state->now);
        const char *words = words_notification(&arena, item);
        int row = 1 + (int)i, width = canvas_text_columns(canvas, words);
        bool both = width + 1 + canvas_text_columns(canvas, ago) <= canvas->columns;
        canvas_text_short(canvas, row, 0, canvas->columns, item->read_at ? STYLE_DIM : STYLE_TEXT, words);
        if (both) /* what happened matters more here than when */
            canvas_text_right(canvas, row, width, canvas->columns - width, STYLE_DIM, ago);
        doran_arena_deinit(&arena);
    }
}

static void news_open(struct ui *ui)
{
    ui_push(ui, &view_notifications);
}

/* --- a badge --- */

static int badge_rows(struct ui *ui, int columns, int room)
{
    (void)columns, (void)room;
    return missions_badge_of_today(&ui->state) ? 1 + BADGE_ART_ROWS : 0;
}

static void badge_draw(struct ui *ui, const struct canvas *canvas)
{
    const struct doran_badge *badge = missions_badge_of_today(&ui->state);
    struct doran_arena arena = DORAN_ARENA(4096);
    int left = BADGE_ART_COLUMNS + 1;
    if (!badge)
        return;
    badge_art_draw(badge->name, canvas, 1, 0, STYLE_ACCENT);
    canvas_text_short(canvas, 1, left, canvas->columns - left, STYLE_TEXT, words_badge(badge->name));
    canvas_text_short(canvas, 2, left, canvas->columns - left, STYLE_DIM, words_badge_goal(badge->name));
    canvas_text_short(canvas, 3, left, canvas->columns - left, STYLE_DIM,
                      words_earned(&arena, badge, ui->state.now));
    doran_arena_deinit(&arena);
}

static void badge_open(struct ui *ui)
{
    ui_push(ui, &view_badges);
}

/* --- invites that wait --- */

static int invites_rows(struct ui *ui, int columns, int room)
{
    (void)columns;
    size_t count = ui->state.invites.count;
    if (count == 0)
        return ui->state.members.count < 2 ? 3 : 0;
    return 1 + (int)listed(count, INVITES_FEW, INVITES_MAX, room, 4);
}

static void invites_draw(struct ui *ui, const struct canvas *canvas)
{
    int title = canvas_text_columns(canvas, _("Invites that wait"));
    if (ui->state.invites.count > 0)
        canvas_format(canvas, 0, title + 1, canvas->columns - title - 1, STYLE_DIM, "%zu",
                      ui->state.invites.count);
    else
        canvas_paragraph(canvas, 1, 0, canvas->columns, 2, STYLE_DIM,
                         _("Nobody is on the way. Go to the family with f and invite somebody with a."));
    for (size_t i = 0; i < ui->state.invites.count && (int)i + 1 < canvas->rows; i++) {
        const struct doran_invite *invite = &ui->state.invites.items[i];
        struct doran_arena arena = DORAN_ARENA(4096);
        const char *left = words_left(&arena, invite->expires_at, ui->state.now);
        int row = 1 + (int)i, width = canvas_text_columns(canvas, left);
        canvas_text_short(canvas, row, 0, canvas->columns - width - 2, STYLE_TEXT, invite->nickname);
        canvas_text_right(canvas, row, 0, canvas->columns, STYLE_DIM, left);
        doran_arena_deinit(&arena);
    }
}

static void invites_open(struct ui *ui)
{
    ui_push(ui, &view_family);
}

/* --- rooms that come later --- */

static int later_rows(struct ui *ui, int columns, int room)
{
    (void)ui, (void)columns, (void)room;
    return 2;
}

static void photos_draw(struct ui *ui, const struct canvas *canvas)
{
    (void)ui;
    canvas_text_short(canvas, 1, 0, canvas->columns, STYLE_DIM, _("Room is being made for your photos."));
}

static void voices_draw(struct ui *ui, const struct canvas *canvas)
{
    (void)ui;
    canvas_text_short(canvas, 1, 0, canvas->columns, STYLE_DIM, _("Your voices will be heard here soon."));
}

static void photos_open(struct ui *ui)
{
    ui_say(ui, TOAST_NEWS, _("There are no photos here yet. They come with a later version."));
}

static void voices_open(struct ui *ui)
{
    ui_say(ui, TOAST_NEWS, _("There are no voices here yet. They come with a later version."));
}

const struct home_pane home_panes[] = {
    {N_("This month's missions"), 0, missions_rows, missions_draw, missions_open},
    {N_("What is new"), 0, news_rows, news_draw, news_open},
    {N_("Coming up"), 1, coming_rows, coming_draw, coming_open},
    {N_("Badge"), 1, badge_rows, badge_draw, badge_open},
    {N_("Invites that wait"), 1, invites_rows, invites_draw, invites_open},
    {N_("Photos"), 2, later_rows, photos_draw, photos_open},
    {N_("Voices"), 2, later_rows, voices_draw, voices_open},
};
const size_t home_pane_count = sizeof home_panes / sizeof *home_panes;
