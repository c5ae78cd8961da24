/*
 * queue.c - the outgoing queues of a session's stores as its spooler has them
 */
#include <string.h>
#include "edktags.h"
#include "mapitags.h"
#include "base/filetime.h"
#include "base/mem.h"
#include "base/uid.h"
#include "com/com.h"
#include "eid/eid.h"
#include "prop/pval.h"
#include "prop/rowset.h"
#include "spool/spool_own.h"
#include "table/query.h"

/* ---- stores ---- */

static void box_close(struct mailbox *box)
{
    list_remove(&box->link);
    com_release(&box->queue);
    com_release(&box->store);
    com_release(&box->client);
    map_drop(&box->jobs);
    mem_free(box);
}

static struct mailbox *find_box(struct spooler *spooler, const MAPIUID *section)
{
    LIST_EACH(box, &spooler->boxes, struct mailbox, link)
    {
        if (uid_equal(&box->section, section)) return box;
    }
    return NULL;
}

/* STORE_SUBMIT_OK: clients can submit there. */
static bool takes_mail(IMsgStore *store)
{
    SizedSPropTagArray(1, tag) = {1, {PR_STORE_SUPPORT_MASK}};
    AUTO_FREE SPropValue *value = NULL;
    ULONG n = 0;
    HRESULT hr;

    hr = store->lpVtbl->GetProps(store, (SPropTagArray *)&tag, 0, &n, &value);
    hr = pval_given(hr, 1, n, &value);
    return SUCCEEDED(hr) && value->ulPropTag == PR_STORE_SUPPORT_MASK &&
           value->Value.ul & STORE_SUBMIT_OK;
}

/* By time of submission (contracts 8.4-01). */
static HRESULT open_queue(struct mailbox *box)
{
    SizedSPropTagArray(2, columns) = {2, {PR_ENTRYID, PR_CLIENT_SUBMIT_TIME}};
    SizedSSortOrderSet(1, order) = {1, 0, 0, {{PR_CLIENT_SUBMIT_TIME, TABLE_SORT_ASCEND}}};
    HRESULT hr;

    hr = box->store->lpVtbl->GetOutgoingQueue(box->store, 0, &box->queue);
    hr = com_given(hr, &box->queue);
    if (SUCCEEDED(hr))
        hr = box->queue->lpVtbl->SetColumns(box->queue, (SPropTagArray *)&columns, 0);
    if (SUCCEEDED(hr)) /* one that can't is in that order by itself */
        box->queue->lpVtbl->SortTable(box->queue, (SSortOrderSet *)&order, 0);
    return hr;
}

static void box_open(struct spooler *spooler, const MAPIUID *section)
{
    struct mailbox *box = mem_zero(sizeof(*box));
    struct last_error unheard = {0};
    HRESULT hr;

    if (!box) return;
    list_init(&box->link);
    box->section = *section;
    hr = router_open_for_spooler(spooler->router, section, &unheard, &box->client, &box->store);
    if (SUCCEEDED(hr) && !takes_mail(box->store)) hr = MAPI_E_NO_SUPPORT;
    if (SUCCEEDED(hr)) hr = open_queue(box);
    if (FAILED(hr)) box_close(box);
    else list_append(&spooler->boxes, &box->link);
}

void boxes_renew(struct spooler *spooler)
{
    AUTO_FREE struct provider *rows = NULL;
    ULONG count = 0;

    if (FAILED(roster_providers(router_profile(spooler->router), MAPI_STORE_PROVIDER, NULL, &rows,
                                &count)))
        return;
    for (ULONG i = 0; i < count; i++)
        if (!(rows[i].flags & STATUS_TEMP_SECTION) && !find_box(spooler, &rows[i].uid))
            box_open(spooler, &rows[i].uid);
}

void boxes_close(struct spooler *spooler)
{
    LIST_EACH_SAFE(job, &spooler->jobs, struct job, link)
    job_drop(job);
    LIST_EACH_SAFE(box, &spooler->boxes, struct mailbox, link)
    box_close(box);
}

/* ---- messages ---- */

void job_drop(struct job *job)
{
    struct map *jobs = &job->box->jobs;

    if (map_get(jobs, job->eid, job->cb) == job) map_remove(jobs, job->eid, job->cb);
    job->spooler->n_jobs--;
    list_remove(&job->link);
    com_release(&job->unsaved);
    mem_free(job);
}

HRESULT job_open(struct job *job, IMessage **out)
{
    IMsgStore *store = job->box->store;
    ULONG type;

    return com_given(store->lpVtbl->OpenEntry(store, job->cb, (ENTRYID *)job->eid, NULL,
                                              MAPI_MODIFY, &type, (IUnknown **)out),
                     out);
}

struct job *job_find(struct spooler *spooler, ULONG cb, const BYTE *eid)
{
    LIST_EACH(job, &spooler->jobs, struct job, link)
    {
        IMsgStore *store = job->box->store;
        ULONG same = FALSE;

        if (eid_equal(cb, (ENTRYID *)eid, job->cb, (ENTRYID *)job->eid)) return job;
        if (store->lpVtbl->CompareEntryIDs(store, cb, (ENTRYID *)eid, job->cb, (ENTRYID *)job->eid,
                                           0, &same) == S_OK &&
            same)
            return job;
    }
    return NULL;
}

struct job *job_ready(struct spooler *spooler, uint64_t now)
{
    LIST_EACH(job, &spooler->jobs, struct job, link)
    {
        if (job->due <= now) return job;
    }
    return NULL;
}

/* A deferred message that was taken back (contracts 8.4-19). */
static void tell_gone(struct job *job)
{
    struct spooler *spooler = job->spooler;
    SBinary eid = {job->cb, job->eid};

    for (ULONG i = 0; i < spooler->n_carriers; i++)
        if (job->deferred & UINT32_C(1) << i)
            carrier_notify(spooler, &spooler->carriers[i],
                           NOTIFY_ABORT_DEFERRED | NOTIFY_CANCEL_MESSAGE, &eid);
}

void job_submitted(struct job *job, uint64_t submission)
{
    if (job->submission == submission) return;
    if (job->submission) {
        tell_gone(job);
        job->touched = job->sent = false;
        job->stranded = job->held_until = 0;
        job->tries = job->errors = job->restarts = job->deferred = job->again = job->held = 0;
    }
    job->submission = submission;
    if (submission > job->submitted) job->submitted = submission;
}

/* Behind all that were submitted before. */
static void insert(struct spooler *spooler, struct job *job)
{
    struct list *before = &spooler->jobs;

    while (before->prev != &spooler->jobs &&
           LIST_ENTRY(before->prev, struct job, link)->submitted > job->submitted)
        before = before->prev;
    list_append(before, &job->link);
}

static bool add_job(struct spooler *spooler, struct mailbox *box, const SBinary *eid,
                    uint64_t submitted)
{
    struct job *job = mem_zero(sizeof(*job) + eid->cb);

    if (!job) return false; /* the next look finds it */
    list_init(&job->link);
    job->spooler = spooler;
    job->box = box;
    job->submitted = submitted;
    job->seen = true;
    job->cb = eid->cb;
    memcpy(job->eid, eid->lpb, eid->cb);
    if (!map_put(&box->jobs, job->eid, job->cb, job)) {
        mem_free(job);
        return false;
    }
    insert(spooler, job);
    spooler->n_jobs++;
    return true;
}

/* A message that was taken back, and submitted once more, is another one. */
static bool take_row(struct spooler *spooler, struct mailbox *box, const SRow *row)
{
    const SPropValue *eid = pval_find_const(row->lpProps, row->cValues, PR_ENTRYID);
    const SPropValue *time = pval_find_const(row->lpProps, row->cValues, PR_CLIENT_SUBMIT_TIME);
    uint64_t submitted = time ? filetime_to_u64(time->Value.ft) : 0;
    struct job *job;

    if (!eid) return false;
    job = map_get(&box->jobs, eid->Value.bin.lpb, eid->Value.bin.cb);
    if (job && job->submitted == submitted) {
        job->seen = true;
        return false;
    }
    return add_job(spooler, box, &eid->Value.bin, submitted) && !job;
}

static bool look_into(struct spooler *spooler, struct mailbox *box)
{
    AUTO_ROWSET SRowSet *rows = NULL;
    bool found = false;
    HRESULT hr;

    hr = query_all_rows(box->queue, NULL, NULL, NULL, 0, &rows);
    LIST_EACH(job, &spooler->jobs, struct job, link)
    if (job->box == box) job->seen = FAILED(hr); /* what can't be read changes nothing */
    for (ULONG i = 0; SUCCEEDED(hr) && i < rows->cRows; i++)
        found |= take_row(spooler, box, &rows->aRow[i]);
    return found;
}

bool queue_look(struct spooler *spooler)
{
    bool found = false;

    LIST_EACH(box, &spooler->boxes, struct mailbox, link)
    found |= look_into(spooler, box);
    LIST_EACH_SAFE(job, &spooler->jobs, struct job, link)
    {
        if (job->seen) continue;
        tell_gone(job);
        job_drop(job);
    }
    return found;
}
