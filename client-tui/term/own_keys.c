#include "client-tui/term/own_keys.h"

#include "client-tui/term/input_sequence.h"

#include <string.h>

#define ESC 0x1B
#define DEL 0x7F
#define CONTROLS_END 0xA0 /* of the C1 controls, which begin with 0x80: no UTF-8 character begins with one */

/* A character, or a control character alone, is a key on every terminal. */
static bool is_plain(const unsigned char *bytes, size_t length)
{
    bool control = bytes[0] < ' ' || (bytes[0] >= DEL && bytes[0] < CONTROLS_END);
    return !control || length < 2;
}

/* Whether sequence_read() makes something else of it that the terminal is in need of. */
static bool is_taken(const unsigned char *bytes, size_t length, const struct term_key *key)
{
    if (bytes[0] != ESC)
        return false;
    struct sequence sequence = sequence_read(bytes, length);
    switch (sequence.kind) {
    case SEQUENCE_KEY:
        return sequence.length == length && (sequence.key.name == TERM_KEY_CHARACTER || key->modifiers != 0 ||
                                             term_key_equal(&sequence.key, key));
    case SEQUENCE_INCOMPLETE: /* whole only if it ends as sequences do: scoansi's F1 begins a mouse's old report */
        return length == 2 || bytes[length - 1] < '@';
    case SEQUENCE_MOUSE:
    case SEQUENCE_PASTE:
    case SEQUENCE_REPORT:
    case SEQUENCE_STRING:
        return true;
    case SEQUENCE_UNKNOWN:
        break;
    }
    return false;
}

static bool is_kept(const struct own_keys *keys, const unsigned char *bytes, size_t length)
{
    for (size_t i = 0; i < keys->count; i++)
        if (keys->keys[i].length == length && memcmp(keys->keys[i].bytes, bytes, length) == 0)
            return true;
    return false;
}

bool own_keys_add(struct own_keys *keys, const char *bytes, size_t length, struct term_key key)
{
    struct own_key own = {.length = length, .key = key};
    if (length == 0 || length > sizeof own.bytes || keys->count == OWN_KEYS_MAX)
        return false;
    memcpy(own.bytes, bytes, length);
    if (is_plain(own.bytes, length) || is_taken(own.bytes, length, &key) || is_kept(keys, own.bytes, length))
        return false;
    keys->keys[keys->count++] = own;
    return true;
}

const struct own_key *own_keys_find(const struct own_keys *keys, const unsigned char *bytes, size_t length,
                                    bool *more)
{
    const struct own_key *found = NULL;
    *more = false;
    for (size_t i = 0; i < keys->count; i++) {
        const struct own_key *own = &keys->keys[i];
        size_t common = own->length < length ? own->length : length;
        if (memcmp(own->bytes, bytes, common) != 0)
            continue;
        if (own->length > length)
            *more = true;
        else if (!found || own->length > found->length)
            found = own;
    }
    return found;
}
