/* help.c: what can be typed, and how Dorandoran works. */
#include "client-tui/i18n.h"
#include "client-tui/plain/rooms.h"
#include "client-tui/state/guide.h"

void talk_help(struct talk *talk)
{
    talk_say(talk, _("Type the number of a choice and press Enter. 0 goes back."));
    talk_say(talk, _("An empty line tells what came in meanwhile and repeats the choices."));
    if (!talk->simple)
        talk_say(talk, _("/words shows only the choices with these words; ? shows this."));
    talk_say(talk, _("When a text is asked for, an empty line keeps what stands in brackets, or leaves "
                     "everything as it is."));
    talk_say(talk, _("While the server is waited for, an empty line or Ctrl-C stops the waiting; elsewhere "
                     "Ctrl-C ends the program."));
    talk_say(talk, _("News are told between two questions, never while you type."));
    talk_say(talk, _("More stands in the manual: man doran"));
}

void room_guide(struct talk *talk)
{
    char ignored[LINE_SIZE];
    for (size_t i = 0; i < GUIDE_PAGES && !talk_ends(talk); i++) {
        const struct guide_page *page = &guide_pages[i];
        talk_say(talk, _(page->title));
        for (size_t k = 0; k < GUIDE_SENTENCES; k++)
            talk_say(talk, k == 1 && page->in_lines ? _(page->in_lines) : _(page->sentences[k]));
        if (page->later)
            talk_say(talk, _("This room opens with one of the next versions."));
        if (i + 1 < GUIDE_PAGES && talk_ask(talk, _("Enter for the next page, 0 for enough"), NULL, ignored))
            return;
    }
}

void room_help(struct talk *talk)
{
    static const struct talk_item items[] = {{N_("What can be typed"), talk_help},
                                             {N_("How Dorandoran works"), room_guide}};
    static const struct talk_menu menu = TALK_MENU(N_("Help"), items);
    do
        talk_news(talk);
    while (talk_menu(talk, &menu));
}
