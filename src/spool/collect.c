/*
 * collect.c - mail out of the transports: when each is asked for it, and the messages taken, one by
 * one
 *
 * A transport is asked when it has said that there is mail (NOTIFY_NEWMAIL), or when it has told so
 * by Poll; then for messages until it has none. Where it fails, or the store does, it is left alone
 * for a while, and the store opened anew; the other transports go on.
 *
 * Source: IXPLogon::Poll, StartMessage, Idle, TransportNotify; Message Reception Model; contracts
 * 5.14-06, 8.5, 8.6, 8.8-01
 */
#include "base/mem.h"
#include "profile/section.h"
#include "provider/loader.h"
#include "spool/receive.h"
#include "spool/spool_own.h"

#define POLL_GAP (60 * SECOND)
#define IDLE_GAP (15 * SECOND)

enum {
    MOST_SECONDS = 86400, /* between two Polls, whatever the profile says */
};

/* ---- beginning and end ---- */

/* How often it wants to be polled. */
static uint64_t poll_gap(struct spooler *spooler, const struct carrier *carrier)
{
    AUTO_SECTION struct section *section = NULL;
    ULONG seconds = 0;

    if (FAILED(section_open(router_profile(spooler->router), &carrier->section, 0, &section)) ||
        FAILED(section_get_long(section, PR_SPOOL_POLL_SECONDS, &seconds)) || !seconds)
        return POLL_GAP;
    return (seconds < MOST_SECONDS ? seconds : MOST_SECONDS) * SECOND;
}

bool collect_begin(struct spooler *spooler, struct carrier *carrier, struct logon *logon)
{
    struct intake *in = &carrier->in;
    struct receive *receive = NULL;

    if (in->begun || !spooler->collects) return false;
    if (FAILED(receive_open(spooler->router, logon, &receive))) return false;
    receive_close(receive); /* it is opened for mail that is there */
    in->begun = true;
    in->sp_flags = logon->sp_flags;
    in->poll_gap = poll_gap(spooler, carrier);
    return true;
}

/* What it said of itself goes on: of mail that it has told of nobody will tell once more. */
bool collect_end(struct carrier *carrier)
{
    struct intake *in = &carrier->in;
    bool begun = in->begun;

    receive_close(in->receive);
    *in = (struct intake){.waiting = in->waiting, .critical = in->critical};
    return begun;
}

void collect_note(struct carrier *carrier, ULONG flags)
{
    struct intake *in = &carrier->in;

    if (flags & NOTIFY_CRITSEC) in->critical = true;
    if (flags & NOTIFY_NONCRIT) in->critical = false;
    if (flags & NOTIFY_NEWMAIL && in->begun) in->waiting = true;
    if (flags & NOTIFY_READYTOSEND) in->not_before = in->tries = 0;
    if (flags & NOTIFY_CRITICAL_ERROR) collect_end(carrier);
}

/* ---- one transport ---- */

static bool is_polled(const struct intake *in)
{
    return in->begun && in->sp_flags & LOGON_SP_POLL && !in->critical;
}

/* When it is asked next. */
static uint64_t due(const struct carrier *carrier)
{
    const struct intake *in = &carrier->in;
    uint64_t time = in->waiting ? 0 : in->poll_at;

    if (carrier->broken || !in->begun || (!in->waiting && !is_polled(in))) return SPOOL_NEVER;
    return time > in->not_before ? time : in->not_before;
}

static uint64_t idle_due(const struct carrier *carrier)
{
    const struct intake *in = &carrier->in;

    if (carrier->broken || !in->begun || in->critical || !(in->sp_flags & LOGON_SP_IDLE))
        return SPOOL_NEVER;
    return in->idle_at;
}

/* After a clock was set back nothing waits for its old time. */
static void heed_clock(struct intake *in, uint64_t now)
{
    if (in->poll_at > now + in->poll_gap) in->poll_at = now;
    if (in->idle_at > now + IDLE_GAP) in->idle_at = now;
    if (in->not_before > now + retry_delay(in->tries)) in->not_before = now;
}

static HRESULT ask_for_mail(struct intake *in, struct logon *logon, uint64_t now)
{
    ULONG incoming = 0;
    HRESULT hr;

    in->poll_at = now + in->poll_gap;
    loader_trace(logon->dll, "Poll", 0);
    hr = logon->xp->lpVtbl->Poll(logon->xp, &incoming);
    if (FAILED(hr)) return hr;
    if (incoming) in->waiting = true;
    else in->tries = 0;
    return S_OK;
}

/* It has no more. The store is closed, since the next mail may go elsewhere. */
static void rest(struct intake *in)
{
    receive_close(TAKE(in->receive));
    in->waiting = false;
}

static HRESULT take(struct spooler *spooler, struct intake *in, struct logon *logon)
{
    ULONG_PTR ref;
    bool got;
    HRESULT hr = S_OK;

    if (!in->receive) hr = receive_open(spooler->router, logon, &in->receive);
    if (SUCCEEDED(hr)) hr = receive_message(in->receive, logon, &ref, &got);
    if (FAILED(hr)) return hr;
    in->tries = 0;
    if (!got) rest(in);
    return S_OK;
}

/* Who is polled says then whether it has mail still. */
static void failed(struct intake *in, uint64_t now)
{
    receive_close(TAKE(in->receive));
    in->not_before = now + retry_delay(in->tries++);
    if (!(in->sp_flags & LOGON_SP_POLL)) return;
    in->waiting = false;
    in->poll_at = 0;
}

static void ask(struct spooler *spooler, struct carrier *carrier, uint64_t now)
{
    struct logon *logon = carrier_logon(spooler, carrier);
    struct intake *in = &carrier->in;
    HRESULT hr;

    if (!logon) { /* until it is logged on again */
        collect_end(carrier);
        return;
    }
    hr = in->waiting ? take(spooler, in, logon) : ask_for_mail(in, logon, now);
    if (FAILED(hr)) failed(in, now);
    logon_unuse(logon);
}

/* ---- all of them ---- */

/* The first one that is due, behind the one that was asked last. */
static struct carrier *next_due(struct spooler *spooler, uint64_t (*when)(const struct carrier *),
                                uint64_t now)
{
    for (ULONG n = 0; n < spooler->n_carriers; n++) {
        ULONG i = (spooler->next_asked + n) % spooler->n_carriers;
        struct carrier *carrier = &spooler->carriers[i];

        heed_clock(&carrier->in, now);
        if (when(carrier) > now) continue;
        spooler->next_asked = i + 1;
        return carrier;
    }
    return NULL;
}

bool collect(struct spooler *spooler, uint64_t now)
{
    struct carrier *carrier = next_due(spooler, due, now);

    if (carrier) ask(spooler, carrier, now);
    return carrier;
}

bool collect_idle(struct spooler *spooler, uint64_t now)
{
    struct carrier *carrier = next_due(spooler, idle_due, now);
    struct logon *logon;

    if (!carrier) return false;
    carrier->in.idle_at = now + IDLE_GAP;
    logon = carrier_logon(spooler, carrier);
    if (!logon) return true;
    loader_trace(logon->dll, "Idle", 0);
    logon->xp->lpVtbl->Idle(logon->xp, 0);
    logon_unuse(logon);
    return true;
}

uint64_t collect_time(const struct spooler *spooler)
{
    uint64_t time = SPOOL_NEVER;

    for (ULONG i = 0; i < spooler->n_carriers; i++) {
        uint64_t mail = due(&spooler->carriers[i]), idle = idle_due(&spooler->carriers[i]);

        if (mail < time) time = mail;
        if (idle < time) time = idle;
    }
    return time;
}
