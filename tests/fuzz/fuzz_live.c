/* Messages of the live connection, as the server reads the first one of a client (live_hello, and the cursor in it) and
 * the client reads the server's (live_message). */
#include <doran/json.h>
#include <doran/protocol.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition)
{
    if (!condition)
        abort();
}

static void read_hello(const char *text, size_t length)
{
    struct doran_arena arena = {0};
    struct doran_live_hello hello;
    if (doran_json_decode(DORAN_TYPE_live_hello, DORAN_JSON_STRICT, text, length, &hello, &arena, NULL) &&
        hello.since != NULL) {
        struct doran_cursor cursor;
        require(strlen(hello.since) <= DORAN_CURSOR_MAX);
        (void)!doran_cursor_parse(hello.since, &cursor, NULL);
    }
    doran_arena_deinit(&arena);
}

/* Walks over all that a client would look at: required text is there, and every object has the type of its kind. */
static void read_message(const char *text, size_t length)
{
    struct doran_arena arena = {0};
    struct doran_live_message message;
    struct doran_buffer out = {0};
    if (doran_json_decode(DORAN_TYPE_live_message, DORAN_JSON_LENIENT, text, length, &message, &arena,
                          NULL)) {
        for (size_t i = 0; message.changes != NULL && i < message.changes->changes.count; i++) {
            const struct doran_change *change = &message.changes->changes.items[i];
            require(change->stream != NULL && change->id != NULL);
            require(change->object == NULL || change->kind != DORAN_kind_none);
        }
        require(message.presence == NULL || message.presence->user_id != NULL);
        require(message.error == NULL || (message.error->error != NULL && message.error->message != NULL));
        doran_json_encode(DORAN_TYPE_live_message, &message, &out);
        require(!out.failed);
    }
    doran_buffer_deinit(&out);
    doran_arena_deinit(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text =
        malloc(size + (size == 0)); /* Of the exact size, so that the sanitizer sees a step too far. */
    require(text != NULL);
    memcpy(text, data, size);
    read_hello(text, size);
    read_message(text, size);
    free(text);
    return 0;
}
