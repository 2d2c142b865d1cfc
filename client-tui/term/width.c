/* ncurses asks wcwidth(3) how far each character moves the terminal's cursor. The C library cannot know: it
 * answers from a table of its own Unicode version, with narrow ambiguous characters. So this program defines
 * wcwidth itself, from the same table the layout uses and from what the terminal answered at the start; the
 * dynamic linker gives the program's definition to ncurses. There is one terminal and wcwidth takes no
 * context, hence the one variable. */
#include "client-tui/term/width.h"

#include "client-tui/term/cluster.h"

#include <wchar.h>

static struct term_widths current = {.line_columns = 1, .block_columns = 1};

void width_use(const struct term_widths *widths)
{
    current = *widths;
}

__attribute__((visibility("default"))) int wcwidth(wchar_t character)
{
    if (character == L'\0')
        return 0;
    if (character < L' ' || (character >= 0x7F && character < 0xA0) || character > 0x10FFFF)
        return -1;
    return cluster_character_columns((uint32_t)character, &current);
}
