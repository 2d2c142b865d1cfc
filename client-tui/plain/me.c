/* me.c: one's profile, password, recovery codes, leaving this device, and the end of the account. */
#include "client-tui/i18n.h"
#include "client-tui/plain/rooms.h"
#include "client-tui/state/sentence.h"
#include "client-tui/state/words.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- the profile --- */

static void nickname(struct talk *talk)
{
    char text[LINE_SIZE];
    struct doran_profile_change request = {0};
    const char *now = talk->state.user.nickname ? talk->state.user.nickname : "";
    if (!talk_ask_usual(talk, _("Profile nickname"), now, text) || strcmp(text, now) == 0)
        return;
    doran_set(&request, profile_change, nickname, text);
    talk_enqueue(talk, DORAN_R_profile_change, NULL, &request);
}

static void avatar(struct talk *talk)
{
    const char *labels[DORAN_AVATARS];
    struct doran_profile_change request = {0};
    for (int64_t i = 0; i < DORAN_AVATARS; i++)
        labels[i] = words_avatar(i + 1);
    size_t chosen = talk_choose(talk, _("Choose a picture"), labels, DORAN_AVATARS);
    if (chosen >= DORAN_AVATARS)
        return;
    doran_set(&request, profile_change, avatar, (int64_t)chosen + 1);
    talk_enqueue(talk, DORAN_R_profile_change, NULL, &request);
}

static void tell_profile(struct talk *talk)
{
    const struct doran_user *user = &talk->state.user;
    if (!talk->state.ready) {
        talk_say(talk, _("Your profile comes as soon as there is a connection."));
        return;
    }
    const char *left = doran_arena_printf(&talk->arena, "%d", (int)user->recovery_codes_left);
    talk_say(talk, user->nickname);
    talk_say(talk, user->email);
    if (user->mood)
        talk_say(talk, talk_mood(talk, user->mood));
    talk_say(talk, sentence_of(&talk->arena, _("Picture: {what}"), {"what", words_avatar(user->avatar)}));
    talk_say(talk, sentence_of(&talk->arena, _("{n} recovery codes left"), {"n", left}));
}

static void profile(struct talk *talk)
{
    static const struct talk_item items[] = {
        {N_("My nickname"), nickname}, {N_("Choose a picture"), avatar}, {N_("Mood"), room_mood}};
    static const struct talk_menu menu = TALK_MENU(N_("My profile"), items);
    do {
        talk_news(talk);
        tell_profile(talk);
    } while (talk_menu(talk, &menu));
}

/* --- secrets --- */

static void password(struct talk *talk)
{
    char current[LINE_SIZE], new[LINE_SIZE];
    struct doran_password_change request = {.current = current, .password = new};
    talk_say(talk, _("All your other devices are logged out."));
    if (talk_ask_secret(talk, _("Present password"), NULL, current) && room_new_password(talk, new) &&
        talk_call(talk, DORAN_R_password_change, NULL, &request, NULL))
        talk_say(talk, _("The password is changed. All other devices are logged out."));
    explicit_bzero(current, sizeof current);
    explicit_bzero(new, sizeof new);
}

static void recovery_codes(struct talk *talk)
{
    char current[LINE_SIZE];
    struct doran_password_proof request = {.password = current};
    struct doran_recovery_codes codes = {0};
    talk_say(talk, _("Eight new codes are made and shown once. The old ones open nothing any more."));
    bool good = talk_ask_secret(talk, _("Password"), NULL, current) &&
                talk_call(talk, DORAN_R_recovery_renew, NULL, &request, &codes);
    explicit_bzero(current, sizeof current);
    if (good)
        room_codes(talk, &codes.codes);
}

/* --- leaving --- */

static void log_out(struct talk *talk)
{
    struct doran_error error = {0};
    size_t unsent = state_unsent(&talk->state);
    const char *count = doran_arena_printf(&talk->arena, "%zu", unsent);
    const char *question = _("Log this device out? What it keeps is wiped; everything stays on the server.");
    if (unsent > 0)
        question = sentence_of(
            &talk->arena,
            doran_plural("{n} thing you did here is not sent yet and would be lost. Log out all the same?",
                         "{n} things you did here are not sent yet and would be lost. Log out all the same?",
                         (unsigned long)unsent),
            {"n", count});
    if (!talk_confirm(talk, question, _("Log out")) || !talk->state.client)
        return;
    bool good = talk_call_on(talk, talk->state.client, DORAN_R_logout, NULL, NULL, NULL, &error);
    if (good || error.code == DORAN_ERROR_unauthorized)
        room_logged_out(talk, _("This device is logged out, and what it kept is wiped."));
    else
        talk_refuse(talk, &error, DORAN_TYPE_empty);
}

static bool is_own_email(const struct talk *talk, const char *typed)
{
    const char *email = talk->state.user.email;
    char *key = doran_text_key(typed), *own = doran_text_key(email ? email : "");
    bool same = key && own && own[0] && strcmp(key, own) == 0;
    free(key);
    free(own);
    return same;
}

static void delete_account(struct talk *talk)
{
    char email[LINE_SIZE], current[LINE_SIZE];
    struct doran_error error = {0};
    struct doran_password_proof request = {.password = current};
    talk_say(talk,
             _("This cannot be undone. What you made stays with your families, without your name. Where "
               "you are the host, hand over or delete the family first."));
    if (!talk_ask(talk, _("Your e-mail, to be sure"), _("As you log in with it"), email))
        return;
    if (!is_own_email(talk, email)) {
        talk_say(talk, _("This is not the e-mail of your account."));
        return;
    }
    if (!talk_ask_secret(talk, _("Password"), NULL, current) || !talk->state.client)
        return;
    bool good = talk_call_on(talk, talk->state.client, DORAN_R_account_delete, NULL, &request, NULL, &error);
    explicit_bzero(current, sizeof current);
    if (good)
        room_logged_out(talk, _("Your account is deleted. Farewell."));
    else
        talk_refuse(talk, &error, DORAN_TYPE_password_proof);
}

void room_me(struct talk *talk)
{
    static const struct talk_item items[] = {{N_("My profile"), profile},
                                             {N_("My devices"), room_devices},
                                             {N_("Password"), password},
                                             {N_("Recovery codes"), recovery_codes},
                                             {N_("Settings"), room_settings},
                                             {N_("Log out"), log_out},
                                             {N_("Delete my account"), delete_account}};
    static const struct talk_menu menu = TALK_MENU(N_("You and this device"), items);
    do
        talk_news(talk);
    while (state_inside(&talk->state) && talk_menu(talk, &menu));
}
