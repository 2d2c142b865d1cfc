#include "support/silent_names.h"

#include "support/directory.h"

#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

/* As tests/preload/silent_names.c reads it. */
struct control {
    _Atomic int silent;
    _Atomic unsigned asked;
};

struct silent_names {
    char *directory;
    char *variables[SILENT_NAMES_VARIABLES];
    struct control *control;
};

struct silent_names *silent_names_new(void)
{
    struct silent_names *names = calloc(1, sizeof *names);
    if (!names || !(names->directory = test_directory_new("names")))
        abort();
    char *path = test_directory_path(names->directory, "control");
    const char *asan = getenv("ASAN_OPTIONS");
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0 || ftruncate(fd, sizeof *names->control) != 0 ||
        asprintf(&names->variables[0], "DORAN_SILENT_NAMES=%s", path) < 0 ||
        asprintf(&names->variables[1], "LD_PRELOAD=%s", DORAN_SILENT_NAMES_LIB) < 0 ||
        /* The preloaded library has no sanitizer in it and comes before their run time. */
        asprintf(&names->variables[2], "ASAN_OPTIONS=verify_asan_link_order=0:%s", asan ? asan : "") < 0)
        abort();
    names->control = mmap(NULL, sizeof *names->control, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (names->control == MAP_FAILED)
        abort();
    close(fd);
    free(path);
    return names;
}

void silent_names_free(struct silent_names *names)
{
    if (!names)
        return;
    silent_names_set(names, false); /* Nobody is left waiting. */
    munmap(names->control, sizeof *names->control);
    test_directory_remove(names->directory);
    for (int i = 0; i < SILENT_NAMES_VARIABLES; i++)
        free(names->variables[i]);
    free(names);
}

const char *silent_names_variable(const struct silent_names *names, int i)
{
    return names->variables[i];
}

void silent_names_set(struct silent_names *names, bool silent)
{
    atomic_store(&names->control->silent, silent);
}

unsigned silent_names_asked(const struct silent_names *names)
{
    return atomic_load(&names->control->asked);
}
