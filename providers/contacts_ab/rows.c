/*
 * rows.c - the addresses of a folder's contacts as rows of one table, which follows the folder
 *
 * A look reads the whole folder and changes what has changed: at once when somebody wants the rows,
 * and whenever the folder's own table says that it changed. Looks may overlap; one that another has
 * overtaken is made once more.
 */
#include <stdlib.h>
#include <string.h>
#include "book.h"
#include "common/text/text8.h"
#include "common/text/words.h"
#include "mapitags.h"

enum {
    MOST_LOOKS = 4 /* after each other, when others go on overtaking */
};

static void free_rows(struct book *book, SRowSet *rows)
{
    for (ULONG i = 0; rows && i < rows->cRows; i++)
        book->alloc.free(rows->aRow[i].lpProps);
    if (rows) book->alloc.free(rows);
}

/* ---- one row ---- */

/* What PR_ANR is compared with, hung on root. */
static HRESULT put_words(struct book *book, const struct contact_address *address, void *root,
                         SPropValue *out)
{
    const WCHAR *texts[] = {address->name, address->address};
    struct words words = {0};
    HRESULT hr = S_OK;

    out->ulPropTag = PR_CONTACT_WORDS;
    out->Value.MVszW.cValues = 0;
    for (int i = 0; i < 2 && SUCCEEDED(hr); i++)
        hr = words_add(&words, texts[i], wide_len(texts[i]), true);
    if (SUCCEEDED(hr))
        hr = book->alloc.more((ULONG)((words.n + 1) * sizeof(WCHAR *)), root,
                              (void **)&out->Value.MVszW.lppszW);
    for (size_t i = 0; i < words.n && SUCCEEDED(hr); i++) {
        WCHAR *text = NULL, *copy;
        size_t chars;

        hr = wtf8_to_wide(words.items[i], strlen(words.items[i]), &text, &chars);
        if (SUCCEEDED(hr))
            hr = book->alloc.more((ULONG)((chars + 1) * sizeof(WCHAR)), root, (void **)&copy);
        if (SUCCEEDED(hr)) {
            memcpy(copy, text, (chars + 1) * sizeof(WCHAR));
            out->Value.MVszW.lppszW[out->Value.MVszW.cValues++] = copy;
        }
        free(text);
    }
    words_clear(&words);
    return hr;
}

/* ---- what was there ---- */

enum old_column {
    OLD_KEY,
    OLD_NAME,
    OLD_TYPE,
    OLD_ADDRESS,
    N_OLD
};

struct old_row {
    const SPropValue *values; /* N_OLD */
    bool seen;
};

struct old_rows {
    SRowSet *set;
    struct old_row *rows; /* malloc; by key */
    size_t n;
};

static int compare_keys(const SBinary *a, const SBinary *b)
{
    return a->cb != b->cb ? (a->cb < b->cb ? -1 : 1) : memcmp(a->lpb, b->lpb, a->cb);
}

static int by_key(const void *a, const void *b)
{
    return compare_keys(&((const struct old_row *)a)->values[OLD_KEY].Value.bin,
                        &((const struct old_row *)b)->values[OLD_KEY].Value.bin);
}

static HRESULT read_old(struct book *book, ITableData *data, struct old_rows *out)
{
    static const SizedSPropTagArray(N_OLD, columns) = {
        N_OLD, {PR_INSTANCE_KEY, PR_DISPLAY_NAME_W, PR_ADDRTYPE_W, PR_EMAIL_ADDRESS_W}};
    AUTO_RELEASE IMAPITable *view = NULL;
    HRESULT hr = data->lpVtbl->HrGetView(data, NULL, NULL, 0, &view);

    (void)book;
    if (SUCCEEDED(hr))
        hr = HrQueryAllRows(view, (SPropTagArray *)&columns, NULL, NULL, 0, &out->set);
    if (FAILED(hr)) return hr;
    out->rows = calloc(out->set->cRows + 1, sizeof(*out->rows));
    if (!out->rows) return MAPI_E_NOT_ENOUGH_MEMORY;
    for (ULONG i = 0; i < out->set->cRows; i++)
        if (out->set->aRow[i].lpProps[OLD_KEY].ulPropTag == PR_INSTANCE_KEY)
            out->rows[out->n++].values = out->set->aRow[i].lpProps;
    qsort(out->rows, out->n, sizeof(*out->rows), by_key);
    return S_OK;
}

static bool same_text(const SPropValue *value, const WCHAR *text)
{
    size_t chars = wide_len(text);

    return PROP_TYPE(value->ulPropTag) == PT_UNICODE && wide_len(value->Value.lpszW) == chars &&
           !memcmp(value->Value.lpszW, text, chars * sizeof(WCHAR));
}

/* Whether that row stands there already; in any case it isn't gone. */
static bool is_there(struct old_rows *old, const SPropValue *key,
                     const struct contact_address *address)
{
    struct old_row wanted = {.values = key}, *found;

    found = bsearch(&wanted, old->rows, old->n, sizeof(wanted), by_key);
    if (!found) return false;
    found->seen = true;
    return same_text(&found->values[OLD_NAME], address->name) &&
           same_text(&found->values[OLD_TYPE], address->type) &&
           same_text(&found->values[OLD_ADDRESS], address->address);
}

/* ---- a look ---- */

enum {
    ROW_KEY = 1 /* of contact_values: PR_INSTANCE_KEY */
};

/* One address of a contact, if it has it. */
static HRESULT look_at(struct book *book, ITableData *data, struct old_rows *old,
                       const SRow *contact, ULONG index)
{
    const SBinary *id = &contact->lpProps[CONTACT_ENTRYID].Value.bin;
    struct contact_address address;
    SPropValue *values = NULL;
    SRow row = {0};
    ULONG n = 0;
    HRESULT hr;

    if (!contact_address(contact->lpProps, contact->cValues, index, &address)) return S_OK;
    hr = book->alloc.buffer((CONTACT_VALUES + 1) * sizeof(*values), (void **)&values);
    if (SUCCEEDED(hr)) hr = contact_values(id, index, &address, &book->alloc, values, values, &n);
    if (SUCCEEDED(hr) && !is_there(old, &values[ROW_KEY], &address)) {
        hr = put_words(book, &address, values, &values[n]);
        row.cValues = n + 1;
        row.lpProps = values;
        if (SUCCEEDED(hr)) hr = data->lpVtbl->HrModifyRow(data, &row);
    }
    if (values) book->alloc.free(values);
    return hr;
}

static HRESULT take_in(struct book *book, ITableData *data, const SRowSet *contacts)
{
    struct old_rows old = {0};
    HRESULT hr = read_old(book, data, &old);

    for (ULONG i = 0; i < contacts->cRows && SUCCEEDED(hr); i++) {
        const SPropValue *id = &contacts->aRow[i].lpProps[CONTACT_ENTRYID];

        if (contacts->aRow[i].cValues != N_CONTACT_FIELDS || id->ulPropTag != PR_ENTRYID ||
            id->Value.bin.cb > CONTACT_MOST_BYTES)
            continue;
        for (ULONG index = 0; index < CONTACT_ADDRESSES && SUCCEEDED(hr); index++)
            hr = look_at(book, data, &old, &contacts->aRow[i], index);
    }
    for (size_t i = 0; i < old.n && SUCCEEDED(hr); i++)
        if (!old.rows[i].seen) {
            hr = data->lpVtbl->HrDeleteRow(data, (SPropValue *)&old.rows[i].values[OLD_KEY]);
            if (hr == MAPI_E_NOT_FOUND) hr = S_OK; /* another look did it */
        }
    free_rows(book, old.set);
    free(old.rows);
    return hr;
}

static HRESULT read_contacts(struct book *book, IMAPIFolder *folder, SRowSet **out)
{
    static const WCHAR class[] = {'I', 'P', 'M', '.', 'C', 'o', 'n', 't', 'a', 'c', 't', 0};
    SPropValue wanted = {.ulPropTag = PR_MESSAGE_CLASS_W, .Value.lpszW = (WCHAR *)class};
    SRestriction is_contact = {
        .rt = RES_CONTENT,
        .res.resContent = {FL_PREFIX | FL_IGNORECASE, PR_MESSAGE_CLASS_W, &wanted}};
    AUTO_RELEASE IMAPITable *table = NULL;
    SPropTagArray *fields = NULL;
    HRESULT hr;

    *out = NULL;
    hr = contact_fields((IMAPIProp *)folder, &book->alloc, &fields);
    if (SUCCEEDED(hr)) hr = folder->lpVtbl->GetContentsTable(folder, MAPI_UNICODE, &table);
    if (SUCCEEDED(hr)) hr = HrQueryAllRows(table, fields, &is_contact, NULL, 0, out);
    if (fields) book->alloc.free(fields);
    return hr;
}

/* Whether another look has ended since this one began. */
static bool is_overtaken(struct book *book, ULONG mine)
{
    bool overtaken;

    latch_take(&book->latch);
    overtaken = (LONG)(book->ended - mine) > 0;
    if (!overtaken) book->ended = mine;
    latch_drop(&book->latch);
    return overtaken;
}

static HRESULT look(struct book *book, IMAPIFolder *folder, ITableData *data)
{
    SRowSet *contacts;
    ULONG mine;
    HRESULT hr;

    for (int i = 0; i < MOST_LOOKS; i++) {
        latch_take(&book->latch);
        mine = ++book->begun;
        latch_drop(&book->latch);
        hr = read_contacts(book, folder, &contacts);
        if (SUCCEEDED(hr)) hr = take_in(book, data, contacts);
        free_rows(book, contacts);
        if (FAILED(hr) || !is_overtaken(book, mine)) return hr;
    }
    return S_OK;
}

/* ---- news of the folder ---- */

struct watcher {
    struct com_object com;
    IMAPIAdviseSink IMAPIAdviseSink_iface;
    struct latch latch;
    struct book *book; /* borrowed; NULL once it has ended */
    IMAPITable *table; /* owned until then */
    ULONG_PTR connection;
};

static void watcher_destroy(void *self)
{
    com_release(&((struct watcher *)self)->table);
}

static const struct com_face watcher_faces[] = {
    COM_FACE(watcher, IMAPIAdviseSink),
};
COM_CLASS(watcher);
COM_UNKNOWN(watcher, IMAPIAdviseSink)

static ULONG STDMETHODCALLTYPE watcher_OnNotify(IMAPIAdviseSink *iface, ULONG count,
                                                NOTIFICATION *batch)
{
    struct watcher *watcher = watcher_from(iface);
    AUTO_RELEASE ITableData *rows = NULL;
    struct book *book;

    (void)count;
    (void)batch;
    latch_take(&watcher->latch);
    book = watcher->book;
    if (book) com_ref(book);
    latch_drop(&watcher->latch);
    if (!book) return 0;
    book_rows(book, &rows); /* what fails now is read with the next news, or when it is wanted */
    com_unref(book);
    return 0;
}

static const IMAPIAdviseSinkVtbl watcher_vtbl = {
    COM_UNKNOWN_METHODS(watcher),
    .OnNotify = watcher_OnNotify,
};

void rows_unwatch(struct book *book, struct watcher *watcher)
{
    IMAPITable *table;

    (void)book;
    if (!watcher) return;
    latch_take(&watcher->latch);
    table = watcher->table;
    watcher->book = NULL;
    watcher->table = NULL;
    latch_drop(&watcher->latch);
    if (table) table->lpVtbl->Unadvise(table, watcher->connection);
    com_release(&table);
    com_unref(watcher);
}

/* A folder that tells nothing is looked at when its people are wanted. */
static struct watcher *watch(struct book *book, IMAPIFolder *folder)
{
    struct watcher *watcher = com_alloc(&watcher_class, sizeof(*watcher));
    HRESULT hr;

    if (!watcher) return NULL;
    watcher->IMAPIAdviseSink_iface.lpVtbl = (IMAPIAdviseSinkVtbl *)&watcher_vtbl;
    watcher->book = book;
    hr = folder->lpVtbl->GetContentsTable(folder, MAPI_UNICODE, &watcher->table);
    if (SUCCEEDED(hr))
        hr = watcher->table->lpVtbl->Advise(watcher->table, fnevTableModified,
                                            &watcher->IMAPIAdviseSink_iface, &watcher->connection);
    if (SUCCEEDED(hr)) return watcher;
    com_release(&watcher->table);
    com_unref(watcher);
    return NULL;
}

/* ---- the rows ---- */

/* The table and the watcher, made once; another thread's are taken when that was faster. */
static HRESULT make_rows(struct book *book, IMAPIFolder *folder, ITableData **out)
{
    static const SizedSPropTagArray(11, columns) = {
        11,
        {PR_DISPLAY_NAME_W, PR_ADDRTYPE_W, PR_EMAIL_ADDRESS_W, PR_ENTRYID, PR_OBJECT_TYPE,
         PR_DISPLAY_TYPE, PR_INSTANCE_KEY, PR_RECORD_KEY, PR_SEARCH_KEY,
         PR_TRANSMITABLE_DISPLAY_NAME_W, PR_SEND_RICH_INFO}};
    struct watcher *watcher;
    ITableData *made = NULL;
    HRESULT hr = CreateTable((LPCIID)&IID_IMAPITableData, book->alloc.buffer, book->alloc.more,
                             book->alloc.free, NULL, TBLTYPE_DYNAMIC, PR_INSTANCE_KEY,
                             (SPropTagArray *)&columns, &made);

    if (FAILED(hr)) return hr;
    watcher = watch(book, folder);
    latch_take(&book->latch);
    if (!book->rows && book->support) {
        book->rows = made;
        book->watcher = watcher;
        made = NULL;
        watcher = NULL;
    }
    *out = book->rows;
    if (*out) com_addref(*out);
    latch_drop(&book->latch);
    rows_unwatch(book, watcher);
    com_release(&made);
    return *out ? S_OK : MAPI_E_INVALID_OBJECT;
}

HRESULT book_rows(struct book *book, ITableData **out)
{
    AUTO_RELEASE IMAPIFolder *folder = NULL;
    AUTO_RELEASE IMsgStore *store = NULL;
    HRESULT hr = book_folder(book, &store, &folder);

    *out = NULL;
    if (FAILED(hr)) return hr;
    latch_take(&book->latch);
    *out = book->rows;
    if (*out) com_addref(*out);
    latch_drop(&book->latch);
    if (!*out) hr = make_rows(book, folder, out);
    if (SUCCEEDED(hr)) hr = look(book, folder, *out);
    if (FAILED(hr)) com_release(out);
    return hr;
}
