#include <doran/account.h>

#include "libdoran/replica/files.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define ACCOUNT_FILE_MAX 2048
#define ACCOUNT_VERSION "doran-account 1"

/* The lines of the file, "name value". */
static const struct line {
    const char *name;
    size_t offset;
    size_t size;
} lines[] = {
#define LINE(field)                                                                                          \
    {                                                                                                        \
#field, offsetof(struct doran_account, field), sizeof((struct doran_account *)0)->field              \
    }
    LINE(server), LINE(pin), LINE(token), LINE(user_id), LINE(language),
#undef LINE
};

static bool is_profile_name(const char *name)
{
    size_t length = strlen(name);
    if (length == 0 || length > DORAN_PROFILE_MAX || name[0] == '.')
        return false;
    for (size_t i = 0; i < length; i++) {
        char c = name[i];
        bool fits = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
                    c == '_' || c == '-';
        if (!fits)
            return false;
    }
    return true;
}

static const char *environment(const char *name)
{
    const char *value = getenv(name);
    return value != NULL && value[0] != '\0' ? value : NULL;
}

static bool profile_path(const char *profile, const char *file, char out[DORAN_STATE_PATH_MAX],
                         struct doran_error *error)
{
    if (profile == NULL)
        profile = environment("DORAN_PROFILE");
    if (profile == NULL)
        profile = "default";
    if (!is_profile_name(profile))
        return doran_fail(error, DORAN_ERROR_invalid, "profile", "That is no name for a profile.");

    const char *base = environment("DORAN_STATE_DIR");
    const char *between = "";
    if (base == NULL && (base = environment("XDG_STATE_HOME")) != NULL)
        between = "/doran";
    if (base == NULL && (base = environment("HOME")) != NULL)
        between = "/.local/state/doran";
    if (base == NULL)
        return doran_fail(error, DORAN_ERROR_storage, NULL, "HOME is not set.");
    int length = snprintf(out, DORAN_STATE_PATH_MAX, "%s%s/%s%s", base, between, profile, file);
    if (length < 0 || length >= DORAN_STATE_PATH_MAX)
        return doran_fail(error, DORAN_ERROR_storage, NULL, "The path of the state folder is too long.");
    return true;
}

bool doran_account_folder(const char *profile, char out[DORAN_STATE_PATH_MAX], struct doran_error *error)
{
    return profile_path(profile, "", out, error);
}

bool doran_account_replica_path(const char *profile, char out[DORAN_STATE_PATH_MAX],
                                struct doran_error *error)
{
    return profile_path(profile, "/replica.db", out, error);
}

/* Takes up one line; a name of a newer version is passed over. */
static bool take_line(struct doran_account *account, const char *text)
{
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        size_t length = strlen(lines[i].name);
        if (strncmp(text, lines[i].name, length) != 0 || text[length] != ' ')
            continue;
        const char *value = text + length + 1;
        if (strlen(value) >= lines[i].size)
            return false;
        memcpy((char *)account + lines[i].offset, value, strlen(value) + 1);
    }
    return true;
}

static bool parse(char *text, struct doran_account *out)
{
    char *rest = NULL;
    char *line = strtok_r(text, "\n", &rest);
    if (line == NULL || strcmp(line, ACCOUNT_VERSION) != 0)
        return false;
    while ((line = strtok_r(NULL, "\n", &rest)) != NULL) {
        if (!take_line(out, line))
            return false;
    }
    return true;
}

bool doran_account_load(const char *profile, struct doran_account *out, struct doran_error *error)
{
    *out = (struct doran_account){0};
    char path[DORAN_STATE_PATH_MAX];
    if (!profile_path(profile, "/account", path, error))
        return false;
    char text[ACCOUNT_FILE_MAX];
    switch (doran_file_read(path, text, sizeof text)) {
    case DORAN_FILE_READ:
        break;
    case DORAN_FILE_MISSING:
        return doran_fail(error, DORAN_ERROR_not_found, NULL, "Nobody is logged in.");
    case DORAN_FILE_FAILED:
        return doran_fail(error, DORAN_ERROR_storage, NULL, "The account file could not be read.");
    }
    bool good = parse(text, out);
    explicit_bzero(text, sizeof text);
    if (good)
        return true;
    *out = (struct doran_account){0};
    return doran_fail(error, DORAN_ERROR_storage, NULL, "The account file is not understood.");
}

bool doran_account_save(const char *profile, const struct doran_account *account, struct doran_error *error)
{
    char folder[DORAN_STATE_PATH_MAX], path[DORAN_STATE_PATH_MAX];
    if (!profile_path(profile, "", folder, error) || !profile_path(profile, "/account", path, error))
        return false;
    char text[ACCOUNT_FILE_MAX] = ACCOUNT_VERSION "\n";
    size_t length = strlen(text);
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        const char *value = (const char *)account + lines[i].offset;
        if (value[0] == '\0')
            continue;
        if (strchr(value, '\n') != NULL)
            return doran_fail(error, DORAN_ERROR_invalid, lines[i].name, "A line break is not allowed here.");
        length += (size_t)snprintf(text + length, sizeof text - length, "%s %s\n", lines[i].name, value);
    }
    bool good = doran_folder_make(folder) && doran_file_write(path, text, length);
    explicit_bzero(text, sizeof text);
    return good || doran_fail(error, DORAN_ERROR_storage, NULL, "The account file could not be written: %s.",
                              strerror(errno));
}

bool doran_account_remove(const char *profile, struct doran_error *error)
{
    char path[DORAN_STATE_PATH_MAX];
    if (!profile_path(profile, "/account", path, error))
        return false;
    if (unlink(path) == 0 || errno == ENOENT)
        return true;
    return doran_fail(error, DORAN_ERROR_storage, NULL, "The account file could not be removed: %s.",
                      strerror(errno));
}
