/* The keys of terminals that have strings of their own for them: by real terminfo entries, and by one made for this. */
#include "tests/screens/show.h"
#include "tests/support/command.h"

#include <stdlib.h>
#include <unistd.h>

#define LINES_MAX 4096

/* Its text is placed as everywhere. Of its keys some are usual, some its own, and some would take a plain key away. */
static const char entry[] = "doran-own|a terminal with keys of its own,\n"
                            "\tam, cols#80, lines#24, clear=\\E[H\\E[2J, cup=\\E[%i%p1%d;%p2%dH,\n"
                            "\tcub1=^H, cuu1=\\E[A, cud1=^J, cuf1=\\E[C, el=\\E[K, ed=\\E[J, home=\\E[H,\n"
                            "\tkcuu1=\\EOA, kcud1=\\E-d$<20>, kcub1=^K, kcuf1=^H, khome=\\036,\n"
                            "\tkend=\\E[zz, kf1=^A@\\r, kf2=q, kf3=qq, kf4=\\EOu, kf12=\\E[P, kcbt=\\E\\t,\n";

static char *folder;

static int begin(void **state)
{
    (void)state;
    folder = test_directory_new("keys");
    return folder ? 0 : -1;
}

static int tidy(void **state)
{
    end(state);
    test_directory_remove(folder);
    folder = NULL;
    return 0;
}

/* What was pressed so far, a line each; "" before keys are read. */
static const char *keys_pressed(void)
{
    static char text[LINES_MAX];
    char *path = test_directory_path(folder, "pressed");
    FILE *file = fopen(path, "re");
    text[file ? fread(text, 1, sizeof text - 1, file) : 0] = '\0';
    if (file)
        fclose(file);
    free(path);
    return text;
}

static bool reads_keys(struct screen *seen, const void *data)
{
    (void)seen;
    (void)data;
    char *path = test_directory_path(folder, "pressed");
    bool there = access(path, F_OK) == 0;
    free(path);
    return there;
}

static bool has_pressed(struct screen *seen, const void *data)
{
    (void)seen;
    return strcmp(keys_pressed(), data) == 0;
}

static void start_reading(const char *term, const char *const *env)
{
    char *path = test_directory_path(folder, "pressed"), option[600];
    snprintf(option, sizeof option, "--keys=%s", path);
    unlink(path);
    free(path);
    start(&(struct screen_options){.term = term, .env = env}, "list", option);
    screen_wait_for(screen, reads_keys, NULL, term, SCREEN_WAIT_MS);
}

struct press {
    const char *bytes, *keys; /* several are separated by spaces */
};

/* One after the other, so that what begins another key has its time. */
static void press_all(const struct press *presses, size_t count)
{
    char expected[LINES_MAX] = "";
    for (size_t i = 0; i < count; i++) {
        char keys[64], *rest = keys;
        snprintf(keys, sizeof keys, "%s", presses[i].keys);
        for (const char *key; (key = strtok_r(rest, " ", &rest));) {
            size_t length = strlen(expected);
            snprintf(expected + length, sizeof expected - length, "key <%s>\n", key);
        }
        screen_type(screen, presses[i].bytes);
        screen_wait_for(screen, has_pressed, expected, expected, SCREEN_WAIT_MS);
    }
}

static void an_entry_of_ones_own(void **state)
{
    (void)state;
    if (!command_is_installed("tic"))
        skip();
    char *source = test_directory_path(folder, "own.ti"), variable[600];
    FILE *file = fopen(source, "we");
    assert_non_null(file);
    fputs(entry, file);
    assert_int_equal(fclose(file), 0);
    const char *const tic[] = {"tic", "-x", "-o", folder, source, NULL};
    struct command_result result;
    command_run(&result, tic, NULL, NULL);
    if (result.status != 0)
        fail_msg("tic: %s", result.err);
    command_result_deinit(&result);
    free(source);
    snprintf(variable, sizeof variable, "TERMINFO=%s", folder);
    const char *const env[] = {variable, NULL};
    static const struct press presses[] = {
        {"\033-d", "Down"}, {"\033[zz", "End"},      {"\001@\r", "F1"},
        {"\033[P", "F12"},  {"\033\t", "Shift-Tab"}, /* and what it shares with others: */
        {"\033OA", "Up"},   {"\033[A", "Up"},        {"\033OB", "Down"},
        {"\033[B", "Down"}, {"\033[H", "Home"},      {"\033OQ", "F2"},
        {"\033[15~", "F5"}, /* and plain keys: */
        {"q", "q"},         {"qq", "q q"},           {"\b", "Backspace"},
        {"\r", "Enter"},    {"\n", "Enter"},         {"\v", "Ctrl-k"},
        {"\036", "Ctrl-^"}, {"\001", "Ctrl-a"},      {"\001a", "Ctrl-a a"},
        {"\033", "Esc"},    {"\033-", "Alt--"},      {"\033Ou", "5"},
        {"가", "가"},
    };
    start_reading("doran-own", env);
    press_all(presses, sizeof presses / sizeof *presses);
}

static void entries_of_real_terminals(void **state)
{
    (void)state;
    static const struct {
        const char *term;
        struct press presses[6];
    } rows[] = {
        {"wy60",
         {{"\001@\r", "F1"},
          {"\033J", "PageUp"},
          {"\033K", "PageDown"},
          {"\033W", "Delete"},
          {"\033I", "Shift-Tab"},
          {"\001I\r", "F10"}}},
        {"scoansi",
         {{"\033[M", "F1"},
          {"\033[P", "F4"},
          {"\033[I", "PageUp"},
          {"\033[B", "Down"},
          {"\033[L", "Insert"},
          {"\033[F", "End"}}},
        {"sun-color",
         {{"\033[224z", "F1"},
          {"\033[214z", "Home"},
          {"\033[B", "Down"},
          {"\033[220z", "End"},
          {"\177", "Backspace"},
          {"\033[247z", "Insert"}}},
        {"rxvt",
         {{"\033[7~", "Home"},
          {"\033[8~", "End"},
          {"\033[11~", "F1"},
          {"\033[a", "Shift-Up"},
          {"\033[3$", "Shift-Delete"},
          {"\033OB", "Down"}}},
        {"putty",
         {{"\033[1~", "Home"},
          {"\033[4~", "End"},
          {"\033[11~", "F1"},
          {"\033OA", "Up"},
          {"\033[B", "Down"},
          {"\033[Z", "Shift-Tab"}}},
        {"putty-vt100",
         {{"\033OT", "F5"},
          {"\033O[", "F12"},
          {"\033OP", "F1"},
          {"\033OA", "Up"},
          {"\033[B", "Down"},
          {"\033[6~", "PageDown"}}},
        {"Eterm",
         {{"\033[7~", "Home"},
          {"\033[8~", "End"},
          {"\033[11~", "F1"},
          {"\033[A", "Up"},
          {"\033[24~", "F12"},
          {"\033[3~", "Delete"}}},
        {"vt100",
         {{"\033OP", "F1"},
          {"\033Ot", "4"},
          {"\033OA", "Up"},
          {"\033[B", "Down"},
          {"\033OM", "Enter"},
          {"\033Op", "0"}}},
        {"linux",
         {{"\033[[A", "F1"},
          {"\033\t", "Shift-Tab"},
          {"\033[1~", "Home"},
          {"\033[B", "Down"},
          {"\033[3~", "Delete"},
          {"\033[24~", "F12"}}},
        {"aixterm",
         {{"\033[001q", "F1"},
          {"\033[012q", "F12"},
          {"\033[146q", "End"},
          {"\033[150q", "PageUp"},
          {"\033[B", "Down"},
          {"\033[H", "Home"}}},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        start_reading(rows[i].term, NULL);
        press_all(rows[i].presses, sizeof rows[i].presses / sizeof *rows[i].presses);
    }
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, tidy)
    const struct CMUnitTest tests[] = {
        TEST(an_entry_of_ones_own),
        TEST(entries_of_real_terminals),
    };
    return cmocka_run_group_tests_name("own_keys", tests, NULL, NULL);
}
