#include "support/lossy_files.h"

#include "support/directory.h"
#include "support/lossy_record.h"
#include "support/seed.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <fts.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { SECTOR = 512 };

struct contents {
    unsigned char *bytes;
    size_t size;
};

/* --- One file --------------------------------------------------------------------------------------------------- */

/* An fd of -1 for nothing. */
static bool read_contents(int fd, struct contents *out)
{
    struct stat status = {0};
    if (fd >= 0 && fstat(fd, &status) != 0)
        return false;
    out->size = (size_t)status.st_size;
    out->bytes = malloc(out->size + 1);
    if (!out->bytes)
        abort();
    return !out->size || pread(fd, out->bytes, out->size, 0) == (ssize_t)out->size;
}

/* What the disk has of the file: nothing, when it never came to it. */
static bool read_synced(int records, int fd, struct contents *out)
{
    struct stat status;
    char name[LOSSY_RECORD_NAME_MAX];
    if (fstat(fd, &status) != 0)
        return false;
    lossy_record_name(name, &status, "data");
    int copy = openat(records, name, O_RDONLY | O_CLOEXEC);
    if (copy < 0 && errno != ENOENT)
        return false;
    bool good = read_contents(copy, out);
    if (copy >= 0)
        close(copy);
    return good;
}

/* A part of `written` comes over what was synced. */
static void tear(struct contents *synced, const struct contents *written, struct seed *seed)
{
    struct contents torn = {.size = seed_below(seed, 2) ? synced->size : written->size};
    torn.bytes = calloc(1, torn.size + 1);
    if (!torn.bytes)
        abort();
    for (size_t at = 0; at < torn.size; at += SECTOR) {
        bool new = at < written->size &&seed_below(seed, 2);
        const struct contents *source = new ? written : synced;
        size_t end = torn.size < source->size ? torn.size : source->size;
        if (at < end)
            memcpy(torn.bytes + at, source->bytes + at, end - at < SECTOR ? end - at : SECTOR);
    }
    free(synced->bytes);
    *synced = torn;
}

static bool restore_file(int records, int fd, struct seed *seed)
{
    struct contents synced = {0}, written = {0};
    bool good = read_contents(fd, &written) && read_synced(records, fd, &synced);
    if (good && (synced.size != written.size || memcmp(synced.bytes, written.bytes, synced.size) != 0)) {
        if (seed->state)
            tear(&synced, &written, seed);
        good = ftruncate(fd, (off_t)synced.size) == 0 &&
               (!synced.size || pwrite(fd, synced.bytes, synced.size, 0) == (ssize_t)synced.size) &&
               lossy_record_sync(records, fd);
    }
    free(synced.bytes);
    free(written.bytes);
    return good;
}

static bool record_file(int records, int fd, struct seed *seed)
{
    (void)seed; /* everything counts */
    return lossy_record_sync(records, fd);
}

/* --- All of them ------------------------------------------------------------------------------------------------ */

typedef bool visit_file(int records, int fd, struct seed *seed);

static bool visit_all(int records, const char *files, visit_file *visit, struct seed *seed)
{
    char *const roots[] = {(char *)(uintptr_t)files, NULL};
    FTS *walk = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, NULL);
    bool good = walk != NULL;
    for (FTSENT *entry; good && (entry = fts_read(walk));) {
        if (entry->fts_info != FTS_F)
            continue;
        int fd = open(entry->fts_accpath, O_RDWR | O_NOFOLLOW | O_CLOEXEC);
        good = fd >= 0 && visit(records, fd, seed);
        if (fd >= 0)
            close(fd);
    }
    int error_number = errno;
    if (walk)
        fts_close(walk);
    errno = error_number;
    return good;
}

/* Forgets the files that have no name but ours. */
static bool forget_removed(int records)
{
    int copy = openat(records, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *folder = copy >= 0 ? fdopendir(copy) : NULL;
    if (!folder)
        return false;
    for (const struct dirent *entry; (entry = readdir(folder));) {
        struct stat status;
        const char *kind = strrchr(entry->d_name, '.');
        if (!kind || strcmp(kind, ".file") != 0 ||
            fstatat(records, entry->d_name, &status, AT_SYMLINK_NOFOLLOW) != 0 || status.st_nlink > 1)
            continue;
        char data[LOSSY_RECORD_NAME_MAX];
        lossy_record_name(data, &status, "data");
        unlinkat(records, data, 0); /* first: a number without its file would be believed */
        unlinkat(records, entry->d_name, 0);
    }
    closedir(folder);
    return true;
}

bool lossy_files_begin(const char *records_path, const char *files)
{
    int records = lossy_record_open(records_path);
    bool good = records >= 0 && visit_all(records, files, record_file, NULL);
    int error_number = errno;
    if (records >= 0)
        close(records);
    errno = error_number;
    return good;
}

bool lossy_files_are_watched(const char *records)
{
    char *path = test_directory_path(records, LOSSY_RECORD_WATCHED);
    bool watched = access(path, F_OK) == 0;
    free(path);
    return watched;
}

bool lossy_files_lie(const char *records)
{
    char *path = test_directory_path(records, LOSSY_RECORD_LYING);
    int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    free(path);
    return fd >= 0 && close(fd) == 0;
}

int lossy_files_cut(const char *records)
{
    return lossy_record_open(records);
}

bool lossy_files_restore(int records, const char *files, uint64_t seed)
{
    struct seed chance = {.state = seed};
    unlinkat(records, LOSSY_RECORD_LYING, 0);
    return visit_all(records, files, restore_file, &chance) && forget_removed(records);
}
