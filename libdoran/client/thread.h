/* Threads of the library. They take no signals: those belong to the program. */
#ifndef DORAN_CLIENT_THREAD_H
#define DORAN_CLIENT_THREAD_H

#include <pthread.h>
#include <stdbool.h>

/* False when no thread could be started. It is to be joined. */
bool thread_start(pthread_t *out, void *(*run)(void *context), void *context);
/* The same for one that nobody joins: it lives as long as it has to do, at most as long as the process. */
bool thread_start_alone(void *(*run)(void *context), void *context);

#endif
