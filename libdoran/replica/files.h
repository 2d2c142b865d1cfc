/* Private files of a user on disk: folders of mode 0700, files of mode 0600, written whole or not at all. */
#ifndef DORAN_REPLICA_FILES_H
#define DORAN_REPLICA_FILES_H

#include <stdbool.h>
#include <stddef.h>

enum doran_file_result { DORAN_FILE_READ, DORAN_FILE_MISSING, DORAN_FILE_FAILED };
/* Reads a whole file of less than `size` bytes as a string; failed when it is longer. */
enum doran_file_result doran_file_read(const char *path, char *out, size_t size);
/* Writes beside the path, syncs, renames, syncs the folder. False with errno set; then the old file stands.
 */
bool doran_file_write(const char *path, const void *data, size_t length);
/* Makes a folder and those above it that are missing. False with errno set. */
bool doran_folder_make(const char *path);
/* Makes the folder a file lies in. */
bool doran_folder_make_for(const char *path);
/* Syncs the folder a file lies in, so that a rename in it lasts. */
bool doran_folder_sync_for(const char *path);

#endif
