#include "client-tui/term/glyph.h"

/* Which answer of the terminal decides whether a sign may be drawn. */
enum glyph_class { GLYPH_PLAIN, GLYPH_LINE, GLYPH_BLOCK, GLYPH_AMBIGUOUS };

struct glyph_forms {
    const char *sign;
    const char *ascii;
    enum glyph_class class;
};

static const struct glyph_forms glyphs[GLYPH_COUNT] = {
    [GLYPH_RULE] = {"─", "-", GLYPH_LINE},
    [GLYPH_RULE_VERTICAL] = {"│", "|", GLYPH_LINE},
    [GLYPH_CORNER_TOP_LEFT] = {"┌", "+", GLYPH_LINE},
    [GLYPH_CORNER_TOP_RIGHT] = {"┐", "+", GLYPH_LINE},
    [GLYPH_CORNER_BOTTOM_LEFT] = {"└", "+", GLYPH_LINE},
    [GLYPH_CORNER_BOTTOM_RIGHT] = {"┘", "+", GLYPH_LINE},
    [GLYPH_SELECT] = {">", ">", GLYPH_PLAIN},
    [GLYPH_SELECT_END] = {"<", "<", GLYPH_PLAIN},
    [GLYPH_BULLET] = {"●", "*", GLYPH_AMBIGUOUS},
    [GLYPH_DOT] = {"·", ".", GLYPH_AMBIGUOUS},
    [GLYPH_CHECK] = {"v", "v", GLYPH_PLAIN},
    [GLYPH_MORE_UP] = {"▲", "^", GLYPH_AMBIGUOUS},
    [GLYPH_MORE_DOWN] = {"▼", "v", GLYPH_AMBIGUOUS},
    [GLYPH_MASK] = {"●", "*", GLYPH_AMBIGUOUS},
    [GLYPH_BAR_FULL] = {"█", "#", GLYPH_BLOCK},
    [GLYPH_BAR_EMPTY] = {"░", "-", GLYPH_BLOCK},
    [GLYPH_HALF_UPPER] = {"▀", "\"", GLYPH_BLOCK},
    [GLYPH_HALF_LOWER] = {"▄", "_", GLYPH_BLOCK},
    [GLYPH_SPAN] = {"=", "=", GLYPH_PLAIN},
    [GLYPH_UNSENT] = {"↑", "^", GLYPH_AMBIGUOUS},
    [GLYPH_QUOTE_OPEN] = {"“", "\"", GLYPH_AMBIGUOUS},
    [GLYPH_QUOTE_CLOSE] = {"”", "\"", GLYPH_AMBIGUOUS},
    [GLYPH_ELLIPSIS] = {"…", "~", GLYPH_AMBIGUOUS},
    [GLYPH_TIMES] = {"×", "x", GLYPH_AMBIGUOUS},
    [GLYPH_WAVE_1] = {"▁", "_", GLYPH_BLOCK},
    [GLYPH_WAVE_1 + 1] = {"▂", ".", GLYPH_BLOCK},
    [GLYPH_WAVE_1 + 2] = {"▃", "-", GLYPH_BLOCK},
    [GLYPH_WAVE_1 + 3] = {"▄", "~", GLYPH_BLOCK},
    [GLYPH_WAVE_1 + 4] = {"▅", "+", GLYPH_BLOCK},
    [GLYPH_WAVE_1 + 5] = {"▆", "=", GLYPH_BLOCK},
    [GLYPH_WAVE_1 + 6] = {"▇", "*", GLYPH_BLOCK},
    [GLYPH_WAVE_1 + 7] = {"█", "#", GLYPH_BLOCK},
};

static bool drawable(enum glyph_class class, const struct term_widths *widths)
{
    switch (class) {
    case GLYPH_LINE:
        return widths->line_columns == 1 && !widths->text.ambiguous_wide;
    case GLYPH_BLOCK:
        return widths->block_columns == 1 && !widths->text.ambiguous_wide;
    case GLYPH_AMBIGUOUS:
        return !widths->text.ambiguous_wide;
    case GLYPH_PLAIN:
        break;
    }
    return true;
}

bool glyph_has_blocks(const struct term_widths *widths)
{
    return !widths->ascii && drawable(GLYPH_BLOCK, widths);
}

const char *glyph_text(enum glyph glyph, const struct term_widths *widths)
{
    if ((unsigned)glyph >= GLYPH_COUNT)
        return " ";
    const struct glyph_forms *forms = &glyphs[glyph];
    return !widths->ascii && drawable(forms->class, widths) ? forms->sign : forms->ascii;
}
