#include "libdoran/codec/field.h"
#include "libdoran/codec/writer.h"
#include "libdoran/model/descriptors.h"

#include <doran/json.h>
#include <doran/time.h>

#define INT_TEXT_MAX 20 /* "-9223372036854775808" */

static void write_int(struct writer *writer, int64_t value)
{
    char digits[INT_TEXT_MAX];
    size_t count = 0;
    uint64_t rest = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    do {
        digits[count++] = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest != 0);
    if (!writer_room(writer, count + (value < 0)))
        return;
    if (value < 0)
        *writer->at++ = '-';
    while (count > 0)
        *writer->at++ = digits[--count];
}

static void write_time(struct writer *writer, doran_time time)
{
    /* The quotes, and a byte for the NUL, which the second quote then takes. */
    if (!writer_room(writer, DORAN_TIME_TEXT_MAX + 1))
        return;
    *writer->at++ = '"';
    doran_time_format(time, writer->at);
    writer->at += DORAN_TIME_TEXT_MAX - 1;
    *writer->at++ = '"';
}

static void write_text(struct writer *writer, const char *text)
{
    if (text == NULL)
        writer_literal(writer, "null");
    else
        doran_writer_string(writer, text, strlen(text));
}

static void write_object(struct writer *writer, enum doran_type_id id, const void *object);

static void write_list(struct writer *writer, const struct doran_field *field, const void *at)
{
    struct field_list list = field_list(at);
    size_t size = doran_type(field->type)->size;
    writer_char(writer, '[');
    for (size_t i = 0; i < list.count; i++) {
        if (i > 0)
            writer_char(writer, ',');
        write_object(writer, field->type, (const char *)list.items + i * size);
    }
    writer_char(writer, ']');
}

static void write_reference(struct writer *writer, enum doran_type_id type, const void *object)
{
    if (object == NULL)
        writer_literal(writer, "null");
    else
        write_object(writer, type, object);
}

/* An optional number that is 0 though 0 is out of its bounds is one that was taken away. */
static void write_number(struct writer *writer, const struct doran_field *field, int64_t value)
{
    if (value == 0 && !(field->flags & DORAN_FIELD_REQUIRED) && !field_zero_is_value(field))
        writer_literal(writer, "null");
    else
        write_int(writer, value);
}

static void write_value(struct writer *writer, const struct doran_field *field, const void *object)
{
    const void *at = (const char *)object + field->offset;
    switch (field->form) {
    case DORAN_FORM_ID:
    case DORAN_FORM_TEXT:
    case DORAN_FORM_EMAIL:
    case DORAN_FORM_SECRET:
    case DORAN_FORM_STRING:
        write_text(writer, field_pointer(at));
        break;
    case DORAN_FORM_INT:
        write_number(writer, field, field_int(at));
        break;
    case DORAN_FORM_BOOL:
        if (field_bool(at))
            writer_literal(writer, "true");
        else
            writer_literal(writer, "false");
        break;
    case DORAN_FORM_TIME:
        if (field_int(at) == 0 && !(field->flags & DORAN_FIELD_REQUIRED))
            writer_literal(writer, "null");
        else
            write_time(writer, field_int(at));
        break;
    case DORAN_FORM_CHOICE:
        write_text(writer, doran_enum_name(field->choices, field_choice(at)));
        break;
    case DORAN_FORM_OBJECT:
        write_reference(writer, field->type, field_pointer(at));
        break;
    case DORAN_FORM_LIST:
        write_list(writer, field, at);
        break;
    case DORAN_FORM_VARIANT:
        write_reference(writer, field_variant_type(field, object), field_pointer(at));
        break;
    }
}

static void write_key(struct writer *writer, const struct doran_field_key *key)
{
    if ((size_t)(writer->end - writer->at) < sizeof key->text) {
        writer_put(writer, key->text, key->length);
        return;
    }
    memcpy(writer->at, key->text, sizeof key->text);
    writer->at += key->length;
}

static void write_object(struct writer *writer, enum doran_type_id id, const void *object)
{
    const struct doran_type *type = doran_type(id);
    const struct doran_field_key *keys = doran_type_keys(id);
    uint64_t has = field_has(object);
    writer_char(writer, '{');
    for (size_t i = 0; i < type->field_count; i++) {
        const struct doran_field *field = &type->fields[i];
        if (!(has >> i & 1) && !(field->flags & DORAN_FIELD_REQUIRED) && field_is_empty(field, object))
            continue;
        write_key(writer, &keys[i]);
        write_value(writer, field, object);
        writer_char(writer, ',');
    }
    /* Room was had for at least the brace, if there was any. */
    if (!writer->buffer->failed && writer->at[-1] == ',')
        writer->at--;
    writer_char(writer, '}');
}

void doran_json_encode(enum doran_type_id type, const void *object, struct doran_buffer *buffer)
{
    struct writer writer;
    doran_writer_open(&writer, buffer);
    write_object(&writer, type, object);
    doran_writer_close(&writer);
}

void doran_json_string(struct doran_buffer *buffer, const char *text, size_t length)
{
    struct writer writer;
    doran_writer_open(&writer, buffer);
    doran_writer_string(&writer, text, length);
    doran_writer_close(&writer);
}
