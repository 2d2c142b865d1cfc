#include "server/api/admin.h"
#include "server/api/admin_run.h"
#include "server/api/password.h"
#include "server/api/secret.h"
#include "server/rules/notice.h"
#include "server/store/change.h"
#include "server/store/family.h"
#include "server/store/invite.h"
#include "server/store/member.h"
#include "server/store/user.h"

#include <doran/id.h>

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
    store->now += SAMPLE_AGE / 2;
    if (result == STORE_OK)
        result = add_news(store, ids, &family);
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
