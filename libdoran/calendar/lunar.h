/** @file lunar.h  The months of the lunar calendar in a row, for rules that count them. */
#ifndef DORAN_CALENDAR_LUNAR_H
#define DORAN_CALENDAR_LUNAR_H

#include <doran/calendar.h>

/** The number of a month since the first of DORAN_LUNAR_YEAR_MIN, which is 0; leap months count. -1 when there is none. */
int lunar_month_number(int year, int month, bool leap);
/** The month of a number, with day 1; false after the last. */
bool lunar_month_of_number(int number, struct doran_lunar *out);
/** The day number (doran_date_number()) of a lunar date, false when there is none. */
bool lunar_day_number(struct doran_lunar lunar, int32_t *out);

#endif
