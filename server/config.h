/** @file config.h  The server's settings, from a file (doran-server.conf(5)) and flags. See config.def. */
#ifndef SERVER_CONFIG_H
#define SERVER_CONFIG_H

#include <doran/error.h>
#include <stddef.h>
#include <stdio.h>

#define CONFIG_FILE_MAX (64 * 1024) /**< Bytes of a configuration file. */
#define CONFIG_ADDRESSES_MAX 8      /**< Addresses to listen on. */

enum config_tls { CONFIG_TLS_OFF, CONFIG_TLS_SELF, CONFIG_TLS_FILES };
enum config_signup { CONFIG_SIGNUP_CODE, CONFIG_SIGNUP_OPEN };

struct config {
#define GROUP(title)
#define TEXT(name, size, initial, argument, help) char name[size];
#define NUMBER(name, least, most, initial, argument, help) int name;
#define CHOICE(name, names, initial, help) int name;
#include "server/config.def"
#undef GROUP
#undef TEXT
#undef NUMBER
#undef CHOICE
};

/** Sets every default. */
void config_init(struct config *config);
/** Sets one setting from its text. The name may have "_" or "-". The message tells what is allowed. */
bool config_set(struct config *config, const char *name, const char *value, struct doran_error *error);
/** Whether the name is a setting's. */
bool config_knows(const char *name);
/** Takes over the settings of a file's text; `file` is for messages, which begin with "file:line: ". */
bool config_parse(struct config *config, const char *file, const char *text, size_t length,
                  struct doran_error *error);
/** Reads a file. */
bool config_read(struct config *config, const char *file, struct doran_error *error);
/** Looks at the settings together, reads what they say stands in files, and fills in what follows from others
 * (data, database). Called once, last. */
bool config_finish(struct config *config, struct doran_error *error);
/** Writes the table of all settings as flags. */
void config_help(FILE *stream);

#endif
