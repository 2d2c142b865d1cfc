#include "server/http/frame.h"

#include <doran/text.h>
#include <stdlib.h>
#include <string.h>

void frame_reader_init(struct frame_reader *reader, size_t message_max)
{
    memset(reader, 0, sizeof *reader);
    reader->message_max = (uint16_t)message_max;
}

static void free_message(struct frame_reader *reader)
{
    free(reader->buffer);
    reader->buffer = NULL;
    reader->message = 0;
    reader->message_length = 0;
}

void frame_reader_deinit(struct frame_reader *reader)
{
    free_message(reader);
    free(reader->control);
    reader->control = NULL;
}

static struct frame_event event_of(enum frame_event_kind kind)
{
    return (struct frame_event){.kind = kind};
}

static struct frame_event refuse(int code)
{
    return (struct frame_event){.kind = FRAME_EVENT_ERROR, .code = code};
}

static bool is_control(unsigned opcode)
{
    return opcode >= FRAME_CLOSE;
}

/* Bytes the header at hand has in all, as far as its first two bytes tell. */
static size_t header_size(const struct frame_reader *reader)
{
    if (reader->have < 2)
        return 2;
    unsigned length = reader->header[1] & 0x7f;
    return 2u + (length == 126 ? 2u : length == 127 ? 8u : 0u) + 4u;
}

static uint64_t payload_length(const unsigned char *header)
{
    unsigned short_length = header[1] & 0x7f;
    size_t bytes = short_length == 126 ? 2 : short_length == 127 ? 8 : 0;
    uint64_t length = bytes ? 0 : short_length;
    for (size_t i = 0; i < bytes; i++)
        length = length << 8 | header[2 + i];
    return length;
}

/* Judges the first two bytes: they decide about everything but the size. 0 when they are in order. */
static int judge_start(const struct frame_reader *reader)
{
    unsigned first = reader->header[0], opcode = first & 0x0f;
    bool final = first & 0x80, masked = reader->header[1] & 0x80;
    if ((first & 0x70) || !masked || (opcode > FRAME_BINARY && opcode < FRAME_CLOSE) || opcode > FRAME_PONG)
        return FRAME_CODE_PROTOCOL;
    if (is_control(opcode))
        return final && (reader->header[1] & 0x7f) <= FRAME_CONTROL_MAX ? 0 : FRAME_CODE_PROTOCOL;
    if ((opcode == FRAME_CONTINUATION) != (reader->message != 0))
        return FRAME_CODE_PROTOCOL;
    return opcode == FRAME_BINARY ? FRAME_CODE_UNSUPPORTED : 0;
}

/* The header is whole: gets ready for the payload. 0 when it is in order. */
static int begin_payload(struct frame_reader *reader)
{
    uint64_t length = payload_length(reader->header);
    reader->opcode = reader->header[0] & 0x0f;
    reader->offset = 0;
    reader->in_payload = true;
    if (is_control(reader->opcode)) {
        reader->remaining = (uint32_t)length;
        reader->control_length = 0;
        if (!reader->control && !(reader->control = malloc(FRAME_CONTROL_MAX)))
            return FRAME_CODE_TRY_AGAIN;
        return 0;
    }
    if (length > (uint64_t)(reader->message_max - reader->message_length))
        return FRAME_CODE_TOO_LARGE;
    reader->remaining = (uint32_t)length;
    if (reader->opcode != FRAME_CONTINUATION)
        reader->message = reader->opcode;
    size_t needed = (size_t)reader->message_length + (size_t)length;
    unsigned char *grown = realloc(reader->buffer, needed ? needed : 1);
    if (!grown)
        return FRAME_CODE_TRY_AGAIN;
    reader->buffer = grown;
    return 0;
}

static void take_payload(struct frame_reader *reader, const unsigned char *data, size_t length)
{
    const unsigned char *mask = reader->header + reader->have - 4;
    bool control = is_control(reader->opcode);
    unsigned char *out =
        control ? reader->control + reader->control_length : reader->buffer + reader->message_length;
    for (size_t i = 0; i < length; i++)
        out[i] = data[i] ^ mask[(reader->offset + i) & 3];
    reader->offset += (uint32_t)length;
    reader->remaining -= (uint32_t)length;
    if (control)
        reader->control_length = (unsigned char)(reader->control_length + length);
    else
        reader->message_length = (uint16_t)(reader->message_length + length);
}

/* RFC 6455 §7.4: codes that may stand in a close frame. */
static bool code_allowed(int code)
{
    return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) || (code >= 3000 && code <= 4999);
}

static struct frame_event end_control(struct frame_reader *reader)
{
    struct frame_event event = {.data = reader->control, .length = reader->control_length};
    if (reader->opcode != FRAME_CLOSE) {
        event.kind = reader->opcode == FRAME_PING ? FRAME_EVENT_PING : FRAME_EVENT_PONG;
        return event;
    }
    event.kind = FRAME_EVENT_CLOSE;
    event.code = 1005;
    if (event.length == 0)
        return event;
    if (event.length == 1)
        return refuse(FRAME_CODE_PROTOCOL);
    event.code = event.data[0] << 8 | event.data[1];
    if (!code_allowed(event.code))
        return refuse(FRAME_CODE_PROTOCOL);
    return doran_text_valid((const char *)event.data + 2, event.length - 2) ? event
                                                                            : refuse(FRAME_CODE_INVALID);
}

static struct frame_event end_data(struct frame_reader *reader)
{
    bool final = reader->header[0] & 0x80;
    if (!final)
        return event_of(FRAME_EVENT_MORE);
    if (!doran_text_valid((const char *)reader->buffer, reader->message_length))
        return refuse(FRAME_CODE_INVALID);
    reader->message = 0;
    return (struct frame_event){
        .kind = FRAME_EVENT_MESSAGE, .data = reader->buffer, .length = reader->message_length};
}

/* Takes header bytes until there are enough. 0, or the code to close with. */
static int read_header(struct frame_reader *reader, const unsigned char **data, size_t *length)
{
    while (*length && reader->have < header_size(reader)) {
        reader->header[reader->have++] = *(*data)++;
        --*length;
        if (reader->have == 2) {
            int code = judge_start(reader);
            if (code)
                return code;
        }
    }
    return reader->have >= 2 && reader->have == header_size(reader) ? begin_payload(reader) : 0;
}

struct frame_event frame_read(struct frame_reader *reader, const unsigned char **data, size_t *length)
{
    if (!reader->message && !reader->in_payload)
        free_message(reader); /* The message of the last event was looked at. */
    for (;;) {
        if (!reader->in_payload) {
            int code = read_header(reader, data, length);
            if (code)
                return refuse(code);
            if (!reader->in_payload) {
                if (!reader->have && !*length) {
                    free(reader->control);
                    reader->control = NULL;
                }
                return event_of(FRAME_EVENT_MORE);
            }
        }
        size_t piece = *length < reader->remaining ? *length : reader->remaining;
        take_payload(reader, *data, piece);
        *data += piece;
        *length -= piece;
        if (reader->remaining)
            return event_of(FRAME_EVENT_MORE);
        reader->in_payload = false;
        reader->have = 0;
        struct frame_event event = is_control(reader->opcode) ? end_control(reader) : end_data(reader);
        if (event.kind != FRAME_EVENT_MORE)
            return event;
    }
}

size_t frame_header(unsigned char *end, enum frame_opcode opcode, size_t length)
{
    size_t extended = length < 126 ? 0 : length <= 0xffff ? 2 : 8;
    unsigned char *header = end - 2 - extended;
    header[0] = (unsigned char)(0x80 | opcode);
    header[1] = (unsigned char)(extended == 0 ? length : extended == 2 ? 126 : 127);
    for (size_t i = 0; i < extended; i++)
        header[2 + i] = (unsigned char)((uint64_t)length >> (8 * (extended - 1 - i)));
    return 2 + extended;
}
