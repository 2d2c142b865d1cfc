/* Cursors: what is accepted is written back as it came, and can be changed. */
#include <doran/protocol.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition)
{
    if (!condition)
        abort();
}

static void change(struct doran_cursor *cursor)
{
    static const char stream[] = "80000000-0000-7000-8000-000000000000";
    size_t count = cursor->count;
    if (doran_cursor_set(cursor, stream, 7))
        require(doran_cursor_seq(cursor, stream) == 7 && cursor->count <= DORAN_STREAMS_MAX);
    else
        require(count == DORAN_STREAMS_MAX);
    require(doran_cursor_set(cursor, stream, -1) && doran_cursor_seq(cursor, stream) == 0);
    for (size_t i = 1; i < cursor->count; i++)
        require(strcmp(cursor->entries[i - 1].stream, cursor->entries[i].stream) < 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = malloc(size + 1);
    require(text != NULL);
    memcpy(text, data, size);
    text[size] = '\0';
    struct doran_cursor cursor;
    struct doran_buffer out = {0};
    if (doran_cursor_parse(text, &cursor, NULL)) {
        doran_cursor_format(&cursor, &out);
        require(strcmp(out.data, text) == 0);
        change(&cursor);
    }
    doran_buffer_deinit(&out);
    free(text);
    return 0;
}
