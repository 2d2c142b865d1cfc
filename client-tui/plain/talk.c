#include "client-tui/plain/talk.h"

#include "client-tui/i18n.h"
#include "client-tui/prompt/hush.h"
#include "client-tui/state/refusal.h"
#include "client-tui/state/sentence.h"
#include "client-tui/state/words.h"

#include <doran/moods.h>

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MENU_MAX 16
#define PASTE_MS 50 /* between two lines of what is pasted */
#define ESCAPE '\033'

void talk_say(struct talk *talk, const char *sentence)
{
    printf("%s\n", sentence);
    if (talk->simple)
        putchar('\n');
}

void talk_refuse(struct talk *talk, const struct doran_error *error, enum doran_type_id request)
{
    if (talk->state.tour && error->code == DORAN_ERROR_offline) {
        talk_say(talk, _("This is only a look around. With a family of your own it works."));
        return;
    }
    if (error->code == DORAN_ERROR_cancelled) { /* Nobody but the person does that. */
        talk_say(talk, _("You stopped waiting. If it was done all the same, it shows here later."));
        return;
    }
    talk_say(talk, refusal_sentence(&talk->arena, error, request));
}

const char *talk_mood(struct talk *talk, enum doran_mood mood)
{
    const char *word = words_mood(mood), *both = NULL;
    if (talk->emoji && mood != DORAN_mood_none)
        both = doran_arena_printf(&talk->arena, "%s %s", word, doran_mood_face(mood)->emoji);
    return both ? both : word;
}

bool talk_ends(const struct talk *talk)
{
    return talk->over || talk->logged_out;
}

/* --- lines --- */

static void wait_for_input(struct talk *talk, const sigset_t *signals)
{
    struct pollfd fds[3] = {{.fd = talk->line.fd, .events = POLLIN}, {.fd = talk->signals, .events = POLLIN}};
    nfds_t count = 2;
    if (talk->state.client)
        fds[count++] = (struct pollfd){.fd = doran_client_fd(talk->state.client), .events = POLLIN};
    if (ppoll(fds, count, NULL, signals) < 0) {
        talk->over = talk->over || errno != EINTR || signals;
        return;
    }
    if (fds[1].revents)
        talk_signal(talk, false);
    if (count > 2 && fds[2].revents)
        talk_take_events(talk);
    if (fds[0].revents)
        line_fill(&talk->line);
}

/* One prompt line, then one line of answer. In a pipe the prompt is a line too, for those that read lines. */
static void prompt(const struct talk *talk, const char *text, const char *help, const char *usual)
{
    fputs(text, stdout);
    if (help)
        printf(" (%s)", help);
    if (usual && usual[0])
        printf(" [%s]", usual);
    fputs(talk->terminal ? ": " : ":\n", stdout);
    fflush(stdout); /* A failure shows in ferror(). */
}

static enum line_result read_answer(struct talk *talk, bool secret, char out[LINE_SIZE])
{
    struct hush hush;
    bool quiet = secret && talk->terminal;
    enum line_result result;
    talk->over = talk->over || ferror(stdout); /* Nobody is there to answer. */
    if (quiet)
        hush_begin(&hush, talk->line.fd, false);
    while ((result = line_next(&talk->line, out)) == LINE_WAIT && !talk_ends(talk))
        wait_for_input(talk, quiet ? &hush.mask : NULL);
    if (quiet)
        hush_end(&hush);
    if (result == LINE_END || ferror(stdout))
        talk->over = true;
    if (talk->ended_by && talk->terminal)
        putchar('\n'); /* What comes next stands on a line of its own. */
    return talk_ends(talk) ? LINE_END : result;
}

/* Asks until there is a line of text. */
static bool ask(struct talk *talk, const char *label, const char *help, const char *usual, bool secret,
                char out[LINE_SIZE])
{
    while (!talk_ends(talk)) {
        prompt(talk, label, help, usual);
        enum line_result result = read_answer(talk, secret, out);
        if (result == LINE_READ)
            return true;
        if (result == LINE_TOO_LONG)
            talk_say(talk, _("That is too long for one line."));
        if (result == LINE_NOT_TEXT)
            talk_say(talk, _("That is not text in UTF-8."));
    }
    out[0] = '\0';
    return false;
}

static void clean(char text[LINE_SIZE])
{
    char *better = doran_text_clean(text, strlen(text));
    snprintf(text, LINE_SIZE, "%s", better ? better : "");
    free(better);
}

static bool is_escape(const char *text)
{
    return text[0] == ESCAPE;
}

bool talk_ask(struct talk *talk, const char *label, const char *help, char out[LINE_SIZE])
{
    if (!ask(talk, label, help, NULL, false, out) || is_escape(out))
        return false;
    clean(out);
    return out[0] != '\0';
}

bool talk_ask_usual(struct talk *talk, const char *label, const char *usual, char out[LINE_SIZE])
{
    if (!ask(talk, label, NULL, usual, false, out) || is_escape(out))
        return false;
    clean(out);
    if (out[0] == '\0')
        snprintf(out, LINE_SIZE, "%s", usual);
    return out[0] != '\0';
}

bool talk_ask_secret(struct talk *talk, const char *label, const char *help, char out[LINE_SIZE])
{
    return ask(talk, label, help, NULL, true, out) && out[0] != '\0' && !is_escape(out);
}

bool talk_read_paste(struct talk *talk, char out[LINE_SIZE])
{
    struct pollfd input = {.fd = talk->line.fd, .events = POLLIN};
    bool more = talk->line.at < talk->line.have || poll(&input, 1, PASTE_MS) > 0;
    return talk->terminal && more && !talk_ends(talk) && read_answer(talk, false, out) != LINE_END;
}

/* --- choices --- */

/* Those of the choices that hold the words after the slash, with their numbers. */
static void show_matches(struct talk *talk, const char *words, const char *const *labels, size_t count)
{
    char *wanted = doran_text_key(words);
    bool found = false;
    for (size_t i = 0; wanted && wanted[0] && i < count; i++) {
        char *label = doran_text_key(labels[i]);
        bool fits = label && strstr(label, wanted);
        if (fits)
            printf("%zu %s\n", i + 1, labels[i]);
        found = found || fits;
        free(label);
    }
    free(wanted);
    if (!found)
        talk_say(talk, sentence_of(&talk->arena, _("\"{words}\" is not here."), {"words", words}));
}

/* The number in a line, also with a stop behind it; -1 for anything else. */
static long number_of(const char *text)
{
    char *end;
    long number = strtol(text, &end, 10);
    if (*end == '.' || *end == ')')
        end++;
    return end == text || *end != '\0' || number < 0 ? -1 : number;
}

/* One screen of choices, and one more line when there are others. */
static void show_choices(const struct talk *talk, const char *title, const char *const *labels, size_t count,
                         bool more)
{
    const char *gap = talk->simple ? "\n" : "";
    printf("%s", gap);
    if (title && title[0])
        printf("%s\n%s", title, gap);
    for (size_t i = 0; i < count; i++)
        printf("%zu %s\n%s", i + 1, labels[i], gap);
    if (more)
        printf("%zu %s\n%s", count + 1, _("More"), gap);
}

size_t talk_choose(struct talk *talk, const char *title, const char *const *labels, size_t count)
{
    char text[LINE_SIZE];
    size_t first = 0;
    bool asked = false; /* What was asked for is shown instead of everything. */
    while (!talk_ends(talk)) {
        size_t left = count - first, room = talk->simple ? TALK_SIMPLE_CHOICES : left;
        bool more = left > room;
        size_t shown = more ? room - 1 : left;
        if (!asked)
            show_choices(talk, title, labels + first, shown, more);
        asked = false;
        if (!ask(talk,
                 talk->simple ? _("Please type a number and press Enter; 0 goes back") : _("Number, 0 back"),
                 NULL, NULL, false, text))
            return TALK_BACK;
        bool escape = is_escape(text);
        clean(text);
        if (text[0] == '\0' && !escape)
            return TALK_AGAIN;
        if (text[0] == '?') {
            talk_help(talk);
            continue;
        }
        if (text[0] == '/' && !talk->simple) {
            show_matches(talk, text + 1, labels, count);
            asked = true;
            continue;
        }
        long number = escape ? 0 : number_of(text);
        if (number == 0 && first == 0)
            return TALK_BACK;
        if (number == 0) { /* Back to where one came from by "More". */
            first = 0;
            continue;
        }
        if (more && number == (long)shown + 1)
            first += shown;
        else if (number > 0 && (size_t)number <= shown)
            return first + (size_t)number - 1;
        else
            talk_say(talk, _("Please type one of the numbers shown."));
    }
    return TALK_BACK;
}

bool talk_confirm(struct talk *talk, const char *question, const char *yes)
{
    const char *labels[] = {yes, _("Back")};
    size_t answer;
    do
        answer = talk_choose(talk, question, labels, 2);
    while (answer == TALK_AGAIN);
    return answer == 0;
}

bool talk_menu(struct talk *talk, const struct talk_menu *menu)
{
    const char *labels[MENU_MAX] = {NULL};
    size_t count = menu->count < MENU_MAX ? menu->count : MENU_MAX;
    for (size_t i = 0; i < count; i++)
        labels[i] = _(menu->items[i].label);
    size_t chosen = talk_choose(talk, menu->title ? _(menu->title) : NULL, labels, count);
    if (chosen < count)
        menu->items[chosen].run(talk);
    return chosen != TALK_BACK && !talk_ends(talk);
}
