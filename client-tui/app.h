/* app.h: the terminal program: one poll() over the terminal and the client's descriptor; events go into the
 * state, the open view draws it. */
#ifndef DORAN_TUI_APP_H
#define DORAN_TUI_APP_H

#include "client-tui/state/device.h"

/* Runs until the person leaves. Returns the program's exit status. When the terminal cannot be used it says
 * kindly why and what helps, on standard error. */
int app_run(const struct device *device);

#endif
