/** @file directory.h  Temporary folders of tests, and taking them away whole. */
#ifndef TESTS_SUPPORT_DIRECTORY_H
#define TESTS_SUPPORT_DIRECTORY_H

#include <stdbool.h>

/** A new folder of mode 0700 under $TMPDIR or /tmp, its name beginning with "doran-" and `purpose`. malloc'ed
 * path, which the caller hands to test_directory_remove(); NULL with a line on stderr. */
char *test_directory_new(const char *purpose);
/** Removes the folder with all that is in it and frees the path. NULL is allowed. */
void test_directory_remove(char *path);
/** "`directory`/`name`", malloc'ed; ends the program without memory. */
char *test_directory_path(const char *directory, const char *name);

#endif
