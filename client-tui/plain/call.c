/* call.c: calls to the server. Whatever the network does, the person can go on: a wait has an end, is announced when it is
 * long, and an empty line or Ctrl-C stops it. */
#include "client-tui/i18n.h"
#include "client-tui/plain/talk.h"
#include "client-tui/state/tour.h"

#include <doran/copy.h>

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

#define QUIET_MS 700   /* A shorter wait is not spoken of. */
#define SETTLE_MS 5000 /* Until what a call changed is here. */
#define FIRST_MS 15000 /* Until there is something to show at all. */
#define SETTLE_SLICE_MS 50
#define FAREWELL_MS 5000 /* For what was written last to be sent. */

/* --- signals --- */

bool talk_signals_open(struct talk *talk)
{
    static const int ends[] = {SIGINT, SIGTERM, SIGHUP};
    sigset_t held;
    sigemptyset(&held);
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
        sigaddset(&held, ends[i]);
    signal(SIGPIPE, SIG_IGN); /* A reader who went away shows in ferror(). */
    talk->signals = signalfd(-1, &held, SFD_CLOEXEC | SFD_NONBLOCK);
    return talk->signals >= 0 && sigprocmask(SIG_BLOCK, &held, NULL) == 0;
}

bool talk_signal(struct talk *talk, bool waiting)
{
    struct signalfd_siginfo info;
    if (read(talk->signals, &info, sizeof info) != (ssize_t)sizeof info)
        return false;
    if (waiting && info.ssi_signo == SIGINT)
        return true; /* It stops the waiting, not the program. */
    talk->ended_by = (int)info.ssi_signo;
    talk->over = true;
    return true;
}

/* --- what the client tells --- */

/* The answer lives until the next event, so it is copied. */
static void keep_answer(struct talk *talk, struct talk_wait *wait, const struct doran_client_event *event)
{
    enum doran_type_id type = doran_route(event->route)->answer;
    wait->done = true;
    wait->error = event->error;
    if (event->error.code != DORAN_ERROR_none || !wait->answer || type == DORAN_TYPE_empty)
        return;
    if (!doran_copy(type, event->answer, wait->answer, &talk->arena))
        doran_fail(&wait->error, DORAN_ERROR_no_memory, NULL, NULL);
}

static void take_welcome(struct talk *talk, const struct doran_client_event *event)
{
    talk->welcome_call = 0;
    if (event->error.code == DORAN_ERROR_none)
        missions_take_welcome(&talk->state, event->answer);
}

static void take_connection(struct talk *talk, enum doran_connection connection)
{
    state_set_connection(&talk->state, connection);
    talk->heard = true;
    talk->logged_out = talk->logged_out || connection == DORAN_LOGGED_OUT;
}

static void take_from(struct talk *talk, struct doran_client *client)
{
    struct doran_client_event event;
    while (client && doran_client_next_event(client, &event)) {
        struct talk_wait *wait = talk->wait;
        if (event.kind == DORAN_CLIENT_EVENT_answer && wait && wait->client == client &&
            event.call == wait->call)
            keep_answer(talk, wait, &event);
        if (client != talk->state.client)
            continue;
        if (event.kind == DORAN_CLIENT_EVENT_connection)
            take_connection(talk, event.connection);
        if (event.kind == DORAN_CLIENT_EVENT_answer && event.call == talk->welcome_call)
            take_welcome(talk, &event);
        if (event.kind == DORAN_CLIENT_EVENT_outbox && event.error.code != DORAN_ERROR_none)
            talk->trouble = event.error;
        talk->state.dirty = true;
    }
}

void talk_take_events(struct talk *talk)
{
    take_from(talk, talk->state.client);
    if (talk->wait && talk->wait->client != talk->state.client)
        take_from(talk, talk->wait->client);
}

/* --- waiting --- */

struct patience {
    int64_t since; /* Monotonic, in milliseconds. */
    bool told, watched;
    const char *stopped; /* What is said when it is stopped. */
};

static int64_t now_ms(void)
{
    return doran_time_monotonic() / 1000;
}

static bool is_readable(const struct talk *talk)
{
    struct pollfd fd = {.fd = talk->line.fd, .events = POLLIN};
    return talk->line.at < talk->line.have || talk->line.length > 0 || poll(&fd, 1, 0) != 0;
}

/* Lines that were there before belong to later questions: then only Ctrl-C stops it. */
static void tell_waiting(struct talk *talk, struct patience *patience)
{
    if (patience->told || now_ms() - patience->since < QUIET_MS)
        return;
    patience->told = true;
    patience->watched = !talk->line.ended && !is_readable(talk);
    talk_say(talk, patience->watched ? _("One moment... Enter stops waiting.") : _("One moment..."));
    fflush(stdout);
}

/* An empty line; anything else stays for the next question. */
static bool is_stopped_by_line(struct talk *talk, struct patience *patience)
{
    char text[LINE_SIZE];
    line_fill(&talk->line);
    patience->watched = false;
    if (talk->line.have == 0 || (talk->line.piece[0] != '\n' && talk->line.piece[0] != '\r'))
        return false;
    line_next(&talk->line, text);
    return true;
}

/* Waits for something to happen, `most_ms` at the longest. False when the person does not want to wait any more. */
static bool wait_on(struct talk *talk, struct patience *patience, int most_ms, struct doran_client *client)
{
    struct pollfd fds[4] = {{.fd = talk->signals, .events = POLLIN}};
    nfds_t count = 1;
    tell_waiting(talk, patience);
    bool watched = patience->watched;
    if (watched)
        fds[count++] = (struct pollfd){.fd = talk->line.fd, .events = POLLIN};
    if (client)
        fds[count++] = (struct pollfd){.fd = doran_client_fd(client), .events = POLLIN};
    int quiet = patience->told ? most_ms : QUIET_MS;
    if (poll(fds, count, quiet < most_ms ? quiet : most_ms) < 0 && errno != EINTR)
        return false;
    if (fds[0].revents && talk_signal(talk, true))
        return false;
    return !(watched && fds[1].revents && is_stopped_by_line(talk, patience));
}

static bool await_answer(struct talk *talk, struct talk_wait *wait, struct doran_error *error)
{
    struct patience patience = {.since = now_ms()};
    bool patient = true;
    talk->wait = wait;
    while (!wait->done && patient) { /* The client ends every call by its deadline. */
        patient = wait_on(talk, &patience, FIRST_MS, wait->client);
        talk_take_events(talk);
    }
    talk->wait = NULL;
    if (!wait->done)
        return doran_fail(error, DORAN_ERROR_cancelled, NULL, NULL);
    *error = wait->error;
    return wait->error.code == DORAN_ERROR_none;
}

bool talk_call_on(struct talk *talk, struct doran_client *client, enum doran_route_id route,
                  const struct doran_path *path, const void *request, void *answer, struct doran_error *error)
{
    struct talk_wait wait = {.client = client, .answer = answer};
    wait.call = doran_client_submit(client, route, path, request, error);
    return wait.call != 0 && await_answer(talk, &wait, error);
}

/* Until what the server had is here; false when it is not. */
static bool settle(struct talk *talk, int64_t most_ms)
{
    struct patience patience = {.since = now_ms()};
    struct doran_error error = {.code = DORAN_ERROR_timeout};
    struct doran_client *client = talk->state.client;
    bool good = false, patient = true;
    while (client && !good && patient && error.code == DORAN_ERROR_timeout &&
           now_ms() - patience.since < most_ms) {
        good = doran_client_sync(client, SETTLE_SLICE_MS, &error);
        patient = good || wait_on(talk, &patience, 0, NULL);
    }
    if (client)
        state_set_connection(&talk->state, doran_client_connection(client));
    talk->heard = talk->heard || client;
    talk->state.dirty = true;
    return good;
}

void talk_fill(struct talk *talk)
{
    settle(talk, FIRST_MS);
}

/* Also while it is being connected: what reads from a pipe is often done before that. Where nobody answers, the wait ends at
 * once. */
static bool may_be_sent(const struct talk *talk)
{
    enum doran_connection now = talk->state.connection;
    return now == DORAN_CONNECTED || now == DORAN_CATCHING_UP || now == DORAN_CONNECTING;
}

void talk_farewell(struct talk *talk)
{
    if (!talk->state.client || talk->logged_out)
        return;
    talk_take_events(talk);
    state_reload(&talk->state);
    if (state_unsent(&talk->state) > 0 && may_be_sent(talk) && !talk->ended_by)
        settle(talk, FAREWELL_MS);
    talk_take_events(talk);
    talk_trouble(talk);
    state_reload(&talk->state);
    if (state_unsent(&talk->state) > 0)
        talk_say(talk,
                 _("Some of what you did is not sent yet. It is kept here and will be sent the next time."));
}

/* --- calls --- */

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

/* The look around: the sample changes instead. */
static bool call_sample(struct talk *talk, enum doran_route_id route, const struct doran_path *path,
                        const void *request, void *answer, struct doran_error *error)
{
    const void *sample = NULL;
    talk->state.dirty = true;
    if (!tour_do(talk->state.tour, route, path, request, &sample, error))
        return false;
    if (answer && sample)
        memcpy(answer, sample, doran_type(doran_route(route)->answer)->size);
    return true;
}

bool talk_call(struct talk *talk, enum doran_route_id route, const struct doran_path *path,
               const void *request, void *answer)
{
    const struct doran_route *row = doran_route(route);
    struct doran_error error = {0};
    bool writes = row->method != DORAN_GET;
    if (writes && (talk->state.dirty || state_unsent(&talk->state) > 0) &&
        talk->state.connection == DORAN_CONNECTED)
        settle(talk, SETTLE_MS); /* What was said before comes before. */
    if (talk->state.tour) {
        if (call_sample(talk, route, path, request, answer, &error))
            return true;
    } else if (!talk->state.client)
        doran_fail(&error, DORAN_ERROR_unauthorized, NULL, NULL);
    else if (talk_call_on(talk, talk->state.client, route, path, request, answer, &error)) {
        if (writes)
            settle(talk, SETTLE_MS);
        return true;
    }
    talk_refuse(talk, &error, row->request);
    return false;
}

bool talk_enqueue(struct talk *talk, enum doran_route_id route, const struct doran_path *path,
                  const void *request)
{
    struct doran_error error = {0};
    return talk_enqueued(talk, route, state_enqueue(&talk->state, route, path, request, NULL, &error),
                         &error);
}

bool talk_enqueued(struct talk *talk, enum doran_route_id route, bool good, const struct doran_error *error)
{
    if (!good) {
        talk_refuse(talk, error, doran_route(route)->request);
        return false;
    }
    talk_take_events(talk);
    if (talk->state.client && talk->state.connection != DORAN_CONNECTED &&
        talk->state.connection != DORAN_CATCHING_UP)
        talk_say(talk, _("It is kept here and goes out when there is a connection."));
    return true;
}
