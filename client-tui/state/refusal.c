#include "client-tui/state/refusal.h"

#include "client-tui/i18n.h"
#include "client-tui/state/sentence.h"

#include <doran/buffer.h>

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static const char *const SENTENCES[DORAN_ERROR_COUNT] = {
    [DORAN_ERROR_none] = N_("Done."),
    [DORAN_ERROR_malformed] =
        N_("The server did not understand this program. Nothing was changed; a newer version may help."),
    [DORAN_ERROR_invalid] =
        N_("Something in it is not allowed. Nothing was changed; please check what you wrote."),
    [DORAN_ERROR_unauthorized] = N_("You are not logged in. Please log in first."),
    [DORAN_ERROR_wrong_credentials] = N_("The e-mail or the password does not match."),
    [DORAN_ERROR_wrong_password] = N_("The password does not match. Nothing was changed."),
    [DORAN_ERROR_wrong_code] =
        N_("The code does not match or is too old. Please check it, or ask for a new one."),
    [DORAN_ERROR_code_required] = N_("Signing up here takes an invite code. Please ask your family for one."),
    [DORAN_ERROR_forbidden] = N_("This is for the host, or for whoever made it. Nothing was changed."),
    [DORAN_ERROR_not_participant] = N_("Only those who take part in it can check it."),
    [DORAN_ERROR_not_found] = N_("It is not here. It may be gone already."),
    [DORAN_ERROR_method_not_allowed] =
        N_("The server does not know this request. Nothing was changed; a newer version may help."),
    [DORAN_ERROR_not_acceptable] = N_("The server cannot give this form of answer. Nothing was changed."),
    [DORAN_ERROR_request_timeout] = N_("The request took too long. Nothing was changed; please try again."),
    [DORAN_ERROR_conflict] = N_("It was changed meanwhile. Please look again and decide anew."),
    [DORAN_ERROR_email_taken] = N_("This e-mail has an account already. Please log in with it."),
    [DORAN_ERROR_nickname_taken] = N_("This family nickname is in use already. Please choose another."),
    [DORAN_ERROR_already_member] = N_("They are part of the family already."),
    [DORAN_ERROR_already_invited] = N_("They are invited already. You can send that invite again."),
    [DORAN_ERROR_host_must_hand_over] =
        N_("You are the host. Please hand over to another member first, then leave."),
    [DORAN_ERROR_limit_reached] = N_("There are as many as there may be. Please take one away first."),
    [DORAN_ERROR_mission_completed] = N_("This mission is complete. It stays as it is; nothing was changed."),
    [DORAN_ERROR_operation_reused] =
        N_("This was sent before with another content. Nothing was changed; please try again."),
    [DORAN_ERROR_family_deleted] =
        N_("This family was deleted. Its last host can bring it back for 30 days."),
    [DORAN_ERROR_invite_ended] = N_("This invite is no longer open. Please ask for a new one."),
    [DORAN_ERROR_cursor_expired] =
        N_("Too much has happened meanwhile. Please start from the present state again."),
    [DORAN_ERROR_length_required] = N_("The server did not understand this program. Nothing was changed."),
    [DORAN_ERROR_too_large] = N_("It is too large for the server. Nothing was changed."),
    [DORAN_ERROR_uri_too_long] = N_("The address is too long for the server. Nothing was changed."),
    [DORAN_ERROR_unsupported_media] = N_("The server did not understand this program. Nothing was changed."),
    [DORAN_ERROR_expectation_failed] = N_("The server did not understand this program. Nothing was changed."),
    [DORAN_ERROR_upgrade_required] =
        N_("The live connection was not understood. Nothing was changed; a newer version may help."),
    [DORAN_ERROR_too_many_requests] =
        N_("That was often in a short time. Please wait a moment and try again."),
    [DORAN_ERROR_headers_too_large] = N_("The request is too large for the server. Nothing was changed."),
    [DORAN_ERROR_internal] = N_("Something broke on the server. Please try again in a moment."),
    [DORAN_ERROR_not_implemented] = N_("The server cannot do this yet. Nothing was changed."),
    [DORAN_ERROR_busy] = N_("The server is busy just now. Please try again in a moment."),
    [DORAN_ERROR_storage_full] =
        N_("The server has no room left. Nothing was changed; please tell whoever runs it."),
    [DORAN_ERROR_network] = N_("The server cannot be reached. Please check the connection and try again."),
    [DORAN_ERROR_timeout] =
        N_("The server did not answer in time. Please look whether it was done before you try again."),
    [DORAN_ERROR_untrusted_server] = N_("This server does not have the key that was expected. Nothing was "
                                        "sent to it; please ask whoever runs it."),
    [DORAN_ERROR_bad_answer] =
        N_("The server's answer was not understood. A newer version of this program may help."),
    [DORAN_ERROR_offline] = N_("This needs a connection to the server. Please try again when there is one."),
    [DORAN_ERROR_cancelled] = N_("It was cancelled. Nothing was changed."),
    [DORAN_ERROR_no_memory] =
        N_("This computer has too little memory free. Please close something and try again."),
    [DORAN_ERROR_storage] =
        N_("The data on this computer cannot be read or written. Please check the disk and its rights."),
    [DORAN_ERROR_in_use] = N_("Another program is using it. Please close that one and try again."),
};

const char *refusal_of(enum doran_error_code code)
{
    const char *sentence = (size_t)code < DORAN_ERROR_COUNT ? SENTENCES[code] : NULL;
    return _(sentence ? sentence : SENTENCES[DORAN_ERROR_internal]);
}

/* What a field is called, in all types or in one (its own row stands before the general one). */
static const struct {
    const char *field;
    int type; /* -1: any. */
    const char *word;
} FIELDS[] = {
    {"email", -1, N_("e-mail")},
    {"current", -1, N_("present password")},
    {"password", -1, N_("password")},
    {"nickname", DORAN_TYPE_signup_request, N_("nickname")},
    {"nickname", DORAN_TYPE_profile_change, N_("nickname")},
    {"nickname", DORAN_TYPE_user, N_("nickname")},
    {"nickname", -1, N_("family nickname")},
    {"code", -1, N_("code")},
    {"device", -1, N_("device name")},
    {"title", DORAN_TYPE_mission_create, N_("title")},
    {"participants", -1, N_("members who take part")},
    {"month", -1, N_("month")},
    {"title", -1, N_("family name")},
    {"time_zone", -1, N_("time zone")},
    {"avatar", -1, N_("avatar")},
    {"mood", -1, N_("mood")},
    {"limit", -1, N_("limit")},
    {"since", -1, N_("cursor")},
    {"user_id", -1, N_("member")},
};

const char *refusal_field(const char *field, enum doran_type_id request)
{
    for (size_t i = 0; i < sizeof FIELDS / sizeof *FIELDS; i++)
        if (strcmp(FIELDS[i].field, field) == 0 && (FIELDS[i].type < 0 || FIELDS[i].type == (int)request))
            return _(FIELDS[i].word);
    return field;
}

static const struct doran_field *find_field(enum doran_type_id type, const char *name)
{
    const struct doran_type *description = doran_type(type);
    for (size_t i = 0; i < description->field_count; i++)
        if (strcmp(description->fields[i].name, name) == 0)
            return &description->fields[i];
    return NULL;
}

static const char *choices_of(struct doran_arena *arena, const struct doran_field *field)
{
    const struct doran_enum *choices = doran_enum(field->choices);
    const char *list = "";
    for (int i = 1; i < choices->count && list; i++)
        list = doran_arena_printf(arena, "%s%s%s", list, i > 1 ? ", " : "", choices->values[i]);
    return list ? list : "";
}

/* The sentence for a value out of a field's bounds; each form has its own. */
static const char *bounds_template(const struct doran_field *field)
{
    switch (field->form) {
    case DORAN_FORM_TEXT:
        if (field->flags & DORAN_FIELD_NICKNAME_CHARS)
            return _("The {field} takes {min} to {max} letters or digits; '.', '_', '-' and blanks may stand "
                     "between.");
        return _("The {field} takes {min} to {max} characters.");
    case DORAN_FORM_SECRET:
        if (field->min <= 1)
            return _("Please write the {field}.");
        if (field->min >= DORAN_PASSWORD_MIN && field->max >= DORAN_PASSWORD_MAX)
            return _("The {field} takes {min} to {max} characters, and none that very many people use.");
        return _("The {field} takes {min} to {max} characters.");
    case DORAN_FORM_EMAIL:
        return _("Please check the {field}; an address looks like name@example.com.");
    case DORAN_FORM_INT:
        return _("The {field} is a number from {min} to {max}.");
    case DORAN_FORM_CHOICE:
        return _("The {field} is one of: {choices}.");
    default:
        return _("Please check the {field}.");
    }
}

const char *refusal_sentence(struct doran_arena *arena, const struct doran_error *error,
                             enum doran_type_id request)
{
    const struct doran_field *field = NULL;
    if (error->code == DORAN_ERROR_invalid && error->field[0] != '\0')
        field = find_field(request, error->field);
    bool server = error->code == DORAN_ERROR_invalid && strcmp(error->field, "server") == 0;
    if (server && !field)
        return _(
            "The server's address looks like https://home.example:7474; http:// is for this computer alone.");
    if (!field)
        return refusal_of(error->code);
    char min[24], max[24];
    snprintf(min, sizeof min, "%" PRId64, field->min);
    snprintf(max, sizeof max, "%" PRId64, field->max);
    return sentence_of(arena, bounds_template(field), {"field", refusal_field(error->field, request)},
                       {"min", min}, {"max", max},
                       {"choices", field->form == DORAN_FORM_CHOICE ? choices_of(arena, field) : NULL});
}
