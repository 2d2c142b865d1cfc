#include "client-tui/keymap/bindings.h"

#include <string.h>

bool binding_parse(const char *text, size_t length, struct binding *binding)
{
    binding->count = 0;
    while (length > 0) {
        const char *comma = memchr(text, ',', length);
        size_t size = comma != NULL ? (size_t)(comma - text) : length;
        if (binding->count == KEYMAP_SEQUENCE_MAX ||
            !term_key_parse(text, size, &binding->keys[binding->count]))
            return false;
        binding->count++;
        if (comma == NULL)
            return true;
        text += size + 1;
        length -= size + 1;
    }
    return false; /* nothing, or nothing after a comma */
}

bool bindings_add(struct bindings *bindings, const struct binding *binding)
{
    if (bindings->count == KEYMAP_BINDINGS_MAX)
        return false;
    bindings->list[bindings->count++] = *binding;
    return true;
}

static void remove_at(struct bindings *bindings, size_t index)
{
    bindings->count--;
    memmove(&bindings->list[index], &bindings->list[index + 1],
            (bindings->count - index) * sizeof bindings->list[0]);
}

/* True when one is the start of the other, or both are the same. */
static bool overlap(const struct term_key *a, size_t a_count, const struct term_key *b, size_t b_count)
{
    size_t count = a_count < b_count ? a_count : b_count;
    for (size_t i = 0; i < count; i++) {
        if (!term_key_equal(&a[i], &b[i]))
            return false;
    }
    return true;
}

static enum keymap_context context_of(const struct binding *binding)
{
    return action_info(binding->action)->context;
}

bool bindings_has(const struct bindings *bindings, const struct binding *binding)
{
    for (size_t i = 0; i < bindings->count; i++) {
        const struct binding *other = &bindings->list[i];
        if (other->action == binding->action && other->count == binding->count &&
            overlap(other->keys, other->count, binding->keys, binding->count))
            return true;
    }
    return false;
}

bool bindings_take(struct bindings *bindings, const struct binding *binding)
{
    for (size_t i = 0; i < bindings->count;) {
        const struct binding *other = &bindings->list[i];
        bool same_place = context_of(other) == context_of(binding) &&
                          overlap(other->keys, other->count, binding->keys, binding->count);
        if (!same_place) {
            i++;
            continue;
        }
        if (other->line > 0)
            return false;
        remove_at(bindings, i);
    }
    return true;
}

void bindings_drop_letters(struct bindings *bindings, enum action action, int line)
{
    for (size_t i = 0; i < bindings->count;) {
        const struct binding *binding = &bindings->list[i];
        if (binding->action == action && !binding->letterless && binding->line != line)
            remove_at(bindings, i);
        else
            i++;
    }
}

void bindings_settle(struct bindings *bindings)
{
    for (size_t i = 0; i < bindings->count; i++)
        bindings->list[i].line = 0;
}

static bool comes_without_letters(const struct binding *binding)
{
    for (size_t i = 0; i < binding->count; i++) {
        if (!term_key_without_letter(&binding->keys[i]))
            return false;
    }
    return true;
}

const struct binding *bindings_first(const struct bindings *bindings, enum action action,
                                     bool without_letters)
{
    for (size_t i = 0; i < bindings->count; i++) {
        const struct binding *binding = &bindings->list[i];
        if (binding->action == action && comes_without_letters(binding) == without_letters)
            return binding;
    }
    return NULL;
}

static enum binding_match match_in(const struct bindings *bindings, enum keymap_context context,
                                   const struct term_key *keys, size_t count, enum action *action)
{
    enum binding_match best = BINDING_NONE;
    for (size_t i = 0; i < bindings->count; i++) {
        const struct binding *binding = &bindings->list[i];
        if (context_of(binding) != context || binding->count < count ||
            !overlap(binding->keys, binding->count, keys, count))
            continue;
        if (binding->count == count) {
            *action = binding->action;
            return BINDING_FOUND;
        }
        best = BINDING_BEGUN;
    }
    return best;
}

enum binding_match bindings_match(const struct bindings *bindings, enum keymap_context context,
                                  const struct term_key *keys, size_t count, enum action *action)
{
    enum binding_match match = BINDING_NONE;
    if (context != KEYMAP_ANY && context != KEYMAP_TEXT)
        match = match_in(bindings, context, keys, count, action);
    return match != BINDING_NONE ? match : match_in(bindings, KEYMAP_ANY, keys, count, action);
}
