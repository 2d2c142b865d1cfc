/* event.h: what the commands about the calendar have in common. */
#ifndef DORAN_CLI_EVENT_H
#define DORAN_CLI_EVENT_H

#include "client-tui/cli/cli.h"

#include <doran/calendar.h>

/* A day: "2026-11-22", "today", "tomorrow", "yesterday". False with the error set. */
bool event_day(struct cli *cli, const struct doran_family *family, enum cli_option_id option,
               struct doran_date *out);
/* Today in the family's time zone. */
struct doran_date event_today(struct cli *cli, const struct doran_family *family);
/* What --colour names. False with the error set. */
bool event_colour(struct cli *cli, enum doran_event_colour *out);
/* Reads a stretch of the calendar, `to` exclusive. */
bool event_read(struct cli *cli, const struct doran_family *family, struct doran_date from,
                struct doran_date to, struct doran_calendar_page *out);
/* When an event is: "2026-11-22 19:00-20:00", "2026-11-22", in the family's time zone. */
const char *event_when(struct cli *cli, const struct doran_family *family, const struct doran_event *event,
                       const struct doran_occurrence *occurrence);
/* The day of the week it starts on in the family's time zone, in a few letters. */
const char *event_weekday(const struct doran_family *family, const struct doran_coming *coming);
/* The one a word names: an id, the end of one, or the title of one within a year. */
bool event_pick(struct cli *cli, const struct doran_family *family, const char *word,
                struct doran_event *out);

#endif
