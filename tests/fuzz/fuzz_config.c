/* The configuration file: whatever stands in it, settings stay within their bounds and messages are printable. */
#include "server/config.h"

#include <ctype.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition)
{
    if (!condition)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct config config;
    struct doran_error error;
    doran_error_clear(&error);
    config_init(&config);
    if (!config_parse(&config, "file", (const char *)data, size, &error)) {
        require(error.code != DORAN_ERROR_none && error.message[0]);
        for (const char *at = error.message; *at; at++)
            require(isprint((unsigned char)*at));
    }
#define GROUP(title)
#define TEXT(name, size_, initial, argument, help) require(memchr(config.name, 0, size_) != NULL);
#define NUMBER(name, least, most, initial, argument, help)                                                   \
    require(config.name >= (least) && config.name <= (most));
#define CHOICE(name, names, initial, help) require(config.name >= 0);
#include "server/config.def"
    return 0;
}
