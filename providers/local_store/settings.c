/*
 * settings.c - what a profile section says about a store: its path, its name, its limits
 */
#include "settings.h"
#include <stdlib.h>
#include "common/text/text8.h"
#include "edktags.h"
#include "mspst.h"
#ifdef _WIN32
#include <shlobj.h>
#include <stdio.h>
#include <wchar.h>
#endif

static HRESULT take_text(const SPropValue *prop, WCHAR **out)
{
    const WCHAR *text;
    struct value *value;
    HRESULT hr = S_OK;

    if (*out ||
        (PROP_TYPE(prop->ulPropTag) != PT_UNICODE && PROP_TYPE(prop->ulPropTag) != PT_STRING8))
        return S_OK;
    if (PROP_TYPE(prop->ulPropTag) == PT_STRING8) {
        size_t chars;

        hr = wide_from_ansi(prop->Value.lpszA, strlen(prop->Value.lpszA), 0, out, &chars, NULL);
    } else {
        hr = value_from_prop(prop, &value);
        if (FAILED(hr)) return hr;
        text = value_wide(value);
        *out = malloc((wide_len(text) + 1) * sizeof(WCHAR));
        if (*out)
            memcpy(*out, text, (wide_len(text) + 1) * sizeof(WCHAR));
        else
            hr = MAPI_E_NOT_ENOUGH_MEMORY;
        value_unref(value);
    }
    if (SUCCEEDED(hr) && !**out) { /* "" is nothing */
        free(*out);
        *out = NULL;
    }
    return hr;
}

HRESULT settings_read(IMAPIProp *section, const struct allocators *alloc, struct settings *out)
{
    static const SizedSPropTagArray(4 + N_QUOTAS, tags) = {
        4 + N_QUOTAS,
        {PR_PST_PATH_W, PR_PST_PATH_A, PR_DISPLAY_NAME_W, PR_DISPLAY_NAME_A, PR_STORAGE_QUOTA_LIMIT,
         PR_PROHIBIT_SEND_QUOTA, PR_PROHIBIT_RECEIVE_QUOTA}};
    SPropValue *values = NULL;
    ULONG n = 0;
    HRESULT hr;

    memset(out, 0, sizeof(*out));
    hr = section->lpVtbl->GetProps(section, (SPropTagArray *)&tags, 0, &n, &values);
    if (FAILED(hr)) return hr;
    for (ULONG i = 0; i < 4 && i < n && SUCCEEDED(hr); i++)
        hr = take_text(&values[i], i < 2 ? &out->path : &out->name);
    for (ULONG i = 0; i < N_QUOTAS && i + 4 < n; i++) {
        out->quotas.given[i] = values[i + 4].ulPropTag == quota_tags[i];
        out->quotas.kb[i] = values[i + 4].Value.l;
    }
    alloc->free(values);
    if (FAILED(hr)) settings_clear(out);
    return FAILED(hr) ? hr : S_OK;
}

void settings_clear(struct settings *settings)
{
    free(settings->path);
    free(settings->name);
    memset(settings, 0, sizeof(*settings));
}

#ifdef _WIN32
HRESULT settings_absolute(WCHAR **path)
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

/* Another section's store, or one that a deleted profile left, is never taken for a new one. */
static HRESULT make_unique(WCHAR *path, size_t room)
{
    size_t n = wide_len(path);

    for (int number = 1; number < 10000; number++) {
        WCHAR suffix[16];

        path[n] = 0;
        if (number > 1) {
            swprintf(suffix, 16, L" %d", number);
            add(path, room, suffix);
        }
        add(path, room, L".omstore");
        if (GetFileAttributesW(path) == INVALID_FILE_ATTRIBUTES) return S_OK;
    }
    return MAPI_E_UNCONFIGURED;
}

HRESULT settings_default_path(const WCHAR *profile, const WCHAR *name, WCHAR **out)
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
    hr = make_unique(path, ROOM);
    if (FAILED(hr)) return hr;
    *out = malloc((wide_len(path) + 1) * sizeof(WCHAR));
    if (!*out) return MAPI_E_NOT_ENOUGH_MEMORY;
    memcpy(*out, path, (wide_len(path) + 1) * sizeof(WCHAR));
    return S_OK;
}
#else
HRESULT settings_absolute(WCHAR **path)
{
    return **path == '/' ? S_OK : MAPI_E_INVALID_PARAMETER;
}

HRESULT settings_default_path(const WCHAR *profile, const WCHAR *name, WCHAR **out)
{
    (void)profile;
    (void)name;
    *out = NULL;
    return MAPI_E_UNCONFIGURED;
}
#endif
