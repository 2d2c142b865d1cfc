/* A room of each kind on terminals of 16 and of 8 colours: the text is that of truecolor, and every character can be seen. */
#include "support/walk.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define COUNT(table) (sizeof(table) / sizeof *(table))

/* Scenes of the look around (test_walk_tour.c), whose goldens they have. */
static const struct scene scenes[] = {
    {"home", "", NULL, "새 소식", NULL, 0},
    {"calendar", "g c", NULL, "[달]", NULL, 0},
    {"calendar-week", "g c v", NULL, "[주]", NULL, 0},
    {"calendar-delete", "g c Tab d", NULL, "지울까요", "Esc g h", 0},
    {"missions", "g m", NULL, "이번 달 미션", NULL, 0},
    {"badges", "g m b", NULL, "우리 가족 배지", "g h", 0},
    {"family", "f", NULL, "초대 ", NULL, 0},
    {"news", "i", NULL, "알림", NULL, 0},
    {"settings", "g s 6", NULL, "한글 자판", NULL, 0},
    {"palette", ":", NULL, "모두 보기", "Esc", 0},
};

static void few_colours(void **state)
{
    (void)state;
    static const char *const arguments[] = {"tour", NULL};
    walk_alone(&(struct stage){.name = "tour",
                               .arguments = arguments,
                               .ko = "새 소식",
                               .begin = "Esc Esc",
                               .back = "g h",
                               .scenes = scenes,
                               .count = COUNT(scenes),
                               .few_colours = true});
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(few_colours)};
    return cmocka_run_group_tests_name("walk_colours", tests, NULL, NULL);
}
