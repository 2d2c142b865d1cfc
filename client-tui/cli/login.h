/* login.h: what the ways to log a device in have in common. */
#ifndef DORAN_CLI_LOGIN_H
#define DORAN_CLI_LOGIN_H

#include "client-tui/cli/cli.h"

/* --device, or the computer's name. */
const char *cli_device_name(struct cli *cli);
/* Takes up the session of a log-in and stores it. */
bool cli_take_login(struct cli *cli, const struct doran_login *login);
/* The same, and what a log-in prints: a welcome, or the `user` object. The token is printed nowhere. */
enum cli_exit cli_logged_in(struct cli *cli, const struct doran_login *login);
/* Forgets the session and wipes the replica; the server's address stays. */
bool cli_forget_device(struct cli *cli);
/* Reads a join code or link; one with a server names the server and key that are talked to from here on. */
bool cli_take_link(struct cli *cli, const char *text, struct doran_join_link *link);

#endif
