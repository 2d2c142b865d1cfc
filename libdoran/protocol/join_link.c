#include <doran/protocol.h>

#include <stdio.h>
#include <string.h>
#include <strings.h>

#define CODE_MIN 4
#define CODE_MAX 64
#define CODE_GROUP 4       /* Characters between two hyphens. */
#define CODE_IN_TEXT_MIN 8 /* Shorter ones among other words would often be words. */
#define PIN_LENGTH 43      /* SHA-256 in base64url (RFC 4648 §5) without padding. */
#define JOIN_PATH "/join#v1."

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

static bool is_code_character(char c)
{
    return is_digit(c) || is_letter(c) || c == '-';
}

static bool is_pin_character(char c)
{
    return is_digit(c) || is_letter(c) || c == '-' || c == '_';
}

/* Crockford base 32: what a character counts as, '\0' for one that is not in it. */
static char code_character(char c)
{
    if (is_letter(c))
        c = (char)(c & ~0x20);
    if (c == 'O')
        return '0';
    if (c == 'I' || c == 'L')
        return '1';
    return is_digit(c) || (is_letter(c) && c != 'U') ? c : '\0';
}

static bool clean_code(const char *text, size_t length, char out[CODE_MAX + 1])
{
    size_t to = 0;
    out[0] = '\0';
    for (size_t i = 0; i < length; i++) {
        if (text[i] == '-')
            continue;
        char c = code_character(text[i]);
        if (c == '\0' || to == CODE_MAX) {
            out[0] = '\0';
            return false;
        }
        out[to++] = c;
    }
    out[to] = '\0';
    if (to < CODE_MIN)
        out[0] = '\0';
    return to >= CODE_MIN;
}

/* The text without ASCII white space at its ends. */
static const char *trim(const char *text, size_t *length)
{
    static const char spaces[] = " \t\r\n";
    text += strspn(text, spaces);
    *length = strlen(text);
    while (*length > 0 && strchr(spaces, text[*length - 1]) != NULL)
        --*length;
    return text;
}

bool doran_code_clean(const char *text, char out[65])
{
    size_t length;
    text = trim(text, &length);
    return clean_code(text, length, out);
}

/* Bytes of the scheme with its "://", 0 when there is none here. Without TLS only loopback is of use; the
 * client judges that. */
static size_t scheme_length(const char *text)
{
    static const char *const schemes[] = {"https://", "http://"};
    for (size_t i = 0; i < sizeof schemes / sizeof schemes[0]; i++) {
        if (strncasecmp(text, schemes[i], strlen(schemes[i])) == 0)
            return strlen(schemes[i]);
    }
    return 0;
}

static size_t span(const char *text, bool (*member)(char))
{
    size_t length = 0;
    while (member(text[length]))
        length++;
    return length;
}

static bool is_name_character(char c)
{
    return is_digit(c) || is_letter(c) || c == '-' || c == '.';
}

static bool is_address_character(char c)
{
    return is_digit(c) || is_letter(c) || c == ':' || c == '.';
}

/* Bytes of "name", "1.2.3.4" or "[::1]"; 0 when there is none here. */
static size_t host_length(const char *text)
{
    if (*text != '[')
        return span(text, is_name_character);
    size_t address = span(text + 1, is_address_character);
    return address > 0 && text[1 + address] == ']' ? address + 2 : 0;
}

/* Bytes of ":7474", 0 for none; `*good` gets false for one that is no port. */
static size_t port_length(const char *text, bool *good)
{
    if (*text != ':')
        return 0;
    unsigned port = 0;
    size_t digits = 0;
    while (is_digit(text[1 + digits]) && digits < 6)
        port = port * 10 + (unsigned)(text[1 + digits++] - '0');
    *good = port >= 1 && port <= 65535;
    return 1 + digits;
}

static void lower(char *text)
{
    for (; *text != '\0'; text++) {
        if (*text >= 'A' && *text <= 'Z')
            *text = (char)(*text | 0x20);
    }
}

/* Takes the PIN behind a code. A full stop that ends a sentence is none; but what looks like one and is cut
 * short is an error, as without it another key would be trusted. */
static bool take_pin(const char *text, struct doran_join_link *link)
{
    if (*text != '.')
        return true;
    size_t length = span(text + 1, is_pin_character);
    if (length == PIN_LENGTH)
        memcpy(link->pin, text + 1, PIN_LENGTH);
    return length == 0 || length == PIN_LENGTH;
}

enum found { FOUND_NONE, FOUND_LINK, FOUND_BROKEN };

/* Looks for a link that begins exactly here. */
static enum found take_link(const char *text, struct doran_join_link *link)
{
    size_t scheme = scheme_length(text);
    size_t host = scheme > 0 ? host_length(text + scheme) : 0;
    if (host == 0)
        return FOUND_NONE;
    bool good = true;
    size_t server = scheme + host + port_length(text + scheme + host, &good);
    if (!good || strncmp(text + server, JOIN_PATH, strlen(JOIN_PATH)) != 0)
        return FOUND_NONE;
    *link = (struct doran_join_link){0};
    if (server >= sizeof link->server)
        return FOUND_BROKEN;
    memcpy(link->server, text, server);
    lower(link->server);
    const char *code = text + server + strlen(JOIN_PATH);
    size_t length = span(code, is_code_character);
    return clean_code(code, length, link->code) && take_pin(code + length, link) ? FOUND_LINK : FOUND_BROKEN;
}

/* What a word that cleans to a code looks like. */
struct look {
    bool letter, digit, hyphen;
    bool grouped; /**< Hyphens stand between groups of four only. */
};

static struct look look_at(const char *word, size_t length)
{
    struct look look = {.grouped = true};
    size_t group = 0;
    for (size_t i = 0; i < length; i++) {
        look.letter |= is_letter(word[i]);
        look.digit |= is_digit(word[i]);
        look.hyphen |= word[i] == '-';
        if (word[i] == '-')
            look.grouped &= group == CODE_GROUP;
        group = word[i] == '-' ? 0 : group + 1;
    }
    look.grouped &= !look.hyphen || group == CODE_GROUP;
    return look;
}

/* How much a word among others looks like a code; 0: not at all. */
static int likeness(const char *word, size_t length)
{
    char code[CODE_MAX + 1];
    struct look look = look_at(word, length);
    if (!clean_code(word, length, code) || strlen(code) < CODE_IN_TEXT_MIN || !look.grouped || !look.letter)
        return 0;
    return look.digit ? 2 : look.hyphen ? 1 : 0;
}

/* The first word that looks most like a code. */
static bool find_code(const char *text, char out[CODE_MAX + 1])
{
    int best = 0;
    for (size_t length; *text != '\0'; text += length) {
        length = span(text, is_code_character);
        int like = likeness(text, length);
        if (like > best && clean_code(text, length, out))
            best = like;
        if (length == 0)
            length = 1;
    }
    return best > 0;
}

bool doran_join_link_parse(const char *text, struct doran_join_link *out, struct doran_error *error)
{
    *out = (struct doran_join_link){0};
    if (doran_code_clean(text, out->code))
        return true;
    for (const char *at = text; *at != '\0'; at++) {
        enum found found = take_link(at, out);
        if (found == FOUND_LINK)
            return true;
        if (found == FOUND_BROKEN) {
            *out = (struct doran_join_link){0};
            return doran_fail(error, DORAN_ERROR_invalid, "code", "The join link is not whole.");
        }
    }
    /* What looks like a link but is none we know (of another version, with a user's name in it) is not
     * searched for a bare code: that would be tried at another server than was meant. */
    if (strstr(text, "/join#") == NULL && find_code(text, out->code))
        return true;
    *out = (struct doran_join_link){0};
    return doran_fail(error, DORAN_ERROR_invalid, "code", "There is no join link or code in this.");
}

void doran_join_link_format(const struct doran_join_link *link, struct doran_buffer *out)
{
    doran_buffer_puts(out, link->server);
    doran_buffer_puts(out, link->server[0] != '\0' ? JOIN_PATH : "");
    for (size_t i = 0; link->code[i] != '\0'; i++) {
        if (i > 0 && i % CODE_GROUP == 0)
            doran_buffer_putc(out, '-');
        doran_buffer_putc(out, link->code[i]);
    }
    if (link->server[0] != '\0' && link->pin[0] != '\0') {
        doran_buffer_putc(out, '.');
        doran_buffer_puts(out, link->pin);
    }
}
