/** @file serve.h  Puts the parts together, runs them, and takes them apart in order. */
#ifndef SERVER_SERVE_H
#define SERVER_SERVE_H

#include "server/config.h"

/** Opens the database that a finished configuration names. */
struct db;
struct db *serve_open_database(const struct config *config, struct doran_error *error);
/** Makes the data directory, reachable by its owner only. */
bool serve_make_data(const struct config *config, struct doran_error *error);
/** Serves until SIGTERM or SIGINT. False, with one sentence, when it does not come to that.
 * @param sample  makes the sample family when there is no account */
bool serve(const struct config *config, bool sample, struct doran_error *error);

#endif
