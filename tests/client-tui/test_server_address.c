/* The address of a server as people write it. */
#include "client-tui/state/server_address.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void what_nobody_writes_is_filled_in(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"home.example:7474", "https://home.example:7474"},
        {"  home.example ", "https://home.example"},
        {"localhost:7474", "http://localhost:7474"},
        {"LocalHost", "http://LocalHost"},
        {"127.0.0.1:7474", "http://127.0.0.1:7474"},
        {"[::1]:7474", "http://[::1]:7474"},
        {"localhost.example", "https://localhost.example"},
        {"127.0.0.100", "https://127.0.0.100"},
        {"https://home.example", "https://home.example"},
        {"http://home.example", "http://home.example"},
        {"ftp://home.example", "ftp://home.example"},
        {"", ""},
        {"   ", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char out[SERVER_ADDRESS_SIZE];
        server_address(out, cases[i][0]);
        assert_string_equal(out, cases[i][1]);
    }
}

static void too_long_is_cut(void **state)
{
    (void)state;
    char written[2 * SERVER_ADDRESS_SIZE], out[SERVER_ADDRESS_SIZE];
    memset(written, 'x', sizeof written - 1);
    written[sizeof written - 1] = '\0';
    server_address(out, written);
    assert_int_equal(strlen(out), SERVER_ADDRESS_SIZE - 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(what_nobody_writes_is_filled_in),
                                       cmocka_unit_test(too_long_is_cut)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
