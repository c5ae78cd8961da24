/*
 * carriers.c - the transports of a session's profile as its spooler has them
 */
#include <string.h>
#include "base/mem.h"
#include "base/uid.h"
#include "provider/transport.h"
#include "spool/spool_own.h"

uint64_t retry_delay(ULONG tries)
{
    uint64_t seconds = tries < 8 ? UINT64_C(5) << tries : 900;

    return (seconds < 900 ? seconds : 900) * SECOND;
}

ULONG carriers_find(const struct spooler *spooler, const MAPIUID *section)
{
    ULONG i = 0;

    while (i < spooler->n_carriers && !uid_equal(&spooler->carriers[i].section, section))
        i++;
    return i;
}

struct logon *carrier_logon(struct spooler *spooler, const struct carrier *carrier)
{
    return carrier->broken ? NULL : router_find_section(spooler->router, &carrier->section);
}

void carrier_notify(struct spooler *spooler, struct carrier *carrier, ULONG flags, void *data)
{
    struct logon *logon = carrier_logon(spooler, carrier);

    if (!logon) return;
    logon->xp->lpVtbl->TransportNotify(logon->xp, &flags, &data);
    logon_unuse(logon);
}

/* Whom it kept waiting goes on; the messages' own delays end, too. */
void carrier_ready(struct spooler *spooler, struct carrier *carrier, uint64_t now)
{
    uint32_t bit = UINT32_C(1) << (carrier - spooler->carriers);

    carrier->not_before = 0;
    carrier->tries = 0;
    LIST_EACH(job, &spooler->jobs, struct job, link)
    {
        job->held &= ~bit;
        if (job->due > now) job->due = now; /* who still waits finds out */
    }
}

/* Those that the profile lists now, behind those that it had. */
static void read_profile(struct spooler *spooler)
{
    AUTO_FREE struct provider *rows = NULL;
    ULONG count = 0;

    if (FAILED(roster_providers(router_profile(spooler->router), MAPI_TRANSPORT_PROVIDER, NULL,
                                &rows, &count)))
        return;
    for (ULONG i = 0; i < count && spooler->n_carriers < MAX_CARRIERS; i++)
        if (carriers_find(spooler, &rows[i].uid) == spooler->n_carriers)
            spooler->carriers[spooler->n_carriers++] = (struct carrier){.section = rows[i].uid};
}

void carriers_renew(struct spooler *spooler)
{
    struct last_error unheard = {0};

    read_profile(spooler);
    router_start_transports(spooler->router, 0, LOGON_NO_DIALOG, &unheard);
}

/* Who is logged on hears once that messages may come and go (contracts 8.1-06). */
static bool begin(struct spooler *spooler, struct carrier *carrier)
{
    struct logon *logon = carrier_logon(spooler, carrier);
    ULONG flags = carrier->begun ? 0 : NOTIFY_BEGIN_OUTBOUND;
    void *none = NULL;

    if (!logon) return false;
    if (collect_begin(spooler, carrier, logon)) flags |= NOTIFY_BEGIN_INBOUND;
    carrier->begun = true;
    if (flags) logon->xp->lpVtbl->TransportNotify(logon->xp, &flags, &none);
    logon_unuse(logon);
    return flags & NOTIFY_BEGIN_OUTBOUND;
}

bool carriers_begin(struct spooler *spooler)
{
    bool came = false;

    for (ULONG i = 0; i < spooler->n_carriers; i++)
        came |= begin(spooler, &spooler->carriers[i]);
    return came;
}

void carriers_rest(struct spooler *spooler)
{
    for (ULONG i = 0; i < spooler->n_carriers; i++) {
        struct carrier *carrier = &spooler->carriers[i];
        ULONG flags = carrier->begun ? NOTIFY_END_OUTBOUND : 0;

        if (collect_end(carrier)) flags |= NOTIFY_END_INBOUND;
        if (flags) carrier_notify(spooler, carrier, flags, NULL);
        carrier->begun = false;
        carrier->not_before = 0;
        carrier->tries = 0;
    }
}

bool carriers_missing(const struct spooler *spooler)
{
    for (ULONG i = 0; i < spooler->n_carriers; i++)
        if (!spooler->carriers[i].begun || spooler->carriers[i].broken) return true;
    return false;
}

void crew_get(struct spooler *spooler, struct crew *crew)
{
    memset(crew, 0, sizeof(*crew));
    for (ULONG i = 0; i < spooler->n_carriers; i++) {
        if (!spooler->carriers[i].begun) continue;
        crew->logons[i] = carrier_logon(spooler, &spooler->carriers[i]);
        if (crew->logons[i]) crew->types[i] = transport_types(crew->logons[i]);
    }
}

void crew_drop(struct spooler *spooler, struct crew *crew)
{
    for (ULONG i = 0; i < spooler->n_carriers; i++) {
        address_types_unref(crew->types[i]);
        logon_unuse(crew->logons[i]);
    }
}
