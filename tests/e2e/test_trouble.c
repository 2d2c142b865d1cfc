/* Disks that fill up or are read-only, files that are damaged, a port that is taken, a database that is gone and comes back: told
 * clearly, nothing is lost, and what goes away is over without a restart. */
#include "support/directory.h"
#include "support/ledger.h"
#include "support/person.h"
#include "support/postgresql.h"
#include "support/server.h"

#include <doran/json.h>

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

enum {
    DISK_KIB = 4096,
    ROOM_KIB = 160,
    WRITES = 16,        /* before and after trouble */
    WRITES_MOST = 4000, /* until a disk is full */
    FILE_LIMIT = 16 * 1024,
    PATIENCE_MS = 60000,
    PAUSE_MS = 5,
    PIECE = 4096,
};

struct home {
    struct server *server;
    struct pg_cluster *cluster;
    char *directory, *disk; /* the disk is a file system of its own, or NULL */
    struct person mom;
    struct ledger ledger;
};

static const char *const flags[] = {SERVER_UNLIMITED, "--log-level=error", NULL};

static void pause_briefly(void)
{
    nanosleep(&(struct timespec){.tv_nsec = PAUSE_MS * 1000000L}, NULL);
}

static bool ask(struct ledger *ledger, enum doran_route_id route, const struct doran_path *path,
                const char *text, const char *operation, int *status, char **body)
{
    struct home *home = ledger->context;
    struct wire_answer answer;
    bool good = person_send(&home->mom, route, path, text, operation, &answer);
    *status = answer.status;
    *body = good ? strdup(answer.body) : NULL;
    wire_answer_deinit(&answer);
    return good;
}

static struct server *start(const struct home *home, const char *database, const char *const *more,
                            bool may_fail)
{
    return server_start(&(struct server_options){
        .flags = more ? more : flags, .data = home->directory, .database = database, .may_fail = may_fail});
}

/* Somebody who has a family and writes into it. */
static void move_in(struct home *home)
{
    person_sign_up(&home->mom, server_port(home->server), "mom@example.org", "엄마곰");
    person_found_family(&home->mom, "우리집", "엄마", home->ledger.family);
    memcpy(home->ledger.user, home->mom.user, sizeof home->ledger.user);
    home->ledger.ask = ask;
    home->ledger.context = home;
    ledger_begin(&home->ledger);
}

static int setup(void **state)
{
    struct home *home = *state = calloc(1, sizeof *home);
    home->directory = test_directory_new("trouble");
    return home->directory ? 0 : -1;
}

static int teardown(void **state)
{
    struct home *home = *state;
    server_stop(home->server);
    pg_cluster_stop(home->cluster);
    ledger_deinit(&home->ledger);
    if (home->disk)
        umount2(home->disk, MNT_DETACH);
    free(home->disk);
    test_directory_remove(home->directory);
    free(home);
    return 0;
}

/* One write; its answer's status. What was not done stays open in the ledger, to be sent again. */
static int write_once(struct home *home, char error[41])
{
    struct ledger_operation *last =
        home->ledger.count ? &home->ledger.operations[home->ledger.count - 1] : NULL;
    struct ledger_operation *operation = last && !last->status ? last : ledger_next(&home->ledger);
    enum doran_route_id route;
    struct doran_path path;
    struct wire_answer answer;
    char *text;
    ledger_describe(&home->ledger, operation, &route, &path, &text);
    assert_true(person_send(&home->mom, route, &path, text, operation->id, &answer));
    free(text);
    int status = answer.status;
    snprintf(error, 41, "%s", answer.error);
    if (status < 300)
        assert_true(ledger_take(&home->ledger, operation, status, strdup(answer.body)));
    else if (status == 503)
        assert_true(answer.retry_after > 0);
    wire_answer_deinit(&answer);
    return status;
}

static void write_well(struct home *home)
{
    char error[41];
    for (int i = 0; i < WRITES; i++)
        if (write_once(home, error) >= 300)
            fail_msg("a write was refused: %s", error);
}

static int get(const struct home *home, const char *path)
{
    struct wire_answer answer;
    int status = wire_ask(&answer, home->mom.port, &(struct wire_request){.method = "GET", .path = path});
    wire_answer_deinit(&answer);
    return status;
}

/* --- Disks -------------------------------------------------------------------------------------------------------- */

static bool write_text(const char *path, const char *text)
{
    int fd = open(path, O_WRONLY | O_CLOEXEC);
    bool good = fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text);
    if (fd >= 0)
        close(fd);
    return good;
}

/* A view of the file systems of our own; without the right to one, by way of a user name space (user_namespaces(7)). */
static bool go_apart(void)
{
    char users[32], groups[32];
    snprintf(users, sizeof users, "0 %d 1", (int)getuid());
    snprintf(groups, sizeof groups, "0 %d 1", (int)getgid());
    if (unshare(CLONE_NEWNS) != 0 &&
        (unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0 || !write_text("/proc/self/uid_map", users) ||
         !write_text("/proc/self/setgroups", "deny") || !write_text("/proc/self/gid_map", groups)))
        return false;
    return mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0;
}

/* A small file system that only this process and those it starts see. False where the system does not let us. */
static bool mount_disk(struct home *home)
{
    static bool apart;
    char options[32];
    snprintf(options, sizeof options, "size=%dk", DISK_KIB);
    if (!apart)
        apart = go_apart();
    char *path = test_directory_path(home->directory, "disk");
    if (apart && mkdir(path, 0700) == 0 && mount("tmpfs", path, "tmpfs", 0, options) == 0) {
        home->disk = path;
        return true;
    }
    print_message("no file system may be mounted here: %s\n", strerror(errno));
    free(path);
    return false;
}

static char *database_on_disk(const struct home *home)
{
    char *url = NULL;
    if (asprintf(&url, "sqlite:%s/doran.db", home->disk) < 0)
        abort();
    return url;
}

/* Leaves only so much room. */
static void fill_disk(const struct home *home, size_t room_kib)
{
    static const char piece[PIECE];
    char *path = test_directory_path(home->disk, "filler");
    int fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    while (write(fd, piece, sizeof piece) == (ssize_t)sizeof piece)
        ;
    struct stat status;
    assert_int_equal(fstat(fd, &status), 0);
    assert_int_equal(ftruncate(fd, status.st_size - (off_t)(room_kib * 1024)), 0);
    close(fd);
    free(path);
}

static void make_room(const struct home *home)
{
    char *path = test_directory_path(home->disk, "filler");
    assert_int_equal(unlink(path), 0);
    free(path);
}

static void write_until_full(struct home *home)
{
    char error[41];
    int status = 0;
    for (int i = 0; i < WRITES_MOST && status < 300; i++)
        status = write_once(home, error);
    assert_string_equal(error, "storage_full");
    assert_int_equal(status, 507);
}

/* It says so each time, and goes on reading. */
static void expect_full(struct home *home)
{
    char error[41];
    for (int i = 0; i < WRITES; i++)
        assert_int_equal(write_once(home, error), 507);
    assert_int_equal(person_call(&home->mom, DORAN_R_me, NULL, NULL, NULL, NULL), 200);
    assert_int_equal(get(home, "/readyz"), 200);
}

static void a_full_disk(void **state)
{
    struct home *home = *state;
    if (!mount_disk(home))
        skip();
    char *database = database_on_disk(home);
    home->server = start(home, database, NULL, false);
    free(database);
    move_in(home);
    write_well(home);
    fill_disk(home, ROOM_KIB);
    write_until_full(home);
    expect_full(home);
    make_room(home);
    write_well(home);
    ledger_check(&home->ledger);
    /* It is killed when there is no room at all, and started again with some. */
    fill_disk(home, 0);
    char error[41];
    while (write_once(home, error) < 300)
        ;
    server_kill(home->server);
    make_room(home);
    server_restart(home->server);
    write_well(home);
    ledger_check(&home->ledger);
}

static void limit_files(const struct home *home, rlim_t most)
{
    struct rlimit limit = {.rlim_cur = most, .rlim_max = RLIM_INFINITY};
    assert_int_equal(prlimit(server_pid(home->server), RLIMIT_FSIZE, &limit, NULL), 0);
}

static void files_that_may_not_grow(void **state)
{
    struct home *home = *state;
    home->server = start(home, NULL, NULL, false);
    move_in(home);
    write_well(home);
    limit_files(home, FILE_LIMIT);
    write_until_full(home);
    expect_full(home);
    limit_files(home, RLIM_INFINITY);
    write_well(home);
    ledger_check(&home->ledger);
}

/* The bytes of a file; free() them. */
static char *read_file(const char *path, size_t *length)
{
    struct stat status;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &status) != 0)
        fail_msg("%s: %s", path, strerror(errno));
    char *data = malloc((size_t)status.st_size + 1);
    *length = (size_t)status.st_size;
    assert_int_equal(read(fd, data, *length), *length);
    close(fd);
    return data;
}

static void write_file(const char *path, const char *data, size_t length)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, data, length), length);
    close(fd);
}

/* A start that is refused in a sentence with these words, and leaves the file as it is. */
static void expect_refused_start(struct home *home, const char *database, const char *words)
{
    size_t before_length = 0, after_length = 0;
    const char *path = strncmp(database, "sqlite:", 7) == 0 ? database + 7 : NULL;
    char *before = path ? read_file(path, &before_length) : NULL;
    struct server *server = start(home, database, NULL, true);
    assert_int_equal(server_pid(server), 0);
    char *output = server_output(server);
    if (!strstr(output, words))
        fail_msg("\"%s\" is not said:\n%s", words, output);
    free(output);
    assert_int_not_equal(server_stop(server), 0);
    char *after = path ? read_file(path, &after_length) : NULL;
    assert_int_equal(before_length, after_length);
    if (path)
        assert_memory_equal(before, after, before_length);
    free(before);
    free(after);
    char *log = test_directory_path(home->directory, "output.txt");
    unlink(log); /* What the next one says is its own. */
    free(log);
}

static void a_read_only_disk(void **state)
{
    struct home *home = *state;
    if (!mount_disk(home))
        skip();
    char *database = database_on_disk(home);
    home->server = start(home, database, NULL, false);
    move_in(home);
    write_well(home);
    assert_int_equal(server_halt(home->server), 0);
    assert_int_equal(mount(NULL, home->disk, NULL, MS_REMOUNT | MS_RDONLY, NULL), 0);
    expect_refused_start(home, database, "read-only");
    assert_int_equal(mount(NULL, home->disk, NULL, MS_REMOUNT, NULL), 0);
    server_restart(home->server);
    write_well(home);
    ledger_check(&home->ledger);
    free(database);
}

/* --- Files -------------------------------------------------------------------------------------------------------- */

static void somebody_elses_file(const char *path)
{
    sqlite3 *file = NULL;
    unlink(path);
    assert_int_equal(sqlite3_open(path, &file), SQLITE_OK);
    assert_int_equal(sqlite3_exec(file,
                                  "CREATE TABLE recipe (name TEXT); INSERT INTO recipe VALUES ('kimchi');",
                                  NULL, NULL, NULL),
                     SQLITE_OK);
    sqlite3_close(file);
}

static void damaged_files(void **state)
{
    struct home *home = *state;
    size_t length;
    char *path = test_directory_path(home->directory, "doran.db"), *url = NULL;
    if (asprintf(&url, "sqlite:%s", path) < 0)
        abort();
    home->server = start(home, url, NULL, false);
    move_in(home);
    write_well(home);
    assert_int_equal(server_halt(home->server), 0);
    char *whole = read_file(path, &length), *copy = malloc(length);
    /* pages in the middle */
    memcpy(copy, whole, length);
    memset(copy + length / 2 / PIECE * PIECE, 0x5a, PIECE * 4);
    write_file(path, copy, length);
    expect_refused_start(home, url, "is damaged");
    /* cut in half, and within a page */
    write_file(path, whole, length / 2 + 100);
    expect_refused_start(home, url, "is damaged");
    /* no header */
    memcpy(copy, whole, length);
    memset(copy, 0, 100);
    write_file(path, copy, length);
    expect_refused_start(home, url, "is not an SQLite database");
    /* a letter */
    write_file(path, "Dear grandmother, we are well.\n", 31);
    expect_refused_start(home, url, "is not an SQLite database");
    somebody_elses_file(path);
    expect_refused_start(home, url, path);
    /* The backup goes back into its place. */
    write_file(path, whole, length);
    server_restart(home->server);
    ledger_check(&home->ledger);
    free(whole);
    free(copy);
    free(path);
    free(url);
}

static void two_servers_on_one_folder(void **state)
{
    struct home *home = *state;
    home->server = start(home, NULL, NULL, false);
    struct server *second = start(home, NULL, NULL, true);
    assert_int_equal(server_pid(second), 0);
    char *output = server_output(second);
    assert_non_null(strstr(output, "Another doran-server uses the data directory"));
    free(output);
    assert_int_not_equal(server_stop(second), 0);
    assert_int_equal(get(&(struct home){.mom.port = server_port(home->server)}, "/readyz"), 200);
}

/* --- The port ------------------------------------------------------------------------------------------------------- */

static void a_port_that_is_taken(void **state)
{
    struct home *home = *state;
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(bind(fd, (struct sockaddr *)&address, sizeof address), 0);
    assert_int_equal(listen(fd, 1), 0);
    assert_int_equal(getsockname(fd, (struct sockaddr *)&address, &size), 0);
    char port[24], number[12];
    snprintf(number, sizeof number, "%d", ntohs(address.sin_port));
    snprintf(port, sizeof port, "--port=%s", number);
    const char *const taken[] = {"--signup=open", port, NULL};
    home->server = start(home, NULL, taken, true);
    assert_int_equal(server_pid(home->server), 0);
    char *output = server_output(home->server);
    assert_non_null(strstr(output, "in use"));
    assert_non_null(strstr(output, number));
    free(output);
    close(fd);
}

/* --- The database ----------------------------------------------------------------------------------------------------- */

static void await_write(struct home *home)
{
    char error[41];
    int status = 0;
    for (int waited = 0; waited < PATIENCE_MS; waited += PAUSE_MS) {
        status = write_once(home, error);
        if (status < 300)
            return;
        assert_int_equal(status, 503);
        pause_briefly();
    }
    fail_msg("the server does not find its database again: %d", status);
}

static void await_ready(const struct home *home, int status)
{
    for (int waited = 0; get(home, "/readyz") != status; waited += PAUSE_MS) {
        if (waited >= PATIENCE_MS)
            fail_msg("readyz does not become %d", status);
        pause_briefly();
    }
}

static void without_database(struct home *home, bool crash)
{
    char error[41];
    int pid = server_pid(home->server);
    assert_true(pg_cluster_down(home->cluster, crash));
    for (int i = 0; i < WRITES; i++) {
        assert_int_equal(write_once(home, error), 503);
        assert_string_equal(error, "busy");
    }
    assert_int_equal(person_call(&home->mom, DORAN_R_session_list, NULL, NULL, NULL, NULL), 503);
    assert_int_equal(get(home, "/healthz"), 200);
    await_ready(home, 503);
    assert_true(pg_cluster_up(home->cluster));
    await_write(home);
    await_ready(home, 200);
    write_well(home);
    ledger_check(&home->ledger);
    assert_int_equal(server_pid(home->server), pid);
}

static void await_connection(struct doran_client *client, bool connected)
{
    for (int waited = 0; (doran_client_connection(client) == DORAN_CONNECTED) != connected;
         waited += PAUSE_MS) {
        if (waited >= PATIENCE_MS)
            fail_msg("the client stays in state %d", (int)doran_client_connection(client));
        pause_briefly();
    }
}

/* What is written after the database has come back reaches who was connected before. */
static void postgresql_gone_and_back(void **state)
{
    struct home *home = *state;
    home->cluster = pg_cluster_start(NULL);
    assert_non_null(home->cluster);
    const char *database = pg_cluster_new_database(home->cluster);
    home->server = start(home, database, NULL, false);
    move_in(home);
    write_well(home);
    struct person device;
    person_log_in(&device, &home->mom);
    home->ledger.user_head = person_head(&home->mom, home->mom.user);
    char *replica = test_directory_path(home->directory, "replica.db");
    struct doran_client *client = person_client(&device, device.port, replica);
    await_connection(client, true);
    without_database(home, false);
    without_database(home, true);
    char *cursor = person_cursor(&device);
    struct doran_error error = {0};
    for (int waited = 0; waited < PATIENCE_MS; waited += PAUSE_MS) {
        struct doran_cursor reached;
        struct doran_buffer text = {0};
        assert_true(doran_replica_cursor(doran_client_replica(client), &reached, &error));
        doran_cursor_format(&reached, &text);
        bool same = strcmp(text.data, cursor) == 0;
        doran_buffer_deinit(&text);
        if (same)
            break;
        if (waited + PAUSE_MS >= PATIENCE_MS)
            fail_msg("the replica does not catch up");
        pause_briefly();
    }
    doran_client_free(client);
    free(cursor);
    free(replica);
}

static void postgresql_missing_at_the_start(void **state)
{
    struct home *home = *state;
    home->cluster = pg_cluster_start(NULL);
    assert_non_null(home->cluster);
    const char *database = pg_cluster_new_database(home->cluster);
    assert_true(pg_cluster_down(home->cluster, false));
    expect_refused_start(home, database, "PostgreSQL");
    assert_true(pg_cluster_up(home->cluster));
    home->server = start(home, database, NULL, false);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(files_that_may_not_grow),
        TEST(damaged_files),
        TEST(two_servers_on_one_folder),
        TEST(a_port_that_is_taken),
        TEST(postgresql_gone_and_back),
        TEST(postgresql_missing_at_the_start),
        /* Last: from here on this process has a view of the file systems of its own. */
        TEST(a_full_disk),
        TEST(a_read_only_disk),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
