/** @file notice.h  Who is told of what: notifications, written in the transaction that causes them, and never
 * for one's own deeds. */
#ifndef SERVER_RULES_NOTICE_H
#define SERVER_RULES_NOTICE_H

#include "server/store/store.h"

/** What happened in a family. */
struct notice {
    enum doran_category category;
    const struct doran_family *family;
    const char *actor;          /**< Who did it, NULL for the server. */
    const char *actor_nickname; /**< Their 호칭; NULL without an actor. */
    enum doran_kind subject_kind;
    const char *subject;       /**< What Enter opens. */
    const char *subject_title; /**< What that is called now, where the words name it; or NULL. */
};
/** Tells one user, unless it is the actor. */
enum store_result rules_tell(struct store *store, const char *user, const struct notice *notice);
/** Tells every member but the actor and `except` (NULL: nobody more). */
enum store_result rules_tell_members(struct store *store, const struct notice *notice, const char *except);
/** Tells a user of something that touches the safety of their account, also when they did it themselves. */
enum store_result rules_tell_security(struct store *store, const char *user, enum doran_category category,
                                      const char *session);

#endif
