/* settings.c: the settings of this computer, each counting as soon as it is chosen. */
#include "client-tui/i18n.h"
#include "client-tui/plain/rooms.h"
#include "client-tui/state/language.h"
#include "client-tui/term/scheme.h"

#include <stdlib.h>
#include <string.h>

#define WORDS_MAX (SETTING_VALUES_MAX + SCHEME_LIST_MAX)

void room_apply_settings(struct talk *talk)
{
    const struct settings *settings = &talk->settings;
    const char *chosen = settings_is(settings, SETTING_language, "ko")   ? "ko"
                         : settings_is(settings, SETTING_language, "en") ? "en"
                                                                         : NULL;
    const char *account = talk->known.language[0] ? talk->known.language : NULL;
    talk->device.language = talk->asked_language ? talk->asked_language : chosen;
    language_choose(talk->device.language ? talk->device.language : account);
    const char *term = getenv("TERM");
    bool poor = talk->terminal && (!term || strcmp(term, "dumb") == 0 || strcmp(term, "linux") == 0);
    talk->copies = talk->terminal && !poor;
    talk->emoji = settings_is(settings, SETTING_emoji, "yes") ||
                  (settings_is(settings, SETTING_emoji, "auto") && !poor);
}

static void change(struct talk *talk, enum setting setting)
{
    const char *labels[WORDS_MAX] = {NULL};
    char words[WORDS_MAX][SETTING_WORD_MAX];
    struct settings_error error;
    size_t count = setting_count(setting);
    for (size_t i = 0; i < count; i++)
        setting_word(setting, i, words[i]);
    if (setting == SETTING_theme) /* For the screens, when one goes back to them. */
        count += scheme_list(words + count);
    for (size_t i = 0; i < count; i++)
        labels[i] = setting_words(words[i]);
    talk_say(talk, _(setting_info(setting)->help));
    size_t chosen = talk_choose(talk, _(setting_info(setting)->label), labels, count);
    if (chosen >= count)
        return;
    settings_choose(&talk->settings, setting, words[chosen]);
    if (setting == SETTING_language) /* What is chosen now goes before what the command line said. */
        talk->asked_language = NULL;
    room_apply_settings(talk);
    if (!settings_save(&talk->settings, talk->device.profile, &error))
        talk_say(talk, error.sentence);
}

void room_settings(struct talk *talk)
{
    for (;;) {
        const char *labels[SETTINGS] = {NULL};
        talk_news(talk);
        for (int i = 0; i < SETTINGS; i++) {
            const char *line =
                doran_arena_printf(&talk->arena, "%s: %s", _(setting_info((enum setting)i)->label),
                                   setting_words(settings_word(&talk->settings, (enum setting)i)));
            labels[i] = line ? line : setting_info((enum setting)i)->name;
        }
        size_t chosen = talk_choose(talk, _("Settings"), labels, SETTINGS);
        if (chosen == TALK_BACK)
            return;
        if (chosen < SETTINGS)
            change(talk, (enum setting)chosen);
    }
}
