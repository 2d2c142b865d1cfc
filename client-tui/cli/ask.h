/* ask.h: what a command asks of the person: values, secrets, a yes. */
#ifndef DORAN_CLI_ASK_H
#define DORAN_CLI_ASK_H

#include "client-tui/cli/cli.h"

#define CLI_LINE_MAX 1024 /* Bytes of an answer or a secret. */

/* The value, or, when it is NULL and there is a terminal, what is typed there. `what` is asked as "what: ".
 */
bool cli_ask(struct cli *cli, const char *value, const char *what, const char **out);
/* The value; "-" reads a line from standard input. For codes. */
bool cli_code(struct cli *cli, const char *value, const char **out);
/* The next secret: from --password-fd or --password-stdin a line, else typed on the terminal without echo. */
bool cli_secret(struct cli *cli, const char *what, const char **out);
/* A new password: as cli_secret(), on a terminal asked twice, and checked by the rules before anything is
 * sent. */
bool cli_new_password(struct cli *cli, const char *email, const char *nickname, const char **out);
/* Asks before something is lost. Without a terminal only --yes is a yes. False with `cancelled` set
 * otherwise. */
bool cli_confirm(struct cli *cli, const char *question);
/* Asks that `expected` is typed, or given as --confirm. */
bool cli_confirm_text(struct cli *cli, const char *question, const char *expected, const char *given);

#endif
