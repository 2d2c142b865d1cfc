#include "support/crowd.h"

#include "support/directory.h"
#include "support/rest.h"

#include <doran/account.h>

#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define TITLE "오순도순우리집이야기"
#define COMERS 45 /* who comes and goes, three pieces of news each time */
#define LONG_EMAIL "a.very.long.address.of.our.grandmother@mail.of-the-whole-family.example.org"
#define PRESENT 1     /* the member who is there */
#define SEEN_LATELY 2 /* the members who were there a while ago */
#define SEEN_BEFORE 3

static const struct {
    const char *nickname, *profile;
    enum doran_mood mood;
} people[CROWD_MEMBERS] = {
    {"우리집큰며느리님", "가나다라마바사아자차카타파하거", DORAN_mood_head},
    {"부산작은외할머니", "해운대할머니", DORAN_mood_love},
    {"서울큰고모부님댁", "서울고모부", DORAN_mood_nice},
    {"👩‍👩‍👧‍👦막내이모님댁네", "이모", DORAN_mood_sleepy},
    {"Alexandr", "Alexandria", DORAN_mood_angry},
    {"첫째둘째셋째넷째", "남매", DORAN_mood_none},
    {"외할아버지할머니", "시골집", DORAN_mood_sad},
    {"꽃사슴🦌고모부님", "사슴", DORAN_mood_good},
    {"ㅋㅋㅋㅋㅋㅋㅋㅋ", "키읔", DORAN_mood_none},
    {"뷁쉛쀍뾃꿻뛟뚫뛺", "뷁쉛", DORAN_mood_head},
    {"할머니", "목련꽃", DORAN_mood_good},
    {"둘", "둘째", DORAN_mood_none},
};

static void later(struct crowd *crowd, doran_time by)
{
    set_clock_set(crowd->clock, set_clock_now(crowd->clock) + by);
}

/* Whatever the server does by itself after an answer. */
static void let_server_rest(const struct crowd *crowd)
{
    uint64_t turns = 0, before = 1;
    for (int waited = 0; waited < SERVER_WAIT_MS; waited += 5) {
        bool sleeps = process_sleeps(server_pid(crowd->server), &turns);
        if (sleeps && turns == before)
            return;
        before = turns;
        poll(NULL, 0, 5);
    }
    fail_msg("the server does not come to rest");
}

static void ask(const struct person *person, enum doran_route_id route, const struct doran_path *path,
                const void *request)
{
    struct doran_arena arena = {0};
    int status = person_call(person, route, path, request, NULL, &arena);
    if (status != doran_route(route)->status)
        fail_msg("%s: %d", doran_route(route)->name, status);
    doran_arena_deinit(&arena);
}

static void sign_up(struct crowd *crowd, struct person *person, const char *email, const char *profile)
{
    later(crowd, DORAN_MINUTE);
    person_sign_up(person, server_port(crowd->server), email, profile);
}

/* The server gives out pictures by chance. */
static void take_picture(const struct person *person)
{
    struct doran_profile_change change = {0};
    doran_set(&change, profile_change, avatar, 2);
    ask(person, DORAN_R_profile_change, NULL, &change);
}

static void make_members(struct crowd *crowd)
{
    for (size_t i = 0; i < CROWD_MEMBERS; i++) {
        char email[80];
        snprintf(email, sizeof email, "member-%zu@example.org", i);
        sign_up(crowd, &crowd->members[i], i == 0 ? LONG_EMAIL : email, people[i].profile);
        if (i == 0)
            person_found_family(&crowd->members[0], TITLE, people[0].nickname, crowd->family);
        else
            person_bring_in(&crowd->members[0], &crowd->members[i], crowd->family, people[i].nickname);
        take_picture(&crowd->members[i]);
        if (people[i].mood != DORAN_mood_none) {
            struct doran_mood_change mood = {.mood = people[i].mood};
            ask(&crowd->members[i], DORAN_R_mood_change, NULL, &mood);
        }
    }
}

static void make_news(struct crowd *crowd)
{
    struct person comer;
    struct doran_path path = person_path(DORAN_PARAM_family, crowd->family);
    sign_up(crowd, &comer, "comer@example.org", "나그네");
    for (int i = 0; i < COMERS; i++) {
        later(crowd, DORAN_HOUR);
        person_bring_in(&crowd->members[0], &comer, crowd->family, "오고가는둘째사위");
        later(crowd, DORAN_MINUTE);
        ask(&comer, DORAN_R_family_leave, &path, NULL);
    }
}

static void invite(struct crowd *crowd, const char *nickname, const char *email)
{
    struct doran_path path = person_path(DORAN_PARAM_family, crowd->family);
    struct doran_invite_create request = {.email = email, .nickname = nickname};
    later(crowd, DORAN_HOUR);
    ask(&crowd->members[0], DORAN_R_invite_create, &path, &request);
}

static void make_invites(struct crowd *crowd)
{
    struct person stranger;
    char other[37];
    invite(crowd, "미국작은할아버지", "another.very.long.address@mail.of-the-whole-family.example.org");
    invite(crowd, "코드로오는이모부", NULL);
    sign_up(crowd, &crowd->newcomer, "uncle@example.org", "낚시왕");
    take_picture(&crowd->newcomer);
    invite(crowd, "부산삼촌", crowd->newcomer.email);
    sign_up(crowd, &stranger, "stranger@example.org", "바깥사돈");
    person_found_family(&stranger, "여덟글자열글자제목들", "멀리사는바깥사돈", other);
    struct doran_path path = person_path(DORAN_PARAM_family, other);
    struct doran_invite_create request = {.email = LONG_EMAIL, .nickname = "그집의큰며느리님"};
    ask(&stranger, DORAN_R_invite_create, &path, &request);
}

static void make_devices(struct crowd *crowd)
{
    static const char *const names[] = {
        "거실에있는아주오래된컴퓨터이고이름이마흔글자나되는기기라서화면을넘쳐요길어요끝",
        "laptop-of-the-daughter-in-law-in-the-kit", "📱 손전화"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct doran_login_request request = {
            .email = LONG_EMAIL, .password = PERSON_PASSWORD, .device = names[i]};
        later(crowd, DORAN_HOUR);
        ask(&crowd->members[0], DORAN_R_login, NULL, &request);
    }
}

/* A mission of the first `count` members from `first` on, and how many of them check their parts. */
static void propose(struct crowd *crowd, size_t author, const char *title, size_t first, size_t count,
                    size_t checks)
{
    struct doran_path path = person_path(DORAN_PARAM_family, crowd->family);
    struct doran_mission_participant participants[CROWD_MEMBERS];
    struct doran_mission_create request = {.title = title, .participants = {participants, count}};
    struct doran_mission mission = {0};
    struct doran_arena arena = {0};
    for (size_t i = 0; i < count; i++)
        participants[i] = (struct doran_mission_participant){.user_id = crowd->members[first + i].user};
    later(crowd, DORAN_MINUTE);
    assert_int_equal(
        person_call(&crowd->members[author], DORAN_R_mission_create, &path, &request, &mission, &arena), 201);
    snprintf(path.ids[DORAN_PARAM_mission], sizeof path.ids[DORAN_PARAM_mission], "%s", mission.id);
    for (size_t i = 0; i < checks; i++)
        ask(&crowd->members[first + i], DORAN_R_mission_check, &path, NULL);
    doran_arena_deinit(&arena);
}

static void make_missions(struct crowd *crowd)
{
    propose(crowd, 2, "만 보 걷기", 9, 2, 0);
    propose(crowd, 0, "설거지", 0, 1, 1);
    propose(crowd, 3, "👨‍👩‍👧‍👦 다 같이 김치 담그기", 3, 5, 5);
    propose(crowd, 1, "열일곱글자까지꽉차는우리집미션제목", 0, CROWD_MEMBERS, 4);
    propose(crowd, 0, "나만 남았어요", 0, 1, 0);
}

/* --- who is there --- */

static struct doran_client *come(const struct crowd *crowd, size_t member)
{
    char name[32];
    struct doran_client_event event;
    snprintf(name, sizeof name, "replica-%zu", member);
    char *path = test_directory_path(crowd->folder, name);
    struct doran_client *client = person_client(&crowd->members[member], server_port(crowd->server), path);
    for (int waited = 0; doran_client_connection(client) != DORAN_CONNECTED; waited += 10) {
        if (waited > SERVER_WAIT_MS)
            fail_msg("member %zu does not come", member);
        poll(&(struct pollfd){.fd = doran_client_fd(client), .events = POLLIN}, 1, 10);
        while (doran_client_next_event(client, &event))
            continue;
    }
    free(path);
    return client;
}

static void go(const struct crowd *crowd, struct doran_client *client)
{
    doran_client_free(client);
    let_server_rest(crowd);
}

static void make_presence(struct crowd *crowd)
{
    assert_true(set_clock_now(crowd->clock) < SET_CLOCK_START - 5 * DORAN_HOUR);
    set_clock_set(crowd->clock, SET_CLOCK_START - 5 * DORAN_HOUR);
    go(crowd, come(crowd, SEEN_BEFORE));
    set_clock_set(crowd->clock, SET_CLOCK_START - 12 * DORAN_MINUTE);
    go(crowd, come(crowd, SEEN_LATELY));
    set_clock_set(crowd->clock, SET_CLOCK_START);
    crowd->present = come(crowd, PRESENT);
    let_server_rest(crowd);
}

/* --- all of it --- */

void crowd_init(struct crowd *crowd)
{
    static const char *const flags[] = {SERVER_UNLIMITED, NULL};
    *crowd = (struct crowd){.clock = set_clock_new(), .folder = test_directory_new("crowd")};
    assert_non_null(crowd->folder);
    set_clock_export(crowd->clock, true);
    crowd->server = server_start(&(struct server_options){.flags = flags});
    set_clock_export(crowd->clock, false);
    set_clock_set(crowd->clock, SET_CLOCK_START - 3 * DORAN_DAY);
    make_members(crowd);
    make_news(crowd);
    make_invites(crowd);
    make_devices(crowd);
    make_missions(crowd);
    make_presence(crowd);
}

void crowd_deinit(struct crowd *crowd)
{
    doran_client_free(crowd->present);
    if (crowd->server)
        server_stop(crowd->server);
    test_directory_remove(crowd->folder);
    set_clock_free(crowd->clock);
    *crowd = (struct crowd){0};
}

void crowd_save_account(const struct crowd *crowd, const struct person *person, const char *state,
                        const char *profile)
{
    struct doran_account account = {0};
    struct doran_error error = {0};
    snprintf(account.server, sizeof account.server, "%s", server_url(crowd->server));
    snprintf(account.token, sizeof account.token, "%s", person->token);
    snprintf(account.user_id, sizeof account.user_id, "%s", person->user);
    setenv("DORAN_STATE_DIR", state, 1);
    if (!doran_account_save(profile, &account, &error))
        fail_msg("no account: %s", error.message);
}
