#include "client-tui/term/input.h"

#include "client-tui/term/cluster.h"
#include "client-tui/term/input_sequence.h"

#include <doran/text.h>
#include <stdlib.h>
#include <string.h>

#define ESC 0x1B
#define BEL 0x07

static const unsigned char paste_end[] = {ESC, '[', '2', '0', '1', '~'};

void input_init(struct input *input, int escape_ms)
{
    *input = (struct input){.escape_ms = escape_ms};
}

void input_deinit(struct input *input)
{
    free(input->paste);
    input->paste = NULL;
}

size_t input_room(const struct input *input)
{
    return INPUT_BYTES_MAX - input->length;
}

void input_feed(struct input *input, const void *bytes, size_t length, int64_t now_ms)
{
    if (length > input_room(input))
        length = input_room(input);
    memcpy(input->bytes + input->length, bytes, length);
    input->length += length;
    input->since_ms = now_ms;
}

static void consume(struct input *input, size_t length)
{
    input->length -= length;
    memmove(input->bytes, input->bytes + length, input->length);
}

static void key_event(struct term_event *event, enum term_key_name name, uint32_t codepoint,
                      unsigned modifiers)
{
    *event = (struct term_event){.kind = TERM_EVENT_KEY, .key = {name, codepoint, modifiers}};
}

/* --- paste --- */

static void paste_append(struct input *input, size_t length)
{
    size_t room = input->paste != NULL ? TERM_PASTE_MAX - input->paste_length : 0;
    size_t taken = length < room ? length : room;
    if (taken < length)
        input->paste_truncated = true;
    if (taken > 0)
        memcpy(input->paste + input->paste_length, input->bytes, taken);
    input->paste_length += taken;
    consume(input, length);
}

/* Valid UTF-8 with \n for every kind of line end, and no other control character but \t. In place. */
static size_t paste_clean(char *text, size_t length)
{
    size_t kept = 0;
    size_t size;
    for (size_t at = 0; at < length; at += size) {
        uint32_t character = cluster_decode(text + at, length - at, &size);
        bool broken = character == 0xFFFD && size == 1;
        if (character == '\r') {
            if (at + 1 < length && text[at + 1] == '\n')
                continue;
            character = '\n';
            text[at] = '\n';
        }
        if (broken ||
            (character != '\n' && character != '\t' && doran_text_has_control(text + at, size, false)))
            continue;
        memmove(text + kept, text + at, size);
        kept += size;
    }
    return kept;
}

static bool paste_finish(struct input *input, struct term_event *event)
{
    input->pasting = false;
    if (input->paste == NULL)
        return false;
    size_t length = paste_clean(input->paste, input->paste_length);
    input->paste[length] = '\0';
    *event = (struct term_event){.kind = TERM_EVENT_PASTE,
                                 .text = input->paste,
                                 .length = length,
                                 .truncated = input->paste_truncated};
    return true;
}

static void paste_begin(struct input *input)
{
    if (input->paste == NULL)
        input->paste = malloc(TERM_PASTE_MAX + 1);
    input->pasting = true;
    input->paste_length = 0;
    input->paste_truncated = false;
}

/* Moves pasted bytes over; true with the event when the paste ended, or stopped coming. */
static bool paste_continue(struct input *input, int64_t now_ms, struct term_event *event)
{
    const unsigned char *end = memmem(input->bytes, input->length, paste_end, sizeof paste_end);
    if (end != NULL) {
        paste_append(input, (size_t)(end - input->bytes));
        consume(input, sizeof paste_end);
        return paste_finish(input, event);
    }
    if (input->length >= sizeof paste_end) /* the rest may be the start of the end */
        paste_append(input, input->length - (sizeof paste_end - 1));
    if (now_ms - input->since_ms < INPUT_PASTE_MS)
        return false;
    paste_append(input, input->length);
    return paste_finish(input, event);
}

/* --- strings that mean nothing here --- */

static void skip_string(struct input *input, int64_t now_ms)
{
    size_t at = 0;
    bool ended = false;
    while (at < input->length && !ended) {
        if (input->bytes[at] == ESC && at + 1 >= input->length)
            break;
        ended = input->bytes[at] == BEL || input->bytes[at] == ESC;
        at += input->bytes[at] == ESC ? 2 : 1;
    }
    input->skipping += at;
    consume(input, at);
    if (ended || input->skipping > INPUT_STRING_MAX || now_ms - input->since_ms >= INPUT_SEQUENCE_MS)
        input->skipping = 0;
}

/* --- characters --- */

static bool control_key(unsigned char byte, struct term_key *key)
{
    static const struct {
        unsigned char byte;
        enum term_key_name name;
    } named[] = {{'\r', TERM_KEY_ENTER},     {'\n', TERM_KEY_ENTER},     {'\t', TERM_KEY_TAB},
                 {0x7F, TERM_KEY_BACKSPACE}, {0x08, TERM_KEY_BACKSPACE}, {ESC, TERM_KEY_ESCAPE}};
    for (size_t i = 0; i < sizeof named / sizeof named[0]; i++) {
        if (named[i].byte == byte) {
            *key = TERM_KEY_NAMED(named[i].name);
            return true;
        }
    }
    if (byte >= ' ')
        return false;
    uint32_t letter = byte == 0 ? ' ' : byte <= 26 ? (uint32_t)('a' + byte - 1) : (uint32_t)('@' + byte);
    *key = (struct term_key){TERM_KEY_CHARACTER, letter, TERM_CTRL};
    return true;
}

enum taken { TAKEN_EVENT, TAKEN_NOTHING, TAKEN_WAIT };

/* Reads the character at `from`; consumes it with what is before it. */
static enum taken take_character(struct input *input, size_t from, unsigned modifiers, bool late,
                                 struct term_event *event)
{
    const unsigned char *bytes = input->bytes + from;
    size_t length = input->length - from;
    struct term_key key;
    if (control_key(bytes[0], &key)) {
        consume(input, from + 1);
        key_event(event, key.name, key.codepoint, key.modifiers | modifiers);
        return TAKEN_EVENT;
    }
    size_t size;
    uint32_t character = cluster_decode((const char *)bytes, length, &size);
    size_t wanted = bytes[0] >= 0xF0 ? 4 : bytes[0] >= 0xE0 ? 3 : bytes[0] >= 0xC2 ? 2 : 1;
    bool broken = character == 0xFFFD && size == 1;
    if (broken && length < wanted && !late)
        return TAKEN_WAIT;
    consume(input, from + size);
    if (broken || (character >= 0x7F && character < 0xA0))
        return TAKEN_NOTHING;
    key_event(event, TERM_KEY_CHARACTER, character, modifiers);
    return TAKEN_EVENT;
}

/* --- escape sequences --- */

static void remember_report(struct input *input, const struct sequence *sequence)
{
    input->reports_wanted--;
    if (input->report_count < INPUT_REPORTS_MAX)
        input->reports[input->report_count++] = (struct input_report){sequence->row, sequence->column};
}

/* The background's colour at `from`, when it was asked for: taken out, or waited for. */
static enum taken take_background(struct input *input, size_t from, bool late)
{
    uint32_t rgb;
    if (!input->background_wanted)
        return TAKEN_EVENT; /* it is something else */
    size_t length = sequence_background(input->bytes + from, input->length - from, &rgb);
    if (length == 0 || (length == SEQUENCE_COLOUR_INCOMPLETE && late))
        return TAKEN_EVENT;
    if (length == SEQUENCE_COLOUR_INCOMPLETE)
        return TAKEN_WAIT;
    input->background_wanted = false;
    input->background_told = true;
    input->background = rgb;
    input->length -= length;
    memmove(input->bytes + from, input->bytes + from + length, input->length - from);
    return TAKEN_NOTHING;
}

static enum taken take_sequence(struct input *input, size_t from, bool late, struct term_event *event)
{
    if (input->bytes[from + 1] == ']') {
        enum taken taken = take_background(input, from, late);
        if (taken != TAKEN_EVENT)
            return taken;
    }
    struct sequence sequence = sequence_read(input->bytes + from, input->length - from);
    unsigned alt = from > 0 ? TERM_ALT : 0;
    if (sequence.kind == SEQUENCE_INCOMPLETE) {
        if (!late && input->length <= INPUT_SEQUENCE_MAX)
            return TAKEN_WAIT;
        consume(input, input->length);
        return TAKEN_NOTHING;
    }
    if (sequence.kind == SEQUENCE_UNKNOWN && sequence.length == 1) /* ESC before a character: Alt */
        return take_character(input, from + 1, TERM_ALT, late, event);
    consume(input, from + sequence.length);
    switch (sequence.kind) {
    case SEQUENCE_KEY:
        key_event(event, sequence.key.name, sequence.key.codepoint, sequence.key.modifiers | alt);
        return TAKEN_EVENT;
    case SEQUENCE_REPORT:
        if (input->reports_wanted > 0) {
            remember_report(input, &sequence);
            return TAKEN_NOTHING;
        }
        key_event(event, sequence.key.name, 0, sequence.key.modifiers);
        return sequence.key_possible ? TAKEN_EVENT : TAKEN_NOTHING;
    case SEQUENCE_MOUSE:
        *event = (struct term_event){.kind = TERM_EVENT_MOUSE,
                                     .mouse = sequence.mouse,
                                     .row = sequence.row,
                                     .column = sequence.column};
        return TAKEN_EVENT;
    case SEQUENCE_PASTE:
        paste_begin(input);
        return TAKEN_NOTHING;
    case SEQUENCE_STRING:
        input->skipping = 1;
        return TAKEN_NOTHING;
    case SEQUENCE_INCOMPLETE:
    case SEQUENCE_UNKNOWN:
        break;
    }
    return TAKEN_NOTHING;
}

/* How many ESCs are at the start with nothing else behind them: 0, 1 or 2 (Alt with a sequence may begin so).
 */
static size_t lone_escapes(const struct input *input)
{
    size_t count = 0;
    while (count < input->length && count < 3 && input->bytes[count] == ESC)
        count++;
    return count == input->length && count <= 2 ? count : 0;
}

/* Where a key of the terminal's own may stand: also after an ESC, as Alt with a sequence begins. */
static size_t own_from(const struct input *input)
{
    return input->length > 1 && input->bytes[0] == ESC && input->bytes[1] == ESC ? 1 : 0;
}

static enum taken take_own(struct input *input, bool in_time, struct term_event *event)
{
    size_t from = own_from(input);
    bool more;
    const struct own_key *own = own_keys_find(&input->own, input->bytes + from, input->length - from, &more);
    if (more && in_time)
        return TAKEN_WAIT;
    if (own == NULL)
        return TAKEN_NOTHING;
    consume(input, from + own->length);
    key_event(event, own->key.name, own->key.codepoint, own->key.modifiers | (from > 0 ? TERM_ALT : 0u));
    return TAKEN_EVENT;
}

static enum taken take(struct input *input, int64_t now_ms, struct term_event *event)
{
    int64_t waited = now_ms - input->since_ms;
    bool late = waited >= INPUT_SEQUENCE_MS;
    enum taken own = take_own(input, waited < input->escape_ms, event);
    if (own != TAKEN_NOTHING)
        return own;
    if (input->bytes[0] != ESC)
        return take_character(input, 0, 0, late, event);
    if (lone_escapes(input) > 0) {
        if (waited < input->escape_ms)
            return TAKEN_WAIT;
        consume(input, 1);
        key_event(event, TERM_KEY_ESCAPE, 0, 0);
        return TAKEN_EVENT;
    }
    if (input->bytes[1] != ESC)
        return take_sequence(input, 0, late, event);
    if (input->bytes[2] == '[' || input->bytes[2] == 'O') /* rxvt: Alt with a key that is a sequence */
        return take_sequence(input, 1, late, event);
    consume(input, 1);
    key_event(event, TERM_KEY_ESCAPE, 0, 0);
    return TAKEN_EVENT;
}

bool input_next(struct input *input, int64_t now_ms, struct term_event *event)
{
    *event = (struct term_event){.kind = TERM_EVENT_NONE};
    for (;;) {
        if (input->pasting) {
            if (paste_continue(input, now_ms, event))
                return true;
            if (input->pasting)
                return false;
        }
        if (input->skipping > 0) {
            skip_string(input, now_ms);
            if (input->skipping > 0)
                return false;
        }
        if (input->length == 0)
            return false;
        enum taken taken = take(input, now_ms, event);
        if (taken != TAKEN_NOTHING)
            return taken == TAKEN_EVENT;
    }
}

void input_take_reports(struct input *input)
{
    size_t at = 0;
    while ((input->reports_wanted > 0 || input->background_wanted) && at + 1 < input->length) {
        struct sequence sequence = {.kind = SEQUENCE_UNKNOWN};
        if (input->bytes[at] == ESC && input->bytes[at + 1] == ']' &&
            take_background(input, at, false) == TAKEN_NOTHING)
            continue;
        if (input->reports_wanted > 0 && input->bytes[at] == ESC && input->bytes[at + 1] == '[')
            sequence = sequence_read(input->bytes + at, input->length - at);
        if (sequence.kind != SEQUENCE_REPORT) {
            at++;
            continue;
        }
        remember_report(input, &sequence);
        input->length -= sequence.length;
        memmove(input->bytes + at, input->bytes + at + sequence.length, input->length - at);
    }
}

/* It waits for the rest of a key of the terminal's own. */
static bool begins_own(const struct input *input, int64_t now_ms)
{
    size_t from = own_from(input);
    bool more;
    own_keys_find(&input->own, input->bytes + from, input->length - from, &more);
    return more && now_ms - input->since_ms < input->escape_ms;
}

int input_timeout(const struct input *input, int64_t now_ms)
{
    int limit;
    if (input->pasting)
        limit = INPUT_PASTE_MS;
    else if (input->skipping > 0)
        limit = INPUT_SEQUENCE_MS;
    else if (input->length == 0)
        return -1;
    else
        limit = lone_escapes(input) > 0 || begins_own(input, now_ms) ? input->escape_ms : INPUT_SEQUENCE_MS;
    int64_t left = limit - (now_ms - input->since_ms);
    return left < 0 ? 0 : (int)left;
}
