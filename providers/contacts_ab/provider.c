/*
 * provider.c - from a profile section to a contacts address book
 */
#include <stdlib.h>
#include <string.h>
#include "common/ab_provider.h"
#include "common/text/text8.h"
#include "logon.h"
#include "mapitags.h"

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

static HRESULT read_section(const struct allocators *alloc, IMAPISupport *support,
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
    alloc->free(values);
    if (SUCCEEDED(hr) && !request->name)
        hr = text_from_caller(contacts, MAPI_UNICODE, false, &request->name);
    return hr;
}

static HRESULT log_on(const struct allocators *alloc, IMAPISupport *support,
                      struct request *request, IABLogon **out)
{
    struct book *book;
    HRESULT hr = read_section(alloc, support, request);

    if (SUCCEEDED(hr)) hr = support->lpVtbl->SetProviderUID(support, (MAPIUID *)&contact_uid, 0);
    if (FAILED(hr)) return hr;
    if (!request->store.cb || !request->folder.cb) { /* one says nothing without the other */
        free(request->store.lpb);
        free(request->folder.lpb);
        request->store = request->folder = (SBinary){0, NULL};
    }
    hr = book_create(request->name, request->store, request->folder, support, alloc, &book);
    *request = (struct request){0}; /* moved */
    if (FAILED(hr)) return hr;
    hr = logon_create(book, out);
    com_unref(book);
    return hr;
}

/* The folder is opened when it is wanted. */
HRESULT ab_provider_log_on(const struct allocators *alloc, IMAPISupport *support, LPTSTR profile,
                           ULONG flags, IABLogon **out)
{
    struct request request = {0};
    HRESULT hr = log_on(alloc, support, &request, out);

    (void)profile;
    (void)flags;
    request_clear(&request);
    return hr;
}
