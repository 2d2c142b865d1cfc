/* unsent.h: what waits to be sent, in words, and which of its texts can still be changed. Shared by the screens, the plain
 * program and the command line. */
#ifndef DORAN_TUI_STATE_UNSENT_H
#define DORAN_TUI_STATE_UNSENT_H

#include <doran/arena.h>
#include <doran/replica.h>

#define UNSENT_FIELDS_MAX 2

/* A text that somebody wrote. */
struct unsent_field {
    enum doran_route_id route;
    const char *name;  /* As in the protocol: "nickname". */
    const char *label; /* Untranslated. */
    const char *help;  /* Untranslated; NULL: none. */
    size_t graphemes_max;
};

/* The texts that the item sends and that can be changed; how many there are. */
size_t unsent_fields(const struct doran_outbox_item *item, const struct unsent_field *out[UNSENT_FIELDS_MAX]);
/* What one of them is now; never NULL. */
const char *unsent_text(const struct doran_outbox_item *item, const struct unsent_field *field);
/* What it is about, by its name in the replica: the title of a mission, who an invite is for; "" when it says that itself, or it
 * is not known here. `replica` may be NULL. */
const char *unsent_about(struct doran_replica *replica, struct doran_arena *arena,
                         const struct doran_outbox_item *item);
/* What the item does, with its texts: "change a family nickname: Gran"; without any with what it is about: "check a mission: A
 * walk". */
const char *unsent_words(struct doran_arena *arena, const struct doran_outbox_item *item, const char *about);
/* Both at once. */
const char *unsent_line(struct doran_replica *replica, struct doran_arena *arena,
                        const struct doran_outbox_item *item);
/* Why it is not sent: the server's refusal as a sentence, or that it waits. */
const char *unsent_why(struct doran_arena *arena, const struct doran_outbox_item *item);
/* The sentence for a change or a giving up that went wrong. */
const char *unsent_refusal(struct doran_arena *arena, const struct doran_outbox_item *item,
                           const struct doran_error *error);

/* Sends the item with these texts, in the order of unsent_fields(). */
bool unsent_change(struct doran_replica *replica, const struct doran_outbox_item *item,
                   const char *const *texts, struct doran_error *error);

#endif
