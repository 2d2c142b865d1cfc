#include "client-tui/widget/form.h"

#include "client-tui/i18n.h"

#include <stdio.h>
#include <string.h>

#define FIELD_ROWS 3 /* the label, the field, its error or help */
#define INDENT 2

bool form_init(struct form *form, const struct form_field_spec *specs, size_t count)
{
    memset(form, 0, sizeof *form);
    if (count == 0 || count > FORM_FIELDS_MAX)
        return false;
    for (size_t i = 0; i < count; i++) {
        struct form_field *field = &form->fields[i];
        field->spec = &specs[i];
        while (specs[i].choices != NULL && specs[i].choices[field->choices] != NULL)
            field->choices++;
        if (field->choices > FORM_CHOICES_MAX ||
            !textfield_init(&field->text, specs[i].graphemes_max, specs[i].masked)) {
            form_deinit(form);
            return false;
        }
        form->count++;
    }
    return true;
}

void form_deinit(struct form *form)
{
    for (size_t i = 0; i < form->count; i++)
        textfield_deinit(&form->fields[i].text);
    form->count = 0;
}

/* The index of the field of this name, form->count when there is none. "member.nickname" is found as
 * "nickname". */
static size_t find(const struct form *form, const char *name)
{
    const char *dot = strrchr(name, '.');
    for (size_t i = 0; i < form->count; i++) {
        const char *own = form->fields[i].spec->name;
        if (strcmp(own, name) == 0 || (dot != NULL && strcmp(own, dot + 1) == 0))
            return i;
    }
    return form->count;
}

const char *form_text(const struct form *form, const char *name)
{
    size_t index = find(form, name);
    return index < form->count ? textfield_text(&form->fields[index].text) : "";
}

size_t form_choice(const struct form *form, const char *name)
{
    size_t index = find(form, name);
    return index < form->count ? form->fields[index].choice : 0;
}

bool form_set_text(struct form *form, const char *name, const char *text)
{
    size_t index = find(form, name);
    if (index == form->count)
        return false;
    textfield_set(&form->fields[index].text, text);
    return true;
}

bool form_set_choice(struct form *form, const char *name, size_t choice)
{
    size_t index = find(form, name);
    if (index == form->count || choice >= form->fields[index].choices)
        return false;
    form->fields[index].choice = choice;
    return true;
}

void form_show(struct form *form, const char *name, bool shown)
{
    size_t index = find(form, name);
    if (index < form->count)
        form->fields[index].hidden = !shown;
}

bool form_set_error(struct form *form, const char *name, const char *sentence)
{
    size_t index = find(form, name);
    if (index == form->count)
        return false;
    struct form_field *field = &form->fields[index];
    field->hidden = false;
    snprintf(field->error, sizeof field->error, "%s", sentence);
    form->focus = 0;
    while (form->focus < index && form->fields[form->focus].error[0] == '\0')
        form->focus++;
    return true;
}

void form_clear_errors(struct form *form)
{
    for (size_t i = 0; i < form->count; i++)
        form->fields[i].error[0] = '\0';
}

bool form_has_error(const struct form *form)
{
    for (size_t i = 0; i < form->count; i++)
        if (form->fields[i].error[0] != '\0')
            return true;
    return false;
}

/* --- keys --- */

static void move_focus(struct form *form, bool on)
{
    do
        form->focus = (form->focus + (on ? 1 : form->count - 1)) % form->count;
    while (form->fields[form->focus].hidden);
}

static bool is_last(const struct form *form)
{
    size_t next = form->focus + 1;
    while (next < form->count && form->fields[next].hidden)
        next++;
    return next == form->count;
}

static bool handle_choice(struct form_field *field, const struct term_event *event)
{
    if (field->choices == 0 || event->kind != TERM_EVENT_KEY)
        return false;
    bool space = event->key.name == TERM_KEY_CHARACTER && event->key.codepoint == ' ';
    if (event->key.name == TERM_KEY_RIGHT || space)
        field->choice = (field->choice + 1) % field->choices;
    else if (event->key.name == TERM_KEY_LEFT)
        field->choice = (field->choice + field->choices - 1) % field->choices;
    else
        return event->key.name == TERM_KEY_CHARACTER &&
               event->key.modifiers == 0; /* a letter does nothing here */
    return true;
}

enum form_result form_handle(struct form *form, const struct term_event *event)
{
    struct form_field *field = &form->fields[form->focus];
    bool used = field->choices > 0 ? handle_choice(field, event) : textfield_handle(&field->text, event);
    if (used) {
        field->error[0] = '\0';
        return FORM_HANDLED;
    }
    if (event->kind != TERM_EVENT_KEY)
        return FORM_IGNORED;
    switch (event->key.name) {
    case TERM_KEY_ESCAPE:
        return FORM_CANCEL;
    case TERM_KEY_ENTER:
        if (is_last(form))
            return FORM_SUBMIT;
        move_focus(form, true);
        return FORM_HANDLED;
    case TERM_KEY_TAB:
        move_focus(form, (event->key.modifiers & TERM_SHIFT) == 0);
        return FORM_HANDLED;
    case TERM_KEY_DOWN:
        move_focus(form, true);
        return FORM_HANDLED;
    case TERM_KEY_UP:
        move_focus(form, false);
        return FORM_HANDLED;
    default:
        return FORM_IGNORED;
    }
}

void form_point(struct form *form, size_t index)
{
    if (index >= form->count)
        return;
    struct form_field *field = &form->fields[index];
    if (form->focus == index && field->choices > 0)
        field->choice = (field->choice + 1) % field->choices;
    form->focus = index;
}

/* --- drawing --- */

/* The rows of its third part, the error or help. */
static int told_rows(const struct form_field *field, const struct canvas *canvas, int columns)
{
    int rows = canvas_paragraph(canvas, 0, 0, columns - INDENT, 0, STYLE_ERROR, field->error);
    return rows > 1 ? rows : 1;
}

int form_rows(const struct form *form, const struct canvas *canvas, int columns)
{
    int rows = 0;
    for (size_t i = 0; i < form->count; i++)
        if (!form->fields[i].hidden)
            rows += FIELD_ROWS - 1 + told_rows(&form->fields[i], canvas, columns);
    return rows;
}

static void draw_choice(const struct form_field *field, const struct canvas *canvas, int row, bool focused)
{
    int column = INDENT;
    int room = canvas->columns - INDENT;
    canvas_fill(canvas, row, column, 1, room, STYLE_INPUT);
    canvas_format(canvas, row, column, room, STYLE_INPUT, "< %s >", _(field->spec->choices[field->choice]));
    if (focused)
        canvas_cursor(canvas, row, column);
}

static void draw_field(struct form_field *field, const struct canvas *canvas, int row, bool focused)
{
    int room = canvas->columns - INDENT;
    if (focused)
        canvas_glyph(canvas, row, 0, STYLE_ACCENT, GLYPH_SELECT);
    canvas_text(canvas, row, INDENT, room, focused ? STYLE_TITLE : STYLE_TEXT, _(field->spec->label));
    if (field->choices > 0)
        draw_choice(field, canvas, row + 1, focused);
    else
        textfield_draw(&field->text, canvas, row + 1, INDENT, room, focused, NULL);
    if (field->error[0] != '\0')
        canvas_paragraph(canvas, row + 2, INDENT, room, canvas->rows - row - 2, STYLE_ERROR, field->error);
    else if (focused && field->text.refused)
        canvas_text_short(canvas, row + 2, INDENT, room, STYLE_ERROR, _("There is no room for more here."));
    else if (focused && field->spec->help != NULL)
        canvas_text_short(canvas, row + 2, INDENT, room, STYLE_DIM, _(field->spec->help));
}

/* Where there is little room, a field that says nothing more does without its third row. */
static int field_rows(const struct form *form, size_t index, const struct canvas *canvas, bool tight)
{
    if (form->fields[index].hidden)
        return 0;
    bool quiet = index != form->focus && form->fields[index].error[0] == '\0';
    return FIELD_ROWS - 1 + (tight && quiet ? 0 : told_rows(&form->fields[index], canvas, canvas->columns));
}

/* The first field to be drawn, so that the focused one is seen with as many as fit before it. */
static size_t first_field(const struct form *form, const struct canvas *canvas, bool tight)
{
    size_t first = form->focus;
    int used = field_rows(form, first, canvas, tight);
    while (first > 0 && used + field_rows(form, first - 1, canvas, tight) <= canvas->rows)
        used += field_rows(form, --first, canvas, tight);
    return first;
}

void form_draw(struct form *form, const struct canvas *canvas)
{
    bool tight = canvas->rows < form_rows(form, canvas, canvas->columns);
    size_t first = first_field(form, canvas, tight), i = first;
    int row = 0;
    for (; i < form->count && (i == form->focus || row + field_rows(form, i, canvas, tight) <= canvas->rows);
         i++) {
        if (!form->fields[i].hidden) {
            draw_field(&form->fields[i], canvas, row, i == form->focus);
            canvas_target(canvas, row, 0, field_rows(form, i, canvas, tight), canvas->columns,
                          &(struct canvas_target){.kind = CANVAS_TARGET_FIELD, .value = i, .owner = form});
        }
        row += field_rows(form, i, canvas, tight);
    }
    int column = canvas->columns - GLYPH_COLUMNS;
    if (first > 0)
        canvas_glyph(canvas, 0, column, STYLE_DIM, GLYPH_MORE_UP);
    if (i < form->count)
        canvas_glyph(canvas, canvas->rows - 1, column, STYLE_DIM, GLYPH_MORE_DOWN);
}
