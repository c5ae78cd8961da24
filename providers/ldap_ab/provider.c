/*
 * provider.c - from a profile section to a directory
 */
#include "common/ab_provider.h"
#include "logon.h"

/*
 * The server is asked when something is wanted of it.
 * Errors  MAPI_E_UNCONFIGURED (no server or base, or a value that means nothing),
 *         MAPI_E_NOT_ENOUGH_MEMORY
 */
HRESULT ab_provider_log_on(const struct allocators *alloc, IMAPISupport *support, LPTSTR profile,
                           ULONG flags, IABLogon **out)
{
    IProfSect *section = NULL;
    struct settings settings;
    struct book *book;
    HRESULT hr;

    (void)profile;
    (void)flags;
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
