#include "libdoran/replica/files.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PATH_BYTES_MAX 4096

/* Reads or writes until all is done. The bytes done, or -1. */
static ssize_t read_all(int fd, char *out, size_t size)
{
    size_t done = 0;
    while (done < size) {
        ssize_t got = read(fd, out + done, size - done);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return -1;
        if (got == 0)
            break;
        done += (size_t)got;
    }
    return (ssize_t)done;
}

static bool write_all(int fd, const char *data, size_t length)
{
    while (length > 0) {
        ssize_t put = write(fd, data, length);
        if (put < 0 && errno == EINTR)
            continue;
        if (put < 0)
            return false;
        data += put;
        length -= (size_t)put;
    }
    return true;
}

enum doran_file_result doran_file_read(const char *path, char *out, size_t size)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return errno == ENOENT || errno == ENOTDIR ? DORAN_FILE_MISSING : DORAN_FILE_FAILED;
    ssize_t got = read_all(fd, out, size);
    close(fd);
    if (got < 0 || (size_t)got == size)
        return DORAN_FILE_FAILED;
    out[got] = '\0';
    return DORAN_FILE_READ;
}

/* The folder part of a path into `out`. */
static bool folder_of(const char *path, char out[PATH_BYTES_MAX])
{
    const char *slash = strrchr(path, '/');
    size_t length = slash == NULL ? 1 : slash == path ? 1 : (size_t)(slash - path);
    if (length >= PATH_BYTES_MAX) {
        errno = ENAMETOOLONG;
        return false;
    }
    memcpy(out, slash == NULL ? "." : path, length);
    out[length] = '\0';
    return true;
}

bool doran_folder_sync_for(const char *path)
{
    char folder[PATH_BYTES_MAX];
    if (!folder_of(path, folder))
        return false;
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return false;
    bool good = fsync(fd) == 0;
    close(fd);
    return good;
}

bool doran_file_write(const char *path, const void *data, size_t length)
{
    char beside[PATH_BYTES_MAX];
    if (snprintf(beside, sizeof beside, "%s.XXXXXX", path) >= (int)sizeof beside) {
        errno = ENAMETOOLONG;
        return false;
    }
    int fd = mkostemp(beside, O_CLOEXEC); /* of mode 0600 */
    if (fd < 0)
        return false;
    bool good = write_all(fd, data, length) && fsync(fd) == 0;
    good = close(fd) == 0 && good;
    good = good && rename(beside, path) == 0;
    if (!good) {
        int why = errno;
        unlink(beside);
        errno = why;
        return false;
    }
    return doran_folder_sync_for(path);
}

bool doran_folder_make(const char *path)
{
    char part[PATH_BYTES_MAX];
    size_t length = strlen(path);
    if (length >= sizeof part) {
        errno = ENAMETOOLONG;
        return false;
    }
    for (size_t i = 1; i <= length; i++) {
        if (path[i] != '/' && path[i] != '\0')
            continue;
        memcpy(part, path, i);
        part[i] = '\0';
        if (mkdir(part, 0700) != 0 && errno != EEXIST)
            return false;
    }
    return true;
}

bool doran_folder_make_for(const char *path)
{
    char folder[PATH_BYTES_MAX];
    return folder_of(path, folder) && doran_folder_make(folder);
}
