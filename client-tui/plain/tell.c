/* tell.c: what came in meanwhile, told between two prompts. */
#include "client-tui/i18n.h"
#include "client-tui/plain/talk.h"
#include "client-tui/state/refusal.h"
#include "client-tui/state/sentence.h"
#include "client-tui/state/unsent.h"
#include "client-tui/state/words.h"

#include <stdio.h>
#include <string.h>

#define HICCUP_MS 2000 /* A shorter interruption is nobody's news. */

static bool is_hiccup(const struct state *state)
{
    return state->connecting_since && (doran_time_monotonic() - state->connecting_since) / 1000 < HICCUP_MS;
}

static const char *connection_sentence(const struct talk *talk, enum doran_connection connection)
{
    static const char *const sentences[] = {
        [DORAN_OFFLINE] = N_("There is no connection now. What you hear is what is kept here."),
        [DORAN_CONNECTING] = N_("The connection is being made again."),
        [DORAN_CONNECTED] = N_("The connection is there."),
    };
    if (connection == DORAN_UNTRUSTED)
        return refusal_of(DORAN_ERROR_untrusted_server);
    bool whole =
        talk->simple && (size_t)connection < sizeof sentences / sizeof *sentences && sentences[connection];
    return whole ? _(sentences[connection]) : words_connection(connection);
}

static void tell_connection(struct talk *talk)
{
    enum doran_connection now = state_connection(&talk->state, NULL);
    now = now == DORAN_CATCHING_UP ? DORAN_CONNECTED : now;
    if (!talk->heard || now == talk->shown || now == DORAN_LOGGED_OUT || is_hiccup(&talk->state))
        return;
    talk->shown = now;
    talk_say(talk, connection_sentence(talk, now));
}

/* Oldest first, as they happened. */
static void tell_notifications(struct talk *talk)
{
    const struct doran_notification_list *list = &talk->state.notifications;
    doran_time newest = talk->told;
    for (size_t i = list->count; i-- > 0;) {
        const struct doran_notification *item = &list->items[i];
        if (item->created_at <= talk->told)
            continue;
        newest = item->created_at > newest ? item->created_at : newest;
        bool news = talk->kept && !item->read_at;
        talk->rings = talk->rings || news;
        if (news)
            talk_say(talk, sentence_of(&talk->arena, _("News: {sentence}"),
                                       {"sentence", words_notification(&talk->arena, item)}));
    }
    talk->told = newest;
}

static void tell_approval(struct talk *talk)
{
    const struct doran_approval_list *list = &talk->state.approvals;
    if (list->count == 0 || list->items[0].expires_at <= talk->state.now ||
        strcmp(talk->approval, list->items[0].id) == 0)
        return;
    snprintf(talk->approval, sizeof talk->approval, "%s", list->items[0].id);
    talk_say(talk, sentence_of(&talk->arena, _("{device} asks to be let into your account. See: My devices."),
                               {"device", list->items[0].device}));
}

/* What the server would not take, told once. */
static void tell_parked(struct talk *talk)
{
    size_t parked = 0;
    for (size_t i = 0; i < talk->state.outbox.count; i++) {
        const struct doran_outbox_item *item = &talk->state.outbox.items[i];
        if (item->state != DORAN_OUTBOX_parked || ++parked <= talk->parked)
            continue;
        talk_say(talk, sentence_of(&talk->arena, _("Not accepted: {what}. {why} See: Not sent yet."),
                                   {"what", unsent_line(talk->state.replica, &talk->arena, item)},
                                   {"why", unsent_why(&talk->arena, item)}));
    }
    talk->parked = parked;
}

/* What became due since one looked last; what was due before is told with the calendar. */
static void tell_reminders(struct talk *talk)
{
    struct reminder_due due[REMINDERS_MAX];
    size_t count = reminders_new(&talk->state, &talk->reminded, due, &talk->arena);
    for (size_t i = 0; i < count; i++)
        talk_say(talk, sentence_of(&talk->arena, _("Reminder: {title}, {when}"), {"title", due[i].title},
                                   {"when", due[i].when}));
    talk->rings = talk->rings || count > 0;
}

/* Without a sound nobody who looks away knows that there is something to read. */
static void ring(struct talk *talk)
{
    if (talk->rings && talk->terminal && settings_is(&talk->settings, SETTING_sound, "yes"))
        putchar('\a');
    talk->rings = false;
}

/* Asks for what the server has to say to whoever comes home; not being told does no harm. */
static void ask_welcome(struct talk *talk)
{
    struct doran_error error;
    bool connected = talk->state.client && talk->state.connection == DORAN_CONNECTED;
    if (connected && !talk->welcomed)
        talk->welcome_call = doran_client_submit(talk->state.client, DORAN_R_welcome, NULL, NULL, &error);
    talk->welcomed = connected;
}

void talk_trouble(struct talk *talk)
{
    if (talk->trouble.code != DORAN_ERROR_none)
        talk_refuse(talk, &talk->trouble, DORAN_TYPE_empty);
    doran_error_clear(&talk->trouble);
}

void talk_news(struct talk *talk)
{
    doran_arena_deinit(&talk->arena);
    talk_take_events(talk);
    talk_trouble(talk);
    if (!state_inside(&talk->state))
        return;
    state_reload(&talk->state); /* The clock moves on, too. */
    ask_welcome(talk);
    if (talk->state.client)
        tell_connection(talk);
    if (!talk->state.ready)
        return;
    tell_notifications(talk);
    tell_approval(talk);
    tell_parked(talk);
    tell_reminders(talk);
    ring(talk);
    talk->kept = true;
}
