/* ics_desk.h: what the tests of the iCalendar reader read with. Only for tests/libdoran. */
#ifndef DORAN_TESTS_LIBDORAN_ICS_DESK_H
#define DORAN_TESTS_LIBDORAN_ICS_DESK_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <doran/calendar.h>
#include <doran/ics.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct desk {
    struct doran_arena arena;
    struct doran_ics ics;
    struct doran_error error;
};

static const struct doran_ics_read_options seoul = {.zone = "Asia/Seoul", .untitled = "(no title)"};

static inline int setup(void **state)
{
    struct desk *desk = calloc(1, sizeof *desk);
    assert_non_null(desk);
    desk->arena = DORAN_ARENA(DORAN_ICS_ARENA_MAX);
    *state = desk;
    return 0;
}

static inline int teardown(void **state)
{
    struct desk *desk = *state;
    doran_arena_deinit(&desk->arena);
    free(desk);
    return 0;
}

static inline bool read_bytes(struct desk *desk, const char *bytes, size_t length)
{
    return doran_ics_read(bytes, length, &seoul, &desk->ics, &desk->arena, &desk->error);
}

/* Reads a calendar of these lines, which are separated by "\n". */
static inline void read_calendar(struct desk *desk, const char *lines)
{
    struct doran_buffer file = {0};
    doran_buffer_puts(&file, "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n");
    for (const char *at = lines; *at != '\0';) {
        size_t length = strcspn(at, "\n");
        doran_buffer_append(&file, at, length);
        doran_buffer_puts(&file, "\r\n");
        at += length + (at[length] == '\n' ? 1 : 0);
    }
    doran_buffer_puts(&file, "END:VCALENDAR\r\n");
    char *copy = malloc(file.length); /* So that a byte too far is seen. */
    assert_non_null(copy);
    memcpy(copy, file.data, file.length);
    if (!read_bytes(desk, copy, file.length))
        fail_msg("%s", desk->error.message);
    free(copy);
    doran_buffer_deinit(&file);
}

/* Reads one event of these lines. */
static inline const struct doran_ics_item *read_event(struct desk *desk, const char *lines)
{
    char text[8192];
    snprintf(text, sizeof text, "BEGIN:VEVENT\nUID:one\n%s\nEND:VEVENT\n", lines);
    read_calendar(desk, text);
    assert_true(desk->ics.count >= 1);
    return &desk->ics.items[0];
}

static inline const struct doran_ics_remark *remark_of(const struct doran_ics_item *item,
                                                       enum doran_ics_remark_kind kind)
{
    for (size_t i = 0; i < item->remark_count; i++) {
        if (item->remarks[i].kind == kind)
            return &item->remarks[i];
    }
    return NULL;
}

static inline void assert_remark(const struct doran_ics_item *item, enum doran_ics_remark_kind kind,
                                 const char *detail)
{
    const struct doran_ics_remark *remark = remark_of(item, kind);
    if (remark == NULL)
        fail_msg("no remark \"%s\"", doran_ics_remark_sentence(kind));
    if (detail == NULL)
        assert_null(remark->detail);
    else
        assert_string_equal(remark->detail, detail);
}

#endif
