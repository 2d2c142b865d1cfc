#include "server/config.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define CONFIG_VALUE_SHOWN 40 /* Bytes of a wrong value that a message repeats. */
#define CONFIG_NAME_MAX 64

enum setting_form { FORM_GROUP, FORM_TEXT, FORM_NUMBER, FORM_CHOICE };
struct setting {
    enum setting_form form;
    const char *name; /* Of a group: its title. */
    size_t offset;
    size_t size;              /* Of a text. */
    int least, most;          /* Of a number. */
    const char *names;        /* Of a choice. */
    const char *initial_text; /* Of a text. */
    int initial;              /* Of a number or choice. */
    const char *argument, *help;
};

static const struct setting settings[] = {
#define GROUP(title) {.form = FORM_GROUP, .name = (title)},
#define TEXT(name_, size_, initial_, argument_, help_)                                                       \
    {.form = FORM_TEXT,                                                                                      \
     .name = #name_,                                                                                         \
     .offset = offsetof(struct config, name_),                                                               \
     .size = (size_),                                                                                        \
     .initial_text = (initial_),                                                                             \
     .argument = (argument_),                                                                                \
     .help = (help_)},
#define NUMBER(name_, least_, most_, initial_, argument_, help_)                                             \
    {.form = FORM_NUMBER,                                                                                    \
     .name = #name_,                                                                                         \
     .offset = offsetof(struct config, name_),                                                               \
     .least = (least_),                                                                                      \
     .most = (most_),                                                                                        \
     .initial = (initial_),                                                                                  \
     .argument = (argument_),                                                                                \
     .help = (help_)},
#define CHOICE(name_, names_, initial_, help_)                                                               \
    {.form = FORM_CHOICE,                                                                                    \
     .name = #name_,                                                                                         \
     .offset = offsetof(struct config, name_),                                                               \
     .names = (names_),                                                                                      \
     .initial = (initial_),                                                                                  \
     .argument = (names_),                                                                                   \
     .help = (help_)},
#include "server/config.def"
#undef GROUP
#undef TEXT
#undef NUMBER
#undef CHOICE
};
#define SETTING_COUNT (sizeof settings / sizeof *settings)

static char *text_of(struct config *config, const struct setting *setting)
{
    return (char *)config + setting->offset;
}

static int *number_of(struct config *config, const struct setting *setting)
{
    return (int *)(void *)((char *)config + setting->offset);
}

void config_init(struct config *config)
{
    memset(config, 0, sizeof *config);
    for (const struct setting *setting = settings; setting < settings + SETTING_COUNT; setting++) {
        if (setting->form == FORM_TEXT)
            snprintf(text_of(config, setting), setting->size, "%s", setting->initial_text);
        else if (setting->form != FORM_GROUP)
            *number_of(config, setting) = setting->initial;
    }
}

static const struct setting *find(const char *name)
{
    for (const struct setting *setting = settings; setting < settings + SETTING_COUNT; setting++) {
        size_t i = 0;
        while (name[i] && (name[i] == '-' ? '_' : name[i]) == setting->name[i])
            i++;
        if (setting->form != FORM_GROUP && !name[i] && !setting->name[i])
            return setting;
    }
    return NULL;
}

bool config_knows(const char *name)
{
    return find(name) != NULL;
}

/* A value as a message may show it: short, and printable ASCII only. */
static const char *shown(const char *value, char out[CONFIG_VALUE_SHOWN + 1])
{
    size_t length = 0;
    for (; value[length] && length < CONFIG_VALUE_SHOWN; length++)
        out[length] = isprint((unsigned char)value[length]) ? value[length] : '?';
    out[length] = 0;
    return out;
}

static bool set_text(char *text, const struct setting *setting, const char *value, struct doran_error *error)
{
    size_t length = strlen(value);
    if (length >= setting->size)
        return doran_fail(error, DORAN_ERROR_invalid, setting->name, "%s is longer than %zu bytes.",
                          setting->name, setting->size - 1);
    for (size_t i = 0; i < length; i++)
        if (iscntrl((unsigned char)value[i]))
            return doran_fail(error, DORAN_ERROR_invalid, setting->name, "%s has a control character in it.",
                              setting->name);
    memcpy(text, value, length + 1);
    return true;
}

static bool set_number(int *number, const struct setting *setting, const char *value,
                       struct doran_error *error)
{
    char buffer[CONFIG_VALUE_SHOWN + 1], *end;
    errno = 0;
    long parsed = strtol(value, &end, 10);
    if (!(isdigit((unsigned char)*value) || *value == '-') || *end || errno || parsed < setting->least ||
        parsed > setting->most)
        return doran_fail(error, DORAN_ERROR_invalid, setting->name,
                          "%s takes a whole number from %d to %d, not \"%s\".", setting->name, setting->least,
                          setting->most, shown(value, buffer));
    *number = (int)parsed;
    return true;
}

static bool set_choice(int *choice, const struct setting *setting, const char *value,
                       struct doran_error *error)
{
    char buffer[CONFIG_VALUE_SHOWN + 1];
    size_t length = strlen(value);
    int place = 0;
    for (const char *name = setting->names; length;) {
        size_t name_length = strcspn(name, "|");
        if (name_length == length && memcmp(name, value, length) == 0) {
            *choice = place;
            return true;
        }
        if (!name[name_length])
            break;
        name += name_length + 1;
        place++;
    }
    return doran_fail(error, DORAN_ERROR_invalid, setting->name, "%s takes one of %s, not \"%s\".",
                      setting->name, setting->names, shown(value, buffer));
}

static bool set(struct config *config, const struct setting *setting, const char *value,
                struct doran_error *error)
{
    if (setting->form == FORM_TEXT)
        return set_text(text_of(config, setting), setting, value, error);
    if (setting->form == FORM_NUMBER)
        return set_number(number_of(config, setting), setting, value, error);
    return set_choice(number_of(config, setting), setting, value, error);
}

bool config_set(struct config *config, const char *name, const char *value, struct doran_error *error)
{
    char buffer[CONFIG_VALUE_SHOWN + 1];
    const struct setting *setting = find(name);
    if (!setting)
        return doran_fail(error, DORAN_ERROR_invalid, NULL, "There is no setting \"%s\".",
                          shown(name, buffer));
    return set(config, setting, value, error);
}

/* Takes the white space off both ends, in place. */
static char *trim(char *text)
{
    while (*text == ' ' || *text == '\t')
        text++;
    size_t length = strlen(text);
    while (length && (text[length - 1] == ' ' || text[length - 1] == '\t' || text[length - 1] == '\r'))
        text[--length] = 0;
    return text;
}

/* One line without its line feed. `seen` has a mark for each setting that the file has set. */
static bool parse_line(struct config *config, char *line, bool seen[SETTING_COUNT], struct doran_error *error)
{
    char buffer[CONFIG_VALUE_SHOWN + 1];
    line = trim(line);
    if (!*line || *line == '#')
        return true;
    char *equals = strchr(line, '=');
    if (!equals)
        return doran_fail(error, DORAN_ERROR_malformed, NULL,
                          "A line is \"name = value\", or begins with \"#\".");
    *equals = 0;
    char *name = trim(line), *value = trim(equals + 1);
    const struct setting *setting = strchr(name, '-') ? NULL : find(name);
    if (!setting)
        return doran_fail(error, DORAN_ERROR_invalid, NULL, "There is no setting \"%s\".",
                          shown(name, buffer));
    if (seen[setting - settings])
        return doran_fail(error, DORAN_ERROR_invalid, setting->name, "%s is set a second time.",
                          setting->name);
    seen[setting - settings] = true;
    return set(config, setting, value, error);
}

bool config_parse(struct config *config, const char *file, const char *text, size_t length,
                  struct doran_error *error)
{
    if (length > CONFIG_FILE_MAX)
        return doran_fail(error, DORAN_ERROR_invalid, NULL, "%s: The file is larger than %d bytes.", file,
                          CONFIG_FILE_MAX);
    char *copy = malloc(length + 1);
    if (!copy)
        return doran_fail(error, DORAN_ERROR_no_memory, NULL, NULL);
    memcpy(copy, text, length);
    copy[length] = 0;
    bool seen[SETTING_COUNT] = {false}, good = true;
    size_t number = 1;
    struct doran_error inner;
    doran_error_clear(&inner);
    for (char *line = copy; good && line <= copy + length; number++) {
        char *end = memchr(line, '\n', (size_t)(copy + length - line));
        size_t line_length = end ? (size_t)(end - line) : (size_t)(copy + length - line);
        line[line_length] = 0;
        if (strlen(line) != line_length)
            good = doran_fail(&inner, DORAN_ERROR_malformed, NULL, "A NUL byte stands in the line.");
        else
            good = parse_line(config, line, seen, &inner);
        if (!good)
            doran_fail(error, inner.code, inner.field, "%s:%zu: %s", file, number, inner.message);
        line += line_length + 1;
    }
    free(copy);
    return good;
}

/* The whole of a small file, malloc'ed. */
static char *read_file(const char *path, size_t *length, struct doran_error *error)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    char *text = fd >= 0 ? malloc(CONFIG_FILE_MAX + 2) : NULL;
    size_t used = 0;
    ssize_t got = -1;
    while (text && used <= CONFIG_FILE_MAX && (got = read(fd, text + used, CONFIG_FILE_MAX + 1 - used)) > 0)
        used += (size_t)got;
    if (!text || got < 0) {
        doran_fail(error, DORAN_ERROR_storage, NULL, "%s cannot be read: %s.", path, strerror(errno));
        free(text);
        text = NULL;
    } else {
        text[used] = 0;
        *length = used;
    }
    if (fd >= 0)
        close(fd);
    return text;
}

bool config_read(struct config *config, const char *file, struct doran_error *error)
{
    size_t length;
    char *text = read_file(file, &length, error);
    if (!text)
        return false;
    bool good = config_parse(config, file, text, length, error);
    free(text);
    return good;
}

static bool find_data(struct config *config, struct doran_error *error)
{
    if (config->data[0])
        return true;
    const char *state = getenv("STATE_DIRECTORY"), *share = getenv("XDG_DATA_HOME"), *home = getenv("HOME");
    int length = -1;
    if (state && *state)
        length = snprintf(config->data, sizeof config->data, "%.*s", (int)strcspn(state, ":"), state);
    else if (share && *share)
        length = snprintf(config->data, sizeof config->data, "%s/doran-server", share);
    else if (home && *home)
        length = snprintf(config->data, sizeof config->data, "%s/.local/share/doran-server", home);
    if (length < 0 || (size_t)length >= sizeof config->data)
        return doran_fail(error, DORAN_ERROR_invalid, "data",
                          "Say with \"data\" where the server keeps what it has.");
    return true;
}

static bool find_database(struct config *config, struct doran_error *error)
{
    if (config->database_file[0]) {
        if (config->database[0])
            return doran_fail(error, DORAN_ERROR_invalid, "database",
                              "Give database or database_file, not both.");
        size_t length;
        char *text = read_file(config->database_file, &length, error);
        if (!text)
            return false;
        text[strcspn(text, "\r\n")] = 0;
        bool good = config_set(config, "database", text, error);
        free(text);
        if (!good)
            return false;
    }
    if (!config->database[0]) {
        int length = snprintf(config->database, sizeof config->database, "sqlite:%s/doran.db", config->data);
        if (length < 0 || (size_t)length >= sizeof config->database)
            return doran_fail(error, DORAN_ERROR_invalid, "data", "The data directory's name is too long.");
    }
    if (strncmp(config->database, "sqlite:", 7) != 0 && strncmp(config->database, "postgresql://", 13) != 0)
        return doran_fail(error, DORAN_ERROR_invalid, "database",
                          "database begins with \"sqlite:\" or \"postgresql://\".");
    return true;
}

static bool loopback(const char *address, size_t length)
{
    return (length > 4 && strncmp(address, "127.", 4) == 0) ||
           (length == 3 && strncmp(address, "::1", 3) == 0) ||
           (length == 9 && strncmp(address, "localhost", 9) == 0);
}

static bool listens_on_loopback_only(const char *addresses)
{
    while (*addresses) {
        addresses += strspn(addresses, ", ");
        size_t length = strcspn(addresses, ", ");
        if (length && !loopback(addresses, length))
            return false;
        addresses += length;
    }
    return true;
}

static bool check_tls(const struct config *config, struct doran_error *error)
{
    bool files = config->certificate[0] && config->key[0];
    if (config->tls == CONFIG_TLS_FILES && !files)
        return doran_fail(error, DORAN_ERROR_invalid, "tls", "tls = files needs certificate and key.");
    if (config->tls != CONFIG_TLS_FILES && (config->certificate[0] || config->key[0]))
        return doran_fail(error, DORAN_ERROR_invalid, "tls", "certificate and key are for tls = files.");
    if (config->tls == CONFIG_TLS_OFF && !config->trusted_proxies[0] &&
        !listens_on_loopback_only(config->listen))
        return doran_fail(error, DORAN_ERROR_invalid, "tls",
                          "Without TLS the server listens on loopback only, or names its trusted_proxies: "
                          "set tls = self, or listen = 127.0.0.1.");
    return true;
}

static bool check_public_url(const struct config *config, struct doran_error *error)
{
    const char *url = config->public_url;
    if (!*url)
        return true;
    size_t scheme = strncmp(url, "https://", 8) == 0 ? 8 : strncmp(url, "http://", 7) == 0 ? 7 : 0;
    if (!scheme || !url[scheme] || strcspn(url + scheme, "/?#@ ") != strlen(url + scheme))
        return doran_fail(error, DORAN_ERROR_invalid, "public_url",
                          "public_url is a scheme, a name and perhaps a port: https://family.example.org");
    return true;
}

bool config_finish(struct config *config, struct doran_error *error)
{
    return check_tls(config, error) && check_public_url(config, error) && find_data(config, error) &&
           find_database(config, error);
}

static void help_of(FILE *stream, const struct setting *setting)
{
    char flag[CONFIG_NAME_MAX];
    size_t length = 0;
    for (; setting->name[length] && length < sizeof flag - 1; length++)
        flag[length] = setting->name[length] == '_' ? '-' : setting->name[length];
    flag[length] = 0;
    fprintf(stream, "  --%s %s\n        %s", flag, setting->argument, setting->help);
    if (setting->form == FORM_NUMBER)
        fprintf(stream, " (%d to %d; %d)", setting->least, setting->most, setting->initial);
    else if (setting->form == FORM_TEXT && setting->initial_text[0])
        fprintf(stream, " (%s)", setting->initial_text);
    else if (setting->form == FORM_CHOICE) {
        const char *name = setting->names;
        for (int i = 0; i < setting->initial; i++)
            name = strchr(name, '|') + 1;
        fprintf(stream, " (%.*s)", (int)strcspn(name, "|"), name);
    }
    fputc('\n', stream);
}

void config_help(FILE *stream)
{
    for (const struct setting *setting = settings; setting < settings + SETTING_COUNT; setting++) {
        if (setting->form == FORM_GROUP)
            fprintf(stream, "\n%s:\n", setting->name);
        else
            help_of(stream, setting);
    }
}
