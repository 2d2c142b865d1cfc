#include "support/postgresql_watcher.h"

#include "support/directory.h"

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
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum {
    POLL_MS = 5,
    DEADLINE_POLLS = 60 * 1000 / POLL_MS, /* for a start, a stop; a loaded machine is slow */
    BIN_MAX = 256,
    LAST_WORDS_MAX = 2000,
};

struct pg_watcher {
    char *directory;
    char bin[BIN_MAX];
    bool sync;
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
    char *environment[] = {(char[]){"LC_ALL=C"}, (char[]){"TZ=UTC"}, (char[]){"PATH=/usr/bin:/bin"}, NULL};
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

static bool make_cluster(const struct pg_watcher *w)
{
    char *data = test_directory_path(w->directory, "data");
    char *arguments[] = {(char[]){"initdb"},
                         (char[]){"--no-sync"},
                         (char[]){"--locale=C"},
                         (char[]){"-Udoran"},
                         (char[]){"--encoding=UTF8"},
                         (char[]){"--auth=trust"},
                         (char[]){"-D"},
                         data,
                         NULL};
    pid_t pid = spawn(w, arguments);
    int status = -1;
    while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR)
        ;
    free(data);
    return pid > 0 && status == 0;
}

static void pause_briefly(void)
{
    nanosleep(&(struct timespec){.tv_nsec = POLL_MS * 1000L * 1000L}, NULL);
}

/* The last line of postmaster.pid is "ready" once the server takes connections. */
static bool is_ready(const struct pg_watcher *w)
{
    char *path = test_directory_path(w->directory, "data/postmaster.pid");
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
    char *data = test_directory_path(w->directory, "data");
    char *arguments[] = {(char[]){"postgres"},
                         (char[]){"-D"},
                         data,
                         (char[]){"-k"},
                         w->directory,
                         (char[]){"-clisten_addresses="},
                         w->sync ? (char[]){"-cfsync=on"} : (char[]){"-cfsync=off"},
                         w->sync ? (char[]){"-cfull_page_writes=on"} : (char[]){"-cfull_page_writes=off"},
                         (char[]){"-cshared_buffers=16MB"},
                         (char[]){"-cmax_connections=60"},
                         (char[]){"-cwal_level=minimal"},
                         (char[]){"-cmax_wal_senders=0"},
                         (char[]){"-cautovacuum=off"},
                         (char[]){"-cdeadlock_timeout=100ms"},
                         NULL};
    w->pid = spawn(w, arguments);
    free(data);
    for (int i = 0; i < DEADLINE_POLLS && !has_ended(w); i++) {
        if (is_ready(w))
            return true;
        pause_briefly();
    }
    return false;
}

static bool stop_server(struct pg_watcher *w, int signal_number)
{
    if (has_ended(w))
        return true;
    kill(w->pid, signal_number);
    for (int i = 0; i < DEADLINE_POLLS && !has_ended(w); i++)
        pause_briefly();
    if (w->pid > 0) {
        kill(w->pid, SIGKILL);
        waitpid(w->pid, NULL, 0);
        w->pid = 0;
        return false;
    }
    return true;
}

static void answer(int fd, bool ok)
{
    char letter = ok ? '+' : '-';
    (void)!send(fd, &letter, 1, MSG_NOSIGNAL);
}

/* The watcher's life; never returns. */
static void watch(struct pg_watcher *w)
{
    setsid(); /* so that Ctrl-C ends the test program, and this one tidies up after it */
    int null = open("/dev/null", O_RDWR | O_CLOEXEC);
    for (int fd = 0; fd <= 2; fd++)
        dup2(null, fd); /* else a runner would wait for our copy of the test's output */
    w->pid = 0;
    answer(w->fd, make_cluster(w) && start_server(w));
    char command = 0;
    for (ssize_t n = 1; n != 0;) {
        n = recv(w->fd, &command, 1, 0);
        if (n < 0 && errno != EINTR)
            break;
        if (n == 1)
            answer(w->fd, command == PG_WATCHER_START
                              ? start_server(w)
                              : stop_server(w, command == PG_WATCHER_CRASH ? SIGQUIT : SIGINT));
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

struct pg_watcher *pg_watcher_new(bool fsync)
{
    struct pg_watcher *w = calloc(1, sizeof *w);
    if (!w)
        return NULL;
    w->sync = fsync;
    w->fd = -1;
    if (!find_binaries(w->bin)) {
        fprintf(stderr, "PostgreSQL's server is not installed: apt-get install postgresql\n");
        free(w);
        return NULL;
    }
    w->directory = test_directory_new("pg");
    int fds[2] = {-1, -1};
    if (!w->directory || !choose_user(w) || socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds) != 0) {
        fprintf(stderr, "no test cluster: %s\n", strerror(errno));
        test_directory_remove(w->directory);
        free(w);
        return NULL;
    }
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
    free(w);
}

const char *pg_watcher_directory(const struct pg_watcher *watcher)
{
    return watcher->directory;
}

bool pg_watcher_command(struct pg_watcher *w, enum pg_watcher_command command)
{
    char letter = (char)command;
    return send(w->fd, &letter, 1, MSG_NOSIGNAL) == 1 && await_answer(w);
}
