/*
 * smtp.h - messages to an SMTP server: one connection, kept for the next message
 *
 * Each recipient gets the server's own word. What the server offers is used: PIPELINING, SIZE,
 * 8BITMIME, SMTPUTF8, DSN. Nothing of MAPI's objects is known here; texts are UTF-8.
 * Source: RFC 5321, 2920, 1870, 6152, 6531, 3461
 */
#pragma once
#include "internet/connection.h"
#include "internet/smtp_offers.h"

enum {
    SMTP_TEXT_BYTES = 256
};

/* NOTIFY of RFC 3461 */
enum {
    SMTP_NOTIFY_SUCCESS = 1,
    SMTP_NOTIFY_FAILURE = 2,
    SMTP_NOTIFY_DELAY = 4,
    SMTP_NOTIFY_NEVER = 8
};

struct smtp_recipient {
    const char *address; /* borrowed: local@domain */
    unsigned notify;     /* SMTP_NOTIFY_; 0: as the server likes */
    /* what came of it: 2xx the server has the message for this one; 4xx not now; 5xx never; 0: not
     * known, as the connection broke */
    unsigned code;
    char text[SMTP_TEXT_BYTES]; /* "550 5.1.1 no such user" */
};

struct smtp_mail {
    const char *from;     /* "": nobody gets reports about it */
    uint64_t bytes;       /* of its content, about */
    bool is_eight_bit;    /* there are bytes above 127 in it */
    bool wants_utf8;      /* its header has text in UTF-8 */
    bool returns_header;  /* a report from elsewhere brings back the header alone */
    const char *envelope; /* what such a report names it by; or NULL */
    /* Its content, any line ends, from its beginning: *count 0 at its end. An error ends all. */
    HRESULT (*read)(void *context, char *bytes, size_t room, size_t *count);
    /* Begins anew: a server that takes some recipients only gets it once more for the others. */
    HRESULT (*rewind)(void *context);
    void *context;
};

struct smtp;

/* settings and cancel are borrowed as long as it lives; nothing is connected yet. NULL: no memory.
 */
struct smtp *smtp_create(const struct connection_settings *settings, const LONG *cancel);
/* Says QUIT where there is somebody to say it to; NULL does nothing. */
void smtp_free(struct smtp *smtp);
/* Connects and logs on, or finds that it still is; *offers, what the server can. Errors as
 * connection_open's. */
HRESULT smtp_connect(struct smtp *smtp, const struct smtp_offers **offers, char *why);
/* Says QUIT and hangs up; the next message connects again. */
void smtp_rest(struct smtp *smtp);

/*
 * Sends it to all whose code is 0, with as many transactions as the server wants for them.
 *
 * S_OK    each recipient has a code
 * why     CONNECTION_WHY_BYTES, as connection_open's
 * Errors  MAPI_E_NETWORK_ERROR  the connection broke; who has no code may or may not get it
 *         MAPI_E_LOGON_FAILED   the server wants a name and a password, or others
 *         MAPI_E_USER_CANCEL; mail->read's: what was sent of it is forgotten by the server
 */
HRESULT smtp_send(struct smtp *smtp, const struct smtp_mail *mail,
                  struct smtp_recipient *recipients, size_t count, char *why);
/* Whether the last smtp_send came as far as the content: what failed then may be the message's own
 * fault, and the server may have it. */
bool smtp_content_began(const struct smtp *smtp);
