/*
 * outgoing.c - a submitted message goes to the server, and its recipients get what became of them
 */
#include "internet/outgoing.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "common/clock.h"
#include "common/com.h"
#include "common/text/text8.h"
#include "edktags.h"
#include "internet/mail_file.h"
#include "internet/addressees.h"
#include "internet/smtp_command.h"
#include "ominet.h"

#define SECOND      10000000
#define GIVEN_UP    (5 * 24 * 3600 * (int64_t)SECOND) /* RFC 5321, 4.5.4.1: 4 to 5 days */
#define FIRST_DELAY 60
#define MOST_DELAY  (4 * 3600)
#define ID_CHARS    64 /* of what makes a Message-ID unique */

ULONG outgoing_delay(ULONG tries, ULONG first, ULONG most)
{
    ULONG delay = first;

    while (tries-- && delay < most)
        delay *= 2;
    return delay < most ? delay : most;
}

/* ---- what the message says ---- */

enum {
    FIRST_TRY,
    NEXT_TRY,
    TRIES,
    REPRESENTING_ADDRESS,
    REPRESENTING_ID,
    MESSAGE_ID,
    SEARCH_KEY,
    SUBMITTED,
    DELIVERY_REPORT,
    FAILURE_REPORT,
    N_WANTED
};
static const SizedSPropTagArray(N_WANTED, wanted) = {
    N_WANTED,
    {PR_OMINET_FIRST_TRY, PR_OMINET_NEXT_TRY, PR_OMINET_TRIES, PR_SENT_REPRESENTING_EMAIL_ADDRESS_W,
     PR_SENT_REPRESENTING_ENTRYID, PR_INTERNET_MESSAGE_ID_W, PR_SEARCH_KEY, PR_CLIENT_SUBMIT_TIME,
     PR_ORIGINATOR_DELIVERY_REPORT_REQUESTED, PR_ORIGINATOR_NON_DELIVERY_REPORT_REQUESTED}};

/* One message on its way. */
struct passage {
    const struct outgoing *outgoing;
    IMessage *message;
    SPropValue *values; /* N_WANTED; MAPI's */
    struct addressees recipients;
    struct mail_file file;
    int64_t now;
    bool server_reports; /* it makes reports of delivery itself */
};

static const SPropValue *value_of(const struct passage *passage, int which)
{
    const SPropValue *value = &passage->values[which];

    return value->ulPropTag == wanted.aulPropTag[which] ? value : NULL;
}

static int64_t time_of(const struct passage *passage, int which)
{
    const SPropValue *value = value_of(passage, which);

    if (!value) return 0;
    return (int64_t)((uint64_t)value->Value.ft.dwHighDateTime << 32 |
                     value->Value.ft.dwLowDateTime);
}

static SPropValue time_value(ULONG tag, int64_t time)
{
    SPropValue value = {.ulPropTag = tag};

    value.Value.ft.dwLowDateTime = (DWORD)time;
    value.Value.ft.dwHighDateTime = (DWORD)(time >> 32);
    return value;
}

static SPropValue text_value(ULONG tag, const WCHAR *text)
{
    return (SPropValue){.ulPropTag = tag, .Value.lpszW = (WCHAR *)text};
}

static SPropValue bytes_value(ULONG tag, SBinary bytes)
{
    return (SPropValue){.ulPropTag = tag, .Value.bin = bytes};
}

static HRESULT look_at(struct passage *passage)
{
    ULONG n = 0;
    HRESULT hr = passage->message->lpVtbl->GetProps(passage->message, (SPropTagArray *)&wanted,
                                                    MAPI_UNICODE, &n, &passage->values);

    if (FAILED(hr)) return hr;
    if (n != N_WANTED) return MAPI_E_CALL_FAILED;
    hr = addressees_read(passage->message, passage->outgoing->alloc, &passage->recipients);
    return SUCCEEDED(hr) && !passage->recipients.count ? MAPI_E_NOT_ME : hr;
}

/* ---- what it is told ---- */

/* The same for each attempt to send a submitted message, and for no other message: whoever gets it
 * twice, because a connection broke after all was said, can know. NULL: no memory. */
static WCHAR *make_message_id(const struct passage *passage)
{
    static const char hex[] = "0123456789abcdef";
    const SPropValue *key = value_of(passage, SEARCH_KEY);
    const char *domain = strrchr(passage->outgoing->account->from, '@') + 1;
    uint64_t submitted = (uint64_t)time_of(passage, SUBMITTED);
    char id[ID_CHARS + 340];
    WCHAR *wide = NULL;
    size_t n = 0, chars;

    id[n++] = '<';
    for (ULONG i = 0; key && i < key->Value.bin.cb && i < 16; i++) {
        id[n++] = hex[key->Value.bin.lpb[i] >> 4];
        id[n++] = hex[key->Value.bin.lpb[i] & 15];
    }
    for (int shift = 60; shift >= 0; shift -= 4)
        id[n++] = hex[submitted >> shift & 15];
    n += (size_t)snprintf(id + n, sizeof(id) - n, "@%s>",
                          smtp_is_ascii(domain) ? domain : "localhost");
    return SUCCEEDED(wtf8_to_wide(id, n, &wide, &chars)) ? wide : NULL;
}

/* 8.4-18: who sends it; whom for, where the client named nobody. */
static HRESULT tell(const struct passage *passage)
{
    const struct outgoing *o = passage->outgoing;
    bool for_somebody =
        value_of(passage, REPRESENTING_ADDRESS) || value_of(passage, REPRESENTING_ID);
    WCHAR *id = make_message_id(passage);
    ULONG n = 0;
    SPropValue set[13];
    HRESULT hr;

    if (!id) return MAPI_E_NOT_ENOUGH_MEMORY;
    set[n++] = time_value(PR_PROVIDER_SUBMIT_TIME, passage->now);
    set[n++] = text_value(PR_SENDER_NAME_W, o->account->name);
    set[n++] = text_value(PR_SENDER_ADDRTYPE_W, L"SMTP");
    set[n++] = text_value(PR_SENDER_EMAIL_ADDRESS_W, o->account->email);
    set[n++] = bytes_value(PR_SENDER_ENTRYID, o->id);
    set[n++] = bytes_value(PR_SENDER_SEARCH_KEY, o->search_key);
    if (!for_somebody) {
        set[n++] = text_value(PR_SENT_REPRESENTING_NAME_W, o->account->name);
        set[n++] = text_value(PR_SENT_REPRESENTING_ADDRTYPE_W, L"SMTP");
        set[n++] = text_value(PR_SENT_REPRESENTING_EMAIL_ADDRESS_W, o->account->email);
        set[n++] = bytes_value(PR_SENT_REPRESENTING_ENTRYID, o->id);
        set[n++] = bytes_value(PR_SENT_REPRESENTING_SEARCH_KEY, o->search_key);
    }
    if (!value_of(passage, MESSAGE_ID)) set[n++] = text_value(PR_INTERNET_MESSAGE_ID_W, id);
    hr = passage->message->lpVtbl->SetProps(passage->message, n, set, NULL);
    free(id);
    return FAILED(hr) ? hr : S_OK;
}

/* ---- sending ---- */

static bool all_ascii(const struct passage *passage)
{
    if (!smtp_is_ascii(passage->outgoing->account->from)) return false;
    for (size_t i = 0; i < passage->recipients.count; i++)
        if (!smtp_is_ascii(passage->recipients.to[i].address)) return false;
    return true;
}

/* What the message says of reports, for whoever says nothing. */
static void set_notify(struct passage *passage)
{
    const SPropValue *delivery = value_of(passage, DELIVERY_REPORT);
    const SPropValue *failure = value_of(passage, FAILURE_REPORT);
    unsigned notify = 0;

    if (delivery && delivery->Value.b) notify = SMTP_NOTIFY_SUCCESS | SMTP_NOTIFY_FAILURE;
    if (failure && !failure->Value.b) notify = notify ? SMTP_NOTIFY_SUCCESS : SMTP_NOTIFY_NEVER;
    for (size_t i = 0; i < passage->recipients.count; i++)
        if (!passage->recipients.to[i].notify) passage->recipients.to[i].notify = notify;
}

static HRESULT transmit(struct passage *passage, char *why)
{
    const struct smtp_offers *offers;
    struct smtp_mail mail = {.from = passage->outgoing->account->from,
                             .wants_utf8 = !all_ascii(passage),
                             .read = mail_file_read,
                             .rewind = mail_file_rewind,
                             .context = &passage->file};
    HRESULT hr;

    hr = smtp_connect(passage->outgoing->smtp, &offers, why); /* before the work of converting */
    if (FAILED(hr)) return hr;
    passage->server_reports = offers->dsn;
    mail.wants_utf8 = mail.wants_utf8 && offers->utf8;
    hr = mail_file_write(passage->message, passage->outgoing->alloc, mail.wants_utf8,
                         &passage->file);
    if (FAILED(hr)) return hr;
    mail.bytes = passage->file.bytes;
    mail.is_eight_bit = passage->file.is_eight_bit;
    set_notify(passage);
    return smtp_send(passage->outgoing->smtp, &mail, passage->recipients.to,
                     passage->recipients.count, why);
}

/* ---- what became of it ---- */

static HRESULT save(const struct passage *passage)
{
    return passage->message->lpVtbl->SaveChanges(passage->message, KEEP_OPEN_READWRITE);
}

/* Those that are to be tried again are given up after days of it. */
static void give_up(struct passage *passage)
{
    int64_t first = time_of(passage, FIRST_TRY);
    char text[SMTP_TEXT_BYTES];

    if (!first || passage->now - first < GIVEN_UP) return;
    for (size_t i = 0; i < passage->recipients.count; i++) {
        struct smtp_recipient *to = &passage->recipients.to[i];

        if (recipient_fate(to) != FATE_LATER) continue;
        snprintf(text, sizeof(text), "554 5.4.7 given up after five days of: %.200s", to->text);
        memcpy(to->text, text, sizeof(text));
        to->code = 554;
    }
}

/* When the others are tried again. */
static HRESULT put_off(const struct passage *passage)
{
    const SPropValue *tries = value_of(passage, TRIES);
    ULONG n = tries && tries->Value.l > 0 ? tries->Value.ul : 0;
    ULONG seconds = outgoing_delay(n, FIRST_DELAY, MOST_DELAY);
    SPropValue set[3] = {
        time_value(PR_OMINET_NEXT_TRY, passage->now + seconds * (int64_t)SECOND),
        {.ulPropTag = PR_OMINET_TRIES},
        time_value(PR_OMINET_FIRST_TRY, passage->now),
    };

    set[1].Value.ul = n + 1;
    return passage->message->lpVtbl->SetProps(passage->message,
                                              value_of(passage, FIRST_TRY) ? 2 : 3, set, NULL);
}

static HRESULT report(const struct passage *passage, enum recipient_fate fate)
{
    return addressees_report(&passage->recipients, fate, passage->outgoing->account->smtp.host,
                             passage->outgoing->support, passage->message);
}

/* Who has it is remembered before anything else can fail; the rest is told, then remembered. */
static HRESULT settle(struct passage *passage, bool *again)
{
    const SPropValue *delivery = value_of(passage, DELIVERY_REPORT);
    size_t failed, later;
    HRESULT hr;

    give_up(passage);
    failed = addressees_count(&passage->recipients, FATE_NEVER);
    later = addressees_count(&passage->recipients, FATE_LATER);
    hr = addressees_mark(&passage->recipients, FATE_SENT, passage->message);
    if (SUCCEEDED(hr) && later) hr = put_off(passage);
    if (SUCCEEDED(hr)) hr = save(passage);
    if (SUCCEEDED(hr) && failed) hr = report(passage, FATE_NEVER);
    if (SUCCEEDED(hr) && failed) {
        hr = addressees_mark(&passage->recipients, FATE_NEVER, passage->message);
        if (SUCCEEDED(hr)) hr = save(passage);
    }
    /* nobody else will say it; that it can't be said is no reason to send again */
    if (SUCCEEDED(hr) && delivery && delivery->Value.b && !passage->server_reports)
        report(passage, FATE_SENT);
    *again = later > 0;
    return FAILED(hr) ? hr : S_OK;
}

/* The connection broke amid the message: it waits as one that the server has put off, so that
 * others go on, and that it is given up some day. */
static void put_off_all(struct passage *passage, const char *why)
{
    for (size_t i = 0; i < passage->recipients.count; i++) {
        struct smtp_recipient *to = &passage->recipients.to[i];

        if (recipient_fate(to) != FATE_OPEN) continue;
        to->code = 451;
        snprintf(to->text, sizeof(to->text), "451 4.4.2 %.200s", why);
    }
}

static HRESULT pass(struct passage *passage, bool *again, char *why)
{
    HRESULT hr = look_at(passage), settled;

    if (FAILED(hr)) return hr;
    if (time_of(passage, NEXT_TRY) > passage->now) {
        *again = true;
        return S_OK;
    }
    hr = tell(passage);
    if (SUCCEEDED(hr)) hr = transmit(passage, why);
    if (hr == MAPI_E_NETWORK_ERROR && smtp_content_began(passage->outgoing->smtp)) {
        put_off_all(passage, why);
        hr = S_OK;
    }
    /* a connection that broke may have done its work for some */
    if (FAILED(hr) &&
        addressees_count(&passage->recipients, FATE_OPEN) == passage->recipients.count)
        return hr;
    settled = settle(passage, again);
    if (!addressees_count(&passage->recipients, FATE_SENT)) return FAILED(hr) ? hr : settled;
    /* who got it must not get it again: the spooler saves what is marked, whatever failed here */
    if (FAILED(hr) || FAILED(settled)) *again = true;
    return S_OK;
}

HRESULT outgoing_send(const struct outgoing *outgoing, IMessage *message, bool *again, char *why)
{
    struct passage passage = {.outgoing = outgoing, .message = message, .now = clock_now()};
    HRESULT hr;

    *again = false;
    *why = 0;
    hr = pass(&passage, again, why);
    mail_file_drop(&passage.file);
    addressees_clear(&passage.recipients);
    outgoing->alloc->free(passage.values);
    return hr;
}
