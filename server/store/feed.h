/** @file feed.h  Private addresses from which phones subscribe to a family's calendar. They end with the membership. */
#ifndef SERVER_STORE_FEED_H
#define SERVER_STORE_FEED_H

#include "server/store/session.h"

/** One's own in a family, oldest first. */
enum store_result store_feeds(struct store *store, const char *family, const char *user,
                              struct doran_feed_list *out);
enum store_result store_feed_create(struct store *store, const struct doran_feed *feed, const char *user,
                                    const unsigned char token_hash[STORE_HASH_BYTES]);
/** STORE_NONE for one that is not there or not one's own. */
enum store_result store_feed_delete(struct store *store, const char *family, const char *user,
                                    const char *id);
/** The family whose calendar a token opens. */
enum store_result store_feed_find(struct store *store, const unsigned char token_hash[STORE_HASH_BYTES],
                                  struct doran_family *family);

#endif
