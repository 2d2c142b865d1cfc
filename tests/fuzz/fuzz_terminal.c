/* What a terminal sends, and files of keys and themes: keys are well formed, the input ends empty, text fields and canvases keep
 * their measures. */
#include "client-tui/keymap/keymap.h"
#include "client-tui/term/canvas.h"
#include "client-tui/term/input.h"
#include "client-tui/term/theme.h"
#include "client-tui/widget/textfield.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define COLUMNS 24
#define GRAPHEMES 20
#define ROUNDS_TO_SETTLE 64

static void require(bool condition)
{
    if (!condition)
        abort();
}

static void check_field(struct textfield *field)
{
    require(field->length <= TEXTFIELD_BYTES_MAX && field->caret <= field->length);
    require(field->text[field->length] == '\0' && strlen(field->text) == field->length);
    require(doran_text_valid(field->text, field->length));
    require(doran_text_graphemes(field->text, field->length) <= GRAPHEMES);
}

static void check_row(const struct canvas_buffer *buffer)
{
    int column = 0;
    while (column < COLUMNS) {
        const struct canvas_cell *cell = canvas_buffer_cell(buffer, 0, column);
        require(cell->columns == 1 || cell->columns == 2);
        require(cell->characters[0] >= ' ');
        column += cell->columns;
    }
    require(column == COLUMNS);
}

static void take_event(const struct term_event *event, struct textfield *field, struct keymap_reader *reader)
{
    if (event->kind == TERM_EVENT_PASTE)
        require(doran_text_valid(event->text, event->length) && event->length <= TERM_PASTE_MAX);
    textfield_handle(field, event);
    check_field(field);
    if (event->kind != TERM_EVENT_KEY)
        return;
    require(event->key.name < TERM_KEY_COUNT && event->key.codepoint <= 0x10FFFF);
    keymap_reader_feed(reader, KEYMAP_ANY, &event->key);
    while (keymap_reader_next(reader, KEYMAP_ANY) != ACTION_NONE)
        ;
}

static void type_all(const uint8_t *data, size_t size, struct keymap *keymap)
{
    struct input input;
    struct textfield field;
    struct keymap_reader reader;
    struct term_event event;
    int64_t now = 0;
    input_init(&input, 50);
    input.reports_wanted = 2;
    input.background_wanted = true;
    keymap_reader_init(&reader, keymap, HANGUL_DUBEOLSIK);
    require(textfield_init(&field, GRAPHEMES, false));
    for (size_t at = 0; at < size;) {
        size_t part = size - at < 61 ? size - at : 61;
        require(input_room(&input) >= part);
        input_feed(&input, data + at, part, now);
        at += part;
        now += 7;
        while (input_next(&input, now, &event))
            take_event(&event, &field, &reader);
    }
    for (int i = 0; i < ROUNDS_TO_SETTLE && input_timeout(&input, now) >= 0; i++) {
        now += input_timeout(&input, now);
        while (input_next(&input, now, &event))
            take_event(&event, &field, &reader);
    }
    require(input.length == 0 && input_timeout(&input, now) == -1);
    textfield_deinit(&field);
    input_deinit(&input);
}

static void draw_all(const char *text, uint8_t kind)
{
    struct term_widths widths = {.text = {.ambiguous_wide = (kind & 1) != 0},
                                 .line_columns = kind & 2 ? 2 : 1,
                                 .block_columns = kind & 4 ? 2 : 1,
                                 .emoji = (kind & 8) != 0,
                                 .ascii = (kind & 16) != 0};
    struct canvas_buffer *buffer = canvas_buffer_new(1, COLUMNS, &widths);
    require(buffer != NULL);
    struct canvas canvas = canvas_of(buffer);
    require(canvas_text(&canvas, 0, 3, 15, STYLE_TEXT, text) <= 15);
    check_row(buffer);
    canvas_text(&canvas, 0, -2, 9, STYLE_TEXT, text);
    check_row(buffer);
    canvas_text_short(&canvas, 0, 8, 7, STYLE_TEXT, text);
    check_row(buffer);
    canvas_paragraph(&canvas, 0, 0, 5, 1, STYLE_TEXT, text);
    check_row(buffer);
    canvas_buffer_free(buffer);
}

static bool is_colour(int32_t colour, enum colour_depth depth)
{
    static const int32_t most[COLOUR_DEPTH_COUNT] = {-1, 7, 15, 255, 0xFFFFFF};
    return colour >= COLOUR_DEFAULT && colour <= most[depth];
}

static void colour_all(const char *text, size_t size)
{
    struct theme theme;
    struct theme_mistake mistake;
    theme_plain(&theme);
    if (!theme_read(&theme, text, size, &mistake))
        require(mistake.line >= 0 && mistake.why != NULL && memchr(mistake.word, 0, sizeof mistake.word));
    for (unsigned role = 0; role < STYLE_ROLE_COUNT; role++)
        for (int depth = 0; depth < COLOUR_DEPTH_COUNT; depth++) {
            struct style_look look = theme_look(&theme, role, (enum colour_depth)depth);
            require(is_colour(look.foreground, (enum colour_depth)depth));
            require(is_colour(look.background, (enum colour_depth)depth));
        }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct keymap *keymap = keymap_new();
    struct keymap_error error;
    char sentence[KEYMAP_ERROR_TEXT_MAX];
    require(keymap != NULL);
    if (!keymap_read(keymap, (const char *)data, size, &error)) {
        require(error.problem != KEYMAP_OK && doran_text_valid(error.word, strlen(error.word)));
        keymap_error_text(&error, sentence);
    }
    type_all(data, size, keymap);
    char *text = malloc(size + 1);
    require(text != NULL);
    memcpy(text, data, size);
    text[size] = '\0';
    colour_all(text, size);
    draw_all(text, size > 0 ? data[0] : 0);
    free(text);
    keymap_free(keymap);
    return 0;
}
