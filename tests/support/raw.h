/** @file raw.h  A rude client: bytes on a socket, as they are, and answers as they come. Every wait has a deadline, after
 * which the test ends. */
#ifndef DORAN_TESTS_SUPPORT_RAW_H
#define DORAN_TESTS_SUPPORT_RAW_H

#include <stdbool.h>
#include <stddef.h>

#define RAW_WAIT_MS 60000 /**< Long, because the machine may be busy; nothing waits it out. */

struct raw;
/** One answer of HTTP. */
struct raw_answer {
    int status;
    char *head; /**< Status line and fields, NUL-terminated. */
    char *body;
    size_t body_length;
};
/** One frame of WebSocket. */
struct raw_frame {
    int opcode; /**< 1 text, 8 close, 9 ping, 10 pong. */
    int code;   /**< Of a close: its code. */
    char *text; /**< NUL-terminated payload. */
    size_t length;
};

/** Connects to 127.0.0.1; `from` is the address to come from, as "127.0.0.2", or NULL. */
struct raw *raw_open(int port, const char *from);
/** As raw_open(), with little room in the system for what is not read. */
struct raw *raw_open_narrow(int port);
/** NULL when the connection is refused. */
struct raw *raw_try_open(int port, const char *from);
void raw_close(struct raw *raw);
/** Sends all; what a closed connection does not take is passed over. */
void raw_send(struct raw *raw, const void *data, size_t length);
void raw_say(struct raw *raw, const char *format, ...) __attribute__((format(printf, 2, 3)));
/** The next answer; its texts are valid until the next call. Ends the test when the connection closes before it. */
const struct raw_answer *raw_answer(struct raw *raw);
/** As raw_answer() to a HEAD: no body follows whatever the length says. */
const struct raw_answer *raw_answer_to_head(struct raw *raw);
/** Whether a field of the last answer's head has this value. */
bool raw_has(const struct raw *raw, const char *field_and_value);
/** Waits until the other side closes; ends the test when something else comes first. */
void raw_await_close(struct raw *raw);
/** Whether the other side has closed by now, everything that came before passed over. */
bool raw_is_closed(struct raw *raw);
/** Whether a whole head of an answer is here by now. */
bool raw_has_answer(struct raw *raw);
/** Status line and fields of the last answer. */
const char *raw_answer_head(const struct raw *raw);
/** Says a whole request and gives the answer. `token` and `body` may be NULL. */
const struct raw_answer *raw_call(struct raw *raw, const char *method, const char *path, const char *token,
                                  const char *body);
/** The value of a JSON member of the answer's body that is a string, wherever it stands first; free() it. */
char *raw_string(const struct raw_answer *answer, const char *name);

/** Makes an account, which the server must allow to anybody; free() the token. */
char *raw_sign_up(int port, const char *email, const char *nickname);

/** Asks for a live connection and checks the handshake. */
struct raw *raw_live(int port, const char *token);
/** The same on a connection that is open. */
void raw_go_live(struct raw *raw, const char *token);
/** Sends a frame with FIN and a mask. */
void raw_send_frame(struct raw *raw, int opcode, const void *data, size_t length);
/** Sends a frame whose first byte is given. */
void raw_send_raw_frame(struct raw *raw, unsigned first, const void *data, size_t length);
/** The next frame; valid until the next call. */
const struct raw_frame *raw_frame(struct raw *raw);
/** The next frame that is no ping. */
const struct raw_frame *raw_message(struct raw *raw);
/** Waits for the close frame, all before it passed over; gives its code. */
int raw_close_code(struct raw *raw);
/** A frame that has `part` in its text, others before it passed over. */
const struct raw_frame *raw_await(struct raw *raw, const char *part);

#endif
