#include "client-tui/term/pen.h"
#include "support/seed.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
/* cmocka.h wants those first */
#include <cmocka.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <vterm.h>

#define ROWS 8
#define COLUMNS 40

/* What comes out for frames that are sent one after the other. */
static const char *pass(struct pen *pen, const char *bytes)
{
    static struct doran_buffer out;
    doran_buffer_deinit(&out);
    if (bytes == NULL)
        return NULL;
    pen_pass(pen, bytes, strlen(bytes), &out);
    assert_false(out.failed);
    return out.data != NULL ? out.data : "";
}

static void what_stands_already_is_left_out(void **state)
{
    struct pen pen;
    (void)state;
    pen_init(&pen);
    assert_string_equal(pass(&pen, "\033[38;5;81m\033[48;5;234ma\033[38;5;252m\033[48;5;234mb"),
                        "\033[38;5;81;48;5;234ma\033[38;5;252mb");
    assert_string_equal(pass(&pen, "\033(B\033[0;1m\033[38;5;80m\033[48;5;234mc"), "\033[1;38;5;80mc");
    assert_string_equal(pass(&pen, "\033(B\033[0m\033[38;5;80m\033[48;5;234md"), "\033[22md");
    assert_string_equal(pass(&pen, "\033[39;49m\033(B\033[m"), "\033[m");
    assert_string_equal(pass(&pen, "\033(B\033[m"), "");
    pass(&pen, NULL);
}

static void true_colours_and_basic_ones(void **state)
{
    struct pen pen;
    (void)state;
    pen_init(&pen);
    assert_string_equal(pass(&pen, "\033[38:2::1:2:3;48;2;4;5;6mx"), "\033[38:2::1:2:3;48;2;4;5;6mx");
    assert_string_equal(pass(&pen, "\033[38:2::1:2:3m\033[48;2;4;5;7my"), "\033[48;2;4;5;7my");
    assert_string_equal(pass(&pen, "\033[0;4;7;31;49mz"), "\033[4;7;31;49mz");
    assert_string_equal(pass(&pen, "\033[0;2;31mz"), "\033[24;27;2mz");
    assert_string_equal(pass(&pen, "\033[0;1;31mz"), "\033[22;1mz");
    pass(&pen, NULL);
}

/* ECMA-48 §5.4.2: a parameter that is left out has its default value, which is the reset of SGR; the last one, too. */
static void an_empty_parameter_is_a_reset(void **state)
{
    struct pen pen;
    (void)state;
    pen_init(&pen);
    assert_string_equal(pass(&pen, "\033[1;31ma\033[;32mb"), "\033[1;31ma\033[22;32mb");
    assert_string_equal(pass(&pen, "\033[1;31ma\033[32;mb"), "\033[1;31ma\033[mb");
    assert_string_equal(pass(&pen, "\033[31ma\033[;mb"), "\033[31ma\033[mb");
    pass(&pen, NULL);
}

/* Its foreground and its weight cannot be seen; its background can, and a line below it. */
static void a_blank_may_look_as_what_was_before_it(void **state)
{
    struct pen pen;
    (void)state;
    pen_init(&pen);
    assert_string_equal(pass(&pen, "\033[31ma\033[m \033[32m b\033[m"), "\033[31ma  \033[32mb\033[m");
    assert_string_equal(pass(&pen, "\033[1;31ma\033[m\033[K\033[5;6H\033[31mb\033[m"),
                        "\033[1;31ma\033[K\033[5;6H\033[22mb\033[m");
    assert_string_equal(pass(&pen, "\033[31ma\033[m \033[9b\033[32mb\033[m"),
                        "\033[31ma \033[9b\033[32mb\033[m");
    assert_string_equal(pass(&pen, "\033[31ma\033[m\033[9b"), "\033[31ma\033[m\033[9b");
    assert_string_equal(pass(&pen, "\033[31ma\033[44m b\033[m"), "\033[31ma\033[44m b\033[m");
    assert_string_equal(pass(&pen, "\033[4ma\033[m b"), "\033[4ma\033[m b");
    assert_string_equal(pass(&pen, "\033[31ma\033[7m b\033[m"), "\033[31ma\033[7m b\033[m");
    pass(&pen, NULL);
}

/* A move draws nothing, an erasure with a background does. */
static void it_is_told_before_what_draws(void **state)
{
    struct pen pen;
    (void)state;
    pen_init(&pen);
    assert_string_equal(pass(&pen, "\033[31m\033[5;6H\033[32mx"), "\033[5;6H\033[32mx");
    assert_string_equal(pass(&pen, "\033[43m\033[5;6H\033[K\033[44m"), "\033[5;6H\033[43m\033[K\033[44m");
    pass(&pen, NULL);
}

static void what_is_unknown_goes_through(void **state)
{
    struct pen pen;
    (void)state;
    pen_init(&pen);
    assert_string_equal(pass(&pen, "\033[1mx\033[3my\033[1mz\033[0;1mw"),
                        "\033[1mx\033[3my\033[1mz\033[m\033[1mw");
    assert_string_equal(pass(&pen, "\033[38;5m"), "\033[38;5m");
    assert_string_equal(pass(&pen, "\033["), "\033[");
    assert_string_equal(pass(&pen, "\033"), "\033");
    pass(&pen, NULL);
}

/* --- seen by a terminal --- */

struct seen {
    VTerm *vterm;
    VTermScreen *cells;
};

static struct seen seen_new(void)
{
    struct seen seen = {.vterm = vterm_new(ROWS, COLUMNS)};
    assert_non_null(seen.vterm);
    vterm_set_utf8(seen.vterm, 1);
    seen.cells = vterm_obtain_screen(seen.vterm);
    vterm_screen_reset(seen.cells, 1);
    return seen;
}

static void check_same(const struct seen *a, const struct seen *b)
{
    for (int row = 0; row < ROWS; row++)
        for (int column = 0; column < COLUMNS; column++) {
            VTermScreenCell x, y;
            vterm_screen_get_cell(a->cells, (VTermPos){row, column}, &x);
            vterm_screen_get_cell(b->cells, (VTermPos){row, column}, &y);
            assert_int_equal(x.chars[0], y.chars[0]);
            assert_int_equal(x.attrs.underline, y.attrs.underline);
            assert_int_equal(x.attrs.reverse, y.attrs.reverse);
            assert_int_equal(x.attrs.italic, y.attrs.italic);
            assert_true(vterm_color_is_equal(&x.bg, &y.bg));
            bool blank = x.chars[0] == 0 || x.chars[0] == ' ', right_half = x.chars[0] == (uint32_t)-1;
            if (right_half || (blank && !x.attrs.underline && !x.attrs.reverse))
                continue;
            assert_int_equal(x.attrs.bold, y.attrs.bold);
            assert_true(vterm_color_is_equal(&x.fg, &y.fg));
        }
}

/* Any of what ncurses sends, and a little that it does not. */
static void add_piece(struct doran_buffer *frame, struct seed *seed)
{
    static const char *const pieces[] = {"\033(B\033[m",
                                         "\033(B\033[0;1m",
                                         "\033(B\033[0;7m",
                                         "\033(B\033[0;1;4;7m",
                                         "\033[39;49m",
                                         "\033[K",
                                         "\033[1K",
                                         "\033[5X",
                                         "\033[3P",
                                         "\033[M",
                                         "\033[38;5;81m",
                                         "\033[48;5;234m",
                                         "\033[31m",
                                         "\033[44m",
                                         "\033[22m",
                                         "\033[38;5;252m",
                                         "\033[48;5;100m",
                                         "\033[97m",
                                         "\033[24;27m",
                                         "\033[3m",
                                         "\033[J",
                                         "\r\n",
                                         "word",
                                         "\355\225\234\352\270\200",
                                         " ",
                                         "\033[2m",
                                         "\033[38;2;1;2;3m",
                                         "\033[49m",
                                         "\033[1;34;46m",
                                         "\b-"};
    if (seed_below(seed, 4) == 0)
        doran_buffer_printf(frame, "\033[%d;%dH", 1 + (int)seed_below(seed, ROWS),
                            1 + (int)seed_below(seed, COLUMNS));
    else
        doran_buffer_puts(frame, pieces[seed_below(seed, sizeof pieces / sizeof *pieces)]);
}

static void every_cell_is_the_same(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 300; seed++) {
        struct seen plain = seen_new(), spared = seen_new();
        struct doran_buffer frame = {0}, out = {0};
        struct pen pen;
        struct seed chance = {.state = seed};
        pen_init(&pen);
        for (int i = 0; i < 20; i++) {
            doran_buffer_clear(&frame);
            doran_buffer_clear(&out);
            for (uint64_t pieces = 1 + seed_below(&chance, 20); pieces > 0; pieces--)
                add_piece(&frame, &chance);
            pen_pass(&pen, frame.data, frame.length, &out);
            vterm_input_write(plain.vterm, frame.data, frame.length);
            vterm_input_write(spared.vterm, out.data ? out.data : "", out.length);
            check_same(&plain, &spared);
        }
        doran_buffer_deinit(&frame);
        doran_buffer_deinit(&out);
        vterm_free(plain.vterm);
        vterm_free(spared.vterm);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(what_stands_already_is_left_out),
                                       cmocka_unit_test(true_colours_and_basic_ones),
                                       cmocka_unit_test(an_empty_parameter_is_a_reset),
                                       cmocka_unit_test(a_blank_may_look_as_what_was_before_it),
                                       cmocka_unit_test(it_is_told_before_what_draws),
                                       cmocka_unit_test(what_is_unknown_goes_through),
                                       cmocka_unit_test(every_cell_is_the_same)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
