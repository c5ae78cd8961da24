/*
 * copy.c - DoCopyTo and DoCopyProps: what is to be copied, from what to what
 */
#include "msg/copy.h"
#include <string.h>
#include "mapitags.h"
#include "base/error.h"
#include "base/mem.h"
#include "com/com.h"
#include "msg/copy_own.h"
#include "prop/ptag.h"

#define COPY_FLAGS (MAPI_MOVE | MAPI_NOREPLACE | MAPI_DIALOG | MAPI_DECLINE_OK)

static const IID *const message_bases[] = {&IID_IMessage, &IID_IMAPIProp, &IID_IUnknown, NULL};
static const IID *const folder_bases[] = {&IID_IMAPIFolder, &IID_IMAPIContainer, &IID_IMAPIProp, &IID_IUnknown,
                                          NULL};
static const IID *const prop_bases[] = {&IID_IMAPIProp, &IID_IUnknown, NULL};

bool copy_wants(const struct copy_job *job, ULONG tag)
{
    if (job->excluded && ptag_has_id(job->excluded, tag)) return false;
    return !job->included || ptag_has_id(job->included, tag);
}

bool copy_iid_excluded(const struct copy_job *job, const IID *const *bases)
{
    for (; *bases; bases++)
        for (ULONG i = 0; i < job->n_excluded_iids; i++)
            if (IsEqualGUID(&job->excluded_iids[i], *bases)) return true;
    return false;
}

HRESULT copy_step(IMAPIProgress *progress, ULONG done, ULONG total)
{
    ULONG least = 0, most = 1000;

    if (!progress || !total) return S_OK;
    if (FAILED(progress->lpVtbl->GetMin(progress, &least)) || FAILED(progress->lpVtbl->GetMax(progress, &most)))
        return S_OK;
    return progress->lpVtbl->Progress(progress, least + (ULONG)((most - least) * (unsigned long long)done / total),
                                      done, total) == MAPI_E_USER_CANCEL
               ? MAPI_E_USER_CANCEL
               : S_OK;
}

static HRESULT copy_message_parts(const struct copy_job *job, IMessage *src, IMessage *dst)
{
    HRESULT hr = S_OK;

    if (copy_wants(job, PR_MESSAGE_RECIPIENTS)) hr = copy_recipients(src, dst);
    if (SUCCEEDED(hr) && copy_wants(job, PR_MESSAGE_ATTACHMENTS)) hr = copy_attachments(job, src, dst);
    return hr;
}

static HRESULT copy_folder_parts(const struct copy_job *job, IMAPIFolder *src, IMAPIFolder *dst)
{
    HRESULT hr = S_OK, partial = S_OK;

    if (copy_wants(job, PR_CONTAINER_CONTENTS)) hr = copy_folder_messages(src, dst, 0, job->progress);
    if (hr == MAPI_W_PARTIAL_COMPLETION) partial = hr;
    if (SUCCEEDED(hr) && copy_wants(job, PR_FOLDER_ASSOCIATED_CONTENTS))
        hr = copy_folder_messages(src, dst, MAPI_ASSOCIATED, job->progress);
    if (hr == MAPI_W_PARTIAL_COMPLETION) partial = hr;
    if (SUCCEEDED(hr) && copy_wants(job, PR_CONTAINER_HIERARCHY))
        hr = copy_subfolders(src, dst, job->progress, job->depth + 1);
    return hr == S_OK ? partial : hr;
}

/* Both sides under one interface; false: one of them hasn't got it. */
static bool both(const struct copy_job *job, const IID *iid, IUnknown **src, IUnknown **dst)
{
    if (FAILED(job->src->lpVtbl->QueryInterface(job->src, iid, (void **)src)) || !*src) return false;
    if (FAILED(job->dst->lpVtbl->QueryInterface(job->dst, iid, (void **)dst)) || !*dst) {
        com_release(src);
        return false;
    }
    return true;
}

HRESULT copy_object(const struct copy_job *job)
{
    AUTO_RELEASE IUnknown *src = NULL, *dst = NULL;
    HRESULT hr = S_OK;

    if (job->depth > COPY_MOST_DEEP) return FAIL(MAPI_E_TOO_COMPLEX);
    if (!copy_iid_excluded(job, prop_bases)) hr = copy_values(job);
    if (FAILED(hr)) return hr;
    if (!copy_iid_excluded(job, message_bases) && both(job, &IID_IMessage, &src, &dst))
        return copy_message_parts(job, (IMessage *)src, (IMessage *)dst);
    if (!copy_iid_excluded(job, folder_bases) && both(job, &IID_IMAPIFolder, &src, &dst))
        return copy_folder_parts(job, (IMAPIFolder *)src, (IMAPIFolder *)dst);
    return S_OK;
}

static HRESULT as_prop(void *object, IMAPIProp **out)
{
    IUnknown *unknown = object;

    return unknown->lpVtbl->QueryInterface(unknown, &IID_IMAPIProp, (void **)out);
}

static bool same_object(IMAPIProp *a, IMAPIProp *b)
{
    AUTO_RELEASE IUnknown *left = NULL, *right = NULL;

    if (FAILED(a->lpVtbl->QueryInterface(a, &IID_IUnknown, (void **)&left)) ||
        FAILED(b->lpVtbl->QueryInterface(b, &IID_IUnknown, (void **)&right)))
        return false;
    return left == right;
}

/* Would a folder be copied, with its subfolders, into one of them? */
static bool is_a_cycle(const struct copy_job *job)
{
    AUTO_RELEASE IUnknown *src = NULL, *dst = NULL;

    return copy_wants(job, PR_CONTAINER_HIERARCHY) && !copy_iid_excluded(job, folder_bases) &&
           both(job, &IID_IMAPIFolder, &src, &dst) && copy_lies_in((IMAPIFolder *)src, (IMAPIFolder *)dst);
}

static HRESULT run(void *src, void *dst, struct copy_job *job, SPropProblemArray **out)
{
    AUTO_RELEASE IMAPIProp *from = NULL, *to = NULL;
    AUTO_PROBLEMS struct problems problems = {0};
    HRESULT hr;

    if (FAILED(as_prop(src, &from)) || FAILED(as_prop(dst, &to)))
        return FAIL(MAPI_E_INTERFACE_NOT_SUPPORTED);
    if (same_object(from, to)) return FAIL(MAPI_E_NO_ACCESS);
    job->src = from;
    job->dst = to;
    job->problems = out ? &problems : NULL;
    if (is_a_cycle(job)) return FAIL(MAPI_E_FOLDER_CYCLE);
    hr = copy_object(job);
    if (FAILED(hr)) return hr;
    problems_give(&problems, out);
    return hr;
}

HRESULT copy_to(const IID *src_iid, void *src, ULONG n_excluded, const IID *excluded_iids,
                const SPropTagArray *excluded, ULONG_PTR ui, IMAPIProgress *progress, const IID *dst_iid, void *dst,
                ULONG flags, SPropProblemArray **problems)
{
    struct copy_job job = {
        .n_excluded_iids = n_excluded,
        .excluded_iids = excluded_iids,
        .excluded = excluded,
        .progress = progress,
        .flags = flags,
    };

    (void)ui;
    if (problems) *problems = NULL;
    if (flags & ~(ULONG)COPY_FLAGS) return FAIL(MAPI_E_UNKNOWN_FLAGS);
    if (!src_iid || !src || !dst_iid || !dst || (n_excluded && !excluded_iids) || (excluded && !excluded->cValues))
        return FAIL(MAPI_E_INVALID_PARAMETER);
    return run(src, dst, &job, problems);
}

HRESULT copy_props(const IID *src_iid, void *src, const SPropTagArray *included, ULONG_PTR ui, IMAPIProgress *progress,
                   const IID *dst_iid, void *dst, ULONG flags, SPropProblemArray **problems)
{
    struct copy_job job = {.included = included, .progress = progress, .flags = flags};

    (void)ui;
    if (problems) *problems = NULL;
    if (flags & ~(ULONG)COPY_FLAGS) return FAIL(MAPI_E_UNKNOWN_FLAGS);
    if (!src_iid || !src || !dst_iid || !dst || !included || !included->cValues)
        return FAIL(MAPI_E_INVALID_PARAMETER);
    return run(src, dst, &job, problems);
}
