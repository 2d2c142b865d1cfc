/* What waits to be sent, in words: every route that can wait has its own, in both languages. */
#include "client-tui/state/language.h"
#include "client-tui/state/unsent.h"
#include "client-tui/state/words.h"
#include "support/directory.h"

#include <doran/protocol.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static bool waits(enum doran_route_id route)
{
    return doran_route(route)->flags & DORAN_ROUTE_QUEUED;
}

static void check_words(const char *language)
{
    const char *all[DORAN_ROUTE_COUNT] = {NULL};
    size_t count = 0;
    assert_true(language_choose(language));
    for (int i = 0; i < DORAN_ROUTE_COUNT; i++) {
        struct doran_arena arena = {0};
        struct doran_outbox_item item = {.route = (enum doran_route_id)i};
        if (!waits(item.route))
            continue;
        const char *words = words_route(item.route), *name = doran_route(item.route)->name;
        if (strcmp(words, name) == 0 || !words[0])
            fail_msg("%s has no words in %s", name, language);
        for (size_t j = 0; j < count; j++)
            if (strcmp(all[j], words) == 0)
                fail_msg("%s has the words of another one in %s: %s", name, language, words);
        all[count++] = words;
        if (strcmp(language, "ko") == 0)
            assert_true((unsigned char)words[0] >= 0x80);
        assert_string_equal(unsent_about(NULL, &arena, &item), "");
        assert_non_null(strstr(unsent_words(&arena, &item, "A walk"), words));
        doran_arena_deinit(&arena);
    }
    assert_true(count > 15);
}

static void every_route_that_waits_has_words(void **state)
{
    (void)state;
    check_words("en");
    check_words("ko");
}

/* A text of one's own can be changed wherever there is one that is needed. */
static void the_words_name_what_it_is(void **state)
{
    (void)state;
    struct doran_arena arena = {0};
    const struct unsent_field *fields[UNSENT_FIELDS_MAX];
    struct doran_mission_create mission = {.title = "A walk"};
    struct doran_event_create event = {.title = "Dinner"};
    struct doran_event_change change = {0};
    struct doran_outbox_item item = {.route = DORAN_R_mission_create, .request = &mission};
    assert_true(language_choose("en"));
    assert_string_equal(unsent_words(&arena, &item, ""), "propose a mission: A walk");
    assert_int_equal(unsent_fields(&item, fields), 1);
    item = (struct doran_outbox_item){.route = DORAN_R_event_create, .request = &event};
    assert_string_equal(unsent_words(&arena, &item, ""), "add an event: Dinner");
    item = (struct doran_outbox_item){.route = DORAN_R_event_change, .request = &change};
    assert_string_equal(unsent_words(&arena, &item, "Dinner"), "change an event: Dinner");
    assert_string_equal(unsent_words(&arena, &item, ""), "change an event");
    doran_set(&change, event_change, title, "Party");
    assert_string_equal(unsent_words(&arena, &item, "Dinner"), "change an event: Party");
    item = (struct doran_outbox_item){.route = DORAN_R_mission_check};
    assert_string_equal(unsent_words(&arena, &item, "A walk"), "check a mission: A walk");
    doran_arena_deinit(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_route_that_waits_has_words),
                                       cmocka_unit_test(the_words_name_what_it_is)};
    return cmocka_run_group_tests_name("unsent", tests, NULL, NULL);
}
