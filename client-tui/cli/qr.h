/* qr.h: a link as a QR code made of text. */
#ifndef DORAN_CLI_QR_H
#define DORAN_CLI_QR_H

#include <stdbool.h>
#include <stdio.h>

/* Prints a QR code in half blocks, light on dark as phones read it on most terminals, with its quiet zone.
 * False when the text is too long or there is no memory. */
bool qr_print(FILE *out, const char *text);

#endif
