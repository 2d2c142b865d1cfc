/** @file ics.h  iCalendar (RFC 5545, RFC 7529, RFC 7986) both ways.
 *
 * Reading is for files of strangers: sizes are bounded before anything is parsed, what is broken is passed over, and what
 * cannot be kept is told as a remark, never silently lost. Writing gives the same bytes for the same events, so that a hash
 * of them is an ETag. Thread safe: one reader or writer is used by one thread at a time. */
#ifndef DORAN_ICS_H
#define DORAN_ICS_H

#include "arena.h"
#include "buffer.h"
#include "error.h"
#include "types.h"

#define DORAN_ICS_BYTES_MAX ((size_t)20 * 1024 * 1024) /**< Of a file. */
#define DORAN_ICS_EVENTS_MAX 20000                     /**< VEVENTs of a file. */
#define DORAN_ICS_COMPONENTS_MAX 100000                /**< Of any kind. */
#define DORAN_ICS_DEPTH_MAX 8                          /**< Components within components. */
#define DORAN_ICS_LINE_MAX                                                                                   \
    ((size_t)32 * 1024)               /**< Of an unfolded line that is read; a longer one is left out. */
#define DORAN_ICS_PROPERTIES_MAX 2000 /**< Lines of an event that are read; one with more is left out. */
#define DORAN_ICS_EVENT_BYTES_MAX ((size_t)256 * 1024)  /**< Of an event's lines together. */
#define DORAN_ICS_ZONES_MAX 500                         /**< VTIMEZONEs of a file that are looked at. */
#define DORAN_ICS_REMARKS_MAX 16                        /**< Told of one event. */
#define DORAN_ICS_ARENA_MAX ((size_t)256 * 1024 * 1024) /**< What an arena to read into may need to hold. */

/** What is to be said about an event or a file: ICS_REMARK(name, English sentence with one %s for the detail). */
#define DORAN_ICS_REMARKS(ICS_REMARK)                                                                        \
    /* Of an event that is left out. */                                                                      \
    ICS_REMARK(cancelled, "It is cancelled.")                                                                \
    ICS_REMARK(no_start, "It has no start that can be read.")                                                \
    ICS_REMARK(bad_rule, "It recurs in a way that is not supported: %s")                                     \
    ICS_REMARK(too_big, "It is too big.")                                                                    \
    ICS_REMARK(too_long, "It lasts longer than 400 days.")                                                   \
    ICS_REMARK(too_many_exceptions, "It leaves out more than 500 occurrences.")                              \
    ICS_REMARK(bad_event, "It is not allowed: %s")                                                           \
    ICS_REMARK(older, "The file has it again, newer.")                                                       \
    /* Of an event that is kept, but differs. */                                                             \
    ICS_REMARK(untitled, "It had no title.")                                                                 \
    ICS_REMARK(title_cut, "Its title was cut: %s")                                                           \
    ICS_REMARK(note_cut, "Its note was cut.")                                                                \
    ICS_REMARK(zone_mapped, "Its time zone was taken for %s.")                                               \
    ICS_REMARK(zone_unknown, "Its time zone is not known, the family's is taken: %s")                        \
    ICS_REMARK(end_before_start, "It ended before it started.")                                              \
    ICS_REMARK(once, "Its recurrence never comes true; it is kept as a single event.")                       \
    ICS_REMARK(lunar, "Its Chinese lunar dates are taken for Korean ones.")                                  \
    ICS_REMARK(more_rules, "It has more rules of recurrence; the first is kept.")                            \
    ICS_REMARK(dates_apart, "Its further dates are kept as single events: %s")                               \
    ICS_REMARK(exception_left, "A date it leaves out cannot be read: %s")                                    \
    ICS_REMARK(range_left, "Its change to all later occurrences is kept for one only.")                      \
    ICS_REMARK(alarm_left, "A reminder is left out: %s")                                                     \
    ICS_REMARK(properties_left, "These are left out: %s")                                                    \
    /* Of the file. */                                                                                       \
    ICS_REMARK(encoding, "It is not UTF-8; it was read as %s.")                                              \
    ICS_REMARK(broken_bytes, "Some of its bytes are no text in any encoding known here.")                    \
    ICS_REMARK(cut_short, "It ends in the middle; what is whole was read.")                                  \
    ICS_REMARK(lines_left, "Lines that are no iCalendar, or too long, were passed over: %s")                 \
    ICS_REMARK(components_left, "What is no event is left out: %s")

enum doran_ics_remark_kind {
#define ICS_REMARK(name, sentence) DORAN_ICS_REMARK_##name,
    DORAN_ICS_REMARKS(ICS_REMARK)
#undef ICS_REMARK
        DORAN_ICS_REMARK_COUNT
};
/** The English sentence of a kind, with "%s" where the detail belongs if it has one; a message id for translation. */
DORAN_API const char *doran_ics_remark_sentence(enum doran_ics_remark_kind kind);

struct doran_ics_remark {
    enum doran_ics_remark_kind kind;
    const char
        *detail; /**< What fills the sentence's "%s"; NULL when it has none. Text of the file, cleaned. */
};

/** One event of a file. */
struct doran_ics_item {
    struct doran_event_create
        event;     /**< Always with uid; of what is left out only title, start and uid, as far as known. */
    bool left_out; /**< It cannot be kept; the first remark says why. */
    struct doran_ics_remark *remarks;
    size_t remark_count;
    size_t line; /**< Where it begins in the file, from 1. */
};

/** A file as it was read. Everything belongs to the arena. */
struct doran_ics {
    const char *name; /**< The calendar's (RFC 7986 NAME or X-WR-CALNAME), or NULL. */
    struct doran_ics_item
        *items; /**< Series before the occurrences that are different, else as in the file. */
    size_t count;
    size_t kept; /**< Those not left out. */
    struct doran_ics_remark *remarks;
    size_t remark_count;
};

struct doran_ics_read_options {
    const char *zone;     /**< The family's time zone: for what names none. */
    const char *untitled; /**< Title of an event without one, as "(no title)". */
};

/** Reads a file: UTF-8 with or without a byte order mark, or EUC-KR/CP949; CRLF or LF; several VCALENDARs. Errors:
 * too_large (bytes, events or components, the message says which), malformed (no iCalendar at all), no_memory. */
DORAN_API bool doran_ics_read(const char *bytes, size_t length, const struct doran_ics_read_options *options,
                              struct doran_ics *out, struct doran_arena *arena,
                              struct doran_error *error) DORAN_MUST_CHECK;

struct doran_ics_write_options {
    const char *name;    /**< The calendar's (RFC 7986 NAME), or NULL. */
    const char *zone;    /**< The family's time zone. */
    const char *from;    /**< Lunar series are written as single events of the days from here… */
    const char *to;      /**< … to before here; at most DORAN_ICS_LUNAR_DAYS_MAX days. Both are needed. */
    int refresh_minutes; /**< How often a subscriber should ask again (RFC 7986 §5.7); 0: not said. */
};
#define DORAN_ICS_LUNAR_DAYS_MAX 8000

/** Writes a calendar. Events that are different occurrences follow their series in the file whatever their order in
 * `events`; one whose series is not among them becomes a single event. The same events in the same order give the same
 * bytes. Fails when an event is not one that the model would accept, or when `out` is full (too_large). */
DORAN_API bool doran_ics_write(const struct doran_event *const *events, size_t count,
                               const struct doran_ics_write_options *options, struct doran_buffer *out,
                               struct doran_error *error) DORAN_MUST_CHECK;

#endif
