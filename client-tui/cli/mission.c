/* mission: what the family does together, month by month. */
#include "client-tui/cli/mission.h"

#include "client-tui/cli/ask.h"
#include "client-tui/cli/call.h"
#include "client-tui/cli/output.h"
#include "client-tui/cli/pick.h"
#include "client-tui/i18n.h"
#include "client-tui/state/sentence.h"
#include "client-tui/state/words.h"

#include <doran/mission.h>

#include <string.h>

#define MONTHS_MAX 120 /* Of one list. */

bool cli_month(struct cli *cli, const struct doran_family *family, const char *given, const char **out)
{
    char *month = doran_arena_alloc(&cli->arena, DORAN_MONTH_LENGTH + 1);
    if (!month)
        return cli_refuse(cli, DORAN_ERROR_no_memory, NULL, NULL);
    *out = given ? given : month;
    if (given ? doran_month_valid(given) : doran_month_of(cli->now, family->time_zone, month))
        return true;
    return cli_refuse(cli, DORAN_ERROR_invalid, "month", _("A month is written as 2026-11."));
}

/* --- listing -------------------------------------------------------------------------------------------------- */

static bool add_missions(struct cli *cli, struct doran_mission_list *list,
                         const struct doran_mission_list *more)
{
    struct doran_mission *items =
        doran_arena_alloc(&cli->arena, (list->count + more->count + 1) * sizeof *items);
    if (!items)
        return cli_refuse(cli, DORAN_ERROR_no_memory, NULL, NULL);
    if (list->count > 0)
        memcpy(items, list->items, list->count * sizeof *items);
    if (more->count > 0)
        memcpy(items + list->count, more->items, more->count * sizeof *items);
    *list = (struct doran_mission_list){items, list->count + more->count};
    return true;
}

/* Adds all missions of a month, page by page. */
static bool read_month(struct cli *cli, const char *family, const char *month,
                       struct doran_mission_list *list)
{
    struct doran_path path = cli_path(DORAN_PARAM_family, family);
    struct doran_mission_query query = {.month = month};
    struct doran_mission_page page;
    do {
        page = (struct doran_mission_page){0};
        if (!cli_read(cli, DORAN_R_mission_list, &path, &query, &page) ||
            !add_missions(cli, list, &page.missions))
            return false;
        if (page.missions.count > 0)
            doran_set(&query, mission_query, before, page.missions.items[page.missions.count - 1].id);
    } while (page.more && page.missions.count > 0);
    return true;
}

const char *cli_mission_parts(struct cli *cli, const struct doran_member_list *members,
                              const struct doran_mission *mission)
{
    const char *text = "";
    for (size_t i = 0; text && i < mission->parts.count; i++) {
        const struct doran_mission_part *part = &mission->parts.items[i];
        text =
            doran_arena_printf(&cli->arena, "%s%s[%c] %s", text, i > 0 ? "  " : "",
                               part->checked_at ? 'v' : ' ', words_name(members, part->user_id, part->name));
    }
    return text ? text : "";
}

static void print_by_template(struct cli *cli, const char *template, const struct doran_member_list *members,
                              const struct doran_mission_list *missions)
{
    for (size_t i = 0; i < missions->count; i++) {
        const struct doran_mission *mission = &missions->items[i];
        int64_t checked = 0;
        for (size_t k = 0; k < mission->parts.count; k++)
            checked += mission->parts.items[k].checked_at != 0;
        fprintf(cli->out, "%s\n",
                sentence_of(&cli->arena, template, {"title", mission->title},
                            {"id", cli_short_id(mission->id)}, {"month", mission->month},
                            {"parts", cli_mission_parts(cli, members, mission)},
                            {"state", words_completed(&cli->arena, mission, cli->now)},
                            {"checked", words_number(&cli->arena, checked)},
                            {"members", words_number(&cli->arena, (int64_t)mission->parts.count)},
                            {"author", words_name(members, mission->author_id, mission->author_name)}));
    }
}

static enum cli_exit print_missions(struct cli *cli, const struct doran_family *family,
                                    const struct doran_mission_list *missions)
{
    struct doran_member_page members = {0};
    struct doran_path path = cli_path(DORAN_PARAM_family, family->id);
    if (cli->json)
        return cli_json(cli, DORAN_TYPE_mission_page, &(struct doran_mission_page){.missions = *missions});
    if (!cli_read(cli, DORAN_R_member_list, &path, NULL, &members))
        return cli_failed(cli);
    const char *template = cli_value(cli, CLI_OPTION_template);
    if (template) {
        print_by_template(cli, template, &members.members, missions);
        return CLI_EXIT_ok;
    }
    struct cli_table table = {
        .columns = 5, .heads = {_("Id"), _("Mission"), _("Proposed"), _("State"), _("Who takes part")}};
    for (size_t i = 0; i < missions->count; i++) {
        const struct doran_mission *mission = &missions->items[i];
        if (!CLI_ROW(cli, &table, cli_short_id(mission->id), mission->title,
                     words_proposed(&cli->arena, &members.members, mission),
                     words_completed(&cli->arena, mission, cli->now),
                     cli_mission_parts(cli, &members.members, mission)))
            return cli_failed(cli);
    }
    cli_table_print(cli, &table, _("There is no mission yet. Propose one with: doran mission add"));
    return CLI_EXIT_ok;
}

enum cli_exit cli_mission_list(struct cli *cli)
{
    struct doran_family family = {0};
    struct doran_mission_list missions = {0};
    const char *first = NULL, *last = NULL;
    if (!cli_family(cli, &family) || !cli_month(cli, &family, cli_argument(cli, 0), &first) ||
        !cli_month(cli, &family, cli_argument(cli, 1) ? cli_argument(cli, 1) : first, &last))
        return cli_failed(cli);
    char month[DORAN_MONTH_LENGTH + 1];
    memcpy(month, last, sizeof month);
    /* The latest month first, as within a month. */
    for (int i = 0; i < MONTHS_MAX && strcmp(month, first) >= 0; i++) {
        const char *name = doran_arena_strdup(&cli->arena, month);
        if (!name || !read_month(cli, family.id, name, &missions))
            return cli_failed(cli);
        doran_month_add(name, -1, month);
        if (!strcmp(month, name)) /* There is none before it. */
            break;
    }
    return print_missions(cli, &family, &missions);
}

enum cli_exit cli_mission_months(struct cli *cli)
{
    struct doran_family family = {0};
    struct doran_mission_month_query query = {0};
    struct doran_mission_month_page page = {0};
    if (!cli_family(cli, &family) || !cli_number(cli, CLI_OPTION_limit, 1, DORAN_PAGE_MAX, &query.limit))
        return cli_failed(cli);
    struct doran_path path = cli_path(DORAN_PARAM_family, family.id);
    if (!cli_read(cli, DORAN_R_mission_month_list, &path, &query, &page))
        return cli_failed(cli);
    if (cli->json)
        return cli_json(cli, DORAN_TYPE_mission_month_page, &page);
    struct cli_table table = {
        .columns = 3, .heads = {_("Month"), _("Complete"), _("Proposed")}, .right = {false, true, true}};
    for (size_t i = 0; i < page.months.count; i++) {
        const struct doran_mission_month *month = &page.months.items[i];
        if (!CLI_ROW(cli, &table, month->month, words_number(&cli->arena, month->completed),
                     words_number(&cli->arena, month->total)))
            return cli_failed(cli);
    }
    cli_table_print(cli, &table, _("There is no mission yet. Propose one with: doran mission add"));
    return CLI_EXIT_ok;
}

void cli_print_dashboard(struct cli *cli, const struct doran_dashboard *board)
{
    fprintf(cli->out, "%s   %lld/%lld   %lld%%   %s\n", words_month(&cli->arena, board->month),
            (long long)board->completed, (long long)board->total, (long long)board->percent,
            words_dashboard(board->label));
}

enum cli_exit cli_mission_dashboard(struct cli *cli)
{
    struct doran_family family = {0};
    struct doran_dashboard_query query = {0};
    struct doran_dashboard board = {0};
    if (!cli_family(cli, &family) || !cli_month(cli, &family, cli_argument(cli, 0), &query.month))
        return cli_failed(cli);
    struct doran_path path = cli_path(DORAN_PARAM_family, family.id);
    if (!cli_read(cli, DORAN_R_dashboard, &path, &query, &board))
        return cli_failed(cli);
    if (cli->json)
        return cli_json(cli, DORAN_TYPE_dashboard, &board);
    const char *template = cli_value(cli, CLI_OPTION_template);
    if (template)
        fprintf(cli->out, "%s\n",
                sentence_of(&cli->arena, template, {"month", board.month},
                            {"completed", words_number(&cli->arena, board.completed)},
                            {"total", words_number(&cli->arena, board.total)},
                            {"percent", words_number(&cli->arena, board.percent)},
                            {"label", words_dashboard(board.label)},
                            {"badges", words_number(&cli->arena, board.badges)}));
    else
        cli_print_dashboard(cli, &board);
    return CLI_EXIT_ok;
}

/* --- proposing ------------------------------------------------------------------------------------------------ */

/* Those of the members that a text names, with commas between; all of them when it is NULL. */
static bool choose_participants(struct cli *cli, const struct doran_member_list *members, const char *text,
                                struct doran_mission_participant_list *out)
{
    for (size_t i = 0; !text && i < members->count && i < DORAN_FAMILY_MEMBERS_MAX; i++)
        out->items[out->count++] = (struct doran_mission_participant){.user_id = members->items[i].user_id};
    while (text && *text) {
        struct doran_member member = {0};
        size_t length = strcspn(text, ",");
        const char *name = doran_arena_strndup(&cli->arena, text, length);
        if (!name)
            return cli_refuse(cli, DORAN_ERROR_no_memory, NULL, NULL);
        if (out->count == DORAN_FAMILY_MEMBERS_MAX)
            return cli_refuse(cli, DORAN_ERROR_limit_reached, "participants", NULL);
        if (!cli_pick_member(cli, name, members, &member))
            return false;
        out->items[out->count++] = (struct doran_mission_participant){.user_id = member.user_id};
        text += length + (text[length] == ',');
    }
    return true;
}

enum cli_exit cli_mission_add(struct cli *cli)
{
    struct doran_family family = {0};
    struct doran_mission answer = {0};
    struct doran_mission_participant participants[DORAN_FAMILY_MEMBERS_MAX];
    struct doran_mission_create request = {.title = cli_argument(cli, 0), .participants = {participants, 0}};
    struct doran_member_page page = {0};
    if (!cli_family(cli, &family))
        return cli_failed(cli);
    struct doran_path path = cli_path(DORAN_PARAM_family, family.id);
    if (!cli_read(cli, DORAN_R_member_list, &path, NULL, &page) ||
        !choose_participants(cli, &page.members, cli_argument(cli, 1), &request.participants))
        return cli_failed(cli);
    enum cli_sent sent = cli_send(cli, DORAN_R_mission_create, &path, &request, &answer);
    if (sent != CLI_SENT)
        return cli_not_sent(cli, sent);
    if (cli->json)
        return cli_json(cli, DORAN_TYPE_mission, &answer);
    return cli_done(cli,
                    sentence_of(&cli->arena, _("The mission is proposed: {title}"), {"title", answer.title}));
}

/* --- checking ------------------------------------------------------------------------------------------------- */

/* The mission of a month that the first argument names. */
static bool pick_mission(struct cli *cli, const struct doran_family *family, struct doran_mission *out)
{
    struct doran_mission_list missions = {0};
    const char *month = NULL;
    if (!cli_month(cli, family, cli_value(cli, CLI_OPTION_month), &month) ||
        !read_month(cli, family->id, month, &missions))
        return false;
    struct cli_candidate *candidates =
        doran_arena_alloc(&cli->arena, (missions.count + 1) * sizeof *candidates);
    size_t index = 0;
    if (!candidates)
        return cli_refuse(cli, DORAN_ERROR_no_memory, NULL, NULL);
    for (size_t i = 0; i < missions.count; i++)
        candidates[i] = (struct cli_candidate){missions.items[i].id, {missions.items[i].title}};
    if (!cli_pick(cli, _("mission"), cli_argument(cli, 0), candidates, missions.count, &index))
        return false;
    *out = missions.items[index];
    return true;
}

static enum cli_exit mark(struct cli *cli, enum doran_route_id route, const char *sentence)
{
    struct doran_family family = {0};
    struct doran_mission mission = {0}, answer = {0};
    if (!cli_family(cli, &family) || !pick_mission(cli, &family, &mission))
        return cli_failed(cli);
    struct doran_path path = cli_family_path(family.id, DORAN_PARAM_mission, mission.id);
    enum cli_sent sent = cli_send(cli, route, &path, NULL, &answer);
    if (sent != CLI_SENT)
        return cli_not_sent(cli, sent);
    if (cli->json)
        return cli_json(cli, DORAN_TYPE_mission, &answer);
    const char *template =
        answer.completed_at && !mission.completed_at ? _("You did it together: {title}") : sentence;
    return cli_done(cli, sentence_of(&cli->arena, template, {"title", answer.title}));
}

enum cli_exit cli_mission_check(struct cli *cli)
{
    return mark(cli, DORAN_R_mission_check, _("Your part is checked: {title}"));
}

enum cli_exit cli_mission_uncheck(struct cli *cli)
{
    return mark(cli, DORAN_R_mission_uncheck, _("Your part is not checked any more: {title}"));
}

enum cli_exit cli_mission_rm(struct cli *cli)
{
    struct doran_family family = {0};
    struct doran_mission mission = {0};
    if (!cli_family(cli, &family) || !pick_mission(cli, &family, &mission))
        return cli_failed(cli);
    if (!cli_confirm(
            cli, sentence_of(&cli->arena, _("Take the mission \"{title}\" away?"), {"title", mission.title})))
        return cli_failed(cli);
    struct doran_path path = cli_family_path(family.id, DORAN_PARAM_mission, mission.id);
    enum cli_sent sent = cli_send(cli, DORAN_R_mission_delete, &path, NULL, NULL);
    if (sent != CLI_SENT)
        return cli_not_sent(cli, sent);
    return cli_done(
        cli, sentence_of(&cli->arena, _("The mission is taken away: {title}"), {"title", mission.title}));
}
