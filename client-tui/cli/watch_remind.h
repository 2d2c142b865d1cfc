/* watch_remind.h: the reminders of every family's calendar while one watches, from what this computer knows (so without a
 * network too), and the user's command for each of them. */
#ifndef DORAN_CLI_WATCH_REMIND_H
#define DORAN_CLI_WATCH_REMIND_H

#include "client-tui/cli/cli.h"

struct watch_remind;
/* Begins with what becomes due from now on. The client's replica has to be open, and stays so until it is freed. NULL without
 * memory. */
struct watch_remind *watch_remind_new(struct cli *cli);
/* NULL is allowed. */
void watch_remind_free(struct watch_remind *remind);
/* Prints what has become due since the last look, and runs the command for it; nothing when that was a moment ago. */
void watch_remind_look(struct watch_remind *remind);

/* Prints a time of day in front of a line for people. */
void watch_print_time(struct cli *cli, doran_time time);

#endif
