/** @file error.h  Errors as values in the caller's own struct.
 *
 * Every fallible function of libdoran takes a `struct doran_error *` last (NULL is allowed: "I do not want to know")
 * and returns false, NULL or a negative number on failure. The library prints nothing and keeps no error of its own.
 * A message never holds a token, a password, a whole e-mail address or a message body. */
#ifndef DORAN_ERROR_H
#define DORAN_ERROR_H

#include "api.h"

#include <stdbool.h>

#define DORAN_ERROR_FIELD_MAX 64 /**< Bytes with the NUL of the longest field path, as "member.nickname". */
#define DORAN_ERROR_MESSAGE_MAX 256 /**< Bytes with the NUL. */

enum doran_error_code {
#define ERROR(name, status, message) DORAN_ERROR_##name,
#include "errors.def"
#undef ERROR
    DORAN_ERROR_COUNT
};

struct doran_error {
    enum doran_error_code code;
    char field[DORAN_ERROR_FIELD_MAX]; /**< The field the error is about, or "". */
    char message
        [DORAN_ERROR_MESSAGE_MAX]; /**< One English sentence for logs and scripts. Screens translate `code`. */
    int retry_after;               /**< Seconds to wait before trying again, 0 when not stated. */
};

/** Sets `error` (NULL allowed) and returns false, so that a caller can `return doran_fail(...)`.
 * @param field   the field path, or NULL
 * @param format  printf format of the message, or NULL for the code's own sentence */
DORAN_API bool doran_fail(struct doran_error *error, enum doran_error_code code, const char *field,
                          const char *format, ...) DORAN_PRINTF(4, 5);
/** Resets `error` (NULL allowed) to DORAN_ERROR_none. */
DORAN_API void doran_error_clear(struct doran_error *error);
/** The wire name, as "nickname_taken". Never NULL. */
DORAN_API const char *doran_error_name(enum doran_error_code code);
/** The code of a wire name; DORAN_ERROR_bad_answer when unknown. NULL is allowed. */
DORAN_API enum doran_error_code doran_error_from_name(const char *name);
/** The HTTP status of a code (RFC 9110 §15), 0 for one that is made by the client only. */
DORAN_API int doran_error_status(enum doran_error_code code);
/** The English sentence of a code. Never NULL. */
DORAN_API const char *doran_error_sentence(enum doran_error_code code);

#endif
