/* A client that is freed while the name of its server is being looked up: freeing waits for nobody, and what the look-up
 * brings afterwards does no harm. */
#include "support/sample.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <dlfcn.h>
#include <netdb.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static atomic_bool silent;
static atomic_int waiting, most; /* at a time */

/* Everybody's in this program: a name server that answers only while it is not silent. */
__attribute__((visibility("default"))) int getaddrinfo(const char *restrict node,
                                                       const char *restrict service,
                                                       const struct addrinfo *restrict hints,
                                                       struct addrinfo **restrict out);
int getaddrinfo(const char *restrict node, const char *restrict service,
                const struct addrinfo *restrict hints, struct addrinfo **restrict out)
{
    int (*real)(const char *, const char *, const struct addrinfo *, struct addrinfo **);
    *(void **)&real = dlsym(RTLD_NEXT, "getaddrinfo");
    struct in_addr four;
    if (node && inet_pton(AF_INET, node, &four) != 1) {
        int now = ++waiting;
        if (now > most)
            most = now;
        while (silent)
            poll(NULL, 0, 5);
        waiting--;
    }
    return real(node, service, hints, out);
}

/* Polls until it holds. */
static void await(bool (*holds)(void), const char *what)
{
    for (int left = CAPTURE_WAIT_MS; !holds(); left -= 5) {
        if (left <= 0)
            fail_msg("waited in vain for %s", what);
        poll(NULL, 0, 5);
    }
}

static bool is_waited(void)
{
    return waiting > 0;
}

static int threads(void)
{
    int count = 0;
    DIR *tasks = opendir("/proc/self/task");
    assert_non_null(tasks);
    for (const struct dirent *entry; (entry = readdir(tasks)) != NULL;)
        count += entry->d_name[0] != '.';
    closedir(tasks);
    return count;
}

static int threads_before;

static bool is_alone(void)
{
    return waiting == 0 && threads() <= threads_before;
}

/* With the server's name instead of its address. */
static struct doran_client *open_by_name(const struct capture *capture, const char *path)
{
    char url[100];
    snprintf(url, sizeof url, "http://localhost%s", strrchr(capture_url(capture), ':'));
    return sample_client_at(url, path, true);
}

static void test_freeing_waits_for_no_name_server(void **state)
{
    (void)state;
    struct sample_world world;
    sample_world_init(&world, "names");
    threads_before = threads();
    silent = true;
    struct doran_client *client = open_by_name(world.capture, world.path);
    await(is_waited, "a question");
    doran_client_free(client);
    assert_int_equal(waiting, 1); /* Nobody waited for it. */
    silent = false;
    await(is_alone, "the end of the look-up");
    sample_world_deinit(&world);
}

static void test_one_question_at_a_time(void **state)
{
    (void)state;
    struct sample_world world;
    sample_world_init(&world, "names");
    silent = true;
    struct doran_client *client = open_by_name(world.capture, world.path);
    await(is_waited, "a question");
    most = waiting;
    doran_client_set_token(client, "another-token",
                           &world.error); /* The line is given up and wanted again. */
    char *request = capture_wait(world.capture, GET_ME, 2);
    free(request);
    doran_client_set_token(client, TOKEN, &world.error);
    request = capture_wait(world.capture, GET_ME, 3);
    free(request);
    silent = false;
    sample_await_connection(client, DORAN_CONNECTED); /* By what was asked first. */
    assert_int_equal(most, 1);
    doran_client_free(client);
    sample_world_deinit(&world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_freeing_waits_for_no_name_server),
                                       cmocka_unit_test(test_one_question_at_a_time)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
