#include "support/directory.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A PostgreSQL socket's whole path must fit into sockaddr_un.sun_path, so a long $TMPDIR is passed over. */
enum { BASE_MAX = 60, OPEN_FOLDERS = 16 };

char *test_directory_new(const char *purpose)
{
    const char *base = getenv("TMPDIR");
    char *path = NULL;
    if (!base || !*base || strlen(base) > BASE_MAX)
        base = "/tmp";
    if (asprintf(&path, "%s/doran-%s-XXXXXX", base, purpose) < 0)
        return NULL;
    if (!mkdtemp(path)) {
        perror(path);
        free(path);
        return NULL;
    }
    return path;
}

static int remove_entry(const char *path, const struct stat *status, int kind, struct FTW *walk)
{
    (void)status;
    (void)kind;
    (void)walk;
    (void)remove(path);
    return 0; /* what could not be removed does not keep the rest */
}

void test_directory_remove(char *path)
{
    if (path)
        nftw(path, remove_entry, OPEN_FOLDERS, FTW_DEPTH | FTW_PHYS);
    free(path);
}

char *test_directory_path(const char *directory, const char *name)
{
    char *path = NULL;
    if (asprintf(&path, "%s/%s", directory, name) < 0)
        abort();
    return path;
}
