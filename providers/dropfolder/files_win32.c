/*
 * files_win32.c - files and folders of Windows
 */
#include "dropfolder/files_own.h"

static HRESULT hr_of_error(DWORD error)
{
    switch (error) {
    case ERROR_FILE_NOT_FOUND:
    case ERROR_PATH_NOT_FOUND:
    case ERROR_BAD_NETPATH:
    case ERROR_BAD_NET_NAME: return MAPI_E_NOT_FOUND;
    case ERROR_ALREADY_EXISTS:
    case ERROR_FILE_EXISTS: return MAPI_E_COLLISION;
    case ERROR_ACCESS_DENIED:
    case ERROR_SHARING_VIOLATION:
    case ERROR_LOCK_VIOLATION:
    case ERROR_WRITE_PROTECT: return MAPI_E_NO_ACCESS;
    case ERROR_DISK_FULL:
    case ERROR_HANDLE_DISK_FULL: return MAPI_E_NOT_ENOUGH_DISK;
    case ERROR_NOT_ENOUGH_MEMORY:
    case ERROR_OUTOFMEMORY: return MAPI_E_NOT_ENOUGH_MEMORY;
    }
    return MAPI_E_DISK_ERROR;
}

static bool is_separator(WCHAR c)
{
    return c == '\\' || c == '/';
}

bool files_is_full_path(const WCHAR *path)
{
    WCHAR drive = path[0] | 32;

    if (is_separator(path[0]) && is_separator(path[1])) return path[2] && !is_separator(path[2]);
    return drive >= 'a' && drive <= 'z' && path[1] == ':' && is_separator(path[2]);
}

HRESULT files_make_folder(const WCHAR *path)
{
    DWORD error, attributes;

    if (CreateDirectoryW(path, NULL)) return S_OK;
    error = GetLastError(); /* of a drive's root or a share it isn't ERROR_ALREADY_EXISTS */
    attributes = GetFileAttributesW(path);
    if (attributes != INVALID_FILE_ATTRIBUTES)
        return attributes & FILE_ATTRIBUTE_DIRECTORY ? S_OK : MAPI_E_NO_ACCESS;
    return hr_of_error(error);
}

static HRESULT add_entry(struct file_list *list, size_t *room, const WIN32_FIND_DATAW *entry,
                         const WCHAR *ending)
{
    size_t bytes = (wide_len(entry->cFileName) + 1) * sizeof(WCHAR);
    WCHAR *name;

    if (entry->dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY) return S_OK;
    if (!name_ends(entry->cFileName, ending)) return S_OK; /* a pattern would find short names */
    name = malloc(bytes);
    if (!name) return MAPI_E_NOT_ENOUGH_MEMORY;
    memcpy(name, entry->cFileName, bytes);
    return list_add(list, room, name);
}

HRESULT files_list(const WCHAR *folder, const WCHAR *ending, struct file_list *out)
{
    WCHAR *pattern = files_join(folder, L"*", L"");
    WIN32_FIND_DATAW entry;
    HRESULT hr = S_OK;
    size_t room = 0;
    HANDLE find;

    *out = (struct file_list){0};
    if (!pattern) return MAPI_E_NOT_ENOUGH_MEMORY;
    find = FindFirstFileW(pattern, &entry);
    free(pattern);
    if (find == INVALID_HANDLE_VALUE) { /* an empty root has no "." */
        DWORD error = GetLastError();

        return error == ERROR_FILE_NOT_FOUND ? S_OK : hr_of_error(error);
    }
    do
        hr = add_entry(out, &room, &entry, ending);
    while (SUCCEEDED(hr) && FindNextFileW(find, &entry));
    if (SUCCEEDED(hr) && GetLastError() != ERROR_NO_MORE_FILES) hr = hr_of_error(GetLastError());
    FindClose(find);
    if (FAILED(hr)) files_list_drop(out);
    list_sort(out);
    return hr;
}

HRESULT files_facts(const WCHAR *path, struct file_facts *out)
{
    WIN32_FILE_ATTRIBUTE_DATA facts;

    if (!GetFileAttributesExW(path, GetFileExInfoStandard, &facts))
        return hr_of_error(GetLastError());
    out->bytes = (uint64_t)facts.nFileSizeHigh << 32 | facts.nFileSizeLow;
    out->modified = (uint64_t)facts.ftLastWriteTime.dwHighDateTime << 32 |
                    facts.ftLastWriteTime.dwLowDateTime;
    return S_OK;
}

bool files_is_busy(const WCHAR *path)
{
    HANDLE file =
        CreateFileW(path, GENERIC_READ, FILE_SHARE_READ, NULL, OPEN_EXISTING, 0, NULL);

    if (file == INVALID_HANDLE_VALUE) return GetLastError() == ERROR_SHARING_VIOLATION;
    CloseHandle(file);
    return false;
}

HRESULT files_rename(const WCHAR *from, const WCHAR *to)
{
    return MoveFileExW(from, to, MOVEFILE_WRITE_THROUGH) ? S_OK : hr_of_error(GetLastError());
}

HRESULT files_delete(const WCHAR *path)
{
    return DeleteFileW(path) ? S_OK : hr_of_error(GetLastError());
}

HRESULT files_append(const WCHAR *path, const void *data, size_t bytes)
{
    HANDLE file = CreateFileW(path, FILE_APPEND_DATA, FILE_SHARE_READ, NULL, OPEN_ALWAYS,
                              FILE_ATTRIBUTE_NORMAL | FILE_FLAG_WRITE_THROUGH, NULL);
    HRESULT hr = S_OK;
    DWORD done;

    if (file == INVALID_HANDLE_VALUE) return hr_of_error(GetLastError());
    if (!WriteFile(file, data, (DWORD)bytes, &done, NULL)) hr = hr_of_error(GetLastError());
    else if (done != bytes) hr = MAPI_E_NOT_ENOUGH_DISK;
    CloseHandle(file);
    return hr;
}

HRESULT files_read(const WCHAR *path, size_t most, char **out, size_t *bytes)
{
    HANDLE file = CreateFileW(path, GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_WRITE, NULL,
                              OPEN_EXISTING, 0, NULL);
    HRESULT hr = S_OK;
    DWORD done = 0;

    *out = NULL;
    *bytes = 0;
    if (file == INVALID_HANDLE_VALUE) return hr_of_error(GetLastError());
    *out = malloc(most + 1);
    if (!*out) hr = MAPI_E_NOT_ENOUGH_MEMORY;
    else if (!ReadFile(file, *out, (DWORD)most, &done, NULL)) hr = hr_of_error(GetLastError());
    CloseHandle(file);
    if (FAILED(hr)) {
        free(*out);
        *out = NULL;
    }
    *bytes = done;
    return hr;
}

uint64_t files_now(void)
{
    FILETIME now;

    GetSystemTimeAsFileTime(&now);
    return (uint64_t)now.dwHighDateTime << 32 | now.dwLowDateTime;
}
