/*
 * copy_watch.c - what a progress object is told of a copy
 *
 * Who is asked first (MAPI_TOP_LEVEL) has 0 to 1000 and tells counts; what is copied within that
 * gets a share of it, by SetLimits without the flag, and tells none.
 * Source  "Display a Progress Indicator", IMAPIProgress::SetLimits, GetFlags (MAPI reference)
 */
#include <string.h>
#include "msg/copy_own.h"

enum { WHOLE = 1000 };

void copy_watch_begin(struct copy_watch *watch, IMAPIProgress *to, ULONG total)
{
    ULONG flags = 0;

    memset(watch, 0, sizeof(*watch));
    if (!to) return;
    watch->to = to;
    watch->total = total ? total : 1;
    watch->most = WHOLE;
    watch->top = FAILED(to->lpVtbl->GetFlags(to, &flags)) || flags & MAPI_TOP_LEVEL;
    if (watch->top) {
        flags = MAPI_TOP_LEVEL;
        to->lpVtbl->SetLimits(to, &watch->least, &watch->most, &flags);
    } else if (FAILED(to->lpVtbl->GetMin(to, &watch->least)) ||
               FAILED(to->lpVtbl->GetMax(to, &watch->most)) || watch->most < watch->least) {
        watch->to = NULL; /* it doesn't know where it is */
    }
}

/* Where done things end. */
static ULONG place(const struct copy_watch *watch, ULONG done)
{
    return watch->least +
           (ULONG)((unsigned long long)(watch->most - watch->least) * done / watch->total);
}

void copy_watch_inner(struct copy_watch *watch)
{
    ULONG least, most, flags = 0;

    if (!watch->to || watch->done >= watch->total) return;
    least = place(watch, watch->done);
    most = place(watch, watch->done + 1);
    watch->to->lpVtbl->SetLimits(watch->to, &least, &most, &flags);
}

HRESULT copy_watch_step(struct copy_watch *watch)
{
    if (!watch->to) return S_OK;
    if (watch->done < watch->total) watch->done++;
    return watch->to->lpVtbl->Progress(watch->to, place(watch, watch->done),
                                       watch->top ? watch->done : 0,
                                       watch->top ? watch->total : 0) == MAPI_E_USER_CANCEL
               ? MAPI_E_USER_CANCEL
               : S_OK;
}
