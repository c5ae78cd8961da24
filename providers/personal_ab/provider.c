/*
 * provider.c - ABProviderInit and IABProvider: from a profile section to an open personal address
 * book
 */
#include <stdlib.h>
#include <string.h>
#include "common/provider_start.h"
#include "common/sql/place.h"
#include "common/text/text8.h"
#include "logon.h"
#include "mspst.h"

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
    IMAPISupport *support;
    IProfSect *section; /* owned */
    WCHAR *profile;     /* malloc, like the next */
    WCHAR *path, *name; /* as the section has them, then as they are */
    bool new_path;      /* to be written into the section */
};

static void request_clear(struct request *request)
{
    free(request->profile);
    free(request->path);
    free(request->name);
    com_release(&request->section);
}

/* PR_PST_PATH and PR_DISPLAY_NAME of either width. */
static HRESULT read_section(struct provider *provider, struct request *request)
{
    static const SizedSPropTagArray(4, tags) = {
        4, {PR_PST_PATH_W, PR_PST_PATH_A, PR_DISPLAY_NAME_W, PR_DISPLAY_NAME_A}};
    SPropValue *values = NULL;
    ULONG n = 0;
    HRESULT hr;

    hr = request->support->lpVtbl->OpenProfileSection(request->support, NULL, MAPI_MODIFY,
                                                      &request->section);
    if (SUCCEEDED(hr))
        hr = request->section->lpVtbl->GetProps(request->section, (SPropTagArray *)&tags, 0, &n,
                                                &values);
    if (FAILED(hr)) return hr;
    for (ULONG i = 0; i < 4 && i < n && SUCCEEDED(hr); i++) {
        WCHAR **text = i < 2 ? &request->path : &request->name;

        if (!*text) hr = text_of_prop(&values[i], text);
    }
    provider->memory.alloc.free(values);
    if (SUCCEEDED(hr) && !request->name)
        hr = text_from_caller(BOOK_NAME, MAPI_UNICODE, false, &request->name);
    return FAILED(hr) ? hr : S_OK;
}

/* From the profile, else a new one in the user's local application data. */
static HRESULT find_path(struct request *request)
{
    if (request->path) return place_absolute(&request->path);
    request->new_path = true;
    return place_default(request->profile, request->name, L".ompab", &request->path);
}

static HRESULT write_section(struct request *request)
{
    SPropValue values[2] = {{.ulPropTag = PR_DISPLAY_NAME_W}, {.ulPropTag = PR_PST_PATH_W}};
    IProfSect *section = request->section;
    HRESULT hr;

    values[0].Value.lpszW = request->name;
    values[1].Value.lpszW = request->path;
    hr = section->lpVtbl->SetProps(section, request->new_path ? 2 : 1, values, NULL);
    return FAILED(hr) ? hr : section->lpVtbl->SaveChanges(section, KEEP_OPEN_READWRITE);
}

/* Opens the file, or makes it; one that can't be written is opened for reading. */
static HRESULT open_file(const WCHAR *path, struct book_file **out)
{
    size_t bytes;
    char *path8;
    HRESULT hr = wtf8_from_wide(path, wide_len(path), &path8, &bytes);

    *out = NULL;
    if (FAILED(hr)) return hr;
    hr = book_file_open(path8, DB_CREATE, out);
    if (hr == MAPI_E_NO_ACCESS) hr = book_file_open(path8, DB_READ, out);
    free(path8);
    return hr;
}

static HRESULT log_on(struct provider *provider, struct request *request, IABLogon **out)
{
    IMAPISupport *support = request->support;
    struct book_file *file;
    struct book *book;
    HRESULT hr;

    hr = read_section(provider, request);
    if (SUCCEEDED(hr)) hr = find_path(request);
    if (SUCCEEDED(hr)) hr = open_file(request->path, &file);
    if (FAILED(hr)) return hr;
    hr = write_section(request);
    if (SUCCEEDED(hr)) hr = support->lpVtbl->SetProviderUID(support, (MAPIUID *)&file->uid, 0);
    if (FAILED(hr)) {
        book_file_close(file);
        return hr;
    }
    hr = book_create(file, request->name, support, &provider->memory.alloc, &book);
    request->name = NULL; /* moved */
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

#define LOGON_FLAGS (AB_NO_DIALOG | MAPI_UNICODE)

/*
 * Logon - open the book of a profile section; make its file at the first logon
 *
 * Errors  MAPI_E_CORRUPT_STORE, MAPI_E_VERSION, MAPI_E_NO_ACCESS, MAPI_E_UNCONFIGURED (no path, and
 *         no place for one), MAPI_E_UNKNOWN_FLAGS, MAPI_E_INVALID_PARAMETER,
 *         MAPI_E_NOT_ENOUGH_MEMORY
 * Source  IABProvider::Logon
 */
static HRESULT STDMETHODCALLTYPE provider_Logon(IABProvider *iface, IMAPISupport *support,
                                                ULONG_PTR window, LPTSTR profile, ULONG flags,
                                                ULONG *security_bytes, BYTE **security,
                                                MAPIERROR **error, IABLogon **out)
{
    struct request request = {.support = support};
    HRESULT hr;

    (void)window;
    if (security_bytes) *security_bytes = 0;
    if (security) *security = NULL;
    if (error) *error = NULL;
    if (out) *out = NULL;
    if (!support || !out) return MAPI_E_INVALID_PARAMETER;
    if (flags & ~(ULONG)LOGON_FLAGS) return MAPI_E_UNKNOWN_FLAGS;
    hr = text_from_caller(profile, flags, true, &request.profile);
    if (SUCCEEDED(hr)) hr = log_on(provider_from(iface), &request, out);
    request_clear(&request);
    return hr;
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
