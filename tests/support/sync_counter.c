#include "support/sync_counter.h"

#include "support/directory.h"

#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

struct sync_counter {
    char *directory;
    char *environment[2];
    _Atomic uint64_t *value;
};

struct sync_counter *sync_counter_new(void)
{
    struct sync_counter *counter = calloc(1, sizeof *counter);
    if (!counter || !(counter->directory = test_directory_new("syncs")))
        abort();
    char *path = test_directory_path(counter->directory, "count");
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0 || ftruncate(fd, sizeof *counter->value) != 0 ||
        asprintf(&counter->environment[0], "DORAN_SYNC_COUNTER=%s", path) < 0 ||
        asprintf(&counter->environment[1], "LD_PRELOAD=%s", DORAN_SYNC_COUNTER_LIB) < 0)
        abort();
    counter->value = mmap(NULL, sizeof *counter->value, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (counter->value == MAP_FAILED)
        abort();
    close(fd);
    free(path);
    return counter;
}

void sync_counter_free(struct sync_counter *counter)
{
    if (!counter)
        return;
    munmap(counter->value, sizeof *counter->value);
    test_directory_remove(counter->directory);
    free(counter->environment[0]);
    free(counter->environment[1]);
    free(counter);
}

const char *sync_counter_environment(const struct sync_counter *counter, int i)
{
    return counter->environment[i];
}

uint64_t sync_counter_value(const struct sync_counter *counter)
{
    return atomic_load(counter->value);
}
