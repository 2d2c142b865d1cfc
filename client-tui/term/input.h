/* input.h: from the terminal's bytes to keys. Pure: bytes in, events out, the time is told.
 *
 * An ESC is the key only when nothing follows it for `escape_ms`. Once a sequence has begun it never turns
 * into Esc and letters: it waits for its end, and is dropped whole when that does not come within
 * INPUT_SEQUENCE_MS. What the terminal's own keys send goes before all that; what only begins so waits for `escape_ms`. */
#ifndef DORAN_TUI_TERM_INPUT_H
#define DORAN_TUI_TERM_INPUT_H

#include "client-tui/term/event.h"
#include "client-tui/term/own_keys.h"

#include <stddef.h>
#include <stdint.h>

#define INPUT_BYTES_MAX 4096   /* waiting to be read as keys */
#define INPUT_SEQUENCE_MAX 64  /* bytes of a key's escape sequence; a longer one is dropped */
#define INPUT_SEQUENCE_MS 1000 /* how long the rest of a sequence (or a character) may take */
#define INPUT_STRING_MAX 65536 /* bytes of an OSC, DCS, APC or PM string that is skipped */
#define INPUT_PASTE_MS 2000    /* how long a paste may pause before what came is taken as all of it */
#define INPUT_REPORTS_MAX 8    /* cursor reports remembered */

struct input_report {
    int row, column; /* from 1, as sent */
};

struct input {
    unsigned char bytes[INPUT_BYTES_MAX];
    size_t length;
    int64_t since_ms;    /* when the last bytes came */
    struct own_keys own; /* the terminal's; none by input_init() */
    int escape_ms;
    bool pasting;
    size_t skipping; /* bytes of a string skipped so far; 0: in none */
    char *paste;     /* TERM_PASTE_MAX + 1 bytes, made at the first paste */
    size_t paste_length;
    bool paste_truncated;
    int reports_wanted; /* cursor reports asked for and not yet come */
    struct input_report reports[INPUT_REPORTS_MAX];
    size_t report_count;
    bool background_wanted; /* asked for and not yet come */
    bool background_told;
    uint32_t background; /* 0xRRGGBB */
};

void input_init(struct input *input, int escape_ms);
void input_deinit(struct input *input);
/* Room for more bytes. 0 only while events are waiting to be taken with input_next(). */
size_t input_room(const struct input *input);
void input_feed(struct input *input, const void *bytes, size_t length, int64_t now_ms);
/* The next event. False when there is none yet. */
bool input_next(struct input *input, int64_t now_ms, struct term_event *event);
/* Takes the cursor reports and the background's colour that were asked for out of the waiting bytes; keys between them stay. */
void input_take_reports(struct input *input);
/* Milliseconds after which input_next() may have an event although nothing came; -1: none. */
int input_timeout(const struct input *input, int64_t now_ms);

#endif
