#include "server/store/notice.h"

#include "server/store/sql.h"

#include <doran/id.h>

enum store_result store_notice(struct store *store, struct doran_notice *out)
{
    STORE_ROWS(rows);
    enum store_result result = store_select(
        store, &rows, "SELECT id, text, created_at FROM notices ORDER BY created_at DESC, id DESC LIMIT 1",
        "");
    if (result == STORE_OK)
        result = store_next(store, rows);
    if (result != STORE_OK)
        return result;
    *out = (struct doran_notice){
        .id = store_text(store, rows, 0), .text = store_text(store, rows, 1), .created_at = db_int(rows, 2)};
    return store_sound(store);
}

enum store_result store_notice_clear(struct store *store)
{
    return store_exec(store, "DELETE FROM notices", "");
}

enum store_result store_notice_set(struct store *store, const char *text)
{
    enum store_result result = store_notice_clear(store);
    return result == STORE_OK
               ? store_exec(store, "INSERT INTO notices (id, text, created_at) VALUES (?1, ?2, ?3)", "tti",
                            doran_id_new().text, text, (int64_t)store->now)
               : result;
}
