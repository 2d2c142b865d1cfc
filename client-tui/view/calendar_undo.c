/* calendar_undo.c: deleting an event on the screens, and bringing back what was changed or deleted last. */
#include "client-tui/state/calendar_undo.h"
#include "client-tui/i18n.h"
#include "client-tui/view/calendar.h"

#include <stdio.h>

void calendar_delete_scope(struct ui *ui, const struct calendar_key *key, enum doran_event_scope scope)
{
    struct doran_error error = {0};
    struct doran_event_delete request = {0};
    const struct calendar_entry *entry = key->recurrence[0] ? calendar_key_entry(ui, key) : NULL;
    char id[37];
    snprintf(id, sizeof id, "%s", entry ? calendar_series(entry->event) : key->event);
    if (scope != DORAN_event_scope_none)
        doran_set(&request, event_delete, scope, scope);
    if (scope == DORAN_event_scope_one || scope == DORAN_event_scope_following)
        doran_set(&request, event_delete, recurrence_id, key->recurrence);
    if (!calendar_alter(&ui->state, &ui->undo, DORAN_R_event_delete, id, &request, &error))
        ui_say_error(ui, &error);
    else
        ui_say(ui, TOAST_GOOD, ui->undo ? _("Deleted. u brings it back.") : _("Deleted."));
}

void calendar_undo(struct ui *ui)
{
    struct doran_error error = {0};
    if (!calendar_undo_is(ui->undo, &ui->state)) {
        ui_say(ui, TOAST_NEWS, _("There is nothing to bring back."));
        return;
    }
    bool deleted = calendar_undo_deleted(ui->undo);
    if (!calendar_undo_do(&ui->state, &ui->undo, &error))
        ui_say_error(ui, &error);
    else
        ui_say(ui, TOAST_GOOD, deleted ? _("It is back.") : _("It is as it was before."));
}
