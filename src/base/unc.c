/*
 * unc.c - paths on network drives: x:\path and \\server\share\path
 */
#include "base/unc.h"
#include <stdbool.h>
#include "base/error.h"
#include "base/mem.h"
#include "base/text.h"

static bool is_slash(WCHAR c)
{
    return c == '\\' || c == '/';
}

static bool is_unc(const WCHAR *path)
{
    return is_slash(path[0]) && is_slash(path[1]) && path[2];
}

/* "x:" or "x:\..."; "x:name" depends on the drive's current folder. */
static bool is_local(const WCHAR *path)
{
    WCHAR letter = text_fold(path[0]);

    return letter >= 'A' && letter <= 'Z' && path[1] == ':' && (!path[2] || is_slash(path[2]));
}

static HRESULT already(const WCHAR *path, WCHAR **out)
{
    *out = mem_dup_text(path, NULL);
    return *out ? S_FALSE : MAPI_E_NOT_ENOUGH_MEMORY;
}

HRESULT unc_from_local(const WCHAR *path, unc_share_of *share_of, WCHAR **out)
{
    AUTO_FREE WCHAR *share = NULL;
    HRESULT hr;

    *out = NULL;
    if (is_unc(path)) return already(path, out);
    if (!is_local(path)) return FAIL(MAPI_E_INVALID_PARAMETER);
    hr = share_of(text_fold(path[0]), &share);
    if (FAILED(hr)) return hr == MAPI_E_NOT_FOUND ? FAIL(MAPI_E_INVALID_PARAMETER) : hr;
    *out = text_join(share, path + 2, NULL);
    return *out ? S_OK : MAPI_E_NOT_ENOUGH_MEMORY;
}

/* What of path lies below share, or NULL: it lies elsewhere. */
static const WCHAR *below(const WCHAR *path, const WCHAR *share)
{
    size_t chars = text_len(share);

    while (chars && is_slash(share[chars - 1]))
        chars--;
    if (!chars || text_ncompare_nocase(path, share, chars)) return NULL;
    return !path[chars] || is_slash(path[chars]) ? path + chars : NULL;
}

HRESULT unc_to_local(const WCHAR *path, unc_share_of *share_of, WCHAR **out)
{
    *out = NULL;
    if (is_local(path)) return already(path, out);
    if (!is_unc(path)) return FAIL(MAPI_E_NOT_FOUND);
    for (WCHAR letter = 'A'; letter <= 'Z'; letter++) {
        WCHAR drive[] = {letter, ':', 0};
        AUTO_FREE WCHAR *share = NULL;
        HRESULT hr = share_of(letter, &share);
        const WCHAR *rest;

        if (hr == MAPI_E_NOT_FOUND) continue;
        if (FAILED(hr)) return hr;
        rest = below(path, share);
        if (!rest) continue;
        /* the whole share is the drive's first folder */
        *out = text_join(drive, *rest ? rest : L"\\", NULL);
        return *out ? S_OK : MAPI_E_NOT_ENOUGH_MEMORY;
    }
    return FAIL(MAPI_E_NOT_FOUND);
}
