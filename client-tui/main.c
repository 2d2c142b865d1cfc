/* doran: the terminal program and command line of Dorandoran. */
#include "client-tui/app.h"
#include "client-tui/cli/cli.h"
#include "client-tui/plain/plain.h"

int main(int argc, char **argv)
{
    static const struct cli_programs programs = {
        .screens = app_run, .plain = plain_run, .simple = plain_run_simple};
    return cli_run(argc, argv, &programs);
}
