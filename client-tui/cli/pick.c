#include "client-tui/cli/pick.h"

#include "client-tui/cli/call.h"
#include "client-tui/i18n.h"
#include "client-tui/state/sentence.h"
#include "client-tui/state/settings.h"

#include <doran/id.h>
#include <doran/text.h>

#include <stdlib.h>
#include <string.h>

static bool same_name(const char *a, const char *b)
{
    char *one = doran_text_key(a);
    char *other = doran_text_key(b);
    bool same = one && other && strcmp(one, other) == 0;
    free(one);
    free(other);
    return same;
}

static bool ends_with(const char *id, const char *end)
{
    size_t whole = strlen(id), part = strlen(end);
    return part >= CLI_SUFFIX_MIN && part <= whole && strcmp(id + whole - part, end) == 0;
}

static bool names(const struct cli_candidate *candidate, const char *wanted)
{
    if (!wanted || ends_with(candidate->id, wanted))
        return true;
    for (size_t i = 0; i < CLI_LABELS; i++)
        if (candidate->labels[i] && same_name(candidate->labels[i], wanted))
            return true;
    return false;
}

bool cli_pick(struct cli *cli, const char *what, const char *wanted, const struct cli_candidate *candidates,
              size_t count, size_t *index)
{
    size_t found = 0;
    for (size_t i = 0; i < count; i++)
        if (names(&candidates[i], wanted)) {
            *index = i;
            found++;
        }
    if (found == 1)
        return true;
    const char *template = found > 1 && wanted
                               ? _("\"{wanted}\" could be several here ({what}); please give its id.")
                           : found > 1 ? _("There are several here ({what}); please say which.")
                           : wanted    ? _("There is no \"{wanted}\" here ({what}).")
                                       : _("There is none here ({what}).");
    return cli_refuse(cli, found > 1 ? DORAN_ERROR_invalid : DORAN_ERROR_not_found, NULL,
                      sentence_of(&cli->arena, template, {"what", what}, {"wanted", wanted}));
}

bool cli_pick_family(struct cli *cli, const char *wanted, const struct doran_family_list *families,
                     struct doran_family *out)
{
    struct cli_candidate candidates[DORAN_USER_FAMILIES_MAX] = {0};
    size_t count = families->count < DORAN_USER_FAMILIES_MAX ? families->count : DORAN_USER_FAMILIES_MAX;
    size_t index = 0;
    for (size_t i = 0; i < count; i++)
        candidates[i] = (struct cli_candidate){families->items[i].id, {families->items[i].title}};
    if (!cli_pick(cli, _("family"), wanted, candidates, count, &index))
        return false;
    *out = families->items[index];
    return true;
}

void cli_remember_family(struct cli *cli, const char *id)
{
    if (cli_open_replica(cli))
        doran_replica_setting_set(cli->replica, SETTING_FAMILY, id, NULL);
}

/* The family used last, NULL when there was none. */
static const char *last_family(struct cli *cli)
{
    char *id = NULL;
    if (!cli_open_replica(cli) ||
        !doran_replica_setting_get(cli->replica, SETTING_FAMILY, &id, &cli->arena, NULL))
        return NULL;
    return id && doran_id_valid(id, strlen(id)) ? id : NULL;
}

bool cli_family(struct cli *cli, struct doran_family *out)
{
    struct doran_family_page page = {0};
    if (!cli_read(cli, DORAN_R_family_list, NULL, NULL, &page))
        return false;
    if (page.families.count == 0)
        return cli_refuse(
            cli, DORAN_ERROR_not_found, "family",
            _("You are in no family yet. Make one with: doran family create, or join one with: doran join"));
    const char *given = cli_value(cli, CLI_OPTION_family);
    const char *last = given ? NULL : last_family(cli);
    for (size_t i = 0; last && i < page.families.count; i++)
        if (strcmp(page.families.items[i].id, last) == 0) {
            *out = page.families.items[i];
            return true;
        }
    if (!cli_pick_family(cli, given, &page.families, out))
        return false;
    cli_remember_family(cli, out->id);
    return true;
}

bool cli_pick_member(struct cli *cli, const char *wanted, const struct doran_member_list *members,
                     struct doran_member *out)
{
    struct cli_candidate candidates[DORAN_FAMILY_MEMBERS_MAX] = {0};
    size_t count = members->count < DORAN_FAMILY_MEMBERS_MAX ? members->count : DORAN_FAMILY_MEMBERS_MAX;
    for (size_t i = 0; i < count; i++) {
        const struct doran_member *member = &members->items[i];
        bool self = strcmp(member->user_id, cli->account.user_id) == 0;
        candidates[i] = (struct cli_candidate){member->user_id, {member->nickname, self ? "me" : NULL}};
    }
    size_t index = 0;
    if (!cli_pick(cli, _("member"), wanted, candidates, count, &index))
        return false;
    *out = members->items[index];
    return true;
}

bool cli_member(struct cli *cli, const char *family, const char *wanted, struct doran_member *out)
{
    struct doran_member_page page = {0};
    struct doran_path path = cli_path(DORAN_PARAM_family, family);
    return cli_read(cli, DORAN_R_member_list, &path, NULL, &page) &&
           cli_pick_member(cli, wanted, &page.members, out);
}
