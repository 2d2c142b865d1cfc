/** @file lossy_record.h  What the disk has of each file, kept in a folder beside them; private to lossy_files.c and to the
 * preloaded lossy_sync.c, which share the folder between their processes.
 *
 * A file has two entries there, both by its inode number: "N.data" is what it held at its last sync, and "N.file" is one
 * more name of the file itself, so that the number cannot go to another file while it is remembered. The folder is on the
 * same file system as the files. */
#ifndef TESTS_SUPPORT_LOSSY_RECORD_H
#define TESTS_SUPPORT_LOSSY_RECORD_H

#include <stdbool.h>
#include <sys/stat.h>

enum { LOSSY_RECORD_NAME_MAX = 32 };

/** Further entries, which are there or not: the library was loaded; it is not to remember anything. */
#define LOSSY_RECORD_WATCHED "watched"
#define LOSSY_RECORD_LYING "lying"

/** Opens the folder and has it alone until close(); -1 with errno. */
int lossy_record_open(const char *folder);
/** The whole of an open regular file, as it is now, is on the disk. Its own position stays. False with errno; then a part of
 * it may be. */
bool lossy_record_sync(int records, int fd);
/** The name of a file's entry; `kind` is "data" or "file". */
void lossy_record_name(char out[LOSSY_RECORD_NAME_MAX], const struct stat *status, const char *kind);

#endif
