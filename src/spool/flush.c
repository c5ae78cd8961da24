/*
 * flush.c - FlushQueues: the transports are emptied, one after the other
 */
#include "base/error.h"
#include "base/uid.h"
#include "provider/status_row.h"
#include "spool/spool_own.h"

/* The rest of the queue, as far as it is this transport's, while it says that it sends. */
static void send_all(struct spooler *spooler, ULONG i, struct logon *logon, uint64_t now,
                     const LONG *stop)
{
    struct job *job;

    queue_look(spooler);
    carrier_ready(spooler, &spooler->carriers[i], now);
    spooler->only = UINT32_C(1) << i;
    while (!atomic_get(stop) && status_row_code(logon) & STATUS_OUTBOUND_FLUSH &&
           (job = job_ready(spooler, now)))
        transmit(spooler, job, now);
    spooler->only = 0;
}

static HRESULT flush_one(struct spooler *spooler, ULONG i, struct logon *logon, ULONG flags,
                         uint64_t now, const LONG *stop)
{
    struct carrier *carrier = &spooler->carriers[i];
    ULONG ends = 0;
    HRESULT hr;

    hr = logon->xp->lpVtbl->FlushQueues(logon->xp, 0, 0, NULL, flags & ~(ULONG)FLUSH_ASYNC_OK);
    if (flags & FLUSH_UPLOAD) carrier_ready(spooler, carrier, now); /* even if it doesn't flush */
    if (FAILED(hr)) return hr == MAPI_E_NO_SUPPORT ? S_OK : hr;
    if (flags & FLUSH_UPLOAD && status_row_code(logon) & STATUS_OUTBOUND_FLUSH) {
        send_all(spooler, i, logon, now, stop);
        ends = NOTIFY_END_OUTBOUND_FLUSH;
    }
    if (atomic_get(stop)) ends = NOTIFY_END_OUTBOUND_FLUSH | NOTIFY_END_INBOUND_FLUSH; /* 8.7-04 */
    if (ends) carrier_notify(spooler, carrier, ends, NULL);
    return S_OK;
}

HRESULT spool_flush(struct spooler *spooler, const MAPIUID *section, ULONG flags, uint64_t now,
                    const LONG *stop)
{
    HRESULT result = section ? FAIL(MAPI_E_NOT_FOUND) : S_OK;
    struct crew crew;

    crew_get(spooler, &crew);
    for (ULONG i = 0; i < spooler->n_carriers && !atomic_get(stop); i++) {
        HRESULT hr;

        if (!crew.logons[i]) continue;
        if (section && !uid_equal(section, &spooler->carriers[i].section)) continue;
        hr = flush_one(spooler, i, crew.logons[i], flags, now, stop);
        if (section || (FAILED(hr) && SUCCEEDED(result))) result = hr;
    }
    crew_drop(spooler, &crew);
    return result;
}
