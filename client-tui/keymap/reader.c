/* The reader of keymap.h: keys wait in a queue, because one Hangul syllable is up to six of them. */
#include "client-tui/keymap/bindings.h"

#include <string.h>

#define FULLWIDTH_FIRST 0xFF01 /* ！ … ～, an input method's full-width forms of the ASCII characters */
#define FULLWIDTH_LAST 0xFF5E
#define FULLWIDTH_SHIFT 0xFEE0

void keymap_reader_init(struct keymap_reader *reader, const struct keymap *keymap, enum hangul_layout layout)
{
    *reader = (struct keymap_reader){.keymap = keymap, .layout = layout};
}

void keymap_reader_reset(struct keymap_reader *reader)
{
    reader->queued = 0;
    reader->begun_count = 0;
}

static void enqueue(struct keymap_reader *reader, struct term_key key)
{
    if (reader->queued < KEYMAP_QUEUE_MAX)
        reader->queue[reader->queued++] = key;
}

static bool is_letter(const struct term_key *key)
{
    uint32_t small = key->codepoint | 0x20;
    return key->name == TERM_KEY_CHARACTER && key->modifiers == 0 && small >= 'a' && small <= 'z';
}

static bool writes_something(const struct term_key *key)
{
    bool function = key->name >= TERM_KEY_F1 && key->name <= TERM_KEY_F12;
    return !function && !(key->name == TERM_KEY_CHARACTER && (key->modifiers & TERM_CTRL));
}

void keymap_reader_feed(struct keymap_reader *reader, enum keymap_context context, const struct term_key *key)
{
    if (context == KEYMAP_TEXT) {
        if (!writes_something(key))
            enqueue(reader, *key);
        return;
    }
    struct term_key plain = *key;
    if (plain.codepoint >= FULLWIDTH_FIRST && plain.codepoint <= FULLWIDTH_LAST)
        plain.codepoint -= FULLWIDTH_SHIFT;
    if (plain.name != TERM_KEY_CHARACTER || !hangul_is(plain.codepoint)) {
        if (is_letter(&plain))
            reader->hangul_seen = false;
        enqueue(reader, plain);
        return;
    }
    char keys[HANGUL_KEYS_MAX];
    size_t count = hangul_keys(reader->layout, plain.codepoint, keys);
    reader->hangul_seen = true;
    for (size_t i = 0; i < count; i++) {
        struct term_key typed = {TERM_KEY_CHARACTER, (uint32_t)keys[i], plain.modifiers};
        enqueue(reader, typed);
    }
}

static struct term_key dequeue(struct keymap_reader *reader)
{
    struct term_key key = reader->queue[0];
    reader->queued--;
    memmove(&reader->queue[0], &reader->queue[1], reader->queued * sizeof reader->queue[0]);
    return key;
}

enum action keymap_reader_next(struct keymap_reader *reader, enum keymap_context context)
{
    while (reader->queued > 0) {
        struct term_key key = dequeue(reader);
        if (context == KEYMAP_TEXT && writes_something(&key))
            continue;
        bool cancels = reader->begun_count > 0 && key.name == TERM_KEY_ESCAPE;
        reader->begun[reader->begun_count++] = key;
        enum action action = ACTION_NONE;
        enum binding_match match =
            keymap_match(reader->keymap, context, reader->begun, reader->begun_count, &action);
        if (match == BINDING_BEGUN && reader->begun_count < KEYMAP_SEQUENCE_MAX)
            continue;
        bool alone = reader->begun_count == 1;
        reader->begun_count = 0;
        if (match == BINDING_FOUND)
            return action;
        if (alone || cancels)
            continue;
        /* the sequence came to nothing: its last key counts for itself */
        if (keymap_match(reader->keymap, context, &key, 1, &action) == BINDING_FOUND)
            return action;
    }
    return ACTION_NONE;
}
