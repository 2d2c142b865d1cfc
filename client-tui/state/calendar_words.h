/* calendar_words.h: days, times and recurrences in words, as the screens and the command line say them.
 *
 * Texts without an arena are static. Those with one live in it and are never NULL. */
#ifndef DORAN_TUI_STATE_CALENDAR_WORDS_H
#define DORAN_TUI_STATE_CALENDAR_WORDS_H

#include "client-tui/state/calendar.h"

#include <doran/arena.h>
#include <doran/calendar.h>
#include <doran/types.h>

/* "일" … "토", Sunday (0) first; any number, it wraps. */
const char *calendar_words_weekday(int column);
/* "2026년 11월". */
const char *calendar_words_month(struct doran_arena *arena, struct doran_date date);
/* "11월 22일", with `year` "2026년 11월 22일". */
const char *calendar_words_date(struct doran_arena *arena, struct doran_date date, bool year);
/* "11월 22일 (일)", with the year when it is another one than today's. */
const char *calendar_words_day(struct doran_arena *arena, struct doran_date date, struct doran_date today);
/* The same, but "오늘", "내일", "어제" before it where it is near. */
const char *calendar_words_near(struct doran_arena *arena, struct doran_date date, struct doran_date today);
/* "음10.14", "윤6.1"; "" where the lunar calendar is not known. */
const char *calendar_words_lunar_short(struct doran_arena *arena, struct doran_date date);
/* "음력 10월 14일", "음력 윤6월 1일"; "" where it is not known. */
const char *calendar_words_lunar(struct doran_arena *arena, struct doran_date date);
/* "19:00" of a minute of the day. */
const char *calendar_words_time(struct doran_arena *arena, int minute);

/* "빨강" … "검정". */
const char *calendar_words_colour(enum doran_event_colour colour);
/* "30분 전", "하루 전", for an all-day event "그날 아침 9시", "전날 …". */
const char *calendar_words_reminder(struct doran_arena *arena, int64_t minutes, bool all_day);
/* How an event recurs: "매주 월, 수", "매년 음력 8월 15일, 2030년 9월 1일까지"; the rule itself where no words fit, "" for a
 * single one. `start` as in the event. */
const char *calendar_words_rule(struct doran_arena *arena, const char *rrule, struct doran_date start);

/* --- of an entry --- */
/* "하루 종일", "19:00", "~21:00" on the last of several days, as it is on `day`. */
const char *calendar_entry_time(struct doran_arena *arena, const struct calendar_entry *entry, int32_t day);
/* "11월 29일 (일) ~ 12월 1일 (화)", "11월 25일 (수) 10:30~11:30". */
const char *calendar_entry_when(struct doran_arena *arena, const struct calendar_entry *entry,
                                struct doran_date today);
/* The same of days (both included) and minutes of an event that is being written; minute -1: all day. */
const char *calendar_span_words(struct doran_arena *arena, int32_t first, int32_t last, int minute,
                                int end_minute, struct doran_date today);
/* What a memory is called: the title, and of a mission that it is one. */
const char *calendar_entry_title(struct doran_arena *arena, const struct calendar_entry *entry);
/* "30분 전, 하루 전"; "" for none. */
const char *calendar_entry_reminders(struct doran_arena *arena, const struct doran_event *event);
/* How it recurs, of one that is different by its series; "" for a single one. */
const char *calendar_entry_rule(struct state *state, struct doran_arena *arena,
                                const struct calendar_entry *entry);
/* The zone its times are of; "" when that is the family's, or it has none. */
const char *calendar_entry_zone(const struct state *state, const struct doran_event *event);
/* What its author is called. */
const char *calendar_entry_author(const struct state *state, const struct doran_event *event);

#endif
