/* notice.c: what the operator of the server tells everybody. */
#include "client-tui/i18n.h"
#include "client-tui/plain/rooms.h"

#include <stdio.h>
#include <string.h>

void room_notice(struct talk *talk)
{
    const struct doran_notice *notice = missions_notice(&talk->state);
    const char *labels[] = {_("Understood"), _("Not for a day")};
    if (!notice || strcmp(talk->noticed, notice->id) == 0)
        return;
    snprintf(talk->noticed, sizeof talk->noticed, "%s", notice->id);
    talk_say(talk, _("A notice from whoever runs the server"));
    size_t chosen;
    do
        chosen = talk_choose(talk, notice->text, labels, sizeof labels / sizeof *labels);
    while (chosen == TALK_AGAIN);
    if (chosen == 1)
        missions_hide_notice(&talk->state, talk->noticed);
}
