/* WebSocket frames: whole, in pieces, fragmented, and each way to be wrong. */
#include "server/http/frame.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { MOST = 100, BUFFER = 70000 };

/* A client's frame with a mask. */
static size_t put_frame(unsigned char *out, unsigned first, const char *text, size_t length)
{
    static const unsigned char mask[4] = {0x37, 0xfa, 0x21, 0x3d};
    size_t at = 0;
    out[at++] = (unsigned char)first;
    if (length < 126) {
        out[at++] = (unsigned char)(0x80 | length);
    } else if (length < 0x10000) {
        out[at++] = 0x80 | 126;
        out[at++] = (unsigned char)(length >> 8);
        out[at++] = (unsigned char)length;
    } else {
        out[at++] = 0x80 | 127;
        for (int shift = 56; shift >= 0; shift -= 8)
            out[at++] = (unsigned char)((uint64_t)length >> shift);
    }
    memcpy(out + at, mask, 4);
    at += 4;
    for (size_t i = 0; i < length; i++)
        out[at++] = (unsigned char)text[i] ^ mask[i & 3];
    return at;
}

/* Reads bytes one at a time or at once; gives the first event. */
static struct frame_event read_in(struct frame_reader *reader, const unsigned char *data, size_t length,
                                  size_t piece)
{
    struct frame_event event = {.kind = FRAME_EVENT_MORE};
    while (length && event.kind == FRAME_EVENT_MORE) {
        size_t left = piece < length ? piece : length;
        length -= left;
        event = frame_read(reader, &data, &left);
        length += left;
    }
    return event;
}

static void test_messages(void **state)
{
    (void)state;
    for (size_t piece = 1; piece < 40; piece++) {
        unsigned char data[BUFFER];
        struct frame_reader reader;
        size_t length = put_frame(data, 0x81, "{\"since\":null}", 14);
        frame_reader_init(&reader, MOST);
        struct frame_event event = read_in(&reader, data, length, piece);
        assert_int_equal(event.kind, FRAME_EVENT_MESSAGE);
        assert_int_equal(event.length, 14);
        assert_memory_equal(event.data, "{\"since\":null}", 14);
        frame_reader_deinit(&reader);
    }
}

static void test_fragments_with_a_ping_between(void **state)
{
    (void)state;
    unsigned char data[BUFFER];
    const unsigned char *at = data;
    size_t length = put_frame(data, 0x01, "{\"a\":\"\xea\xb0", 8);
    length += put_frame(data + length, 0x89, "hello", 5);
    length += put_frame(data + length, 0x00, "", 0);
    length += put_frame(data + length, 0x80, "\x80\"}", 3);
    length += put_frame(data + length, 0x81, "x", 1);
    struct frame_reader reader;
    frame_reader_init(&reader, MOST);
    struct frame_event event = frame_read(&reader, &at, &length);
    assert_int_equal(event.kind, FRAME_EVENT_PING);
    assert_int_equal(event.length, 5);
    assert_memory_equal(event.data, "hello", 5);
    event = frame_read(&reader, &at, &length);
    assert_int_equal(event.kind, FRAME_EVENT_MESSAGE);
    assert_int_equal(event.length, 11);
    assert_memory_equal(event.data, "{\"a\":\"\xea\xb0\x80\"}", 11);
    event = frame_read(&reader, &at, &length);
    assert_int_equal(event.kind, FRAME_EVENT_MESSAGE);
    assert_int_equal(event.length, 1);
    assert_int_equal(frame_read(&reader, &at, &length).kind, FRAME_EVENT_MORE);
    assert_null(reader.buffer);
    assert_null(reader.control);
    frame_reader_deinit(&reader);
}

static void test_close_frames(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t length;
        enum frame_event_kind kind;
        int code;
    } closes[] = {
        {"", 0, FRAME_EVENT_CLOSE, 1005},
        {"\x03\xe8", 2, FRAME_EVENT_CLOSE, 1000},
        {"\x0f\xa0why", 5, FRAME_EVENT_CLOSE, 4000},
        {"\x03", 1, FRAME_EVENT_ERROR, FRAME_CODE_PROTOCOL},
        {"\x03\xed", 2, FRAME_EVENT_ERROR, FRAME_CODE_PROTOCOL}, /* 1005 may not be sent. */
        {"\x00\x00", 2, FRAME_EVENT_ERROR, FRAME_CODE_PROTOCOL},
        {"\x03\xe8\xff", 3, FRAME_EVENT_ERROR, FRAME_CODE_INVALID},
    };
    for (size_t i = 0; i < sizeof closes / sizeof *closes; i++) {
        unsigned char data[BUFFER];
        struct frame_reader reader;
        size_t length = put_frame(data, 0x88, closes[i].text, closes[i].length);
        frame_reader_init(&reader, MOST);
        struct frame_event event = read_in(&reader, data, length, 1);
        assert_int_equal(event.kind, closes[i].kind);
        assert_int_equal(event.code, closes[i].code);
        frame_reader_deinit(&reader);
    }
}

static void assert_error(const unsigned char *data, size_t length, int code)
{
    struct frame_reader reader;
    frame_reader_init(&reader, MOST);
    struct frame_event event = read_in(&reader, data, length, length);
    assert_int_equal(event.kind, FRAME_EVENT_ERROR);
    assert_int_equal(event.code, code);
    frame_reader_deinit(&reader);
}

static void test_wrong_frames(void **state)
{
    (void)state;
    unsigned char data[BUFFER];
    char long_text[MOST + 2];
    memset(long_text, 'x', sizeof long_text);
    assert_error((const unsigned char *)"\x81\x01x", 3, FRAME_CODE_PROTOCOL); /* Without a mask. */
    assert_error(data, put_frame(data, 0x82, "x", 1), FRAME_CODE_UNSUPPORTED);
    assert_error(data, put_frame(data, 0xc1, "x", 1), FRAME_CODE_PROTOCOL); /* A reserved bit. */
    assert_error(data, put_frame(data, 0x83, "x", 1), FRAME_CODE_PROTOCOL); /* Unknown kinds. */
    assert_error(data, put_frame(data, 0x8b, "x", 1), FRAME_CODE_PROTOCOL);
    assert_error(data, put_frame(data, 0x80, "x", 1), FRAME_CODE_PROTOCOL); /* Nothing to go on with. */
    assert_error(data, put_frame(data, 0x09, "x", 1), FRAME_CODE_PROTOCOL); /* A control frame in parts. */
    assert_error((const unsigned char *)"\x89\xfe\x00\x7e", 4, FRAME_CODE_PROTOCOL); /* Or a long one. */
    assert_error(data, put_frame(data, 0x81, "\xff", 1), FRAME_CODE_INVALID);
    assert_error(data, put_frame(data, 0x81, long_text, MOST + 1), FRAME_CODE_TOO_LARGE);
    assert_error((const unsigned char *)"\x81\xff\xff\xff\xff\xff\xff\xff\xff\xff"
                                        "abcd",
                 14, FRAME_CODE_TOO_LARGE);
    size_t length = put_frame(data, 0x01, "x", 1);
    length += put_frame(data + length, 0x81, "x", 1);
    assert_error(data, length, FRAME_CODE_PROTOCOL); /* A message within a message. */
    length = put_frame(data, 0x01, long_text, MOST);
    length += put_frame(data + length, 0x00, "x", 1);
    assert_error(data, length, FRAME_CODE_TOO_LARGE); /* Too large together. */
}

static void test_headers(void **state)
{
    (void)state;
    unsigned char buffer[FRAME_HEADER_OUT_MAX];
    unsigned char *end = buffer + sizeof buffer;
    assert_int_equal(frame_header(end, FRAME_TEXT, 125), 2);
    assert_memory_equal(end - 2, "\x81\x7d", 2);
    assert_int_equal(frame_header(end, FRAME_PING, 0), 2);
    assert_memory_equal(end - 2, "\x89\x00", 2);
    assert_int_equal(frame_header(end, FRAME_TEXT, 126), 4);
    assert_memory_equal(end - 4, "\x81\x7e\x00\x7e", 4);
    assert_int_equal(frame_header(end, FRAME_TEXT, 0x12345), 10);
    assert_memory_equal(end - 10, "\x81\x7f\0\0\0\0\0\x01\x23\x45", 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_messages),     cmocka_unit_test(test_fragments_with_a_ping_between),
        cmocka_unit_test(test_close_frames), cmocka_unit_test(test_wrong_frames),
        cmocka_unit_test(test_headers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
