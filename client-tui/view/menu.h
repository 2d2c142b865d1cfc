/* menu.h: a few numbered choices with a word of explanation each: digits, arrows, Enter. */
#ifndef DORAN_TUI_VIEW_MENU_H
#define DORAN_TUI_VIEW_MENU_H

#include "client-tui/view/view.h"
#include "client-tui/widget/list.h"

struct menu_item {
    const char *label, *help; /* untranslated */
    void (*run)(struct ui *ui);
};
struct menu_spec {
    const char *title, *intro; /* untranslated; intro NULL: none */
    const struct menu_item *items;
    size_t count;
};
struct menu {
    const struct menu_spec *spec;
    struct list list;
};
void menu_init(struct menu *menu, const struct menu_spec *spec);
void menu_draw(struct ui *ui, void *data, const struct canvas *canvas);
void menu_move(struct ui *ui, void *data, enum action action);
void menu_choose(struct ui *ui, void *data, enum action action);
/* For `works` of a view: a number that no item has does nothing. */
bool menu_works(const void *data, enum action action);
#define MENU_ACTIONS                                                                                         \
    {ACTION_move_up, menu_move}, {ACTION_move_down, menu_move}, {ACTION_open, menu_choose},                  \
        {ACTION_choose_1, menu_choose}, {ACTION_choose_2, menu_choose}, {ACTION_choose_3, menu_choose},      \
        {ACTION_choose_4, menu_choose}, {ACTION_choose_5, menu_choose}, {ACTION_choose_6, menu_choose},      \
        {ACTION_choose_7, menu_choose}, {ACTION_choose_8, menu_choose},                                      \
    {                                                                                                        \
        ACTION_choose_9, menu_choose                                                                         \
    }

#endif
