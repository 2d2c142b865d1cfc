/** @file notice.h  What the operator tells everybody. There is one notice, or none. */
#ifndef SERVER_STORE_NOTICE_H
#define SERVER_STORE_NOTICE_H

#include "server/store/store.h"

/** STORE_NONE when there is none. */
enum store_result store_notice(struct store *store, struct doran_notice *out);
/** Sets it, in the place of an earlier one; the text is clean and of an allowed length. */
enum store_result store_notice_set(struct store *store, const char *text);
enum store_result store_notice_clear(struct store *store);

#endif
