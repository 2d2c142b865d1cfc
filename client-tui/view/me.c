/* me.c: oneself and this device: the way to everything that is set once in a while. */
#include "client-tui/i18n.h"
#include "client-tui/view/menu.h"

#define ROOM(name, view)                                                                                     \
    static void name(struct ui *ui)                                                                          \
    {                                                                                                        \
        ui_push(ui, &(view));                                                                                \
    }
ROOM(profile, view_profile)
ROOM(devices, view_devices)
ROOM(password, view_password)
ROOM(recovery, view_recovery)
ROOM(settings, view_settings)
ROOM(guide, view_guide)
ROOM(delete_account, view_account_delete)

static void our_family(struct ui *ui)
{
    if (ui->state.family.id)
        ui_push(ui, &view_family_settings);
    else
        ui_say(ui, TOAST_NEWS, _("You are in no family yet."));
}

static const struct menu_item items[] = {
    {N_("My profile"), N_("Nickname, picture, mood"), profile},
    {N_("My devices"), N_("Log-ins; let a new one in"), devices},
    {N_("Password"), N_("Choose a new one"), password},
    {N_("Recovery codes"), N_("If the password is forgotten"), recovery},
    {N_("Our family"), N_("Name, zone, host, its end"), our_family},
    {N_("This screen"), N_("Language, keys, colours"), settings},
    {N_("How Dorandoran works"), N_("Five short pages"), guide},
    {N_("Log out"), N_("This device forgets it all"), view_log_out},
    {N_("Delete my account"), N_("For good; asked twice"), delete_account},
};
static const struct menu_spec menu = {N_("You and this device"), NULL, items, sizeof items / sizeof *items};

static void open_menu(struct ui *ui, void *data)
{
    (void)ui;
    menu_init(data, &menu);
}

static const struct view_action actions[] = {MENU_ACTIONS};
static const struct key_item keys[] = {
    {ACTION_choose_1, N_("Choose")}, {ACTION_open, N_("Next")}, {ACTION_help, NULL}, {ACTION_back, NULL}};
const struct view view_me = {.name = "me",
                             .title = N_("You and this device"),
                             .context = KEYMAP_MENU,
                             .tab = UI_TAB_NONE,
                             .data_size = sizeof(struct menu),
                             .open = open_menu,
                             .draw = menu_draw,
                             .works = menu_works,
                             .answer = view_log_out_answer,
                             VIEW_ACTIONS(actions),
                             VIEW_KEYS(keys)};
