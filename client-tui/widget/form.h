/* form.h: labelled fields under one another, each with room for its error, and the way through them.
 *
 * Enter goes on to the next field and at the last one submits; Tab, Shift-Tab, Up and Down go about; Esc
 * leaves. A choice field is changed with Left, Right and Space. */
#ifndef DORAN_TUI_WIDGET_FORM_H
#define DORAN_TUI_WIDGET_FORM_H

#include "client-tui/widget/textfield.h"

#define FORM_FIELDS_MAX 16
#define FORM_CHOICES_MAX 32
#define FORM_ERROR_MAX 256 /* bytes of a field's error with the NUL */

/* What a field is; static tables of the views. */
struct form_field_spec {
    const char *name;  /* as in the protocol, so that an error's field finds its place: "email" */
    const char *label; /* untranslated, N_() */
    const char *help;  /* untranslated, shown dim under the focused field; NULL: none */
    size_t graphemes_max;
    bool masked;
    const char *const *choices; /* a choice field: untranslated, NULL terminated; NULL: a text field */
};

struct form_field {
    const struct form_field_spec *spec;
    struct textfield text;
    size_t choice, choices;
    bool hidden; /* neither seen nor gone through */
    char error[FORM_ERROR_MAX];
};

struct form {
    struct form_field fields[FORM_FIELDS_MAX];
    size_t count;
    size_t focus;
};

enum form_result {
    FORM_IGNORED, /* the event is somebody else's */
    FORM_HANDLED,
    FORM_SUBMIT,
    FORM_CANCEL,
};

/* False without memory or beyond the maxima; nothing to deinit then. */
bool form_init(struct form *form, const struct form_field_spec *specs, size_t count);
void form_deinit(struct form *form);
enum form_result form_handle(struct form *form, const struct term_event *event);
/* A click on a field: the focus goes there; a choice that has it changes. */
void form_point(struct form *form, size_t index);
/* The text of a field, "" when there is none of that name. Borrowed until the next change. */
const char *form_text(const struct form *form, const char *name);
/* The chosen index of a choice field. */
size_t form_choice(const struct form *form, const char *name);
/* Sets a text, or false when there is no such field. */
bool form_set_text(struct form *form, const char *name, const char *text);
bool form_set_choice(struct form *form, const char *name, size_t choice);
/* Shows or hides a field that makes sense with certain others alone. The focus must not stand on it. */
void form_show(struct form *form, const char *name, bool shown);
/* Puts a translated sentence under a field and the focus on the first field with one. `name` may be a path:
 * its last part counts ("member.nickname"). False when no field has that name: show it as a toast. */
bool form_set_error(struct form *form, const char *name, const char *sentence);
void form_clear_errors(struct form *form);
bool form_has_error(const struct form *form);
/* Rows it takes when it is so many columns wide, so that a dialog can be made as high: an error that is longer than a row takes
 * several. The canvas says how wide signs are. */
int form_rows(const struct form *form, const struct canvas *canvas, int columns);
/* Draws from row 0 of the canvas; scrolls when it is lower than form_rows(). */
void form_draw(struct form *form, const struct canvas *canvas);

#endif
