/* What the service manager is told (sd_notify(3)): a real server, and the manager's socket. */
#include "support/directory.h"
#include "support/server.h"

#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cmocka.h>

/* Bound to the address, of which the first `size` bytes count. */
static int manager_at(const struct sockaddr_un *address, socklen_t size)
{
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    assert_true(fd >= 0);
    assert_int_equal(bind(fd, (const struct sockaddr *)address, size), 0);
    return fd;
}

static void assert_told(int manager, const char *what)
{
    char text[200] = "";
    struct pollfd told = {.fd = manager, .events = POLLIN};
    assert_int_equal(poll(&told, 1, SERVER_WAIT_MS), 1);
    ssize_t length = recv(manager, text, sizeof text - 1, 0);
    assert_true(length > 0);
    assert_string_equal(text, what);
}

static void assert_quiet(int manager)
{
    char text[1];
    assert_int_equal(recv(manager, text, sizeof text, MSG_DONTWAIT), -1);
}

/* It is ready when it serves, and not before; it says so once, and when it is about to end. */
static void see_a_life(int manager)
{
    struct server *server = server_start(&(struct server_options){0});
    assert_told(manager, "READY=1");
    assert_quiet(manager);
    assert_int_equal(server_stop(server), 0);
    assert_told(manager, "STOPPING=1");
    assert_quiet(manager);
    close(manager);
}

static void test_a_socket_in_a_folder(void **state)
{
    (void)state;
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    char *folder = test_directory_new("notify");
    assert_non_null(folder);
    snprintf(address.sun_path, sizeof address.sun_path, "%s/manager", folder);
    setenv("NOTIFY_SOCKET", address.sun_path, 1);
    see_a_life(manager_at(&address, sizeof address));
    test_directory_remove(folder);
}

static void test_a_socket_without_a_file(void **state)
{
    (void)state;
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    char name[60];
    int length = snprintf(name, sizeof name, "@doran-notify-%ld", (long)getpid());
    memcpy(address.sun_path + 1, name + 1,
           (size_t)length - 1); /* An abstract name begins with NUL (unix(7)). */
    setenv("NOTIFY_SOCKET", name, 1);
    see_a_life(manager_at(&address, (socklen_t)(offsetof(struct sockaddr_un, sun_path) + (size_t)length)));
}

/* A manager that has gone away is no reason not to serve. */
static void test_nobody_listens(void **state)
{
    (void)state;
    setenv("NOTIFY_SOCKET", "/nonexistent/manager", 1);
    assert_int_equal(server_stop(server_start(&(struct server_options){0})), 0);
}

static int tear_down(void **state)
{
    (void)state;
    unsetenv("NOTIFY_SOCKET");
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test_teardown(test_a_socket_in_a_folder, tear_down),
                                       cmocka_unit_test_teardown(test_a_socket_without_a_file, tear_down),
                                       cmocka_unit_test_teardown(test_nobody_listens, tear_down)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
