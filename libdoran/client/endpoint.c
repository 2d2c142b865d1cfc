#include "libdoran/client/endpoint.h"

#include <arpa/inet.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool is_loopback(const char *host)
{
    struct in_addr four;
    struct in6_addr six;
    if (strcmp(host, "localhost") == 0)
        return true;
    if (inet_pton(AF_INET, host, &four) == 1)
        return (ntohl(four.s_addr) >> 24) == 127;
    return inet_pton(AF_INET6, host, &six) == 1 && IN6_IS_ADDR_LOOPBACK(&six);
}

static bool is_host(const char *host)
{
    return host[0] != '\0' &&
           strspn(host, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-:_") == strlen(host);
}

/* "host", "host:port" or "[address]:port". */
static bool split(struct endpoint *endpoint, const char *authority)
{
    size_t length = strcspn(authority, "/");
    if (authority[length] != '\0' && authority[length + 1] != '\0')
        return false; /* A path has no meaning here. */
    bool bracketed = authority[0] == '[';
    const char *start = authority + (bracketed ? 1 : 0);
    size_t size = strcspn(start, bracketed ? "]" : ":/");
    if (size >= sizeof endpoint->host || (bracketed && start[size] != ']'))
        return false;
    memcpy(endpoint->host, start, size);
    endpoint->host[size] = '\0';
    const char *rest = start + size + (bracketed ? 1 : 0);
    if (*rest == ':') {
        char *end;
        long port = strtol(rest + 1, &end, 10);
        if (end == rest + 1 || port < 1 || port > 65535 || rest[1] < '0' || rest[1] > '9')
            return false;
        endpoint->port = (int)port;
        rest = end;
    }
    return (*rest == '\0' || *rest == '/') && is_host(endpoint->host) &&
           (bracketed || strchr(endpoint->host, ':') == NULL);
}

static bool take_server(struct endpoint *endpoint, const char *server)
{
    static const char https[] = "https://", http[] = "http://";
    if (strncmp(server, https, sizeof https - 1) == 0) {
        endpoint->tls = true;
        endpoint->port = 443;
        server += sizeof https - 1;
    } else if (strncmp(server, http, sizeof http - 1) == 0) {
        endpoint->port = 80;
        server += sizeof http - 1;
    } else {
        return false;
    }
    if (!split(endpoint, server))
        return false;
    bool six = strchr(endpoint->host, ':') != NULL;
    snprintf(endpoint->origin, sizeof endpoint->origin, "%s%s%s%s:%d", endpoint->tls ? https : http,
             six ? "[" : "", endpoint->host, six ? "]" : "", endpoint->port);
    return true;
}

/* Base64url without padding (RFC 4648 §5) of 32 bytes is 43 characters; OpenSSL reads the other alphabet,
 * padded. */
static bool take_pin(struct endpoint *endpoint, const char *pin)
{
    char text[45];
    unsigned char bytes[36];
    if (strlen(pin) != 43)
        return false;
    for (size_t i = 0; i < 43; i++) {
        if (pin[i] == '+' || pin[i] == '/' || pin[i] == '=')
            return false;
        text[i] = pin[i] == '-' ? '+' : pin[i] == '_' ? '/' : pin[i];
    }
    text[43] = '=';
    text[44] = '\0';
    if (EVP_DecodeBlock(bytes, (const unsigned char *)text, 44) != 33)
        return false;
    memcpy(endpoint->pin, bytes, ENDPOINT_PIN_BYTES);
    snprintf(endpoint->curl_pin, sizeof endpoint->curl_pin, "sha256//%s", text);
    endpoint->pinned = true;
    return true;
}

bool endpoint_init(struct endpoint *endpoint, const char *server, const char *pin, const char *ca_file,
                   struct doran_error *error)
{
    *endpoint = (struct endpoint){0};
    if (server == NULL || !take_server(endpoint, server))
        return doran_fail(error, DORAN_ERROR_invalid, "server", "An address is \"https://host:port\".");
    if (!endpoint->tls && !is_loopback(endpoint->host))
        return doran_fail(error, DORAN_ERROR_invalid, "server",
                          "Without TLS only this computer itself can be reached.");
    if (pin != NULL && pin[0] != '\0' && (!endpoint->tls || !take_pin(endpoint, pin)))
        return doran_fail(error, DORAN_ERROR_invalid, "pin", "That is no pin of a key.");
    if (ca_file != NULL && (endpoint->ca_file = strdup(ca_file)) == NULL)
        return doran_fail(error, DORAN_ERROR_no_memory, NULL, NULL);
    return true;
}

void endpoint_deinit(struct endpoint *endpoint)
{
    free(endpoint->ca_file);
    endpoint->ca_file = NULL;
}
