/** @file types.h  The enumerations, structs and field tables of everything that travels, expanded from enums.def,
 * types.def and kinds.def.
 *
 * A decoded struct and all it points to belong to the arena it was decoded into. Text is NUL-terminated UTF-8.
 * `has` has a bit for each field that was given (DORAN_BIT); it matters for optional fields and for changes that send
 * only some fields. When encoding, a field is sent when it is required, when its bit is set, or when it is not zero.
 * Of a CLEARABLE field, JSON null sets the bit and leaves it zero: the value is to be taken away. Of any other optional
 * field null says no more than leaving it out does, and sets no bit; so after doran_json_decode() and doran_check() a bit
 * stands for a value, if the field is not CLEARABLE. The other way round, a field with its bit set and without a value is
 * sent as null. */
#ifndef DORAN_TYPES_H
#define DORAN_TYPES_H

#include "api.h"
#include "limits.h"
#include "time.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The order of the includes is their meaning. */
/* clang-format off */
/* Enumerations: enum doran_mood { DORAN_mood_none, DORAN_mood_good, … DORAN_mood_COUNT }. */
#define ENUM(name, doc) enum doran_##name { DORAN_##name##_none,
#define VALUE(name, value, doc) DORAN_##name##_##value,
#define ENUM_END(name) DORAN_##name##_COUNT };
#include "enums.def"
#undef ENUM
#undef VALUE
#undef ENUM_END

/** The names of an enumeration's values; index 0 is NULL. */
struct doran_enum {
    const char *name;
    const char *doc;
    const char *const *values; /**< Wire names, `count` of them, values[0] == NULL. */
    const char *const *docs;
    int count;
};
/** DORAN_ENUM_mood … : the number of each enumeration. */
enum doran_enum_id {
#define ENUM(name, doc) DORAN_ENUM_##name,
#define VALUE(name, value, doc)
#define ENUM_END(name)
#include "enums.def"
#undef ENUM
#undef VALUE
#undef ENUM_END
    DORAN_ENUM_COUNT
};
DORAN_API const struct doran_enum *doran_enum(enum doran_enum_id id);
/** The wire name of a value, NULL for 0 and for what is not in the enumeration. */
DORAN_API const char *doran_enum_name(enum doran_enum_id id, int value);
/** The value of a wire name, 0 when there is none. */
DORAN_API int doran_enum_value(enum doran_enum_id id, const char *name);

/* Structs: struct doran_family { uint64_t has; const char *id; … } and struct doran_family_list { items, count }. */
#define TYPE(type, doc) struct doran_##type { uint64_t has;
#define ID(type, name, flags, doc) const char *name;
#define TEXT(type, name, min, max, flags, doc) const char *name;
#define EMAIL(type, name, flags, doc) const char *name;
#define SECRET(type, name, min, max, flags, doc) const char *name;
#define STRING(type, name, min, max, flags, doc) const char *name;
#define INT(type, name, min, max, flags, doc) int64_t name;
#define BOOL(type, name, flags, doc) bool name;
#define TIME(type, name, flags, doc) doran_time name;
#define CHOICE(type, name, choices, flags, doc) enum doran_##choices name;
#define OBJECT(type, name, other, flags, doc) struct doran_##other *name;
#define LIST(type, name, other, max, flags, doc) struct doran_##other##_list name;
#define VARIANT(type, name, flags, doc) const void *name;
#define END(type) }; struct doran_##type##_list { struct doran_##type *items; size_t count; };
#include "types.def"
#include "fields_undef.h"

/** Types by number: DORAN_TYPE_family … */
enum doran_type_id {
#define TYPE(type, doc) DORAN_TYPE_##type,
#define END(type)
#include "fields_ignore.h"
#include "types.def"
#include "fields_undef.h"
    DORAN_TYPE_COUNT
};

/** Fields by number within their type: DORAN_FIELD_family_title … */
#define TYPE(type, doc) enum doran_##type##_field {
#define ID(type, name, flags, doc) DORAN_FIELD_##type##_##name,
#define TEXT(type, name, min, max, flags, doc) DORAN_FIELD_##type##_##name,
#define EMAIL(type, name, flags, doc) DORAN_FIELD_##type##_##name,
#define SECRET(type, name, min, max, flags, doc) DORAN_FIELD_##type##_##name,
#define STRING(type, name, min, max, flags, doc) DORAN_FIELD_##type##_##name,
#define INT(type, name, min, max, flags, doc) DORAN_FIELD_##type##_##name,
#define BOOL(type, name, flags, doc) DORAN_FIELD_##type##_##name,
#define TIME(type, name, flags, doc) DORAN_FIELD_##type##_##name,
#define CHOICE(type, name, choices, flags, doc) DORAN_FIELD_##type##_##name,
#define OBJECT(type, name, other, flags, doc) DORAN_FIELD_##type##_##name,
#define LIST(type, name, other, max, flags, doc) DORAN_FIELD_##type##_##name,
#define VARIANT(type, name, flags, doc) DORAN_FIELD_##type##_##name,
#define END(type) DORAN_FIELDS_##type };
#include "types.def"
#include "fields_undef.h"

/* clang-format on */

#define DORAN_BIT(type, field) (UINT64_C(1) << DORAN_FIELD_##type##_##field)
/** True when the field was given. */
#define doran_has(object, type, field) (((object)->has & DORAN_BIT(type, field)) != 0)
/** Sets a field and marks it as given. */
#define doran_set(object, type, field, value)                                                                \
    ((object)->field = (value), (object)->has |= DORAN_BIT(type, field))

enum doran_field_form {
    DORAN_FORM_ID,
    DORAN_FORM_TEXT,
    DORAN_FORM_EMAIL,
    DORAN_FORM_SECRET,
    DORAN_FORM_STRING,
    DORAN_FORM_INT,
    DORAN_FORM_BOOL,
    DORAN_FORM_TIME,
    DORAN_FORM_CHOICE,
    DORAN_FORM_OBJECT,
    DORAN_FORM_LIST,
    DORAN_FORM_VARIANT
};
enum doran_field_flags {
    DORAN_FIELD_REQUIRED = 1,
    DORAN_FIELD_OPTIONAL = 0,
    DORAN_FIELD_MULTILINE = 2,
    DORAN_FIELD_NICKNAME_CHARS = 4,
    DORAN_FIELD_CLEARABLE = 8 /**< Optional, and null takes the value away. */
};

struct doran_field {
    const char *name;
    enum doran_field_form form;
    unsigned flags;
    int64_t min, max;           /**< Bounds of length, value or number of items. */
    size_t offset;              /**< In the struct. */
    enum doran_type_id type;    /**< Of OBJECT and LIST. */
    enum doran_enum_id choices; /**< Of CHOICE. */
    size_t kind_offset;         /**< Of VARIANT: where in the struct its sibling `kind` is. */
    const char *doc;
};
struct doran_type {
    const char *name;
    const char *doc;
    size_t size;
    const struct doran_field *fields;
    size_t field_count;
};
/** NULL for a number that is no type. */
DORAN_API const struct doran_type *doran_type(enum doran_type_id id);
/** The type of the objects of a kind; DORAN_TYPE_empty for none. */
DORAN_API enum doran_type_id doran_kind_type(enum doran_kind kind);
/** True when objects of the kind travel in families' streams, false for users'. */
DORAN_API bool doran_kind_in_family(enum doran_kind kind);

#endif
