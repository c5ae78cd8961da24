/*
 * served.c - starts and ends provider objects
 */
#include "provider/served.h"
#include "base/error.h"
#include "base/mem.h"
#include "base/text.h"
#include "com/com.h"
#include "provider/router_own.h"
#include "sys/thread.h"

/* MSPROVIDERINIT, ABPROVIDERINIT and XPPROVIDERINIT differ only in the type of their last argument.
 */
typedef HRESULT(STDMAPIINITCALLTYPE *provider_init)(HINSTANCE, LPMALLOC, LPALLOCATEBUFFER,
                                                    LPALLOCATEMORE, LPFREEBUFFER, ULONG flags,
                                                    ULONG mapi_version, ULONG *provider_version,
                                                    IUnknown **provider);

static const char *init_name(ULONG type)
{
    switch (type) {
    case MAPI_STORE_PROVIDER: return "MSProviderInit";
    case MAPI_AB_PROVIDER: return "ABProviderInit";
    default: return "XPProviderInit";
    }
}

/* We speak 1.0 of any update (contracts 5.1-05): the two high bytes must be ours. */
static bool version_will_do(ULONG version)
{
    return version >> 16 == CURRENT_SPI_VERSION >> 16;
}

static HRESULT init(struct served *served, struct last_error *last)
{
    const struct provider_memory *memory = &served->router->memory;
    AUTO_RELEASE IUnknown *object = NULL;
    const WCHAR *dll = served->dll;
    provider_init entry;
    ULONG version = 0;
    HRESULT hr;

    hr = loader_load(dll, &served->module);
    if (FAILED(hr))
        return error_set(last, hr, L"MAPI",
                         hr == MAPI_E_NOT_FOUND ? L"The provider DLL %ls is not there."
                                                : L"The provider DLL %ls can't be loaded.", dll);
    *(void **)&entry = loader_symbol(served->module, init_name(served->type));
    if (!entry)
        return error_set(last, FAIL(MAPI_E_CALL_FAILED), L"MAPI",
                         L"%ls has no entry point for a provider of this kind.", dll);

    loader_trace(dll, init_name(served->type), served->router->flags);
    hr = entry(loader_instance(served->module), memory->malloc, memory->allocate, memory->more,
               memory->free, served->router->flags & MAPI_NT_SERVICE, CURRENT_SPI_VERSION, &version,
               &object);
    hr = com_given(hr, &object);
    if (SUCCEEDED(hr) && !version_will_do(version)) hr = FAIL(MAPI_E_VERSION);
    if (hr == MAPI_E_VERSION)
        return error_set(last, hr, L"MAPI", L"%ls is made for another version of MAPI.", dll);
    if (FAILED(hr)) return error_set(last, hr, L"MAPI", L"%ls could not start.", dll);
    served->object = TAKE(object);
    return S_OK;
}

static void destroy(struct served *served)
{
    ULONG zero = 0;

    if (served->object) {
        switch (served->type) {
        case MAPI_STORE_PROVIDER: served->store->lpVtbl->Shutdown(served->store, &zero); break;
        case MAPI_AB_PROVIDER: served->ab->lpVtbl->Shutdown(served->ab, &zero); break;
        default: served->xp->lpVtbl->Shutdown(served->xp, &zero); break;
        }
        com_release(&served->object);
    }
    loader_unref(served->module);
    if (served->started) sys_event_destroy(served->started);
    mem_free(served->dll);
    mem_free(served);
}

static struct served *find(struct router *router, ULONG type, const WCHAR *dll)
{
    LIST_EACH(served, &router->served, struct served, link)
        if (served->type == type && !text_compare_nocase(served->dll, dll)) return served;
    return NULL;
}

static HRESULT alloc(struct router *router, ULONG type, const WCHAR *dll, struct served **out)
{
    struct served *served = mem_zero(sizeof(*served));

    if (!served) return MAPI_E_NOT_ENOUGH_MEMORY;
    list_init(&served->link);
    served->router = router;
    served->type = type;
    served->users = 1;
    served->starter = sys_thread_id();
    served->dll = mem_dup_text(dll, NULL);
    if (!served->dll || FAILED(sys_event_create(true, &served->started))) {
        destroy(served);
        return MAPI_E_NOT_ENOUGH_MEMORY;
    }
    *out = served;
    return S_OK;
}

HRESULT served_get(struct router *router, ULONG type, const WCHAR *dll, struct last_error *last,
                   struct served **out)
{
    struct served *mine, *served;
    HRESULT hr;

    hr = alloc(router, type, dll, &mine);
    if (FAILED(hr)) return hr;
    lock_take(&router->lock);
    served = find(router, type, dll);
    if (served)
        served->users++;
    else
        list_append(&router->served, &mine->link);
    lock_drop(&router->lock);

    if (!served) {
        served = mine;
        served->hr = init(served, last);
        sys_event_set(served->started);
    } else {
        destroy(mine);
        if (served->starter == sys_thread_id() && !sys_event_wait(served->started, 0))
            hr = FAIL(MAPI_E_BUSY);
        else
            sys_event_wait(served->started, SYS_FOREVER);
    }
    if (SUCCEEDED(hr)) hr = served->hr;
    if (FAILED(hr)) {
        served_unref(served);
        return hr;
    }
    *out = served;
    return S_OK;
}

void served_ref(struct served *served)
{
    lock_take(&served->router->lock);
    served->users++;
    lock_drop(&served->router->lock);
}

void served_unref(struct served *served)
{
    bool last;

    if (!served) return;
    lock_take(&served->router->lock);
    last = --served->users == 0;
    if (last) list_remove(&served->link);
    lock_drop(&served->router->lock);
    if (last) destroy(served);
}
