/*
 * provider.c - XPProviderInit and IXPProvider: from a profile section to a mail account
 */
#include "common/provider_start.h"
#include "internet/logon.h"

#define IN_FLAGS                                                                                   \
    (LOGON_NO_DIALOG | LOGON_NO_CONNECT | LOGON_NO_INBOUND | LOGON_NO_OUTBOUND | MAPI_UNICODE)

struct provider {
    struct com_object com;
    IXPProvider IXPProvider_iface;
    struct provider_memory memory;
    bool has_library;
};

static void provider_destroy(void *self)
{
    struct provider *provider = self;

    if (provider->has_library) connection_library_end();
    provider_memory_drop(&provider->memory);
}

static const struct com_face provider_faces[] = {
    COM_FACE(provider, IXPProvider),
};
COM_CLASS(provider);
COM_UNKNOWN(provider, IXPProvider)

static HRESULT STDMETHODCALLTYPE provider_Shutdown(IXPProvider *iface, ULONG *flags)
{
    (void)iface;
    if (flags) *flags = 0;
    return S_OK;
}

/*
 * TransportLogon - what a profile section says of an account; the server is asked when there is
 * mail
 *
 * flags   in: those of contracts 8.1-07; out: LOGON_SP_IDLE
 * Errors  MAPI_E_UNCONFIGURED (no address or server, or a value that means nothing),
 *         MAPI_E_UNKNOWN_FLAGS, MAPI_E_INVALID_PARAMETER, MAPI_E_NOT_ENOUGH_MEMORY
 * Source  IXPProvider::TransportLogon; contracts 8.1-06 to 8.1-11
 */
static HRESULT STDMETHODCALLTYPE provider_TransportLogon(IXPProvider *iface, IMAPISupport *support,
                                                         ULONG_PTR window, LPTSTR profile,
                                                         ULONG *flags, MAPIERROR **error,
                                                         IXPLogon **out)
{
    const struct allocators *alloc = &provider_from(iface)->memory.alloc;
    AUTO_RELEASE IProfSect *section = NULL;
    struct account account;
    HRESULT hr;

    (void)window;
    (void)profile;
    if (error) *error = NULL;
    if (out) *out = NULL;
    if (!support || !flags || !out) return MAPI_E_INVALID_PARAMETER;
    if (*flags & ~(ULONG)IN_FLAGS) return MAPI_E_UNKNOWN_FLAGS;
    hr = support->lpVtbl->OpenProfileSection(support, NULL, 0, &section);
    if (SUCCEEDED(hr)) hr = account_read(section, alloc, &account);
    if (SUCCEEDED(hr))
        hr = mail_logon_create(support, alloc, &account, *flags & LOGON_NO_CONNECT, out);
    if (FAILED(hr)) return hr;
    *flags = LOGON_SP_IDLE;
    return S_OK;
}

static const IXPProviderVtbl provider_vtbl = {
    COM_UNKNOWN_METHODS(provider),
    .Shutdown = provider_Shutdown,
    .TransportLogon = provider_TransportLogon,
};

/*
 * XPProviderInit
 *
 * Errors  MAPI_E_VERSION (MAPI's SPI is older than ours), MAPI_E_INVALID_PARAMETER,
 *         MAPI_E_NOT_ENOUGH_MEMORY, MAPI_E_NOT_ENOUGH_RESOURCES (no sockets, no TLS)
 * Source  XPPROVIDERINIT
 */
HRESULT STDMAPIINITCALLTYPE XPProviderInit(HINSTANCE instance, IMalloc *malloc_,
                                           ALLOCATEBUFFER *buffer, ALLOCATEMORE *more,
                                           FREEBUFFER *free_, ULONG flags, ULONG mapi_version,
                                           ULONG *version, IXPProvider **out)
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
    provider->IXPProvider_iface.lpVtbl = (IXPProviderVtbl *)&provider_vtbl;
    provider_memory_take(&provider->memory, malloc_, &alloc);
    hr = connection_library_begin();
    provider->has_library = SUCCEEDED(hr);
    if (FAILED(hr)) {
        com_unref(provider);
        return hr;
    }
    *out = &provider->IXPProvider_iface;
    return S_OK;
}
