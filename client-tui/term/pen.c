#include "client-tui/term/pen.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ESC '\033'
#define CHARSET_USUAL 'B'

enum { BOLD = 1, FAINT = 2, UNDERLINE = 4, REVERSE = 8 };

/* ECMA-48 §8.3.117. One `off` may end several. */
static const struct {
    unsigned bit;
    int on, off;
} attributes[] = {{BOLD, 1, 22}, {FAINT, 2, 22}, {UNDERLINE, 4, 24}, {REVERSE, 7, 27}};
#define ATTRIBUTES (sizeof attributes / sizeof *attributes)

static const struct pen_look usual = {.charset = CHARSET_USUAL};

void pen_init(struct pen *pen)
{
    *pen = (struct pen){.wanted = usual, .shown = usual};
}

/* --- what is asked for --- */

/* Parameters of one sequence, cut at semicolons; a colour's parts may be cut by colons (ITU-T T.416 §13.1.8) or semicolons. */
struct parameters {
    const char *at, *end;
    bool over; /* behind the last one, which may be empty */
};

static size_t next_length(const struct parameters *parameters)
{
    const char *semicolon = memchr(parameters->at, ';', (size_t)(parameters->end - parameters->at));
    return (size_t)((semicolon ? semicolon : parameters->end) - parameters->at);
}

static void skip(struct parameters *parameters, size_t length)
{
    parameters->at += length;
    parameters->over = parameters->at == parameters->end;
    if (!parameters->over)
        parameters->at++;
}

/* An extended colour in semicolons: `38;5;n` or `38;2;r;g;b`. Gives its bytes, 0 when it is cut short. */
static size_t extended_length(struct parameters rest)
{
    const char *start = rest.at;
    skip(&rest, next_length(&rest));
    int more = rest.at < rest.end && *rest.at == '5' ? 1 : rest.at < rest.end && *rest.at == '2' ? 3 : 0;
    if (more == 0)
        return 0;
    for (; more > 0; more--) {
        skip(&rest, next_length(&rest));
        if (rest.at >= rest.end)
            return 0;
    }
    return (size_t)(rest.at - start) + next_length(&rest);
}

static bool keep_colour(char colour[PEN_COLOUR_MAX], const char *text, size_t length)
{
    if (length == 0 || length >= PEN_COLOUR_MAX)
        return false;
    memcpy(colour, text, length);
    colour[length] = '\0';
    return true;
}

static bool take_attribute(struct pen_look *look, long number)
{
    bool known = false;
    for (size_t i = 0; i < ATTRIBUTES; i++) {
        if (attributes[i].on == number)
            look->attributes |= attributes[i].bit;
        if (attributes[i].off == number)
            look->attributes &= ~attributes[i].bit;
        known = known || attributes[i].on == number || attributes[i].off == number;
    }
    return known;
}

static bool is_within(long number, long first)
{
    return number >= first && number < first + 8;
}

/* The parameter(s) in front; false when they are not known here. */
static bool take(struct pen_look *look, struct parameters *parameters)
{
    const char *at = parameters->at;
    size_t length = next_length(parameters);
    long number = length > 0 ? strtol(at, NULL, 10) : 0;
    bool colons = memchr(at, ':', length) != NULL;
    if ((number == 38 || number == 48) && !colons)
        length = extended_length(*parameters);
    skip(parameters, length);
    if (number == 38 || is_within(number, 30) || is_within(number, 90))
        return keep_colour(look->foreground, at, length);
    if (number == 48 || is_within(number, 40) || is_within(number, 100))
        return keep_colour(look->background, at, length);
    if (colons)
        return false;
    if (number == 0)
        *look = (struct pen_look){.charset = look->charset};
    else if (number == 39)
        look->foreground[0] = '\0';
    else if (number == 49)
        look->background[0] = '\0';
    else
        return take_attribute(look, number);
    return true;
}

/* All of one sequence; `reset` gets whether it begins with everything taken back. */
static bool take_all(struct pen_look *look, const char *text, size_t length, bool *reset)
{
    struct pen_look taken = *look;
    struct parameters parameters = {.at = text, .end = text + length};
    *reset = next_length(&parameters) == 0 || (text[0] == '0' && next_length(&parameters) == 1);
    do {
        if (!take(&taken, &parameters))
            return false;
    } while (!parameters.over);
    *look = taken;
    return true;
}

/* --- what is told --- */

static bool same(const struct pen_look *a, const struct pen_look *b)
{
    return a->attributes == b->attributes && strcmp(a->foreground, b->foreground) == 0 &&
           strcmp(a->background, b->background) == 0;
}

static void tell(struct doran_buffer *out, bool *begun, const char *parameters)
{
    doran_buffer_puts(out, *begun ? ";" : "\033[");
    doran_buffer_puts(out, parameters);
    *begun = true;
}

static void tell_number(struct doran_buffer *out, bool *begun, int number)
{
    char text[16];
    snprintf(text, sizeof text, "%d", number);
    tell(out, begun, text);
}

static void tell_attributes(const struct pen *pen, bool *begun, struct doran_buffer *out)
{
    unsigned left = pen->shown.attributes;
    for (size_t i = 0; i < ATTRIBUTES; i++) {
        if (!(left & attributes[i].bit & ~pen->wanted.attributes))
            continue;
        tell_number(out, begun, attributes[i].off);
        for (size_t k = 0; k < ATTRIBUTES; k++)
            if (attributes[k].off == attributes[i].off)
                left &= ~attributes[k].bit;
    }
    for (size_t i = 0; i < ATTRIBUTES; i++)
        if (pen->wanted.attributes & ~left & attributes[i].bit)
            tell_number(out, begun, attributes[i].on);
}

static void tell_colour(const char *wanted, const char *shown, const char *none, bool *begun,
                        struct doran_buffer *out)
{
    if (strcmp(wanted, shown) != 0)
        tell(out, begun, *wanted ? wanted : none);
}

/* All that differs, in one sequence. */
static void tell_look(const struct pen *pen, struct doran_buffer *out)
{
    bool begun = false;
    tell_attributes(pen, &begun, out);
    tell_colour(pen->wanted.foreground, pen->shown.foreground, "39", &begun, out);
    tell_colour(pen->wanted.background, pen->shown.background, "49", &begun, out);
    doran_buffer_putc(out, 'm');
}

/* A blank tells neither its foreground nor whether it is bold, so it may be drawn as what stood before it. Not with another
 * background: a cursor that stands there later has the colours of the cell, and they were chosen together. */
static bool blank_tells(const struct pen *pen)
{
    unsigned either = pen->shown.attributes | pen->wanted.attributes;
    return pen->foreign || pen->wanted.charset != pen->shown.charset ||
           (either & (UNDERLINE | REVERSE)) != 0 ||
           strcmp(pen->wanted.background, pen->shown.background) != 0;
}

/* Before anything that draws. */
static void settle(struct pen *pen, struct doran_buffer *out)
{
    if (pen->shown.charset != pen->wanted.charset) {
        doran_buffer_puts(out, "\033(");
        doran_buffer_putc(out, pen->wanted.charset);
    }
    if (!same(&pen->wanted, &pen->shown)) {
        if (same(&pen->wanted, &usual))
            doran_buffer_puts(out, "\033[m");
        else
            tell_look(pen, out);
    }
    pen->shown = pen->wanted;
}

/* --- what goes through --- */

static void pass_text(struct pen *pen, const char *text, size_t length, struct doran_buffer *out)
{
    size_t blanks = 0;
    while (blanks < length && text[blanks] == ' ')
        blanks++;
    if (blank_tells(pen))
        blanks = 0;
    pen->blank = text[length - 1] == ' ';
    doran_buffer_append(out, text, blanks);
    if (blanks == length)
        return;
    settle(pen, out);
    doran_buffer_append(out, text + blanks, length - blanks);
}

static size_t sequence_length(const char *bytes, size_t length)
{
    if (length < 2)
        return length;
    if (bytes[1] != '[')
        return length > 2 && bytes[1] >= ' ' && bytes[1] <= '/' ? 3 : 2;
    for (size_t at = 2; at < length; at++)
        if (bytes[at] >= '@' && bytes[at] <= '~')
            return at + 1;
    return length;
}

static void pass_look(struct pen *pen, const char *unit, size_t length, struct doran_buffer *out)
{
    bool reset = false, known = take_all(&pen->wanted, unit + 2, length - 3, &reset);
    if (known && !pen->foreign)
        return;
    if (known && reset) {
        doran_buffer_puts(out, "\033[m");
        pen->shown = (struct pen_look){.charset = pen->shown.charset};
        pen->foreign = false;
        return;
    }
    if (known)
        pen->shown = pen->wanted;
    else
        settle(pen, out);
    doran_buffer_append(out, unit, length);
    pen->foreign = true;
}

static void pass_sequence(struct pen *pen, const char *unit, size_t length, struct doran_buffer *out)
{
    static const char moves[] = "ABCDEFGHIZ`adefrhl"; /* nothing is drawn or erased by them */
    static const char erasures[] = "JKLMPSTX@";       /* what comes in is blank */
    char last = unit[length - 1];
    if (length == 3 && unit[1] == '(') {
        pen->wanted.charset = last;
        return;
    }
    bool control = length > 2 && unit[1] == '[';
    if (control && last == 'm' && (length == 3 || (unit[2] >= '0' && unit[2] <= ';'))) {
        pass_look(pen, unit, length, out);
        return;
    }
    bool erases = control && (strchr(erasures, last) != NULL || (last == 'b' && pen->blank));
    bool draws = !control || strchr(moves, last) == NULL;
    if (draws && (!erases || blank_tells(pen)))
        settle(pen, out);
    doran_buffer_append(out, unit, length);
}

void pen_pass(struct pen *pen, const char *bytes, size_t length, struct doran_buffer *out)
{
    for (size_t at = 0, size; at < length; at += size) {
        if (bytes[at] == ESC) {
            size = sequence_length(bytes + at, length - at);
            pass_sequence(pen, bytes + at, size, out);
            continue;
        }
        const char *next = memchr(bytes + at, ESC, length - at);
        size = next ? (size_t)(next - (bytes + at)) : length - at;
        pass_text(pen, bytes + at, size, out);
    }
    settle(pen, out);
}
