/* invite.c: inviting, the invites that wait, and answering one's own. */
#include "client-tui/i18n.h"
#include "client-tui/plain/rooms.h"
#include "client-tui/prompt/qr.h"
#include "client-tui/state/sentence.h"
#include "client-tui/state/words.h"
#include "client-tui/term/clipboard.h"

#include <stdio.h>
#include <string.h>

/* --- the family's invites --- */

static void show_qr(struct talk *talk, const char *link, const char *message)
{
    (void)message;
    if (!qr_print(stdout, link, talk->terminal && talk->emoji))
        talk_say(talk, _("No QR code could be made."));
}

static void copy(struct talk *talk, const char *link, const char *message)
{
    (void)link;
    char sequence[CLIPBOARD_SEQUENCE_MAX];
    if (clipboard_sequence(message, sequence) == 0)
        return;
    fputs(sequence, stdout);
    talk_say(talk, _("Copied, if your terminal allows it."));
}

/* A code as a picture is nothing for who hears the screen, so it is asked for. */
static void offer(struct talk *talk, const char *link, const char *message)
{
    const char *labels[3] = {NULL};
    void (*deeds[2])(struct talk *, const char *, const char *) = {NULL};
    size_t count = 0, chosen;
    if (link && !talk->simple) {
        labels[count] = _("Show it as a QR code");
        deeds[count++] = show_qr;
    }
    if (talk->copies) {
        labels[count] = _("Copy it");
        deeds[count++] = copy;
    }
    labels[count] = _("Done");
    while (count > 0 && (chosen = talk_choose(talk, NULL, labels, count + 1)) != TALK_BACK && chosen != count)
        if (chosen < count)
            deeds[chosen](talk, link, message);
}

static void tell_sent(struct talk *talk, const struct doran_invite_sent *sent)
{
    if (!sent->code) {
        talk_say(talk, words_invite_sent());
        return;
    }
    const char *message = words_invite_message(&talk->arena, talk->state.family.title, sent->invite->nickname,
                                               sent->link ? sent->link : "", sent->code);
    talk_say(talk, _("Hand this on; it is shown only now."));
    talk_say(talk, message);
    offer(talk, sent->link, message);
}

void room_invite(struct talk *talk)
{
    char nickname[LINE_SIZE], email[LINE_SIZE];
    struct doran_invite_sent sent = {0};
    struct doran_invite_create request = {.nickname = nickname};
    struct doran_path path = talk_path(DORAN_PARAM_family, talk->state.family.id);
    if (!talk_ask(talk, _("What they are called here"), _("1 to 8 characters"), nickname))
        return;
    if (talk_ask(talk, _("E-mail"), _("Empty: a code that you hand over yourself"), email))
        request.email = email;
    if (talk_ends(talk))
        return;
    /* A code is shown once, so it needs its answer now; an e-mail may wait in the outbox. */
    if (request.email && talk->state.connection != DORAN_CONNECTED)
        talk_enqueue(talk, DORAN_R_invite_create, &path, &request);
    else if (talk_call(talk, DORAN_R_invite_create, &path, &request, &sent))
        tell_sent(talk, &sent);
}

static void about_invite(struct talk *talk, const struct doran_invite *invite)
{
    const char *labels[] = {_("Send again"), _("Take back")};
    struct doran_path path = talk_path_family(talk, DORAN_PARAM_invite, invite->id);
    struct doran_invite_sent sent = {0};
    size_t chosen = talk_choose(talk, invite->nickname, labels, 2);
    if (chosen == 0) {
        bool go =
            invite->kind != DORAN_invite_kind_code ||
            talk_confirm(talk,
                         _("Make a new code for this invite? The one that was handed over opens nothing "
                           "any more."),
                         _("New code"));
        if (go && talk_call(talk, DORAN_R_invite_resend, &path, NULL, &sent))
            tell_sent(talk, &sent);
    } else if (chosen == 1 &&
               talk_confirm(talk,
                            sentence_of(&talk->arena, _("Take back the invite for {name}?"),
                                        {"name", invite->nickname}),
                            _("Take back")) &&
               talk_enqueue(talk, DORAN_R_invite_withdraw, &path, NULL)) {
        talk_say(talk, _("The invite is taken back."));
    }
}

static const char *invite_line(struct talk *talk, const struct doran_invite *invite)
{
    const char *state = sentence_of(&talk->arena, _("{state}, {left}"),
                                    {"state", state_is_unsent(&talk->state, DORAN_R_invite_create, invite->id)
                                                  ? _("not sent yet")
                                                  : words_invite_state(invite->state)},
                                    {"left", words_left(&talk->arena, invite->expires_at, talk->state.now)});
    const char *line =
        doran_arena_printf(&talk->arena, "%s, %s, %s", invite->nickname,
                           invite->email ? invite->email : words_invite_kind(invite->kind), state);
    return line ? line : invite->nickname;
}

void room_invites(struct talk *talk)
{
    for (;;) {
        const char *labels[DORAN_FAMILY_INVITES_MAX] = {NULL};
        talk_news(talk);
        size_t count = talk->state.invites.count;
        count = count < DORAN_FAMILY_INVITES_MAX ? count : DORAN_FAMILY_INVITES_MAX;
        if (count == 0) {
            talk_say(talk, _("No invite waits."));
            return;
        }
        for (size_t i = 0; i < count; i++)
            labels[i] = invite_line(talk, &talk->state.invites.items[i]);
        size_t chosen = talk_choose(talk, _("Invites that wait"), labels, count);
        if (chosen == TALK_BACK)
            return;
        if (chosen < count)
            about_invite(talk, &talk->state.invites.items[chosen]);
    }
}

/* --- one's own invitations --- */

static void answer(struct talk *talk, const struct doran_invitation *invitation)
{
    const char *labels[] = {_("Accept"), _("Decline"), _("Later")};
    struct doran_path path = talk_path(DORAN_PARAM_invite, invitation->id);
    struct doran_membership membership = {0};
    const char *question =
        sentence_of(&talk->arena, _("{who} invites you to {family}. You will be called {nickname} there."),
                    {"who", invitation->inviter_nickname}, {"family", invitation->family_title},
                    {"nickname", invitation->nickname});
    size_t chosen = talk_choose(talk, question, labels, 3);
    if (chosen == 0 && talk_call(talk, DORAN_R_invitation_accept, &path, NULL, &membership)) {
        state_choose_family(&talk->state, membership.family_id);
        talk_say(talk, _("You are in. Welcome!"));
    } else if (chosen == 1 &&
               talk_confirm(talk, _("Decline this invitation? Nobody is told."), _("Decline")) &&
               talk_enqueue(talk, DORAN_R_invitation_decline, &path, NULL)) {
        talk_say(talk, _("You declined. Nobody is told."));
    }
}

void room_invitations(struct talk *talk)
{
    const char *labels[DORAN_FAMILY_INVITES_MAX] = {NULL};
    talk_news(talk);
    size_t count = talk->state.invitations.count;
    count = count < DORAN_FAMILY_INVITES_MAX ? count : DORAN_FAMILY_INVITES_MAX;
    if (count == 0) {
        talk_say(talk, _("No invitation waits for you."));
        return;
    }
    for (size_t i = 0; i < count; i++)
        labels[i] = words_invitation(&talk->arena, &talk->state.invitations.items[i]);
    size_t chosen = count == 1 ? 0 : talk_choose(talk, _("Invitations"), labels, count);
    if (chosen < count)
        answer(talk, &talk->state.invitations.items[chosen]);
}
