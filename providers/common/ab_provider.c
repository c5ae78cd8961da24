/*
 * ab_provider.c - ABProviderInit and IABProvider, whatever the address book
 */
#include "common/ab_provider.h"
#include "common/provider_start.h"

struct provider {
    struct com_object com;
    IABProvider IABProvider_iface;
    struct provider_memory memory;
};

static void provider_destroy(void *self)
{
    struct provider *provider = self;

    provider_memory_drop(&provider->memory);
}

static const struct com_face provider_faces[] = {
    COM_FACE(provider, IABProvider),
};
COM_CLASS(provider);
COM_UNKNOWN(provider, IABProvider)

static HRESULT STDMETHODCALLTYPE provider_Shutdown(IABProvider *iface, ULONG *flags)
{
    (void)iface;
    if (flags) *flags = 0;
    return S_OK;
}

/*
 * Logon - of a profile section
 *
 * security  nothing is kept for a later logon
 * Errors    MAPI_E_UNKNOWN_FLAGS, MAPI_E_INVALID_PARAMETER, those of ab_provider_log_on
 * Source    IABProvider::Logon
 */
static HRESULT STDMETHODCALLTYPE provider_Logon(IABProvider *iface, IMAPISupport *support,
                                                ULONG_PTR window, LPTSTR profile, ULONG flags,
                                                ULONG *security_bytes, BYTE **security,
                                                MAPIERROR **error, IABLogon **out)
{
    (void)window;
    if (security_bytes) *security_bytes = 0;
    if (security) *security = NULL;
    if (error) *error = NULL;
    if (out) *out = NULL;
    if (!support || !out) return MAPI_E_INVALID_PARAMETER;
    if (flags & ~(ULONG)(AB_NO_DIALOG | MAPI_UNICODE)) return MAPI_E_UNKNOWN_FLAGS;
    return ab_provider_log_on(&provider_from(iface)->memory.alloc, support, profile, flags, out);
}

static const IABProviderVtbl provider_vtbl = {
    COM_UNKNOWN_METHODS(provider),
    .Shutdown = provider_Shutdown,
    .Logon = provider_Logon,
};

/*
 * ABProviderInit
 *
 * Errors  MAPI_E_VERSION (MAPI's SPI is older than ours), MAPI_E_INVALID_PARAMETER,
 *         MAPI_E_NOT_ENOUGH_MEMORY
 * Source  ABPROVIDERINIT
 */
HRESULT STDMAPIINITCALLTYPE ABProviderInit(HINSTANCE instance, IMalloc *malloc_,
                                           ALLOCATEBUFFER *buffer, ALLOCATEMORE *more,
                                           FREEBUFFER *free_, ULONG flags, ULONG mapi_version,
                                           ULONG *version, IABProvider **out)
{
    const struct allocators alloc = {buffer, more, free_};
    struct provider *provider;
    HRESULT hr;

    (void)instance;
    (void)flags;
    if (out) *out = NULL;
    hr = provider_start(&alloc, mapi_version, version, out);
    if (FAILED(hr)) return hr;
    provider = com_alloc(&provider_class, sizeof(*provider));
    if (!provider) return MAPI_E_NOT_ENOUGH_MEMORY;
    provider->IABProvider_iface.lpVtbl = (IABProviderVtbl *)&provider_vtbl;
    provider_memory_take(&provider->memory, malloc_, &alloc);
    *out = &provider->IABProvider_iface;
    return S_OK;
}
