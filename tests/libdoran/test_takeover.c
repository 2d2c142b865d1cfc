/* Two clients on one replica: whoever does not sync takes over when the other lets go, at whatever moment that is, and does
 * not look again and again until then. */
#include "support/sample.h"

#include "support/directory.h"

#include <dlfcn.h>
#include <errno.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/inotify.h>

#include <cmocka.h>

#define CHANGES 5
#define TRIES_MAX 10 /* for the lock, after each change */

static atomic_int tries;   /* for a lock */
static atomic_int refused; /* so many of the next tries */
static atomic_bool stops;  /* who begins to watch waits */
static atomic_bool stopped;

/* Everybody's in this program. */
__attribute__((visibility("default"))) int flock(int fd, int operation);
int flock(int fd, int operation)
{
    int (*real)(int, int);
    *(void **)&real = dlsym(RTLD_NEXT, "flock");
    tries++;
    if (refused > 0) {
        refused--;
        errno = EWOULDBLOCK;
        return -1;
    }
    return real(fd, operation);
}

__attribute__((visibility("default"))) int inotify_init1(int flags);
int inotify_init1(int flags)
{
    int (*real)(int);
    *(void **)&real = dlsym(RTLD_NEXT, "inotify_init1");
    if (stops)
        stopped = true;
    while (stops)
        poll(NULL, 0, 1);
    return real(flags);
}

static void await(atomic_bool *what)
{
    for (int left = CAPTURE_WAIT_MS; !*what; left--) {
        if (left <= 0)
            fail_msg("waited in vain");
        poll(NULL, 0, 1);
    }
}

static int set_up(void **state)
{
    static struct sample_world world;
    *state = &world;
    sample_world_init(&world, "takeover");
    sample_world_connect(&world);
    tries = refused = 0;
    stopped = false;
    return 0;
}

static int tear_down(void **state)
{
    sample_world_deinit(*state);
    return 0;
}

/* Ends the one that syncs; the other one does it from then on. */
static void end_first(struct sample_world *world)
{
    doran_client_free(world->client);
    world->client = NULL;
}

static void take_over(struct sample_world *world, struct doran_client *second)
{
    free(capture_wait(world->capture, GET_ME, 2));
    world->client = second; /* freed with the world */
    sample_await_connection(second, DORAN_CONNECTED);
}

static void test_it_is_let_go_before_it_is_watched(void **state)
{
    struct sample_world *world = *state;
    stops = true;
    struct doran_client *second = sample_client(world->capture, world->path, true);
    await(&stopped);
    end_first(world);
    stops = false;
    take_over(world, second);
}

/* A dying process has closed its files a moment before its lock is gone. */
static void test_it_is_let_go_after_it_was_heard(void **state)
{
    struct sample_world *world = *state;
    struct doran_client *second = sample_client(world->capture, world->path, true);
    sample_await_connection(second, DORAN_CONNECTED);
    refused = 5;
    end_first(world);
    take_over(world, second);
}

static void push_name(const struct sample_world *world, int number)
{
    char text[1024];
    snprintf(text, sizeof text,
             "{\"changes\":{\"changes\":[{\"stream\":\"" FAMILY
             "\",\"seq\":%d,\"kind\":\"member\",\"id\":\"" CHILD
             "\",\"op\":\"put\",\"at\":\"2026-01-03T00:00:00Z\",\"object\":" MEMBER_JSON(
                 CHILD, "%d", "") "}],\"cursor\":\"" EPOCH "." MOTHER ":4," FAMILY ":%d\",\"more\":false}}",
             number, number, number);
    capture_push(world->capture, text, 1);
}

static bool is_called(struct doran_client *client, const void *name)
{
    return strcmp(sample_nickname(client, CHILD), name) == 0;
}

static void test_who_waits_for_it_does_not_look_again_and_again(void **state)
{
    struct sample_world *world = *state;
    struct doran_client *second = sample_client(world->capture, world->path, true);
    sample_await_connection(second, DORAN_CONNECTED);
    for (int i = 0; i < CHANGES; i++) {
        char name[12];
        snprintf(name, sizeof name, "%d", 5 + i);
        push_name(world, 5 + i);
        sample_await_that(second, is_called, name);
    }
    assert_in_range(tries, 1, CHANGES * TRIES_MAX);
    end_first(world);
    take_over(world, second);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(test_who_waits_for_it_does_not_look_again_and_again),
        TEST(test_it_is_let_go_after_it_was_heard),
        TEST(test_it_is_let_go_before_it_is_watched),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
