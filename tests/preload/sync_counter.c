/* Preloaded into a program: counts its calls of fsync() and fdatasync() in the file named by DORAN_SYNC_COUNTER, which the
 * one who started it reads (tests/support/sync_counter.h). The calls themselves are made as ever, unless they are to be refused. */
#include "preload/shared.h"

#include <errno.h>
#include <sys/syscall.h>

__attribute__((visibility("default"))) int fsync(int fd);
__attribute__((visibility("default"))) int fdatasync(int fd);

static struct shared_syncs *syncs; /* shared with the reader and with children */

__attribute__((constructor)) static void map_syncs(void)
{
    syncs = shared_map(SHARED_SYNCS, sizeof *syncs);
}

static int sync_by(long number, int fd)
{
    if (syncs)
        atomic_fetch_add(&syncs->count, 1);
    if (!syncs || !syncs->refused)
        return (int)syscall(number, fd);
    errno = EIO;
    return -1;
}

int fsync(int fd)
{
    return sync_by(SYS_fsync, fd);
}

int fdatasync(int fd)
{
    return sync_by(SYS_fdatasync, fd);
}
