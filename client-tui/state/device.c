#include "client-tui/state/device.h"

#include <stdio.h>
#include <unistd.h>

void device_name(char out[DEVICE_NAME_SIZE])
{
    out[DEVICE_NAME_SIZE - 1] = '\0';
    if (gethostname(out, DEVICE_NAME_SIZE - 1) != 0 || out[0] == '\0')
        snprintf(out, DEVICE_NAME_SIZE, "doran");
}
