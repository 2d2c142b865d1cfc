/* The head of a request and WebSocket frames, as they come from anybody: in one piece or in many, the same is read. */
#include "server/http/frame.h"
#include "server/http/head.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MESSAGE_MAX = 4096 };

static void require(bool condition)
{
    if (!condition)
        abort();
}

static void require_within(struct head_text text, const char *data, size_t size)
{
    require(!text.data || (text.data >= data && text.data + text.length <= data + size));
}

static void read_head(const char *data, size_t size)
{
    struct head head;
    size_t end = head_end(data, size, 0);
    require(end <= size);
    if (head_parse(data, end ? end : size, &head) != DORAN_ERROR_none)
        return;
    require(end == size || end > 0);
    require_within(head.method, data, size);
    require_within(head.path, data, size);
    require_within(head.query, data, size);
    for (int i = 0; i < HEAD_FIELD_COUNT; i++)
        require_within(head.fields[i], data, size);
    require(head.path.length && head.path.data[0] == '/' && head.path.length <= HEAD_TARGET_MAX);
    require(!head.fields[HEAD_TRANSFER_ENCODING].data);
    require((head.content_length >= 0) == (head.fields[HEAD_CONTENT_LENGTH].data != NULL));
}

/* A sum over all events, so that two ways of reading can be compared. */
static uint64_t read_frames(const uint8_t *data, size_t size, size_t piece)
{
    struct frame_reader reader;
    uint64_t sum = 0;
    bool over = false;
    frame_reader_init(&reader, MESSAGE_MAX);
    while (size && !over) {
        size_t left = piece < size ? piece : size, before = left;
        const unsigned char *at = data;
        struct frame_event event;
        do {
            event = frame_read(&reader, &at, &left);
            if (event.kind == FRAME_EVENT_MORE)
                break;
            require(event.length <= MESSAGE_MAX);
            sum = sum * 31 + (uint64_t)event.kind + event.length + (uint64_t)event.code;
            for (size_t i = 0; i < event.length; i++)
                sum = sum * 31 + event.data[i];
            over = event.kind == FRAME_EVENT_ERROR || event.kind == FRAME_EVENT_CLOSE;
        } while (!over);
        require(over || left == 0);
        data += before;
        size -= before;
    }
    frame_reader_deinit(&reader);
    return sum;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    read_head((const char *)data, size);
    require(read_frames(data, size, size) == read_frames(data, size, 1));
    return 0;
}
