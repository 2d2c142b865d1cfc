/* The look around: what is done there shows wherever it belongs. */
#include "client-tui/state/mission.h"
#include "client-tui/state/state.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#define FOUND_MAX 32

/* The missions that were completed on a day or, past midnight, on the next, as the calendar tells them. */
static size_t completed(struct state *state, int32_t day)
{
    struct calendar_memory found[FOUND_MAX];
    return calendar_memories(state, day, 0, 0, found, FOUND_MAX) +
           calendar_memories(state, day + 1, 0, 0, found, FOUND_MAX);
}

/* One that lacks only the own check. */
static const struct doran_mission *nearly_done(struct state *state)
{
    struct doran_mission_list list = {0};
    missions_of(state, state->missions.month, &list);
    for (size_t i = 0; i < list.count; i++)
        if (list.items[i].completed_at == 0 && missions_is_last(state, &list.items[i]))
            return &list.items[i];
    return NULL;
}

static void a_mission_that_is_completed_is_a_memory_of_the_day(void **unused)
{
    (void)unused;
    struct state state;
    struct doran_path path = {0};
    struct doran_error error = {0};
    state_init(&state);
    assert_true(state_tour(&state));
    int32_t day = doran_date_number(calendar_today(&state));
    size_t before = completed(&state, day);
    const struct doran_mission *mission = nearly_done(&state);
    assert_non_null(mission);
    snprintf(path.ids[DORAN_PARAM_mission], sizeof path.ids[0], "%s", mission->id);
    assert_true(state_enqueue(&state, DORAN_R_mission_check, &path, NULL, NULL, &error));
    state_reload(&state);
    assert_int_equal(completed(&state, day), before + 1);
    state_deinit(&state);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_mission_that_is_completed_is_a_memory_of_the_day),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
