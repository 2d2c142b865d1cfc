#include "support/walk.h"

#include "support/directory.h"
#include "support/golden.h"
#include "support/screen.h"
#include "support/screen_filter.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#define TEXT_COLOUR 0xD0D0D0 /* of the theme that the styles are taken in: an empty cell does not tell it */
#define WAIT SCREEN_WAIT_MS
#define AGAIN_MS 3000 /* how long a screen may still change into its golden */
#define AGAIN_LOOK_MS 20
#define ESCAPE "\033[27u" /* as fixterms has it: a bare one is a key only after a while */
#define SETTLE_MS 60      /* longer than the kernel keeps what is typed; before goldens are written */
#define PRINTED_MAX 12    /* differences; the others are only counted */
#define TOAST_OVER (30 * DORAN_SECOND)

#define BLACK 0x000000u
#define WHITE 0xFFFFFFu

enum depth { DEPTH_TRUE, DEPTH_256, DEPTH_NONE, DEPTH_16, DEPTH_8, DEPTHS };
static const struct {
    const char *variable, *term; /* NULL: the usual one */
    unsigned allowed, expected;  /* colours; `expected` somewhere in the stage */
} depths[DEPTHS] = {
    [DEPTH_TRUE] = {"COLORTERM=truecolor", NULL, SCREEN_COLOURS_BASIC | SCREEN_COLOURS_RGB,
                    SCREEN_COLOURS_RGB},
    [DEPTH_256] = {"COLORTERM=", NULL, SCREEN_COLOURS_BASIC | SCREEN_COLOURS_PALETTE, SCREEN_COLOURS_PALETTE},
    [DEPTH_NONE] = {"NO_COLOR=1", NULL, 0, 0},
    [DEPTH_16] = {"COLORTERM=", "xterm-16color", SCREEN_COLOURS_BASIC, SCREEN_COLOURS_BASIC},
    [DEPTH_8] = {"COLORTERM=", "xterm", SCREEN_COLOURS_BASIC, SCREEN_COLOURS_BASIC},
};

static const struct {
    int rows, columns;
} sizes[] = {{24, 80}, {15, 60}, {60, 200}};
#define SIZES (sizeof sizes / sizeof *sizes)

/* The terminals of a language, side by side: the narrow ones first, which the wide ones are compared with. */
struct terminal {
    enum depth depth;
    bool wide, light; /* `light`: it tells that its background is white */
};
#define WALKS WALK_TERMINALS
static const struct terminal all_terminals[WALKS] = {
    {.depth = DEPTH_TRUE},
    {.depth = DEPTH_256},
    {.depth = DEPTH_NONE},
    {.depth = DEPTH_TRUE, .wide = true},
    {.depth = DEPTH_256, .wide = true},
    {.depth = DEPTH_NONE, .wide = true},
};
static const struct terminal few_colours[] = {{.depth = DEPTH_16},
                                              {.depth = DEPTH_8},
                                              {.depth = DEPTH_16, .light = true},
                                              {.depth = DEPTH_8, .light = true}};

/* One terminal: the stage in one language, width and depth. */
struct walk {
    const struct stage *stage;
    struct screen *screen;
    const char *language;
    bool wide, light;
    enum depth depth;
    size_t beside;    /* walks at the same time, this one among them */
    unsigned colours; /* seen in it */
    size_t failures;
};

static size_t printed; /* differences, in all walks of this program */

static const char *words_of(const struct walk *walk, const char *en, const char *ko)
{
    return strcmp(walk->language, "ko") == 0 ? ko : en;
}

/* --- what is seen, as text --- */

/* The cell's own attributes; a right half has none, whatever libvterm has left there. */
static bool goes_on(struct screen_cell cell)
{
    return cell.reverse || cell.columns == 0;
}

static void write_reversed(struct screen *screen, FILE *out)
{
    int columns = screen_columns(screen);
    for (int row = 0; row < screen_rows(screen); row++)
        for (int column = 0, end; column < columns; column = end) {
            struct screen_cell cell = screen_cell(screen, row, column);
            bool begins = cell.reverse && cell.columns > 0;
            for (end = column + 1; begins && end < columns && goes_on(screen_cell(screen, row, end)); end++)
                continue;
            if (begins)
                fprintf(out, "reverse %d: %d-%d\n", row, column, end - 1);
        }
}

static char *text_of(struct screen *screen)
{
    char *text = NULL;
    size_t size = 0;
    int row, column;
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    for (int i = 0; i < screen_rows(screen); i++)
        fprintf(out, "|%s\n", screen_row_text(screen, i));
    if (screen_cursor(screen, &row, &column))
        fprintf(out, "cursor %d: %d\n", row, column);
    else
        fputs("cursor hidden\n", out);
    write_reversed(screen, out);
    fclose(out);
    return text;
}

static const char *next_line(const char *at)
{
    at += strcspn(at, "\n");
    return at + (*at == '\n');
}

/* The lines of `text` that are not those of `base`, with their numbers. */
static char *lines_that_differ(const char *base, const char *text)
{
    char *result = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&result, &size);
    assert_non_null(out);
    for (int line = 0; *text; line++) {
        size_t length = strcspn(text, "\n"), other = strcspn(base, "\n");
        if (length != other || memcmp(text, base, length) != 0)
            fprintf(out, "%2d %.*s\n", line, (int)length, text);
        text = next_line(text);
        base = next_line(base);
    }
    fclose(out);
    return result;
}

static void write_style(FILE *out, const struct screen_cell *cell)
{
    if (!cell->foreground_default)
        fprintf(out, " #%06X", cell->foreground);
    if (!cell->background_default)
        fprintf(out, " on #%06X", cell->background);
    fprintf(out, "%s%s%s", cell->bold ? " bold" : "", cell->underline ? " underline" : "",
            cell->reverse ? " reverse" : "");
}

static bool same_style(const struct screen_cell *a, const struct screen_cell *b)
{
    return a->bold == b->bold && a->underline == b->underline && a->reverse == b->reverse &&
           a->foreground_default == b->foreground_default && a->foreground == b->foreground &&
           a->background_default == b->background_default && a->background == b->background;
}

static bool same_paper(const struct screen_cell *a, const struct screen_cell *b)
{
    return a->underline == b->underline && a->reverse == b->reverse &&
           a->background_default == b->background_default && a->background == b->background;
}

/* Where a run of cells that look the same ends; `style` gets how they look. Blanks within it belong to it, those after it only when
 * they do not look like the usual ones. */
static int run_end(struct screen *screen, int row, int column, const struct screen_cell *usual,
                   struct screen_cell *style)
{
    *style = screen_cell(screen, row, column);
    int end = column + 1;
    for (int at = end; at < screen_columns(screen); at++) {
        struct screen_cell cell = screen_cell(screen, row, at);
        bool passes = cell.columns == 0 || ((cell.blank || style->blank) && same_paper(style, &cell));
        if (!passes && !same_style(style, &cell))
            break;
        if (style->blank && cell.columns > 0)
            *style = cell;
        if (!cell.blank || !same_paper(&cell, usual))
            end = at + 1;
    }
    return end;
}

/* Runs of cells that do not look like the empty ones between the title and the keys. */
static char *styles_of(struct screen *screen)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    struct screen_cell usual = screen_cell(screen, screen_rows(screen) - 3, screen_columns(screen) - 1);
    if (usual.blank && !usual.background_default) {
        usual.foreground_default = false;
        usual.foreground = TEXT_COLOUR;
    }
    fputs("usual", out);
    write_style(out, &usual);
    fputc('\n', out);
    for (int row = 0; row < screen_rows(screen); row++)
        for (int column = 0, end; column < screen_columns(screen); column = end) {
            struct screen_cell cell = screen_cell(screen, row, column);
            bool empty = cell.blank && same_paper(&cell, &usual);
            if (empty || cell.columns == 0 || same_style(&cell, &usual)) {
                end = column + 1;
                continue;
            }
            end = run_end(screen, row, column, &usual, &cell);
            fprintf(out, "%d: %d-%d", row, column, end - 1);
            write_style(out, &cell);
            fputc('\n', out);
        }
    fclose(out);
    return text;
}

/* --- what holds for every screen --- */

static void complain(struct walk *walk, const struct scene *scene, const char *what)
{
    walk->failures++;
    if (printed++ >= PRINTED_MAX)
        return;
    char *text = text_of(walk->screen);
    fprintf(stderr, "--- %s/%s, %s, %dx%d%s%s: %s\n%s", walk->stage->name, scene->name, walk->language,
            screen_columns(walk->screen), screen_rows(walk->screen), walk->wide ? ", wide signs" : "",
            walk->light                 ? " (light)"
            : walk->depth == DEPTH_TRUE ? ""
                                        : " (not in truecolor)",
            what, text);
    free(text);
}

static bool is_rule(struct screen *screen, int row)
{
    for (int column = 0; column < screen_columns(screen); column++) {
        uint32_t sign = screen_cell(screen, row, column).characters[0];
        if (sign != '-' && sign != 0x2500)
            return false;
    }
    return true;
}

static bool row_is_selected(struct screen *screen, int row)
{
    for (int column = 0; column < screen_columns(screen); column++) {
        struct screen_cell cell = screen_cell(screen, row, column);
        if (cell.columns > 0 && (cell.reverse || cell.underline || cell.characters[0] == '>'))
            return true;
    }
    return strstr(screen_row_text(screen, row), "Enter ") != NULL; /* the answers of a question */
}

/* A dialog says within its frame what Enter and Esc do. */
static bool says_its_keys(struct screen *screen)
{
    return screen_has(screen, "Enter ") && screen_has(screen, "Esc ");
}

static void check_frame(struct walk *walk, const struct scene *scene)
{
    struct screen *screen = walk->screen;
    int row = 0, column = 0, rows = screen_rows(screen);
    screen_check_cells(screen);
    if (!is_rule(screen, 1) || !is_rule(screen, rows - 2))
        complain(walk, scene, "a rule below the title and one above the keys");
    if (screen_row_text(screen, 0)[0] == '\0')
        complain(walk, scene, "a title");
    if (screen_row_text(screen, rows - 1)[0] == '\0' && !says_its_keys(screen))
        complain(walk, scene, "its keys");
    bool shown = screen_cursor(screen, &row, &column);
    bool inside = row > 1 && row < rows - 2 && column >= 0 && column < screen_columns(screen);
    if (!shown || !inside)
        complain(walk, scene, "the cursor between the rules");
    else if (!(scene->flags & SCENE_READING) && !row_is_selected(screen, row))
        complain(walk, scene, "the cursor on the selected row or in a field");
    unsigned colours = screen_colours(screen);
    if (colours & ~depths[walk->depth].allowed)
        complain(walk, scene, "only colours of this depth");
    walk->colours |= colours;
}

/* What is read; a block may be one colour all over, as parts of pictures are. */
static bool is_read(uint32_t character)
{
    return character > ' ' && !(character >= 0x2580 && character <= 0x259F);
}

/* Every character can be told from what is behind it. */
static void check_colours(struct walk *walk, const struct scene *scene)
{
    struct screen *screen = walk->screen;
    for (int row = 0; row < screen_rows(screen); row++)
        for (int column = 0; column < screen_columns(screen); column++) {
            struct screen_cell cell = screen_cell(screen, row, column);
            uint32_t front = walk->light && cell.foreground_default ? BLACK : cell.foreground;
            uint32_t back = walk->light && cell.background_default ? WHITE : cell.background;
            if (cell.columns == 0 || !is_read(cell.characters[0]) || front != back)
                continue;
            char what[80];
            snprintf(what, sizeof what, "no character of its background's colour, as in row %d column %d",
                     row, column);
            complain(walk, scene, what);
            return;
        }
}

/* --- comparing --- */

static void pause_a_little(void)
{
    nanosleep(&(struct timespec){.tv_nsec = AGAIN_LOOK_MS * 1000000L}, NULL);
}

/* The part of this screen as it is now: its text, or with wide signs what differs from the narrow ones. */
static char *part_of(const struct walk *walk, const char *path, const char *narrow)
{
    char *text = text_of(walk->screen), *base = walk->wide ? golden_read(path, narrow) : NULL;
    char *part = walk->wide ? lines_that_differ(base ? base : "", text) : strdup(text);
    free(text);
    free(base);
    return part;
}

static void compare(struct walk *walk, const char *path, const char *part, const char *narrow)
{
    char *wanted = golden_read(path, part), *seen = part_of(walk, path, narrow);
    for (int waited = 0; wanted && strcmp(wanted, seen) != 0 && waited < AGAIN_MS && printed < PRINTED_MAX;
         waited += AGAIN_LOOK_MS) {
        pause_a_little();
        screen_pump(walk->screen, 0);
        free(seen);
        seen = part_of(walk, path, narrow);
    }
    if (!wanted || strcmp(wanted, seen) != 0) {
        walk->failures++;
        if (printed++ < PRINTED_MAX)
            golden_print_difference(path, part, wanted, seen);
    }
    free(wanted);
    free(seen);
}

static void see(struct walk *walk, const struct scene *scene)
{
    char path[1024], narrow[64], part[80];
    snprintf(path, sizeof path, "%s/tests/screens/golden/%s/%s.%s.txt", DORAN_SOURCE_DIR, walk->stage->name,
             scene->name, walk->language);
    snprintf(narrow, sizeof narrow, "%dx%d", screen_columns(walk->screen), screen_rows(walk->screen));
    snprintf(part, sizeof part, "%s%s", narrow, walk->wide ? ", wide signs" : "");
    check_frame(walk, scene);
    check_colours(walk, scene);
    if (golden_writes() && walk->depth == DEPTH_TRUE) {
        char *seen = part_of(walk, path, narrow);
        golden_write(path, part, seen);
        free(seen);
    }
    if (!(scene->flags & SCENE_PICTURE) || walk->depth != DEPTH_NONE)
        compare(walk, path, part, narrow);
    bool styles = (scene->flags & SCENE_STYLES) && screen_columns(walk->screen) == 80 && !walk->wide &&
                  walk->depth == DEPTH_TRUE;
    if (!styles)
        return;
    char *seen = styles_of(walk->screen);
    if (golden_writes())
        golden_write(path, "80x24, styles", seen);
    char *wanted = golden_read(path, "80x24, styles");
    if (!wanted || strcmp(wanted, seen) != 0) {
        walk->failures++;
        golden_print_difference(path, "80x24, styles", wanted, seen);
    }
    free(wanted);
    free(seen);
}

/* --- walking: all widths and depths of a language side by side --- */

const char *walk_profile(int terminal)
{
    static const char *const profiles[WALKS] = {"walk0", "walk1", "walk2", "walk3", "walk4", "walk5"};
    return profiles[terminal];
}

static void rest(const struct walk *walks)
{
    struct screen *screens[WALKS];
    size_t count = walks[0].beside;
    for (size_t i = 0; i < count; i++)
        screens[i] = walks[i].screen;
    screen_wait_for_rest(screens, count, walks[0].stage->others, walks[0].stage->other_count);
    if (!golden_writes())
        return; /* whatever is late comes while it is compared */
    nanosleep(&(struct timespec){.tv_nsec = SETTLE_MS * 1000000L}, NULL);
    screen_wait_for_rest(screens, count, walks[0].stage->others, walks[0].stage->other_count);
}

static void press(const struct walk *walks, const char *keys)
{
    while (*keys) {
        char key[256];
        size_t length = strcspn(keys, " ");
        snprintf(key, sizeof key, "%.*s", (int)length, keys);
        keys += length;
        keys += strspn(keys, " ");
        for (size_t i = 0; i < walks[0].beside; i++)
            if (key[0] == '\'')
                screen_paste(walks[i].screen, key + 1);
            else if (strcmp(key, "Esc") == 0)
                screen_type(walks[i].screen, ESCAPE);
            else
                screen_keys(walks[i].screen, key);
        rest(walks);
    }
}

static void resize(const struct walk *walks, size_t size)
{
    for (size_t i = 0; i < walks[0].beside; i++)
        screen_resize(walks[i].screen, sizes[size].rows, sizes[size].columns);
    rest(walks);
}

static void wait_for_words(const struct walk *walks, const char *en, const char *ko)
{
    for (size_t i = 0; i < walks[0].beside; i++)
        screen_wait_for_text(walks[i].screen, words_of(&walks[i], en, ko), WAIT);
    rest(walks);
}

static void visit(struct walk *walks, const struct scene *scene)
{
    const struct stage *stage = walks[0].stage;
    if (scene->flags & SCENE_TOAST)
        set_clock_slow(stage->clock, true);
    press(walks, scene->keys);
    wait_for_words(walks, scene->en, scene->ko);
    for (size_t size = 0; size < SIZES; size++) {
        if (size > 0)
            resize(walks, size);
        for (size_t i = 0; i < walks[0].beside; i++)
            see(&walks[i], scene);
    }
    if (scene->flags & SCENE_TOAST) {
        set_clock_slow(stage->clock, false);
        set_clock_run_ahead(stage->clock, TOAST_OVER);
    }
    resize(walks, 0);
    press(walks, scene->back ? scene->back : stage->back);
    wait_for_words(walks, stage->en, stage->ko);
}

static void start(struct walk *walk, const char *profile)
{
    const struct stage *stage = walk->stage;
    const char *argv[16] = {DORAN_BIN}, *env[24];
    size_t count = 1, variables = 0;
    for (size_t i = 0; stage->arguments[i]; i++)
        argv[count++] = stage->arguments[i];
    argv[count++] = "--lang";
    argv[count++] = walk->language;
    argv[count++] = "--profile";
    argv[count++] = profile;
    argv[count] = NULL;
    for (size_t i = 0; stage->env[i]; i++)
        env[variables++] = stage->env[i];
    for (int i = 0; i < SET_CLOCK_VARIABLES; i++)
        env[variables++] = set_clock_variable(stage->clock, i);
    env[variables++] = "TZ=Asia/Seoul";
    env[variables++] = depths[walk->depth].variable;
    env[variables] = NULL;
    walk->screen = screen_start(&(struct screen_options){.rows = sizes[0].rows,
                                                         .columns = sizes[0].columns,
                                                         .term = depths[walk->depth].term,
                                                         .env = env,
                                                         .ambiguous_wide = walk->wide,
                                                         .background = walk->light ? "ffff/ffff/ffff" : NULL},
                                argv);
}

static bool has_painted(struct screen *screen, const void *data)
{
    (void)data;
    return is_rule(screen, screen_rows(screen) - 2);
}

static size_t end(struct walk *walk)
{
    if ((walk->colours & depths[walk->depth].expected) != depths[walk->depth].expected) {
        fprintf(stderr, "%s: no colour of its depth was seen\n", walk->stage->name);
        walk->failures++;
    }
    screen_free(walk->screen);
    return walk->failures;
}

/* How many failures it saw. */
static size_t walk_in(const struct stage *stage, const char *language, const struct terminal *terminals,
                      size_t count)
{
    struct walk walks[WALKS];
    size_t failures = 0;
    for (size_t i = 0; i < count; i++) {
        walks[i] = (struct walk){.stage = stage,
                                 .language = language,
                                 .wide = terminals[i].wide,
                                 .light = terminals[i].light,
                                 .depth = terminals[i].depth,
                                 .beside = count};
        start(&walks[i], walk_profile((int)i));
        screen_wait_for(walks[i].screen, has_painted, NULL, "the first screen", WAIT);
    }
    rest(walks);
    press(walks, stage->begin);
    wait_for_words(walks, stage->en, stage->ko);
    set_clock_run_ahead(stage->clock, TOAST_OVER);
    resize(walks, 1);
    resize(walks, 0);
    for (size_t i = 0; i < stage->count; i++)
        visit(walks, &stage->scenes[i]);
    for (size_t i = 0; i < count; i++)
        failures += end(&walks[i]);
    return failures;
}

void walk(const struct stage *stage)
{
    size_t failures;
    if (stage->few_colours)
        failures = walk_in(stage, "ko", few_colours, sizeof few_colours / sizeof *few_colours);
    else
        failures = walk_in(stage, "ko", all_terminals, WALKS) + walk_in(stage, "en", all_terminals, WALKS);
    if (failures > 0)
        fail_msg("%zu differences. If they are meant: DORAN_TEST_GOLDEN=write ctest -R screens_test_walk, "
                 "then read git diff tests/screens/golden",
                 failures);
}

void walk_alone(const struct stage *stage)
{
    char *folder = test_directory_new("walk"), variable[600];
    assert_non_null(folder);
    snprintf(variable, sizeof variable, "DORAN_STATE_DIR=%s", folder);
    const char *const env[] = {variable, NULL};
    struct stage alone = *stage;
    alone.env = env;
    alone.clock = set_clock_new();
    walk(&alone);
    set_clock_free(alone.clock);
    test_directory_remove(folder);
}
