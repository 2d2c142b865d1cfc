/* talk.h: talking in lines: saying, asking, choosing, calling the server; and what came in meanwhile, told between two
 * prompts. */
#ifndef DORAN_PLAIN_TALK_H
#define DORAN_PLAIN_TALK_H

#include "client-tui/plain/line.h"
#include "client-tui/state/calendar_undo.h"
#include "client-tui/state/reminder.h"
#include "client-tui/state/settings.h"
#include "client-tui/state/state.h"

#include <doran/protocol.h>

#define TALK_SIMPLE_CHOICES 5 /* At most so many at a time in the simple form. */

/* A call that is waited for. */
struct talk_wait {
    struct doran_client *client;
    uint64_t call;
    void *answer; /* NULL: not wanted. */
    bool done;
    struct doran_error error;
};

struct talk {
    struct device device;
    struct settings settings;
    const char *asked_language; /* By the command line; NULL: it said nothing. */
    int signals;                /* Those that end the program, as a descriptor. */
    int ended_by;               /* The one that did, 0: none. */
    struct talk_wait *wait;     /* NULL: nothing is waited for. */
    bool simple;
    bool emoji;
    bool terminal; /* Somebody types: the prompt stays on its line, secrets are not shown. */
    bool copies;   /* The terminal takes sequences: its clipboard may be reached. */
    struct line line;
    struct state state;
    struct calendar_undo *undo; /* What was changed or deleted last in the calendar; NULL: nothing. */
    struct doran_account known; /* Where one was logged in last, without the token. */
    bool over;                  /* The person leaves, or the input has ended. */
    bool leaves;                /* They said so. */
    bool logged_out;            /* The server ended the session. */
    struct doran_error trouble; /* With keeping what is not sent yet. */
    bool kept;                  /* What was kept here has been told: what comes from now on is news. */
    doran_time told;            /* The newest notification that was told. */
    char approval[37];          /* The newest one that was told. */
    size_t parked;              /* How many refused ones were told. */
    char noticed[37];           /* The operator's notice that was told. */
    bool welcomed;              /* The server was asked for its welcome since it is connected, */
    uint64_t welcome_call;      /* by this call; 0: none is under way. */
    struct reminder_look reminded;
    bool rings; /* What was told is worth the terminal's bell. */
    enum doran_connection shown;
    bool heard;               /* The client has said how the connection is. */
    struct doran_arena arena; /* Sentences; emptied by talk_news(). */
};

/* Prints a line. */
void talk_say(struct talk *talk, const char *sentence);
/* Prints an error in words. `request` as in refusal_sentence(). */
void talk_refuse(struct talk *talk, const struct doran_error *error, enum doran_type_id request);

/* A mood, the word first: "good 🙂". */
const char *talk_mood(struct talk *talk, enum doran_mood mood);

/* True when everything has to be left: the input ended, the person quit, or the session did. */
bool talk_ends(const struct talk *talk);

/* Asks for one line, trimmed and in NFC. `help` may be NULL. False when it is empty or everything ends. */
bool talk_ask(struct talk *talk, const char *label, const char *help, char out[LINE_SIZE]);
/* The same, an empty line meaning `usual`. */
bool talk_ask_usual(struct talk *talk, const char *label, const char *usual, char out[LINE_SIZE]);
/* The same for a secret: not shown, and taken as it is. The caller wipes it. */
bool talk_ask_secret(struct talk *talk, const char *label, const char *help, char out[LINE_SIZE]);
/* Asks for 1, yes, or 2, no. */
bool talk_confirm(struct talk *talk, const char *question, const char *yes);
/* Shows numbered choices and asks for one: its index, or TALK_BACK. The labels are translated. Empty lines show them
 * again after the news: then TALK_AGAIN. `/words` shows those that hold the words, `?` what can be typed. */
#define TALK_BACK SIZE_MAX
#define TALK_AGAIN (SIZE_MAX - 1)
size_t talk_choose(struct talk *talk, const char *title, const char *const *labels, size_t count);

/* What can be typed; also the answer to ? where a number is asked for. In help.c. */
void talk_help(struct talk *talk);

/* The next line of what somebody pasted, "" when it is no text; false when no more of it waits: nobody types that quickly. Never
 * in a pipe, where the lines that follow answer later questions. */
bool talk_read_paste(struct talk *talk, char out[LINE_SIZE]);

/* A table of what can be done. */
struct talk_item {
    const char *label; /* Untranslated. */
    void (*run)(struct talk *talk);
};
struct talk_menu {
    const char *title; /* Untranslated, or NULL. */
    const struct talk_item *items;
    size_t count;
};
#define TALK_MENU(title_, items_)                                                                            \
    {                                                                                                        \
        (title_), (items_), sizeof(items_) / sizeof *(items_)                                                \
    }
/* Tells the news, shows the menu, does what was chosen: once. False when one goes back. */
bool talk_menu(struct talk *talk, const struct talk_menu *menu);

/* ---- call.c ---- */
/* Takes the signals that end a program as events; to be called before a client is opened. */
bool talk_signals_open(struct talk *talk);
/* Takes one. With `waiting` Ctrl-C stops what is waited for and nothing else. False when there was none. */
bool talk_signal(struct talk *talk, bool waiting);

/* Calls a route and waits; what it changed is here afterwards, if the network lets it. The answer lives in the talk's arena.
 * False: it was told why, or the person stopped waiting. */
bool talk_call(struct talk *talk, enum doran_route_id route, const struct doran_path *path,
               const void *request, void *answer);
/* The same on any client, telling nothing. */
bool talk_call_on(struct talk *talk, struct doran_client *client, enum doran_route_id route,
                  const struct doran_path *path, const void *request, void *answer,
                  struct doran_error *error);
/* Keeps a call in the outbox, which sends it when it can; says so when it is not sent at once. */
bool talk_enqueue(struct talk *talk, enum doran_route_id route, const struct doran_path *path,
                  const void *request);
/* What is said after a call was put into the outbox in another way: the same, or why it is not there. Gives `good`. */
bool talk_enqueued(struct talk *talk, enum doran_route_id route, bool good, const struct doran_error *error);
/* Paths of one id, or of the open family and one. */
struct doran_path talk_path(enum doran_param param, const char *id);
struct doran_path talk_path_family(const struct talk *talk, enum doran_param param, const char *id);

/* Takes in what the client tells. */
void talk_take_events(struct talk *talk);
/* Tells, once, that what is not sent yet could not be kept safe. */
void talk_trouble(struct talk *talk);
/* After a log-in, when there is nothing to show yet: waits for it, at most as long as one call. */
void talk_fill(struct talk *talk);
/* At the end: a moment for what was written last, and what is not sent is told. */
void talk_farewell(struct talk *talk);

/* ---- tell.c ---- */
/* Takes in what happened, reads the state anew, and tells what is news. Earlier readings and sentences are void. */
void talk_news(struct talk *talk);

#endif
