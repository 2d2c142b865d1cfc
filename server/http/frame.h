/** @file frame.h  WebSocket frames (RFC 6455 §5): reading a client's, writing a server's. No extensions. */
#ifndef SERVER_HTTP_FRAME_H
#define SERVER_HTTP_FRAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FRAME_HEADER_MAX 14
#define FRAME_CONTROL_MAX 125
#define FRAME_HEADER_OUT_MAX 10 /**< A server masks nothing. */

enum frame_opcode {
    FRAME_CONTINUATION = 0,
    FRAME_TEXT = 1,
    FRAME_BINARY = 2,
    FRAME_CLOSE = 8,
    FRAME_PING = 9,
    FRAME_PONG = 10
};
/** Close codes (RFC 6455 §7.4.1; 4000 and above are this protocol's). */
enum frame_code {
    FRAME_CODE_NORMAL = 1000,
    FRAME_CODE_AWAY = 1001,
    FRAME_CODE_PROTOCOL = 1002,
    FRAME_CODE_UNSUPPORTED = 1003,
    FRAME_CODE_INVALID = 1007,
    FRAME_CODE_POLICY = 1008,
    FRAME_CODE_TOO_LARGE = 1009,
    FRAME_CODE_TRY_AGAIN = 1013,
    FRAME_CODE_UNAUTHORIZED = 4401
};

/** Where a connection is within a frame and a message. Zero-initialise. */
struct frame_reader {
    unsigned char header[FRAME_HEADER_MAX];
    unsigned char have; /**< Bytes of `header` that have come. */
    bool in_payload;
    unsigned char opcode;  /**< Of the frame at hand. */
    unsigned char message; /**< Opcode of the message under way, 0 when there is none. */
    uint16_t message_length, message_max;
    unsigned char control_length;
    uint32_t remaining;     /**< Payload still to come. */
    uint32_t offset;        /**< Payload that has come, for the mask. */
    unsigned char *buffer;  /**< Of the message under way. */
    unsigned char *control; /**< Of the control frame under way. */
};
enum frame_event_kind {
    FRAME_EVENT_MORE,    /**< All bytes were taken; more are needed. */
    FRAME_EVENT_MESSAGE, /**< A whole text message. */
    FRAME_EVENT_PING,
    FRAME_EVENT_PONG,
    FRAME_EVENT_CLOSE, /**< `code` is the peer's, 1005 when it gave none. */
    FRAME_EVENT_ERROR  /**< `code` is what to close with. */
};
struct frame_event {
    enum frame_event_kind kind;
    const unsigned char *data; /**< Valid until the next call. */
    size_t length;
    int code;
};
/** @param message_max  most bytes of a message, its fragments together; at most 65535 */
void frame_reader_init(struct frame_reader *reader, size_t message_max);
void frame_reader_deinit(struct frame_reader *reader);
/** Reads from `*data`, moves it on, and stops at the first event. Call until FRAME_EVENT_MORE, ERROR or
 * CLOSE. */
struct frame_event frame_read(struct frame_reader *reader, const unsigned char **data, size_t *length);
/** Writes the header of an unfragmented frame so that it ends at `end`; gives its length. */
size_t frame_header(unsigned char *end, enum frame_opcode opcode, size_t length);

#endif
