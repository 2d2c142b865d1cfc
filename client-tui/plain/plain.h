/* plain.h: the whole program as lines: numbered choices, one prompt line, no cursor movement. For screen readers,
 * scripts and terminals that cannot position. */
#ifndef DORAN_PLAIN_PLAIN_H
#define DORAN_PLAIN_PLAIN_H

#include "client-tui/state/device.h"

/* Runs until the person leaves or the input ends; the exit status. */
int plain_run(const struct device *device);
/* The same for a grandparent: at most five choices at a time, full sentences, more room. */
int plain_run_simple(const struct device *device);

#endif
