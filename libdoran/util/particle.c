/* Which form of a Korean particle follows a word: what counts is the sound the word ends with. */
#include <doran/text.h>

#include <stdint.h>
#include <string.h>
#include <unistr.h>

#define SYLLABLE_FIRST 0xAC00 /* 가: Unicode §3.12 lays the syllables out as lead × vowel × final. */
#define SYLLABLE_LAST 0xD7A3
#define FINALS 28
#define FINAL_RIEUL 8

enum ending { ENDING_UNKNOWN, ENDING_VOWEL, ENDING_CONSONANT, ENDING_RIEUL, ENDING_COUNT };

static const char *const forms[DORAN_PARTICLE_COUNT][ENDING_COUNT] = {
    [DORAN_PARTICLE_I_GA] = {"이(가)", "가", "이", "이"},
    [DORAN_PARTICLE_EUL_REUL] = {"을(를)", "를", "을", "을"},
    [DORAN_PARTICLE_EUN_NEUN] = {"은(는)", "는", "은", "은"},
    [DORAN_PARTICLE_GWA_WA] = {"과(와)", "와", "과", "과"},
    [DORAN_PARTICLE_EURO_RO] = {"(으)로", "로", "으로", "로"},
    [DORAN_PARTICLE_A_YA] = {"아(야)", "야", "아", "아"},
};

static enum ending hangul_ending(ucs4_t c)
{
    if (c >= SYLLABLE_FIRST && c <= SYLLABLE_LAST) {
        ucs4_t final = (c - SYLLABLE_FIRST) % FINALS;
        return final == 0 ? ENDING_VOWEL : final == FINAL_RIEUL ? ENDING_RIEUL : ENDING_CONSONANT;
    }
    /* The letters alone are read by their names: ㄱ is 기역, ㄹ is 리을, ㅏ is 아. */
    if (c >= 0x3131 && c <= 0x314E)
        return c == 0x3139 ? ENDING_RIEUL : ENDING_CONSONANT;
    if (c >= 0x314F && c <= 0x3163)
        return ENDING_VOWEL;
    /* Conjoining letters, for a text that is not in NFC: vowels and finals end a syllable. */
    if (c >= 0x1161 && c <= 0x1175)
        return ENDING_VOWEL;
    if (c >= 0x11A8 && c <= 0x11C2)
        return c == 0x11AF ? ENDING_RIEUL : ENDING_CONSONANT;
    return ENDING_UNKNOWN;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* 영 일 이 삼 사 오 육 칠 팔 구; with zeros at the end 십 백 천 만 억 조 경 해. */
static enum ending number_ending(const char *word, size_t length)
{
    static const enum ending digits[10] = {
        ENDING_CONSONANT, ENDING_RIEUL,     ENDING_VOWEL, ENDING_CONSONANT, ENDING_VOWEL,
        ENDING_VOWEL,     ENDING_CONSONANT, ENDING_RIEUL, ENDING_RIEUL,     ENDING_VOWEL,
    };
    char last = word[length - 1];
    if (last != '0')
        return digits[last - '0'];
    size_t zeros = 0;
    size_t at = length;
    while (at > 0 && (word[at - 1] == '0' || word[at - 1] == ','))
        zeros += word[--at] == '0';
    if (at == 0 || !is_digit(word[at - 1]))
        return ENDING_CONSONANT; /* Nothing but zeros: 영 */
    bool jo_or_hae = (zeros >= 12 && zeros < 16) || (zeros >= 20 && zeros < 24);
    return jo_or_hae ? ENDING_VOWEL : ENDING_CONSONANT;
}

/* By the letter's name: 엘, 엠, 엔 and 알 end with a consonant. "ng" is ㅇ, as in a name: Young is 영. */
static enum ending latin_ending(const char *word, size_t length)
{
    if (length >= 2 && memcmp(word + length - 2, "ng", 2) == 0)
        return ENDING_CONSONANT;
    switch (word[length - 1]) {
    case 'L':
    case 'l':
    case 'R':
    case 'r':
        return ENDING_RIEUL;
    case 'M':
    case 'm':
    case 'N':
    case 'n':
        return ENDING_CONSONANT;
    default:
        return ENDING_VOWEL;
    }
}

static enum ending ending_of(const char *word)
{
    size_t length = word != NULL ? strlen(word) : 0;
    if (length == 0)
        return ENDING_UNKNOWN;
    char last = word[length - 1];
    if (is_digit(last))
        return number_ending(word, length);
    if ((last >= 'A' && last <= 'Z') || (last >= 'a' && last <= 'z'))
        return latin_ending(word, length);
    ucs4_t c;
    if (u8_prev(&c, (const uint8_t *)word + length, (const uint8_t *)word) == NULL)
        return ENDING_UNKNOWN;
    return hangul_ending(c);
}

const char *doran_particle(const char *word, enum doran_particle particle)
{
    if ((unsigned)particle >= DORAN_PARTICLE_COUNT)
        return "";
    return forms[particle][ending_of(word)];
}
