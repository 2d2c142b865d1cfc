/* people.h: how a member is written in a list. */
#ifndef DORAN_CLI_PEOPLE_H
#define DORAN_CLI_PEOPLE_H

#include "client-tui/cli/cli.h"

/* "엄마 (대표)" */
const char *cli_member_name(struct cli *cli, const struct doran_member *member);
/* "접속 중", or when they were last here; "" when it is not known, as who was here when the connection went. */
const char *cli_presence(struct cli *cli, const struct doran_presence_list *list, const char *user);

#endif
