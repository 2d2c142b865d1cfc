#include "server/http/address.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

#define MAPPED_BITS 96

static const unsigned char mapped_prefix[12] = {[10] = 0xff, [11] = 0xff};

static bool is_mapped(const struct address *address)
{
    return memcmp(address->bytes, mapped_prefix, sizeof mapped_prefix) == 0;
}

bool address_of(struct address *out, const struct sockaddr *from)
{
    if (from->sa_family == AF_INET) {
        const struct sockaddr_in *in = (const void *)from;
        memcpy(out->bytes, mapped_prefix, sizeof mapped_prefix);
        memcpy(out->bytes + 12, &in->sin_addr, 4);
        return true;
    }
    if (from->sa_family != AF_INET6)
        return false;
    const struct sockaddr_in6 *in6 = (const void *)from;
    memcpy(out->bytes, &in6->sin6_addr, 16);
    return true;
}

bool address_parse(struct address *out, const char *text, size_t length)
{
    char copy[ADDRESS_TEXT_MAX];
    if (length && *text == '[') {
        const char *end = memchr(text, ']', length);
        if (!end)
            return false;
        length = (size_t)(end - text) - 1;
        text++;
    } else {
        const char *colon = memchr(text, ':', length);
        if (colon && memchr(text, '.', (size_t)(colon - text))) /* IPv4 with a port. */
            length = (size_t)(colon - text);
    }
    if (!length || length >= sizeof copy)
        return false;
    memcpy(copy, text, length);
    copy[length] = 0;
    if (inet_pton(AF_INET6, copy, out->bytes) == 1)
        return true;
    memcpy(out->bytes, mapped_prefix, sizeof mapped_prefix);
    return inet_pton(AF_INET, copy, out->bytes + 12) == 1;
}

void address_format(const struct address *address, char out[ADDRESS_TEXT_MAX])
{
    if (is_mapped(address))
        inet_ntop(AF_INET, address->bytes + 12, out, ADDRESS_TEXT_MAX);
    else
        inet_ntop(AF_INET6, address->bytes, out, ADDRESS_TEXT_MAX);
}

struct address address_group(const struct address *address)
{
    struct address group = *address;
    if (!is_mapped(address))
        memset(group.bytes + 8, 0, 8);
    return group;
}

static bool parse_network(struct network *out, const char *text, size_t length)
{
    const char *slash = memchr(text, '/', length);
    size_t address_length = slash ? (size_t)(slash - text) : length;
    if (!address_parse(&out->address, text, address_length))
        return false;
    unsigned base = is_mapped(&out->address) ? MAPPED_BITS : 0;
    out->bits = 128;
    if (!slash)
        return true;
    size_t digits = length - address_length - 1;
    if (digits < 1 || digits > 3 || strspn(slash + 1, "0123456789") < digits)
        return false;
    unsigned long bits = strtoul(slash + 1, NULL, 10);
    out->bits = base + (unsigned)bits;
    return bits <= 128 - base;
}

bool networks_parse(struct networks *out, const char *text, struct doran_error *error)
{
    out->count = 0;
    for (;;) {
        text += strspn(text, ", \t");
        size_t length = strcspn(text, ", \t");
        if (!length)
            return true;
        if (out->count == NETWORKS_MAX)
            return doran_fail(error, DORAN_ERROR_invalid, "trusted_proxies",
                              "trusted_proxies takes %d networks at most.", NETWORKS_MAX);
        if (!parse_network(&out->items[out->count++], text, length))
            return doran_fail(error, DORAN_ERROR_invalid, "trusted_proxies",
                              "trusted_proxies takes addresses and networks, as 127.0.0.1 or 10.0.0.0/8.");
        text += length;
    }
}

static bool contains(const struct network *network, const struct address *address)
{
    unsigned whole = network->bits / 8, rest = network->bits % 8;
    if (memcmp(network->address.bytes, address->bytes, whole) != 0)
        return false;
    unsigned char mask = (unsigned char)(0xff << (8 - rest));
    return !rest || ((network->address.bytes[whole] ^ address->bytes[whole]) & mask) == 0;
}

bool networks_contain(const struct networks *networks, const struct address *address)
{
    for (size_t i = 0; i < networks->count; i++)
        if (contains(&networks->items[i], address))
            return true;
    return false;
}
