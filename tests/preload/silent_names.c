/* Preloaded into a program: while the file named by DORAN_SILENT_NAMES says so, whoever looks up a name waits, as for a name
 * server that never answers (tests/support/silent_names.h, which writes the file). Addresses need no name server and are never
 * waited for. */
#include "preload/shared.h"

#include <arpa/inet.h>
#include <dlfcn.h>
#include <netdb.h>
#include <time.h>

#define LOOK_AGAIN_NS 5000000

__attribute__((visibility("default"))) int getaddrinfo(const char *restrict node,
                                                       const char *restrict service,
                                                       const struct addrinfo *restrict hints,
                                                       struct addrinfo **restrict out);

static struct shared_names *names; /* shared with the test */

__attribute__((constructor)) static void map_names(void)
{
    names = shared_map(SHARED_NAMES, sizeof *names);
}

static int is_address(const char *node)
{
    struct in_addr four;
    struct in6_addr six;
    return !node || inet_pton(AF_INET, node, &four) == 1 || inet_pton(AF_INET6, node, &six) == 1;
}

int getaddrinfo(const char *restrict node, const char *restrict service,
                const struct addrinfo *restrict hints, struct addrinfo **restrict out)
{
    int (*real)(const char *, const char *, const struct addrinfo *, struct addrinfo **);
    *(void **)&real = dlsym(RTLD_NEXT, "getaddrinfo");
    if (names && !is_address(node)) {
        atomic_fetch_add(&names->asked, 1);
        while (names->silent)
            nanosleep(&(struct timespec){.tv_nsec = LOOK_AGAIN_NS}, NULL);
    }
    return real(node, service, hints, out);
}
