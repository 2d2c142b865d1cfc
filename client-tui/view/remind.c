/* remind.c: reminders while the screens are open: a line, a bell where that is wanted, and the user's own command. */
#include "client-tui/i18n.h"
#include "client-tui/state/sentence.h"
#include "client-tui/view/view.h"

#include <stdio.h>

static void tell(struct ui *ui, const struct reminder_due *due, size_t count)
{
    struct doran_arena arena = DORAN_ARENA(8192);
    char command[SETTINGS_PATH_MAX], more[24];
    snprintf(more, sizeof more, "%zu", count - 1);
    ui_say(ui, TOAST_NEWS,
           count == 1 ? sentence_of(&arena, _("Reminder: {title}, {when}"), {"title", due->title},
                                    {"when", due->when})
                      : sentence_of(&arena, _("Reminder: {title}, {when}, and {n} more"),
                                    {"title", due->title}, {"when", due->when}, {"n", more}));
    doran_arena_deinit(&arena);
    ui->bell = ui->bell || settings_is(&ui->settings, SETTING_sound, "yes");
    for (size_t i = 0; i < count && !ui->state.tour && reminder_command(command, sizeof command); i++)
        reminder_run(&ui->reminder_runs, command, &due[i], ui->state.family.title);
}

void ui_remind(struct ui *ui)
{
    struct reminder_due due[REMINDERS_MAX];
    struct doran_arena arena = DORAN_ARENA(64 * 1024);
    doran_time now = doran_time_now();
    if (reminders_looked(&ui->state, &ui->reminded, now))
        return;
    ui->state.now = now;
    reminder_reap(&ui->reminder_runs);
    size_t count = reminders_new(&ui->state, &ui->reminded, due, &arena);
    if (count > 0)
        tell(ui, due, count);
    doran_arena_deinit(&arena);
}
