/*
 * copy_value.c - copies the properties of one object, in batches, by streams where they are large
 */
#include <string.h>
#include "mapitags.h"
#include "base/error.h"
#include "base/mem.h"
#include "com/com.h"
#include "com/stream_call.h"
#include "msg/copy_own.h"
#include "prop/ptag.h"
#include "prop/pval.h"

enum { BATCH = 64, CHUNK = 65536 };

/* What belongs to the place an object lies in, or is made from its other parts: never copied. */
static const ULONG computed[] = {
    PR_ENTRYID,
    PR_RECORD_KEY,
    PR_STORE_ENTRYID,
    PR_STORE_RECORD_KEY,
    PR_PARENT_ENTRYID,
    PR_OBJECT_TYPE,
    PR_ACCESS,
    PR_ACCESS_LEVEL,
    PR_HASATTACH,
    PR_MESSAGE_SIZE,
    PR_MAPPING_SIGNATURE,
    PR_INSTANCE_KEY,
    PR_ROWID,
    PR_ATTACH_NUM,
    PR_ATTACH_SIZE,
    PR_DISPLAY_TO_W,
    PR_DISPLAY_CC_W,
    PR_DISPLAY_BCC_W,
    PR_SUBFOLDERS,
    PR_CONTENT_COUNT,
    PR_CONTENT_UNREAD,
    PR_ASSOC_CONTENT_COUNT,
    PR_FOLDER_TYPE,
    PR_STORE_SUPPORT_MASK,
    PR_MDB_PROVIDER,
    PR_NORMALIZED_SUBJECT_W,
    PR_RTF_IN_SYNC,
    PR_ROW_TYPE,
    PR_DEPTH,
    PR_STATUS,
    PR_MSG_STATUS,
};

static bool is_computed(ULONG tag)
{
    for (size_t i = 0; i < sizeof(computed) / sizeof(computed[0]); i++)
        if (PROP_ID(tag) == PROP_ID(computed[i])) return true;
    return false;
}

static HRESULT problem(const struct copy_job *job, ULONG index, ULONG tag, SCODE code)
{
    return job->problems ? problems_add(job->problems, index, tag, code) : S_OK;
}

/* Tags to copy, as the source numbers them, and their numbers in the destination. */
struct plan {
    SPropTagArray *from; /* owned */
    ULONG *to;           /* owned; 0: isn't there: it can't be named, or was refused */
    ULONG *index; /* owned; place in job->included, or in the source's list: what a problem tells */
};

static void plan_drop(struct plan *plan)
{
    mem_free(plan->from);
    mem_free(plan->to);
    mem_free(plan->index);
}

/* What an object has, in the width it knows. */
static HRESULT list_of(IMAPIProp *object, SPropTagArray **out)
{
    HRESULT hr = com_given(object->lpVtbl->GetPropList(object, MAPI_UNICODE, out), out);

    return hr == MAPI_E_BAD_CHARWIDTH ? com_given(object->lpVtbl->GetPropList(object, 0, out), out)
                                      : hr;
}

static HRESULT make_plan(const struct copy_job *job, struct plan *plan)
{
    AUTO_FREE SPropTagArray *list = NULL;
    const SPropTagArray *source = job->included;
    ULONG n = 0;
    HRESULT hr;

    if (!source) {
        hr = list_of(job->src, &list);
        if (FAILED(hr)) return hr;
        source = list;
    }
    plan->from = ptag_new_array(source->cValues, NULL);
    plan->to = mem_array(source->cValues, sizeof(*plan->to));
    plan->index = mem_array(source->cValues, sizeof(*plan->index));
    if (!plan->from || !plan->to || !plan->index) return MAPI_E_NOT_ENOUGH_MEMORY;
    for (ULONG i = 0; i < source->cValues; i++) {
        ULONG tag = source->aulPropTag[i];

        if (!copy_wants(job, tag) || PROP_TYPE(tag) == PT_OBJECT || PROP_ID(tag) == PROP_ID_NULL)
            continue;
        if (is_computed(tag)) {
            hr = problem(job, i, tag, MAPI_E_COMPUTED);
            if (FAILED(hr)) return hr;
            continue;
        }
        plan->from->aulPropTag[n] = tag;
        plan->to[n] = tag;
        plan->index[n++] = i;
    }
    plan->from->cValues = n;
    return S_OK;
}

bool copy_same_names(const struct copy_job *job)
{
    SizedSPropTagArray(1, tag) = {1, {PR_MAPPING_SIGNATURE}};
    AUTO_FREE SPropValue *a = NULL, *b = NULL;
    ULONG n = 0;
    HRESULT hr;

    hr = job->src->lpVtbl->GetProps(job->src, (SPropTagArray *)&tag, 0, &n, &a);
    /* then by name: that is right in any case */
    if (FAILED(pval_given(hr, 1, n, &a))) return false;
    hr = job->dst->lpVtbl->GetProps(job->dst, (SPropTagArray *)&tag, 0, &n, &b);
    if (FAILED(pval_given(hr, 1, n, &b))) return false;
    return a->ulPropTag == PR_MAPPING_SIGNATURE && b->ulPropTag == PR_MAPPING_SIGNATURE &&
           pval_equal(a, b);
}

HRESULT copy_named_tags(const struct copy_job *job, ULONG count, const ULONG *from, ULONG *to)
{
    AUTO_FREE SPropTagArray *named = ptag_new_array(count, NULL), *theirs = NULL;
    AUTO_FREE MAPINAMEID **names = NULL;
    SPropTagArray *asked = named;
    ULONG n = count;
    HRESULT hr;

    if (!named) return MAPI_E_NOT_ENOUGH_MEMORY;
    memcpy(named->aulPropTag, from, count * sizeof(*from));
    hr =
        com_given(job->src->lpVtbl->GetNamesFromIDs(job->src, &asked, NULL, 0, &n, &names), &names);
    if (SUCCEEDED(hr) && n == count) {
        ULONG known = 0;

        for (ULONG i = 0; i < count; i++)
            known += names[i] != NULL;
        /* an ID without a name would spoil the question for the others */
        hr = known == count ? com_given(job->dst->lpVtbl->GetIDsFromNames(job->dst, count, names,
                                                                          MAPI_CREATE, &theirs),
                                        &theirs)
                            : MAPI_E_NOT_FOUND;
    }
    for (ULONG i = 0; i < count; i++) {
        bool found =
            SUCCEEDED(hr) && theirs && i < theirs->cValues && PROP_ID(theirs->aulPropTag[i]);

        to[i] = found ? CHANGE_PROP_TYPE(theirs->aulPropTag[i], PROP_TYPE(from[i])) : 0;
    }
    return hr == MAPI_E_NOT_ENOUGH_MEMORY ? hr : S_OK;
}

/* The destination's numbers for the count named tags at plan's places which. */
static HRESULT map_some(const struct copy_job *job, struct plan *plan, ULONG count,
                        const ULONG *which)
{
    AUTO_FREE ULONG *from = mem_array(count, sizeof(*from)), *to = mem_array(count, sizeof(*to));
    HRESULT hr;

    if (!from || !to) return MAPI_E_NOT_ENOUGH_MEMORY;
    for (ULONG i = 0; i < count; i++)
        from[i] = plan->from->aulPropTag[which[i]];
    hr = copy_named_tags(job, count, from, to);
    for (ULONG i = 0; SUCCEEDED(hr) && i < count; i++)
        plan->to[which[i]] = to[i];
    return hr;
}

static HRESULT map_names(const struct copy_job *job, struct plan *plan)
{
    AUTO_FREE ULONG *which = mem_array(plan->from->cValues, sizeof(*which));
    ULONG count = 0;
    bool none;
    HRESULT hr;

    if (!which) return MAPI_E_NOT_ENOUGH_MEMORY;
    for (ULONG i = 0; i < plan->from->cValues; i++)
        if (PROP_ID(plan->from->aulPropTag[i]) >= 0x8000) which[count++] = i;
    if (!count || copy_same_names(job)) return S_OK;
    hr = map_some(job, plan, count, which);
    none = true;
    for (ULONG i = 0; i < count; i++)
        none = none && !plan->to[which[i]];
    /* one of them may have spoilt it for all: one by one then */
    for (ULONG i = 0; SUCCEEDED(hr) && none && count > 1 && i < count; i++)
        hr = map_some(job, plan, 1, &which[i]);
    for (ULONG i = 0; SUCCEEDED(hr) && i < count; i++)
        if (!plan->to[which[i]])
            hr = problem(job, plan->index[which[i]], plan->from->aulPropTag[which[i]],
                         MAPI_E_NO_SUPPORT);
    return hr;
}

/* MAPI_NOREPLACE: is one of them there already? */
static HRESULT check_collisions(const struct copy_job *job, const struct plan *plan)
{
    AUTO_FREE SPropTagArray *there = NULL;
    HRESULT hr;

    if (!(job->flags & MAPI_NOREPLACE)) return S_OK;
    hr = list_of(job->dst, &there);
    if (FAILED(hr)) return hr;
    for (ULONG i = 0; i < plan->from->cValues; i++)
        if (plan->to[i] && ptag_has_id(there, plan->to[i])) return FAIL(MAPI_E_COLLISION);
    return S_OK;
}

HRESULT copy_by_stream(IMAPIProp *src, ULONG src_tag, IMAPIProp *dst, ULONG dst_tag)
{
    AUTO_RELEASE IStream *from = NULL, *to = NULL;
    AUTO_FREE BYTE *chunk = mem_zero(CHUNK);
    ULONG done, written;
    HRESULT hr;

    if (!chunk) return MAPI_E_NOT_ENOUGH_MEMORY;
    hr = src->lpVtbl->OpenProperty(src, src_tag, &IID_IStream, STGM_READ, 0, (IUnknown **)&from);
    hr = com_given(hr, &from);
    if (SUCCEEDED(hr))
        hr = com_given(dst->lpVtbl->OpenProperty(dst, dst_tag, &IID_IStream, STGM_READWRITE,
                                                 MAPI_CREATE | MAPI_MODIFY, (IUnknown **)&to),
                       &to);
    while (SUCCEEDED(hr)) {
        done = 0;
        hr = from->lpVtbl->Read(from, chunk, CHUNK, &done);
        if (SUCCEEDED(hr) && done > CHUNK) hr = FAIL(MAPI_E_CALL_FAILED);
        if (FAILED(hr) || !done) break;
        hr = to->lpVtbl->Write(to, chunk, done, &written);
        if (SUCCEEDED(hr) && written != done) hr = FAIL(MAPI_E_NOT_ENOUGH_DISK);
    }
    if (SUCCEEDED(hr)) hr = to->lpVtbl->Commit(to, STGC_DEFAULT);
    if (FAILED(hr) && to) { /* half a value is none */
        SizedSPropTagArray(1, half) = {1, {dst_tag}};

        com_release(&to);
        dst->lpVtbl->DeleteProps(dst, (SPropTagArray *)&half, NULL);
    }
    return FAILED(hr) ? stream_answer(hr) : S_OK;
}

/* Does the destination say that its kind has no such property? The copy is whole without it, even
 * one that a message is moved by. */
static bool is_their_business(SCODE code)
{
    return code == MAPI_E_COMPUTED || code == MAPI_E_NO_ACCESS || code == MAPI_E_NO_SUPPORT ||
           code == MAPI_E_NOT_FOUND || code == MAPI_E_UNEXPECTED_ID ||
           code == MAPI_E_UNEXPECTED_TYPE || code == MAPI_E_INVALID_TYPE ||
           code == MAPI_E_BAD_CHARWIDTH;
}

/* What isn't in the destination: told, and not removed from the source. */
static HRESULT leave(const struct copy_job *job, struct plan *plan, ULONG place, SCODE code)
{
    plan->to[place] = 0;
    if (ends_all(code) || (job->made && !is_their_business(code))) return code;
    return problem(job, plan->index[place], plan->from->aulPropTag[place], code);
}

static bool is_text(ULONG tag)
{
    ULONG type = PROP_TYPE(tag) & ~(ULONG)MV_FLAG;

    return type == PT_UNICODE || type == PT_STRING8;
}

/* Text for an object that knows the other width only. Errors: why it isn't there now */
static HRESULT set_in_other_width(IMAPIProp *dst, const SPropValue *value)
{
    ULONG type =
        (PROP_TYPE(value->ulPropTag) & ~(ULONG)MV_FLAG) == PT_UNICODE ? PT_STRING8 : PT_UNICODE;
    AUTO_FREE SPropProblemArray *problems = NULL;
    AUTO_FREE SPropValue *other = mem_zero(sizeof(*other));
    HRESULT hr;

    if (!other) return MAPI_E_NOT_ENOUGH_MEMORY;
    hr = pval_as(value, type, other, other);
    if (SUCCEEDED(hr)) hr = dst->lpVtbl->SetProps(dst, 1, other, &problems);
    if (FAILED(hr)) problems = NULL; /* whatever was left there */
    return problems && problems->cProblem ? problems->aProblem[0].scode : hr;
}

/* The destination refused one value. */
static HRESULT refused(const struct copy_job *job, struct plan *plan, const SPropValue *value,
                       ULONG place, SCODE code)
{
    if (code == MAPI_E_BAD_CHARWIDTH && is_text(value->ulPropTag)) {
        code = set_in_other_width(job->dst, value);
        if (SUCCEEDED(code)) return S_OK;
    }
    return leave(job, plan, place, code);
}

/* Sets count values, whose places in plan are at; a whole that is refused is tried one by one. */
static HRESULT set_values(const struct copy_job *job, struct plan *plan, ULONG count,
                          SPropValue *values, const ULONG *at)
{
    AUTO_FREE SPropProblemArray *problems = NULL;
    HRESULT hr;

    if (!count) return S_OK;
    hr = job->dst->lpVtbl->SetProps(job->dst, count, values, &problems);
    if (FAILED(hr)) problems = NULL;
    if (ends_all(hr) || hr == MAPI_E_NO_ACCESS) return hr;
    if (FAILED(hr) && count == 1) return refused(job, plan, values, *at, hr);
    if (FAILED(hr)) {
        hr = S_OK;
        for (ULONG i = 0; SUCCEEDED(hr) && i < count; i++)
            hr = set_values(job, plan, 1, &values[i], &at[i]);
        return hr;
    }
    for (ULONG i = 0; problems && SUCCEEDED(hr) && i < problems->cProblem; i++) {
        ULONG where = problems->aProblem[i].ulIndex;

        if (where < count)
            hr = refused(job, plan, &values[where], at[where], problems->aProblem[i].scode);
    }
    return FAILED(hr) ? hr : S_OK;
}

/* Does MAPI_E_NOT_ENOUGH_MEMORY of GetProps say that OpenProperty must be used? */
static bool may_be_large(ULONG tag)
{
    return PROP_TYPE(tag) == PT_BINARY || PROP_TYPE(tag) == PT_UNICODE ||
           PROP_TYPE(tag) == PT_STRING8;
}

static HRESULT copy_batch(const struct copy_job *job, struct plan *plan, ULONG first, ULONG count)
{
    SizedSPropTagArray(BATCH, tags) = {count, {0}};
    AUTO_FREE SPropValue *values = NULL;
    ULONG at[BATCH], n = 0, got = 0;
    HRESULT hr;

    memcpy(tags.aulPropTag, &plan->from->aulPropTag[first], count * sizeof(ULONG));
    hr = job->src->lpVtbl->GetProps(job->src, (SPropTagArray *)&tags, MAPI_UNICODE, &got, &values);
    if (hr == MAPI_E_BAD_CHARWIDTH)
        hr = job->src->lpVtbl->GetProps(job->src, (SPropTagArray *)&tags, 0, &got, &values);
    hr = pval_given(hr, count, got, &values);
    for (ULONG i = 0; SUCCEEDED(hr) && i < count; i++) {
        ULONG place = first + i, tag = values[i].ulPropTag;

        if (!plan->to[place]) continue;
        if (PROP_TYPE(tag) != PT_ERROR) {
            values[n] = values[i];
            values[n].ulPropTag = CHANGE_PROP_TYPE(plan->to[place], PROP_TYPE(tag));
            at[n++] = place;
        } else if (values[i].Value.err == MAPI_E_NOT_ENOUGH_MEMORY &&
                   may_be_large(plan->from->aulPropTag[place])) {
            ULONG from = plan->from->aulPropTag[place];

            hr = copy_by_stream(job->src, from, job->dst,
                                CHANGE_PROP_TYPE(plan->to[place], PROP_TYPE(from)));
            if (FAILED(hr)) hr = leave(job, plan, place, hr);
        } else if (values[i].Value.err != MAPI_E_NOT_FOUND || job->included) {
            hr = leave(job, plan, place, values[i].Value.err);
        }
    }
    return SUCCEEDED(hr) ? set_values(job, plan, n, values, at) : hr;
}

/* MAPI_MOVE: what arrived goes from the source. */
static HRESULT remove_moved(const struct copy_job *job, struct plan *plan)
{
    ULONG n = 0;

    for (ULONG i = 0; i < plan->from->cValues; i++)
        if (plan->to[i]) plan->from->aulPropTag[n++] = plan->from->aulPropTag[i];
    plan->from->cValues = n;
    return n ? job->src->lpVtbl->DeleteProps(job->src, plan->from, NULL) : S_OK;
}

HRESULT copy_values(const struct copy_job *job)
{
    struct plan plan = {0};
    HRESULT hr;

    hr = make_plan(job, &plan);
    if (SUCCEEDED(hr)) hr = map_names(job, &plan);
    if (SUCCEEDED(hr)) hr = check_collisions(job, &plan);
    for (ULONG i = 0; SUCCEEDED(hr) && i < plan.from->cValues; i += BATCH)
        hr = copy_batch(job, &plan, i,
                        plan.from->cValues - i < BATCH ? plan.from->cValues - i : BATCH);
    if (SUCCEEDED(hr) && job->flags & MAPI_MOVE) hr = remove_moved(job, &plan);
    plan_drop(&plan);
    return FAILED(hr) ? hr : S_OK;
}
