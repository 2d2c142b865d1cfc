/* What the replica must know of each kind of object to order and count it. A table: a new kind is a line
 * here. */
#include "libdoran/replica/store.h"

static const struct object_keys {
    size_t id, at;
    bool has_id;
} keys[DORAN_kind_COUNT] = {
#define KEYS(kind, id_field, at_field)                                                                       \
    [DORAN_kind_##                                                                                           \
        kind] = {offsetof(struct doran_##kind, id_field), offsetof(struct doran_##kind, at_field), true}
    KEYS(family, id, created_at),
    KEYS(member, user_id, joined_at),
    KEYS(invite, id, created_at),
    KEYS(user, id, created_at),
    KEYS(membership, family_id, joined_at),
    KEYS(invitation, id, sent_at),
    KEYS(notification, id, created_at),
    KEYS(session, id, created_at),
    KEYS(approval, id, created_at),
    KEYS(mission, id, created_at),
    KEYS(mission_month, id, created_at),
    KEYS(badge, id, earned_at),
    KEYS(event, id, created_at),
#undef KEYS
};

static bool is_known(enum doran_kind kind)
{
    return kind > DORAN_kind_none && kind < DORAN_kind_COUNT && keys[kind].has_id;
}

const char *store_object_id(enum doran_kind kind, const void *object)
{
    if (!is_known(kind))
        return NULL;
    return *(const char *const *)((const char *)object + keys[kind].id);
}

doran_time store_object_at(enum doran_kind kind, const void *object)
{
    return is_known(kind) ? *(const doran_time *)((const char *)object + keys[kind].at) : 0;
}

bool store_object_open(enum doran_kind kind, const void *object)
{
    switch (kind) {
    case DORAN_kind_invite:
        return ((const struct doran_invite *)object)->state == DORAN_invite_state_open;
    case DORAN_kind_notification:
        return ((const struct doran_notification *)object)->read_at == 0;
    case DORAN_kind_mission:
        return ((const struct doran_mission *)object)->completed_at == 0;
    default:
        return true;
    }
}

doran_time store_object_done(enum doran_kind kind, const void *object)
{
    return kind == DORAN_kind_mission ? ((const struct doran_mission *)object)->completed_at : 0;
}
