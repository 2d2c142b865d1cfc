/* The program on terminals of every kind: how many colours they have, what they say of their background, how late they answer,
 * and real tmux and GNU screen in between. */
#include "support/household.h"
#include "support/orphans.h"
#include "support/place.h"

#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#define WAIT SCREEN_WAIT_MS
#define LATE_MS 400                 /* more than the program calls slow */
#define LANGUAGE PLACE_ENV_OWN      /* in `env` */
#define ENV_OWN (PLACE_ENV_OWN + 1) /* what a test sets */
/* What the themes have for the accent: the open tab's. */
#define ACCENT_DARK 0x5FD7D7
#define PALETTE_ACCENT_DARK 0x33CCCC /* number 80 */
#define ACCENT_LIGHT 0x005F87
#define PAPER_DARK 0x1C1C1C

static struct household house; /* of the test that needs one */

static int setup(void **state)
{
    struct place *place = *state = calloc(1, sizeof *place);
    assert_non_null(place);
    assert_true(orphans_adopt()); /* what is started in between makes itself a session of its own */
    place_init(place, "terminals");
    place->env[LANGUAGE] = "LANGUAGE=ko";
    return 0;
}

static int teardown(void **state)
{
    place_deinit(*state);
    free(*state);
    household_deinit(&house);
    if (orphans_end_within(WAIT))
        return 0;
    print_error("something it started had not ended\n");
    return 1;
}

static void start_tour(struct place *place, struct screen_options options)
{
    static const char *const argv[] = {DORAN_BIN, "tour", NULL};
    options.env = place->env;
    screen_free(place->screen);
    place->screen = screen_start(&options, argv);
}

/* A program in between paints in pieces of its own. It fills the last corner by inserting before it, of which libvterm leaves
 * half of what was there. */
static bool cells_are_whole(struct screen *screen, const void *unused)
{
    (void)unused;
    for (int row = 0; row < screen_rows(screen); row++)
        for (int column = 0; column < screen_columns(screen);) {
            struct screen_cell cell = screen_cell(screen, row, column);
            bool corner = row + 1 == screen_rows(screen) && column + 1 == screen_columns(screen);
            if ((cell.columns == 0 && !corner) || cell.characters[0] == 0xFFFD)
                return false;
            column += corner ? 1 : cell.columns;
        }
    return true;
}

/* Through the pages and the invitation that comes up, to home. */
static void go_home(struct screen *screen)
{
    screen_wait_for_text(screen, "1 / 5", WAIT);
    screen_keys(screen, "Esc");
    screen_wait_for_text(screen, "외삼촌이 외갓집으로", WAIT);
    screen_keys(screen, "Esc");
    screen_wait_until_gone(screen, "외삼촌이 외갓집으로", WAIT);
    screen_wait_for_text(screen, "할머니", WAIT);
    screen_wait_for(screen, cells_are_whole, NULL, "whole clusters", WAIT);
}

static bool any_colour(struct screen *screen)
{
    for (int row = 0; row < screen_rows(screen); row++)
        for (int column = 0; column < screen_columns(screen); column++) {
            struct screen_cell cell = screen_cell(screen, row, column);
            if (!cell.foreground_default || !cell.background_default)
                return true;
        }
    return false;
}

/* --- colours --- */

static void every_depth_is_painted(void **state)
{
    struct place *place = *state;
    static const struct {
        const char *term, *variable;
        bool colours, emoji;
    } rows[] = {
        {"xterm-direct", NULL, true, true},
        {"xterm-kitty", NULL, true, true}, /* where there is no such entry, xterm's */
        {"xterm-no-such", NULL, true, true},
        {"xterm-256color", NULL, true, true},
        {"xterm-256color", "COLORTERM=truecolor", true, true},
        {"xterm-16color", NULL, true, true},
        {"tmux-256color", NULL, true, true},
        {"screen", NULL, true, true},
        {"xterm", NULL, true, true},
        {"linux", NULL, true, false},
        {"vt100", NULL, false, true},
        {"xterm-256color", "NO_COLOR=1", false, true},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        place->env[ENV_OWN] = rows[i].variable;
        start_tour(place, (struct screen_options){.term = rows[i].term});
        go_home(place->screen);
        assert_int_equal(any_colour(place->screen), rows[i].colours);
        assert_int_equal(screen_has(place->screen, "🥰"), rows[i].emoji);
        assert_true(screen_cell_of(place->screen, "도란도란 둘러보기").bold);
    }
    place->env[ENV_OWN] = NULL;
}

static void a_dumb_terminal_gets_lines(void **state)
{
    struct place *place = *state;
    static const char *const argv[] = {DORAN_BIN, NULL};
    place->screen = screen_start(&(struct screen_options){.env = place->env, .term = "dumb"}, argv);
    screen_wait_for_text(place->screen, "도란도란에 오신 것을 환영해요", WAIT);
    screen_wait_for_text(place->screen, "1 ", WAIT);
    assert_false(screen_alternate(place->screen));
    assert_false(any_colour(place->screen));
}

/* A locale of another encoding: a kind sentence, the terminal as it was. Where none was chosen, the terminal can do it. */
static void a_locale_without_utf8_is_no_obstacle(void **state)
{
    struct place *place = *state;
    place->env[ENV_OWN] = "LANG=C";
    start_tour(place, (struct screen_options){0});
    go_home(place->screen);
    place->env[ENV_OWN] = NULL;
    start_tour(place, (struct screen_options){.mute = true});
    /* as Latin-1 does: every byte of 🥰 is a character */
    screen_type(place->screen, "\033[1;5R\033[1;2R\033[1;2R\033[1;2R\033[1;5R");
    assert_int_equal(screen_wait_for_exit(place->screen, WAIT), 1);
    screen_wait_for_text(place->screen, "UTF-8", WAIT);
    assert_false(screen_alternate(place->screen));
}

/* --- the background --- */

static void the_background_is_asked(void **state)
{
    struct place *place = *state;
    static const struct {
        const char *background;
        uint32_t accent, paper; /* paper 0: the terminal's own */
    } rows[] = {{"ffff/ffff/ffff", ACCENT_LIGHT, 0},        {"fd/f6/e3", ACCENT_LIGHT, 0},
                {"0000/0000/0000", ACCENT_DARK, 0},         {"2828/2a2a/3636", ACCENT_DARK, 0},
                {"8080/8080/8080", ACCENT_LIGHT, 0xFFFFFF}, {NULL, ACCENT_DARK, PAPER_DARK}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        start_tour(place, (struct screen_options){.term = "xterm-direct", .background = rows[i].background});
        go_home(place->screen);
        struct screen_cell accent = screen_cell_of(place->screen, "[홈]");
        assert_int_equal(accent.foreground, rows[i].accent);
        assert_int_equal(accent.background_default, rows[i].paper == 0);
        if (rows[i].paper != 0)
            assert_int_equal(accent.background, rows[i].paper);
    }
    place->env[ENV_OWN] = "COLORFGBG=0;15";
    start_tour(place, (struct screen_options){.term = "xterm-direct"});
    go_home(place->screen);
    assert_int_equal(screen_cell_of(place->screen, "[홈]").foreground, ACCENT_LIGHT);
    place->env[ENV_OWN] = NULL;
}

static bool has_light_accent(struct screen *screen, const void *unused)
{
    (void)unused;
    return screen_has(screen, "[홈]") && screen_cell_of(screen, "[홈]").foreground == ACCENT_LIGHT;
}

static void a_late_answer_counts_and_is_no_key(void **state)
{
    struct place *place = *state;
    start_tour(place, (struct screen_options){.term = "xterm-direct", .mute = true});
    go_home(place->screen);
    assert_int_equal(screen_cell_of(place->screen, "[홈]").foreground, ACCENT_DARK);
    for (int i = 0; i < LATE_MS / 20; i++) /* what is late is told by the clock alone */
        poll(NULL, 0, 20);
    screen_type(place->screen, "\033]11;rgb:ffff/fff"); /* in two parts */
    screen_pump(place->screen, 30);
    screen_type(place->screen, "f/ffff\033\\\033[1;5R\033[1;2R\033[1;2R\033[1;2R\033[1;3R");
    screen_wait_for(place->screen, has_light_accent, NULL, "the light theme", WAIT);
    screen_wait_for_text(place->screen, "F12", WAIT); /* and less is offered */
    assert_true(screen_has(place->screen, "새 소식"));
}

/* --- themes --- */

static bool paper_is(struct screen *screen, const void *rgb)
{
    struct screen_cell cell = screen_cell(screen, 5, 0);
    return *(const int64_t *)rgb < 0 ? cell.background_default
                                     : !cell.background_default && cell.background == *(const int64_t *)rgb;
}

static void wait_for_paper(struct screen *screen, int64_t rgb, const char *what)
{
    screen_wait_for(screen, paper_is, &rgb, what, WAIT);
}

static void themes_are_chosen_in_the_settings(void **state)
{
    struct place *place = *state;
    place_write(place, "themes/mine.theme", "text = #ffffff on #00005f\n");
    start_tour(place, (struct screen_options){.term = "xterm-direct", .background = "0000/0000/0000"});
    struct screen *screen = NULL;
    go_home(place->screen);
    screen = place->screen;
    screen_keys(screen, "0 6");
    screen_wait_for_text(screen, "느린 연결", WAIT);
    screen_keys(screen, "Down");
    wait_for_paper(screen, -1, "the terminal's own background");
    static const struct {
        const char *words;
        int64_t paper;
    } rows[] = {{"< 밝게 >", 0xFFFFFF},
                {"< 어둡게 >", PAPER_DARK},
                {"< 고대비 >", 0x010101}, /* what is below 8 is a number of the palette */
                {"< 색각 이상용, 어둡게 >", 0x121212},
                {"< 색각 이상용, 밝게 >", 0xFFFFFF},
                {"< 색 없이 >", -1},
                {"< mine >", 0x00005F}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        screen_keys(screen, "Right");
        screen_wait_for_text(screen, rows[i].words, WAIT);
        wait_for_paper(screen, rows[i].paper, rows[i].words);
        screen_check_cells(screen);
    }
    screen_keys(screen, "q");
    screen_wait_until_gone(screen, "mine", WAIT);
    start_tour(place, (struct screen_options){.term = "xterm-direct"});
    go_home(place->screen);
    wait_for_paper(place->screen, 0x00005F, "one's own theme");
}

static void a_wrong_theme_is_told_by_its_line(void **state)
{
    struct place *place = *state;
    place->env[LANGUAGE] = "LANGUAGE=en";
    place_write(place, "settings", "theme = mine\n");
    place_write(place, "themes/mine.theme", "text = #ffffff on #00005f\n\nacent = #ff0000\n");
    start_tour(place, (struct screen_options){.term = "xterm-direct"});
    screen_wait_for_text(place->screen, "mine.theme, line 3: there is no role \"acent\".", WAIT);
    wait_for_paper(place->screen, PAPER_DARK, "the usual theme");
    place_write(place, "settings", "theme = yours\n");
    start_tour(place, (struct screen_options){.term = "xterm-direct"});
    screen_wait_for_text(place->screen, "There is no theme \"yours\"", WAIT);
}

/* --- a slow line --- */

/* Only the picture under the cursor; its lower half is drawn of blocks. */
static int block_rows(struct screen *screen)
{
    int count = 0;
    for (int row = 0; row < screen_rows(screen); row++)
        for (int column = 0; column < screen_columns(screen); column++)
            count += screen_cell(screen, row, column).characters[0] == 0x2588;
    return count;
}

static bool few_blocks(struct screen *screen, const void *most)
{
    int count = block_rows(screen);
    return count > 0 && count < *(const int *)most;
}

/* The number of news is in the accent's colour; libvterm has other levels in its cube. */
static bool accent_is_of_the_palette(struct screen *screen, const void *unused)
{
    (void)unused;
    return screen_has(screen, "알림 3") && screen_cell_of(screen, "알림 3").foreground == PALETTE_ACCENT_DARK;
}

static bool many_blocks(struct screen *screen, const void *least)
{
    return block_rows(screen) >= *(const int *)least;
}

static void less_is_sent_over_a_slow_line(void **state)
{
    struct place *place = *state;
    start_tour(place, (struct screen_options){.term = "xterm-direct"});
    struct screen *screen = place->screen;
    go_home(screen);
    screen_keys(screen, "0 1");
    screen_wait_for_text(screen, "남은 복구 코드", WAIT);
    screen_wait_for_text(screen, "쓰는 중", WAIT);
    int all = block_rows(screen);
    assert_true(all > 20);
    screen_keys(screen, "F12");
    screen_wait_for(screen, few_blocks, &all, "one picture alone", WAIT);
    screen_wait_for(screen, accent_is_of_the_palette, NULL, "256 colours", WAIT);
    screen_check_cells(screen);
    screen_keys(screen, "F12"); /* and back */
    screen_wait_for(screen, many_blocks, &all, "all pictures", WAIT);
    screen_check_cells(screen);
}

static void a_slow_line_can_be_settled(void **state)
{
    struct place *place = *state;
    place_write(place, "settings", "slow = yes\n");
    start_tour(place, (struct screen_options){.term = "xterm-direct"});
    go_home(place->screen);
    assert_true(accent_is_of_the_palette(place->screen, NULL));
    screen_keys(place->screen, "F12"); /* what is settled is changed where it was settled */
    screen_wait_for_text(place->screen, "설정에 느린", WAIT);
    static const char *const argv[] = {DORAN_BIN, "--slow", "--lang", "en", NULL};
    struct screen_options options = {.env = place->env, .term = "xterm-direct"};
    place_write(place, "settings", "slow = no\n");
    screen_free(place->screen);
    place->screen = screen_start(&options, argv);
    screen_wait_for_text(place->screen, "Just looking", WAIT);
    screen_wait_for_text(place->screen, "q Quit", WAIT);
    assert_int_equal(screen_cell_of(place->screen, "2  I have").foreground, PALETTE_ACCENT_DARK);
}

/* --- sound --- */

static bool has_rung(struct screen *screen, const void *unused)
{
    (void)unused;
    return screen_bells(screen) > 0;
}

static void news_sound_the_bell_on_request(void **state)
{
    struct place *place = *state;
    household_init(&house, NULL);
    household_signup(&house, "mother", "Mum star");
    household_signup(&house, "father", "Dad moon");
    free(household_expect(&house, 0, "mother", NULL, DORAN("family", "create", "Home", "Mum")));
    place_write(place, "settings", "sound = yes\n");
    const char *const argv[] = {DORAN_BIN, "--server", server_url(house.server), "--lang", "en", "--profile",
                                "mother",  NULL};
    const char *const env[] = {house.state_variable, place->config, NULL};
    place->screen = screen_start(&(struct screen_options){.env = env}, argv);
    screen_wait_for_text(place->screen, "Connected", WAIT);
    screen_wait_for_text(place->screen, "What is new", WAIT);
    assert_int_equal(screen_bells(place->screen), 0);
    free(household_expect(&house, 0, "mother", NULL, DORAN("invite", "send", "father@example.com", "Dad")));
    free(household_expect(&house, 0, "father", NULL, DORAN("invitation", "accept", "Home")));
    screen_wait_for_text(place->screen, "Dad accepted", WAIT);
    screen_wait_for(place->screen, has_rung, NULL, "the bell", WAIT);
}

/* --- the simple program as a setting --- */

static void simple_is_settled_and_left(void **state)
{
    struct place *place = *state;
    struct screen_options options = {.env = place->env};
    static const char *const plainly[] = {DORAN_BIN, NULL};
    static const char *const screens[] = {DORAN_BIN, "--no-simple", NULL};
    place_write(place, "settings", "simple = yes\nlanguage = en\n");
    place->screen = screen_start(&options, plainly);
    screen_wait_for_text(place->screen, "1 I was invited", WAIT);
    assert_false(screen_alternate(place->screen));
    screen_free(place->screen);
    place->screen = screen_start(&options, screens);
    screen_wait_for_text(place->screen, "Just looking", WAIT);
    assert_true(screen_alternate(place->screen));
}

/* Two people on one account of the computer: one has settled for it, the other one gets the screens. */
static void simple_is_of_a_person(void **state)
{
    struct place *place = *state;
    struct screen_options options = {.env = place->env};
    static const char *const granny[] = {DORAN_BIN, "--profile", "granny", NULL};
    static const char *const mum[] = {DORAN_BIN, "--profile", "mum", NULL};
    char path[1024];
    place_write(place, "settings", "language = en\n");
    snprintf(path, sizeof path, "%s/state", place->folder);
    mkdir(path, 0700);
    snprintf(path, sizeof path, "%s/state/granny", place->folder);
    mkdir(path, 0700);
    snprintf(path, sizeof path, "%s/state/granny/settings", place->folder);
    FILE *file = fopen(path, "we");
    assert_non_null(file);
    fputs("simple = yes\n", file);
    assert_int_equal(fclose(file), 0);
    place->screen = screen_start(&options, granny);
    screen_wait_for_text(place->screen, "1 I was invited", WAIT);
    assert_false(screen_alternate(place->screen));
    screen_free(place->screen);
    place->screen = screen_start(&options, mum);
    screen_wait_for_text(place->screen, "Just looking", WAIT);
    assert_true(screen_alternate(place->screen));
}

/* --- programs in between --- */

/* Curses fills the corner of these by pushing a cell in, which a wide character beside it does not survive. */
static bool corner_is_painted(struct screen *screen)
{
    struct screen_cell cell = screen_cell(screen, screen_rows(screen) - 1, screen_columns(screen) - 1);
    return cell.columns == 1 && !cell.background_default; /* and not half of what was torn */
}

/* What the program shows inside of another one's window has its columns and its colours. */
static void check_inside(struct place *place, const char *const argv[], bool mouse)
{
    place_write(place, "settings", "theme = light\n");
    place->screen = screen_start(&(struct screen_options){.env = place->env}, argv);
    struct screen *screen = place->screen;
    go_home(screen);
    screen_wait_for_text(screen, "딸 🙂 접속 중", WAIT);
    assert_false(screen_cell_of(screen, "[홈]").foreground_default);
    screen_keys(screen, "f");
    screen_wait_for_text(screen, "가족 4명", WAIT);
    screen_wait_for(screen, cells_are_whole, NULL, "whole clusters", WAIT);
    screen_keys(screen, "g h");
    screen_wait_for_text(screen, "[홈]", WAIT);
    if (mouse)
        screen_click(screen, "가족 ");
    else
        screen_keys(screen, "f");
    screen_wait_for_text(screen, "[가족]", WAIT);
    screen_keys(screen, "a");
    screen_wait_for_text(screen, "초대하기", WAIT);
    screen_wait_until_gone(screen, "도움말", WAIT);
    assert_true(corner_is_painted(screen));
    screen_keys(screen, "\033");
    screen_wait_until_gone(screen, "초대하기", WAIT);
    screen_keys(screen, "q");
    screen_wait_until_gone(screen, "[가족]", WAIT);
    assert_int_equal(screen_wait_for_exit(screen, WAIT), 0);
}

static void inside_tmux(void **state)
{
    struct place *place = *state;
    char socket[700], config[700];
    if (!command_is_installed("tmux"))
        skip();
    snprintf(socket, sizeof socket, "%s/tmux.socket", place->folder);
    snprintf(config, sizeof config, "%s/tmux.conf", place->folder);
    FILE *file = fopen(config, "we");
    assert_non_null(file);
    fputs("set -g status off\nset -g default-terminal tmux-256color\nset -g mouse on\nset -s escape-time 10\n"
          "set -g destroy-unattached on\n", /* it ends with its terminal, however this one ends */
          file);
    assert_int_equal(fclose(file), 0);
    const char *const argv[] = {"tmux", "-u",          "-S",      socket, "-f",
                                config, "new-session", DORAN_BIN, "tour", NULL};
    check_inside(place, argv, true);
}

static void inside_gnu_screen(void **state)
{
    struct place *place = *state;
    char config[700], sockets[700];
    if (!command_is_installed("screen"))
        skip();
    snprintf(sockets, sizeof sockets, "SCREENDIR=%s/screen", place->folder);
    snprintf(config, sizeof config, "%s/screen", place->folder);
    assert_int_equal(mkdir(config, 0700), 0);
    snprintf(config, sizeof config, "%s/screenrc", place->folder);
    FILE *file = fopen(config, "we");
    assert_non_null(file);
    fputs("startup_message off\nterm screen-256color\ndefutf8 on\nmousetrack off\nautodetach off\n", file);
    assert_int_equal(fclose(file), 0);
    place->env[ENV_OWN] = sockets;
    const char *const argv[] = {"screen", "-U", "-c", config, DORAN_BIN, "tour", NULL};
    check_inside(place, argv, false);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(every_depth_is_painted),
        TEST(a_dumb_terminal_gets_lines),
        TEST(a_locale_without_utf8_is_no_obstacle),
        TEST(the_background_is_asked),
        TEST(a_late_answer_counts_and_is_no_key),
        TEST(themes_are_chosen_in_the_settings),
        TEST(a_wrong_theme_is_told_by_its_line),
        TEST(less_is_sent_over_a_slow_line),
        TEST(a_slow_line_can_be_settled),
        TEST(news_sound_the_bell_on_request),
        TEST(simple_is_settled_and_left),
        TEST(simple_is_of_a_person),
        TEST(inside_tmux),
        TEST(inside_gnu_screen),
    };
    return cmocka_run_group_tests_name("terminals", tests, NULL, NULL);
}
