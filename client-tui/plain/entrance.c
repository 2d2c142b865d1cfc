/* entrance.c: before one is in: the first menu, sign-up, log-in, a forgotten password, and the way in by another
 * device. */
#include "client-tui/i18n.h"
#include "client-tui/plain/rooms.h"
#include "client-tui/state/language.h"
#include "client-tui/state/refusal.h"
#include "client-tui/state/sentence.h"
#include "client-tui/state/server_address.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DEFAULT_SERVER "http://127.0.0.1:7474"
#define CLAIM_PAUSE_MS 3000

/* --- the server --- */

static const char *usual_server(const struct talk *talk)
{
    if (talk->device.server)
        return talk->device.server;
    return talk->known.server[0] ? talk->known.server : DEFAULT_SERVER;
}

static void usual_pin(const struct talk *talk, struct doran_join_link *link)
{
    if (link->pin[0])
        return;
    if (talk->device.pin)
        snprintf(link->pin, sizeof link->pin, "%s", talk->device.pin);
    else if (strcmp(link->server, talk->known.server) == 0)
        snprintf(link->pin, sizeof link->pin, "%s", talk->known.pin);
}

/* An address, or a join link with one. */
static bool ask_server(struct talk *talk, struct doran_join_link *link)
{
    char text[LINE_SIZE];
    if (!talk_ask_usual(talk, _("Server"), usual_server(talk), text))
        return false;
    *link = (struct doran_join_link){0};
    if (!strchr(text, '#') || !doran_join_link_parse(text, link, NULL))
        server_address(link->server, text);
    usual_pin(talk, link);
    return true;
}

/* A call before one is logged in; its answer lives in the talk's arena. */
static bool guest_call(struct talk *talk, const struct doran_join_link *link, enum doran_route_id route,
                       const struct doran_path *path, const void *request, void *answer,
                       struct doran_error *error)
{
    struct doran_client_options options = {.server = link->server,
                                           .pin = link->pin[0] ? link->pin : NULL,
                                           .ca_file = talk->device.ca_file,
                                           .language = talk->device.language};
    struct doran_client *guest = doran_client_new(&options, error);
    bool good = guest && talk_call_on(talk, guest, route, path, request, answer, error);
    doran_client_free(guest);
    return good;
}

/* --- being in --- */

/* What is kept of somebody else must not be shown to who logs in now. */
static bool forget_other(const struct talk *talk, const char *user, struct doran_error *error)
{
    char path[DORAN_STATE_PATH_MAX];
    if (!talk->known.user_id[0] || strcmp(talk->known.user_id, user) == 0)
        return true;
    if (!doran_account_replica_path(talk->device.profile, path, error))
        return false;
    struct doran_replica *replica = doran_replica_open(path, error);
    bool good = replica && doran_replica_wipe(replica, error);
    doran_replica_close(replica);
    return good;
}

static bool come_in(struct talk *talk, const struct doran_login *login, const struct doran_join_link *link)
{
    struct doran_account account = {0};
    struct doran_error error = {0};
    snprintf(account.server, sizeof account.server, "%s", link->server);
    snprintf(account.pin, sizeof account.pin, "%s", link->pin);
    snprintf(account.token, sizeof account.token, "%s", login->token);
    snprintf(account.user_id, sizeof account.user_id, "%s", login->user->id);
    snprintf(account.language, sizeof account.language, "%s",
             talk->device.language ? talk->device.language : "");
    bool good = forget_other(talk, login->user->id, &error) &&
                doran_account_save(talk->device.profile, &account, &error) &&
                state_open(&talk->state, &account, &talk->device, &error);
    explicit_bzero(account.token, sizeof account.token);
    talk->kept = false;
    talk->heard = false;
    talk->told = 0;
    talk->parked = 0;
    talk->logged_out = false;
    if (good)
        talk_fill(talk);
    else
        talk_refuse(talk, &error, DORAN_TYPE_empty);
    return good;
}

/* Where to log in again is no secret; who did is forgotten. */
void room_logged_out(struct talk *talk, const char *sentence)
{
    struct doran_account rest = {0};
    struct doran_error error = {0};
    memcpy(rest.server, talk->state.account.server, sizeof rest.server);
    memcpy(rest.pin, talk->state.account.pin, sizeof rest.pin);
    memcpy(rest.language, talk->state.account.language, sizeof rest.language);
    state_close(&talk->state, true);
    talk->known = rest;
    talk->logged_out = false;
    talk_say(talk, sentence ? sentence : _("This device was logged out. Please log in again."));
    if (!doran_account_save(talk->device.profile, &rest, &error))
        talk_refuse(talk, &error, DORAN_TYPE_empty);
}

void room_codes(struct talk *talk, const struct doran_recovery_code_list *codes)
{
    char ignored[LINE_SIZE];
    talk_say(talk, _("Your recovery codes"));
    talk_say(talk, _("Write these down and keep them safe. Each opens your account once if you forget "
                     "the password. They are shown only now."));
    for (size_t i = 0; i < codes->count; i++)
        printf("%s\n", codes->items[i].code);
    talk_ask(talk, _("Press Enter when you have written them down"), NULL, ignored);
}

bool room_new_password(struct talk *talk, char out[LINE_SIZE])
{
    char again[LINE_SIZE];
    bool same = false;
    while (!same) {
        if (!talk_ask_secret(talk, _("Password"), _("At least 8 characters of any kind"), out))
            return false;
        if (!talk->terminal) /* What is read from a file holds no slip of the hand. */
            return true;
        if (!talk_ask_secret(talk, _("Once more"), _("So that no slip locks you out"), again))
            return false;
        same = strcmp(out, again) == 0;
        explicit_bzero(again, sizeof again);
        if (!same)
            talk_say(talk, _("The two are not the same."));
    }
    return true;
}

/* --- sign-up --- */

/* What is asked for; kept while one thing of it has to be asked for again. */
struct signup {
    struct doran_join_link link;
    char email[LINE_SIZE], nickname[LINE_SIZE], password[LINE_SIZE];
};

/* A link brings its own server; a code is for the one that was named. */
static bool ask_code(struct talk *talk, struct signup *signup)
{
    struct doran_join_link link;
    bool good = room_ask_code(talk, _("Empty: none"), &link);
    if (!link.server[0]) {
        memcpy(link.server, signup->link.server, sizeof link.server);
        memcpy(link.pin, signup->link.pin, sizeof link.pin);
    }
    signup->link = link;
    return good;
}

static bool ask_email(struct talk *talk, struct signup *signup)
{
    return talk_ask(talk, _("E-mail"), _("Your log-in name"), signup->email);
}

static bool ask_nickname(struct talk *talk, struct signup *signup)
{
    return talk_ask(talk, _("Profile nickname"), _("2 to 15 letters or digits"), signup->nickname);
}

static bool ask_password(struct talk *talk, struct signup *signup)
{
    return room_new_password(talk, signup->password);
}

/* Asks again for what the server does not take; the rest need not be written twice. False: that was not it, or the person has
 * enough. */
static bool mend(struct talk *talk, struct signup *signup, const struct doran_error *error)
{
    static const struct {
        const char *field;
        bool (*ask)(struct talk *talk, struct signup *signup);
    } fields[] = {
        {"code", ask_code}, {"email", ask_email}, {"nickname", ask_nickname}, {"password", ask_password}};
    const char *field = error->code == DORAN_ERROR_code_required || error->code == DORAN_ERROR_wrong_code
                            ? "code"
                        : error->code == DORAN_ERROR_email_taken ? "email"
                                                                 : error->field;
    talk_refuse(talk, error, DORAN_TYPE_signup_request);
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        if (strcmp(field, fields[i].field) == 0)
            return fields[i].ask(talk, signup);
    return false;
}

static void sign_up_with(struct talk *talk, struct signup *signup)
{
    char device[DEVICE_NAME_SIZE];
    struct doran_login login;
    struct doran_error error;
    bool good, more = true;
    device_name(device);
    do {
        struct doran_signup_request request = {.email = signup->email,
                                               .password = signup->password,
                                               .nickname = signup->nickname,
                                               .code = signup->link.code[0] ? signup->link.code : NULL,
                                               .device = device};
        login = (struct doran_login){0};
        error = (struct doran_error){0};
        good = guest_call(talk, &signup->link, DORAN_R_signup, NULL, &request, &login, &error);
        more = !good && mend(talk, signup, &error);
    } while (more);
    if (!good || !come_in(talk, &login, &signup->link))
        return;
    room_codes(talk, &login.recovery_codes);
    if (signup->link.code[0])
        room_join_by(talk, signup->link.code, true);
}

static void sign_up(struct talk *talk)
{
    struct signup signup = {0};
    struct doran_join_link server;
    ask_code(talk, &signup);
    if (!signup.link.server[0]) {
        if (talk_ends(talk) || !ask_server(talk, &server))
            return;
        memcpy(signup.link.server, server.server, sizeof signup.link.server);
        memcpy(signup.link.pin, server.pin, sizeof signup.link.pin);
    }
    if (ask_email(talk, &signup) && ask_nickname(talk, &signup) && ask_password(talk, &signup))
        sign_up_with(talk, &signup);
    explicit_bzero(signup.password, sizeof signup.password);
}

/* --- log-in --- */

static void by_password(struct talk *talk)
{
    char email[LINE_SIZE], password[LINE_SIZE], device[DEVICE_NAME_SIZE];
    struct doran_join_link link;
    struct doran_login login = {0};
    struct doran_error error = {0};
    struct doran_login_request request = {.email = email, .password = password, .device = device};
    device_name(device);
    if (!ask_server(talk, &link) || !talk_ask(talk, _("E-mail"), NULL, email) ||
        !talk_ask_secret(talk, _("Password"), NULL, password))
        return;
    bool good = guest_call(talk, &link, DORAN_R_login, NULL, &request, &login, &error);
    explicit_bzero(password, sizeof password);
    if (good)
        come_in(talk, &login, &link);
    else
        talk_refuse(talk, &error, DORAN_TYPE_login_request);
}

static void by_code(struct talk *talk)
{
    char email[LINE_SIZE], code[LINE_SIZE], password[LINE_SIZE], device[DEVICE_NAME_SIZE];
    struct doran_join_link link;
    struct doran_login login = {0};
    struct doran_error error = {0};
    struct doran_recovery_request request = {
        .email = email, .code = code, .password = password, .device = device};
    device_name(device);
    if (!ask_server(talk, &link) || !talk_ask(talk, _("E-mail"), NULL, email) ||
        !talk_ask_secret(talk, _("Code"),
                         _("One of your eight recovery codes, or one from the server's owner"), code) ||
        !room_new_password(talk, password))
        return;
    bool good = guest_call(talk, &link, DORAN_R_recover, NULL, &request, &login, &error);
    explicit_bzero(password, sizeof password);
    explicit_bzero(code, sizeof code);
    if (!good)
        talk_refuse(talk, &error, DORAN_TYPE_recovery_request);
    else if (come_in(talk, &login, &link))
        talk_say(talk, _("The password is changed. All other devices are logged out."));
}

/* Asks again and again until another device has answered. */
static void wait_for_approval(struct talk *talk, const struct doran_join_link *link,
                              const struct doran_approval_ticket *ticket)
{
    struct doran_path path = talk_path(DORAN_PARAM_approval, ticket->id);
    struct doran_approval_claim request = {.secret = ticket->secret};
    while (doran_time_now() < ticket->expires_at) {
        struct doran_login login = {0};
        struct doran_error error = {0};
        if (guest_call(talk, link, DORAN_R_approval_claim, &path, &request, &login, &error)) {
            come_in(talk, &login, link);
            return;
        }
        bool later = error.code == DORAN_ERROR_not_found || error.code == DORAN_ERROR_too_many_requests ||
                     error.code == DORAN_ERROR_busy || error.code == DORAN_ERROR_network ||
                     error.code == DORAN_ERROR_timeout;
        if (!later) {
            talk_refuse(talk, &error, DORAN_TYPE_approval_claim);
            return;
        }
        int more = error.retry_after > 0 && error.retry_after < 60 ? error.retry_after * 1000 : 0;
        struct pollfd input[] = {{.fd = talk->line.fd, .events = POLLIN},
                                 {.fd = talk->signals, .events = POLLIN}};
        if (poll(input, 2, CLAIM_PAUSE_MS + more) >
            0) { /* Enter, Ctrl-C or the end of input stops the waiting. */
            if (input[1].revents)
                talk_signal(talk, true);
            return;
        }
    }
    talk_say(talk, _("Nobody let this device in. Please ask again."));
}

static void by_device(struct talk *talk)
{
    char email[LINE_SIZE], device[DEVICE_NAME_SIZE];
    struct doran_join_link link;
    struct doran_approval_ticket ticket = {0};
    struct doran_error error = {0};
    struct doran_approval_request request = {.email = email, .device = device};
    device_name(device);
    if (!ask_server(talk, &link) || !talk_ask(talk, _("E-mail"), NULL, email))
        return;
    if (!guest_call(talk, &link, DORAN_R_approval_request, NULL, &request, &ticket, &error)) {
        talk_refuse(talk, &error, DORAN_TYPE_approval_request);
        return;
    }
    talk_say(talk, ticket.code);
    talk_say(talk, _("On a device where you are logged in a question appears by itself; type these "
                     "six digits there. Then this one goes on by itself."));
    talk_say(talk, _("Enter stops the waiting."));
    fflush(stdout);
    wait_for_approval(talk, &link, &ticket);
}

static void enter(struct talk *talk)
{
    static const struct talk_item items[] = {{N_("With my password"), by_password},
                                             {N_("By my other device"), by_device},
                                             {N_("I forgot my password"), by_code}};
    static const struct talk_menu menu = TALK_MENU(N_("Log in"), items);
    while (!talk->state.client && talk_menu(talk, &menu)) {
    }
}

static void change_language(struct talk *talk)
{
    struct settings_error error;
    settings_choose(&talk->settings, SETTING_language, language_other());
    talk->asked_language = NULL;
    room_apply_settings(talk);
    if (!settings_save(&talk->settings, talk->device.profile, &error))
        talk_say(talk, error.sentence);
}

static void leave(struct talk *talk)
{
    talk->over = true;
}

void room_tour(struct talk *talk)
{
    struct doran_error error = {.code = DORAN_ERROR_no_memory};
    if (state_tour(&talk->state))
        talk_say(talk, _("A sample family: nothing is sent or kept. Quit ends it."));
    else
        talk_refuse(talk, &error, DORAN_TYPE_empty);
}

void room_entrance(struct talk *talk)
{
    static const struct talk_item items[] = {
        {N_("I was invited"), sign_up},           {N_("I have an account"), enter},
        {N_("I am new here"), sign_up},           {N_("Just looking"), room_tour},
        {N_("How Dorandoran works"), room_guide}, {"한국어 / English", change_language},
        {N_("Settings"), room_settings},          {N_("Quit"), leave}};
    static const struct talk_menu menu = TALK_MENU(N_("Welcome to Dorandoran"), items);
    while (!talk->over && !state_inside(&talk->state)) {
        doran_arena_deinit(&talk->arena);
        talk->over = !talk_menu(talk, &menu) && !state_inside(&talk->state);
    }
}
