#include "client-tui/widget/textfield.h"

#include "client-tui/term/cluster.h"

#include <stdlib.h>
#include <string.h>

bool textfield_init(struct textfield *field, size_t graphemes_max, bool masked)
{
    *field = (struct textfield){.graphemes_max = graphemes_max, .masked = masked};
    field->text = calloc(1, TEXTFIELD_BYTES_MAX + 1);
    return field->text != NULL;
}

void textfield_deinit(struct textfield *field)
{
    if (field->text != NULL)
        explicit_bzero(field->text, TEXTFIELD_BYTES_MAX + 1);
    free(field->text);
    field->text = NULL;
}

const char *textfield_text(const struct textfield *field)
{
    return field->text;
}

/* --- changing the text --- */

/* Puts a piece at the caret, in NFC with what is around it; false when it is too much. */
static bool try_insert(struct textfield *field, const char *piece, size_t length)
{
    if (field->length + length > TEXTFIELD_BYTES_MAX)
        return false;
    /* Only the cluster before the caret can join with the piece, so only that is brought to normal form. */
    size_t start = field->caret - doran_text_previous(field->text, field->caret);
    size_t before = field->caret - start;
    char *joined = malloc(before + length + 1);
    if (joined == NULL)
        return false;
    memcpy(joined, field->text + start, before);
    memcpy(joined + before, piece, length);
    /* doran_text_clean() trims spaces, and a space at the edge is what is being typed: then nothing can join
     */
    bool edge = joined[0] == ' ' || joined[before + length - 1] == ' ';
    char *clean = edge ? NULL : doran_text_clean(joined, before + length);
    const char *with = clean != NULL ? clean : joined;
    size_t size = clean != NULL ? strlen(clean) : before + length;
    size_t rest = field->length - field->caret;
    bool fits = start + size + rest <= TEXTFIELD_BYTES_MAX;
    if (fits) {
        memmove(field->text + start + size, field->text + field->caret, rest + 1);
        memcpy(field->text + start, with, size);
        field->length = start + size + rest;
        field->caret = start + size;
    }
    if (clean != NULL)
        explicit_bzero(clean, size);
    explicit_bzero(joined, before + length);
    free(clean);
    free(joined);
    return fits;
}

static void remove_bytes(struct textfield *field, size_t from, size_t to)
{
    memmove(field->text + from, field->text + to, field->length - to + 1);
    field->length -= to - from;
    field->caret = from;
    if (field->scroll > field->length)
        field->scroll = field->length;
}

/* Inserts, and takes it back when the field then holds more than it may. */
static bool insert(struct textfield *field, const char *piece, size_t length)
{
    struct textfield before = *field;
    char *copy = malloc(field->length + 1);
    if (copy == NULL)
        return false;
    memcpy(copy, field->text, field->length + 1);
    bool fits = try_insert(field, piece, length);
    if (fits && field->graphemes_max > 0 &&
        doran_text_graphemes(field->text, field->length) > field->graphemes_max) {
        memcpy(field->text, copy, before.length + 1);
        field->length = before.length;
        field->caret = before.caret;
        fits = false;
    }
    explicit_bzero(copy, before.length);
    free(copy);
    return fits;
}

/* Inserts a text cluster by cluster, as far as it fits; line ends and tabs become spaces. */
static bool insert_text(struct textfield *field, const char *text, size_t length)
{
    size_t size;
    for (size_t at = 0; at < length; at += size) {
        size = doran_text_next(text + at, length - at);
        if (size == 0)
            break;
        bool space = text[at] == '\n' || text[at] == '\t' || text[at] == '\r';
        if (!space && doran_text_has_control(text + at, size, false))
            continue;
        if (!insert(field, space ? " " : text + at, space ? 1 : size))
            return false;
    }
    return true;
}

void textfield_set(struct textfield *field, const char *text)
{
    explicit_bzero(field->text, field->length);
    field->length = field->caret = field->scroll = 0;
    field->text[0] = '\0';
    field->refused = !insert_text(field, text, strlen(text));
}

/* --- keys --- */

static size_t before_caret(const struct textfield *field)
{
    return field->caret - doran_text_previous(field->text, field->caret);
}

static size_t after_caret(const struct textfield *field)
{
    return field->caret + doran_text_next(field->text + field->caret, field->length - field->caret);
}

static size_t word_before(const struct textfield *field)
{
    size_t at = field->caret;
    while (at > 0 && field->text[at - 1] == ' ')
        at--;
    while (at > 0 && field->text[at - 1] != ' ')
        at--;
    return at;
}

static size_t word_after(const struct textfield *field)
{
    size_t at = field->caret;
    while (at < field->length && field->text[at] == ' ')
        at++;
    while (at < field->length && field->text[at] != ' ')
        at++;
    return at;
}

static bool handle_control(struct textfield *field, uint32_t letter)
{
    switch (letter) {
    case 'a':
        field->caret = 0;
        return true;
    case 'e':
        field->caret = field->length;
        return true;
    case 'u':
        remove_bytes(field, 0, field->caret);
        return true;
    case 'k':
        remove_bytes(field, field->caret, field->length);
        return true;
    case 'w':
        remove_bytes(field, word_before(field), field->caret);
        return true;
    default:
        return false;
    }
}

static bool handle_named(struct textfield *field, const struct term_key *key)
{
    bool word = (key->modifiers & (TERM_CTRL | TERM_ALT)) != 0;
    switch (key->name) {
    case TERM_KEY_LEFT:
        field->caret = word ? word_before(field) : before_caret(field);
        return true;
    case TERM_KEY_RIGHT:
        field->caret = word ? word_after(field) : after_caret(field);
        return true;
    case TERM_KEY_HOME:
        field->caret = 0;
        return true;
    case TERM_KEY_END:
        field->caret = field->length;
        return true;
    case TERM_KEY_BACKSPACE:
        remove_bytes(field, word ? word_before(field) : before_caret(field), field->caret);
        return true;
    case TERM_KEY_DELETE:
        remove_bytes(field, field->caret, after_caret(field));
        return true;
    default:
        return false;
    }
}

bool textfield_handle(struct textfield *field, const struct term_event *event)
{
    if (event->kind == TERM_EVENT_PASTE) {
        field->refused = !insert_text(field, event->text, event->length) || event->truncated;
        return true;
    }
    if (event->kind != TERM_EVENT_KEY)
        return false;
    field->refused = false;
    if (event->key.name != TERM_KEY_CHARACTER)
        return handle_named(field, &event->key);
    if (event->key.modifiers & TERM_CTRL)
        return handle_control(field, event->key.codepoint);
    if (event->key.modifiers & TERM_ALT)
        return false;
    char bytes[4];
    size_t size = cluster_encode(event->key.codepoint, bytes);
    if (!doran_text_has_control(bytes, size, false))
        field->refused = !insert(field, bytes, size);
    return true;
}

/* --- drawing --- */

static int columns_between(const struct textfield *field, const struct canvas *canvas, size_t from, size_t to)
{
    if (field->masked)
        return (int)doran_text_graphemes(field->text + from, to - from) * GLYPH_COLUMNS;
    return doran_text_width(field->text + from, to - from, &canvas_widths(canvas)->text);
}

/* Scrolls by whole clusters so that the caret and a column for it are seen. */
static void scroll(struct textfield *field, const struct canvas *canvas, int columns)
{
    if (field->scroll > field->caret)
        field->scroll = field->caret;
    while (field->scroll < field->caret &&
           columns_between(field, canvas, field->scroll, field->caret) >= columns)
        field->scroll += doran_text_next(field->text + field->scroll, field->length - field->scroll);
    while (field->scroll > 0) { /* text was taken away: show as much as there is room for */
        size_t earlier = field->scroll - doran_text_previous(field->text, field->scroll);
        if (columns_between(field, canvas, earlier, field->length) >= columns)
            break;
        field->scroll = earlier;
    }
}

void textfield_draw(struct textfield *field, const struct canvas *canvas, int row, int column, int columns,
                    bool focused, const char *placeholder)
{
    if (column + columns > canvas->columns)
        columns = canvas->columns - column;
    if (columns < 1)
        return;
    scroll(field, canvas, columns);
    canvas_fill(canvas, row, column, 1, columns, STYLE_INPUT);
    if (field->length == 0 && !focused)
        canvas_text(canvas, row, column, columns, STYLE_INPUT | STYLE_FAINT, placeholder);
    else if (field->masked)
        canvas_glyph_run(canvas, row, column,
                         columns_between(field, canvas, field->scroll, field->length) < columns
                             ? columns_between(field, canvas, field->scroll, field->length)
                             : columns,
                         STYLE_INPUT, GLYPH_MASK);
    else
        canvas_text(canvas, row, column, columns, STYLE_INPUT, field->text + field->scroll);
    if (focused)
        canvas_cursor(canvas, row, column + columns_between(field, canvas, field->scroll, field->caret));
}
