#include "client-tui/state/quick_line.h"

#include "client-tui/i18n.h"

#include <string.h>

/* As the library says them. */
static const char *const sentences[] = {
    N_("By the lunar calendar it can recur monthly or yearly."),
    N_("It ends before it starts."),
    N_("It is all day and has a time of day."),
    N_("It lasts longer than 400 days."),
    N_("It recurs in too complicated a way."),
    N_("The line has control characters in it."),
    N_("The line is empty."),
    N_("The line is no text."),
    N_("The line is too long."),
    N_("The title is longer than 100 characters."),
    N_("There are too many days."),
    N_("There are two days, and they are not the same."),
    N_("There are two ends."),
    N_("There are two recurrences."),
    N_("There are two times of day."),
    N_("There is no such day."),
    N_("There is no such time of day."),
    N_("There is no such time zone."),
    N_("What is it? Nothing is left for the title."),
    N_("When does it start?"),
};

const char *quick_line_trouble(const struct doran_error *error)
{
    for (size_t i = 0; i < sizeof sentences / sizeof *sentences; i++)
        if (error->code == DORAN_ERROR_invalid && strcmp(sentences[i], error->message) == 0)
            return _(sentences[i]);
    return NULL;
}
