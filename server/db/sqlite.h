/** @file sqlite.h  What the files of the SQLite driver share; private to server/db. */
#ifndef SERVER_DB_SQLITE_H
#define SERVER_DB_SQLITE_H

#include "server/db/driver.h"

#include <sqlite3.h>

struct sqlite_db {
    struct db base;
    char *path;
    char *vfs; /* NULL: the default one */
    int busy_timeout_ms;
};

/** Opens the file with the settings every connection has; NULL with `error` set. */
sqlite3 *sqlite_open_file(const struct sqlite_db *db, struct doran_error *error);
/** Checks that the file is sound and ours, or makes a new one of mode 0600, and puts it into WAL mode. A file
 * that is refused is not written to. */
bool sqlite_check_file(const struct sqlite_db *db, struct doran_error *error);

#endif
