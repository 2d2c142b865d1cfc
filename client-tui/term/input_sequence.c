/* ECMA-48 §5.4 control sequences, and the keys that xterm, VTE, rxvt, screen, tmux and the Linux console
 * send. */
#include "client-tui/term/input_sequence.h"

#include <stdlib.h>
#include <string.h>

#define PARAMETERS_MAX 4
#define PARAMETER_MAX 100000
#define COLOUR_ANSWER_MAX 64 /* bytes of a colour's name */

struct control {
    int parameters[PARAMETERS_MAX];
    int count;
    unsigned char private; /* '<', '?' … or 0 */
    unsigned char final;
};

static const struct {
    unsigned char final;
    enum term_key_name name;
    unsigned modifiers;
} by_final[] = {
    {'A', TERM_KEY_UP, 0},
    {'B', TERM_KEY_DOWN, 0},
    {'C', TERM_KEY_RIGHT, 0},
    {'D', TERM_KEY_LEFT, 0},
    {'H', TERM_KEY_HOME, 0},
    {'F', TERM_KEY_END, 0},
    {'M', TERM_KEY_ENTER, 0},
    {'Z', TERM_KEY_TAB, TERM_SHIFT},
    {'P', TERM_KEY_F1, 0},
    {'Q', TERM_KEY_F1 + 1, 0},
    {'R', TERM_KEY_F1 + 2, 0},
    {'S', TERM_KEY_F1 + 3, 0},
    {'a', TERM_KEY_UP, TERM_SHIFT},
    {'b', TERM_KEY_DOWN, TERM_SHIFT},
    {'c', TERM_KEY_RIGHT, TERM_SHIFT},
    {'d', TERM_KEY_LEFT, TERM_SHIFT},
};

static const struct {
    int number;
    enum term_key_name name;
} by_number[] = {
    {1, TERM_KEY_HOME},    {2, TERM_KEY_INSERT},    {3, TERM_KEY_DELETE},   {4, TERM_KEY_END},
    {5, TERM_KEY_PAGE_UP}, {6, TERM_KEY_PAGE_DOWN}, {7, TERM_KEY_HOME},     {8, TERM_KEY_END},
    {11, TERM_KEY_F1},     {12, TERM_KEY_F1 + 1},   {13, TERM_KEY_F1 + 2},  {14, TERM_KEY_F1 + 3},
    {15, TERM_KEY_F1 + 4}, {17, TERM_KEY_F1 + 5},   {18, TERM_KEY_F1 + 6},  {19, TERM_KEY_F1 + 7},
    {20, TERM_KEY_F1 + 8}, {21, TERM_KEY_F1 + 9},   {23, TERM_KEY_F1 + 10}, {24, TERM_KEY_F12},
};

#define LENGTH_OF(array) (sizeof(array) / sizeof(array)[0])

/* xterm's modifier parameter is 1 + shift 1, alt 2, ctrl 4. */
static unsigned held(int parameter)
{
    unsigned bits = parameter > 1 && parameter <= 16 ? (unsigned)parameter - 1 : 0;
    return ((bits & 1) ? TERM_SHIFT : 0u) | ((bits & 2) ? TERM_ALT : 0u) | ((bits & 4) ? TERM_CTRL : 0u);
}

static bool key_by_final(unsigned char final, unsigned modifiers, struct term_key *key)
{
    for (size_t i = 0; i < LENGTH_OF(by_final); i++) {
        if (by_final[i].final == final) {
            *key = (struct term_key){by_final[i].name, 0, by_final[i].modifiers | modifiers};
            return true;
        }
    }
    return false;
}

static bool key_by_number(int number, unsigned modifiers, struct term_key *key)
{
    for (size_t i = 0; i < LENGTH_OF(by_number); i++) {
        if (by_number[i].number == number) {
            *key = (struct term_key){by_number[i].name, 0, modifiers};
            return true;
        }
    }
    return false;
}

/* A key sent by its code point: `CSI 27 u` (fixterms) or `CSI 27;5;108 ~` (xterm's modifyOtherKeys). */
static bool key_by_codepoint(int codepoint, unsigned modifiers, struct term_key *key)
{
    static const struct {
        int codepoint;
        enum term_key_name name;
    } named[] = {{13, TERM_KEY_ENTER},
                 {27, TERM_KEY_ESCAPE},
                 {9, TERM_KEY_TAB},
                 {127, TERM_KEY_BACKSPACE},
                 {8, TERM_KEY_BACKSPACE}};
    for (size_t i = 0; i < LENGTH_OF(named); i++) {
        if (named[i].codepoint == codepoint) {
            *key = (struct term_key){named[i].name, 0, modifiers};
            return true;
        }
    }
    if (codepoint < ' ' || (codepoint > '~' && codepoint < 0xA0))
        return false;
    *key = (struct term_key){TERM_KEY_CHARACTER, (uint32_t)codepoint, modifiers & ~(unsigned)TERM_SHIFT};
    return true;
}

/* Splits `CSI parameters final`; false while the final byte has not come. `length` gets the bytes taken. */
static bool split(const unsigned char *bytes, size_t size, struct control *control, size_t *length)
{
    *control = (struct control){.count = 1};
    size_t at = 2;
    if (at < size && bytes[at] >= '<' && bytes[at] <= '?')
        control->private = bytes[at++];
    for (; at < size; at++) {
        unsigned char byte = bytes[at];
        int *parameter = control->count <= PARAMETERS_MAX ? &control->parameters[control->count - 1] : NULL;
        if (byte >= '0' && byte <= '9') {
            if (parameter != NULL && *parameter < PARAMETER_MAX)
                *parameter = *parameter * 10 + (byte - '0');
        } else if (byte == ';' || byte == ':') {
            control->count++;
        } else if (byte < ' ' ||
                   byte > '~') { /* not a control sequence after all: give up before this byte */
            *length = at;
            return true;
        } else if ((byte >= '@' || (byte == '$' && control->private == 0)) && !(byte == '[' && at == 2)) {
            control->final = byte; /* rxvt ends shifted keys with '$' */
            *length = at + 1;
            return true;
        } else if (byte == '[') { /* the Linux console: ESC [ [ A is F1 */
            if (at + 1 >= size)
                return false;
            control->final = bytes[at + 1];
            control->private = '[';
            *length = at + 2;
            return true;
        }
    }
    return false;
}

static void read_mouse(const struct control *control, struct sequence *out)
{
    if (control->count < 3)
        return;
    int button = control->parameters[0] & ~(4 | 8 | 16); /* without the modifiers */
    out->row = control->parameters[2] - 1;
    out->column = control->parameters[1] - 1;
    if (control->final == 'M' && button == 0)
        out->mouse = TERM_MOUSE_PRESS;
    else if (control->final == 'M' && button == 64)
        out->mouse = TERM_MOUSE_WHEEL_UP;
    else if (control->final == 'M' && button == 65)
        out->mouse = TERM_MOUSE_WHEEL_DOWN;
    else
        return;
    out->kind = SEQUENCE_MOUSE;
}

static bool read_tilde(const struct control *control, struct sequence *out)
{
    const int *p = control->parameters;
    if (p[0] == 27 && control->count >= 3)
        return key_by_codepoint(p[2], held(p[1]), &out->key);
    return key_by_number(p[0], held(p[1]), &out->key);
}

static void read_control(const struct control *control, struct sequence *out)
{
    const int *p = control->parameters;
    bool is_key = false;
    if (control->private == '<') {
        read_mouse(control, out);
        return;
    }
    if (control->private == '[') {
        is_key = control->final >= 'A' && control->final <= 'E';
        if (is_key)
            out->key = TERM_KEY_NAMED((enum term_key_name)(TERM_KEY_F1 + (control->final - 'A')));
    } else if (control->private != 0) {
        return;
    } else if (control->final == '~' && p[0] == 200) {
        out->kind = SEQUENCE_PASTE;
        return;
    } else if (control->final == '~') {
        is_key = read_tilde(control, out);
    } else if (control->final == '^' || control->final == '$' || control->final == '@') { /* rxvt */
        unsigned modifiers = control->final == '$'   ? TERM_SHIFT
                             : control->final == '^' ? TERM_CTRL
                                                     : TERM_CTRL | TERM_SHIFT;
        is_key = key_by_number(p[0], modifiers, &out->key);
    } else if (control->final == 'u') {
        is_key = key_by_codepoint(p[0], held(control->count > 1 ? p[1] : 0), &out->key);
    } else if (control->final == 'R' && control->count == 2) {
        /* CSI 1;2R is both the cursor at 1;2 and Shift-F3 */
        out->kind = SEQUENCE_REPORT;
        out->row = p[0];
        out->column = p[1];
        out->key_possible = p[0] == 1 && p[1] >= 2 && p[1] <= 16 && key_by_final('R', held(p[1]), &out->key);
        return;
    } else {
        is_key = key_by_final(control->final, held(control->count > 1 ? p[1] : 0), &out->key);
    }
    if (is_key)
        out->kind = SEQUENCE_KEY;
}

static struct sequence read_csi(const unsigned char *bytes, size_t size)
{
    struct sequence out = {.kind = SEQUENCE_UNKNOWN};
    struct control control;
    if (!split(bytes, size, &control, &out.length))
        return (struct sequence){.kind = SEQUENCE_INCOMPLETE};
    if (control.final == 'M' && out.length == 3) { /* the old mouse report: three bytes follow */
        out.length = 6;
        return size < out.length ? (struct sequence){.kind = SEQUENCE_INCOMPLETE} : out;
    }
    if (control.final != 0)
        read_control(&control, &out);
    return out;
}

/* SS3 sends keys in application mode: ESC O A, with modifiers in between on some terminals. */
static struct sequence read_ss3(const unsigned char *bytes, size_t size)
{
    size_t at = 2;
    int parameter = 0;
    for (; at < size && bytes[at] >= '0' && bytes[at] <= '9'; at++)
        parameter = bytes[at] - '0';
    if (at >= size)
        return (struct sequence){.kind = SEQUENCE_INCOMPLETE};
    struct sequence out = {.kind = SEQUENCE_UNKNOWN, .length = at + 1};
    unsigned char final = bytes[at];
    if (final >= 'j' && final <= 'y') /* the keypad: * + , - . / 0 … 9 */
        out.key = TERM_KEY_OF(final - 'j' + '*');
    else if (final >= 'a' && final <= 'd')
        key_by_final((unsigned char)(final - 'a' + 'A'), TERM_CTRL, &out.key); /* rxvt */
    else if (!key_by_final(final, held(parameter), &out.key))
        return out;
    out.kind = SEQUENCE_KEY;
    return out;
}

struct sequence sequence_read(const unsigned char *bytes, size_t length)
{
    switch (bytes[1]) {
    case '[':
        return read_csi(bytes, length);
    case 'O':
        return read_ss3(bytes, length);
    case ']': /* OSC */
    case 'P': /* DCS */
    case 'X': /* SOS */
    case '^': /* PM */
    case '_': /* APC */
        if (length == 2)
            return (struct sequence){.kind = SEQUENCE_INCOMPLETE};
        return (struct sequence){.kind = SEQUENCE_STRING, .length = 2};
    default:
        return (struct sequence){.kind = SEQUENCE_UNKNOWN, .length = 1};
    }
}

/* One part of `rgb:…`: one to four hexadecimal digits, brought to 0 … 255. NULL: there is none. */
static const char *read_part(const char *text, uint32_t *part)
{
    size_t digits = strspn(text, "0123456789abcdefABCDEF");
    if (digits < 1 || digits > 4)
        return NULL;
    uint32_t value = (uint32_t)strtoul(text, NULL, 16), most = (1u << (4 * digits)) - 1;
    *part = (value * 255 + most / 2) / most;
    return text + digits;
}

/* `rgb:RR/GG/BB`, or `rgba:` with a fourth part that is not looked at (XParseColor(3)). */
static bool read_rgb(const char *text, uint32_t *rgb)
{
    bool transparent = strncmp(text, "rgba:", 5) == 0;
    uint32_t part = 0;
    if (!transparent && strncmp(text, "rgb:", 4) != 0)
        return false;
    text += transparent ? 5 : 4;
    *rgb = 0;
    for (int i = 0; i < 3; i++) {
        text = read_part(text, &part);
        if (text == NULL)
            return false;
        *rgb = *rgb << 8 | part;
        if (i < 2 && *text++ != '/')
            return false;
    }
    return *text == (transparent ? '/' : '\0');
}

size_t sequence_background(const unsigned char *bytes, size_t length, uint32_t *rgb)
{
    static const char start[] = "\033]11;";
    char text[COLOUR_ANSWER_MAX];
    size_t head = sizeof start - 1;
    if (memcmp(bytes, start, length < head ? length : head) != 0)
        return 0;
    for (size_t at = head; at < length && at - head < sizeof text; at++) {
        text[at - head] = (char)bytes[at];
        bool bell = bytes[at] == 0x07;
        if (!bell && (bytes[at] != 0x1B || at + 1 >= length))
            continue;
        text[at - head] = '\0';
        return read_rgb(text, rgb) ? at + (bell ? 1 : 2) : 0;
    }
    return length < head + sizeof text ? SEQUENCE_COLOUR_INCOMPLETE : 0;
}
