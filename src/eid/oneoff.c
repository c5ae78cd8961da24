/*
 * oneoff.c - one-off entry IDs, byte for byte
 */
#include "eid/oneoff.h"
#include <string.h>
#include "base/bytes.h"
#include "base/error.h"
#include "base/mem.h"
#include "base/text.h"
#include "eid/eid.h"
#include "mapitags.h"
#include "prop/pval.h"

enum { TEXT_AT = 24 };

const MAPIUID one_off_uid = {{0x81, 0x2b, 0x1f, 0xa4, 0xbe, 0xa3, 0x10, 0x19, 0x9d, 0x6e, 0x00,
                              0xdd, 0x01, 0x0f, 0x54, 0x02}};

bool one_off_is(ULONG cb, const ENTRYID *eid)
{
    return eid_has_uid(cb, eid, &one_off_uid);
}

/* The next text of either width, on root. */
static HRESULT read_text(struct reader *r, bool wide, void *root, const WCHAR **out)
{
    const uint8_t *start = r->at;
    WCHAR *text;
    HRESULT hr;

    if (!wide) {
        const uint8_t *nul = memchr(r->at, 0, read_left(r));

        if (!nul) return FAIL(MAPI_E_INVALID_ENTRYID);
        hr = text_from_ansi((const char *)start, nul - start, 0, root, &text);
        if (FAILED(hr)) return hr;
        r->at = nul + 1;
        *out = text;
        return S_OK;
    }
    while (read_u16(r))
        ;
    if (r->bad) return FAIL(MAPI_E_INVALID_ENTRYID);
    text = mem_dup(start, (size_t)(r->at - start), root);
    if (!text) return MAPI_E_NOT_ENOUGH_MEMORY;
    *out = text;
    return S_OK;
}

HRESULT one_off_read(ULONG cb, const ENTRYID *eid, struct one_off **out)
{
    struct reader r = reader_over(eid, cb);
    AUTO_FREE struct one_off *one = NULL;
    uint16_t version, bits;
    HRESULT hr;

    *out = NULL;
    if (!one_off_is(cb, eid)) return FAIL(MAPI_E_UNKNOWN_ENTRYID);
    read_skip(&r, EID_HEAD);
    version = read_u16(&r);
    bits = read_u16(&r);
    if (r.bad || version) return FAIL(MAPI_E_INVALID_ENTRYID);

    one = mem_zero(sizeof(*one));
    if (!one) return MAPI_E_NOT_ENOUGH_MEMORY;
    one->rich = !(bits & ONE_OFF_NO_RICH);
    hr = read_text(&r, bits & ONE_OFF_WIDE, one, &one->name);
    if (SUCCEEDED(hr)) hr = read_text(&r, bits & ONE_OFF_WIDE, one, &one->type);
    if (SUCCEEDED(hr)) hr = read_text(&r, bits & ONE_OFF_WIDE, one, &one->address);
    if (FAILED(hr)) return hr;
    if (read_left(&r)) return FAIL(MAPI_E_INVALID_ENTRYID);
    *out = TAKE(one);
    return S_OK;
}

static HRESULT write_text(struct writer *w, const WCHAR *text, bool wide)
{
    AUTO_FREE char *narrow = NULL;
    HRESULT hr;

    if (wide) {
        for (const WCHAR *c = text; *c; c++)
            write_u16(w, *c);
        write_u16(w, 0);
        return S_OK;
    }
    hr = text_to_ansi(text, -1, 0, NULL, &narrow);
    if (FAILED(hr)) return hr;
    write_bytes(w, narrow, strlen(narrow) + 1);
    return S_OK;
}

HRESULT one_off_make(const struct one_off *one, bool wide, ULONG *cb_out, ENTRYID **out)
{
    struct writer w = {0};
    HRESULT hr;

    write_u32(&w, 0);
    write_bytes(&w, &one_off_uid, sizeof(one_off_uid));
    write_u16(&w, 0);
    write_u16(&w, (uint16_t)((one->rich ? 0 : ONE_OFF_NO_RICH) | (wide ? ONE_OFF_WIDE : 0)));
    hr = write_text(&w, one->name, wide);
    if (SUCCEEDED(hr)) hr = write_text(&w, one->type, wide);
    if (SUCCEEDED(hr)) hr = write_text(&w, one->address, wide);
    if (SUCCEEDED(hr) && w.bad) hr = MAPI_E_NOT_ENOUGH_MEMORY;
    if (FAILED(hr)) {
        writer_drop(&w);
        return hr;
    }
    *cb_out = (ULONG)w.count;
    *out = (ENTRYID *)TAKE(w.data);
    return S_OK;
}

static WCHAR *upper_text(const WCHAR *text)
{
    WCHAR *upper = mem_dup_text(text, NULL);

    for (WCHAR *c = upper; c && *c; c++)
        *c = text_fold(*c);
    return upper;
}

HRESULT one_off_search_key(const struct one_off *one, void *root, ULONG *cb, BYTE **out)
{
    AUTO_FREE WCHAR *joined = text_join(one->type, L":", one->address, NULL);
    AUTO_FREE WCHAR *upper = joined ? upper_text(joined) : NULL;
    char *key;
    HRESULT hr;

    if (!upper) return MAPI_E_NOT_ENOUGH_MEMORY;
    hr = text_to_ansi(upper, -1, 0, root, &key);
    if (FAILED(hr)) return hr;
    *cb = (ULONG)strlen(key) + 1;
    *out = (BYTE *)key;
    return S_OK;
}

HRESULT one_off_props(const struct one_off *one, bool wide, void *root, SPropValue *out)
{
    AUTO_FREE ENTRYID *eid = NULL;
    ULONG cb, cb_key;
    BYTE *key, *kept;
    HRESULT hr;

    hr = one_off_make(one, wide, &cb, &eid);
    if (SUCCEEDED(hr)) hr = one_off_search_key(one, root, &cb_key, &key);
    if (FAILED(hr)) return hr;
    kept = mem_dup(eid, cb, root);
    if (!kept) return MAPI_E_NOT_ENOUGH_MEMORY;
    out[ONE_OFF_ENTRYID] = pval_binary(PR_ENTRYID, cb, kept);
    out[ONE_OFF_SEARCH_KEY] = pval_binary(PR_SEARCH_KEY, cb_key, key);
    out[ONE_OFF_NAME] = pval_text(PR_DISPLAY_NAME_W, *one->name ? one->name : one->address);
    out[ONE_OFF_TYPE] = pval_text(PR_ADDRTYPE_W, one->type);
    out[ONE_OFF_ADDRESS] = pval_text(PR_EMAIL_ADDRESS_W, one->address);
    out[ONE_OFF_OBJECT_TYPE] = pval_long(PR_OBJECT_TYPE, MAPI_MAILUSER);
    out[ONE_OFF_DISPLAY_TYPE] = pval_long(PR_DISPLAY_TYPE, DT_MAILUSER);
    out[ONE_OFF_SEND_RICH_INFO] = pval_bool(PR_SEND_RICH_INFO, one->rich);
    return S_OK;
}

bool one_off_equal(const struct one_off *a, const struct one_off *b)
{
    return !text_compare_nocase(a->type, b->type) && !text_compare_nocase(a->address, b->address) &&
           !text_compare(a->name, b->name);
}

bool one_off_looks_internet(const WCHAR *address)
{
    const WCHAR *at = NULL, *dot = NULL;

    for (const WCHAR *c = address; *c; c++) {
        if (*c <= ' ' || *c == '<' || *c == '>' || *c == ',' || *c == ';' || *c == '[' ||
            *c == ']' || *c == ':' || *c == '"')
            return false;
        if (*c == '@') {
            if (at) return false;
            at = c;
        }
        if (*c == '.' && at) {
            if (c == at + 1 || (dot && c == dot + 1) || !c[1]) return false;
            dot = c;
        }
    }
    return at && at != address && dot;
}

HRESULT one_off_create(LPCTSTR name, LPCTSTR type, LPCTSTR address, ULONG flags, ULONG *cb_out,
                       ENTRYID **out)
{
    AUTO_FREE WCHAR *wide_name = NULL, *wide_type = NULL, *wide_address = NULL;
    struct one_off one;
    HRESULT hr;

    if (!cb_out || !out) return FAIL(MAPI_E_INVALID_PARAMETER);
    *cb_out = 0;
    *out = NULL;
    if (flags & ~(MAPI_UNICODE | MAPI_SEND_NO_RICH_INFO)) return FAIL(MAPI_E_UNKNOWN_FLAGS);
    if (!type || !address) return FAIL(MAPI_E_INVALID_PARAMETER);

    hr = text_in_optional(name, flags, &wide_name);
    if (SUCCEEDED(hr)) hr = text_in(type, flags, &wide_type);
    if (SUCCEEDED(hr)) hr = text_in(address, flags, &wide_address);
    if (FAILED(hr)) return hr;
    one.name = wide_name ? wide_name : L"";
    one.type = wide_type;
    one.address = wide_address;
    one.rich = !(flags & MAPI_SEND_NO_RICH_INFO) && !one_off_looks_internet(wide_address);
    return one_off_make(&one, flags & MAPI_UNICODE, cb_out, out);
}
