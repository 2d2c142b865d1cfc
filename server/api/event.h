/** @file event.h  What the calendar's routes and its feed share. Private to server/api. */
#ifndef SERVER_API_EVENT_H
#define SERVER_API_EVENT_H

#include "server/api/call.h"
#include "server/store/store.h"

#include <doran/calendar.h>

/** Whether a member who asks may change an event that the path does not name. */
bool event_may_change(const struct api_call *call, const struct doran_event *event);
/** Reads a day of the calendar; false with the error set. */
bool calendar_read_day(struct api_call *call, const char *text, const char *field, struct doran_date *out);
/** What falls into a window, with the events it comes of. */
enum store_result calendar_read(struct store *store, const char *family, const struct doran_window *window,
                                struct doran_calendar_page *out, struct doran_error *error);

#endif
