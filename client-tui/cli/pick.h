/* pick.h: which family, member, invite … a word of the command line means. */
#ifndef DORAN_CLI_PICK_H
#define DORAN_CLI_PICK_H

#include "client-tui/cli/cli.h"

#define CLI_LABELS 3
#define CLI_SUFFIX_MIN 4 /* Characters of the end of an id that name a thing. */

struct cli_candidate {
    const char *id;
    const char *labels[CLI_LABELS]; /* Names it goes by, NULL where there is none. */
};
/* Finds the one that `wanted` names: by its id, a name in any case, or the end of its id. With `wanted` NULL
 * the only one there is. not_found when there is none, `invalid` when there are several. `what` is "member",
 * translated. */
bool cli_pick(struct cli *cli, const char *what, const char *wanted, const struct cli_candidate *candidates,
              size_t count, size_t *index);

/* The family a command is about: --family, else the one used last, else the only one. Remembers it. */
bool cli_family(struct cli *cli, struct doran_family *out);
/* The one that a word names, among a list. */
bool cli_pick_family(struct cli *cli, const char *wanted, const struct doran_family_list *families,
                     struct doran_family *out);
/* Remembers the family that commands are about. */
void cli_remember_family(struct cli *cli, const char *id);
/* The member of a list, or of a family, that a word names. "me" is oneself. */
bool cli_pick_member(struct cli *cli, const char *wanted, const struct doran_member_list *members,
                     struct doran_member *out);
bool cli_member(struct cli *cli, const char *family, const char *wanted, struct doran_member *out);

#endif
