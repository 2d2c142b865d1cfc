/* place.h: where a program at a terminal keeps its state and reads its settings: folders of a test's own. */
#ifndef DORAN_TESTS_SUPPORT_PLACE_H
#define DORAN_TESTS_SUPPORT_PLACE_H

#include "support/screen.h"

#define PLACE_ENV_OWN 2 /* the first of `env` that a test may set */
#define PLACE_ENV_MAX 8

struct place {
    char *folder;
    char state[600], config[600];   /* Variables of the environment: DORAN_STATE_DIR and XDG_CONFIG_HOME. */
    const char *env[PLACE_ENV_MAX]; /* Both; NULL-terminated. */
    struct screen *screen;          /* A test's own, which ends with the place; NULL: none. */
};

/* An empty one; `purpose` names the folder. */
void place_init(struct place *place, const char *purpose);
void place_deinit(struct place *place);
/* Writes one of the program's own files, "settings" or "themes/mine.theme". */
void place_write(const struct place *place, const char *name, const char *text);

#endif
