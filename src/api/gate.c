/*
 * gate.c - the one count of MAPIInitialize calls, and what comes and goes with it
 */
#include "api/gate.h"
#include <stdbool.h>
#include "base/error.h"
#include "base/mem.h"
#include "notify/engine.h"
#include "notify/hub.h"
#include "notify/thread_queue.h"
#include "profile/hive.h"
#include "provider/loader.h"
#include "session/farewell.h"
#include "sys/apartment.h"
#include "sys/clock.h"
#include "sys/lock.h"
#include "sys/thread.h"

#ifndef HRESULT_FROM_WIN32
#    define HRESULT_FROM_WIN32(x) ((HRESULT)(0x80070000 | (x)))
#endif
#ifndef ERROR_TIMEOUT
#    define ERROR_TIMEOUT 1460
#endif

static struct sys_latch latch;   /* guards opened and is held while the engine starts */
static LONG opened;              /* read without the latch by gate_enter */
static LONG held;                /* of them, by gate_hold; under the latch */
static struct sys_event
    *is_open; /* manual reset; made by the first to wait, kept as long as the DLL */

HRESULT gate_enter(void)
{
    if (!atomic_get(&opened)) return FAIL(MAPI_E_NOT_INITIALIZED);
    thread_queue_catch_up_mine();
    return S_OK;
}

BOOL gate_is_open(void)
{
    return atomic_get(&opened) != 0;
}

/* The steps of the first call, in the documented order; each failure undoes those before it. */
static HRESULT open_process(ULONG flags)
{
    HRESULT hr = engine_start(flags & MAPI_MULTITHREAD_NOTIFICATIONS); /* step 6 */

    return SUCCEEDED(hr) ? profile_place_check() : hr; /* step 7 */
}

/* The first client's call says which thread calls its sinks, also behind sessions of Simple MAPI. */
static HRESULT open_client(ULONG flags, struct engine **over)
{
    if (opened > held) return S_OK;
    return engine_move(flags & MAPI_MULTITHREAD_NOTIFICATIONS, over);
}

/* of: one more there, too; NULL: a client's */
static HRESULT one_more(ULONG flags, LONG *of)
{
    struct engine *over = NULL;
    HRESULT hr = S_OK;

    sys_latch_take(&latch); /* step 5, what all processes share, is made when it is needed */
    if (!opened) {
        hr = open_process(flags);
        if (FAILED(hr)) over = engine_take();
    } else if (!of) hr = open_client(flags, &over);
    if (SUCCEEDED(hr)) {
        atomic_inc(&opened);
        if (of) ++*of;
        if (is_open) sys_event_set(is_open);
    }
    sys_latch_drop(&latch);
    engine_finish(over);
    return hr;
}

HRESULT gate_open(ULONG flags)
{
    HRESULT hr = flags & MAPI_NT_SERVICE ? profile_place_make() : S_OK; /* step 2 */

    if (FAILED(hr)) return FAIL(MAPI_E_TOO_COMPLEX);
    hr = sys_apartment_enter(!(flags & MAPI_NO_COINIT)); /* steps 3 and 4 */
    if (FAILED(hr)) return FAIL(hr);
    hr = one_more(flags, NULL);
    if (FAILED(hr)) sys_apartment_leave();
    return hr;
}

/* Its thread may end, or never pump messages: sinks are called on one of ours until a client says
 * otherwise. */
HRESULT gate_hold(ULONG *apartment)
{
    HRESULT hr = sys_apartment_hold(apartment);

    if (FAILED(hr)) return FAIL(hr);
    hr = one_more(MAPI_MULTITHREAD_NOTIFICATIONS, &held);
    if (FAILED(hr)) sys_apartment_let_go(*apartment);
    return hr;
}

/* The engine ends without the latch: a sink that runs may want to come or go. False: there was
 * none. */
static bool one_less(bool of_held)
{
    struct engine *ended = NULL;
    bool was_open, last;

    sys_latch_take(&latch);
    was_open = of_held || opened > held;
    if (of_held) held--;
    last = was_open && !atomic_dec(&opened);
    if (last) {
        if (is_open) sys_event_reset(is_open);
        ended = engine_take();
    }
    sys_latch_drop(&latch);
    engine_end(ended);
    if (last) farewell_settle(); /* members forced off call providers */
    if (last && hub_settle()) /* else code of theirs runs: they stay until the next time */
        loader_sweep();       /* provider DLLs that nobody holds (contracts 4.13-19) */
    return was_open;
}

void gate_close(void)
{
    if (one_less(false)) sys_apartment_leave();
}

void gate_let_go(ULONG apartment)
{
    one_less(true);
    sys_apartment_let_go(apartment);
}

void gate_unload(void)
{
    sys_event_destroy(TAKE(is_open));
    hub_unload();
    sys_apartment_unload();
}

HRESULT gate_wait(ULONG msec)
{
    HRESULT hr = S_OK;

    if (gate_is_open()) return S_OK;
    sys_latch_take(&latch);
    if (!is_open) {
        hr = sys_event_create(true, &is_open);
        if (SUCCEEDED(hr) && opened) sys_event_set(is_open);
    }
    sys_latch_drop(&latch);
    if (FAILED(hr)) return E_OUTOFMEMORY;
    return sys_event_wait(is_open, msec) ? S_OK : HRESULT_FROM_WIN32(ERROR_TIMEOUT);
}
