#include "server/http/status.h"

#include "server/http/answer.h"

#include <doran/protocol.h>
#include <doran/time.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>

#define READY_FRESH DORAN_SECOND /* A flood of questions asks the database once a second. */

struct status_check {
    struct lane_job job;
    struct http *http;
    struct exchange *exchange; /* NULL once the connection is gone. */
};

static void answer_text(struct conn *conn, int status, struct doran_buffer *text, int retry_after)
{
    struct bytes *body = text->failed ? NULL : bytes_new(text->data, text->length);
    struct answer answer = {.status = body ? status : 503, .body = body, .retry_after = retry_after};
    doran_buffer_deinit(text);
    conn_answer(conn, &answer);
    bytes_unref(body);
}

static void answer_ready(struct conn *conn)
{
    struct http *http = conn->http;
    struct doran_buffer text = DORAN_BUFFER(4096);
    struct statvfs disk;
    bool ready = http->ready && !http->stopping;
    doran_buffer_printf(&text, "{\"ready\":%s,\"stopping\":%s,\"database\":\"%s\"", ready ? "true" : "false",
                        http->stopping ? "true" : "false", http->ready ? "ok" : "failing");
    doran_buffer_printf(&text, ",\"jobs\":%zu,\"connections\":%zu,\"live\":%zu",
                        lanes_pending(http->options.lanes), http->conn_count,
                        hub_listeners(http->options.hub));
    if (http->data[0] && statvfs(http->data, &disk) == 0)
        doran_buffer_printf(&text, ",\"disk_free_bytes\":%" PRIu64, (uint64_t)disk.f_bavail * disk.f_frsize);
    doran_buffer_puts(&text, "}");
    answer_text(conn, ready ? 200 : 503, &text, ready ? 0 : 1);
}

static enum lane_outcome ask_database(struct lane_job *job, struct db_conn *conn)
{
    job->failure = db_exec(conn, "SELECT 1", "");
    return job->failure == DB_DONE ? LANE_KEEP : LANE_BROKEN;
}

static void asked_database(struct lane_job *job)
{
    struct status_check *check = (struct status_check *)job;
    check->http->ready = job->failure == DB_DONE;
    check->http->ready_checked = doran_time_monotonic();
    if (check->exchange) {
        check->exchange->check = NULL;
        answer_ready(check->exchange->conn);
    }
    free(check);
}

static void check_ready(struct conn *conn)
{
    struct http *http = conn->http;
    if (http->ready_checked && doran_time_monotonic() - http->ready_checked < READY_FRESH) {
        answer_ready(conn);
        return;
    }
    struct status_check *check = calloc(1, sizeof *check);
    if (check) {
        check->job = (struct lane_job){.lane = LANE_READ, .run = ask_database, .done = asked_database};
        check->http = http;
        check->exchange = conn->exchange;
        conn->exchange->check = check;
        if (lanes_submit(http->options.lanes, &check->job))
            return;
        conn->exchange->check = NULL;
        free(check);
    }
    http->ready = false;
    answer_ready(conn);
}

void status_forget(struct exchange *exchange)
{
    if (exchange->check)
        exchange->check->exchange = NULL;
    exchange->check = NULL;
}

/* FNV-1a: the document changes with the program only, the tag just has to change with it. */
static uint64_t hash_of(const unsigned char *data, size_t length)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    for (size_t i = 0; i < length; i++)
        hash = (hash ^ data[i]) * UINT64_C(0x100000001b3);
    return hash;
}

static void answer_openapi(struct conn *conn)
{
    struct http *http = conn->http;
    if (!http->openapi) {
        struct doran_buffer text = DORAN_BUFFER(DORAN_ANSWER_MAX);
        doran_openapi(&text);
        http->openapi = text.failed ? NULL : bytes_new(text.data, text.length);
        doran_buffer_deinit(&text);
        if (http->openapi)
            snprintf(http->openapi_etag, sizeof http->openapi_etag, "\"%016" PRIx64 "\"",
                     hash_of(http->openapi->data, http->openapi->length));
    }
    const char *known = conn->exchange->request.if_none_match;
    if (!http->openapi) {
        conn_answer(conn, &(struct answer){.status = 503, .error = DORAN_ERROR_busy, .retry_after = 1});
        return;
    }
    struct answer answer = {.status = 200, .body = http->openapi, .etag = http->openapi_etag};
    if (*known && strstr(known, http->openapi_etag)) {
        answer.status = 304;
        answer.body = NULL;
    }
    conn_answer(conn, &answer);
}

void status_answer(struct conn *conn)
{
    static const char alive[] = "{\"status\":\"ok\"}";
    struct doran_buffer text = DORAN_BUFFER(64);
    switch (conn->exchange->request.target) {
    case REQUEST_READY:
        check_ready(conn);
        break;
    case REQUEST_OPENAPI:
        answer_openapi(conn);
        break;
    default:
        doran_buffer_puts(&text, alive);
        answer_text(conn, 200, &text, 0);
    }
}
