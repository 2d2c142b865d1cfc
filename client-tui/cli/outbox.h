/* outbox.h: what is not sent yet. */
#ifndef DORAN_CLI_OUTBOX_H
#define DORAN_CLI_OUTBOX_H

#include "client-tui/cli/cli.h"

/* Reads the outbox of this profile. */
bool cli_outbox(struct cli *cli, struct doran_outbox_list *list);

#endif
