/* doran watch --reminders: what is due by the calendar is told when its time comes, for people and as JSON, also without a
 * network, and the user's command runs; without the option nothing of it. The clock is set by the test. */
#include "support/directory.h"
#include "support/household.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define FILE_BYTES 8192
#define LOOK_MS 50

static struct household house;
static struct set_clock *the_clock;
static char *config, config_variable[600];

static int set_up(void **state)
{
    (void)state;
    the_clock = set_clock_new();
    config = test_directory_new("remind");
    snprintf(config_variable, sizeof config_variable, "XDG_CONFIG_HOME=%s", config);
    household_init_by(&house, the_clock);
    house.env[HOUSEHOLD_ENV_OWN + SET_CLOCK_VARIABLES] = config_variable;
    household_mum(&house);
    free(household_expect(&house, 0, "mum", NULL,
                          DORAN("event", "add", "Dinner", "--start", "2026-11-22 19:00", "--remind", "30")));
    free(household_expect(&house, 0, "mum", NULL,
                          DORAN("event", "add", "Picnic", "--start", "2026-11-23", "--remind=-540")));
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    household_deinit(&house);
    test_directory_remove(config);
    set_clock_free(the_clock);
    return 0;
}

/* What comes in makes everybody look at once. */
static void stir(const char *mood)
{
    free(household_expect(&house, 0, "mum", NULL, DORAN("mood", mood)));
}

static struct command *watch(const char *option, const char *sign)
{
    struct command *command = option ? household_start(&house, "mum", NULL, DORAN("watch", option))
                                     : household_start(&house, "mum", NULL, DORAN("watch"));
    command_wait_for(command, sign, true);
    return command;
}

static void what_is_due_is_told(void **state)
{
    (void)state;
    struct command *json = household_start(&house, "mum", NULL, DORAN("watch", "--reminders", "--json"));
    command_wait_for(json, "\"online\":true", false); /* She herself, once it is connected. */
    struct command *people = watch("--reminders", "connected"), *without = watch(NULL, "connected");
    set_clock_set(the_clock, SET_CLOCK_START + 8 * DORAN_HOUR + 29 * DORAN_MINUTE);
    stir("love");
    assert_null(strstr(command_wait_for(people, "in love", false), "Dinner"));
    set_clock_set(the_clock, SET_CLOCK_START + 8 * DORAN_HOUR + 31 * DORAN_MINUTE);
    stir("nice");
    command_wait_for(people, "18:30:00  Home  reminder  Dinner, ", false);
    const char *lines =
        command_wait_for(json, "{\"reminder\":{\"at\":\"2026-11-22T09:30:00.000000Z\"", false);
    cJSON *line = cJSON_ParseWithOpts(strstr(lines, "{\"reminder\""), NULL, false);
    const cJSON *reminder = cJSON_GetObjectItem(line, "reminder");
    assert_string_equal(json_text(reminder, "title"), "Dinner");
    assert_string_equal(json_text(reminder, "start"), "2026-11-22T19:00:00");
    assert_int_equal(strlen(json_text(reminder, "event_id")), 36);
    assert_int_equal(strlen(json_text(reminder, "family_id")), 36);
    cJSON_Delete(line);
    set_clock_set(the_clock, SET_CLOCK_START + 23 * DORAN_HOUR + DORAN_MINUTE);
    stir("sad");
    const char *all = command_wait_for(people, "09:00:00  Home  reminder  Picnic, ", false);
    assert_null(strstr(strstr(all, "reminder  Dinner") + 1, "reminder  Dinner")); /* Once. */
    assert_null(strstr(command_wait_for(without, "sad", false), "  reminder  "));
    command_end(people);
    command_end(without);
    command_end(json);
}

/* Reads the file until the text stands in it. */
static void wait_for_file(const char *path, const char *text, char out[FILE_BYTES])
{
    for (int waited = 0; waited < COMMAND_WAIT_MS; waited += LOOK_MS) {
        FILE *file = fopen(path, "re");
        size_t length = file ? fread(out, 1, FILE_BYTES - 1, file) : 0;
        out[length] = '\0';
        if (file)
            fclose(file);
        if (strstr(out, text))
            return;
        poll(NULL, 0, LOOK_MS);
    }
    fail_msg("%s never had \"%s\" but: %s", path, text, out);
}

static void without_a_network_and_with_a_command(void **state)
{
    (void)state;
    char told[FILE_BYTES], *folder = test_directory_path(config, "doran"),
                           *script = test_directory_path(config, "doran/reminder_command"),
                           *out = test_directory_path(config, "told");
    assert_int_equal(mkdir(folder, 0700), 0);
    FILE *file = fopen(script, "we");
    assert_non_null(file);
    fprintf(
        file,
        "#!/bin/sh\necho \"$DORAN_REMINDER_FAMILY: $DORAN_REMINDER_TITLE at $DORAN_REMINDER_START.\" >>%s\n",
        out);
    assert_int_equal(fclose(file), 0);
    assert_int_equal(chmod(script, 0700), 0);
    struct command *people = watch("--reminders", "connected");
    set_clock_set(the_clock, SET_CLOCK_START + 8 * DORAN_HOUR + 31 * DORAN_MINUTE);
    server_halt(house.server); /* The end of the connection makes it look. */
    command_wait_for(people, "reminder  Dinner, ", false);
    wait_for_file(out, "Home: Dinner at 2026-11-22T19:00:00.\n", told);
    server_restart(house.server);
    command_end(people);
    free(folder);
    free(script);
    free(out);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {TEST(what_is_due_is_told), TEST(without_a_network_and_with_a_command)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
