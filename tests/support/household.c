#include "support/household.h"

#include "support/directory.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define ARGUMENTS_MAX 32

void household_init(struct household *house, const char *const *flags)
{
    static const char *const open[] = {"--signup=open", NULL};
    *house = (struct household){0};
    house->server = server_start(&(struct server_options){.flags = flags ? flags : open});
    house->state = test_directory_new("household");
    assert_non_null(house->state);
    snprintf(house->state_variable, sizeof house->state_variable, "DORAN_STATE_DIR=%s", house->state);
    house->env[0] = house->state_variable;
    house->env[1] = "TZ=Asia/Seoul";
}

void household_init_by(struct household *house, const struct set_clock *clock)
{
    set_clock_export(clock, true);
    household_init(house, NULL);
    set_clock_export(clock, false);
    household_go_by(house, clock);
}

void household_go_by(struct household *house, const struct set_clock *clock)
{
    for (int i = 0; i < SET_CLOCK_VARIABLES; i++)
        house->env[HOUSEHOLD_ENV_OWN + i] = clock ? set_clock_variable(clock, i) : NULL;
}

void household_deinit(struct household *house)
{
    server_stop(house->server);
    test_directory_remove(house->state);
    *house = (struct household){0};
}

struct command *household_start(struct household *house, const char *who, const char *input,
                                const char *const arguments[])
{
    const char *argv[ARGUMENTS_MAX] = {DORAN_BIN};
    size_t count = 1;
    for (; *arguments && count < ARGUMENTS_MAX - 6; arguments++)
        argv[count++] = *arguments;
    argv[count++] = "--profile";
    argv[count++] = who;
    argv[count++] = "--lang";
    argv[count++] = "en";
    return command_start(argv, house->env, input);
}

void household_run(struct household *house, struct command_result *result, const char *who, const char *input,
                   const char *const arguments[])
{
    command_finish(household_start(house, who, input, arguments), result);
}

static void check_status(const struct command_result *result, int status, const char *const arguments[])
{
    if (result->status == status)
        return;
    fail_msg("%s %s ended with %d instead of %d\n--- out:\n%s\n--- err:\n%s", arguments[0],
             arguments[1] ? arguments[1] : "", result->status, status, result->out, result->err);
}

char *household_expect(struct household *house, int status, const char *who, const char *input,
                       const char *const arguments[])
{
    struct command_result result;
    household_run(house, &result, who, input, arguments);
    check_status(&result, status, arguments);
    char *out = strdup(result.out);
    command_result_deinit(&result);
    return out;
}

/* Runs it with --json. */
static void run_json(struct household *house, struct command_result *result, const char *who,
                     const char *input, const char *const arguments[])
{
    const char *with_json[ARGUMENTS_MAX] = {0};
    size_t count = 0;
    for (; arguments[count] && count < ARGUMENTS_MAX - 2; count++)
        with_json[count] = arguments[count];
    with_json[count] = "--json";
    household_run(house, result, who, input, with_json);
}

cJSON *household_json(struct household *house, const char *who, const char *input,
                      const char *const arguments[])
{
    struct command_result result;
    run_json(house, &result, who, input, arguments);
    check_status(&result, 0, arguments);
    char *end = strchr(result.out, '\n');
    assert_non_null(end);
    assert_string_equal(end, "\n"); /* one line */
    cJSON *json = cJSON_ParseWithOpts(result.out, NULL, true);
    assert_non_null(json);
    command_result_deinit(&result);
    return json;
}

char *household_error(struct household *house, int status, const char *who, const char *input,
                      const char *const arguments[])
{
    struct command_result result;
    run_json(house, &result, who, input, arguments);
    check_status(&result, status, arguments);
    assert_string_equal(result.out, "");
    cJSON *json = cJSON_ParseWithOpts(result.err, NULL, true);
    assert_non_null(json);
    char *name = strdup(json_text(json, "error"));
    assert_string_not_equal(json_text(json, "message"), "");
    cJSON_Delete(json);
    command_result_deinit(&result);
    return name;
}

void household_signup(struct household *house, const char *who, const char *nickname)
{
    char email[100];
    snprintf(email, sizeof email, "%s@example.com", who);
    free(household_expect(
        house, 0, who, HOUSEHOLD_PASSWORD "\n",
        DORAN("signup", email, nickname, "--server", server_url(house->server), "--password-stdin")));
}

void household_login_over(struct household *house, const struct line *line, const char *who,
                          const char *profile)
{
    char email[100];
    snprintf(email, sizeof email, "%s@example.com", who);
    free(household_expect(
        house, 0, profile, HOUSEHOLD_PASSWORD "\n",
        DORAN("login", email, "--server", line_url(line), "--password-stdin", "--device", "Desk")));
}

void household_bring_in(struct household *house, const char *host, const char *who, const char *nickname)
{
    char email[64];
    snprintf(email, sizeof email, "%s@example.com", who);
    free(household_expect(house, 0, host, NULL, DORAN("invite", "send", email, nickname)));
    free(household_expect(house, 0, who, NULL, DORAN("invitation", "accept")));
}

void household_mum(struct household *house)
{
    household_signup(house, "mum", "mummy");
    free(household_expect(house, 0, "mum", NULL, DORAN("family", "create", "Home", "Mum")));
}

struct line *household_desk(struct household *house)
{
    struct line *line = line_new(server_port(house->server));
    household_mum(house);
    household_login_over(house, line, "mum", "desk");
    return line;
}

const char *json_text(const cJSON *object, const char *field)
{
    const char *text = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(object, field));
    return text ? text : "";
}
