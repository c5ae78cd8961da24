/*
 * connection.c - bytes to and from a mail server, through libcurl, which connects, encrypts and
 * logs on
 *
 * libcurl reads the greeting, asks for STARTTLS, verifies, and logs on by the best way that the
 * server offers (CURLOPT_CONNECT_ONLY). From then on the dialogue is ours.
 */
#ifdef _WIN32
#    include <winsock2.h>
#    define poll WSAPoll
#else
#    include <poll.h>
#endif
#include "internet/connection.h"
#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "common/event.h"

#define WAIT_MSEC 100 /* how often a cancel is looked for */

struct connection {
    CURL *curl; /* owned */
    curl_socket_t socket;
    struct connection_ear ear;
    const LONG *cancel; /* borrowed; lives longer */
    ULONG limit_msec, grace_msec;
    uint64_t cancelled_at; /* when a cancel was seen that is in its time of grace; 0: none was */
};

HRESULT connection_library_begin(void)
{
    return curl_global_init(CURL_GLOBAL_DEFAULT) ? MAPI_E_NOT_ENOUGH_RESOURCES : S_OK;
}

void connection_library_end(void)
{
    curl_global_cleanup();
}

static bool is_cancelled(struct connection *connection)
{
    if (!connection->cancel || !__atomic_load_n(connection->cancel, __ATOMIC_ACQUIRE)) return false;
    if (!connection->cancelled_at) connection->cancelled_at = event_now_msec();
    return event_now_msec() - connection->cancelled_at >= connection->grace_msec;
}

void connection_set_grace(struct connection *connection, ULONG msec)
{
    connection->grace_msec = msec;
    connection->cancelled_at = 0;
}

static size_t on_line(char *bytes, size_t size, size_t count, void *context)
{
    struct connection *connection = context;

    if (connection->ear.hear) connection->ear.hear(connection->ear.context, bytes, size * count);
    return size * count;
}

/* Nonzero ends what libcurl does. */
static int on_progress(void *context, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d)
{
    (void)a;
    (void)b;
    (void)c;
    (void)d;
    return is_cancelled(context);
}

/* ---- connecting ---- */

/* The last segment is the name that SMTP's EHLO gives: an address literal, which says nothing of
 * this machine and is well-formed everywhere. */
static bool set_url(CURL *curl, const struct connection_settings *settings)
{
    char url[512];
    bool is_ipv6 = strchr(settings->host, ':') && settings->host[0] != '[';
    int n = snprintf(url, sizeof(url), "%s%s://%s%s%s:%u/%s", settings->scheme,
                     settings->tls == CONNECTION_TLS ? "s" : "", is_ipv6 ? "[" : "", settings->host,
                     is_ipv6 ? "]" : "", settings->port,
                     strcmp(settings->scheme, "smtp") ? "" : "%5B127.0.0.1%5D");

    return n > 0 && (size_t)n < sizeof(url) && !curl_easy_setopt(curl, CURLOPT_URL, url);
}

static bool set_credentials(CURL *curl, const struct connection_settings *settings)
{
    if (!settings->user) return true;
    if (curl_easy_setopt(curl, CURLOPT_USERNAME, settings->user)) return false;
    if (settings->token) return !curl_easy_setopt(curl, CURLOPT_XOAUTH2_BEARER, settings->token);
    return !settings->password || !curl_easy_setopt(curl, CURLOPT_PASSWORD, settings->password);
}

static bool set_tls(CURL *curl, const struct connection_settings *settings, bool own_ca)
{
    struct curl_blob ca = {(void *)settings->ca, 0, CURL_BLOB_COPY};

    if (settings->tls == CONNECTION_STARTTLS &&
        curl_easy_setopt(curl, CURLOPT_USE_SSL, (long)CURLUSESSL_ALL))
        return false;
    /* A list of what was revoked is asked for where there is one: a private authority has none. */
    if (curl_easy_setopt(curl, CURLOPT_SSL_OPTIONS, (long)CURLSSLOPT_REVOKE_BEST_EFFORT) ||
        curl_easy_setopt(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2))
        return false;
    if (!own_ca) return true;
    ca.len = strlen(settings->ca);
    return !curl_easy_setopt(curl, CURLOPT_CAINFO_BLOB, &ca);
}

static bool prepare(struct connection *connection, const struct connection_settings *settings,
                    bool own_ca, char *why)
{
    CURL *curl = connection->curl;

    curl_easy_setopt(curl, CURLOPT_PROXY, ""); /* none out of the environment; ours knows none */
    return set_url(curl, settings) && set_credentials(curl, settings) &&
           set_tls(curl, settings, own_ca) && !curl_easy_setopt(curl, CURLOPT_CONNECT_ONLY, 1L) &&
           !curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L) &&
           !curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, why) &&
           !curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, on_line) &&
           !curl_easy_setopt(curl, CURLOPT_HEADERDATA, connection) &&
           !curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L) &&
           !curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, on_progress) &&
           !curl_easy_setopt(curl, CURLOPT_XFERINFODATA, connection) &&
           !curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, (long)settings->limit_msec) &&
           !curl_easy_setopt(curl, CURLOPT_TCP_KEEPALIVE, 1L);
}

static HRESULT error_of(CURLcode code)
{
    switch (code) {
    case CURLE_OK:
        return S_OK;
    case CURLE_OUT_OF_MEMORY:
        return MAPI_E_NOT_ENOUGH_MEMORY;
    case CURLE_LOGIN_DENIED:
        return MAPI_E_LOGON_FAILED;
    case CURLE_ABORTED_BY_CALLBACK:
        return MAPI_E_USER_CANCEL;
    default:
        return MAPI_E_NETWORK_ERROR;
    }
}

/* One attempt; *code is libcurl's. */
static HRESULT attempt(struct connection *connection, const struct connection_settings *settings,
                       bool own_ca, char *why, CURLcode *code)
{
    *why = 0;
    connection->curl = curl_easy_init();
    if (!connection->curl || !prepare(connection, settings, own_ca, why))
        *code = CURLE_OUT_OF_MEMORY;
    else {
        *code = curl_easy_perform(connection->curl);
        if (!*code)
            *code = curl_easy_getinfo(connection->curl, CURLINFO_ACTIVESOCKET, &connection->socket);
        curl_easy_setopt(connection->curl, CURLOPT_ERRORBUFFER, NULL);
    }
    if (!*code) {
        *why = 0;
        return S_OK;
    }
    if (!*why) snprintf(why, CONNECTION_WHY_BYTES, "%s", curl_easy_strerror(*code));
    if (connection->curl) curl_easy_cleanup(connection->curl);
    connection->curl = NULL;
    return error_of(*code);
}

/* A library trusts an authority of its own instead of the system's, not beside it: so the system's
 * store is tried where the own authority hasn't signed. */
static HRESULT connect_by(struct connection *connection, const struct connection_settings *settings,
                          char *why)
{
    CURLcode code;
    HRESULT hr;

    if (settings->ca && settings->tls != CONNECTION_PLAIN) {
        hr = attempt(connection, settings, true, why, &code);
        if (code != CURLE_PEER_FAILED_VERIFICATION) return hr;
    }
    return attempt(connection, settings, false, why, &code);
}

HRESULT connection_open(const struct connection_settings *settings,
                        const struct connection_ear *ear, const LONG *cancel, char *why,
                        struct connection **out)
{
    struct connection *connection = calloc(1, sizeof(*connection));
    HRESULT hr;

    *out = NULL;
    *why = 0;
    if (!connection) return MAPI_E_NOT_ENOUGH_MEMORY;
    if (ear) connection->ear = *ear;
    connection->cancel = cancel;
    connection->limit_msec = settings->limit_msec;
    hr = is_cancelled(connection) ? MAPI_E_USER_CANCEL : connect_by(connection, settings, why);
    connection->ear = (struct connection_ear){0};
    if (FAILED(hr)) connection_close(connection);
    else *out = connection;
    return hr;
}

void connection_close(struct connection *connection)
{
    if (!connection) return;
    if (connection->curl) curl_easy_cleanup(connection->curl);
    free(connection);
}

/* ---- bytes ---- */

/* Waits until the socket may be ready; start: when the wait that has a limit began. */
static HRESULT wait_for(struct connection *connection, short events, uint64_t start, ULONG msec)
{
    struct pollfd fd = {.fd = connection->socket, .events = events};

    if (is_cancelled(connection)) return MAPI_E_USER_CANCEL;
    if (event_now_msec() - start >= msec) return MAPI_E_TIMEOUT;
    poll(&fd, 1, WAIT_MSEC);
    return S_OK;
}

HRESULT connection_write(struct connection *connection, const void *bytes, size_t count)
{
    const char *at = bytes;
    uint64_t start = event_now_msec();

    while (count) {
        size_t n = 0;
        CURLcode code = curl_easy_send(connection->curl, at, count, &n);
        HRESULT hr = S_OK;

        if (code == CURLE_AGAIN) hr = wait_for(connection, POLLOUT, start, connection->limit_msec);
        else if (code) return error_of(code);
        else if (n) start = event_now_msec();
        if (FAILED(hr)) return hr;
        at += n;
        count -= n;
    }
    return is_cancelled(connection) ? MAPI_E_USER_CANCEL : S_OK;
}

HRESULT connection_read(struct connection *connection, void *bytes, size_t room, size_t *count)
{
    return connection_read_within(connection, connection->limit_msec, bytes, room, count);
}

HRESULT connection_read_within(struct connection *connection, ULONG msec, void *bytes, size_t room,
                               size_t *count)
{
    uint64_t start = event_now_msec();

    *count = 0;
    for (;;) {
        CURLcode code = curl_easy_recv(connection->curl, bytes, room, count);
        HRESULT hr;

        if (!code) return *count ? S_OK : MAPI_E_NETWORK_ERROR; /* the other side has ended it */
        if (code != CURLE_AGAIN) return error_of(code);
        hr = wait_for(connection, POLLIN, start, msec);
        if (FAILED(hr)) return hr;
    }
}

bool connection_has_news(struct connection *connection)
{
    struct pollfd fd = {.fd = connection->socket, .events = POLLIN};

    return poll(&fd, 1, 0) != 0;
}
