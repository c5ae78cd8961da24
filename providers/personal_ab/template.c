/*
 * template.c - what new entries and recipients are made from: the templates of this book
 */
#include "template.h"
#include <string.h>
#include "common/sql/view_table.h"
#include "common/text/text8.h"
#include "host.h"
#include "person.h"

static const struct {
    USHORT type; /* of what is made; the last byte of the template's guid, and before it ... */
    BYTE number; /* ... which of this type */
    LONG shown_as;
    const WCHAR *name, *addrtype;
} templates[TEMPLATES] = {
    [TEMPLATE_INTERNET] = {MAPI_MAILUSER, 0, DT_MAILUSER, L"Internet Address", L"SMTP"},
    [TEMPLATE_ANY] = {MAPI_MAILUSER, 1, DT_MAILUSER, L"Other Address", L""},
    [TEMPLATE_LIST] = {MAPI_DISTLIST, 0, DT_DISTLIST, L"Personal Distribution List", L"MAPIPDL"},
};

static struct book_id id_of(enum template which)
{
    struct book_id id = {MAPI_ADDRBOOK, {0}};

    id.guid.Data4[6] = templates[which].number;
    id.guid.Data4[7] = (BYTE)templates[which].type;
    return id;
}

HRESULT template_value(struct book *book, ULONG tag, enum template which, struct value **out)
{
    struct book_id id = id_of(which);

    return book_id_value(book, tag, &id, out);
}

HRESULT template_read(struct book *book, ULONG count, const ENTRYID *id, enum template *which)
{
    struct book_id object;
    HRESULT hr = book_id_read(&book->file->uid, count, id, &object);

    if (FAILED(hr)) return hr;
    for (*which = 0; *which < TEMPLATES; ++*which) {
        struct book_id known = id_of(*which);

        if (object.type == known.type && IsEqualGUID(&object.guid, &known.guid)) return S_OK;
    }
    return MAPI_E_UNKNOWN_ENTRYID;
}

/* ---- the table ---- */

#define N_COLUMNS 8
static const SizedSPropTagArray(N_COLUMNS, columns) = {
    N_COLUMNS,
    {PR_INSTANCE_KEY, PR_DISPLAY_NAME_W, PR_ENTRYID, PR_DEPTH, PR_SELECTABLE, PR_ADDRTYPE_W,
     PR_DISPLAY_TYPE, PR_OBJECT_TYPE}};

static HRESULT cell(struct book *book, enum template which, ULONG tag, struct value **out)
{
    const WCHAR *name = templates[which].name, *addrtype = templates[which].addrtype;

    switch (tag) {
    case PR_DISPLAY_NAME_W:
        return value_text(tag, name, wide_len(name), out);
    case PR_ADDRTYPE_W:
        return value_text(tag, addrtype, wide_len(addrtype), out);
    case PR_DEPTH:
        return value_long(tag, 0, out);
    case PR_SELECTABLE:
        return value_long(tag, TRUE, out);
    case PR_DISPLAY_TYPE:
        return value_long(tag, templates[which].shown_as, out);
    case PR_OBJECT_TYPE:
        return value_long(tag, templates[which].type, out);
    }
    return template_value(book, tag, which, out); /* entry ID and instance key */
}

static HRESULT fill(struct book *book, enum template which, struct bag *row)
{
    HRESULT hr = S_OK;

    for (ULONG i = 0; i < N_COLUMNS && SUCCEEDED(hr); i++) {
        AUTO_VALUE struct value *value = NULL;

        hr = cell(book, which, columns.aulPropTag[i], &value);
        if (SUCCEEDED(hr)) hr = bag_set(row, value);
    }
    return hr;
}

HRESULT template_table(struct book *book, bool recipients, ULONG flags, IMAPITable **out)
{
    struct bag rows[TEMPLATES];
    size_t n = 0;
    HRESULT hr = S_OK;

    *out = NULL;
    memset(rows, 0, sizeof(rows));
    for (enum template which = 0; which < TEMPLATES && SUCCEEDED(hr); which++)
        if (!recipients || which == TEMPLATE_INTERNET) hr = fill(book, which, &rows[n++]);
    if (SUCCEEDED(hr))
        hr = view_table_of_rows(&book_house, book, (const SPropTagArray *)&columns, rows, n, flags,
                                out);
    for (size_t i = 0; i < n; i++)
        bag_clear(&rows[i]);
    return hr;
}

/* ---- making ---- */

HRESULT template_create(struct book *book, ULONG count, const ENTRYID *id, ULONG flags,
                        const struct book_id *joins, IMAPIProp **out)
{
    enum template which;
    SBinary other = {count, (BYTE *)id};
    USHORT type;
    HRESULT hr = template_read(book, count, id, &which);

    if (SUCCEEDED(hr)) return person_new(book, templates[which].type, flags, joins, out);
    if (hr != MAPI_E_UNKNOWN_ENTRYID || book_id_is_ours(&book->file->uid, count, id)) return hr;
    return host_make(book, &other, flags, joins, &type, NULL, out);
}

HRESULT template_open(struct book *book, enum template which, const IID *iid, ULONG *type,
                      IUnknown **out)
{
    struct book_id id = id_of(which);
    HRESULT hr = person_to_fill_in(book, &id, which == TEMPLATE_ANY ? PAGES_ANY : PAGES_INTERNET,
                                   templates[which].type, iid, out);

    if (SUCCEEDED(hr)) *type = templates[which].type;
    return hr;
}

/* What the host has set already stays. */
static HRESULT fill_entry(struct book *book, enum template which, IMAPIProp *data)
{
    static const SizedSPropTagArray(1, tags) = {1, {PR_ADDRTYPE_W}};
    SPropValue value = {.ulPropTag = PR_ADDRTYPE_W}, *had = NULL;
    bool has = false;
    ULONG n = 0;
    HRESULT hr;

    if (!*templates[which].addrtype) return S_OK;
    hr = data->lpVtbl->GetProps(data, (SPropTagArray *)&tags, MAPI_UNICODE, &n, &had);
    if (SUCCEEDED(hr) && n && had)
        has = had->ulPropTag == PR_ADDRTYPE_W && had->Value.lpszW && *had->Value.lpszW;
    if (had) book->alloc.free(had);
    if (has) return S_OK;
    value.Value.lpszW = (WCHAR *)templates[which].addrtype;
    return data->lpVtbl->SetProps(data, 1, &value, NULL);
}

HRESULT template_bind(struct book *book, ULONG count, const ENTRYID *id, ULONG flags,
                      IMAPIProp *data, const IID *iid, IMAPIProp **out, IMAPIProp *sibling)
{
    enum template which;
    HRESULT hr;

    if (out) *out = NULL;
    if (!out || !data || !id || sibling) return MAPI_E_INVALID_PARAMETER;
    if (flags & ~(ULONG)FILL_ENTRY) return MAPI_E_UNKNOWN_FLAGS;
    hr = template_read(book, count, id, &which);
    if (SUCCEEDED(hr) && flags & FILL_ENTRY) hr = fill_entry(book, which, data);
    if (FAILED(hr)) return hr;
    hr = data->lpVtbl->QueryInterface(data, iid ? iid : &IID_IMailUser, (void **)out);
    return FAILED(hr) ? MAPI_E_INTERFACE_NOT_SUPPORTED : S_OK;
}
