/* hangul.h: Hangul back to the keys it was typed with, for a Korean input method that is on outside a text
 * field. */
#ifndef DORAN_TUI_KEYMAP_HANGUL_H
#define DORAN_TUI_KEYMAP_HANGUL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum hangul_layout {
    HANGUL_DUBEOLSIK,
    HANGUL_SEBEOLSIK_390,
    HANGUL_SEBEOLSIK_FINAL,
    HANGUL_OFF,
    HANGUL_LAYOUTS
};

#define HANGUL_KEYS_MAX                                                                                      \
    8 /* bytes with the NUL: ㅙ with ㄳ after ㄸ is the longest, and shorter than this                    \
       */

/* True for a syllable, a conjoining jamo or a compatibility jamo. */
bool hangul_is(uint32_t codepoint);
/* The ASCII keys of one code point: 호 → "gh", ㅘ → "hk", ㄳ → "rt", ㅃ → "Q". Returns their number, 0 when
 * it is no Hangul or the layout is HANGUL_OFF. Old jamo without a key give 0. */
size_t hangul_keys(enum hangul_layout layout, uint32_t codepoint, char out[HANGUL_KEYS_MAX]);
/* The layout of a setting's word: "dubeolsik", "sebeolsik-390", "sebeolsik-final", "off". False for another.
 */
bool hangul_layout_from_name(const char *name, enum hangul_layout *out);

#endif
