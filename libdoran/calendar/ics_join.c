/* Events of one UID (RFC 5545 §3.8.4.4, §3.8.4.7): the newest series counts, then the newest of each occurrence. */
#include "libdoran/calendar/ics_join.h"

#include <doran/json.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* By UID, the series first, then the occurrences in the order of time, the newest first. */
static int compare_entries(const void *left, const void *right)
{
    const struct ics_entry *a = *(struct ics_entry *const *)left, *b = *(struct ics_entry *const *)right;
    int order = strcmp(a->item.event.uid, b->item.event.uid);
    if (order == 0)
        order = (int)a->has_recurrence - (int)b->has_recurrence;
    if (order == 0 && a->has_recurrence)
        order = doran_wall_compare(a->recurrence.wall, b->recurrence.wall);
    if (order == 0)
        order = (a->sequence < b->sequence) - (a->sequence > b->sequence);
    return order != 0 ? order : (a->order < b->order) - (a->order > b->order);
}

static bool same_occurrence(const struct ics_entry *a, const struct ics_entry *b)
{
    return a->has_recurrence == b->has_recurrence && strcmp(a->item.event.uid, b->item.event.uid) == 0 &&
           (!a->has_recurrence || doran_wall_compare(a->recurrence.wall, b->recurrence.wall) == 0);
}

static char *when(struct doran_arena *arena, const struct ics_moment *moment)
{
    char text[DORAN_WALL_TEXT_MAX];
    return doran_arena_strdup(arena, doran_when_format(moment->wall, moment->all_day, text));
}

/* `at` as the series writes its own start; a day of a series of times means the occurrence of that day. */
static struct ics_moment as_series(const struct ics_entry *series, struct ics_moment at)
{
    bool was_day = at.all_day;
    at = ics_moment_in(at, series->start.zone, series->start.all_day);
    if (was_day && !series->start.all_day) {
        struct doran_date date = at.wall.date;
        at.wall = series->start.wall;
        at.wall.date = date;
    }
    return at;
}

/* What one group is put together with. */
struct joining {
    const struct ics_context *context;
    struct ics_entry *series; /* The one that counts, or NULL. */
    struct doran_exception_list exceptions;
    size_t exception_room;
    struct ics_entries *more; /* Further dates as entries of their own… */
    size_t first;             /* …those of this group from here. */
};

static bool add_exception(struct joining *joining, const struct ics_moment *at)
{
    char *text = when(joining->context->arena, at);
    if (text == NULL)
        return false;
    for (size_t i = 0; i < joining->exceptions.count; i++) {
        if (strcmp(joining->exceptions.items[i].at, text) == 0)
            return true;
    }
    if (joining->exceptions.count == DORAN_EVENT_EXCEPTIONS_MAX) {
        ics_leave_out(&joining->series->item, joining->context->arena, DORAN_ICS_REMARK_too_many_exceptions,
                      NULL);
        return true;
    }
    joining->exceptions.items[joining->exceptions.count++] =
        (struct doran_exception){.has = DORAN_BIT(exception, at), .at = text};
    return true;
}

static int compare_moments(const void *left, const void *right)
{
    return doran_wall_compare(((const struct ics_moment *)left)->wall,
                              ((const struct ics_moment *)right)->wall);
}

/* The dates it leaves out as it writes its own start, in order, each once. */
static void sort_exceptions(struct ics_entry *series)
{
    struct ics_moment *items = series->exceptions;
    size_t kept = 0;
    for (size_t i = 0; i < series->exception_count; i++)
        items[i] = as_series(series, items[i]);
    if (series->exception_count > 0)
        qsort(items, series->exception_count, sizeof *items, compare_moments);
    for (size_t i = 0; i < series->exception_count; i++) {
        if (kept == 0 || compare_moments(&items[kept - 1], &items[i]) != 0)
            items[kept++] = items[i];
    }
    series->exception_count = kept;
}

/* A further date that the file leaves out again is none. */
static bool is_excepted(const struct ics_entry *series, const struct ics_moment *at)
{
    return series->exception_count > 0 &&
           bsearch(at, series->exceptions, series->exception_count, sizeof *at, compare_moments) != NULL;
}

struct ics_entry *ics_entries_next(struct ics_entries *entries)
{
    if (entries->count == entries->capacity) {
        size_t capacity = entries->capacity > 0 ? entries->capacity * 2 : 64;
        struct ics_entry *items = realloc(entries->items, capacity * sizeof *items);
        if (items == NULL)
            return NULL;
        entries->items = items;
        entries->capacity = capacity;
    }
    return &entries->items[entries->count];
}

/* The further date an occurrence is instead of, or NULL. */
static struct ics_entry *rdate_at(struct joining *joining, const char *uid)
{
    for (size_t i = joining->first; i < joining->more->count; i++) {
        struct ics_entry *entry = &joining->more->items[i];
        if (strcmp(entry->item.event.uid, uid) == 0)
            return entry;
    }
    return NULL;
}

/* A further date becomes a single event. False without memory. */
static bool add_rdate(struct joining *joining, const struct ics_rdate *rdate)
{
    struct ics_entry *series = joining->series;
    struct doran_arena *arena = joining->context->arena;
    struct ics_moment at = as_series(series, rdate->start);
    if (doran_wall_compare(at.wall, series->start.wall) == 0 || is_excepted(series, &at))
        return true;
    if (joining->more->count >= DORAN_ICS_EVENTS_MAX) {
        ics_remark(&series->item, arena, DORAN_ICS_REMARK_properties_left, "RDATE");
        return true;
    }
    const char *date = when(arena, &at);
    const char *uid = date != NULL ? ics_apart_uid(arena, series->item.event.uid, date) : NULL;
    if (uid != NULL && rdate_at(joining, uid) != NULL)
        return true;
    struct ics_entry *entry = uid != NULL ? ics_entries_next(joining->more) : NULL;
    if (entry == NULL)
        return false;
    joining->more->count++;
    *entry = (struct ics_entry){.item = {.event = series->item.event, .line = series->item.line}};
    entry->start = at;
    entry->seconds = rdate->seconds > 0 ? rdate->seconds : series->seconds;
    entry->order = series->order;
    entry->item.event.rrule = NULL;
    entry->item.event.has &= ~(DORAN_BIT(event_create, rrule) | DORAN_BIT(event_create, exceptions));
    entry->item.event.uid = uid;
    ics_remark(&series->item, arena, DORAN_ICS_REMARK_dates_apart, date);
    return true;
}

static bool open_series(struct joining *joining)
{
    struct ics_entry *series = joining->series;
    if (series->item.event.rrule == NULL && series->rdate_count == 0)
        return true;
    sort_exceptions(series);
    /* Cancelled occurrences may come to them. */
    joining->exceptions.items = doran_arena_alloc(
        joining->context->scratch, DORAN_EVENT_EXCEPTIONS_MAX * sizeof *joining->exceptions.items);
    if (joining->exceptions.items == NULL)
        return false;
    for (size_t i = 0; i < series->exception_count && !series->item.left_out; i++) {
        if (!add_exception(joining, &series->exceptions[i]))
            return false;
    }
    for (size_t i = 0; i < series->rdate_count && !series->item.left_out; i++) {
        if (!add_rdate(joining, &series->rdates[i]))
            return false;
    }
    return true;
}

static bool close_series(struct joining *joining)
{
    struct ics_entry *series = joining->series;
    if (series == NULL || series->item.left_out || joining->exceptions.count == 0 ||
        series->item.event.rrule == NULL)
        return true;
    size_t size = joining->exceptions.count * sizeof *joining->exceptions.items;
    struct doran_exception *items = doran_arena_alloc(joining->context->arena, size);
    if (items == NULL)
        return false;
    memcpy(items, joining->exceptions.items, size);
    joining->exceptions.items = items;
    doran_set(&series->item.event, event_create, exceptions, joining->exceptions);
    return true;
}

/* An occurrence that is different: of a rule it stays one, else it becomes a single event. */
static bool take_occurrence(struct joining *joining, struct ics_entry *entry)
{
    struct doran_arena *arena = joining->context->arena;
    struct ics_entry *series = joining->series;
    bool recurs = series != NULL && series->item.event.rrule != NULL && !series->item.left_out;
    if (series != NULL)
        entry->recurrence = as_series(series, entry->recurrence);
    const char *date = when(arena, &entry->recurrence);
    const char *uid = date != NULL ? ics_apart_uid(arena, entry->item.event.uid, date) : NULL;
    if (uid == NULL)
        return false;
    entry->item.event.rrule = NULL;
    entry->item.event.has &= ~DORAN_BIT(event_create, rrule);
    struct ics_entry *rdate = series != NULL ? rdate_at(joining, uid) : NULL;
    if (rdate != NULL) {
        rdate->cancelled = true; /* This one stands in its place, or nothing does. */
        rdate->order = SIZE_MAX;
    }
    if (entry->cancelled && recurs && rdate == NULL) {
        entry->order = SIZE_MAX; /* What it says is in the series. */
        return add_exception(joining, &entry->recurrence);
    }
    if (series == NULL || (recurs && rdate == NULL)) {
        doran_set(&entry->item.event, event_create, recurrence_id, date);
        return true;
    }
    entry->item.event.uid = uid;
    entry->has_recurrence = false;
    /* Of a single event and its own start: it is what counts. */
    if (!recurs && rdate == NULL && doran_wall_compare(entry->recurrence.wall, series->start.wall) == 0) {
        entry->item.event.uid = series->item.event.uid;
        ics_leave_out(&series->item, arena, DORAN_ICS_REMARK_older, NULL);
    }
    return true;
}

static bool join_group(struct ics_entry **group, size_t count, struct joining *joining)
{
    joining->series = NULL;
    joining->exceptions = (struct doran_exception_list){0};
    joining->first = joining->more->count;
    for (size_t i = 0; i < count; i++) {
        if (i > 0 && same_occurrence(group[i - 1], group[i])) {
            ics_leave_out(&group[i]->item, joining->context->arena, DORAN_ICS_REMARK_older, NULL);
            continue;
        }
        if (group[i]->item.left_out && !group[i]->has_recurrence)
            continue;
        if (!group[i]->has_recurrence) {
            joining->series = group[i];
            if (!open_series(joining))
                return false;
        } else if (!group[i]->item.left_out && !take_occurrence(joining, group[i])) {
            return false;
        }
    }
    return close_series(joining);
}

/* What an entry has to say as an event: its start, its end, its zone. */
static bool settle(struct ics_entry *entry, const struct ics_context *context)
{
    struct doran_event_create *event = &entry->item.event;
    if (entry->cancelled && !entry->item.left_out)
        ics_leave_out(&entry->item, context->arena, DORAN_ICS_REMARK_cancelled, NULL);
    if (entry->start.wall.date.year == 0)
        return true;
    doran_set(event, event_create, all_day, entry->start.all_day);
    char *start = when(context->arena, &entry->start);
    if (start == NULL)
        return false;
    doran_set(event, event_create, start, start);
    if (!entry->start.all_day)
        doran_set(event, event_create, zone, entry->start.zone);
    if (entry->seconds > INT64_C(86400) * DORAN_EVENT_DAYS_MAX) {
        if (!entry->item.left_out)
            ics_leave_out(&entry->item, context->arena, DORAN_ICS_REMARK_too_long, NULL);
        return true;
    }
    if (entry->start.all_day && entry->seconds == 0)
        entry->seconds = 86400;
    struct ics_moment end = entry->start;
    end.wall = doran_wall_add(end.wall, entry->seconds);
    char *end_text = when(context->arena, &end);
    if (end_text == NULL)
        return false;
    doran_set(event, event_create, end, end_text);
    return ics_take_rule(entry, context) && ics_check(entry, context);
}

static int compare_output(const void *left, const void *right)
{
    const struct ics_entry *a = *(struct ics_entry *const *)left, *b = *(struct ics_entry *const *)right;
    int order = (int)a->has_recurrence - (int)b->has_recurrence;
    if (order == 0)
        order = (a->order > b->order) - (a->order < b->order);
    return order != 0 ? order : strcmp(a->item.event.start, b->item.event.start);
}

static int compare_names(const void *left, const void *right)
{
    const struct ics_entry *a = *(struct ics_entry *const *)left, *b = *(struct ics_entry *const *)right;
    const struct doran_event_create *first = &a->item.event, *second = &b->item.event;
    int order = strcmp(first->uid, second->uid);
    if (order == 0)
        order = strcmp(first->recurrence_id != NULL ? first->recurrence_id : "",
                       second->recurrence_id != NULL ? second->recurrence_id : "");
    if (order == 0)
        order = (int)a->item.left_out - (int)b->item.left_out;
    return order != 0 ? order : (a->order > b->order) - (a->order < b->order);
}

static bool same_name(const struct ics_entry *a, const struct ics_entry *b)
{
    const char *first = a->item.event.recurrence_id, *second = b->item.event.recurrence_id;
    return strcmp(a->item.event.uid, b->item.event.uid) == 0 &&
           strcmp(first != NULL ? first : "", second != NULL ? second : "") == 0;
}

/* Names that were made here may meet: further dates given twice, or a name of the file that looks like one of them. */
static void name_once(struct ics_entry **list, size_t count, const struct ics_context *context)
{
    qsort(list, count, sizeof *list, compare_names);
    for (size_t i = 1; i < count; i++) {
        if (same_name(list[i - 1], list[i]) && !list[i]->item.left_out)
            ics_leave_out(&list[i]->item, context->arena, DORAN_ICS_REMARK_older, NULL);
    }
}

static bool put_out(struct ics_entry **list, size_t count, const struct ics_context *context,
                    struct doran_ics *out)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        if (list[i]->order == SIZE_MAX)
            continue;
        if (!settle(list[i], context))
            return false;
        if (list[i]->item.event.start == NULL)
            list[i]->item.event.start = "";
        list[kept++] = list[i];
    }
    if (kept > 0) {
        name_once(list, kept, context);
        qsort(list, kept, sizeof *list, compare_output);
    }
    out->items = doran_arena_alloc(context->arena, (kept + 1) * sizeof *out->items);
    if (out->items == NULL)
        return false;
    for (size_t i = 0; i < kept; i++)
        out->items[i] = list[i]->item;
    out->count = kept;
    return true;
}

bool ics_join(struct ics_entries *entries, const struct ics_context *context, struct doran_ics *out)
{
    struct ics_entries more = {0};
    struct joining joining = {.context = context, .more = &more};
    size_t count = entries->count;
    struct ics_entry **list = malloc((count + 1) * sizeof *list), **all = NULL;
    bool done = list != NULL;
    for (size_t i = 0; i < count && done; i++)
        list[i] = &entries->items[i];
    if (done)
        qsort(list, count, sizeof *list, compare_entries);
    for (size_t from = 0, to; from < count && done; from = to) {
        for (to = from + 1; to < count; to++) {
            if (strcmp(list[from]->item.event.uid, list[to]->item.event.uid) != 0)
                break;
        }
        done = join_group(list + from, to - from, &joining);
    }
    all = done ? realloc(list, (count + more.count + 1) * sizeof *list) : NULL;
    list = all != NULL ? all : list;
    for (size_t i = 0; i < more.count && all != NULL; i++)
        all[count + i] = &more.items[i];
    done = all != NULL && put_out(all, count + more.count, context, out);
    free(list);
    free(more.items);
    return done;
}
