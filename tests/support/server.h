/* server.h: a real doran-server of one's own on a free loopback port, with its data in a temporary folder. */
#ifndef DORAN_TESTS_SUPPORT_SERVER_H
#define DORAN_TESTS_SUPPORT_SERVER_H

#include <stdbool.h>
#include <stddef.h>

#define SERVER_WAIT_MS 30000 /* long, because the machine may be busy; nothing waits it out */

/* Flags of a server at which anybody may sign up, as often as they like, and do as much. */
#define SERVER_UNLIMITED                                                                                     \
    "--signup=open", "--signup-limit=-1", "--login-limit=-1", "--invite-limit=-1", "--write-limit=-1"

struct server_options {
    const char *database;     /* a database url; NULL: SQLite in the data folder */
    const char *data;         /* the data folder, which then stays; NULL: a temporary one of its own */
    const char *const *flags; /* NULL-terminated further flags, as "--signup=open"; NULL: none */
    bool tls;                 /* with a key of its own: https */
    bool may_fail;            /* a start that fails gives a server that has exited; else it ends the test */
};
struct server;

/* Starts it and waits until /readyz answers (with TLS: until it accepts connections). Password hashing is
 * made cheap unless a flag says otherwise. The server is ended when this process dies. */
struct server *server_start(const struct server_options *options);
/* SIGTERM, and waits; gives the exit status, 128 + the signal when it was killed. Frees. NULL is allowed. */
int server_stop(struct server *server);
/* SIGKILL, and waits. The data stay for server_restart(). */
void server_kill(struct server *server);
/* SIGTERM, and waits; the data stay for server_restart(). Gives the exit status. */
int server_halt(struct server *server);
/* On the same port, data and flags. */
void server_restart(struct server *server);

/* "http://127.0.0.1:PORT" or "https://…". Borrowed. */
const char *server_url(const struct server *server);
int server_port(const struct server *server);
int server_pid(const struct server *server);
/* The data folder. */
const char *server_data(const struct server *server);
/* What it has written to standard output and standard error so far; free() it. */
char *server_output(const struct server *server);
/* The join code that its first start printed, waiting for it; ends the test when there is none. Borrowed. */
const char *server_join_code(struct server *server);

#endif
