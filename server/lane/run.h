/** @file run.h  How jobs meet a database connection: alone, or many in one transaction. On a lane's thread.
 */
#ifndef SERVER_LANE_RUN_H
#define SERVER_LANE_RUN_H

#include "server/lane/lane.h"

/** Runs one job in a transaction of its own (or with none, `conn` NULL), again on DB_RETRY. Fills failure and
 * undone. */
void lane_run_one(struct lane_job *job, struct db_conn *conn);
/** Runs a list of jobs in one transaction, a savepoint each. When the COMMIT fails all of them fail. When one
 * job's failure takes the transaction with it, the others are run again alone. */
void lane_run_group(struct lane_job *jobs, struct db_conn *conn);

#endif
