/* iCalendar files that are broken, hostile or too large. */
#include "ics_desk.h"

static void broken_files(void **state)
{
    struct desk *desk = *state;
    static const struct {
        const char *file;
        size_t kept;
        int remark;
    } cases[] = {
        /* Ends in the middle. */
        {"BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nSUMMARY:a\nDTSTART:20261122T190000\nEND:VEVENT\nBEGIN:"
         "VEVENT\nDTST",
         1, DORAN_ICS_REMARK_cut_short},
        /* An event without its end. */
        {"BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nSUMMARY:a\nBEGIN:VEVENT\nUID:2\nSUMMARY:b\n"
         "DTSTART:20261122T190000\nEND:VEVENT\nEND:VCALENDAR",
         1, DORAN_ICS_REMARK_cut_short},
        /* Folding without the space. */
        {"BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nSUMMARY:a\nDESCRIPTION:first\nsecond "
         "line\nDTSTART:20261122T190000\n"
         "END:VEVENT\nEND:VCALENDAR",
         1, DORAN_ICS_REMARK_lines_left},
        {"BEGIN:VCALENDAR\nBEGIN:VTODO\nSUMMARY:a\nEND:VTODO\nBEGIN:VTODO\nEND:VTODO\nBEGIN:VJOURNAL\nEND:"
         "VJOURNAL\n"
         "END:VCALENDAR",
         0, DORAN_ICS_REMARK_components_left},
        /* An end that is none. */
        {"BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nSUMMARY:a\nDTSTART:20261122T190000\nEND;X=1:VEVENT\nEND:"
         "VEVENT\n"
         "END:VCALENDAR",
         1, -1},
        {"BEGIN:VEVENT\nUID:1\nSUMMARY:a\nDTSTART:20261122T190000\nEND:VEVENT\n", 1, -1},
        {"BEGIN:VCALENDAR\nEND:VCALENDAR\nBEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nDTSTART:"
         "20261122T190000\nSUMMARY:a\n"
         "END:VEVENT\nEND:VCALENDAR\n",
         1, -1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        if (!read_bytes(desk, cases[i].file, strlen(cases[i].file)))
            fail_msg("%zu: %s", i, desk->error.message);
        assert_int_equal(desk->ics.kept, cases[i].kept);
        assert_int_equal(desk->ics.remark_count > 0, cases[i].remark >= 0);
        if (cases[i].remark >= 0)
            assert_int_equal(desk->ics.remarks[0].kind, cases[i].remark);
    }
    assert_string_equal(doran_ics_remark_sentence(DORAN_ICS_REMARK_cut_short),
                        "It ends in the middle; what is whole was read.");
    static const char *const no_calendars[] = {
        "", "\n\n", "hello", "\x89PNG\r\n\x1a\n", "{\"a\": 1}\n", "BEGIN:VCARD\nEND:VCARD\n"};
    for (size_t i = 0; i < sizeof no_calendars / sizeof no_calendars[0]; i++) {
        assert_false(read_bytes(desk, no_calendars[i], strlen(no_calendars[i])));
        assert_int_equal(desk->error.code, DORAN_ERROR_malformed);
    }
}

static void bad_starts(void **state)
{
    static const char *const starts[] = {
        "",
        "DTSTART:",
        "DTSTART:yesterday",
        "DTSTART;VALUE=DATE:20260231",
        "DTSTART;VALUE=DATE:00010101",
        "DTSTART;VALUE=DATE:99991231",
        "DTSTART:20261122T250000",
        "DTSTART:20261322T100000",
    };
    for (size_t i = 0; i < sizeof starts / sizeof starts[0]; i++) {
        char lines[256];
        snprintf(lines, sizeof lines, "SUMMARY:b\n%s", starts[i]);
        const struct doran_ics_item *item = read_event(*state, lines);
        if (!item->left_out)
            fail_msg("%s", starts[i]);
        assert_remark(item, DORAN_ICS_REMARK_no_start, NULL);
    }
    const struct doran_ics_item *item =
        read_event(*state, "SUMMARY:b\nDTSTART;VALUE=DATE:20260101\nDTEND;VALUE=DATE:20280101");
    assert_remark(item, DORAN_ICS_REMARK_too_long, NULL);
}

static void refuse_too_large(void **state)
{
    struct desk *desk = *state;
    char *file = malloc(DORAN_ICS_BYTES_MAX + 1);
    assert_non_null(file);
    memset(file, ' ', DORAN_ICS_BYTES_MAX + 1);
    assert_false(read_bytes(desk, file, DORAN_ICS_BYTES_MAX + 1));
    assert_int_equal(desk->error.code, DORAN_ERROR_too_large);
    assert_string_equal(desk->error.message, "The file has more than 20 MB; split it.");
    free(file);

    /* As many events as fit into the bytes. */
    struct doran_buffer many = DORAN_BUFFER(DORAN_ICS_BYTES_MAX);
    doran_buffer_puts(&many, "BEGIN:VCALENDAR\n");
    while (many.length + 100 < DORAN_ICS_BYTES_MAX)
        doran_buffer_puts(&many, "BEGIN:VEVENT\nEND:VEVENT\n");
    doran_buffer_puts(&many, "END:VCALENDAR\n");
    assert_false(read_bytes(desk, many.data, many.length));
    assert_int_equal(desk->error.code, DORAN_ERROR_too_large);
    doran_buffer_deinit(&many);
}

/* Components within components, as deep as the bytes allow. */
static void bottomless(void **state)
{
    struct desk *desk = *state;
    struct doran_buffer deep = {0};
    doran_buffer_puts(&deep, "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nSUMMARY:deep\nDTSTART:20261122T190000\n");
    for (int i = 0; i < 50000; i++)
        doran_buffer_puts(&deep, "BEGIN:VALARM\nTRIGGER:-PT1M\n");
    for (int i = 0; i < 50000; i++)
        doran_buffer_puts(&deep, "END:VALARM\n");
    doran_buffer_puts(&deep, "END:VEVENT\nEND:VCALENDAR\n");
    assert_true(read_bytes(desk, deep.data, deep.length));
    assert_int_equal(desk->ics.kept, 1);
    assert_int_equal(desk->ics.items[0].event.reminders.count, 1);
    doran_buffer_clear(&deep);
    doran_buffer_puts(&deep, "BEGIN:VCALENDAR\n");
    for (int i = 0; i < 200000; i++)
        doran_buffer_puts(&deep, "BEGIN:VTODO\n");
    assert_false(read_bytes(desk, deep.data, deep.length));
    assert_int_equal(desk->error.code, DORAN_ERROR_too_large);
    doran_buffer_deinit(&deep);
}

static void long_lines(void **state)
{
    struct desk *desk = *state;
    struct doran_buffer file = {0};
    doran_buffer_puts(
        &file, "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nSUMMARY:long\nDTSTART:20261122T190000\nDESCRIPTION:");
    for (int i = 0; i < 100000; i++)
        doran_buffer_puts(&file, "0123456789\n ");
    doran_buffer_puts(&file, "\nEND:VEVENT\nBEGIN:VEVENT\nUID:2\nSUMMARY:many\nDTSTART:20261122T190000\n");
    for (int i = 0; i < 3000; i++)
        doran_buffer_puts(&file, "EXDATE:20261122T190000\n");
    doran_buffer_puts(&file, "END:VEVENT\nEND:VCALENDAR\n");
    assert_true(read_bytes(desk, file.data, file.length));
    assert_int_equal(desk->ics.kept, 1);
    assert_string_equal(desk->ics.items[0].event.title, "long");
    assert_remark(&desk->ics.items[0], DORAN_ICS_REMARK_properties_left, "DESCRIPTION");
    assert_true(desk->ics.items[1].left_out);
    assert_remark(&desk->ics.items[1], DORAN_ICS_REMARK_too_big, NULL);
    doran_buffer_deinit(&file);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
        CASE(broken_files), CASE(bad_starts), CASE(refuse_too_large), CASE(bottomless), CASE(long_lines),
#undef CASE
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
