/* rooms.h: the rooms of the plain program, each a conversation that comes back when it is over. */
#ifndef DORAN_PLAIN_ROOMS_H
#define DORAN_PLAIN_ROOMS_H

#include "client-tui/plain/talk.h"

/* ---- entrance.c: until one is logged in ---- */
/* The first menu. Returns when somebody is in, or it is over. */
void room_entrance(struct talk *talk);
/* Goes to the sample family, until it is left. */
void room_tour(struct talk *talk);
/* Forgets who was logged in, and says why (NULL: the server ended it). */
void room_logged_out(struct talk *talk, const char *sentence);
/* Shows recovery codes, once, until Enter. */
void room_codes(struct talk *talk, const struct doran_recovery_code_list *codes);
/* Asks twice for a new password; the caller wipes it. */
bool room_new_password(struct talk *talk, char out[LINE_SIZE]);

/* ---- home.c ---- */
/* The home, until one leaves. */
void room_home(struct talk *talk);
/* The same as five choices. */
void room_simple(struct talk *talk);
void room_mood(struct talk *talk);

/* ---- families.c: making, joining, switching, bringing back ---- */
void room_family_new(struct talk *talk);
void room_join(struct talk *talk);
void room_families(struct talk *talk);
/* Asks for a code, a link, or line by line the whole message that came with it. False: none. */
bool room_ask_code(struct talk *talk, const char *help, struct doran_join_link *link);
/* Joins by a code. With `quietly` a code that opens no family is no failure. */
bool room_join_by(struct talk *talk, const char *code, bool quietly);

/* ---- family.c ---- */
void room_family(struct talk *talk);
/* The members, one a line. */
void room_tell_members(struct talk *talk);

/* ---- notice.c ---- */
/* Tells what the operator of the server has to say, once, and whether it may rest for a day is asked. */
void room_notice(struct talk *talk);

/* ---- invite.c ---- */
void room_invite(struct talk *talk);
void room_invites(struct talk *talk);
void room_invitations(struct talk *talk);

/* ---- missions.c ---- */
void room_missions(struct talk *talk);
void room_badges(struct talk *talk);
/* This month's missions in full sentences, and one's own part in them by a digit. */
void room_simple_missions(struct talk *talk);
/* A mission by its id, and what can be done with it; the missions when it is not here. */
void room_mission(struct talk *talk, const char *id);
/* A mission in one line: when it was completed, and who did it. */
void room_tell_mission(struct talk *talk, const struct doran_mission *mission);
/* The badge of the day; nothing when there is none yet. */
void room_tell_badge(struct talk *talk);
/* How the month stands and the latest mission, in a sentence each. */
void room_tell_missions(struct talk *talk);

/* ---- news.c ---- */
void room_news(struct talk *talk);

/* ---- calendar.c ---- */
void room_calendar(struct talk *talk);
/* The first things that are coming in the calendar; nothing when there are none. */
void room_tell_coming(struct talk *talk);
/* An event by its id, and what can be done with it. */
void room_event(struct talk *talk, const char *id);
/* What today has, and tomorrow. */
void room_today(struct talk *talk);
/* Changes or deletes an event, and says `done` and how it is taken back. False: said already. */
bool room_event_alter(struct talk *talk, enum doran_route_id route, const char *id, const void *request,
                      const char *done);

/* ---- event_edit.c ---- */
/* Asks for a new event, field by field. */
void room_event_new(struct talk *talk);
/* Goes through the fields of an event, so much of a series as the scope says (none: it is single). The entry is not used any
 * more once the news were told. */
void room_event_edit(struct talk *talk, const struct calendar_entry *entry, enum doran_event_scope scope);

/* ---- settings.c ---- */
void room_settings(struct talk *talk);
/* Lets the settings count. The command line's language goes before theirs, theirs before the account's. */
void room_apply_settings(struct talk *talk);

/* ---- unsent.c ---- */
void room_outbox(struct talk *talk);

/* ---- help.c ---- */
/* How Dorandoran works, in five pages. */
void room_guide(struct talk *talk);
void room_help(struct talk *talk);

/* ---- me.c and device.c: one's account and devices ---- */
void room_me(struct talk *talk);
void room_devices(struct talk *talk);

#endif
