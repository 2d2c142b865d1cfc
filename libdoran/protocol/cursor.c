#include <doran/id.h>
#include <doran/protocol.h>

#include <string.h>

#define SEQ_MAX INT64_C(9007199254740991) /* 2^53 - 1: exact in every JSON reader (RFC 8259 §6). */

static bool refuse(struct doran_error *error)
{
    return doran_fail(error, DORAN_ERROR_invalid, "since", "since must be a cursor this server gave.");
}

/* Takes an id from the text; false when there is none. */
static bool take_id(const char **text, char out[DORAN_ID_LENGTH + 1])
{
    if (strnlen(*text, DORAN_ID_LENGTH) < DORAN_ID_LENGTH || !doran_id_valid(*text, DORAN_ID_LENGTH))
        return false;
    memcpy(out, *text, DORAN_ID_LENGTH);
    out[DORAN_ID_LENGTH] = '\0';
    *text += DORAN_ID_LENGTH;
    return true;
}

/* Takes a seq in its one form, without leading zeroes. */
static bool take_seq(const char **text, int64_t *out)
{
    const char *start = *text;
    int64_t value = 0;
    while (**text >= '0' && **text <= '9') {
        value = value * 10 + (*(*text)++ - '0');
        if (value > SEQ_MAX)
            return false;
    }
    *out = value;
    return *text > start && (*start != '0' || *text == start + 1);
}

static bool take_entry(const char **text, struct doran_cursor *cursor)
{
    if (cursor->count == DORAN_STREAMS_MAX)
        return false;
    struct doran_cursor_entry *entry = &cursor->entries[cursor->count];
    if (!take_id(text, entry->stream) || *(*text)++ != ':' || !take_seq(text, &entry->seq))
        return false;
    return cursor->count++ == 0 || strcmp(entry[-1].stream, entry->stream) < 0;
}

bool doran_cursor_parse(const char *text, struct doran_cursor *out, struct doran_error *error)
{
    *out = (struct doran_cursor){0};
    struct doran_cursor cursor = {0};
    if (text == NULL || !take_id(&text, cursor.epoch) || *text++ != '.')
        return refuse(error);
    while (*text != '\0') {
        if (cursor.count > 0 && *text++ != ',')
            return refuse(error);
        if (!take_entry(&text, &cursor))
            return refuse(error);
    }
    *out = cursor;
    return true;
}

void doran_cursor_format(const struct doran_cursor *cursor, struct doran_buffer *out)
{
    doran_buffer_puts(out, cursor->epoch);
    doran_buffer_putc(out, '.');
    for (size_t i = 0; i < cursor->count; i++) {
        if (i > 0)
            doran_buffer_putc(out, ',');
        doran_buffer_puts(out, cursor->entries[i].stream);
        doran_buffer_putc(out, ':');
        doran_buffer_int(out, cursor->entries[i].seq);
    }
}

/* Where a stream is, or belongs. */
static size_t place_of(const struct doran_cursor *cursor, const char *stream)
{
    size_t at = 0;
    while (at < cursor->count && strcmp(cursor->entries[at].stream, stream) < 0)
        at++;
    return at;
}

static bool is_at(const struct doran_cursor *cursor, size_t at, const char *stream)
{
    return at < cursor->count && strcmp(cursor->entries[at].stream, stream) == 0;
}

int64_t doran_cursor_seq(const struct doran_cursor *cursor, const char *stream)
{
    size_t at = place_of(cursor, stream);
    return is_at(cursor, at, stream) ? cursor->entries[at].seq : 0;
}

bool doran_cursor_set(struct doran_cursor *cursor, const char *stream, int64_t seq)
{
    size_t at = place_of(cursor, stream);
    bool known = is_at(cursor, at, stream);
    struct doran_cursor_entry *entry = &cursor->entries[at];
    if (seq < 0) {
        if (known)
            memmove(entry, entry + 1, (--cursor->count - at) * sizeof *entry);
        return true;
    }
    if (!known) {
        if (cursor->count == DORAN_STREAMS_MAX || !doran_id_valid(stream, strlen(stream)))
            return false;
        memmove(entry + 1, entry, (cursor->count++ - at) * sizeof *entry);
        memcpy(entry->stream, stream, DORAN_ID_LENGTH + 1);
    }
    entry->seq = seq;
    return true;
}
