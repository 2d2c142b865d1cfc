/* unsent.c: what this device has not sent yet: to change it, to try again, to give up. */
#include "client-tui/state/unsent.h"
#include "client-tui/i18n.h"
#include "client-tui/plain/rooms.h"
#include "client-tui/state/sentence.h"
#include "client-tui/state/words.h"

#include <stdio.h>
#include <string.h>

#define UNSENT_SHOWN 100

static void change(struct talk *talk, const struct doran_outbox_item *item)
{
    const struct unsent_field *fields[UNSENT_FIELDS_MAX];
    char texts[UNSENT_FIELDS_MAX][LINE_SIZE];
    const char *given[UNSENT_FIELDS_MAX] = {NULL};
    struct doran_error error = {0};
    size_t count = unsent_fields(item, fields);
    bool other = false;
    if (count == 0) {
        talk_say(talk, _("There is no text in it to change. It can be given up."));
        return;
    }
    for (size_t i = 0; i < count; i++) {
        if (!talk_ask_usual(talk, _(fields[i]->label), unsent_text(item, fields[i]), texts[i]))
            return;
        other = other || strcmp(texts[i], unsent_text(item, fields[i])) != 0;
        given[i] = texts[i];
    }
    if (!other && item->state != DORAN_OUTBOX_parked)
        return;
    if (!unsent_change(talk->state.replica, item, given, &error)) {
        talk_say(talk, unsent_refusal(&talk->arena, item, &error));
        return;
    }
    doran_client_wake(talk->state.client);
    talk_say(talk, _("Changed. It goes out when there is a connection."));
}

static void try_again(struct talk *talk, const struct doran_outbox_item *item)
{
    struct doran_error error = {0};
    if (item->state == DORAN_OUTBOX_parked &&
        !doran_replica_outbox_retry(talk->state.replica, item->operation, &error))
        talk_say(talk, unsent_refusal(&talk->arena, item, &error));
    else
        doran_client_wake(talk->state.client);
}

static void give_up(struct talk *talk, const struct doran_outbox_item *item)
{
    struct doran_error error = {0};
    if (!talk_confirm(talk, _("Give this up? It will never be sent."), _("Give up")))
        return;
    if (!doran_replica_outbox_drop(talk->state.replica, item->operation, &error))
        talk_say(talk, unsent_refusal(&talk->arena, item, &error));
    else
        talk_say(talk, _("It is given up, and what depends on it."));
}

static void about(struct talk *talk, const struct doran_outbox_item *item)
{
    static const struct {
        const char *label;
        void (*run)(struct talk *talk, const struct doran_outbox_item *item);
    } deeds[] = {{N_("Change it and send"), change}, {N_("Try again"), try_again}, {N_("Give up"), give_up}};
    const char *labels[sizeof deeds / sizeof *deeds] = {NULL};
    size_t count = sizeof deeds / sizeof *deeds;
    for (size_t i = 0; i < count; i++)
        labels[i] = _(deeds[i].label);
    if (item->state == DORAN_OUTBOX_parked)
        talk_say(talk, unsent_why(&talk->arena, item));
    size_t chosen = talk_choose(talk, unsent_line(talk->state.replica, &talk->arena, item), labels, count);
    if (chosen < count)
        deeds[chosen].run(talk, item);
}

void room_outbox(struct talk *talk)
{
    for (;;) {
        const char *labels[UNSENT_SHOWN] = {NULL};
        talk_news(talk);
        size_t count = talk->state.outbox.count < UNSENT_SHOWN ? talk->state.outbox.count : UNSENT_SHOWN;
        if (count == 0) {
            talk_say(talk, _("Everything is sent."));
            return;
        }
        for (size_t i = 0; i < count; i++) {
            const struct doran_outbox_item *item = &talk->state.outbox.items[i];
            const char *line = doran_arena_printf(&talk->arena, "%s, %s",
                                                  unsent_line(talk->state.replica, &talk->arena, item),
                                                  words_outbox_state(item->state));
            labels[i] = line ? line : words_route(item->route);
        }
        size_t chosen = talk_choose(talk, _("Not sent yet"), labels, count);
        if (chosen == TALK_BACK)
            return;
        if (chosen < count)
            about(talk, &talk->state.outbox.items[chosen]);
    }
}
