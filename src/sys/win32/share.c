/*
 * share.c - drives that lead into the network, asked of mpr.dll, which is loaded when it is needed
 * first and stays
 */
#include <windows.h>
#include "mapicode.h"
#include "sys/memory.h"
#include "sys/share.h"

typedef DWORD WINAPI get_connection(const WCHAR *local, WCHAR *remote, DWORD *chars);
static get_connection *connection; /* NULL: not there */

static BOOL CALLBACK load(INIT_ONCE *once, void *parameter, void **context)
{
    WCHAR path[MAX_PATH + 16];
    UINT n = GetSystemDirectoryW(path, MAX_PATH);
    HMODULE module;

    (void)once, (void)parameter, (void)context;
    if (!n || n >= MAX_PATH) return TRUE;
    lstrcpyW(path + n, L"\\mpr.dll");
    module = LoadLibraryW(path);
    if (module) connection = (get_connection *)(void *)GetProcAddress(module, "WNetGetConnectionW");
    return TRUE;
}

HRESULT sys_drive_share(WCHAR letter, WCHAR **out)
{
    static INIT_ONCE once = INIT_ONCE_STATIC_INIT;
    const WCHAR drive[] = {letter, ':', 0};
    DWORD room = MAX_PATH, error;
    void *text;
    HRESULT hr;

    *out = NULL;
    InitOnceExecuteOnce(&once, load, NULL, NULL);
    if (!connection) return MAPI_E_NOT_FOUND;
    do {
        hr = sys_answer(room * sizeof(WCHAR), &text);
        if (FAILED(hr)) return hr;
        error = connection(drive, text, &room); /* too small: room is what it takes */
        if (error) sys_answer_free(text);
    } while (error == ERROR_MORE_DATA && room <= 65536);
    if (error) return MAPI_E_NOT_FOUND;
    *out = text;
    return S_OK;
}
