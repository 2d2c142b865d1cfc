/* screen_key.h: what xterm sends for the keys that have names. */
#ifndef DORAN_TESTS_SUPPORT_SCREEN_KEY_H
#define DORAN_TESTS_SUPPORT_SCREEN_KEY_H

#include <stddef.h>

/* The bytes of "Shift-Tab" and the like; NULL for what has no name here. */
const char *screen_key_bytes(const char *name, size_t length);

#endif
