/* wire.h: requests and live connections byte by byte, for what libdoran would never send or never show. */
#ifndef DORAN_TESTS_SUPPORT_WIRE_H
#define DORAN_TESTS_SUPPORT_WIRE_H

#include <stdbool.h>
#include <stddef.h>

#define WIRE_WAIT_MS 30000 /* Long, because the machine may be busy; nothing waits it out. */

struct wire_request {
    const char *method, *path; /* The path from "/" on, with the query. */
    const char *token;         /* Of Authorization, or NULL. */
    const char *operation;     /* Of Idempotency-Key, or NULL. */
    const char *type;          /* Content-Type; NULL: "application/json" when there is a body. "" for none. */
    const void *body;          /* NULL for none. */
    size_t length;             /* Of the body; 0: it is a string. */
};
struct wire_answer {
    int status;
    int retry_after;           /* Seconds; 0 when not stated. */
    char error[41], field[64]; /* Of an error's body, or "". */
    char *head, *body;         /* NUL-terminated; NULL without an answer. */
    size_t length;             /* Of the body. */
};
/* One request on a connection of its own. False when no whole answer came, as from a server that was killed. */
bool wire_try(struct wire_answer *answer, int port, const struct wire_request *request);
/* The same; no answer ends the test. Gives the status. */
int wire_ask(struct wire_answer *answer, int port, const struct wire_request *request);
void wire_answer_deinit(struct wire_answer *answer);

/* A live connection that says hello at once, from `since` (NULL: the beginning). NULL when it was refused; `status` (NULL
 * allowed) gets the HTTP status. */
struct wire_live;
struct wire_live *wire_live_open(int port, const char *token, const char *since, int *status);
void wire_live_close(struct wire_live *live);
/* The next text message; pings are answered. NULL when the connection is over: wire_live_code() tells how. Borrowed until the
 * next call. Ends the test when nothing comes. */
const char *wire_live_next(struct wire_live *live);
/* The code the server closed with, 1006 when it did not say. */
int wire_live_code(const struct wire_live *live);

#endif
