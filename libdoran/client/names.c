#include "libdoran/client/names.h"

#include "libdoran/client/thread.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

struct names {
    pthread_mutex_t mutex;
    char *host;
    /* Guarded by the mutex. */
    void (*ready)(void *context); /* NULL: the owner is gone */
    void *context;
    bool asking; /* a thread is out and uses this object */
    bool answered;
    struct names_found found;
};

struct names *names_new(const char *host, void (*ready)(void *context), void *context)
{
    struct names *names = calloc(1, sizeof *names);
    if (names == NULL || (names->host = strdup(host)) == NULL) {
        free(names);
        return NULL;
    }
    pthread_mutex_init(&names->mutex, NULL);
    names->ready = ready;
    names->context = context;
    return names;
}

static void destroy(struct names *names)
{
    pthread_mutex_destroy(&names->mutex);
    free(names->host);
    free(names);
}

void names_free(struct names *names)
{
    if (names == NULL)
        return;
    pthread_mutex_lock(&names->mutex);
    names->ready = NULL;
    bool last = !names->asking;
    pthread_mutex_unlock(&names->mutex);
    if (last)
        destroy(names);
}

static void look_up(const char *host, struct names_found *out)
{
    const struct addrinfo hints = {.ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM};
    struct addrinfo *info = NULL;
    *out = (struct names_found){0};
    if (getaddrinfo(host, NULL, &hints, &info) != 0)
        return;
    for (struct addrinfo *one = info; one != NULL && out->count < NAMES_ADDRESSES_MAX; one = one->ai_next) {
        char *text = out->addresses[out->count];
        if (getnameinfo(one->ai_addr, one->ai_addrlen, text, sizeof out->addresses[0], NULL, 0,
                        NI_NUMERICHOST) == 0)
            out->count++;
    }
    freeaddrinfo(info);
}

/* While it is out only the host is read without the mutex, and that never changes. */
static void *ask(void *context)
{
    struct names *names = context;
    struct names_found found;
    look_up(names->host, &found);
    pthread_mutex_lock(&names->mutex);
    names->asking = false;
    names->answered = true;
    names->found = found;
    bool last = names->ready == NULL;
    if (!last) /* Under the lock: the owner may be about to go. */
        names->ready(names->context);
    pthread_mutex_unlock(&names->mutex);
    if (last)
        destroy(names);
    return NULL;
}

static bool is_address(const char *host)
{
    struct in_addr four;
    struct in6_addr six;
    return inet_pton(AF_INET, host, &four) == 1 || inet_pton(AF_INET6, host, &six) == 1;
}

bool names_ask(struct names *names)
{
    bool good = true;
    pthread_mutex_lock(&names->mutex);
    if (!names->asking && is_address(names->host)) {
        names->answered = true;
        names->found.count = 1;
        strncpy(names->found.addresses[0], names->host, sizeof names->found.addresses[0] - 1);
    } else if (!names->asking) {
        names->answered = false;
        names->asking = good = thread_start_alone(ask, names);
    }
    pthread_mutex_unlock(&names->mutex);
    return good;
}

bool names_take(struct names *names, struct names_found *out)
{
    pthread_mutex_lock(&names->mutex);
    bool answered = names->answered;
    if (answered)
        *out = names->found;
    names->answered = false;
    pthread_mutex_unlock(&names->mutex);
    return answered;
}
