#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <doran/protocol.h>
#include <string.h>

#define PIN "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU"

static const struct {
    const char *text, *server, *code, *pin;
} found[] = {
    {"https://home.example:7474/join#v1.K7QM-93TX-B2FA." PIN, "https://home.example:7474", "K7QM93TXB2FA",
     PIN},
    {"https://home.example/join#v1.K7QM-93TX-B2FA", "https://home.example", "K7QM93TXB2FA", ""},
    {"HTTPS://Home.Example/join#v1.k7qm93txb2fa", "https://home.example", "K7QM93TXB2FA", ""},
    {"http://127.0.0.1:7474/join#v1.ABCD-EFGH", "http://127.0.0.1:7474", "ABCDEFGH", ""},
    {"https://[::1]:7474/join#v1.ABCD-EFGH", "https://[::1]:7474", "ABCDEFGH", ""},
    {"[엄마] 도란도란에 초대해요!\nhttps://home.example:7474/join#v1.K7QM-93TX-B2FA." PIN
     "\n14일 안에 열어 주세요.",
     "https://home.example:7474", "K7QM93TXB2FA", PIN},
    {"여기로 오세요 https://home.example/join#v1.K7QM-93TX. 기다릴게요", "https://home.example", "K7QM93TX",
     ""},
    {"(https://home.example/join#v1.K7QM-93TX)를 누르세요", "https://home.example", "K7QM93TX", ""},
    {"https://home.example/join#v1.K7QM-93TX입니다", "https://home.example", "K7QM93TX", ""},
    {"see https://other.example/x and https://home.example/join#v1.K7QM-93TX", "https://home.example",
     "K7QM93TX", ""},
    {"K7QM-93TX-B2FA", "", "K7QM93TXB2FA", ""},
    {" k7qm93txb2fa\n", "", "K7QM93TXB2FA", ""},
    {"KOIL-oi1l", "", "K0110111", ""},
    {"초대 코드는 K7QM-93TX-B2FA 입니다", "", "K7QM93TXB2FA", ""},
    {"Come together, the well-made code is k7qm-93tx.", "", "K7QM93TX", ""},
    {"코드: ABCD-EFGH", "", "ABCDEFGH", ""},
    {"010-1234-5678로 전화하고 K7QM93TXB2FA를 쓰세요", "", "K7QM93TXB2FA", ""},
};

static void test_found(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof found / sizeof found[0]; i++) {
        struct doran_join_link link;
        struct doran_error error = {0};
        if (!doran_join_link_parse(found[i].text, &link, &error))
            fail_msg("%s: %s", found[i].text, error.message);
        assert_string_equal(link.server, found[i].server);
        assert_string_equal(link.code, found[i].code);
        assert_string_equal(link.pin, found[i].pin);
    }
}

static void test_refused(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "",
        " ",
        "안녕하세요",
        "hello mother",
        "전화 010-1234-5678",
        "오늘은 2026-11-22",
        "K7Q",
        "K7QM-93TU-B2FA",
        "https://home.example/join",
        "https://home.example/join#v2.K7QM-93TX",
        "https://home.example/join#v1.",
        "https://home.example/join#v1.K7U",
        "https://home.example/join#v1.K7QM-93TX.abc",
        "https://home.example/join#v1.K7QM-93TX." PIN "A",
        "ftp://home.example/join",
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        struct doran_join_link link;
        struct doran_error error = {0};
        if (doran_join_link_parse(texts[i], &link, &error))
            fail_msg("%s was taken: %s %s", texts[i], link.server, link.code);
        assert_int_equal(error.code, DORAN_ERROR_invalid);
        assert_string_equal(link.server, "");
        assert_string_equal(link.code, "");
        assert_string_equal(link.pin, "");
    }
}

/* Nothing that is not plainly a host gets into the server's address. */
static void test_odd_servers(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "https://user@evil.example/join#v1.K7QM-93TX",
        "https://home.example:0/join#v1.K7QM-93TX",
        "https://home.example:99999/join#v1.K7QM-93TX",
        "https://home.example:/join#v1.K7QM-93TX",
        "https:///join#v1.K7QM-93TX",
        "https://home example/join#v1.K7QM-93TX",
        "https://home.example/a/../join#v1.K7QM-93TX",
        "https://[::1/join#v1.K7QM-93TX",
        "https://home.example:7474x/join#v1.K7QM-93TX",
        "https://home.example%00.x/join#v1.K7QM-93TX",
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        struct doran_join_link link;
        if (doran_join_link_parse(texts[i], &link, NULL))
            fail_msg("%s was taken", texts[i]);
        assert_string_equal(link.server, "");
    }
}

static void test_long_ones(void **state)
{
    (void)state;
    struct doran_join_link link;
    struct doran_buffer text = {0};
    doran_buffer_puts(&text, "https://");
    for (int i = 0; i < 300; i++)
        doran_buffer_putc(&text, 'a');
    doran_buffer_puts(&text, "/join#v1.K7QM-93TX");
    assert_false(doran_join_link_parse(text.data, &link, NULL));
    doran_buffer_clear(&text);
    for (int i = 0; i < 64; i++)
        doran_buffer_putc(&text, 'a');
    assert_true(doran_join_link_parse(text.data, &link, NULL));
    assert_int_equal(strlen(link.code), 64);
    doran_buffer_putc(&text, 'a');
    assert_false(doran_join_link_parse(text.data, &link, NULL));
    doran_buffer_deinit(&text);
}

static void test_format(void **state)
{
    (void)state;
    struct doran_join_link link = {.server = "https://home.example:7474", .code = "K7QM93TXB2", .pin = PIN};
    struct doran_buffer out = {0};
    doran_join_link_format(&link, &out);
    assert_string_equal(out.data, "https://home.example:7474/join#v1.K7QM-93TX-B2." PIN);
    struct doran_join_link back;
    assert_true(doran_join_link_parse(out.data, &back, NULL));
    assert_memory_equal(&back, &link, sizeof link);
    doran_buffer_clear(&out);
    link.pin[0] = '\0';
    doran_join_link_format(&link, &out);
    assert_string_equal(out.data, "https://home.example:7474/join#v1.K7QM-93TX-B2");
    doran_buffer_clear(&out);
    link.server[0] = '\0';
    doran_join_link_format(&link, &out);
    assert_string_equal(out.data, "K7QM-93TX-B2");
    doran_buffer_deinit(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_found),     cmocka_unit_test(test_refused), cmocka_unit_test(test_odd_servers),
        cmocka_unit_test(test_long_ones), cmocka_unit_test(test_format),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
