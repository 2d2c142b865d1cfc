/* whoami, account change, account delete, mood: oneself. */
#include "client-tui/cli/ask.h"
#include "client-tui/cli/call.h"
#include "client-tui/cli/login.h"
#include "client-tui/cli/output.h"
#include "client-tui/i18n.h"
#include "client-tui/state/sentence.h"
#include "client-tui/state/words.h"

#include <string.h>

enum cli_exit cli_whoami(struct cli *cli)
{
    struct doran_user user = {0};
    if (!cli_read(cli, DORAN_R_me, NULL, NULL, &user))
        return cli_failed(cli);
    if (cli->json)
        return cli_json(cli, DORAN_TYPE_user, &user);
    const char *mood = user.mood ? words_mood_face(&cli->arena, user.mood, cli->emoji) : _("none");
    const char *mood_age = user.mood_at ? words_ago(&cli->arena, user.mood_at, cli->now) : "";
    fprintf(cli->out, "%s  %s\n", cli_bold(cli, user.nickname), user.email);
    fprintf(cli->out, "%s %s  %s\n", _("Mood:"), mood, cli_dim(cli, mood_age));
    fprintf(cli->out, "%s %s\n", _("Here since:"), words_date(&cli->arena, user.created_at, cli->now));
    fprintf(cli->out, "%s %lld\n", _("Recovery codes left:"), (long long)user.recovery_codes_left);
    return CLI_EXIT_ok;
}

enum cli_exit cli_account_change(struct cli *cli)
{
    struct doran_profile_change request = {0};
    struct doran_user user = {0};
    int64_t avatar = 0;
    if (!cli_number(cli, CLI_OPTION_avatar, 1, DORAN_AVATARS, &avatar))
        return cli_failed(cli);
    if (avatar > 0)
        doran_set(&request, profile_change, avatar, avatar);
    if (cli_given(cli, CLI_OPTION_nickname))
        doran_set(&request, profile_change, nickname, cli_value(cli, CLI_OPTION_nickname));
    if (request.has == 0) {
        cli_refuse(cli, DORAN_ERROR_malformed, NULL,
                   _("What should change? Please give --nickname or --avatar."));
        return cli_failed(cli);
    }
    enum cli_sent sent = cli_send(cli, DORAN_R_profile_change, NULL, &request, &user);
    if (sent != CLI_SENT)
        return cli_not_sent(cli, sent);
    if (cli->json)
        return cli_json(cli, DORAN_TYPE_user, &user);
    cli_say(cli, sentence_of(&cli->arena, _("You are {nickname} now, with avatar {avatar}."),
                             {"nickname", user.nickname},
                             {"avatar", doran_arena_printf(&cli->arena, "%lld", (long long)user.avatar)}));
    return CLI_EXIT_ok;
}

enum cli_exit cli_account_delete(struct cli *cli)
{
    struct doran_password_proof request = {0};
    if (!cli_confirm(cli, _("Your account will be deleted for good.")) ||
        !cli_secret(cli, _("Password"), &request.password) ||
        !cli_call(cli, DORAN_R_account_delete, NULL, &request, NULL) || !cli_forget_device(cli))
        return cli_failed(cli);
    return cli_done(
        cli,
        _("Your account is deleted. What you made stays with your families, without your name. Farewell."));
}

static enum cli_exit show_mood(struct cli *cli)
{
    struct doran_user user = {0};
    if (!cli_read(cli, DORAN_R_me, NULL, NULL, &user))
        return cli_failed(cli);
    if (cli->json) {
        struct doran_mood_change mood = {.mood = user.mood};
        return cli_json(cli, DORAN_TYPE_mood_change, &mood);
    }
    cli_say(cli,
            user.mood ? words_mood_face(&cli->arena, user.mood, cli->emoji) : _("No mood is set today."));
    return CLI_EXIT_ok;
}

enum cli_exit cli_mood(struct cli *cli)
{
    struct doran_mood_change request = {0};
    struct doran_user user = {0};
    const char *wanted = cli_argument(cli, 0);
    if (!wanted)
        return show_mood(cli);
    request.mood = (enum doran_mood)doran_enum_value(DORAN_ENUM_mood, wanted);
    if (!request.mood && strcmp(wanted, "none") != 0) {
        cli_refuse(cli, DORAN_ERROR_invalid, "mood",
                   _("The moods are good, love, nice, sad, head, angry, sleepy, and none."));
        return cli_failed(cli);
    }
    enum cli_sent sent = cli_send(cli, DORAN_R_mood_change, NULL, &request, &user);
    if (sent != CLI_SENT)
        return cli_not_sent(cli, sent);
    if (cli->json)
        return cli_json(cli, DORAN_TYPE_user, &user);
    cli_say(cli, user.mood ? sentence_of(&cli->arena, _("Your family sees it: {mood}"),
                                         {"mood", words_mood_face(&cli->arena, user.mood, cli->emoji)})
                           : _("Your mood is taken away."));
    return CLI_EXIT_ok;
}
