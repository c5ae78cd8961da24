/*
 * charset.c - text in any of the code pages that mail names
 */
#include "codec/text/charset.h"
#include <string.h>
#include "sys/codepage.h"
#include "base/error.h"
#include "base/mem.h"
#include "base/size.h"

/* Where a system lacks a code page, another that has its characters at the same places. */
static UINT like(UINT code_page)
{
    switch (code_page) {
    case 51949: return 949;
    case 54936: return 936;
    default: return 0;
    }
}

static size_t decode(UINT code_page, const char *text, size_t bytes, WCHAR *out, size_t room)
{
    size_t n = sys_decode(code_page, text, bytes, out, room);

    return n == (size_t)-1 && like(code_page) ? sys_decode(like(code_page), text, bytes, out, room)
                                              : n;
}

/* Whether a U+FFFD in the result was one already. */
static bool has_replacements(const char *text, size_t bytes)
{
    for (const char *at = text; bytes >= 3; at++) {
        at = memchr(at, 0xef, bytes - 2 - (size_t)(at - text));
        if (!at) return false;
        if (!memcmp(at, "\xef\xbf\xbd", 3)) return true;
        if ((size_t)(at - text) + 3 >= bytes) return false;
    }
    return false;
}

HRESULT charset_decode(UINT code_page, const char *text, size_t bytes, void *root, WCHAR **out,
                       size_t *chars, bool *strange)
{
    size_t n, room;
    void *block;
    WCHAR *wide;

    *out = NULL;
    if (code_page == CODE_PAGE_ASCII) code_page = charset_guess(text, bytes, CODE_PAGE_CP1252);
    if (code_page == CODE_PAGE_ASCII) code_page = CODE_PAGE_UTF8; /* each system has that */
    n = decode(code_page, text, bytes, NULL, 0);
    if (n == (size_t)-1) return FAIL(MAPI_E_BAD_CHARWIDTH);

    room = n;
    if (!size_add(&room, 1) || !size_mul(room, sizeof(WCHAR), &room))
        return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    if ((root ? mem_more(room, root, &block) : mem_root(room, &block)) != S_OK)
        return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    wide = block;
    if (n) decode(code_page, text, bytes, wide, n);
    wide[n] = 0;
    if (strange && !(code_page == CODE_PAGE_UTF8 && has_replacements(text, bytes)))
        for (size_t i = 0; i < n && !*strange; i++)
            *strange = wide[i] == 0xfffd;
    if (chars) *chars = n;
    *out = wide;
    return S_OK;
}
