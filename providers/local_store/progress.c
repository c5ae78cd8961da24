/*
 * progress.c - what a caller's IMAPIProgress is told of a long operation
 *
 * Source  "Display a Progress Indicator", IMAPIProgress::Progress, IMAPISupport::DoProgressDialog
 * (MAPI reference)
 */
#include "progress.h"
#include <string.h>
#include "store.h"

#define TOP_MAX 1000

IMAPIProgress *progress_object(struct store *store, bool wanted, ULONG_PTR window,
                               IMAPIProgress *to)
{
    AUTO_RELEASE IMAPISupport *support = NULL;
    IMAPIProgress *own = NULL;

    if (!wanted) return NULL;
    if (to) {
        to->lpVtbl->AddRef(to);
        return to;
    }
    support = store_support(store);
    /* then silently */
    if (!support ||
        FAILED(support->lpVtbl->DoProgressDialog(support, window, MAPI_TOP_LEVEL, &own)))
        return NULL;
    return own;
}

void progress_start(struct progress *progress, IMAPIProgress *to, ULONG total)
{
    ULONG flags = 0;

    memset(progress, 0, sizeof(*progress));
    if (!to) return;
    progress->to = to;
    progress->total = total ? total : 1;
    progress->max = TOP_MAX;
    progress->top = FAILED(to->lpVtbl->GetFlags(to, &flags)) || flags & MAPI_TOP_LEVEL;
    if (progress->top) {
        flags = MAPI_TOP_LEVEL;
        to->lpVtbl->SetLimits(to, &progress->min, &progress->max, &flags);
    } else if (FAILED(to->lpVtbl->GetMin(to, &progress->min)) ||
               FAILED(to->lpVtbl->GetMax(to, &progress->max)) || progress->max < progress->min) {
        progress->to = NULL; /* it doesn't know where it is */
    }
}

HRESULT progress_show(const struct progress *progress, ULONG done)
{
    ULONG value;

    if (!progress->to) return S_OK;
    if (done > progress->total) done = progress->total;
    value = progress->min +
            (ULONG)((unsigned long long)(progress->max - progress->min) * done / progress->total);
    return progress->to->lpVtbl->Progress(progress->to, value, progress->top ? done : 0,
                                          progress->top ? progress->total : 0);
}
