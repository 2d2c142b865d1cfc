#include "client-tui/state/words.h"

#include "client-tui/i18n.h"
#include "client-tui/state/calendar_words.h"
#include "client-tui/state/language.h"
#include "client-tui/state/sentence.h"

#include <doran/moods.h>

#include <time.h>

/* A word of a table, or "" for a value that this version does not know. */
static const char *word_at(const char *const *words, size_t count, int value)
{
    return value > 0 && (size_t)value < count && words[value] ? _(words[value]) : "";
}
#define WORD_AT(words, value) word_at(words, sizeof(words) / sizeof *(words), (int)(value))

const char *words_mood(enum doran_mood mood)
{
    static const char *const words[] = {
        [DORAN_mood_good] = N_("good"),     [DORAN_mood_love] = N_("in love"),
        [DORAN_mood_nice] = N_("great"),    [DORAN_mood_sad] = N_("sad"),
        [DORAN_mood_head] = N_("headache"), [DORAN_mood_angry] = N_("angry"),
        [DORAN_mood_sleepy] = N_("sleepy"),
    };
    return WORD_AT(words, mood);
}

const char *words_mood_face(struct doran_arena *arena, enum doran_mood mood, bool emoji)
{
    const struct doran_mood_face *face = doran_mood_face(mood);
    if (!face)
        return "";
    const char *text =
        doran_arena_printf(arena, "%s %s", emoji ? face->emoji : face->ascii, words_mood(mood));
    return text ? text : words_mood(mood);
}

const char *words_role(enum doran_role role)
{
    static const char *const words[] = {[DORAN_role_member] = N_("member"), [DORAN_role_host] = N_("host")};
    return WORD_AT(words, role);
}

const char *words_invite_kind(enum doran_invite_kind kind)
{
    static const char *const words[] = {
        [DORAN_invite_kind_email] = N_("by e-mail"),
        [DORAN_invite_kind_code] = N_("by code"),
    };
    return WORD_AT(words, kind);
}

const char *words_invite_state(enum doran_invite_state state)
{
    static const char *const words[] = {
        [DORAN_invite_state_open] = N_("waiting"),
        [DORAN_invite_state_accepted] = N_("accepted"),
        [DORAN_invite_state_withdrawn] = N_("withdrawn"),
        [DORAN_invite_state_expired] = N_("expired"),
    };
    return WORD_AT(words, state);
}

const char *words_category(enum doran_category category)
{
    static const char *const words[] = {
        [DORAN_category_invitation] = N_("invitation"),     [DORAN_category_invite_accepted] = N_("invite"),
        [DORAN_category_member_joined] = N_("new member"),  [DORAN_category_member_left] = N_("farewell"),
        [DORAN_category_member_removed] = N_("family"),     [DORAN_category_host_changed] = N_("host"),
        [DORAN_category_family_renamed] = N_("family"),     [DORAN_category_family_deleted] = N_("family"),
        [DORAN_category_family_restored] = N_("family"),    [DORAN_category_security_reset] = N_("security"),
        [DORAN_category_security_device] = N_("security"),  [DORAN_category_mission_proposed] = N_("mission"),
        [DORAN_category_mission_completed] = N_("mission"), [DORAN_category_mission_deleted] = N_("mission"),
        [DORAN_category_badge_earned] = N_("badge"),        [DORAN_category_event_added] = N_("calendar"),
        [DORAN_category_event_reminder] = N_("reminder"),
    };
    return WORD_AT(words, category);
}

const char *words_kind(enum doran_kind kind)
{
    static const char *const words[] = {
        [DORAN_kind_family] = N_("family"),         [DORAN_kind_member] = N_("member"),
        [DORAN_kind_invite] = N_("invite"),         [DORAN_kind_user] = N_("account"),
        [DORAN_kind_membership] = N_("membership"), [DORAN_kind_invitation] = N_("invitation"),
        [DORAN_kind_notification] = N_("news"),     [DORAN_kind_session] = N_("device"),
        [DORAN_kind_approval] = N_("new device"),   [DORAN_kind_mission] = N_("mission"),
        [DORAN_kind_mission_month] = N_("month"),   [DORAN_kind_badge] = N_("badge"),
        [DORAN_kind_event] = N_("event"),
    };
    return WORD_AT(words, kind);
}

const char *words_connection(enum doran_connection connection)
{
    static const char *const words[] = {
        [DORAN_OFFLINE] = N_("offline"),         [DORAN_CONNECTING] = N_("reconnecting"),
        [DORAN_CATCHING_UP] = N_("catching up"), [DORAN_CONNECTED] = N_("connected"),
        [DORAN_LOGGED_OUT] = N_("logged out"),   [DORAN_UNTRUSTED] = N_("another server's key"),
    };
    return (size_t)connection < sizeof words / sizeof *words ? _(words[connection]) : "";
}

const char *words_outbox_state(enum doran_outbox_state state)
{
    static const char *const words[] = {
        [DORAN_OUTBOX_waiting] = N_("waiting to be sent"),
        [DORAN_OUTBOX_sending] = N_("being sent"),
        [DORAN_OUTBOX_parked] = N_("not accepted"),
    };
    return (size_t)state < sizeof words / sizeof *words ? _(words[state]) : "";
}

const char *words_avatar(int64_t avatar)
{
    static const char *const names[DORAN_AVATARS] = {N_("bear"), N_("rabbit"), N_("cat"), N_("chick"),
                                                     N_("dog")};
    return avatar >= 1 && avatar <= DORAN_AVATARS ? _(names[avatar - 1]) : "";
}

const char *words_route(enum doran_route_id route)
{
    static const char *const words[DORAN_ROUTE_COUNT] = {
        [DORAN_R_profile_change] = N_("change the profile"),
        [DORAN_R_mood_change] = N_("today's mood"),
        [DORAN_R_family_change] = N_("change the family"),
        [DORAN_R_member_change] = N_("change a family nickname"),
        [DORAN_R_invite_create] = N_("send an invite"),
        [DORAN_R_event_create] = N_("add an event"),
        [DORAN_R_event_change] = N_("change an event"),
        [DORAN_R_event_delete] = N_("delete an event"),
        [DORAN_R_event_restore] = N_("undo a change to the calendar"),
        [DORAN_R_invite_withdraw] = N_("take an invite back"),
        [DORAN_R_invitation_decline] = N_("decline an invitation"),
        [DORAN_R_notification_change] = N_("mark a piece of news"),
        [DORAN_R_notification_read_all] = N_("mark all news read"),
        [DORAN_R_notification_delete] = N_("delete a piece of news"),
        [DORAN_R_notification_delete_all] = N_("delete all news"),
        [DORAN_R_mission_create] = N_("propose a mission"),
        [DORAN_R_mission_delete] = N_("take a mission away"),
        [DORAN_R_mission_check] = N_("check a mission"),
        [DORAN_R_mission_uncheck] = N_("uncheck a mission"),
    };
    const char *word = (size_t)route < DORAN_ROUTE_COUNT ? words[route] : NULL;
    return word ? _(word) : (size_t)route < DORAN_ROUTE_COUNT ? doran_route(route)->name : "";
}

const char *words_number(struct doran_arena *arena, int64_t value)
{
    const char *text = doran_arena_printf(arena, "%lld", (long long)value);
    return text ? text : "";
}

/* ---- Time ---- */

/* The day it is in the machine's zone. */
static struct doran_date local_date(doran_time time)
{
    time_t seconds = (time_t)(time / DORAN_SECOND);
    struct tm parts = {0};
    localtime_r(&seconds, &parts);
    return (struct doran_date){parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday};
}

static const char *counted(struct doran_arena *arena, const char *template, int count)
{
    return sentence_of(arena, template, {"n", words_number(arena, count)});
}

const char *words_day(struct doran_arena *arena, doran_time time, doran_time now)
{
    struct doran_date date = local_date(time);
    return calendar_words_date(arena, date, date.year != local_date(now).year);
}

const char *words_near_day(struct doran_arena *arena, doran_time time, doran_time now,
                           const struct words_near *words)
{
    int32_t days = doran_date_number(local_date(now)) - doran_date_number(local_date(time));
    if (days == 0)
        return words->today;
    if (days == 1)
        return words->yesterday;
    return sentence_of(arena, words->on, {"date", words_day(arena, time, now)});
}

const char *words_ago(struct doran_arena *arena, doran_time time, doran_time now)
{
    if (time == 0)
        return "";
    struct doran_ago ago = doran_time_ago(time, now);
    unsigned long count = (unsigned long)ago.count;
    switch (ago.unit) {
    case DORAN_AGO_now:
        return _("just now");
    case DORAN_AGO_minutes:
        return counted(arena, doran_plural("{n} minute ago", "{n} minutes ago", count), ago.count);
    case DORAN_AGO_hours:
        return counted(arena, doran_plural("{n} hour ago", "{n} hours ago", count), ago.count);
    case DORAN_AGO_days:
        return counted(arena, doran_plural("{n} day ago", "{n} days ago", count), ago.count);
    case DORAN_AGO_date:
        break;
    }
    return words_day(arena, time, now);
}

const char *words_left(struct doran_arena *arena, doran_time until, doran_time now)
{
    doran_time left = until - now;
    if (left <= 0)
        return _("over");
    if (left < DORAN_HOUR) {
        int minutes = (int)((left + DORAN_MINUTE - 1) / DORAN_MINUTE);
        return counted(arena, doran_plural("{n} minute left", "{n} minutes left", (unsigned long)minutes),
                       minutes);
    }
    if (left < 2 * DORAN_DAY) {
        int hours = (int)(left / DORAN_HOUR);
        return counted(arena, doran_plural("{n} hour left", "{n} hours left", (unsigned long)hours), hours);
    }
    int days = (int)(left / DORAN_DAY);
    return counted(arena, doran_plural("{n} day left", "{n} days left", (unsigned long)days), days);
}

const char *words_date(struct doran_arena *arena, doran_time time, doran_time now)
{
    return calendar_words_day(arena, local_date(time), local_date(now));
}

const char *words_presence(struct doran_arena *arena, const struct doran_presence *presence, doran_time now)
{
    if (!presence)
        return "";
    return presence->online ? _("here now") : words_ago(arena, presence->last_seen_at, now);
}

/* ---- Sentences ---- */

const char *words_notification(struct doran_arena *arena, const struct doran_notification *notification)
{
    static const char *const templates[] = {
        [DORAN_category_invitation] = N_("{who} invites you to {family}."),
        [DORAN_category_invite_accepted] = N_("{who} accepted your invite to {family}."),
        [DORAN_category_member_joined] = N_("{who} is now part of {family}."),
        [DORAN_category_member_left] = N_("{who} left {family}."),
        [DORAN_category_member_removed] =
            N_("You are no longer part of {family}. What you made stays there."),
        [DORAN_category_host_changed] = N_("{family} has a new host."),
        [DORAN_category_family_renamed] = N_("{who} gave the family a new name: {family}."),
        [DORAN_category_family_deleted] =
            N_("{who} deleted {family}. The host can bring it back for 30 days."),
        [DORAN_category_family_restored] = N_("{who} brought {family} back."),
        [DORAN_category_security_reset] =
            N_("Your password was changed. If it was not you, get in touch with whoever runs the server."),
        [DORAN_category_security_device] =
            N_("A new device logged in. If it was not you, log it out and change your password."),
        [DORAN_category_mission_proposed] = N_("{who} proposes a mission that you are part of: {title}"),
        [DORAN_category_mission_completed] = N_("You did it together: {title}"),
        [DORAN_category_mission_deleted] = N_("{who} took the mission \"{title}\" away."),
        [DORAN_category_badge_earned] = N_("The family earned a badge: {title}"),
        [DORAN_category_event_added] = N_("{who} added to the calendar: {title}"),
        [DORAN_category_event_reminder] = N_("Soon in the calendar: {title}"),
    };
    const char *template = WORD_AT(templates, notification->category);
    const char *who = notification->actor_nickname ? notification->actor_nickname : _("somebody");
    const char *family = notification->family_title ? notification->family_title : _("the family");
    const char *title = notification->subject_title ? notification->subject_title : "";
    if (notification->category == DORAN_category_badge_earned)
        title = words_badge((enum doran_badge_name)doran_enum_value(DORAN_ENUM_badge_name, title));
    return sentence_of(arena, *template ? template : _("Something new in {family}."), {"who", who},
                       {"family", family}, {"title", title});
}

const char *words_invitation(struct doran_arena *arena, const struct doran_invitation *invitation)
{
    return sentence_of(arena, _("{who} invites you to {family}."), {"who", invitation->inviter_nickname},
                       {"family", invitation->family_title});
}

const char *words_invite_sent(void)
{
    return _("The invite is sent. If they use Dorandoran, they see it at once. If they say they do not, give "
             "them an invite "
             "code.");
}

const char *words_invite_message(struct doran_arena *arena, const char *family, const char *nickname,
                                 const char *link, const char *code)
{
    return sentence_of(
        arena, _("{nickname}, come and join {family} on Dorandoran!\n{link}\nor with the code {code}"),
        {"family", family}, {"nickname", nickname}, {"link", link}, {"code", code});
}
