/* doran-dump: prints what the protocol's tables say, for the manual, the bindings and the tests.
 *
 *   doran-dump openapi   the OpenAPI document
 *   doran-dump routes    the routes, in mdoc(7)
 *   doran-dump fields    the types and their fields, in mdoc(7)
 *   doran-dump errors    the errors, in mdoc(7) */
#include <doran/error.h>
#include <doran/protocol.h>
#include <doran/types.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Text of the tables on a line of its own. What mdoc would take for a request or an escape is neutralised,
 * and what stands between grave accents is set as literal by the reader's eye alone. */
static void print_text(const char *text)
{
    if (*text == '.' || *text == '\'')
        fputs("\\&", stdout);
    for (; *text != '\0'; text++) {
        if (*text == '\\')
            fputs("\\e", stdout);
        else if (*text == '`')
            putchar('"');
        else
            putchar(*text);
        /* A new sentence begins a new line. */
        if (*text == '.' && text[1] == ' ') {
            putchar('\n');
            text++;
        }
    }
    putchar('\n');
}

static void print_openapi(void)
{
    struct doran_buffer out = {0};
    doran_openapi(&out);
    if (out.failed)
        abort();
    puts(out.data);
    doran_buffer_deinit(&out);
}

static void print_route(const struct doran_route *route)
{
    const struct doran_type *request = doran_type(route->request);
    const struct doran_type *answer = doran_type(route->answer);
    printf(".It Ic %s Pa %s\n", doran_method_name(route->method), route->path);
    print_text(route->doc);
    printf("For: %s.\n", doran_who_name(route->who));
    if (route->request != DORAN_TYPE_empty)
        printf("%s:\n.Vt %s .\n", route->method == DORAN_GET ? "Query" : "Request", request->name);
    printf("Answer: %d", route->status);
    if (route->status != 204)
        printf(",\n.Vt %s", answer->name);
    puts(route->status != 204 ? " ." : ".");
    if (route->flags & DORAN_ROUTE_QUEUED)
        puts("May wait in the outbox.");
}

static void print_routes(void)
{
    puts(".Bl -tag -width Ds");
    for (int i = 0; i < DORAN_ROUTE_COUNT; i++)
        print_route(doran_route((enum doran_route_id)i));
    puts(".El");
}

/* "1 to 10 characters", and so on. */
static void print_form(const struct doran_field *field)
{
    long long low = (long long)field->min;
    long long high = (long long)field->max;
    switch (field->form) {
    case DORAN_FORM_ID:
        fputs("a UUID", stdout);
        break;
    case DORAN_FORM_TEXT:
        printf("text, %lld to %lld characters%s", low, high,
               field->flags & DORAN_FIELD_NICKNAME_CHARS ? " of Hangul, Latin, digits, '._- '" : "");
        break;
    case DORAN_FORM_SECRET:
        printf("a secret, %lld to %lld characters", low, high);
        break;
    case DORAN_FORM_STRING:
        printf("ASCII, %lld to %lld bytes", low, high);
        break;
    case DORAN_FORM_EMAIL:
        fputs("an e-mail address", stdout);
        break;
    case DORAN_FORM_INT:
        printf("a whole number, %lld to %lld", low, high);
        break;
    case DORAN_FORM_BOOL:
        fputs("true or false", stdout);
        break;
    case DORAN_FORM_TIME:
        fputs("a time", stdout);
        break;
    case DORAN_FORM_CHOICE: {
        const struct doran_enum *choices = doran_enum(field->choices);
        for (int i = 1; i < choices->count; i++)
            printf("%s%s", i == 1 ? "" : i + 1 < choices->count ? ", " : " or ", choices->values[i]);
        break;
    }
    case DORAN_FORM_OBJECT:
        printf("one\n.Vt %s", doran_type(field->type)->name);
        break;
    case DORAN_FORM_LIST:
        printf("a list of up to %lld\n.Vt %s", high, doran_type(field->type)->name);
        break;
    case DORAN_FORM_VARIANT:
        fputs("the object that kind names", stdout);
        break;
    }
}

/* The mdoc macro that ends with a name takes its full stop apart. */
static bool ends_in_macro(const struct doran_field *field)
{
    return field->form == DORAN_FORM_OBJECT || field->form == DORAN_FORM_LIST;
}

static void print_field(const struct doran_field *field)
{
    const char *flag = field->flags & DORAN_FIELD_REQUIRED    ? ""
                       : field->flags & DORAN_FIELD_CLEARABLE ? " Pq clearable"
                                                              : " Pq optional";
    printf(".It Va %s%s\n", field->name, flag);
    print_text(field->doc);
    fputs("Form: ", stdout);
    print_form(field);
    puts(ends_in_macro(field) ? " ." : ".");
}

static void print_fields(void)
{
    for (int i = 0; i < DORAN_TYPE_COUNT; i++) {
        const struct doran_type *type = doran_type((enum doran_type_id)i);
        if (type->field_count == 0)
            continue;
        printf(".Ss %s\n", type->name);
        print_text(type->doc);
        puts(".Bl -tag -width Ds");
        for (size_t field = 0; field < type->field_count; field++)
            print_field(&type->fields[field]);
        puts(".El");
    }
}

static void print_errors(void)
{
    puts(".Bl -tag -width Ds");
    for (int i = 1; i < DORAN_ERROR_COUNT; i++) {
        enum doran_error_code code = (enum doran_error_code)i;
        if (doran_error_status(code) == 0)
            continue;
        printf(".It Er %s Pq %d\n", doran_error_name(code), doran_error_status(code));
        print_text(doran_error_sentence(code));
    }
    puts(".El");
}

static const struct {
    const char *name;
    void (*print)(void);
} documents[] = {
    {"openapi", print_openapi},
    {"routes", print_routes},
    {"fields", print_fields},
    {"errors", print_errors},
};

int main(int argc, char **argv)
{
    for (size_t i = 0; argc == 2 && i < sizeof documents / sizeof documents[0]; i++) {
        if (strcmp(argv[1], documents[i].name) == 0) {
            documents[i].print();
            return fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
        }
    }
    fputs("Usage: doran-dump openapi | routes | fields | errors\n", stderr);
    return 64; /* EX_USAGE of sysexits.h */
}
