/** @file standing.h  What somebody is towards the thing a route is about, looked up in the store. Whether
 * that is enough is for doran_may() to say. */
#ifndef SERVER_RULES_STANDING_H
#define SERVER_RULES_STANDING_H

#include "server/store/store.h"

#include <doran/protocol.h>
#include <doran/rules.h>

/** @param user    who asks, logged in
 * @param lock    keep the family's row locked until the commit, as everybody does who changes it
 * @param family  gets the family of a route that has one in its path */
enum store_result rules_standing(struct store *store, const struct doran_route *route,
                                 const struct doran_path *path, const char *user, bool lock,
                                 struct doran_standing *out, struct doran_family *family);

#endif
