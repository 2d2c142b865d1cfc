/* crowd.h: a family on a server of its own in which everything is as long and as many as it may be: twelve members with names
 * of eight signs, a title of ten, invites that wait, more than a hundred pieces of news, devices with long names; and an
 * invitation of another family. The clock is set, so all of it says the same every day. */
#ifndef DORAN_TESTS_SUPPORT_CROWD_H
#define DORAN_TESTS_SUPPORT_CROWD_H

#include "support/person.h"
#include "support/server.h"
#include "support/set_clock.h"

#define CROWD_MEMBERS 12

struct crowd {
    struct set_clock *clock;
    struct server *server;
    char *folder;                         /* for accounts and replicas */
    struct person members[CROWD_MEMBERS]; /* the first is the host */
    char family[37];
    struct person newcomer;       /* who is invited, and in no family yet */
    struct doran_client *present; /* of one who is there */
};

void crowd_init(struct crowd *crowd);
void crowd_deinit(struct crowd *crowd);
/* Logs somebody in on this machine, as `profile`, in the folder `state` (DORAN_STATE_DIR). */
void crowd_save_account(const struct crowd *crowd, const struct person *person, const char *state,
                        const char *profile);

#endif
