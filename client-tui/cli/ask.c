#include "client-tui/cli/ask.h"

#include "client-tui/i18n.h"
#include "client-tui/prompt/hush.h"
#include "client-tui/state/sentence.h"

#include <doran/rules.h>
#include <doran/text.h>

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Reads a byte: 1, 0 at the end, -1 with errno. With `signals` it is waited for under that mask, so that a signal
 * interrupts whenever it comes, and not only while read(2) sleeps. */
static ssize_t read_byte(int fd, char *out, const sigset_t *signals)
{
    struct pollfd ready = {.fd = fd, .events = POLLIN};
    if (signals && ppoll(&ready, 1, NULL, signals) < 0)
        return -1;
    return read(fd, out, 1);
}

/* Reads one line, byte by byte, so that what follows is left to the next reader. CR LF ends a line too. */
static bool read_line(struct cli *cli, int fd, const sigset_t *signals, const char **out)
{
    char line[CLI_LINE_MAX];
    size_t length = 0;
    for (;;) {
        char byte;
        ssize_t got = read_byte(fd, &byte, signals);
        if (got < 0)
            return cli_refuse(cli, errno == EINTR ? DORAN_ERROR_cancelled : DORAN_ERROR_storage, NULL, NULL);
        if (got == 0 && length == 0)
            return cli_refuse(cli, DORAN_ERROR_cancelled, NULL, NULL);
        if (got == 0 || byte == '\n')
            break;
        if (length == sizeof line)
            return cli_refuse(cli, DORAN_ERROR_too_large, NULL, _("That is too long for one line."));
        line[length++] = byte;
    }
    if (length > 0 && line[length - 1] == '\r')
        length--;
    if (!doran_text_valid(line, length))
        return cli_refuse(cli, DORAN_ERROR_invalid, NULL, _("That is not text in UTF-8."));
    *out = doran_arena_strndup(&cli->arena, line, length);
    explicit_bzero(line, sizeof line);
    if (!*out)
        cli_refuse(cli, DORAN_ERROR_no_memory, NULL, NULL);
    return *out != NULL;
}

/* ---- The terminal ---- */

static void ask_on_terminal(int tty, const char *what)
{
    const char *parts[] = {what, ": "};
    for (size_t i = 0; i < 2; i++) {
        ssize_t written = write(tty, parts[i], strlen(parts[i]));
        (void)written; /* A terminal that takes no question gives no answer either: the read tells. */
    }
}

static bool read_typed(struct cli *cli, int tty, const char *what, bool echo, const char **out)
{
    struct hush hush;
    hush_begin(&hush, tty, echo);
    ask_on_terminal(tty, what);
    bool read = read_line(cli, tty, &hush.mask, out);
    hush_end(&hush);
    return read;
}

/* Asks on the controlling terminal, whatever standard input is. */
static bool ask_typed(struct cli *cli, const char *what, bool echo, const char **out)
{
    int tty = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
    if (tty < 0) {
        const char *sentence = sentence_of(
            &cli->arena, _("There is no terminal to ask for this: {what}. See --help for how to give it."),
            {"what", what});
        cli_refuse(cli, DORAN_ERROR_invalid, NULL, sentence);
        return false;
    }
    fflush(cli->out);
    bool read = read_typed(cli, tty, what, echo, out);
    close(tty);
    return read;
}

/* ---- What handlers ask for ---- */

bool cli_ask(struct cli *cli, const char *value, const char *what, const char **out)
{
    if (value) {
        *out = value;
        return true;
    }
    return ask_typed(cli, what, true, out);
}

bool cli_code(struct cli *cli, const char *value, const char **out)
{
    if (strcmp(value, "-") == 0)
        return read_line(cli, cli->in, NULL, out);
    *out = value;
    return true;
}

bool cli_secret(struct cli *cli, const char *what, const char **out)
{
    int64_t fd = cli->in;
    if (!cli_number(cli, CLI_OPTION_password_fd, 0, 1023, &fd))
        return false;
    if (cli_given(cli, CLI_OPTION_password_fd) || cli_given(cli, CLI_OPTION_password_stdin))
        return read_line(cli, (int)fd, NULL, out);
    return ask_typed(cli, what, false, out);
}

bool cli_new_password(struct cli *cli, const char *email, const char *nickname, const char **out)
{
    cli->request = DORAN_TYPE_signup_request;
    if (!cli_secret(cli, _("New password"), out) || !*out)
        return false;
    cli->sentence = NULL;
    if (!doran_password_allowed(*out, email, nickname, &cli->error))
        return false;
    if (cli_given(cli, CLI_OPTION_password_fd) || cli_given(cli, CLI_OPTION_password_stdin))
        return true;
    const char *again = NULL;
    if (!cli_secret(cli, _("The new password once more"), &again) || !again)
        return false;
    return strcmp(*out, again) == 0 ||
           cli_refuse(cli, DORAN_ERROR_invalid, "password", _("The two are not the same. Please try again."));
}

static bool same_text(struct cli *cli, const char *a, const char *b)
{
    char *one = doran_text_clean(a, strlen(a));
    char *other = doran_text_clean(b, strlen(b));
    const char *kept_one = doran_arena_strdup(&cli->arena, one);
    const char *kept_other = doran_arena_strdup(&cli->arena, other);
    free(one);
    free(other);
    return kept_one && kept_other && strcmp(kept_one, kept_other) == 0;
}

bool cli_confirm(struct cli *cli, const char *question)
{
    if (cli_given(cli, CLI_OPTION_yes))
        return true;
    if (!isatty(cli->in))
        return cli_refuse(cli, DORAN_ERROR_cancelled, NULL,
                          sentence_of(&cli->arena, _("{question} Nothing was changed; add --yes to mean it."),
                                      {"question", question}));
    const char *answer = "";
    if (!ask_typed(cli, sentence_of(&cli->arena, _("{question} Write yes to go on"), {"question", question}),
                   true, &answer))
        return false;
    return same_text(cli, answer, "yes") || same_text(cli, answer, _("yes")) ||
           cli_refuse(cli, DORAN_ERROR_cancelled, NULL, NULL);
}

bool cli_confirm_text(struct cli *cli, const char *question, const char *expected, const char *given)
{
    if (!given && !isatty(cli->in))
        return cli_refuse(cli, DORAN_ERROR_cancelled, NULL,
                          sentence_of(&cli->arena,
                                      _("{question} Nothing was changed; give it with --confirm to mean it."),
                                      {"question", question}));
    if (!given && !ask_typed(cli, question, true, &given))
        return false;
    return same_text(cli, given, expected) ||
           cli_refuse(cli, DORAN_ERROR_cancelled, NULL, _("That is another name. Nothing was changed."));
}
