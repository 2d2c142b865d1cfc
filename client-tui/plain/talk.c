#include "client-tui/plain/talk.h"

#include "client-tui/i18n.h"
#include "client-tui/prompt/hush.h"
#include "client-tui/state/refusal.h"
#include "client-tui/state/sentence.h"
#include "client-tui/state/words.h"

#include <doran/moods.h>

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SYNC_MS 15000 /* Ends at once when the server cannot be reached. */
#define MENU_MAX 16
#define ESCAPE '\033'

void talk_say(struct talk *talk, const char *sentence)
{
    printf("%s\n", sentence);
    if (talk->simple)
        putchar('\n');
}

void talk_refuse(struct talk *talk, const struct doran_error *error, enum doran_type_id request)
{
    talk_say(talk, refusal_sentence(&talk->arena, error, request));
}

const char *talk_mood(struct talk *talk, enum doran_mood mood)
{
    const char *word = words_mood(mood), *both = NULL;
    if (talk->emoji && mood != DORAN_mood_none)
        both = doran_arena_printf(&talk->arena, "%s %s", word, doran_mood_face(mood)->emoji);
    return both ? both : word;
}

bool talk_ends(const struct talk *talk)
{
    return talk->over || talk->logged_out;
}

/* --- what the client tells --- */

static void take_events(struct talk *talk)
{
    struct doran_client_event event;
    while (talk->state.client && doran_client_next_event(talk->state.client, &event)) {
        if (event.kind == DORAN_CLIENT_EVENT_connection)
            talk->state.connection = event.connection;
        if (event.kind == DORAN_CLIENT_EVENT_connection && event.connection == DORAN_LOGGED_OUT)
            talk->logged_out = true;
        talk->state.dirty = true;
    }
}

static void tell_connection(struct talk *talk)
{
    enum doran_connection now = talk->state.connection;
    now = now == DORAN_CATCHING_UP ? DORAN_CONNECTED : now;
    if (now == talk->shown || now == DORAN_LOGGED_OUT)
        return;
    talk->shown = now;
    talk_say(talk, now == DORAN_UNTRUSTED ? refusal_of(DORAN_ERROR_untrusted_server) : words_connection(now));
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
        if (talk->kept && !item->read_at)
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
        talk_say(talk, sentence_of(&talk->arena, _("{what}: {why}"), {"what", words_route(item->route)},
                                   {"why", refusal_sentence(&talk->arena, &item->error,
                                                            doran_route(item->route)->request)}));
    }
    talk->parked = parked;
}

void talk_news(struct talk *talk)
{
    doran_arena_deinit(&talk->arena);
    take_events(talk);
    if (!talk->state.client)
        return;
    state_reload(&talk->state); /* The clock moves on, too. */
    tell_connection(talk);
    if (!talk->state.ready)
        return;
    tell_notifications(talk);
    tell_approval(talk);
    tell_parked(talk);
    talk->kept = true;
}

void talk_sync(struct talk *talk)
{
    if (talk->state.client && !doran_client_sync(talk->state.client, SYNC_MS, NULL))
        talk->state.dirty = true; /* What is kept here is shown, and the connection's state told. */
    if (talk->state.client)
        talk->state.connection = doran_client_connection(talk->state.client);
}

/* --- lines --- */

static void wait_for_input(struct talk *talk, const sigset_t *signals)
{
    struct pollfd fds[2] = {{.fd = talk->line.fd, .events = POLLIN}};
    nfds_t count = 1;
    if (talk->state.client)
        fds[count++] = (struct pollfd){.fd = doran_client_fd(talk->state.client), .events = POLLIN};
    if (ppoll(fds, count, NULL, signals) < 0) {
        talk->over = talk->over || errno != EINTR || signals;
        return;
    }
    if (count > 1 && fds[1].revents)
        take_events(talk);
    if (fds[0].revents)
        line_fill(&talk->line);
}

/* One prompt line, then one line of answer. In a pipe the prompt is a line too, for those that read lines. */
static void prompt(const struct talk *talk, const char *text, const char *help, const char *usual)
{
    fputs(text, stdout);
    if (help)
        printf(" (%s)", help);
    if (usual && usual[0])
        printf(" [%s]", usual);
    fputs(talk->terminal ? ": " : ":\n", stdout);
    fflush(stdout); /* A failure shows in ferror(), after the answer. */
}

static enum line_result read_answer(struct talk *talk, bool secret, char out[LINE_SIZE])
{
    struct hush hush;
    bool quiet = secret && talk->terminal;
    enum line_result result;
    if (quiet)
        hush_begin(&hush, talk->line.fd, false);
    while ((result = line_next(&talk->line, out)) == LINE_WAIT && !talk_ends(talk))
        wait_for_input(talk, quiet ? &hush.mask : NULL);
    if (quiet)
        hush_end(&hush);
    if (result == LINE_END || ferror(stdout))
        talk->over = true;
    return talk_ends(talk) ? LINE_END : result;
}

/* Asks until there is a line of text. */
static bool ask(struct talk *talk, const char *label, const char *help, const char *usual, bool secret,
                char out[LINE_SIZE])
{
    while (!talk_ends(talk)) {
        prompt(talk, label, help, usual);
        enum line_result result = read_answer(talk, secret, out);
        if (result == LINE_READ)
            return true;
        if (result == LINE_TOO_LONG)
            talk_say(talk, _("That is too long for one line."));
        if (result == LINE_NOT_TEXT)
            talk_say(talk, _("That is not text in UTF-8."));
    }
    out[0] = '\0';
    return false;
}

static void clean(char text[LINE_SIZE])
{
    char *better = doran_text_clean(text, strlen(text));
    snprintf(text, LINE_SIZE, "%s", better ? better : "");
    free(better);
}

static bool is_escape(const char *text)
{
    return text[0] == ESCAPE;
}

bool talk_ask(struct talk *talk, const char *label, const char *help, char out[LINE_SIZE])
{
    if (!ask(talk, label, help, NULL, false, out) || is_escape(out))
        return false;
    clean(out);
    return out[0] != '\0';
}

bool talk_ask_usual(struct talk *talk, const char *label, const char *usual, char out[LINE_SIZE])
{
    if (!ask(talk, label, NULL, usual, false, out) || is_escape(out))
        return false;
    clean(out);
    if (out[0] == '\0')
        snprintf(out, LINE_SIZE, "%s", usual);
    return out[0] != '\0';
}

bool talk_ask_secret(struct talk *talk, const char *label, const char *help, char out[LINE_SIZE])
{
    return ask(talk, label, help, NULL, true, out) && out[0] != '\0' && !is_escape(out);
}

/* --- choices --- */

/* The number in a line, also with a stop behind it; -1 for anything else. */
static long number_of(const char *text)
{
    char *end;
    long number = strtol(text, &end, 10);
    if (*end == '.' || *end == ')')
        end++;
    return end == text || *end != '\0' || number < 0 ? -1 : number;
}

/* One screen of choices, and one more line when there are others. */
static void show_choices(const struct talk *talk, const char *title, const char *const *labels, size_t count,
                         bool more)
{
    const char *gap = talk->simple ? "\n" : "";
    printf("%s", gap);
    if (title && title[0])
        printf("%s\n%s", title, gap);
    for (size_t i = 0; i < count; i++)
        printf("%zu %s\n%s", i + 1, labels[i], gap);
    if (more)
        printf("%zu %s\n%s", count + 1, _("More"), gap);
}

size_t talk_choose(struct talk *talk, const char *title, const char *const *labels, size_t count)
{
    char text[LINE_SIZE];
    size_t first = 0;
    while (!talk_ends(talk)) {
        size_t left = count - first, room = talk->simple ? TALK_SIMPLE_CHOICES : left;
        bool more = left > room;
        size_t shown = more ? room - 1 : left;
        show_choices(talk, title, labels + first, shown, more);
        if (!ask(talk,
                 talk->simple ? _("Please type a number and press Enter; 0 goes back") : _("Number, 0 back"),
                 NULL, NULL, false, text))
            return TALK_BACK;
        if (is_escape(text))
            return TALK_BACK;
        clean(text);
        if (text[0] == '\0')
            return TALK_AGAIN;
        long number = number_of(text);
        if (number == 0)
            return TALK_BACK;
        if (more && number == (long)shown + 1)
            first += shown;
        else if (number > 0 && (size_t)number <= shown)
            return first + (size_t)number - 1;
        else
            talk_say(talk, _("Please type one of the numbers shown."));
    }
    return TALK_BACK;
}

bool talk_confirm(struct talk *talk, const char *question, const char *yes)
{
    const char *labels[] = {yes, _("Back")};
    size_t answer;
    do
        answer = talk_choose(talk, question, labels, 2);
    while (answer == TALK_AGAIN);
    return answer == 0;
}

bool talk_menu(struct talk *talk, const struct talk_menu *menu)
{
    const char *labels[MENU_MAX] = {NULL};
    size_t count = menu->count < MENU_MAX ? menu->count : MENU_MAX;
    for (size_t i = 0; i < count; i++)
        labels[i] = _(menu->items[i].label);
    size_t chosen = talk_choose(talk, menu->title ? _(menu->title) : NULL, labels, count);
    if (chosen < count)
        menu->items[chosen].run(talk);
    return chosen != TALK_BACK && !talk_ends(talk);
}

/* --- the server --- */

struct doran_path talk_path(enum doran_param param, const char *id)
{
    struct doran_path path = {0};
    snprintf(path.ids[param], sizeof path.ids[param], "%s", id ? id : "");
    return path;
}

struct doran_path talk_path_family(const struct talk *talk, enum doran_param param, const char *id)
{
    struct doran_path path = talk_path(param, id);
    const char *family = talk->state.family.id;
    snprintf(path.ids[DORAN_PARAM_family], sizeof path.ids[0], "%s", family ? family : "");
    return path;
}

bool talk_call(struct talk *talk, enum doran_route_id route, const struct doran_path *path,
               const void *request, void *answer)
{
    struct doran_error error = {0};
    if (!talk->state.client)
        doran_fail(&error, DORAN_ERROR_unauthorized, NULL, NULL);
    else if (doran_client_call(talk->state.client, route, path, request, answer, &talk->arena, &error)) {
        talk_sync(talk);
        return true;
    }
    talk_refuse(talk, &error, doran_route(route)->request);
    return false;
}

bool talk_enqueue(struct talk *talk, enum doran_route_id route, const struct doran_path *path,
                  const void *request)
{
    struct doran_error error = {0};
    if (!talk->state.client)
        doran_fail(&error, DORAN_ERROR_unauthorized, NULL, NULL);
    else if (doran_client_enqueue(talk->state.client, route, path, request, NULL, &error)) {
        take_events(talk);
        if (talk->state.connection == DORAN_CONNECTED || talk->state.connection == DORAN_CATCHING_UP)
            talk_sync(talk);
        else
            talk_say(talk, _("It is kept here and goes out when there is a connection."));
        return true;
    }
    talk_refuse(talk, &error, doran_route(route)->request);
    return false;
}
