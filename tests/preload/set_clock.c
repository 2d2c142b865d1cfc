/* Preloaded into a program: its wall clock stands where the file named by DORAN_SET_CLOCK says, and its steady clock is as far
 * ahead and as slow as the same file says (tests/support/set_clock.h, which writes the file and may change that at any time).
 * With DORAN_SET_CLOCK_WAITS a wait in poll() is by that steady clock too: it is over when the clock was put ahead of its end.
 * Without the file the clocks are the machine's. */
#include "preload/shared.h"

#include <poll.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>

#define SECOND 1000000
#define SLICE_MS 20 /* how long a wait goes on before it looks at the clock again */

__attribute__((visibility("default"))) int clock_gettime(clockid_t clock, struct timespec *time);
__attribute__((visibility("default"))) int gettimeofday(struct timeval *restrict time, void *restrict zone);
__attribute__((visibility("default"))) time_t time(time_t *out);
__attribute__((visibility("default"))) int poll(struct pollfd *fds, nfds_t count, int timeout);

static const struct shared_clocks *clocks; /* shared with the test */
static int waits;                          /* by the clock that is set */

__attribute__((constructor)) static void map_clocks(void)
{
    clocks = shared_map(SHARED_CLOCKS, sizeof *clocks);
    waits = clocks && getenv("DORAN_SET_CLOCK_WAITS");
}

int clock_gettime(clockid_t clock, struct timespec *time)
{
    int result = (int)syscall(SYS_clock_gettime, clock, time);
    if (!clocks || result != 0 || (clock != CLOCK_REALTIME && clock != CLOCK_MONOTONIC))
        return result;
    int64_t now = clock == CLOCK_REALTIME
                      ? clocks->wall
                      : shared_steady(clocks, (int64_t)time->tv_sec * SECOND + time->tv_nsec / 1000);
    time->tv_sec = (time_t)(now / SECOND);
    time->tv_nsec = (long)(now % SECOND * 1000);
    return 0;
}

int gettimeofday(struct timeval *restrict time, void *restrict zone)
{
    struct timespec now;
    (void)zone;
    if (clock_gettime(CLOCK_REALTIME, &now) != 0)
        return -1;
    time->tv_sec = now.tv_sec;
    time->tv_usec = now.tv_nsec / 1000;
    return 0;
}

time_t time(time_t *out)
{
    struct timespec now = {0};
    clock_gettime(CLOCK_REALTIME, &now);
    if (out)
        *out = now.tv_sec;
    return now.tv_sec;
}

/* Below 0: without an end. */
static int real_poll(struct pollfd *fds, nfds_t count, int timeout)
{
    struct timespec wait = {.tv_sec = timeout / 1000, .tv_nsec = (long)(timeout % 1000) * 1000000};
    return (int)syscall(SYS_ppoll, fds, count, timeout < 0 ? NULL : &wait, NULL, 0);
}

static int64_t steady_ms(void)
{
    struct timespec now = {0};
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int poll(struct pollfd *fds, nfds_t count, int timeout)
{
    if (!waits || timeout <= 0)
        return real_poll(fds, count, timeout);
    int64_t end = steady_ms() + timeout, left = timeout;
    do {
        int ready = real_poll(fds, count, left < SLICE_MS ? (int)left : SLICE_MS);
        if (ready != 0)
            return ready;
        left = end - steady_ms();
    } while (left > 0);
    return 0;
}
