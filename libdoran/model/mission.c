#include <doran/mission.h>

static const struct doran_badge_goal goals[DORAN_badge_name_COUNT] = {
    [DORAN_badge_name_start] = {"00000000-0000-0000-0000-000000000001", 1},
    [DORAN_badge_name_footprints] = {"00000000-0000-0000-0000-000000000002", 15},
    [DORAN_badge_name_voices] = {"00000000-0000-0000-0000-000000000003", 10},
    [DORAN_badge_name_cooperation] = {"00000000-0000-0000-0000-000000000004", 20},
    [DORAN_badge_name_communication] = {"00000000-0000-0000-0000-000000000005", 50},
    [DORAN_badge_name_together] = {"00000000-0000-0000-0000-000000000006", 5},
};
_Static_assert(DORAN_badge_name_COUNT == DORAN_BADGES + 1, "badge_page has room for every badge");

const struct doran_badge_goal *doran_badge_goal(enum doran_badge_name name)
{
    return (unsigned)name < DORAN_badge_name_COUNT && name != DORAN_badge_name_none ? &goals[name] : NULL;
}

void doran_badge_begin(struct doran_badge *badge, const char *family, enum doran_badge_name name)
{
    *badge = (struct doran_badge){
        .id = goals[name].id, .family_id = family, .name = name, .target = goals[name].target};
}

/* The least percentage of each label, from the highest down. */
static const struct {
    int64_t least;
    enum doran_dashboard_label label;
} labels[] = {
    {100, DORAN_dashboard_label_wonderful}, {75, DORAN_dashboard_label_close},
    {50, DORAN_dashboard_label_great},      {25, DORAN_dashboard_label_challenging},
    {0, DORAN_dashboard_label_beginning},
};

void doran_dashboard_fill(struct doran_dashboard *dashboard)
{
    size_t i = 0;
    dashboard->percent = dashboard->total > 0 ? dashboard->completed * 100 / dashboard->total : 0;
    while (dashboard->percent < labels[i].least)
        i++;
    dashboard->label = labels[i].label;
}
