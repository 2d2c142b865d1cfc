/* Addresses, networks, and how many connections each household may hold. */
#include "server/http/address.h"
#include "server/http/peers.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static struct address address(const char *text)
{
    struct address parsed;
    assert_true(address_parse(&parsed, text, strlen(text)));
    return parsed;
}

static void assert_round(const char *text, const char *expected)
{
    char out[ADDRESS_TEXT_MAX];
    struct address parsed = address(text);
    address_format(&parsed, out);
    assert_string_equal(out, expected);
}

static void test_addresses(void **state)
{
    (void)state;
    struct address parsed;
    assert_round("127.0.0.1", "127.0.0.1");
    assert_round("10.1.2.3:4567", "10.1.2.3");
    assert_round("2001:DB8::1", "2001:db8::1");
    assert_round("[2001:db8::1]:443", "2001:db8::1");
    assert_round("::ffff:1.2.3.4", "1.2.3.4");
    static const char *const wrong[] = {"",     "1.2.3",  "1.2.3.4.5", "unknown",
                                        "[::1", "::1%lo", "1.2.3.400", " 1.2.3.4"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_false(address_parse(&parsed, wrong[i], strlen(wrong[i])));
}

static void test_networks(void **state)
{
    (void)state;
    struct networks networks;
    assert_true(networks_parse(&networks, " 127.0.0.1, 10.0.0.0/8,fd00::/8 , 192.168.1.128/25", NULL));
    static const struct {
        const char *text;
        bool inside;
    } cases[] = {{"127.0.0.1", true},      {"127.0.0.2", false},     {"10.255.0.1", true},
                 {"11.0.0.0", false},      {"fdff::1", true},        {"fe00::1", false},
                 {"::1", false},           {"192.168.1.127", false}, {"192.168.1.128", true},
                 {"::ffff:10.0.0.1", true}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct address one = address(cases[i].text);
        assert_int_equal(networks_contain(&networks, &one), cases[i].inside);
    }
    assert_true(networks_parse(&networks, "", NULL));
    assert_int_equal(networks.count, 0);
    static const char *const wrong[] = {"10.0.0.0/33", "10.0.0.0/", "10.0.0.0/-1",
                                        "fd00::/129",  "x",         "10.0.0.0/8x"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct doran_error error;
        doran_error_clear(&error);
        assert_false(networks_parse(&networks, wrong[i], &error));
        assert_string_equal(error.field, "trusted_proxies");
    }
}

static void test_peers(void **state)
{
    (void)state;
    struct peers *peers = peers_new();
    struct address one = address("2001:db8::1"), same = address("2001:db8::ffff"),
                   other = address("2001:db8:0:1::1");
    struct address four = address("1.2.3.4"), five = address("1.2.3.5");
    struct peer *first = peers_enter(peers, &one, 2), *second = peers_enter(peers, &same, 2);
    assert_non_null(first);
    assert_ptr_equal(first, second);
    assert_null(peers_enter(peers, &one, 2));
    struct peer *third = peers_enter(peers, &other, 2), *fourth = peers_enter(peers, &four, 1);
    assert_non_null(third);
    assert_ptr_not_equal(first, third);
    assert_null(peers_enter(peers, &four, 1));
    struct peer *fifth = peers_enter(peers, &five, 1);
    assert_non_null(fifth);
    peers_leave(peers, first);
    assert_non_null(peers_enter(peers, &same, 2));
    struct peer *all[] = {first, first, third, fourth, fifth, NULL};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        peers_leave(peers, all[i]);
    peers_free(peers);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_addresses), cmocka_unit_test(test_networks),
                                       cmocka_unit_test(test_peers)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
