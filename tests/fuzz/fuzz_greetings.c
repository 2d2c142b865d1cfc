/* The operator's file of greetings: whatever stands in it, what is taken from it is a greeting as the wire has them. */
#include "server/api/greeting.h"

#include <doran/json.h>

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition)
{
    if (!condition)
        abort();
}

static void check_greeting(const struct doran_greeting *greeting, struct doran_arena *arena)
{
    struct doran_greeting same = {0}, copy = *greeting;
    struct doran_buffer json = {0};
    require(greeting->text && greeting->text[0] && !strchr(greeting->text, '\n'));
    require(!greeting->language || !strcmp(greeting->language, "ko") || !strcmp(greeting->language, "en"));
    doran_json_encode(DORAN_TYPE_greeting, greeting, &json);
    require(doran_json_decode(DORAN_TYPE_greeting, DORAN_JSON_STRICT, json.data, json.length, &same, arena,
                              NULL));
    require(strcmp(same.text, greeting->text) == 0);
    require(doran_check(DORAN_TYPE_greeting, &copy, arena, NULL));
    doran_buffer_deinit(&json);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct doran_arena arena = {0};
    struct doran_greeting_list greetings;
    /* As the reader has it: not a byte after the end. */
    char *text = malloc(size ? size : 1);
    require(text != NULL);
    memcpy(text, data, size);
    require(greeting_parse(text, size, &arena, &greetings));
    require(greetings.count <= DORAN_GREETINGS_MAX);
    for (size_t i = 0; i < greetings.count; i++)
        check_greeting(&greetings.items[i], &arena);
    free(text);
    doran_arena_deinit(&arena);
    return 0;
}
