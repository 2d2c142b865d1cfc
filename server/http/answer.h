/** @file answer.h  The head of an answer, as text. */
#ifndef SERVER_HTTP_ANSWER_H
#define SERVER_HTTP_ANSWER_H

#include "server/base/bytes.h"

#include <doran/error.h>

#define ANSWER_HEAD_MAX 1024

struct answer {
    int status;
    struct bytes *body;          /**< Borrowed; NULL for none. */
    const char *media;           /**< Of the body; NULL for JSON. */
    bool gzip;                   /**< The body is. */
    const char *etag;            /**< With quotes, or NULL or "". */
    int retry_after;             /**< Seconds, or 0. */
    unsigned allowed;            /**< For Allow: bits 1 << enum doran_method. */
    bool upgrade_required;       /**< Says what to upgrade to. */
    enum doran_error_code error; /**< For the log. */
    const char *user;            /**< For the log; NULL when not known. */
};
/** Writes status line and fields with the empty line behind them; gives the length. */
size_t answer_head(char out[ANSWER_HEAD_MAX], const struct answer *answer, bool keep_alive, bool encrypted);
/** The words that go with a status. */
const char *answer_reason(int status);

#endif
