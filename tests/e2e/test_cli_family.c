/* Families, members, invites, notifications and moods: by the command line against a real server. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <doran/text.h>

#include "support/household.h"

static struct household house;

static int set_up(void **state)
{
    (void)state;
    household_init(&house, NULL);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    household_deinit(&house);
    return 0;
}

/* 엄마 makes 우리집 and invites 딸, who accepts. */
static void make_family(void)
{
    household_signup(&house, "mum", "김엄마");
    household_signup(&house, "girl", "김딸");
    free(household_expect(&house, 0, "mum", NULL, DORAN("family", "create", "우리집", "엄마")));
    household_bring_in(&house, "mum", "girl", "딸");
}

static void expect_error(int status, const char *who, const char *name, const char *const arguments[])
{
    char *error = household_error(&house, status, who, NULL, arguments);
    assert_string_equal(error, name);
    free(error);
}

static void expect_said(const char *who, const char *said, const char *const arguments[])
{
    char *out = household_expect(&house, 0, who, NULL, arguments);
    if (!strstr(out, said))
        fail_msg("\"%s\" is not in:\n%s", said, out);
    free(out);
}

static size_t count_in(const char *who, const char *list, const char *const arguments[])
{
    cJSON *page = household_json(&house, who, NULL, arguments);
    size_t count = (size_t)cJSON_GetArraySize(cJSON_GetObjectItem(page, list));
    cJSON_Delete(page);
    return count;
}

static void test_the_story(void **state)
{
    (void)state;
    household_signup(&house, "mum", "김엄마");
    household_signup(&house, "girl", "김딸");
    cJSON *family = household_json(&house, "mum", NULL, DORAN("family", "create", "우리집", "엄마"));
    assert_string_equal(json_text(family, "title"), "우리집");
    cJSON_Delete(family);
    expect_said("mum", "If they use Dorandoran", DORAN("invite", "send", "girl@example.com", "딸"));
    expect_said("mum", "girl@example.com", DORAN("invite", "list"));
    expect_said("girl", "우리집", DORAN("invitation", "list"));
    cJSON *membership = household_json(&house, "girl", NULL, DORAN("invitation", "accept", "우리집"));
    assert_string_equal(json_text(membership, "nickname"), "딸");
    cJSON_Delete(membership);
    assert_int_equal(count_in("mum", "members", DORAN("member", "list")), 2);
    expect_said("girl", "Your family sees it", DORAN("mood", "love"));
    expect_said("mum", "in love", DORAN("home"));
    cJSON *home = household_json(&house, "mum", NULL, DORAN("home"));
    assert_int_equal(cJSON_GetArraySize(cJSON_GetObjectItem(home, "members")), 2);
    assert_string_equal(json_text(cJSON_GetObjectItem(home, "family"), "title"), "우리집");
    cJSON_Delete(home);
}

/* The columns of a table begin under their heads, however wide the Hangul is. */
static void test_columns_are_aligned(void **state)
{
    (void)state;
    make_family();
    char *out = household_expect(&house, 0, "mum", NULL, DORAN("member", "list"));
    char *rows[4] = {"", "", "", ""};
    size_t count = 0;
    for (char *line = strtok(out, "\n"); line && count < 4; line = strtok(NULL, "\n"))
        rows[count++] = line;
    assert_int_equal(count, 3);
    const char *head = strstr(rows[0], "Profile");
    const char *mum = strstr(rows[1], "김엄마");
    const char *girl = strstr(rows[2], "김딸");
    assert_non_null(head);
    assert_non_null(mum);
    assert_non_null(girl);
    int column = doran_text_width(rows[0], (size_t)(head - rows[0]), NULL);
    assert_int_equal(doran_text_width(rows[1], (size_t)(mum - rows[1]), NULL), column);
    assert_int_equal(doran_text_width(rows[2], (size_t)(girl - rows[2]), NULL), column);
    assert_null(strchr(out, '\033'));
    free(out);
}

static void test_mood(void **state)
{
    (void)state;
    household_signup(&house, "mum", "김엄마");
    cJSON *user = household_json(&house, "mum", NULL, DORAN("mood", "sleepy"));
    assert_string_equal(json_text(user, "mood"), "sleepy");
    cJSON_Delete(user);
    expect_said("mum", "sleepy", DORAN("mood"));
    user = household_json(&house, "mum", NULL, DORAN("mood", "none"));
    assert_null(cJSON_GetObjectItem(user, "mood"));
    cJSON_Delete(user);
    expect_said("mum", "No mood is set", DORAN("mood"));
    expect_error(2, "mum", "invalid", DORAN("mood", "hungry"));
}

static void test_members(void **state)
{
    (void)state;
    make_family();
    expect_said("girl", "공주", DORAN("member", "rename", "me", "공주"));
    expect_error(1, "girl", "forbidden", DORAN("member", "rename", "엄마", "여왕"));
    expect_error(5, "mum", "nickname_taken", DORAN("member", "rename", "공주", "엄마"));
    expect_error(2, "mum", "invalid", DORAN("member", "rename", "공주", "아주아주긴호칭이에요"));
    expect_error(4, "mum", "not_found", DORAN("member", "rename", "아빠", "아버지"));
    expect_error(5, "mum", "host_must_hand_over", DORAN("family", "leave", "--yes"));
    expect_error(8, "mum", "cancelled", DORAN("member", "remove", "공주"));
    free(household_expect(&house, 0, "mum", NULL, DORAN("member", "remove", "공주", "--yes")));
    assert_int_equal(count_in("mum", "members", DORAN("member", "list")), 1);
    expect_error(4, "girl", "not_found", DORAN("member", "list"));
}

static void test_handing_over_and_leaving(void **state)
{
    (void)state;
    make_family();
    cJSON *family = household_json(&house, "mum", NULL, DORAN("family", "host", "딸", "--yes"));
    cJSON *girl = household_json(&house, "girl", NULL, DORAN("whoami"));
    assert_string_equal(json_text(family, "host_id"), json_text(girl, "id"));
    cJSON_Delete(girl);
    cJSON_Delete(family);
    free(household_expect(&house, 0, "mum", NULL, DORAN("family", "leave", "--yes")));
    assert_int_equal(count_in("mum", "families", DORAN("family", "list")), 0);
    expect_said("girl", "딸 (host)", DORAN("member", "list"));
}

static void test_deleting_and_bringing_back(void **state)
{
    (void)state;
    make_family();
    expect_error(8, "mum", "cancelled", DORAN("family", "delete"));
    expect_error(8, "mum", "cancelled", DORAN("family", "delete", "--confirm", "우리 집"));
    expect_error(1, "girl", "forbidden", DORAN("family", "delete", "--confirm", "우리집"));
    free(household_expect(&house, 0, "mum", NULL, DORAN("family", "delete", "--confirm", "우리집")));
    assert_int_equal(count_in("mum", "families", DORAN("family", "list")), 0);
    assert_int_equal(count_in("mum", "families", DORAN("family", "list", "--deleted")), 1);
    free(household_expect(&house, 0, "mum", NULL, DORAN("family", "restore", "우리집")));
    assert_int_equal(count_in("girl", "families", DORAN("family", "list")), 1);
}

static void test_several_families(void **state)
{
    (void)state;
    household_signup(&house, "mum", "김엄마");
    free(household_expect(&house, 0, "mum", NULL, DORAN("family", "create", "우리집", "엄마")));
    free(household_expect(&house, 0, "mum", NULL,
                          DORAN("family", "create", "친정", "막내", "--zone", "America/New_York")));
    expect_said("mum", "친정", DORAN("family", "show"));
    expect_said("mum", "우리집", DORAN("family", "show", "--family", "우리집"));
    expect_said("mum", "우리집", DORAN("family", "show"));
    free(household_expect(&house, 0, "mum", NULL, DORAN("family", "use", "친정")));
    cJSON *family = household_json(&house, "mum", NULL, DORAN("family", "rename", "외갓집"));
    assert_string_equal(json_text(family, "title"), "외갓집");
    assert_string_equal(json_text(family, "time_zone"), "America/New_York");
    const char *id = json_text(family, "id");
    expect_said("mum", "외갓집", DORAN("family", "show", id));
    expect_said("mum", "외갓집", DORAN("family", "show", id + strlen(id) - 6));
    cJSON_Delete(family);
    expect_said("mum", "Asia/Tokyo", DORAN("family", "zone", "Asia/Tokyo"));
    expect_error(2, "mum", "invalid", DORAN("family", "zone", "Mars/Olympus"));
    expect_error(4, "mum", "not_found", DORAN("family", "use", "시댁"));
    expect_error(2, "mum", "invalid", DORAN("family", "create", "열한글자나되는가족이름", "엄마"));
}

static void test_invites_by_code(void **state)
{
    (void)state;
    household_signup(&house, "mum", "김엄마");
    household_signup(&house, "gran", "박할머니");
    free(household_expect(&house, 0, "mum", NULL, DORAN("family", "create", "우리집", "엄마")));
    cJSON *sent = household_json(&house, "mum", NULL, DORAN("invite", "code", "할머니"));
    char input[500];
    snprintf(input, sizeof input, "도란도란에 와요: %s\n", json_text(sent, "link"));
    char *preview = household_expect(&house, 0, "gran", input, DORAN("join", "-", "--preview"));
    assert_non_null(strstr(preview, "우리집"));
    assert_non_null(strstr(preview, "할머니"));
    free(preview);
    free(household_expect(&house, 0, "gran", NULL, DORAN("join", json_text(sent, "code"))));
    expect_error(1, "gran", "wrong_code", DORAN("join", json_text(sent, "code"))); /* once */
    cJSON_Delete(sent);
    assert_int_equal(count_in("mum", "members", DORAN("member", "list")), 2);
    expect_said("mum", "\342\226\200", DORAN("invite", "code", "이모", "--qr"));
    cJSON *again = household_json(&house, "mum", NULL, DORAN("invite", "resend", "이모"));
    assert_string_not_equal(json_text(again, "code"), "");
    cJSON_Delete(again);
    free(household_expect(&house, 0, "mum", NULL, DORAN("invite", "withdraw", "이모")));
    assert_int_equal(count_in("mum", "invites", DORAN("invite", "list")), 0);
    expect_error(2, "gran", "malformed", DORAN("join"));
}

/* A relative without an account: one link signs up and joins, also where sign-up is closed to others. */
static void test_signing_up_by_an_invite(void **state)
{
    (void)state;
    household_signup(&house, "mum", "김엄마");
    free(household_expect(&house, 0, "mum", NULL, DORAN("family", "create", "우리집", "엄마")));
    cJSON *sent = household_json(&house, "mum", NULL, DORAN("invite", "code", "할머니"));
    char *out = household_expect(&house, 0, "gran", HOUSEHOLD_PASSWORD "\n",
                                 DORAN("signup", "gran@example.com", "박할머니", "--invite",
                                       json_text(sent, "link"), "--password-stdin"));
    assert_non_null(strstr(out, "Welcome, 박할머니."));
    assert_non_null(strstr(out, "Welcome to 우리집. You are 할머니 here."));
    free(out);
    cJSON_Delete(sent);
    expect_said("gran", "우리집", DORAN("home"));
    assert_int_equal(count_in("mum", "members", DORAN("member", "list")), 2);
}

static void test_invites_by_mail(void **state)
{
    (void)state;
    make_family();
    expect_error(5, "mum", "already_member", DORAN("invite", "send", "girl@example.com", "둘째"));
    cJSON *stranger =
        household_json(&house, "mum", NULL, DORAN("invite", "send", "nobody@example.com", "삼촌"));
    assert_null(cJSON_GetObjectItem(stranger, "code"));
    cJSON_Delete(stranger);
    expect_error(5, "mum", "already_invited", DORAN("invite", "send", "nobody@example.com", "이모부"));
    expect_error(2, "mum", "invalid", DORAN("invite", "send", "not-an-address", "이모"));
    household_signup(&house, "dad", "김아빠");
    free(household_expect(&house, 0, "mum", NULL, DORAN("invite", "send", "dad@example.com", "아빠")));
    free(household_expect(&house, 0, "dad", NULL, DORAN("invitation", "decline")));
    expect_error(4, "dad", "not_found", DORAN("invitation", "accept"));
    /* A refusal is not told: the invite still waits. */
    expect_said("mum", "dad@example.com", DORAN("invite", "list"));
}

static void test_notifications(void **state)
{
    (void)state;
    make_family();
    cJSON *page = household_json(&house, "mum", NULL, DORAN("notification", "list"));
    cJSON *list = cJSON_GetObjectItem(page, "notifications");
    assert_true(cJSON_GetArraySize(list) >= 1);
    int unread = cJSON_GetObjectItem(page, "unread")->valueint;
    assert_true(unread >= 1);
    const char *id = json_text(cJSON_GetArrayItem(list, 0), "id");
    cJSON *read = household_json(&house, "mum", NULL, DORAN("notification", "read", id + strlen(id) - 8));
    assert_string_equal(json_text(read, "id"), id);
    assert_string_not_equal(json_text(read, "read_at"), "");
    cJSON_Delete(read);
    read = household_json(&house, "mum", NULL, DORAN("notification", "unread", id));
    assert_string_equal(json_text(read, "read_at"), "");
    cJSON_Delete(read);
    free(household_expect(&house, 0, "mum", NULL, DORAN("notification", "read", "--all")));
    expect_error(2, "mum", "malformed", DORAN("notification", "read"));
    free(household_expect(&house, 0, "mum", NULL, DORAN("notification", "delete", id)));
    cJSON_Delete(page);
    expect_error(8, "mum", "cancelled", DORAN("notification", "clear"));
    free(household_expect(&house, 0, "mum", NULL, DORAN("notification", "clear", "--yes")));
    expect_said("mum", "There is no news.", DORAN("notification", "list"));
}

/* What people read is in their language, in 해요체 and with the right particle. */
static void test_korean(void **state)
{
    (void)state;
    make_family();
    struct command_result result;
    const char *const argv[] = {DORAN_BIN,   "member", "rename", "딸", "엄마",
                                "--profile", "mum",    "--lang", "ko", NULL};
    command_run(&result, argv, house.env, NULL);
    assert_int_equal(result.status, 5);
    assert_non_null(strstr(result.err, "이미 쓰는 호칭이에요."));
    command_result_deinit(&result);
    const char *const home[] = {DORAN_BIN, "home", "--profile", "mum", "--lang", "ko", NULL};
    command_run(&result, home, house.env, NULL);
    assert_int_equal(result.status, 0);
    assert_non_null(strstr(result.out, "도란도란 · 우리집"));
    assert_non_null(strstr(result.out, "엄마 (대표)"));
    assert_non_null(strstr(result.out, "딸이"));
    command_result_deinit(&result);
    free(household_expect(&house, 0, "mum", NULL, DORAN("mission", "add", "산책")));
    const char *const missions[] = {DORAN_BIN, "mission", "list", "--profile", "mum", "--lang", "ko", NULL};
    command_run(&result, missions, house.env, NULL);
    assert_int_equal(result.status, 0);
    assert_non_null(strstr(result.out, "상태"));
    assert_null(strstr(result.out, "기한")); /* That is of invites. */
    command_result_deinit(&result);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(test_the_story),
        TEST(test_columns_are_aligned),
        TEST(test_mood),
        TEST(test_members),
        TEST(test_handing_over_and_leaving),
        TEST(test_deleting_and_bringing_back),
        TEST(test_several_families),
        TEST(test_invites_by_code),
        TEST(test_signing_up_by_an_invite),
        TEST(test_invites_by_mail),
        TEST(test_notifications),
        TEST(test_korean),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
