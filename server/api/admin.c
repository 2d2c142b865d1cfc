#include "server/api/admin.h"

#include "server/api/admin_run.h"
#include "server/api/secret.h"
#include "server/rules/notice.h"
#include "server/store/change.h"
#include "server/store/notice.h"
#include "server/store/recovery.h"
#include "server/store/user.h"

#include <doran/text.h>

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

_Static_assert(ADMIN_CODE_MAX >= SECRET_CODE_MAX, "a code fits");
#define TRIES 10

static bool storage_failed(struct doran_error *error)
{
    return doran_fail(error, DORAN_ERROR_storage, NULL, "The database cannot be written.");
}

bool admin_run(struct db *db, bool (*work)(struct store *store, void *data, struct doran_error *error),
               void *data, struct doran_error *error)
{
    struct db_conn *conn = sodium_init() < 0 ? NULL : db_connect(db, DB_WRITE, error);
    struct doran_arena arena = {0};
    struct store store;
    enum db_result result = DB_RETRY;
    bool good = true;
    if (!conn)
        return false;
    for (int i = 0; i < TRIES && result == DB_RETRY && good; i++) {
        doran_arena_deinit(&arena);
        result = db_begin(conn);
        if (result != DB_DONE)
            continue;
        store_init(&store, conn, &arena, NULL, doran_time_now());
        store.outside = true;
        good = work(&store, data, error);
        if (good)
            result = store_flush(&store) == STORE_OK ? db_commit(conn) : store.failure;
        else if (store.failure != DB_DONE)
            storage_failed(error);
        db_rollback(conn);
    }
    doran_arena_deinit(&arena);
    db_disconnect(conn);
    return good && (result == DB_DONE || storage_failed(error));
}

struct reset {
    const char *email_key;
    char code[ADMIN_CODE_MAX];
};

static bool reset(struct store *store, void *data, struct doran_error *error)
{
    struct reset *reset = data;
    struct store_account account;
    unsigned char hash[STORE_HASH_BYTES];
    enum store_result result = store_account_by_email(store, reset->email_key, &account);
    if (result == STORE_NONE)
        return doran_fail(error, DORAN_ERROR_not_found, NULL, "There is no account with this e-mail.");
    secret_code_new(reset->code);
    secret_code_hash(reset->code, hash);
    return result == STORE_OK &&
           store_reset_put(store, account.id, hash, store->now + DORAN_RESET_MINUTES * DORAN_MINUTE) ==
               STORE_OK &&
           rules_tell_security(store, account.id, DORAN_category_security_reset, NULL) == STORE_OK;
}

bool admin_user_reset(struct db *db, const char *email, char code[ADMIN_CODE_MAX], struct doran_error *error)
{
    char *clean = doran_text_clean(email, strlen(email));
    char *key = clean ? doran_text_key(clean) : NULL;
    struct reset work = {.email_key = key};
    bool good = key ? admin_run(db, reset, &work, error)
                    : doran_fail(error, DORAN_ERROR_invalid, "email", "This is no e-mail address.");
    snprintf(code, ADMIN_CODE_MAX, "%s", good ? work.code : "");
    sodium_memzero(&work, sizeof work);
    free(key);
    free(clean);
    return good;
}

struct first_code {
    char code[ADMIN_CODE_MAX];
    bool needed;
};

static bool first_code(struct store *store, void *data, struct doran_error *error)
{
    (void)error;
    struct first_code *first = data;
    unsigned char hash[STORE_HASH_BYTES];
    enum store_result result = store_user_any(store);
    first->needed = result == STORE_NONE;
    first->code[0] = '\0';
    if (result != STORE_NONE)
        return result == STORE_OK;
    secret_code_new(first->code);
    secret_code_hash(first->code, hash);
    return store_join_code_put(store, hash, store->now + DORAN_INVITE_DAYS * DORAN_DAY) == STORE_OK;
}

bool admin_first_code(struct db *db, char code[ADMIN_CODE_MAX], bool *needed, struct doran_error *error)
{
    struct first_code work = {0};
    bool good = admin_run(db, first_code, &work, error);
    *needed = good && work.needed;
    snprintf(code, ADMIN_CODE_MAX, "%s", *needed ? work.code : "");
    sodium_memzero(&work, sizeof work);
    return good;
}

static bool set_notice(struct store *store, void *data, struct doran_error *error)
{
    (void)error;
    return store_notice_set(store, data) == STORE_OK;
}

static bool clear_notice(struct store *store, void *data, struct doran_error *error)
{
    (void)data;
    (void)error;
    return store_notice_clear(store) == STORE_OK;
}

static bool notice_allowed(const char *text, struct doran_error *error)
{
    const struct doran_field *field = &doran_type(DORAN_TYPE_notice)->fields[DORAN_FIELD_notice_text];
    size_t length = strlen(text);
    size_t clusters = doran_text_graphemes(text, length);
    if (clusters < (size_t)field->min || clusters > (size_t)field->max ||
        length > (size_t)field->max * DORAN_CLUSTER_BYTES_MAX || doran_text_has_control(text, length, true))
        return doran_fail(error, DORAN_ERROR_invalid, "text", "A notice has 1 to %d characters.",
                          (int)field->max);
    return true;
}

bool admin_notice_set(struct db *db, const char *text, struct doran_error *error)
{
    char *clean = doran_text_valid(text, strlen(text)) ? doran_text_clean(text, strlen(text)) : NULL;
    bool good = clean ? notice_allowed(clean, error) && admin_run(db, set_notice, clean, error)
                      : doran_fail(error, DORAN_ERROR_invalid, "text", "A notice is UTF-8 text.");
    free(clean);
    return good;
}

bool admin_notice_clear(struct db *db, struct doran_error *error)
{
    return admin_run(db, clear_notice, NULL, error);
}
