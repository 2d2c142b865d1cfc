#include "support/golden.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#define FILE_MAX (4 * 1024 * 1024)
#define PATH_MAX_HERE 1024
#define MARK "== "

bool golden_writes(void)
{
    const char *value = getenv("DORAN_TEST_GOLDEN");
    return value && strcmp(value, "write") == 0;
}

/* The whole file; "" when there is none. */
static char *read_whole(const char *path)
{
    char *text = calloc(1, FILE_MAX + 1);
    FILE *file = fopen(path, "re");
    if (!text)
        abort();
    if (file) {
        size_t length = fread(text, 1, FILE_MAX, file);
        text[length] = '\0';
        fclose(file);
    }
    return text;
}

/* Where a part's mark begins in the file's text, and where its text begins and ends; NULL when it is not there. */
static const char *find_part(const char *text, const char *part, const char **begin, const char **end)
{
    char mark[256];
    int length = snprintf(mark, sizeof mark, MARK "%s\n", part);
    for (const char *at = text; at && *at; at = strchr(at, '\n'), at = at ? at + 1 : NULL) {
        if (strncmp(at, mark, (size_t)length) != 0)
            continue;
        *begin = at + length;
        const char *next = strncmp(*begin, MARK, strlen(MARK)) == 0 ? *begin - 1 : strstr(*begin, "\n" MARK);
        *end = next ? next + 1 : *begin + strlen(*begin);
        return at;
    }
    return NULL;
}

char *golden_read(const char *path, const char *part)
{
    const char *begin, *end;
    char *text = read_whole(path), *out = NULL;
    if (find_part(text, part, &begin, &end))
        out = strndup(begin, (size_t)(end - begin));
    free(text);
    return out;
}

static void make_folder_of(const char *path)
{
    char folder[PATH_MAX_HERE];
    snprintf(folder, sizeof folder, "%s", path);
    char *slash = strrchr(folder, '/');
    if (slash)
        *slash = '\0';
    if (slash && mkdir(folder, 0777) != 0 && errno == ENOENT) {
        make_folder_of(folder);
        mkdir(folder, 0777);
    }
}

void golden_write(const char *path, const char *part, const char *text)
{
    const char *begin, *end;
    char *old = read_whole(path);
    const char *mark = find_part(old, part, &begin, &end);
    if (!mark)
        mark = end = old + strlen(old);
    make_folder_of(path);
    FILE *file = fopen(path, "we");
    if (!file || fprintf(file, "%.*s" MARK "%s\n%s%s", (int)(mark - old), old, part, text, end) < 0 ||
        fclose(file) != 0)
        fail_msg("%s: cannot be written", path);
    free(old);
}

static size_t line_length(const char *text)
{
    return strcspn(text, "\n");
}

void golden_print_difference(const char *path, const char *part, const char *wanted, const char *seen)
{
    const char *name = strstr(path, "golden/");
    fprintf(stderr, "--- %s, %s%s\n", name ? name : path, part, wanted ? "" : ": not there");
    if (!wanted) {
        fprintf(stderr, "%s", seen);
        return;
    }
    for (int line = 0; *wanted || *seen; line++) {
        size_t left = line_length(wanted), right = line_length(seen);
        if (left != right || memcmp(wanted, seen, left) != 0)
            fprintf(stderr, "line %d\n  kept: %.*s\n  seen: %.*s\n", line, (int)left, wanted, (int)right,
                    seen);
        wanted += left + (wanted[left] != '\0');
        seen += right + (seen[right] != '\0');
    }
}
