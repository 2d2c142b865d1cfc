/* view.h: what a screen is: a table of functions and of actions, and the stack of those that are open.
 *
 * A view draws a state and a size and nothing else; it holds only where the person is in it (a selection, a
 * half-filled form), in a struct of its own that the stack keeps. What an action does stands in the view's
 * table, so that the ? page and the palette can list it. */
#ifndef DORAN_TUI_VIEW_VIEW_H
#define DORAN_TUI_VIEW_VIEW_H

#include "client-tui/keymap/keymap.h"
#include "client-tui/state/reminder.h"
#include "client-tui/state/settings.h"
#include "client-tui/state/state.h"
#include "client-tui/term/canvas.h"
#include "client-tui/term/event.h"
#include "client-tui/term/term.h"
#include "client-tui/widget/bars.h"

#define UI_STACK_MAX 12
#define THEME_PROBLEM_MAX 256 /* bytes of what tells two problems apart, with the NUL */
#define UI_COLUMNS 120        /* what eyes follow from one end of a line to the other */
#define UI_SEARCH_MAX 128     /* bytes of what is searched for, with the NUL */

enum ui_tab { UI_TAB_HOME, UI_TAB_CALENDAR, UI_TAB_MISSIONS, UI_TAB_FAMILY, UI_TABS, UI_TAB_NONE = UI_TABS };

struct ui;
struct list;
struct calendar_undo;
struct view_action {
    enum action action;
    void (*run)(struct ui *ui, void *data, enum action action);
};

struct view {
    const char *name;
    const char *title; /* untranslated */
    enum keymap_context context;
    enum ui_tab tab;
    bool quiet;       /* what comes in by itself waits until this is left */
    bool overlay;     /* drawn over the one below, which stays seen */
    bool wide;        /* uses all columns there are; others get UI_COLUMNS at most, in the middle */
    size_t data_size; /* of its own struct, zeroed when it opens */

    void (*open)(struct ui *ui, void *data); /* NULL: nothing to do; likewise below */
    void (*close)(void *data);
    void (*refresh)(struct ui *ui, void *data); /* the state was read anew */
    void (*draw)(struct ui *ui, void *data, const struct canvas *canvas);
    /* Text and dialogs: takes an event before the keymap does. True when it was used. */
    bool (*event)(struct ui *ui, void *data, const struct term_event *event);
    /* A click on something it drew, before that does what it does everywhere. True: that is all. */
    bool (*point)(struct ui *ui, void *data, const struct canvas_target *target);
    /* A call that was submitted while it was on top has ended. */
    void (*answer)(struct ui *ui, void *data, const struct doran_client_event *event);
    /* While it is on top: does what is due and gives the milliseconds until the next time, -1 for none. */
    int (*tick)(struct ui *ui, void *data);
    /* The list one moves in; and where / searches it, the words of one of its items (in the arena). */
    struct list *(*list)(void *data);
    const char *(*item_text)(const struct ui *ui, const void *data, size_t index, struct doran_arena *arena);

    /* Which of its actions do something now; NULL: all of them. The others are not told of. */
    bool (*works)(const void *data, enum action action);
    const struct view_action *actions;
    size_t action_count;
    const struct key_item *keys; /* the key line, its labels untranslated; the last stands at the right end */
    size_t key_count;
};
#define VIEW_ACTIONS(table) .actions = (table), .action_count = sizeof(table) / sizeof *(table)
#define VIEW_KEYS(table) .keys = (table), .key_count = sizeof(table) / sizeof *(table)

struct ui_frame {
    const struct view *view;
    void *data;
};

struct ui {
    struct state state;
    struct ui_frame stack[UI_STACK_MAX];
    size_t depth;
    unsigned generation; /* goes up when a view opens or closes */
    unsigned painted;    /* the generation that is on the screen */
    struct keymap *keymap;
    struct keymap_reader reader;
    struct toast toast;
    struct device device;
    struct doran_client *guest;       /* for calls before log-in; NULL when none are under way */
    struct doran_account known;       /* the server of the last log-in here, without its token */
    uint64_t call;                    /* that the view on top waits for; 0: none */
    char announced[37];               /* the invitation that was shown last */
    char approval[37];                /* the new device that was shown last */
    char noticed[37];                 /* the operator's notice that was shown last */
    uint64_t welcome_call;            /* asks the server for its welcome; 0: none is under way */
    doran_time celebrated;            /* the newest news that was looked at for joys */
    int64_t celebration_until;        /* monotonic ms; 0: none yet */
    char search[UI_SEARCH_MAX];       /* what n and N look for; "": nothing yet */
    struct calendar_undo *undo;       /* what was changed or deleted last; NULL: nothing */
    char *copy;                       /* for the terminal's clipboard, malloc'ed; NULL: nothing */
    const char *farewell;             /* said instead of "logged out" when one leaves of one's own will */
    struct doran_client_event sample; /* of the tour: the answer that is due; kind none: none is */
    struct settings settings;
    const char *asked_language; /* by the command line; NULL: it said nothing */
    bool settings_changed;      /* the terminal is to follow them */
    bool settings_unsaved;      /* they are to be written, once what they change is seen */
    bool emoji;                 /* the terminal draws them */
    bool quit;
    bool redraw; /* forget what is on the screen */
    bool suspend;
    bool bell;         /* the terminal's is to be sounded */
    bool rings;        /* what is new from now on is worth a bell */
    bool slow;         /* chosen for this run; see ui_is_slow() */
    bool slow_offered; /* it was said how */
    bool unpainted;    /* something changed since the last paint */
    int64_t painted_ms;
    int64_t refreshed_ms;
    struct reminder_look reminded;
    struct reminder_runs reminder_runs;
    char theme_problem[THEME_PROBLEM_MAX]; /* that was told last; "": none */
};

/* --- the stack --- */
/* Opens a view on top and gives its data; NULL when too many are open. */
void *ui_push(struct ui *ui, const struct view *view);
void ui_pop(struct ui *ui);
/* Closes everything and opens one view. */
void *ui_root(struct ui *ui, const struct view *view);
const struct ui_frame *ui_top(const struct ui *ui);

/* --- what views share --- */
/* Moves in the list of the view on top; VIEW_MOVES_LIST are its rows in the table of actions. */
void ui_move_list(struct ui *ui, void *data, enum action action);
/* clang-format off */
#define VIEW_MOVES_LIST                                                                                      \
    {ACTION_move_up, ui_move_list}, {ACTION_move_down, ui_move_list}, {ACTION_page_up, ui_move_list},        \
    {ACTION_page_down, ui_move_list}, {ACTION_move_first, ui_move_list}, {ACTION_move_last, ui_move_list}
/* clang-format on */
void ui_say(struct ui *ui, enum toast_kind kind, const char *sentence);
/* Says what went wrong, in words. */
void ui_say_error(struct ui *ui, const struct doran_error *error);
/* Puts a QUEUED call into the outbox and shows its effect. False: said already. */
bool ui_enqueue(struct ui *ui, enum doran_route_id route, const struct doran_path *path, const void *request);
/* The same for a form, which shows a refusal under its field. */
bool ui_try_enqueue(struct ui *ui, enum doran_route_id route, const struct doran_path *path,
                    const void *request, struct doran_error *error);
/* Submits a call whose answer the top view gets. False: said already. */
bool ui_submit(struct ui *ui, enum doran_route_id route, const struct doran_path *path, const void *request);
/* The same without saying what is wrong. */
bool ui_try_submit(struct ui *ui, enum doran_route_id route, const struct doran_path *path,
                   const void *request, struct doran_error *error);
/* The sentence for an error of a call, as refusal_sentence() but for the tour. */
const char *ui_refusal(const struct ui *ui, struct doran_arena *arena, const struct doran_error *error,
                       enum doran_type_id request);
/* Begins and ends the look around: with the sample family, and back to where it was begun. */
void ui_tour_start(struct ui *ui);
void ui_tour_end(struct ui *ui);
/* The client for calls before log-in, on `server`; made anew when the address changed. NULL: said already. */
struct doran_client *ui_guest(struct ui *ui, const char *server, const char *pin);
/* Takes up a log-in: saves the account, opens its replica. False: said already. */
bool ui_logged_in(struct ui *ui, const struct doran_login *login, const char *server, const char *pin);
/* Ends here: what this machine keeps is wiped but for the server's address, and the first screen shown. */
void ui_logged_out(struct ui *ui);
/* Logs out or deletes the account: what is said once the session is over. Static and translated. */
void ui_farewell(struct ui *ui, const char *sentence);
/* Puts a text on the clipboard of the person's terminal, as far as that allows it. */
void ui_copy(struct ui *ui, const char *text);
/* Keeps the settings and lets them count from now on. */
void ui_settings_changed(struct ui *ui);
/* Writes them when they are not written yet: that waits for the disk, so it comes after the painting. */
void ui_settings_save(struct ui *ui);
/* At the start: lets what does not concern the terminal count. The command line's language goes before the settings'. */
void ui_settings_start(struct ui *ui);
/* What the settings ask of the terminal; `slow`: at most 256 colours. */
struct term_options ui_term_options(const struct settings *settings, bool slow);
/* True when the mouse is the program's. */
bool ui_has_mouse(const struct settings *settings);
/* True when the line is slow by the settings, the command line or F12: no animation, no picture that nobody asked for. */
bool ui_is_slow(const struct ui *ui);
/* Tells what has become due; to be called now and then. */
void ui_remind(struct ui *ui);
/* The first screen that fits the state: welcome, start or home. */
void ui_first_view(struct ui *ui);
/* Puts the screen at the bottom right when the first family came or the last one went; what is open above stays. */
void ui_settle(struct ui *ui);
/* What the views hold of the state is taken from it anew; whoever reads the state again does this before the next key. */
void ui_refresh_views(struct ui *ui);
/* One id in a path. */
struct doran_path ui_path(enum doran_param param, const char *id);
struct doran_path ui_path_family(const struct ui *ui, enum doran_param param, const char *id);

/* --- a question before something is lost; opened on top --- */
struct ui_question {
    char title[128];
    char message[2048];
    const char *enter;  /* translated */
    const char *escape; /* translated */
    const char *extra;  /* translated: what F8 does; NULL: there is none */
    void (*yes)(struct ui *ui, const char *id);
    void (*no)(struct ui *ui, const char *id); /* NULL: nothing */
    void (*other)(struct ui *ui, const char *id);
    char id[37];
};
void ui_ask(struct ui *ui, const struct ui_question *question);

/* --- actions that work everywhere --- */
extern const struct view_action view_global_actions[];
extern const size_t view_global_action_count;
/* Whether one of them does something in the view that has so many in the stack up to it. */
bool ui_works(const struct ui *ui, enum action action, size_t depth);
/* Runs the action for the view on top, else globally. */
void ui_act(struct ui *ui, enum action action);

/* --- the views --- */
extern const struct view view_welcome, view_enter, view_login, view_signup, view_codes, view_start,
    view_family_new, view_join, view_home, view_family, view_invite, view_invite_code, view_nickname,
    view_notifications, view_families, view_mood, view_outbox, view_help, view_palette, view_question,
    view_search, view_me, view_devices, view_approval, view_let_in, view_waiting, view_profile,
    view_profile_nickname, view_password, view_recover, view_recovery, view_account_delete,
    view_family_settings, view_family_name, view_family_delete, view_hand_over, view_deleted, view_settings,
    view_guide, view_missions, view_mission_months, view_mission_new, view_mission_who, view_badges,
    view_calendar, view_calendar_go, view_calendar_search, view_event, view_event_scope, view_event_form,
    view_event_quick;
/* Opens the missions of a month. */
void view_open_missions(struct ui *ui, const char *month);
/* Shows the operator's notice. */
void view_tell_notice(struct ui *ui, const struct doran_notice *notice);
/* Opens view_nickname for a member, who is copied. */
void view_nickname_of(struct ui *ui, const struct doran_member *member);
/* Takes the answer of trying the sign-up's code as a family's. */
void view_join_tried(struct ui *ui, void *data, const struct doran_client_event *event);
/* Asks what to say to an invitation. */
void view_ask_invitation(struct ui *ui, const struct doran_invitation *invitation);
/* Selects the next (or the previous) item of the list on top that holds ui->search, `here` included or not. */
void view_search_step(struct ui *ui, bool next, bool here);
/* Asks whether to let a new device in. */
void view_ask_approval(struct ui *ui, const struct doran_approval *approval);
/* Shows an invite's code, or says that it was sent. */
void view_show_invite(struct ui *ui, const struct doran_invite_sent *sent);
/* Asks whether to make a member the host; the view on top gets the answer of host_change. */
void view_ask_hand_over(struct ui *ui, const struct doran_member *member);
/* Asks whether to log this device out; the view on top gives the answer to view_log_out_answer(). */
void view_log_out(struct ui *ui);
void view_log_out_answer(struct ui *ui, void *data, const struct doran_client_event *event);
/* Shows recovery codes in place of what is open; with `join` (NULL: none) that family is joined afterwards. */
void view_show_codes(struct ui *ui, const struct doran_recovery_code_list *codes, const char *join);

#endif
