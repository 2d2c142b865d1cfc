/** @file log.h  The server's log: one text line each (time, level, words), through a bounded buffer to a
 * thread of its own, so that no writer ever waits for a disk. Lines that found it full are counted and the
 * count is logged. No line holds a token, a password, a whole e-mail or a body. Thread safe after
 * log_start(). */
#ifndef SERVER_BASE_LOG_H
#define SERVER_BASE_LOG_H

#include <doran/api.h>
#include <stdbool.h>
#include <stddef.h>

enum log_level { LOG_ERROR, LOG_WARNING, LOG_INFO, LOG_DEBUG };
/** Starts the writing thread on standard error or a file (opened for appending, reopened by log_reopen()). */
bool log_start(enum log_level level, const char *path);
void log_reopen(void);
/** Writes what is in the buffer and stops the thread. */
void log_stop(void);
/** Whether lines of this level are kept: worth asking before costly work for one. */
bool log_wants(enum log_level level);
/** Before log_start() and after log_stop() a line goes to standard error at once. */
void log_line(enum log_level level, const char *format, ...) DORAN_PRINTF(2, 3);
/** The same for words that are ready: printable, in one line, at most LOG_TEXT_MAX bytes. For where there are many. */
#define LOG_TEXT_MAX 512
void log_text(enum log_level level, const char *text, size_t length);

#endif
