#include "client-tui/state/greeting.h"

#include "client-tui/i18n.h"
#include "client-tui/state/language.h"
#include "client-tui/state/state.h"

static const char *const greetings[] = {
    N_("How about a short call to your parents today?"), N_("Tell somebody today what you like about them."),
    N_("A photo of your lunch makes somebody smile."),   N_("What made you laugh today? Tell it here."),
    N_("Somebody is glad that you are here."),           N_("Is there a birthday coming up?"),
    N_("A walk together does not need a reason."),
};

const char *greeting_of_today(const struct state *state)
{
    size_t day = (size_t)(state->now / DORAN_DAY) % (sizeof greetings / sizeof *greetings);
    const char *own = missions_greeting_of_today(state, language_now());
    return own ? own : _(greetings[day]);
}
