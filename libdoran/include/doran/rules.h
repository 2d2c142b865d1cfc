/** @file rules.h  Who may do what, and what a password or time zone may be: the domain's rules that need no database.
 * Server and client ask the same functions; the server asks them inside the writing transaction. Thread safe. */
#ifndef DORAN_RULES_H
#define DORAN_RULES_H

#include "error.h"
#include "protocol.h"

/** What somebody is towards the thing a route is about. */
struct doran_standing {
    bool logged_in;
    bool member;    /**< Of the family. */
    bool host;      /**< Of the family. */
    bool self;      /**< The member in question. */
    bool author;    /**< Who made the thing. */
    bool last_host; /**< Was the host of the deleted family. */
    bool deleted;   /**< The family is deleted. */
};
/** none, unauthorized, not_found (one may not even see it), forbidden (one sees it but may not do this), family_deleted. */
DORAN_API enum doran_error_code doran_may(enum doran_who who, const struct doran_standing *standing);
/** Refuses one of the commonest passwords, and one that is the e-mail or nickname itself. */
DORAN_API bool doran_password_allowed(const char *password, const char *email, const char *nickname,
                                      struct doran_error *error);
/** True for a name of the IANA time zone database as this system has it. */
DORAN_API bool doran_time_zone_known(const char *name);

#endif
