#include "support/rest.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static uint64_t number_after(const char *text, const char *name)
{
    const char *found = strstr(text, name);
    return found ? strtoull(found + strlen(name), NULL, 10) : 0;
}

/* proc_pid_status(5): the state, and how often the thread has given way or had to. */
static bool thread_sleeps(const char *path, uint64_t *turns)
{
    char text[4096];
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t length = fd >= 0 ? read(fd, text, sizeof text - 1) : -1;
    if (fd >= 0)
        close(fd);
    if (length <= 0)
        return true; /* It has ended meanwhile. */
    text[length] = '\0';
    *turns += number_after(text, "\nvoluntary_ctxt_switches:") +
              number_after(text, "\nnonvoluntary_ctxt_switches:");
    const char *state = strstr(text, "State:\t");
    return state && state[strlen("State:\t")] == 'S';
}

bool process_sleeps(int pid, uint64_t *turns)
{
    char folder[64], path[400];
    bool all = true;
    size_t count = 0;
    snprintf(folder, sizeof folder, "/proc/%d/task", pid);
    DIR *threads = opendir(folder);
    if (!threads)
        return false;
    *turns = 0;
    for (struct dirent *entry = readdir(threads); entry; entry = readdir(threads)) {
        if (entry->d_name[0] == '.')
            continue;
        snprintf(path, sizeof path, "%s/%s/status", folder, entry->d_name);
        all = thread_sleeps(path, turns) && all;
        *turns += ++count; /* One more or fewer counts too. */
    }
    closedir(threads);
    return all && count > 0;
}

uint64_t process_main_turns(int pid)
{
    char path[64];
    uint64_t turns = 0;
    snprintf(path, sizeof path, "/proc/%d/task/%d/status", pid, pid);
    thread_sleeps(path, &turns);
    return turns;
}
