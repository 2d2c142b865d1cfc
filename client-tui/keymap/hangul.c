/* Dubeolsik is KS X 5002. Sebeolsik 390 and final are Kong Byung-woo's layouts: a key for each sound of the
 * beginning, the middle and the end, so a jamo there is one key, except what is typed as two. */
#include "client-tui/keymap/hangul.h"

#include <string.h>

#define SYLLABLE_FIRST 0xAC00
#define SYLLABLE_LAST 0xD7A3
#define INITIAL_FIRST 0x1100
#define MEDIAL_FIRST 0x1161
#define FINAL_FIRST 0x11A7 /* one before: final 0 is none */
#define JAMO_FIRST 0x3131
#define JAMO_LAST 0x3163
#define JAMO_VOWEL 0x314F

#define INITIALS 19
#define MEDIALS 21
#define FINALS 28

/* In Unicode's order: ㄱ ㄲ ㄴ ㄷ ㄸ ㄹ ㅁ ㅂ ㅃ ㅅ ㅆ ㅇ ㅈ ㅉ ㅊ ㅋ ㅌ ㅍ ㅎ
 *                     ㅏ ㅐ ㅑ ㅒ ㅓ ㅔ ㅕ ㅖ ㅗ ㅘ ㅙ ㅚ ㅛ ㅜ ㅝ ㅞ ㅟ ㅠ ㅡ ㅢ ㅣ
 *                     (none) ㄱ ㄲ ㄳ ㄴ ㄵ ㄶ ㄷ ㄹ ㄺ ㄻ ㄼ ㄽ ㄾ ㄿ ㅀ ㅁ ㅂ ㅄ ㅅ ㅆ ㅇ ㅈ ㅊ ㅋ ㅌ ㅍ ㅎ
 */
struct layout {
    const char *name;
    const char *initials[INITIALS];
    const char *medials[MEDIALS];
    const char *finals[FINALS];
};

static const struct layout layouts[HANGUL_LAYOUTS] = {
    [HANGUL_DUBEOLSIK] = {"dubeolsik",
                          {"r", "R", "s", "e", "E", "f", "a", "q", "Q", "t", "T", "d", "w", "W", "c", "z",
                           "x", "v", "g"},
                          {"k",  "o", "i", "O",  "j",  "p",  "u", "P", "h",  "hk", "ho",
                           "hl", "y", "n", "nj", "np", "nl", "b", "m", "ml", "l"},
                          {"",   "r",  "R", "rt", "s",  "sw", "sg", "e", "f", "fr", "fa", "fq", "ft", "fx",
                           "fv", "fg", "a", "q",  "qt", "t",  "T",  "d", "w", "c",  "z",  "x",  "v",  "g"}},
    [HANGUL_SEBEOLSIK_390] = {"sebeolsik-390",
                              {"k", "kk", "h", "u", "uu", "y", "i", ";", ";;", "n", "nn", "j", "l", "ll", "o",
                               "0", "'", "p", "m"},
                              {"f",  "r", "6", "R",  "t",  "c",  "e", "7", "v", "/f", "/r",
                               "/d", "4", "b", "9t", "9c", "9d", "5", "g", "8", "d"},
                              {"",   "x", "F", "xq", "s", "s!", "S", "A", "w", "D", "C", "w3", "wq", "wW",
                               "wQ", "V", "z", "3",  "X", "q",  "2", "a", "!", "Z", "E", "W",  "Q",  "1"}},
    [HANGUL_SEBEOLSIK_FINAL] = {"sebeolsik-final",
                                {"k", "kk", "h", "u", "uu", "y", "i", ";", ";;", "n", "nn", "j", "l", "ll",
                                 "o", "0", "'", "p", "m"},
                                {"f",  "r", "6", "G",  "t",  "c",  "e", "7", "v", "/f", "/r",
                                 "/d", "4", "b", "9t", "9c", "9d", "5", "g", "8", "d"},
                                {"",  "x", "!", "V", "s", "E", "S", "A", "w", "@", "F", "D", "T", "%",
                                 "$", "R", "z", "3", "X", "q", "2", "a", "#", "Z", "C", "W", "Q", "1"}},
    [HANGUL_OFF] = {.name = "off"},
};

/* The compatibility jamo ㄱ … ㅎ as initials, and where there is none, as finals. */
#define NO_INITIAL (-1)
static const struct {
    short initial, final;
} consonants[JAMO_VOWEL - JAMO_FIRST] = {
    {0, 1},           {1, 2},           {NO_INITIAL, 3},  {2, 4},           {NO_INITIAL, 5},
    {NO_INITIAL, 6},  {3, 7},           {4, 0},           {5, 8},           {NO_INITIAL, 9},
    {NO_INITIAL, 10}, {NO_INITIAL, 11}, {NO_INITIAL, 12}, {NO_INITIAL, 13}, {NO_INITIAL, 14},
    {NO_INITIAL, 15}, {6, 16},          {7, 17},          {8, 0},           {NO_INITIAL, 18},
    {9, 19},          {10, 20},         {11, 21},         {12, 22},         {13, 0},
    {14, 23},         {15, 24},         {16, 25},         {17, 26},         {18, 27},
};

static bool within(uint32_t codepoint, uint32_t first, uint32_t last)
{
    return codepoint >= first && codepoint <= last;
}

bool hangul_is(uint32_t codepoint)
{
    return within(codepoint, SYLLABLE_FIRST, SYLLABLE_LAST) || within(codepoint, JAMO_FIRST, 0x318E) ||
           within(codepoint, INITIAL_FIRST, 0x11FF) || within(codepoint, 0xA960, 0xA97C) ||
           within(codepoint, 0xD7B0, 0xD7FB);
}

static void add(char out[HANGUL_KEYS_MAX], const char *keys)
{
    if (keys != NULL)
        strncat(out, keys, HANGUL_KEYS_MAX - 1 - strlen(out));
}

static void add_syllable(const struct layout *layout, uint32_t index, char out[HANGUL_KEYS_MAX])
{
    add(out, layout->initials[index / (MEDIALS * FINALS)]);
    add(out, layout->medials[index / FINALS % MEDIALS]);
    add(out, layout->finals[index % FINALS]);
}

size_t hangul_keys(enum hangul_layout layout, uint32_t codepoint, char out[HANGUL_KEYS_MAX])
{
    out[0] = '\0';
    if ((unsigned)layout >= HANGUL_OFF)
        return 0;
    const struct layout *table = &layouts[layout];
    if (within(codepoint, SYLLABLE_FIRST, SYLLABLE_LAST)) {
        add_syllable(table, codepoint - SYLLABLE_FIRST, out);
    } else if (within(codepoint, JAMO_FIRST, JAMO_VOWEL - 1)) {
        int initial = consonants[codepoint - JAMO_FIRST].initial;
        int final = consonants[codepoint - JAMO_FIRST].final;
        add(out, initial != NO_INITIAL ? table->initials[initial] : table->finals[final]);
    } else if (within(codepoint, JAMO_VOWEL, JAMO_LAST)) {
        add(out, table->medials[codepoint - JAMO_VOWEL]);
    } else if (within(codepoint, INITIAL_FIRST, INITIAL_FIRST + INITIALS - 1)) {
        add(out, table->initials[codepoint - INITIAL_FIRST]);
    } else if (within(codepoint, MEDIAL_FIRST, MEDIAL_FIRST + MEDIALS - 1)) {
        add(out, table->medials[codepoint - MEDIAL_FIRST]);
    } else if (within(codepoint, FINAL_FIRST + 1, FINAL_FIRST + FINALS - 1)) {
        add(out, table->finals[codepoint - FINAL_FIRST]);
    }
    return strlen(out);
}

bool hangul_layout_from_name(const char *name, enum hangul_layout *out)
{
    for (int i = 0; i < HANGUL_LAYOUTS; i++) {
        if (strcmp(layouts[i].name, name) == 0) {
            *out = (enum hangul_layout)i;
            return true;
        }
    }
    return false;
}
