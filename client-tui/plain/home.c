/* home.c: the family's first screen in sentences, and what can be done from there; and the five choices of the simple
 * form. */
#include "client-tui/i18n.h"
#include "client-tui/plain/plain.h"
#include "client-tui/plain/rooms.h"
#include "client-tui/state/greeting.h"
#include "client-tui/state/language.h"
#include "client-tui/state/sentence.h"
#include "client-tui/state/settings.h"
#include "client-tui/state/words.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* --- mood --- */

void room_mood(struct talk *talk)
{
    const char *labels[DORAN_mood_COUNT] = {NULL};
    struct doran_mood_change request = {0};
    size_t count = 0;
    for (int mood = 1; mood < DORAN_mood_COUNT; mood++)
        labels[count++] = talk_mood(talk, (enum doran_mood)mood);
    labels[count++] = _("No mood");
    size_t chosen = talk_choose(talk, _("How do you feel today?"), labels, count);
    if (chosen >= count)
        return;
    enum doran_mood mood = chosen + 1 < count ? (enum doran_mood)(chosen + 1) : DORAN_mood_none;
    doran_set(&request, mood_change, mood, mood);
    if (talk_enqueue(talk, DORAN_R_mood_change, NULL, &request))
        talk_say(talk,
                 mood ? sentence_of(&talk->arena, _("Your mood today: {mood}"), {"mood", words_mood(mood)})
                      : _("Your mood is not shown any more."));
}

/* --- what is said on the way in --- */

static void tell_counts(struct talk *talk, int64_t unread, size_t unsent)
{
    if (unread > 0)
        talk_say(talk, sentence_of(&talk->arena, _("Unread news: {count}"),
                                   {"count", words_number(&talk->arena, unread)}));
    if (unsent > 0)
        talk_say(talk, sentence_of(&talk->arena, _("Not sent yet: {count}"),
                                   {"count", words_number(&talk->arena, (int64_t)unsent)}));
}

/* The same in whole sentences. */
static void tell_counts_simply(struct talk *talk, int64_t unread, size_t unsent)
{
    if (unread > 0)
        talk_say(talk, sentence_of(&talk->arena,
                                   doran_plural("There is {count} thing that you have not heard yet.",
                                                "There are {count} things that you have not heard yet.",
                                                (unsigned long)unread),
                                   {"count", words_number(&talk->arena, unread)}));
    if (unsent > 0)
        talk_say(talk, _("What you did last is not sent yet. It goes out by itself."));
}

static void tell_waiting(struct talk *talk)
{
    const struct state *state = &talk->state;
    for (size_t i = 0; i < state->invitations.count; i++)
        talk_say(talk, words_invitation(&talk->arena, &state->invitations.items[i]));
    (talk->simple ? tell_counts_simply : tell_counts)(talk, state->unread, state_unsent(state));
}

static void tell_family(struct talk *talk)
{
    const char *title = talk->state.family.title;
    talk_say(talk,
             talk->simple ? sentence_of(&talk->arena, _("Welcome to {family}."), {"family", title}) : title);
    talk_say(talk, greeting_of_today(&talk->state));
    room_tell_members(talk);
    room_tell_missions(talk);
    room_tell_coming(talk);
    room_tell_badge(talk);
}

static void tell_home(struct talk *talk)
{
    if (!talk->state.ready) {
        talk_say(talk, _("There is no connection to the server yet. As soon as there is one, your family "
                         "appears here by itself."));
        return;
    }
    if (talk->state.family.id)
        tell_family(talk);
    else
        talk_say(talk, _("You are in no family yet."));
    tell_waiting(talk);
}

static void leave(struct talk *talk)
{
    if (talk->state.tour) {
        state_close(&talk->state, false);
        talk_say(talk, _("That was the look around."));
        talk->over = talk->device.tour;
        return;
    }
    talk->over = talk->leaves = true;
}

/* However it ends, the input's end too: what was done last is not left lying. */
static void part(struct talk *talk)
{
    talk_farewell(talk);
    if (talk->leaves)
        talk_say(talk, _("Goodbye."));
}

/* --- the menus --- */

static void read_home(struct talk *talk)
{
    if (!talk->state.ready)
        talk_fill(talk);
    talk_news(talk);
    tell_home(talk);
}

static const struct talk_item family_items[] = {
    {N_("Read the home"), read_home},
    {N_("Family"), room_family},
    {N_("Mood"), room_mood},
    {N_("News"), room_news},
    {N_("Invitations"), room_invitations},
    {N_("Families"), room_families},
    {N_("Calendar"), room_calendar},
    {N_("You and this device"), room_me},
    {N_("Not sent yet"), room_outbox},
    {N_("Help"), room_help},
    {N_("Missions"), room_missions},
    {N_("Quit"), leave},
};
static const struct talk_menu family_menu = TALK_MENU(N_("Home"), family_items);

static const struct talk_item start_items[] = {
    {N_("Make our family's place"), room_family_new},
    {N_("I have a join code"), room_join},
    {N_("See my invitations"), room_invitations},
    {N_("News"), room_news},
    {N_("Bring a family back"), room_families},
    {N_("Mood"), room_mood},
    {N_("You and this device"), room_me},
    {N_("Not sent yet"), room_outbox},
    {N_("Help"), room_help},
    {N_("Quit"), leave},
};
static const struct talk_menu start_menu = TALK_MENU(N_("No family yet"), start_items);

/* 0 at the first menu leaves, after a question: one digit too many should not end it. */
static void leave_asked(struct talk *talk)
{
    if (!talk_ends(talk) && state_inside(&talk->state) &&
        talk_confirm(talk, _("Quit Dorandoran?"), _("Quit")))
        leave(talk);
}

void room_home(struct talk *talk)
{
    read_home(talk);
    while (!talk_ends(talk) && state_inside(&talk->state)) {
        talk_news(talk);
        room_notice(talk);
        if (!talk_menu(talk, talk->state.family.id ? &family_menu : &start_menu))
            leave_asked(talk);
    }
}

static void simple_family(struct talk *talk)
{
    if (talk->state.family.id)
        room_tell_members(talk);
    else
        talk_say(talk, _("You are in no family yet. As soon as somebody invites you, it is told here."));
}

/* What is asked for most comes first; the rest stands behind "More". An invitation that waits goes before the day's plans: it is
 * answered once. */
static const struct talk_item waiting_items[] = {{N_("Hear the news"), room_news},
                                                 {N_("See the family"), simple_family},
                                                 {N_("Tell today's mood"), room_mood},
                                                 {N_("Answer an invitation"), room_invitations},
                                                 {N_("Hear today's plans"), room_today},
                                                 {N_("See this month's missions"), room_simple_missions},
                                                 {N_("Finish"), leave}};
static const struct talk_menu waiting_menu = TALK_MENU(N_("What would you like to do?"), waiting_items);
static const struct talk_item simple_items[] = {{N_("Hear the news"), room_news},
                                                {N_("See the family"), simple_family},
                                                {N_("Tell today's mood"), room_mood},
                                                {N_("Hear today's plans"), room_today},
                                                {N_("See this month's missions"), room_simple_missions},
                                                {N_("Finish"), leave}};
static const struct talk_menu simple_menu = TALK_MENU(N_("What would you like to do?"), simple_items);

void room_simple(struct talk *talk)
{
    read_home(talk);
    while (!talk_ends(talk) && state_inside(&talk->state)) {
        talk_news(talk);
        room_notice(talk);
        bool waiting = talk->state.invitations.count > 0 || !talk->state.family.id;
        if (!talk_menu(talk, waiting ? &waiting_menu : &simple_menu))
            leave_asked(talk);
    }
}

/* --- the whole run --- */

/* A token goes to the server that gave it and to no other. */
static void take_account(struct talk *talk, struct doran_account *account)
{
    const char *server = talk->device.server;
    if (server && strcmp(server, account->server) != 0) {
        explicit_bzero(account->token, sizeof account->token);
        account->pin[0] = '\0';
        snprintf(account->server, sizeof account->server, "%s", server);
    }
    talk->known = *account;
    explicit_bzero(talk->known.token, sizeof talk->known.token);
}

static void open_account(struct talk *talk)
{
    struct doran_account account = {0};
    struct doran_error error = {0};
    if (doran_account_load(talk->device.profile, &account, &error))
        take_account(talk, &account);
    else if (error.code != DORAN_ERROR_not_found)
        talk_refuse(talk, &error, DORAN_TYPE_empty);
    if (account.token[0] && !state_open(&talk->state, &account, &talk->device, &error))
        talk_refuse(talk, &error, DORAN_TYPE_empty);
    explicit_bzero(account.token, sizeof account.token);
}

static void load_settings(struct talk *talk)
{
    struct settings_error mistake;
    bool good = settings_load(&talk->settings, talk->device.profile, &mistake);
    room_apply_settings(talk);
    if (!good)
        talk_say(talk, mistake.sentence);
}

/* Everything is closed: now it may do what it would have done at once, so that whoever waits sees why it ended. */
static void end_by_signal(int number)
{
    sigset_t one;
    if (number == 0)
        return;
    sigemptyset(&one);
    sigaddset(&one, number);
    signal(number, SIG_DFL);
    raise(number);
    sigprocmask(SIG_UNBLOCK, &one, NULL);
}

static int run(const struct device *device, bool simple)
{
    if (isatty(STDOUT_FILENO) && i18n_other_encoding()) {
        i18n_tell_encoding(stderr);
        return 1;
    }
    struct talk *talk = calloc(1, sizeof *talk);
    if (!talk)
        return 1;
    *talk = (struct talk){.device = *device,
                          .simple = simple,
                          .terminal = isatty(STDIN_FILENO) && isatty(STDOUT_FILENO),
                          .shown = DORAN_CONNECTED};
    line_init(&talk->line, STDIN_FILENO);
    state_init(&talk->state);
    talk->asked_language = device->language;
    talk->over = !talk_signals_open(talk);
    load_settings(talk);
    if (talk->device.tour)
        room_tour(talk);
    else
        open_account(talk);
    while (!talk->over) {
        room_entrance(talk);
        if (state_inside(&talk->state))
            (simple ? room_simple : room_home)(talk);
        if (talk->logged_out)
            room_logged_out(talk, NULL);
    }
    part(talk);
    bool good = fflush(stdout) == 0 && !ferror(stdout);
    int status = good ? 0 : 1, signal_number = talk->ended_by;
    line_forget(&talk->line);
    close(talk->signals);
    explicit_bzero(&talk->known, sizeof talk->known);
    calendar_undo_free(talk->undo);
    state_deinit(&talk->state);
    doran_arena_deinit(&talk->arena);
    free(talk);
    end_by_signal(signal_number);
    return status;
}

int plain_run(const struct device *device)
{
    return run(device, false);
}

int plain_run_simple(const struct device *device)
{
    return run(device, true);
}
