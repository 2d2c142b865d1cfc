#include "client-tui/term/query.h"

#define ASK "\033[6n"
#define BACK "\033[1;1H"

/* How far the cursor goes is asked first: where it stops before a wide sign's end, the other answers tell nothing. */
#define ROOM 5 /* a column behind every sign, also one whose bytes are taken for characters */
#define TO_ROOM "\033[1;5H"

const char query_text[] = TO_ROOM ASK BACK "●" ASK BACK "─" ASK BACK "█" ASK BACK "🥰" ASK BACK "\033[K";

const char query_background[] = BACK "\033]11;?\033\\";

enum { REPORT_ROOM, REPORT_BULLET, REPORT_LINE, REPORT_BLOCK, REPORT_EMOJI };

#define COLUMNS_BEYOND_UTF8 3 /* as many as the bytes, or nearly: each byte was taken for a character */

static int columns_of(const struct input_report *report)
{
    return report->column - 1;
}

bool query_had_room(const struct input_report reports[QUERY_REPORTS])
{
    return reports[REPORT_ROOM].column == ROOM;
}

bool query_read(const struct input_report reports[QUERY_REPORTS], struct term_widths *widths)
{
    for (int i = REPORT_BULLET; i < QUERY_REPORTS; i++) {
        if (columns_of(&reports[i]) >= COLUMNS_BEYOND_UTF8)
            return false;
    }
    widths->text.ambiguous_wide = columns_of(&reports[REPORT_BULLET]) == 2;
    widths->line_columns = columns_of(&reports[REPORT_LINE]) == 2 ? 2 : 1;
    widths->block_columns = columns_of(&reports[REPORT_BLOCK]) == 2 ? 2 : 1;
    widths->emoji = columns_of(&reports[REPORT_EMOJI]) == 2;
    return true;
}

struct term_widths query_unanswered(void)
{
    return (struct term_widths){.line_columns = 1, .block_columns = 1};
}

void query_override(const struct term_options *options, struct term_widths *widths)
{
    if (options->ambiguous_wide != TERM_AUTO) {
        bool wide = options->ambiguous_wide == TERM_YES;
        widths->text.ambiguous_wide = wide;
        widths->line_columns = widths->block_columns = wide ? 2 : 1;
    }
    if (options->emoji != TERM_AUTO)
        widths->emoji = options->emoji == TERM_YES;
    widths->ascii = options->ascii;
}

bool query_needless(const struct term_options *options)
{
    return options->ambiguous_wide != TERM_AUTO && options->emoji != TERM_AUTO;
}
