#include <doran/rules.h>

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define ZONES "/usr/share/zoneinfo/"
#define ZONE_NAME_MAX 64 /* As `time_zone` of types.def. */

static bool is_letter(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

/* "Area/Location", "Area/Location/Place" or a single word, of which no part begins with anything but a
 * letter: there are no "..", no absolute paths and no hidden files among them. */
static bool is_zone_name(const char *name)
{
    if (strnlen(name, ZONE_NAME_MAX + 1) > ZONE_NAME_MAX)
        return false;
    bool starts = true;
    for (; *name != '\0'; name++) {
        bool inside = (*name >= '0' && *name <= '9') || *name == '_' || *name == '-' || *name == '+';
        if (starts ? !is_letter(*name) : !is_letter(*name) && !inside && *name != '/')
            return false;
        starts = *name == '/';
    }
    return !starts;
}

/* The folders and files of the database that are no zones' names. */
static bool is_other(const char *name)
{
    static const char *const others[] = {"posix/", "right/", "posixrules", "localtime", "Factory"};
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        if (strncmp(name, others[i], strlen(others[i])) == 0)
            return true;
    }
    return false;
}

/* RFC 8536 §3.1: a zone's file begins with "TZif". */
static bool holds_zone(const char *path)
{
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (file < 0)
        return false;
    char magic[4];
    bool zone = read(file, magic, sizeof magic) == sizeof magic && memcmp(magic, "TZif", sizeof magic) == 0;
    close(file);
    return zone;
}

bool doran_time_zone_known(const char *name)
{
    if (name == NULL || !is_zone_name(name) || is_other(name))
        return false;
    char path[sizeof ZONES + ZONE_NAME_MAX];
    snprintf(path, sizeof path, ZONES "%s", name);
    return holds_zone(path);
}
