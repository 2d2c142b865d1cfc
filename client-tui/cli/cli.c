#include "client-tui/cli/cli.h"

#include "client-tui/cli/call.h"
#include "client-tui/cli/help.h"
#include "client-tui/cli/output.h"
#include "client-tui/i18n.h"
#include "client-tui/state/language.h"
#include "client-tui/state/sentence.h"
#include "client-tui/state/settings.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const char *cli_argument(const struct cli *cli, size_t place)
{
    return place < cli->line.argument_count ? cli->line.arguments[place] : NULL;
}

bool cli_given(const struct cli *cli, enum cli_option_id option)
{
    return cli->line.options[option] != NULL;
}

const char *cli_value(const struct cli *cli, enum cli_option_id option)
{
    return cli->line.options[option];
}

bool cli_number(struct cli *cli, enum cli_option_id option, int64_t min, int64_t max, int64_t *out)
{
    const char *text = cli_value(cli, option);
    if (!text)
        return true;
    char *end;
    errno = 0;
    long long number = strtoll(text, &end, 10);
    if (errno == 0 && end != text && *end == '\0' && number >= min && number <= max) {
        *out = number;
        return true;
    }
    const char *low = doran_arena_printf(&cli->arena, "%lld", (long long)min);
    const char *high = doran_arena_printf(&cli->arena, "%lld", (long long)max);
    return cli_refuse(cli, DORAN_ERROR_invalid, cli_option(option)->name,
                      sentence_of(&cli->arena, _("--{option} takes a number from {min} to {max}."),
                                  {"option", cli_option(option)->name}, {"min", low}, {"max", high}));
}

static bool shows_colour(FILE *stream)
{
    const char *term = getenv("TERM");
    const char *off = getenv("NO_COLOR"); /* no-color.org: any value but an empty one. */
    return isatty(fileno(stream)) && term && strcmp(term, "dumb") != 0 && !(off && *off != '\0');
}

static bool shows_emoji(FILE *stream)
{
    const char *term = getenv("TERM");
    return !isatty(fileno(stream)) || (term && strcmp(term, "linux") != 0 && strcmp(term, "dumb") != 0);
}

/* Copies an option into a field of the account; too long a value is refused. */
static bool take_over(struct cli *cli, enum cli_option_id option, char *out, size_t size)
{
    const char *value = cli_value(cli, option);
    if (!value)
        return true;
    if (strlen(value) >= size)
        return cli_refuse(cli, DORAN_ERROR_invalid, cli_option(option)->name, _("That value is too long."));
    memcpy(out, value, strlen(value) + 1);
    return true;
}

/* Reads the profile's account, and what the options say over it. The account's language is only a wish. */
static bool load_account(struct cli *cli)
{
    cli->profile = cli_value(cli, CLI_OPTION_profile);
    if (!doran_account_load(cli->profile, &cli->account, &cli->error)) {
        if (cli->error.code != DORAN_ERROR_not_found)
            return false;
        cli->account = (struct doran_account){0};
    }
    if (!cli_given(cli, CLI_OPTION_lang) && cli->account.language[0] != '\0')
        language_choose(cli->account.language);
    /* A token goes to the server that gave it and to no other. */
    const char *server = cli_value(cli, CLI_OPTION_server);
    if (server && strcmp(server, cli->account.server) != 0) {
        explicit_bzero(cli->account.token, sizeof cli->account.token);
        cli->account.pin[0] = '\0';
    }
    return take_over(cli, CLI_OPTION_server, cli->account.server, sizeof cli->account.server) &&
           take_over(cli, CLI_OPTION_pin, cli->account.pin, sizeof cli->account.pin);
}

static enum cli_exit refuse_usage(struct cli *cli, const struct cli_mistake *mistake)
{
    const char *sentence = sentence_of(&cli->arena, _(mistake->template), {"word", mistake->word});
    const struct cli_command *command = cli->line.command;
    const char *noun = command ? command->noun : cli->line.word_count > 0 ? cli->line.words[0] : NULL;
    const char *see = command && command->verb
                          ? doran_arena_printf(&cli->arena, "doran %s %s --help", noun, command->verb)
                      : noun && help_has_noun(noun) ? doran_arena_printf(&cli->arena, "doran %s --help", noun)
                                                    : "doran --help";
    cli_refuse(cli, DORAN_ERROR_malformed, NULL,
               sentence_of(&cli->arena, _("{sentence} See: {help}"), {"sentence", sentence}, {"help", see}));
    snprintf(cli->error.message, sizeof cli->error.message, "The command is not written right.");
    return cli_failed(cli);
}

static bool at_terminal(const struct cli *cli)
{
    return !cli->json && isatty(STDIN_FILENO) && isatty(fileno(cli->out));
}

/* What a person has settled for; a file with mistakes is told of by the program itself. */
static bool simple_is_settled(const struct cli *cli)
{
    struct settings settings = {0};
    settings_load(&settings, cli->profile, NULL);
    return settings_is(&settings, SETTING_simple, "yes");
}

/* The options go before the settings. A terminal that cannot position gets lines. */
static cli_program *choose_program(const struct cli *cli)
{
    const char *term = getenv("TERM");
    if (cli_given(cli, CLI_OPTION_simple))
        return cli->programs->simple;
    if (cli_given(cli, CLI_OPTION_plain))
        return cli->programs->plain;
    if (!at_terminal(cli))
        return NULL;
    if (!cli_given(cli, CLI_OPTION_no_simple) && simple_is_settled(cli))
        return cli->programs->simple;
    return term && strcmp(term, "dumb") == 0 ? cli->programs->plain : cli->programs->screens;
}

static enum cli_exit run_program(struct cli *cli, cli_program *program, bool tour)
{
    struct device device = {.profile = cli->profile,
                            .server = cli_value(cli, CLI_OPTION_server),
                            .pin = cli_value(cli, CLI_OPTION_pin),
                            .ca_file = cli_value(cli, CLI_OPTION_ca_file),
                            .language = cli_value(cli, CLI_OPTION_lang),
                            .slow = cli_given(cli, CLI_OPTION_slow),
                            .tour = tour};
    return program(&device) == 0 ? CLI_EXIT_ok : CLI_EXIT_refused;
}

/* People at a terminal get a program, scripts the home as text unless they ask for one. */
static enum cli_exit run_without_words(struct cli *cli)
{
    cli_program *program = choose_program(cli);
    return program ? run_program(cli, program, false) : cli_home(cli);
}

enum cli_exit cli_tour(struct cli *cli)
{
    cli_program *program = choose_program(cli);
    if (program)
        return run_program(cli, program, true);
    cli_refuse(cli, DORAN_ERROR_invalid, NULL, _("The look around needs a terminal."));
    return cli_failed(cli);
}

static enum cli_exit run_line(struct cli *cli, int argc, char **argv)
{
    struct cli_mistake mistake = {0};
    language_choose(NULL);
    bool read = cli_line_read(&cli->line, argc, argv, &mistake);
    cli->json = cli_given(cli, CLI_OPTION_json);
    if (!language_choose(cli_value(cli, CLI_OPTION_lang))) {
        cli_refuse(cli, DORAN_ERROR_invalid, "lang", _("The languages are ko and en."));
        return cli_failed(cli);
    }
    if (!read)
        return refuse_usage(cli, &mistake);
    if (cli_given(cli, CLI_OPTION_version)) {
        fprintf(cli->out, "doran %s\n", DORAN_VERSION);
        return CLI_EXIT_ok;
    }
    if (!load_account(cli))
        return cli_failed(cli);
    if (cli_given(cli, CLI_OPTION_help) && help_print(cli, cli->line.words, cli->line.word_count))
        return CLI_EXIT_ok;
    if (!cli_line_resolve(&cli->line, &mistake))
        return refuse_usage(cli, &mistake);
    return cli->line.command ? cli->line.command->run(cli) : run_without_words(cli);
}

/* What was printed has to have arrived: a full disk behind `>` is a failure. */
static enum cli_exit finish_output(struct cli *cli, enum cli_exit code)
{
    if (fflush(cli->out) == 0 && !ferror(cli->out))
        return code;
    cli_refuse(cli, DORAN_ERROR_storage, NULL, _("What was to be printed could not be written."));
    return cli_failed(cli);
}

int cli_run(int argc, char **argv, const struct cli_programs *programs)
{
    struct cli cli = {
        .programs = programs,
        .out = stdout,
        .err = stderr,
        .in = STDIN_FILENO,
        .request = DORAN_TYPE_empty,
        .now = doran_time_now(),
    };
    cli.colour = shows_colour(cli.out);
    cli.emoji = shows_emoji(cli.out);
    enum cli_exit code = finish_output(&cli, run_line(&cli, argc, argv));
    cli_disconnect(&cli);
    explicit_bzero(&cli.account, sizeof cli.account);
    doran_arena_deinit(&cli.arena);
    return (int)code;
}
