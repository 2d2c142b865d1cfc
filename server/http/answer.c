#include "server/http/answer.h"

#include "server/base/words.h"

#include <doran/protocol.h>
#include <string.h>

struct reason {
    int status;
    const char *words;
};
static const struct reason reasons[] = {
    {200, "OK"},
    {201, "Created"},
    {204, "No Content"},
    {304, "Not Modified"},
    {400, "Bad Request"},
    {401, "Unauthorized"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {406, "Not Acceptable"},
    {408, "Request Timeout"},
    {409, "Conflict"},
    {410, "Gone"},
    {411, "Length Required"},
    {413, "Content Too Large"},
    {414, "URI Too Long"},
    {415, "Unsupported Media Type"},
    {417, "Expectation Failed"},
    {422, "Unprocessable Content"},
    {426, "Upgrade Required"},
    {429, "Too Many Requests"},
    {431, "Request Header Fields Too Large"},
    {500, "Internal Server Error"},
    {501, "Not Implemented"},
    {503, "Service Unavailable"},
    {507, "Insufficient Storage"},
};

const char *answer_reason(int status)
{
    for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++)
        if (reasons[i].status == status)
            return reasons[i].words;
    return "Unknown";
}

/* Every text of a head is bounded far below ANSWER_HEAD_MAX. */
static void put_allow(struct words *words, unsigned allowed)
{
    words_put(words, "Allow: ");
    const char *separator = "";
    for (int i = 0; i < DORAN_METHOD_COUNT; i++) {
        if (!(allowed & (1u << i)))
            continue;
        words_put(words, separator);
        words_put(words, doran_method_name((enum doran_method)i));
        separator = ", ";
        if (i == DORAN_GET)
            words_put(words, ", HEAD");
    }
    words_put(words, "\r\n");
}

size_t answer_head(char out[ANSWER_HEAD_MAX], const struct answer *answer, bool keep_alive, bool encrypted)
{
    struct words words = {out, out + ANSWER_HEAD_MAX};
    words_put(&words, "HTTP/1.1 ");
    words_number(&words, (size_t)answer->status);
    words_put(&words, " ");
    words_put(&words, answer_reason(answer->status));
    words_put(&words, "\r\n");
    if (answer->body) {
        words_put(&words, "Content-Type: ");
        words_put(&words, answer->media ? answer->media : "application/json");
        words_put(&words, "\r\n");
    }
    if (answer->status != 204 && answer->status != 304) {
        words_put(&words, "Content-Length: ");
        words_number(&words, answer->body ? answer->body->length : 0);
        words_put(&words, "\r\n");
    }
    if (answer->gzip)
        words_put(&words, "Content-Encoding: gzip\r\n");
    if (answer->etag && *answer->etag) {
        words_put(&words, "ETag: ");
        words_put(&words, answer->etag);
        words_put(&words, "\r\nVary: Accept-Encoding\r\nCache-Control: private, no-cache\r\n");
    } else {
        words_put(&words, "Cache-Control: no-store\r\n");
    }
    if (answer->allowed)
        put_allow(&words, answer->allowed);
    if (answer->retry_after > 0) {
        words_put(&words, "Retry-After: ");
        words_number(&words, (size_t)answer->retry_after);
        words_put(&words, "\r\n");
    }
    if (answer->status == 401)
        words_put(&words, "WWW-Authenticate: Bearer\r\n");
    if (answer->upgrade_required)
        words_put(
            &words,
            "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: " DORAN_LIVE_PROTOCOL
            "\r\n");
    words_put(&words, "X-Content-Type-Options: nosniff\r\nReferrer-Policy: no-referrer\r\n"
                      "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'\r\n");
    if (encrypted)
        words_put(&words, "Strict-Transport-Security: max-age=31536000\r\n");
    if (answer->upgrade_required)
        words_put(&words, keep_alive ? "Connection: upgrade\r\n" : "Connection: upgrade, close\r\n");
    else if (!keep_alive)
        words_put(&words, "Connection: close\r\n");
    words_put(&words, "\r\n");
    return (size_t)(words.at - out);
}
