#include "client-tui/term/cluster.h"

#include <string.h>

#define REPLACEMENT 0xFFFD
#define REGIONAL_FIRST 0x1F1E6
#define REGIONAL_LAST 0x1F1FF

/* Hangul syllables are composed arithmetically (Unicode §3.12). */
#define L_BASE 0x1100
#define V_BASE 0x1161
#define T_BASE 0x11A7
#define S_BASE 0xAC00
#define L_COUNT 19
#define V_COUNT 21
#define T_COUNT 28

static bool within(uint32_t character, uint32_t first, uint32_t last)
{
    return character >= first && character <= last;
}

uint32_t cluster_decode(const char *text, size_t length, size_t *size)
{
    static const uint32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
    const unsigned char *bytes = (const unsigned char *)text;
    *size = 1;
    if (length == 0)
        return 0;
    if (bytes[0] < 0x80)
        return bytes[0];
    size_t wanted = bytes[0] >= 0xF0 ? 4 : bytes[0] >= 0xE0 ? 3 : 2;
    if (bytes[0] < 0xC2 || bytes[0] > 0xF4 || wanted > length)
        return REPLACEMENT;
    uint32_t character = bytes[0] & (0xFFu >> (wanted + 1));
    for (size_t i = 1; i < wanted; i++) {
        if ((bytes[i] & 0xC0) != 0x80)
            return REPLACEMENT;
        character = character << 6 | (bytes[i] & 0x3Fu);
    }
    if (character < smallest[wanted] || character > 0x10FFFF || within(character, 0xD800, 0xDFFF))
        return REPLACEMENT;
    *size = wanted;
    return character;
}

size_t cluster_encode(uint32_t character, char out[4])
{
    size_t size = character < 0x80 ? 1 : character < 0x800 ? 2 : character < 0x10000 ? 3 : 4;
    static const unsigned char lead[] = {0, 0, 0xC0, 0xE0, 0xF0};
    for (size_t i = size; i > 1; i--) {
        out[i - 1] = (char)(0x80 | (character & 0x3F));
        character >>= 6;
    }
    out[0] = (char)(lead[size] | character);
    return size;
}

static int layout_columns(uint32_t character, bool ambiguous_wide)
{
    struct doran_text_widths widths = {.ambiguous_wide = ambiguous_wide};
    char bytes[4];
    size_t size = cluster_encode(character, bytes);
    return doran_text_cluster_width(bytes, size, &widths);
}

static bool is_line(uint32_t character)
{
    return within(character, 0x2500, 0x257F);
}

static bool is_block(uint32_t character)
{
    return within(character, 0x2580, 0x259F);
}

/* Characters that belong to a sequence but are not drawn on their own. */
static bool is_silent(uint32_t character)
{
    return within(character, 0x200B, 0x200F) || within(character, 0x202A, 0x202E) ||
           within(character, 0x2060, 0x206F) || within(character, 0xFE00, 0xFE0F) ||
           within(character, 0x1F3FB, 0x1F3FF) || within(character, 0xE0000, 0xE0FFF) ||
           character == 0x20E3 || character == 0xFEFF;
}

static bool is_emoji(uint32_t character)
{
    return (within(character, 0x1F000, 0x1FFFF) || within(character, 0x2300, 0x2BFF)) &&
           layout_columns(character, false) == 2;
}

int cluster_character_columns(uint32_t character, const struct term_widths *widths)
{
    if (character >= 0x20 && character < 0x7F)
        return 1;
    if (character < 0xA0 || is_silent(character))
        return 0;
    int columns = layout_columns(character, false);
    if (columns != 1 || layout_columns(character, true) == 1)
        return columns;
    if (is_line(character))
        return widths->line_columns;
    if (is_block(character))
        return widths->block_columns;
    return widths->text.ambiguous_wide ? 2 : 1;
}

/* What stands for a character this terminal draws wider than the layout has room. */
static uint32_t narrow_form(uint32_t character)
{
    if (character == 0x2502 || character == 0x2503 || character == 0x2551)
        return '|';
    if (is_line(character))
        return '-';
    return is_block(character) ? '#' : '?';
}

/* Joins loose conjoining jamo at *at into one syllable. */
static uint32_t compose(const uint32_t *characters, size_t count, size_t *at)
{
    uint32_t first = characters[*at];
    (*at)++;
    if (!within(first, L_BASE, L_BASE + L_COUNT - 1) || *at >= count ||
        !within(characters[*at], V_BASE, V_BASE + V_COUNT - 1))
        return first;
    uint32_t syllable = S_BASE + ((first - L_BASE) * V_COUNT + (characters[*at] - V_BASE)) * T_COUNT;
    (*at)++;
    if (*at < count && within(characters[*at], T_BASE + 1, T_BASE + T_COUNT - 1)) {
        syllable += characters[*at] - T_BASE;
        (*at)++;
    }
    return syllable;
}

static void set_cell(struct canvas_cell *cell, uint32_t character, int columns)
{
    memset(cell, 0, sizeof *cell);
    cell->characters[0] = character;
    cell->columns = (uint8_t)columns;
}

static void add_mark(struct canvas_cell *cell, uint32_t mark)
{
    for (int i = 1; i < CANVAS_CELL_CHARACTERS; i++) {
        if (cell->characters[i] == 0) {
            cell->characters[i] = mark;
            return;
        }
    }
}

/* Fills up to `columns` with spaces. */
static int pad(struct canvas_cell *cells, int count, int used, int columns)
{
    for (; used < columns && count < CLUSTER_CELLS_MAX; used++)
        set_cell(&cells[count++], ' ', 1);
    return count;
}

static int flag_cells(const uint32_t *characters, struct canvas_cell *cells)
{
    for (int i = 0; i < 2; i++)
        set_cell(&cells[i], 'A' + (characters[i] - REGIONAL_FIRST), 1);
    return 2;
}

static int sequence_cells(const uint32_t *characters, size_t count, int columns,
                          const struct term_widths *widths, struct canvas_cell *cells)
{
    int made = 0;
    int used = 0;
    for (size_t i = 0; i < count;) {
        uint32_t character = compose(characters, count, &i);
        if (is_silent(character))
            continue;
        int width = cluster_character_columns(character, widths);
        if (width == 0) {
            if (made > 0)
                add_mark(&cells[made - 1], character);
            continue;
        }
        if (made == 0 && width > columns) {
            character = narrow_form(character);
            width = 1;
        }
        if (used + width > columns || made == CLUSTER_CELLS_MAX)
            break;
        set_cell(&cells[made++], character, width);
        used += width;
    }
    return pad(cells, made, used, columns);
}

int cluster_cells(const char *text, size_t length, const struct term_widths *widths,
                  struct canvas_cell cells[CLUSTER_CELLS_MAX])
{
    enum { CHARACTERS_MAX = 16 };
    uint32_t characters[CHARACTERS_MAX];
    size_t count = 0;
    size_t size;
    for (size_t at = 0; at < length && count < CHARACTERS_MAX; at += size)
        characters[count++] = cluster_decode(text + at, length - at, &size);
    int columns = doran_text_cluster_width(text, length, &widths->text);
    if (columns <= 0 || count == 0 || characters[0] < 0x20 || within(characters[0], 0x7F, 0x9F))
        return 0;
    if (columns > CLUSTER_CELLS_MAX)
        columns = CLUSTER_CELLS_MAX;
    if (count >= 2 && within(characters[0], REGIONAL_FIRST, REGIONAL_LAST) &&
        within(characters[1], REGIONAL_FIRST, REGIONAL_LAST))
        return flag_cells(characters, cells);
    if (!widths->emoji && is_emoji(characters[0])) {
        set_cell(&cells[0], '*', 1);
        return pad(cells, 1, 1, columns);
    }
    return sequence_cells(characters, count, columns, widths, cells);
}
