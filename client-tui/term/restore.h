/* restore.h: gives the terminal back whatever happens, and tells the loop of signals through a pipe. */
#ifndef DORAN_TUI_TERM_RESTORE_H
#define DORAN_TUI_TERM_RESTORE_H

#include <stdbool.h>
#include <stddef.h>
#include <termios.h>

#define RESTORE_BYTES_MAX 256

/* What the pipe delivers, a byte each. */
enum restore_note { RESTORE_RESIZED = 'w', RESTORE_QUIT = 'q', RESTORE_STOP = 't', RESTORE_CONTINUED = 'c' };

/* Catches the signals from here on: before newterm(), which leaves alone what is caught already. `modes` are
 * the line modes to go back to. Returns the pipe's reading end (non-blocking), -1 on failure. */
int restore_begin(int fd, const struct termios *modes);
/* What undoes all that was switched on; at most RESTORE_BYTES_MAX are kept. From here on there is something
 * to undo. */
void restore_undo_with(const char *bytes, size_t length);
/* The terminal has been given back in an orderly way (or taken again): nothing (or again something) to undo.
 */
void restore_arm(bool armed);
/* The signals are as they were before, the pipe is closed. */
void restore_end(void);
/* Stops the process as Ctrl-Z does, and returns when it is continued. The terminal must be given back before.
 */
void restore_stop(void);

#endif
