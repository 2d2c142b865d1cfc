/* Themes: every one that comes with the program can be read on its background by everybody, at every depth; a file with a
 * mistake is refused by its line; the terminal's own background is kept where it can be. */
#include "client-tui/term/colour.h"
#include "client-tui/term/input_sequence.h"
#include "client-tui/term/scheme.h"
#include "tests/support/directory.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
/* cmocka.h wants those first */
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define THEMES DORAN_SOURCE_DIR "/client-tui/themes"
#define TEXT_CONTRAST 4.5  /* WCAG 2.1 §1.4.3 */
#define HIGH_CONTRAST 7.0  /* WCAG 2.1 §1.4.6 */
#define FEW_CONTRAST 3.5   /* … of a palette that may be any */
#define FRAME_CONTRAST 3.0 /* WCAG 2.1 §1.4.11 */
/* How far apart two members' colours are at least, in OKLab, to each of four kinds of eyes. 0.02 is about what is noticed when
 * two patches touch; names stand apart, so that four times as much is asked of the themes for colour-blind people. */
#define APART 0.07
#define APART_COLOUR_BLIND 0.09

static const char *const names[] = {"light", "dark", "high-contrast", "colour-blind", "colour-blind-light"};
#define NAMES (sizeof names / sizeof *names)

/* --- what eyes see, written down here once more from the sources --- */

struct rgb {
    double r, g, b; /* light, 0 … 1 */
};

static double channel(uint32_t value)
{
    double c = (double)value / 255.0;
    return c <= 0.03928 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4);
}

static struct rgb light_of(uint32_t rgb)
{
    return (struct rgb){channel(rgb >> 16 & 0xFF), channel(rgb >> 8 & 0xFF), channel(rgb & 0xFF)};
}

static double contrast(uint32_t a, uint32_t b)
{
    struct rgb x = light_of(a), y = light_of(b);
    double l = 0.2126 * x.r + 0.7152 * x.g + 0.0722 * x.b + 0.05;
    double m = 0.2126 * y.r + 0.7152 * y.g + 0.0722 * y.b + 0.05;
    return l > m ? l / m : m / l;
}

/* Machado, Oliveira, Fernandes (2009), severity 1.0, on linear light. */
static const double eyes[][9] = {
    {1, 0, 0, 0, 1, 0, 0, 0, 1},
    {0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998},
    {0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.011820, 0.042940, 0.968881},
    {1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.303900},
};
#define EYES (sizeof eyes / sizeof *eyes)

static struct rgb seen_by(struct rgb c, const double m[9])
{
    struct rgb seen = {m[0] * c.r + m[1] * c.g + m[2] * c.b, m[3] * c.r + m[4] * c.g + m[5] * c.b,
                       m[6] * c.r + m[7] * c.g + m[8] * c.b};
    return (struct rgb){fmin(fmax(seen.r, 0), 1), fmin(fmax(seen.g, 0), 1), fmin(fmax(seen.b, 0), 1)};
}

/* Distance in OKLab. */
static double apart(struct rgb x, struct rgb y)
{
    double sum = 0;
    double lab[2][3];
    struct rgb both[] = {x, y};
    for (int i = 0; i < 2; i++) {
        struct rgb c = both[i];
        double l = cbrt(0.4122214708 * c.r + 0.5363325363 * c.g + 0.0514459929 * c.b);
        double m = cbrt(0.2119034982 * c.r + 0.6806995451 * c.g + 0.1073969566 * c.b);
        double s = cbrt(0.0883024619 * c.r + 0.2817188376 * c.g + 0.6299787005 * c.b);
        lab[i][0] = 0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s;
        lab[i][1] = 1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s;
        lab[i][2] = 0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s;
    }
    for (int i = 0; i < 3; i++)
        sum += (lab[0][i] - lab[1][i]) * (lab[0][i] - lab[1][i]);
    return sqrt(sum);
}

/* xterm's: the cube and the greys are the same everywhere. */
static uint32_t palette_rgb(int index)
{
    static const uint32_t levels[] = {0, 95, 135, 175, 215, 255};
    if (index >= 232)
        return (uint32_t)(8 + 10 * (index - 232)) * 0x010101u;
    assert_in_range(index, 16, 231); /* the first sixteen are whatever the user's palette says */
    index -= 16;
    return levels[index / 36] << 16 | levels[index / 6 % 6] << 8 | levels[index % 6];
}

static uint32_t rgb_at(int32_t colour, enum colour_depth depth)
{
    return depth == COLOUR_TRUE ? (uint32_t)colour : palette_rgb(colour);
}

/* --- themes of files --- */

static void read_shipped(const char *name, struct theme *theme)
{
    char path[1024], text[THEME_FILE_MAX];
    struct theme_mistake mistake;
    snprintf(path, sizeof path, THEMES "/%s.theme", name);
    FILE *file = fopen(path, "re");
    assert_non_null(file);
    size_t length = fread(text, 1, sizeof text, file);
    fclose(file);
    if (!theme_read(theme, text, length, &mistake))
        fail_msg("%s, line %d", path, mistake.line);
}

static void every_word_can_be_read(void **state)
{
    (void)state;
    for (size_t i = 0; i < NAMES; i++) {
        struct theme theme;
        bool high = strcmp(names[i], "high-contrast") == 0;
        read_shipped(names[i], &theme);
        for (int role = 0; role < STYLE_PICTURE; role++)
            for (int depth = COLOUR_256; depth <= COLOUR_TRUE; depth++) {
                struct style_look look = theme_look(&theme, (unsigned)role, (enum colour_depth)depth);
                double least = high ? HIGH_CONTRAST : role == STYLE_RULE ? FRAME_CONTRAST : TEXT_CONTRAST;
                double found = contrast(rgb_at(look.foreground, (enum colour_depth)depth),
                                        rgb_at(look.background, (enum colour_depth)depth));
                if (found < least)
                    fail_msg("%s: role %d at depth %d has %.2f", names[i], role, depth, found);
                assert_false(look.flags & STYLE_FAINT); /* how much that takes away nobody knows */
            }
    }
}

/* With eight and sixteen colours the palette is the user's; xterm's stands for it. */
static void few_colours_can_be_read_too(void **state)
{
    (void)state;
    for (size_t i = 0; i < NAMES; i++) {
        struct theme theme;
        read_shipped(names[i], &theme);
        for (int role = 0; role < STYLE_PICTURE; role++)
            for (int depth = COLOUR_8; depth <= COLOUR_16; depth++) {
                struct style_look look = theme_look(&theme, (unsigned)role, (enum colour_depth)depth);
                double found =
                    contrast(colour_of_palette(look.foreground), colour_of_palette(look.background));
                assert_in_range(look.foreground, 0, depth == COLOUR_8 ? 7 : 15);
                assert_in_range(look.background, 0, depth == COLOUR_8 ? 7 : 15);
                if (found < (role == STYLE_RULE ? FRAME_CONTRAST : FEW_CONTRAST))
                    fail_msg("%s: role %d at depth %d has %.2f", names[i], role, depth, found);
            }
    }
}

static void members_are_told_apart_by_all_eyes(void **state)
{
    (void)state;
    for (size_t i = 0; i < NAMES; i++) {
        struct theme theme;
        double least = strncmp(names[i], "colour-blind", 12) == 0 ? APART_COLOUR_BLIND : APART;
        read_shipped(names[i], &theme);
        for (int depth = COLOUR_256; depth <= COLOUR_TRUE; depth++)
            for (unsigned a = 0; a < STYLE_MEMBERS; a++)
                for (unsigned b = 0; b < a; b++)
                    for (size_t eye = 0; eye < EYES; eye++) {
                        enum colour_depth d = (enum colour_depth)depth;
                        uint32_t x = rgb_at(theme_look(&theme, STYLE_MEMBER(a), d).foreground, d);
                        uint32_t y = rgb_at(theme_look(&theme, STYLE_MEMBER(b), d).foreground, d);
                        double found =
                            apart(seen_by(light_of(x), eyes[eye]), seen_by(light_of(y), eyes[eye]));
                        if (found < least)
                            fail_msg("%s: members %u and %u are %.3f apart to eye %zu", names[i], b + 1,
                                     a + 1, found, eye);
                    }
    }
}

static void members_have_eight_different_looks(void **state)
{
    (void)state;
    for (size_t i = 0; i < NAMES; i++) {
        struct theme theme;
        read_shipped(names[i], &theme);
        for (int depth = COLOUR_8; depth < COLOUR_DEPTH_COUNT; depth++)
            for (unsigned a = 0; a < STYLE_MEMBERS; a++)
                for (unsigned b = 0; b < a; b++) {
                    struct style_look x = theme_look(&theme, STYLE_MEMBER(a), (enum colour_depth)depth);
                    struct style_look y = theme_look(&theme, STYLE_MEMBER(b), (enum colour_depth)depth);
                    /* names are often bold */
                    assert_false(x.foreground == y.foreground &&
                                 (x.flags | STYLE_BOLD) == (y.flags | STYLE_BOLD));
                }
    }
    assert_int_equal(STYLE_MEMBER(8), STYLE_MEMBER(0));
}

static void events_have_ten_different_looks(void **state)
{
    (void)state;
    for (size_t i = 0; i < NAMES; i++) {
        struct theme theme;
        read_shipped(names[i], &theme);
        for (int depth = COLOUR_8; depth < COLOUR_DEPTH_COUNT; depth++)
            for (unsigned a = 0; a < STYLE_EVENTS; a++)
                for (unsigned b = 0; b < a; b++) {
                    struct style_look x = theme_look(&theme, STYLE_EVENT(a), (enum colour_depth)depth);
                    struct style_look y = theme_look(&theme, STYLE_EVENT(b), (enum colour_depth)depth);
                    if (x.foreground == y.foreground && x.flags == y.flags)
                        fail_msg("%s: events %u and %u look alike at depth %d", names[i], b + 1, a + 1,
                                 depth);
                }
    }
    assert_int_equal(STYLE_EVENT(10), STYLE_EVENT(8));
}

static void without_colour_nothing_is_coloured(void **state)
{
    (void)state;
    struct theme plain, none;
    theme_plain(&plain);
    read_shipped("none", &none);
    assert_memory_equal(&plain, &none, sizeof plain); /* the file says what the program falls back on */
    for (size_t i = 0; i < NAMES; i++) {
        struct theme theme;
        read_shipped(names[i], &theme);
        for (unsigned role = 0; role < STYLE_ROLE_COUNT; role++) {
            struct style_look look = theme_look(&theme, role, COLOUR_NONE);
            assert_int_equal(look.foreground, COLOUR_DEFAULT);
            assert_int_equal(look.background, COLOUR_DEFAULT);
        }
    }
    assert_int_equal(theme_look(&plain, STYLE_SELECTED, COLOUR_NONE).flags, STYLE_REVERSE);
    assert_int_equal(theme_look(&plain, STYLE_DIM | STYLE_UNDERLINE, COLOUR_NONE).flags,
                     STYLE_FAINT | STYLE_UNDERLINE);
    assert_int_equal(theme_look(&plain, 200, COLOUR_NONE).flags, 0);
}

/* --- the file --- */

static bool read_text(struct theme *theme, const char *text, struct theme_mistake *mistake)
{
    return theme_read(theme, text, strlen(text), mistake);
}

static void a_file_is_read(void **state)
{
    (void)state;
    struct theme theme;
    struct theme_mistake mistake;
    assert_true(
        read_text(&theme,
                  "#mine\n\n text=#101010 on #f0f0f0 # paper\r\naccent = bold #0000ff\n"
                  "accent.256 = 21 on 231 underline\nerror = on #000000 #ff8787\ndim.none = underline\n"
                  "good = default",
                  &mistake));
    struct style_look text = theme_look(&theme, STYLE_TEXT, COLOUR_TRUE);
    assert_int_equal(text.foreground, 0x101010);
    assert_int_equal(text.background, 0xF0F0F0);
    struct style_look accent = theme_look(&theme, STYLE_ACCENT, COLOUR_TRUE);
    assert_int_equal(accent.foreground, 0x0000FF);
    assert_int_equal(accent.background, 0xF0F0F0); /* as the text has it */
    assert_int_equal(accent.flags, STYLE_BOLD);
    accent = theme_look(&theme, STYLE_ACCENT, COLOUR_256);
    assert_int_equal(accent.foreground, 21);
    assert_int_equal(accent.background, 231);
    assert_int_equal(accent.flags, STYLE_UNDERLINE);
    assert_int_equal(theme_look(&theme, STYLE_ERROR, COLOUR_256).foreground, 210);
    assert_int_equal(theme_look(&theme, STYLE_ERROR, COLOUR_8).background, 0);
    assert_int_equal(theme_look(&theme, STYLE_DIM, COLOUR_NONE).flags, STYLE_UNDERLINE);
    assert_int_equal(theme_look(&theme, STYLE_GOOD, COLOUR_16).foreground, COLOUR_DEFAULT);
    assert_int_equal(theme_look(&theme, STYLE_MEMBER(3), COLOUR_TRUE).foreground,
                     0x101010); /* nothing said */
}

static void a_mistake_is_named_by_its_line(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int line;
        const char *word;
    } rows[] = {
        {"text = #101010\ntexxt = #ffffff\n", 2, "texxt"},
        {"text #101010\n", 1, "text"},
        {"\n\naccent = #12345\n", 3, "#12345"},
        {"accent = bright\n", 1, "bright"},
        {"accent = #111111 #222222\n", 1, "#222222"},
        {"accent.16 = 16\n", 1, "16"},
        {"accent.8 = #00ff00\n", 1, "#00ff00"},
        {"accent.none = 1\n", 1, "1"},
        {"accent = 33\n", 1, "33"},
        {"accent.12 = 1\n", 1, "accent.12"},
        {"picture = #ffffff\n", 1, "picture"},
        {"accent = #ffffff on\n", 1, ""},
        {"= #ffffff\n", 1, "="},
        {"accent = \xff\n", 1, ""},
        {"강조색강조색강조색강조색 = #ffffff\n", 1, "강조색강조색강조색강"}, /* cut at a whole syllable */
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct theme theme, before;
        struct theme_mistake mistake;
        theme_plain(&theme);
        before = theme;
        assert_false(read_text(&theme, rows[i].text, &mistake));
        assert_int_equal(mistake.line, rows[i].line);
        assert_string_equal(mistake.word, rows[i].word);
        assert_non_null(mistake.why);
        assert_memory_equal(&theme, &before, sizeof theme);
    }
    char large[THEME_FILE_MAX + 1];
    struct theme theme;
    struct theme_mistake mistake;
    memset(large, '\n', sizeof large);
    assert_false(theme_read(&theme, large, sizeof large, &mistake));
    memset(large, 'x', sizeof large);
    assert_false(theme_read(&theme, large, THEME_LINE_MAX, &mistake));
    assert_false(theme_read(&theme, "text = \0bold", 12, &mistake));
}

/* --- choosing --- */

struct home {
    char *folder;
};

static int setup(void **state)
{
    struct home *home = *state = calloc(1, sizeof *home);
    char path[1024];
    home->folder = test_directory_new("themes");
    setenv("XDG_CONFIG_HOME", home->folder, 1);
    unsetenv("COLORFGBG");
    snprintf(path, sizeof path, "%s/doran", home->folder);
    assert_int_equal(mkdir(path, 0700), 0);
    snprintf(path, sizeof path, "%s/doran/themes", home->folder);
    assert_int_equal(mkdir(path, 0700), 0);
    return 0;
}

static int teardown(void **state)
{
    struct home *home = *state;
    test_directory_remove(home->folder);
    free(home);
    return 0;
}

static void write_own(const struct home *home, const char *name, const char *text)
{
    char path[1024];
    snprintf(path, sizeof path, "%s/doran/themes/%s", home->folder, name);
    FILE *file = fopen(path, "we");
    assert_non_null(file);
    fputs(text, file);
    assert_int_equal(fclose(file), 0);
}

static const struct scheme_paper untold;

static struct style_look text_of(const struct scheme *scheme)
{
    return theme_look(&scheme->theme, STYLE_TEXT, COLOUR_TRUE);
}

static void ones_own_theme_counts(void **state)
{
    const struct home *home = *state;
    struct scheme scheme;
    char list[SCHEME_LIST_MAX][SCHEME_NAME_MAX];
    write_own(home, "mine.theme", "text = #ffffff on #00005f\n");
    write_own(home, "dark.theme", "text = #ffffff on #330000\n");
    write_own(home, "Not A Name.theme", "");
    write_own(home, "auto.theme", "");
    write_own(home, "notes.txt", "");
    scheme_choose(&scheme, "mine", &untold, COLOUR_TRUE);
    assert_string_equal(scheme.problem, "");
    assert_int_equal(text_of(&scheme).background, 0x00005F);
    scheme_choose(&scheme, "dark", &untold, COLOUR_TRUE); /* one's own goes first */
    assert_int_equal(text_of(&scheme).background, 0x330000);
    size_t count = scheme_list(list);
    static const char *const listed[] = {
        "light", "dark", "high-contrast", "colour-blind", "colour-blind-light", "none", "mine"};
    assert_int_equal(count, sizeof listed / sizeof *listed);
    for (size_t i = 0; i < count; i++)
        assert_string_equal(list[i], listed[i]);
}

static void a_theme_that_cannot_be_used_is_told(void **state)
{
    const struct home *home = *state;
    struct scheme scheme;
    write_own(home, "mine.theme", "text = #ffffff\n\naccent = pink\n");
    scheme_choose(&scheme, "mine", &untold, COLOUR_TRUE);
    assert_non_null(strstr(scheme.problem, "mine.theme, line 3: \"pink\""));
    assert_int_equal(text_of(&scheme).background, 0x1C1C1C); /* the usual one meanwhile */
    static const char *const absent[] = {"nothing", "../mine", "a b"};
    for (size_t i = 0; i < sizeof absent / sizeof *absent; i++) {
        scheme_choose(&scheme, absent[i], &untold, COLOUR_TRUE);
        assert_non_null(strstr(scheme.problem, "There is no theme"));
        assert_int_equal(text_of(&scheme).background, 0x1C1C1C);
    }
    char path[1024];
    snprintf(path, sizeof path, "%s/doran/themes/folder.theme", home->folder);
    assert_int_equal(mkdir(path, 0700), 0);
    scheme_choose(&scheme, "folder", &untold, COLOUR_TRUE);
    assert_non_null(strstr(scheme.problem, "folder.theme: it cannot be read."));
}

static void the_terminals_background_decides(void **state)
{
    (void)state;
    struct scheme scheme;
    struct scheme_paper white = {true, 0xFFFFFF}, black = {true, 0}, grey = {true, 0x808080};
    scheme_choose(&scheme, NULL, &white, COLOUR_TRUE);
    assert_int_equal(text_of(&scheme).background, COLOUR_DEFAULT); /* it stays as it is */
    assert_int_equal(text_of(&scheme).foreground, COLOUR_DEFAULT);
    assert_int_equal(theme_look(&scheme.theme, STYLE_ERROR, COLOUR_TRUE).foreground, 0xAF0000);
    scheme_choose(&scheme, "auto", &black, COLOUR_256);
    assert_int_equal(text_of(&scheme).background, COLOUR_DEFAULT);
    assert_int_equal(theme_look(&scheme.theme, STYLE_ERROR, COLOUR_256).foreground, 210);
    scheme_choose(&scheme, "auto", &grey, COLOUR_TRUE); /* nothing is read well on that */
    assert_int_equal(text_of(&scheme).background, 0xFFFFFF);
    scheme_choose(&scheme, "dark", &white, COLOUR_TRUE); /* what was chosen is what one gets */
    assert_int_equal(text_of(&scheme).background, 0x1C1C1C);
    scheme_choose(&scheme, "auto", &untold, COLOUR_TRUE);
    assert_int_equal(text_of(&scheme).background, 0x1C1C1C);
    static const struct {
        const char *hint;
        int32_t paper;
    } hints[] = {{"0;15", 0xFFFFFF}, {"15;0", 0x1C1C1C},      {"0;default;7", 0xFFFFFF}, {"7;8", 0x1C1C1C},
                 {"x", 0x1C1C1C},    {"0;default", 0x1C1C1C}, {"0;9999", 0x1C1C1C}};
    for (size_t i = 0; i < sizeof hints / sizeof *hints; i++) {
        setenv("COLORFGBG", hints[i].hint, 1);
        scheme_choose(&scheme, "auto", &untold, COLOUR_TRUE);
        assert_int_equal(text_of(&scheme).background, hints[i].paper);
    }
    scheme_choose(&scheme, "auto", &black, COLOUR_TRUE); /* an answer goes before a hint */
    assert_int_equal(text_of(&scheme).background, COLOUR_DEFAULT);
    unsetenv("COLORFGBG");
}

/* What a real terminal has for a background, and what the light and the dark theme leave as it is. */
static void usual_backgrounds_stay(void **state)
{
    (void)state;
    static const uint32_t papers[] = {0x000000, 0x1E1E1E, 0x282828, 0x002B36, 0x300A24,
                                      0x282A36, 0xFFFFFF, 0xFDF6E3, 0xFAFAFA, 0xFFFFDD};
    for (size_t i = 0; i < sizeof papers / sizeof *papers; i++) {
        struct scheme scheme;
        scheme_choose(&scheme, "auto", &(struct scheme_paper){true, papers[i]}, COLOUR_TRUE);
        assert_int_equal(text_of(&scheme).background, COLOUR_DEFAULT);
        for (int role = 1; role < STYLE_PICTURE; role++) {
            struct style_look look = theme_look(&scheme.theme, (unsigned)role, COLOUR_TRUE);
            if (look.foreground != COLOUR_DEFAULT)
                assert_true(contrast((uint32_t)look.foreground, papers[i]) >=
                            (role == STYLE_RULE ? FRAME_CONTRAST : TEXT_CONTRAST));
        }
    }
}

/* --- colours --- */

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

static void words_get_the_nearest_colour_that_can_be_read(void **state)
{
    (void)state;
    for (uint32_t rgb = 0; rgb < 0x1000000; rgb += 0x070B0D) {
        for (uint32_t paper = 0; paper <= 0xFFFFFF; paper += 0xFFFFFF) {
            double least = fmin(contrast(rgb, paper), TEXT_CONTRAST) - 0.01;
            assert_true(contrast(palette_rgb(colour_readable(rgb, paper, COLOUR_256)), paper) >= least);
            int32_t few = colour_readable(rgb, paper, COLOUR_16);
            assert_in_range(few, 0, 15);
            assert_true(contrast(colour_of_palette(few), paper) >= least);
        }
    }
    assert_int_equal(colour_readable(0xFF8787, 0x1C1C1C, COLOUR_256), 210);
    assert_int_equal(colour_readable(0xCDCD00, 0x000000, COLOUR_8), 3);
}

static void answers_about_the_background_are_read(void **state)
{
    (void)state;
    static const struct {
        const char *bytes;
        size_t length;
        uint32_t rgb;
    } rows[] = {
        {"\033]11;rgb:ffff/8080/0000\033\\x", 25, 0xFF8000},
        {"\033]11;rgb:12/34/56\a", 18, 0x123456},
        {"\033]11;rgb:f/0/8\a", 15, 0xFF0088},
        {"\033]11;rgba:1212/3434/5656/ffff\a", 30, 0x123456},
        {"\033]11;rgb:1212/3434", SEQUENCE_COLOUR_INCOMPLETE, 0},
        {"\033]1", SEQUENCE_COLOUR_INCOMPLETE, 0},
        {"\033]11;rgb:12/34/56\033", SEQUENCE_COLOUR_INCOMPLETE, 0},
        {"\033]10;rgb:12/34/56\a", 0, 0},
        {"\033]11;rgb:12/34\a", 0, 0},
        {"\033]11;rgb:12345/34/56\a", 0, 0},
        {"\033]11;rgb:-1/34/56\a", 0, 0},
        {"\033]11;\a", 0, 0},
        {"\033]11;rgb:1111111111111111111111111111111111111111111111111111111111111111111", 0, 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        uint32_t rgb = 0;
        size_t length =
            sequence_background((const unsigned char *)rows[i].bytes, strlen(rows[i].bytes), &rgb);
        assert_int_equal(length, rows[i].length);
        if (length != 0 && length != SEQUENCE_COLOUR_INCOMPLETE)
            assert_int_equal(rgb, rows[i].rgb);
    }
}

int main(void)
{
#define OWN(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_word_can_be_read),
        cmocka_unit_test(few_colours_can_be_read_too),
        cmocka_unit_test(members_are_told_apart_by_all_eyes),
        cmocka_unit_test(members_have_eight_different_looks),
        cmocka_unit_test(events_have_ten_different_looks),
        cmocka_unit_test(without_colour_nothing_is_coloured),
        cmocka_unit_test(a_file_is_read),
        cmocka_unit_test(a_mistake_is_named_by_its_line),
        OWN(ones_own_theme_counts),
        OWN(a_theme_that_cannot_be_used_is_told),
        OWN(the_terminals_background_decides),
        OWN(usual_backgrounds_stay),
        cmocka_unit_test(pictures_get_the_nearest_colour),
        cmocka_unit_test(words_get_the_nearest_colour_that_can_be_read),
        cmocka_unit_test(answers_about_the_background_are_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
