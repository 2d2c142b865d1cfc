/* Every screen of the look around: the sample family, no server. */
#include "support/walk.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define COUNT(table) (sizeof(table) / sizeof *(table))

static const struct scene scenes[] = {
#define SCENE(...) {__VA_ARGS__},
#include "tests/screens/rooms.def"
#undef SCENE
    {"invite-code", "f a '오빠 Enter Enter", "Hand this over", "이렇게 전해 주세요", NULL,
     SCENE_READING | SCENE_PICTURE},
    {"calendar-next", "g c ] Down", "[Month]", "[달]", NULL, 0},
    {"calendar-form-refused", "g c a '가 Tab Tab Ctrl-u 'nonsense Ctrl-s", "not understood as a day",
     "알아듣지 못했어요", "Esc g h", 0},
    {"calendar-form-zone", "g c a '가 Shift-Tab Shift-Tab Ctrl-u 'Moon/Base Ctrl-s", "This zone is not known",
     "모르는 시간대예요", "Esc g h", 0},
    {"calendar-go", "g c G '2027-09-15", "Go to a day", "날짜로 가기", "Esc g h", 0},
    {"calendar-search", "g c / '없는말 Enter", "Search the calendar", "일정 찾기", "Esc g h", 0},
    {"calendar-day", "g c Tab Down", "[Month]", "[달]", "g h", 0},
    {"calendar-event", "g c Tab Enter", "Made by", "만든 사람", "Esc g h", SCENE_STYLES | SCENE_READING},
    {"calendar-delete", "g c Tab d", "Delete ", "지울까요", "Esc g h", 0},
    {"calendar-scope", "g c Down Down Right Right d", "Delete which of them?", "어디까지 지울까요", "Esc g h",
     0},
    {"calendar-edit", "g c Down Down Right Right e 3 Enter", "Change an event", "일정 고치기", "Esc g h", 0},
    {"log-in-refused", "g s 3 'a Enter 'b Enter 'b Enter", "This is only a look around", "둘러보기",
     "Esc g h", SCENE_TOAST},
};

static void every_screen(void **state)
{
    (void)state;
    static const char *const arguments[] = {"tour", NULL};
    walk_alone(&(struct stage){.name = "tour",
                               .arguments = arguments,
                               .en = "What is new",
                               .ko = "새 소식",
                               .begin = "Esc Esc",
                               .back = "g h",
                               .scenes = scenes,
                               .count = COUNT(scenes)});
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_screen)};
    return cmocka_run_group_tests_name("walk_tour", tests, NULL, NULL);
}
