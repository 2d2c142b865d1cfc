#include "libdoran/model/descriptors.h"

#include <doran/types.h>

#include <assert.h>
#include <string.h>

/* The codec reads and writes enumerations as int, and lists of any type through one shape. */
static_assert(sizeof(enum doran_mood) == sizeof(int), "enumerations are as wide as int");
static_assert(sizeof(struct doran_family_list) == sizeof(struct doran_member_list), "lists are alike");

#define FLAGS(flags) (unsigned)(flags)
#define REQUIRED DORAN_FIELD_REQUIRED
#define OPTIONAL DORAN_FIELD_OPTIONAL
#define MULTILINE DORAN_FIELD_MULTILINE
#define NICKNAME_CHARS DORAN_FIELD_NICKNAME_CHARS
#define CLEARABLE DORAN_FIELD_CLEARABLE

/* The order of the includes is their meaning. */
/* clang-format off */
/* One array of fields a type. The entry without a name is there because C11 has no empty arrays. */
#define BASE(t, n, f, d) .name = #n, .flags = FLAGS(f), .offset = offsetof(struct doran_##t, n), .doc = d
#define TYPE(type, doc) static const struct doran_field type##_fields[] = {
#define ID(t, n, f, d) {BASE(t, n, f, d), .form = DORAN_FORM_ID, .min = 36, .max = 36},
#define TEXT(t, n, low, high, f, d) {BASE(t, n, f, d), .form = DORAN_FORM_TEXT, .min = low, .max = high},
#define EMAIL(t, n, f, d) {BASE(t, n, f, d), .form = DORAN_FORM_EMAIL, .min = 3, .max = DORAN_EMAIL_MAX},
#define SECRET(t, n, low, high, f, d) {BASE(t, n, f, d), .form = DORAN_FORM_SECRET, .min = low, .max = high},
#define STRING(t, n, low, high, f, d) {BASE(t, n, f, d), .form = DORAN_FORM_STRING, .min = low, .max = high},
#define INT(t, n, low, high, f, d) {BASE(t, n, f, d), .form = DORAN_FORM_INT, .min = low, .max = high},
#define BOOL(t, n, f, d) {BASE(t, n, f, d), .form = DORAN_FORM_BOOL, .max = 1},
#define TIME(t, n, f, d) {BASE(t, n, f, d), .form = DORAN_FORM_TIME},
#define CHOICE(t, n, c, f, d) {BASE(t, n, f, d), .form = DORAN_FORM_CHOICE, .choices = DORAN_ENUM_##c},
#define OBJECT(t, n, o, f, d) {BASE(t, n, f, d), .form = DORAN_FORM_OBJECT, .type = DORAN_TYPE_##o},
#define LIST(t, n, o, high, f, d)                                                                            \
    {BASE(t, n, f, d), .form = DORAN_FORM_LIST, .type = DORAN_TYPE_##o, .max = high},
#define VARIANT(t, n, f, d)                                                                                  \
    {BASE(t, n, f, d), .form = DORAN_FORM_VARIANT, .kind_offset = offsetof(struct doran_##t, kind)},
#define END(type) {.name = NULL}};
#include <doran/types.def>
#include <doran/fields_undef.h>

#define KEY(n) {"\"" #n "\":", sizeof "\"" #n "\":" - 1},
#define TYPE(type, doc) static const struct doran_field_key type##_keys[] = {
#define ID(t, n, f, d) KEY(n)
#define TEXT(t, n, low, high, f, d) KEY(n)
#define EMAIL(t, n, f, d) KEY(n)
#define SECRET(t, n, low, high, f, d) KEY(n)
#define STRING(t, n, low, high, f, d) KEY(n)
#define INT(t, n, low, high, f, d) KEY(n)
#define BOOL(t, n, f, d) KEY(n)
#define TIME(t, n, f, d) KEY(n)
#define CHOICE(t, n, c, f, d) KEY(n)
#define OBJECT(t, n, o, f, d) KEY(n)
#define LIST(t, n, o, high, f, d) KEY(n)
#define VARIANT(t, n, f, d) KEY(n)
#define END(type) {"", 0}};
#include <doran/types.def>
#include <doran/fields_undef.h>

#define TYPE(type, doc)
#define ID(t, n, f, d) static_assert(sizeof #n + 2 <= DORAN_KEY_MAX, "raise DORAN_KEY_MAX for " #n);
#define TEXT(t, n, low, high, f, d) ID(t, n, f, d)
#define EMAIL(t, n, f, d) ID(t, n, f, d)
#define SECRET(t, n, low, high, f, d) ID(t, n, f, d)
#define STRING(t, n, low, high, f, d) ID(t, n, f, d)
#define INT(t, n, low, high, f, d)                                                                           \
    ID(t, n, f, d) static_assert(low >= -DORAN_WHOLE_MAX && high <= DORAN_WHOLE_MAX, #n " is too wide");
#define BOOL(t, n, f, d) ID(t, n, f, d)
#define TIME(t, n, f, d) ID(t, n, f, d)
#define CHOICE(t, n, c, f, d) ID(t, n, f, d)
#define OBJECT(t, n, o, f, d) ID(t, n, f, d)
#define LIST(t, n, o, high, f, d) ID(t, n, f, d)
#define VARIANT(t, n, f, d) ID(t, n, f, d)
#define END(type)
#include <doran/types.def>
#include <doran/fields_undef.h>

/* `has` is one word. */
#define TYPE(type, doc) static_assert(DORAN_FIELDS_##type <= 64, #type " has too many fields");
#define END(type)
#include <doran/fields_ignore.h>
#include <doran/types.def>
#include <doran/fields_undef.h>

static const struct doran_type types[DORAN_TYPE_COUNT] = {
#define TYPE(type, text)                                                                                     \
    [DORAN_TYPE_##type] = {.name = #type,                                                                    \
                           .doc = text,                                                                      \
                           .size = sizeof(struct doran_##type),                                              \
                           .fields = type##_fields,                                                          \
                           .field_count = DORAN_FIELDS_##type},
#define END(type)
#include <doran/fields_ignore.h>
#include <doran/types.def>
#include <doran/fields_undef.h>
};

static const struct doran_field_key *const keys[DORAN_TYPE_COUNT] = {
#define TYPE(type, text) [DORAN_TYPE_##type] = type##_keys,
#define END(type)
#include <doran/fields_ignore.h>
#include <doran/types.def>
#include <doran/fields_undef.h>
};
/* clang-format on */

const struct doran_type *doran_type(enum doran_type_id id)
{
    return (unsigned)id < DORAN_TYPE_COUNT ? &types[id] : NULL;
}

const struct doran_field_key *doran_type_keys(enum doran_type_id id)
{
    return keys[id];
}

/* clang-format off */
#define ENUM(name, doc) static const char *const name##_values[] = {NULL,
#define VALUE(name, value, doc) #value,
#define ENUM_END(name) };
#include <doran/enums.def>
#undef ENUM
#undef VALUE
#undef ENUM_END

#define ENUM(name, doc) static const char *const name##_docs[] = {NULL,
#define VALUE(name, value, doc) doc,
#define ENUM_END(name) };
#include <doran/enums.def>
#undef ENUM
#undef VALUE
#undef ENUM_END

static const struct doran_enum enums[DORAN_ENUM_COUNT] = {
#define ENUM(title, text)                                                                                    \
    [DORAN_ENUM_##title] = {.name = #title,                                                                  \
                            .doc = text,                                                                     \
                            .values = title##_values,                                                        \
                            .docs = title##_docs,                                                            \
                            .count = DORAN_##title##_COUNT},
#define VALUE(name, value, doc)
#define ENUM_END(name)
#include <doran/enums.def>
#undef ENUM
#undef VALUE
#undef ENUM_END
};
/* clang-format on */

const struct doran_enum *doran_enum(enum doran_enum_id id)
{
    return (unsigned)id < DORAN_ENUM_COUNT ? &enums[id] : NULL;
}

const char *doran_enum_name(enum doran_enum_id id, int value)
{
    const struct doran_enum *choices = doran_enum(id);
    return choices != NULL && value > 0 && value < choices->count ? choices->values[value] : NULL;
}

int doran_enum_value(enum doran_enum_id id, const char *name)
{
    const struct doran_enum *choices = doran_enum(id);
    for (int i = 1; choices != NULL && name != NULL && i < choices->count; i++) {
        if (strcmp(choices->values[i], name) == 0)
            return i;
    }
    return 0;
}

static const struct {
    enum doran_type_id type;
    bool in_family;
} kinds[DORAN_kind_COUNT] = {
#define IN_FAMILY true
#define IN_USER false
#define KIND(kind, type, stream) [DORAN_kind_##kind] = {DORAN_TYPE_##type, IN_##stream},
#include <doran/kinds.def>
#undef KIND
#undef IN_FAMILY
#undef IN_USER
};

enum doran_type_id doran_kind_type(enum doran_kind kind)
{
    return (unsigned)kind < DORAN_kind_COUNT ? kinds[kind].type : DORAN_TYPE_empty;
}

bool doran_kind_in_family(enum doran_kind kind)
{
    return (unsigned)kind < DORAN_kind_COUNT && kinds[kind].in_family;
}
