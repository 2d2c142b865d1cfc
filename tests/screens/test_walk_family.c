/* Every screen of a family in which everything is as long and as many as it may be, on a real server; of somebody who is in no
 * family yet; and of the same family without a connection. */
#include "support/command.h"
#include "support/crowd.h"
#include "support/directory.h"
#include "support/walk.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
/* these first, then cmocka.h */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define COUNT(table) (sizeof(table) / sizeof *(table))

static struct crowd crowd;
static char host_variable[600], newcomer_variable[600];
static const char *const host_env[] = {host_variable, NULL}, *const newcomer_env[] = {newcomer_variable,
                                                                                      NULL};

/* One folder of profiles for somebody. */
static void settle(const struct person *person, const char *name, char variable[600])
{
    char *folder = test_directory_path(crowd.folder, name);
    snprintf(variable, 600, "DORAN_STATE_DIR=%s", folder);
    for (int i = 0; i < WALK_TERMINALS; i++)
        crowd_save_account(&crowd, person, folder, walk_profile(i));
    free(folder);
}

static int make(void **state)
{
    (void)state;
    crowd_init(&crowd);
    settle(&crowd.members[0], "host", host_variable);
    settle(&crowd.newcomer, "newcomer", newcomer_variable);
    return 0;
}

static int unmake(void **state)
{
    (void)state;
    crowd_deinit(&crowd);
    return 0;
}

/* A stage of the crowd's: what is the same in all of them is filled in. */
static void walk_crowd(struct stage stage, const int *server)
{
    static const char *const no_arguments[] = {NULL};
    stage.arguments = no_arguments;
    stage.begin = "Esc";
    stage.clock = crowd.clock;
    stage.others = server;
    stage.other_count = server != NULL;
    walk(&stage);
}

static const struct scene rooms[] = {
#define SCENE(...) {__VA_ARGS__},
#include "tests/screens/rooms.def"
#undef SCENE
};

static void every_screen(void **state)
{
    (void)state;
    walk_crowd((struct stage){.name = "family",
                              .env = host_env,
                              .en = "What is new",
                              .ko = "새 소식",
                              .back = "g h",
                              .scenes = rooms,
                              .count = COUNT(rooms)},
               (int[]){server_pid(crowd.server)});
}

static const struct scene no_family[] = {
    {"start", "", "Make our family's place", "우리 가족 공간", "", SCENE_STYLES},
    {"family-new", "1", "A new family", "새 가족", "Esc", 0},
    {"join", "2", "Join a family", "가족 공간에 들어가기", "Esc", 0},
    {"join-refused", "2 '이런것은코드가아니에요 Enter", "Join a family", "가족 공간에 들어가기", "Esc",
     SCENE_TOAST},
    {"news", "i", "News", "알림", "Esc", 0},
    {"me", "g s", "You and this device", "나와 이 기기", "Esc", 0},
    {"our-family", "g s 5", "You are in no family yet", "아직 가족이 없어요", "Esc", SCENE_TOAST},
    {"deleted", "g f Tab", "No family to bring back", "되돌릴 가족이 없어요", "Esc", SCENE_READING},
};

static void in_no_family(void **state)
{
    (void)state;
    walk_crowd((struct stage){.name = "start",
                              .env = newcomer_env,
                              .en = "Make our family's place",
                              .ko = "우리 가족 공간",
                              .back = "Esc",
                              .scenes = no_family,
                              .count = COUNT(no_family)},
               (int[]){server_pid(crowd.server)});
}

/* What is done at the command line meanwhile waits to be sent. */
static void leave_unsent(const char *profile)
{
    static const char *const commands[][4] = {{"mood", "love"}, {"family", "rename", "새로운가족이름이에요"}};
    const char *env[16] = {host_variable};
    for (int i = 0; i < SET_CLOCK_VARIABLES; i++)
        env[1 + i] = set_clock_variable(crowd.clock, i);
    for (size_t i = 0; i < COUNT(commands); i++) {
        const char *argv[12] = {DORAN_BIN};
        size_t count = 1;
        for (size_t word = 0; word < 4 && commands[i][word]; word++)
            argv[count++] = commands[i][word];
        argv[count++] = "--queue";
        argv[count++] = "--profile";
        argv[count++] = profile;
        struct command_result result;
        command_run(&result, argv, env, NULL);
        if (result.status != 0)
            fail_msg("%s: %s", argv[1], result.err);
        command_result_deinit(&result);
    }
}

static const struct scene cut_off[] = {
    {"home", "", "What is new", "새 소식", NULL, SCENE_STYLES},
    {"family", "f", "invited", "초대 ", NULL, 0},
    {"unsent", "g o", "Not sent yet", "아직 보내지 않은 것", NULL, SCENE_STYLES},
    {"give-up", "g o d", "Give this up?", "그만둘까요", "Esc g h", 0},
    {"quit", "q", "not sent yet", "아직 ", "Esc", 0},
    {"devices", "g s 2", "My devices", "내 기기", NULL, 0},
    {"invite-refused", "f a '오빠 Enter Enter", "Invite somebody", "초대하기", "Esc g h", SCENE_TOAST},
};

static void without_a_connection(void **state)
{
    (void)state;
    doran_client_free(crowd.present);
    crowd.present = NULL;
    server_kill(crowd.server);
    for (int i = 0; i < WALK_TERMINALS; i++)
        leave_unsent(walk_profile(i));
    walk_crowd((struct stage){.name = "offline",
                              .env = host_env,
                              .en = "What is new",
                              .ko = "새 소식",
                              .back = "g h",
                              .scenes = cut_off,
                              .count = COUNT(cut_off)},
               NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_screen), cmocka_unit_test(in_no_family),
                                       cmocka_unit_test(without_a_connection)};
    return cmocka_run_group_tests_name("walk_family", tests, make, unmake);
}
