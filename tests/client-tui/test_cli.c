/* The table of commands and what hangs on it: parsing, exit codes, help, completion, the manual. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "client-tui/cli/cli.h"
#include "client-tui/cli/help.h"
#include "support/command.h"
#include "support/directory.h"

#define WORDS_MAX 12
/* Takes a command line apart, as the program does. */
static bool resolve(struct cli_line *line, struct cli_mistake *mistake, const char *const words[])
{
    char *argv[WORDS_MAX] = {(char *)"doran"};
    int argc = 1;
    for (; words[argc - 1] && argc < WORDS_MAX; argc++)
        argv[argc] = (char *)words[argc - 1];
    *mistake = (struct cli_mistake){0};
    return cli_line_read(line, argc, argv, mistake) && cli_line_resolve(line, mistake);
}
#define WORDS(...) ((const char *const[]){__VA_ARGS__, NULL})

static void test_words_and_options(void **state)
{
    (void)state;
    struct cli_line line;
    struct cli_mistake mistake;
    assert_true(
        resolve(&line, &mistake, WORDS("--json", "family", "create", "우리집", "--zone=Asia/Tokyo", "엄마")));
    assert_string_equal(line.command->noun, "family");
    assert_string_equal(line.command->verb, "create");
    assert_int_equal(line.argument_count, 2);
    assert_string_equal(line.arguments[0], "우리집");
    assert_string_equal(line.arguments[1], "엄마");
    assert_non_null(line.options[CLI_OPTION_json]);
    assert_string_equal(line.options[CLI_OPTION_zone], "Asia/Tokyo");
    assert_true(resolve(&line, &mistake, WORDS("join", "-")));
    assert_string_equal(line.arguments[0], "-");
    assert_true(resolve(&line, &mistake, WORDS("family", "rename", "--", "--json")));
    assert_string_equal(line.arguments[0], "--json");
    assert_null(line.options[CLI_OPTION_json]);
    assert_true(resolve(&line, &mistake, (const char *const[]){NULL}));
    assert_null(line.command);
}

static void test_mistakes(void **state)
{
    (void)state;
    static const struct {
        const char *words[5];
        const char *about;
    } rows[] = {
        {{"famly", NULL}, "famly"},
        {{"family", NULL}, "family"},
        {{"family", "make", NULL}, "make"},
        {{"family", "create", "우리집", NULL}, "NAME NICKNAME"},
        {{"whoami", "now", NULL}, "now"},
        {{"whoami", "--loud", NULL}, "--loud"},
        {{"whoami", "--family", "x", NULL}, "family"},
        {{"home", "--family", NULL}, "--family"},
        {{"home", "--json=yes", NULL}, "--json=yes"},
        {{"home", "-x", NULL}, "-x"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct cli_line line;
        struct cli_mistake mistake;
        assert_false(resolve(&line, &mistake, rows[i].words));
        assert_non_null(mistake.template);
        assert_string_equal(mistake.word, rows[i].about);
    }
    struct cli_line line;
    struct cli_mistake mistake;
    assert_false(resolve(&line, &mistake, WORDS("a", "b", "c", "d", "e", "f", "g", "h", "i")));
    assert_string_equal(mistake.word, "i");
}

static void test_the_table_is_whole(void **state)
{
    (void)state;
    size_t count;
    const struct cli_command *commands = cli_commands(&count);
    for (size_t i = 0; i < count; i++) {
        assert_non_null(commands[i].run);
        assert_true(commands[i].help[strlen(commands[i].help) - 1] == '.');
        for (size_t j = i + 1; j < count; j++) {
            bool same_noun = strcmp(commands[i].noun, commands[j].noun) == 0;
            /* A noun's commands stand together, and have different verbs. */
            assert_true(!same_noun || strcmp(commands[j - 1].noun, commands[i].noun) == 0);
            assert_true(!same_noun || (commands[i].verb && commands[j].verb &&
                                       strcmp(commands[i].verb, commands[j].verb) != 0));
        }
        size_t needed, most;
        cli_command_bounds(&commands[i], &needed, &most);
        assert_true(needed <= most && most <= CLI_WORDS_MAX - 2);
    }
}

/* No command takes a password as an argument or as an option's value. */
static void test_passwords_are_no_arguments(void **state)
{
    (void)state;
    size_t count;
    const struct cli_command *commands = cli_commands(&count);
    for (size_t i = 0; i < count; i++)
        assert_null(strstr(commands[i].arguments, "PASSWORD"));
    for (int i = 0; i < CLI_OPTION_COUNT; i++)
        assert_true(i == CLI_OPTION_password_fd || !cli_option((enum cli_option_id)i)->argument ||
                    !strstr(cli_option((enum cli_option_id)i)->name, "password"));
}

static void test_exit_codes(void **state)
{
    (void)state;
    size_t count;
    const struct cli_exit_row *rows = cli_exit_rows(&count);
    for (size_t i = 0; i < count; i++)
        assert_int_equal((size_t)rows[i].code, i);
    assert_int_equal(cli_exit_of(DORAN_ERROR_none), CLI_EXIT_ok);
    for (int i = DORAN_ERROR_none + 1; i < DORAN_ERROR_COUNT; i++) {
        enum cli_exit code = cli_exit_of((enum doran_error_code)i);
        assert_int_not_equal(code, CLI_EXIT_ok);
        /* All of one HTTP status that speaks of a thing end alike. */
        int status = doran_error_status((enum doran_error_code)i);
        if (status == 409)
            assert_int_equal(code, CLI_EXIT_conflict);
        if (status == 404 || status == 410)
            assert_int_equal(code, CLI_EXIT_not_found);
    }
}

/* What a function writes to a stream. free() it. */
static char *written_by(void (*write)(FILE *out))
{
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    assert_non_null(out);
    write(out);
    fclose(out);
    return text;
}

static char *read_file(const char *path)
{
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    char *text = calloc(1, 262144);
    assert_true(fread(text, 1, 262143, file) > 0);
    fclose(file);
    return text;
}

/* doran(1) has the tables as the program prints them: `doran help mdoc`, and the same with `keys`, `settings` and `exits`, renew
 * it. */
static void test_the_manual_is_in_step(void **state)
{
    (void)state;
    char *page = read_file(DORAN_SOURCE_DIR "/man/doran.1");
    char *commands = written_by(help_manual);
    char *settings = written_by(help_manual_settings);
    char *keys = written_by(help_manual_keys);
    char *exits = written_by(help_manual_exits);
    assert_non_null(strstr(page, commands));
    assert_non_null(strstr(page, keys));
    assert_non_null(strstr(page, settings));
    assert_non_null(strstr(page, exits));
    free(exits);
    free(keys);
    free(settings);
    free(commands);
    free(page);
}

/* Bash itself completes what has been typed. */
static void check_completion(const char *typed, const char *expected)
{
    char *script = written_by(help_completion_bash);
    char *line = NULL;
    assert_true(asprintf(&line,
                         "%s\nCOMP_WORDS=(%s); [[ '%s' == *' ' ]] && COMP_WORDS+=(''); "
                         "COMP_CWORD=$((${#COMP_WORDS[@]}-1))\n"
                         "_doran; echo \"${COMPREPLY[*]}\"",
                         script, typed, typed) > 0);
    struct command_result result;
    command_run(&result, WORDS("bash", "-c", line), NULL, NULL);
    assert_int_equal(result.status, 0);
    assert_string_equal(result.err, "");
    assert_string_equal(result.out, expected);
    command_result_deinit(&result);
    free(line);
    free(script);
}

static void test_completion(void **state)
{
    (void)state;
    check_completion("doran fam", "family\n");
    check_completion("doran mood s", "sad sleepy\n");
    check_completion("doran family re", "rename restore\n");
    check_completion("doran --json device re", "request requests refuse\n");
    check_completion("doran family delete --co", "--confirm\n");
    check_completion("doran whoami --js", "--json\n");
    check_completion("doran watch --re", "--reminders\n");
}

static void run_doran(struct command_result *result, const char *const words[])
{
    const char *argv[WORDS_MAX] = {DORAN_BIN};
    for (int i = 0; words[i] && i < WORDS_MAX - 2; i++)
        argv[i + 1] = words[i];
    char *state = test_directory_new("cli");
    char variable[600];
    snprintf(variable, sizeof variable, "DORAN_STATE_DIR=%s", state);
    command_run(result, argv, WORDS(variable), NULL);
    test_directory_remove(state);
}

static void test_every_command_has_help(void **state)
{
    (void)state;
    size_t count;
    const struct cli_command *commands = cli_commands(&count);
    struct command_result result;
    for (size_t i = 0; i < count; i++) {
        const char *verb = commands[i].verb;
        run_doran(&result,
                  verb ? WORDS(commands[i].noun, verb, "--help") : WORDS(commands[i].noun, "--help"));
        assert_int_equal(result.status, 0);
        assert_non_null(strstr(result.out, commands[i].help));
        assert_string_equal(result.err, "");
        command_result_deinit(&result);
    }
    run_doran(&result, WORDS("--help", "--lang", "ko"));
    assert_non_null(strstr(result.out, "이 기기에서 로그인해요."));
    command_result_deinit(&result);
}

static void test_how_it_ends_without_a_server(void **state)
{
    (void)state;
    static const struct {
        const char *words[6];
        int status;
        const char *said;
    } rows[] = {
        {{"--version", NULL}, 0, "doran " DORAN_VERSION},
        {{"famly", NULL}, 2, "There is no command \"famly\"."},
        {{"family", "create", NULL}, 2, "doran family create --help"},
        {{"home", "--lang", "fr", NULL}, 2, "ko and en"},
        {{"home", "--profile", "../x", NULL}, 2, "profile"},
        {{"home", NULL}, 3, "log in"},
        {{NULL}, 3, "log in"},
        {{"login", "a@example.com", NULL}, 3, "--server"},
        {{"help", "nothing", NULL}, 2, "doran --help"},
        {{"completion", "fish", NULL}, 2, "bash"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct command_result result;
        run_doran(&result, rows[i].words);
        assert_int_equal(result.status, rows[i].status);
        assert_non_null(strstr(rows[i].status == 0 ? result.out : result.err, rows[i].said));
        assert_string_equal(rows[i].status == 0 ? result.err : result.out, "");
        command_result_deinit(&result);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_words_and_options),
        cmocka_unit_test(test_mistakes),
        cmocka_unit_test(test_the_table_is_whole),
        cmocka_unit_test(test_passwords_are_no_arguments),
        cmocka_unit_test(test_exit_codes),
        cmocka_unit_test(test_the_manual_is_in_step),
        cmocka_unit_test(test_completion),
        cmocka_unit_test(test_every_command_has_help),
        cmocka_unit_test(test_how_it_ends_without_a_server),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
