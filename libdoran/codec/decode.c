#include "libdoran/codec/check.h"
#include "libdoran/codec/field.h"
#include "libdoran/codec/scan.h"

#include <doran/json.h>

#define NAME_MAX_ESCAPED 256 /* No field's name is longer, however it is escaped. */

/* One document being read. */
struct decoding {
    struct checking checking;
    bool strict;
    struct scan scan;
};

static bool fail(const struct decoding *decoding, const struct place *place, const char *saying)
{
    return doran_place_fail(place, decoding->checking.error, "%s", saying);
}

static void *allocate(const struct decoding *decoding, size_t size)
{
    void *memory = doran_arena_alloc(decoding->checking.arena, size);
    if (memory == NULL)
        doran_fail(decoding->checking.error, DORAN_ERROR_no_memory, NULL, NULL);
    return memory;
}

static bool decode_object(struct decoding *decoding, const struct place *place, enum doran_type_id id,
                          void *object);

/* Reads a string into the arena. */
static char *decode_text(struct decoding *decoding, const struct place *place)
{
    if (*decoding->scan.at != '"') {
        fail(decoding, place, "must be a string.");
        return NULL;
    }
    struct scan_string string = scan_string(&decoding->scan);
    char *text = allocate(decoding, string.length + 1);
    if (text == NULL)
        return NULL;
    if (string.escaped)
        text[scan_unescape(&string, text)] = '\0';
    else
        memcpy(text, string.text, string.length);
    return text;
}

static bool decode_int(struct decoding *decoding, const struct place *place, void *to)
{
    int64_t value;
    if (*decoding->scan.at != '-' && (*decoding->scan.at < '0' || *decoding->scan.at > '9'))
        return fail(decoding, place, "must be a whole number.");
    if (!scan_int(&decoding->scan, &value))
        return fail(decoding, place, "must be a whole number without fraction or exponent.");
    memcpy(to, &value, sizeof value);
    return true;
}

static bool decode_bool(struct decoding *decoding, const struct place *place, void *to)
{
    bool value = *decoding->scan.at == 't';
    if (!value && *decoding->scan.at != 'f')
        return fail(decoding, place, "must be true or false.");
    scan_skip(&decoding->scan);
    memcpy(to, &value, sizeof value);
    return true;
}

/* Reads an object of its own into the arena. */
static bool decode_reference(struct decoding *decoding, const struct place *place, enum doran_type_id id,
                             void *to)
{
    if (*decoding->scan.at != '{')
        return fail(decoding, place, "must be an object.");
    void *object = allocate(decoding, doran_type(id)->size);
    if (object == NULL || !decode_object(decoding, place, id, object))
        return false;
    memcpy(to, &object, sizeof object);
    return true;
}

static bool decode_items(struct decoding *decoding, const struct place *place,
                         const struct doran_field *field, const struct field_list *list)
{
    size_t size = doran_type(field->type)->size;
    for (size_t i = 0; i < list->count; i++) {
        struct place item = {.up = place, .index = i};
        decoding->scan.at++; /* The bracket or the comma. */
        if (scan_space(&decoding->scan) != '{')
            return fail(decoding, &item, "must hold objects.");
        if (!decode_object(decoding, &item, field->type, (char *)list->items + i * size))
            return false;
        scan_space(&decoding->scan);
    }
    return true;
}

static bool decode_list(struct decoding *decoding, const struct place *place, const struct doran_field *field,
                        void *to)
{
    if (*decoding->scan.at != '[')
        return fail(decoding, place, "must be a list.");
    struct field_list list = {.count = scan_count(decoding->scan)};
    if (decoding->strict && list.count > (uint64_t)field->max)
        return doran_place_fail(place, decoding->checking.error, "must have at most %d items.",
                                (int)field->max);
    if (list.count == 0) {
        scan_skip(&decoding->scan);
        return true;
    }
    size_t size;
    if (__builtin_mul_overflow(list.count, doran_type(field->type)->size, &size))
        size = SIZE_MAX;
    list.items = allocate(decoding, size);
    if (list.items == NULL || !decode_items(decoding, place, field, &list))
        return false;
    decoding->scan.at++;
    memcpy(to, &list, sizeof list);
    return true;
}

static bool decode_value(struct decoding *decoding, const struct place *place,
                         const struct doran_field *field, void *object)
{
    void *to = (char *)object + field->offset;
    const char *text;
    switch (field->form) {
    case DORAN_FORM_INT:
        return decode_int(decoding, place, to);
    case DORAN_FORM_BOOL:
        return decode_bool(decoding, place, to);
    case DORAN_FORM_OBJECT:
        return decode_reference(decoding, place, field->type, to);
    case DORAN_FORM_LIST:
        return decode_list(decoding, place, field, to);
    case DORAN_FORM_VARIANT:
        return decode_reference(decoding, place, field_variant_type(field, object), to);
    default:
        text = decode_text(decoding, place);
        return text != NULL &&
               doran_member_from_text(&decoding->checking, place, field, object, text, decoding->strict);
    }
}

/* A member of a name that is known. null means that an optional one is taken away. */
static bool decode_member(struct decoding *decoding, const struct place *place, const struct doran_type *type,
                          size_t index, void *object)
{
    const struct doran_field *field = &type->fields[index];
    if (*decoding->scan.at == 'n') {
        if (field->flags & DORAN_FIELD_REQUIRED)
            return fail(decoding, place, "must not be null.");
        scan_skip(&decoding->scan);
        field_mark(object, index);
        return true;
    }
    if (!decode_value(decoding, place, field, object))
        return false;
    field_mark(object, index);
    return !decoding->strict || doran_check_member(&decoding->checking, place, field, object);
}

/* The field of a name, field_count for none. Fields mostly come in the order of the table, so that is where
 * the search begins. */
static size_t find_field(const struct doran_type *type, size_t expected, const char *name, size_t length)
{
    for (size_t i = 0; i < type->field_count; i++, expected++) {
        if (expected >= type->field_count)
            expected = 0;
        const char *known = type->fields[expected].name;
        if (strncmp(known, name, length) == 0 && known[length] == '\0')
            return expected;
    }
    return type->field_count;
}

/* What is known of an object while its members come by. */
struct object_state {
    uint64_t seen;
    size_t expected;
    const char *variant; /**< Where the value of a VARIANT is, which needs the others first; or NULL. */
    size_t variant_index;
};

static bool decode_pair(struct decoding *decoding, const struct place *place, const struct doran_type *type,
                        struct object_state *state, void *object)
{
    char plain[NAME_MAX_ESCAPED];
    struct scan_string name = scan_string(&decoding->scan);
    if (name.escaped && name.length <= sizeof plain) {
        name.length = scan_unescape(&name, plain);
        name.text = plain;
    }
    scan_space(&decoding->scan);
    decoding->scan.at++; /* The colon. */
    scan_space(&decoding->scan);
    struct place member = {.up = place, .name = name.text, .length = name.length};
    size_t index = find_field(type, state->expected, name.text, name.length);
    if (index == type->field_count) {
        if (decoding->strict)
            return fail(decoding, &member, "is not a field that is known here.");
        scan_skip(&decoding->scan);
        return true;
    }
    if (state->seen >> index & 1) {
        if (decoding->strict)
            return fail(decoding, &member, "is given twice.");
        scan_skip(&decoding->scan);
        return true;
    }
    state->seen |= UINT64_C(1) << index;
    state->expected = index + 1;
    if (type->fields[index].form == DORAN_FORM_VARIANT) {
        state->variant = decoding->scan.at;
        state->variant_index = index;
        scan_skip(&decoding->scan);
        return true;
    }
    return decode_member(decoding, &member, type, index, object);
}

/* Now that the sibling `kind` is known. One of a kind that a newer server has and we do not is passed over.
 */
static bool decode_variant(struct decoding *decoding, const struct place *place,
                           const struct doran_type *type, const struct object_state *state, void *object)
{
    const struct doran_field *field = &type->fields[state->variant_index];
    struct place member = {.up = place, .name = field->name, .length = strlen(field->name)};
    if (*state->variant != 'n' && field_choice((char *)object + field->kind_offset) == 0)
        return true;
    const char *after = decoding->scan.at;
    decoding->scan.at = state->variant;
    bool good = decode_member(decoding, &member, type, state->variant_index, object);
    decoding->scan.at = after;
    return good;
}

static bool find_missing(const struct decoding *decoding, const struct place *place,
                         const struct doran_type *type, uint64_t seen)
{
    for (size_t i = 0; i < type->field_count; i++) {
        const struct doran_field *field = &type->fields[i];
        struct place member = {.up = place, .name = field->name, .length = strlen(field->name)};
        if ((field->flags & DORAN_FIELD_REQUIRED) && !(seen >> i & 1))
            return fail(decoding, &member, "is missing.");
    }
    return true;
}

static bool decode_object(struct decoding *decoding, const struct place *place, enum doran_type_id id,
                          void *object)
{
    const struct doran_type *type = doran_type(id);
    struct object_state state = {.seen = 0};
    decoding->scan.at++; /* The brace. */
    while (scan_space(&decoding->scan) != '}') {
        if (*decoding->scan.at == ',') {
            decoding->scan.at++;
            scan_space(&decoding->scan);
        }
        if (!decode_pair(decoding, place, type, &state, object))
            return false;
    }
    decoding->scan.at++;
    return find_missing(decoding, place, type, state.seen) &&
           (state.variant == NULL || decode_variant(decoding, place, type, &state, object));
}

bool doran_json_decode(enum doran_type_id type, enum doran_json_mode mode, const char *json, size_t length,
                       void *out, struct doran_arena *arena, struct doran_error *error)
{
    memset(out, 0, doran_type(type)->size);
    if (!doran_scan(json, length, error))
        return false;
    struct decoding decoding = {.checking = {.arena = arena, .error = error},
                                .strict = mode == DORAN_JSON_STRICT,
                                .scan = {.at = json, .end = json + length}};
    if (scan_space(&decoding.scan) != '{')
        return doran_fail(error, DORAN_ERROR_malformed, NULL, "A JSON object is expected.");
    struct place document = {.up = NULL};
    return decode_object(&decoding, &document, type, out);
}
