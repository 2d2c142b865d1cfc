/* line.h: a TCP line to a server on loopback that a test can cut and mend, with everything on it. */
#ifndef DORAN_TESTS_SUPPORT_LINE_H
#define DORAN_TESTS_SUPPORT_LINE_H

struct line;

/* Listens on a free port and forwards to `port` of 127.0.0.1. Ends the test when it cannot. */
struct line *line_new(int port);
/* NULL is allowed. */
void line_free(struct line *line);
int line_port(const struct line *line);
/* "http://127.0.0.1:PORT". Borrowed. */
const char *line_url(const struct line *line);
/* Every connection is reset, and new ones are closed at once; done when it returns. */
void line_cut(struct line *line);
/* Connections stand, new ones are taken, and nothing goes through: what a server looks like that accepts and never answers. */
void line_stall(struct line *line);
/* New connections go through again, and what was held back. */
void line_mend(struct line *line);

#endif
