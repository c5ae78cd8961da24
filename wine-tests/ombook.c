/*
 * ombook.c - the test's address book provider as a DLL, loaded from a profile
 *
 * The program loads it first and fills the books; MAPI then loads the same module.
 */
#include "ombook.h"
#include <stdio.h>
#include <string.h>
#include "mapiguid.h"
#include "mapitags.h"
#include "mapix.h"

extern struct ombook ombook;
struct ombook ombook = {
    .tell = book_tell, .tell_gone = book_tell_gone, .tell_template = book_tell_template};

static void note(const char *what)
{
    size_t used = strlen(ombook.calls);

    snprintf(ombook.calls + used, sizeof(ombook.calls) - used, "%s ", what);
}

static HRESULT STDMETHODCALLTYPE provider_QueryInterface(IABProvider *iface, REFIID iid, void **out)
{
    *out = NULL;
    if (!IsEqualGUID(iid, &IID_IUnknown) && !IsEqualGUID(iid, &IID_IABProvider))
        return E_NOINTERFACE;
    *out = iface;
    return S_OK;
}

static ULONG STDMETHODCALLTYPE provider_AddRef(IABProvider *iface)
{
    (void)iface;
    return 2;
}

static ULONG STDMETHODCALLTYPE provider_Release(IABProvider *iface)
{
    (void)iface;
    note("release");
    return 1;
}

static HRESULT STDMETHODCALLTYPE provider_Shutdown(IABProvider *iface, ULONG *flags)
{
    (void)iface;
    note(*flags ? "shutdown(?)" : "shutdown");
    return S_OK;
}

static ULONG which(IMAPISupport *support)
{
    SizedSPropTagArray(1, tags) = {1, {OMBOOK_NUMBER}};
    IProfSect *section = NULL;
    SPropValue *values = NULL;
    ULONG number = 1, n;

    if (FAILED(support->lpVtbl->OpenProfileSection(support, NULL, 0, &section))) return number;
    if (SUCCEEDED(section->lpVtbl->GetProps(section, (SPropTagArray *)&tags, 0, &n, &values)) &&
        values[0].ulPropTag == OMBOOK_NUMBER)
        number = (ULONG)values[0].Value.l;
    MAPIFreeBuffer(values);
    section->lpVtbl->Release(section);
    return number;
}

static HRESULT STDMETHODCALLTYPE provider_Logon(IABProvider *iface, IMAPISupport *support,
                                                ULONG_PTR ui, LPTSTR profile, ULONG flags,
                                                ULONG *n_security, BYTE **security,
                                                MAPIERROR **error, IABLogon **out)
{
    ULONG number = which(support);
    char what[40];

    (void)iface, (void)ui, (void)profile;
    *n_security = 0;
    *security = NULL;
    *error = NULL;
    snprintf(what, sizeof(what), "logon%u(%x)", (unsigned)number, (unsigned)flags);
    note(what);
    return book_logon(&ombook.books[number - 1], support, out);
}

static const IABProviderVtbl provider_vtbl = {
    .QueryInterface = provider_QueryInterface,
    .AddRef = provider_AddRef,
    .Release = provider_Release,
    .Shutdown = provider_Shutdown,
    .Logon = provider_Logon,
};

ABPROVIDERINIT ABProviderInit;
HRESULT STDMAPIINITCALLTYPE ABProviderInit(HINSTANCE instance, LPMALLOC allocator,
                                           LPALLOCATEBUFFER allocate, LPALLOCATEMORE more,
                                           LPFREEBUFFER free_buffer, ULONG flags,
                                           ULONG mapi_version, ULONG *version, LPABPROVIDER *out)
{
    static IABProvider provider = {&provider_vtbl};

    (void)instance, (void)allocator, (void)allocate, (void)more, (void)free_buffer, (void)flags;
    (void)mapi_version;
    note("init");
    *version = CURRENT_SPI_VERSION;
    *out = &provider;
    return S_OK;
}
