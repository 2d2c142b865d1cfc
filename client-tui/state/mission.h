/* mission.h: the family's missions, how its month stands, its badges, and what greets it, as the screens show them. */
#ifndef DORAN_TUI_STATE_MISSION_H
#define DORAN_TUI_STATE_MISSION_H

#include <doran/mission.h>
#include <doran/replica.h>

struct state;

#define SETTING_WELCOME "welcome" /* of the replica: what the server said last, as JSON */
#define SETTING_NOTICE_HIDDEN                                                                                \
    "notice-hidden" /* of the replica: "ID MICROSECONDS" of the notice not to be shown until then */

/* Read with the state, in its arena. */
struct missions {
    char month[DORAN_MONTH_LENGTH + 1]; /* the family's present one; "" without a family */
    struct doran_mission_list list;     /* its missions, newest first */
    struct doran_dashboard dashboard;
    struct doran_mission latest; /* of whatever month; id NULL: none */
    struct doran_badge_list badges;
    struct doran_welcome welcome;
};

/* Reads those of the family that is open. */
void missions_read(struct state *state);
/* A month's missions, in the arena; empty when they cannot be read. */
void missions_of(struct state *state, const char *month, struct doran_mission_list *out);
/* Those that were completed from an instant up to another, the first one first, in that arena; empty when they cannot be
 * read. */
void missions_completed(struct state *state, doran_time from, doran_time to, struct doran_mission_list *out,
                        struct doran_arena *arena);
/* How a month stands. */
void missions_dashboard(struct state *state, const char *month, struct doran_dashboard *out);
/* The months that have missions, the latest first. */
void missions_months(struct state *state, struct doran_mission_month_list *out);

/* One's own part, NULL when one takes no part. */
const struct doran_mission_part *missions_own(const struct state *state, const struct doran_mission *mission);
/* True when one's own part is the only one that is not checked. */
bool missions_is_last(const struct state *state, const struct doran_mission *mission);

/* The badge to show today: one of those that are earned, by chance; NULL when there is none. */
const struct doran_badge *missions_badge_of_today(const struct state *state);
/* The family's own greeting of today, by chance; NULL when it has none in this language. */
const char *missions_greeting_of_today(const struct state *state, const char *language);

/* Keeps what the server said; shown from the next reading on. */
void missions_take_welcome(struct state *state, const struct doran_welcome *welcome);
/* The operator's notice, NULL when there is none or it is not to be shown now. */
const struct doran_notice *missions_notice(const struct state *state);
/* Does not show it for a day. */
void missions_hide_notice(struct state *state, const char *id);

#endif
