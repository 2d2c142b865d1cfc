/* doran-server: the headless half of Dorandoran. See doran-server(8). */
#include "server/api/admin.h"
#include "server/config.h"
#include "server/db/db.h"
#include "server/serve.h"

#include <doran/limits.h>
#include <locale.h>
#include <malloc.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* sysexits(3), by name. */
enum {
    EXIT_USAGE = 64,
    EXIT_NO_USER = 67,
    EXIT_UNAVAILABLE = 69,
    EXIT_SOFTWARE = 70,
    EXIT_IO = 74,
    EXIT_CONFIG = 78
};

/* Of malloc (mallopt(3)). While a password is hashed the kernel holds the address space for many milliseconds to fill 64 MiB, and
 * whoever grows or shrinks a heap meanwhile waits, with the heap's lock in its hand. So the loop shares its heap with no lane, and
 * heaps change their size seldom and in large steps. */
#define ARENAS_MAX 8
#define HEAP_STEP (1024 * 1024)
#define HEAP_SLACK (8 * 1024 * 1024)

enum command {
    COMMAND_SERVE,
    COMMAND_CHECK,
    COMMAND_RESET,
    COMMAND_NOTICE_SET,
    COMMAND_NOTICE_CLEAR,
    COMMAND_HELP,
    COMMAND_VERSION
};
struct arguments {
    enum command command;
    bool sample;
    const char *config_file, *word; /* What a command is about. */
};

static void print_help(FILE *stream)
{
    fputs("Usage: doran-server [--config FILE] [SETTINGS]\n"
          "       doran-server [--config FILE] [SETTINGS] --check-config\n"
          "       doran-server [--config FILE] [SETTINGS] user reset EMAIL\n"
          "       doran-server [--config FILE] [SETTINGS] notice set TEXT | notice clear\n"
          "       doran-server --help | --version\n"
          "\n"
          "  --config FILE\n"
          "        Settings from a file, one \"name = value\" a line; flags override it\n"
          "  --check-config\n"
          "        Say whether the settings are in order, and end\n"
          "  --sample\n"
          "        Make a sample family when nobody has an account yet\n"
          "  user reset EMAIL\n"
          "        Print a code with which that account gets a new password, within 30 minutes\n"
          "  notice set TEXT\n"
          "        Tell everybody something on their first screen, in the place of what was told before\n"
          "  notice clear\n"
          "        Take it away again\n",
          stream);
    config_help(stream);
}

static bool usage(struct doran_error *error, const char *what, const char *argument)
{
    return doran_fail(error, DORAN_ERROR_malformed, NULL, "%s: %s. See doran-server --help.", argument, what);
}

/* One "--name=value" or "--name value"; moves on over the value. */
static bool take_setting(struct config *config, char **argv, int *index, struct doran_error *error)
{
    char name[64];
    const char *flag = argv[*index] + 2, *equals = strchr(flag, '=');
    size_t length = equals ? (size_t)(equals - flag) : strlen(flag);
    if (length >= sizeof name)
        return usage(error, "there is no such flag", argv[*index]);
    memcpy(name, flag, length);
    name[length] = 0;
    if (!config_knows(name))
        return usage(error, "there is no such flag", argv[*index]);
    const char *value = equals ? equals + 1 : argv[*index + 1];
    if (!value)
        return usage(error, "a value is missing", argv[*index]);
    if (!equals)
        ++*index;
    return config_set(config, name, value, error);
}

/* The operator's commands: two words, and with some of them a third that the command is about. */
static const struct {
    const char *noun, *verb;
    enum command command;
    bool word;
} commands[] = {
    {"user", "reset", COMMAND_RESET, true},
    {"notice", "set", COMMAND_NOTICE_SET, true},
    {"notice", "clear", COMMAND_NOTICE_CLEAR, false},
};

static bool take_word(struct arguments *arguments, char **argv, int *index, struct doran_error *error)
{
    char **words = argv + *index;
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
        bool named = words[1] && !strcmp(words[0], commands[i].noun) && !strcmp(words[1], commands[i].verb);
        if (!named || (commands[i].word && (!words[2] || words[2][0] == '-')))
            continue;
        arguments->command = commands[i].command;
        arguments->word = commands[i].word ? words[2] : NULL;
        *index += commands[i].word ? 2 : 1;
        return true;
    }
    return usage(error, "there is no such command", words[0]);
}

/* Flags that are no settings. False when it is none of them. */
static bool take_switch(struct arguments *arguments, const char *argument)
{
    if (strcmp(argument, "--help") == 0)
        arguments->command = COMMAND_HELP;
    else if (strcmp(argument, "--version") == 0)
        arguments->command = COMMAND_VERSION;
    else if (strcmp(argument, "--check-config") == 0)
        arguments->command = COMMAND_CHECK;
    else if (strcmp(argument, "--sample") == 0)
        arguments->sample = true;
    else
        return false;
    return true;
}

/* The file's settings come first, so that flags stand over it wherever --config is named. */
static bool find_config(struct arguments *arguments, char **argv, struct doran_error *error)
{
    for (int i = 1; argv[i]; i++) {
        bool joined = strncmp(argv[i], "--config=", 9) == 0;
        if (!joined && strcmp(argv[i], "--config") != 0)
            continue;
        arguments->config_file = joined ? argv[i] + 9 : argv[i + 1];
        if (!arguments->config_file)
            return usage(error, "a value is missing", argv[i]);
    }
    return true;
}

static bool read_arguments(struct arguments *arguments, struct config *config, char **argv,
                           struct doran_error *error)
{
    for (int i = 1; argv[i]; i++) {
        if (strncmp(argv[i], "--config=", 9) == 0 || take_switch(arguments, argv[i]))
            continue;
        if (strcmp(argv[i], "--config") == 0) {
            i++;
            continue;
        }
        bool good = strncmp(argv[i], "--", 2) == 0 ? take_setting(config, argv, &i, error)
                                                   : take_word(arguments, argv, &i, error);
        if (!good)
            return false;
    }
    return true;
}

static int exit_code(const struct doran_error *error)
{
    switch (error->code) {
    case DORAN_ERROR_none:
        return EXIT_SUCCESS;
    case DORAN_ERROR_malformed:
    case DORAN_ERROR_invalid:
        return EXIT_CONFIG;
    case DORAN_ERROR_not_found:
        return EXIT_NO_USER;
    case DORAN_ERROR_in_use:
    case DORAN_ERROR_network:
    case DORAN_ERROR_offline:
    case DORAN_ERROR_busy:
        return EXIT_UNAVAILABLE;
    case DORAN_ERROR_storage:
    case DORAN_ERROR_storage_full:
        return EXIT_IO;
    default:
        return EXIT_SOFTWARE;
    }
}

static bool reset_user(const struct config *config, const char *email, struct doran_error *error)
{
    char code[ADMIN_CODE_MAX];
    struct db *db = serve_open_database(config, error);
    bool good = db && admin_user_reset(db, email, code, error);
    if (good)
        printf("%s\nGood for %d minutes: the account's owner logs in with \"forgotten password\", this code "
               "and a new "
               "password.\n",
               code, DORAN_RESET_MINUTES);
    db_close(db);
    return good;
}

static bool set_notice(const struct config *config, const char *text, struct doran_error *error)
{
    struct db *db = serve_open_database(config, error);
    bool good = db && (text ? admin_notice_set(db, text, error) : admin_notice_clear(db, error));
    if (good)
        puts(text ? "Everybody sees it from now on." : "There is no notice any more.");
    db_close(db);
    return good;
}

static bool run(const struct arguments *arguments, const struct config *config, struct doran_error *error)
{
    switch (arguments->command) {
    case COMMAND_HELP:
        print_help(stdout);
        return true;
    case COMMAND_VERSION:
        puts("doran-server " DORAN_VERSION);
        return true;
    case COMMAND_CHECK:
        puts("The settings are in order.");
        return true;
    case COMMAND_RESET:
        return reset_user(config, arguments->word, error);
    case COMMAND_NOTICE_SET:
    case COMMAND_NOTICE_CLEAR:
        return set_notice(config, arguments->word, error);
    case COMMAND_SERVE:
        break;
    }
    return serve(config, arguments->sample, error);
}

static int complain(const struct doran_error *error, int code)
{
    fprintf(stderr, "doran-server: %s\n", error->message);
    return code;
}

int main(int argc, char **argv)
{
    (void)argc;
    struct arguments arguments = {0};
    struct config config;
    struct doran_error error;
    mallopt(M_ARENA_MAX, ARENAS_MAX);
    mallopt(M_TOP_PAD, HEAP_STEP);
    mallopt(M_MMAP_THRESHOLD, HEAP_STEP);
    mallopt(M_TRIM_THRESHOLD, HEAP_SLACK);
    umask(077);
    setlocale(LC_CTYPE, "C.UTF-8");
    doran_error_clear(&error);
    config_init(&config);
    bool named = find_config(&arguments, argv, &error);
    bool read = named && (!arguments.config_file || config_read(&config, arguments.config_file, &error));
    if (!named || (read && !read_arguments(&arguments, &config, argv, &error)))
        return complain(&error, EXIT_USAGE);
    bool talks_only = arguments.command == COMMAND_HELP || arguments.command == COMMAND_VERSION;
    if (!read || (!talks_only && !config_finish(&config, &error)))
        return complain(&error, EXIT_CONFIG);
    if (!run(&arguments, &config, &error))
        return complain(&error, exit_code(&error));
    return EXIT_SUCCESS;
}
