/* quick_line.h: events and days from one line of words: what was understood, or why nothing was, in words. */
#ifndef DORAN_TUI_QUICK_LINE_H
#define DORAN_TUI_QUICK_LINE_H

#include <doran/arena.h>
#include <doran/calendar.h>
#include <doran/quick_add.h>

struct state;

/* Reads a line as an event of the family that is open, counting from the state's now. In the arena. */
bool quick_line_event(const struct state *state, const char *line, struct doran_quick_add *out,
                      struct doran_arena *arena, struct doran_error *error);
/* "11월 23일 (월) 19:00~20:00, 매주 월": when an event that is to be made is. "" when its start is no time. */
const char *quick_line_when(const struct state *state, struct doran_arena *arena,
                            const struct doran_event_create *event);
/* Reads a line as a day: "2027-02-07", "다음주 금", "음 8.15". False when it is none, or has more than that. */
bool quick_line_day(const struct state *state, const char *line, struct doran_date *out);

/* The sentence of an error of doran_quick_add_parse(), translated; NULL for one that is not its own. */
const char *quick_line_trouble(const struct doran_error *error);

#endif
