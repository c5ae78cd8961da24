/*
 * batch.c - notifications and all they point at: copied, laid out in one block, moved
 */
#include "notify/batch.h"
#include <stddef.h>
#include <string.h>
#include "base/error.h"
#include "base/mem.h"
#include "base/size.h"
#include "prop/block.h"
#include "prop/pieces.h"

/* Bytes that a pointer at slot and a count tell of; NULL and a count of nothing are fine. */
static HRESULT walk_bytes(struct pieces *walk, void *slot, ULONG bytes)
{
    void *inner;

    return pieces_of_array(walk, slot, bytes, 1, 1, &inner);
}

static HRESULT walk_text(struct pieces *walk, LPTSTR *slot, ULONG flags)
{
    return *slot ? pieces_of_text(walk, slot, flags & MAPI_UNICODE ? sizeof(WCHAR) : 1) : S_OK;
}

static HRESULT walk_error(struct pieces *walk, ERROR_NOTIFICATION *err, ULONG flags)
{
    void *inner;
    MAPIERROR *error;
    HRESULT hr;

    if (!err->lpMAPIError) return S_OK;
    hr = pieces_of_array(walk, &err->lpMAPIError, 1, sizeof(*error), _Alignof(MAPIERROR), &inner);
    error = inner;
    if (SUCCEEDED(hr)) hr = walk_text(walk, &error->lpszError, flags | err->ulFlags);
    if (SUCCEEDED(hr)) hr = walk_text(walk, &error->lpszComponent, flags | err->ulFlags);
    return hr;
}

static HRESULT walk_props(struct pieces *walk, SPropValue **slot, ULONG count)
{
    void *inner;
    HRESULT hr =
        pieces_of_array(walk, slot, count, sizeof(SPropValue), _Alignof(SPropValue), &inner);

    return FAILED(hr) || !inner ? hr : pieces_of_values(walk, count, inner);
}

/* An index of nothing is no value. */
static HRESULT walk_index(struct pieces *walk, SPropValue *value)
{
    if (!value->ulPropTag || PROP_TYPE(value->ulPropTag) == PT_NULL) return S_OK;
    return pieces_of_values(walk, 1, value);
}

static HRESULT walk_tags(struct pieces *walk, SPropTagArray **slot)
{
    const SPropTagArray *tags = *slot;
    void *inner;

    if (!tags) return S_OK;
    if (walk->locate) tags = walk->locate(walk, *slot);
    if (tags->cValues > 0x0fffffff) return FAIL(MAPI_E_INVALID_PARAMETER);
    return pieces_of_array(walk, slot, CbNewSPropTagArray(tags->cValues), 1,
                           _Alignof(SPropTagArray), &inner);
}

/* flags: MAPI_UNICODE where a structure's own flags don't say so. Errors: MAPI_E_INVALID_PARAMETER
 * (an event nobody knows, a pointer missing where a count tells of one), those of the walk. */
static HRESULT walk_one(struct pieces *walk, NOTIFICATION *n, ULONG flags)
{
    HRESULT hr;

    switch (n->ulEventType) {
    case fnevCriticalError:
        hr = walk_bytes(walk, &n->info.err.lpEntryID, n->info.err.cbEntryID);
        return FAILED(hr) ? hr : walk_error(walk, &n->info.err, flags);
    case fnevNewMail:
        hr = walk_bytes(walk, &n->info.newmail.lpEntryID, n->info.newmail.cbEntryID);
        if (SUCCEEDED(hr))
            hr = walk_bytes(walk, &n->info.newmail.lpParentID, n->info.newmail.cbParentID);
        return FAILED(hr) ? hr
                          : walk_text(walk, &n->info.newmail.lpszMessageClass,
                                      flags | n->info.newmail.ulFlags);
    case fnevObjectCreated:
    case fnevObjectDeleted:
    case fnevObjectModified:
    case fnevObjectMoved:
    case fnevObjectCopied:
    case fnevSearchComplete:
        hr = walk_bytes(walk, &n->info.obj.lpEntryID, n->info.obj.cbEntryID);
        if (SUCCEEDED(hr)) hr = walk_bytes(walk, &n->info.obj.lpParentID, n->info.obj.cbParentID);
        if (SUCCEEDED(hr)) hr = walk_bytes(walk, &n->info.obj.lpOldID, n->info.obj.cbOldID);
        if (SUCCEEDED(hr))
            hr = walk_bytes(walk, &n->info.obj.lpOldParentID, n->info.obj.cbOldParentID);
        return FAILED(hr) ? hr : walk_tags(walk, &n->info.obj.lpPropTagArray);
    case fnevTableModified:
        hr = walk_index(walk, &n->info.tab.propIndex);
        if (SUCCEEDED(hr)) hr = walk_index(walk, &n->info.tab.propPrior);
        return FAILED(hr) ? hr
                          : walk_props(walk, &n->info.tab.row.lpProps, n->info.tab.row.cValues);
    case fnevStatusObjectModified:
        hr = walk_bytes(walk, &n->info.statobj.lpEntryID, n->info.statobj.cbEntryID);
        return FAILED(hr) ? hr
                          : walk_props(walk, &n->info.statobj.lpPropVals, n->info.statobj.cValues);
    case (ULONG)fnevExtended:
        return walk_bytes(walk, &n->info.ext.pbEventParameters, n->info.ext.cb);
    default:
        return FAIL(MAPI_E_INVALID_PARAMETER);
    }
}

static HRESULT walk_all(struct pieces *walk, ULONG count, NOTIFICATION *batch, ULONG flags)
{
    HRESULT hr = S_OK;

    for (ULONG i = 0; SUCCEEDED(hr) && i < count; i++)
        hr = walk_one(walk, &batch[i], flags);
    return hr;
}

/* ---- copies for a queue ---- */

#define NONE_WITHOUT(pointer, count)                                                               \
    if (!(pointer)) (count) = 0

/* What providers get wrong and clients never see: counts of what isn't there, flags that others set
 */
static void tidy(NOTIFICATION *n, ULONG flags)
{
    switch (n->ulEventType) {
    case fnevCriticalError:
        NONE_WITHOUT(n->info.err.lpEntryID, n->info.err.cbEntryID);
        n->info.err.ulFlags = (n->info.err.ulFlags | flags) & MAPI_UNICODE;
        break;
    case fnevNewMail:
        NONE_WITHOUT(n->info.newmail.lpEntryID, n->info.newmail.cbEntryID);
        NONE_WITHOUT(n->info.newmail.lpParentID, n->info.newmail.cbParentID);
        n->info.newmail.ulFlags = (n->info.newmail.ulFlags | flags) & MAPI_UNICODE;
        break;
    case fnevObjectCreated:
    case fnevObjectDeleted:
    case fnevObjectModified:
    case fnevObjectMoved:
    case fnevObjectCopied:
    case fnevSearchComplete:
        NONE_WITHOUT(n->info.obj.lpEntryID, n->info.obj.cbEntryID);
        NONE_WITHOUT(n->info.obj.lpParentID, n->info.obj.cbParentID);
        NONE_WITHOUT(n->info.obj.lpOldID, n->info.obj.cbOldID);
        NONE_WITHOUT(n->info.obj.lpOldParentID, n->info.obj.cbOldParentID);
        break;
    case fnevTableModified:
        NONE_WITHOUT(n->info.tab.row.lpProps, n->info.tab.row.cValues);
        if (!n->info.tab.propIndex.ulPropTag) n->info.tab.propIndex.ulPropTag = PR_NULL;
        if (!n->info.tab.propPrior.ulPropTag) n->info.tab.propPrior.ulPropTag = PR_NULL;
        break;
    case fnevStatusObjectModified:
        NONE_WITHOUT(n->info.statobj.lpEntryID, n->info.statobj.cbEntryID);
        NONE_WITHOUT(n->info.statobj.lpPropVals, n->info.statobj.cValues);
        break;
    case (ULONG)fnevExtended:
        NONE_WITHOUT(n->info.ext.pbEventParameters, n->info.ext.cb);
        break;
    }
}

HRESULT batch_copy(ULONG count, const NOTIFICATION *batch, ULONG mask, ULONG flags, ULONG *kept,
                   NOTIFICATION **out)
{
    AUTO_FREE NOTIFICATION *copy = NULL;
    struct pieces_hanger hanger = PIECES_HANG(NULL, NULL);
    ULONG n = 0, at = 0;
    HRESULT hr;

    *kept = 0;
    *out = NULL;
    for (ULONG i = 0; i < count; i++) n += (batch[i].ulEventType & mask) != 0;
    if (!n) return S_OK;
    copy = mem_array(n, sizeof(*copy));
    if (!copy) return MAPI_E_NOT_ENOUGH_MEMORY;
    for (ULONG i = 0; i < count; i++) {
        if (!(batch[i].ulEventType & mask)) continue;
        copy[at] = batch[i];
        tidy(&copy[at++], flags);
    }
    hanger.root = copy;
    hr = walk_all(&hanger.walk, n, copy, flags & MAPI_UNICODE);
    if (FAILED(hr)) return hr;
    *kept = n;
    *out = TAKE(copy);
    return S_OK;
}

/* ---- one block ---- */

static HRESULT measure(struct block *block, ULONG count, const NOTIFICATION *batch, size_t *bytes)
{
    HRESULT hr;

    *block = (struct block)BLOCK_COUNTING;
    *bytes = 0;
    hr = walk_all(&block->walk, count, (NOTIFICATION *)batch, 0); /* counting changes nothing */
    if (FAILED(hr)) return hr;
    if (!size_mul(count, sizeof(*batch), bytes) || !block_total(block, *bytes, bytes))
        return FAIL(MAPI_E_INVALID_PARAMETER);
    return S_OK;
}

HRESULT batch_block_bytes(ULONG count, const NOTIFICATION *batch, size_t *bytes)
{
    struct block block;

    return measure(&block, count, batch, bytes);
}

HRESULT batch_block_copy(ULONG count, const NOTIFICATION *batch, void *into, size_t *bytes)
{
    struct block block;
    HRESULT hr = measure(&block, count, batch, bytes);

    if (FAILED(hr)) return hr;
    memmove(into, batch, count * sizeof(*batch));
    block_fill_from(&block, into, count * sizeof(*batch));
    return walk_all(&block.walk, count, into, 0);
}

HRESULT batch_block_move(ULONG count, NOTIFICATION *batch, const void *old_base,
                         const void *new_base, size_t *bytes)
{
    struct block_move move = BLOCK_MOVE(old_base, batch, new_base);
    struct block_move trial = BLOCK_MOVE(old_base, batch, old_base);
    HRESULT hr =
        walk_all(&trial.walk, count, batch, 0); /* nothing is touched when something is wrong */

    *bytes = 0;
    if (SUCCEEDED(hr)) hr = walk_all(&move.walk, count, batch, 0);
    if (SUCCEEDED(hr)) *bytes = count * sizeof(*batch) + move.bytes;
    return hr;
}
