#include "support/capture.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#define GZIP_WINDOW                                                                                          \
    (15 + 16) /* deflateInit2: the largest window, with the header and the trailer of gzip (RFC 1952) */
#define HEAD_BYTES 160

/* malloc'ed, `length` bytes. */
static char *compress_gzip(const char *body, size_t *length)
{
    z_stream stream = {0};
    if (deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, GZIP_WINDOW, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        abort();
    uLong room = deflateBound(&stream, (uLong)*length);
    char *out = malloc(room);
    if (!out)
        abort();
    stream.next_in = (z_const Bytef *)body;
    stream.avail_in = (uInt)*length;
    stream.next_out = (Bytef *)out;
    stream.avail_out = (uInt)room;
    if (deflate(&stream, Z_FINISH) != Z_STREAM_END)
        abort();
    *length = stream.total_out;
    deflateEnd(&stream);
    return out;
}

void capture_answer_gzip(struct capture *capture, const char *request, const char *body, size_t length)
{
    char *packed = compress_gzip(body, &length), *wire = malloc(HEAD_BYTES + length);
    if (!wire)
        abort();
    int head = snprintf(wire, HEAD_BYTES,
                        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Encoding: gzip\r\n"
                        "Content-Length: %zu\r\n\r\n",
                        length);
    memcpy(wire + head, packed, length);
    capture_answer_bytes(capture, request, wire, (size_t)head + length);
    free(wire);
    free(packed);
}
