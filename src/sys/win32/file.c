/*
 * file.c - open files, temporary names and well-known folders
 */
#include <windows.h>
#include <shlobj.h>
#include <wchar.h>
#include "mapicode.h"
#include "sys/file.h"
#include "sys/memory.h"

struct sys_file {
    HANDLE handle;
};

static HRESULT from_error(DWORD error)
{
    switch (error) {
    case ERROR_FILE_NOT_FOUND:
    case ERROR_PATH_NOT_FOUND:
    case ERROR_INVALID_NAME:
    case ERROR_BAD_NETPATH:
    case ERROR_BAD_NET_NAME:
    case ERROR_BAD_PATHNAME:
    case ERROR_INVALID_DRIVE:
        return MAPI_E_NOT_FOUND;
    case ERROR_ACCESS_DENIED:
    case ERROR_SHARING_VIOLATION:
    case ERROR_LOCK_VIOLATION:
    case ERROR_WRITE_PROTECT:
        return MAPI_E_NO_ACCESS;
    case ERROR_FILE_EXISTS:
    case ERROR_ALREADY_EXISTS:
        return MAPI_E_COLLISION;
    case ERROR_DISK_FULL:
    case ERROR_HANDLE_DISK_FULL:
        return MAPI_E_NOT_ENOUGH_DISK;
    case ERROR_NOT_ENOUGH_MEMORY:
    case ERROR_OUTOFMEMORY:
        return MAPI_E_NOT_ENOUGH_MEMORY;
    case ERROR_READ_FAULT:
    case ERROR_WRITE_FAULT:
    case ERROR_CRC:
        return MAPI_E_DISK_ERROR;
    default:
        return MAPI_E_CALL_FAILED;
    }
}

bool sys_file_exists(const WCHAR *path)
{
    DWORD attributes = GetFileAttributesW(path);

    return attributes != INVALID_FILE_ATTRIBUTES && !(attributes & FILE_ATTRIBUTE_DIRECTORY);
}

void sys_file_delete(const WCHAR *path)
{
    DeleteFileW(path);
}

HRESULT sys_file_open(const WCHAR *path, unsigned mode, struct sys_file **out)
{
    DWORD access = GENERIC_READ, share = FILE_SHARE_READ, make = OPEN_EXISTING,
          flags = FILE_ATTRIBUTE_NORMAL;
    struct sys_file *file = sys_heap_zero(sizeof(*file));

    *out = NULL;
    if (!file) return MAPI_E_NOT_ENOUGH_MEMORY;
    if (mode & SYS_FILE_WRITE) access |= GENERIC_WRITE;
    /* who only reads doesn't stand in the way */
    if (!(mode & SYS_FILE_WRITE)) share |= FILE_SHARE_WRITE;
    if (mode & SYS_FILE_CREATE) make = CREATE_ALWAYS;
    if (mode & SYS_FILE_NEW) make = CREATE_NEW;
    if (mode & SYS_FILE_TEMPORARY) {
        access |= DELETE;
        share |= FILE_SHARE_DELETE;
        flags = FILE_ATTRIBUTE_TEMPORARY | FILE_FLAG_DELETE_ON_CLOSE;
    }
    file->handle = CreateFileW(path, access, share, NULL, make, flags, NULL);
    if (file->handle == INVALID_HANDLE_VALUE) {
        HRESULT hr = from_error(GetLastError());

        sys_heap_free(file);
        return hr;
    }
    *out = file;
    return S_OK;
}

void sys_file_close(struct sys_file *file)
{
    if (!file) return;
    CloseHandle(file->handle);
    sys_heap_free(file);
}

HRESULT sys_file_read_at(struct sys_file *file, uint64_t at, void *data, ULONG bytes, ULONG *done)
{
    OVERLAPPED place = {.Offset = (DWORD)at, .OffsetHigh = (DWORD)(at >> 32)};
    DWORD n = 0;

    *done = 0;
    if (!ReadFile(file->handle, data, bytes, &n, &place) && GetLastError() != ERROR_HANDLE_EOF)
        return MAPI_E_DISK_ERROR;
    *done = n;
    return S_OK;
}

HRESULT sys_file_write_at(struct sys_file *file, uint64_t at, const void *data, ULONG bytes)
{
    OVERLAPPED place = {.Offset = (DWORD)at, .OffsetHigh = (DWORD)(at >> 32)};
    DWORD n = 0;

    if (!bytes) return S_OK;
    if (!WriteFile(file->handle, data, bytes, &n, &place)) return from_error(GetLastError());
    return n == bytes ? S_OK : MAPI_E_NOT_ENOUGH_DISK;
}

HRESULT sys_file_set_size(struct sys_file *file, uint64_t bytes)
{
    LARGE_INTEGER place = {.QuadPart = (LONGLONG)bytes};

    if (!SetFilePointerEx(file->handle, place, NULL, FILE_BEGIN) || !SetEndOfFile(file->handle))
        return from_error(GetLastError());
    return S_OK;
}

HRESULT sys_file_flush(struct sys_file *file)
{
    /* what is read only has nothing to flush */
    if (FlushFileBuffers(file->handle) || GetLastError() == ERROR_ACCESS_DENIED) return S_OK;
    return from_error(GetLastError());
}

HRESULT sys_file_facts(struct sys_file *file, struct sys_file_facts *out)
{
    BY_HANDLE_FILE_INFORMATION facts;

    if (!GetFileInformationByHandle(file->handle, &facts)) return from_error(GetLastError());
    out->bytes = (uint64_t)facts.nFileSizeHigh << 32 | facts.nFileSizeLow;
    out->modified = facts.ftLastWriteTime;
    out->created = facts.ftCreationTime;
    out->accessed = facts.ftLastAccessTime;
    return S_OK;
}

/* A new root with text, without the separators at its end (but "c:\" keeps its own). */
static HRESULT folder_answer(const WCHAR *text, WCHAR **out)
{
    size_t n = wcslen(text);
    void *copy;
    HRESULT hr;

    while (n > 3 && text[n - 1] == '\\')
        n--;
    hr = sys_answer((n + 1) * sizeof(WCHAR), &copy);
    *out = copy;
    if (FAILED(hr)) return hr;
    memcpy(*out, text, n * sizeof(WCHAR));
    (*out)[n] = 0;
    return S_OK;
}

HRESULT sys_file_local_appdata(WCHAR **out)
{
    WCHAR path[MAX_PATH];

    *out = NULL;
    if (SHGetFolderPathW(NULL, CSIDL_LOCAL_APPDATA | CSIDL_FLAG_CREATE, NULL, SHGFP_TYPE_CURRENT,
                         path) != S_OK)
        return MAPI_E_NOT_FOUND;
    return folder_answer(path, out);
}

HRESULT sys_file_temp_folder(WCHAR **out)
{
    WCHAR path[MAX_PATH + 2];
    DWORD n = GetTempPathW(MAX_PATH + 2, path);

    *out = NULL;
    if (!n || n > MAX_PATH + 1) return MAPI_E_NOT_FOUND;
    return folder_answer(path, out);
}

HRESULT sys_file_full_path(const WCHAR *path, WCHAR **out)
{
    DWORD room = MAX_PATH, n;

    *out = NULL;
    for (;;) {
        void *text;
        HRESULT hr = sys_answer(room * sizeof(WCHAR), &text);

        if (FAILED(hr)) return hr;
        n = GetFullPathNameW(path, room, text, NULL);
        if (n && n < room) {
            *out = text;
            return S_OK;
        }
        hr = from_error(GetLastError());
        sys_answer_free(text);
        if (!n) return hr;
        room = n + 1;
    }
}
