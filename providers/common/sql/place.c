/*
 * place.c - where a provider's file lies
 */
#include "common/sql/place.h"
#include <stdlib.h>
#ifdef _WIN32
#include <shlobj.h>
#include <stdio.h>
#include <wchar.h>
#include "common/text/text8.h"
#endif

#ifdef _WIN32
HRESULT place_absolute(WCHAR **path)
{
    DWORD room = GetFullPathNameW(*path, 0, NULL, NULL);
    WCHAR *full;

    if (!room) return MAPI_E_INVALID_PARAMETER;
    full = malloc(room * sizeof(WCHAR));
    if (!full) return MAPI_E_NOT_ENOUGH_MEMORY;
    if (!GetFullPathNameW(*path, room, full, NULL)) {
        free(full);
        return MAPI_E_INVALID_PARAMETER;
    }
    free(*path);
    *path = full;
    return S_OK;
}

/* Appends, with what may not be in a file name made '_'. */
static void add_name(WCHAR *path, size_t room, const WCHAR *name)
{
    size_t n = wide_len(path);

    for (; *name && n + 1 < room; name++)
        path[n++] = *name < 32 || wcschr(L"<>:\"/\\|?*", *name) ? L'_' : *name;
    path[n] = 0;
}

static void add(WCHAR *path, size_t room, const WCHAR *text)
{
    size_t n = wide_len(path);

    while (*text && n + 1 < room)
        path[n++] = *text++;
    path[n] = 0;
}

static HRESULT make_folder(const WCHAR *path)
{
    if (CreateDirectoryW(path, NULL) || GetLastError() == ERROR_ALREADY_EXISTS) return S_OK;
    return MAPI_E_NO_ACCESS;
}

/* Another section's file, or one that a deleted profile left, is never taken for a new one. */
static HRESULT make_unique(WCHAR *path, size_t room, const WCHAR *extension)
{
    size_t n = wide_len(path);

    for (int number = 1; number < 10000; number++) {
        WCHAR suffix[16];

        path[n] = 0;
        if (number > 1) {
            swprintf(suffix, 16, L" %d", number);
            add(path, room, suffix);
        }
        add(path, room, extension);
        if (GetFileAttributesW(path) == INVALID_FILE_ATTRIBUTES) return S_OK;
    }
    return MAPI_E_UNCONFIGURED;
}

HRESULT place_default(const WCHAR *profile, const WCHAR *name, const WCHAR *extension,
                      WCHAR **out)
{
    enum { ROOM = 1024, NAME_ROOM = MAX_PATH };
    WCHAR path[ROOM] = {0};
    HRESULT hr;

    *out = NULL;
    if (FAILED(SHGetFolderPathW(NULL, CSIDL_LOCAL_APPDATA | CSIDL_FLAG_CREATE, NULL, 0, path)))
        return MAPI_E_UNCONFIGURED;
    add(path, ROOM, L"\\OpenMAPI");
    hr = make_folder(path);
    if (SUCCEEDED(hr) && profile && *profile) {
        add(path, ROOM, L"\\");
        add_name(path, ROOM - NAME_ROOM, profile);
        hr = make_folder(path);
    }
    if (FAILED(hr)) return hr;
    add(path, ROOM, L"\\");
    add_name(path, ROOM - 32, name);
    hr = make_unique(path, ROOM, extension);
    if (FAILED(hr)) return hr;
    *out = malloc((wide_len(path) + 1) * sizeof(WCHAR));
    if (!*out) return MAPI_E_NOT_ENOUGH_MEMORY;
    memcpy(*out, path, (wide_len(path) + 1) * sizeof(WCHAR));
    return S_OK;
}
#else
HRESULT place_absolute(WCHAR **path)
{
    return **path == '/' ? S_OK : MAPI_E_INVALID_PARAMETER;
}

HRESULT place_default(const WCHAR *profile, const WCHAR *name, const WCHAR *extension,
                      WCHAR **out)
{
    (void)profile;
    (void)name;
    (void)extension;
    *out = NULL;
    return MAPI_E_UNCONFIGURED;
}
#endif
