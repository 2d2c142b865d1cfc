/** @file lossy_files.h  A folder of files of a program that was started with lossy_sync.so preloaded, and that loses what
 * it did not sync when its power goes.
 *
 * A kill alone loses nothing, since the system's cache outlives it. Here the contents of a file come to the disk by
 * fsync() or fdatasync() alone, while a file's making, renaming and removal are there at once, about as a journalling file
 * system has it. lossy_vfs.h is the same for SQLite. */
#ifndef TESTS_SUPPORT_LOSSY_FILES_H
#define TESTS_SUPPORT_LOSSY_FILES_H

#include <stdbool.h>
#include <stdint.h>

/** All the files under `files` as they are now are on the disk; `records` is an empty folder outside of it, on the same
 * file system. False with errno. */
bool lossy_files_begin(const char *records, const char *files);
/** Whether a program with the library has been started; the loader only warns when it cannot load one. */
bool lossy_files_are_watched(const char *records);
/** From here to the next restoring the disk lies: it calls synced what it does not keep. False with errno. */
bool lossy_files_lie(const char *records);
/** The power goes: no sync gets through from here on. Then kill the programs, lossy_files_restore(), and close() what
 * this gave. -1 with errno. */
int lossy_files_cut(const char *records);
/** Puts all files back to what the disk has. `seed` 0: nothing that was not synced is there; else it chooses a part
 * that is, torn at sectors of 512 bytes. False with errno. */
bool lossy_files_restore(int records, const char *files, uint64_t seed);

#endif
