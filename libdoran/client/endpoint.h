/* The one server a client speaks to, and how it is recognised. Plain HTTP goes to loopback addresses only. */
#ifndef DORAN_CLIENT_ENDPOINT_H
#define DORAN_CLIENT_ENDPOINT_H

#include <doran/error.h>

#define ENDPOINT_PIN_BYTES 32 /* SHA-256 */

struct endpoint {
    bool tls;
    char host[256]; /* without the brackets of an IPv6 address */
    int port;
    char origin[300]; /* "https://host:port" */
    char *ca_file;    /* NULL for none */
    bool pinned;      /* then the pin is the whole trust */
    unsigned char pin[ENDPOINT_PIN_BYTES];
    char curl_pin[64]; /* as CURLOPT_PINNEDPUBLICKEY takes it */
};
/* Errors: invalid with the field "server" or "pin". */
bool endpoint_init(struct endpoint *endpoint, const char *server, const char *pin, const char *ca_file,
                   struct doran_error *error);
void endpoint_deinit(struct endpoint *endpoint);

#endif
