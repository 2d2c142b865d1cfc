/* people.h: how a member is written in a list. */
#ifndef DORAN_CLI_PEOPLE_H
#define DORAN_CLI_PEOPLE_H

#include "client-tui/cli/cli.h"

/* "엄마 (대표)" */
const char *cli_member_name(struct cli *cli, const struct doran_member *member);
/* Somebody's presence, NULL when the list does not have it. */
const struct doran_presence *cli_presence_of(const struct doran_presence_list *list, const char *user);

#endif
