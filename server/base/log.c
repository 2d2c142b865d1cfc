/* Two buffers: writers append to one under a mutex that is held for a copy only, the thread writes the other.
 */
#include "server/base/log.h"

#include <doran/time.h>

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define LOG_BUFFER_BYTES (128 * 1024)
#define LOG_LINE_MAX 1024
#define LOG_GATHER_NS 5000000L /* So that a burst of lines is one write. */
#define LOG_PATH_MAX 1024

static const char *const level_names[] = {
    [LOG_ERROR] = "error", [LOG_WARNING] = "warning", [LOG_INFO] = "info", [LOG_DEBUG] = "debug"};

struct log {
    pthread_mutex_t mutex;
    pthread_cond_t filled;
    pthread_t thread;
    bool running, stopping, reopen, waiting;
    enum log_level level;
    char path[LOG_PATH_MAX];
    int fd;
    size_t lost;
    size_t length;
    char buffers[2][LOG_BUFFER_BYTES];
    char *front; /* What writers append to. */
};
/* The one log of the process: a library-wide sink has no owner to pass it along. */
static struct log sink = {.mutex = PTHREAD_MUTEX_INITIALIZER, .filled = PTHREAD_COND_INITIALIZER, .fd = -1};

static int log_open(const char *path)
{
    return path[0] ? open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0640) : STDERR_FILENO;
}

static void write_all(int fd, const char *data, size_t length)
{
    while (length) {
        ssize_t written = write(fd, data, length);
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return; /* A full disk loses lines, never requests. */
        data += written;
        length -= (size_t)written;
    }
}

static void reopen_file(void)
{
    int fresh = log_open(sink.path);
    if (fresh < 0)
        return; /* The old file goes on. */
    if (sink.fd != STDERR_FILENO)
        close(sink.fd);
    sink.fd = fresh;
}

static void *write_lines(void *unused)
{
    const struct timespec gather = {.tv_nsec = LOG_GATHER_NS};
    pthread_mutex_lock(&sink.mutex);
    for (;;) {
        while (!sink.length && !sink.stopping && !sink.reopen) {
            sink.waiting = true;
            pthread_cond_wait(&sink.filled, &sink.mutex);
        }
        sink.waiting = false;
        if (sink.stopping && !sink.length)
            break;
        if (!sink.stopping) {
            pthread_mutex_unlock(&sink.mutex);
            nanosleep(&gather, NULL);
            pthread_mutex_lock(&sink.mutex);
        }
        char *back = sink.front;
        size_t length = sink.length, lost = sink.lost;
        bool reopen = sink.reopen;
        sink.front = back == sink.buffers[0] ? sink.buffers[1] : sink.buffers[0];
        sink.length = sink.lost = 0;
        sink.reopen = false;
        pthread_mutex_unlock(&sink.mutex);
        if (reopen)
            reopen_file();
        write_all(sink.fd, back, length);
        pthread_mutex_lock(&sink.mutex);
        if (lost) {
            pthread_mutex_unlock(&sink.mutex);
            log_line(LOG_WARNING, "log: %zu lines were lost because it was full", lost);
            pthread_mutex_lock(&sink.mutex);
        }
    }
    pthread_mutex_unlock(&sink.mutex);
    return unused;
}

bool log_start(enum log_level level, const char *path)
{
    if (path && strlen(path) >= sizeof sink.path) {
        errno = ENAMETOOLONG;
        return false;
    }
    snprintf(sink.path, sizeof sink.path, "%s", path ? path : "");
    sink.fd = log_open(sink.path);
    if (sink.fd < 0)
        return false;
    sink.level = level;
    sink.front = sink.buffers[0];
    sink.stopping = false;
    int failure = pthread_create(&sink.thread, NULL, write_lines, NULL);
    if (failure) {
        errno = failure;
        return false;
    }
    pthread_mutex_lock(&sink.mutex);
    sink.running = true;
    pthread_mutex_unlock(&sink.mutex);
    return true;
}

void log_reopen(void)
{
    pthread_mutex_lock(&sink.mutex);
    sink.reopen = sink.running;
    pthread_cond_signal(&sink.filled);
    pthread_mutex_unlock(&sink.mutex);
}

void log_stop(void)
{
    pthread_mutex_lock(&sink.mutex);
    bool running = sink.running;
    sink.running = false;
    sink.stopping = true;
    pthread_cond_signal(&sink.filled);
    pthread_mutex_unlock(&sink.mutex);
    if (!running)
        return;
    pthread_join(sink.thread, NULL);
    if (sink.fd != STDERR_FILENO)
        close(sink.fd);
    sink.fd = -1;
}

bool log_wants(enum log_level level)
{
    return level <= sink.level;
}

/* Time and level at the start of a line; gives their length. */
static size_t begin_line(char out[LOG_LINE_MAX], enum log_level level)
{
    doran_time_format(doran_time_now(), out);
    size_t length = strlen(out), name = strlen(level_names[level]);
    out[length++] = ' ';
    memcpy(out + length, level_names[level], name);
    length += name;
    out[length++] = ' ';
    return length;
}

/* Hands a line with its line feed to the thread. */
static void append_line(const char *line, size_t length)
{
    pthread_mutex_lock(&sink.mutex);
    if (!sink.running) {
        pthread_mutex_unlock(&sink.mutex);
        write_all(STDERR_FILENO, line, length);
        return;
    }
    if (sink.length + length > LOG_BUFFER_BYTES) {
        sink.lost++;
    } else {
        memcpy(sink.front + sink.length, line, length);
        sink.length += length;
    }
    if (sink.waiting) {
        sink.waiting = false;
        pthread_cond_signal(&sink.filled);
    }
    pthread_mutex_unlock(&sink.mutex);
}

void log_line(enum log_level level, const char *format, ...)
{
    if (!log_wants(level))
        return;
    char line[LOG_LINE_MAX];
    size_t head = begin_line(line, level);
    va_list arguments;
    va_start(arguments, format);
    int body = vsnprintf(line + head, LOG_LINE_MAX - head - 1, format, arguments);
    va_end(arguments);
    size_t length = head + (body > 0 ? (size_t)body : 0);
    if (length > LOG_LINE_MAX - 2)
        length = LOG_LINE_MAX - 2;
    for (size_t i = head; i < length; i++) /* No argument can forge a line or command a terminal. */
        if ((unsigned char)line[i] < 0x20 || line[i] == 0x7f)
            line[i] = '?';
    line[length++] = '\n';
    append_line(line, length);
}

void log_text(enum log_level level, const char *text, size_t length)
{
    if (!log_wants(level))
        return;
    char line[LOG_LINE_MAX];
    size_t head = begin_line(line, level);
    if (length > LOG_TEXT_MAX)
        length = LOG_TEXT_MAX;
    memcpy(line + head, text, length);
    line[head + length] = '\n';
    append_line(line, head + length + 1);
}
