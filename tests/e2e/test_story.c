/* The family's first story, lived by two people at two terminals with a real server between them. */
#include "support/directory.h"
#include "support/line.h"
#include "support/screen.h"
#include "support/server.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define WAIT SCREEN_WAIT_MS

struct person {
    char *state; /* the folder of the device */
    char environment[256];
    const char *env[4];
    struct screen *screen;
};

static void person_start(struct person *person, const char *url)
{
    if (!person->state)
        person->state = test_directory_new("device");
    snprintf(person->environment, sizeof person->environment, "DORAN_STATE_DIR=%s", person->state);
    person->env[0] = person->environment;
    person->env[1] = "LC_ALL=C.UTF-8";
    const char *const argv[] = {DORAN_BIN, "--server", url, "--lang", "ko", NULL};
    person->screen = screen_start(&(struct screen_options){.env = person->env}, argv);
}

static void person_end(struct person *person)
{
    screen_free(person->screen);
    test_directory_remove(person->state);
}

static void type_line(struct person *person, const char *text)
{
    screen_paste(person->screen, text);
    screen_keys(person->screen, "Enter");
}

/* Through the form of the first screen: no code, for the server is open. */
static void sign_up(struct person *person, const char *email, const char *nickname)
{
    screen_wait_for_text(person->screen, "도란도란에 오신 것을 환영해요", WAIT);
    screen_keys(person->screen, "3");
    screen_wait_for_text(person->screen, "계정 만들기", WAIT);
    type_line(person, "");
    type_line(person, email);
    type_line(person, "correct horse battery");
    type_line(person, nickname);
    screen_keys(person->screen, "Enter");
    screen_wait_for_text(person->screen, "복구 코드", WAIT);
    screen_check_cells(person->screen);
    screen_keys(person->screen, "Enter");
    screen_wait_for_text(person->screen, "1 / 5", WAIT); /* how it works, for newcomers */
    screen_keys(person->screen, "Esc");
    screen_wait_for_text(person->screen, "아직 가족이 없어요", WAIT);
    screen_wait_for_text(person->screen, "연결됨", WAIT);
}

static void make_family(struct person *person)
{
    screen_keys(person->screen, "1");
    screen_wait_for_text(person->screen, "가족 이름", WAIT);
    type_line(person, "우리집");
    type_line(person, "엄마");
    screen_wait_for_text(person->screen, "도란도란 · 우리집", WAIT);
}

static void invite(struct person *person, const char *nickname, const char *email)
{
    screen_keys(person->screen, "f");
    screen_wait_for_text(person->screen, "초대 ", WAIT);
    screen_keys(person->screen, "a");
    screen_wait_for_text(person->screen, "초대하기", WAIT);
    type_line(person, nickname);
    type_line(person, email);
    screen_wait_until_gone(person->screen, "비워 두면", WAIT);
}

static void set_mood(struct person *person, const char *digit)
{
    screen_keys(person->screen, "m");
    screen_wait_for_text(person->screen, "오늘의 기분은", WAIT);
    screen_keys(person->screen, digit);
    screen_wait_until_gone(person->screen, "오늘의 기분은", WAIT);
}

static void go_home(struct person *person)
{
    screen_keys(person->screen, "g h");
    screen_wait_for_text(person->screen, "[홈]", WAIT);
}

static size_t rows_with(struct screen *screen, const char *text)
{
    size_t count = 0;
    for (int row = 0; row < screen_rows(screen); row++)
        count += strstr(screen_row_text(screen, row), text) != NULL;
    return count;
}

static void the_story(void **unused)
{
    (void)unused;
    const char *const flags[] = {"--signup=open", NULL};
    struct server *server = server_start(&(struct server_options){.flags = flags});
    struct line *line = line_new(server_port(server));
    struct person mother = {0}, daughter = {0};

    person_start(&mother, server_url(server));
    sign_up(&mother, "mother@example.org", "엄마별");
    make_family(&mother);

    person_start(&daughter, line_url(line));
    sign_up(&daughter, "daughter@example.org", "딸기");

    /* The invite arrives without any input of hers, and she accepts. */
    invite(&mother, "딸", "daughter@example.org");
    screen_wait_for_text(daughter.screen, "초대가 왔어요", WAIT);
    screen_wait_for_text(daughter.screen, "우리집", WAIT);
    screen_wait_for_text(daughter.screen, "Enter 수락해요", WAIT);
    screen_check_cells(daughter.screen);
    screen_keys(daughter.screen, "Enter");
    screen_wait_for_text(daughter.screen, "도란도란 · 우리집", WAIT);

    /* Both see each other, and a mood the moment it changes. */
    go_home(&mother);
    screen_wait_for_text(mother.screen, "딸 접속 중", WAIT);
    screen_wait_for_text(daughter.screen, "엄마 접속 중", WAIT);
    set_mood(&daughter, "2");
    screen_wait_for_text(mother.screen, "딸 🥰", WAIT);
    set_mood(&mother, "7");
    screen_wait_for_text(daughter.screen, "엄마 😴", WAIT);

    /* Her line is cut: she goes on, and so does her mother. */
    line_cut(line);
    screen_wait_until_gone(daughter.screen, "연결됨", WAIT);
    screen_wait_until_gone(mother.screen, "딸 🥰 접속 중", WAIT);
    set_mood(&mother, "3");
    screen_wait_for_text(mother.screen, "엄마 😎", WAIT);
    set_mood(&daughter, "1");
    screen_wait_for_text(daughter.screen, "딸 🙂", WAIT);
    invite(&daughter, "삼촌", "uncle@example.org");
    screen_wait_for_text(daughter.screen, "보낼 것 2", WAIT);
    screen_wait_for_text(daughter.screen, "엄마 😴", WAIT);
    screen_check_cells(daughter.screen);

    /* Mended: she has what happened, and what she did arrives, once. */
    line_mend(line);
    screen_wait_for_text(daughter.screen, "연결됨", WAIT);
    screen_wait_for_text(daughter.screen, "엄마 😎", WAIT);
    screen_wait_for_text(mother.screen, "딸 🙂 접속 중", WAIT);
    screen_keys(mother.screen, "f");
    screen_wait_for_text(mother.screen, "삼촌", WAIT);
    screen_wait_until_gone(daughter.screen, "보낼 것", WAIT);
    assert_int_equal(rows_with(mother.screen, "삼촌"), 1);
    assert_int_equal(rows_with(daughter.screen, "삼촌"), 1);

    /* Leaving asks nothing, for everything is sent; the terminal is given back. */
    screen_keys(mother.screen, "q");
    assert_int_equal(screen_wait_for_exit(mother.screen, WAIT), 0);
    assert_true(screen_line_mode(mother.screen));

    person_end(&mother);
    person_end(&daughter);
    line_free(line);
    assert_int_equal(server_stop(server), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(the_story)};
    return cmocka_run_group_tests_name("story", tests, NULL, NULL);
}
