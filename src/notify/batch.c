/*
 * batch.c - a deep copy of notifications as one linked allocation
 */
#include "notify/batch.h"
#include <string.h>
#include "base/error.h"
#include "base/mem.h"
#include "base/size.h"
#include "base/text.h"
#include "prop/pval.h"

struct copier {
    void *root;
    HRESULT hr;
};

/* A copy of bytes on the root; of NULL or nothing NULL. After the first failure nothing more is done. */
static void *copy_bytes(struct copier *c, const void *bytes, size_t count)
{
    void *out;

    if (!bytes || !count || FAILED(c->hr)) return NULL;
    out = mem_dup(bytes, count, c->root);
    if (!out) c->hr = MAPI_E_NOT_ENOUGH_MEMORY;
    return out;
}

/* What is counted by *count; what isn't there is counted as nothing. */
static void *copy_counted(struct copier *c, const void *bytes, ULONG *count)
{
    if (!bytes) *count = 0;
    return copy_bytes(c, bytes, *count);
}

static LPTSTR copy_text(struct copier *c, LPTSTR text, ULONG flags)
{
    size_t bytes;

    if (!text) return NULL;
    bytes = flags & MAPI_UNICODE ? (text_len((const WCHAR *)text) + 1) * sizeof(WCHAR)
                                 : strlen((const char *)text) + 1;
    return copy_bytes(c, text, bytes);
}

static MAPIERROR *copy_error(struct copier *c, const MAPIERROR *error, ULONG flags)
{
    MAPIERROR *out = copy_bytes(c, error, sizeof(*error));

    if (!out) return NULL;
    out->lpszError = copy_text(c, error->lpszError, flags);
    out->lpszComponent = copy_text(c, error->lpszComponent, flags);
    return out;
}

static void copy_props(struct copier *c, const SPropValue *props, ULONG *count, SPropValue **out)
{
    size_t bytes;

    *out = NULL;
    if (!props) *count = 0;
    if (!*count || FAILED(c->hr)) return;
    c->hr = size_mul(*count, sizeof(**out), &bytes) ? mem_more(bytes, c->root, (void **)out)
                                                    : MAPI_E_NOT_ENOUGH_MEMORY;
    for (ULONG i = 0; i < *count && SUCCEEDED(c->hr); i++) c->hr = pval_copy(&(*out)[i], &props[i], c->root);
}

static void copy_prop(struct copier *c, const SPropValue *from, SPropValue *to)
{
    if (FAILED(c->hr)) return;
    if (PROP_TYPE(from->ulPropTag) == PT_NULL || !from->ulPropTag)
        *to = (SPropValue){.ulPropTag = from->ulPropTag ? from->ulPropTag : PR_NULL};
    else
        c->hr = pval_copy(to, from, c->root);
}

static void copy_object(struct copier *c, const OBJECT_NOTIFICATION *from, OBJECT_NOTIFICATION *to)
{
    to->lpEntryID = copy_counted(c, from->lpEntryID, &to->cbEntryID);
    to->lpParentID = copy_counted(c, from->lpParentID, &to->cbParentID);
    to->lpOldID = copy_counted(c, from->lpOldID, &to->cbOldID);
    to->lpOldParentID = copy_counted(c, from->lpOldParentID, &to->cbOldParentID);
    to->lpPropTagArray =
        copy_bytes(c, from->lpPropTagArray, from->lpPropTagArray ? CbSPropTagArray(from->lpPropTagArray) : 0);
}

static void copy_one(struct copier *c, const NOTIFICATION *from, NOTIFICATION *to, ULONG flags)
{
    *to = *from;
    switch (from->ulEventType) {
    case fnevCriticalError:
        flags |= from->info.err.ulFlags;
        to->info.err.ulFlags = flags & MAPI_UNICODE;
        to->info.err.lpEntryID = copy_counted(c, from->info.err.lpEntryID, &to->info.err.cbEntryID);
        to->info.err.lpMAPIError = copy_error(c, from->info.err.lpMAPIError, flags);
        break;
    case fnevNewMail:
        flags |= from->info.newmail.ulFlags;
        to->info.newmail.ulFlags = flags & MAPI_UNICODE;
        to->info.newmail.lpEntryID = copy_counted(c, from->info.newmail.lpEntryID, &to->info.newmail.cbEntryID);
        to->info.newmail.lpParentID = copy_counted(c, from->info.newmail.lpParentID, &to->info.newmail.cbParentID);
        to->info.newmail.lpszMessageClass = copy_text(c, from->info.newmail.lpszMessageClass, flags);
        break;
    case fnevObjectCreated:
    case fnevObjectDeleted:
    case fnevObjectModified:
    case fnevObjectMoved:
    case fnevObjectCopied:
    case fnevSearchComplete:
        copy_object(c, &from->info.obj, &to->info.obj);
        break;
    case fnevTableModified:
        copy_prop(c, &from->info.tab.propIndex, &to->info.tab.propIndex);
        copy_prop(c, &from->info.tab.propPrior, &to->info.tab.propPrior);
        copy_props(c, from->info.tab.row.lpProps, &to->info.tab.row.cValues, &to->info.tab.row.lpProps);
        break;
    case fnevStatusObjectModified:
        to->info.statobj.lpEntryID = copy_counted(c, from->info.statobj.lpEntryID, &to->info.statobj.cbEntryID);
        copy_props(c, from->info.statobj.lpPropVals, &to->info.statobj.cValues, &to->info.statobj.lpPropVals);
        break;
    case (ULONG)fnevExtended:
        to->info.ext.pbEventParameters =
            copy_counted(c, from->info.ext.pbEventParameters, &to->info.ext.cb);
        break;
    default:
        c->hr = FAIL(MAPI_E_INVALID_PARAMETER);
    }
}

HRESULT batch_copy(ULONG count, const NOTIFICATION *batch, ULONG mask, ULONG flags, ULONG *kept,
                   NOTIFICATION **out)
{
    AUTO_FREE NOTIFICATION *copy = NULL;
    struct copier c = {NULL, S_OK};
    ULONG n = 0, at = 0;

    *kept = 0;
    *out = NULL;
    for (ULONG i = 0; i < count; i++) n += (batch[i].ulEventType & mask) != 0;
    if (!n) return S_OK;
    copy = mem_array(n, sizeof(*copy));
    if (!copy) return MAPI_E_NOT_ENOUGH_MEMORY;
    c.root = copy;
    for (ULONG i = 0; i < count && SUCCEEDED(c.hr); i++)
        if (batch[i].ulEventType & mask) copy_one(&c, &batch[i], &copy[at++], flags);
    if (FAILED(c.hr)) return c.hr;
    *kept = n;
    *out = TAKE(copy);
    return S_OK;
}
