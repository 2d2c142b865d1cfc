/** @file migrate.h  Numbered migrations and the compatibility number.
 *
 * The table `schema_info` holds one row: version (the last migration run), compatible (the lowest code
 * version that may open it), epoch (a UUID). db_open() runs db_migrate() itself, with the migrations of its
 * options. Code whose own number is below `compatible` refuses to start and says so; newer data with a low
 * enough `compatible` is opened as it is. In a migration's text these macros stand for column types: %TEXT%
 * %INT% %BLOB% %ID% (text compared by bytes); %IDENTITY% is an integer primary key that counts itself. */
#ifndef SERVER_DB_MIGRATE_H
#define SERVER_DB_MIGRATE_H

#include "server/db/db.h"

struct db_migration {
    int version;     /**< 1, 2, 3 … */
    int compatible;  /**< The lowest code version that may use the result. */
    const char *sql; /**< Statements for both databases, with the macros above. */
};
/** All migrations, in order; `count` gets their number. They stand in server/store/migrations.c, and main
 * hands them to db_open() in db_options: server/db itself knows no table but schema_info. */
const struct db_migration *store_migrations(size_t *count);
/** Brings the schema up to date in one transaction per migration (with an advisory lock on PostgreSQL). The
 * code's own number is the version of its last migration. */
bool db_migrate(struct db_conn *conn, const struct db_migration *migrations, size_t count,
                struct doran_error *error);

#endif
