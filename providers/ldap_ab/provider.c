/*
 * provider.c - ABProviderInit and IABProvider: from a profile section to a directory
 */
#include "common/provider_start.h"
#include "logon.h"

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

static HRESULT log_on(struct provider *provider, IMAPISupport *support, IABLogon **out)
{
    const struct allocators *alloc = &provider->memory.alloc;
    IProfSect *section = NULL;
    struct settings settings;
    struct book *book;
    HRESULT hr;

    hr = support->lpVtbl->OpenProfileSection(support, NULL, 0, &section);
    if (FAILED(hr)) return hr;
    hr = settings_read(section, alloc, &settings);
    section->lpVtbl->Release(section);
    if (SUCCEEDED(hr)) hr = book_create(&settings, support, alloc, &book);
    if (FAILED(hr)) return hr;
    hr = support->lpVtbl->SetProviderUID(support, &book->uid, 0);
    if (SUCCEEDED(hr)) hr = logon_create(book, out);
    com_unref(book);
    return hr;
}

/*
 * Logon - what a profile section says of a directory; the server is asked when something is wanted
 * of it
 *
 * Errors  MAPI_E_UNCONFIGURED (no server or base, or a value that means nothing),
 *         MAPI_E_UNKNOWN_FLAGS, MAPI_E_INVALID_PARAMETER, MAPI_E_NOT_ENOUGH_MEMORY
 * Source  IABProvider::Logon
 */
static HRESULT STDMETHODCALLTYPE provider_Logon(IABProvider *iface, IMAPISupport *support,
                                                ULONG_PTR window, LPTSTR profile, ULONG flags,
                                                ULONG *security_bytes, BYTE **security,
                                                MAPIERROR **error, IABLogon **out)
{
    (void)window;
    (void)profile;
    if (security_bytes) *security_bytes = 0;
    if (security) *security = NULL;
    if (error) *error = NULL;
    if (out) *out = NULL;
    if (!support || !out) return MAPI_E_INVALID_PARAMETER;
    if (flags & ~(ULONG)(AB_NO_DIALOG | MAPI_UNICODE)) return MAPI_E_UNKNOWN_FLAGS;
    return log_on(provider_from(iface), support, out);
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
