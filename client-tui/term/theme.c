#include "client-tui/term/theme.h"

#include "client-tui/i18n.h"
#include "client-tui/term/colour.h"

#include <doran/text.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const role_names[STYLE_ROLE_COUNT] = {
    [STYLE_TEXT] = "text",
    [STYLE_DIM] = "dim",
    [STYLE_ACCENT] = "accent",
    [STYLE_TITLE] = "title",
    [STYLE_SELECTED] = "selected",
    [STYLE_ERROR] = "error",
    [STYLE_GOOD] = "good",
    [STYLE_RULE] = "rule",
    [STYLE_INPUT] = "input",
    [STYLE_MEMBER_1] = "member-1",
    [STYLE_MEMBER_1 + 1] = "member-2",
    [STYLE_MEMBER_1 + 2] = "member-3",
    [STYLE_MEMBER_1 + 3] = "member-4",
    [STYLE_MEMBER_1 + 4] = "member-5",
    [STYLE_MEMBER_1 + 5] = "member-6",
    [STYLE_MEMBER_1 + 6] = "member-7",
    [STYLE_MEMBER_1 + 7] = "member-8",
    [STYLE_EVENT_1 + 0] = "event-red",
    [STYLE_EVENT_1 + 1] = "event-orange",
    [STYLE_EVENT_1 + 2] = "event-yellow",
    [STYLE_EVENT_1 + 3] = "event-green",
    [STYLE_EVENT_1 + 4] = "event-sky",
    [STYLE_EVENT_1 + 5] = "event-blue",
    [STYLE_EVENT_1 + 6] = "event-purple",
    [STYLE_EVENT_1 + 7] = "event-pink",
    [STYLE_EVENT_1 + 8] = "event-grey",
    [STYLE_EVENT_1 + 9] = "event-black",

    [STYLE_PICTURE] = "picture",
};

static const struct {
    const char *name;
    enum colour_depth depth;
    long colours;
} depths[] = {{"256", COLOUR_256, 256}, {"16", COLOUR_16, 16}, {"8", COLOUR_8, 8}, {"none", COLOUR_NONE, 0}};

static const struct {
    const char *name;
    enum style_flag flag;
} attributes[] = {
    {"bold", STYLE_BOLD}, {"faint", STYLE_FAINT}, {"underline", STYLE_UNDERLINE}, {"reverse", STYLE_REVERSE}};

void theme_plain(struct theme *theme)
{
    static const unsigned flags[STYLE_ROLE_COUNT] = {
        [STYLE_DIM] = STYLE_FAINT,        [STYLE_ACCENT] = STYLE_BOLD, [STYLE_TITLE] = STYLE_BOLD,
        [STYLE_SELECTED] = STYLE_REVERSE, [STYLE_ERROR] = STYLE_BOLD,  [STYLE_RULE] = STYLE_FAINT,
        [STYLE_INPUT] = STYLE_UNDERLINE,
    };
    for (int role = 0; role < STYLE_ROLE_COUNT; role++)
        for (int depth = 0; depth < COLOUR_DEPTH_COUNT; depth++)
            theme->looks[role][depth] = (struct style_look){COLOUR_DEFAULT, COLOUR_DEFAULT, flags[role]};
}

/* --- reading --- */

#define UNSAID (-2) /* a colour the line says nothing of */

/* What the file says of a role at a depth. */
struct said {
    bool given;
    struct style_look look;
};
struct draft {
    struct said roles[STYLE_ROLE_COUNT][COLOUR_DEPTH_COUNT];
};

struct word {
    const char *text;
    size_t length;
};

static bool is(struct word word, const char *text)
{
    return strlen(text) == word.length && memcmp(word.text, text, word.length) == 0;
}

static bool wrong(struct theme_mistake *mistake, struct word word, const char *why)
{
    size_t length = word.length < sizeof mistake->word ? word.length : sizeof mistake->word - 1;
    while (length > 0 && length < word.length && ((unsigned char)word.text[length] & 0xC0) == 0x80)
        length--; /* a whole character */
    mistake->why = why;
    snprintf(mistake->word, sizeof mistake->word, "%.*s", (int)length, word.text);
    return false;
}

/* The next word of a line; of length 0 at its end or at a comment: `#` with nothing or a space behind it, or at the start. */
static struct word next_word(const char **at, const char *line)
{
    *at += strspn(*at, " \t\r");
    struct word word = {*at, **at == '=' ? 1 : strcspn(*at, " \t\r=")};
    if (word.length > 0 && word.text[0] == '#' &&
        (word.length == 1 || strspn(line, " \t") == (size_t)(*at - line)))
        word.length = 0;
    *at += word.length;
    return word;
}

/* `error.16`: the role and the depth; COLOUR_TRUE without one. */
static bool read_role(struct word name, int *role, enum colour_depth *depth, long *colours)
{
    const char *dot = memchr(name.text, '.', name.length);
    struct word first = {name.text, dot ? (size_t)(dot - name.text) : name.length};
    struct word rest = {dot ? dot + 1 : "", dot ? name.length - first.length - 1 : 0};
    bool found = dot == NULL;
    *depth = COLOUR_TRUE;
    *colours = 0;
    for (size_t i = 0; dot && i < sizeof depths / sizeof *depths; i++)
        if (is(rest, depths[i].name)) {
            *depth = depths[i].depth;
            *colours = depths[i].colours;
            found = true;
        }
    for (*role = 0; *role < STYLE_PICTURE; (*role)++)
        if (is(first, role_names[*role]))
            return found;
    return false;
}

static bool read_colour(struct word word, enum colour_depth depth, long colours, int32_t *out)
{
    char *end;
    if (is(word, "default")) {
        *out = COLOUR_DEFAULT;
        return true;
    }
    if (depth == COLOUR_TRUE && word.length == 7 && word.text[0] == '#') {
        *out = colour_nearest((uint32_t)strtoul(word.text + 1, &end, 16), COLOUR_TRUE);
        return end == word.text + word.length;
    }
    if (word.length == 0 || word.length > 3 || word.text[0] < '0' || word.text[0] > '9')
        return false;
    long number = strtol(word.text, &end, 10);
    *out = (int32_t)number;
    return end == word.text + word.length && number < colours;
}

static bool read_attribute(struct word word, unsigned *flags)
{
    for (size_t i = 0; i < sizeof attributes / sizeof *attributes; i++)
        if (is(word, attributes[i].name)) {
            *flags |= (unsigned)attributes[i].flag;
            return true;
        }
    return false;
}

static bool read_line(struct draft *draft, const char *line, struct theme_mistake *mistake)
{
    const char *at = line;
    int role;
    enum colour_depth depth;
    long colours;
    struct word name = next_word(&at, line);
    if (name.length == 0)
        return true;
    if (!is(next_word(&at, line), "="))
        return wrong(mistake, name, N_("after \"%s\" there is no \" = \"."));
    if (!read_role(name, &role, &depth, &colours))
        return wrong(mistake, name, N_("there is no role \"%s\"."));
    struct style_look look = {UNSAID, UNSAID, 0};
    for (struct word word = next_word(&at, line); word.length > 0; word = next_word(&at, line)) {
        int32_t *colour = is(word, "on") ? &look.background : &look.foreground;
        if (read_attribute(word, &look.flags))
            continue;
        if (colour == &look.background)
            word = next_word(&at, line);
        if (*colour != UNSAID || !read_colour(word, depth, colours, colour))
            return wrong(mistake, word, N_("\"%s\" is no colour here, and no attribute."));
    }
    draft->roles[role][depth] = (struct said){true, look};
    return true;
}

/* The colours of a role at the depth of true colours, or what a line for another depth says. */
static struct style_look said_look(const struct said *said, struct style_look text)
{
    struct style_look look = said->given ? said->look : (struct style_look){UNSAID, UNSAID, 0};
    look.foreground = look.foreground == UNSAID ? text.foreground : look.foreground;
    look.background = look.background == UNSAID ? text.background : look.background;
    return look;
}

static int32_t derive(int32_t colour, int32_t paper, enum colour_depth depth)
{
    if (colour == COLOUR_DEFAULT)
        return COLOUR_DEFAULT;
    if (paper == COLOUR_DEFAULT) /* any: what matters is to be near */
        return colour_readable((uint32_t)colour, (uint32_t)colour, depth);
    return colour_readable((uint32_t)colour, colour_rgb(paper, depth, 0), depth);
}

/* The nearest colours a palette has: first the paper, then what is read on it. */
static struct style_look derived_look(struct style_look base, enum colour_depth depth)
{
    base.background = derive(base.background, COLOUR_DEFAULT, depth);
    base.foreground = derive(base.foreground, base.background, depth);
    return base;
}

static void settle_depth(struct theme *theme, const struct draft *draft, enum colour_depth depth)
{
    const struct said *text = &draft->roles[STYLE_TEXT][depth];
    struct style_look base = theme->looks[STYLE_TEXT][COLOUR_TRUE];
    struct style_look paper = derived_look(base, depth);
    if (text->given)
        paper = said_look(text, paper);
    for (int role = 0; role < STYLE_ROLE_COUNT; role++) {
        const struct said *said = &draft->roles[role][depth];
        struct style_look look = theme->looks[role][COLOUR_TRUE];
        if (role == STYLE_TEXT || said->given) {
            look = role == STYLE_TEXT ? paper : said_look(said, paper);
        } else {
            bool same = look.background == base.background;
            look.background = same ? paper.background : derived_look(look, depth).background;
            look.foreground = look.foreground == base.foreground && same
                                  ? paper.foreground
                                  : derive(look.foreground, look.background, depth);
        }
        theme->looks[role][depth] = look;
    }
}

static void settle(struct theme *theme, const struct draft *draft)
{
    static const struct style_look terminal = {COLOUR_DEFAULT, COLOUR_DEFAULT, 0};
    theme_plain(theme);
    struct style_look text = said_look(&draft->roles[STYLE_TEXT][COLOUR_TRUE], terminal);
    for (int role = 0; role < STYLE_ROLE_COUNT; role++) {
        const struct said *said = draft->roles[role];
        if (role != STYLE_PICTURE && (said[COLOUR_TRUE].given || role == STYLE_TEXT))
            theme->looks[role][COLOUR_TRUE] = said_look(&said[COLOUR_TRUE], text);
        else if (role != STYLE_PICTURE) {
            theme->looks[role][COLOUR_TRUE].foreground = text.foreground;
            theme->looks[role][COLOUR_TRUE].background = text.background;
        }
        if (said[COLOUR_NONE].given)
            theme->looks[role][COLOUR_NONE].flags = said[COLOUR_NONE].look.flags;
    }
    for (int depth = COLOUR_8; depth < COLOUR_TRUE; depth++)
        settle_depth(theme, draft, (enum colour_depth)depth);
}

bool theme_read(struct theme *theme, const char *text, size_t length, struct theme_mistake *mistake)
{
    struct draft draft = {0};
    *mistake = (struct theme_mistake){0};
    if (length > THEME_FILE_MAX)
        return wrong(mistake, (struct word){"", 0}, N_("the file is too large."));
    for (size_t at = 0; at < length;) {
        char line[THEME_LINE_MAX];
        const char *end = memchr(text + at, '\n', length - at);
        size_t size = end ? (size_t)(end - (text + at)) : length - at;
        mistake->line++;
        if (size >= sizeof line || memchr(text + at, '\0', size) || !doran_text_valid(text + at, size))
            return wrong(mistake, (struct word){"", 0}, N_("the line is too long, or no text."));
        memcpy(line, text + at, size);
        line[size] = '\0';
        if (!read_line(&draft, line, mistake))
            return false;
        at += size + 1;
    }
    settle(theme, &draft);
    return true;
}

/* --- looking up --- */

struct style_look theme_look(const struct theme *theme, unsigned style, enum colour_depth depth)
{
    unsigned role = style & STYLE_ROLE_MASK;
    if (role >= STYLE_ROLE_COUNT)
        role = STYLE_TEXT;
    if ((unsigned)depth >= COLOUR_DEPTH_COUNT)
        depth = COLOUR_NONE;
    struct style_look look = theme->looks[role][depth];
    look.flags |= style & ~STYLE_ROLE_MASK;
    return look;
}

bool theme_readable_on(const struct theme *theme, uint32_t paper, enum colour_depth depth)
{
    int32_t own = theme->looks[STYLE_TEXT][depth].background;
    for (int role = 0; role < STYLE_PICTURE; role++) {
        struct style_look look = theme->looks[role][depth];
        double least = role == STYLE_RULE ? COLOUR_CONTRAST_SIGN : COLOUR_CONTRAST_TEXT;
        if (role == STYLE_TEXT || look.background != own || look.foreground == COLOUR_DEFAULT)
            continue;
        if (colour_contrast(colour_rgb(look.foreground, depth, paper), paper) < least)
            return false;
    }
    return true;
}

void theme_keep_paper(struct theme *theme)
{
    for (int depth = 0; depth < COLOUR_DEPTH_COUNT; depth++) {
        struct style_look text = theme->looks[STYLE_TEXT][depth];
        for (int role = 0; role < STYLE_ROLE_COUNT; role++) {
            struct style_look *look = &theme->looks[role][depth];
            if (look->background != text.background)
                continue;
            look->background = COLOUR_DEFAULT;
            if (look->foreground == text.foreground)
                look->foreground = COLOUR_DEFAULT;
        }
    }
}
