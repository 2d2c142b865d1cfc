/* walk.h: walks through the screens of `doran` in a terminal, once for each language, width of signs and depth of colour, sees
 * each at every size, and compares it with its golden (tests/screens/golden/STAGE/SCENE.LANGUAGE.txt).
 *
 * The goldens of wide signs are the lines that differ from those of narrow ones; a depth of colour has none: the text is the
 * same, and its control sequences are checked. A screen is one line in a stage's table. After a change that is meant, write
 * them anew: DORAN_TEST_GOLDEN=write ctest -R screens_test_walk, and read the difference. */
#ifndef DORAN_TESTS_SUPPORT_WALK_H
#define DORAN_TESTS_SUPPORT_WALK_H

#include "support/set_clock.h"

#include <stdbool.h>
#include <stddef.h>

enum scene_flags {
    SCENE_STYLES = 1,  /* its colours and attributes are kept too, at 80×24 */
    SCENE_READING = 2, /* a page to read: the cursor stands in its words */
    SCENE_PICTURE = 8, /* it has a picture, which without colours is made of other signs */
    SCENE_TOAST = 4,   /* it ends by itself: the clock is slowed meanwhile, and put ahead afterwards */
};

struct scene {
    const char *name;
    /* From the stage's first screen, separated by spaces as in screen_keys(); what begins with ' is pasted. The program comes
     * to rest after each. */
    const char *keys;
    const char *en, *ko; /* words that stand on it */
    const char *back;    /* the keys back; NULL: the stage's */
    unsigned flags;
};

struct stage {
    const char *name;
    const char *const *arguments; /* of `doran`, before --lang; NULL-terminated */
    const char *const *env;       /* NULL-terminated, at most eight */
    const char *en, *ko;          /* words that stand on its first screen */
    const char *begin;            /* keys to it after the start */
    const char *back;             /* keys to it from a scene that names none */
    const int *others;            /* processes that have to rest too */
    size_t other_count;
    struct set_clock *clock;
    const struct scene *scenes;
    size_t count;
    bool
        few_colours; /* in Korean with 16 and 8 colours instead, dark and light, by the goldens that truecolor wrote */
};

/* Each terminal of a language has its own profile: walk_profile(0) to walk_profile(WALK_TERMINALS - 1). */
#define WALK_TERMINALS 6
const char *walk_profile(int terminal);
void walk(const struct stage *stage);
/* The same with a clock and a folder of accounts of its own, in which there is nothing: no server. The stage names neither
 * (`clock`, `env`). */
void walk_alone(const struct stage *stage);

#endif
