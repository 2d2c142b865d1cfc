/* Join links out of pasted text: what is found is well formed, and stays the same when it is written and read again. */
#include <doran/protocol.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition)
{
    if (!condition)
        abort();
}

static void check_link(const struct doran_join_link *link)
{
    char code[65];
    require(strlen(link->server) < sizeof link->server && strpbrk(link->server, " @\\?#\"'<>") == NULL);
    require(doran_code_clean(link->code, code) && strcmp(code, link->code) == 0);
    require(link->pin[0] == '\0' || strlen(link->pin) == 43);
    require(link->pin[0] == '\0' || link->server[0] != '\0');
    struct doran_buffer text = {0};
    struct doran_join_link back;
    doran_join_link_format(link, &text);
    require(doran_join_link_parse(text.data, &back, NULL));
    require(strcmp(back.server, link->server) == 0 && strcmp(back.code, link->code) == 0);
    require(strcmp(back.pin, link->pin) == 0);
    doran_buffer_deinit(&text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = malloc(size + 1);
    require(text != NULL);
    memcpy(text, data, size);
    text[size] = '\0';
    struct doran_join_link link;
    if (doran_join_link_parse(text, &link, NULL))
        check_link(&link);
    free(text);
    return 0;
}
