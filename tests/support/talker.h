/* talker.h: somebody who talks with a program that reads lines and writes lines: says a line, then reads until the next one
 * they wait for. Every wait has a deadline and ends the test (cmocka) with what was printed. */
#ifndef DORAN_TESTS_SUPPORT_TALKER_H
#define DORAN_TESTS_SUPPORT_TALKER_H

#include "support/household.h"

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#define TALKER_TEXT_MAX ((size_t)4 * 1024 * 1024)
#define TALKER_WAIT_MS 60000 /* Long, because the machine may be busy; nothing waits it out. */

struct talker {
    pid_t pid;
    int in, out;
    char *text; /* All that was printed. */
    size_t length, seen;
};

/* `doran MODE --profile WHO --server URL --lang LANGUAGE`; the mode is "--plain" or "--simple", language NULL: what the settings
 * say, url NULL: what the account says. */
void talker_start(struct talker *talker, const struct household *house, const char *who, const char *mode,
                  const char *language);
void talker_start_at(struct talker *talker, const struct household *house, const char *who, const char *mode,
                     const char *language, const char *url);
/* Any arguments, NULL-terminated, behind the program's name. */
void talker_start_with(struct talker *talker, const struct household *house, const char *const arguments[]);

/* Reads until the text was printed, and goes on behind it. */
void hear(struct talker *talker, const char *text);
void tell(struct talker *talker, const char *line);
void tell_bytes(struct talker *talker, const char *bytes, size_t length);
/* Hears the prompt and tells the line. */
void answer(struct talker *talker, const char *prompt, const char *line);
/* Empty lines at the prompt until the news was printed. */
void wait_for_news(struct talker *talker, const char *prompt, const char *news);
/* The line that begins with `start` behind what was heard last, without it; free() it. */
char *hear_line(struct talker *talker, const char *start);
/* Ends the input and waits for the end; what is printed on the way out is read. The exit status, 128 + the signal. */
int talker_end(struct talker *talker);
/* The same without ending the input. */
int talker_wait(struct talker *talker);

#endif
