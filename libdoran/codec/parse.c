#include "libdoran/codec/parse.h"

#include "libdoran/codec/plain.h"

#include <doran/limits.h>
#include <doran/text.h>

#include <errno.h>
#include <float.h>
#include <string.h>

#define NUMBER_MAX 63         /* Bytes of a number; releases of cJSON differ beyond that. */
#define EXPONENT_DIGITS_MAX 2 /* Of a negative one: far from where a double becomes 0. */

/* One pass over a text, without recursion. It knows strings, numbers and brackets; the rest is cJSON's. */
struct guard {
    const char *start, *at, *end;
    bool exact;
    int depth;
    const char *trouble; /**< What is wrong at `at`; NULL while nothing is. */
};

static bool trouble(struct guard *guard, const char *what)
{
    guard->trouble = what;
    return false;
}

/* The byte at hand; at the end a NUL, which is nowhere in a text that was checked for them. */
static char peek(const struct guard *guard)
{
    return guard->at < guard->end ? *guard->at : '\0';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_space(char c)
{
    return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

/* `at` is at a backslash. Which letters there are cJSON knows, and pairs of surrogates; but digits that are none
 * it reads as 0, and 0 as the end of the string. */
static bool check_escape(struct guard *guard)
{
    static const char hexadecimal[] = "0123456789abcdefABCDEF";
    guard->at++;
    if (guard->at == guard->end)
        return true; /* check_string() sees that. */
    bool unit = *guard->at++ == 'u';
    const char *digits = guard->at;
    for (; unit && guard->at < digits + 4; guard->at++) {
        if (peek(guard) == '\0' || strchr(hexadecimal, peek(guard)) == NULL)
            return trouble(guard, "an escape needs four hexadecimal digits");
    }
    return !unit || memcmp(digits, "0000", 4) != 0 || trouble(guard, "NUL is not allowed");
}

/* `at` is at the quote. */
static bool check_string(struct guard *guard)
{
    guard->at++;
    while (guard->at < guard->end) {
        guard->at += plain_run(guard->at, (size_t)(guard->end - guard->at));
        char c = peek(guard);
        if (c == '"') {
            guard->at++;
            return true;
        }
        if (c != '\0' && c != '\\')
            return trouble(guard, "a control character must be escaped");
        if (c == '\\' && !check_escape(guard))
            return false;
    }
    guard->at = guard->end;
    return trouble(guard, "a string has no end");
}

static bool check_digits(struct guard *guard)
{
    if (!is_digit(peek(guard)))
        return trouble(guard, "a digit is missing");
    while (is_digit(peek(guard)))
        guard->at++;
    return true;
}

/* `at` is behind the "e". */
static bool check_exponent(struct guard *guard)
{
    bool negative = peek(guard) == '-';
    if (negative || peek(guard) == '+')
        guard->at++;
    const char *digits = guard->at;
    if (!check_digits(guard))
        return false;
    if (guard->exact && negative && guard->at - digits > EXPONENT_DIGITS_MAX)
        return trouble(guard, "a number is too small");
    return true;
}

/* cJSON takes what strtod() takes, as 01 and 1. too. A number of DBL_DIG digits is another one as a double than any
 * other of so many; with more, a fraction might round to a whole number. */
static bool check_number(struct guard *guard)
{
    const char *start = guard->at;
    if (peek(guard) == '-')
        guard->at++;
    bool zero = peek(guard) == '0';
    const char *digits = guard->at;
    if (!check_digits(guard))
        return false;
    if (zero && guard->at > digits + 1)
        return trouble(guard, "a number has a leading zero");
    bool point = peek(guard) == '.';
    if (point) {
        guard->at++;
        if (!check_digits(guard))
            return false;
    }
    bool power = peek(guard) == 'e' || peek(guard) == 'E';
    if (guard->exact && (point || power) && guard->at - digits - point > DBL_DIG)
        return trouble(guard, "a number has too many digits");
    if (power) {
        guard->at++;
        if (!check_exponent(guard))
            return false;
    }
    return guard->at - start <= NUMBER_MAX || trouble(guard, "a number is too long");
}

static bool check_bracket(struct guard *guard, int step)
{
    guard->depth += step;
    if (guard->depth > DORAN_JSON_DEPTH_MAX)
        return trouble(guard, "it is nested too deeply");
    if (guard->depth < 0)
        return trouble(guard, "nothing is open that this could close");
    guard->at++;
    return true;
}

/* Outside of strings, cJSON takes control characters for white space and passes over a byte order mark. */
static bool check_piece(struct guard *guard)
{
    char c = peek(guard);
    if (c == '"')
        return check_string(guard);
    if (c == '-' || is_digit(c))
        return check_number(guard);
    if (c == '{' || c == '[')
        return check_bracket(guard, 1);
    if (c == '}' || c == ']')
        return check_bracket(guard, -1);
    if (!is_space(c) && (c <= 0x20 || c > 0x7E))
        return trouble(guard, "this can stand in a string only");
    guard->at++;
    return true;
}

/* What is closed as often as it was opened does not end too early, so that cJSON has no reason to look behind the
 * end, as some of its releases do (CVE-2023-53154). */
static bool check(struct guard *guard)
{
    while (guard->at < guard->end) {
        if (!check_piece(guard))
            return false;
    }
    return guard->depth == 0 || trouble(guard, "it ends too early");
}

static cJSON *fail(struct doran_error *error, size_t byte, const char *what)
{
    doran_fail(error, DORAN_ERROR_malformed, NULL, "This is not JSON we read: at byte %zu, %s.", byte, what);
    return NULL;
}

/* A text that passed the guard. cJSON does not tell why it gives NULL, but malloc() does (POSIX.1-2008, malloc). */
static cJSON *read_tree(const char *json, size_t length, struct doran_error *error)
{
    const char *at = json;
    const char *end = json + length;
    errno = 0;
    cJSON *tree = cJSON_ParseWithLengthOpts(json, length, &at, false);
    if (tree == NULL && errno == ENOMEM) {
        doran_fail(error, DORAN_ERROR_no_memory, NULL, NULL);
        return NULL;
    }
    if (tree == NULL)
        return fail(error, (size_t)(at - json), "something else is expected");
    while (at < end && is_space(*at))
        at++;
    if (at < end)
        fail(error, (size_t)(at - json), "something follows the object");
    else if (!cJSON_IsObject(tree))
        doran_fail(error, DORAN_ERROR_malformed, NULL, "A JSON object is expected.");
    else
        return tree;
    cJSON_Delete(tree);
    return NULL;
}

cJSON *doran_parse(const char *json, size_t length, bool exact, struct doran_error *error)
{
    if (length == 0)
        json = "";
    if (!doran_text_valid(json, length)) {
        doran_fail(error, DORAN_ERROR_malformed, NULL, "This is not valid UTF-8 without NUL.");
        return NULL;
    }
    struct guard guard = {.start = json, .at = json, .end = json + length, .exact = exact};
    if (!check(&guard))
        return fail(error, (size_t)(guard.at - guard.start), guard.trouble);
    return read_tree(json, length, error);
}
