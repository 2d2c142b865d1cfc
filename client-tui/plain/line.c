#include "client-tui/plain/line.h"

#include <doran/text.h>

#include <errno.h>
#include <string.h>
#include <unistd.h>

void line_init(struct line *line, int fd)
{
    *line = (struct line){.fd = fd};
}

static enum line_result finish(struct line *line, char out[LINE_SIZE])
{
    enum line_result result = LINE_READ;
    size_t length = line->length;
    line->length = 0;
    if (length > 0 && length <= LINE_MAX_BYTES && line->text[length - 1] == '\r')
        length--;
    if (length > LINE_MAX_BYTES)
        result = LINE_TOO_LONG;
    else if (!doran_text_valid(line->text, length))
        result = LINE_NOT_TEXT;
    else
        memcpy(out, line->text, length);
    out[result == LINE_READ ? length : 0] = '\0';
    explicit_bzero(line->text, sizeof line->text);
    return result;
}

enum line_result line_next(struct line *line, char out[LINE_SIZE])
{
    out[0] = '\0';
    while (line->at < line->have) {
        char byte = line->piece[line->at];
        line->piece[line->at++] = '\0';
        if (byte == '\n')
            return finish(line, out);
        if (line->length < LINE_MAX_BYTES)
            line->text[line->length] = byte;
        if (line->length <= LINE_MAX_BYTES)
            line->length++;
    }
    if (!line->ended)
        return LINE_WAIT;
    return line->length > 0 ? finish(line, out) : LINE_END;
}

void line_fill(struct line *line)
{
    ssize_t got = read(line->fd, line->piece, sizeof line->piece);
    line->at = 0;
    line->have = got > 0 ? (size_t)got : 0;
    if (got == 0 || (got < 0 && errno != EINTR && errno != EAGAIN))
        line->ended = true;
}

void line_forget(struct line *line)
{
    explicit_bzero(line->piece, sizeof line->piece);
    explicit_bzero(line->text, sizeof line->text);
    line->at = line->have = line->length = 0;
}
