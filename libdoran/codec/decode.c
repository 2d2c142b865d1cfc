#include "libdoran/codec/check.h"
#include "libdoran/codec/field.h"
#include "libdoran/codec/parse.h"

#include <doran/json.h>

/* One document being read. */
struct decoding {
    struct checking checking;
    bool strict;
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

static bool decode_object(const struct decoding *decoding, const struct place *place, enum doran_type_id id,
                          const cJSON *tree, void *object);

/* Copies a string into the arena. */
static char *decode_text(const struct decoding *decoding, const struct place *place, const cJSON *item)
{
    if (!cJSON_IsString(item)) {
        fail(decoding, place, "must be a string.");
        return NULL;
    }
    size_t length = strlen(item->valuestring);
    char *text = allocate(decoding, length + 1);
    if (text != NULL)
        memcpy(text, item->valuestring, length);
    return text;
}

static bool decode_int(const struct decoding *decoding, const struct place *place, const cJSON *item,
                       void *to)
{
    const double max = (double)DORAN_WHOLE_MAX;
    if (!cJSON_IsNumber(item))
        return fail(decoding, place, "must be a whole number.");
    double number = item->valuedouble;
    bool whole = number >= -max && number <= max && (double)(int64_t)number == number;
    if (!whole)
        return fail(decoding, place, "must be a whole number of less than 2^53.");
    int64_t value = (int64_t)number;
    memcpy(to, &value, sizeof value);
    return true;
}

static bool decode_bool(const struct decoding *decoding, const struct place *place, const cJSON *item,
                        void *to)
{
    if (!cJSON_IsBool(item))
        return fail(decoding, place, "must be true or false.");
    bool value = cJSON_IsTrue(item) != 0;
    memcpy(to, &value, sizeof value);
    return true;
}

/* Reads an object of its own into the arena. */
static bool decode_reference(const struct decoding *decoding, const struct place *place,
                             enum doran_type_id id, const cJSON *item, void *to)
{
    if (!cJSON_IsObject(item))
        return fail(decoding, place, "must be an object.");
    void *object = allocate(decoding, doran_type(id)->size);
    if (object == NULL || !decode_object(decoding, place, id, item, object))
        return false;
    memcpy(to, &object, sizeof object);
    return true;
}

static bool decode_items(const struct decoding *decoding, const struct place *place,
                         const struct doran_field *field, const cJSON *tree, char *items)
{
    size_t size = doran_type(field->type)->size;
    size_t index = 0;
    const cJSON *item;
    cJSON_ArrayForEach(item, tree)
    {
        struct place at = {.up = place, .index = index};
        if (!cJSON_IsObject(item))
            return fail(decoding, &at, "must hold objects.");
        if (!decode_object(decoding, &at, field->type, item, items + index * size))
            return false;
        index++;
    }
    return true;
}

static bool decode_list(const struct decoding *decoding, const struct place *place,
                        const struct doran_field *field, const cJSON *item, void *to)
{
    if (!cJSON_IsArray(item))
        return fail(decoding, place, "must be a list.");
    struct field_list list = {.count = (size_t)cJSON_GetArraySize(item)};
    if (decoding->strict && list.count > (uint64_t)field->max)
        return doran_place_fail(place, decoding->checking.error, "must have at most %d items.",
                                (int)field->max);
    if (list.count == 0)
        return true;
    size_t size;
    if (__builtin_mul_overflow(list.count, doran_type(field->type)->size, &size))
        size = SIZE_MAX;
    list.items = allocate(decoding, size);
    if (list.items == NULL || !decode_items(decoding, place, field, item, list.items))
        return false;
    memcpy(to, &list, sizeof list);
    return true;
}

static bool decode_value(const struct decoding *decoding, const struct place *place,
                         const struct doran_field *field, const cJSON *item, void *object)
{
    void *to = (char *)object + field->offset;
    const char *text;
    switch (field->form) {
    case DORAN_FORM_INT:
        return decode_int(decoding, place, item, to);
    case DORAN_FORM_BOOL:
        return decode_bool(decoding, place, item, to);
    case DORAN_FORM_OBJECT:
        return decode_reference(decoding, place, field->type, item, to);
    case DORAN_FORM_LIST:
        return decode_list(decoding, place, field, item, to);
    case DORAN_FORM_VARIANT:
        return decode_reference(decoding, place, field_variant_type(field, object), item, to);
    default:
        text = decode_text(decoding, place, item);
        return text != NULL &&
               doran_member_from_text(&decoding->checking, place, field, object, text, decoding->strict);
    }
}

/* A member of a name that is known. */
static bool decode_member(const struct decoding *decoding, const struct place *place,
                          const struct doran_type *type, size_t index, const cJSON *item, void *object)
{
    const struct doran_field *field = &type->fields[index];
    if (cJSON_IsNull(item)) {
        if (field->flags & DORAN_FIELD_REQUIRED)
            return fail(decoding, place, "must not be null.");
        if (field->flags & DORAN_FIELD_CLEARABLE)
            field_mark(object, index);
        return true;
    }
    if (!decode_value(decoding, place, field, item, object))
        return false;
    field_mark(object, index);
    return !decoding->strict || doran_check_member(&decoding->checking, place, field, object);
}

/* The field of a name, field_count for none. Fields mostly come in the order of the table, so that is where
 * the search begins. */
static size_t find_field(const struct doran_type *type, size_t expected, const char *name)
{
    for (size_t i = 0; i < type->field_count; i++, expected++) {
        if (expected >= type->field_count)
            expected = 0;
        if (strcmp(type->fields[expected].name, name) == 0)
            return expected;
    }
    return type->field_count;
}

/* What is known of an object while its members come by. */
struct object_state {
    uint64_t seen;
    size_t expected;
    const cJSON *variant; /**< The value of a VARIANT, which needs the others first; or NULL. */
    size_t variant_index;
};

static bool decode_pair(const struct decoding *decoding, const struct place *place,
                        const struct doran_type *type, const cJSON *item, struct object_state *state,
                        void *object)
{
    struct place member = {.up = place, .name = item->string, .length = strlen(item->string)};
    size_t index = find_field(type, state->expected, item->string);
    if (index == type->field_count)
        return !decoding->strict || fail(decoding, &member, "is not a field that is known here.");
    if (state->seen >> index & 1)
        return !decoding->strict || fail(decoding, &member, "is given twice.");
    state->seen |= UINT64_C(1) << index;
    state->expected = index + 1;
    if (type->fields[index].form == DORAN_FORM_VARIANT) {
        state->variant = item;
        state->variant_index = index;
        return true;
    }
    return decode_member(decoding, &member, type, index, item, object);
}

/* Now that the sibling `kind` is known. One of a kind that a newer server has and we do not is passed over.
 */
static bool decode_variant(const struct decoding *decoding, const struct place *place,
                           const struct doran_type *type, const struct object_state *state, void *object)
{
    const struct doran_field *field = &type->fields[state->variant_index];
    struct place member = {.up = place, .name = field->name, .length = strlen(field->name)};
    if (!cJSON_IsNull(state->variant) && field_choice((char *)object + field->kind_offset) == 0)
        return true;
    return decode_member(decoding, &member, type, state->variant_index, state->variant, object);
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

static bool decode_object(const struct decoding *decoding, const struct place *place, enum doran_type_id id,
                          const cJSON *tree, void *object)
{
    const struct doran_type *type = doran_type(id);
    struct object_state state = {.seen = 0};
    const cJSON *item;
    cJSON_ArrayForEach(item, tree)
    {
        if (!decode_pair(decoding, place, type, item, &state, object))
            return false;
    }
    return find_missing(decoding, place, type, state.seen) &&
           (state.variant == NULL || decode_variant(decoding, place, type, &state, object));
}

bool doran_json_decode(enum doran_type_id type, enum doran_json_mode mode, const char *json, size_t length,
                       void *out, struct doran_arena *arena, struct doran_error *error)
{
    struct decoding decoding = {.checking = {.arena = arena, .error = error},
                                .strict = mode == DORAN_JSON_STRICT};
    memset(out, 0, doran_type(type)->size);
    cJSON *tree = doran_parse(json, length, decoding.strict, error);
    if (tree == NULL)
        return false;
    struct place document = {.up = NULL};
    bool good = decode_object(&decoding, &document, type, tree, out);
    cJSON_Delete(tree);
    return good;
}
