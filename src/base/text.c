/*
 * text.c - the one border between the client's strings and our UTF-16
 */
#include "base/text.h"
#include <stdarg.h>
#include <string.h>
#include "base/error.h"
#include "base/length.h"
#include "base/mem.h"
#include "base/size.h"
#include "sys/codepage.h"

#define TEXT_LIMIT 65535 /* characters of a string argument; more is a missing NUL */

size_t text_len(const WCHAR *text)
{
    return text ? length16(text) : 0;
}

/* bytes of memory on root, or as a new root */
static HRESULT allocate(size_t bytes, void *root, void **out)
{
    return root ? mem_more(bytes, root, out) : mem_root(bytes, out);
}

HRESULT text_in(const void *text, ULONG flags, WCHAR **out)
{
    const char *narrow = text;
    const WCHAR *wide = text;
    size_t n = 0;

    *out = NULL;
    if (!text) return FAIL(MAPI_E_INVALID_PARAMETER);
    if (flags & MAPI_UNICODE) {
        while (n <= TEXT_LIMIT && wide[n])
            n++;
        if (n > TEXT_LIMIT) return FAIL(MAPI_E_INVALID_PARAMETER);
        *out = mem_dup(wide, (n + 1) * sizeof(WCHAR), NULL);
        return *out ? S_OK : FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    }
    while (n <= TEXT_LIMIT && narrow[n])
        n++;
    if (n > TEXT_LIMIT) return FAIL(MAPI_E_INVALID_PARAMETER);
    return text_from_ansi(narrow, (ptrdiff_t)n, 0, NULL, out);
}

HRESULT text_in_optional(const void *text, ULONG flags, WCHAR **out)
{
    *out = NULL;
    if (!text) return S_OK;
    if (flags & MAPI_UNICODE ? !*(const WCHAR *)text : !*(const char *)text) return S_OK;
    return text_in(text, flags, out);
}

HRESULT text_out(const WCHAR *text, ULONG flags, void *root, LPTSTR *out)
{
    char *narrow;
    HRESULT hr;

    *out = NULL;
    if (!text) return S_OK;
    if (flags & MAPI_UNICODE) {
        *out = (LPTSTR)mem_dup_text(text, root);
        return *out ? S_OK : FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    }
    hr = text_to_ansi(text, -1, 0, root, &narrow);
    *out = (LPTSTR)narrow;
    return hr;
}

HRESULT text_from_ansi(const char *text, ptrdiff_t bytes, UINT code_page, void *root, WCHAR **out)
{
    size_t count = bytes < 0 ? strlen(text) : (size_t)bytes, chars, room;
    void *wide;
    HRESULT hr;

    *out = NULL;
    chars = sys_decode(code_page, text, count, NULL, 0);
    if (chars == (size_t)-1) return FAIL(MAPI_E_UNKNOWN_CPID);
    if (!size_mul(chars + 1, sizeof(WCHAR), &room)) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    hr = allocate(room, root, &wide);
    if (FAILED(hr)) return FAIL(hr);
    sys_decode(code_page, text, count, wide, chars);
    ((WCHAR *)wide)[chars] = 0;
    *out = wide;
    return S_OK;
}

HRESULT text_to_ansi(const WCHAR *text, ptrdiff_t chars, UINT code_page, void *root, char **out)
{
    size_t count = chars < 0 ? text_len(text) : (size_t)chars, bytes;
    void *narrow;
    HRESULT hr;

    *out = NULL;
    bytes = sys_encode(code_page, text, count, NULL, 0);
    if (bytes == (size_t)-1) return FAIL(MAPI_E_UNKNOWN_CPID);
    hr = allocate(bytes + 1, root, &narrow);
    if (FAILED(hr)) return FAIL(hr);
    sys_encode(code_page, text, count, narrow, bytes);
    ((char *)narrow)[bytes] = 0;
    *out = narrow;
    return S_OK;
}

HRESULT text_from_utf8(const char *text, ptrdiff_t bytes, void *root, WCHAR **out)
{
    return text_from_ansi(text, bytes, 65001, root, out);
}

HRESULT text_to_utf8(const WCHAR *text, ptrdiff_t chars, void *root, char **out)
{
    return text_to_ansi(text, chars, 65001, root, out);
}

int text_compare(const WCHAR *a, const WCHAR *b)
{
    for (; *a && *a == *b; a++, b++)
        ;
    return (*a > *b) - (*a < *b);
}

int text_ncompare_nocase(const WCHAR *a, const WCHAR *b, size_t chars)
{
    for (; chars; a++, b++, chars--) {
        WCHAR x = text_fold(*a), y = text_fold(*b);

        if (x != y) return x < y ? -1 : 1;
        if (!x) break;
    }
    return 0;
}

int text_compare_nocase(const WCHAR *a, const WCHAR *b)
{
    return text_ncompare_nocase(a, b, (size_t)-1);
}

const WCHAR *text_find_nocase(const WCHAR *text, const WCHAR *part)
{
    size_t chars = text_len(part);

    for (;; text++) {
        if (!text_ncompare_nocase(text, part, chars)) return text;
        if (!*text) return NULL;
    }
}

WCHAR *text_join(const WCHAR *first, ...)
{
    size_t chars = 1, bytes;
    WCHAR *joined, *at;
    va_list args;

    va_start(args, first);
    for (const WCHAR *part = first; part; part = va_arg(args, const WCHAR *))
        chars += text_len(part);
    va_end(args);
    if (!size_mul(chars, sizeof(WCHAR), &bytes)) return NULL;
    joined = at = mem_zero(bytes);
    if (!joined) return NULL;
    va_start(args, first);
    for (const WCHAR *part = first; part; part = va_arg(args, const WCHAR *)) {
        size_t n = text_len(part);

        memcpy(at, part, n * sizeof(WCHAR));
        at += n;
    }
    va_end(args);
    return joined;
}
