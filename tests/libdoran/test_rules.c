#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <doran/rules.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof(array)[0])
#define OK DORAN_ERROR_none
#define LOGIN DORAN_ERROR_unauthorized
#define HIDDEN DORAN_ERROR_not_found
#define MAY_NOT DORAN_ERROR_forbidden
#define GONE DORAN_ERROR_family_deleted

static const struct {
    const char *name;
    struct doran_standing standing;
    enum doran_error_code answers[7]; /* In the order of enum doran_who. */
} people[] = {
    {"nobody", {0}, {OK, LOGIN, LOGIN, LOGIN, LOGIN, LOGIN, LOGIN}},
    {"stranger", {.logged_in = true}, {OK, OK, HIDDEN, HIDDEN, HIDDEN, HIDDEN, HIDDEN}},
    {"member", {.logged_in = true, .member = true}, {OK, OK, OK, MAY_NOT, MAY_NOT, MAY_NOT, MAY_NOT}},
    {"self", {.logged_in = true, .member = true, .self = true}, {OK, OK, OK, MAY_NOT, OK, MAY_NOT, MAY_NOT}},
    {"author",
     {.logged_in = true, .member = true, .author = true},
     {OK, OK, OK, MAY_NOT, MAY_NOT, OK, MAY_NOT}},
    {"former member who wrote it",
     {.logged_in = true, .author = true, .self = true},
     {OK, OK, HIDDEN, HIDDEN, HIDDEN, HIDDEN, HIDDEN}},
    {"host", {.logged_in = true, .member = true, .host = true}, {OK, OK, OK, OK, OK, OK, OK}},
    {"host without membership",
     {.logged_in = true, .host = true},
     {OK, OK, HIDDEN, HIDDEN, HIDDEN, HIDDEN, HIDDEN}},
    {"member of a deleted family",
     {.logged_in = true, .member = true, .deleted = true},
     {OK, OK, GONE, GONE, GONE, GONE, GONE}},
    {"last host of a deleted family",
     {.logged_in = true, .last_host = true, .deleted = true},
     {OK, OK, GONE, GONE, GONE, GONE, OK}},
    {"last host, host and member of a deleted family",
     {.logged_in = true, .member = true, .host = true, .last_host = true, .deleted = true},
     {OK, OK, GONE, GONE, GONE, GONE, OK}},
    {"stranger to a deleted family",
     {.logged_in = true, .deleted = true},
     {OK, OK, HIDDEN, HIDDEN, HIDDEN, HIDDEN, HIDDEN}},
};

static void test_who_may(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(people); i++) {
        for (int who = DORAN_WHO_ANYONE; who <= DORAN_WHO_LAST_HOST; who++) {
            enum doran_error_code code = doran_may((enum doran_who)who, &people[i].standing);
            if (code != people[i].answers[who])
                fail_msg("%s, %s: %s", people[i].name, doran_who_name((enum doran_who)who),
                         doran_error_name(code));
        }
    }
    assert_int_equal(doran_may((enum doran_who)99, &people[6].standing), DORAN_ERROR_forbidden);
}

static void test_passwords(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "password",     "PassWord",         "qwer1234",       "QWER1234",       "1q2w3e4r",
        "dkssudgktpdy", "12345678",         "iloveyou",       "zzzzzzzz",       "가가가가가가가가",
        "안녕하세요",   "ｐａｓｓｗｏｒｄ", "mom@example.kr", "MOM@Example.KR", "우리집 할머니"};
    static const char *const good[] = {"correct horse battery", "dkssudgktpdy 할머니", "tr0ub4dor&3",
                                       "고양이 세 마리와 강아지"};
    for (size_t i = 0; i < COUNT(bad); i++) {
        struct doran_error error = {0};
        if (doran_password_allowed(bad[i], "mom@example.kr", "우리집 할머니", &error))
            fail_msg("%s was taken", bad[i]);
        assert_int_equal(error.code, DORAN_ERROR_invalid);
        assert_string_equal(error.field, "password");
        assert_null(strstr(error.message, "mom@"));
    }
    for (size_t i = 0; i < COUNT(good); i++)
        assert_true(doran_password_allowed(good[i], "mom@example.kr", "할머니", NULL));
    assert_true(doran_password_allowed("correct horse battery", NULL, NULL, NULL));
}

static void test_time_zones(void **state)
{
    (void)state;
    static const char *const good[] = {"Asia/Seoul", "Europe/Berlin", "America/Argentina/Buenos_Aires", "UTC",
                                       "Etc/GMT+9"};
    static const char *const bad[] = {
        "",
        "/",
        "Asia",
        "Asia/",
        "/Asia/Seoul",
        "Asia//Seoul",
        "Asia/Seoul/",
        "asia/nowhere",
        "../zoneinfo/Asia/Seoul",
        "Asia/../Asia/Seoul",
        "./Asia/Seoul",
        "Asia/Seoul ",
        "posix/Asia/Seoul",
        "right/UTC",
        "posixrules",
        "localtime",
        "tzdata.zi",
        "zone.tab",
        "zone1970",
        "../../../etc/passwd",
        "Asia/Seoul\n",
        "Asia/Seoul/Asia/Seoul/Asia/Seoul/Asia/Seoul/Asia/Seoul/Asia/Seoul/Asia/Seoul"};
    for (size_t i = 0; i < COUNT(good); i++) {
        if (!doran_time_zone_known(good[i]))
            fail_msg("%s is not known", good[i]);
    }
    for (size_t i = 0; i < COUNT(bad); i++) {
        if (doran_time_zone_known(bad[i]))
            fail_msg("%s is known", bad[i]);
    }
    assert_false(doran_time_zone_known(NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_who_may),
        cmocka_unit_test(test_passwords),
        cmocka_unit_test(test_time_zones),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
