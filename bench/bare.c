#include "bare.h"

#include "village.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

struct bare bare_start(const char *program)
{
    int in[2], out[2];
    char text[16] = "";
    struct bare bare = {0};
    if (pipe2(in, O_CLOEXEC) != 0 || pipe2(out, O_CLOEXEC) != 0)
        bench_fail("pipe", NULL);
    bare.pid = fork();
    if (bare.pid == 0) {
        dup2(in[0], STDIN_FILENO);
        dup2(out[1], STDOUT_FILENO);
        execl(program, program, (char *)NULL);
        _exit(127);
    }
    close(in[0]);
    close(out[1]);
    if (read(out[0], text, sizeof text - 1) <= 0)
        bench_fail("the bare responder did not start", NULL);
    close(out[0]);
    bare.input = in[1];
    bare.port = atoi(text);
    return bare;
}

void bare_stop(struct bare *bare)
{
    close(bare->input); /* it ends when its input does */
    waitpid(bare->pid, NULL, 0);
}
