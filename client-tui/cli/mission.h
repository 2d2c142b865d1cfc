/* mission.h: what other commands show of missions. */
#ifndef DORAN_CLI_MISSION_H
#define DORAN_CLI_MISSION_H

#include "client-tui/cli/cli.h"

/* A month as it was given, or the present one of the family's time zone. */
bool cli_month(struct cli *cli, const struct doran_family *family, const char *given, const char **out);
/* "[v] 엄마  [ ] 딸" */
const char *cli_mission_parts(struct cli *cli, const struct doran_member_list *members,
                              const struct doran_mission *mission);
/* A month at a glance, in a line. */
void cli_print_dashboard(struct cli *cli, const struct doran_dashboard *board);

#endif
