/*
 * connection.h - bytes to and from a mail server, through libcurl, which connects, encrypts and
 * logs on
 *
 * TLS is verified by the system's store, or by an account's own authority where it has one. What is
 * refused has a reason in words, with no secret in it. One thread at a time uses a connection; any
 * thread may raise a cancel.
 */
#pragma once
#include <stdbool.h>
#include "common/platform.h"

enum connection_tls {
    CONNECTION_PLAIN,    /* readable by all between here and there, the password too */
    CONNECTION_STARTTLS, /* begins in plain text; never goes on so */
    CONNECTION_TLS
};

enum {
    CONNECTION_WHY_BYTES = 512
};

struct connection_settings {
    const char *scheme; /* of plain text: "smtp", "imap", "pop3" */
    const char *host;   /* a name or an address */
    unsigned port;
    enum connection_tls tls;
    const char *user, *password; /* NULL: nobody logs on */
    const char *token;           /* instead of a password: OAuth 2.0's access token; or NULL */
    const char *ca;              /* certificates in PEM, trusted beside the system's; or NULL */
    ULONG limit_msec;            /* for connecting, and for each wait later */
};

struct connection;

/* What it is told while it connects: each line of the server's, as libcurl reads it. */
struct connection_ear {
    void (*hear)(void *context, const char *bytes, size_t count);
    void *context;
};

/* Once for each provider object; and back, when no connection is left. */
HRESULT connection_library_begin(void);
void connection_library_end(void);

/*
 * ear     NULL, or told until this returns
 * cancel  nonzero at some time: whoever waits gives up
 * why     CONNECTION_WHY_BYTES: in UTF-8, what was refused or failed; "" with S_OK
 * Errors  MAPI_E_NETWORK_ERROR  nobody there, a certificate that isn't trusted, a time limit
 *         MAPI_E_LOGON_FAILED   the server refuses name and password
 *         MAPI_E_USER_CANCEL, MAPI_E_NOT_ENOUGH_MEMORY
 */
HRESULT connection_open(const struct connection_settings *settings,
                        const struct connection_ear *ear, const LONG *cancel, char *why,
                        struct connection **out);
/* Closes it; NULL does nothing. */
void connection_close(struct connection *connection);

/*
 * All of the bytes, or some, 1 at least, of those that have come.
 * Errors  MAPI_E_NETWORK_ERROR  it broke
 *         MAPI_E_TIMEOUT        nothing went on for the time limit
 *         MAPI_E_USER_CANCEL
 */
HRESULT connection_write(struct connection *connection, const void *bytes, size_t count);
HRESULT connection_read(struct connection *connection, void *bytes, size_t room, size_t *count);
/* The same with another limit, in milliseconds. */
HRESULT connection_read_within(struct connection *connection, ULONG msec, void *bytes, size_t room,
                               size_t *count);
/* A cancel is heeded only so long after it is seen; 0, as at first: at once. */
void connection_set_grace(struct connection *connection, ULONG msec);
/* Whether bytes, or the other side's end, wait to be read: on an idle one both mean its end. */
bool connection_has_news(struct connection *connection);
