/* tour_mission.h: the missions and badges of the look around. */
#ifndef DORAN_TUI_STATE_TOUR_MISSION_H
#define DORAN_TUI_STATE_TOUR_MISSION_H

#include <doran/client.h>
#include <doran/mission.h>

#define TOUR_MISSIONS_MAX 16
#define TOUR_PARTS_MAX 8
#define TOUR_ID_SIZE 37

struct tour_mission {
    struct doran_mission mission;
    struct doran_mission_part parts[TOUR_PARTS_MAX];
    char id[TOUR_ID_SIZE], month[DORAN_MONTH_LENGTH + 1];
};
struct tour_missions {
    struct doran_arena *arena; /* of the tour, for what is typed */
    const char *family, *zone, *self;
    struct tour_mission items[TOUR_MISSIONS_MAX]; /* newest first */
    size_t count;
    unsigned long made;     /* in all, for the ids */
    unsigned long revision; /* another number after each change */
    struct doran_badge badges[DORAN_BADGES];
};

/* Makes the sample: `people` are the ids of its members, oneself first. */
void tour_missions_init(struct tour_missions *missions, struct doran_arena *arena, const char *family,
                        const char *zone, const char *const people[4], doran_time now);
/* Those of a month, of a time, and the months there are, as lists in the arena. A time has its first instant and not its last. */
struct doran_mission_list tour_missions_of(struct tour_missions *missions, const char *month,
                                           struct doran_arena *arena);
struct doran_mission_list tour_missions_done(struct tour_missions *missions, doran_time from, doran_time to,
                                             struct doran_arena *arena);
struct doran_mission_month_list tour_missions_months(struct tour_missions *missions,
                                                     struct doran_arena *arena);
void tour_missions_dashboard(const struct tour_missions *missions, const char *month,
                             struct doran_dashboard *out);
/* Does a call about missions; false with the error set. */
bool tour_missions_do(struct tour_missions *missions, enum doran_route_id route,
                      const struct doran_path *path, const void *request, const void **answer,
                      struct doran_error *error);

#endif
