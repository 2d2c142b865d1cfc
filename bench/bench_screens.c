/* The figures of every screen: from a key to the painted answer, with ten thousand changes in the replica, and the bytes that a
 * move of the cursor costs. The screens are those of tests/screens/rooms.def, so that a new one is measured too. */
#include "resident.h"

#include "support/walk.h"

#include <doran/calendar.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define ESCAPE "\033[27u" /* As fixterms has it: a bare one is a key only after a while. */
#define OPENINGS 12       /* Visits of each screen. */
#define MOVES 120         /* On its first visit. */
#define SAMPLES (OPENINGS + MOVES)
#define COUNT(table) (sizeof(table) / sizeof *(table))
#define SILENT_MS 60 /* A key that paints nothing in that time paints nothing. */
#define REST_MS 2
#define BREATH_MS 30
#define WORDS_MS 3000
#define HEADING_ROW 2
#define HEADING_SIZE 1024
#define UNSENT 60
#define INVITES 12
#define EVENTS_A_MONTH 40 /* A family with four children. */
#define MONTHS_AROUND 4   /* Before this one, and after it. */

struct figures {
    const char *name;
    double took[SAMPLES], cost[SAMPLES];        /* Milliseconds by the clock, and of the processor. */
    size_t count, moves, most_bytes, most_turn; /* a turn is a move that opens another month's page */
    double p50, p99, cost_p99;
};

static double now_ms(void)
{
    return (double)doran_time_monotonic() / 1e3;
}

/* What the program's own thread has cost so far: unlike the clock it does not count what else the machine does. */
static double cost_ms(const struct screen *screen)
{
    char path[64];
    long long ns = 0;
    snprintf(path, sizeof path, "/proc/%d/task/%d/schedstat", screen_pid(screen), screen_pid(screen));
    FILE *file = fopen(path, "re");
    if (file && fscanf(file, "%lld", &ns) != 1)
        ns = 0;
    if (file)
        fclose(file);
    return (double)ns / 1e6;
}

/* Until the program has painted; -1, and no cost, when it paints nothing. */
static double press(struct screen *screen, const char *key, double *cost)
{
    double before = cost_ms(screen), begin = now_ms(), end = -1;
    *cost = 0;
    if (key[0] == '\'')
        screen_paste(screen, key + 1);
    else if (strcmp(key, "Esc") == 0)
        screen_type(screen, ESCAPE);
    else
        screen_keys(screen, key);
    if (!screen_pump(screen, SILENT_MS))
        return -1;
    do
        end = now_ms();
    while (screen_pump(screen, 0));
    *cost = cost_ms(screen) - before;
    while (screen_pump(screen, REST_MS)) /* What the server says to it is painted once more. */
        continue;
    return end - begin;
}

/* All of the keys; gives how long the last one took. */
static double press_all(struct screen *screen, const char *keys, double *cost)
{
    double took = -1;
    while (*keys) {
        char key[256];
        size_t length = strcspn(keys, " ");
        snprintf(key, sizeof key, "%.*s", (int)length, keys);
        keys += length;
        keys += strspn(keys, " ");
        took = press(screen, key, cost);
    }
    return took;
}

static void add(struct figures *figures, double took, double cost)
{
    if (took < 0 || figures->count == SAMPLES)
        return;
    figures->took[figures->count] = took;
    figures->cost[figures->count++] = cost;
}

/* --- moving about on a screen --- */

static const char *const pairs[][2] = {
    {"Down", "Up"}, {"Up", "Down"}, {"Right", "Left"}, {"PageDown", "PageUp"}, {"Tab", "Shift-Tab"}};

/* The pair of keys that moves something here; NULL: none. */
static const char *const *moving_pair(struct screen *screen)
{
    double cost;
    for (size_t i = 0; i < COUNT(pairs); i++)
        if (press(screen, pairs[i][0], &cost) >= 0) {
            press(screen, pairs[i][1], &cost);
            return pairs[i];
        }
    return NULL;
}

/* What names the page that is seen, as the month of the calendar does. */
static void read_heading(struct screen *screen, char out[HEADING_SIZE])
{
    snprintf(out, HEADING_SIZE, "%s", screen_row_text(screen, HEADING_ROW));
}

static void move_about(struct screen *screen, const char *const *pair, struct figures *figures)
{
    char before[HEADING_SIZE], after[HEADING_SIZE];
    screen_bytes(screen);
    for (int i = 0; pair && i < MOVES; i++) {
        read_heading(screen, before);
        double cost, took = press(screen, pair[i / 6 % 2], &cost);
        size_t bytes = screen_bytes(screen);
        if (took < 0)
            continue;
        read_heading(screen, after);
        add(figures, took, cost);
        figures->moves++;
        size_t *most = strcmp(before, after) == 0 ? &figures->most_bytes : &figures->most_turn;
        *most = bytes > *most ? bytes : *most;
    }
}

/* --- all screens --- */

struct totals {
    double worst, worst_cost;
    const char *worst_name, *dearest;
    size_t most_bytes, most_turn, seen, missed;
};

static void report(struct figures *figures, struct totals *totals)
{
    size_t last = figures->count * 99 / 100;
    bench_sort(figures->took, figures->count);
    bench_sort(figures->cost, figures->count);
    figures->p50 = figures->took[figures->count / 2];
    figures->p99 = figures->took[last];
    figures->cost_p99 = figures->cost[last];
    printf("    %-22s p50 %5.2f ms   p99 %6.2f ms   processor p99 %5.2f ms   %3zu keys   most bytes a move "
           "%4zu",
           figures->name, figures->p50, figures->p99, figures->cost_p99, figures->count, figures->most_bytes);
    if (figures->most_turn > 0)
        printf(", to another page %4zu", figures->most_turn);
    putchar('\n');
    fflush(stdout);
    if (figures->p99 > totals->worst) {
        totals->worst = figures->p99;
        totals->worst_name = figures->name;
    }
    if (figures->cost_p99 > totals->worst_cost) {
        totals->worst_cost = figures->cost_p99;
        totals->dearest = figures->name;
    }
    totals->most_bytes = figures->most_bytes > totals->most_bytes ? figures->most_bytes : totals->most_bytes;
    totals->most_turn = figures->most_turn > totals->most_turn ? figures->most_turn : totals->most_turn;
    totals->seen++;
}

static bool stands(struct screen *screen, const char *words)
{
    for (double end = now_ms() + WORDS_MS; !screen_has(screen, words) && now_ms() < end;)
        screen_pump(screen, 20);
    return screen_has(screen, words);
}

static void measure(struct screen *screen, const struct scene *scene, const char *usual_back,
                    struct totals *totals)
{
    struct figures figures = {.name = scene->name};
    const char *back = scene->back ? scene->back : usual_back;
    for (int visit = 0; visit < OPENINGS; visit++) {
        double cost = 0, took = press_all(screen, scene->keys, &cost);
        if (!stands(screen, scene->en)) {
            printf("    %-24s not reached\n", scene->name);
            totals->missed++;
            press_all(screen, back, &cost);
            return;
        }
        add(&figures, took, cost);
        if (visit == 0)
            move_about(screen, moving_pair(screen), &figures);
        press_all(screen, back, &cost);
        if (scene->keys[0] == '\0')
            break;
    }
    if (figures.count > 0)
        report(&figures, totals);
}

/* Keys that change something. */
static const struct deed {
    const char *name, *keys; /* Once, */
    const char *before;      /* each time before it, */
    const char *key;         /* and it. */
} deeds[] = {
    {"news-mark", "i End", "", "Space"},
    {"mission-check", "g m", "", "Space"},
    {"mood-set", "", "m Down", "Enter"},
    {"settings-change", "g s 6 End", "", "Right"},
};

static void measure_deed(struct screen *screen, const struct deed *deed, struct totals *totals)
{
    struct figures figures = {.name = deed->name};
    double cost = 0;
    press_all(screen, deed->keys, &cost);
    for (int i = 0; i < MOVES; i++) {
        press_all(screen, deed->before, &cost);
        double took = press(screen, deed->key, &cost);
        add(&figures, took, cost);
        while (screen_pump(screen, BREATH_MS)) /* Nobody types while the disk still works on the last key. */
            continue;
    }
    press_all(screen, "g h", &cost);
    screen_bytes(screen);
    if (figures.count > 0)
        report(&figures, totals);
}

/* From month to month, each of them full; the last days of one are those of the next, too. */
static void measure_months(struct screen *screen, struct totals *totals)
{
    static const char *const keys[] = {"]", "["};
    struct figures figures = {.name = "calendar-months"};
    double cost;
    press_all(screen, "g c", &cost);
    for (int i = 0; i < 3; i++)
        press(screen, "[", &cost);
    move_about(screen, keys, &figures);
    press_all(screen, "g h", &cost);
    if (figures.count > 0)
        report(&figures, totals);
}

#define SCENE(name_, keys_, en_, ko_, back_, flags_)                                                         \
    {.name = name_, .keys = keys_, .en = en_, .ko = ko_, .back = back_},
static const struct scene rooms[] = {
#include "../tests/screens/rooms.def"
};
static const struct scene entrance[] = {
    SCENE("welcome", "", "Welcome to Dorandoran", "", "", 0)
        SCENE("signup", "1", "Make an account", "", "Esc", 0)
            SCENE("enter", "2", "With my password", "", "Esc", 0)
                SCENE("login", "2 1", "Log in", "", "Esc Esc", 0)
                    SCENE("let-in", "2 2", "By my other device", "", "Esc Esc", 0)
                        SCENE("recover", "2 3", "I forgot my password", "", "Esc Esc", 0)};
static const struct scene unsent[] = {SCENE("unsent", "g o", "Not sent yet", "", NULL, 0) SCENE(
    "unsent-edit", "g o End e", "Send this instead", "", "Esc g h", 0)
                                          SCENE("give-up", "g o d", "Give this up?", "", "Esc g h", 0)
                                              SCENE("home-unsent", "", "What is new", "", NULL, 0)
                                                  SCENE("family-unsent", "f", "invited", "", NULL, 0)
                                                      SCENE("news-unsent", "i", "News", "", NULL, 0)};

/* --- what the screens are about --- */

static void call(struct doran_client *client, enum doran_route_id route, const struct doran_path *path,
                 const void *request, void *answer)
{
    struct doran_arena arena = {0};
    struct doran_error error = {0};
    if (!doran_client_call(client, route, path, request, answer, &arena, &error))
        bench_fail(doran_route(route)->name, &error);
    doran_arena_deinit(&arena);
}

struct planned {
    char title[40], start[DORAN_WALL_TEXT_MAX], end[DORAN_WALL_TEXT_MAX];
};

/* Of each month's events every fifth takes some days, every fifth a whole one, and the rest is at a time, in all colours. */
static struct doran_event_create event_of(int32_t month, int number, struct planned *planned)
{
    static const char *const titles[] = {"Piano",     "Dentist", "Boiled pork dinner", "School trip",
                                         "할머니 댁", "태권도",  "Mum's birthday",     "Football"};
    struct doran_wall start = {.date = doran_date_of_number(month + number * 17 % 30),
                               .hour = 8 + number % 12};
    bool days = number % 5 < 2;
    struct doran_wall end =
        days ? (struct doran_wall){.date = doran_date_add_days(start.date, number % 5 ? 1 : 2 + number % 4)}
             : doran_wall_add(start, 3600);
    snprintf(planned->title, sizeof planned->title, "%s %d", titles[(size_t)number % COUNT(titles)], number);
    doran_when_format(start, days, planned->start);
    doran_when_format(end, days, planned->end);
    struct doran_event_create event = {
        .title = planned->title, .all_day = days, .start = planned->start, .end = planned->end};
    doran_set(&event, event_create, colour, (enum doran_event_colour)(DORAN_event_colour_red + number % 10));
    return event;
}

/* Full months, this one in the middle. */
static void plan(const struct resident *resident, struct doran_client *client)
{
    int32_t today = (int32_t)(doran_time_now() / DORAN_DAY);
    struct doran_path path = {0};
    memcpy(path.ids[DORAN_PARAM_family], resident->who->family, sizeof path.ids[0]);
    for (int month = -MONTHS_AROUND; month <= MONTHS_AROUND; month++) {
        struct doran_event_create events[EVENTS_A_MONTH];
        struct planned planned[EVENTS_A_MONTH];
        struct doran_event_import_result result;
        int32_t first = today - doran_date_of_number(today).day + 1 + month * 30;
        for (int i = 0; i < EVENTS_A_MONTH; i++)
            events[i] = event_of(first, i, &planned[i]);
        struct doran_event_import request = {.events = {events, EVENTS_A_MONTH}};
        doran_set(&request, event_import, quiet, true);
        call(client, DORAN_R_event_import, &path, &request, &result);
    }
}

/* One mission that takes two, so that the user's part may be checked and unchecked. */
static void propose(const struct resident *resident, struct doran_client *client)
{
    struct doran_path path = {0};
    struct doran_mission_participant both[] = {{.user_id = resident->who->user},
                                               {.user_id = villager(&resident->village, 0, 1)->user}};
    struct doran_mission_create mission = {.title = "같이 산책하기", .participants = {both, COUNT(both)}};
    memcpy(path.ids[DORAN_PARAM_family], resident->who->family, sizeof path.ids[0]);
    call(client, DORAN_R_mission_create, &path, &mission, NULL);
}

/* Full months, a mission, invites that wait, and an invitation of another family. */
static void fill(const struct resident *resident)
{
    const struct villager *other = villager(&resident->village, 1, 0);
    struct doran_client *client = villager_client(&resident->village, resident->who);
    struct doran_path path = {0};
    char nickname[32], email[64];
    struct doran_invite_create invite = {.nickname = nickname, .email = email};
    memcpy(path.ids[DORAN_PARAM_family], resident->who->family, sizeof path.ids[0]);
    for (int i = 0; i < INVITES; i++) {
        snprintf(nickname, sizeof nickname, "손님%d", i);
        snprintf(email, sizeof email, "guest%d@example.org", i);
        call(client, DORAN_R_invite_create, &path, &invite, NULL);
    }
    plan(resident, client);
    propose(resident, client);
    struct doran_user user = {0};
    struct doran_arena arena = {0};
    if (!doran_client_call(client, DORAN_R_me, NULL, NULL, &user, &arena, NULL))
        bench_fail("me", NULL);
    snprintf(email, sizeof email, "%s", user.email);
    doran_arena_deinit(&arena);
    doran_client_free(client);
    client = villager_client(&resident->village, other);
    memcpy(path.ids[DORAN_PARAM_family], other->family, sizeof path.ids[0]);
    snprintf(nickname, sizeof nickname, "손님");
    call(client, DORAN_R_invite_create, &path, &invite, NULL);
    doran_client_free(client);
}

/* Moods and nicknames that wait, laid over every reading. */
static void queue(const struct resident *resident)
{
    struct doran_error error = {0};
    struct doran_client_options options = {.server = server_url(resident->village.server),
                                           .token = resident->who->token,
                                           .replica_path = resident->replica};
    struct doran_client *client = doran_client_new(&options, &error);
    struct doran_path path = {0};
    char nickname[32];
    struct doran_member_change change = {.nickname = nickname};
    memcpy(path.ids[DORAN_PARAM_family], resident->who->family, sizeof path.ids[0]);
    memcpy(path.ids[DORAN_PARAM_user], resident->who->user, sizeof path.ids[0]);
    for (int i = 0; client && i < UNSENT; i++) {
        struct doran_mood_change mood = {.mood = (enum doran_mood)(1 + i % 7)};
        snprintf(nickname, sizeof nickname, "엄마%d", i);
        bool good = i % 2 ? doran_client_enqueue(client, DORAN_R_mood_change, NULL, &mood, NULL, &error)
                          : doran_client_enqueue(client, DORAN_R_member_change, &path, &change, NULL, &error);
        if (!good)
            bench_fail("queueing", &error);
    }
    if (!client || !doran_client_enqueue(client, DORAN_R_notification_read_all, NULL, NULL, NULL, &error))
        bench_fail("queueing", &error);
    snprintf(nickname, sizeof nickname, "엄마");
    if (!doran_client_enqueue(client, DORAN_R_member_change, &path, &change, NULL, &error))
        bench_fail("queueing", &error);
    doran_client_free(client);
}

static void walk_through(struct screen *screen, const struct scene *scenes, size_t count, const char *back,
                         struct totals *totals)
{
    for (size_t i = 0; i < count; i++)
        measure(screen, &scenes[i], back, totals);
    screen_free(screen);
}

static void begin(struct screen *screen)
{
    screen_wait_for_text(screen, "Connected", SCREEN_WAIT_MS);
    while (screen_pump(screen, 300)) {
    }
    double cost;
    press_all(screen, "Esc Esc g h", &cost); /* The invitation is asked about by itself. */
}

static void every_screen(void **unused)
{
    (void)unused;
    struct resident resident;
    struct totals totals = {.worst_name = "", .dearest = ""};
    resident_init(&resident, 2, 12, RESIDENT_CHANGES, fill);
    struct screen *screen = resident_open(&resident, "en", 24, 80);
    begin(screen);
    for (size_t i = 0; i < COUNT(deeds); i++)
        measure_deed(screen, &deeds[i], &totals);
    measure_months(screen, &totals);
    walk_through(screen, rooms, COUNT(rooms), "g h", &totals);
    server_halt(resident.village.server);
    queue(&resident);
    screen = resident_open(&resident, "en", 24, 80);
    screen_wait_for_text(screen, "Reconnecting", SCREEN_WAIT_MS);
    double cost;
    press_all(screen, "Esc Esc g h", &cost);
    walk_through(screen, unsent, COUNT(unsent), "g h", &totals);
    server_restart(resident.village.server);
    char folder[700];
    snprintf(folder, sizeof folder, "%s/nobody", resident.state);
    char *kept = resident.state;
    resident.state = folder;
    screen = resident_open(&resident, "en", 24, 80);
    resident.state = kept;
    screen_wait_for_text(screen, "Welcome to Dorandoran", SCREEN_WAIT_MS);
    walk_through(screen, entrance, COUNT(entrance), "Esc", &totals);
    printf("  %zu screens, %zu not reached; the slowest is %s, the dearest %s\n", totals.seen, totals.missed,
           totals.worst_name, totals.dearest);
    bench_at_most("key to painted at 80x24, worst p99 of a screen", totals.worst, 5, "ms");
    bench_at_most("of the processor for it, worst p99 of a screen", totals.worst_cost, 5, "ms");
    printf("  a move that opens another page (a full month) writes it anew: %zu B at most\n",
           totals.most_turn);
    bench_at_most("bytes to the terminal per cursor move, most", (double)totals.most_bytes, 1024, "B");
    resident_deinit(&resident);
}

int main(void)
{
    printf("Every screen of the terminal program, with %d changes in the replica\n", RESIDENT_CHANGES);
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_screen)};
    cmocka_set_message_output(CM_OUTPUT_STDOUT);
    return cmocka_run_group_tests_name("bench_screens", tests, NULL, NULL);
}
