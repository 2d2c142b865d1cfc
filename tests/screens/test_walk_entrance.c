/* Every screen before one is in: no account, no server. */
#include "support/walk.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define COUNT(table) (sizeof(table) / sizeof *(table))
#define LONG_EMAIL "a.very.long.address.of.our.grandmother@mail.of-the-whole-family.example.org"

static const struct scene scenes[] = {
    {"welcome", "", "Welcome to Dorandoran", "환영해요", "", SCENE_STYLES},
    {"welcome-last", "End", "Welcome to Dorandoran", "환영해요", "Home", 0},
    {"signup", "1", "Make an account", "계정 만들기", "Esc", SCENE_STYLES},
    {"signup-filled",
     "1 '도란도란에서우리집가족으로함께해요!https://family.example.org:7474/join#v1.AAAA-BBBB-CCCC-DDDD "
     "Enter "
     "'" LONG_EMAIL " Enter 'secretsecretsecret Enter '가나다라마바사아자차카타파하거너더러",
     "Make an account", "계정 만들기", "Esc", 0},
    {"enter", "2", "With my password", "비밀번호로", "Esc", 0},
    {"login", "2 1", "Log in", "로그인", "Esc Esc", 0},
    {"login-refused", "2 1 'me@example.org Enter 'secretsecret Enter Ctrl-u 'http://127.0.0.1:1 Enter",
     "server cannot be reached", "연결할 수 없어요", "Esc Esc", SCENE_TOAST},
    {"let-in", "2 2", "By my other device", "다른 내 기기로", "Esc Esc", 0},
    {"recover", "2 3", "I forgot my password", "비밀번호를 잊었어요", "Esc Esc", 0},
    {"guide", "5", "1 / 5", "1 / 5", "Esc", SCENE_READING},
    {"settings", "g s", "Hangul keys", "한글 자판", "Esc", 0},
    {"help", "?", "F2", "F2", "Esc", 0},
    {"palette", ":", "Everything", "모두 보기", "Esc", 0},
};

static void every_screen(void **state)
{
    (void)state;
    static const char *const arguments[] = {NULL};
    walk_alone(&(struct stage){.name = "entrance",
                               .arguments = arguments,
                               .en = "Welcome to Dorandoran",
                               .ko = "환영해요",
                               .begin = "",
                               .back = "Esc",
                               .scenes = scenes,
                               .count = COUNT(scenes)});
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_screen)};
    return cmocka_run_group_tests_name("walk_entrance", tests, NULL, NULL);
}
