/*
 * simple_documents.c - MAPISendDocuments' lists of files, as a message
 */
#include "simple/simple_documents.h"
#include "base/mem.h"
#include "base/text.h"
#include "simple/simple_code.h"
#include "simple/simple_note.h"

static ULONG parts(const WCHAR *list, WCHAR delimiter)
{
    ULONG n = list && *list ? 1 : 0;

    for (const WCHAR *c = list; n && *c; c++)
        n += *c == delimiter;
    return n;
}

/* The first part, in place, and what comes behind it; NULL: there is none. */
static WCHAR *next_part(WCHAR **list, WCHAR delimiter)
{
    WCHAR *part = *list, *end = part;

    if (!part) return NULL;
    while (*end && *end != delimiter)
        end++;
    *list = *end ? end + 1 : NULL;
    *end = 0;
    return part;
}

/* Paths that end with a delimiter name no file behind it. */
static ULONG fill(MapiFileDescW *files, WCHAR *paths, WCHAR *names, WCHAR delimiter)
{
    WCHAR *path;
    ULONG n = 0;

    while ((path = next_part(&paths, delimiter))) {
        WCHAR *name = next_part(&names, delimiter);

        if (!*path) continue;
        files[n].nPosition = SIMPLE_NO_PLACE;
        files[n].lpszPathName = path;
        files[n++].lpszFileName = name;
    }
    return n;
}

HRESULT simple_documents(const char *delimiter, const char *paths, const char *names,
                         MapiMessageW **out)
{
    AUTO_FREE MapiMessageW *made = mem_zero(sizeof(*made));
    WCHAR *wide_paths = NULL, *wide_names = NULL, *sign = NULL;
    ULONG n;
    HRESULT hr = made ? simple_text_in(delimiter && *delimiter ? delimiter : ";", 0, made, &sign)
                      : FAIL(MAPI_E_NOT_ENOUGH_MEMORY);

    *out = NULL;
    if (SUCCEEDED(hr)) hr = simple_text_in(paths, 0, made, &wide_paths);
    if (SUCCEEDED(hr)) hr = simple_text_in(names, 0, made, &wide_names);
    if (FAILED(hr)) return hr;
    n = parts(wide_paths, *sign);
    if (n > SIMPLE_FILES_MOST) return SIMPLE_FAIL(MAPI_E_TOO_MANY_FILES);
    if (n) {
        made->lpFiles = mem_zero_more(n * sizeof(*made->lpFiles), made);
        if (!made->lpFiles) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
        made->nFileCount = fill(made->lpFiles, wide_paths, wide_names, *sign);
    }
    *out = TAKE(made);
    return S_OK;
}
