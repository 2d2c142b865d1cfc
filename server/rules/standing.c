#include "server/rules/standing.h"

#include "server/store/family.h"
#include "server/store/invite.h"
#include "server/store/member.h"

#include <string.h>

/* "None" only means that the standing does not hold. */
static enum store_result holds(enum store_result result, bool *out)
{
    *out = result == STORE_OK;
    return result == STORE_NONE ? STORE_OK : result;
}

static enum store_result look_at_invite(struct store *store, const struct doran_path *path, const char *user,
                                        struct doran_standing *out)
{
    struct doran_invite invite = {0};
    bool there = false;
    enum store_result result = holds(
        store_invite(store, path->ids[DORAN_PARAM_family], path->ids[DORAN_PARAM_invite], &invite), &there);
    out->author = there && invite.inviter_id && !strcmp(invite.inviter_id, user);
    return result;
}

enum store_result rules_standing(struct store *store, const struct doran_route *route,
                                 const struct doran_path *path, const char *user, bool lock,
                                 struct doran_standing *out, struct doran_family *family)
{
    *out = (struct doran_standing){.logged_in = true};
    const char *id = path->ids[DORAN_PARAM_family];
    if (!id[0])
        return STORE_OK;
    bool there = false;
    enum store_result result =
        holds(lock ? store_family_lock(store, id, family) : store_family(store, id, family), &there);
    if (result != STORE_OK || !there)
        return result;
    result = holds(store_member_is(store, id, user), &out->member);
    if (result != STORE_OK)
        return result;
    bool hosts = !strcmp(family->host_id, user);
    out->deleted = family->deleted_at != 0;
    out->host = hosts && out->member;
    out->last_host = hosts && out->deleted;
    out->self = !strcmp(path->ids[DORAN_PARAM_user], user);
    return route->who == DORAN_WHO_AUTHOR_OR_HOST ? look_at_invite(store, path, user, out) : STORE_OK;
}
