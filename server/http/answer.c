#include "server/http/answer.h"

#include <doran/protocol.h>
#include <stdio.h>
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

/* Where the head is being written; every text in it is bounded far below ANSWER_HEAD_MAX. */
struct writer {
    char *at, *end;
};

static void put(struct writer *writer, const char *text)
{
    size_t length = strlen(text);
    if (length > (size_t)(writer->end - writer->at))
        return;
    memcpy(writer->at, text, length);
    writer->at += length;
}

static void put_number(struct writer *writer, size_t number)
{
    char digits[24], *at = digits + sizeof digits - 1;
    *at = 0;
    do
        *--at = (char)('0' + number % 10);
    while (number /= 10);
    put(writer, at);
}

static void put_allow(struct writer *writer, unsigned allowed)
{
    put(writer, "Allow: ");
    const char *separator = "";
    for (int i = 0; i < DORAN_METHOD_COUNT; i++) {
        if (!(allowed & (1u << i)))
            continue;
        put(writer, separator);
        put(writer, doran_method_name((enum doran_method)i));
        separator = ", ";
        if (i == DORAN_GET)
            put(writer, ", HEAD");
    }
    put(writer, "\r\n");
}

size_t answer_head(char out[ANSWER_HEAD_MAX], const struct answer *answer, bool keep_alive, bool encrypted)
{
    struct writer writer = {out, out + ANSWER_HEAD_MAX};
    put(&writer, "HTTP/1.1 ");
    put_number(&writer, (size_t)answer->status);
    put(&writer, " ");
    put(&writer, answer_reason(answer->status));
    put(&writer, "\r\n");
    if (answer->body)
        put(&writer, "Content-Type: application/json\r\n");
    if (answer->status != 204 && answer->status != 304) {
        put(&writer, "Content-Length: ");
        put_number(&writer, answer->body ? answer->body->length : 0);
        put(&writer, "\r\n");
    }
    if (answer->gzip)
        put(&writer, "Content-Encoding: gzip\r\n");
    if (answer->etag && *answer->etag) {
        put(&writer, "ETag: ");
        put(&writer, answer->etag);
        put(&writer, "\r\nVary: Accept-Encoding\r\nCache-Control: private, no-cache\r\n");
    } else {
        put(&writer, "Cache-Control: no-store\r\n");
    }
    if (answer->allowed)
        put_allow(&writer, answer->allowed);
    if (answer->retry_after > 0) {
        put(&writer, "Retry-After: ");
        put_number(&writer, (size_t)answer->retry_after);
        put(&writer, "\r\n");
    }
    if (answer->status == 401)
        put(&writer, "WWW-Authenticate: Bearer\r\n");
    if (answer->upgrade_required)
        put(&writer,
            "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: " DORAN_LIVE_PROTOCOL
            "\r\n");
    put(&writer, "X-Content-Type-Options: nosniff\r\nReferrer-Policy: no-referrer\r\n"
                 "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'\r\n");
    if (encrypted)
        put(&writer, "Strict-Transport-Security: max-age=31536000\r\n");
    if (answer->upgrade_required)
        put(&writer, keep_alive ? "Connection: upgrade\r\n" : "Connection: upgrade, close\r\n");
    else if (!keep_alive)
        put(&writer, "Connection: close\r\n");
    put(&writer, "\r\n");
    return (size_t)(writer.at - out);
}
