/*
 * book.c - the address book of a profile: its containers and their entries
 */
#include "book.h"
#include <stdlib.h>
#include "print.h"

int book_open(struct book *book)
{
    int code;
    HRESULT hr;

    *book = (struct book){0};
    code = mail_logon(&book->mail);
    if (code) return code;
    hr = book->mail.session->lpVtbl->OpenAddressBook(book->mail.session, 0, NULL, AB_NO_DIALOG,
                                                     &book->book);
    if (SUCCEEDED(hr) && book->book) {
        if (hr == MAPI_W_ERRORS_RETURNED)
            complain(L"mapictl: some address books of the profile can't be opened\n");
        return EXIT_FINE;
    }
    code = report_by(book->mail.session, hr, L"the address book can't be opened");
    mail_close(&book->mail);
    return code;
}

void book_close(struct book *book)
{
    RELEASE(book->book);
    mail_close(&book->mail);
}

HRESULT book_open_entry(struct book *book, const SBinary *id, ULONG flags, ULONG *type,
                        IUnknown **out)
{
    *out = NULL;
    return book->book->lpVtbl->OpenEntry(book->book, id->cb, (ENTRYID *)id->lpb, NULL, flags, type,
                                         out);
}

/* ---- rows ---- */

const WCHAR *row_text(const SRow *row, enum book_column column)
{
    return row->cValues > (ULONG)column && PROP_TYPE(row->lpProps[column].ulPropTag) == PT_UNICODE
               ? row->lpProps[column].Value.lpszW
               : NULL;
}

const SBinary *row_id(const SRow *row)
{
    return row->cValues > BOOK_ENTRYID && row->lpProps[BOOK_ENTRYID].ulPropTag == PR_ENTRYID
               ? &row->lpProps[BOOK_ENTRYID].Value.bin
               : NULL;
}

bool row_is(const SRow *row, const WCHAR *text)
{
    const WCHAR *name = row_text(row, BOOK_NAME), *address = row_text(row, BOOK_ADDRESS);

    return (name && !_wcsicmp(name, text)) || (address && !_wcsicmp(address, text));
}

HRESULT each_row(IMAPITable *table, HRESULT (*row)(void *context, const SRow *row), void *context)
{
    enum {
        AT_ONCE = 200
    };
    ULONG got = 1;
    HRESULT hr = S_OK;

    while (hr == S_OK && got) {
        SRowSet *rows = NULL;

        hr = table->lpVtbl->QueryRows(table, AT_ONCE, 0, &rows);
        got = SUCCEEDED(hr) ? rows->cRows : 0;
        if (SUCCEEDED(hr)) hr = S_OK;
        for (ULONG i = 0; hr == S_OK && i < got; i++)
            hr = row(context, &rows->aRow[i]);
        FreeProws(rows);
    }
    return hr;
}

HRESULT container_contents(IMAPIContainer *container, const SRestriction *restriction,
                           IMAPITable **out)
{
    static SizedSPropTagArray(N_BOOK_COLUMNS, columns) = {
        N_BOOK_COLUMNS,
        {PR_ENTRYID, PR_DISPLAY_NAME_W, PR_ADDRTYPE_W, PR_EMAIL_ADDRESS_W, PR_OBJECT_TYPE}};
    HRESULT hr = container->lpVtbl->GetContentsTable(container, MAPI_UNICODE, out);

    if (FAILED(hr)) return hr;
    hr = (*out)->lpVtbl->SetColumns(*out, (SPropTagArray *)&columns, 0);
    if (SUCCEEDED(hr) && restriction)
        hr = (*out)->lpVtbl->Restrict(*out, (SRestriction *)restriction, 0);
    if (FAILED(hr)) RELEASE(*out);
    return hr;
}

HRESULT container_find(IMAPIContainer *container, const WCHAR *text, IMAPITable **out)
{
    SPropValue typed = {.ulPropTag = PR_ANR_W, .Value.lpszW = (WCHAR *)text};
    SRestriction is = {.rt = RES_PROPERTY, .res.resProperty = {RELOP_EQ, PR_ANR_W, &typed}};

    return container_contents(container, &is, out);
}

/* ---- containers ---- */

static WCHAR *name_of(IABContainer *container)
{
    SPropValue *value = NULL;
    WCHAR *name;

    if (FAILED(HrGetOneProp((IMAPIProp *)container, PR_DISPLAY_NAME_W, &value))) value = NULL;
    name = _wcsdup(value ? value->Value.lpszW : L"address book");
    MAPIFreeBuffer(value);
    return name;
}

HRESULT book_open_container(struct book *book, const SBinary *id, struct container *out)
{
    IUnknown *object;
    ULONG type;
    HRESULT hr = book_open_entry(book, id, MAPI_BEST_ACCESS, &type, &object);

    *out = (struct container){0};
    if (FAILED(hr)) return hr;
    out->object = (IABContainer *)object;
    if (type != MAPI_ABCONT && type != MAPI_DISTLIST) hr = MAPI_E_INVALID_TYPE;
    if (SUCCEEDED(hr)) {
        out->name = name_of(out->object);
        if (!out->name) hr = MAPI_E_NOT_ENOUGH_MEMORY;
    }
    if (FAILED(hr)) container_close(out);
    return hr;
}

void container_close(struct container *container)
{
    RELEASE(container->object);
    free(container->name);
    container->name = NULL;
}

/* The one container of that name. MAPI_E_AMBIGUOUS_RECIP: there are several. */
static HRESULT find_container(struct book *book, const WCHAR *name, struct container *out)
{
    static SizedSPropTagArray(2, columns) = {2, {PR_ENTRYID, PR_DISPLAY_NAME_W}};
    const SBinary none = {0}, *found = NULL;
    IMAPIContainer *root = NULL;
    IMAPITable *table = NULL;
    SRowSet *rows = NULL;
    ULONG type, n = 0;
    HRESULT hr = book_open_entry(book, &none, 0, &type, (IUnknown **)&root);

    if (SUCCEEDED(hr))
        hr = root->lpVtbl->GetHierarchyTable(root, MAPI_UNICODE | CONVENIENT_DEPTH, &table);
    if (SUCCEEDED(hr)) hr = HrQueryAllRows(table, (SPropTagArray *)&columns, NULL, NULL, 0, &rows);
    for (ULONG i = 0; SUCCEEDED(hr) && i < rows->cRows; i++) {
        const SPropValue *p = rows->aRow[i].lpProps;

        if (p[0].ulPropTag != PR_ENTRYID || p[1].ulPropTag != PR_DISPLAY_NAME_W ||
            _wcsicmp(p[1].Value.lpszW, name))
            continue;
        found = &p[0].Value.bin;
        n++;
    }
    if (SUCCEEDED(hr))
        hr = !n      ? MAPI_E_NOT_FOUND
             : n > 1 ? MAPI_E_AMBIGUOUS_RECIP
                     : book_open_container(book, found, out);
    FreeProws(rows);
    RELEASE(table);
    RELEASE(root);
    return hr;
}

int book_container(struct book *book, const WCHAR *what, struct container *out)
{
    SBinary id = {0};
    HRESULT hr;

    *out = (struct container){0};
    if (!what) {
        hr = book->book->lpVtbl->GetPAB(book->book, &id.cb, (ENTRYID **)&id.lpb);
        if (SUCCEEDED(hr) && !id.cb) {
            complain(L"mapictl: the profile has no personal address book\n");
            return EXIT_NOT_FOUND;
        }
        if (SUCCEEDED(hr)) hr = book_open_container(book, &id, out);
        MAPIFreeBuffer(id.lpb);
        if (SUCCEEDED(hr)) return EXIT_FINE;
        return report_by(book->book, hr, L"the profile's personal address book");
    }
    hr = find_container(book, what, out);
    if (hr == MAPI_E_NOT_FOUND && bytes_from_hex(what, &id)) {
        hr = book_open_container(book, &id, out);
        MAPIFreeBuffer(id.lpb);
    }
    if (SUCCEEDED(hr)) return EXIT_FINE;
    if (hr == MAPI_E_AMBIGUOUS_RECIP) {
        complain(L"mapictl: there are several containers '%ls'; name one by its entry identifier, "
                 L"which `mapictl ab ls --json` shows\n",
                 what);
        return EXIT_FAILED;
    }
    return report_by(book->book, hr, L"container '%ls'", what);
}

HRESULT container_create(IABContainer *container, ULONG type, ULONG flags, IMAPIProp **out)
{
    SPropValue *template = NULL;
    HRESULT hr =
        HrGetOneProp((IMAPIProp *)container,
                     type == MAPI_DISTLIST ? PR_DEF_CREATE_DL : PR_DEF_CREATE_MAILUSER, &template);

    *out = NULL;
    if (SUCCEEDED(hr))
        hr = container->lpVtbl->CreateEntry(container, template->Value.bin.cb,
                                            (ENTRYID *)template->Value.bin.lpb, flags, out);
    else if (hr == MAPI_E_NOT_FOUND) hr = MAPI_E_NO_ACCESS; /* it takes none */
    MAPIFreeBuffer(template);
    return hr;
}
