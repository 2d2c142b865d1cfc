/** @file notify.h  Tells the service manager how it goes (sd_notify(3)), when there is one. */
#ifndef SERVER_BASE_NOTIFY_H
#define SERVER_BASE_NOTIFY_H

/** Sends a state as "READY=1" to $NOTIFY_SOCKET; does nothing without one. */
void notify_manager(const char *state);

#endif
