/* doran: the terminal program and command line of Dorandoran. */
#include "client-tui/app.h"
#include "client-tui/cli/cli.h"

int main(int argc, char **argv)
{
    return cli_run(argc, argv, app_run);
}
