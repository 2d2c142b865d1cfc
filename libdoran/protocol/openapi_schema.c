#include "libdoran/protocol/openapi.h"

#include <doran/json.h>
#include <doran/protocol.h>

#include <string.h>

#define UUID_PATTERN "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"

static void key(struct doran_buffer *out, const char *name)
{
    if (name == NULL)
        return;
    doran_json_string(out, name, strlen(name));
    doran_buffer_putc(out, ':');
}

void doran_openapi_open(struct doran_buffer *out, const char *name, char bracket)
{
    key(out, name);
    doran_buffer_putc(out, bracket);
}

void doran_openapi_close(struct doran_buffer *out, char bracket)
{
    if (!out->failed && out->length > 0 && out->data[out->length - 1] == ',')
        out->length--;
    doran_buffer_putc(out, bracket);
    doran_buffer_putc(out, ',');
}

void doran_openapi_text(struct doran_buffer *out, const char *name, const char *text)
{
    key(out, name);
    doran_json_string(out, text, strlen(text));
    doran_buffer_putc(out, ',');
}

void doran_openapi_int(struct doran_buffer *out, const char *name, int64_t value)
{
    key(out, name);
    doran_buffer_int(out, value);
    doran_buffer_putc(out, ',');
}

void doran_openapi_true(struct doran_buffer *out, const char *name, bool value)
{
    key(out, name);
    doran_buffer_puts(out, value ? "true," : "false,");
}

void doran_openapi_ref(struct doran_buffer *out, const char *name, const char *group, const char *target)
{
    key(out, name);
    doran_buffer_printf(out, "{\"$ref\":\"#/components/%s/%s\"},", group, target);
}

/* "type":"string", or ["string","null"]. */
static void write_type(struct doran_buffer *out, const char *type, bool nullable)
{
    if (nullable)
        doran_buffer_printf(out, "\"type\":[\"%s\",\"null\"],", type);
    else
        doran_openapi_text(out, "type", type);
}

/* What stands in a reference's place cannot have a type beside it, so null is another branch. */
static void write_refs(struct doran_buffer *out, const char *const *names, size_t count, bool nullable)
{
    doran_openapi_open(out, "anyOf", '[');
    for (size_t i = 0; i < count; i++)
        doran_openapi_ref(out, NULL, "schemas", names[i]);
    if (nullable)
        doran_buffer_puts(out, "{\"type\":\"null\"},");
    doran_openapi_close(out, ']');
}

static void write_variant(struct doran_buffer *out, bool nullable)
{
    const char *names[DORAN_kind_COUNT];
    size_t count = 0;
    for (int kind = 1; kind < DORAN_kind_COUNT; kind++)
        names[count++] = doran_type(doran_kind_type((enum doran_kind)kind))->name;
    write_refs(out, names, count, nullable);
}

/* JSON Schema counts code points. A grapheme cluster has one or more, so its bounds stand apart, and the
 * schema gives what holds in any case. */
static void write_text_bounds(struct doran_buffer *out, const struct doran_field *field)
{
    doran_openapi_int(out, "minLength", field->min);
    doran_openapi_int(out, "maxLength", field->max * DORAN_CLUSTER_BYTES_MAX);
    doran_openapi_open(out, "x-doran-clusters", '{');
    doran_openapi_int(out, "min", field->min);
    doran_openapi_int(out, "max", field->max);
    doran_openapi_close(out, '}');
}

static void write_string(struct doran_buffer *out, const struct doran_field *field, bool nullable)
{
    write_type(out, "string", nullable);
    switch (field->form) {
    case DORAN_FORM_ID:
        doran_openapi_text(out, "format", "uuid");
        doran_openapi_text(out, "pattern", UUID_PATTERN);
        break;
    case DORAN_FORM_EMAIL:
        doran_openapi_text(out, "format", "idn-email");
        doran_openapi_int(out, "maxLength", field->max);
        break;
    case DORAN_FORM_SECRET:
        doran_openapi_text(out, "format", "password");
        write_text_bounds(out, field);
        break;
    case DORAN_FORM_STRING:
        doran_openapi_text(out, "pattern", "^[ -~]*$");
        doran_openapi_int(out, "minLength", field->min);
        doran_openapi_int(out, "maxLength", field->max);
        break;
    case DORAN_FORM_TIME:
        doran_openapi_text(out, "format", "date-time");
        break;
    default:
        write_text_bounds(out, field);
        break;
    }
}

static void write_list(struct doran_buffer *out, const struct doran_field *field, bool nullable)
{
    write_type(out, "array", nullable);
    doran_openapi_int(out, "maxItems", field->max);
    doran_openapi_ref(out, "items", "schemas", doran_type(field->type)->name);
}

static void write_int(struct doran_buffer *out, const struct doran_field *field, bool nullable)
{
    write_type(out, "integer", nullable);
    doran_openapi_text(out, "format", "int64");
    doran_openapi_int(out, "minimum", field->min);
    doran_openapi_int(out, "maximum", field->max);
}

void doran_openapi_field(struct doran_buffer *out, const char *name, const struct doran_field *field,
                         bool parameter)
{
    bool nullable = !parameter && !(field->flags & DORAN_FIELD_REQUIRED);
    doran_openapi_open(out, name, '{');
    if (!parameter)
        doran_openapi_text(out, "description", field->doc);
    switch (field->form) {
    case DORAN_FORM_INT:
        write_int(out, field, nullable);
        break;
    case DORAN_FORM_BOOL:
        write_type(out, "boolean", nullable);
        break;
    case DORAN_FORM_CHOICE:
        write_refs(out, &(const char *){doran_enum(field->choices)->name}, 1, nullable);
        break;
    case DORAN_FORM_OBJECT:
        write_refs(out, &(const char *){doran_type(field->type)->name}, 1, nullable);
        break;
    case DORAN_FORM_LIST:
        write_list(out, field, nullable);
        break;
    case DORAN_FORM_VARIANT:
        write_variant(out, nullable);
        break;
    default:
        write_string(out, field, nullable);
        break;
    }
    doran_openapi_close(out, '}');
}

/* What clients send is read strictly; what the server sends may have further fields one day. */
static bool is_request(enum doran_type_id type)
{
    for (int i = 0; i < DORAN_ROUTE_COUNT; i++) {
        if (doran_route((enum doran_route_id)i)->request == type)
            return true;
    }
    return type == DORAN_TYPE_live_hello;
}

static void write_schema(struct doran_buffer *out, enum doran_type_id id)
{
    const struct doran_type *type = doran_type(id);
    doran_openapi_open(out, type->name, '{');
    doran_openapi_text(out, "description", type->doc);
    doran_openapi_text(out, "type", "object");
    doran_openapi_open(out, "properties", '{');
    for (size_t i = 0; i < type->field_count; i++)
        doran_openapi_field(out, type->fields[i].name, &type->fields[i], false);
    doran_openapi_close(out, '}');
    doran_openapi_open(out, "required", '[');
    for (size_t i = 0; i < type->field_count; i++) {
        if (type->fields[i].flags & DORAN_FIELD_REQUIRED)
            doran_openapi_text(out, NULL, type->fields[i].name);
    }
    doran_openapi_close(out, ']');
    if (is_request(id))
        doran_openapi_true(out, "additionalProperties", false);
    doran_openapi_close(out, '}');
}

static void write_enum(struct doran_buffer *out, const struct doran_enum *choices)
{
    doran_openapi_open(out, choices->name, '{');
    doran_openapi_text(out, "description", choices->doc);
    doran_openapi_text(out, "type", "string");
    doran_openapi_open(out, "enum", '[');
    for (int i = 1; i < choices->count; i++)
        doran_openapi_text(out, NULL, choices->values[i]);
    doran_openapi_close(out, ']');
    doran_openapi_open(out, "x-enum-descriptions", '[');
    for (int i = 1; i < choices->count; i++)
        doran_openapi_text(out, NULL, choices->docs[i]);
    doran_openapi_close(out, ']');
    doran_openapi_close(out, '}');
}

void doran_openapi_schemas(struct doran_buffer *out)
{
    doran_openapi_open(out, "schemas", '{');
    for (int i = 0; i < DORAN_TYPE_COUNT; i++)
        write_schema(out, (enum doran_type_id)i);
    for (int i = 0; i < DORAN_ENUM_COUNT; i++)
        write_enum(out, doran_enum((enum doran_enum_id)i));
    doran_openapi_close(out, '}');
}
