/* app.h: the terminal program: one poll() over the terminal and the client's descriptor; events go into the
 * state, the open view draws it. */
#ifndef DORAN_TUI_APP_H
#define DORAN_TUI_APP_H

#include <doran/account.h>
#include <stdbool.h>

struct app_options {
    const char *profile;  /* NULL: the default one */
    const char *server;   /* NULL: the account's, or what the person types */
    const char *pin;      /* NULL: the account's, or the join link's */
    const char *language; /* "ko", "en" or NULL */
};

/* Runs until the person leaves. Returns the program's exit status. When the terminal cannot be used it says
 * kindly why and what helps, on standard error. */
int app_run(const struct app_options *options);

#endif
