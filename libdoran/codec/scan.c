#include "libdoran/codec/scan.h"

#include "libdoran/codec/plain.h"

#include <doran/limits.h>
#include <doran/text.h>

#include <string.h>

/* What is still to be proven. */
struct scanner {
    const char *start, *at, *end;
    int depth;
    const char *trouble; /**< What is wrong at `at`; NULL while nothing is. */
};

static bool trouble(struct scanner *scanner, const char *what)
{
    if (scanner->trouble == NULL)
        scanner->trouble = what;
    return false;
}

/* The byte at hand; at the end a NUL, which is nowhere in a text that was checked for them. */
static char peek(const struct scanner *scanner)
{
    return scanner->at < scanner->end ? *scanner->at : '\0';
}

static char skip_space(struct scanner *scanner)
{
    while (peek(scanner) == ' ' || peek(scanner) == '\n' || peek(scanner) == '\r' || peek(scanner) == '\t')
        scanner->at++;
    return peek(scanner);
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* The value of a hexadecimal digit, -1 for something else. */
static int hexadecimal(char c)
{
    if (is_digit(c))
        return c - '0';
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The four digits of a \u escape; -1 when they are none. */
static int32_t escape_unit(const char *at, const char *end)
{
    int32_t unit = 0;
    for (int i = 0; i < 4; i++, at++) {
        int digit = at < end ? hexadecimal(*at) : -1;
        if (digit < 0)
            return -1;
        unit = unit * 16 + digit;
    }
    return unit;
}

static bool is_high(int32_t unit)
{
    return unit >= 0xD800 && unit <= 0xDBFF;
}

static bool is_low(int32_t unit)
{
    return unit >= 0xDC00 && unit <= 0xDFFF;
}

/* `at` is behind "\u". */
static bool check_unit(struct scanner *scanner)
{
    int32_t unit = escape_unit(scanner->at, scanner->end);
    if (unit < 0)
        return trouble(scanner, "an escape needs four hexadecimal digits");
    if (unit == 0)
        return trouble(scanner, "NUL is not allowed");
    scanner->at += 4;
    if (is_low(unit))
        return trouble(scanner, "half a surrogate pair");
    if (!is_high(unit))
        return true;
    bool pair = scanner->end - scanner->at >= 6 && scanner->at[0] == '\\' && scanner->at[1] == 'u';
    if (!pair || !is_low(escape_unit(scanner->at + 2, scanner->end)))
        return trouble(scanner, "half a surrogate pair");
    scanner->at += 6;
    return true;
}

/* `at` is behind a backslash. */
static bool check_escape(struct scanner *scanner)
{
    if (peek(scanner) == '\0' || strchr("\"\\/bfnrtu", peek(scanner)) == NULL)
        return trouble(scanner, "there is no such escape");
    return *scanner->at++ != 'u' || check_unit(scanner);
}

static bool check_string(struct scanner *scanner)
{
    scanner->at++;
    for (;;) {
        scanner->at += plain_run(scanner->at, (size_t)(scanner->end - scanner->at));
        if (scanner->at == scanner->end)
            return trouble(scanner, "a string has no end");
        char c = *scanner->at;
        if (c != '"' && c != '\\')
            return trouble(scanner, "a control character must be escaped");
        scanner->at++;
        if (c == '"')
            return true;
        if (!check_escape(scanner))
            return false;
    }
}

static bool check_digits(struct scanner *scanner)
{
    if (!is_digit(peek(scanner)))
        return trouble(scanner, "a digit is missing");
    while (is_digit(peek(scanner)))
        scanner->at++;
    return true;
}

static bool check_number(struct scanner *scanner)
{
    if (peek(scanner) == '-')
        scanner->at++;
    bool zero = peek(scanner) == '0';
    const char *start = scanner->at;
    if (!check_digits(scanner))
        return false;
    if (zero && scanner->at > start + 1)
        return trouble(scanner, "a number has a leading zero");
    if (peek(scanner) == '.') {
        scanner->at++;
        if (!check_digits(scanner))
            return false;
    }
    if (peek(scanner) == 'e' || peek(scanner) == 'E') {
        scanner->at++;
        if (peek(scanner) == '+' || peek(scanner) == '-')
            scanner->at++;
        return check_digits(scanner);
    }
    return true;
}

static bool check_word(struct scanner *scanner, const char *word)
{
    size_t length = strlen(word);
    if ((size_t)(scanner->end - scanner->at) < length || memcmp(scanner->at, word, length) != 0)
        return trouble(scanner, "a value is expected");
    scanner->at += length;
    return true;
}

static bool check_value(struct scanner *scanner);

static bool check_member(struct scanner *scanner)
{
    if (skip_space(scanner) != '"')
        return trouble(scanner, "a name is expected");
    if (!check_string(scanner))
        return false;
    if (skip_space(scanner) != ':')
        return trouble(scanner, "':' is expected");
    scanner->at++;
    return check_value(scanner);
}

/* An object or a list; `at` is at what opens it. */
static bool check_many(struct scanner *scanner, char close, bool (*check_one)(struct scanner *))
{
    if (++scanner->depth > DORAN_JSON_DEPTH_MAX)
        return trouble(scanner, "it is nested too deeply");
    scanner->at++;
    if (skip_space(scanner) != close) {
        for (;;) {
            if (!check_one(scanner))
                return false;
            if (skip_space(scanner) != ',')
                break;
            scanner->at++;
        }
    }
    if (peek(scanner) != close)
        return trouble(scanner, close == '}' ? "',' or '}' is expected" : "',' or ']' is expected");
    scanner->at++;
    scanner->depth--;
    return true;
}

static bool check_value(struct scanner *scanner)
{
    switch (skip_space(scanner)) {
    case '{':
        return check_many(scanner, '}', check_member);
    case '[':
        return check_many(scanner, ']', check_value);
    case '"':
        return check_string(scanner);
    case 't':
        return check_word(scanner, "true");
    case 'f':
        return check_word(scanner, "false");
    case 'n':
        return check_word(scanner, "null");
    default:
        if (peek(scanner) == '-' || is_digit(peek(scanner)))
            return check_number(scanner);
        return trouble(scanner, "a value is expected");
    }
}

bool doran_scan(const char *json, size_t length, struct doran_error *error)
{
    if (length == 0)
        json = "";
    if (!doran_text_valid(json, length))
        return doran_fail(error, DORAN_ERROR_malformed, NULL, "This is not valid UTF-8 without NUL.");
    struct scanner scanner = {.start = json, .at = json, .end = json + length};
    if (check_value(&scanner)) {
        skip_space(&scanner);
        if (scanner.at == scanner.end)
            return true;
        trouble(&scanner, "something follows the object");
    }
    return doran_fail(error, DORAN_ERROR_malformed, NULL, "This is not JSON we read: at byte %zu, %s.",
                      (size_t)(scanner.at - scanner.start), scanner.trouble);
}

static bool is_space(char c)
{
    return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

char scan_space(struct scan *scan)
{
    while (is_space(*scan->at))
        scan->at++;
    return *scan->at;
}

struct scan_string scan_string(struct scan *scan)
{
    struct scan_string string = {.text = scan->at + 1};
    const char *at = string.text;
    for (;;) {
        at += plain_run(at, (size_t)(scan->end - at));
        if (*at == '"')
            break;
        string.escaped = true;
        at += 2; /* The backslash and what it escapes. */
    }
    string.length = (size_t)(at - string.text);
    scan->at = at + 1;
    return string;
}

/* Writes a character in UTF-8 (RFC 3629 §3). */
static char *put_character(char *out, int32_t c)
{
    if (c < 0x80) {
        *out++ = (char)c;
    } else if (c < 0x800) {
        *out++ = (char)(0xC0 | c >> 6);
        *out++ = (char)(0x80 | (c & 0x3F));
    } else if (c < 0x10000) {
        *out++ = (char)(0xE0 | c >> 12);
        *out++ = (char)(0x80 | (c >> 6 & 0x3F));
        *out++ = (char)(0x80 | (c & 0x3F));
    } else {
        *out++ = (char)(0xF0 | c >> 18);
        *out++ = (char)(0x80 | (c >> 12 & 0x3F));
        *out++ = (char)(0x80 | (c >> 6 & 0x3F));
        *out++ = (char)(0x80 | (c & 0x3F));
    }
    return out;
}

/* The character of a \u escape; `*at` is behind "\u", and goes past a pair as a whole. */
static int32_t take_unit(const char **at)
{
    int32_t unit = escape_unit(*at, *at + 4);
    *at += 4;
    if (!is_high(unit))
        return unit;
    int32_t low = escape_unit(*at + 2, *at + 6);
    *at += 6;
    return 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
}

size_t scan_unescape(const struct scan_string *string, char *out)
{
    static const char plain[256] = {['b'] = '\b', ['f'] = '\f', ['n'] = '\n', ['r'] = '\r',
                                    ['t'] = '\t', ['"'] = '"',  ['/'] = '/',  ['\\'] = '\\'};
    const char *at = string->text;
    const char *end = at + string->length;
    char *to = out;
    while (at < end) {
        if (*at != '\\') {
            *to++ = *at++;
            continue;
        }
        char kind = at[1];
        at += 2;
        if (kind == 'u')
            to = put_character(to, take_unit(&at));
        else
            *to++ = plain[(unsigned char)kind];
    }
    return (size_t)(to - out);
}

/* Goes past a number, true, false or null: to what ends it, as every value stands in an object or a list. */
static void skip_word(struct scan *scan)
{
    while (*scan->at != ',' && *scan->at != '}' && *scan->at != ']' && !is_space(*scan->at))
        scan->at++;
}

/* Goes past an object or a list; returns how many commas stand in it directly. */
static size_t skip_many(struct scan *scan)
{
    size_t commas = 0;
    int depth = 0;
    do {
        char c = *scan->at;
        if (c == '"') {
            scan_string(scan);
            continue;
        }
        scan->at++;
        if (c == '{' || c == '[')
            depth++;
        else if (c == '}' || c == ']')
            depth--;
        else if (c == ',' && depth == 1)
            commas++;
    } while (depth > 0);
    return commas;
}

void scan_skip(struct scan *scan)
{
    char c = scan_space(scan);
    if (c == '"')
        scan_string(scan);
    else if (c == '{' || c == '[')
        skip_many(scan);
    else
        skip_word(scan);
}

size_t scan_count(struct scan scan)
{
    struct scan inside = {.at = scan.at + 1, .end = scan.end};
    return scan_space(&inside) == ']' ? 0 : 1 + skip_many(&scan);
}

bool scan_int(struct scan *scan, int64_t *out)
{
    const char *from = scan->at;
    bool negative = *from == '-';
    from += negative;
    int64_t value = 0;
    bool fits = true;
    for (; is_digit(*from); from++) {
        int digit = *from - '0';
        fits = fits && !__builtin_mul_overflow(value, 10, &value) &&
               !__builtin_add_overflow(value, negative ? -digit : digit, &value);
    }
    fits = fits && *from != '.' && *from != 'e' && *from != 'E';
    *out = value;
    skip_word(scan);
    return fits;
}
