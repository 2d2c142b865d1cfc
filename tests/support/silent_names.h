/* silent_names.h: programs whose name server answers only while a test lets it. Whoever asks meanwhile waits, without end. */
#ifndef DORAN_TESTS_SUPPORT_SILENT_NAMES_H
#define DORAN_TESTS_SUPPORT_SILENT_NAMES_H

#include <stdbool.h>

#define SILENT_NAMES_VARIABLES 3

struct silent_names;
/* It answers. Ends the program without memory or disk. */
struct silent_names *silent_names_new(void);
void silent_names_free(struct silent_names *names);
/* "NAME=value", i below SILENT_NAMES_VARIABLES: what a program needs in its environment. Borrowed. */
const char *silent_names_variable(const struct silent_names *names, int i);
void silent_names_set(struct silent_names *names, bool silent);
/* How many names the programs have asked for so far. */
unsigned silent_names_asked(const struct silent_names *names);

#endif
