/* Many people do everything at once. Whatever comes of it, what a reader pieced together from changes is what a new reader
 * finds, nothing breaks, and every refusal has a reason of the domain's. */
#include "server/api_case.h"

#define PEOPLE 6
#define FAMILIES 3
#define AT_ONCE 24
#define ROUNDS 80
#define ENTRIES_MAX 4096

/* What a reader knows: the objects it was told of, as JSON. */
struct known {
    char stream[37], id[37];
    enum doran_kind kind;
    char *json;
};
struct replica {
    struct known *items;
    size_t count;
    char *cursor;
};
struct town {
    struct api_case *test;
    struct doran_login people[PEOPLE];
    struct replica replicas[PEOPLE];
    char families[FAMILIES][37];
    uint32_t random;
};

static unsigned pick(struct town *town, unsigned below)
{
    town->random = town->random * 1664525u + 1013904223u;
    return (town->random >> 8) % below;
}

static void forget(struct replica *replica, size_t i)
{
    free(replica->items[i].json);
    replica->items[i] = replica->items[--replica->count];
}

static void forget_all(struct replica *replica)
{
    while (replica->count > 0)
        forget(replica, 0);
    free(replica->items);
    free(replica->cursor);
}

static struct known *find(struct replica *replica, const struct doran_change *change)
{
    for (size_t i = 0; i < replica->count; i++) {
        struct known *known = &replica->items[i];
        if (known->kind == change->kind && !strcmp(known->id, change->id) &&
            !strcmp(known->stream, change->stream))
            return known;
    }
    return NULL;
}

static void apply(struct replica *replica, const struct doran_change *change)
{
    struct known *known = find(replica, change);
    if (change->op == DORAN_op_delete) {
        if (known)
            forget(replica, (size_t)(known - replica->items));
        for (size_t i = replica->count; change->kind == DORAN_kind_membership && i-- > 0;)
            if (!strcmp(replica->items[i].stream, change->id))
                forget(replica, i);
        return;
    }
    if (!known) {
        if (!replica->items)
            replica->items = calloc(ENTRIES_MAX, sizeof *replica->items);
        assert_true(replica->count < ENTRIES_MAX);
        known = &replica->items[replica->count++];
        *known = (struct known){.kind = change->kind};
        snprintf(known->stream, sizeof known->stream, "%s", change->stream);
        snprintf(known->id, sizeof known->id, "%s", change->id);
    }
    struct doran_buffer json = {0};
    doran_json_encode(doran_kind_type(change->kind), change->object, &json);
    free(known->json);
    known->json = doran_buffer_move(&json);
}

static void catch_up(struct town *town, const char *token, struct replica *replica, int64_t limit)
{
    struct doran_change_page page;
    do {
        page = (struct doran_change_page){0};
        struct doran_changes_query query = {.since = replica->cursor, .limit = limit};
        assert_int_equal(call(town->test, DORAN_R_changes, NULL, token, &query, &page), 200);
        for (size_t i = 0; i < page.changes.count; i++)
            apply(replica, &page.changes.items[i]);
        free(replica->cursor);
        replica->cursor = strdup(page.cursor);
    } while (page.more);
}

static void same(const struct replica *pieced, const struct replica *fresh)
{
    for (size_t i = 0; i < fresh->count; i++) {
        const struct known *now = &fresh->items[i];
        const struct doran_change key = {.stream = now->stream, .kind = now->kind, .id = now->id};
        const struct known *then = find((struct replica *)pieced, &key);
        if (!then || strcmp(then->json, now->json) != 0)
            fail_msg("a %s is not known as it is:\n%s\n%s", doran_enum_name(DORAN_ENUM_kind, (int)now->kind),
                     then ? then->json : "(nothing)", now->json);
    }
    for (size_t i = 0; i < pieced->count; i++) {
        const struct known *then = &pieced->items[i];
        const struct doran_change key = {.stream = then->stream, .kind = then->kind, .id = then->id};
        if (!find((struct replica *)fresh, &key))
            fail_msg("a %s is still known that is gone:\n%s",
                     doran_enum_name(DORAN_ENUM_kind, (int)then->kind), then->json);
    }
}

/* The id of something of a kind that the person knows of, or NULL. */
static const struct known *any_known(struct town *town, unsigned person, enum doran_kind kind)
{
    const struct replica *replica = &town->replicas[person];
    const struct known *found = NULL;
    unsigned seen = 0;
    for (size_t i = 0; i < replica->count; i++)
        if (replica->items[i].kind == kind && pick(town, ++seen) == 0)
            found = &replica->items[i];
    return found;
}

struct deed {
    enum doran_route_id route;
    const char *body;   /* With @n for a nickname, @e an e-mail, @u a user. */
    enum doran_kind of; /* Something the doer knows, whose id fills the path. */
    enum doran_param param;
};
static const struct deed deeds[] = {
    {DORAN_R_mood_change, "{\"mood\":\"sad\"}", DORAN_kind_none, 0},
    {DORAN_R_mood_change, "{}", DORAN_kind_none, 0},
    {DORAN_R_profile_change, "{\"nickname\":\"n@n\"}", DORAN_kind_none, 0},
    {DORAN_R_family_change, "{\"title\":\"t@n\"}", DORAN_kind_none, 0},
    {DORAN_R_invite_create, "{\"nickname\":\"@n\",\"email\":\"@e\"}", DORAN_kind_none, 0},
    {DORAN_R_invite_create, "{\"nickname\":\"@n\",\"email\":\"@e\"}", DORAN_kind_none, 0},
    {DORAN_R_invite_create, "{\"nickname\":\"@n\"}", DORAN_kind_none, 0},
    {DORAN_R_invite_withdraw, NULL, DORAN_kind_invite, DORAN_PARAM_invite},
    {DORAN_R_invite_resend, NULL, DORAN_kind_invite, DORAN_PARAM_invite},
    {DORAN_R_invitation_accept, NULL, DORAN_kind_invitation, DORAN_PARAM_invite},
    {DORAN_R_invitation_accept, NULL, DORAN_kind_invitation, DORAN_PARAM_invite},
    {DORAN_R_invitation_decline, NULL, DORAN_kind_invitation, DORAN_PARAM_invite},
    {DORAN_R_host_change, "{\"user_id\":\"@u\"}", DORAN_kind_none, 0},
    {DORAN_R_host_change, "{\"user_id\":\"@u\"}", DORAN_kind_none, 0},
    {DORAN_R_host_change, "{\"user_id\":\"@u\"}", DORAN_kind_none, 0},
    {DORAN_R_host_change, "{\"user_id\":\"@u\"}", DORAN_kind_none, 0},
    {DORAN_R_member_change, "{\"nickname\":\"@n\"}", DORAN_kind_member, DORAN_PARAM_user},
    {DORAN_R_member_remove, NULL, DORAN_kind_member, DORAN_PARAM_user},
    {DORAN_R_family_leave, NULL, DORAN_kind_none, 0},
    {DORAN_R_family_restore, NULL, DORAN_kind_none, 0},
    {DORAN_R_notification_read_all, NULL, DORAN_kind_none, 0},
    {DORAN_R_notification_change, "{\"read\":false}", DORAN_kind_notification, DORAN_PARAM_notification},
    {DORAN_R_notification_delete, NULL, DORAN_kind_notification, DORAN_PARAM_notification},
    {DORAN_R_home, NULL, DORAN_kind_none, 0},
};

/* `pattern` with its places filled. */
static void fill(char *out, size_t size, const char *pattern, const char *nickname,
                 const struct doran_user *other)
{
    struct doran_buffer text = {0};
    for (; *pattern; pattern++) {
        const char *value = *pattern != '@'     ? NULL
                            : pattern[1] == 'n' ? nickname
                            : pattern[1] == 'e' ? other->email
                                                : other->id;
        if (value) {
            doran_buffer_puts(&text, value);
            pattern++;
        } else {
            doran_buffer_putc(&text, *pattern);
        }
    }
    snprintf(out, size, "%s", text.data);
    doran_buffer_deinit(&text);
}

static void do_something(struct town *town, struct sent *sent)
{
    static const char *const nicknames[] = {"ga", "na", "da", "ra", "ma", "ba", "sa", "aa", "ja", "cha"};
    const struct deed *deed = &deeds[pick(town, sizeof deeds / sizeof deeds[0])];
    unsigned doer = pick(town, PEOPLE);
    const struct doran_user *other = town->people[pick(town, PEOPLE)].user;
    const struct known *thing = deed->of != DORAN_kind_none ? any_known(town, doer, deed->of) : NULL;
    const char *family =
        thing && deed->of != DORAN_kind_invitation ? thing->stream : town->families[pick(town, FAMILIES)];
    struct doran_path path = path_of(DORAN_PARAM_family, family);
    char body[256] = "";
    if (deed->of != DORAN_kind_none)
        snprintf(path.ids[deed->param], sizeof path.ids[0], "%s", thing ? thing->id : other->id);
    if (deed->body)
        fill(body, sizeof body, deed->body, nicknames[pick(town, 10)], other);
    api_case_send(town->test, sent, deed->route, &path, town->people[doer].token, deed->body ? body : NULL);
}

static void people_do_everything_at_once(void **state)
{
    struct town town = {.test = *state, .random = 20261122};
    int good = 0, refused = 0;
    for (int i = 0; i < PEOPLE; i++) {
        char email[32];
        snprintf(email, sizeof email, "p%d@example.org", i);
        town.people[i] = sign_up(town.test, email, "person");
    }
    for (int i = 0; i < FAMILIES; i++)
        snprintf(town.families[i], 37, "%s", make_family(town.test, town.people[i].token, "home", "head").id);
    for (int i = 1; i < PEOPLE; i++) {
        char nickname[16];
        snprintf(nickname, sizeof nickname, "first%d", i);
        bring_in(town.test, town.families[0], town.people[0].token, &town.people[i], nickname);
    }
    for (int round = 0; round < ROUNDS; round++) {
        struct sent sent[AT_ONCE];
        for (int i = 0; i < AT_ONCE; i++)
            do_something(&town, &sent[i]);
        for (int i = 0; i < AT_ONCE; i++) {
            api_case_wait(town.test, &sent[i]);
            good += sent[i].status < 300;
            refused += sent[i].status >= 400;
            if (sent[i].status >= 500)
                fail_msg("an answer of %d: %s", sent[i].status, town.test->body);
        }
        for (unsigned i = 0; i < PEOPLE; i++) /* Some often, some seldom, in pages of many sizes. */
            if (pick(&town, i + 1) == 0)
                catch_up(&town, town.people[i].token, &town.replicas[i], 1 + pick(&town, 50));
    }
    assert_true(good > ROUNDS * AT_ONCE / 5);
    assert_true(refused > 0);
    for (int i = 0; i < PEOPLE; i++) {
        struct replica fresh = {0};
        catch_up(&town, town.people[i].token, &town.replicas[i], 100);
        catch_up(&town, town.people[i].token, &fresh, 500);
        same(&town.replicas[i], &fresh);
        forget_all(&fresh);
        forget_all(&town.replicas[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        API_ON_BOTH(people_do_everything_at_once),
    };
    return cmocka_run_group_tests(tests, store_case_group_setup, store_case_group_teardown);
}
