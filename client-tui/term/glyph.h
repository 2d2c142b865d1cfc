/* glyph.h: every sign the screens draw that is not a word. No view writes one literally.
 *
 * Where the terminal draws a class of signs two columns wide, the table gives its ASCII form instead: each
 * glyph is exactly GLYPH_COLUMNS (one) column everywhere. */
#ifndef DORAN_TUI_TERM_GLYPH_H
#define DORAN_TUI_TERM_GLYPH_H

#include <doran/text.h>
#include <stdbool.h>

#define GLYPH_COLUMNS 1
#define GLYPH_WAVE_LEVELS 8

enum glyph {
    GLYPH_RULE,
    GLYPH_RULE_VERTICAL,
    GLYPH_CORNER_TOP_LEFT,
    GLYPH_CORNER_TOP_RIGHT,
    GLYPH_CORNER_BOTTOM_LEFT,
    GLYPH_CORNER_BOTTOM_RIGHT,
    GLYPH_SELECT,     /* `>` before the selected row */
    GLYPH_SELECT_END, /* `<` after it, where it does not take the whole row */
    GLYPH_BULLET,     /* ● */
    GLYPH_DOT,        /* · between words */
    GLYPH_CHECK,      /* v within [ ] */
    GLYPH_MORE_UP,    /* there is more above */
    GLYPH_MORE_DOWN,  /* there is more below */
    GLYPH_MASK,       /* one typed character of a password */
    GLYPH_BAR_FULL,   /* progress bars */
    GLYPH_BAR_EMPTY,
    GLYPH_HALF_UPPER, /* ▀ and ▄ of small pictures; see glyph_has_blocks() */
    GLYPH_HALF_LOWER,
    GLYPH_SPAN,       /* = of an event over several days */
    GLYPH_UNSENT,     /* ↑ before what waits to be sent */
    GLYPH_QUOTE_OPEN, /* “ */
    GLYPH_QUOTE_CLOSE,
    GLYPH_ELLIPSIS, /* … */
    GLYPH_TIMES,    /* × */
    GLYPH_WAVE_1,   /* ▁ … ▇ █: GLYPH_WAVE(level) */
    GLYPH_WAVE_8 = GLYPH_WAVE_1 + GLYPH_WAVE_LEVELS - 1,
    GLYPH_COUNT
};
/* The column of a wave for a level from 0 to GLYPH_WAVE_LEVELS - 1. */
#define GLYPH_WAVE(level) ((enum glyph)(GLYPH_WAVE_1 + (level)))

/* What the terminal said (or the settings) about how wide it draws. */
struct term_widths {
    struct doran_text_widths text; /* ● decides ambiguous_wide */
    int line_columns;              /* of ─ and its like: 1 or 2 */
    int block_columns;             /* of █ and its like: 1 or 2 */
    bool emoji;                    /* 🥰 is one sign two columns wide; where false, moods are words */
    bool ascii;                    /* no signs outside ASCII at all (a setting, for fonts without them) */
};

/* True when █, ▀ and ▄ are drawn, one column wide: else a picture is better made of other things. */
bool glyph_has_blocks(const struct term_widths *widths);
/* The glyph as UTF-8: exactly one column on a terminal with these widths. Never NULL. */
const char *glyph_text(enum glyph glyph, const struct term_widths *widths);

#endif
