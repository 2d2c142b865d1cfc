/* Preloaded into a program: what fsync() and fdatasync() bring to the disk is remembered in the folder named by
 * DORAN_LOSSY_RECORDS, and the real disk is left alone, so that the one who started it can take away everything else
 * (tests/support/lossy_files.h). A call waits while another has the folder, and so for ever once the power is cut.
 *
 * Syncing a folder does nothing: names count as on the disk at once. Nothing but these two calls is a sync; who writes
 * by O_SYNC or O_DSYNC would be believed to have lost it. */
#include "support/lossy_record.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

__attribute__((visibility("default"))) int fsync(int fd);
__attribute__((visibility("default"))) int fdatasync(int fd);

static const char *folder; /* NULL: syncs are the machine's */

__attribute__((constructor)) static void find_folder(void)
{
    const char *value = getenv("DORAN_LOSSY_RECORDS");
    folder = value ? strdup(value) : NULL; /* the program may write over its environment */
    int records = folder ? lossy_record_open(folder) : -1;
    if (records < 0)
        return;
    close(openat(records, LOSSY_RECORD_WATCHED, O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
    close(records);
}

static int record(int fd)
{
    struct stat status;
    if (fstat(fd, &status) != 0)
        return -1;
    if (S_ISDIR(status.st_mode))
        return 0;
    int records = lossy_record_open(folder);
    if (records < 0)
        return -1;
    bool good = faccessat(records, LOSSY_RECORD_LYING, F_OK, 0) == 0 || lossy_record_sync(records, fd);
    int error_number = errno;
    close(records);
    errno = error_number;
    return good ? 0 : -1;
}

int fsync(int fd)
{
    return folder ? record(fd) : (int)syscall(SYS_fsync, fd);
}

int fdatasync(int fd)
{
    return folder ? record(fd) : (int)syscall(SYS_fdatasync, fd);
}
