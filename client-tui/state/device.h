/* device.h: what the command line said of this device and its server. All borrowed. */
#ifndef DORAN_TUI_STATE_DEVICE_H
#define DORAN_TUI_STATE_DEVICE_H

#include <doran/limits.h>

#include <stdbool.h>

struct device {
    const char *profile;  /* NULL: the default one */
    const char *server;   /* NULL: the account's, or what the person types */
    const char *pin;      /* NULL: the account's, or the join link's */
    const char *ca_file;  /* further certificate authorities in PEM, or NULL */
    const char *language; /* "ko", "en" or NULL */
    bool slow;            /* the line is slow, whatever the settings say */
    bool tour;            /* only to look around: no account is read */
};

/* What this device is called among one's devices: the computer's name, "doran" without one. */
#define DEVICE_NAME_SIZE (DORAN_DEVICE_NAME_MAX + 1)
void device_name(char out[DEVICE_NAME_SIZE]);

#endif
