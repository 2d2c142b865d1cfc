/* Rules as strangers write them: whatever is taken can be written, read again, expanded anywhere, and split in two; the work is
 * bounded. The first bytes choose the start and the window, the rest is the rule. */
#include <doran/calendar.h>

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define HEAD 5

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void split(const struct doran_event *event, const char *recurrence_id)
{
    struct doran_arena arena = {0};
    const struct doran_event_set set = {event, NULL, 0};
    struct doran_event_outcome outcome;
    struct doran_event_change change = {
        .scope = DORAN_event_scope_following, .recurrence_id = recurrence_id, .title = "b"};
    if (doran_event_change_apply(&set, event->id, &change, "Asia/Seoul", "n", 1, &arena, &outcome, NULL)) {
        for (size_t i = 0; i < outcome.put.count; i++) {
            if (!doran_event_check(&outcome.put.items[i], NULL))
                abort();
        }
    }
    doran_arena_deinit(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char text[600], again[DORAN_RRULE_TEXT_MAX], start[DORAN_WALL_TEXT_MAX], end[DORAN_WALL_TEXT_MAX];
    struct doran_rule rule;
    struct doran_arena arena = {0};
    struct doran_occurrence_list list;
    bool more, all_day;
    if (size < HEAD || size - HEAD >= sizeof text)
        return 0;
    memcpy(text, data + HEAD, size - HEAD);
    text[size - HEAD] = '\0';
    struct doran_date day =
        doran_date_add_days((struct doran_date){1900, 1, 1}, (data[0] << 8 | data[1]) % 72000);
    struct doran_wall wall = {day, data[2] % 24, data[2] % 60, 0};
    all_day = (data[2] & 128) != 0;
    if (all_day)
        wall = (struct doran_wall){.date = day};
    struct doran_date from = doran_date_add_days(day, (data[3] << 8 | data[4]) % 72000);
    struct doran_window window = {from, doran_date_add_days(from, 1 + data[4]), "America/New_York", 0};
    struct doran_event event = {.id = "a",
                                .title = "a",
                                .all_day = all_day,
                                .start = doran_when_format(wall, all_day, start),
                                .end = doran_when_format(doran_wall_add(wall, 86400), all_day, end),
                                .zone = all_day ? NULL : "America/New_York",
                                .rrule = text,
                                .uid = "a"};
    if (doran_rule_parse(text, &rule, NULL) && doran_rule_format(&rule, again)) {
        struct doran_rule second;
        if (!doran_rule_parse(again, &second, NULL))
            abort();
        char third[DORAN_RRULE_TEXT_MAX];
        if (!doran_rule_format(&second, third) || strcmp(again, third) != 0)
            abort();
    }
    if (doran_event_check(&event, NULL) &&
        doran_events_expand(&event, 1, &window, &arena, &list, &more, NULL) && list.count > 0)
        split(&event, list.items[list.count / 2].recurrence_id);
    doran_arena_deinit(&arena);
    return 0;
}
