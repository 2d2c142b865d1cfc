/* What the files of the sync share among themselves: sync.c decides, sync_ask.c asks the server and applies
 * its answers, sync_line.c listens to the live connection. */
#ifndef DORAN_CLIENT_SYNC_PARTS_H
#define DORAN_CLIENT_SYNC_PARTS_H

#include "libdoran/client/core.h"

/* Sends the request; sync->asking tells which one is on its way. */
void sync_ask(struct doran_client *client, enum sync_request request);
/* A catch-up begins that brings whatever is committed by now, and ends. */
void sync_begin_run(struct sync *sync);
void sync_end_run(struct doran_client *client);
/* Where the replica is, as text. False with nothing to be done about it now. */
bool sync_cursor(struct doran_client *client, struct doran_buffer *out);
/* The families whose presence is to be asked for. */
void sync_want_presence(struct doran_client *client);
/* What applying has done, told on. False when rows were taken away meanwhile and the page was not applied. */
bool sync_take_effect(struct doran_client *client, const struct replica_effect *effect);
/* The server refused, or what it said could not be applied. */
void sync_take_trouble(struct doran_client *client, const struct doran_error *error);
void sync_pause(struct doran_client *client, int at_least_seconds);
void sync_close_line(struct doran_client *client);
/* The line brings nothing more: what it was to bring is fetched. */
void sync_line_lost(struct sync *sync);
/* Begins with the question who the user is. */
void sync_begin_again(struct doran_client *client);
void sync_fail_waiters(struct doran_client *client, const struct doran_error *error);
void sync_close_watch(struct sync *sync);

#endif
