#include "client-tui/term/clipboard.h"

#include <stdio.h>
#include <string.h>

size_t clipboard_sequence(const char *text, char out[CLIPBOARD_SEQUENCE_MAX])
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    static const char begin[] = "\033]52;c;", end[] = "\033\\";
    size_t length = strlen(text), at = sizeof begin - 1;
    out[0] = '\0';
    if (length > CLIPBOARD_TEXT_MAX)
        return 0;
    memcpy(out, begin, at);
    for (size_t i = 0; i < length; i += 3) { /* RFC 4648 §4 */
        size_t have = length - i < 3 ? length - i : 3;
        unsigned bits = 0;
        for (size_t j = 0; j < 3; j++)
            bits = bits << 8 | (j < have ? (unsigned char)text[i + j] : 0U);
        for (size_t j = 0; j < 4; j++)
            out[at++] = j <= have ? digits[bits >> (18 - 6 * j) & 63] : '=';
    }
    memcpy(out + at, end, sizeof end);
    return at + sizeof end - 1;
}
