#include "support/postgresql_watcher.h"

#include "support/directory.h"
#include "support/lossy_files.h"
#include "support/orphans.h"

#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <grp.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum {
    POLL_MS = 5,
    DEADLINE_POLLS = 60 * 1000 / POLL_MS, /* for a start, a stop; a loaded machine is slow */
    BIN_MAX = 256,
    LAST_WORDS_MAX = 2000,
    ARGUMENTS_MAX = 32,
    LIBRARY_MODE = 0755,
};

/* What the watcher is told. */
struct order {
    enum pg_watcher_command command;
    uint64_t seed; /* of PG_WATCHER_POWER_CUT */
};

struct pg_watcher {
    char *directory;
    char bin[BIN_MAX];
    char *data;
    char *records, *library; /* of a lossy one: what the disk has; what is preloaded */
    struct pg_cluster_options options;
    uid_t uid; /* whom the server runs as */
    gid_t gid;
    int fd;
    pid_t pid; /* in the test program: the watcher's; in the watcher: the server's, 0 while it is down */
};

static bool find_binaries(char out[BIN_MAX])
{
    glob_t found = {0};
    bool ok = glob("/usr/lib/postgresql/*/bin/postgres", 0, NULL, &found) == 0;
    if (ok) /* sorted: the last is the newest */
        snprintf(out, BIN_MAX, "%.*s",
                 (int)(strlen(found.gl_pathv[found.gl_pathc - 1]) - strlen("/postgres")),
                 found.gl_pathv[found.gl_pathc - 1]);
    globfree(&found);
    const char *others[] = {"/usr/local/pgsql/bin", "/usr/local/bin", "/usr/bin"};
    for (size_t i = 0; !ok && i < sizeof others / sizeof *others; i++) {
        char *path = test_directory_path(others[i], "initdb");
        ok = access(path, X_OK) == 0;
        free(path);
        if (ok)
            snprintf(out, BIN_MAX, "%s", others[i]);
    }
    return ok;
}

static bool choose_user(struct pg_watcher *w)
{
    w->uid = geteuid();
    w->gid = getegid();
    if (w->uid != 0)
        return true;
    const struct passwd *user = getpwnam("postgres");
    if (!user)
        user = getpwnam("nobody");
    if (!user)
        return false;
    w->uid = user->pw_uid;
    w->gid = user->pw_gid;
    return chown(w->directory, w->uid, w->gid) == 0;
}

/* In a child: becomes the server's user and runs a program of the cluster, its output in the log. */
static void become(const struct pg_watcher *w, char **arguments)
{
    bool preloads = w->options.lossy && strcmp(arguments[0], "postgres") == 0;
    char *log = test_directory_path(w->directory, "log");
    arguments[0] = test_directory_path(w->bin, arguments[0]); /* whole: initdb finds its own kind by it */
    if (geteuid() == 0 && (setgroups(0, NULL) != 0 || setgid(w->gid) != 0 || setuid(w->uid) != 0))
        _exit(126);
    /* after the change of user, which clears it */
    if (prctl(PR_SET_PDEATHSIG, SIGQUIT) != 0 || chdir(w->directory) != 0)
        _exit(126);
    int out = open(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    int in = open("/dev/null", O_RDONLY | O_CLOEXEC);
    if (out < 0 || in < 0 || dup2(in, 0) < 0 || dup2(out, 1) < 0 || dup2(out, 2) < 0)
        _exit(126);
    char *preload = NULL, *records = NULL;
    if (preloads && (asprintf(&preload, "LD_PRELOAD=%s", w->library) < 0 ||
                     asprintf(&records, "DORAN_LOSSY_RECORDS=%s", w->records) < 0))
        _exit(126);
    char *environment[] = {
        (char[]){"LC_ALL=C"}, (char[]){"TZ=UTC"}, (char[]){"PATH=/usr/bin:/bin"}, preload, records, NULL};
    execve(arguments[0], arguments, environment);
    _exit(127);
}

static pid_t spawn(const struct pg_watcher *w, char **arguments)
{
    pid_t pid = fork();
    if (pid == 0)
        become(w, arguments);
    return pid;
}

static void add_argument(char *arguments[ARGUMENTS_MAX], char *argument)
{
    int i = 0;
    while (arguments[i])
        i++;
    arguments[i] = argument;
}

static bool make_cluster(const struct pg_watcher *w)
{
    char *arguments[ARGUMENTS_MAX] = {
        (char[]){"initdb"},          (char[]){"--no-sync"},    (char[]){"--locale=C"}, (char[]){"-Udoran"},
        (char[]){"--encoding=UTF8"}, (char[]){"--auth=trust"}, (char[]){"-D"},         w->data};
    /* What is damaged is told; a commit, which syncs a whole segment, has little to look through. */
    char checksums[] = "--data-checksums", segments[] = "--wal-segsize=1";
    if (w->options.lossy) {
        add_argument(arguments, checksums);
        add_argument(arguments, segments);
    }
    pid_t pid = spawn(w, arguments);
    int status = -1;
    while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR)
        ;
    return pid > 0 && status == 0;
}

/* The build folder may be closed to the server's user. */
static bool copy_library(const char *to)
{
    FILE *in = fopen(DORAN_LOSSY_SYNC_LIB, "re"), *out = in ? fopen(to, "we") : NULL;
    char block[BIN_MAX];
    size_t got = 0;
    while (out && (got = fread(block, 1, sizeof block, in)) > 0)
        fwrite(block, 1, got, out);
    bool good = in && out && !ferror(in) && !ferror(out) && chmod(to, LIBRARY_MODE) == 0;
    if (in)
        fclose(in);
    return out && fclose(out) == 0 && good;
}

/* What initdb made is on the disk. */
static bool begin_losing(const struct pg_watcher *w)
{
    return !w->options.lossy || (mkdir(w->records, 0700) == 0 && chown(w->records, w->uid, w->gid) == 0 &&
                                 copy_library(w->library) && lossy_files_begin(w->records, w->data));
}

static void pause_briefly(void)
{
    nanosleep(&(struct timespec){.tv_nsec = POLL_MS * 1000L * 1000L}, NULL);
}

/* The last line of postmaster.pid is "ready" once the server takes connections. */
static bool is_ready(const struct pg_watcher *w)
{
    char *path = test_directory_path(w->data, "postmaster.pid");
    FILE *file = fopen(path, "re");
    free(path);
    if (!file)
        return false;
    char line[BIN_MAX];
    bool ready = false;
    long owner = 0;
    for (int number = 1; fgets(line, sizeof line, file); number++) {
        if (number == 1)
            owner = strtol(line, NULL, 10);
        ready = strncmp(line, "ready", strlen("ready")) == 0;
    }
    fclose(file);
    return ready && owner == (long)w->pid;
}

/* Forgets the server when it has ended. */
static bool has_ended(struct pg_watcher *w)
{
    if (w->pid > 0 && waitpid(w->pid, NULL, WNOHANG) == w->pid)
        w->pid = 0;
    return w->pid <= 0;
}

static bool start_server(struct pg_watcher *w)
{
    if (w->pid > 0)
        return false;
    char *arguments[ARGUMENTS_MAX] = {
        (char[]){"postgres"},
        (char[]){"-D"},
        w->data,
        (char[]){"-k"},
        w->directory,
        (char[]){"-clisten_addresses="},
        (char[]){"-cshared_buffers=16MB"},
        (char[]){"-cmax_connections=60"},
        (char[]){"-cwal_level=minimal"},
        (char[]){"-cmax_wal_senders=0"},
        (char[]){"-cautovacuum=off"},
        (char[]){"-cdeadlock_timeout=100ms"},
        (char[]){"-cwal_sync_method=fdatasync"}}; /* never O_DSYNC: lossy_sync.c */
    char no_sync[] = "-cfsync=off", no_whole_pages[] = "-cfull_page_writes=off";
    if (!w->options.fsync && !w->options.lossy) {
        add_argument(arguments, no_sync);
        add_argument(arguments, no_whole_pages);
    }
    w->pid = spawn(w, arguments);
    for (int i = 0; i < DEADLINE_POLLS && !has_ended(w); i++) {
        if (is_ready(w))
            return !w->options.lossy || lossy_files_are_watched(w->records);
        pause_briefly();
    }
    return false;
}

static void kill_server(struct pg_watcher *w)
{
    orphans_kill();
    w->pid = 0;
}

static bool stop_server(struct pg_watcher *w, int signal_number)
{
    if (has_ended(w))
        return true;
    kill(w->pid, signal_number);
    for (int i = 0; i < DEADLINE_POLLS && !has_ended(w); i++)
        pause_briefly();
    bool ended = w->pid == 0;
    kill_server(w);
    return ended;
}

/* Killed with all of its processes, and only what was synced is left. */
static bool cut_power(struct pg_watcher *w, uint64_t seed)
{
    int records = w->options.lossy ? lossy_files_cut(w->records) : -1;
    if (records < 0)
        return false;
    kill_server(w);
    bool good = lossy_files_restore(records, w->data, seed);
    close(records);
    return good;
}

static void answer(int fd, bool ok)
{
    char letter = ok ? '+' : '-';
    (void)!send(fd, &letter, 1, MSG_NOSIGNAL);
}

static bool obey(struct pg_watcher *w, const struct order *order)
{
    switch (order->command) {
    case PG_WATCHER_START:
        return start_server(w);
    case PG_WATCHER_LIE:
        return w->options.lossy && lossy_files_lie(w->records);
    case PG_WATCHER_POWER_CUT:
        return cut_power(w, order->seed);
    default:
        return stop_server(w, order->command == PG_WATCHER_CRASH ? SIGQUIT : SIGINT);
    }
}

/* The watcher's life; never returns. */
static void watch(struct pg_watcher *w)
{
    setsid(); /* so that Ctrl-C ends the test program, and this one tidies up after it */
    int null = open("/dev/null", O_RDWR | O_CLOEXEC);
    for (int fd = 0; fd <= 2; fd++)
        dup2(null, fd); /* else a runner would wait for our copy of the test's output */
    w->pid = 0;
    answer(w->fd, orphans_adopt() && make_cluster(w) && begin_losing(w) && start_server(w));
    struct order order;
    for (ssize_t n = 1; n != 0;) {
        n = recv(w->fd, &order, sizeof order, 0);
        if (n < 0 && errno != EINTR)
            break;
        if (n == (ssize_t)sizeof order)
            answer(w->fd, obey(w, &order));
    }
    stop_server(w, SIGQUIT);
    test_directory_remove(w->directory);
    _exit(0);
}

static void print_last_words(const struct pg_watcher *w)
{
    char *path = test_directory_path(w->directory, "log");
    FILE *file = fopen(path, "re");
    free(path);
    if (!file)
        return;
    char text[LAST_WORDS_MAX + 1];
    if (fseek(file, -LAST_WORDS_MAX, SEEK_END) != 0)
        rewind(file);
    text[fread(text, 1, LAST_WORDS_MAX, file)] = '\0';
    fprintf(stderr, "PostgreSQL's log ends with:\n%s\n", text);
    fclose(file);
}

static bool await_answer(const struct pg_watcher *w)
{
    char letter = 0;
    ssize_t n;
    do
        n = recv(w->fd, &letter, 1, 0);
    while (n < 0 && errno == EINTR);
    if (n == 1 && letter == '+')
        return true;
    print_last_words(w);
    return false;
}

struct pg_watcher *pg_watcher_new(const struct pg_cluster_options *options)
{
    struct pg_watcher *w = calloc(1, sizeof *w);
    if (!w)
        return NULL;
    w->options = *options;
    w->fd = -1;
    if (!find_binaries(w->bin)) {
        fprintf(stderr, "PostgreSQL's server is not installed: apt-get install postgresql\n");
        free(w);
        return NULL;
    }
    w->directory = test_directory_new("pg");
    int fds[2] = {-1, -1};
    if (!w->directory || !choose_user(w) || socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, fds) != 0) {
        fprintf(stderr, "no test cluster: %s\n", strerror(errno));
        test_directory_remove(w->directory);
        free(w);
        return NULL;
    }
    w->data = test_directory_path(w->directory, "data");
    w->records = test_directory_path(w->directory, "records");
    w->library = test_directory_path(w->directory, "lossy_sync.so");
    fflush(NULL);
    w->pid = fork();
    if (w->pid == 0) {
        close(fds[0]);
        w->fd = fds[1];
        watch(w);
    }
    close(fds[1]);
    w->fd = fds[0];
    if (w->pid < 0 || !await_answer(w)) {
        fprintf(stderr, "the test cluster did not start\n");
        pg_watcher_free(w);
        return NULL;
    }
    return w;
}

void pg_watcher_free(struct pg_watcher *w)
{
    if (!w)
        return;
    /* Not close() alone: a child of the test program may hold a copy. */
    shutdown(w->fd, SHUT_RDWR);
    close(w->fd);
    if (w->pid > 0)
        while (waitpid(w->pid, NULL, 0) < 0 && errno == EINTR)
            ;
    else
        test_directory_remove(w->directory), w->directory = NULL;
    free(w->directory);
    free(w->data);
    free(w->records);
    free(w->library);
    free(w);
}

const char *pg_watcher_directory(const struct pg_watcher *watcher)
{
    return watcher->directory;
}

bool pg_watcher_command(struct pg_watcher *w, enum pg_watcher_command command, uint64_t seed)
{
    const struct order order = {command, seed};
    return send(w->fd, &order, sizeof order, MSG_NOSIGNAL) == (ssize_t)sizeof order && await_answer(w);
}
