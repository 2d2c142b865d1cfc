/* settings.h: the names of what a device remembers in the replica (doran_replica_setting_*). */
#ifndef DORAN_TUI_SETTINGS_H
#define DORAN_TUI_SETTINGS_H

#define SETTING_FAMILY "family" /* Id of the family used last. */

#endif
