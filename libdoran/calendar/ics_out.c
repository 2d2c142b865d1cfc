#include "libdoran/calendar/ics_out.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LINE_OCTETS 75 /* Without the line end. */

/* How much of the line fits, at most `room` octets and whole characters. */
static size_t fitting(const char *text, size_t length, size_t room)
{
    if (length <= room)
        return length;
    size_t fits = room;
    while (fits > 0 && ((unsigned char)text[fits] & 0xC0) == 0x80)
        fits--;
    return fits > 0 ? fits : room;
}

void ics_out_end(struct ics_out *out)
{
    const char *text = out->line.data;
    size_t length = out->line.length, room = LINE_OCTETS;
    if (out->line.failed)
        out->file->failed = true;
    while (length > 0) {
        size_t step = fitting(text, length, room);
        doran_buffer_append(out->file, text, step);
        doran_buffer_append(out->file, "\r\n ", step < length ? 3 : 2);
        text += step;
        length -= step;
        room = LINE_OCTETS - 1; /* The space counts. */
    }
    doran_buffer_clear(&out->line);
}

void ics_out_line(struct ics_out *out, const char *format, ...)
{
    char text[DORAN_RRULE_TEXT_MAX + 64];
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    if (length < 0 || (size_t)length >= sizeof text) {
        out->file->failed = true;
        return;
    }
    doran_buffer_append(&out->line, text, (size_t)length);
    ics_out_end(out);
}

void ics_out_text(struct ics_out *out, const char *text)
{
    for (; *text != '\0'; text++) {
        if (*text == '\n') {
            doran_buffer_puts(&out->line, "\\n");
            continue;
        }
        if (*text == '\\' || *text == ';' || *text == ',')
            doran_buffer_putc(&out->line, '\\');
        doran_buffer_putc(&out->line, *text);
    }
}

void ics_out_property(struct ics_out *out, const char *name, const char *text)
{
    doran_buffer_puts(&out->line, name);
    doran_buffer_putc(&out->line, ':');
    ics_out_text(out, text);
    ics_out_end(out);
}

void ics_out_when(struct ics_out *out, struct doran_wall wall, bool all_day)
{
    doran_buffer_printf(&out->line, "%04d%02d%02d", wall.date.year, wall.date.month, wall.date.day);
    if (!all_day)
        doran_buffer_printf(&out->line, "T%02d%02d%02d", wall.hour, wall.minute, wall.second);
}

void ics_out_instant(struct ics_out *out, doran_time at)
{
    ics_out_when(out, doran_zone_wall(doran_zone_utc(), at), false);
    doran_buffer_putc(&out->line, 'Z');
}
