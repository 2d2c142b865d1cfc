#include "server/api/admin.h"
#include "server/api/admin_run.h"
#include "server/api/password.h"
#include "server/api/secret.h"
#include "server/rules/badge.h"
#include "server/rules/calendar.h"
#include "server/rules/mission.h"
#include "server/rules/notice.h"
#include "server/store/change.h"
#include "server/store/family.h"
#include "server/store/invite.h"
#include "server/store/member.h"
#include "server/store/mission.h"
#include "server/store/user.h"

#include <doran/calendar.h>
#include <doran/id.h>
#include <doran/mission.h>

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SAMPLE_ARGON2_BYTES ((size_t)64 * 1024 * 1024)
#define SAMPLE_PASSWORD_LENGTH 20
#define SAMPLE_AGE DORAN_HOUR /* So long ago it was all done. */
#define SAMPLE_ZONE "Asia/Seoul"
#define SAMPLE_GUEST "samchon@example.org"
#define SAMPLE_GUEST_NICKNAME "삼촌"

static const struct person {
    const char *email, *name, *nickname;
    enum doran_mood mood;
    int avatar;
} people[] = {
    {"eomma@example.org", "미영", "엄마", DORAN_mood_love, 1},
    {"appa@example.org", "철수", "아빠", DORAN_mood_nice, 2},
    {"ttal@example.org", "하은", "딸", DORAN_mood_good, 3},
    {"halmeoni@example.org", "순자", "할머니", DORAN_mood_sleepy, 4},
};
#define PEOPLE (sizeof people / sizeof people[0])

struct sample {
    const char *file;
    char passwords[PEOPLE][SECRET_TOKEN_MAX];
    char hashes[PEOPLE][PASSWORD_HASH_MAX];
};

static enum store_result add_person(struct store *store, const struct person *person, const char *hash,
                                    char id[37])
{
    snprintf(id, 37, "%s", doran_id_new().text);
    const struct store_account account = {.id = id,
                                          .email = person->email,
                                          .email_key = person->email,
                                          .nickname = person->name,
                                          .password = hash};
    enum store_result result = store_user_create(store, &account, person->avatar);
    return result == STORE_OK ? store_user_mood(store, id, person->mood) : result;
}

static enum store_result add_family(struct store *store, char ids[PEOPLE][37], struct doran_family *family)
{
    enum store_result result = store_family_create(store, family);
    for (size_t i = 0; result == STORE_OK && i < PEOPLE; i++) {
        result = store_member_add(store, family->id, ids[i], people[i].nickname, people[i].nickname);
        store->now += DORAN_SECOND; /* They joined one after the other. */
    }
    return result;
}

static enum store_result add_guest(struct store *store, const char *host, const struct doran_family *family)
{
    char id[37];
    snprintf(id, sizeof id, "%s", doran_id_new().text);
    const struct store_invite_new new = {
        .invite = {.id = id,
                   .family_id = family->id,
                   .kind = DORAN_invite_kind_email,
                   .email = SAMPLE_GUEST,
                   .nickname = SAMPLE_GUEST_NICKNAME,
                   .inviter_id = host,
                   .created_at = store->now,
                   .sent_at = store->now,
                   .expires_at = store->now + DORAN_INVITE_DAYS * DORAN_DAY},
        .email_key = SAMPLE_GUEST,
        .nickname_key = SAMPLE_GUEST_NICKNAME,
        .inviter_nickname = people[0].nickname,
    };
    return store_invite_create(store, &new);
}

/* The last who came is news to the host, so that there is something to open. */
static enum store_result add_news(struct store *store, char ids[PEOPLE][37],
                                  const struct doran_family *family)
{
    const struct notice notice = {.category = DORAN_category_member_joined,
                                  .family = family,
                                  .actor = ids[PEOPLE - 1],
                                  .actor_nickname = people[PEOPLE - 1].nickname,
                                  .subject_kind = DORAN_kind_member,
                                  .subject = ids[PEOPLE - 1]};
    return rules_tell(store, ids[0], &notice);
}

/* Days count from today in the family's zone; `days` long, or at a time of the day. */
static const struct plan {
    const char *title, *rrule, *note;
    enum doran_event_colour colour;
    int day, days, hour;
    size_t author;
} plans[] = {
    {.title = "김장하는 날",
     .note = "앞치마와 큰 통을 가져와요.",
     .colour = DORAN_event_colour_green,
     .days = 1},
    {.title = "저녁은 수육", .colour = DORAN_event_colour_orange, .hour = 19, .author = 1},
    {.title = "할머니 병원", .colour = DORAN_event_colour_red, .day = 3, .hour = 10},
    {.title = "제주 여행", .colour = DORAN_event_colour_sky, .day = 7, .days = 3, .author = 2},
    {.title = "할아버지 제사",
     .rrule = "RSCALE=DANGI;FREQ=YEARLY;SKIP=BACKWARD",
     .colour = DORAN_event_colour_purple,
     .day = 8,
     .days = 1,
     .author = 1},
    {.title = "온 식구 통화",
     .rrule = "FREQ=WEEKLY",
     .colour = DORAN_event_colour_blue,
     .day = -6,
     .hour = 20},
    {.title = "작년 김장", .colour = DORAN_event_colour_green, .day = -365, .days = 1},
};

static enum store_result add_plan(struct store *store, const struct plan *plan, char ids[PEOPLE][37],
                                  const struct doran_family *family)
{
    char start[DORAN_WALL_TEXT_MAX], end[DORAN_WALL_TEXT_MAX];
    const struct doran_id id = doran_id_new();
    struct doran_date day = doran_zone_date(doran_zone_or_utc(family->time_zone), doran_time_now());
    struct doran_wall from = {.date = doran_date_add_days(day, plan->day), .hour = plan->hour};
    struct doran_wall to = doran_wall_add(from, plan->days > 0 ? plan->days * 86400 : 3600);
    struct doran_event_create create = {.title = plan->title,
                                        .note = plan->note,
                                        .all_day = plan->days > 0,
                                        .start = doran_when_format(from, plan->days > 0, start),
                                        .end = doran_when_format(to, plan->days > 0, end),
                                        .rrule = plan->rrule};
    struct doran_arena arena = {0};
    struct doran_event event;
    struct doran_error error;
    doran_set(&create, event_create, colour, plan->colour);
    enum store_result result = STORE_BROKEN;
    if (doran_event_from_create(&create, id.text, family->id, family->time_zone, &arena, &event, &error)) {
        event.author_id = ids[plan->author];
        event.created_at = event.changed_at = store->now;
        result = rules_event_put(store, &event, NULL);
        if (result == STORE_OK)
            result = rules_badge_advance(store, family, DORAN_badge_name_together, 1);
    }
    doran_arena_deinit(&arena);
    return result;
}

/* Missions of this month, and how many of those who take part, in their order, have checked. */
static const struct sample_mission {
    const char *title;
    size_t author, parts, checked;
} missions[] = {
    {"할머니 댁에 전화하기", 1, 4, 4},
    {"김장 도와드리기", 2, 3, 3},
    {"같이 산책하기", 0, 3, 1},
};

static enum store_result add_mission(struct store *store, char ids[PEOPLE][37],
                                     const struct doran_family *family, const struct sample_mission *sample)
{
    struct doran_mission_part parts[PEOPLE] = {0};
    char id[37], month[DORAN_MONTH_LENGTH + 1] = "";
    snprintf(id, sizeof id, "%s", doran_id_new().text);
    doran_month_of(store->now, family->time_zone, month);
    for (size_t i = 0; i < sample->parts; i++)
        parts[i] = (struct doran_mission_part){.user_id = ids[i], .name = people[i].nickname};
    const struct doran_mission mission = {.id = id,
                                          .family_id = family->id,
                                          .title = sample->title,
                                          .author_id = ids[sample->author],
                                          .author_name = people[sample->author].nickname,
                                          .month = month,
                                          .parts = {parts, sample->parts},
                                          .created_at = store->now};
    enum store_result result = store_mission_create(store, &mission);
    for (size_t i = 0; result == STORE_OK && i < sample->checked; i++)
        result = store_mission_check(store, &mission, ids[i], true);
    if (result == STORE_OK && sample->checked == sample->parts)
        result = rules_mission_complete(store, family, &mission);
    store->now += DORAN_MINUTE;
    return result;
}

static bool write_accounts(const struct sample *sample, struct doran_error *error)
{
    int fd = open(sample->file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    bool good = fd >= 0 && fchmod(fd, 0600) == 0;
    for (size_t i = 0; good && i < PEOPLE; i++)
        good = dprintf(fd, "%s %s\n", people[i].email, sample->passwords[i]) > 0;
    good = good && fsync(fd) == 0;
    int reason = errno;
    if (fd >= 0)
        close(fd);
    return good || doran_fail(error, DORAN_ERROR_storage, NULL,
                              "The accounts of the sample family cannot be kept: %s.", strerror(reason));
}

static bool make_sample(struct store *store, void *data, struct doran_error *error)
{
    struct sample *sample = data;
    char ids[PEOPLE][37], family_id[37];
    enum store_result result = store_user_any(store);

    if (result != STORE_NONE)
        return result == STORE_OK;
    result = STORE_OK;
    store->now -= SAMPLE_AGE;
    for (size_t i = 0; result == STORE_OK && i < PEOPLE; i++)
        result = add_person(store, &people[i], sample->hashes[i], ids[i]);
    snprintf(family_id, sizeof family_id, "%s", doran_id_new().text);
    struct doran_family family = {.id = family_id,
                                  .title = "우리집",
                                  .host_id = ids[0],
                                  .time_zone = SAMPLE_ZONE,
                                  .created_at = store->now};
    if (result == STORE_OK)
        result = add_family(store, ids, &family);
    if (result == STORE_OK)
        result = add_guest(store, ids[0], &family);
    for (size_t i = 0; result == STORE_OK && i < sizeof plans / sizeof *plans; i++)
        result = add_plan(store, &plans[i], ids, &family);
    store->now += SAMPLE_AGE / 2;
    if (result == STORE_OK)
        result = add_news(store, ids, &family);
    for (size_t i = 0; result == STORE_OK && i < sizeof missions / sizeof missions[0]; i++)
        result = add_mission(store, ids, &family, &missions[i]);
    /* Before the commit: a family nobody can log in to would be worse than a file without one. */
    return result == STORE_OK && write_accounts(sample, error);
}

static bool anybody_there(struct store *store, void *data, struct doran_error *error)
{
    (void)error;
    enum store_result result = store_user_any(store);
    *(bool *)data = result == STORE_OK;
    return result != STORE_BROKEN;
}

bool admin_sample(struct db *db, const char *file, struct doran_error *error)
{
    struct sample sample = {.file = file};
    bool there = false;
    if (!admin_run(db, anybody_there, &there, error))
        return false;
    const struct password_cost cost = {.memory = SAMPLE_ARGON2_BYTES};
    bool good = true;
    for (size_t i = 0; !there && good && i < PEOPLE; i++) {
        secret_token_new(sample.passwords[i]);
        sample.passwords[i][SAMPLE_PASSWORD_LENGTH] = '\0';
        good = password_hash(&cost, sample.passwords[i], sample.hashes[i]) ||
               doran_fail(error, DORAN_ERROR_no_memory, NULL, NULL);
    }
    if (!there && good)
        good = admin_run(db, make_sample, &sample, error);
    sodium_memzero(&sample, sizeof sample);
    return good;
}
