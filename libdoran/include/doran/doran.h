/** @file doran.h  All of libdoran: a client of a private home for a family.
 *
 * A program starts with a `struct doran_client` (client.h): it logs in, calls routes (routes.def tells which there are), and
 * keeps a local replica of the user's families (replica.h) in step, which it reads without a network and writes to
 * through the outbox. Objects are plain structs expanded from types.def (types.h); JSON goes both ways through json.h.
 *
 * Loop: poll doran_client_fd() with your own descriptors, then take doran_client_next_event() until it has none.
 * Threads: the library has its own and never calls back. Each handle belongs to one thread at a time.
 * Ownership: results live in the `struct doran_arena` you pass; strings you pass are copied.
 * Errors: values in your own `struct doran_error`; nothing is printed. Encoding: UTF-8. Times: microseconds UTC. */
#ifndef DORAN_DORAN_H
#define DORAN_DORAN_H

#include "account.h"
#include "arena.h"
#include "buffer.h"
#include "calendar.h"
#include "client.h"
#include "copy.h"
#include "error.h"
#include "ics.h"
#include "id.h"
#include "json.h"
#include "limits.h"
#include "mission.h"
#include "moods.h"
#include "protocol.h"
#include "quick_add.h"
#include "replica.h"
#include "rules.h"
#include "text.h"
#include "time.h"
#include "types.h"

#endif
