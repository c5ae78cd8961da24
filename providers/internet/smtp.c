/*
 * smtp.c - messages to an SMTP server: one connection, kept for the next message
 *
 * Where the server has PIPELINING, MAIL, up to WINDOW times RCPT and DATA go out before their
 * replies are read; no more, or both sides could wait for each other to read.
 */
#include "internet/smtp.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "common/event.h"
#include "internet/smtp_body.h"
#include "internet/smtp_command.h"

enum {
    WINDOW = 50,
    PIECE = 16384,
    /* for the word about a message that is there: who gives up before sends it twice (RFC 5321,
       4.5.3.2.6) */
    CONTENT_MSEC = 600000,
    /* ... and who is told to give up: a log-off waits longer than that */
    GRACE_MSEC = 7000
};

struct smtp {
    struct connection_settings settings; /* borrowed texts */
    const LONG *cancel;
    struct connection *connection; /* NULL: none */
    struct smtp_offers offers;
    struct reply_reader reader;
    char in[4096];
    size_t in_at, in_end;
    bool is_fresh; /* nothing was sent over this connection yet */
    bool content_began;
    char why[CONNECTION_WHY_BYTES];
    char piece[PIECE], stuffed[SMTP_BODY_ROOM(PIECE)];
};

/* ---- connecting ---- */

/* What libcurl hears: EHLO's reply, the last of which counts, and what is refused. */
static void hear(void *context, const char *bytes, size_t count)
{
    struct smtp *smtp = context;

    while (count) {
        size_t used = 0;
        enum reply_state state = reply_read(&smtp->reader, bytes, count, &used);

        if (state == REPLY_DONE) {
            const struct reply *reply = &smtp->reader.reply;

            if (reply->code == 250) smtp_offers_read(reply, &smtp->offers);
            if (reply->code >= 400) reply_print(reply, smtp->why, sizeof(smtp->why));
        }
        if (state != REPLY_MORE) memset(&smtp->reader, 0, sizeof(smtp->reader));
        bytes += used;
        count -= used;
    }
}

static void hang_up(struct smtp *smtp)
{
    connection_close(smtp->connection);
    smtp->connection = NULL;
    smtp->in_at = smtp->in_end = 0;
    memset(&smtp->reader, 0, sizeof(smtp->reader));
}

struct smtp *smtp_create(const struct connection_settings *settings, const LONG *cancel)
{
    struct smtp *smtp = calloc(1, sizeof(*smtp));

    if (!smtp) return NULL;
    smtp->settings = *settings;
    smtp->settings.scheme = "smtp";
    smtp->cancel = cancel;
    return smtp;
}

void smtp_rest(struct smtp *smtp)
{
    if (smtp->connection) connection_write(smtp->connection, "QUIT\r\n", 6);
    hang_up(smtp);
}

void smtp_free(struct smtp *smtp)
{
    if (!smtp) return;
    smtp_rest(smtp);
    free(smtp);
}

/* What the server said, after what libcurl makes of it. */
static void add_word(struct smtp *smtp, char *why)
{
    size_t n = strlen(why);

    if (*smtp->why && n + 4 < CONNECTION_WHY_BYTES)
        snprintf(why + n, CONNECTION_WHY_BYTES - n, " (%.250s)", smtp->why);
}

HRESULT smtp_connect(struct smtp *smtp, const struct smtp_offers **offers, char *why)
{
    const struct connection_ear ear = {hear, smtp};
    HRESULT hr = S_OK;

    *why = 0;
    /* an idle one that has something to say says good-bye */
    if (smtp->connection && (smtp->in_at < smtp->in_end || connection_has_news(smtp->connection)))
        hang_up(smtp);
    if (!smtp->connection) {
        smtp->offers = (struct smtp_offers){0};
        *smtp->why = 0;
        hr = connection_open(&smtp->settings, &ear, smtp->cancel, why, &smtp->connection);
        if (FAILED(hr)) add_word(smtp, why);
        smtp->is_fresh = true;
        memset(&smtp->reader, 0, sizeof(smtp->reader));
    }
    if (offers) *offers = &smtp->offers;
    return hr;
}

/* ---- the dialogue ---- */

static HRESULT trouble(struct smtp *smtp, HRESULT hr)
{
    if (hr == MAPI_E_TIMEOUT) {
        snprintf(smtp->why, sizeof(smtp->why), "the server didn't answer in time");
        return MAPI_E_NETWORK_ERROR;
    }
    if (hr == MAPI_E_NETWORK_ERROR && !*smtp->why)
        snprintf(smtp->why, sizeof(smtp->why), "the connection to the server broke");
    return hr;
}

static HRESULT say(struct smtp *smtp, const char *text, size_t bytes)
{
    HRESULT hr = connection_write(smtp->connection, text, bytes);

    return FAILED(hr) ? trouble(smtp, hr) : S_OK;
}

/* A reply that the dialogue can't go on from: 421 is good-bye, and only DATA is answered with 3xx.
 */
static bool is_an_end(struct smtp *smtp, const struct reply *reply, bool may_be_3xx)
{
    if (reply->code != 421 && (may_be_3xx || reply->code / 100 != 3)) return false;
    reply_print(reply, smtp->why, sizeof(smtp->why));
    return true;
}

/* What has come of a reply since start; its whole must come within msec. */
static HRESULT fill(struct smtp *smtp, uint64_t start, ULONG msec)
{
    uint64_t gone = event_now_msec() - start;
    HRESULT hr = MAPI_E_TIMEOUT;

    smtp->in_at = smtp->in_end = 0;
    if (gone < msec)
        hr = connection_read_within(smtp->connection, msec - (ULONG)gone, smtp->in,
                                    sizeof(smtp->in), &smtp->in_end);
    return FAILED(hr) ? trouble(smtp, hr) : S_OK;
}

/* The server's next reply, in smtp->reader until the next is read. */
static HRESULT reply_within(struct smtp *smtp, ULONG msec, bool may_be_3xx,
                            const struct reply **out)
{
    uint64_t start = event_now_msec();

    memset(&smtp->reader, 0, sizeof(smtp->reader));
    for (;;) {
        enum reply_state state = REPLY_MORE;
        size_t used = 0;
        HRESULT hr;

        if (smtp->in_at < smtp->in_end)
            state = reply_read(&smtp->reader, smtp->in + smtp->in_at, smtp->in_end - smtp->in_at,
                               &used);
        smtp->in_at += used;
        *out = &smtp->reader.reply;
        if (state == REPLY_DONE && !is_an_end(smtp, *out, may_be_3xx)) return S_OK;
        if (state == REPLY_BAD)
            snprintf(smtp->why, sizeof(smtp->why), "the server says what isn't SMTP");
        if (state != REPLY_MORE) return MAPI_E_NETWORK_ERROR;
        hr = fill(smtp, start, msec);
        if (FAILED(hr)) return hr;
    }
}

static HRESULT next_reply(struct smtp *smtp, bool may_be_3xx, const struct reply **out)
{
    return reply_within(smtp, smtp->settings.limit_msec, may_be_3xx, out);
}

/* The one about the content that was sent. */
static HRESULT last_reply(struct smtp *smtp, const struct reply **out)
{
    ULONG msec = smtp->settings.limit_msec;

    return reply_within(smtp, msec > CONTENT_MSEC ? msec : CONTENT_MSEC, false, out);
}

static void set_result(struct smtp_recipient *recipient, const struct reply *reply)
{
    recipient->code = reply->code;
    reply_print(reply, recipient->text, sizeof(recipient->text));
}

static void set_own_result(struct smtp_recipient *recipient, unsigned code, const char *text)
{
    recipient->code = code;
    snprintf(recipient->text, sizeof(recipient->text), "%s", text);
}

/* One transaction: who is in it, and what has become of them. */
struct transaction {
    struct smtp *smtp;
    const struct smtp_mail *mail;
    struct smtp_recipient *recipients;
    size_t count, n_taken;
    bool *is_taken;     /* by the server, so far */
    bool utf8, is_open; /* open: MAIL was taken, or its reply is still to be read */
};

/* Who has no result yet gets this one. */
static void all_others(struct transaction *t, const struct reply *reply)
{
    for (size_t i = 0; i < t->count; i++)
        if (!t->recipients[i].code) set_result(&t->recipients[i], reply);
}

static bool is_wanted(const struct transaction *t, size_t i)
{
    return !t->recipients[i].code && !t->is_taken[i];
}

/* MAIL's reply; that a name and a password are wanted is no word about the message. */
static HRESULT read_mail_reply(struct transaction *t)
{
    const struct reply *reply;
    HRESULT hr = next_reply(t->smtp, false, &reply);

    if (FAILED(hr) || reply->code / 100 == 2) return hr;
    t->is_open = false;
    if (reply->code == 530 || reply->code == 535 || reply->code == 538) {
        reply_print(reply, t->smtp->why, sizeof(t->smtp->why));
        return MAPI_E_LOGON_FAILED;
    }
    all_others(t, reply);
    return S_OK;
}

static HRESULT read_rcpt_reply(struct transaction *t, size_t i)
{
    const struct reply *reply;
    HRESULT hr = next_reply(t->smtp, false, &reply);

    if (FAILED(hr) || t->recipients[i].code) return hr; /* MAIL's reply says it */
    if (reply->code / 100 == 2) {
        t->is_taken[i] = true;
        t->n_taken++;
    } else if (reply->code != 452 || !t->n_taken) set_result(&t->recipients[i], reply);
    /* 452 after others were taken: too many at once, the next transaction is for this one */
    return S_OK;
}

static HRESULT say_mail(struct transaction *t)
{
    char line[SMTP_LINE_BYTES];

    smtp_mail_command(t->mail, &t->smtp->offers, t->utf8, line);
    return say(t->smtp, line, strlen(line));
}

/* RCPT for some, beginning with *next, in one write; *end: after the last of them. */
static HRESULT say_rcpts(struct transaction *t, size_t next, size_t window, size_t *end)
{
    size_t n = 0, used = 0;
    char *lines = malloc(window * SMTP_LINE_BYTES);
    HRESULT hr;

    if (!lines) return MAPI_E_NOT_ENOUGH_MEMORY;
    for (*end = next; *end < t->count && n < window; ++*end) {
        if (!is_wanted(t, *end)) continue;
        smtp_rcpt_command(&t->recipients[*end], &t->smtp->offers, lines + used);
        used += strlen(lines + used);
        n++;
    }
    hr = say(t->smtp, lines, used);
    free(lines);
    return hr;
}

static HRESULT read_rcpts(struct transaction *t, const bool *asked, size_t next, size_t end)
{
    HRESULT hr = S_OK;

    for (size_t i = next; i < end && SUCCEEDED(hr); i++)
        if (asked[i]) hr = read_rcpt_reply(t, i);
    return hr;
}

/* MAIL and all RCPT; *said_data: DATA has gone out with them. */
static HRESULT envelope(struct transaction *t, bool *asked, bool *said_data)
{
    bool pipelining = t->smtp->offers.pipelining, mail_read = false;
    size_t next = 0, end = 0;
    HRESULT hr;

    *said_data = false;
    t->is_open = true;
    for (size_t i = 0; i < t->count; i++)
        asked[i] = is_wanted(t, i);
    hr = say_mail(t);
    if (SUCCEEDED(hr) && !pipelining) {
        hr = read_mail_reply(t);
        mail_read = true;
    }
    while (SUCCEEDED(hr) && t->is_open && next < t->count) {
        hr = say_rcpts(t, next, pipelining ? WINDOW : 1, &end);
        if (SUCCEEDED(hr) && pipelining && end == t->count) {
            hr = say(t->smtp, "DATA\r\n", 6);
            *said_data = true;
        }
        if (SUCCEEDED(hr) && !mail_read) hr = read_mail_reply(t);
        mail_read = true;
        if (SUCCEEDED(hr)) hr = read_rcpts(t, asked, next, end);
        next = end;
    }
    return hr;
}

/* The content as it is read, up to the dot that ends it. */
static HRESULT say_content(struct transaction *t)
{
    struct smtp *smtp = t->smtp;
    struct smtp_body body = {0};
    char end[SMTP_BODY_END_BYTES];
    size_t n = 1;
    HRESULT hr;

    smtp->content_began = true;
    hr = t->mail->rewind(t->mail->context);
    while (SUCCEEDED(hr) && n) {
        hr = t->mail->read(t->mail->context, smtp->piece, sizeof(smtp->piece), &n);
        if (SUCCEEDED(hr) && n)
            hr = say(smtp, smtp->stuffed, smtp_body_put(&body, smtp->piece, n, smtp->stuffed));
    }
    if (FAILED(hr)) return hr;
    connection_set_grace(smtp->connection, GRACE_MSEC);
    return say(smtp, end, smtp_body_end(&body, end));
}

/* The server's word about all of whom it took. */
static void settle(struct transaction *t, const struct reply *reply)
{
    for (size_t i = 0; i < t->count; i++)
        if (t->is_taken[i] && !t->recipients[i].code) set_result(&t->recipients[i], reply);
}

/* DATA, unless it was said, and the content, if there is anybody for it. */
static HRESULT content(struct transaction *t, bool said_data)
{
    const struct reply *reply;
    HRESULT hr = S_OK;

    if (!said_data && !t->n_taken) return S_OK;
    if (!said_data) hr = say(t->smtp, "DATA\r\n", 6);
    if (SUCCEEDED(hr)) hr = next_reply(t->smtp, true, &reply);
    if (FAILED(hr)) return hr;
    if (reply->code / 100 == 2) { /* it is at another command than we: nothing it says counts */
        snprintf(t->smtp->why, sizeof(t->smtp->why), "the server says what isn't SMTP");
        return MAPI_E_NETWORK_ERROR;
    }
    if (reply->code / 100 != 3) { /* where nobody was taken it must refuse */
        settle(t, reply);
        return S_OK;
    }
    hr = t->n_taken ? say_content(t) : say(t->smtp, ".\r\n", 3);
    if (SUCCEEDED(hr) || hr == MAPI_E_NETWORK_ERROR) {
        /* a server that hangs up may have said why */
        HRESULT heard =
            SUCCEEDED(hr) ? last_reply(t->smtp, &reply) : next_reply(t->smtp, false, &reply);

        connection_set_grace(t->smtp->connection, 0);
        if (FAILED(heard)) return FAILED(hr) ? hr : heard;
        if (FAILED(hr) && reply->code / 100 < 4) return hr;
        settle(t, reply);
        if (FAILED(hr)) hang_up(t->smtp);
        t->is_open = false;
        return S_OK;
    }
    return hr;
}

/* Forgets what is left of a transaction that nobody was taken in. */
static HRESULT reset(struct transaction *t)
{
    const struct reply *reply;
    HRESULT hr;

    if (!t->is_open || !t->smtp->connection) return S_OK;
    hr = say(t->smtp, "RSET\r\n", 6);
    if (SUCCEEDED(hr)) hr = next_reply(t->smtp, false, &reply);
    if (FAILED(hr)) hang_up(t->smtp); /* the message isn't concerned */
    return S_OK;
}

static HRESULT transact(struct transaction *t, bool *asked)
{
    bool said_data;
    HRESULT hr = envelope(t, asked, &said_data);

    if (SUCCEEDED(hr)) hr = content(t, said_data);
    if (SUCCEEDED(hr)) hr = reset(t);
    t->smtp->is_fresh = false;
    return hr;
}

/* ---- a message ---- */

/* What can be told of a recipient without asking the server: it has its result then. */
static bool is_refused(const struct smtp_offers *offers, const struct smtp_mail *mail, bool utf8,
                       struct smtp_recipient *to)
{
    char text[SMTP_TEXT_BYTES];

    if (*mail->from && !smtp_address_is_good(mail->from))
        set_own_result(to, 553, "553 5.1.7 the sender's address is malformed");
    else if (!smtp_address_is_good(to->address))
        set_own_result(to, 553, "553 5.1.3 the address is malformed");
    else if (!offers->utf8 && (utf8 || !smtp_is_ascii(to->address)))
        set_own_result(to, 553, "553 5.6.7 the server takes no address with such characters");
    else if (offers->most_bytes && mail->bytes > offers->most_bytes) {
        snprintf(text, sizeof(text),
                 "552 5.3.4 the server takes messages of up to %llu bytes, this one has %llu",
                 (unsigned long long)offers->most_bytes, (unsigned long long)mail->bytes);
        set_own_result(to, 552, text);
    } else return false;
    return true;
}

/* How many are left to ask the server about; *utf8: their transactions need SMTPUTF8. */
static size_t screen(struct smtp *smtp, const struct smtp_mail *mail,
                     struct smtp_recipient *recipients, size_t count, bool *utf8)
{
    bool of_all = mail->wants_utf8 || !smtp_is_ascii(mail->from);
    size_t left = 0;

    *utf8 = of_all;
    for (size_t i = 0; i < count; i++) {
        if (recipients[i].code || is_refused(&smtp->offers, mail, of_all, &recipients[i])) continue;
        *utf8 = *utf8 || !smtp_is_ascii(recipients[i].address);
        left++;
    }
    return left;
}

static bool is_done(const struct transaction *t)
{
    for (size_t i = 0; i < t->count; i++)
        if (!t->recipients[i].code) return false;
    return true;
}

/* Transactions until everybody has a code. Each but the last takes somebody: they end. */
static HRESULT send_to_all(struct transaction *t, bool *asked)
{
    HRESULT hr;

    do {
        memset(t->is_taken, 0, t->count * sizeof(*t->is_taken));
        t->n_taken = 0;
        hr = t->smtp->connection ? transact(t, asked) : MAPI_E_NETWORK_ERROR;
        if (FAILED(hr)) return trouble(t->smtp, hr);
    } while (!is_done(t) && t->n_taken);
    return S_OK;
}

static HRESULT send_once(struct smtp *smtp, const struct smtp_mail *mail,
                         struct smtp_recipient *recipients, size_t count, char *why)
{
    struct transaction t = {.smtp = smtp, .mail = mail, .recipients = recipients, .count = count};
    bool *asked;
    HRESULT hr = smtp_connect(smtp, NULL, why);

    if (FAILED(hr) || !screen(smtp, mail, recipients, count, &t.utf8)) return hr;
    t.is_taken = calloc(2 * count, sizeof(*t.is_taken));
    asked = t.is_taken + count;
    *smtp->why = 0;
    smtp->content_began = false;
    hr = t.is_taken ? send_to_all(&t, asked) : MAPI_E_NOT_ENOUGH_MEMORY;
    free(t.is_taken);
    if (FAILED(hr)) {
        snprintf(why, CONNECTION_WHY_BYTES, "%s", smtp->why);
        hang_up(smtp);
    }
    return hr;
}

bool smtp_content_began(const struct smtp *smtp)
{
    return smtp->content_began;
}

HRESULT smtp_send(struct smtp *smtp, const struct smtp_mail *mail,
                  struct smtp_recipient *recipients, size_t count, char *why)
{
    bool is_used = smtp->connection && !smtp->is_fresh;
    HRESULT hr = send_once(smtp, mail, recipients, count, why);

    /* an old connection may end with the first thing said over it: that isn't the message's fault
     */
    if (hr == MAPI_E_NETWORK_ERROR && is_used && !smtp->content_began)
        hr = send_once(smtp, mail, recipients, count, why);
    return hr;
}
