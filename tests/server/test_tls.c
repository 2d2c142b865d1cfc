/* The server's own key and certificate: made once, kept, private, and what join links name is their pin. */
#include "server/http/tls.h"
#include "support/directory.h"
#include "support/raw.h"
#include "support/server.h"

#include <arpa/inet.h>
#include <openssl/ssl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

enum { PATH_SIZE = 1200 };

static mode_t mode_of(const char *path)
{
    struct stat status;
    assert_int_equal(stat(path, &status), 0);
    return status.st_mode & 0777;
}

static void test_a_key_of_its_own(void **state)
{
    (void)state;
    char *directory = test_directory_new("tls"), certificate[PATH_SIZE], key[PATH_SIZE];
    char pin[TLS_PIN_MAX], again[TLS_PIN_MAX], other[TLS_PIN_MAX];
    struct doran_error error;
    doran_error_clear(&error);
    assert_true(tls_make_own(directory, "family.example.org", certificate, key, PATH_SIZE, &error));
    assert_int_equal(mode_of(key), 0600);
    assert_int_equal(mode_of(certificate), 0600);
    assert_true(tls_pin(certificate, pin, &error));
    assert_int_equal(strlen(pin), 43);
    assert_int_equal(strspn(pin, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"), 43);
    assert_true(tls_is_self_signed(certificate));
    /* A lost certificate is made anew; the key, and so the pin, stays. */
    assert_int_equal(unlink(certificate), 0);
    assert_int_equal(chmod(key, 0644), 0);
    assert_true(tls_make_own(directory, "192.168.0.10", certificate, key, PATH_SIZE, &error));
    assert_true(tls_pin(certificate, again, &error));
    assert_string_equal(pin, again);
    assert_int_equal(mode_of(key), 0600);
    /* A certificate of another key is replaced. */
    assert_int_equal(unlink(key), 0);
    assert_true(tls_make_own(directory, "a", certificate, key, PATH_SIZE, &error));
    assert_true(tls_pin(certificate, other, &error));
    assert_string_not_equal(pin, other);
    /* A key that cannot be read is not thrown away. */
    FILE *file = fopen(key, "w");
    fputs("not a key\n", file);
    fclose(file);
    assert_false(tls_make_own(directory, "a", certificate, key, PATH_SIZE, &error));
    assert_non_null(strstr(error.message, "it is not replaced"));
    assert_false(tls_pin(key, pin, &error));
    test_directory_remove(directory);
}

/* --- A real server ---------------------------------------------------------------------------------------------- */

struct secure {
    SSL_CTX *context;
    SSL *ssl;
    int fd;
};

static bool secure_open(struct secure *secure, int port, int version, const char *alpn)
{
    struct sockaddr_in to = {
        .sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    secure->context = SSL_CTX_new(TLS_client_method());
    SSL_CTX_set_security_level(secure->context, 0);
    if (version)
        SSL_CTX_set_max_proto_version(secure->context, version);
    if (alpn)
        SSL_CTX_set_alpn_protos(secure->context, (const unsigned char *)alpn, (unsigned)strlen(alpn));
    secure->ssl = SSL_new(secure->context);
    secure->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct timeval patience = {.tv_sec = RAW_WAIT_MS / 1000};
    setsockopt(secure->fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    assert_int_equal(connect(secure->fd, (struct sockaddr *)&to, sizeof to), 0);
    SSL_set_fd(secure->ssl, secure->fd);
    return SSL_connect(secure->ssl) == 1;
}

static void secure_close(struct secure *secure)
{
    SSL_free(secure->ssl);
    SSL_CTX_free(secure->context);
    close(secure->fd);
}

/* Sends and reads until `until` stands in what came. */
static void secure_talk(struct secure *secure, const char *request, const char *until, char *out, size_t size)
{
    size_t length = 0;
    assert_int_equal(SSL_write(secure->ssl, request, (int)strlen(request)), strlen(request));
    do {
        int got = SSL_read(secure->ssl, out + length, (int)(size - length - 1));
        if (got <= 0)
            fail_msg("nothing more came after: %.*s", (int)length, out);
        length += (size_t)got;
        out[length] = 0;
    } while (!strstr(out, until));
}

static void test_a_server_with_tls(void **state)
{
    (void)state;
    struct server *server = server_start(&(struct server_options){.tls = true});
    char path[PATH_SIZE], pin[TLS_PIN_MAX], after[TLS_PIN_MAX], link[64];
    char *large = malloc(200000);
    struct secure secure;
    snprintf(path, sizeof path, "%s/certificate.pem", server_data(server));
    assert_true(tls_pin(path, pin, NULL));
    server_join_code(server);
    char *output = server_output(server);
    snprintf(link, sizeof link, ".%s\n", pin);
    assert_non_null(strstr(output, link)); /* The join link carries the pin. */
    free(output);

    assert_true(secure_open(&secure, server_port(server), 0, "\x02h2\x08http/1.1"));
    const unsigned char *protocol = NULL;
    unsigned length = 0;
    SSL_get0_alpn_selected(secure.ssl, &protocol, &length);
    assert_int_equal(length, 8);
    assert_memory_equal(protocol, "http/1.1", 8);
    secure_talk(&secure, "GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n", "{\"status\":\"ok\"}", large, 200000);
    assert_non_null(strstr(large, "Strict-Transport-Security: max-age=31536000\r\n"));
    secure_talk(&secure, "GET /api/v1/openapi.json HTTP/1.1\r\nHost: a\r\n\r\n", "}}}", large, 200000);
    for (int i = 0; i < 50; i++)
        secure_talk(&secure,
                    "GET /healthz HTTP/1.1\r\nHost: a\r\n\r\nGET /nowhere HTTP/1.1\r\nHost: a\r\n\r\n",
                    "not_found", large, 200000);
    secure_close(&secure);

    assert_true(secure_open(&secure, server_port(server), TLS1_2_VERSION, NULL));
    secure_talk(&secure, "GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n", "{\"status\":\"ok\"}", large, 200000);
    secure_close(&secure);
    assert_false(secure_open(&secure, server_port(server), TLS1_1_VERSION, NULL));
    secure_close(&secure);
    assert_true(secure_open(&secure, server_port(server), 0, "\x02h2"));
    SSL_get0_alpn_selected(secure.ssl, &protocol, &length);
    assert_int_equal(length, 0); /* HTTP/2 is never agreed on. */
    secure_close(&secure);

    struct raw *plain = raw_open(server_port(server), NULL);
    raw_say(plain, "GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n");
    while (!raw_is_closed(plain))
        ;
    raw_close(plain);

    assert_int_equal(server_halt(server), 0);
    server_restart(server);
    assert_true(tls_pin(path, after, NULL));
    assert_string_equal(pin, after);
    free(large);
    assert_int_equal(server_stop(server), 0);
}

/* A handshake that never comes is let go. */
static void test_silent_handshakes(void **state)
{
    (void)state;
    static const char *const flags[] = {"--header-timeout=1", NULL};
    struct server *server = server_start(&(struct server_options){.tls = true, .flags = flags});
    struct raw *silent = raw_open(server_port(server), NULL), *half = raw_open(server_port(server), NULL);
    raw_send(half, "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11);
    raw_await_close(silent);
    while (!raw_is_closed(half))
        ;
    raw_close(silent);
    raw_close(half);
    assert_int_equal(server_stop(server), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_key_of_its_own),
        cmocka_unit_test(test_a_server_with_tls),
        cmocka_unit_test(test_silent_handshakes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
