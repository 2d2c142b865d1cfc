#include "libdoran/codec/check.h"
#include "libdoran/codec/field.h"

#include <doran/json.h>
#include <doran/text.h>

/* A query being read. */
struct query {
    struct checking checking;
    struct place document;
};

/* The value of a hexadecimal digit, -1 for something else. */
static int hexadecimal(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Takes the percent encoding off, and "+" for a space, into the arena; NULL with the error set. */
static char *decode_part(const struct query *query, const char *part, size_t length)
{
    char *text = doran_arena_alloc(query->checking.arena, length + 1);
    if (text == NULL) {
        doran_fail(query->checking.error, DORAN_ERROR_no_memory, NULL, NULL);
        return NULL;
    }
    size_t at = 0;
    size_t to = 0;
    for (; at < length; at++) {
        char c = part[at] == '+' ? ' ' : part[at];
        if (c == '%') {
            int high = length - at > 2 ? hexadecimal(part[at + 1]) : -1;
            int low = length - at > 2 ? hexadecimal(part[at + 2]) : -1;
            if (high < 0 || low < 0)
                break;
            c = (char)(high << 4 | low);
            at += 2;
        }
        text[to++] = c;
    }
    if (at == length && doran_text_valid(text, to))
        return text;
    doran_fail(query->checking.error, DORAN_ERROR_malformed, NULL,
               "The query is not percent-encoded UTF-8 without NUL.");
    return NULL;
}

static bool set_int(const struct query *query, const struct place *place, void *to, const char *text)
{
    const char *at = text + (*text == '-');
    int64_t value = 0;
    bool whole = *at != '\0';
    for (; whole && *at != '\0'; at++) {
        whole = *at >= '0' && *at <= '9' && !__builtin_mul_overflow(value, 10, &value) &&
                !__builtin_add_overflow(value, *text == '-' ? '0' - *at : *at - '0', &value);
    }
    if (!whole)
        return doran_place_fail(place, query->checking.error, "must be a whole number.");
    memcpy(to, &value, sizeof value);
    return true;
}

static bool set_bool(const struct query *query, const struct place *place, void *to, const char *text)
{
    bool value = strcmp(text, "true") == 0;
    if (!value && strcmp(text, "false") != 0)
        return doran_place_fail(place, query->checking.error, "must be true or false.");
    memcpy(to, &value, sizeof value);
    return true;
}

static bool set_member(const struct query *query, const struct place *place, const struct doran_field *field,
                       void *out, const char *text)
{
    void *to = (char *)out + field->offset;
    switch (field->form) {
    case DORAN_FORM_INT:
        return set_int(query, place, to, text);
    case DORAN_FORM_BOOL:
        return set_bool(query, place, to, text);
    case DORAN_FORM_OBJECT:
    case DORAN_FORM_LIST:
    case DORAN_FORM_VARIANT:
        return doran_place_fail(place, query->checking.error, "cannot stand in a query.");
    default:
        return doran_member_from_text(&query->checking, place, field, out, text, true);
    }
}

static size_t find_field(const struct doran_type *type, const char *name)
{
    size_t index = 0;
    while (index < type->field_count && strcmp(type->fields[index].name, name) != 0)
        index++;
    return index;
}

/* One "name=value". */
static bool decode_pair(const struct query *query, const struct doran_type *type, const char *pair,
                        size_t length, void *out)
{
    const char *equals = memchr(pair, '=', length);
    size_t name_length = equals != NULL ? (size_t)(equals - pair) : length;
    const char *name = decode_part(query, pair, name_length);
    const char *text = name == NULL     ? NULL
                       : equals != NULL ? decode_part(query, equals + 1, length - name_length - 1)
                                        : "";
    if (text == NULL)
        return false;
    struct place place = {.up = &query->document, .name = name, .length = strlen(name)};
    size_t index = find_field(type, name);
    if (index == type->field_count)
        return doran_place_fail(&place, query->checking.error, "is not a parameter that is known here.");
    if (field_has(out) >> index & 1)
        return doran_place_fail(&place, query->checking.error, "is given twice.");
    field_mark(out, index);
    return set_member(query, &place, &type->fields[index], out, text) &&
           doran_check_member(&query->checking, &place, &type->fields[index], out);
}

static bool find_missing(const struct query *query, const struct doran_type *type, const void *out)
{
    for (size_t i = 0; i < type->field_count; i++) {
        const struct doran_field *field = &type->fields[i];
        struct place place = {.up = &query->document, .name = field->name, .length = strlen(field->name)};
        if ((field->flags & DORAN_FIELD_REQUIRED) && !(field_has(out) >> i & 1))
            return doran_place_fail(&place, query->checking.error, "is missing.");
    }
    return true;
}

bool doran_query_decode(enum doran_type_id id, const char *query_text, size_t length, void *out,
                        struct doran_arena *arena, struct doran_error *error)
{
    const struct doran_type *type = doran_type(id);
    struct query query = {.checking = {.arena = arena, .error = error}};
    memset(out, 0, type->size);
    const char *end = length > 0 ? query_text + length : query_text;
    while (query_text != end) {
        const char *next = memchr(query_text, '&', (size_t)(end - query_text));
        size_t pair = next != NULL ? (size_t)(next - query_text) : (size_t)(end - query_text);
        if (pair > 0 && !decode_pair(&query, type, query_text, pair, out))
            return false;
        query_text += pair + (next != NULL);
    }
    return find_missing(&query, type, out);
}

/* RFC 3986 §2.3: unreserved characters stand as they are; so do two that cursors are full of and no query
 * minds. */
static bool is_plain(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' ||
           c == '.' || c == '_' || c == '~' || c == ':' || c == ',';
}

static void encode_text(struct doran_buffer *buffer, const char *text)
{
    for (; *text != '\0'; text++) {
        if (is_plain(*text))
            doran_buffer_putc(buffer, *text);
        else
            doran_buffer_printf(buffer, "%%%02X", (unsigned)(unsigned char)*text);
    }
}

static void encode_member(struct doran_buffer *buffer, const struct doran_field *field, const void *object)
{
    const void *at = (const char *)object + field->offset;
    char time[DORAN_TIME_TEXT_MAX];
    const char *text = NULL;
    switch (field->form) {
    case DORAN_FORM_INT:
        doran_buffer_int(buffer, field_int(at));
        return;
    case DORAN_FORM_BOOL:
        text = field_bool(at) ? "true" : "false";
        break;
    case DORAN_FORM_TIME:
        text = doran_time_format(field_int(at), time);
        break;
    case DORAN_FORM_CHOICE:
        text = doran_enum_name(field->choices, field_choice(at));
        break;
    case DORAN_FORM_OBJECT:
    case DORAN_FORM_LIST:
    case DORAN_FORM_VARIANT:
        break;
    default:
        text = field_pointer(at);
        break;
    }
    if (text != NULL)
        encode_text(buffer, text);
}

/* A query has no null: what is zero is sent only where that is a value of its own. */
static bool is_sent(const struct doran_field *field, size_t index, const void *object)
{
    if (!field_is_empty(field, object))
        return true;
    bool given = (field->flags & DORAN_FIELD_REQUIRED) != 0 || (field_has(object) >> index & 1);
    return given && field_zero_is_value(field);
}

void doran_query_encode(enum doran_type_id id, const void *object, struct doran_buffer *buffer)
{
    const struct doran_type *type = doran_type(id);
    bool first = true;
    for (size_t i = 0; i < type->field_count; i++) {
        const struct doran_field *field = &type->fields[i];
        if (!is_sent(field, i, object))
            continue;
        doran_buffer_puts(buffer, first ? "" : "&");
        doran_buffer_puts(buffer, field->name);
        doran_buffer_putc(buffer, '=');
        encode_member(buffer, field, object);
        first = false;
    }
}
