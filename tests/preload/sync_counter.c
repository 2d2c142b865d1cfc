/* Preloaded into a program: counts its calls of fsync() and fdatasync() in the file named by DORAN_SYNC_COUNTER, which the
 * one who started it reads (tests/support/sync_counter.h). The calls themselves are made as ever. */
#include <fcntl.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

__attribute__((visibility("default"))) int fsync(int fd);
__attribute__((visibility("default"))) int fdatasync(int fd);

static _Atomic uint64_t *counter; /* shared with the reader and with children */

__attribute__((constructor)) static void map_counter(void)
{
    const char *path = getenv("DORAN_SYNC_COUNTER");
    int fd = path ? open(path, O_RDWR | O_CLOEXEC) : -1;
    if (fd < 0)
        return;
    void *memory = mmap(NULL, sizeof *counter, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (memory != MAP_FAILED)
        counter = memory;
    close(fd);
}

static void count(void)
{
    if (counter)
        atomic_fetch_add(counter, 1);
}

int fsync(int fd)
{
    count();
    return (int)syscall(SYS_fsync, fd);
}

int fdatasync(int fd)
{
    count();
    return (int)syscall(SYS_fdatasync, fd);
}
