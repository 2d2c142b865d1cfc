/** @file lossy_image.h  One file as the disk has it: what was synced, and what waits; private to lossy_vfs.c.
 */
#ifndef TESTS_SUPPORT_LOSSY_IMAGE_H
#define TESTS_SUPPORT_LOSSY_IMAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum lossy_kind { LOSSY_WRITE, LOSSY_TRUNCATE, LOSSY_REMOVE };

struct lossy_change {
    enum lossy_kind kind;
    size_t offset; /* of a write; the new size of a truncation */
    size_t length;
    unsigned char *data;
    struct lossy_change *next;
};

struct lossy_image {
    char *path;
    bool exists; /* on the disk, as of the last sync */
    unsigned char *data;
    size_t size;
    struct lossy_change *first, **last; /* since then, in order */
    struct lossy_image *next;
};

/** The image of the file as it is now; a missing one is remembered as missing. Ends the program without
 * memory. */
struct lossy_image *lossy_image_new(const char *path);
void lossy_image_free(struct lossy_image *image);
/** Adds a change that is not synced yet. */
void lossy_image_change(struct lossy_image *image, enum lossy_kind kind, size_t offset, const void *data,
                        size_t length);
/** Makes all changes of the file part of what is on the disk. */
void lossy_image_sync(struct lossy_image *image);
/** Makes the file's name part of what is on the disk, as syncing its folder does: a removed file is gone, one
 * made anew is there and empty. */
void lossy_image_sync_name(struct lossy_image *image);
/** Lets a random part of the changes reach the disk, by sectors of 512 bytes, and forgets the rest; with
 * `seed` NULL or 0 all of them are forgotten. */
void lossy_image_cut(struct lossy_image *image, uint64_t *seed);
/** Makes the real file what the disk has. */
bool lossy_image_restore(const struct lossy_image *image);

#endif
