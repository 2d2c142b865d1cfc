/* qr.h: a link as a QR code made of text. */
#ifndef DORAN_PROMPT_QR_H
#define DORAN_PROMPT_QR_H

#include <stdbool.h>
#include <stdio.h>

/* Prints a QR code in half blocks, light on dark as phones read it on most terminals, with its quiet zone. With `coloured` its
 * colours are stated, so that no theme turns them round. False when the text is too long or there is no memory. */
bool qr_print(FILE *out, const char *text, bool coloured);

#endif
