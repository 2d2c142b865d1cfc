/* A hundred thousand random keys, pastes, mouse events, sizes and broken bytes, while the family's other members do things: the
 * program neither crashes nor hangs, and what it has painted bit by bit is what it paints anew. 5,000 unless DORAN_TEST_LONG is
 * set; DORAN_TEST_SEED repeats a run. */
#include "support/crowd.h"
#include "support/directory.h"
#include "support/rest.h"
#include "support/screen.h"
#include "support/seed.h"

#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
/* these first, then cmocka.h */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define COUNT(table) (sizeof(table) / sizeof *(table))
#define INPUTS 5000
#define INPUTS_LONG 100000
#define ROUND 1000 /* inputs of one newcomer's life */
#define BURST 250  /* … between two looks whether the screen is whole */
#define MEDDLE 40  /* inputs between two deeds of others */
#define RELATIVES 3
#define ROWS_MAX 70
#define COLUMNS_MIN 2 /* in one column libvterm itself writes a wide character beyond its cells */
#define COLUMNS_MAX 220
#define PASTE_MAX 6000
#define TOAST_OVER (60 * DORAN_SECOND)
#define NOTHING "\033[99~" /* a key nobody has: the program wakes and does nothing */

static struct {
    struct seed seed;
    struct set_clock *clock;
    struct server *server;
    char *folder, *config;
    struct person me, relatives[RELATIVES], comer, stranger;
    char family[37], others_family[37];
    struct screen *screen;
    bool wide;
    long people, typed, starts, clean; /* so far */
} world;

static size_t chance(size_t below)
{
    return (size_t)seed_below(&world.seed, below);
}

/* --- a newcomer with a family --- */

static void sign_up(struct person *person, const char *profile)
{
    char email[80];
    snprintf(email, sizeof email, "person-%ld@example.org", world.people++);
    person_sign_up(person, server_port(world.server), email, profile);
}

static void save_account(void)
{
    struct crowd as = {.server = world.server};
    crowd_save_account(&as, &world.me, world.folder, "random");
}

static void begin_life(void)
{
    static const char *const nicknames[RELATIVES] = {"우리집큰며느리님", "꽃사슴🦌고모부님",
                                                     "Alexandr"};
    sign_up(&world.me, "가나다라마바사아자차카타파하거");
    person_found_family(&world.me, "오순도순우리집이야기", "나", world.family);
    for (size_t i = 0; i < RELATIVES; i++) {
        sign_up(&world.relatives[i], "친척");
        person_bring_in(&world.me, &world.relatives[i], world.family, nicknames[i]);
    }
    sign_up(&world.comer, "나그네");
    save_account();
}

/* --- what others do; some of it is refused, as when one was taken out meanwhile --- */

static void try(const struct person *person, enum doran_route_id route, const struct doran_path *path,
                const void *request)
{
    struct doran_arena arena = {0};
    int status = person_call(person, route, path, request, NULL, &arena);
    if (status >= 500)
        fail_msg("%s: %d", doran_route(route)->name, status);
    doran_arena_deinit(&arena);
}

static void feel(void)
{
    struct doran_mood_change mood = {.mood = (enum doran_mood)(1 + chance(7))};
    try(&world.relatives[chance(RELATIVES)], DORAN_R_mood_change, NULL, &mood);
}

static void be_called(void)
{
    static const char *const names[] = {"둘", "첫째둘째셋째넷째", "👩막내이모님댁", "Al", "뷁쉛쀍뾃꿻뛟뚫뛺"};
    const struct person *person = &world.relatives[chance(RELATIVES)];
    struct doran_member_change change = {.nickname = names[chance(COUNT(names))]};
    struct doran_path path = person_path2(DORAN_PARAM_family, world.family, DORAN_PARAM_user, person->user);
    try(person, DORAN_R_member_change, &path, &change);
}

static void invite(void)
{
    char email[80];
    struct doran_path path = person_path(DORAN_PARAM_family, world.family);
    snprintf(email, sizeof email, "nobody-%zu@example.org", chance(1000));
    struct doran_invite_create request = {.email = chance(2) ? email : NULL, .nickname = "멀리사는바깥사돈"};
    try(&world.relatives[chance(RELATIVES)], DORAN_R_invite_create, &path, &request);
}

static void be_invited(void)
{
    struct doran_path path = person_path(DORAN_PARAM_family, world.others_family);
    struct doran_invite_create request = {.email = world.me.email, .nickname = "그집의큰며느리님"};
    try(&world.stranger, DORAN_R_invite_create, &path, &request);
}

static void leave(void)
{
    struct doran_path path = person_path(DORAN_PARAM_family, world.family);
    try(&world.relatives[chance(RELATIVES)], DORAN_R_family_leave, &path, NULL);
}

/* A device that asks to be let in: a question opens by itself. */
static void knock(void)
{
    struct person nobody = {.port = world.me.port};
    struct doran_approval_request request = {.email = world.me.email, .device = "거실의 오래된 컴퓨터"};
    try(&nobody, DORAN_R_approval_request, NULL, &request);
}

static void log_in_elsewhere(void)
{
    struct person device;
    person_log_in(&device, &world.me);
    try(&device, DORAN_R_logout, NULL, NULL);
}

static void meddle(void)
{
    static void (*const deeds[])(void) = {feel,   feel,       feel,  feel,  be_called, be_called,
                                          invite, be_invited, knock, leave, knock,     log_in_elsewhere};
    deeds[chance(COUNT(deeds))]();
}

/* --- input --- */

static void type_key(void)
{
    static const char *const keys[] = {
        "Enter",      "Enter",  "Enter",  "Esc",       "Esc",    "Up",       "Down",   "Down",   "Left",
        "Right",      "Tab",    "Tab",    "Shift-Tab", "PageUp", "PageDown", "Home",   "End",    "Space",
        "Backspace",  "Delete", "F1",     "F2",        "F3",     "F4",       "F5",     "F6",     "F7",
        "F8",         "F9",     "Ctrl-l", "Ctrl-u",    "Ctrl-a", "Ctrl-e",   "Ctrl-k", "Ctrl-w", "Ctrl-Left",
        "Ctrl-Right", "Ctrl-b", "Ctrl-f", "Alt-f",     "Insert", "F12"};
    screen_keys(world.screen, keys[chance(COUNT(keys))]);
}

/* The letters that do something outside text fields, and sequences that lead somewhere. */
static void type_action(void)
{
    static const char *const words[] = {"j",   "k",   "h",   "l",   "g h", "g g", "G", "g f", "g s", "g i",
                                        "g o", "g c", "g m", "g p", "g v", "a",   "e", "d",   "f",   "i",
                                        "m",   "n",   "N",   "r",   "s",   "t",   "b", "p",   "c",   "u",
                                        "o",   "H",   "L",   "A",   "/",   ":",   "?", "[",   "]",   "0",
                                        "1",   "2",   "3",   "4",   "5",   "6",   "7", "8",   "9"};
    screen_keys(world.screen, words[chance(COUNT(words))]);
}

static void type_text(void)
{
    static const char *const texts[] = {"가",
                                        "힣",
                                        "ㅎ",
                                        "ㅃ",
                                        "ㅘ",
                                        "ㅗ",
                                        "ㄱㄴ",
                                        "하",
                                        "각",
                                        "😀",
                                        "🥰",
                                        "漢",
                                        "e\xCC\x81",
                                        "“",
                                        "…",
                                        "·",
                                        "●",
                                        "a",
                                        "Z",
                                        "me@example.org",
                                        "엄마",
                                        "안녕하세요",
                                        "honest blue kettle"};
    screen_type(world.screen, texts[chance(COUNT(texts))]);
}

static void type_letter(void)
{
    char letter[2] = {(char)(' ' + chance(95)), '\0'};
    if (letter[0] != 'q')
        screen_type(world.screen, letter);
}

static void paste(void)
{
    static const char *const pieces[] = {"우리 가족 ",
                                         "a",
                                         "\n",
                                         "\t",
                                         "\r\n",
                                         "\033[31m",
                                         "😀",
                                         "긴 글이에요. ",
                                         "https://x.example/join#v1.AAAA-BBBB-CCCC-DDDD",
                                         "\001",
                                         "漢字"};
    static char text[PASTE_MAX + 64];
    size_t length = 0, most = chance(20) ? 40 : PASTE_MAX;
    while (length < most) {
        const char *piece = pieces[chance(COUNT(pieces))];
        length += (size_t)snprintf(text + length, sizeof text - length, "%s", piece);
    }
    screen_paste(world.screen, text);
}

static void move_mouse(void)
{
    static const int buttons[] = {0, 1, 2, 32, 35, 64, 64, 65, 65, 66};
    char bytes[64];
    snprintf(bytes, sizeof bytes, "\033[<%d;%zu;%zu%c", buttons[chance(COUNT(buttons))], chance(240),
             chance(80), chance(3) ? 'M' : 'm');
    screen_type(world.screen, bytes);
}

static void type_rubbish(void)
{
    static const char *const bytes[] = {
        "\033[",      "\033O",      "\033[1;",   "\xED\x95",  "\xFF",           "\xC0\x80",
        "\033]52;c;", "\033P",      "\033[200~", "\033[201~", "\033[27;5;108~", "\033[12;40R",
        "\033\033",   "\033[?1;2c", "\x7F",      "\033[<",    "\xF0\x9F",       NOTHING};
    screen_type(world.screen, bytes[chance(COUNT(bytes))]);
}

static void resize(void)
{
    bool usual = chance(3) != 0;
    int rows = usual ? 15 + (int)chance(30) : 1 + (int)chance(ROWS_MAX);
    int columns = usual ? 60 + (int)chance(80) : COLUMNS_MIN + (int)chance(COLUMNS_MAX);
    screen_resize(world.screen, rows, columns);
}

static void quit(void)
{
    screen_keys(world.screen, chance(2) ? "q" : "F10");
}

static void type_something(void)
{
    static const struct {
        void (*type)(void);
        size_t share; /* of a thousand, all of them together */
    } ways[] = {{type_key, 400},  {type_action, 330}, {type_text, 60}, {type_letter, 60}, {paste, 20},
                {move_mouse, 60}, {type_rubbish, 35}, {resize, 33},    {quit, 2}};
    size_t at = chance(1000);
    for (size_t i = 0; i < COUNT(ways); i++) {
        if (at < ways[i].share) {
            ways[i].type();
            break;
        }
        at -= ways[i].share;
    }
    world.typed++;
}

/* --- the program --- */

/* What a sanitizer had to say. */
static void print_reports(void)
{
    DIR *folder = opendir(world.folder);
    for (struct dirent *entry = folder ? readdir(folder) : NULL; entry; entry = readdir(folder)) {
        if (strncmp(entry->d_name, "report", 6) != 0)
            continue;
        char *path = test_directory_path(world.folder, entry->d_name), line[1000];
        FILE *file = fopen(path, "re");
        while (file && fgets(line, sizeof line, file))
            fputs(line, stderr);
        if (file)
            fclose(file);
        free(path);
    }
    if (folder)
        closedir(folder);
}

/* Settings go back to what is usual: what a person says of the widths is believed, also when it is not so. */
static void forget_settings(void)
{
    char *folder = test_directory_path(world.config, "doran");
    char *path = test_directory_path(folder, "settings");
    mkdir(folder, 0700);
    FILE *file = fopen(path, "we");
    assert_non_null(file);
    fputs("mouse = yes\n", file);
    fclose(file);
    free(path);
    free(folder);
    char *own = test_directory_path(world.folder, "random/settings");
    unlink(own);
    free(own);
}

static bool has_painted(struct screen *screen, const void *data)
{
    (void)data;
    uint32_t sign = screen_cell(screen, screen_rows(screen) - 2, 0).characters[0];
    return sign == '-' || sign == 0x2500;
}

static void start(void)
{
    static char variables[5][700];
    const char *const argv[] = {DORAN_BIN, "--profile", "random", "--lang", chance(2) ? "ko" : "en", NULL};
    const char *depths[] = {"COLORTERM=truecolor", "COLORTERM=", "NO_COLOR=1"};
    snprintf(variables[0], sizeof *variables, "DORAN_STATE_DIR=%s", world.folder);
    snprintf(variables[1], sizeof *variables, "XDG_CONFIG_HOME=%s", world.config);
    snprintf(variables[2], sizeof *variables, "%s:log_path=%s/report", set_clock_variable(world.clock, 2),
             world.folder);
    snprintf(variables[3], sizeof *variables, "TSAN_OPTIONS=log_path=%s/report", world.folder);
    snprintf(variables[4], sizeof *variables, "UBSAN_OPTIONS=print_stacktrace=1:log_path=%s/report",
             world.folder);
    const char *const env[] = {variables[0],
                               variables[1],
                               variables[2],
                               variables[3],
                               variables[4],
                               set_clock_variable(world.clock, 0),
                               set_clock_variable(world.clock, 1),
                               depths[chance(COUNT(depths))],
                               NULL};
    world.wide = chance(3) == 0;
    world.screen = screen_start(&(struct screen_options){.env = env, .ambiguous_wide = world.wide}, argv);
    screen_wait_for(world.screen, has_painted, NULL, "the first screen", SCREEN_WAIT_MS);
    world.starts++;
}

static void end(void)
{
    int status = screen_wait_for_exit(world.screen, SCREEN_WAIT_MS);
    if (status != 0) {
        char *dump = screen_dump(world.screen);
        print_reports();
        fprintf(stderr, "it ended with %d after %ld inputs; its screen:\n%s", status, world.typed, dump);
        free(dump);
        fail();
    }
    screen_free(world.screen);
    world.screen = NULL;
}

static bool settings_say(const char *line)
{
    char *path = test_directory_path(world.config, "doran/settings"), have[200];
    FILE *file = fopen(path, "re");
    bool found = false;
    while (file && !found && fgets(have, sizeof have, file))
        found = strncmp(have, line, strlen(line)) == 0;
    if (file)
        fclose(file);
    free(path);
    return found;
}

static bool widths_are_true(void)
{
    return !settings_say(world.wide ? "ambiguous = narrow" : "ambiguous = wide");
}

/* It may have been left, or logged out: then it is begun again. */
static void keep_alive(void)
{
    if (!screen_is_over(world.screen))
        return;
    const struct person me = world.me;
    end();
    person_log_in(&world.me, &me);
    memcpy(world.me.user, me.user, sizeof me.user);
    save_account();
    forget_settings(); /* the next start might be that of the simple program, which has no screen */
    start();
}

/* --- whether the screen is whole --- */

static char *look(struct screen *screen)
{
    char *text = NULL;
    size_t size = 0;
    int row = 0, column = 0;
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    for (row = 0; row < screen_rows(screen); row++) {
        fprintf(out, "%s\n", screen_row_text(screen, row));
        for (column = 0; column < screen_columns(screen); column++) {
            struct screen_cell cell = screen_cell(screen, row, column);
            if (cell.columns > 0)
                fprintf(out, "%c%x.%x ", 'a' + cell.bold + 2 * cell.underline + 4 * cell.reverse,
                        cell.foreground_default ? 0 : cell.foreground + 1,
                        cell.background_default ? 0 : cell.background + 1);
        }
        fputc('\n', out);
    }
    bool shown = screen_cursor(screen, &row, &column);
    fprintf(out, shown ? "cursor %d,%d\n" : "no cursor\n", row, column);
    fclose(out);
    return text;
}

static void rest(void)
{
    const int server = server_pid(world.server);
    screen_wait_for_rest(&world.screen, 1, &server, 1);
}

/* Lets the program take a turn, and with it all that was typed before: the kernel keeps the order, but takes its time. */
static void take_turn(void)
{
    int pid = screen_pid(world.screen);
    rest();
    uint64_t before = process_main_turns(pid);
    screen_type(world.screen, NOTHING);
    for (int waited = 0; waited < SCREEN_WAIT_MS && process_main_turns(pid) == before; waited++)
        if (screen_is_over(world.screen) || screen_pump(world.screen, 1))
            break;
    rest();
}

static bool has_cleared(struct screen *screen, const void *data)
{
    (void)data;
    return screen_clears(screen) > 0 || screen_is_over(screen);
}

/* SIGCONT is what a shell sends that had the terminal meanwhile: all is painted anew. */
static void check_whole(void)
{
    screen_type(world.screen, "\033[201~"); /* the end of a paste that only began */
    take_turn();
    set_clock_run_ahead(world.clock, TOAST_OVER);
    take_turn();
    if (screen_is_over(world.screen))
        return;
    char *bit_by_bit = look(world.screen);
    char *before = screen_dump(world.screen);
    screen_clears(world.screen);
    screen_signal(world.screen, SIGCONT);
    screen_wait_for(world.screen, has_cleared, NULL, "a screen painted anew", SCREEN_WAIT_MS);
    rest();
    char *anew = look(world.screen);
    if (!screen_is_over(world.screen) && widths_are_true()) {
        screen_check_cells(world.screen);
        if (strcmp(bit_by_bit, anew) != 0) {
            char *after = screen_dump(world.screen);
            fprintf(stderr, "after %ld inputs, bit by bit:\n%sanew:\n%s", world.typed, before, after);
            free(after);
            fail_msg("what was painted bit by bit is not what is painted anew");
        }
        world.clean++;
    }
    free(bit_by_bit);
    free(before);
    free(anew);
}

static void live(long inputs)
{
    forget_settings();
    begin_life();
    start();
    for (long i = 0; i < inputs; i++) {
        type_something();
        screen_pump(world.screen, 0);
        if (i % MEDDLE == MEDDLE - 1)
            meddle();
        if (i % BURST == BURST - 1) {
            check_whole();
            if (!widths_are_true())
                forget_settings();
        }
        keep_alive();
    }
    screen_signal(world.screen, SIGTERM);
    end();
}

static void whatever_is_typed(void **state)
{
    (void)state;
    long inputs = test_is_long() ? INPUTS_LONG : INPUTS;
    for (long done = 0; done < inputs; done += ROUND)
        live(ROUND);
    printf("%ld inputs, %ld starts, %ld times the screen was whole\n", world.typed, world.starts,
           world.clean);
    assert_true(world.clean > inputs / BURST / 4);
}

static int make(void **state)
{
    static const char *const flags[] = {SERVER_UNLIMITED, NULL};
    (void)state;
    world.seed = seed_new("what is typed");
    world.clock = set_clock_new();
    world.folder = test_directory_new("random");
    world.config = test_directory_new("config");
    set_clock_export(world.clock, true);
    world.server = server_start(&(struct server_options){.flags = flags});
    set_clock_export(world.clock, false);
    sign_up(&world.stranger, "바깥사돈");
    person_found_family(&world.stranger, "여덟글자열글자제목들", "바깥사돈", world.others_family);
    return 0;
}

/* The last of what the server wrote, when something went wrong. */
static void print_server(void)
{
    char *output = server_output(world.server);
    size_t length = strlen(output);
    fprintf(stderr, "the server's last words:\n%s\n", output + (length > 3000 ? length - 3000 : 0));
    free(output);
}

static int unmake(void **state)
{
    (void)state;
    if (world.screen)
        print_server();
    screen_free(world.screen);
    server_stop(world.server);
    test_directory_remove(world.folder);
    test_directory_remove(world.config);
    set_clock_free(world.clock);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(whatever_is_typed)};
    return cmocka_run_group_tests_name("random", tests, make, unmake);
}
