/** @file moods.h  The seven moods and five default avatars: their words and signs. */
#ifndef DORAN_MOODS_H
#define DORAN_MOODS_H

#include "types.h"

struct doran_mood_face {
    const char *emoji;   /**< "🙂" */
    const char *korean;  /**< "좋아요" */
    const char *english; /**< "good" */
    const char *ascii;   /**< ":)" for terminals without emoji, at most 4 columns. */
};
/** NULL for DORAN_mood_none. */
DORAN_API const struct doran_mood_face *doran_mood_face(enum doran_mood mood);

#endif
