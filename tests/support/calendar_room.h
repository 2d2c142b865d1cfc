/* calendar_room.h: the calendar of the terminal program, opened by somebody of a household. */
#ifndef DORAN_TESTS_SUPPORT_CALENDAR_ROOM_H
#define DORAN_TESTS_SUPPORT_CALENDAR_ROOM_H

#include "support/household.h"
#include "support/screen.h"

/* A terminal of theirs, in English: connected, and at the month. screen_free() it. */
struct screen *calendar_room_open(const struct household *house, const char *who, int rows, int columns);
/* Goes to a day, "2027-03-10"; `words` stand in its title. */
void calendar_room_go_to(struct screen *screen, const char *day, const char *words);

#endif
