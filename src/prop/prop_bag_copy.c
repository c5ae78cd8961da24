/*
 * prop_bag_copy.c - CopyTo and CopyProps: from a bag to any IMAPIProp
 *
 * The values are taken under the lock; the destination, which may be anybody's, is called without
 * it.
 */
#include "prop/prop_bag.h"
#include "base/mem.h"
#include "com/com.h"
#include "mapiguid.h"
#include "prop/problems.h"
#include "prop/ptag.h"
#include "prop/pval.h"

#define COPY_FLAGS (MAPI_MOVE | MAPI_NOREPLACE | MAPI_DECLINE_OK | MAPI_DIALOG)

/* destination as IMAPIProp, one reference; it must also have the interface that the caller named.
 */
static HRESULT open_destination(struct prop_bag *bag, const IID *iid, void *destination,
                                IMAPIProp **out)
{
    AUTO_RELEASE IUnknown *named = NULL, *identity = NULL, *own = NULL;
    IUnknown *unknown = destination;

    if (!iid || !destination) return FAIL(MAPI_E_INVALID_PARAMETER);
    if (FAILED(unknown->lpVtbl->QueryInterface(unknown, &IID_IUnknown, (void **)&identity)) ||
        FAILED(unknown->lpVtbl->QueryInterface(unknown, iid, (void **)&named)) ||
        FAILED(unknown->lpVtbl->QueryInterface(unknown, &IID_IMAPIProp, (void **)out)))
        return FAIL(MAPI_E_INTERFACE_NOT_SUPPORTED);
    bag->outer->lpVtbl->QueryInterface(bag->outer, &IID_IUnknown, (void **)&own);
    if (own != identity) return S_OK;
    com_release(out);
    return FAIL(MAPI_E_NO_ACCESS); /* 6.1-40: onto itself */
}

/* ids of named values become the destination's ids for the same names (6.1-46); one it can't name
 * becomes PR_NULL. */
static HRESULT rename_values(struct prop_bag *bag, IMAPIProp *destination, ULONG count,
                             SPropValue *values)
{
    for (ULONG i = 0; i < count; i++) {
        SizedSPropTagArray(1, one) = {1, {values[i].ulPropTag}};
        SPropTagArray *tags = (SPropTagArray *)&one;
        AUTO_FREE MAPINAMEID **names = NULL;
        AUTO_FREE SPropTagArray *theirs = NULL;
        ULONG n;
        HRESULT hr;

        if (PROP_ID(values[i].ulPropTag) < 0x8000) continue;
        hr = pname_map_names(bag->names, &tags, NULL, 0, &n, &names);
        if (FAILED(hr)) return hr;
        if (!names[0]) continue; /* it has no name here either */
        hr = destination->lpVtbl->GetIDsFromNames(destination, 1, names, MAPI_CREATE, &theirs);
        if (hr != S_OK || !theirs) values[i].ulPropTag = PR_NULL;
        else
            values[i].ulPropTag =
                PROP_TAG(PROP_TYPE(values[i].ulPropTag), PROP_ID(theirs->aulPropTag[0]));
    }
    return S_OK;
}

/* With MAPI_NOREPLACE: what the destination has already becomes PR_NULL. */
static HRESULT keep_theirs(IMAPIProp *destination, ULONG count, SPropValue *values)
{
    AUTO_FREE SPropTagArray *theirs = NULL;
    HRESULT hr = destination->lpVtbl->GetPropList(destination, MAPI_UNICODE, &theirs);

    if (hr == MAPI_E_BAD_CHARWIDTH) hr = destination->lpVtbl->GetPropList(destination, 0, &theirs);
    if (FAILED(hr)) return hr;
    for (ULONG i = 0; i < count; i++)
        if (ptag_has_id(theirs, values[i].ulPropTag)) values[i].ulPropTag = PR_NULL;
    return S_OK;
}

/* What moved goes away here: all that was set without a problem. tags are ours, values may have
 * been renamed. */
static HRESULT delete_moved(struct prop_bag *bag, ULONG count, const SPropValue *values,
                            const SPropTagArray *tags, const SPropProblemArray *problems)
{
    AUTO_FREE SPropTagArray *moved = ptag_new_array(count, NULL);

    if (!moved) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    moved->cValues = 0;
    for (ULONG i = 0; i < count; i++) {
        bool failed = values[i].ulPropTag == PR_NULL;

        for (ULONG j = 0; problems && j < problems->cProblem; j++)
            if (problems->aProblem[j].ulIndex == i) failed = true;
        if (!failed) moved->aulPropTag[moved->cValues++] = tags->aulPropTag[i];
    }
    return moved->cValues ? prop_bag_delete_props(bag, moved, NULL) : S_OK;
}

/*
 * count values of the bag, one linked allocation that this function may write in, go to
 * destination; places[i] is the number that a problem with value i is reported under.
 */
static HRESULT copy_values(struct prop_bag *bag, ULONG count, SPropValue *values,
                           const ULONG *places, IMAPIProp *destination, ULONG flags,
                           SPropProblemArray **problems)
{
    AUTO_FREE SPropProblemArray *found = NULL;
    AUTO_FREE SPropTagArray *ours = NULL;
    HRESULT hr = S_OK;

    if (!count) return S_OK;
    ours = ptag_new_array(count, NULL);
    if (!ours) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    for (ULONG i = 0; i < count; i++)
        ours->aulPropTag[i] = values[i].ulPropTag;
    if (bag->names) hr = rename_values(bag, destination, count, values);
    if (SUCCEEDED(hr) && flags & MAPI_NOREPLACE) hr = keep_theirs(destination, count, values);
    if (SUCCEEDED(hr)) hr = destination->lpVtbl->SetProps(destination, count, values, &found);
    if (SUCCEEDED(hr) && flags & MAPI_MOVE) hr = delete_moved(bag, count, values, ours, found);
    if (FAILED(hr)) return hr;
    for (ULONG i = 0; found && i < found->cProblem; i++) {
        ULONG at = found->aProblem[i].ulIndex;

        if (at >= count) continue;
        found->aProblem[i].ulIndex = places[at];
        found->aProblem[i].ulPropTag = ours->aulPropTag[at];
    }
    if (problems) *problems = TAKE(found);
    return S_OK;
}

static bool excludes_all(ULONG count, const IID *excluded)
{
    for (ULONG i = 0; i < count; i++)
        if (IsEqualGUID(&excluded[i], &IID_IMAPIProp) || IsEqualGUID(&excluded[i], &IID_IUnknown))
            return true;
    return false;
}

/*
 * CopyTo: all but hidden and excluded values, to any object with IMAPIProp.
 *
 * excluded        ids (types ignored) that stay; NULL: none
 * excluded_iids   IID_IMAPIProp among them leaves nothing to copy through:
 *                 MAPI_E_INTERFACE_NOT_SUPPORTED
 * flags           MAPI_MOVE, MAPI_NOREPLACE; MAPI_DIALOG shows nothing (it is quick);
 *                 MAPI_DECLINE_OK is no matter
 * problems        numbered in the order of GetPropList; MAPI_E_COMPUTED and what else the
 *                 destination says
 * Errors          MAPI_E_INVALID_PARAMETER (no iid, no destination, an empty exclude array),
 *                 MAPI_E_UNKNOWN_FLAGS, MAPI_E_INTERFACE_NOT_SUPPORTED, MAPI_E_NO_ACCESS (onto
 *                 itself), the destination's
 * Source          IMAPIProp::CopyTo
 */
HRESULT prop_bag_copy_to(struct prop_bag *bag, ULONG n_excluded_iids, LPCIID excluded_iids,
                         LPSPropTagArray excluded, ULONG_PTR ui_param, LPMAPIPROGRESS progress,
                         LPCIID iid, LPVOID destination, ULONG flags, LPSPropProblemArray *problems)
{
    AUTO_FREE SPropValue *values = NULL;
    AUTO_FREE ULONG *places = NULL;
    AUTO_RELEASE IMAPIProp *to = NULL;
    ULONG count, kept = 0;
    HRESULT hr;

    (void)ui_param, (void)progress;
    if (problems) *problems = NULL;
    error_clear(&bag->last);
    if (flags & ~COPY_FLAGS) return FAIL(MAPI_E_UNKNOWN_FLAGS);
    if ((excluded && !excluded->cValues) || (n_excluded_iids && !excluded_iids))
        return FAIL(MAPI_E_INVALID_PARAMETER);
    hr = open_destination(bag, iid, destination, &to);
    if (FAILED(hr)) return hr;
    if (excludes_all(n_excluded_iids, excluded_iids)) return FAIL(MAPI_E_INTERFACE_NOT_SUPPORTED);

    hr = prop_bag_get_props(bag, NULL, MAPI_UNICODE, &count, &values);
    if (FAILED(hr)) return hr;
    places = mem_array(count ? count : 1, sizeof(*places));
    if (!places) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    for (ULONG i = 0; i < count; i++) {
        if (ptag_has_id(excluded, values[i].ulPropTag)) continue;
        places[kept] = i;
        values[kept++] = values[i];
    }
    return copy_values(bag, kept, values, places, to, flags, problems);
}

/*
 * CopyProps: the values of included, in its order and numbers; what isn't there is the problem
 * MAPI_E_NOT_FOUND.
 * Errors: as CopyTo; MAPI_E_INVALID_PARAMETER also for no included tags, or PR_NULL among them
 *     (6.1-44).
 */
HRESULT prop_bag_copy_props(struct prop_bag *bag, LPSPropTagArray included, ULONG_PTR ui_param,
                            LPMAPIPROGRESS progress, LPCIID iid, LPVOID destination, ULONG flags,
                            LPSPropProblemArray *problems)
{
    AUTO_PROBLEMS struct problems found = {0};
    AUTO_FREE SPropProblemArray *theirs = NULL;
    AUTO_FREE SPropValue *values = NULL;
    AUTO_FREE ULONG *places = NULL;
    AUTO_RELEASE IMAPIProp *to = NULL;
    ULONG count, kept = 0;
    HRESULT hr;

    (void)ui_param, (void)progress;
    if (problems) *problems = NULL;
    error_clear(&bag->last);
    if (flags & ~COPY_FLAGS) return FAIL(MAPI_E_UNKNOWN_FLAGS);
    if (!included || !included->cValues) return FAIL(MAPI_E_INVALID_PARAMETER);
    for (ULONG i = 0; i < included->cValues; i++)
        if (included->aulPropTag[i] == PR_NULL) return FAIL(MAPI_E_INVALID_PARAMETER);
    hr = open_destination(bag, iid, destination, &to);
    if (FAILED(hr)) return hr;

    hr = prop_bag_get_props(bag, included, MAPI_UNICODE, &count, &values);
    if (FAILED(hr)) return hr;
    places = mem_array(count, sizeof(*places));
    if (!places) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    for (ULONG i = 0; i < count; i++) {
        if (PROP_TYPE(values[i].ulPropTag) == PT_ERROR) {
            hr = problems_add(&found, i, included->aulPropTag[i], values[i].Value.err);
            if (FAILED(hr)) return hr;
            continue;
        }
        places[kept] = i;
        values[kept++] = values[i];
    }
    hr = copy_values(bag, kept, values, places, to, flags, &theirs);
    for (ULONG i = 0; SUCCEEDED(hr) && theirs && i < theirs->cProblem; i++)
        hr = problems_add(&found, theirs->aProblem[i].ulIndex, theirs->aProblem[i].ulPropTag,
                          theirs->aProblem[i].scode);
    return FAILED(hr) ? hr : problems_give(&found, problems);
}
