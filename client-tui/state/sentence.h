/* sentence.h: sentences with names in them, in any word order, with the Korean particle that fits the name.
 *
 * A template is a translated string with named places: `{name}` is replaced by its value, `{name:이/가}` by
 * its value and the one of the two particles that follows it. Translators may move, repeat and leave out
 * places; `{{` is a brace. */
#ifndef DORAN_TUI_SENTENCE_H
#define DORAN_TUI_SENTENCE_H

#include <doran/arena.h>

struct sentence_value {
    const char *name;
    const char *value; /* NULL is shown as nothing. */
};

/* Fills in a template. `values` ends with an entry whose name is NULL. A place that is not among them stays
 * as written, so that a slip of a translation is seen. Lives in the arena; "" without memory, never NULL. */
const char *sentence_format(struct doran_arena *arena, const char *template,
                            const struct sentence_value *values);

/* sentence_of(arena, _("{who} came in."), {"who", nickname}) */
#define sentence_of(arena, template, ...)                                                                    \
    sentence_format((arena), (template), (const struct sentence_value[]){__VA_ARGS__, {NULL, NULL}})

#endif
