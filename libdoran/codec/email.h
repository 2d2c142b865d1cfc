/* The form of an e-mail address. */
#ifndef DORAN_CODEC_EMAIL_H
#define DORAN_CODEC_EMAIL_H

#include <stdbool.h>

/** True for a local part that is a dot-atom (RFC 5322 §3.2.3; beyond ASCII as RFC 6531 §3.3), "@", and a
 * domain name of at least two labels; at most DORAN_EMAIL_MAX bytes in all. `text` is valid UTF-8. */
bool doran_email_valid(const char *text);

#endif
