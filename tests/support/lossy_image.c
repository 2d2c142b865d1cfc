#include "support/lossy_image.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SECTOR = 512 };

static void *must(void *memory)
{
    if (!memory)
        abort();
    return memory;
}

static void resize(struct lossy_image *image, size_t size)
{
    image->data = must(realloc(image->data, size + 1));
    if (size > image->size)
        memset(image->data + image->size, 0, size - image->size);
    image->size = size;
}

struct lossy_image *lossy_image_new(const char *path)
{
    struct lossy_image *image = must(calloc(1, sizeof *image));
    image->path = must(strdup(path));
    image->last = &image->first;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return image;
    struct stat status;
    image->exists = true;
    if (fstat(fd, &status) != 0)
        abort();
    resize(image, (size_t)status.st_size);
    if (read(fd, image->data, image->size) != (ssize_t)image->size)
        abort();
    close(fd);
    return image;
}

static void drop_changes(struct lossy_image *image)
{
    for (struct lossy_change *change = image->first, *next; change; change = next) {
        next = change->next;
        free(change->data);
        free(change);
    }
    image->first = NULL;
    image->last = &image->first;
}

void lossy_image_free(struct lossy_image *image)
{
    drop_changes(image);
    free(image->data);
    free(image->path);
    free(image);
}

void lossy_image_change(struct lossy_image *image, enum lossy_kind kind, size_t offset, const void *data,
                        size_t length)
{
    struct lossy_change *change = must(calloc(1, sizeof *change));
    *change = (struct lossy_change){.kind = kind, .offset = offset, .length = length};
    if (length) {
        change->data = must(malloc(length));
        memcpy(change->data, data, length);
    }
    *image->last = change;
    image->last = &change->next;
}

static void write_part(struct lossy_image *image, const struct lossy_change *change, size_t from, size_t to)
{
    if (image->size < change->offset + to)
        resize(image, change->offset + to);
    memcpy(image->data + change->offset + from, change->data + from, to - from);
    image->exists = true;
}

static void apply(struct lossy_image *image, const struct lossy_change *change)
{
    switch (change->kind) {
    case LOSSY_WRITE:
        write_part(image, change, 0, change->length);
        break;
    case LOSSY_TRUNCATE:
        resize(image, change->offset);
        break;
    case LOSSY_REMOVE:
        resize(image, 0);
        image->exists = false;
        break;
    }
}

void lossy_image_sync(struct lossy_image *image)
{
    for (const struct lossy_change *change = image->first; change; change = change->next)
        apply(image, change);
    drop_changes(image);
    image->exists = true;
}

void lossy_image_sync_name(struct lossy_image *image)
{
    const struct lossy_change *removal = NULL;
    for (const struct lossy_change *change = image->first; change; change = change->next)
        if (change->kind == LOSSY_REMOVE)
            removal = change;
    while (removal) {
        struct lossy_change *change = image->first;
        if (change == removal)
            removal = NULL;
        apply(image, change);
        image->first = change->next;
        if (!image->first)
            image->last = &image->first;
        free(change->data);
        free(change);
    }
    image->exists = image->exists || image->first;
}

/* xorshift64*: the same seed gives the same loss on every machine */
static bool toss(uint64_t *seed)
{
    *seed ^= *seed >> 12;
    *seed ^= *seed << 25;
    *seed ^= *seed >> 27;
    return (*seed * UINT64_C(0x2545f4914f6cdd1d)) >> 63;
}

static void apply_torn(struct lossy_image *image, const struct lossy_change *change, uint64_t *seed)
{
    if (change->kind != LOSSY_WRITE) {
        if (toss(seed))
            apply(image, change);
        return;
    }
    for (size_t from = 0; from < change->length;) {
        size_t to = from + SECTOR - (change->offset + from) % SECTOR;
        if (to > change->length)
            to = change->length;
        if (toss(seed))
            write_part(image, change, from, to);
        from = to;
    }
}

void lossy_image_cut(struct lossy_image *image, uint64_t *seed)
{
    for (const struct lossy_change *change = image->first; seed && *seed && change; change = change->next)
        apply_torn(image, change, seed);
    drop_changes(image);
}

bool lossy_image_restore(const struct lossy_image *image)
{
    if (!image->exists)
        return unlink(image->path) == 0 || errno == ENOENT;
    int fd = open(image->path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (fd < 0)
        return false;
    bool ok = write(fd, image->data, image->size) == (ssize_t)image->size;
    return close(fd) == 0 && ok;
}
