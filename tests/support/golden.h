/* golden.h: texts that are kept in files and compared: several parts to a file, each below a line `== NAME`.
 *
 * With DORAN_TEST_GOLDEN=write in the environment the files are written anew from what is seen; look at the difference
 * (git diff) before it is kept. */
#ifndef DORAN_TESTS_SUPPORT_GOLDEN_H
#define DORAN_TESTS_SUPPORT_GOLDEN_H

#include <stdbool.h>

/* True when the files are to be written. */
bool golden_writes(void);
/* A part of a file; free() it. NULL when there is no such file or part. */
char *golden_read(const char *path, const char *part);
/* Replaces a part, or adds it at the end; makes the file and its folder. Ends the program when it cannot. */
void golden_write(const char *path, const char *part, const char *text);
/* Prints (as an error) the lines that differ, with their numbers; `wanted` NULL: there was none. */
void golden_print_difference(const char *path, const char *part, const char *wanted, const char *seen);

#endif
