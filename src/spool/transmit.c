/*
 * transmit.c - one unit of work for a submitted message: it is given to one transport, or finished
 *
 * A transport that can't take messages now (MAPI_E_WAIT, MAPI_E_NETWORK_ERROR, MAPI_E_BUSY) gets
 * none for a while, so that those that wait for it keep their order; others go on, and so do other
 * recipients of the same message. END_RESEND_LATER, and errors that no page tells of, concern the
 * message alone; after MOST_TRIES of these the transport is passed over.
 *
 * Source: IXPLogon::SubmitMessage, EndMessage; Sending messages: MAPI spooler tasks; contracts 8.4
 */
#include "edktags.h"
#include "mapitags.h"
#include "base/filetime.h"
#include "com/com.h"
#include "prop/adrlist.h"
#include "prop/pval.h"
#include "spool/report.h"
#include "spool/shares.h"
#include "spool/spool_own.h"

enum {
    MOST_TRIES = 5,
    MOST_RESTARTS = 5,
    BUSY_SECONDS = 2,
    LOCKED_SECONDS = 5,
    MISSING_SECONDS = 60,
};

/* ---- what becomes of a job ---- */

static bool has_gone(HRESULT hr)
{
    return hr == MAPI_E_NOT_IN_QUEUE || hr == MAPI_E_NOT_FOUND || hr == MAPI_E_OBJECT_DELETED ||
           hr == MAPI_E_INVALID_ENTRYID || hr == MAPI_E_UNKNOWN_ENTRYID;
}

static void retry(struct job *job, uint64_t now)
{
    job->due = now + retry_delay(job->tries++);
}

/* The store didn't do as asked with the message. */
static void job_failed(struct job *job, HRESULT hr, uint64_t now)
{
    if (has_gone(hr)) job->due = now + MISSING_SECONDS * SECOND;               /* a look drops it */
    else if (hr == MAPI_E_NO_ACCESS) job->due = now + LOCKED_SECONDS * SECOND; /* another spooler */
    else retry(job, now);
}

void job_unlock(struct job *job)
{
    AUTO_RELEASE IMessage *message = NULL; /* as it is saved */

    if (!job->locked || job->touched || job->sent || job->unsaved) return;
    if (SUCCEEDED(job_open(job, &message)))
        job->box->store->lpVtbl->SetLockState(job->box->store, message, MSG_UNLOCKED);
    job->locked = false;
}

/* All is done that can be: the store does the rest. */
static void finish(struct job *job, uint64_t now)
{
    IMsgStore *store = job->box->store;
    HRESULT hr;

    hr = store->lpVtbl->FinishedMsg(store, 0, job->cb, (ENTRYID *)job->eid);
    if (SUCCEEDED(hr)) job_drop(job);
    else job_failed(job, hr, now);
}

/* ---- the message is ready ---- */

/* S_FALSE: not before the time that its sender has asked for. */
static HRESULT is_time(struct job *job, IMessage *message, uint64_t now, bool *preprocess)
{
    SizedSPropTagArray(3, tags) = {3,
                                   {PR_DEFERRED_SEND_TIME, PR_SUBMIT_FLAGS, PR_CLIENT_SUBMIT_TIME}};
    AUTO_FREE SPropValue *values = NULL;
    uint64_t time;
    ULONG n = 0;
    HRESULT hr;

    hr = message->lpVtbl->GetProps(message, (SPropTagArray *)&tags, 0, &n, &values);
    hr = pval_given(hr, 3, n, &values);
    if (FAILED(hr)) return hr;
    if (values[2].ulPropTag == PR_CLIENT_SUBMIT_TIME)
        job_submitted(job, filetime_to_u64(values[2].Value.ft));
    *preprocess =
        values[1].ulPropTag == PR_SUBMIT_FLAGS && values[1].Value.ul & SUBMITFLAG_PREPROCESS;
    if (values[0].ulPropTag != PR_DEFERRED_SEND_TIME) return S_OK;
    time = filetime_to_u64(values[0].Value.ft);
    if (time <= now) return S_OK;
    job->due = time;
    return S_FALSE;
}

static HRESULT lock_message(struct job *job, IMessage *message)
{
    IMsgStore *store = job->box->store;
    HRESULT hr;

    if (job->locked) return S_OK;
    hr = store->lpVtbl->SetLockState(store, message, MSG_LOCKED);
    if (hr == MAPI_E_NO_SUPPORT) hr = S_OK; /* nobody but us sends there */
    if (SUCCEEDED(hr)) job->locked = true;
    return hr;
}

/* ---- a transport has it ---- */

/* One delivery under way. */
struct delivery_try {
    struct spooler *spooler;
    struct job *job;
    IMessage **message; /* the caller's; NULL once it is given back without saving */
    struct shares *shares;
    ULONG carrier;
    uint64_t now;
};

static struct carrier *carrier_of(const struct delivery_try *try)
{
    return &try->spooler->carriers[try->carrier];
}

static uint32_t bit_of(const struct delivery_try *try)
{
    return UINT32_C(1) << try->carrier;
}

/* What was done is remembered before anybody else gets the message; what can't be saved now is kept
 * open. */
static void save(struct delivery_try *try)
{
    IMessage *message = *try->message;
    HRESULT hr = message->lpVtbl->SaveChanges(message, KEEP_OPEN_READWRITE);

    if (SUCCEEDED(hr) || try->job->sent) return;
    try->job->unsaved = TAKE(*try->message);
    retry(try->job, try->now);
}

/* Marks what the transport took, and says whose the others are. */
static void settle(struct delivery_try *try, bool left)
{
    struct job *job = try->job;
    ULONG pending = 1;
    HRESULT hr;

    hr = shares_settle(try->shares, *try->message, try->carrier, left, &pending);
    if (SUCCEEDED(hr) && !pending) job->sent = true;
    if (SUCCEEDED(hr) && pending < shares_pending(try->shares)) job->touched = true;
    save(try); /* even so: what the transport marked stands in the message */
}

/* The message goes to the next one, as if this one had left it. */
static HRESULT pass_over(struct delivery_try *try)
{
    HRESULT hr;

    com_release(try->message);
    hr = job_open(try->job, try->message);
    if (FAILED(hr)) return hr;
    settle(try, true);
    return S_OK;
}

/* This message shall not get to this transport for a while. */
static void hold(struct delivery_try *try)
{
    struct job *job = try->job;

    if (job->held_until <= try->now) job->held = 0;
    job->held |= bit_of(try);
    job->held_until = try->now + retry_delay(job->tries++);
}

static void carrier_waits(struct delivery_try *try, ULONG_PTR seconds)
{
    struct carrier *carrier = carrier_of(try);
    uint64_t delay = seconds ? seconds * SECOND : retry_delay(carrier->tries);

    carrier->tries++;
    carrier->not_before = try->now + (delay < DAY ? delay : DAY);
}

/* SubmitMessage's errors. */
static HRESULT refused(struct delivery_try *try, HRESULT hr, ULONG_PTR parm)
{
    struct job *job = try->job;

    if (hr == MAPI_E_NOT_ME || hr == MAPI_E_NO_SUPPORT) return pass_over(try);
    com_release(try->message); /* without saving */
    if (hr == MAPI_E_WAIT || hr == MAPI_E_NETWORK_ERROR) {
        carrier_waits(try, parm);
    } else if (hr == MAPI_E_BUSY) {
        carrier_waits(try, BUSY_SECONDS);
    } else if (hr == MAPI_E_CANCEL && job->deferred & bit_of(try)) {
        job->again &= ~bit_of(try);
    } else if (hr == MAPI_E_USER_CANCEL || hr == MAPI_E_NOT_ENOUGH_MEMORY ||
               job->errors++ < MOST_TRIES) {
        hold(try);
    } else {
        job->tries = job->errors = 0;
        return pass_over(try);
    }
    return S_OK;
}

/* It took the message; flags of EndMessage say what of it. */
static void accepted(struct delivery_try *try, ULONG flags)
{
    struct job *job = try->job;

    carrier_of(try)->tries = 0;
    if (flags & (END_RESEND_NOW | END_RESEND_LATER)) {
        bool now = flags & END_RESEND_NOW && job->restarts < MOST_RESTARTS;

        job->restarts = now ? job->restarts + 1 : 0;
        settle(try, false); /* whom it took by then it doesn't get again */
        if (!job->sent && !now) hold(try);
    } else if (flags & END_DONT_RESEND) {
        job->deferred |= bit_of(try);
        job->again &= ~bit_of(try);
        com_release(try->message);
    } else {
        job->restarts = job->tries = job->errors = 0;
        job->deferred &= ~bit_of(try);
        job->again &= ~bit_of(try);
        settle(try, true);
    }
}

/* Whom a cancellation goes to (spool_cancel); NULL: nobody. */
static void set_current(struct spooler *spooler, struct logon *logon)
{
    struct logon *before;

    if (logon) logon_ref(logon);
    lock_take(&spooler->lock);
    before = spooler->current;
    spooler->current = logon;
    if (logon) spooler->ref = 0;
    lock_drop(&spooler->lock);
    logon_unref(before);
}

static HRESULT deliver(struct delivery_try *try, struct logon *logon)
{
    struct spooler *spooler = try->spooler;
    IXPLogon *xp = logon->xp;
    ULONG_PTR parm = 0;
    ULONG flags = 0;
    HRESULT hr;

    hr = shares_hand_over(try->shares, *try->message, try->carrier);
    if (FAILED(hr)) return hr;
    set_current(spooler, logon);
    hr = xp->lpVtbl->SubmitMessage(xp, try->job->again & bit_of(try) ? BEGIN_DEFERRED : 0,
                                   *try->message, &spooler->ref, &parm);
    if (SUCCEEDED(hr) && FAILED(xp->lpVtbl->EndMessage(xp, spooler->ref, &flags)))
        flags = 0; /* it had the message */
    set_current(spooler, NULL);
    if (FAILED(hr)) return refused(try, hr, parm);
    accepted(try, flags);
    return S_OK;
}

/* ---- whose turn it is ---- */

/* When the transport may get this message. */
static uint64_t may_have(const struct spooler *spooler, const struct job *job,
                         const struct crew *crew, ULONG i, uint64_t now)
{
    uint32_t bit = UINT32_C(1) << i;
    uint64_t time = spooler->carriers[i].not_before;

    if (!crew->logons[i]) return SPOOL_NEVER;
    if (job->deferred & bit) return job->again & bit ? now : SPOOL_NEVER;
    if (job->held & bit && job->held_until > time) time = job->held_until;
    return time;
}

/* The first transport that may have it now; n_carriers: none, and *until says when one may. */
static ULONG choose(const struct spooler *spooler, const struct job *job, const struct crew *crew,
                    const struct shares *shares, uint64_t now, uint64_t *until, bool *waits)
{
    *until = SPOOL_NEVER;
    *waits = false;
    for (ULONG i = 0; i < spooler->n_carriers; i++) {
        uint64_t time;

        if (!(job->deferred & UINT32_C(1) << i) && !shares_has(shares, i)) continue;
        time = spooler->only && !(spooler->only & UINT32_C(1) << i)
                   ? now + 1 /* right after the flush */
                   : may_have(spooler, job, crew, i, now);
        if (time <= now) return i;
        *waits = true;
        if (time < *until) *until = time;
    }
    return spooler->n_carriers;
}

/* Nobody is left to ask: the sender hears of those that nobody took. That it does stands in the
 * message before anything else happens, so that it hears once. */
static HRESULT report_untaken(struct spooler *spooler, IMessage *message,
                              const struct shares *shares)
{
    AUTO_ADRLIST ADRLIST *list = NULL;
    HRESULT hr = shares_untaken(shares, &list);

    if (FAILED(hr) || !list) return hr;
    hr = report_recipients(spooler->router, message, list);
    if (FAILED(hr)) return hr;
    if (SUCCEEDED(shares_give_up(shares, message)))
        message->lpVtbl->SaveChanges(message, KEEP_OPEN_READWRITE);
    return S_OK;
}

/* One that isn't there may take those whom nobody takes, for a day. */
static bool may_come(const struct spooler *spooler, struct job *job, const struct shares *shares,
                     uint64_t now)
{
    if (!shares_pending(shares) || !carriers_missing(spooler)) return false;
    if (!job->stranded) job->stranded = now;
    return now < job->stranded + DAY;
}

static void conclude(struct spooler *spooler, struct job *job, IMessage *message,
                     const struct shares *shares, uint64_t now)
{
    if (may_come(spooler, job, shares, now)) job->due = now + MISSING_SECONDS * SECOND;
    else if (FAILED(report_untaken(spooler, message, shares)) && job->errors++ < MOST_TRIES)
        retry(job, now);
    else job->sent = true; /* where no report can be made, the message still is what was sent */
}

static struct shares_of shares_for(const struct spooler *spooler, const struct job *job)
{
    struct shares_of of = {.submitted = job->submission, .n_carriers = spooler->n_carriers};

    for (ULONG i = 0; i < of.n_carriers; i++)
        of.sections[i] = spooler->carriers[i].section;
    return of;
}

/* S_OK: the job says what is next. */
static HRESULT send_on(struct spooler *spooler, struct job *job, IMessage **message, uint64_t now)
{
    const struct shares_of of = shares_for(spooler, job);
    AUTO_SHARES struct shares shares = {0};
    struct crew crew;
    uint64_t until;
    bool waits;
    ULONG i;
    HRESULT hr;

    hr = shares_read(*message, &of, &shares);
    if (FAILED(hr)) return hr;
    job->touched = job->touched || shares_any_sent(&shares);
    crew_get(spooler, &crew);
    shares_assign(&shares, (const struct address_types *const *)crew.types);
    i = choose(spooler, job, &crew, &shares, now, &until, &waits);
    if (waits || i < spooler->n_carriers) job->stranded = 0;
    if (i < spooler->n_carriers) {
        struct delivery_try try = {spooler, job, message, &shares, i, now};

        hr = deliver(&try, crew.logons[i]);
    } else if (waits) {
        job->due = until;
    } else {
        conclude(spooler, job, *message, &shares, now);
    }
    crew_drop(spooler, &crew);
    return hr;
}

/* What was done could not be saved before. */
static void save_again(struct job *job, uint64_t now)
{
    HRESULT hr = job->unsaved->lpVtbl->SaveChanges(job->unsaved, KEEP_OPEN_READWRITE);

    if (SUCCEEDED(hr) || has_gone(hr)) com_release(&job->unsaved);
    else retry(job, now);
}

void transmit(struct spooler *spooler, struct job *job, uint64_t now)
{
    AUTO_RELEASE IMessage *message = NULL;
    bool preprocess = false;
    HRESULT hr;

    job->due = now;
    if (job->sent) {
        finish(job, now);
        return;
    }
    if (job->unsaved) {
        save_again(job, now);
        return;
    }
    hr = job_open(job, &message);
    if (SUCCEEDED(hr)) hr = is_time(job, message, now, &preprocess);
    if (hr == S_FALSE) return;
    if (SUCCEEDED(hr)) hr = lock_message(job, message);
    if (SUCCEEDED(hr) && preprocess) /* no transport has registered a preprocessor */
        hr = message->lpVtbl->SubmitMessage(message, 0);
    if (FAILED(hr)) job_failed(job, hr, now);
    else if (FAILED(send_on(spooler, job, &message, now))) retry(job, now);
    com_release(&message);
    if (SUCCEEDED(hr) && job->due > now) job_unlock(job);
}
