/* shared.h: what a test and the libraries that are preloaded into its programs share: a few bytes in a file that all of them
 * map. The tests' side makes the file (tests/support/preload.h). */
#ifndef DORAN_TESTS_PRELOAD_SHARED_H
#define DORAN_TESTS_PRELOAD_SHARED_H

#include <fcntl.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#define SHARED_CLOCKS "DORAN_SET_CLOCK" /* names the file in the program's environment */
struct shared_clocks {
    _Atomic int64_t wall;  /* µs since 1970 */
    _Atomic int64_t ahead; /* µs the steady clock is ahead */
    _Atomic int64_t slow;  /* its µs from which on it runs SHARED_SLOWNESS times slower; 0: none */
};
#define SHARED_SLOWNESS 100

/* The steady clock, when the machine's is at `machine` µs. */
static inline int64_t shared_steady(const struct shared_clocks *clocks, int64_t machine)
{
    int64_t now = machine + clocks->ahead, slow = clocks->slow;
    return slow != 0 ? slow + (now - slow) / SHARED_SLOWNESS : now;
}

#define SHARED_NAMES "DORAN_SILENT_NAMES"
struct shared_names {
    _Atomic int silent;
    _Atomic unsigned asked;
};

#define SHARED_SYNCS "DORAN_SYNC_COUNTER"
struct shared_syncs {
    _Atomic uint64_t count;
    _Atomic int refused; /* the disk takes nothing more */
};

/* In the program: the bytes of the file that the variable names. NULL without one. */
static inline void *shared_map(const char *variable, size_t size)
{
    const char *path = getenv(variable);
    int fd = path ? open(path, O_RDWR | O_CLOEXEC) : -1;
    if (fd < 0)
        return NULL;
    void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    close(fd);
    return memory == MAP_FAILED ? NULL : memory;
}

#endif
