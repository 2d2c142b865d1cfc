/* event_remark.h: what there is to say about an event or a file that was read, in words. */
#ifndef DORAN_CLI_EVENT_REMARK_H
#define DORAN_CLI_EVENT_REMARK_H

#include <doran/ics.h>

/* The sentence, translated. Lives in the arena; "" without memory. */
const char *event_remark(struct doran_arena *arena, const struct doran_ics_remark *remark);

#endif
