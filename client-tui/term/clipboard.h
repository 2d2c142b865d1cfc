/* clipboard.h: the sequence that puts a text on the clipboard of the terminal's own computer (xterm's OSC 52), also over SSH. */
#ifndef DORAN_TUI_TERM_CLIPBOARD_H
#define DORAN_TUI_TERM_CLIPBOARD_H

#include <stddef.h>

#define CLIPBOARD_TEXT_MAX 4096 /* bytes */
#define CLIPBOARD_SEQUENCE_MAX (CLIPBOARD_TEXT_MAX / 3 * 4 + 16)

/* Writes it with a NUL; returns its length, 0 when the text is too long. */
size_t clipboard_sequence(const char *text, char out[CLIPBOARD_SEQUENCE_MAX]);

#endif
