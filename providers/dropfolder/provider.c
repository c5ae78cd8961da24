/*
 * provider.c - XPProviderInit and IXPProvider: from a profile section to a transport
 */
#include "common/provider_start.h"
#include "dropfolder/logon.h"

struct provider {
    struct com_object com;
    IXPProvider IXPProvider_iface;
    struct provider_memory memory;
};

static void provider_destroy(void *self)
{
    struct provider *provider = self;

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

#define IN_FLAGS                                                                                   \
    (LOGON_NO_DIALOG | LOGON_NO_CONNECT | LOGON_NO_INBOUND | LOGON_NO_OUTBOUND | MAPI_UNICODE)

/*
 * TransportLogon - a profile section's folders; they are looked at when mail goes or comes
 *
 * flags   in: LOGON_NO_CONNECT says nothing to folders; out: LOGON_SP_POLL where there is an
 *         in-folder
 * Errors  MAPI_E_UNCONFIGURED (no folder, no address, or one that means nothing),
 *         MAPI_E_UNKNOWN_FLAGS, MAPI_E_INVALID_PARAMETER, MAPI_E_NOT_ENOUGH_MEMORY
 * Source  IXPProvider::TransportLogon; contracts 8.1-06 to 8.1-11
 */
static HRESULT STDMETHODCALLTYPE provider_TransportLogon(IXPProvider *iface, IMAPISupport *support,
                                                         ULONG_PTR window, LPTSTR profile,
                                                         ULONG *flags, MAPIERROR **error,
                                                         IXPLogon **out)
{
    const struct allocators *alloc = &provider_from(iface)->memory.alloc;
    struct drop_logon *logon;
    struct account *account;
    bool polls;
    HRESULT hr;

    (void)window;
    (void)profile;
    if (error) *error = NULL;
    if (out) *out = NULL;
    if (!support || !flags || !out) return MAPI_E_INVALID_PARAMETER;
    if (*flags & ~(ULONG)IN_FLAGS) return MAPI_E_UNKNOWN_FLAGS;
    hr = drop_account_read(support, alloc, &account);
    if (FAILED(hr)) return hr;
    polls = account->in_folder;
    hr = drop_logon_create(support, alloc, account, &logon);
    if (FAILED(hr)) return hr;
    *flags = polls ? LOGON_SP_POLL : 0;
    *out = &logon->IXPLogon_iface;
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
 *         MAPI_E_NOT_ENOUGH_MEMORY
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
    *out = &provider->IXPProvider_iface;
    return S_OK;
}
