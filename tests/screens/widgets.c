/* widgets: a program that shows every widget on a real terminal, for the screen tests and for the eye.
 *
 *   widgets [SCENE] [--mouse] [--ambiguous=yes|no] [--emoji=yes|no] [--ascii] [--keys=FILE]
 *
 * Scenes: list, form, dialog, colours. Tab goes on to the next scene, q leaves. The status bar says what was
 * pressed; with --keys it is only written into the file, a line each. */
#include "client-tui/i18n.h"
#include "client-tui/keymap/keymap.h"
#include "client-tui/state/language.h"
#include "client-tui/term/term.h"
#include "client-tui/widget/bars.h"
#include "client-tui/widget/dialog.h"
#include "client-tui/widget/form.h"
#include "client-tui/widget/list.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum scene { SCENE_LIST, SCENE_FORM, SCENE_DIALOG, SCENE_COLOURS, SCENE_COUNT };
static const char *const scene_names[SCENE_COUNT] = {"list", "form", "dialog", "colours"};

struct show {
    struct term *term;
    struct term_options options;
    struct keymap *keymap;
    struct keymap_reader reader;
    enum scene scene;
    struct list list;
    struct form form;
    struct toast toast;
    unsigned done;
    char heard[256];
    const char *keys_path; /* NULL: what is pressed is done */
    FILE *keys;
    bool over;
};

static const char *const rows[] = {
    "같이 산책하기          엄마가 제안했어요",
    "김장 도와드리기        딸이 제안했어요",
    "세상에서제일사랑하는우리할머니께 안부 전화 드리기 그리고 주말에 다 같이 저녁 먹으러 가기로 약속하기",
    "👩‍👩‍👧 사진 ★ “한복” ½ 🇰🇷 👍🏽 ❤️ ① α é",
    "첫가끝: ᄒᆞᆫ글 과 각각",
    "plain ASCII row that is much longer than sixty columns, so that it has to be cut somewhere",
};
#define ROWS (sizeof rows / sizeof rows[0])
#define LIST_ITEMS 40

static void draw_row(const void *data, size_t index, const struct canvas *canvas, bool selected)
{
    (void)data;
    (void)selected;
    char number[16];
    snprintf(number, sizeof number, "%zu", index + 1);
    canvas_text(canvas, 0, 2, canvas->columns - 8, STYLE_TEXT, rows[index % ROWS]);
    canvas_text_right(canvas, 0, canvas->columns - 5, 5, STYLE_DIM, number);
}

static const char *const moods[] = {N_("Happy"), N_("Tired"), N_("Busy"), NULL};
static const struct form_field_spec fields[] = {
    {.name = "email", .label = N_("E-mail"), .help = N_("You log in with it."), .graphemes_max = 254},
    {.name = "nickname", .label = N_("What the family calls you"), .graphemes_max = 8},
    {.name = "password", .label = N_("Password"), .graphemes_max = 128, .masked = true},
    {.name = "mood", .label = N_("Mood"), .choices = moods},
};
#define FIELDS (sizeof fields / sizeof fields[0])

static int64_t now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (int64_t)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

static void draw_colours(const struct canvas *canvas)
{
    static const char *const names[] = {"엄마",   "아빠",     "딸",   "아들",
                                        "할머니", "할아버지", "이모", "막내삼촌"};
    for (int i = 0; i < STYLE_MEMBERS; i++) {
        int column = 2 + i % 4 * 14;
        canvas_glyph(canvas, i / 4, column, STYLE_MEMBER(i), GLYPH_BULLET);
        canvas_text(canvas, i / 4, column + 2, 10, STYLE_MEMBER(i), names[i]);
    }
    static const struct {
        unsigned style;
        const char *text;
    } roles[] = {{STYLE_TEXT, "text"},         {STYLE_DIM, "dim"},     {STYLE_ACCENT, "accent"},
                 {STYLE_TITLE, "title"},       {STYLE_ERROR, "error"}, {STYLE_GOOD, "good"},
                 {STYLE_SELECTED, "selected"}, {STYLE_INPUT, "input"}};
    int column = 2;
    for (size_t i = 0; i < sizeof roles / sizeof roles[0]; i++)
        column += 1 + canvas_text(canvas, 3, column, canvas->columns, roles[i].style, roles[i].text);
    progress_draw(canvas, 5, 2, 40, PROGRESS_BLOCKS, STYLE_ACCENT, 6, 8);
    progress_draw(canvas, 6, 2, 40, PROGRESS_BRACKETS, STYLE_ACCENT, 41, 100);
    for (int i = 0; i < 24; i++)
        canvas_glyph(canvas, 7, 2 + i, STYLE_MEMBER(4), GLYPH_WAVE(i * 5 % GLYPH_WAVE_LEVELS));
    for (int i = 0; i < 48 && canvas->columns > 50; i++) {
        uint32_t red = (uint32_t)(i * 255 / 47);
        canvas_picture(canvas, 8, 2 + i, 0x2580, red << 16 | 0x40, (255 - red) << 8);
    }
    canvas_cursor(canvas, 0, 0);
}

static void draw_body(struct show *show, const struct canvas *screen, const struct canvas *body)
{
    static const struct dialog question = {.title = N_("Leave the family"),
                                           .message =
                                               N_("Do you want to leave 우리집? Your photos stay with the "
                                                  "family, and you can be invited again."),
                                           .enter = N_("Leave"),
                                           .escape = N_("Stay"),
                                           .extra = N_("Ask later"),
                                           .extra_key = {TERM_KEY_F1 + 4, 0, 0}};
    switch (show->scene) {
    case SCENE_LIST:
        list_draw(&show->list, body, true, draw_row, NULL,
                  _("There is nothing here yet. Press a to add something."));
        break;
    case SCENE_FORM:
        form_draw(&show->form, body);
        break;
    case SCENE_DIALOG:
        list_draw(&show->list, body, false, draw_row, NULL, "");
        dialog_draw(&question, screen);
        break;
    case SCENE_COLOURS:
    case SCENE_COUNT:
        draw_colours(body);
        break;
    }
}

static void draw(struct show *show)
{
    static const char *const tabs[] = {"홈", "달력", "미션", "사진", "음성"};
    static const struct key_item keys[] = {
        {ACTION_open, NULL},          {ACTION_next_pane, NULL}, {ACTION_add, NULL},  {ACTION_search, NULL},
        {ACTION_notifications, NULL}, {ACTION_family, NULL},    {ACTION_help, NULL}, {ACTION_quit, NULL}};
    struct titlebar bar = {.product = "도란도란",
                           .family = "세상에서제일사랑하는우리집",
                           .tabs = tabs,
                           .tab_count = 5,
                           .tab = (size_t)show->scene,
                           .notifications = 120,
                           .connection = show->scene == SCENE_LIST ? BAR_ONLINE : BAR_OFFLINE,
                           .unsent = 3};
    struct canvas screen = term_canvas(show->term);
    if (!too_small_draw(&screen)) {
        titlebar_draw(&bar, &screen);
        struct canvas body = canvas_part(&screen, 2, 0, screen.rows - 6, screen.columns);
        char size[64];
        snprintf(size, sizeof size, "%dx%d depth %d", screen.columns, screen.rows,
                 (int)term_depth(show->term));
        statusbar_draw(&screen, screen.rows - 4, show->heard, size);
        toast_draw(&show->toast, &screen, screen.rows - 3);
        keyline_draw(&screen,
                     &(struct keyline){&show->reader, keys, sizeof keys / sizeof keys[0], ACTION_NONE});
        draw_body(show, &screen, &body);
    }
    term_present(show->term);
}

static void hear(struct show *show, const struct term_event *event)
{
    char key[TERM_KEY_TEXT_MAX];
    switch (event->kind) {
    case TERM_EVENT_KEY:
        term_key_print(&event->key, key);
        snprintf(show->heard, sizeof show->heard, "key <%s>", key);
        break;
    case TERM_EVENT_PASTE:
        snprintf(show->heard, sizeof show->heard, "paste %zu <%.40s>", event->length, event->text);
        break;
    case TERM_EVENT_MOUSE:
        snprintf(show->heard, sizeof show->heard, "mouse %d %d,%d", (int)event->mouse, event->row,
                 event->column);
        break;
    default:
        break;
    }
}

static void act(struct show *show, enum action action)
{
    char name[ACTION_NAME_MAX];
    action_name(action, name);
    size_t length = strlen(show->heard);
    snprintf(show->heard + length, sizeof show->heard - length, " %s", name);
    if (list_handle(&show->list, action))
        return;
    if (action == ACTION_quit)
        show->over = true;
    else if (action == ACTION_next_pane)
        show->scene = (show->scene + 1) % SCENE_COUNT;
    else if (action == ACTION_redraw)
        term_redraw(show->term);
    else if (action == ACTION_slow)
        term_set_options(show->term, &show->options);
    else if (action == ACTION_suspend)
        term_suspend(show->term);
    else if (action == ACTION_add)
        toast_show(&show->toast, TOAST_GOOD, _("Added. 사진을 올렸어요."), now());
    else if (action == ACTION_delete)
        raise(SIGSEGV); /* the terminal must survive it */
}

static void take_event(struct show *show, const struct term_event *event)
{
    hear(show, event);
    if (event->kind == TERM_EVENT_QUIT)
        show->over = true;
    if (show->keys) {
        fprintf(show->keys, "%s\n", show->heard);
        fflush(show->keys);
        return;
    }
    enum keymap_context context = KEYMAP_ANY;
    if (show->scene == SCENE_FORM) {
        context = KEYMAP_TEXT;
        enum form_result result = form_handle(&show->form, event);
        if (result == FORM_SUBMIT)
            form_set_error(&show->form, "member.nickname", "이미 쓰는 호칭이에요. 다른 호칭을 적어 주세요.");
        if (result == FORM_CANCEL)
            show->scene = SCENE_LIST;
        if (result != FORM_IGNORED)
            return;
    }
    if (event->kind != TERM_EVENT_KEY)
        return;
    keymap_reader_feed(&show->reader, context, &event->key);
    for (enum action action; (action = keymap_reader_next(&show->reader, context)) != ACTION_NONE;)
        act(show, action);
}

static void run(struct show *show)
{
    if (show->keys_path)
        show->keys = fopen(show->keys_path, "we"); /* now: that it is there says that keys are read */
    while (!show->over) {
        draw(show);
        struct pollfd fds[TERM_POLLFDS];
        term_pollfds(show->term, fds);
        poll(fds, TERM_POLLFDS, term_timeout(show->term));
        struct term_event event;
        while (!show->over && term_next_event(show->term, &event))
            take_event(show, &event);
    }
    if (show->keys)
        fclose(show->keys);
}

static enum term_choice choice(const char *word)
{
    return strcmp(word, "yes") == 0 ? TERM_YES : strcmp(word, "no") == 0 ? TERM_NO : TERM_AUTO;
}

static void read_arguments(struct show *show, struct term_options *options, int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        for (int scene = 0; scene < SCENE_COUNT; scene++) {
            if (strcmp(argv[i], scene_names[scene]) == 0)
                show->scene = (enum scene)scene;
        }
        if (strncmp(argv[i], "--keys=", 7) == 0)
            show->keys_path = argv[i] + 7;
        if (strcmp(argv[i], "--mouse") == 0)
            options->mouse = true;
        if (strcmp(argv[i], "--ascii") == 0)
            options->ascii = true;
        if (strncmp(argv[i], "--ambiguous=", 12) == 0)
            options->ambiguous_wide = choice(argv[i] + 12);
        if (strncmp(argv[i], "--emoji=", 8) == 0)
            options->emoji = choice(argv[i] + 8);
    }
}

int main(int argc, char **argv)
{
    struct show show = {.scene = SCENE_LIST};
    language_choose(NULL);
    enum term_problem problem;
    read_arguments(&show, &show.options, argc, argv);
    show.keymap = keymap_new();
    if (show.keymap == NULL || !form_init(&show.form, fields, FIELDS))
        return EXIT_FAILURE;
    keymap_reader_init(&show.reader, show.keymap, HANGUL_DUBEOLSIK);
    list_init(&show.list, LIST_ITEMS);
    show.term = term_open(&show.options, &problem);
    if (show.term == NULL)
        fprintf(stderr, "%s\n", term_problem_text(problem));
    else
        run(&show);
    term_close(show.term);
    form_deinit(&show.form);
    keymap_free(show.keymap);
    return problem == TERM_OK ? EXIT_SUCCESS : EXIT_FAILURE;
}
