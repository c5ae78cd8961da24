/*
 * path.c - a path of ours as this system spells it
 */
#include "path.h"
#include <stdbool.h>
#include <string.h>
#include "mapicode.h"
#include "sys/codepage.h"
#include "sys/memory.h"

bool path_native(const WCHAR *path, char *out, size_t room)
{
    size_t chars = 0, n;

    while (path[chars])
        chars++;
    n = sys_encode(65001, path, chars, out, room - 1);
    if (n >= room) return false;
    out[n] = 0;
    return true;
}

HRESULT path_answer(const char *path, WCHAR **out)
{
    size_t bytes = strlen(path), n;
    void *copy;
    HRESULT hr;

    while (bytes > 1 && path[bytes - 1] == '/')
        bytes--;
    n = sys_decode(65001, path, bytes, NULL, 0);
    hr = sys_answer((n + 1) * sizeof(WCHAR), &copy);
    *out = copy;
    if (FAILED(hr)) return hr;
    sys_decode(65001, path, bytes, *out, n);
    (*out)[n] = 0;
    return S_OK;
}
