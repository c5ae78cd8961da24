/*
 * identity.c - who the user of a session is, as its providers tell in their status rows
 */
#include "mapitags.h"
#include "mapix.h"
#include "base/error.h"
#include "base/mem.h"
#include "base/text.h"
#include "eid/oneoff.h"
#include "prop/pval.h"
#include "session/core.h"

/* Text of either width as UTF-16, on root; NULL: memory is out. */
static const WCHAR *wide_text(const SPropValue *value, void *root)
{
    SPropValue wide;

    if (!value) return L"";
    return SUCCEEDED(pval_as(value, PT_UNICODE, root, &wide)) ? wide.Value.lpszW : NULL;
}

/* "TYPE:address", taken apart in place. */
static bool split_key(char *key, ULONG cb, const char **type, const char **address)
{
    if (!cb || key[cb - 1]) return false;
    for (char *c = key; *c; c++) {
        if (*c != ':') continue;
        *c = 0;
        *type = key;
        *address = c + 1;
        return *key && *(c + 1);
    }
    return false;
}

/* The one-off of a row that has a name and a search key but no entry ID (contracts 4.12-02). */
static HRESULT one_off_of(const struct row *row, ULONG *cb, ENTRYID **out)
{
    const SPropValue *key = row_find(row, PR_IDENTITY_SEARCH_KEY);
    AUTO_FREE char *copy = NULL;
    const char *type, *address;
    WCHAR *wide_type, *wide_address;
    struct one_off one = {.rich = true};
    HRESULT hr;

    if (!key) return MAPI_E_NOT_FOUND;
    copy = mem_dup(key->Value.bin.lpb, key->Value.bin.cb, NULL);
    if (!copy) return MAPI_E_NOT_ENOUGH_MEMORY;
    if (!split_key(copy, key->Value.bin.cb, &type, &address)) return MAPI_E_NOT_FOUND;
    hr = text_from_ansi(type, -1, 0, copy, &wide_type);
    if (SUCCEEDED(hr)) hr = text_from_ansi(address, -1, 0, copy, &wide_address);
    if (FAILED(hr)) return hr;
    one.name = wide_text(row_find(row, PR_IDENTITY_DISPLAY_W), copy);
    if (one.name && !*one.name) one.name = wide_text(row_find(row, PR_DISPLAY_NAME_W), copy);
    if (!one.name) return MAPI_E_NOT_ENOUGH_MEMORY;
    one.type = wide_type;
    one.address = wide_address;
    return one_off_make(&one, true, cb, out);
}

static HRESULT copy_eid(const SPropValue *value, ULONG *cb, ENTRYID **out)
{
    *out = mem_dup(value->Value.bin.lpb, value->Value.bin.cb, NULL);
    if (!*out) return MAPI_E_NOT_ENOUGH_MEMORY;
    *cb = value->Value.bin.cb;
    return S_OK;
}

/* MAPI_E_NOT_FOUND: no row says who the user is. */
static HRESULT from_rows(size_t n, const struct rows_entry *rows, ULONG *cb, ENTRYID **out)
{
    const SPropValue *first = NULL;

    for (size_t i = 0; i < n; i++) {
        const SPropValue *flags = row_find(rows[i].row, PR_RESOURCE_FLAGS);
        const SPropValue *eid = row_find(rows[i].row, PR_IDENTITY_ENTRYID);

        if (!first) first = eid;
        if (!flags || !(flags->Value.ul & STATUS_PRIMARY_IDENTITY)) continue;
        if (eid) return copy_eid(eid, cb, out);
        if (one_off_of(rows[i].row, cb, out) == S_OK) return S_OK;
    }
    return first ? copy_eid(first, cb, out) : MAPI_E_NOT_FOUND;
}

/*
 * Errors  MAPI_E_NOT_ENOUGH_MEMORY; MAPI_W_NO_SERVICE is a success: *out is a one-off that names
 *         nobody
 * Source  IMAPISession::QueryIdentity; contracts 4.12
 */
HRESULT identity_query(struct core *core, ULONG *cb, ENTRYID **out)
{
    static const struct one_off nobody = {L"Unknown", L"NONE", L"unknown", false};
    struct rows_entry *rows;
    size_t n;
    HRESULT hr;

    hr = rows_list(router_status_rows(core->router), NULL, &n, &rows);
    if (FAILED(hr)) return hr;
    hr = from_rows(n, rows, cb, out);
    rows_list_free(n, rows);
    if (hr != MAPI_E_NOT_FOUND) return hr;
    hr = one_off_make(&nobody, true, cb, out);
    return SUCCEEDED(hr) ? MAPI_W_NO_SERVICE : hr;
}
