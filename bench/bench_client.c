/* The figures of the client: catching up with ten thousand changes, and the terminal program on top of them. */
#include "resident.h"

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define KEYS 300
#define IDLE_SECONDS 20

/* --- the program --- */

/* How often any of its threads has gone to sleep of its own will: once for each waking. */
static long wakes(int pid)
{
    char path[300], line[256];
    long sum = 0, one;
    snprintf(path, sizeof path, "/proc/%d/task", pid);
    DIR *tasks = opendir(path);
    for (struct dirent *task; tasks && (task = readdir(tasks));) {
        snprintf(path, sizeof path, "/proc/%d/task/%.20s/status", pid, task->d_name);
        FILE *file = task->d_name[0] == '.' ? NULL : fopen(path, "r");
        while (file && fgets(line, sizeof line, file))
            if (sscanf(line, "voluntary_ctxt_switches: %ld", &one) == 1)
                sum += one;
        if (file)
            fclose(file);
    }
    if (tasks)
        closedir(tasks);
    return sum;
}

/* From a key to the cursor on the row it was to go to. */
static void keys(struct screen *screen)
{
    static double took[KEYS];
    int row, column, before;
    screen_keys(screen, "i");
    screen_wait_for_text(screen, "안 읽음", SCREEN_WAIT_MS);
    while (screen_pump(screen, 200)) {
    }
    screen_bytes(screen);
    screen_cursor(screen, &before, &column);
    size_t bytes = 0, most = 0;
    for (int i = 0; i < KEYS; i++) {
        bool down = i % 20 < 10;
        int64_t begin = doran_time_monotonic();
        screen_keys(screen, down ? "Down" : "Up");
        do {
            screen_pump(screen, 100);
            screen_cursor(screen, &row, &column);
        } while (row == before || screen_cell(screen, row, column).characters[0] != '>'); /* Half painted. */
        took[i] = (double)(doran_time_monotonic() - begin) / 1e3;
        before = row;
        bytes = screen_bytes(screen);
        most = bytes > most ? bytes : most;
    }
    bench_sort(took, KEYS);
    printf("    key to painted: p50 %.2f ms\n", took[KEYS / 2]);
    bench_at_most("key to painted at 80x24, p99", took[KEYS * 99 / 100], 5, "ms");
    bench_at_most("bytes to the terminal per cursor move, most", (double)most, 1024, "B");
}

static void program(const struct resident *resident)
{
    double best = 1e9;
    for (int i = 0; i < 5; i++) {
        int64_t begin = doran_time_monotonic();
        struct screen *screen = resident_open(resident, "ko", 24, 80);
        screen_wait_for_text(screen, "식구1", SCREEN_WAIT_MS);
        double took = (double)(doran_time_monotonic() - begin) / 1e3;
        best = took < best ? took : best;
        screen_free(screen);
    }
    bench_at_most("first paint, from exec, best of 5", best, 50, "ms");
    struct screen *screen = resident_open(resident, "ko", 24, 80);
    screen_wait_for_text(screen, "연결됨", SCREEN_WAIT_MS);
    keys(screen);
    sleep(2);
    bench_at_most("private dirty memory of the program",
                  (double)bench_private_dirty(screen_pid(screen)) / 1048576, 16, "MiB");
    long before = wakes(screen_pid(screen));
    sleep(IDLE_SECONDS);
    bench_at_most("wakes in 20 idle seconds, all threads", (double)(wakes(screen_pid(screen)) - before), 6,
                  "");
    screen_free(screen);
}

static void lived(void **unused)
{
    (void)unused;
    struct resident resident;
    resident_init(&resident, 1, 4, RESIDENT_CHANGES, NULL);
    bench_at_most("catching up 10,000 changes into the replica", resident.catching_up, 0.5, "s");
    program(&resident);
    resident_deinit(&resident);
}

int main(void)
{
    printf("Client and terminal program, on loopback\n");
    const struct CMUnitTest tests[] = {cmocka_unit_test(lived)};
    cmocka_set_message_output(CM_OUTPUT_STDOUT);
    return cmocka_run_group_tests_name("bench_client", tests, NULL, NULL);
}
