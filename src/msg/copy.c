/*
 * copy.c - DoCopyTo and DoCopyProps: what is to be copied, from what to what
 */
#include "msg/copy.h"
#include "mapitags.h"
#include "base/error.h"
#include "base/mem.h"
#include "com/com.h"
#include "msg/copy_own.h"
#include "prop/ptag.h"
#include "prop/pval.h"

#define COPY_FLAGS (MAPI_MOVE | MAPI_NOREPLACE | MAPI_DIALOG | MAPI_DECLINE_OK)

/* An interface, and all that it derives from: excluding one of these excludes it. */
static const IID *const message_bases[] = {&IID_IMessage, &IID_IMAPIProp, &IID_IUnknown, NULL};
static const IID *const attach_bases[] = {&IID_IAttachment, &IID_IMAPIProp, &IID_IUnknown, NULL};
static const IID *const folder_bases[] = {&IID_IMAPIFolder, &IID_IMAPIContainer, &IID_IMAPIProp,
                                          &IID_IUnknown, NULL};
static const IID *const prop_bases[] = {&IID_IMAPIProp, &IID_IUnknown, NULL};

bool copy_wants(const struct copy_job *job, ULONG tag)
{
    if (job->excluded && ptag_has_id(job->excluded, tag)) return false;
    return !job->included || ptag_has_id(job->included, tag);
}

bool copy_iid_excluded(const struct copy_job *job, const IID *const *iids)
{
    for (; *iids; iids++)
        for (ULONG i = 0; i < job->n_excluded_iids; i++)
            if (IsEqualGUID(&job->excluded_iids[i], *iids)) return true;
    return false;
}

HRESULT copy_small_given(HRESULT hr, ULONG wanted, ULONG count, SPropValue **values)
{
    hr = pval_given(hr, wanted, count, values);
    for (ULONG i = 0; SUCCEEDED(hr) && i < wanted; i++)
        if (PROP_TYPE((*values)[i].ulPropTag) == PT_ERROR &&
            (*values)[i].Value.err == MAPI_E_NOT_ENOUGH_MEMORY) {
            mem_free(TAKE(*values));
            return MAPI_E_NOT_ENOUGH_MEMORY;
        }
    return hr;
}

/* Does every object with that interface begin with wanted's methods, whether its QueryInterface
 * knows wanted or not? */
static bool begins_with(const IID *iid, const IID *wanted)
{
    static const IID *const derived[] = {&IID_IMessage,       &IID_IAttachment,  &IID_IMAPIFolder,
                                         &IID_IMAPIContainer, &IID_IMsgStore,    &IID_IMailUser,
                                         &IID_IDistList,      &IID_IABContainer, &IID_IProfSect};

    if (IsEqualGUID(iid, wanted)) return true;
    for (size_t i = 0;
         IsEqualGUID(wanted, &IID_IMAPIProp) && i < sizeof(derived) / sizeof(derived[0]); i++)
        if (IsEqualGUID(iid, derived[i])) return true;
    return false;
}

HRESULT copy_as(void *object, const IID *iid, const IID *wanted, void *out)
{
    AUTO_RELEASE IUnknown *named = NULL;
    IUnknown *unknown = object, **result = out;

    *result = NULL;
    if (iid && (FAILED(unknown->lpVtbl->QueryInterface(unknown, iid, (void **)&named)) || !named))
        return FAIL(MAPI_E_INTERFACE_NOT_SUPPORTED);
    if (SUCCEEDED(unknown->lpVtbl->QueryInterface(unknown, wanted, (void **)result)) && *result)
        return S_OK;
    *result = NULL;
    if (!iid || !begins_with(iid, wanted)) return FAIL(MAPI_E_INTERFACE_NOT_SUPPORTED);
    *result = TAKE(named); /* a client's object may know its own interface alone */
    return S_OK;
}

/* Both sides under the interface that comes first in bases; false: one of them hasn't got it, or it
 * is excluded. */
static bool both(const struct copy_job *job, const IID *const *bases, IUnknown **src,
                 IUnknown **dst)
{
    if (copy_iid_excluded(job, bases) || FAILED(copy_as(job->src, NULL, *bases, src))) return false;
    if (SUCCEEDED(copy_as(job->dst, NULL, *bases, dst))) return true;
    com_release(src);
    return false;
}

/* Has nothing in it that is known: the properties were all. */
static HRESULT show_all(const struct copy_job *job)
{
    struct copy_watch watch;

    copy_watch_begin(&watch, job->progress, 1);
    return copy_watch_step(&watch);
}

HRESULT copy_object(const struct copy_job *job)
{
    AUTO_RELEASE IUnknown *src = NULL, *dst = NULL;
    HRESULT hr;

    if (job->depth > COPY_MOST_DEEP) return FAIL(MAPI_E_TOO_COMPLEX);
    hr = copy_values(job);
    if (FAILED(hr)) return hr;
    if (both(job, message_bases, &src, &dst))
        return copy_message_parts(job, (IMessage *)src, (IMessage *)dst);
    if (both(job, attach_bases, &src, &dst))
        return copy_attach_parts(job, (IAttach *)src, (IAttach *)dst);
    if (both(job, folder_bases, &src, &dst))
        return copy_folder_parts(job, (IMAPIFolder *)src, (IMAPIFolder *)dst);
    return show_all(job);
}

static bool same_object(IMAPIProp *a, IMAPIProp *b)
{
    AUTO_RELEASE IUnknown *left = NULL, *right = NULL;

    if (FAILED(a->lpVtbl->QueryInterface(a, &IID_IUnknown, (void **)&left)) ||
        FAILED(b->lpVtbl->QueryInterface(b, &IID_IUnknown, (void **)&right)))
        return false;
    return left == right;
}

/* What speaks against it before anything is done. */
static HRESULT check(const struct copy_job *job)
{
    AUTO_RELEASE IUnknown *src = NULL, *dst = NULL;

    if (same_object(job->src, job->dst)) return FAIL(MAPI_E_NO_ACCESS);
    /* nothing is left (6.1-39) */
    if (copy_iid_excluded(job, prop_bases)) return FAIL(MAPI_E_INTERFACE_NOT_SUPPORTED);
    if (both(job, folder_bases, &src, &dst))
        return copy_folder_collides(job, (IMAPIFolder *)src, (IMAPIFolder *)dst);
    if (both(job, message_bases, &src, &dst))
        return copy_message_collides(job, (IMessage *)src, (IMessage *)dst);
    return S_OK;
}

static HRESULT run(const IID *src_iid, void *src, const IID *dst_iid, void *dst,
                   struct copy_job *job, SPropProblemArray **out)
{
    AUTO_RELEASE IMAPIProp *from = NULL, *to = NULL;
    AUTO_PROBLEMS struct problems problems = {0};
    HRESULT hr;

    hr = copy_as(src, src_iid, &IID_IMAPIProp, &from);
    if (SUCCEEDED(hr)) hr = copy_as(dst, dst_iid, &IID_IMAPIProp, &to);
    if (FAILED(hr)) return hr;
    job->src = from;
    job->dst = to;
    job->problems = out ? &problems : NULL;
    if (!(job->flags & MAPI_DIALOG)) job->progress = NULL; /* 6.5-28 */
    hr = check(job);
    if (SUCCEEDED(hr)) hr = copy_object(job);
    if (FAILED(hr)) return hr;
    problems_give(&problems, out);
    return hr;
}

HRESULT copy_to(const IID *src_iid, void *src, ULONG n_excluded, const IID *excluded_iids,
                const SPropTagArray *excluded, IMAPIProgress *progress, const IID *dst_iid,
                void *dst, ULONG flags, SPropProblemArray **problems)
{
    struct copy_job job = {
        .n_excluded_iids = n_excluded,
        .excluded_iids = excluded_iids,
        .excluded = excluded,
        .progress = progress,
        .flags = flags,
    };

    if (problems) *problems = NULL;
    if (flags & ~(ULONG)COPY_FLAGS) return FAIL(MAPI_E_UNKNOWN_FLAGS);
    if (!src_iid || !src || !dst_iid || !dst || (n_excluded && !excluded_iids) ||
        (excluded && !excluded->cValues))
        return FAIL(MAPI_E_INVALID_PARAMETER);
    return run(src_iid, src, dst_iid, dst, &job, problems);
}

HRESULT copy_props(const IID *src_iid, void *src, const SPropTagArray *included,
                   IMAPIProgress *progress, const IID *dst_iid, void *dst, ULONG flags,
                   SPropProblemArray **problems)
{
    struct copy_job job = {.included = included, .progress = progress, .flags = flags};

    if (problems) *problems = NULL;
    if (flags & ~(ULONG)COPY_FLAGS) return FAIL(MAPI_E_UNKNOWN_FLAGS);
    if (!src_iid || !src || !dst_iid || !dst || !included || !included->cValues ||
        ptag_has_id(included, PR_NULL))
        return FAIL(MAPI_E_INVALID_PARAMETER);
    return run(src_iid, src, dst_iid, dst, &job, problems);
}
