/** @file limits.h  Every number of the product that both sides know. Nothing here is defined a second time. */
#ifndef DORAN_LIMITS_H
#define DORAN_LIMITS_H

#define DORAN_EMAIL_MAX 254          /**< Bytes (RFC 5321 §4.5.3.1.3 less the brackets). */
#define DORAN_PASSWORD_MIN 8         /**< Characters. */
#define DORAN_PASSWORD_MAX 128       /**< Characters. */
#define DORAN_PROFILE_NICKNAME_MIN 2 /**< Grapheme clusters, as all lengths below. */
#define DORAN_PROFILE_NICKNAME_MAX 15
#define DORAN_FAMILY_TITLE_MAX 10
#define DORAN_NICKNAME_MAX 8 /**< 호칭. */
#define DORAN_DEVICE_NAME_MAX 40
#define DORAN_AVATARS 5            /**< Default avatars, numbered from 1. */
#define DORAN_CLUSTER_BYTES_MAX 32 /**< Most bytes one grapheme cluster of a text may have on average. */

#define DORAN_FAMILY_MEMBERS_MAX 50
#define DORAN_USER_FAMILIES_MAX 20
#define DORAN_FAMILY_INVITES_MAX 50 /**< Open ones. */
#define DORAN_USER_SESSIONS_MAX 50
#define DORAN_USER_APPROVALS_MAX 3   /**< Open ones. */
#define DORAN_NOTIFICATIONS_MAX 1000 /**< Kept per user; the oldest go first. */
#define DORAN_RECOVERY_CODES 8
#define DORAN_MISSION_TITLE_MAX 17
#define DORAN_FAMILY_MISSIONS_OPEN_MAX 1000 /**< Missions of a family that are not complete. */
#define DORAN_MONTH_LENGTH 7                /**< "2026-11". */
#define DORAN_BADGES 6
#define DORAN_GREETINGS_MAX 100
#define DORAN_HOME_NEWS_MAX 5    /**< Notifications that the first screen shows. */
#define DORAN_HOME_COMING_MAX 20 /**< Occurrences that are told there. */
#define DORAN_COMING_DAYS 28     /**< It looks at least so many days ahead, and to its month's end. */

#define DORAN_FAMILY_EVENTS_MAX 200000
#define DORAN_FAMILY_SERIES_MAX 2000   /**< Events that recur. */
#define DORAN_SERIES_DIFFERENT_MAX 500 /**< Occurrences of one series that are different. */
#define DORAN_EVENT_TITLE_MAX 100
#define DORAN_EVENT_EXCEPTIONS_MAX 500 /**< Occurrences that one series leaves out. */
#define DORAN_EVENT_REMINDERS_MAX 5    /**< Of one event. */
#define DORAN_EVENT_IMPORT_MAX 50      /**< Events of one request. */
#define DORAN_FEEDS_MAX 5              /**< Of one member in one family. */
#define DORAN_FEED_PATH "/feed/"       /**< Before a feed's token; it ends in ".ics". */

#define DORAN_INVITE_DAYS 14
#define DORAN_UNDO_DAYS 30      /**< A deleted family can be brought back this long. */
#define DORAN_OPERATION_DAYS 90 /**< Answers to operations and tombstones are kept this long. */
#define DORAN_APPROVAL_MINUTES 10
#define DORAN_RESET_MINUTES 30

#define DORAN_BODY_MAX (64 * 1024)         /**< Bytes of a JSON request body. */
#define DORAN_ANSWER_MAX (8 * 1024 * 1024) /**< Bytes of a JSON answer a client takes. */
#define DORAN_JSON_DEPTH_MAX 8
#define DORAN_WHOLE_MAX                                                                                      \
    9007199254740991       /**< 2^53 - 1: no number that travels is further from 0 (RFC 8259 §6). */
#define DORAN_PAGE_MAX 500 /**< Entries of a page of changes or notifications. */
#define DORAN_PAGE_DEFAULT 100
#define DORAN_FRAME_IN_MAX 8192          /**< Bytes of a WebSocket message from a client. */
#define DORAN_FRAME_OUT_MAX (256 * 1024) /**< Bytes of a WebSocket message from the server. */
#define DORAN_CURSOR_MAX 2048            /**< Bytes of a cursor: an epoch and up to 21 streams. */
#define DORAN_STREAMS_MAX (DORAN_USER_FAMILIES_MAX + 1)
#define DORAN_TOKEN_MAX 64

#define DORAN_API_PREFIX "/api/v1"
#define DORAN_LIVE_PATH "/live" /**< Below the prefix: the live connection (WebSocket). */
#define DORAN_LIVE_PROTOCOL "doran.v1"
#define DORAN_DEFAULT_PORT 7474

#endif
