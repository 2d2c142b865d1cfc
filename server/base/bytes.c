#include "server/base/bytes.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

struct bytes *bytes_new(const void *data, size_t length)
{
    if (length > SIZE_MAX - sizeof(struct bytes) - BYTES_HEADROOM)
        return NULL;
    struct bytes *bytes = malloc(sizeof *bytes + BYTES_HEADROOM + length);
    if (!bytes)
        return NULL;
    atomic_init(&bytes->references, 1);
    bytes->length = length;
    bytes->data = (unsigned char *)(bytes + 1) + BYTES_HEADROOM;
    if (length)
        memcpy(bytes->data, data, length);
    return bytes;
}

struct bytes *bytes_ref(struct bytes *bytes)
{
    atomic_fetch_add_explicit(&bytes->references, 1, memory_order_relaxed);
    return bytes;
}

void bytes_unref(struct bytes *bytes)
{
    if (bytes && atomic_fetch_sub_explicit(&bytes->references, 1, memory_order_acq_rel) == 1)
        free(bytes);
}
