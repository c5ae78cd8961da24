/*
 * provider.c - from a profile section to an open personal address book
 */
#include <stdlib.h>
#include <string.h>
#include "common/ab_provider.h"
#include "common/sql/place.h"
#include "common/text/text8.h"
#include "logon.h"
#include "mspst.h"

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
static HRESULT read_section(const struct allocators *alloc, struct request *request)
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
    alloc->free(values);
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

static HRESULT log_on(const struct allocators *alloc, struct request *request, IABLogon **out)
{
    IMAPISupport *support = request->support;
    struct book_file *file;
    struct book *book;
    HRESULT hr;

    hr = read_section(alloc, request);
    if (SUCCEEDED(hr)) hr = find_path(request);
    if (SUCCEEDED(hr)) hr = open_file(request->path, &file);
    if (FAILED(hr)) return hr;
    hr = write_section(request);
    if (SUCCEEDED(hr)) hr = support->lpVtbl->SetProviderUID(support, (MAPIUID *)&file->uid, 0);
    if (FAILED(hr)) {
        book_file_close(file);
        return hr;
    }
    hr = book_create(file, request->name, support, alloc, &book);
    request->name = NULL; /* moved */
    if (FAILED(hr)) return hr;
    hr = logon_create(book, out);
    com_unref(book);
    return hr;
}

/*
 * Opens the book, makes its file at the first logon.
 * Errors  MAPI_E_CORRUPT_STORE, MAPI_E_VERSION, MAPI_E_NO_ACCESS, MAPI_E_UNCONFIGURED (no path, and
 *         no place for one), MAPI_E_INVALID_PARAMETER, MAPI_E_NOT_ENOUGH_MEMORY
 */
HRESULT ab_provider_log_on(const struct allocators *alloc, IMAPISupport *support, LPTSTR profile,
                           ULONG flags, IABLogon **out)
{
    struct request request = {.support = support};
    HRESULT hr = text_from_caller(profile, flags, true, &request.profile);

    if (SUCCEEDED(hr)) hr = log_on(alloc, &request, out);
    request_clear(&request);
    return hr;
}
