/** @file bytes.h  Immutable bytes shared by several owners (a cached answer, a frame sent to many sockets).
 * Thread safe. */
#ifndef SERVER_BASE_BYTES_H
#define SERVER_BASE_BYTES_H

#include <doran/buffer.h>
#include <stddef.h>

struct bytes {
    _Atomic int references;
    size_t length;
    unsigned char
        *data; /**< BYTES_HEADROOM writable bytes stand before it, for a library that frames in place. */
};
#define BYTES_HEADROOM 16

/** A copy of `data` with one reference, or NULL without memory. */
struct bytes *bytes_new(const void *data, size_t length);
struct bytes *bytes_ref(struct bytes *bytes);
/** Gives one reference back; NULL is allowed. */
void bytes_unref(struct bytes *bytes);

#endif
