/* doran-server: the headless half of Dorandoran. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void print_usage(FILE *stream)
{
    fputs("Usage: doran-server --version | --help\n", stream);
}

int main(int argc, char **argv)
{
    if (argc == 2 && strcmp(argv[1], "--version") == 0) {
        printf("doran-server %s\n", DORAN_VERSION);
        return EXIT_SUCCESS;
    }
    if (argc == 2 && strcmp(argv[1], "--help") == 0) {
        print_usage(stdout);
        return EXIT_SUCCESS;
    }
    print_usage(stderr);
    return 64; /* EX_USAGE of sysexits.h */
}
