#include "server/serve.h"

#include "server/api/admin.h"
#include "server/api/api.h"
#include "server/base/log.h"
#include "server/base/notify.h"
#include "server/db/db.h"
#include "server/db/migrate.h"
#include "server/http/http.h"
#include "server/http/tls.h"
#include "server/hub/hub.h"
#include "server/lane/lane.h"

#include <errno.h>
#include <ev.h>
#include <fcntl.h>
#include <netdb.h>
#include <signal.h>
#include <string.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#define HOUSEKEEPING_SECONDS 60.0
#define DESCRIPTORS_BESIDE 512 /* For databases, files and the log, beside connections. */
#define FILE_NAME_MAX 1200

struct serving {
    const struct config *config;
    struct ev_loop *loop;
    struct db *db;
    struct lanes *lanes;
    struct hub *hub;
    struct api *api;
    struct http *http;
    ev_async finished; /* Lanes have jobs that are done. */
    ev_signal term, interrupt, hangup;
    ev_timer housekeeping, drain;
    int lock;
    bool logging, stopping;
    char certificate[FILE_NAME_MAX], key[FILE_NAME_MAX], pin[TLS_PIN_MAX], url[256];
    char greetings[FILE_NAME_MAX];
};

/* --- The ground --- */

bool serve_make_data(const struct config *config, struct doran_error *error)
{
    char path[sizeof config->data];
    snprintf(path, sizeof path, "%s", config->data);
    for (char *slash = strchr(path + 1, '/');; slash = strchr(slash + 1, '/')) {
        if (slash)
            *slash = 0;
        if (mkdir(path, 0700) != 0 && errno != EEXIST)
            return doran_fail(error, DORAN_ERROR_storage, "data", "The data directory %s cannot be made: %s.",
                              path, strerror(errno));
        if (!slash)
            break;
        *slash = '/';
    }
    if (access(path, W_OK | X_OK) == 0)
        return true;
    return doran_fail(error, DORAN_ERROR_storage, "data", "The data directory %s cannot be written: %s.",
                      path, strerror(errno));
}

/* Two servers on one SQLite file would not hear of each other's changes. */
static bool lock_data(struct serving *serving, struct doran_error *error)
{
    char path[FILE_NAME_MAX];
    snprintf(path, sizeof path, "%s/lock", serving->config->data);
    serving->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (serving->lock < 0)
        return doran_fail(error, DORAN_ERROR_storage, "data", "%s cannot be written: %s.", path,
                          strerror(errno));
    return flock(serving->lock, LOCK_EX | LOCK_NB) == 0 ||
           doran_fail(error, DORAN_ERROR_in_use, "data", "Another doran-server uses the data directory %s.",
                      serving->config->data);
}

static void raise_descriptors(const struct config *config)
{
    struct rlimit limit;
    rlim_t wanted = (rlim_t)config->connections + DESCRIPTORS_BESIDE;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return;
    rlim_t reachable = limit.rlim_max == RLIM_INFINITY || wanted < limit.rlim_max ? wanted : limit.rlim_max;
    limit.rlim_cur = reachable; /* Lowered too: libwebsockets keeps a table of all that are possible. */
    setrlimit(RLIMIT_NOFILE, &limit);
    if (reachable < wanted)
        log_line(LOG_WARNING, "the system allows %llu descriptors, too few for %d connections",
                 (unsigned long long)reachable, config->connections);
}

struct db *serve_open_database(const struct config *config, struct doran_error *error)
{
    struct db_options options = {.url = config->database};
    options.migrations = store_migrations(&options.migration_count);
    return db_open(&options, error);
}

/* The host by which this server is known: of public_url, of the first address, or the machine's. */
static void host_name(const struct config *config, char *out, size_t size)
{
    const char *public_host = strstr(config->public_url, "://");
    if (public_host) {
        public_host += 3;
        size_t length = *public_host == '[' ? strcspn(public_host, "]") : strcspn(public_host, ":");
        snprintf(out, size, "%.*s", (int)length, public_host + (*public_host == '['));
        return;
    }
    snprintf(out, size, "%.*s", (int)strcspn(config->listen, ", "), config->listen);
    if (strcmp(out, "0.0.0.0") == 0 || strcmp(out, "::") == 0)
        gethostname(out, size);
    out[size - 1] = 0;
}

static bool prepare_tls(struct serving *serving, struct doran_error *error)
{
    const struct config *config = serving->config;
    char name[256];
    if (config->tls == CONFIG_TLS_OFF)
        return true;
    host_name(config, name, sizeof name);
    if (config->tls == CONFIG_TLS_SELF) {
        if (!tls_make_own(config->data, name, serving->certificate, serving->key, sizeof serving->key, error))
            return false;
    } else {
        snprintf(serving->certificate, sizeof serving->certificate, "%s", config->certificate);
        snprintf(serving->key, sizeof serving->key, "%s", config->key);
    }
    if (!tls_pin(serving->certificate, serving->pin, error))
        return false;
    if (!tls_is_self_signed(serving->certificate))
        serving->pin[0] = 0;
    return true;
}

/* What join links name. */
static void name_url(struct serving *serving)
{
    const struct config *config = serving->config;
    char host[200];
    if (config->public_url[0]) {
        snprintf(serving->url, sizeof serving->url, "%s", config->public_url);
        return;
    }
    host_name(config, host, sizeof host);
    bool bracket = strchr(host, ':') != NULL;
    snprintf(serving->url, sizeof serving->url, "%s://%s%s%s:%d",
             config->tls == CONFIG_TLS_OFF ? "http" : "https", bracket ? "[" : "", host, bracket ? "]" : "",
             http_port(serving->http));
}

/* --- The loop --- */

/* On a lane's thread. */
static void wake(void *data)
{
    struct serving *serving = data;
    ev_async_send(serving->loop, &serving->finished);
}

static void drain_lanes(struct ev_loop *loop, ev_async *watcher, int events)
{
    (void)loop, (void)events;
    struct serving *serving = watcher->data;
    lanes_drain(serving->lanes);
}

static void housekeep(struct ev_loop *loop, ev_timer *timer, int events)
{
    (void)loop, (void)events;
    struct serving *serving = timer->data;
    api_housekeep(serving->api);
}

static void stopped(void *data)
{
    struct serving *serving = data;
    ev_break(serving->loop, EVBREAK_ALL);
}

static void drained(struct ev_loop *loop, ev_timer *timer, int events)
{
    (void)timer, (void)events;
    ev_break(loop, EVBREAK_ALL);
}

static void stop(struct ev_loop *loop, ev_signal *signal, int events)
{
    (void)events;
    struct serving *serving = signal->data;
    if (serving->stopping) {
        ev_break(loop, EVBREAK_ALL); /* Asked twice: at once. */
        return;
    }
    serving->stopping = true;
    notify_manager("STOPPING=1");
    log_line(LOG_INFO, "stopping");
    ev_timer_init(&serving->drain, drained, serving->config->drain_timeout, 0);
    ev_timer_start(loop, &serving->drain);
    http_stop(serving->http);
}

static void reopen_log(struct ev_loop *loop, ev_signal *signal, int events)
{
    (void)loop, (void)signal, (void)events;
    log_reopen();
}

static void watch_signal(struct serving *serving, ev_signal *watcher, int number,
                         void (*handler)(struct ev_loop *, ev_signal *, int))
{
    ev_signal_init(watcher, handler, number);
    watcher->data = serving;
    ev_signal_start(serving->loop, watcher);
}

static bool start_loop(struct serving *serving, struct doran_error *error)
{
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN); /* A limit on files is a full disk (EFBIG), not an end. */
    serving->loop = ev_default_loop(EVFLAG_AUTO);
    if (!serving->loop)
        return doran_fail(error, DORAN_ERROR_internal, NULL, "The event loop did not start.");
    ev_async_init(&serving->finished, drain_lanes);
    serving->finished.data = serving;
    ev_async_start(serving->loop, &serving->finished);
    ev_timer_init(&serving->housekeeping, housekeep, HOUSEKEEPING_SECONDS, HOUSEKEEPING_SECONDS);
    serving->housekeeping.data = serving;
    ev_timer_start(serving->loop, &serving->housekeeping);
    watch_signal(serving, &serving->term, SIGTERM, stop);
    watch_signal(serving, &serving->interrupt, SIGINT, stop);
    watch_signal(serving, &serving->hangup, SIGHUP, reopen_log);
    return true;
}

/* --- The parts --- */

static bool start_api(struct serving *serving, struct doran_error *error)
{
    const struct config *config = serving->config;
    snprintf(serving->greetings, sizeof serving->greetings, "%s/greetings.txt", config->data);
    struct api_options options = {.lanes = serving->lanes,
                                  .greetings = serving->greetings,
                                  .db = serving->db,
                                  .hub = serving->hub,
                                  .signup = config->signup == CONFIG_SIGNUP_OPEN ? DORAN_signup_mode_open
                                                                                 : DORAN_signup_mode_code,
                                  .public_url = serving->url,
                                  .pin = serving->pin,
                                  .cache_bytes = (size_t)config->cache_size * 1024 * 1024,
                                  .argon2_memory_kib = config->argon2_memory,
                                  .limits = {[DORAN_LIMIT_LOGIN] = config->login_limit,
                                             [DORAN_LIMIT_SIGNUP] = config->signup_limit,
                                             [DORAN_LIMIT_INVITE] = config->invite_limit,
                                             [DORAN_LIMIT_WRITE] = config->write_limit}};
    serving->api = api_new(&options, error);
    return serving->api != NULL;
}

static bool start_http(struct serving *serving, struct doran_error *error)
{
    const struct config *config = serving->config;
    struct http_options options = {.loop = serving->loop,
                                   .hub = serving->hub,
                                   .lanes = serving->lanes,
                                   .listen = config->listen,
                                   .port = config->port,
                                   .certificate = config->tls == CONFIG_TLS_OFF ? NULL : serving->certificate,
                                   .key = serving->key,
                                   .public_url = config->public_url,
                                   .trusted_proxies = config->trusted_proxies,
                                   .data = config->data,
                                   .connections = config->connections,
                                   .connections_per_address = config->connections_per_address,
                                   .header_timeout = config->header_timeout,
                                   .body_timeout = config->body_timeout,
                                   .body_rate = config->body_rate,
                                   .idle_timeout = config->idle_timeout,
                                   .hello_timeout = config->hello_timeout,
                                   .ping_interval = config->ping_interval,
                                   .stopped = stopped,
                                   .stopped_data = serving};
    serving->http = http_new(&options, error);
    return serving->http != NULL;
}

static bool start_lanes(struct serving *serving, struct doran_error *error)
{
    struct lanes_options options = {.db = serving->db,
                                    .readers = serving->config->readers,
                                    .writers = serving->config->writers,
                                    .wake = wake,
                                    .wake_data = serving};
    serving->lanes = lanes_new(&options, error);
    return serving->lanes != NULL;
}

/* The sample family, or the code that opens the first account. */
static bool welcome(struct serving *serving, bool sample, struct doran_error *error)
{
    char file[FILE_NAME_MAX], code[ADMIN_CODE_MAX];
    bool needed = false;
    snprintf(file, sizeof file, "%s/sample", serving->config->data);
    if (sample && !admin_sample(serving->db, file, error))
        return false;
    if (serving->config->signup == CONFIG_SIGNUP_OPEN)
        return true;
    if (!admin_first_code(serving->db, code, &needed, error))
        return false;
    if (!needed)
        return true;
    struct doran_join_link link = {0};
    struct doran_buffer text = DORAN_BUFFER(1024);
    snprintf(link.server, sizeof link.server, "%s", serving->url);
    snprintf(link.pin, sizeof link.pin, "%s", serving->pin);
    if (doran_code_clean(code, link.code))
        doran_join_link_format(&link, &text);
    printf("Nobody has an account yet. The first one is made with this join code:\n  %s\n", code);
    if (text.data && !text.failed)
        printf("or with this link:\n  %s\n", text.data);
    doran_buffer_deinit(&text);
    return true;
}

static bool start(struct serving *serving, bool sample, struct doran_error *error)
{
    const struct config *config = serving->config;
    if (!serve_make_data(config, error) || !lock_data(serving, error))
        return false;
    serving->logging =
        log_start((enum log_level)config->log_level, config->log_file[0] ? config->log_file : NULL);
    if (!serving->logging)
        return doran_fail(error, DORAN_ERROR_storage, "log_file", "The log %s cannot be opened: %s.",
                          config->log_file, strerror(errno));
    raise_descriptors(config);
    serving->db = serve_open_database(config, error);
    if (!serving->db || !prepare_tls(serving, error) || !start_loop(serving, error) ||
        !start_lanes(serving, error))
        return false;
    serving->hub = hub_new(serving->lanes, serving->db, error);
    if (!serving->hub || !start_http(serving, error))
        return false;
    name_url(serving);
    if (!start_api(serving, error))
        return false;
    http_set_api(serving->http, serving->api);
    return welcome(serving, sample, error);
}

/* In the order in which each part is not needed any more: the lanes finish what they have, the writer last. */
static void take_down(struct serving *serving)
{
    http_free(serving->http);
    lanes_free(serving->lanes);
    hub_free(serving->hub);
    api_free(serving->api);
    db_close(serving->db);
    if (serving->loop)
        ev_loop_destroy(serving->loop);
    if (serving->logging)
        log_stop();
    if (serving->lock >= 0)
        close(serving->lock);
}

bool serve(const struct config *config, bool sample, struct doran_error *error)
{
    struct serving serving = {.config = config, .lock = -1};
    bool good = start(&serving, sample, error);
    if (good) {
        printf("doran-server listens on %s\n", serving.url);
        fflush(stdout);
        log_line(LOG_INFO, "ready on port %d", http_port(serving.http));
        notify_manager("READY=1");
        ev_run(serving.loop, 0);
    }
    take_down(&serving);
    return good;
}
