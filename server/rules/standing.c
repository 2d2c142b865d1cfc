#include "server/rules/standing.h"

#include "server/store/event.h"
#include "server/store/family.h"
#include "server/store/invite.h"
#include "server/store/member.h"
#include "server/store/mission.h"

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

static enum store_result look_at_mission(struct store *store, const struct doran_path *path, const char *user,
                                         struct doran_standing *out)
{
    struct doran_mission mission = {0};
    bool there = false;
    enum store_result result =
        holds(store_mission(store, path->ids[DORAN_PARAM_family], path->ids[DORAN_PARAM_mission], &mission),
              &there);
    out->author = there && mission.author_id && !strcmp(mission.author_id, user);
    return result;
}

/* What is not there any more is nobody's: whoever sees the family is told so. */
static enum store_result look_at_event(struct store *store, const struct doran_path *path, const char *user,
                                       struct doran_standing *out)
{
    struct doran_event event = {0};
    bool there = false;
    enum store_result result = holds(
        store_event(store, path->ids[DORAN_PARAM_family], path->ids[DORAN_PARAM_event], &event), &there);
    if (result == STORE_OK && there && event.series_id) { /* Through it all of the series can be changed. */
        struct doran_event series = {0};
        bool whole = false;
        result = holds(store_event(store, path->ids[DORAN_PARAM_family], event.series_id, &series), &whole);
        event = whole ? series : event;
    }
    out->author = !there || (event.author_id && !strcmp(event.author_id, user));
    return result;
}

/* What has an author, by the parameter of the path that names it. */
static const struct {
    enum doran_param param;
    enum store_result (*look)(struct store *store, const struct doran_path *path, const char *user,
                              struct doran_standing *out);
} authored[] = {{DORAN_PARAM_invite, look_at_invite},
                {DORAN_PARAM_mission, look_at_mission},
                {DORAN_PARAM_event, look_at_event}};

static enum store_result look_at_author(struct store *store, const struct doran_path *path, const char *user,
                                        struct doran_standing *out)
{
    for (size_t i = 0; i < sizeof authored / sizeof authored[0]; i++)
        if (path->ids[authored[i].param][0])
            return authored[i].look(store, path, user, out);
    return STORE_OK;
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
    return route->who == DORAN_WHO_AUTHOR_OR_HOST ? look_at_author(store, path, user, out) : STORE_OK;
}
