/* The codec: pages of changes written, members read, each beside what the machine does at best in the same
 * run. */
#include <cjson/cJSON.h>
#include <doran/json.h>
#include <doran/text.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHANGES 100
#define MEMBERS 10000
#define MEASURE_MICROSECONDS 500000
#define PASSES 5 /* The best one counts: what else the machine does only makes it slower. */

static struct doran_member members[MEMBERS];
static char ids[MEMBERS][37];
static char names[MEMBERS][32];

static void make_members(void)
{
    for (int i = 0; i < MEMBERS; i++) {
        snprintf(ids[i], sizeof ids[i], "0190b3c4-5e7a-7000-8000-%012x", (unsigned)i);
        snprintf(names[i], sizeof names[i], "할머니%d", i % 100);
        members[i] = (struct doran_member){.family_id = ids[i / 50],
                                           .user_id = ids[i],
                                           .nickname = names[i],
                                           .profile_nickname = "김순자",
                                           .avatar = 1 + i % 5,
                                           .mood = DORAN_mood_love,
                                           .mood_at = INT64_C(1795325400123456) + i,
                                           .role = DORAN_role_member,
                                           .joined_at = INT64_C(1795300000000000) - i};
    }
}

static void make_changes(struct doran_change *changes)
{
    for (int i = 0; i < CHANGES; i++)
        changes[i] = (struct doran_change){.stream = ids[0],
                                           .seq = 100000 + i,
                                           .kind = DORAN_kind_member,
                                           .id = ids[i],
                                           .op = DORAN_op_put,
                                           .actor = ids[1],
                                           .at = INT64_C(1795325400123456) + i,
                                           .object = &members[i]};
}

/* Bytes per second of a job that handles `bytes` each time. */
static double speed(void (*job)(void *), void *about, size_t bytes)
{
    double best = 0;
    for (int pass = 0; pass < PASSES; pass++) {
        int64_t start = doran_time_monotonic();
        int64_t now = start;
        double done = 0;
        while (now - start < MEASURE_MICROSECONDS / PASSES) {
            job(about);
            done += (double)bytes;
            now = doran_time_monotonic();
        }
        double rate = done * 1e6 / (double)(now - start);
        best = rate > best ? rate : best;
    }
    return best;
}

struct work {
    enum doran_type_id type;
    const void *object;
    struct doran_buffer json;
    struct doran_buffer copy;
};

static void encode(void *about)
{
    struct work *work = about;
    doran_buffer_clear(&work->json);
    doran_json_encode(work->type, work->object, &work->json);
}

static void copy(void *about)
{
    struct work *work = about;
    doran_buffer_clear(&work->copy);
    doran_buffer_append(&work->copy, work->json.data, work->json.length);
}

static void decode(void *about)
{
    struct work *work = about;
    struct doran_arena arena = {0};
    struct doran_error error = {0};
    union {
        max_align_t align;
        char bytes[1024];
    } out;
    if (!doran_json_decode(work->type, DORAN_JSON_LENIENT, work->json.data, work->json.length, &out, &arena,
                           &error)) {
        fprintf(stderr, "%s: %s\n", error.field, error.message);
        exit(EXIT_FAILURE);
    }
    doran_arena_deinit(&arena);
}

static void validate(void *about)
{
    struct work *work = about;
    if (!doran_text_valid(work->json.data, work->json.length))
        abort();
}

static void parse_with_cjson(void *about)
{
    struct work *work = about;
    cJSON *tree = cJSON_ParseWithLength(work->json.data, work->json.length);
    if (tree == NULL)
        abort();
    cJSON_Delete(tree);
}

static void report(const char *what, double rate)
{
    printf("%-44s %8.0f MB/s\n", what, rate / 1e6);
}

int main(void)
{
    static struct doran_change changes[CHANGES];
    make_members();
    make_changes(changes);
    struct doran_change_page page = {.changes = {changes, CHANGES}, .cursor = ids[0]};
    struct work work = {.type = DORAN_TYPE_change_page, .object = &page};
    encode(&work);
    size_t bytes = work.json.length;
    printf("a page of %d changes: %zu bytes\n", CHANGES, bytes);
    report("encode", speed(encode, &work, bytes));
    report("copy, for comparison", speed(copy, &work, bytes));
    report("decode", speed(decode, &work, bytes));

    struct doran_member_page all = {.members = {members, MEMBERS}};
    struct work many = {.type = DORAN_TYPE_member_page, .object = &all};
    encode(&many);
    bytes = many.json.length;
    printf("%d members: %zu bytes\n", MEMBERS, bytes);
    double rate = speed(decode, &many, bytes);
    report("encode", speed(encode, &many, bytes));
    report("decode", rate);
    report("check UTF-8 alone, for comparison", speed(validate, &many, bytes));
    report("cJSON, parse and free, for comparison", speed(parse_with_cjson, &many, bytes));
    printf("%-44s %8.1f ms\n", "decode, all of them", (double)bytes * 1e3 / rate);
    doran_buffer_deinit(&work.json);
    doran_buffer_deinit(&work.copy);
    doran_buffer_deinit(&many.json);
    return EXIT_SUCCESS;
}
