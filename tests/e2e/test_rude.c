/* Rude input at a real server: each kind gets its clear error and leaves no trace in the database. What breaks HTTP or WebSocket
 * themselves has tests of its own (tests/server). */
#include "e2e/home_case.h"

enum { MEGABYTE = 1024 * 1024, BODY_FULL = 60000 };

/* --- One request at a time ---------------------------------------------------------------------------------------- */

struct rudeness {
    const char *method, *path, *body;
    size_t length; /* 0: a string */
    int status;
    const char *error, *field; /* field NULL: any */
    const char *type, *operation;
};

/* Sends it as mom, and compares the answer. */
static void expect_refusal(const struct home *home, const struct rudeness *rude)
{
    struct wire_answer answer;
    char path[512];
    snprintf(path, sizeof path, DORAN_API_PREFIX "%s", rude->path);
    wire_ask(&answer, home->mom.port,
             &(struct wire_request){.method = rude->method,
                                    .path = path,
                                    .token = home->mom.token,
                                    .operation = rude->operation,
                                    .type = rude->type,
                                    .body = rude->body,
                                    .length = rude->length});
    if (answer.status != rude->status || strcmp(answer.error, rude->error) != 0 ||
        (rude->field && strcmp(answer.field, rude->field) != 0))
        fail_msg("%s %s %.80s: %d %s (%s) instead of %d %s (%s)", rude->method, rude->path,
                 rude->body ? rude->body : "", answer.status, answer.error, answer.field, rude->status,
                 rude->error, rude->field ? rude->field : "any");
    assert_non_null(strstr(answer.head, "application/json"));
    assert_true(answer.length < 1024);
    wire_answer_deinit(&answer);
}

static void expect_refusals(const struct home *home, const struct rudeness *list, size_t number)
{
    char *before = home_dump(home);
    for (size_t i = 0; i < number; i++)
        expect_refusal(home, &list[i]);
    char *after = home_dump(home);
    assert_string_equal(before, after);
    free(before);
    free(after);
    assert_int_equal(person_call(&home->mom, DORAN_R_me, NULL, NULL, NULL, NULL), 200);
}
#define EXPECT_REFUSALS(home, list) expect_refusals(home, list, sizeof(list) / sizeof *(list))

#define MOOD(text, ...)                                                                                      \
    {                                                                                                        \
        "PUT", "/me/mood", .body = text, __VA_ARGS__                                                         \
    }
#define ME(text, ...)                                                                                        \
    {                                                                                                        \
        "PATCH", "/me", .body = text, __VA_ARGS__                                                            \
    }
#define BYTES(text) .length = sizeof(text) - 1
#define MALFORMED .status = 400, .error = "malformed"
#define INVALID(name) .status = 422, .error = "invalid", .field = name

static void what_is_not_json(void **state)
{
    static const struct rudeness list[] = {
        MOOD("", MALFORMED),
        MOOD("{", MALFORMED),
        MOOD("}", MALFORMED),
        MOOD("[]", MALFORMED),
        MOOD("null", MALFORMED),
        MOOD("\"good\"", MALFORMED),
        MOOD("17", MALFORMED),
        MOOD("{\"mood\":\"good\"} {}", MALFORMED),
        MOOD("{\"mood\":\"good\"},", MALFORMED),
        MOOD("{\"mood\":\"good\",}", MALFORMED),
        MOOD("{'mood':'good'}", MALFORMED),
        MOOD("{mood:\"good\"}", MALFORMED),
        MOOD("{\"mood\":}", MALFORMED),
        MOOD("{\"mood\"}", MALFORMED),
        MOOD("{\"mood\":NaN}", MALFORMED),
        MOOD("{\"mood\":\"good}", MALFORMED),
        MOOD("{/**/\"mood\":\"good\"}", MALFORMED),
        MOOD("\xef\xbb\xbf{\"mood\":\"good\"}", MALFORMED), /* RFC 8259 §8.1: no byte order mark */
        ME("{\"avatar\":01}", MALFORMED),
        ME("{\"avatar\":+1}", MALFORMED),
        ME("{\"avatar\":1.}", MALFORMED),
        ME("{\"avatar\":0x1}", MALFORMED),
        ME("{\"avatar\":Infinity}", MALFORMED),
    };
    EXPECT_REFUSALS((const struct home *)*state, list);
}

static void wrong_types_and_fields(void **state)
{
    static const struct rudeness list[] = {
        MOOD("{\"mood\":5}", INVALID("mood")),
        MOOD("{\"mood\":true}", INVALID("mood")),
        MOOD("{\"mood\":[\"good\"]}", INVALID("mood")),
        MOOD("{\"mood\":{\"mood\":\"good\"}}", INVALID("mood")),
        MOOD("{\"mood\":\"furious\"}", INVALID("mood")),
        MOOD("{\"mood\":\"GOOD\"}", INVALID("mood")),
        MOOD("{\"mood\":\"good\",\"mood\":\"sad\"}", INVALID("mood")),
        MOOD("{\"mood\":\"good\",\"extra\":1}", INVALID("extra")),
        MOOD("{\"\":1}", INVALID(NULL)),
        ME("{\"nickname\":7}", INVALID("nickname")),
        ME("{\"nickname\":{}}", INVALID("nickname")),
        ME("{\"avatar\":\"3\"}", INVALID("avatar")),
        ME("{\"avatar\":[3]}", INVALID("avatar")),
        ME("{\"avatar\":true}", INVALID("avatar")),
        ME("{\"avatar\":3,\"avatar\":3}", INVALID("avatar")),
        {"POST", "/families", "{\"title\":\"둘째집\"}", INVALID("nickname")},
        {"POST", "/families", "{\"title\":\"둘째집\",\"nickname\":null}", INVALID("nickname")},
        {"POST", "/families", "{\"title\":[],\"nickname\":\"나\"}", INVALID("title")},
        {"POST", "/families", "{\"title\":\"집\",\"nickname\":\"나\",\"time_zone\":\"Moon/Base\"}",
         INVALID("time_zone")},
        {"POST", "/families", "{\"title\":\"집\",\"nickname\":\"나\",\"time_zone\":\"../../etc/passwd\"}",
         INVALID("time_zone")},
        {"POST", "/signup", "{\"email\":\"nobody\",\"password\":\"long enough\",\"nickname\":\"아무\"}",
         INVALID("email")},
        {"POST", "/signup", "{\"email\":\"a@example.org\",\"password\":\"short\",\"nickname\":\"아무\"}",
         INVALID("password")},
    };
    EXPECT_REFUSALS((const struct home *)*state, list);
}

static void huge_numbers(void **state)
{
    static const struct rudeness list[] = {
        ME("{\"avatar\":0}", INVALID("avatar")),
        ME("{\"avatar\":-1}", INVALID("avatar")),
        ME("{\"avatar\":6}", INVALID("avatar")),
        ME("{\"avatar\":1.5}", INVALID("avatar")),
        ME("{\"avatar\":1e999}", INVALID("avatar")),
        ME("{\"avatar\":-1e999}", INVALID("avatar")),
        ME("{\"avatar\":1e-999}", MALFORMED),
        ME("{\"avatar\":4294967297}", INVALID("avatar")),
        ME("{\"avatar\":18446744073709551617}", INVALID("avatar")),
        ME("{\"avatar\":99999999999999999999999999999999999999999999999999}", INVALID("avatar")),
        {"GET", "/changes?limit=0", .status = 422, .error = "invalid", .field = "limit"},
        {"GET", "/changes?limit=501", .status = 422, .error = "invalid", .field = "limit"},
        {"GET", "/changes?limit=-5", .status = 422, .error = "invalid", .field = "limit"},
        {"GET", "/changes?limit=99999999999999999999", .status = 422, .error = "invalid", .field = "limit"},
        {"GET", "/changes?limit=1e2", .status = 422, .error = "invalid", .field = "limit"},
        {"GET", "/changes?limit=", .status = 422, .error = "invalid", .field = "limit"},
        {"GET", "/changes?limit=5&limit=6", .status = 422, .error = "invalid", .field = "limit"},
    };
    EXPECT_REFUSALS((const struct home *)*state, list);
}

static void bytes_that_are_no_text(void **state)
{
    static const struct rudeness list[] = {
        ME("{\"nickname\":\"a\0b\"}", BYTES("{\"nickname\":\"a\0b\"}"), MALFORMED),
        ME("{\"nickname\":\"ab\"}\0", BYTES("{\"nickname\":\"ab\"}\0"), MALFORMED),
        ME("\0", BYTES("\0"), MALFORMED),
        ME("{\"nickname\":\"a\\u0000b\"}", MALFORMED),
        ME("{\"nickname\":\"a\xff\"}", MALFORMED),
        ME("{\"nickname\":\"\xc0\x80\xc0\x80\"}", MALFORMED),                 /* NUL, too long */
        ME("{\"nickname\":\"\xed\xa0\x80\xed\xa0\x80\"}", MALFORMED),         /* half a pair */
        ME("{\"nickname\":\"\xf4\x90\x80\x80\xf4\x90\x80\x80\"}", MALFORMED), /* above U+10FFFF */
        ME("{\"nickname\":\"\xea\xb0\"}", MALFORMED),                         /* cut short */
        ME("{\"nickname\":\"\\ud800\\ud800\"}", MALFORMED),
        ME("{\"nickname\":\"\\udc00ab\"}", MALFORMED),
        ME("{\"nickname\":\"\\u12\"}", MALFORMED),
        ME("{\"nickname\":\"\\x41\\x41\"}", MALFORMED),
        ME("{\"nickname\":\"a\nb\"}", MALFORMED),
        ME("{\"nickname\":\"a\\nb\"}", INVALID("nickname")),
        ME("{\"nickname\":\"a\\u001bb\"}", INVALID("nickname")),
        ME("{\"nickname\":\"a\\u202eb\"}", INVALID("nickname")), /* turns what follows around */
        ME("{\"nickname\":\"a\\u200bb\"}", INVALID("nickname")),
        ME("{\"nickname\":\"<b>a</b>\"}", INVALID("nickname")),
        ME("{\"nickname\":\"  \"}", INVALID("nickname")),
        ME("{\"nickname\":\"a\"}", INVALID("nickname")),
        {"GET", "/changes?since=%00", .status = 400, .error = "malformed"},
        {"GET", "/changes?since=%ff%fe", .status = 400, .error = "malformed"},
        {"GET", "/changes?since=%zz", .status = 400, .error = "malformed"},
        {"GET", "/changes?since=%", .status = 400, .error = "malformed"},
        {"GET", "/changes?since=garbage", .status = 422, .error = "invalid", .field = "since"},
        {"GET", "/changes?mystery=1", .status = 422, .error = "invalid", .field = "mystery"},
        {"GET", "/changes?since=0190a1b2-0000-7000-8000-0000000000e0.", .status = 410,
         .error = "cursor_expired"},
        {"GET", "/snapshot", .status = 422, .error = "invalid", .field = "stream"},
        {"GET", "/snapshot?stream=*", .status = 422, .error = "invalid", .field = "stream"},
        {"GET", "/snapshot?stream=0190a1b2-0000-7000-8000-0000000000e0", .status = 404, .error = "not_found"},
    };
    EXPECT_REFUSALS((const struct home *)*state, list);
}

static void wrong_forms(void **state)
{
    static const char mood[] = "{\"mood\":\"good\"}";
    static const struct rudeness list[] = {
        MOOD(mood, .status = 415, .error = "unsupported_media", .type = "text/plain"),
        MOOD(mood, .status = 415, .error = "unsupported_media", .type = ""),
        MOOD(mood, .status = 415, .error = "unsupported_media", .type = "application/x-www-form-urlencoded"),
        MOOD(mood, .status = 415, .error = "unsupported_media", .type = "application/jsonp"),
        MOOD(mood, .status = 415, .error = "unsupported_media", .type = "application/json; charset=euc-kr"),
        MOOD(mood, MALFORMED, .operation = "again"),
        MOOD(mood, MALFORMED, .operation = "0190a1b2-0000-7000-8000-0000000000E0"),
        MOOD(mood, MALFORMED, .operation = "0190a1b2-0000-7000-8000-0000000000e0-"),
        {"GET", "/me", mood, MALFORMED},
        {"DELETE", "/me", .status = 405, .error = "method_not_allowed"},
        {"GET", "/nowhere", .status = 404, .error = "not_found"},
        {"GET", "/families/our-home/home", .status = 404, .error = "not_found"},
        {"GET", "/families/../me", .status = 404, .error = "not_found"},
        {"GET", "/families/%2e%2e/home", .status = 404, .error = "not_found"},
        {"GET", "/me/", .status = 404, .error = "not_found"},
        {"GET", "//me", .status = 404, .error = "not_found"},
    };
    EXPECT_REFUSALS((const struct home *)*state, list);
}

/* {"nickname":"xxx…"} of so many bytes; free() it. */
static char *long_nickname(const char *piece, size_t bytes)
{
    struct doran_buffer text = {0};
    doran_buffer_puts(&text, "{\"nickname\":\"");
    while (text.length < bytes)
        doran_buffer_puts(&text, piece);
    doran_buffer_puts(&text, "\"}");
    return doran_buffer_move(&text);
}

static void long_texts(void **state)
{
    static const struct {
        const char *piece;
        size_t bytes;
        int status;
        const char *error, *field;
    } list[] = {
        {"가", MEGABYTE, 413, "too_large", ""},
        {"a", MEGABYTE, 413, "too_large", ""},
        {"가", BODY_FULL, 422, "invalid", "nickname"},
        {"\\uac00", BODY_FULL, 422, "invalid", "nickname"},
        {"e\xcc\x81", BODY_FULL, 422, "invalid", "nickname"},
        {"\xcc\x81", BODY_FULL, 422, "invalid", "nickname"}, /* one cluster of thousands of accents */
    };
    const struct home *home = *state;
    for (size_t i = 0; i < sizeof list / sizeof *list; i++) {
        char *body = long_nickname(list[i].piece, list[i].bytes);
        const struct rudeness rude =
            ME(body, .status = list[i].status, .error = list[i].error, .field = list[i].field);
        expect_refusals(home, &rude, 1);
        free(body);
    }
}

static void deep_nesting(void **state)
{
    const struct home *home = *state;
    for (size_t depth = DORAN_JSON_DEPTH_MAX; depth <= BODY_FULL / 6; depth *= 3) {
        struct doran_buffer open = {0}, closed = {0}, objects = {0};
        doran_buffer_puts(&open, "{\"mood\":");
        doran_buffer_puts(&closed, "{\"mood\":");
        for (size_t i = 0; i < depth; i++) {
            doran_buffer_putc(&open, '[');
            doran_buffer_putc(&closed, '[');
            doran_buffer_puts(&objects, "{\"a\":");
        }
        for (size_t i = 0; i < depth; i++)
            doran_buffer_putc(&closed, ']');
        doran_buffer_putc(&closed, '}');
        const struct rudeness list[] = {MOOD(open.data, MALFORMED), MOOD(closed.data, MALFORMED),
                                        MOOD(objects.data, MALFORMED)};
        EXPECT_REFUSALS(home, list);
        doran_buffer_deinit(&open);
        doran_buffer_deinit(&closed);
        doran_buffer_deinit(&objects);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        ON_SQLITE(what_is_not_json), ON_SQLITE(wrong_types_and_fields),
        ON_SQLITE(huge_numbers),     ON_SQLITE(bytes_that_are_no_text),
        ON_SQLITE(wrong_forms),      ON_SQLITE(long_texts),
        ON_SQLITE(deep_nesting),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
