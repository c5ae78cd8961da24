/*
 * wrap.c - wraps and unwraps the entry IDs of message stores
 */
#include "eid/wrap.h"
#include <string.h>
#include "base/error.h"
#include "base/mem.h"
#include "base/size.h"
#include "base/text.h"
#include "eid/eid.h"

enum { NAME_AT = 22, NAME_MOST = 259 };

const MAPIUID wrap_uid = {{0x38, 0xa1, 0xbb, 0x10, 0x05, 0xe5, 0x10, 0x1a, 0xa1, 0xbb, 0x08, 0x00,
                           0x2b, 0x2a, 0x56, 0xc2}};

bool wrap_is(ULONG cb, const ENTRYID *eid)
{
    return eid_has_uid(cb, eid, &wrap_uid);
}

HRESULT wrap_open(ULONG cb, const ENTRYID *eid, struct wrapped_eid *out)
{
    const BYTE *bytes = (const BYTE *)eid;
    const BYTE *nul;
    size_t inner;

    if (!wrap_is(cb, eid)) return FAIL(MAPI_E_UNKNOWN_ENTRYID);
    if (cb <= NAME_AT || bytes[20] || bytes[21]) return FAIL(MAPI_E_INVALID_ENTRYID);
    nul = memchr(bytes + NAME_AT, 0, cb - NAME_AT);
    if (!nul || nul == bytes + NAME_AT || nul - (bytes + NAME_AT) > NAME_MOST)
        return FAIL(MAPI_E_INVALID_ENTRYID);

    inner = ((size_t)(nul - bytes) + 1 + 3) & ~(size_t)3;
    if (inner > cb) return FAIL(MAPI_E_INVALID_ENTRYID);
    out->dll = (const char *)bytes + NAME_AT;
    out->cb = cb - (ULONG)inner;
    out->eid = out->cb ? (const ENTRYID *)(bytes + inner) : NULL;
    return S_OK;
}

HRESULT wrap_make8(const char *dll, ULONG cb, const ENTRYID *eid, ULONG *cb_out, ENTRYID **out)
{
    size_t name = strlen(dll);
    size_t inner = (NAME_AT + name + 1 + 3) & ~(size_t)3;
    size_t total = inner;
    BYTE *wrapped;

    if (!name || name > NAME_MOST) return FAIL(MAPI_E_INVALID_PARAMETER);
    if (!size_add(&total, cb) || total > 0xffffffffu) return FAIL(MAPI_E_TOO_BIG);
    wrapped = mem_zero(total);
    if (!wrapped) return MAPI_E_NOT_ENOUGH_MEMORY;

    memcpy(wrapped + 4, &wrap_uid, sizeof(wrap_uid));
    memcpy(wrapped + NAME_AT, dll, name);
    if (cb) memcpy(wrapped + inner, eid, cb);
    *cb_out = (ULONG)total;
    *out = (ENTRYID *)wrapped;
    return S_OK;
}

HRESULT wrap_make(const WCHAR *dll, ULONG cb, const ENTRYID *eid, ULONG *cb_out, ENTRYID **out)
{
    AUTO_FREE char *narrow = NULL;
    HRESULT hr;

    hr = text_to_ansi(dll, -1, 0, NULL, &narrow);
    if (FAILED(hr)) return hr;
    return wrap_make8(narrow, cb, eid, cb_out, out);
}

static const char *base_name(const char *path)
{
    const char *base = path;

    for (const char *c = path; *c; c++)
        if (*c == '\\' || *c == '/' || *c == ':') base = c + 1;
    return base;
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + 'a' - 'A') : c;
}

bool wrap_same_dll(const char *a, const char *b)
{
    const char *base_a = base_name(a), *base_b = base_name(b);

    if (base_a == a || base_b == b) {
        a = base_a;
        b = base_b;
    }
    while (*a && lower(*a) == lower(*b))
        a++, b++;
    return !*a && !*b;
}
