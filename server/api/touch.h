/** @file touch.h  Noting when a device was last used, to the hour. Loop thread. */
#ifndef SERVER_API_TOUCH_H
#define SERVER_API_TOUCH_H

#include "server/api/api.h"

#include <doran/time.h>

#define TOUCH_EVERY DORAN_HOUR

/** Notes in a job of its own that a session is in use, when the note there is is an hour old. */
void touch_session(struct api *api, const char *user, const char *session, doran_time last_used_at);

#endif
