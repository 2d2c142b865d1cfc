/** @file text.h  Hangul-safe text: normal form, grapheme clusters, columns, keys, particles. UTF-8 throughout.
 *
 * Lengths the product speaks of are grapheme clusters (UAX #29) after NFC (UAX #15). All functions are thread safe. */
#ifndef DORAN_TEXT_H
#define DORAN_TEXT_H

#include "api.h"

#include <stdbool.h>
#include <stddef.h>

/** True when the bytes are valid UTF-8 (RFC 3629: no surrogates, nothing overlong) without a NUL. */
DORAN_API bool doran_text_valid(const char *text, size_t length);
/** True when there is a control character (Cc), a line or paragraph separator, or a bidirectional override in it.
 * @param multiline  allow \n and \t */
DORAN_API bool doran_text_has_control(const char *text, size_t length, bool multiline);
/** NFC of `text` with the white space at both ends taken off; malloc'ed, NULL without memory or for invalid UTF-8. */
DORAN_API char *doran_text_clean(const char *text, size_t length);
/** The key two texts share when they differ in case or form only: NFKC casefolded (Unicode §3.13 D147). malloc'ed. */
DORAN_API char *doran_text_key(const char *text);
/** Number of grapheme clusters. */
DORAN_API size_t doran_text_graphemes(const char *text, size_t length);
/** Bytes of the first grapheme cluster, 0 at the end. */
DORAN_API size_t doran_text_next(const char *text, size_t length);
/** Bytes of the last grapheme cluster before `offset`, 0 at the start. */
DORAN_API size_t doran_text_previous(const char *text, size_t offset);

/** How the terminal at hand draws: set once at start from the answers of the terminal. */
struct doran_text_widths {
    bool ambiguous_wide; /**< East Asian Ambiguous characters (UAX #11) take two columns. */
    bool emoji_narrow;   /**< Emoji sequences are drawn as their single parts, as old terminals do. */
};
/** Columns of one grapheme cluster of `length` bytes: 0, 1 or 2; with `emoji_narrow` the sum of its parts, which can be
 * more. Control characters take none. `widths` NULL means narrow ambiguous, whole emoji. */
DORAN_API int doran_text_cluster_width(const char *text, size_t length,
                                       const struct doran_text_widths *widths);
/** Columns of a text. */
DORAN_API int doran_text_width(const char *text, size_t length, const struct doran_text_widths *widths);
/** Bytes of the longest run of whole clusters that fits into `columns`; `used` (NULL allowed) gets its columns. */
DORAN_API size_t doran_text_fit(const char *text, size_t length, int columns,
                                const struct doran_text_widths *widths, int *used);

/** The Korean particles that depend on the last sound of the word before them. */
enum doran_particle {
    DORAN_PARTICLE_I_GA,     /**< 이/가 */
    DORAN_PARTICLE_EUL_REUL, /**< 을/를 */
    DORAN_PARTICLE_EUN_NEUN, /**< 은/는 */
    DORAN_PARTICLE_GWA_WA,   /**< 과/와 */
    DORAN_PARTICLE_EURO_RO,  /**< 으로/로 (로 also after a final ㄹ) */
    DORAN_PARTICLE_A_YA,     /**< 아/야 */
    DORAN_PARTICLE_COUNT
};
/** The form that follows `word`. Digits and Latin letters are read as Korean reads them (3 → 삼, L → 엘); after
 * anything else the written pair "이(가)" is given. Static text. */
DORAN_API const char *doran_particle(const char *word, enum doran_particle particle);

#endif
