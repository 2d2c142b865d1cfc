/* preload.h: programs that are started with a library of tests/preload, which reads and writes a few bytes of the test's own
 * (tests/preload/shared.h). */
#ifndef DORAN_TESTS_SUPPORT_PRELOAD_H
#define DORAN_TESTS_SUPPORT_PRELOAD_H

#include <stddef.h>

#define PRELOAD_VARIABLES 3

struct preload {
    char *directory;
    char *variables[PRELOAD_VARIABLES]; /* "NAME=value": file, library, what AddressSanitizer needs. */
    void *memory;
    size_t size;
};

/* `size` bytes of zero in a file that `variable` names to the library. Ends the program without memory or disk. */
void preload_init(struct preload *preload, const char *variable, const char *library, size_t size);
void preload_deinit(struct preload *preload);

#endif
