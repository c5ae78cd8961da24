/*
 * registry.c - the registry as a tree of keys with binary values
 */
#include <windows.h>
#include "mapicode.h"
#include "sys/memory.h"
#include "sys/registry.h"

#define VALUE_LIMIT (16u << 20)
#define NAME_ROOM   16384 /* characters; the longest name of a value there can be, with its NUL */

/* A key is its handle; struct sys_key is never defined. */
static HKEY handle_of(struct sys_key *key)
{
    return (HKEY)key;
}

static HRESULT from_error(LSTATUS error)
{
    switch (error) {
    case ERROR_SUCCESS:
        return S_OK;
    case ERROR_FILE_NOT_FOUND:
    case ERROR_PATH_NOT_FOUND:
    case ERROR_NO_MORE_ITEMS:
    case ERROR_BAD_PATHNAME:
        return MAPI_E_NOT_FOUND;
    case ERROR_ACCESS_DENIED:
        return MAPI_E_NO_ACCESS;
    case ERROR_KEY_DELETED:
        return MAPI_E_OBJECT_DELETED;
    case ERROR_NOT_ENOUGH_MEMORY:
    case ERROR_OUTOFMEMORY:
        return MAPI_E_NOT_ENOUGH_MEMORY;
    case ERROR_NO_SYSTEM_RESOURCES:
        return MAPI_E_NOT_ENOUGH_RESOURCES;
    case ERROR_INVALID_PARAMETER:
        return MAPI_E_INVALID_PARAMETER;
    default:
        return MAPI_E_CALL_FAILED;
    }
}

static HRESULT open_below(HKEY root, const WCHAR *path, bool create, struct sys_key **out)
{
    LSTATUS error;
    HKEY key = NULL;

    *out = NULL;
    if (create) {
        error = RegCreateKeyExW(root, path, 0, NULL, 0, KEY_READ | KEY_WRITE, NULL, &key, NULL);
    } else { /* for writing where we may, else for reading */
        error = RegOpenKeyExW(root, path, 0, KEY_READ | KEY_WRITE, &key);
        if (error == ERROR_ACCESS_DENIED) error = RegOpenKeyExW(root, path, 0, KEY_READ, &key);
    }
    if (!error) *out = (struct sys_key *)key;
    return from_error(error);
}

HRESULT sys_key_open(enum sys_hive hive, const WCHAR *path, bool create, struct sys_key **out)
{
    return open_below(hive == SYS_HKLM ? HKEY_LOCAL_MACHINE : HKEY_CURRENT_USER, path, create, out);
}

HRESULT sys_key_open_child(struct sys_key *parent, const WCHAR *path, bool create,
                           struct sys_key **out)
{
    return open_below(handle_of(parent), path, create, out);
}

void sys_key_close(struct sys_key *key)
{
    if (key) RegCloseKey(handle_of(key));
}

/* A new root with chars characters of text. */
static HRESULT name_answer(const WCHAR *text, DWORD chars, WCHAR **out)
{
    void *copy;
    HRESULT hr = sys_answer((chars + 1) * sizeof(WCHAR), &copy);

    *out = copy;
    if (FAILED(hr)) return hr;
    memcpy(*out, text, chars * sizeof(WCHAR));
    (*out)[chars] = 0;
    return S_OK;
}

HRESULT sys_key_child_name(struct sys_key *key, ULONG index, WCHAR **name)
{
    WCHAR text[256];
    DWORD chars = 256;
    LSTATUS error = RegEnumKeyExW(handle_of(key), index, text, &chars, NULL, NULL, NULL, NULL);

    *name = NULL;
    return error ? from_error(error) : name_answer(text, chars, name);
}

HRESULT sys_key_value_name(struct sys_key *key, ULONG index, WCHAR **name)
{
    DWORD chars = NAME_ROOM;
    LSTATUS error;
    void *text;
    HRESULT hr;

    *name = NULL;
    text = sys_heap_alloc(NAME_ROOM * sizeof(WCHAR));
    if (!text) return MAPI_E_NOT_ENOUGH_MEMORY;
    error = RegEnumValueW(handle_of(key), index, text, &chars, NULL, NULL, NULL, NULL);
    hr = error ? from_error(error) : name_answer(text, chars, name);
    sys_heap_free(text);
    return hr;
}

/* With room for two NULs behind the value, whatever it is. */
HRESULT sys_key_get(struct sys_key *key, const WCHAR *name, ULONG *type, BYTE **data, ULONG *bytes)
{
    DWORD room = 0, kind = 0;
    LSTATUS error = RegQueryValueExW(handle_of(key), name, NULL, &kind, NULL, &room);

    *data = NULL;
    *bytes = 0;
    *type = 0;
    while (!error) {
        DWORD n = room;
        void *block;
        HRESULT hr;

        if (room > VALUE_LIMIT) return MAPI_E_TOO_BIG;
        hr = sys_answer(room + 2 * sizeof(WCHAR), &block);
        if (FAILED(hr)) return hr;
        error = RegQueryValueExW(handle_of(key), name, NULL, &kind, block, &n);
        if (!error) {
            memset((BYTE *)block + n, 0, 2 * sizeof(WCHAR));
            *data = block;
            *bytes = n;
            *type = kind;
            return S_OK;
        }
        sys_answer_free(block);
        if (error == ERROR_MORE_DATA) { /* it has grown since we asked */
            room = n > room ? n : room * 2;
            error = ERROR_SUCCESS;
        }
    }
    return from_error(error);
}

HRESULT sys_key_set(struct sys_key *key, const WCHAR *name, ULONG type, const void *data,
                    ULONG bytes)
{
    return from_error(RegSetValueExW(handle_of(key), name, 0, type, data, bytes));
}

HRESULT sys_key_delete_value(struct sys_key *key, const WCHAR *name)
{
    return from_error(RegDeleteValueW(handle_of(key), name));
}

HRESULT sys_key_delete_tree(struct sys_key *parent, const WCHAR *child)
{
    return from_error(RegDeleteTreeW(handle_of(parent), child));
}

static HRESULT expanded(const WCHAR *text, WCHAR **out)
{
    DWORD room = ExpandEnvironmentStringsW(text, NULL, 0);
    void *copy;
    HRESULT hr;

    if (!room) return MAPI_E_CALL_FAILED;
    hr = sys_answer(room * sizeof(WCHAR), &copy);
    if (FAILED(hr)) return hr;
    ExpandEnvironmentStringsW(text, copy, room);
    *out = copy;
    return S_OK;
}

HRESULT sys_key_get_text(struct sys_key *key, const WCHAR *name, WCHAR **text)
{
    ULONG type, bytes;
    BYTE *data;
    HRESULT hr;

    *text = NULL;
    hr = sys_key_get(key, name, &type, &data, &bytes);
    if (FAILED(hr)) return hr;
    if (type == REG_SZ && !(bytes & 1)) {
        *text = (WCHAR *)data;
        return S_OK;
    }
    hr =
        type == REG_EXPAND_SZ && !(bytes & 1) ? expanded((WCHAR *)data, text) : MAPI_E_CORRUPT_DATA;
    sys_answer_free(data);
    return hr;
}

HRESULT sys_key_set_text(struct sys_key *key, const WCHAR *name, const WCHAR *text)
{
    return sys_key_set(key, name, REG_SZ, text, (ULONG)((lstrlenW(text) + 1) * sizeof(WCHAR)));
}
