#include "support/preload.h"

#include "support/directory.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

void preload_init(struct preload *preload, const char *variable, const char *library, size_t size)
{
    *preload = (struct preload){.directory = test_directory_new("preload"), .size = size};
    if (!preload->directory)
        abort();
    char *path = test_directory_path(preload->directory, "shared");
    const char *asan = getenv("ASAN_OPTIONS");
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0 || ftruncate(fd, (off_t)size) != 0 ||
        asprintf(&preload->variables[0], "%s=%s", variable, path) < 0 ||
        asprintf(&preload->variables[1], "LD_PRELOAD=%s", library) < 0 ||
        /* The preloaded library has no sanitizer in it and comes before their run time. */
        asprintf(&preload->variables[2], "ASAN_OPTIONS=verify_asan_link_order=0:%s", asan ? asan : "") < 0)
        abort();
    preload->memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (preload->memory == MAP_FAILED)
        abort();
    close(fd);
    free(path);
}

void preload_deinit(struct preload *preload)
{
    munmap(preload->memory, preload->size);
    test_directory_remove(preload->directory);
    for (int i = 0; i < PRELOAD_VARIABLES; i++)
        free(preload->variables[i]);
}
