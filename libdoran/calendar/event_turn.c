#include "libdoran/calendar/event_desk.h"

#include <stdlib.h>
#include <string.h>

/* ---- All: the series, with what is left out and different in it ---- */

static int compare_marks(const void *left, const void *right)
{
    const struct series_mark *a = left, *b = right;
    return (a->at > b->at) - (a->at < b->at);
}

/* The rule the series has now: the one given, or the old one moved along with its start. */
static bool change_rule(struct desk *desk, const struct doran_event_change *change, struct turn *turn)
{
    struct event_times before, after;
    struct doran_rule rule;
    char text[DORAN_RRULE_TEXT_MAX];
    bool given = GIVEN(change, rrule);
    turn->new_rule = given && !same_text(change->rrule, turn->before->rrule);
    if (given) {
        turn->after.rrule = change->rrule;
        return true;
    }
    if (turn->before->rrule == NULL)
        return true;
    if (!event_times_read(turn->before, &before, desk->error) ||
        !event_times_read(&turn->after, &after, desk->error) ||
        !doran_rule_parse(turn->before->rrule, &rule, desk->error))
        return false;
    bool moved = doran_wall_compare(before.start, after.start) != 0 || before.all_day != after.all_day ||
                 before.zone != after.zone;
    if (!moved)
        return true;
    if (!series_follow(&before, &after, &rule) || !doran_rule_format(&rule, text))
        return desk_refuse(desk, "start", "The rule cannot begin there.");
    turn->after.rrule = doran_arena_strdup(desk->arena, text);
    return turn->after.rrule != NULL || desk_no_memory(desk);
}

/* One that is different follows in what was not different. */
static bool follow(struct desk *desk, const struct doran_event_change *change, const struct turn *turn,
                   const struct doran_event *old, int64_t at, int64_t moved)
{
    const struct doran_event *before = turn->before, *after = &turn->after;
    struct doran_event event = *old;
    struct event_times times, own, series;
    int64_t start;
    if (same_text(old->title, before->title))
        event.title = after->title;
    if (same_text(old->note, before->note))
        event.note = after->note;
    if (old->colour == before->colour)
        event.colour = after->colour;
    if (same_reminders(&old->reminders, &before->reminders))
        event.reminders = after->reminders;
    event.series_id = after->id;
    event.uid = after->uid;
    event.recurrence_id = event_when_text(desk->arena, moved, after->all_day);
    if (!event_times_read(after, &times, desk->error) || !event_times_read(before, &series, desk->error) ||
        !event_times_read(old, &own, desk->error))
        return false;
    bool same_time = event_when_seconds(old->start, &start) && start == at &&
                     old->all_day == before->all_day && same_text(old->zone, before->zone) &&
                     own.length == series.length && own.days == series.days;
    if (same_time) {
        event.all_day = after->all_day;
        event.zone = after->zone;
        event.start = event.recurrence_id;
        event.end = event_when_text(desk->arena, event_end_of(&times, moved), after->all_day);
    }
    if (event.recurrence_id == NULL || event.start == NULL || event.end == NULL)
        return desk_no_memory(desk);
    if (old == turn->direct) {
        const struct doran_event base = event;
        change_words(change, &event);
        if (turn->with_times && !change_times(desk, &base, change, &event))
            return false;
        if (!doran_event_check(&event, desk->error))
            return false;
    }
    bool same = same_text(event.title, old->title) && same_text(event.note, old->note) &&
                event.colour == old->colour && same_reminders(&event.reminders, &old->reminders) &&
                same_text(event.series_id, old->series_id) && same_text(event.uid, old->uid) &&
                same_text(event.recurrence_id, old->recurrence_id) && same_text(event.start, old->start) &&
                same_text(event.end, old->end) && same_text(event.zone, old->zone);
    if (!same)
        desk_put(desk, &event);
    return true;
}

/* Moves the occurrences left out; those that there are no more are dropped. `marks` has room for them. */
static bool move_exceptions(struct desk *desk, struct turn *turn, struct series_mark *marks)
{
    const struct doran_exception_list *old = &turn->before->exceptions;
    size_t count = 0;
    turn->after.exceptions = (struct doran_exception_list){0};
    for (size_t i = 0; i < old->count; i++)
        count += event_when_seconds(old->items[i].at, &marks[count].at) ? 1 : 0;
    if (count == 0)
        return true;
    qsort(marks, count, sizeof *marks, compare_marks);
    struct doran_exception *items = doran_arena_alloc(desk->arena, count * sizeof *items);
    if (items == NULL)
        return desk_no_memory(desk);
    if (!series_move_marks(turn->before, &turn->after, turn->new_rule, marks, count, desk->error))
        return false;
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        if (!marks[i].kept)
            continue;
        items[kept].at = event_when_text(desk->arena, marks[i].moved, turn->after.all_day);
        if (items[kept++].at == NULL)
            return desk_no_memory(desk);
    }
    turn->after.exceptions = (struct doran_exception_list){items, kept};
    return true;
}

static int compare_different(const void *left, const void *right)
{
    const struct doran_event *const *a = left, *const *b = right;
    struct series_mark first = {0}, second = {0};
    event_when_seconds((*a)->recurrence_id, &first.at);
    event_when_seconds((*b)->recurrence_id, &second.at);
    return compare_marks(&first, &second);
}

/* Moves what is different; what has no occurrence any more is removed. */
static bool move_different(struct desk *desk, const struct doran_event_change *change, struct turn *turn,
                           struct series_mark *marks)
{
    size_t count = turn->different_count;
    if (count == 0)
        return true;
    qsort(turn->different, count, sizeof(const struct doran_event *), compare_different);
    for (size_t i = 0; i < count; i++) {
        marks[i] = (struct series_mark){0};
        event_when_seconds(turn->different[i]->recurrence_id, &marks[i].at);
    }
    if (turn->after.rrule != NULL &&
        !series_move_marks(turn->before, &turn->after, turn->new_rule, marks, count, desk->error))
        return false;
    for (size_t i = 0; i < count; i++) {
        if (!marks[i].kept)
            desk_remove(desk, turn->different[i]->id);
        else if (!follow(desk, change, turn, turn->different[i], marks[i].at, marks[i].moved))
            return false;
    }
    return true;
}

bool change_series(struct desk *desk, const struct doran_event_change *change, struct turn *turn)
{
    change_words(change, &turn->after);
    struct doran_event base = turn->after;
    if (!change_times(desk, &base, change, &turn->after) || !change_rule(desk, change, turn))
        return false;
    struct doran_event bare = turn->after;
    bare.exceptions = (struct doran_exception_list){0};
    if (!doran_event_check(&bare, desk->error))
        return false;
    size_t room = turn->before->exceptions.count + turn->different_count + 1;
    struct series_mark *marks = calloc(room, sizeof *marks);
    if (marks == NULL)
        return desk_no_memory(desk);
    bool was_series = event_is_series(turn->before), is_series = event_is_series(&turn->after);
    turn->after.exceptions = (struct doran_exception_list){0};
    bool done = !was_series || !is_series || move_exceptions(desk, turn, marks);
    if (done) {
        desk_put(desk, &turn->after);
        done = move_different(desk, change, turn, marks);
    }
    free(marks);
    return done;
}
