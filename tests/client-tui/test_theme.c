#include "client-tui/term/colour.h"
#include "client-tui/term/style.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
/* cmocka.h wants those first */
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Relative luminance of WCAG 2.1. */
static double channel(uint32_t value)
{
    double c = (double)value / 255.0;
    return c <= 0.03928 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4);
}

static double luminance(uint32_t rgb)
{
    return 0.2126 * channel(rgb >> 16 & 0xFF) + 0.7152 * channel(rgb >> 8 & 0xFF) +
           0.0722 * channel(rgb & 0xFF);
}

static uint32_t cube_rgb(int index)
{
    static const uint32_t levels[] = {0, 95, 135, 175, 215, 255};
    assert_in_range(index, 16, 231); /* the first sixteen are whatever the user's palette says */
    index -= 16;
    return levels[index / 36] << 16 | levels[index / 6 % 6] << 8 | levels[index % 6];
}

static void colours_stand_on_black_and_on_white(void **state)
{
    (void)state;
    for (int role = 0; role < STYLE_ROLE_COUNT; role++) {
        for (int depth = COLOUR_256; depth <= COLOUR_TRUE; depth++) {
            struct style_look look = style_look((unsigned)role, (enum colour_depth)depth);
            if (look.foreground == COLOUR_DEFAULT)
                continue;
            double l =
                luminance(depth == COLOUR_TRUE ? (uint32_t)look.foreground : cube_rgb(look.foreground));
            assert_true(1.05 / (l + 0.05) >= 2.99);
            assert_true((l + 0.05) / 0.05 >= 2.99);
        }
    }
}

static void members_have_eight_different_looks(void **state)
{
    (void)state;
    for (int depth = COLOUR_8; depth < COLOUR_DEPTH_COUNT; depth++) {
        for (unsigned a = 0; a < STYLE_MEMBERS; a++) {
            for (unsigned b = 0; b < a; b++) {
                struct style_look x = style_look(STYLE_MEMBER(a), (enum colour_depth)depth);
                struct style_look y = style_look(STYLE_MEMBER(b), (enum colour_depth)depth);
                assert_false(x.foreground == y.foreground && x.flags == y.flags);
            }
        }
    }
    assert_int_equal(STYLE_MEMBER(8), STYLE_MEMBER(0));
}

static void events_have_ten_different_looks(void **state)
{
    (void)state;
    for (int depth = COLOUR_8; depth < COLOUR_DEPTH_COUNT; depth++) {
        for (unsigned a = 0; a < STYLE_EVENTS; a++) {
            for (unsigned b = 0; b < a; b++) {
                struct style_look x = style_look(STYLE_EVENT(a), (enum colour_depth)depth);
                struct style_look y = style_look(STYLE_EVENT(b), (enum colour_depth)depth);
                assert_false(x.foreground == y.foreground && x.flags == y.flags);
            }
        }
    }
    assert_int_equal(STYLE_EVENT(10), STYLE_EVENT(8));
}

static void without_colour_nothing_is_coloured(void **state)
{
    (void)state;
    for (unsigned role = 0; role < STYLE_ROLE_COUNT; role++) {
        struct style_look look = style_look(role, COLOUR_NONE);
        assert_int_equal(look.foreground, COLOUR_DEFAULT);
        assert_int_equal(look.background, COLOUR_DEFAULT);
    }
    assert_int_equal(style_look(STYLE_SELECTED, COLOUR_NONE).flags, STYLE_REVERSE);
    assert_int_equal(style_look(STYLE_DIM | STYLE_UNDERLINE, COLOUR_NONE).flags,
                     STYLE_FAINT | STYLE_UNDERLINE);
    assert_int_equal(style_look(200, COLOUR_NONE).flags, 0);
}

static void pictures_get_the_nearest_colour(void **state)
{
    (void)state;
    assert_int_equal(colour_nearest(0xFF0000, COLOUR_256), 196);
    assert_int_equal(colour_nearest(0x0000FF, COLOUR_256), 21);
    assert_int_equal(colour_nearest(0x808080, COLOUR_256), 244);
    assert_int_equal(colour_nearest(0x000000, COLOUR_256), 16);
    assert_int_equal(colour_nearest(0xFFFFFF, COLOUR_256), 231);
    assert_int_equal(colour_nearest(0xFF00FF, COLOUR_8), 5);
    assert_int_equal(colour_nearest(0x123456, COLOUR_TRUE), 0x123456);
    assert_int_equal(colour_nearest(0x123456, COLOUR_NONE), COLOUR_DEFAULT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(colours_stand_on_black_and_on_white),
        cmocka_unit_test(members_have_eight_different_looks),
        cmocka_unit_test(events_have_ten_different_looks),
        cmocka_unit_test(without_colour_nothing_is_coloured),
        cmocka_unit_test(pictures_get_the_nearest_colour),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
