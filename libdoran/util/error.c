#include <doran/error.h>

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const struct {
    const char *name;
    int status;
    const char *sentence;
} errors[DORAN_ERROR_COUNT] = {
#define ERROR(name, status, message) [DORAN_ERROR_##name] = {#name, status, message},
#include <doran/errors.def>
#undef ERROR
};

static bool is_known(enum doran_error_code code)
{
    return (unsigned)code < DORAN_ERROR_COUNT;
}

/* A text that vsnprintf() cut may end within a UTF-8 sequence; what is left of it goes. */
static void drop_cut_sequence(char *text)
{
    size_t length = strlen(text);
    size_t start = length;
    while (start > 0 && ((unsigned char)text[start - 1] & 0xC0) == 0x80)
        start--;
    if (start == 0)
        return;
    unsigned char lead = (unsigned char)text[start - 1];
    size_t needed = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1;
    if (length - (start - 1) < needed)
        text[start - 1] = '\0';
}

bool doran_fail(struct doran_error *error, enum doran_error_code code, const char *field, const char *format,
                ...)
{
    if (error == NULL)
        return false;
    /* The arguments may point into `error` itself, so the texts are built aside. */
    struct doran_error made = {.code = is_known(code) ? code : DORAN_ERROR_internal};
    snprintf(made.field, sizeof made.field, "%s", field != NULL ? field : "");
    if (format != NULL) {
        va_list arguments;
        va_start(arguments, format);
        vsnprintf(made.message, sizeof made.message, format, arguments);
        va_end(arguments);
    } else {
        snprintf(made.message, sizeof made.message, "%s", errors[made.code].sentence);
    }
    drop_cut_sequence(made.field);
    drop_cut_sequence(made.message);
    *error = made;
    return false;
}

void doran_error_clear(struct doran_error *error)
{
    if (error != NULL)
        *error = (struct doran_error){.code = DORAN_ERROR_none};
}

const char *doran_error_name(enum doran_error_code code)
{
    return errors[is_known(code) ? code : DORAN_ERROR_internal].name;
}

enum doran_error_code doran_error_from_name(const char *name)
{
    for (size_t i = 0; name != NULL && i < DORAN_ERROR_COUNT; i++) {
        if (strcmp(errors[i].name, name) == 0)
            return (enum doran_error_code)i;
    }
    return DORAN_ERROR_bad_answer;
}

int doran_error_status(enum doran_error_code code)
{
    return errors[is_known(code) ? code : DORAN_ERROR_internal].status;
}

const char *doran_error_sentence(enum doran_error_code code)
{
    return errors[is_known(code) ? code : DORAN_ERROR_internal].sentence;
}
