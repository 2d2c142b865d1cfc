#include "client-tui/keymap/keymap.h"
#include "client-tui/term/cluster.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <unistd.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct keymap *keymap;
static struct keymap_reader reader;

static int begin(void **state)
{
    (void)state;
    keymap = keymap_new();
    keymap_reader_init(&reader, keymap, HANGUL_DUBEOLSIK);
    return keymap != NULL ? 0 : -1;
}

static int end(void **state)
{
    (void)state;
    keymap_free(keymap);
    return 0;
}

static void type(const char *keys, enum keymap_context context)
{
    while (*keys != '\0') {
        struct term_key key;
        size_t length = strcspn(keys, " ");
        assert_true(term_key_parse(keys, length, &key));
        keymap_reader_feed(&reader, context, &key);
        keys += length;
        keys += strspn(keys, " ");
    }
}

/* The only action these keys give. */
static enum action action_of(const char *keys, enum keymap_context context)
{
    type(keys, context);
    enum action action = keymap_reader_next(&reader, context);
    assert_int_equal(keymap_reader_next(&reader, context), ACTION_NONE);
    return action;
}

static bool read_text(const char *text, struct keymap_error *error)
{
    return keymap_read(keymap, text, strlen(text), error);
}

static void the_defaults_are_those_everybody_knows(void **state)
{
    (void)state;
    static const struct {
        const char *keys;
        enum action action;
    } cases[] = {
        {"j", ACTION_move_down},
        {"Down", ACTION_move_down},
        {"k", ACTION_move_up},
        {"h", ACTION_move_left},
        {"l", ACTION_move_right},
        {"Enter", ACTION_open},
        {"Esc", ACTION_back},
        {"Tab", ACTION_next_pane},
        {"Shift-Tab", ACTION_previous_pane},
        {"a", ACTION_add},
        {"e", ACTION_edit},
        {"d", ACTION_delete},
        {"Space", ACTION_toggle},
        {"/", ACTION_search},
        {"n", ACTION_search_next},
        {"N", ACTION_search_previous},
        {"i", ACTION_notifications},
        {"f", ACTION_family},
        {":", ACTION_palette},
        {"?", ACTION_help},
        {"F1", ACTION_help},
        {"q", ACTION_quit},
        {"F10", ACTION_quit},
        {"u", ACTION_upload},
        {"r", ACTION_record},
        {"o", ACTION_memories},
        {"g h", ACTION_go_home},
        {"g c", ACTION_go_calendar},
        {"g g", ACTION_move_first},
        {"1", ACTION_go_home},
        {"5", ACTION_go_voices},
        {"Ctrl-l", ACTION_redraw},
        {"Ctrl-c", ACTION_quit},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_int_equal(action_of(cases[i].keys, KEYMAP_ANY), cases[i].action);
}

static void every_action_is_reachable_without_letters(void **state)
{
    (void)state;
    char shown[KEYMAP_SHOWN_MAX];
    assert_int_equal(action_of("F9", KEYMAP_ANY), ACTION_palette); /* lists all the others */
    for (int action = ACTION_NONE + 1; action < ACTION_COUNT; action++) {
        const struct action_info *info = action_info((enum action)action);
        assert_true(*info->keys != '\0' || *info->letterless != '\0');
        assert_true(*info->label != '\0' && *info->help != '\0');
        if (*info->letterless == '\0')
            continue;
        keymap_shown(keymap, (enum action)action, true, shown);
        struct term_key key;
        assert_true(term_key_parse(shown, strlen(shown), &key));
        assert_true(term_key_without_letter(&key));
    }
    static const enum action needed[] = {
        ACTION_move_up, ACTION_move_down,     ACTION_open,   ACTION_back,   ACTION_next_pane,
        ACTION_add,     ACTION_edit,          ACTION_delete, ACTION_search, ACTION_help,
        ACTION_quit,    ACTION_notifications, ACTION_family, ACTION_palette};
    for (size_t i = 0; i < sizeof needed / sizeof needed[0]; i++)
        assert_string_not_equal(action_info(needed[i])->letterless, "");
}

static void names_are_found_and_written_with_hyphens(void **state)
{
    (void)state;
    char name[ACTION_NAME_MAX];
    for (int action = ACTION_NONE + 1; action < ACTION_COUNT; action++) {
        action_name((enum action)action, name);
        assert_null(strchr(name, '_'));
        assert_int_equal(action_from_name(name), action);
    }
    assert_int_equal(action_from_name("move_up"), ACTION_move_up);
    assert_int_equal(action_from_name("dance"), ACTION_NONE);
    assert_string_equal(action_info((enum action)9999)->name, "");
}

static void a_context_goes_before_any(void **state)
{
    (void)state;
    assert_int_equal(action_of("1", KEYMAP_MENU), ACTION_choose_1);
    assert_int_equal(action_of("F2", KEYMAP_MENU), ACTION_language);
    assert_int_equal(action_of("F2", KEYMAP_ANY), ACTION_edit);
    assert_int_equal(action_of("PageUp", KEYMAP_CALENDAR), ACTION_previous_month);
    assert_int_equal(action_of("j", KEYMAP_CALENDAR), ACTION_move_down);
    assert_int_equal(action_of("[", KEYMAP_ANY), ACTION_NONE);
}

static void hangul_is_the_keys_it_was_typed_with(void **state)
{
    (void)state;
    assert_false(reader.hangul_seen);
    assert_int_equal(action_of("ㅂ", KEYMAP_ANY), ACTION_quit);
    assert_true(reader.hangul_seen);
    assert_int_equal(action_of("호", KEYMAP_ANY), ACTION_go_home);
    assert_int_equal(action_of("ㅎ", KEYMAP_ANY), ACTION_NONE); /* g … */
    assert_int_equal(action_of("ㅗ", KEYMAP_ANY), ACTION_go_home);
    type("ㅏ", KEYMAP_ANY);
    assert_int_equal(keymap_reader_next(&reader, KEYMAP_ANY), ACTION_move_up);
    type("마", KEYMAP_ANY); /* a k: two actions */
    assert_int_equal(keymap_reader_next(&reader, KEYMAP_ANY), ACTION_add);
    assert_int_equal(keymap_reader_next(&reader, KEYMAP_ANY), ACTION_move_up);
    assert_int_equal(keymap_reader_next(&reader, KEYMAP_ANY), ACTION_NONE);
    assert_int_equal(action_of("\u1107", KEYMAP_ANY), ACTION_quit); /* a loose initial ㅂ */
    assert_true(reader.hangul_seen);
    assert_int_equal(action_of("Down", KEYMAP_ANY), ACTION_move_down);
    assert_true(reader.hangul_seen); /* an arrow says nothing about the input method */
    assert_int_equal(action_of("j", KEYMAP_ANY), ACTION_move_down);
    assert_false(reader.hangul_seen);
    assert_int_equal(action_of("ｑ", KEYMAP_ANY), ACTION_quit); /* full width */
    keymap_reader_init(&reader, keymap, HANGUL_OFF);
    assert_int_equal(action_of("ㅂ", KEYMAP_ANY), ACTION_NONE);
    assert_true(reader.hangul_seen);
}

static void what_is_left_of_a_syllable_is_dropped_on_demand(void **state)
{
    (void)state;
    type("마", KEYMAP_ANY);
    assert_int_equal(keymap_reader_next(&reader, KEYMAP_ANY), ACTION_add);
    keymap_reader_reset(&reader); /* a text field opened */
    assert_int_equal(keymap_reader_next(&reader, KEYMAP_ANY), ACTION_NONE);
    type("마", KEYMAP_ANY);
    assert_int_equal(keymap_reader_next(&reader, KEYMAP_ANY), ACTION_add);
    assert_int_equal(keymap_reader_next(&reader, KEYMAP_TEXT), ACTION_NONE); /* or the context says so */
}

static void a_text_field_lets_only_function_keys_through(void **state)
{
    (void)state;
    assert_int_equal(action_of("q", KEYMAP_TEXT), ACTION_NONE);
    assert_int_equal(action_of("ㅂ", KEYMAP_TEXT), ACTION_NONE);
    assert_int_equal(action_of("1", KEYMAP_TEXT), ACTION_NONE);
    assert_int_equal(action_of("Space", KEYMAP_TEXT), ACTION_NONE);
    assert_int_equal(action_of("Delete", KEYMAP_TEXT), ACTION_NONE);
    assert_int_equal(action_of("F1", KEYMAP_TEXT), ACTION_help);
    assert_int_equal(action_of("Ctrl-l", KEYMAP_TEXT), ACTION_redraw);
}

static void a_sequence_that_comes_to_nothing_counts_for_its_last_key(void **state)
{
    (void)state;
    assert_int_equal(action_of("g j", KEYMAP_ANY), ACTION_move_down);
    assert_int_equal(action_of("g Esc", KEYMAP_ANY), ACTION_NONE); /* Esc only leaves the sequence */
    assert_int_equal(action_of("Esc", KEYMAP_ANY), ACTION_back);
}

static void too_many_keys_are_dropped(void **state)
{
    (void)state;
    struct term_key key = TERM_KEY_OF('j');
    int count = 0;
    for (int i = 0; i < 10 * KEYMAP_QUEUE_MAX; i++)
        keymap_reader_feed(&reader, KEYMAP_ANY, &key);
    while (keymap_reader_next(&reader, KEYMAP_ANY) != ACTION_NONE)
        count++;
    assert_int_equal(count, KEYMAP_QUEUE_MAX);
}

static void a_file_binds_anew(void **state)
{
    (void)state;
    struct keymap_error error;
    char shown[KEYMAP_SHOWN_MAX];
    assert_true(
        read_text("# my keys\n\n  add = x Ctrl-n   # new\r\nmove-down=n,n\nsearch_next = none\n", &error));
    assert_int_equal(error.problem, KEYMAP_OK);
    assert_int_equal(action_of("x", KEYMAP_ANY), ACTION_add);
    assert_int_equal(action_of("Ctrl-n", KEYMAP_ANY), ACTION_add);
    assert_int_equal(action_of("F4", KEYMAP_ANY), ACTION_add); /* stays */
    assert_int_equal(action_of("a", KEYMAP_ANY), ACTION_NONE);
    assert_int_equal(action_of("n n", KEYMAP_ANY), ACTION_move_down);
    assert_int_equal(action_of("j", KEYMAP_ANY), ACTION_NONE);
    keymap_shown(keymap, ACTION_add, false, shown);
    assert_string_equal(shown, "x");
    keymap_shown(keymap, ACTION_add, true, shown);
    assert_string_equal(shown, "F4");
    keymap_shown(keymap, ACTION_move_down, false, shown);
    assert_string_equal(shown, "n n");
    keymap_shown(keymap, ACTION_search_next, false, shown);
    assert_string_equal(shown, "");
}

static void a_key_is_taken_from_who_had_it(void **state)
{
    (void)state;
    struct keymap_error error;
    assert_true(read_text("upload = q\nrecord = g\n", &error));
    assert_int_equal(action_of("q", KEYMAP_ANY), ACTION_upload);
    assert_int_equal(action_of("g", KEYMAP_ANY), ACTION_record); /* and with it g,h and its like */
    assert_int_equal(action_of("h", KEYMAP_ANY), ACTION_move_left);
    assert_int_equal(action_of("F10", KEYMAP_ANY), ACTION_quit);
    assert_true(read_text("quit = q\n", &error)); /* another file later may take it back */
    assert_int_equal(action_of("q", KEYMAP_ANY), ACTION_quit);
}

static void errors_name_the_line_and_change_nothing(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        enum keymap_problem problem;
        int line;
        const char *word;
    } cases[] = {
        {"add = x\nmove-dwon = y\n", KEYMAP_UNKNOWN_ACTION, 2, "move-dwon"},
        {"\n# c\nadd = Entre\n", KEYMAP_UNKNOWN_KEY, 3, "Entre"},
        {"add x\n", KEYMAP_NO_EQUALS, 1, "add"},
        {"add = Esc", KEYMAP_KEPT_KEY, 1, "Esc"},
        {"quit = F9", KEYMAP_KEPT_KEY, 1, "F9"},
        {"add = x\nedit = y\nupload = x", KEYMAP_TWICE, 3, "x"},
        {"add = x,y,z", KEYMAP_UNKNOWN_KEY, 1, "x,y,z"},
        {"add = x,", KEYMAP_UNKNOWN_KEY, 1, "x,"},
        {"add = \xff\n", KEYMAP_NOT_UTF8, 1, ""},
        {"add = ㅁ", KEYMAP_HANGUL_KEY, 1, "ㅁ"},
        {"add = g,호", KEYMAP_HANGUL_KEY, 1, "g,호"},
        {" = x", KEYMAP_UNKNOWN_ACTION, 1, ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct keymap_error error;
        char text[KEYMAP_ERROR_TEXT_MAX];
        char line[32];
        assert_false(read_text(cases[i].text, &error));
        assert_int_equal(error.problem, cases[i].problem);
        assert_int_equal(error.line, cases[i].line);
        assert_string_equal(error.word, cases[i].word);
        keymap_error_text(&error, text);
        snprintf(line, sizeof line, "%d", cases[i].line);
        assert_non_null(strstr(text, line));
        assert_non_null(strstr(text, cases[i].word));
        assert_int_equal(action_of("a", KEYMAP_ANY), ACTION_add);
        assert_int_equal(action_of("x", KEYMAP_ANY), ACTION_NONE);
    }
}

static void errors_say_what_is_allowed(void **state)
{
    (void)state;
    static const struct {
        const char *text, *allowed;
    } cases[] = {
        {"move-dwon = y", "Do you mean \"move-down\"?"},
        {"moods = y", "Do you mean \"mood\"?"},
        {"frobnicate = y", "man doran, KEYS."},
        {"add = Entre", "PageUp, Space or none."},
        {"add x", "action = key"},
        {"add = Esc", "Choose another key."},
        {"add = x\nedit = x", "Each key can be given once."},
        {"add = ㅁ", "the Latin letter"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct keymap_error error;
        char text[KEYMAP_ERROR_TEXT_MAX];
        assert_false(read_text(cases[i].text, &error));
        keymap_error_text(&error, text);
        assert_non_null(strstr(text, cases[i].allowed));
    }
    struct keymap_error error;
    char text[KEYMAP_ERROR_TEXT_MAX];
    assert_false(read_text("frobnicate = y", &error)); /* near to nothing */
    keymap_error_text(&error, text);
    assert_null(strstr(text, "Do you mean"));
}

static void files_have_limits(void **state)
{
    (void)state;
    struct keymap_error error;
    char *big = calloc(1, KEYMAP_FILE_MAX + 2);
    assert_non_null(big);
    memset(big, '\n', KEYMAP_FILE_MAX + 1);
    assert_false(read_text(big, &error));
    assert_int_equal(error.problem, KEYMAP_TOO_LARGE);
    memset(big, 'a', KEYMAP_LINE_MAX + 1);
    big[KEYMAP_LINE_MAX + 1] = '\0';
    assert_false(read_text(big, &error));
    assert_int_equal(error.problem, KEYMAP_LINE_TOO_LONG);
    memset(big, 0, 200);
    memset(big, 'k', 99); /* a word that is longer than an error quotes, of three-byte characters */
    for (size_t i = 0; i < 99; i += 3)
        memcpy(big + i, "가", 3);
    assert_false(read_text(big, &error));
    assert_int_equal(strlen(error.word), (KEYMAP_WORD_MAX - 1) / 3 * 3);
    static const char *const actions[] = {"add", "edit", "upload", "record", "memories"};
    char *at = big;
    for (int i = 0; i < 500; i++) { /* one key each: U+4E00 and on */
        if (i % 100 == 0)
            at += sprintf(at, "\n%s =", actions[i / 100]);
        at += sprintf(at, " %c%c%c", 0xE4, 0xB8 + i / 64, 0x80 + i % 64);
    }
    assert_false(read_text(big, &error));
    assert_int_equal(error.problem, KEYMAP_TOO_MANY);
    free(big);
}

static void a_file_that_is_not_there_is_fine(void **state)
{
    (void)state;
    struct keymap_error error;
    char path[] = "/tmp/doran-keymap-XXXXXX";
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, "add = x\n", 8), 8);
    close(fd);
    assert_true(keymap_load(keymap, path, &error));
    assert_int_equal(action_of("x", KEYMAP_ANY), ACTION_add);
    unlink(path);
    assert_true(keymap_load(keymap, path, &error));
    assert_false(keymap_load(keymap, "/", &error));
    assert_int_equal(error.problem, KEYMAP_CANNOT_READ);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)
    const struct CMUnitTest tests[] = {
        TEST(the_defaults_are_those_everybody_knows),
        TEST(every_action_is_reachable_without_letters),
        TEST(names_are_found_and_written_with_hyphens),
        TEST(a_context_goes_before_any),
        TEST(hangul_is_the_keys_it_was_typed_with),
        TEST(what_is_left_of_a_syllable_is_dropped_on_demand),
        TEST(a_text_field_lets_only_function_keys_through),
        TEST(a_sequence_that_comes_to_nothing_counts_for_its_last_key),
        TEST(too_many_keys_are_dropped),
        TEST(a_file_binds_anew),
        TEST(a_key_is_taken_from_who_had_it),
        TEST(errors_name_the_line_and_change_nothing),
        TEST(errors_say_what_is_allowed),
        TEST(files_have_limits),
        TEST(a_file_that_is_not_there_is_fine),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
