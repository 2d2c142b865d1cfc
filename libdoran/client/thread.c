#include "libdoran/client/thread.h"

#include <signal.h>

bool thread_start(pthread_t *out, void *(*run)(void *context), void *context)
{
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    int result = pthread_create(out, NULL, run, context);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return result == 0;
}

bool thread_start_alone(void *(*run)(void *context), void *context)
{
    pthread_t thread;
    return thread_start(&thread, run, context) && pthread_detach(thread) == 0;
}
