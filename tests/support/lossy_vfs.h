/** @file lossy_vfs.h  An SQLite VFS over the unix one that can lose the power, fill the disk, and count.
 *
 * It remembers, per file, what was on the disk at the last xSync() and what was written since. A power cut
 * makes every call fail, as if the program were gone; once all connections are closed, lossy_vfs_power_on()
 * leaves the files as the disk would have them: nothing that was not synced, or a random part of it, torn at
 * sectors. The -shm is dropped. A file that was there before the VFS saw it first counts as synced. Removing
 * a file, as SQLite does it, is not synced either. All functions are thread safe; one process only. */
#ifndef TESTS_SUPPORT_LOSSY_VFS_H
#define TESTS_SUPPORT_LOSSY_VFS_H

#include <stdbool.h>
#include <stdint.h>

struct lossy_vfs;
enum lossy_mode {
    LOSSY_KEEP,  /**< Remember what is not synced; xSync() itself does not reach the disk, so it is quick. */
    LOSSY_COUNT, /**< Only count, and pass everything on: for figures. */
};
struct lossy_counts {
    uint64_t writes;
    uint64_t syncs;
};

/** Registers the VFS under `name`, for db_options.sqlite_vfs or sqlite3_open_v2(). Ends the program when it
 * cannot. */
struct lossy_vfs *lossy_vfs_new(const char *name, enum lossy_mode mode);
/** From now on also for what is opened without naming a VFS. */
void lossy_vfs_make_default(struct lossy_vfs *vfs);
/** Takes it away; all its files are closed. */
void lossy_vfs_free(struct lossy_vfs *vfs);

/** The power goes now. */
void lossy_vfs_power_cut(struct lossy_vfs *vfs);
/** The power goes instead of the `operations`-th write, truncation, sync or removal from now on; 0 for never.
 */
void lossy_vfs_cut_after(struct lossy_vfs *vfs, uint64_t operations);
bool lossy_vfs_is_cut(struct lossy_vfs *vfs);
/** Puts the files into the state after the cut; all are closed. `seed` 0: nothing that was not synced is
 * there; else it chooses the part that is. False when a file is still open or could not be written. */
bool lossy_vfs_power_on(struct lossy_vfs *vfs, uint64_t seed);

/** From now on writes fail with this errno (ENOSPC, EROFS, EIO); 0 mends it. */
void lossy_vfs_set_fault(struct lossy_vfs *vfs, int error_number);
/** From now on, or no longer, xSync() fails and syncs nothing; writes go on. */
void lossy_vfs_refuse_syncs(struct lossy_vfs *vfs, bool refuse);
struct lossy_counts lossy_vfs_counts(struct lossy_vfs *vfs);

#endif
