/*
 * progress.h - IMAPIProgress, whatever shows it
 */
#pragma once
#include <stdbool.h>
#include "mapidefs.h"

enum {
    PROGRESS_WHOLE = 1000
};

/* Who shows it: ours, quick, and waits for nobody. Called on any thread, one call at a time. */
struct progress_view {
    /* done of PROGRESS_WHOLE; count of total things, when total isn't 0 */
    void (*show)(void *view, ULONG done, ULONG count, ULONG total);
    bool (*cancelled)(void *view); /* does the user want no more of it? */
    void (*close)(void *view);     /* once, when nobody tells anything any more */
};

/*
 * flags   MAPI_TOP_LEVEL: what GetFlags answers until SetLimits says otherwise
 * how     NULL: nobody looks, and nobody cancels
 * Gives *out one reference. Errors  MAPI_E_NOT_ENOUGH_MEMORY: view isn't closed
 * Source  IMAPIProgress; contracts 11.13-07 to 11.13-10
 */
HRESULT progress_create(ULONG flags, const struct progress_view *how, void *view,
                        IMAPIProgress **out);
