#include <doran/rules.h>

enum { LOGGED_IN = 1, MEMBER = 2, HOST = 4, SELF = 8, AUTHOR = 16, WAS_HOST = 32 };

/* For each `who`: with any of `sees` one is told that the thing exists, with any of `may` one may do it. */
static const struct {
    unsigned sees, may;
    bool of_family; /**< Gone with the family. */
} table[] = {
    [DORAN_WHO_USER] = {LOGGED_IN, LOGGED_IN, false},
    [DORAN_WHO_MEMBER] = {MEMBER, MEMBER, true},
    [DORAN_WHO_HOST] = {MEMBER, HOST, true},
    [DORAN_WHO_SELF_OR_HOST] = {MEMBER, SELF | HOST, true},
    [DORAN_WHO_AUTHOR_OR_HOST] = {MEMBER, AUTHOR | HOST, true},
    [DORAN_WHO_LAST_HOST] = {MEMBER | WAS_HOST, WAS_HOST, true},
};

static unsigned bits_of(const struct doran_standing *standing)
{
    unsigned bits = standing->logged_in ? LOGGED_IN : 0;
    bits |= standing->member ? MEMBER : 0;
    bits |= standing->deleted && standing->last_host ? MEMBER : 0;
    bits |= standing->member && standing->host ? HOST : 0;
    bits |= standing->member && standing->self ? SELF : 0;
    bits |= standing->member && standing->author ? AUTHOR : 0;
    bits |= standing->last_host ? WAS_HOST : 0;
    /* A restore that is sent again finds the family back already, and its sender its host. */
    bits |= !standing->deleted && standing->member && standing->host ? WAS_HOST : 0;
    return bits;
}

enum doran_error_code doran_may(enum doran_who who, const struct doran_standing *standing)
{
    if (who == DORAN_WHO_ANYONE)
        return DORAN_ERROR_none;
    if (!standing->logged_in)
        return DORAN_ERROR_unauthorized;
    if ((size_t)who >= sizeof table / sizeof table[0])
        return DORAN_ERROR_forbidden;
    unsigned bits = bits_of(standing);
    if (!(bits & table[who].sees))
        return DORAN_ERROR_not_found;
    bool restoring = who == DORAN_WHO_LAST_HOST && standing->last_host;
    if (standing->deleted && table[who].of_family && !restoring)
        return DORAN_ERROR_family_deleted;
    return bits & table[who].may ? DORAN_ERROR_none : DORAN_ERROR_forbidden;
}
