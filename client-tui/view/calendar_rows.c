/* calendar_rows.c: what the list of the calendar has: the selected day, a week, what comes, or memories. */
#include "client-tui/view/calendar_room.h"

bool calendar_lists_days(const struct calendar_room *room)
{
    return room->mode == MODE_WEEK || room->mode == MODE_AGENDA;
}

void calendar_stretch(const struct calendar_room *room, int32_t *from, int32_t *to)
{
    *from = room->day;
    *to = room->day + 1;
    if (room->mode == MODE_WEEK) {
        *from -= (int32_t)doran_date_weekday(doran_date_of_number(room->day)) % 7;
        *to = *from + 7;
    } else if (room->mode == MODE_AGENDA) {
        *from = calendar_month_first(room->day);
        *to = *from + AGENDA_DAYS;
    }
}

static const struct calendar_days *read_days(struct ui *ui, const struct calendar_room *room)
{
    int32_t from, to;
    calendar_stretch(room, &from, &to);
    /* A day is read with its month, which is kept. */
    if (!calendar_lists_days(room)) {
        from = calendar_grid_first(room->day);
        to = from + calendar_grid_weeks(room->day) * 7;
    }
    return calendar_read(&ui->state, from, to);
}

static bool touches(const struct calendar_entry *entry, int32_t day)
{
    return entry->first <= day && entry->last >= day;
}

void calendar_make_rows(struct ui *ui, struct calendar_room *room)
{
    int32_t from, to;
    size_t count = 0;
    calendar_stretch(room, &from, &to);
    if (room->mode == MODE_MEMORIES) {
        count = calendar_memories(&ui->state, room->day, 0, CALENDAR_MEMORY_YEARS, room->memories,
                                  MEMORIES_SHOWN);
        for (size_t i = 0; i < count; i++)
            room->rows[i] = (struct row){room->day, (int32_t)i};
        list_set_count(&room->list, count);
        return;
    }
    const struct calendar_days *days = read_days(ui, room);
    for (int32_t day = from; day < to; day++) {
        size_t before = count;
        for (size_t i = 0; i < days->count && count < ROWS_MAX; i++) {
            const struct calendar_entry *entry = &days->entries[i];
            bool again = room->mode == MODE_AGENDA && entry->first < day && day > from;
            if (touches(entry, day) && !again)
                room->rows[count++] = (struct row){day, (int32_t)i};
        }
        bool told = room->mode == MODE_WEEK || (room->mode == MODE_AGENDA && day == room->day);
        if (count == before && told && count < ROWS_MAX)
            room->rows[count++] = (struct row){day, -1};
    }
    list_set_count(&room->list, count);
}

/* The row of the selected day, in the lists of days. */
static void select_day_row(struct calendar_room *room)
{
    for (size_t i = 0; calendar_lists_days(room) && i < room->list.count; i++)
        if (room->rows[i].day >= room->day) {
            list_select(&room->list, i);
            return;
        }
}

void calendar_select_day(struct ui *ui, struct calendar_room *room, int32_t day)
{
    day = day < FIRST_DAY ? FIRST_DAY : day > LAST_DAY ? LAST_DAY : day;
    room->day = day;
    room->list.selected = 0;
    calendar_make_rows(ui, room);
    select_day_row(room);
}

const struct calendar_entry *calendar_entry_at(struct ui *ui, const struct calendar_room *room, size_t index)
{
    if (index >= room->list.count || room->rows[index].index < 0)
        return NULL;
    if (room->mode == MODE_MEMORIES)
        return room->memories[room->rows[index].index].entry;
    const struct calendar_days *days = read_days(ui, room);
    size_t at = (size_t)room->rows[index].index;
    return at < days->count ? &days->entries[at] : NULL;
}
