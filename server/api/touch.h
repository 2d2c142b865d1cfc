/** @file touch.h  Noting when a device was last used, to the hour. Loop thread. */
#ifndef SERVER_API_TOUCH_H
#define SERVER_API_TOUCH_H

#include "server/api/cache.h"

/** Notes in a job of its own that a token's session is in use, when the note there is is an hour old. */
void touch_session(struct api *api, const unsigned char token_hash[LRU_KEY_BYTES]);

#endif
