/* words.h: the words that both the screens and the command line say about the family's things, in the user's
 * language.
 *
 * Texts without an arena are static. Those with one live in it and are never NULL. */
#ifndef DORAN_TUI_WORDS_H
#define DORAN_TUI_WORDS_H

#include <doran/arena.h>
#include <doran/client.h>
#include <doran/protocol.h>
#include <doran/replica.h>
#include <doran/types.h>

/* "좋아요"; "" for none. */
const char *words_mood(enum doran_mood mood);
/* "🙂 좋아요", or ":) 좋아요" where emoji cannot be shown; "" for none. */
const char *words_mood_face(struct doran_arena *arena, enum doran_mood mood, bool emoji);
/* "대표", "구성원". */
const char *words_role(enum doran_role role);
/* "이메일로", "초대 코드로". */
const char *words_invite_kind(enum doran_invite_kind kind);
/* "기다리는 중", "수락함", … */
const char *words_invite_state(enum doran_invite_state state);
/* What a notification is about in one or two words: "초대", "새 식구", … */
const char *words_category(enum doran_category category);
/* The kind of a thing: "가족", "구성원", … */
const char *words_kind(enum doran_kind kind);
/* "연결됨", "다시 잇는 중", "오프라인", … */
const char *words_connection(enum doran_connection connection);
/* "보내기를 기다려요", "보내는 중", "보내지 못했어요". */
const char *words_outbox_state(enum doran_outbox_state state);
/* What a queued call does: "오늘의 기분 바꾸기", … Falls back to the route's name. */
const char *words_route(enum doran_route_id route);
/* "bear": what a default avatar shows. 1 to DORAN_AVATARS; "" for another number. */
const char *words_avatar(int64_t avatar);

/* "방금 전", "3분 전", "2시간 전", "어제"-less days "3일 전", then "11월 25일", with the year when it is
 * another one. */
const char *words_ago(struct doran_arena *arena, doran_time time, doran_time now);
/* How long something still stands: "3분 남음", "2시간 남음", "12일 남음", "끝남". */
const char *words_left(struct doran_arena *arena, doran_time until, doran_time now);
/* "11월 25일 (수)" in the machine's zone, with the year when it is another one than now's. */
const char *words_date(struct doran_arena *arena, doran_time time, doran_time now);
/* "접속 중", or words_ago() of when they were last seen; "" when that is not known. NULL is allowed. */
const char *words_presence(struct doran_arena *arena, const struct doran_presence *presence, doran_time now);

/* The whole sentence of a notification: "엄마가 우리집으로 초대했어요." */
const char *words_notification(struct doran_arena *arena, const struct doran_notification *notification);
/* "엄마가 우리집으로 초대했어요." of an invitation that waits. */
const char *words_invitation(struct doran_arena *arena, const struct doran_invitation *invitation);
/* What the inviter is told after an invite was sent by e-mail: the same whoever it went to. */
const char *words_invite_sent(void);
/* An invite by code as a message ready to be sent to a relative. */
const char *words_invite_message(struct doran_arena *arena, const char *family, const char *nickname,
                                 const char *link, const char *code);

/* "11월 20일", with the year when it is another one. */
const char *words_day(struct doran_arena *arena, doran_time time, doran_time now);
/* The words of a day that is gone, translated; `on` has {date}. */
struct words_near {
    const char *today, *yesterday, *on;
};
/* The one of them that fits: "오늘 달성", "어제 달성", "11월 20일 달성". */
const char *words_near_day(struct doran_arena *arena, doran_time time, doran_time now,
                           const struct words_near *words);

/* "12", for a place in a sentence. */
const char *words_number(struct doran_arena *arena, int64_t value);

/* ---- Missions and badges ---- */
const char *words_badge(enum doran_badge_name name);
/* What it is earned by: "Twenty missions completed". */
const char *words_badge_goal(enum doran_badge_name name);
const char *words_dashboard(enum doran_dashboard_label label);
/* A month in words, "November 2026"; "" for none. */
const char *words_month(struct doran_arena *arena, const char *month);
/* What somebody is called now, of a mission's author or part: by the members, else as it was then (NULL: unknown). */
const char *words_name(const struct doran_member_list *members, const char *user, const char *then);
/* "엄마가 제안했어요" */
const char *words_proposed(struct doran_arena *arena, const struct doran_member_list *members,
                           const struct doran_mission *mission);
/* "오늘 달성", "11월 20일 달성", or that it is not complete. */
const char *words_completed(struct doran_arena *arena, const struct doran_mission *mission, doran_time now);
/* "어제 받았어요", "11월 19일에 받았어요" of one that is earned. */
const char *words_earned(struct doran_arena *arena, const struct doran_badge *badge, doran_time now);

#endif
