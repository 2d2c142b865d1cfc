/* iCalendar files: whatever is in them, what is kept is what the calendar takes, and it can be written and read again. */
#include <doran/calendar.h>
#include <doran/ics.h>
#include <doran/json.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct doran_ics_read_options seoul = {.zone = "Asia/Seoul", .untitled = "(no title)"};

static void require(bool condition)
{
    if (!condition)
        abort();
}

static struct doran_event event_of(const struct doran_event_create *create)
{
    return (struct doran_event){.id = create->recurrence_id != NULL ? "other" : create->uid,
                                .title = create->title,
                                .note = create->note,
                                .colour = create->colour,
                                .all_day = create->all_day,
                                .start = create->start,
                                .end = create->end,
                                .zone = create->zone,
                                .rrule = create->rrule,
                                .exceptions = create->exceptions,
                                .reminders = create->reminders,
                                .series_id = create->recurrence_id != NULL ? create->uid : NULL,
                                .recurrence_id = create->recurrence_id,
                                .uid = create->uid,
                                .created_at = DORAN_DAY,
                                .changed_at = DORAN_DAY};
}

static void check_item(const struct doran_ics_item *item)
{
    require(item->event.title != NULL && item->event.uid != NULL && item->event.start != NULL);
    require(item->remark_count <= DORAN_ICS_REMARKS_MAX && (!item->left_out || item->remark_count > 0));
    for (size_t i = 0; i < item->remark_count; i++) {
        const char *sentence = doran_ics_remark_sentence(item->remarks[i].kind);
        require((strstr(sentence, "%s") != NULL) == (item->remarks[i].detail != NULL));
    }
    struct doran_event event = event_of(&item->event);
    if (!item->left_out)
        require(doran_event_check(&event, NULL));
}

/* Some of the events, written and read again: as many are kept as were written. */
static void write_again(const struct doran_ics *ics, struct doran_arena *arena)
{
    const struct doran_event *list[8];
    struct doran_event events[8];
    size_t count = 0;
    for (size_t i = 0; i < ics->count && count < 8; i++) {
        const struct doran_event_create *create = &ics->items[i].event;
        if (ics->items[i].left_out || (create->rrule != NULL && strstr(create->rrule, "RSCALE") != NULL) ||
            create->recurrence_id != NULL)
            continue;
        events[count] = event_of(create);
        list[count] = &events[count];
        count++;
    }
    struct doran_ics_write_options options = {
        .name = ics->name, .zone = "Asia/Seoul", .from = "2026-01-01", .to = "2026-12-31"};
    struct doran_buffer out = {0};
    struct doran_ics again;
    require(doran_ics_write(list, count, &options, &out, NULL));
    require(doran_ics_read(out.data, out.length, &seoul, &again, arena, NULL));
    require(again.kept == count);
    doran_buffer_deinit(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct doran_arena arena = DORAN_ARENA(DORAN_ICS_ARENA_MAX);
    struct doran_ics ics;
    struct doran_error error = {0};
    char *copy = malloc(size > 0 ? size : 1);
    require(copy != NULL);
    memcpy(copy, data, size);
    if (doran_ics_read(copy, size, &seoul, &ics, &arena, &error)) {
        for (size_t i = 0; i < ics.count; i++)
            check_item(&ics.items[i]);
        write_again(&ics, &arena);
    } else {
        require(error.code == DORAN_ERROR_malformed || error.code == DORAN_ERROR_too_large);
    }
    free(copy);
    doran_arena_deinit(&arena);
    return 0;
}
