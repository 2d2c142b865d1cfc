/** @file admin.h  What the operator does without logging in: first codes, reset codes, the sample family. Each opens
 * connections of its own, also while a server works on the same database. Not on the loop. */
#ifndef SERVER_API_ADMIN_H
#define SERVER_API_ADMIN_H

#include <doran/error.h>

struct db;
#define ADMIN_CODE_MAX 80 /**< Bytes of a code as it is shown, in groups, with the NUL. */

/** Makes a one-time code that sets a new password for an account, good for DORAN_RESET_MINUTES. */
bool admin_user_reset(struct db *db, const char *email, char code[ADMIN_CODE_MAX], struct doran_error *error);
/** While there is no account yet: a fresh join code for the first one; the earlier one is void. `needed` tells whether. */
bool admin_first_code(struct db *db, char code[ADMIN_CODE_MAX], bool *needed, struct doran_error *error);
/** While there is no account yet: makes the sample family, and writes its accounts to `file` (mode 0600), one a line:
 * e-mail, space, password. Nothing when there is an account. */
bool admin_sample(struct db *db, const char *file, struct doran_error *error);
/** What everybody is told on their first screen, in the place of an earlier notice: 1 to 500 characters. */
bool admin_notice_set(struct db *db, const char *text, struct doran_error *error);
bool admin_notice_clear(struct db *db, struct doran_error *error);

#endif
