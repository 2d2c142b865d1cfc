/** @file family.h  Families. */
#ifndef SERVER_STORE_FAMILY_H
#define SERVER_STORE_FAMILY_H

#include "server/store/store.h"

/** A family, deleted ones too (deleted_at says so). */
enum store_result store_family(struct store *store, const char *id, struct doran_family *out);
/** The same, and locks the row until the commit: whoever changes a family, its members or its invites begins
 * here. */
enum store_result store_family_lock(struct store *store, const char *id, struct doran_family *out);
/** A user's families that are not deleted, in the order they were joined. */
enum store_result store_families(struct store *store, const char *user, struct doran_family_list *out);
/** Deleted families whose last host the user was, in the order of their ids. */
enum store_result store_families_deleted(struct store *store, const char *user,
                                         struct doran_family_list *out);
/** Makes a family without members; its first badge is earned by that. */
enum store_result store_family_create(struct store *store, const struct doran_family *family);
/** Changes the fields whose bits are set; guests with an open invitation see a new title too. */
enum store_result store_family_change(struct store *store, const char *id,
                                      const struct doran_family_change *change);
/** Hands over to another member. */
enum store_result store_family_host(struct store *store, const char *id, const char *before,
                                    const char *after);
/** Marks it deleted: its members' memberships and its guests' invitations are gone from their streams. */
enum store_result store_family_delete(struct store *store, const char *id);
/** Brings it back as it was. */
enum store_result store_family_restore(struct store *store, const char *id);
/** Takes the rows of at most one family away whose time to be brought back is over: STORE_NONE when there is
 * none. */
enum store_result store_family_purge(struct store *store);

#endif
