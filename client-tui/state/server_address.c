#include "client-tui/state/server_address.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

static bool is_this_computer(const char *host)
{
    static const char *const names[] = {"localhost", "127.0.0.1", "[::1]"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        size_t length = strlen(names[i]);
        if (strncasecmp(host, names[i], length) == 0 && strchr(":/ ", host[length])) /* the NUL too */
            return true;
    }
    return false;
}

void server_address(char out[SERVER_ADDRESS_SIZE], const char *written)
{
    written += strspn(written, " \t");
    size_t length = strlen(written);
    while (length > 0 && strchr(" \t", written[length - 1]))
        length--;
    const char *scheme = length == 0 || strstr(written, "://") ? ""
                         : is_this_computer(written)           ? "http://"
                                                               : "https://";
    snprintf(out, SERVER_ADDRESS_SIZE, "%s%.*s", scheme, (int)length, written);
}
