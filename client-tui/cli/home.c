/* home: the family's first screen as text. */
#include "client-tui/cli/call.h"
#include "client-tui/cli/event.h"
#include "client-tui/cli/mission.h"
#include "client-tui/cli/output.h"
#include "client-tui/cli/people.h"
#include "client-tui/cli/pick.h"
#include "client-tui/i18n.h"
#include "client-tui/state/sentence.h"
#include "client-tui/state/words.h"

static void print_title(struct cli *cli, const struct doran_home *home)
{
    const char *title = sentence_of(&cli->arena, _("Dorandoran - {family}"), {"family", home->family->title});
    const char *news = sentence_of(&cli->arena, _("{n} new"), {"n", words_number(&cli->arena, home->unread)});
    const char *connection = words_connection(cli->offline ? DORAN_OFFLINE : DORAN_CONNECTED);
    fprintf(cli->out, "%s   %s   %s\n\n", cli_bold(cli, title), news, cli_dim(cli, connection));
}

static bool print_members(struct cli *cli, const struct doran_home *home,
                          const struct doran_presence_list *presence)
{
    struct cli_table table = {.columns = 3, .heads = {_("Family nickname"), _("Mood"), _("Here")}};
    for (size_t i = 0; i < home->members.count; i++) {
        const struct doran_member *member = &home->members.items[i];
        if (!CLI_ROW(cli, &table, cli_member_name(cli, member),
                     words_mood_face(&cli->arena, member->mood, cli->emoji),
                     cli_presence(cli, presence, member->user_id)))
            return false;
    }
    cli_table_print(cli, &table, _("Nobody is here."));
    return true;
}

static bool print_invites(struct cli *cli, const struct doran_home *home)
{
    struct cli_table table = {.columns = 3, .heads = {_("Waiting invite"), _("To"), _("Stands")}};
    if (home->invites.count == 0)
        return true;
    for (size_t i = 0; i < home->invites.count; i++) {
        const struct doran_invite *invite = &home->invites.items[i];
        if (!CLI_ROW(cli, &table, invite->nickname,
                     invite->email ? invite->email : words_invite_kind(invite->kind),
                     words_left(&cli->arena, invite->expires_at, cli->now)))
            return false;
    }
    fputc('\n', cli->out);
    cli_table_print(cli, &table, "");
    return true;
}

static void print_missions(struct cli *cli, const struct doran_home *home)
{
    const struct doran_mission *mission = home->mission;
    if (home->dashboard) {
        fputc('\n', cli->out);
        cli_print_dashboard(cli, home->dashboard);
    }
    if (mission)
        fprintf(cli->out, "%s   %s   %s\n  %s\n", cli_bold(cli, mission->title),
                words_proposed(&cli->arena, &home->members, mission),
                cli_dim(cli, words_completed(&cli->arena, mission, cli->now)),
                cli_mission_parts(cli, &home->members, mission));
    for (size_t i = home->badges.count; i-- > 0;)
        if (home->badges.items[i].earned_at) {
            const struct doran_badge *badge = &home->badges.items[i];
            fprintf(cli->out, "%s\n",
                    sentence_of(&cli->arena, _("Badge: {badge} ({goal})"),
                                {"badge", words_badge(badge->name)},
                                {"goal", words_badge_goal(badge->name)}));
            break;
        }
}

/* "2026-11-30", of what recurs by the moon with its lunar day. */
static const char *when_of(struct cli *cli, const struct doran_home *home, const struct doran_coming *coming)
{
    const struct doran_event event = {.all_day = coming->all_day};
    const struct doran_occurrence occurrence = {
        .start = coming->start, .end = coming->end, .start_at = coming->start_at, .end_at = coming->end_at};
    const char *when = event_when(cli, home->family, &event, &occurrence);
    return coming->lunar ? sentence_of(&cli->arena, _("{date}, lunar {lunar}"), {"date", when},
                                       {"lunar", coming->lunar})
                         : when;
}

static bool print_coming(struct cli *cli, const struct doran_home *home)
{
    struct cli_table table = {.columns = 3, .heads = {_("Coming up"), _("Day"), _("Event")}};
    for (size_t i = 0; i < home->coming.count; i++) {
        const struct doran_coming *coming = &home->coming.items[i];
        const char *when = when_of(cli, home, coming);
        if (!CLI_ROW(cli, &table, when ? when : "", event_weekday(home->family, coming), coming->title))
            return false;
    }
    fputc('\n', cli->out);
    cli_table_print(cli, &table, _("Nothing in the next four weeks."));
    if (home->more_coming)
        cli_remark(cli, _("There is more in these days: doran event list --days 28"));
    return true;
}

static bool print_news(struct cli *cli, const struct doran_home *home)
{
    struct cli_table table = {.columns = 2, .heads = {_("When"), _("News")}};
    for (size_t i = 0; i < home->notifications.count; i++) {
        const struct doran_notification *one = &home->notifications.items[i];
        if (!CLI_ROW(cli, &table, words_ago(&cli->arena, one->created_at, cli->now),
                     words_notification(&cli->arena, one)))
            return false;
    }
    fputc('\n', cli->out);
    cli_table_print(cli, &table, _("There is no news."));
    return true;
}

enum cli_exit cli_home(struct cli *cli)
{
    struct doran_family family = {0};
    struct doran_home_query query = {0};
    struct doran_home home = {0};
    struct doran_presence_page presence = {0};
    if (!cli_family(cli, &family))
        return cli_failed(cli);
    struct doran_path path = cli_path(DORAN_PARAM_family, family.id);
    char day[DORAN_DATE_TEXT_MAX];
    query.day = doran_date_format(event_today(cli, &family), day);
    if (!cli_month(cli, &family, NULL, &query.month) || !cli_read(cli, DORAN_R_home, &path, &query, &home))
        return cli_failed(cli);
    if (cli->json)
        return cli_json(cli, DORAN_TYPE_home, &home);
    if (!cli_read(cli, DORAN_R_presence_list, &path, NULL, &presence))
        return cli_failed(cli);
    print_title(cli, &home);
    if (!print_members(cli, &home, &presence.presence))
        return cli_failed(cli);
    print_missions(cli, &home);
    if (!print_coming(cli, &home) || !print_invites(cli, &home) || !print_news(cli, &home))
        return cli_failed(cli);
    if (home.invitations > 0)
        fprintf(cli->out, "\n%s\n",
                sentence_of(&cli->arena,
                            doran_plural("{n} family invites you: doran invitation list",
                                         "{n} families invite you: doran invitation list",
                                         (unsigned long)home.invitations),
                            {"n", words_number(&cli->arena, home.invitations)}));
    return CLI_EXIT_ok;
}
