/*
 * progress.c - IMAPIProgress, whatever shows it
 *
 * Whoever does the whole work sets the global limits (MAPI_TOP_LEVEL); what does a part of it finds
 * its share of them in GetMin and GetMax, which SetLimits without the flag left there. So every
 * value told lies between the global limits, and those alone say how far the work is.
 */
#include "com/progress.h"
#include "base/error.h"
#include "base/lock.h"
#include "com/com.h"

struct progress {
    struct com_object com;
    IMAPIProgress IMAPIProgress_iface;
    struct lock lock;                /* RANK_LEAF: all below, and the calls of how */
    ULONG least, most, flags;        /* as SetLimits left them */
    ULONG begin, end;                /* the global limits */
    ULONG shown;                     /* of PROGRESS_WHOLE; it never goes back */
    const struct progress_view *how; /* NULL: nobody looks */
    void *view;
};

static void progress_destroy(void *self)
{
    struct progress *progress = self;

    if (progress->how) progress->how->close(progress->view);
    lock_destroy(&progress->lock);
}

static const struct com_face progress_faces[] = {
    COM_FACE(progress, IMAPIProgress),
};
COM_CLASS(progress);
COM_UNKNOWN(progress, IMAPIProgress)

/* Where value lies between the limits. */
static ULONG place_of(const struct progress *progress, ULONG value)
{
    ULONG span = progress->end > progress->begin ? progress->end - progress->begin : 0;

    if (value >= progress->end) return PROGRESS_WHOLE;
    if (value <= progress->begin) return 0;
    return (ULONG)((unsigned long long)(value - progress->begin) * PROGRESS_WHOLE / span);
}

/*
 * Progress - value between the global limits is reached
 *
 * value   what lies outside counts as the limit; what was reached before moves nothing
 * count   of total things are done; both 0: not told
 * Answers MAPI_E_USER_CANCEL from the moment on that the user wants no more of it
 * Source  IMAPIProgress::Progress; contracts 11.13-09
 */
static HRESULT STDMETHODCALLTYPE progress_Progress(IMAPIProgress *iface, ULONG value, ULONG count,
                                                   ULONG total)
{
    struct progress *progress = progress_from(iface);
    ULONG place;

    LOCKED(&progress->lock);
    place = place_of(progress, value);
    if (place > progress->shown) progress->shown = place;
    if (!progress->how) return S_OK;
    progress->how->show(progress->view, progress->shown, count, total);
    return progress->how->cancelled(progress->view) ? MAPI_E_USER_CANCEL : S_OK;
}

/* What is asked for under the lock. Errors  MAPI_E_INVALID_PARAMETER */
static HRESULT tell(struct progress *progress, const ULONG *from, ULONG *out)
{
    if (!out) return FAIL(MAPI_E_INVALID_PARAMETER);
    LOCKED(&progress->lock);
    *out = *from;
    return S_OK;
}

static HRESULT STDMETHODCALLTYPE progress_GetFlags(IMAPIProgress *iface, ULONG *flags)
{
    return tell(progress_from(iface), &progress_from(iface)->flags, flags);
}

static HRESULT STDMETHODCALLTYPE progress_GetMax(IMAPIProgress *iface, ULONG *most)
{
    return tell(progress_from(iface), &progress_from(iface)->most, most);
}

static HRESULT STDMETHODCALLTYPE progress_GetMin(IMAPIProgress *iface, ULONG *least)
{
    return tell(progress_from(iface), &progress_from(iface)->least, least);
}

/*
 * SetLimits - with MAPI_TOP_LEVEL set, the limits of the whole work, which begins now; without,
 * those of the part that is done next, for GetMin and GetMax alone
 *
 * least, most, flags   NULL: as they are
 * Errors  MAPI_E_UNKNOWN_FLAGS: nothing has changed
 * Source  IMAPIProgress::SetLimits; contracts 11.13-08, 11.13-10
 */
static HRESULT STDMETHODCALLTYPE progress_SetLimits(IMAPIProgress *iface, ULONG *least, ULONG *most,
                                                    ULONG *flags)
{
    struct progress *progress = progress_from(iface);

    if (flags && *flags & ~MAPI_TOP_LEVEL) return FAIL(MAPI_E_UNKNOWN_FLAGS);
    LOCKED(&progress->lock);
    if (flags) progress->flags = *flags;
    if (least) progress->least = *least;
    if (most) progress->most = *most;
    if (!(progress->flags & MAPI_TOP_LEVEL)) return S_OK;
    if (least) progress->begin = *least;
    if (most) progress->end = *most;
    progress->shown = 0;
    return S_OK;
}

static const IMAPIProgressVtbl progress_vtbl = {
    COM_UNKNOWN_METHODS(progress), .Progress = progress_Progress, .GetFlags = progress_GetFlags,
    .GetMax = progress_GetMax,     .GetMin = progress_GetMin,     .SetLimits = progress_SetLimits,
};

HRESULT progress_create(ULONG flags, const struct progress_view *how, void *view,
                        IMAPIProgress **out)
{
    struct progress *progress = com_alloc(&progress_class, sizeof(*progress));

    *out = NULL;
    if (!progress) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    progress->IMAPIProgress_iface.lpVtbl = &progress_vtbl;
    lock_init(&progress->lock, RANK_LEAF);
    progress->least = progress->begin = 1;
    progress->most = progress->end = PROGRESS_WHOLE;
    progress->flags = flags;
    progress->how = how;
    progress->view = view;
    *out = &progress->IMAPIProgress_iface;
    return S_OK;
}
