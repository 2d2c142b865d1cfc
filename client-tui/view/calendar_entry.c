/* calendar_entry.c: one thing of the calendar: finding it again, and saying it in words. */
#include "client-tui/i18n.h"
#include "client-tui/state/calendar_words.h"
#include "client-tui/state/sentence.h"
#include "client-tui/view/calendar.h"

#include <stdio.h>
#include <string.h>

#define TIME_COLUMNS 11
#define AUTHOR_COLUMNS 16

struct calendar_key calendar_key_of(const struct calendar_entry *entry)
{
    struct calendar_key key = {.day = entry->first};
    const char *recurrence = entry->occurrence->recurrence_id;
    snprintf(key.event, sizeof key.event, "%s", entry->event->id);
    snprintf(key.recurrence, sizeof key.recurrence, "%s", recurrence ? recurrence : "");
    return key;
}

static bool is_key(const struct calendar_entry *entry, const struct calendar_key *key)
{
    const char *recurrence = entry->occurrence->recurrence_id;
    return strcmp(entry->event->id, key->event) == 0 &&
           strcmp(recurrence ? recurrence : "", key->recurrence) == 0;
}

const struct calendar_entry *calendar_key_entry(struct ui *ui, const struct calendar_key *key)
{
    const struct calendar_days *days = calendar_read(&ui->state, key->day, key->day + 1);
    for (size_t i = 0; i < days->count; i++)
        if (is_key(&days->entries[i], key))
            return &days->entries[i];
    return NULL;
}

/* --- a row --- */

/* What stands dim at the right end: that it is not sent, else who made it. */
static const char *aside(const struct ui *ui, const struct calendar_entry *entry)
{
    const struct doran_member *member = state_member(&ui->state, entry->event->author_id);
    if (entry->unsent)
        return _("not sent yet");
    if (member)
        return member->nickname;
    return entry->event->author_name ? entry->event->author_name : "";
}

const char *calendar_title_on(struct doran_arena *arena, const struct calendar_entry *entry, int32_t day)
{
    if (entry->last <= day)
        return entry->event->title;
    struct doran_date end = doran_date_of_number(entry->last);
    return sentence_of(arena, _("{title} (to {date})"), {"title", entry->event->title},
                       {"date", calendar_words_date(arena, end, false)});
}

/* `first` is what stands before the title. */
static void draw_row(struct ui *ui, const struct calendar_entry *entry, const char *first, const char *title,
                     const struct canvas *canvas)
{
    const char *who = aside(ui, entry);
    unsigned style = STYLE_EVENT((unsigned)entry->event->colour - (unsigned)DORAN_event_colour_red);
    int right = canvas_text_columns(canvas, who);
    right = right < AUTHOR_COLUMNS ? right : AUTHOR_COLUMNS;
    int room = canvas->columns - 5 - TIME_COLUMNS - right - 2;
    bool bar = entry->last > entry->first;
    canvas_glyph_run(canvas, 0, 2, bar ? 2 : 1, style, bar ? GLYPH_SPAN : GLYPH_BULLET);
    canvas_text_short(canvas, 0, 5, TIME_COLUMNS - 1, STYLE_TEXT, first);
    canvas_text_short(canvas, 0, 5 + TIME_COLUMNS, room, STYLE_TEXT, title);
    canvas_text_short(canvas, 0, canvas->columns - right - 1, right, entry->unsent ? STYLE_ACCENT : STYLE_DIM,
                      who);
}

void calendar_draw_entry(struct ui *ui, const struct calendar_entry *entry, int32_t day,
                         const struct canvas *canvas)
{
    struct doran_arena arena = DORAN_ARENA(16384);
    draw_row(ui, entry, calendar_entry_time(&arena, entry, day), calendar_title_on(&arena, entry, day),
             canvas);
    doran_arena_deinit(&arena);
}

void calendar_draw_memory(struct ui *ui, const struct calendar_entry *entry, const struct canvas *canvas)
{
    struct doran_arena arena = DORAN_ARENA(16384);
    char year[16];
    snprintf(year, sizeof year, "%d", doran_date_of_number(entry->first).year);
    draw_row(ui, entry, sentence_of(&arena, _("in {year}"), {"year", year}),
             calendar_entry_title(&arena, entry), canvas);
    doran_arena_deinit(&arena);
}
