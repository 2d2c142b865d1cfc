#include "support/lossy_vfs.h"

#include "support/lossy_image.h"

#include <errno.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct lossy_vfs {
    sqlite3_vfs base;
    sqlite3_vfs *real;
    char *name;
    enum lossy_mode mode;
    pthread_mutex_t lock; /* guards what follows */
    struct lossy_image *images;
    int open_files;
    bool cut;
    uint64_t cut_after; /* 0: never */
    int fault;
    bool refuses_syncs;
    struct lossy_counts counts;
};

struct lossy_file {
    sqlite3_file base;
    struct lossy_vfs *vfs;
    struct lossy_image *image; /* NULL for a temporary file */
    bool syncs_directory;      /* its next xSync() does, as the unix VFS has it for journals */
    sqlite3_file *real;        /* behind this struct */
};

static struct lossy_vfs *vfs_of(sqlite3_vfs *base)
{
    return base->pAppData;
}

static struct lossy_file *file_of(sqlite3_file *base)
{
    return (struct lossy_file *)base;
}

static struct lossy_image *find_image(struct lossy_vfs *vfs, const char *path)
{
    struct lossy_image *image = vfs->images;
    while (image && strcmp(image->path, path) != 0)
        image = image->next;
    if (image || vfs->mode == LOSSY_COUNT)
        return image;
    image = lossy_image_new(path);
    image->next = vfs->images;
    vfs->images = image;
    return image;
}

/* Counts one change of the disk; false when the power is gone. The lock is held. */
static bool has_power(struct lossy_vfs *vfs)
{
    if (vfs->cut_after > 0 && --vfs->cut_after == 0)
        vfs->cut = true;
    return !vfs->cut;
}

static void sync_names(struct lossy_vfs *vfs)
{
    for (struct lossy_image *image = vfs->images; image; image = image->next)
        lossy_image_sync_name(image);
}

/* The file's methods */

static int file_close(sqlite3_file *base)
{
    struct lossy_file *file = file_of(base);
    int code = file->real->pMethods ? file->real->pMethods->xClose(file->real) : SQLITE_OK;
    pthread_mutex_lock(&file->vfs->lock);
    file->vfs->open_files--;
    pthread_mutex_unlock(&file->vfs->lock);
    return code;
}

static int file_read(sqlite3_file *base, void *out, int length, sqlite3_int64 offset)
{
    struct lossy_file *file = file_of(base);
    if (lossy_vfs_is_cut(file->vfs))
        return SQLITE_IOERR_READ;
    return file->real->pMethods->xRead(file->real, out, length, offset);
}

static int file_write(sqlite3_file *base, const void *data, int length, sqlite3_int64 offset)
{
    struct lossy_file *file = file_of(base);
    struct lossy_vfs *vfs = file->vfs;
    int code = SQLITE_IOERR_WRITE;
    pthread_mutex_lock(&vfs->lock);
    vfs->counts.writes++;
    if (vfs->fault)
        code = vfs->fault == ENOSPC ? SQLITE_FULL : SQLITE_IOERR_WRITE; /* as the unix VFS has it */
    else if (has_power(vfs))
        code = file->real->pMethods->xWrite(file->real, data, length, offset);
    if (code == SQLITE_OK && file->image)
        lossy_image_change(file->image, LOSSY_WRITE, (size_t)offset, data, (size_t)length);
    pthread_mutex_unlock(&vfs->lock);
    return code;
}

static int file_truncate(sqlite3_file *base, sqlite3_int64 size)
{
    struct lossy_file *file = file_of(base);
    int code = SQLITE_IOERR_TRUNCATE;
    pthread_mutex_lock(&file->vfs->lock);
    if (!file->vfs->fault && has_power(file->vfs))
        code = file->real->pMethods->xTruncate(file->real, size);
    if (code == SQLITE_OK && file->image)
        lossy_image_change(file->image, LOSSY_TRUNCATE, (size_t)size, NULL, 0);
    pthread_mutex_unlock(&file->vfs->lock);
    return code;
}

static int file_sync(sqlite3_file *base, int flags)
{
    struct lossy_file *file = file_of(base);
    int code = SQLITE_IOERR_FSYNC;
    pthread_mutex_lock(&file->vfs->lock);
    file->vfs->counts.syncs++;
    if (has_power(file->vfs) && !file->vfs->refuses_syncs) {
        code = SQLITE_OK;
        if (file->image)
            lossy_image_sync(file->image);
        if (file->syncs_directory)
            sync_names(file->vfs);
        file->syncs_directory = false;
    }
    pthread_mutex_unlock(&file->vfs->lock);
    if (code == SQLITE_OK && file->vfs->mode == LOSSY_COUNT)
        code = file->real->pMethods->xSync(file->real, flags);
    return code;
}

static int file_size(sqlite3_file *base, sqlite3_int64 *size)
{
    struct lossy_file *file = file_of(base);
    return file->real->pMethods->xFileSize(file->real, size);
}

static int file_lock(sqlite3_file *base, int level)
{
    struct lossy_file *file = file_of(base);
    return file->real->pMethods->xLock(file->real, level);
}

static int file_unlock(sqlite3_file *base, int level)
{
    struct lossy_file *file = file_of(base);
    return file->real->pMethods->xUnlock(file->real, level);
}

static int file_check_lock(sqlite3_file *base, int *out)
{
    struct lossy_file *file = file_of(base);
    return file->real->pMethods->xCheckReservedLock(file->real, out);
}

static int file_control(sqlite3_file *base, int operation, void *argument)
{
    struct lossy_file *file = file_of(base);
    pthread_mutex_lock(&file->vfs->lock);
    int fault = file->vfs->fault;
    pthread_mutex_unlock(&file->vfs->lock);
    if (operation == SQLITE_FCNTL_LAST_ERRNO && fault) {
        *(int *)argument = fault;
        return SQLITE_OK;
    }
    return file->real->pMethods->xFileControl(file->real, operation, argument);
}

static int file_sector_size(sqlite3_file *base)
{
    struct lossy_file *file = file_of(base);
    return file->real->pMethods->xSectorSize(file->real);
}

static int file_characteristics(sqlite3_file *base)
{
    struct lossy_file *file = file_of(base);
    return file->real->pMethods->xDeviceCharacteristics(file->real);
}

static int file_shm_map(sqlite3_file *base, int region, int size, int extend, void volatile **out)
{
    struct lossy_file *file = file_of(base);
    return file->real->pMethods->xShmMap(file->real, region, size, extend, out);
}

static int file_shm_lock(sqlite3_file *base, int offset, int count, int flags)
{
    struct lossy_file *file = file_of(base);
    return file->real->pMethods->xShmLock(file->real, offset, count, flags);
}

static void file_shm_barrier(sqlite3_file *base)
{
    struct lossy_file *file = file_of(base);
    file->real->pMethods->xShmBarrier(file->real);
}

static int file_shm_unmap(sqlite3_file *base, int remove)
{
    struct lossy_file *file = file_of(base);
    return file->real->pMethods->xShmUnmap(file->real, remove);
}

/* Version 2: with shared memory for the WAL's index, without mapping the file, whose writes would pass by us.
 */
static const sqlite3_io_methods methods = {
    .iVersion = 2,
    .xClose = file_close,
    .xRead = file_read,
    .xWrite = file_write,
    .xTruncate = file_truncate,
    .xSync = file_sync,
    .xFileSize = file_size,
    .xLock = file_lock,
    .xUnlock = file_unlock,
    .xCheckReservedLock = file_check_lock,
    .xFileControl = file_control,
    .xSectorSize = file_sector_size,
    .xDeviceCharacteristics = file_characteristics,
    .xShmMap = file_shm_map,
    .xShmLock = file_shm_lock,
    .xShmBarrier = file_shm_barrier,
    .xShmUnmap = file_shm_unmap,
};

/* The VFS's methods */

static int vfs_open(sqlite3_vfs *base, const char *path, sqlite3_file *out, int flags, int *out_flags)
{
    struct lossy_vfs *vfs = vfs_of(base);
    struct lossy_file *file = file_of(out);
    const int journals = SQLITE_OPEN_MAIN_JOURNAL | SQLITE_OPEN_SUPER_JOURNAL | SQLITE_OPEN_WAL;
    *file = (struct lossy_file){.vfs = vfs, .real = (sqlite3_file *)(file + 1)};
    if (lossy_vfs_is_cut(vfs))
        return SQLITE_CANTOPEN;
    if (path) { /* before it is made: a new one is not on the disk yet */
        pthread_mutex_lock(&vfs->lock);
        file->image = find_image(vfs, path);
        pthread_mutex_unlock(&vfs->lock);
    }
    int code = vfs->real->xOpen(vfs->real, path, file->real, flags, out_flags);
    if (code != SQLITE_OK)
        return code;
    file->base.pMethods = &methods;
    file->syncs_directory = (flags & SQLITE_OPEN_CREATE) && (flags & journals);
    pthread_mutex_lock(&vfs->lock);
    vfs->open_files++;
    pthread_mutex_unlock(&vfs->lock);
    return SQLITE_OK;
}

static int vfs_delete(sqlite3_vfs *base, const char *path, int sync_directory)
{
    struct lossy_vfs *vfs = vfs_of(base);
    int code = SQLITE_IOERR_DELETE;
    pthread_mutex_lock(&vfs->lock);
    struct lossy_image *image = find_image(vfs, path);
    if (has_power(vfs))
        code = vfs->real->xDelete(vfs->real, path, sync_directory);
    if (code == SQLITE_OK && image) {
        lossy_image_change(image, LOSSY_REMOVE, 0, NULL, 0);
        if (sync_directory)
            sync_names(vfs);
    }
    pthread_mutex_unlock(&vfs->lock);
    return code;
}

static int vfs_access(sqlite3_vfs *base, const char *path, int flags, int *out)
{
    struct lossy_vfs *vfs = vfs_of(base);
    if (lossy_vfs_is_cut(vfs))
        return SQLITE_IOERR_ACCESS;
    return vfs->real->xAccess(vfs->real, path, flags, out);
}

static int vfs_full_path(sqlite3_vfs *base, const char *path, int size, char *out)
{
    struct lossy_vfs *vfs = vfs_of(base);
    return vfs->real->xFullPathname(vfs->real, path, size, out);
}

static int vfs_randomness(sqlite3_vfs *base, int size, char *out)
{
    struct lossy_vfs *vfs = vfs_of(base);
    return vfs->real->xRandomness(vfs->real, size, out);
}

static int vfs_sleep(sqlite3_vfs *base, int microseconds)
{
    struct lossy_vfs *vfs = vfs_of(base);
    return vfs->real->xSleep(vfs->real, microseconds);
}

static int vfs_time(sqlite3_vfs *base, double *out)
{
    struct lossy_vfs *vfs = vfs_of(base);
    return vfs->real->xCurrentTime(vfs->real, out);
}

static int vfs_last_error(sqlite3_vfs *base, int size, char *out)
{
    struct lossy_vfs *vfs = vfs_of(base);
    pthread_mutex_lock(&vfs->lock);
    int fault = vfs->fault;
    pthread_mutex_unlock(&vfs->lock);
    return fault ? fault : vfs->real->xGetLastError(vfs->real, size, out);
}

static int vfs_time64(sqlite3_vfs *base, sqlite3_int64 *out)
{
    struct lossy_vfs *vfs = vfs_of(base);
    return vfs->real->xCurrentTimeInt64(vfs->real, out);
}

/* What the tests see */

struct lossy_vfs *lossy_vfs_new(const char *name, enum lossy_mode mode)
{
    struct lossy_vfs *vfs = calloc(1, sizeof *vfs);
    sqlite3_vfs *real = sqlite3_vfs_find("unix");
    if (!vfs || !real || sqlite3_vfs_find(name))
        abort();
    vfs->name = strdup(name);
    vfs->mode = mode;
    vfs->real = real;
    pthread_mutex_init(&vfs->lock, NULL);
    vfs->base = (sqlite3_vfs){
        .iVersion = 2,
        .szOsFile = (int)sizeof(struct lossy_file) + real->szOsFile,
        .mxPathname = real->mxPathname,
        .zName = vfs->name,
        .pAppData = vfs,
        .xOpen = vfs_open,
        .xDelete = vfs_delete,
        .xAccess = vfs_access,
        .xFullPathname = vfs_full_path,
        .xRandomness = vfs_randomness,
        .xSleep = vfs_sleep,
        .xCurrentTime = vfs_time,
        .xGetLastError = vfs_last_error,
        .xCurrentTimeInt64 = vfs_time64,
    };
    if (sqlite3_vfs_register(&vfs->base, 0) != SQLITE_OK)
        abort();
    return vfs;
}

void lossy_vfs_make_default(struct lossy_vfs *vfs)
{
    if (sqlite3_vfs_register(&vfs->base, 1) != SQLITE_OK)
        abort();
}

static void forget_images(struct lossy_vfs *vfs)
{
    for (struct lossy_image *image = vfs->images, *next; image; image = next) {
        next = image->next;
        lossy_image_free(image);
    }
    vfs->images = NULL;
}

void lossy_vfs_free(struct lossy_vfs *vfs)
{
    if (!vfs)
        return;
    sqlite3_vfs_unregister(&vfs->base);
    forget_images(vfs);
    pthread_mutex_destroy(&vfs->lock);
    free(vfs->name);
    free(vfs);
}

void lossy_vfs_power_cut(struct lossy_vfs *vfs)
{
    pthread_mutex_lock(&vfs->lock);
    vfs->cut = true;
    pthread_mutex_unlock(&vfs->lock);
}

void lossy_vfs_cut_after(struct lossy_vfs *vfs, uint64_t operations)
{
    pthread_mutex_lock(&vfs->lock);
    vfs->cut_after = operations;
    pthread_mutex_unlock(&vfs->lock);
}

bool lossy_vfs_is_cut(struct lossy_vfs *vfs)
{
    pthread_mutex_lock(&vfs->lock);
    bool cut = vfs->cut;
    pthread_mutex_unlock(&vfs->lock);
    return cut;
}

static void remove_shm(const struct lossy_image *image)
{
    char *path = NULL;
    if (asprintf(&path, "%s-shm", image->path) < 0)
        abort();
    unlink(path);
    free(path);
}

bool lossy_vfs_power_on(struct lossy_vfs *vfs, uint64_t seed)
{
    pthread_mutex_lock(&vfs->lock);
    bool ok = vfs->open_files == 0;
    for (struct lossy_image *image = vfs->images; ok && image; image = image->next) {
        lossy_image_cut(image, &seed);
        ok = lossy_image_restore(image);
        remove_shm(image);
    }
    if (ok) {
        forget_images(vfs);
        vfs->cut = false;
        vfs->cut_after = 0;
    }
    pthread_mutex_unlock(&vfs->lock);
    return ok;
}

void lossy_vfs_set_fault(struct lossy_vfs *vfs, int error_number)
{
    pthread_mutex_lock(&vfs->lock);
    vfs->fault = error_number;
    pthread_mutex_unlock(&vfs->lock);
}

void lossy_vfs_refuse_syncs(struct lossy_vfs *vfs, bool refuse)
{
    pthread_mutex_lock(&vfs->lock);
    vfs->refuses_syncs = refuse;
    pthread_mutex_unlock(&vfs->lock);
}

struct lossy_counts lossy_vfs_counts(struct lossy_vfs *vfs)
{
    pthread_mutex_lock(&vfs->lock);
    struct lossy_counts counts = vfs->counts;
    pthread_mutex_unlock(&vfs->lock);
    return counts;
}
