/** @file member.h  Who belongs to a family, and one's own places in families. */
#ifndef SERVER_STORE_MEMBER_H
#define SERVER_STORE_MEMBER_H

#include "server/store/store.h"

/** A present member. STORE_NONE for one who left. */
enum store_result store_member(struct store *store, const char *family, const char *user,
                               struct doran_member *out);
enum store_result store_members(struct store *store, const char *family, struct doran_member_list *out);
/** One's own place. STORE_NONE also when the family is deleted. */
enum store_result store_membership(struct store *store, const char *family, const char *user,
                                   struct doran_membership *out);
/** One's own places in families that are not deleted, in the order they were taken. */
enum store_result store_memberships(struct store *store, const char *user, struct doran_membership_list *out);
/** Whether somebody has a member's row, be the family deleted or not; left ones do not count: STORE_OK,
 * STORE_NONE. */
enum store_result store_member_is(struct store *store, const char *family, const char *user);
/** How many a family has; how many families a user is in, those included that are deleted and can be brought
 * back. */
enum store_result store_member_count(struct store *store, const char *family, int64_t *out);
enum store_result store_membership_count(struct store *store, const char *user, int64_t *out);
/** STORE_TAKEN when a member other than `user` or an open invite other than `invite` (NULL: none) has the
 * nickname. */
enum store_result store_nickname_free(struct store *store, const char *family, const char *key,
                                      const char *user, const char *invite);
/** Takes somebody in, or in again. The family and the user are told. */
enum store_result store_member_add(struct store *store, const char *family, const char *user,
                                   const char *nickname, const char *key);
enum store_result store_member_change(struct store *store, const char *family, const char *user,
                                      const char *nickname, const char *key);
/** The member leaves. */
enum store_result store_member_remove(struct store *store, const char *family, const char *user);

/** When members were last seen, as the database knows it. */
enum store_result store_member_presence(struct store *store, const char *family,
                                        struct doran_presence_list *out);

#endif
