/* The theme. Colours stand on the terminal's own background, which may be light or dark, so each has a
 * luminance that keeps a contrast of 3:1 to both black and white (WCAG 2.1 §1.4.11). The member colours
 * follow Okabe and Ito's set for colour-blind readers, brought to that luminance. Palette colours are from
 * the 6×6×6 cube, which nobody redefines. */
#include "client-tui/term/style.h"

#define PLAIN(flags)                                                                                         \
    {                                                                                                        \
        COLOUR_DEFAULT, COLOUR_DEFAULT, (flags)                                                              \
    }
#define COLOUR(colour, flags)                                                                                \
    {                                                                                                        \
        (colour), COLOUR_DEFAULT, (flags)                                                                    \
    }
#define SAME(flags)                                                                                          \
    {                                                                                                        \
        PLAIN(flags), PLAIN(flags), PLAIN(flags), PLAIN(flags), PLAIN(flags)                                 \
    }

static const struct style_look theme[STYLE_ROLE_COUNT][COLOUR_DEPTH_COUNT] = {
    /*                  none                   8                      16                256 truecolor */
    [STYLE_TEXT] = SAME(0),
    [STYLE_DIM] = SAME(STYLE_FAINT),
    [STYLE_ACCENT] = {PLAIN(STYLE_BOLD), COLOUR(6, 0), COLOUR(6, 0), COLOUR(31, 0), COLOUR(0x0087AF, 0)},
    [STYLE_TITLE] = SAME(STYLE_BOLD),
    [STYLE_SELECTED] = SAME(STYLE_REVERSE),
    [STYLE_ERROR] = {PLAIN(STYLE_BOLD), COLOUR(1, STYLE_BOLD), COLOUR(1, STYLE_BOLD), COLOUR(166, STYLE_BOLD),
                     COLOUR(0xD55E00, STYLE_BOLD)},
    [STYLE_GOOD] = {PLAIN(0), COLOUR(2, 0), COLOUR(2, 0), COLOUR(29, 0), COLOUR(0x008F68, 0)},
    [STYLE_RULE] = SAME(STYLE_FAINT),
    [STYLE_INPUT] = SAME(STYLE_UNDERLINE),
    /* orange, sky blue, bluish green, olive, blue, vermilion, pink, violet */
    [STYLE_MEMBER_1 + 0] = {PLAIN(0), COLOUR(3, 0), COLOUR(3, 0), COLOUR(136, 0), COLOUR(0xB07800, 0)},
    [STYLE_MEMBER_1 + 1] = {PLAIN(0), COLOUR(6, 0), COLOUR(6, 0), COLOUR(32, 0), COLOUR(0x2A8CC8, 0)},
    [STYLE_MEMBER_1 + 2] = {PLAIN(0), COLOUR(2, 0), COLOUR(2, 0), COLOUR(29, 0), COLOUR(0x008F68, 0)},
    [STYLE_MEMBER_1 + 3] = {PLAIN(0), COLOUR(3, STYLE_BOLD), COLOUR(3, STYLE_BOLD), COLOUR(100, 0),
                            COLOUR(0x878700, 0)},
    [STYLE_MEMBER_1 + 4] = {PLAIN(0), COLOUR(4, STYLE_BOLD), COLOUR(12, 0), COLOUR(25, 0),
                            COLOUR(0x0072B2, 0)},
    [STYLE_MEMBER_1 + 5] = {PLAIN(0), COLOUR(1, 0), COLOUR(1, 0), COLOUR(166, 0), COLOUR(0xD55E00, 0)},
    [STYLE_MEMBER_1 + 6] = {PLAIN(0), COLOUR(5, 0), COLOUR(5, 0), COLOUR(169, 0), COLOUR(0xC0659A, 0)},
    [STYLE_MEMBER_1 + 7] = {PLAIN(0), COLOUR(5, STYLE_BOLD), COLOUR(13, 0), COLOUR(98, 0),
                            COLOUR(0x8660D0, 0)},
    /* Those of the product, yellow to pink darker and black lighter until the contrast holds. */
    [STYLE_EVENT_1 + 0] = {PLAIN(0), COLOUR(1, 0), COLOUR(1, 0), COLOUR(167, 0), COLOUR(0xCE5F5F, 0)},
    [STYLE_EVENT_1 + 1] = {PLAIN(0), COLOUR(1, STYLE_BOLD), COLOUR(9, 0), COLOUR(166, 0),
                           COLOUR(0xDD6B2F, 0)},
    [STYLE_EVENT_1 + 2] = {PLAIN(0), COLOUR(3, 0), COLOUR(3, 0), COLOUR(136, 0), COLOUR(0xAD8A10, 0)},
    [STYLE_EVENT_1 + 3] = {PLAIN(0), COLOUR(2, 0), COLOUR(2, 0), COLOUR(29, 0), COLOUR(0x2C9A5B, 0)},
    [STYLE_EVENT_1 + 4] = {PLAIN(0), COLOUR(6, 0), COLOUR(6, 0), COLOUR(31, 0), COLOUR(0x3A93B0, 0)},
    [STYLE_EVENT_1 + 5] = {PLAIN(0), COLOUR(4, STYLE_BOLD), COLOUR(12, 0), COLOUR(63, 0),
                           COLOUR(0x6371F7, 0)},
    [STYLE_EVENT_1 + 6] = {PLAIN(0), COLOUR(5, 0), COLOUR(5, 0), COLOUR(134, 0), COLOUR(0xA968DC, 0)},
    [STYLE_EVENT_1 + 7] = {PLAIN(0), COLOUR(5, STYLE_BOLD), COLOUR(13, 0), COLOUR(170, 0),
                           COLOUR(0xD35CC6, 0)},
    [STYLE_EVENT_1 + 8] = {PLAIN(0), PLAIN(STYLE_FAINT), COLOUR(8, 0), COLOUR(102, 0), COLOUR(0x8A8A8A, 0)},
    [STYLE_EVENT_1 + 9] = {PLAIN(0), PLAIN(0), PLAIN(0), COLOUR(59, 0), COLOUR(0x626262, 0)},
    [STYLE_PICTURE] = SAME(0),
};

struct style_look style_look(unsigned style, enum colour_depth depth)
{
    unsigned role = style & STYLE_ROLE_MASK;
    if (role >= STYLE_ROLE_COUNT)
        role = STYLE_TEXT;
    if ((unsigned)depth >= COLOUR_DEPTH_COUNT)
        depth = COLOUR_NONE;
    struct style_look look = theme[role][depth];
    look.flags |= style & ~STYLE_ROLE_MASK;
    return look;
}
