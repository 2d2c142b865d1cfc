/* language.h: which language the program speaks, and the locale that its text functions need. */
#ifndef DORAN_TUI_LANGUAGE_H
#define DORAN_TUI_LANGUAGE_H

#include <stdbool.h>

/* Sets the process's locale from the environment, one of UTF-8 in any case, and the folder of the
 * translations. To be called once at start, before any thread. `language` is "ko", "en", or NULL to go by the
 * environment; anything else gives false and changes nothing. Calling it again changes the language on the
 * spot. */
bool language_choose(const char *language);
/* "ko" or "en": what _() gives now. */
const char *language_now(void);
/* The other one of the two. */
const char *language_other(void);

#endif
