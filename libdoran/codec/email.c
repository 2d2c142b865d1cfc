#include "libdoran/codec/email.h"

#include <doran/limits.h>
#include <doran/text.h>

#include <string.h>
#include <unictype.h>
#include <unistr.h>

#define LOCAL_MAX 64 /* Bytes, RFC 5321 §4.5.3.1.1. */
#define LABEL_MAX 63 /* Bytes, RFC 1035 §2.3.4. */

static bool is_letter_or_digit(ucs4_t c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

/* UTF8-non-ascii of RFC 6531, less what nobody can see or type. */
static bool is_beyond_ascii(ucs4_t c)
{
    return c >= 0x80 && !uc_is_property_white_space(c) && !uc_is_property_default_ignorable_code_point(c);
}

static bool is_atom_character(ucs4_t c)
{
    return is_letter_or_digit(c) || is_beyond_ascii(c) ||
           (c != 0 && c < 0x80 && strchr("!#$%&'*+-/=?^_`{|}~", (int)c));
}

static bool is_label_character(ucs4_t c)
{
    return is_letter_or_digit(c) || is_beyond_ascii(c) || c == '-';
}

/* Counts the parts between dots; 0 when one of them is empty, over `part_max` bytes, or has something else in
 * it. */
static size_t count_parts(const char *text, size_t length, size_t part_max, bool (*allowed)(ucs4_t))
{
    size_t count = 1;
    size_t part = 0;
    for (size_t at = 0; at < length;) {
        ucs4_t c;
        size_t size = (size_t)u8_mbtouc(&c, (const uint8_t *)text + at, length - at);
        at += size;
        if (c == '.' && part > 0) {
            count++;
            part = 0;
            continue;
        }
        part += size;
        if (!allowed(c) || part > part_max)
            return 0;
    }
    return part > 0 ? count : 0;
}

/* RFC 1123 §2.1: no label begins or ends with a hyphen. */
static bool has_loose_hyphen(const char *domain)
{
    return domain[0] == '-' || domain[strlen(domain) - 1] == '-' || strstr(domain, ".-") != NULL ||
           strstr(domain, "-.") != NULL;
}

bool doran_email_valid(const char *text)
{
    size_t length = strlen(text);
    const char *at = strchr(text, '@');
    if (length > DORAN_EMAIL_MAX || at == NULL || doran_text_has_control(text, length, false))
        return false;
    size_t local = (size_t)(at - text);
    const char *domain = at + 1;
    return local <= LOCAL_MAX && count_parts(text, local, LOCAL_MAX, is_atom_character) > 0 &&
           count_parts(domain, strlen(domain), LABEL_MAX, is_label_character) >= 2 &&
           !has_loose_hyphen(domain);
}
