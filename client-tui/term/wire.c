#include "client-tui/term/wire.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/mman.h>
#include <unistd.h>

bool wire_init(struct wire *wire)
{
    *wire = (struct wire){.memory = -1};
    int own = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
    wire->file = own >= 0 ? fdopen(own, "w") : NULL;
    if (wire->file == NULL) {
        if (own >= 0)
            close(own);
        return false;
    }
    wire->memory = memfd_create("screen", MFD_CLOEXEC);
    pen_init(&wire->pen);
    return true;
}

void wire_deinit(struct wire *wire)
{
    if (wire->file == NULL)
        return;
    fclose(wire->file);
    if (wire->memory >= 0)
        close(wire->memory);
    doran_buffer_deinit(&wire->read);
    doran_buffer_deinit(&wire->out);
    *wire = (struct wire){.memory = -1};
}

void wire_send(const char *bytes, size_t length)
{
    while (length > 0) {
        ssize_t written = write(STDOUT_FILENO, bytes, length);
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0 && errno == EAGAIN) { /* another program of the same terminal wants it so */
            struct pollfd fd = {.fd = STDOUT_FILENO, .events = POLLOUT};
            poll(&fd, 1, -1);
            continue;
        }
        if (written <= 0)
            return; /* the terminal is gone: reading will say so */
        bytes += written;
        length -= (size_t)written;
    }
}

void wire_begin(struct wire *wire)
{
    wire->caught = wire->memory >= 0 && lseek(wire->memory, 0, SEEK_SET) == 0 &&
                   dup3(wire->memory, fileno(wire->file), O_CLOEXEC) >= 0;
}

/* What was written; false without memory for it. */
static bool take_back(struct wire *wire, size_t length)
{
    doran_buffer_clear(&wire->read);
    return doran_buffer_reserve(&wire->read, length) &&
           pread(wire->memory, wire->read.data, length, 0) == (ssize_t)length;
}

/* As it is, in pieces. */
static void send_memory(const struct wire *wire, size_t length)
{
    char bytes[4096];
    for (size_t at = 0; at < length;) {
        ssize_t got = pread(wire->memory, bytes, sizeof bytes, (off_t)at);
        if (got <= 0)
            return;
        wire_send(bytes, (size_t)got);
        at += (size_t)got;
    }
}

void wire_end(struct wire *wire)
{
    if (!wire->caught)
        return;
    off_t end = lseek(wire->memory, 0, SEEK_CUR);
    size_t length = end > 0 ? (size_t)end : 0;
    wire->caught = false;
    while (dup3(STDOUT_FILENO, fileno(wire->file), O_CLOEXEC) < 0 && (errno == EINTR || errno == EBUSY))
        continue;
    if (length == 0)
        return;
    struct pen before = wire->pen;
    doran_buffer_clear(&wire->out);
    if (take_back(wire, length))
        pen_pass(&wire->pen, wire->read.data, length, &wire->out);
    else
        wire->out.failed = true;
    if (wire->out.failed) {
        wire->pen = before; /* every frame ends as it began */
        send_memory(wire, length);
    } else {
        wire_send(wire->out.data, wire->out.length);
    }
}
