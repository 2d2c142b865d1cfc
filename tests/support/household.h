/* household.h: people at their command lines: a real server, and `doran` with a profile for each of them. */
#ifndef DORAN_TESTS_SUPPORT_HOUSEHOLD_H
#define DORAN_TESTS_SUPPORT_HOUSEHOLD_H

#include "support/command.h"
#include "support/line.h"
#include "support/server.h"
#include "support/set_clock.h"

#include <cjson/cJSON.h>

#define HOUSEHOLD_PASSWORD "honest blue kettle"
#define HOUSEHOLD_ENV_OWN 2 /* The first of `env` that a test may set. */
#define HOUSEHOLD_ENV_MAX 8

struct household {
    struct server *server;
    char *state; /* The folder of the profiles. */
    char state_variable[600];
    const char *env[HOUSEHOLD_ENV_MAX]; /* Of every command; NULL-terminated. */
};

/* A server of its own with open sign-up, and an empty folder for the profiles. `flags` as in server.h; NULL: open sign-up. */
void household_init(struct household *house, const char *const *flags);
/* The same with open sign-up, where the server and every command go by the clock. */
void household_init_by(struct household *house, const struct set_clock *clock);
/* Commands that are started from now on go by the clock: SET_CLOCK_VARIABLES of `env` from HOUSEHOLD_ENV_OWN on. NULL: by the
 * machine's. */
void household_go_by(struct household *house, const struct set_clock *clock);
void household_deinit(struct household *house);

/* Runs `doran ARGUMENTS… --profile WHO --lang en`, fed with `input` (NULL: nothing). */
void household_run(struct household *house, struct command_result *result, const char *who, const char *input,
                   const char *const arguments[]);
/* The same, started only. */
struct command *household_start(struct household *house, const char *who, const char *input,
                                const char *const arguments[]);
/* The same to its end, which has to be `status`; what it printed on standard output. free() it. */
char *household_expect(struct household *house, int status, const char *who, const char *input,
                       const char *const arguments[]);
/* The same with --json, to a good end: the one JSON value on one line. cJSON_Delete() it. */
cJSON *household_json(struct household *house, const char *who, const char *input,
                      const char *const arguments[]);
/* The same with --json, to the end `status`: the name of the error on standard error. free() it. */
char *household_error(struct household *house, int status, const char *who, const char *input,
                      const char *const arguments[]);
/* Signs somebody up as WHO@example.com, called by `nickname`. */
void household_signup(struct household *house, const char *who, const char *nickname);
/* Logs somebody in at another profile, whose way to the server is the line. */
void household_login_over(struct household *house, const struct line *line, const char *who,
                          const char *profile);
/* HOST invites WHO, who is signed up, into the one family there is, and WHO comes. */
void household_bring_in(struct household *house, const char *host, const char *who, const char *nickname);
/* Mum, signed up as "mum", has a family, "Home". */
void household_mum(struct household *house);
/* The same, and a second device of hers, "desk", has its way to the server over a line.
 * line_free() it. */
struct line *household_desk(struct household *house);

/* DORAN("family", "list"): arguments for the calls above. */
#define DORAN(...) ((const char *const[]){__VA_ARGS__, NULL})

/* The string of a field, "" when there is none. */
const char *json_text(const cJSON *object, const char *field);

#endif
