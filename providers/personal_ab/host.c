/*
 * host.c - entries of the book that were made from others' entries and templates
 */
#include "host.h"
#include <stdlib.h>
#include <string.h>
#include "common/text/fold.h"
#include "common/text/text8.h"
#include "entries.h"
#include "person.h"
#include "template.h"

#define MEMBERS_AT_ONCE 100

static HRESULT open_other(struct book *book, const SBinary *id, ULONG *type, IMAPIProp **out)
{
    IMAPISupport *support = book_support(book);
    HRESULT hr;

    if (!support) return MAPI_E_INVALID_OBJECT;
    hr = support->lpVtbl->OpenEntry(support, id->cb, (ENTRYID *)id->lpb, NULL, 0, type,
                                    (IUnknown **)out);
    support->lpVtbl->Release(support);
    return hr;
}

/* ---- binding ---- */

/* S_FALSE: the template is our own, there is nothing to be bound. */
static HRESULT bind_to_other(struct book *book, const SBinary *template, ULONG flags,
                             const IID *iid, IMAPIProp *data, IMAPIProp **out)
{
    enum template own;
    IMAPISupport *support;
    HRESULT hr;

    *out = NULL;
    if (SUCCEEDED(template_read(book, template->cb, (const ENTRYID *)template->lpb, &own)))
        return S_FALSE;
    support = book_support(book);
    if (!support) return MAPI_E_INVALID_OBJECT;
    hr = support->lpVtbl->OpenTemplateID(support, template->cb, (ENTRYID *)template->lpb, flags,
                                         data, iid, out, NULL);
    support->lpVtbl->Release(support);
    if (SUCCEEDED(hr) && !*out) hr = MAPI_E_CALL_FAILED; /* its provider's fault */
    return FAILED(hr) ? hr : S_OK;
}

static const IID *usual_iid(USHORT type)
{
    return type == MAPI_DISTLIST ? &IID_IDistList : &IID_IMailUser;
}

void host_open(struct book *book, USHORT type, const IID *iid, IUnknown **entry)
{
    static const SizedSPropTagArray(1, tags) = {1, {PR_TEMPLATEID}};
    IMAPIProp *ours = (IMAPIProp *)*entry, *bound = NULL;
    SPropValue *value = NULL;
    ULONG n = 0;

    if (ours->lpVtbl->GetProps(ours, (SPropTagArray *)&tags, 0, &n, &value) == S_OK &&
        bind_to_other(book, &value->Value.bin, 0, iid ? iid : usual_iid(type), ours, &bound) ==
            S_OK) {
        *entry = (IUnknown *)bound;
        ours->lpVtbl->Release(ours);
    }
    if (value) book->alloc.free(value);
}

/* ---- making ---- */

/* Properties that a copy doesn't make of its own. */
static bool is_copied(const SPropValue *value)
{
    return PROP_TYPE(value->ulPropTag) != PT_ERROR && PROP_TYPE(value->ulPropTag) != PT_OBJECT &&
           PROP_ID(value->ulPropTag) < 0x8000 && !person_is_computed(value->ulPropTag);
}

static const SPropValue *text_among(const SPropValue *values, ULONG n, ULONG tag)
{
    for (ULONG i = 0; i < n; i++)
        if (values[i].ulPropTag == tag) return &values[i];
    return NULL;
}

/* What an original answers in the place of a text that it hasn't: its name once more. */
static bool is_made_up(const SPropValue *values, ULONG n, USHORT type, const SPropValue *value)
{
    const SPropValue *name = text_among(values, n, PR_DISPLAY_NAME_W);
    size_t chars;

    if (value->ulPropTag != PR_TRANSMITABLE_DISPLAY_NAME_W &&
        (value->ulPropTag != PR_EMAIL_ADDRESS_W || type != MAPI_DISTLIST))
        return false;
    chars = wide_len(value->Value.lpszW);
    return name && chars == wide_len(name->Value.lpszW) &&
           !memcmp(name->Value.lpszW, value->Value.lpszW, chars * sizeof(WCHAR));
}

/* The type of a property that GetProps found too large. PT_ERROR: it isn't there. */
static ULONG type_of(struct book *book, IMAPIProp *from, ULONG tag)
{
    SPropTagArray *tags = NULL;
    ULONG found = PT_ERROR;

    if (FAILED(from->lpVtbl->GetPropList(from, MAPI_UNICODE, &tags)) || !tags) return found;
    for (ULONG i = 0; i < tags->cValues; i++)
        if (PROP_ID(tags->aulPropTag[i]) == PROP_ID(tag)) found = PROP_TYPE(tags->aulPropTag[i]);
    book->alloc.free(tags);
    return found;
}

static HRESULT copy_stream(IMAPIProp *from, IMAPIProp *to, ULONG tag)
{
    static const ULARGE_INTEGER most = {.QuadPart = ENTRY_MOST_BYTES};
    AUTO_RELEASE IStream *in = NULL, *out = NULL;
    ULARGE_INTEGER read;
    HRESULT hr;

    hr = from->lpVtbl->OpenProperty(from, tag, &IID_IStream, 0, 0, (IUnknown **)&in);
    if (SUCCEEDED(hr))
        hr = to->lpVtbl->OpenProperty(to, tag, &IID_IStream, 0, MAPI_CREATE | MAPI_MODIFY,
                                      (IUnknown **)&out);
    if (SUCCEEDED(hr)) hr = in->lpVtbl->CopyTo(in, out, most, &read, NULL);
    if (SUCCEEDED(hr) && read.QuadPart >= most.QuadPart) hr = MAPI_E_TOO_BIG;
    return SUCCEEDED(hr) ? out->lpVtbl->Commit(out, 0) : hr;
}

/* What is too large for GetProps is copied by streams; what isn't there by now needs none. An entry
 * that would lack some of it isn't made. */
static HRESULT copy_large(struct book *book, IMAPIProp *from, IMAPIProp *to,
                          const SPropValue *values, ULONG n)
{
    HRESULT hr = S_OK;

    for (ULONG i = 0; i < n && SUCCEEDED(hr); i++) {
        ULONG type;

        if (PROP_TYPE(values[i].ulPropTag) != PT_ERROR ||
            values[i].Value.err != MAPI_E_NOT_ENOUGH_MEMORY ||
            PROP_ID(values[i].ulPropTag) >= 0x8000)
            continue;
        type = type_of(book, from, values[i].ulPropTag);
        if (type == PT_BINARY || type == PT_STRING8 || type == PT_UNICODE)
            hr = copy_stream(from, to, CHANGE_PROP_TYPE(values[i].ulPropTag, type));
        else if (type != PT_ERROR) hr = MAPI_E_TOO_BIG;
    }
    return hr;
}

/* The new entry with the original's properties, bound to whoever looks after it. */
static HRESULT fill(struct book *book, USHORT type, IMAPIProp *original, SPropValue *all, ULONG n,
                    IMAPIProp **made)
{
    const SPropValue *template = NULL;
    SPropValue *values = calloc((size_t)n + 1, sizeof(*values));
    IMAPIProp *bound = NULL;
    ULONG kept = 0;
    HRESULT hr = S_OK;

    if (!values) return MAPI_E_NOT_ENOUGH_MEMORY;
    for (ULONG i = 0; i < n; i++)
        if (is_copied(&all[i]) && !is_made_up(all, n, type, &all[i])) values[kept++] = all[i];
    for (ULONG i = 0; i < kept; i++)
        if (values[i].ulPropTag == PR_TEMPLATEID) template = &values[i];
    if (template) {
        hr = (*made)->lpVtbl->SetProps(*made, 1, (SPropValue *)template, NULL);
        if (SUCCEEDED(hr))
            hr = bind_to_other(book, &template->Value.bin, FILL_ENTRY, usual_iid(type), *made,
                               &bound);
        if (bound) {
            (*made)->lpVtbl->Release(*made);
            *made = bound;
        }
    }
    if (SUCCEEDED(hr) && kept) hr = (*made)->lpVtbl->SetProps(*made, kept, values, NULL);
    if (SUCCEEDED(hr)) hr = copy_large(book, original, *made, all, n);
    free(values);
    return FAILED(hr) ? hr : S_OK;
}

HRESULT host_make(struct book *book, const SBinary *id, ULONG flags, const struct book_id *joins,
                  USHORT *type, IMAPIProp **from, IMAPIProp **out)
{
    AUTO_RELEASE IMAPIProp *original = NULL, *made = NULL;
    SPropValue *values = NULL;
    ULONG opened = 0, n = 0;
    HRESULT hr;

    *out = NULL;
    hr = open_other(book, id, &opened, &original);
    if (SUCCEEDED(hr) && opened != MAPI_MAILUSER && opened != MAPI_DISTLIST) hr = MAPI_E_NO_SUPPORT;
    *type = (USHORT)opened;
    if (SUCCEEDED(hr)) hr = original->lpVtbl->GetProps(original, NULL, MAPI_UNICODE, &n, &values);
    if (SUCCEEDED(hr) && n && !values) hr = MAPI_E_CALL_FAILED; /* its provider's fault */
    if (SUCCEEDED(hr)) hr = person_new(book, *type, flags, joins, &made);
    if (SUCCEEDED(hr)) hr = fill(book, *type, original, values, n, &made);
    if (values) book->alloc.free(values);
    if (FAILED(hr)) return hr;
    *out = made;
    made = NULL;
    if (from) {
        *from = original;
        original = NULL;
    }
    return S_OK;
}

/* ---- copying lists ---- */

/* A list of another address type is its transport's to expand: it has no members here (7.9-06). */
static bool mapi_expands(struct book *book, IMAPIProp *list)
{
    static const SizedSPropTagArray(1, tags) = {1, {PR_ADDRTYPE_W}};
    static const WCHAR ours[] = L"MAPIPDL";
    SPropValue *value = NULL;
    bool is = false;
    ULONG n;

    if (list->lpVtbl->GetProps(list, (SPropTagArray *)&tags, MAPI_UNICODE, &n, &value) == S_OK)
        is = !fold_order(value->Value.lpszW, wide_len(value->Value.lpszW), ours, wide_len(ours));
    if (value) book->alloc.free(value);
    return is;
}

static HRESULT add_rows(IDistList *to, const SRowSet *rows)
{
    ENTRYLIST list = {0, calloc(rows->cRows, sizeof(SBinary))};
    HRESULT hr;

    if (!list.lpbin) return MAPI_E_NOT_ENOUGH_MEMORY;
    for (ULONG i = 0; i < rows->cRows; i++)
        if (rows->aRow[i].cValues && rows->aRow[i].lpProps[0].ulPropTag == PR_ENTRYID)
            list.lpbin[list.cValues++] = rows->aRow[i].lpProps[0].Value.bin;
    hr = to->lpVtbl->CopyEntries(to, &list, 0, NULL, 0);
    free(list.lpbin);
    return hr;
}

static HRESULT copy_rows(struct book *book, IMAPITable *table, IDistList *to)
{
    bool partial = false;
    ULONG n;
    HRESULT hr;

    do {
        SRowSet *rows = NULL;

        hr = table->lpVtbl->QueryRows(table, MEMBERS_AT_ONCE, 0, &rows);
        if (FAILED(hr)) return hr;
        n = rows->cRows;
        if (n) hr = add_rows(to, rows);
        partial |= hr == MAPI_W_PARTIAL_COMPLETION;
        for (ULONG i = 0; i < n; i++)
            book->alloc.free(rows->aRow[i].lpProps);
        book->alloc.free(rows);
    } while (SUCCEEDED(hr) && n);
    return SUCCEEDED(hr) && partial ? MAPI_W_PARTIAL_COMPLETION : hr;
}

static HRESULT copy_members(struct book *book, IMAPIProp *from, IMAPIProp *to)
{
    static const SizedSPropTagArray(1, columns) = {1, {PR_ENTRYID}};
    AUTO_RELEASE IMAPIContainer *source = NULL;
    AUTO_RELEASE IDistList *list = NULL;
    AUTO_RELEASE IMAPITable *table = NULL;
    HRESULT hr;

    hr = from->lpVtbl->QueryInterface(from, &IID_IMAPIContainer, (void **)&source);
    if (SUCCEEDED(hr)) hr = to->lpVtbl->QueryInterface(to, &IID_IDistList, (void **)&list);
    if (SUCCEEDED(hr)) hr = source->lpVtbl->GetContentsTable(source, 0, &table);
    if (SUCCEEDED(hr)) hr = table->lpVtbl->SetColumns(table, (SPropTagArray *)&columns, 0);
    return FAILED(hr) ? hr : copy_rows(book, table, list);
}

/* An entry of this book that replaces its doubles is one itself. */
static bool replaces_itself(struct book *book, const SBinary *id, ULONG flags)
{
    return flags & CREATE_REPLACE && flags & (CREATE_CHECK_DUP_STRICT | CREATE_CHECK_DUP_LOOSE) &&
           book_id_is_ours(&book->file->uid, id->cb, id->lpb);
}

HRESULT host_copy(struct book *book, const SBinary *id, ULONG flags)
{
    AUTO_RELEASE IMAPIProp *from = NULL, *made = NULL;
    USHORT type;
    HRESULT hr;

    if (replaces_itself(book, id, flags)) return S_OK;
    hr = host_make(book, id, flags, NULL, &type, &from, &made);
    if (SUCCEEDED(hr)) hr = made->lpVtbl->SaveChanges(made, KEEP_OPEN_READWRITE);
    if (FAILED(hr) || type != MAPI_DISTLIST || !mapi_expands(book, from)) return hr;
    hr = copy_members(book, from, made);
    return FAILED(hr) ? MAPI_W_PARTIAL_COMPLETION : hr;
}
