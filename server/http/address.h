/** @file address.h  Internet addresses, and networks to match them with. */
#ifndef SERVER_HTTP_ADDRESS_H
#define SERVER_HTTP_ADDRESS_H

#include <doran/error.h>
#include <stddef.h>
#include <sys/socket.h>

#define ADDRESS_TEXT_MAX 46
#define NETWORKS_MAX 32

/** IPv6, or IPv4 mapped into it (RFC 4291 §2.5.5.2). */
struct address {
    unsigned char bytes[16];
};
struct network {
    struct address address;
    unsigned bits; /**< Of the mapped form: 96 more for IPv4. */
};
struct networks {
    size_t count;
    struct network items[NETWORKS_MAX];
};

/** From a socket address; false for another family. */
bool address_of(struct address *out, const struct sockaddr *from);
/** From text of `length` bytes; "[::1]:80" and "1.2.3.4:80" are accepted too, as proxies write them. */
bool address_parse(struct address *out, const char *text, size_t length);
void address_format(const struct address *address, char out[ADDRESS_TEXT_MAX]);
/** What counts as one household: the IPv4 address, or the IPv6 /64. */
struct address address_group(const struct address *address);

/** Reads "127.0.0.1, 10.0.0.0/8, fd00::/8". */
bool networks_parse(struct networks *out, const char *text, struct doran_error *error);
bool networks_contain(const struct networks *networks, const struct address *address);

#endif
