/* notice.c: what the operator of the server tells everybody. */
#include "client-tui/i18n.h"
#include "client-tui/view/view.h"

#include <doran/text.h>

#include <stdio.h>
#include <string.h>

static void hide(struct ui *ui, const char *id)
{
    missions_hide_notice(&ui->state, id);
}

void view_tell_notice(struct ui *ui, const struct doran_notice *notice)
{
    struct ui_question question = {
        .enter = _("Understood"), .escape = _("Later"), .extra = _("Not for a day"), .other = hide};
    snprintf(question.title, sizeof question.title, "%s", _("A notice from whoever runs the server"));
    /* Cut at a whole cluster, should it be of very long ones. */
    size_t length = strlen(notice->text);
    while (length >= sizeof question.message)
        length -= doran_text_previous(notice->text, length);
    snprintf(question.message, sizeof question.message, "%.*s", (int)length, notice->text);
    snprintf(question.id, sizeof question.id, "%s", notice->id);
    ui_ask(ui, &question);
}
