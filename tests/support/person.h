/* person.h: somebody with an account on a test's server, one device of theirs, and what the tests ask of both most. What does
 * not go well ends the test (cmocka). */
#ifndef DORAN_TESTS_SUPPORT_PERSON_H
#define DORAN_TESTS_SUPPORT_PERSON_H

#include "support/wire.h"

#include <doran/client.h>
#include <doran/replica.h>

#define PERSON_PASSWORD "honest blue kettle"

struct person {
    int port; /* Of the server. */
    char email[80], user[37];
    char session[37], token[DORAN_TOKEN_MAX + 1]; /* Of this device. */
};

/* A new account at the server on this port, which has open sign-up. */
void person_sign_up(struct person *person, int port, const char *email, const char *nickname);
/* Another device of the same person. */
void person_log_in(struct person *device, const struct person *person);
/* A blocking call with this device's token; a struct of the route's request type (NULL for none) in, one of its answer type
 * out (NULL: not wanted), which lives in `arena`. The status. */
int person_call(const struct person *person, enum doran_route_id route, const struct doran_path *path,
                const void *request, void *answer, struct doran_arena *arena);
/* The same with a body or query as text (NULL: none), an operation id of the caller's (NULL: none), any answer, and false
 * when none came. Any thread. */
bool person_send(const struct person *person, enum doran_route_id route, const struct doran_path *path,
                 const char *text, const char *operation, struct wire_answer *answer);
/* A client of this device over the line "http://127.0.0.1:PORT", live, with a replica in that file; or without both (NULL). */
struct doran_client *person_client(const struct person *person, int port, const char *replica);

void person_found_family(const struct person *host, const char *title, const char *nickname, char family[37]);
/* Invites by e-mail and accepts. */
void person_bring_in(const struct person *host, const struct person *guest, const char *family,
                     const char *nickname);
/* Where a stream of theirs is now: the seq of its last entry. */
int64_t person_head(const struct person *person, const char *stream);
/* Where all of their streams are; free() it. */
char *person_cursor(const struct person *person);

/* A path with one id, or two. */
struct doran_path person_path(enum doran_param param, const char *id);
struct doran_path person_path2(enum doran_param param, const char *id, enum doran_param other,
                               const char *other_id);

#endif
