/* A whole copy of a struct of the tables. What is not a pointer is copied with the struct. */
#include "libdoran/codec/field.h"

#include <doran/copy.h>

static bool copy_reference(enum doran_type_id type, void *at, struct doran_arena *arena)
{
    const void *object = field_pointer(at);
    if (object == NULL)
        return true;
    void *copy = doran_arena_alloc(arena, doran_type(type)->size);
    memcpy(at, &copy, sizeof copy);
    return copy != NULL && doran_copy(type, object, copy, arena);
}

static bool copy_list(enum doran_type_id type, void *at, struct doran_arena *arena)
{
    struct field_list list = field_list(at);
    const char *items = list.items;
    size_t size = doran_type(type)->size;
    if (list.count == 0)
        return true;
    char *copies = doran_arena_alloc(arena, list.count * size);
    list.items = copies;
    memcpy(at, &list, sizeof list);
    bool good = copies != NULL;
    for (size_t i = 0; good && i < list.count; i++)
        good = doran_copy(type, items + i * size, copies + i * size, arena);
    return good;
}

static bool copy_text(void *at, struct doran_arena *arena)
{
    const char *text = field_pointer(at);
    if (text == NULL)
        return true;
    const char *copy = doran_arena_strdup(arena, text);
    memcpy(at, &copy, sizeof copy);
    return copy != NULL;
}

static bool copy_member(const struct doran_field *field, void *object, struct doran_arena *arena)
{
    void *at = (char *)object + field->offset;
    switch (field->form) {
    case DORAN_FORM_INT:
    case DORAN_FORM_BOOL:
    case DORAN_FORM_TIME:
    case DORAN_FORM_CHOICE:
        return true;
    case DORAN_FORM_OBJECT:
        return copy_reference(field->type, at, arena);
    case DORAN_FORM_VARIANT:
        return copy_reference(field_variant_type(field, object), at, arena);
    case DORAN_FORM_LIST:
        return copy_list(field->type, at, arena);
    default:
        return copy_text(at, arena);
    }
}

bool doran_copy(enum doran_type_id id, const void *object, void *out, struct doran_arena *arena)
{
    const struct doran_type *type = doran_type(id);
    memcpy(out, object, type->size);
    bool good = true;
    for (size_t i = 0; good && i < type->field_count; i++)
        good = copy_member(&type->fields[i], out, arena);
    return good;
}
