/* entrance.c: before one is in: the first menu, log-in, sign-up. */
#include "client-tui/view/entrance.h"
#include "client-tui/i18n.h"
#include "client-tui/state/language.h"
#include "client-tui/state/server_address.h"
#include "client-tui/view/form_view.h"
#include "client-tui/view/menu.h"

#include <stdio.h>
#include <string.h>

/* --- the first menu --- */

static void language(struct ui *ui, void *data, enum action action)
{
    (void)data, (void)action;
    settings_choose(&ui->settings, SETTING_language, language_other());
    ui_settings_changed(ui);
}

static void invited(struct ui *ui)
{
    ui_push(ui, &view_signup);
}

static void has_account(struct ui *ui)
{
    ui_push(ui, &view_enter);
}

static void guide(struct ui *ui)
{
    ui_push(ui, &view_guide);
}

static const struct menu_item welcome_items[] = {
    {N_("I was invited"), N_("With a join code or a link"), invited},
    {N_("I have an account"), N_("Log in"), has_account},
    {N_("I am new here"), N_("Make a new place for our family"), invited},
    {N_("Just looking"), N_("A sample family, no server"), ui_tour_start},
    {N_("How Dorandoran works"), N_("Five short pages"), guide},
};
static const struct menu_spec welcome_menu = {N_("Welcome to Dorandoran"), NULL, welcome_items,
                                              sizeof welcome_items / sizeof *welcome_items};

static void welcome_open(struct ui *ui, void *data)
{
    (void)ui;
    menu_init(data, &welcome_menu);
}

static const struct view_action welcome_actions[] = {MENU_ACTIONS, {ACTION_language, language}};
static const struct key_item welcome_keys[] = {{ACTION_choose_1, N_("Choose")},
                                               {ACTION_open, N_("Next")},
                                               {ACTION_language, NULL},
                                               {ACTION_help, NULL},
                                               {ACTION_quit, NULL}};
const struct view view_welcome = {.name = "welcome",
                                  .title = N_("Welcome"),
                                  .context = KEYMAP_MENU,
                                  .tab = UI_TAB_NONE,
                                  .data_size = sizeof(struct menu),
                                  .open = welcome_open,
                                  .draw = menu_draw,
                                  .works = menu_works,
                                  VIEW_ACTIONS(welcome_actions),
                                  VIEW_KEYS(welcome_keys)};

/* --- the ways into an account --- */

static void by_password(struct ui *ui)
{
    ui_push(ui, &view_login);
}

static void by_device(struct ui *ui)
{
    ui_push(ui, &view_let_in);
}

static void by_code(struct ui *ui)
{
    ui_push(ui, &view_recover);
}

static const struct menu_item enter_items[] = {
    {N_("With my password"), N_("E-mail and password"), by_password},
    {N_("By my other device"), N_("Six digits let this one in"), by_device},
    {N_("I forgot my password"), N_("With a recovery or reset code"), by_code},
};
static const struct menu_spec enter_menu = {N_("Log in"), NULL, enter_items,
                                            sizeof enter_items / sizeof *enter_items};

static void enter_open(struct ui *ui, void *data)
{
    (void)ui;
    menu_init(data, &enter_menu);
}

static const struct view_action enter_actions[] = {MENU_ACTIONS, {ACTION_language, language}};
static const struct key_item enter_keys[] = {
    {ACTION_choose_1, N_("Choose")}, {ACTION_open, N_("Next")}, {ACTION_help, NULL}, {ACTION_back, NULL}};
const struct view view_enter = {.name = "enter",
                                .title = N_("Log in"),
                                .context = KEYMAP_MENU,
                                .tab = UI_TAB_NONE,
                                .data_size = sizeof(struct menu),
                                .open = enter_open,
                                .draw = menu_draw,
                                .works = menu_works,
                                VIEW_ACTIONS(enter_actions),
                                VIEW_KEYS(enter_keys)};

/* --- log-in --- */

const char *entrance_server(const struct ui *ui)
{
    if (ui->device.server)
        return ui->device.server;
    return ui->known.server[0] ? ui->known.server : "http://127.0.0.1:7474";
}

void entrance_read_server(const struct ui *ui, const struct form *form, struct doran_join_link *link)
{
    const char *typed = form_text(form, "server");
    *link = (struct doran_join_link){0};
    if (!strchr(typed, '#') || !doran_join_link_parse(typed, link, NULL))
        server_address(link->server, typed);
    if (!link->pin[0] && ui->device.pin)
        snprintf(link->pin, sizeof link->pin, "%s", ui->device.pin);
    else if (!link->pin[0] && strcmp(link->server, ui->known.server) == 0)
        snprintf(link->pin, sizeof link->pin, "%s", ui->known.pin);
}

void entrance_logged_in(struct ui *ui, const struct form *form, const struct doran_login *login)
{
    struct doran_join_link link;
    entrance_read_server(ui, form, &link);
    if (ui_logged_in(ui, login, link.server, link.pin))
        ui_first_view(ui);
}

static const struct form_field_spec login_fields[] = {
    {.name = "email", .label = N_("E-mail"), .graphemes_max = DORAN_EMAIL_MAX},
    {.name = "password", .label = N_("Password"), .graphemes_max = DORAN_PASSWORD_MAX, .masked = true},
    {.name = "server",
     .label = N_("Server"),
     .help = N_("The address of your family's box, or a join link"),
     .graphemes_max = 400},
};

static void login_submit(struct ui *ui, struct form_view *view)
{
    struct doran_join_link link;
    char device[DEVICE_NAME_SIZE];
    device_name(device);
    entrance_read_server(ui, &view->form, &link);
    struct doran_login_request request = {.email = form_text(&view->form, "email"),
                                          .password = form_text(&view->form, "password"),
                                          .device = device};
    if (ui_guest(ui, link.server, link.pin))
        form_view_call(ui, view, DORAN_R_login, NULL, &request);
}

static const struct form_view_spec login_spec = {.title = N_("Log in"),
                                                 .enter = N_("Log in"),
                                                 .fields = login_fields,
                                                 .count = sizeof login_fields / sizeof *login_fields,
                                                 .request = DORAN_TYPE_login_request,
                                                 .submit = login_submit};

static void login_open(struct ui *ui, void *data)
{
    struct form_view *view = data;
    form_view_open(ui, view, &login_spec);
    form_set_text(&view->form, "server", entrance_server(ui));
}

static void login_answer(struct ui *ui, void *data, const struct doran_client_event *event)
{
    struct form_view *view = data;
    view->busy = false;
    if (event->error.code != DORAN_ERROR_none) {
        form_view_refuse(ui, view, &event->error);
        return;
    }
    entrance_logged_in(ui, &view->form, event->answer);
}

const struct view view_login = {.name = "login",
                                .title = N_("Log in"),
                                .context = KEYMAP_TEXT,
                                .tab = UI_TAB_NONE,
                                .data_size = sizeof(struct form_view),
                                .open = login_open,
                                .close = form_view_close,
                                .draw = form_view_draw,
                                .event = form_view_event,
                                .answer = login_answer};

/* --- sign-up --- */

static const struct form_field_spec signup_fields[] = {
    {.name = "code",
     .label = N_("Join code or link"),
     .help = N_("From the invitation, or the server's first start"),
     .graphemes_max = 500},
    {.name = "email",
     .label = N_("E-mail"),
     .help = N_("Your log-in name"),
     .graphemes_max = DORAN_EMAIL_MAX},
    {.name = "password",
     .label = N_("Password"),
     .help = N_("At least 8 characters of any kind"),
     .graphemes_max = DORAN_PASSWORD_MAX,
     .masked = true},
    {.name = "nickname",
     .label = N_("Profile nickname"),
     .help = N_("2 to 15 letters or digits"),
     .graphemes_max = DORAN_PROFILE_NICKNAME_MAX},
    {.name = "server", .label = N_("Server"), .help = N_("A link brings its own"), .graphemes_max = 255},
};

struct signup {
    struct form_view view; /* first, so that the form's functions fit */
    struct doran_join_link link;
};

/* The code's field takes a code, a link, or the whole message that came with it. */
static void read_code(const struct ui *ui, const struct form *form, struct doran_join_link *link)
{
    *link = (struct doran_join_link){0};
    bool found = doran_join_link_parse(form_text(form, "code"), link, NULL);
    if (!found || !link->server[0]) {
        struct doran_join_link server;
        entrance_read_server(ui, form, &server);
        memcpy(link->server, server.server, sizeof link->server);
        memcpy(link->pin, server.pin, sizeof link->pin);
    }
    if (!found)
        snprintf(link->code, sizeof link->code, "%.64s", form_text(form, "code"));
}

static void signup_submit(struct ui *ui, struct form_view *view)
{
    struct signup *data = (struct signup *)(void *)view;
    char device[DEVICE_NAME_SIZE];
    device_name(device);
    read_code(ui, &view->form, &data->link);
    struct doran_signup_request request = {.email = form_text(&view->form, "email"),
                                           .password = form_text(&view->form, "password"),
                                           .nickname = form_text(&view->form, "nickname"),
                                           .code = data->link.code[0] ? data->link.code : NULL,
                                           .device = device};
    if (ui_guest(ui, data->link.server, data->link.pin))
        form_view_call(ui, view, DORAN_R_signup, NULL, &request);
}

static const struct form_view_spec signup_spec = {.title = N_("Make an account"),
                                                  .enter = N_("Make it"),
                                                  .fields = signup_fields,
                                                  .count = sizeof signup_fields / sizeof *signup_fields,
                                                  .request = DORAN_TYPE_signup_request,
                                                  .submit = signup_submit};

static void signup_open(struct ui *ui, void *data)
{
    struct signup *signup = data;
    form_view_open(ui, &signup->view, &signup_spec);
    form_set_text(&signup->view.form, "server", entrance_server(ui));
}

static void signup_answer(struct ui *ui, void *data, const struct doran_client_event *event)
{
    struct signup *signup = data;
    if (event->error.code != DORAN_ERROR_none) {
        form_view_refuse(ui, &signup->view, &event->error);
        return;
    }
    const struct doran_login *login = event->answer;
    struct doran_join_link link = signup->link; /* the view is about to go */
    if (!ui_logged_in(ui, login, link.server, link.pin))
        return;
    view_show_codes(ui, &login->recovery_codes, link.code);
}

const struct view view_signup = {.name = "signup",
                                 .title = N_("Make an account"),
                                 .context = KEYMAP_TEXT,
                                 .tab = UI_TAB_NONE,
                                 .data_size = sizeof(struct signup),
                                 .open = signup_open,
                                 .close = form_view_close,
                                 .draw = form_view_draw,
                                 .event = form_view_event,
                                 .answer = signup_answer};
