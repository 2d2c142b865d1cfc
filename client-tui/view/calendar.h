/* calendar.h: what the screens of the calendar share: which occurrence is meant, and what can be done with it. */
#ifndef DORAN_TUI_VIEW_CALENDAR_H
#define DORAN_TUI_VIEW_CALENDAR_H

#include "client-tui/state/calendar_words.h"
#include "client-tui/view/view.h"

/* One occurrence, so that it is found again after the state was read anew. */
struct calendar_key {
    char event[37];
    char recurrence[DORAN_WALL_TEXT_MAX]; /* of a series: its start by the rule; "" else */
    int32_t day;                          /* the first it touches */
};
struct calendar_key calendar_key_of(const struct calendar_entry *entry);
/* The entry of a key, NULL when it is gone. Borrowed as from calendar_read(). */
const struct calendar_entry *calendar_key_entry(struct ui *ui, const struct calendar_key *key);

/* "제주 여행 (~12월 1일)" of one that goes on after `day`, the title alone else; in the arena, or borrowed. */
const char *calendar_title_on(struct doran_arena *arena, const struct calendar_entry *entry, int32_t day);
/* The title, time and author in one row; `unsent` is said in words. */
void calendar_draw_entry(struct ui *ui, const struct calendar_entry *entry, int32_t day,
                         const struct canvas *canvas);
/* The same of one of a past year. */
void calendar_draw_memory(struct ui *ui, const struct calendar_entry *entry, const struct canvas *canvas);

/* --- what can be done --- */
void calendar_open_event(struct ui *ui, const struct calendar_key *key);
/* A form for a new event on a day. */
void calendar_add_event(struct ui *ui, int32_t day);
/* The form of an event, after asking how much of a series; says so when the person may not. */
void calendar_edit_event(struct ui *ui, const struct calendar_key *key);
/* Asks, how much of a series too, then deletes. */
void calendar_delete_event(struct ui *ui, const struct calendar_key *key);
/* Deletes so much of it (none: all, of a single one) and says how to undo that. */
void calendar_delete_scope(struct ui *ui, const struct calendar_key *key, enum doran_event_scope scope);
/* Takes the last change or deletion back; says when there is none. */
void calendar_undo(struct ui *ui);
/* The form itself, once the scope is known. */
void calendar_edit_form(struct ui *ui, const struct calendar_key *key, enum doran_event_scope scope);
/* Goes to a day in the calendar below whatever is open over it. */
void calendar_go_to(struct ui *ui, int32_t day);

#endif
