/* ledger.h: one user's writes, one after the other, each with its operation id, and what there has to be after them: for tests
 * that take the power, the process or the database away in the middle.
 *
 * The user is in one family of their own. Writes go round: mood, nickname, an invite, taking it back. Each moves the streams
 * it concerns by exactly one, so that a write done twice is found out by where the streams are, and one that was lost by the
 * answer to its repeat. */
#ifndef DORAN_TESTS_SUPPORT_LEDGER_H
#define DORAN_TESTS_SUPPORT_LEDGER_H

#include <doran/protocol.h>

enum ledger_work { LEDGER_MOOD, LEDGER_NICKNAME, LEDGER_INVITE, LEDGER_WITHDRAW, LEDGER_WORKS };
struct ledger_operation {
    enum ledger_work work;
    int64_t number;
    char id[37];
    char invite[37]; /* Of LEDGER_WITHDRAW. */
    int status;      /* Of its answer; 0: its fate is not known. */
    char *answer;
};
/* Asks the server as the ledger's user; a body or query as text (NULL: none), an operation id (NULL: none). Gives a malloc'ed
 * body. False when no answer came. */
struct ledger;
typedef bool ledger_ask(struct ledger *ledger, enum doran_route_id route, const struct doran_path *path,
                        const char *text, const char *operation, int *status, char **body);
struct ledger {
    ledger_ask *ask;
    void *context; /* The asker's. */
    char user[37], family[37];
    struct ledger_operation *operations; /* Of this round. */
    size_t count, capacity;
    int64_t numbers, user_head, family_head;
    int mood;
    char nickname[24], invite[37]; /* The open one, or "". */
};

/* Zero-initialise, fill in the first four, then this reads where the user is. Ends the test when it cannot, as all but
 * next, describe and take. */
void ledger_begin(struct ledger *ledger);
void ledger_deinit(struct ledger *ledger);

/* The next write; any thread, one at a time for each ledger. Valid until the next call. */
struct ledger_operation *ledger_next(struct ledger *ledger);
/* What it sends; `text` gets a malloc'ed body, or NULL. */
void ledger_describe(const struct ledger *ledger, const struct ledger_operation *operation,
                     enum doran_route_id *route, struct doran_path *path, char **text);
/* Its answer, whose body is the ledger's from here on. False when it is not the one that was to come. */
bool ledger_take(struct ledger *ledger, struct ledger_operation *operation, int status, char *body);

/* Whether the streams are behind what was acknowledged, so that something of it is lost. Changes nothing. */
bool ledger_is_behind(struct ledger *ledger);

/* The end of a round: sends what is open once more, repeats all of the round, compares what there is, and forgets the round. */
void ledger_check(struct ledger *ledger);

#endif
