#include "support/place.h"

#include "support/directory.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/stat.h>

#include <cmocka.h>

void place_init(struct place *place, const char *purpose)
{
    *place = (struct place){.folder = test_directory_new(purpose)};
    assert_non_null(place->folder);
    snprintf(place->state, sizeof place->state, "DORAN_STATE_DIR=%s/state", place->folder);
    snprintf(place->config, sizeof place->config, "XDG_CONFIG_HOME=%s", place->folder);
    place->env[0] = place->state;
    place->env[1] = place->config;
}

void place_deinit(struct place *place)
{
    screen_free(place->screen);
    test_directory_remove(place->folder);
}

void place_write(const struct place *place, const char *name, const char *text)
{
    char path[1024];
    snprintf(path, sizeof path, "%s/doran", place->folder);
    mkdir(path, 0700);
    snprintf(path, sizeof path, "%s/doran/themes", place->folder);
    mkdir(path, 0700);
    snprintf(path, sizeof path, "%s/doran/%s", place->folder, name);
    FILE *file = fopen(path, "we");
    assert_non_null(file);
    fputs(text, file);
    assert_int_equal(fclose(file), 0);
}
