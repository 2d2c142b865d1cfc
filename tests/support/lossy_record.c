#include "support/lossy_record.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

enum { BLOCK = 16 * 1024, PROC_PATH_MAX = 32 };

int lossy_record_open(const char *folder)
{
    int records = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    while (records >= 0 && flock(records, LOCK_EX) != 0)
        if (errno != EINTR) {
            close(records);
            return -1;
        }
    return records;
}

void lossy_record_name(char out[LOSSY_RECORD_NAME_MAX], const struct stat *status, const char *kind)
{
    snprintf(out, LOSSY_RECORD_NAME_MAX, "%" PRIu64 ".%s", (uint64_t)status->st_ino, kind);
}

/* Writes only what differs: most of a large file is as it was. Who is killed in between has brought a part to the disk, as
 * happens to a sync that has not returned. */
static bool update(int from, int to)
{
    char new[BLOCK], old[BLOCK];
    ssize_t got;
    off_t at = 0;
    for (; (got = pread(from, new, sizeof new, at)) > 0; at += got)
        if ((pread(to, old, (size_t)got, at) != got || memcmp(new, old, (size_t)got) != 0) &&
            pwrite(to, new, (size_t)got, at) != got)
            return false;
    return got == 0 && ftruncate(to, at) == 0;
}

bool lossy_record_sync(int records, int fd)
{
    struct stat status;
    /* Opened anew: the descriptor may be one that only writes, and has a position to keep. */
    char path[PROC_PATH_MAX], data[LOSSY_RECORD_NAME_MAX], file[LOSSY_RECORD_NAME_MAX];
    if (fstat(fd, &status) != 0)
        return false;
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    lossy_record_name(data, &status, "data");
    lossy_record_name(file, &status, "file");
    if (linkat(AT_FDCWD, path, records, file, AT_SYMLINK_FOLLOW) != 0) {
        if (errno == ENOENT)
            return true; /* it has no name any more: nobody will find it after the power was gone */
        if (errno != EEXIST)
            return false;
    }
    int from = open(path, O_RDONLY | O_CLOEXEC);
    if (from < 0)
        return false;
    int to = openat(records, data, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    /* The file's owner goes on with what root has begun. */
    bool good =
        to >= 0 && (geteuid() != 0 || fchown(to, status.st_uid, status.st_gid) == 0) && update(from, to);
    int error_number = errno;
    if (to >= 0)
        close(to);
    close(from);
    errno = error_number;
    return good;
}
