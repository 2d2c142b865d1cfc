/* The figure of a start from far away: `doran` over ssh to its first paint, against `ssh ... true`, with an sshd of its own on a
 * free loopback port. Without OpenSSH it says so and measures nothing. */
#include "resident.h"

#include "support/directory.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#define ROUNDS 15
#define START_MS 10000
#define SSHD "/usr/sbin/sshd"
#define PRIVILEGE_FOLDER "/run/sshd" /* What an sshd of root wants to be there. */

struct daemon {
    char *folder;
    pid_t pid;
    int port;
    char key[700], known[700], number[8];
};

static double now_ms(void)
{
    return (double)doran_time_monotonic() / 1e3;
}

/* Runs it quietly to its end; the exit status, 127 when it is not there. */
static int run(const char *const argv[])
{
    int status;
    pid_t pid = fork();
    if (pid == 0) {
        int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
        for (int fd = 0; fd < 3; fd++)
            dup2(nothing, fd);
        execvp(argv[0], (char *const *)(uintptr_t)argv);
        _exit(127);
    }
    if (pid < 0 || waitpid(pid, &status, 0) != pid || !WIFEXITED(status))
        return 127;
    return WEXITSTATUS(status);
}

static int free_port(void)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof address;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), port = -1;
    if (fd >= 0 && bind(fd, (struct sockaddr *)&address, length) == 0 &&
        getsockname(fd, (struct sockaddr *)&address, &length) == 0)
        port = ntohs(address.sin_port);
    close(fd);
    return port;
}

static bool make_key(const char *path)
{
    return run((const char *const[]){"ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", path, NULL}) == 0;
}

static bool write_config(const struct daemon *daemon, const char *path)
{
    FILE *file = fopen(path, "we");
    if (!file)
        return false;
    fprintf(
        file,
        "ListenAddress 127.0.0.1\nPort %d\nHostKey %s/host\nAuthorizedKeysFile %s/person.pub\nPidFile none\n"
        "StrictModes no\nUsePAM no\nPasswordAuthentication no\nKbdInteractiveAuthentication no\n"
        "PermitRootLogin prohibit-password\nPrintMotd no\nPrintLastLog no\nUseDNS no\n",
        daemon->port, daemon->folder, daemon->folder);
    return fclose(file) == 0;
}

/* ssh to it, and what is to be run there. */
static size_t ssh_to(const struct daemon *daemon, const char *argv[], bool terminal)
{
    const char *const fixed[] = {"ssh",
                                 terminal ? "-tt" : "-T",
                                 "-F",
                                 "none",
                                 "-q",
                                 "-p",
                                 daemon->number,
                                 "-i",
                                 daemon->key,
                                 "-o",
                                 daemon->known,
                                 "-o",
                                 "StrictHostKeyChecking=no",
                                 "-o",
                                 "IdentitiesOnly=yes",
                                 "-o",
                                 "BatchMode=yes",
                                 "127.0.0.1"};
    memcpy(argv, fixed, sizeof fixed);
    return sizeof fixed / sizeof *fixed;
}

static int ssh_true(const struct daemon *daemon)
{
    const char *argv[32] = {NULL};
    argv[ssh_to(daemon, argv, false)] = "true";
    return run(argv);
}

static bool answers(const struct daemon *daemon)
{
    for (double end = now_ms() + START_MS; now_ms() < end;) {
        if (ssh_true(daemon) == 0)
            return true;
        nanosleep(&(struct timespec){.tv_nsec = 50000000}, NULL);
    }
    return false;
}

static bool start(struct daemon *daemon)
{
    char host[700], config[700];
    daemon->folder = test_directory_new("bench-ssh");
    daemon->port = free_port();
    snprintf(daemon->number, sizeof daemon->number, "%d", daemon->port);
    snprintf(host, sizeof host, "%s/host", daemon->folder);
    snprintf(config, sizeof config, "%s/config", daemon->folder);
    snprintf(daemon->key, sizeof daemon->key, "%s/person", daemon->folder);
    snprintf(daemon->known, sizeof daemon->known, "UserKnownHostsFile=%s/known", daemon->folder);
    if (access(SSHD, X_OK) != 0 || !make_key(host) || !make_key(daemon->key) || !write_config(daemon, config))
        return false;
    if (geteuid() == 0)
        mkdir(PRIVILEGE_FOLDER, 0755);
    daemon->pid = fork();
    if (daemon->pid == 0) {
        prctl(PR_SET_PDEATHSIG, SIGTERM);
        int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
        for (int fd = 0; fd < 3; fd++)
            dup2(nothing, fd);
        execl(SSHD, SSHD, "-D", "-f", config, (char *)NULL);
        _exit(127);
    }
    return daemon->pid > 0 && answers(daemon);
}

static void stop(struct daemon *daemon)
{
    if (daemon->pid > 0) {
        kill(daemon->pid, SIGTERM);
        waitpid(daemon->pid, NULL, 0);
    }
    test_directory_remove(daemon->folder);
}

/* From ssh's start to the family on the screen. */
static double first_paint(const struct daemon *daemon, const struct resident *resident)
{
    const char *argv[32] = {NULL};
    char command[2048];
    size_t count = ssh_to(daemon, argv, true);
    snprintf(command, sizeof command,
             "env DORAN_STATE_DIR=%s XDG_CONFIG_HOME=%s LC_ALL=C.UTF-8 %s --server %s --lang ko",
             resident->state, resident->state, DORAN_BIN, server_url(resident->village.server));
    argv[count] = command;
    double begin = now_ms();
    struct screen *screen = screen_start(&(struct screen_options){.rows = 24, .columns = 80}, argv);
    screen_wait_for_text(screen, "식구1", SCREEN_WAIT_MS);
    double took = now_ms() - begin;
    screen_free(screen);
    return took;
}

static void from_far_away(void **unused)
{
    (void)unused;
    struct daemon daemon = {0};
    struct resident resident;
    double nothing[ROUNDS], paint[ROUNDS];
    if (!start(&daemon)) {
        printf("  skipped: no sshd can be run here (it takes openssh-server and openssh-client)\n");
        stop(&daemon);
        return;
    }
    resident_init(&resident, 1, 4, RESIDENT_CHANGES, NULL);
    for (int i = 0; i < ROUNDS; i++) { /* Side by side, so that both meet the same machine. */
        double begin = now_ms();
        if (ssh_true(&daemon) != 0)
            bench_fail("ssh true", NULL);
        nothing[i] = now_ms() - begin;
        paint[i] = first_paint(&daemon, &resident);
    }
    bench_sort(nothing, ROUNDS);
    bench_sort(paint, ROUNDS);
    printf("    ssh true: best %.1f ms, median %.1f ms\n", nothing[0], nothing[ROUNDS / 2]);
    printf("    ssh doran to its first paint: best %.1f ms, median %.1f ms\n", paint[0], paint[ROUNDS / 2]);
    bench_at_most("first paint over ssh, more than ssh true, medians",
                  paint[ROUNDS / 2] - nothing[ROUNDS / 2], 80, "ms");
    resident_deinit(&resident);
    stop(&daemon);
}

int main(void)
{
    printf("A start over ssh, on loopback\n");
    const struct CMUnitTest tests[] = {cmocka_unit_test(from_far_away)};
    cmocka_set_message_output(CM_OUTPUT_STDOUT);
    return cmocka_run_group_tests_name("bench_ssh", tests, NULL, NULL);
}
