/** @file tls.h  The server's key and certificate: its own ones, made at the first start, or given files. */
#ifndef SERVER_HTTP_TLS_H
#define SERVER_HTTP_TLS_H

#include <doran/error.h>
#include <stddef.h>

#define TLS_PIN_MAX 44 /**< 43 characters of base64url and the NUL. */

/** Sees to it that key.pem (EC P-256, mode 0600) and certificate.pem stand in the data directory: the key is made once
 * and kept, since its pin stands in join links; the certificate is made anew when it is near its end or of another
 * key. `name` is the host name it is for. Gives both paths. */
bool tls_make_own(const char *data, const char *name, char *certificate, char *key, size_t size,
                  struct doran_error *error);
/** The pin of a certificate file: base64url SHA-256 of its SubjectPublicKeyInfo (RFC 7469 §2.4). */
bool tls_pin(const char *certificate, char pin[TLS_PIN_MAX], struct doran_error *error);
/** Whether nobody but itself vouches for the certificate, so that clients need the pin. */
bool tls_is_self_signed(const char *certificate);

#endif
