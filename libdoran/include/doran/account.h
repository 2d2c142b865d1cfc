/** @file account.h  Where a program keeps who is logged in on this device: one small file a profile.
 *
 * The file is $DORAN_STATE_DIR/PROFILE/account, or $XDG_STATE_HOME/doran/PROFILE/account, or
 * ~/.local/state/doran/PROFILE/account; its mode is 0600 and its folder's 0700. The replica lies beside it. Writing is
 * atomic: a crash leaves the old file or the new one. Thread safe as long as nobody changes the environment. */
#ifndef DORAN_ACCOUNT_H
#define DORAN_ACCOUNT_H

#include "error.h"
#include "limits.h"

#define DORAN_PROFILE_MAX                                                                                    \
    64 /**< Bytes of a profile's name: letters, digits, `.`, `_`, `-`, no leading `.`. */
#define DORAN_STATE_PATH_MAX 1024 /**< Bytes, with the NUL, of a path these functions give. */

/** What a device remembers. "" where it does not know. */
struct doran_account {
    char server[256];                /**< "https://host:port", as struct doran_client_options takes it. */
    char pin[44];                    /**< Base64url SHA-256 of the server's public key. */
    char token[DORAN_TOKEN_MAX + 1]; /**< The device's bearer token. */
    char user_id[37];
    char language[16]; /**< "ko" or "en". */
};

/** Each function takes the name of a profile; NULL means the one DORAN_PROFILE names, or "default". A bad name is
 * DORAN_ERROR_invalid with the field "profile". */

/** Reads a profile's account. DORAN_ERROR_not_found when there is none, DORAN_ERROR_storage when it cannot be read. */
DORAN_API bool doran_account_load(const char *profile, struct doran_account *out,
                                  struct doran_error *error) DORAN_MUST_CHECK;
/** Writes it, on disk when this returns. Makes the folders that are missing. */
DORAN_API bool doran_account_save(const char *profile, const struct doran_account *account,
                                  struct doran_error *error) DORAN_MUST_CHECK;
/** Removes it; true when there was none. The replica stays: wipe it with doran_replica_wipe(). */
DORAN_API bool doran_account_remove(const char *profile, struct doran_error *error) DORAN_MUST_CHECK;
/** The profile's folder; nothing is made. */
DORAN_API bool doran_account_folder(const char *profile, char out[DORAN_STATE_PATH_MAX],
                                    struct doran_error *error) DORAN_MUST_CHECK;
/** The path of the profile's replica, for struct doran_client_options and doran_replica_open(). */
DORAN_API bool doran_account_replica_path(const char *profile, char out[DORAN_STATE_PATH_MAX],
                                          struct doran_error *error) DORAN_MUST_CHECK;

#endif
