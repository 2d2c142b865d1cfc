#include "client-tui/cli/exit_code.h"

#include "client-tui/i18n.h"

static const struct cli_exit_row ROWS[] = {
#define EXIT(name, number, help) {CLI_EXIT_##name, help},
#include "exits.def"
#undef EXIT
};

static const enum cli_exit CODES[DORAN_ERROR_COUNT] = {
    [DORAN_ERROR_none] = CLI_EXIT_ok,
    [DORAN_ERROR_malformed] = CLI_EXIT_usage,
    [DORAN_ERROR_invalid] = CLI_EXIT_usage,
    [DORAN_ERROR_unauthorized] = CLI_EXIT_login,
    [DORAN_ERROR_wrong_credentials] = CLI_EXIT_login,
    [DORAN_ERROR_wrong_password] = CLI_EXIT_refused,
    [DORAN_ERROR_wrong_code] = CLI_EXIT_refused,
    [DORAN_ERROR_code_required] = CLI_EXIT_refused,
    [DORAN_ERROR_forbidden] = CLI_EXIT_refused,
    [DORAN_ERROR_not_participant] = CLI_EXIT_refused,
    [DORAN_ERROR_not_found] = CLI_EXIT_not_found,
    [DORAN_ERROR_method_not_allowed] = CLI_EXIT_broken,
    [DORAN_ERROR_not_acceptable] = CLI_EXIT_broken,
    [DORAN_ERROR_request_timeout] = CLI_EXIT_unreachable,
    [DORAN_ERROR_conflict] = CLI_EXIT_conflict,
    [DORAN_ERROR_email_taken] = CLI_EXIT_conflict,
    [DORAN_ERROR_nickname_taken] = CLI_EXIT_conflict,
    [DORAN_ERROR_already_member] = CLI_EXIT_conflict,
    [DORAN_ERROR_already_invited] = CLI_EXIT_conflict,
    [DORAN_ERROR_host_must_hand_over] = CLI_EXIT_conflict,
    [DORAN_ERROR_limit_reached] = CLI_EXIT_conflict,
    [DORAN_ERROR_mission_completed] = CLI_EXIT_conflict,
    [DORAN_ERROR_operation_reused] = CLI_EXIT_conflict,
    [DORAN_ERROR_family_deleted] = CLI_EXIT_not_found,
    [DORAN_ERROR_invite_ended] = CLI_EXIT_not_found,
    [DORAN_ERROR_cursor_expired] = CLI_EXIT_not_found,
    [DORAN_ERROR_length_required] = CLI_EXIT_broken,
    [DORAN_ERROR_too_large] = CLI_EXIT_refused,
    [DORAN_ERROR_uri_too_long] = CLI_EXIT_broken,
    [DORAN_ERROR_unsupported_media] = CLI_EXIT_broken,
    [DORAN_ERROR_expectation_failed] = CLI_EXIT_broken,
    [DORAN_ERROR_upgrade_required] = CLI_EXIT_broken,
    [DORAN_ERROR_too_many_requests] = CLI_EXIT_busy,
    [DORAN_ERROR_headers_too_large] = CLI_EXIT_broken,
    [DORAN_ERROR_internal] = CLI_EXIT_broken,
    [DORAN_ERROR_not_implemented] = CLI_EXIT_broken,
    [DORAN_ERROR_busy] = CLI_EXIT_busy,
    [DORAN_ERROR_storage_full] = CLI_EXIT_broken,
    [DORAN_ERROR_network] = CLI_EXIT_unreachable,
    [DORAN_ERROR_timeout] = CLI_EXIT_unreachable,
    [DORAN_ERROR_untrusted_server] = CLI_EXIT_untrusted,
    [DORAN_ERROR_bad_answer] = CLI_EXIT_broken,
    [DORAN_ERROR_offline] = CLI_EXIT_unreachable,
    [DORAN_ERROR_cancelled] = CLI_EXIT_cancelled,
    [DORAN_ERROR_no_memory] = CLI_EXIT_broken,
    [DORAN_ERROR_storage] = CLI_EXIT_broken,
    [DORAN_ERROR_in_use] = CLI_EXIT_busy,
};

const struct cli_exit_row *cli_exit_rows(size_t *count)
{
    *count = sizeof ROWS / sizeof *ROWS;
    return ROWS;
}

enum cli_exit cli_exit_of(enum doran_error_code code)
{
    enum cli_exit number = (size_t)code < DORAN_ERROR_COUNT ? CODES[code] : CLI_EXIT_broken;
    return number == CLI_EXIT_ok && code != DORAN_ERROR_none ? CLI_EXIT_broken : number;
}
