/*
 * resolve.c - recipients' names turned into entry IDs: addresses on sight, without asking anybody
 */
#include <string.h>
#include "mapitags.h"
#include "ab/addrbook.h"
#include "base/error.h"
#include "base/mem.h"
#include "base/text.h"
#include "com/com.h"
#include "eid/oneoff.h"
#include "prop/pval.h"

/* What a typed name says about itself; the texts hang on the block this is in. */
struct typed {
    WCHAR *name, *type, *address;
};

static const WCHAR smtp[] = L"SMTP";

static WCHAR hex_digit(WCHAR c)
{
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return 0xffff;
}

/* One character of typed text, quoting undone; *at moves over it. *quoted: it had a backslash
 * before it. */
static WCHAR next_char(const WCHAR **at, bool *quoted)
{
    const WCHAR *c = *at;

    *quoted = *c == '\\' && c[1];
    if (!*quoted) {
        *at = c + 1;
        return *c;
    }
    if ((c[1] == 'x' || c[1] == 'X') && hex_digit(c[2]) < 16 && hex_digit(c[3]) < 16) {
        *at = c + 4;
        return (WCHAR)(hex_digit(c[2]) << 4 | hex_digit(c[3]));
    }
    *at = c + 2;
    return c[1];
}

static void trim(WCHAR *text)
{
    WCHAR *start = text;
    size_t n;

    while (*start == ' ' || *start == '\t')
        start++;
    n = text_len(start);
    while (n && (start[n - 1] == ' ' || start[n - 1] == '\t'))
        n--;
    memmove(text, start, n * sizeof(*text));
    text[n] = 0;
}

/* Reads up to an unquoted end character into out. False: the text ended first. */
static bool read_until(const WCHAR **at, WCHAR end, WCHAR *out)
{
    bool quoted;
    WCHAR c;

    while (**at) {
        c = next_char(at, &quoted);
        if (!quoted && c == end) {
            *out = 0;
            return true;
        }
        *out++ = c;
    }
    *out = 0;
    return false;
}

/* Name[TYPE:address] (contracts 7.4); false when it isn't that. */
static bool read_bracketed(const WCHAR *text, struct typed *typed)
{
    const WCHAR *at = text;

    if (!read_until(&at, '[', typed->name) || !read_until(&at, ':', typed->type) ||
        !read_until(&at, ']', typed->address))
        return false;
    while (*at == ' ' || *at == '\t')
        at++;
    trim(typed->name);
    trim(typed->type);
    trim(typed->address);
    return !*at && *typed->type && *typed->address;
}

/* "Ann Lee <ann@example.org>" and "ann@example.org" */
static bool read_internet(const WCHAR *text, struct typed *typed)
{
    const WCHAR *open = text;
    size_t n;

    memcpy(typed->address, text, (text_len(text) + 1) * sizeof(WCHAR));
    trim(typed->address);
    *typed->name = 0;
    n = text_len(typed->address);
    if (n > 2 && typed->address[n - 1] == '>') {
        while (*open && *open != '<')
            open++;
        if (!*open) return false;
        memcpy(typed->name, text, (size_t)(open - text) * sizeof(WCHAR));
        typed->name[open - text] = 0;
        memcpy(typed->address, open + 1, (text_len(open + 1) + 1) * sizeof(WCHAR));
        trim(typed->address);
        typed->address[text_len(typed->address) - 1] = 0;
        trim(typed->name);
        trim(typed->address);
    }
    memcpy(typed->type, smtp, sizeof(smtp));
    return one_off_looks_internet(typed->address);
}

static HRESULT read_typed(const WCHAR *text, struct typed **out, bool *address)
{
    size_t room = (text_len(text) + sizeof("SMTP")) * sizeof(WCHAR);
    AUTO_FREE struct typed *typed = mem_zero(sizeof(*typed));

    if (!typed) return MAPI_E_NOT_ENOUGH_MEMORY;
    typed->name = mem_zero_more(room, typed);
    typed->type = mem_zero_more(room, typed);
    typed->address = mem_zero_more(room, typed);
    if (!typed->name || !typed->type || !typed->address) return MAPI_E_NOT_ENOUGH_MEMORY;
    *address = read_bracketed(text, typed) || read_internet(text, typed);
    *out = TAKE(typed);
    return S_OK;
}

/* Appends or replaces, by property ID. */
static void put(SPropValue *values, ULONG *n, SPropValue value)
{
    ULONG i = 0;

    while (i < *n && PROP_ID(values[i].ulPropTag) != PROP_ID(value.ulPropTag))
        i++;
    values[i] = value;
    if (i == *n) ++*n;
}

/* A text property in the caller's width; borrows text. */
static HRESULT put_text(SPropValue *values, ULONG *n, ULONG tag, const WCHAR *text, ULONG flags,
                        void *root)
{
    SPropValue wide = pval_text(tag, text), value;
    HRESULT hr;

    hr = pval_as(&wide, flags & MAPI_UNICODE ? PT_UNICODE : PT_STRING8, root, &value);
    if (SUCCEEDED(hr)) put(values, n, value);
    return hr;
}

/* The entry's values, with those of a resolved recipient, in a block of their own. */
static HRESULT resolved(const ADRENTRY *entry, const struct typed *typed, ULONG flags, ULONG *count,
                        SPropValue **out)
{
    enum { ADDED = 9 };
    struct one_off one = {typed->name, typed->type, typed->address, false};
    const WCHAR *name = *typed->name ? typed->name : typed->address;
    AUTO_FREE SPropValue *values = mem_array((size_t)entry->cValues + ADDED, sizeof(*values));
    AUTO_FREE ENTRYID *eid = NULL;
    AUTO_FREE BYTE *key = NULL;
    ULONG n = 0, cb, cb_key;
    HRESULT hr;

    if (!values) return MAPI_E_NOT_ENOUGH_MEMORY;
    one.rich = !one_off_looks_internet(typed->address);
    hr = one_off_make(&one, flags & MAPI_UNICODE, &cb, &eid);
    if (SUCCEEDED(hr)) hr = one_off_search_key(&one, NULL, &cb_key, &key);
    for (ULONG i = 0; SUCCEEDED(hr) && i < entry->cValues; i++)
        put(values, &n, entry->rgPropVals[i]);
    if (SUCCEEDED(hr)) hr = put_text(values, &n, PR_DISPLAY_NAME_W, name, flags, values);
    if (SUCCEEDED(hr))
        hr = put_text(values, &n, PR_TRANSMITABLE_DISPLAY_NAME_W, name, flags, values);
    if (SUCCEEDED(hr)) hr = put_text(values, &n, PR_ADDRTYPE_W, typed->type, flags, values);
    if (SUCCEEDED(hr)) hr = put_text(values, &n, PR_EMAIL_ADDRESS_W, typed->address, flags, values);
    if (FAILED(hr)) return hr;
    put(values, &n, pval_binary(PR_ENTRYID, cb, eid));
    put(values, &n, pval_binary(PR_SEARCH_KEY, cb_key, key));
    put(values, &n, pval_long(PR_OBJECT_TYPE, MAPI_MAILUSER));
    put(values, &n, pval_long(PR_DISPLAY_TYPE, DT_MAILUSER));
    put(values, &n, pval_bool(PR_SEND_RICH_INFO, one.rich));
    hr = pval_copy_array(n, values, NULL, out);
    if (SUCCEEDED(hr)) *count = n;
    return hr;
}

/* S_OK: resolved now or before, or nothing to do; MAPI_E_NOT_FOUND: nobody knows the name. */
static HRESULT resolve_entry(ADRENTRY *entry, ULONG flags)
{
    const SPropValue *name = pval_find_const(entry->rgPropVals, entry->cValues, PR_DISPLAY_NAME_W);
    const SPropValue *eid = pval_find_const(entry->rgPropVals, entry->cValues, PR_ENTRYID);
    AUTO_FREE void *root = NULL;
    AUTO_FREE struct typed *typed = NULL;
    SPropValue wide, *values;
    bool address;
    ULONG n;
    HRESULT hr;

    if (!entry->cValues || (eid && eid->Value.bin.cb)) return S_OK;
    if (!name) return MAPI_E_NOT_FOUND;
    root = mem_zero(1);
    if (!root) return MAPI_E_NOT_ENOUGH_MEMORY;
    hr = pval_as(name, PT_UNICODE, root, &wide);
    if (SUCCEEDED(hr)) hr = read_typed(wide.Value.lpszW, &typed, &address);
    if (FAILED(hr)) return hr;
    if (!address) return MAPI_E_NOT_FOUND;

    hr = resolved(entry, typed, flags, &n, &values);
    if (FAILED(hr)) return hr;
    mem_free(entry->rgPropVals);
    entry->rgPropVals = values;
    entry->cValues = n;
    return S_OK;
}

HRESULT ab_resolve(ADRLIST *list, ULONG flags)
{
    HRESULT result = S_OK;

    for (ULONG i = 0; i < list->cEntries; i++) {
        HRESULT hr = resolve_entry(&list->aEntries[i], flags);

        if (hr == MAPI_E_NOT_ENOUGH_MEMORY) return hr;
        if (FAILED(hr)) result = hr; /* the others are resolved all the same */
    }
    return result;
}
