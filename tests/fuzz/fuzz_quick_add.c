/* The quick-add line: parts lie in the line and in order, and what is understood is what the calendar takes. */
#include <doran/calendar.h>
#include <doran/json.h>
#include <doran/quick_add.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition)
{
    if (!condition)
        abort();
}

static void check_parts(const struct doran_quick_add *quick, size_t length)
{
    size_t at = 0;
    require(quick->part_count <= DORAN_QUICK_ADD_PARTS_MAX);
    for (size_t i = 0; i < quick->part_count; i++) {
        require(quick->parts[i].offset >= at && quick->parts[i].length > 0);
        at = quick->parts[i].offset + quick->parts[i].length;
        require(at <= length);
    }
}

static void check_event(struct doran_event_create *create, struct doran_arena *arena)
{
    struct doran_event event = {.title = create->title,
                                .all_day = create->all_day,
                                .start = create->start,
                                .end = create->end,
                                .zone = create->zone,
                                .rrule = create->rrule};
    require(doran_event_check(&event, NULL));
    require(doran_check(DORAN_TYPE_event_create, create, arena, NULL));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct doran_arena arena = {0};
    struct doran_quick_add quick;
    struct doran_error error = {0};
    if (size == 0)
        return 0;
    struct doran_quick_add_options options = {.now = INT64_C(1795325400000000) + data[0] * 37 * DORAN_DAY,
                                              .zone = (data[0] & 1) != 0 ? "Asia/Seoul" : "America/New_York",
                                              .day_first = (data[0] & 2) != 0};
    char *line = malloc(size);
    require(line != NULL);
    memcpy(line, data + 1, size - 1);
    line[size - 1] = '\0';
    bool understood = doran_quick_add_parse(line, &options, &quick, &arena, &error);
    check_parts(&quick, strlen(line));
    if (understood)
        check_event(&quick.event, &arena);
    else
        require(error.code == DORAN_ERROR_invalid && error.field[0] != '\0');
    free(line);
    doran_arena_deinit(&arena);
    return 0;
}
