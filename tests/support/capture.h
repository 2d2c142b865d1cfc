/* capture.h: a server of wire text on a loopback port, for tests of the client: it answers requests with texts given
 * beforehand, keeps what it was sent word for word, and plays messages over a WebSocket. Every wait has a deadline and ends
 * the test when it is over. */
#ifndef DORAN_TESTS_SUPPORT_CAPTURE_H
#define DORAN_TESTS_SUPPORT_CAPTURE_H

#include <stdbool.h>
#include <stddef.h>

#define CAPTURE_WAIT_MS 30000 /* long, because the machine may be busy; nothing waits it out */

struct capture;
/* @param tls  with a key of its own, made for this run */
struct capture *capture_start(bool tls);
/* Closes everything and waits for its threads. NULL is allowed. */
void capture_stop(struct capture *capture);
/* "http://127.0.0.1:PORT" or "https://…". Borrowed. */
const char *capture_url(const struct capture *capture);
/* With TLS: the base64url SHA-256 of its public key. Borrowed. */
const char *capture_pin(const struct capture *capture);
/* With TLS: a PEM file with its certificate, which stands for "127.0.0.1". Borrowed; removed at the end. */
const char *capture_certificate(const struct capture *capture);

/* Answers requests whose first line begins with `request` ("GET /api/v1/me "): several answers for the same are given in
 * turn, and the last one from then on. What has no answer gets a 404 of ours. `status` as "200 OK", `body` JSON or "". */
void capture_answer(struct capture *capture, const char *request, const char *status, const char *body);
/* The same with an answer byte for byte; "" closes the connection without one. */
void capture_answer_raw(struct capture *capture, const char *request, const char *wire);
/* The same with an answer that may hold any byte. */
void capture_answer_bytes(struct capture *capture, const char *request, const char *wire, size_t length);
/* Answers "200 OK" with `length` bytes of `body`, compressed (Content-Encoding: gzip). */
void capture_answer_gzip(struct capture *capture, const char *request, const char *body, size_t length);
/* Answers as `decide` says, called on the connection's thread; it gives a malloc'ed whole answer, or NULL to close the
 * connection; it is asked every time, before any text. `request` is the whole request. */
void capture_decide(struct capture *capture, const char *request,
                    char *(*decide)(const char *request, void *context), void *context);
/* A whole answer, malloc'ed. */
char *capture_format(const char *status, const char *body);

/* How many requests began so, as of now. */
int capture_count(struct capture *capture, const char *request);
/* Waits for the `number`th (from 1) request that begins so, and gives its text; malloc'ed. */
char *capture_wait(struct capture *capture, const char *request, int number);
/* Waits for the `number`th message over any WebSocket, and gives it; malloc'ed. The pings are not counted. */
char *capture_wait_message(struct capture *capture, int number);
/* Sends a text message to every WebSocket that stands and has said its hello, and to each later one before anything else that
 * is pushed.
 * `fragments` above 1 sends it in so many frames. */
void capture_push(struct capture *capture, const char *text, int fragments);
/* Forgets what later WebSockets would get, closes those that stand, and all other connections. */
void capture_cut(struct capture *capture);
/* Refuses (closes at once) new connections while it is set. */
void capture_refuse(struct capture *capture, bool refuse);

#endif
