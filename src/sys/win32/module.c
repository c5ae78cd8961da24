/*
 * module.c - loading DLLs by full path, and where we are ourselves
 */
#include <windows.h>
#include <wchar.h>
#include "mapicode.h"
#include "sys/memory.h"
#include "sys/module.h"

/* A module is its handle; struct sys_module is never defined. */
static HMODULE handle_of(struct sys_module *module)
{
    return (HMODULE)module;
}

/* "c:\..." or "\\server\..." */
static bool is_full_path(const WCHAR *path)
{
    if ((path[0] == '\\' || path[0] == '/') && path[1] == path[0]) return true;
    return path[0] && path[1] == ':' && (path[2] == '\\' || path[2] == '/');
}

HRESULT sys_module_load(const WCHAR *path, struct sys_module **out)
{
    DWORD mode = 0, error;

    *out = NULL;
    if (!path || !is_full_path(path)) return MAPI_E_INVALID_PARAMETER;
    /* errors come back, no boxes */
    SetThreadErrorMode(SEM_FAILCRITICALERRORS | SEM_NOOPENFILEERRORBOX, &mode);
    *out = (struct sys_module *)LoadLibraryExW(
        path, NULL, LOAD_LIBRARY_SEARCH_DLL_LOAD_DIR | LOAD_LIBRARY_SEARCH_DEFAULT_DIRS);
    error = GetLastError();
    /* Windows 7 without KB2533623 knows these flags not */
    if (!*out && error == ERROR_INVALID_PARAMETER) {
        *out = (struct sys_module *)LoadLibraryExW(path, NULL, LOAD_WITH_ALTERED_SEARCH_PATH);
        error = GetLastError();
    }
    SetThreadErrorMode(mode, NULL);
    if (*out) return S_OK;
    if (error == ERROR_BAD_EXE_FORMAT || error == ERROR_EXE_MACHINE_TYPE_MISMATCH)
        return MAPI_E_CORRUPT_DATA;
    if (error == ERROR_MOD_NOT_FOUND || error == ERROR_FILE_NOT_FOUND ||
        error == ERROR_PATH_NOT_FOUND)
        return GetFileAttributesW(path) == INVALID_FILE_ATTRIBUTES ? MAPI_E_NOT_FOUND
                                                                   : MAPI_E_CALL_FAILED;
    return error == ERROR_ACCESS_DENIED ? MAPI_E_NO_ACCESS : MAPI_E_CALL_FAILED;
}

void sys_module_unload(struct sys_module *module)
{
    if (module) FreeLibrary(handle_of(module));
}

void *sys_module_symbol(struct sys_module *module, const char *name)
{
    return (void *)GetProcAddress(handle_of(module), name);
}

void *sys_module_own_instance(void)
{
    HMODULE own = NULL;

    GetModuleHandleExW(GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS |
                           GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT,
                       (const WCHAR *)(void *)sys_module_own_instance, &own);
    return own;
}

/* The path of module's file (NULL: the program) on a new root. */
HRESULT sys_module_file(void *module, WCHAR **out)
{
    *out = NULL;
    for (DWORD room = MAX_PATH; room <= 65536; room *= 4) {
        void *text;
        HRESULT hr = sys_answer(room * sizeof(WCHAR), &text);
        DWORD n;

        if (FAILED(hr)) return hr;
        n = GetModuleFileNameW(module, text, room);
        if (n && n < room) {
            *out = text;
            return S_OK;
        }
        sys_answer_free(text);
        if (!n) break;
    }
    return MAPI_E_CALL_FAILED;
}

HRESULT sys_module_own_folder(WCHAR **out)
{
    HRESULT hr = sys_module_file(sys_module_own_instance(), out);
    WCHAR *last;

    if (FAILED(hr)) return hr;
    last = wcsrchr(*out, '\\');
    if (last) *last = 0;
    return S_OK;
}

HRESULT sys_module_system_folder(WCHAR **out)
{
    void *text;
    HRESULT hr = sys_answer(MAX_PATH * sizeof(WCHAR), &text);
    UINT n;

    *out = NULL;
    if (FAILED(hr)) return hr;
    n = GetSystemDirectoryW(text, MAX_PATH);
    if (!n || n >= MAX_PATH) {
        sys_answer_free(text);
        return MAPI_E_CALL_FAILED;
    }
    *out = text;
    return S_OK;
}

HRESULT sys_module_search_path(WCHAR **out)
{
    DWORD room = GetEnvironmentVariableW(L"PATH", NULL, 0);
    WCHAR *program, *path, *last;
    void *text;
    size_t n;
    HRESULT hr;

    *out = NULL;
    hr = sys_module_file(NULL, &program);
    if (FAILED(hr)) return hr;
    last = wcsrchr(program, '\\');
    if (last) *last = 0;
    n = wcslen(program);
    hr = sys_answer((n + 2 * MAX_PATH + room + 4) * sizeof(WCHAR), &text);
    if (SUCCEEDED(hr)) {
        path = text;
        wcscpy(path, program);
        path[n++] = ';';
        n += GetSystemDirectoryW(path + n, MAX_PATH);
        path[n++] = ';';
        n += GetWindowsDirectoryW(path + n, MAX_PATH);
        path[n++] = ';';
        path[n] = 0;
        /* changed meanwhile */
        if (room && GetEnvironmentVariableW(L"PATH", path + n, room) >= room) path[n] = 0;
        *out = path;
    }
    sys_answer_free(program);
    return hr;
}

void *sys_module_instance(struct sys_module *module)
{
    return handle_of(module);
}

HRESULT sys_module_resource(void *instance, ULONG type, const WCHAR *name, ULONG id,
                            const void **bytes, size_t *count)
{
    HRSRC found =
        FindResourceW(instance, name ? name : MAKEINTRESOURCEW(id), MAKEINTRESOURCEW(type));
    HGLOBAL loaded = found ? LoadResource(instance, found) : NULL;

    /* nothing is locked: it stays as long as the module */
    *bytes = loaded ? LockResource(loaded) : NULL;
    *count = *bytes ? SizeofResource(instance, found) : 0;
    return *bytes ? S_OK : MAPI_E_NOT_FOUND;
}

HRESULT sys_module_string(void *instance, ULONG id, WCHAR **out)
{
    const WCHAR *text = NULL;
    int chars =
        LoadStringW(instance, id, (WCHAR *)&text, 0); /* room 0: where it lies, without a NUL */
    void *room;
    HRESULT hr;

    *out = NULL;
    if (chars <= 0 || !text) return MAPI_E_NOT_FOUND;
    hr = sys_answer(((size_t)chars + 1) * sizeof(WCHAR), &room);
    if (FAILED(hr)) return hr;
    *out = room;
    memcpy(*out, text, (size_t)chars * sizeof(WCHAR));
    (*out)[chars] = 0;
    return S_OK;
}
