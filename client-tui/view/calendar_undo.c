/* calendar_undo.c: deleting, and bringing back what was deleted last: made anew while the program runs. */
#include "client-tui/i18n.h"
#include "client-tui/state/copy.h"
#include "client-tui/view/calendar.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define EVENT_BYTES_MAX (256 * 1024)

/* What a deletion took: the event as it was, or the rule of a series that was ended. */
struct calendar_undo {
    struct doran_arena arena;
    char family[37];
    bool rule; /* the series is there, its rule is given back */
    struct doran_event event;
};

void calendar_undo_free(struct calendar_undo *undo)
{
    if (undo)
        doran_arena_deinit(&undo->arena);
    free(undo);
}

static void forget(struct ui *ui)
{
    calendar_undo_free(ui->undo);
    ui->undo = NULL;
}

/* Keeps a copy. */
static bool keep(struct ui *ui, const struct doran_event *event)
{
    struct calendar_undo *undo = calloc(1, sizeof *undo);
    forget(ui);
    if (!undo)
        return false;
    undo->arena = DORAN_ARENA(2 * EVENT_BYTES_MAX);
    snprintf(undo->family, sizeof undo->family, "%s", ui->state.family.id ? ui->state.family.id : "");
    bool good = copy_object(DORAN_TYPE_event, event, &undo->event, &undo->arena, NULL);
    if (good)
        ui->undo = undo;
    else
        calendar_undo_free(undo);
    return good;
}

/* One occurrence comes back as a single event on its day. */
static void keep_occurrence(struct ui *ui, const struct calendar_entry *entry)
{
    struct doran_event single = *entry->event;
    single.start = entry->occurrence->start;
    single.end = entry->occurrence->end;
    single.rrule = single.recurrence_id = single.series_id = NULL;
    single.exceptions.count = 0;
    keep(ui, &single);
}

/* True when what is deleted can be brought back. */
static bool keep_deleted(struct ui *ui, const struct calendar_key *key, const struct calendar_entry *entry,
                         enum doran_event_scope scope, struct doran_arena *arena)
{
    struct doran_event event;
    if (scope == DORAN_event_scope_one && entry) {
        keep_occurrence(ui, entry);
        return ui->undo != NULL;
    }
    const char *id = entry && entry->event->series_id ? entry->event->series_id : key->event;
    if (!calendar_event(&ui->state, id, &event, arena) || !keep(ui, &event))
        return false;
    ui->undo->rule = scope == DORAN_event_scope_following;
    return true;
}

void calendar_delete_scope(struct ui *ui, const struct calendar_key *key, enum doran_event_scope scope)
{
    struct doran_arena arena = DORAN_ARENA(2 * EVENT_BYTES_MAX);
    struct doran_event_delete request = {0};
    const struct calendar_entry *entry = key->recurrence[0] ? calendar_key_entry(ui, key) : NULL;
    const char *id = entry && entry->event->series_id ? entry->event->series_id : key->event;
    struct doran_path path = ui_path_family(ui, DORAN_PARAM_event, id);
    if (scope != DORAN_event_scope_none)
        doran_set(&request, event_delete, scope, scope);
    if (scope == DORAN_event_scope_one || scope == DORAN_event_scope_following)
        doran_set(&request, event_delete, recurrence_id, key->recurrence);
    bool kept = keep_deleted(ui, key, entry, scope, &arena);
    doran_arena_deinit(&arena);
    if (!ui_enqueue(ui, DORAN_R_event_delete, &path, &request))
        return;
    ui_say(ui, TOAST_GOOD, kept ? _("Deleted. u brings it back.") : _("Deleted."));
}

static bool create_again(struct ui *ui, const struct doran_event *event)
{
    struct doran_path path = ui_path(DORAN_PARAM_family, ui->undo->family);
    struct doran_event_create request = {.title = event->title,
                                         .note = event->note,
                                         .all_day = event->all_day,
                                         .start = event->start,
                                         .end = event->end,
                                         .zone = event->zone,
                                         .rrule = event->rrule};
    doran_set(&request, event_create, colour, event->colour);
    if (event->exceptions.count > 0)
        doran_set(&request, event_create, exceptions, event->exceptions);
    if (event->reminders.count > 0)
        doran_set(&request, event_create, reminders, event->reminders);
    return ui_enqueue(ui, DORAN_R_event_create, &path, &request);
}

static bool give_rule_back(struct ui *ui, const struct doran_event *event)
{
    struct doran_path path = ui_path_family(ui, DORAN_PARAM_event, event->id);
    struct doran_event_change request = {0};
    doran_set(&request, event_change, scope, DORAN_event_scope_all);
    doran_set(&request, event_change, rrule, event->rrule);
    return ui_enqueue(ui, DORAN_R_event_change, &path, &request);
}

void calendar_undo(struct ui *ui)
{
    if (!ui->undo || !ui->state.family.id || strcmp(ui->undo->family, ui->state.family.id) != 0) {
        ui_say(ui, TOAST_NEWS, _("There is nothing to bring back."));
        return;
    }
    bool good = ui->undo->rule ? give_rule_back(ui, &ui->undo->event) : create_again(ui, &ui->undo->event);
    if (!good)
        return;
    forget(ui);
    ui_say(ui, TOAST_GOOD, _("It is back."));
}
