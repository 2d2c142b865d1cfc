/* Several processes on one replica: who syncs, and how the others are noticed without looking again and
 * again. */
#include "libdoran/replica/store.h"
#include "libdoran/replica/sync.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/inotify.h>
#include <unistd.h>

#define PATH_BYTES_MAX 4096

static bool side_file(struct doran_replica *replica, char out[PATH_BYTES_MAX])
{
    return snprintf(out, PATH_BYTES_MAX, "%s.lock", replica->path) < PATH_BYTES_MAX;
}

bool replica_lock(struct doran_replica *replica, int *lock_fd)
{
    if (*lock_fd >= 0 || replica->path[0] == ':')
        return true;
    char path[PATH_BYTES_MAX];
    if (replica->trial_fd < 0 && side_file(replica, path))
        replica->trial_fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    /* It stays open: whoever waits for the lock, and this one too, would hear it being closed. */
    if (replica->trial_fd < 0 || flock(replica->trial_fd, LOCK_EX | LOCK_NB) != 0)
        return false;
    *lock_fd = replica->trial_fd;
    replica->trial_fd = -1;
    return true;
}

void replica_unlock(int *lock_fd)
{
    if (*lock_fd >= 0)
        close(*lock_fd);
    *lock_fd = -1;
}

int replica_watch(struct doran_replica *replica, bool holds_lock)
{
    if (replica->path[0] == ':')
        return -1;
    char path[PATH_BYTES_MAX];
    int fd = side_file(replica, path) ? inotify_init1(IN_NONBLOCK | IN_CLOEXEC) : -1;
    if (fd < 0)
        return -1;
    /* Who syncs hears the doorbell. The others hear the lock being let go (a dying process closes its files,
     * too) and, by the file's times, every commit. */
    if (inotify_add_watch(fd, path, holds_lock ? IN_MODIFY : IN_CLOSE | IN_ATTRIB) < 0) {
        close(fd);
        return -1;
    }
    return fd;
}

bool replica_watch_drain(int fd)
{
    _Alignas(struct inotify_event) char events[4096];
    bool closed = false;
    ssize_t length;
    while (fd >= 0 && (length = read(fd, events, sizeof events)) > 0)
        for (ssize_t at = 0; at < length;) {
            const struct inotify_event *event = (const void *)&events[at];
            closed = closed || (event->mask & (IN_CLOSE | IN_Q_OVERFLOW)) != 0;
            at += (ssize_t)(sizeof *event + event->len);
        }
    return closed;
}

bool replica_changed_elsewhere(struct doran_replica *replica)
{
    sqlite3_stmt *statement = NULL;
    uint32_t version = 0;
    if (replica->db == NULL ||
        sqlite3_prepare_v2(replica->db, "PRAGMA data_version", -1, &statement, NULL) != SQLITE_OK)
        return false;
    if (sqlite3_step(statement) == SQLITE_ROW)
        version = (uint32_t)sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    bool changed = version != replica->data_version;
    replica->data_version = version;
    return changed;
}

bool replica_connection_set(struct doran_replica *replica, int connection)
{
    char text[12];
    snprintf(text, sizeof text, "%d", connection);
    return store_begin(replica, true, NULL) &&
           store_end(replica, store_meta_set(replica, "connection", text, NULL), NULL);
}

int replica_connection_get(struct doran_replica *replica)
{
    char text[12];
    if (!store_meta_get(replica, "connection", text, sizeof text, NULL))
        return 0;
    return (int)strtol(text, NULL, 10);
}
