#include "server/rules/notice.h"

#include "server/store/member.h"
#include "server/store/notification.h"

#include <string.h>

enum store_result rules_tell(struct store *store, const char *user, const struct notice *notice)
{
    if (notice->actor && !strcmp(notice->actor, user))
        return STORE_OK;
    const struct doran_notification notification = {
        .category = notice->category,
        .family_id = notice->family->id,
        .family_title = notice->family->title,
        .actor_id = notice->actor,
        .actor_nickname = notice->actor_nickname,
        .subject_kind = notice->subject_kind,
        .subject_id = notice->subject,
        .subject_title = notice->subject_title,
    };
    return store_notification_add(store, user, &notification);
}

enum store_result rules_tell_members(struct store *store, const struct notice *notice, const char *except)
{
    struct doran_presence_list members = {0};
    enum store_result result = store_member_presence(store, notice->family->id, &members);
    for (size_t i = 0; result == STORE_OK && i < members.count; i++)
        if (!except || strcmp(except, members.items[i].user_id) != 0)
            result = rules_tell(store, members.items[i].user_id, notice);
    return result;
}

enum store_result rules_tell_security(struct store *store, const char *user, enum doran_category category,
                                      const char *session)
{
    const struct doran_notification notification = {
        .category = category,
        .subject_kind = session ? DORAN_kind_session : DORAN_kind_none,
        .subject_id = session,
    };
    return store_notification_add(store, user, &notification);
}
