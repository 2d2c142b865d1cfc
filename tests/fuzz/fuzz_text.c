/* Text, instants and ids from foreign bytes: nothing is read beyond them, and what is accepted obeys its own laws. */
#include <doran/id.h>
#include <doran/text.h>
#include <doran/time.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition)
{
    if (!condition)
        abort();
}

static void walk_clusters(const char *text, size_t length)
{
    size_t clusters = 0;
    for (size_t at = 0; at < length; clusters++) {
        size_t size = doran_text_next(text + at, length - at);
        require(size > 0 && size <= length - at);
        at += size;
    }
    require(clusters == doran_text_graphemes(text, length));
    size_t back = 0;
    for (size_t at = length; at > 0; back++) {
        size_t size = doran_text_previous(text, at);
        require(size > 0 && size <= at);
        at -= size;
    }
    require(back == clusters || !doran_text_valid(text, length));
    int used = 0;
    int columns = doran_text_width(text, length, NULL);
    require(doran_text_fit(text, length, columns, NULL, &used) == length && used == columns);
}

static void clean_twice(const char *text, size_t length)
{
    char *clean = doran_text_clean(text, length);
    require((clean != NULL) == doran_text_valid(text, length));
    if (clean == NULL)
        return;
    char *again = doran_text_clean(clean, strlen(clean));
    require(again != NULL && strcmp(clean, again) == 0);
    char *key = doran_text_key(clean);
    char *key_again = key != NULL ? doran_text_key(key) : NULL;
    require(key_again != NULL && strcmp(key, key_again) == 0);
    for (int particle = 0; particle < DORAN_PARTICLE_COUNT; particle++)
        require(doran_particle(clean, (enum doran_particle)particle)[0] != '\0');
    free(clean);
    free(again);
    free(key);
    free(key_again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = malloc(size + 1); /* Of the exact size, so that the sanitizer sees a step too far. */
    require(text != NULL);
    memcpy(text, data, size);
    text[size] = '\0';
    walk_clusters(text, size);
    clean_twice(text, size);
    (void)doran_text_has_control(text, size, true);
    (void)doran_id_valid(text, size);
    doran_time time;
    if (doran_time_parse(text, size, &time)) {
        char written[DORAN_TIME_TEXT_MAX];
        doran_time back;
        doran_time_format(time, written);
        require(doran_time_parse(written, strlen(written), &back) && back == time);
    }
    free(text);
    return 0;
}
