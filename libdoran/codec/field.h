/* Reading and writing the members of a struct through its field table. The copies are plain loads and stores
 * once compiled; they are copies because the members' own types are not known here (C11 §6.5 ¶7). */
#ifndef DORAN_CODEC_FIELD_H
#define DORAN_CODEC_FIELD_H

#include <doran/types.h>

#include <string.h>

/* The shape of every struct doran_…_list. */
struct field_list {
    void *items;
    size_t count;
};

static inline uint64_t field_has(const void *object)
{
    uint64_t has;
    memcpy(&has, object, sizeof has);
    return has;
}

static inline void field_mark(void *object, size_t index)
{
    uint64_t has = field_has(object) | UINT64_C(1) << index;
    memcpy(object, &has, sizeof has);
}

static inline void field_unmark(void *object, size_t index)
{
    uint64_t has = field_has(object) & ~(UINT64_C(1) << index);
    memcpy(object, &has, sizeof has);
}

static inline void *field_pointer(const void *at)
{
    void *pointer;
    memcpy(&pointer, at, sizeof pointer);
    return pointer;
}

static inline int64_t field_int(const void *at)
{
    int64_t value;
    memcpy(&value, at, sizeof value);
    return value;
}

static inline bool field_bool(const void *at)
{
    bool value;
    memcpy(&value, at, sizeof value);
    return value;
}

static inline int field_choice(const void *at)
{
    int value;
    memcpy(&value, at, sizeof value);
    return value;
}

static inline struct field_list field_list(const void *at)
{
    struct field_list list;
    memcpy(&list, at, sizeof list);
    return list;
}

/** The type of a VARIANT, by its sibling `kind`. */
static inline enum doran_type_id field_variant_type(const struct doran_field *field, const void *object)
{
    return doran_kind_type((enum doran_kind)field_choice((const char *)object + field->kind_offset));
}

/** True for a member that is zero: NULL, 0, false, no items. */
static inline bool field_is_empty(const struct doran_field *field, const void *object)
{
    const void *at = (const char *)object + field->offset;
    switch (field->form) {
    case DORAN_FORM_INT:
    case DORAN_FORM_TIME:
        return field_int(at) == 0;
    case DORAN_FORM_BOOL:
        return !field_bool(at);
    case DORAN_FORM_CHOICE:
        return field_choice(at) == 0;
    case DORAN_FORM_LIST:
        return field_list(at).count == 0;
    default:
        return field_pointer(at) == NULL;
    }
}

/** True when zero is a value like others: 0 within its bounds, false, a list without items. Else it is the want of one. */
static inline bool field_zero_is_value(const struct doran_field *field)
{
    return field->form == DORAN_FORM_BOOL || field->form == DORAN_FORM_LIST ||
           (field->form == DORAN_FORM_INT && field->min <= 0 && field->max >= 0);
}

#endif
