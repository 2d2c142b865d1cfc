#include "server/store/feed.h"

#include "server/store/object.h"

static void read_feed(struct store *store, struct db_rows *rows, int column, void *out)
{
    struct doran_feed *feed = out;
    feed->id = store_text(store, rows, column);
    feed->family_id = store_text(store, rows, column + 1);
    feed->name = store_text(store, rows, column + 2);
    feed->created_at = db_int(rows, column + 3);
}

enum store_result store_feeds(struct store *store, const char *family, const char *user,
                              struct doran_feed_list *out)
{
    STORE_ROWS(rows);
    enum store_result result = store_select(store, &rows,
                                            "SELECT id, family_id, name, created_at FROM feeds"
                                            " WHERE user_id = ?1 AND family_id = ?2 ORDER BY created_at, id",
                                            "tt", user, family);
    if (result != STORE_OK)
        return result;
    STORE_LIST(store, rows, out, read_feed);
}

enum store_result store_feed_create(struct store *store, const struct doran_feed *feed, const char *user,
                                    const unsigned char token_hash[STORE_HASH_BYTES])
{
    return store_exec(store,
                      "INSERT INTO feeds (family_id, id, user_id, token_hash, name, created_at)"
                      " VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                      "tttbti", feed->family_id, feed->id, user, (const void *)token_hash,
                      (size_t)STORE_HASH_BYTES, feed->name, (int64_t)feed->created_at);
}

enum store_result store_feed_delete(struct store *store, const char *family, const char *user, const char *id)
{
    return store_change_one(store, "DELETE FROM feeds WHERE family_id = ?1 AND id = ?2 AND user_id = ?3",
                            "ttt", family, id, user);
}

enum store_result store_feed_find(struct store *store, const unsigned char token_hash[STORE_HASH_BYTES],
                                  struct doran_family *family)
{
    STORE_ROWS(rows);
    enum store_result result = store_select(
        store, &rows,
        "SELECT " STORE_FAMILY_COLUMNS " FROM feeds d JOIN families f ON f.id = d.family_id"
        " AND f.deleted_at IS NULL JOIN members m ON m.family_id = d.family_id AND m.user_id = d.user_id"
        " AND m.left_at IS NULL WHERE d.token_hash = ?1",
        "b", (const void *)token_hash, (size_t)STORE_HASH_BYTES);
    if (result == STORE_OK)
        result = store_next(store, rows);
    if (result != STORE_OK)
        return result;
    *family = (struct doran_family){0};
    store_read_family(store, rows, 0, family);
    return store_sound(store);
}
