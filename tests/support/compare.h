/* compare.h: whether a replica is what the server has. */
#ifndef DORAN_TESTS_SUPPORT_COMPARE_H
#define DORAN_TESTS_SUPPORT_COMPARE_H

#include "support/person.h"

/* Compares the client's replica with what the server tells its user, stream by stream, object by object, and the lists, which
 * would show what the replica has too much. Ends the test (cmocka) at the first difference. The replica has caught up and its
 * outbox is empty. */
void compare_replica(struct doran_client *client, const struct person *person);

#endif
