/* The overlays that live in files of their own: each does to rows what a queued item will do. False without memory. */
#ifndef DORAN_REPLICA_OVERLAY_H
#define DORAN_REPLICA_OVERLAY_H

#include "libdoran/replica/store.h"

/* overlay_mission.c */
bool overlay_mission_create(const struct store_item *item, struct store_rows *rows);
bool overlay_mission_delete(const struct store_item *item, struct store_rows *rows);
bool overlay_mission_check(const struct store_item *item, struct store_rows *rows);
bool overlay_mission_uncheck(const struct store_item *item, struct store_rows *rows);

#endif
