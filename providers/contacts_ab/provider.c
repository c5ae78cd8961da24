/*
 * provider.c - ABProviderInit and IABProvider: from a profile section to a contacts address book
 */
#include <stdlib.h>
#include <string.h>
#include "common/provider_start.h"
#include "common/text/text8.h"
#include "logon.h"
#include "mapitags.h"

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

/* ---- Logon ---- */

struct request {
    WCHAR *name; /* malloc, like the next */
    SBinary store, folder;
};

static void request_clear(struct request *request)
{
    free(request->name);
    free(request->store.lpb);
    free(request->folder.lpb);
}

/* The first of several; a service shows one folder. */
static HRESULT take_first(const SPropValue *value, SBinary *out)
{
    const SBinaryArray *all = &value->Value.MVbin;

    if (!all->cValues || !all->lpbin[0].cb) return S_OK;
    out->lpb = malloc(all->lpbin[0].cb);
    if (!out->lpb) return MAPI_E_NOT_ENOUGH_MEMORY;
    memcpy(out->lpb, all->lpbin[0].lpb, all->lpbin[0].cb);
    out->cb = all->lpbin[0].cb;
    return S_OK;
}

static HRESULT take_value(const SPropValue *value, struct request *request)
{
    switch (value->ulPropTag) {
    case PR_DISPLAY_NAME_W:
    case PR_DISPLAY_NAME_A:
        return request->name ? S_OK : text_of_prop(value, &request->name);
    case PR_CONTAB_STORE_ENTRYIDS:
        return take_first(value, &request->store);
    case PR_CONTAB_FOLDER_ENTRYIDS:
        return take_first(value, &request->folder);
    }
    return S_OK;
}

static HRESULT read_section(struct provider *provider, IMAPISupport *support,
                            struct request *request)
{
    static const WCHAR contacts[] = {'C', 'o', 'n', 't', 'a', 'c', 't', 's', 0};
    static const SizedSPropTagArray(4,
                                    tags) = {4,
                                             {PR_DISPLAY_NAME_W, PR_DISPLAY_NAME_A,
                                              PR_CONTAB_STORE_ENTRYIDS, PR_CONTAB_FOLDER_ENTRYIDS}};
    AUTO_RELEASE IProfSect *section = NULL;
    SPropValue *values = NULL;
    ULONG n = 0;
    HRESULT hr = support->lpVtbl->OpenProfileSection(support, NULL, 0, &section);

    if (SUCCEEDED(hr))
        hr = section->lpVtbl->GetProps(section, (SPropTagArray *)&tags, 0, &n, &values);
    if (FAILED(hr)) return hr;
    hr = S_OK;
    for (ULONG i = 0; i < n && SUCCEEDED(hr); i++)
        hr = take_value(&values[i], request);
    provider->memory.alloc.free(values);
    if (SUCCEEDED(hr) && !request->name)
        hr = text_from_caller(contacts, MAPI_UNICODE, false, &request->name);
    return hr;
}

static HRESULT log_on(struct provider *provider, IMAPISupport *support, struct request *request,
                      IABLogon **out)
{
    struct book *book;
    HRESULT hr = read_section(provider, support, request);

    if (SUCCEEDED(hr)) hr = support->lpVtbl->SetProviderUID(support, (MAPIUID *)&contact_uid, 0);
    if (FAILED(hr)) return hr;
    if (!request->store.cb || !request->folder.cb) { /* one says nothing without the other */
        free(request->store.lpb);
        free(request->folder.lpb);
        request->store = request->folder = (SBinary){0, NULL};
    }
    hr = book_create(request->name, request->store, request->folder, support,
                     &provider->memory.alloc, &book);
    *request = (struct request){0}; /* moved */
    if (FAILED(hr)) return hr;
    hr = logon_create(book, out);
    com_unref(book);
    return hr;
}

/* ---- IABProvider ---- */

static HRESULT STDMETHODCALLTYPE provider_Shutdown(IABProvider *iface, ULONG *flags)
{
    (void)iface;
    if (flags) *flags = 0;
    return S_OK;
}

/*
 * Logon - of a profile section; the folder is opened when it is wanted
 *
 * Errors  MAPI_E_UNKNOWN_FLAGS, MAPI_E_INVALID_PARAMETER, MAPI_E_NOT_ENOUGH_MEMORY
 * Source  IABProvider::Logon
 */
static HRESULT STDMETHODCALLTYPE provider_Logon(IABProvider *iface, IMAPISupport *support,
                                                ULONG_PTR window, LPTSTR profile, ULONG flags,
                                                ULONG *security_bytes, BYTE **security,
                                                MAPIERROR **error, IABLogon **out)
{
    struct request request = {0};
    HRESULT hr;

    (void)window;
    (void)profile;
    if (security_bytes) *security_bytes = 0;
    if (security) *security = NULL;
    if (error) *error = NULL;
    if (out) *out = NULL;
    if (!support || !out) return MAPI_E_INVALID_PARAMETER;
    if (flags & ~(ULONG)(AB_NO_DIALOG | MAPI_UNICODE)) return MAPI_E_UNKNOWN_FLAGS;
    hr = log_on(provider_from(iface), support, &request, out);
    request_clear(&request);
    return hr;
}

static const IABProviderVtbl provider_vtbl = {
    COM_UNKNOWN_METHODS(provider),
    .Shutdown = provider_Shutdown,
    .Logon = provider_Logon,
};

/*
 * ABProviderInit - see provider_start
 *
 * Errors  MAPI_E_VERSION, MAPI_E_INVALID_PARAMETER, MAPI_E_NOT_ENOUGH_MEMORY
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
