/* device.c: one's devices, and letting a new one in. */
#include "client-tui/i18n.h"
#include "client-tui/plain/rooms.h"
#include "client-tui/state/sentence.h"
#include "client-tui/state/words.h"

#include <string.h>

#define DIGITS 6

/* --- a new device --- */

static void let_in(struct talk *talk, const struct doran_approval *approval)
{
    char text[LINE_SIZE], digits[DIGITS + 1] = "";
    size_t count = 0;
    struct doran_approval_answer request = {.code = digits};
    struct doran_path path = talk_path(DORAN_PARAM_approval, approval->id);
    talk_say(talk, _("Only if it is you who sits there: who is let in sees everything of yours."));
    if (!talk_ask(talk, _("The six digits"), _("As the new device shows them"), text))
        return;
    for (const char *at = text; *at && count < DIGITS; at++)
        if (*at >= '0' && *at <= '9')
            digits[count++] = *at;
    if (count < DIGITS)
        talk_say(talk, _("Please type all six digits."));
    else if (talk_call(talk, DORAN_R_approval_accept, &path, &request, NULL))
        talk_say(talk, _("The new device is in."));
}

static void about_approval(struct talk *talk, const struct doran_approval *approval)
{
    const char *labels[] = {_("Let in"), _("Turn it away"), _("Later")};
    struct doran_path path = talk_path(DORAN_PARAM_approval, approval->id);
    size_t chosen = talk_choose(
        talk, sentence_of(&talk->arena, _("{device} asks to be let in"), {"device", approval->device}),
        labels, 3);
    if (chosen == 0)
        let_in(talk, approval);
    else if (chosen == 1 && talk_call(talk, DORAN_R_approval_refuse, &path, NULL, NULL))
        talk_say(talk, _("The device is turned away."));
}

/* --- those that are in --- */

static void log_out_device(struct talk *talk, const struct doran_session *session, const char *current)
{
    struct doran_path path = talk_path(DORAN_PARAM_session, session->id);
    if (strcmp(session->id, current) == 0)
        talk_say(talk, _("This is the device you sit at: choose to log out instead."));
    else if (talk_confirm(
                 talk,
                 sentence_of(&talk->arena,
                             _("Log {device} out? It forgets what it keeps and has to log in again."),
                             {"device", session->name}),
                 _("Log it out")) &&
             talk_call(talk, DORAN_R_session_end, &path, NULL, NULL))
        talk_say(talk, _("The device is logged out."));
}

static const char *session_line(struct talk *talk, const struct doran_session *session, const char *current)
{
    const char *used = sentence_of(&talk->arena, _("last used {when}"),
                                   {"when", words_ago(&talk->arena, session->last_used_at, talk->state.now)});
    const char *line = doran_arena_printf(&talk->arena, "%s, %s", session->name,
                                          strcmp(session->id, current) == 0 ? _("this device") : used);
    return line ? line : session->name;
}

void room_devices(struct talk *talk)
{
    for (;;) {
        const char *labels[DORAN_USER_APPROVALS_MAX + DORAN_USER_SESSIONS_MAX] = {NULL};
        struct doran_session_page page = {0};
        talk_news(talk);
        const struct doran_approval_list *asking = &talk->state.approvals;
        size_t first = asking->count < DORAN_USER_APPROVALS_MAX ? asking->count : DORAN_USER_APPROVALS_MAX;
        if (!talk_call(talk, DORAN_R_session_list, NULL, NULL, &page))
            return;
        for (size_t i = 0; i < first; i++)
            labels[i] = sentence_of(&talk->arena, _("{device} asks to be let in"),
                                    {"device", asking->items[i].device});
        size_t count = first;
        for (size_t i = 0; i < page.sessions.count && i < DORAN_USER_SESSIONS_MAX; i++)
            labels[count++] = session_line(talk, &page.sessions.items[i], page.current);
        talk_say(talk, _("To add one: on the new device choose that you have an account, then to be let in "
                         "by your other device."));
        size_t chosen = talk_choose(talk, _("My devices"), labels, count);
        if (chosen == TALK_BACK)
            return;
        if (chosen < first)
            about_approval(talk, &asking->items[chosen]);
        else if (chosen < count)
            log_out_device(talk, &page.sessions.items[chosen - first], page.current);
    }
}
