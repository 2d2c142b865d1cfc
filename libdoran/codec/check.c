#include "libdoran/codec/check.h"

#include "libdoran/codec/email.h"
#include "libdoran/codec/field.h"

#include <doran/buffer.h>
#include <doran/id.h>
#include <doran/json.h>
#include <doran/text.h>

#include <stdlib.h>
#include <unictype.h>
#include <uninorm.h>
#include <unistr.h>

/* Normalising shortens a text to a third at most (Hangul: three conjoining letters of three bytes each). What
 * is longer than this is too long in any case, and is refused before work is put into it. */
#define NFC_SHRINK_MAX 3

static bool no_memory(const struct checking *checking)
{
    return doran_fail(checking->error, DORAN_ERROR_no_memory, NULL, NULL);
}

static bool fail_length(const struct checking *checking, const struct place *place,
                        const struct doran_field *field)
{
    if (field->min == field->max)
        return doran_place_fail(place, checking->error, "must be %d characters long.", (int)field->max);
    return doran_place_fail(place, checking->error, "must be %d to %d characters long.", (int)field->min,
                            (int)field->max);
}

/* NFC as it stands, white space and all: that belongs to a password. malloc'ed. */
static char *normal_form(const char *text, size_t length)
{
    size_t out_length = 0;
    uint8_t *out = u8_normalize(UNINORM_NFC, (const uint8_t *)text, length, NULL, &out_length);
    char *terminated = out != NULL ? realloc(out, out_length + 1) : NULL;
    if (terminated == NULL)
        free(out);
    else
        terminated[out_length] = '\0';
    return terminated;
}

/* False for a text of which nothing can be seen. */
static bool is_visible(const char *text)
{
    ucs4_t c;
    for (const uint8_t *at = u8_next(&c, (const uint8_t *)text); at != NULL; at = u8_next(&c, at)) {
        if (!uc_is_property_white_space(c) && !uc_is_property_default_ignorable_code_point(c))
            return true;
    }
    return false;
}

/* What a nickname of a profile may have in it. Of Hangul, what a keyboard makes: syllables and single
 * letters, without the filler between them, which nobody sees. */
static bool is_nickname_character(ucs4_t c)
{
    static const struct {
        ucs4_t first, last;
    } ranges[] = {
        {' ', ' '},       {'-', '.'},       {'0', '9'},       {'A', 'Z'},       {'_', '_'},
        {'a', 'z'},       {0x00C0, 0x00D6}, {0x00D8, 0x00F6}, {0x00F8, 0x024F}, {0x1E00, 0x1EFF},
        {0x3131, 0x3163}, {0x3165, 0x318E}, {0xAC00, 0xD7A3},
    };
    for (size_t i = 0; i < sizeof ranges / sizeof ranges[0]; i++) {
        if (c >= ranges[i].first && c <= ranges[i].last)
            return true;
    }
    return false;
}

static bool is_nickname(const char *text)
{
    ucs4_t c;
    for (const uint8_t *at = u8_next(&c, (const uint8_t *)text); at != NULL; at = u8_next(&c, at)) {
        if (!is_nickname_character(c))
            return false;
    }
    return true;
}

/* The text in its form, in the arena; NULL for want of memory. */
static const char *clean(const struct checking *checking, const struct doran_field *field, const char *text,
                         size_t length)
{
    if (length == 0)
        return text;
    char *cleaned =
        field->form == DORAN_FORM_SECRET ? normal_form(text, length) : doran_text_clean(text, length);
    if (cleaned == NULL)
        return NULL;
    /* Most texts are in their form already. */
    const char *kept = strcmp(cleaned, text) == 0 ? text : doran_arena_strdup(checking->arena, cleaned);
    free(cleaned);
    return kept;
}

static bool check_text(const struct checking *checking, const struct place *place,
                       const struct doran_field *field, const char **text)
{
    size_t bytes_max = (size_t)field->max * DORAN_CLUSTER_BYTES_MAX;
    size_t length = strlen(*text);
    if (length > bytes_max * NFC_SHRINK_MAX)
        return fail_length(checking, place, field);
    if (!doran_text_valid(*text, length))
        return doran_place_fail(place, checking->error, "must be valid UTF-8.");
    *text = clean(checking, field, *text, length);
    if (*text == NULL)
        return no_memory(checking);
    length = strlen(*text);
    if (doran_text_has_control(*text, length, (field->flags & DORAN_FIELD_MULTILINE) != 0))
        return doran_place_fail(place, checking->error, "must not have control characters in it.");
    size_t clusters = length <= bytes_max ? doran_text_graphemes(*text, length) : SIZE_MAX;
    if (clusters < (uint64_t)field->min || clusters > (uint64_t)field->max)
        return fail_length(checking, place, field);
    if (field->form == DORAN_FORM_TEXT && field->min > 0 && !is_visible(*text))
        return doran_place_fail(place, checking->error, "must have something in it that can be seen.");
    if ((field->flags & DORAN_FIELD_NICKNAME_CHARS) && !is_nickname(*text))
        return doran_place_fail(place, checking->error,
                                "may have Hangul, Latin letters, digits, '.', '_', '-' and spaces in it.");
    return true;
}

static bool check_email(const struct checking *checking, const struct place *place,
                        const struct doran_field *field, const char **text)
{
    size_t length = strlen(*text);
    if (length <= DORAN_EMAIL_MAX * NFC_SHRINK_MAX && doran_text_valid(*text, length)) {
        *text = clean(checking, field, *text, length);
        if (*text == NULL)
            return no_memory(checking);
        if (doran_email_valid(*text))
            return true;
    }
    return doran_place_fail(place, checking->error,
                            "must be an e-mail address of at most %d bytes, as name@example.com.",
                            DORAN_EMAIL_MAX);
}

static bool check_string(const struct checking *checking, const struct place *place,
                         const struct doran_field *field, const char *text)
{
    size_t length = strlen(text);
    if (length < (uint64_t)field->min || length > (uint64_t)field->max)
        return fail_length(checking, place, field);
    for (; *text != '\0'; text++) {
        if (*text < 0x20 || *text > 0x7E)
            return doran_place_fail(place, checking->error, "may have printable ASCII characters only.");
    }
    return true;
}

/* Makes "must be one of good, love, …". */
static bool fail_choice(const struct checking *checking, const struct place *place,
                        const struct doran_field *field)
{
    struct doran_buffer names = DORAN_BUFFER(DORAN_ERROR_MESSAGE_MAX);
    const struct doran_enum *choices = doran_enum(field->choices);
    for (int i = 1; i < choices->count; i++)
        doran_buffer_printf(&names, "%s%s", i > 1 ? ", " : "", choices->values[i]);
    doran_place_fail(place, checking->error, "must be one of %s.", names.length > 0 ? names.data : "");
    doran_buffer_deinit(&names);
    return false;
}

static bool check_int(const struct checking *checking, const struct place *place,
                      const struct doran_field *field, int64_t value)
{
    if (value >= field->min && value <= field->max)
        return true;
    return doran_place_fail(place, checking->error, "must be a whole number from %lld to %lld.",
                            (long long)field->min, (long long)field->max);
}

static bool check_id(const struct checking *checking, const struct place *place, const char *text)
{
    if (doran_id_valid(text, strlen(text)))
        return true;
    return doran_place_fail(place, checking->error, "must be a UUID in lower case.");
}

static bool check_list(const struct checking *checking, const struct place *place,
                       const struct doran_field *field, size_t count)
{
    if (count <= (uint64_t)field->max)
        return true;
    return doran_place_fail(place, checking->error, "must have at most %d items.", (int)field->max);
}

static bool check_texts(const struct checking *checking, const struct place *place,
                        const struct doran_field *field, void *at)
{
    const char *text = field_pointer(at);
    if (text == NULL)
        return true;
    bool good = false;
    if (field->form == DORAN_FORM_ID)
        good = check_id(checking, place, text);
    else if (field->form == DORAN_FORM_STRING)
        good = check_string(checking, place, field, text);
    else if (field->form == DORAN_FORM_EMAIL)
        good = check_email(checking, place, field, &text);
    else
        good = check_text(checking, place, field, &text);
    memcpy(at, &text, sizeof text);
    return good;
}

bool doran_check_member(const struct checking *checking, const struct place *place,
                        const struct doran_field *field, void *object)
{
    void *at = (char *)object + field->offset;
    switch (field->form) {
    case DORAN_FORM_ID:
    case DORAN_FORM_TEXT:
    case DORAN_FORM_EMAIL:
    case DORAN_FORM_SECRET:
    case DORAN_FORM_STRING:
        return check_texts(checking, place, field, at);
    case DORAN_FORM_INT:
        return check_int(checking, place, field, field_int(at));
    case DORAN_FORM_CHOICE:
        if (field_choice(at) == 0 || doran_enum_name(field->choices, field_choice(at)) != NULL)
            return true;
        return fail_choice(checking, place, field);
    case DORAN_FORM_LIST:
        return check_list(checking, place, field, field_list(at).count);
    case DORAN_FORM_BOOL:
    case DORAN_FORM_TIME:
    case DORAN_FORM_OBJECT:
    case DORAN_FORM_VARIANT:
        break;
    }
    return true;
}

bool doran_member_from_text(const struct checking *checking, const struct place *place,
                            const struct doran_field *field, void *object, const char *text, bool strict)
{
    void *at = (char *)object + field->offset;
    if (field->form == DORAN_FORM_TIME) {
        doran_time time;
        if (!doran_time_parse(text, strlen(text), &time))
            return doran_place_fail(place, checking->error, "must be a time as 2026-11-22T05:30:00Z.");
        memcpy(at, &time, sizeof time);
    } else if (field->form == DORAN_FORM_CHOICE) {
        int value = doran_enum_value(field->choices, text);
        if (value == 0 && strict)
            return fail_choice(checking, place, field);
        memcpy(at, &value, sizeof value);
    } else {
        memcpy(at, &text, sizeof text);
    }
    return true;
}

/* A walk over a whole struct. */
static bool check_object(const struct checking *checking, const struct place *place, enum doran_type_id type,
                         void *object);

static bool check_items(const struct checking *checking, const struct place *place,
                        const struct doran_field *field, const void *at)
{
    struct field_list list = field_list(at);
    size_t size = doran_type(field->type)->size;
    for (size_t i = 0; i < list.count; i++) {
        struct place item = {.up = place, .index = i};
        if (!check_object(checking, &item, field->type, (char *)list.items + i * size))
            return false;
    }
    return true;
}

static bool check_below(const struct checking *checking, const struct place *place,
                        const struct doran_field *field, void *object)
{
    void *at = (char *)object + field->offset;
    if (field->form == DORAN_FORM_LIST)
        return check_items(checking, place, field, at);
    if (field->form == DORAN_FORM_OBJECT)
        return check_object(checking, place, field->type, field_pointer(at));
    if (field->form == DORAN_FORM_VARIANT)
        return check_object(checking, place, field_variant_type(field, object), field_pointer(at));
    return true;
}

/* A number, a truth value and a list are never missing: 0, false and no items are values of theirs. */
static bool may_be_zero(const struct doran_field *field)
{
    return field->form == DORAN_FORM_INT || field->form == DORAN_FORM_BOOL || field->form == DORAN_FORM_LIST;
}

static bool check_object(const struct checking *checking, const struct place *place, enum doran_type_id id,
                         void *object)
{
    const struct doran_type *type = doran_type(id);
    for (size_t i = 0; i < type->field_count; i++) {
        const struct doran_field *field = &type->fields[i];
        struct place member = {.up = place, .name = field->name, .length = strlen(field->name)};
        bool required = (field->flags & DORAN_FIELD_REQUIRED) != 0;
        if (field_is_empty(field, object)) {
            if (required && !may_be_zero(field))
                return doran_place_fail(&member, checking->error, "is missing.");
            if (!required && !(field->flags & DORAN_FIELD_CLEARABLE) && !field_zero_is_value(field))
                field_unmark(object, i);
            if (!required)
                continue;
        }
        field_mark(object, i);
        if (!doran_check_member(checking, &member, field, object) ||
            !check_below(checking, &member, field, object))
            return false;
    }
    return true;
}

bool doran_check(enum doran_type_id type, void *object, struct doran_arena *arena, struct doran_error *error)
{
    struct checking checking = {.arena = arena, .error = error};
    struct place document = {.up = NULL};
    return check_object(&checking, &document, type, object);
}
