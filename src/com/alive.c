/*
 * alive.c - what of ours is alive, for tests
 */
#include "com/alive.h"
#include "base/mem.h"
#include "com/com.h"
#include "com/imalloc.h"

const IID IID_IOpenMapiAlive = {
    0x4f70656e, 0x4d41, 0x5049, {0xa1, 0x1f, 0xe0, 0, 0, 0, 0xc0, 0xde}};

static HRESULT STDMETHODCALLTYPE alive_QueryInterface(IOpenMapiAlive *iface, REFIID iid, void **out)
{
    IMalloc *malloc = imalloc_default();

    (void)iface;
    return malloc->lpVtbl->QueryInterface(malloc, iid, out);
}

static ULONG STDMETHODCALLTYPE alive_AddRef(IOpenMapiAlive *iface)
{
    (void)iface;
    return 2;
}

static ULONG STDMETHODCALLTYPE alive_Release(IOpenMapiAlive *iface)
{
    (void)iface;
    return 1;
}

static LONG STDMETHODCALLTYPE alive_Blocks(IOpenMapiAlive *iface)
{
    (void)iface;
    return (LONG)mem_roots_alive();
}

static LONG STDMETHODCALLTYPE alive_Objects(IOpenMapiAlive *iface)
{
    (void)iface;
    return (LONG)com_objects_alive();
}

struct watcher {
    void(STDMETHODCALLTYPE *seen)(void *, const void *, ULONG);
    void *context;
};

static void tell(void *context, const void *root, size_t bytes)
{
    struct watcher *watcher = context;

    watcher->seen(watcher->context, root, (ULONG)bytes);
}

static void STDMETHODCALLTYPE alive_Each(IOpenMapiAlive *iface,
                                         void(STDMETHODCALLTYPE *seen)(void *, const void *, ULONG),
                                         void *context)
{
    struct watcher watcher = {seen, context};

    (void)iface;
    mem_each_root(tell, &watcher);
}

static const IOpenMapiAliveVtbl alive_vtbl = {
    COM_UNKNOWN_METHODS(alive),
    .Blocks = alive_Blocks,
    .Objects = alive_Objects,
    .Each = alive_Each,
};

IOpenMapiAlive *alive_default(void)
{
    static IOpenMapiAlive the_one = {&alive_vtbl};

    return &the_one;
}
