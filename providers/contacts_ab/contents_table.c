/*
 * contents_table.c - IMAPITable of a container's people: a view of the rows, which knows PR_ANR
 */
#include "anr.h"
#include "common/table_pass.h"
#include "mapitags.h"

struct contents_table {
    struct com_object com;
    IMAPITable IMAPITable_iface;
    IMAPITable *view;  /* owned */
    struct book *book; /* owned */
};

static void contents_table_destroy(void *self)
{
    struct contents_table *table = self;

    com_release(&table->view);
    if (table->book) book_leave(table->book);
}

COM_UNKNOWN(contents_table, IMAPITable)
COM_DEAD(contents_table, IMAPITable, IMAPITABLE_DEAD_SLOTS);

static const struct com_face contents_table_faces[] = {
    COM_MORTAL(contents_table, IMAPITable),
};
COM_CLASS(contents_table);

TABLE_PASS_ON(contents_table)

static HRESULT STDMETHODCALLTYPE contents_table_Restrict(IMAPITable *iface, SRestriction *res,
                                                         ULONG flags)
{
    IMAPITable *view = contents_table_from(iface)->view;
    struct anr anr = {0};
    HRESULT hr = res ? anr_translate(res, &anr) : S_OK;

    if (SUCCEEDED(hr)) hr = view->lpVtbl->Restrict(view, anr.res, flags);
    anr_drop(&anr);
    return hr;
}

static HRESULT STDMETHODCALLTYPE contents_table_FindRow(IMAPITable *iface, SRestriction *res,
                                                        BOOKMARK origin, ULONG flags)
{
    IMAPITable *view = contents_table_from(iface)->view;
    struct anr anr = {0};
    HRESULT hr = res ? anr_translate(res, &anr) : MAPI_E_INVALID_PARAMETER;

    if (SUCCEEDED(hr)) hr = view->lpVtbl->FindRow(view, anr.res, origin, flags);
    anr_drop(&anr);
    return hr;
}

static const IMAPITableVtbl contents_table_vtbl = {
    COM_UNKNOWN_METHODS(contents_table),
    IMAPITABLE_SLOTS(contents_table),
};

static HRESULT make_narrow(IMAPITable *view)
{
    static const SizedSPropTagArray(11, columns) = {
        11,
        {PR_DISPLAY_NAME_A, PR_ADDRTYPE_A, PR_EMAIL_ADDRESS_A, PR_ENTRYID, PR_OBJECT_TYPE,
         PR_DISPLAY_TYPE, PR_INSTANCE_KEY, PR_RECORD_KEY, PR_SEARCH_KEY,
         PR_TRANSMITABLE_DISPLAY_NAME_A, PR_SEND_RICH_INFO}};

    return view->lpVtbl->SetColumns(view, (SPropTagArray *)&columns, TBL_BATCH);
}

/* By name. flags: MAPI_UNICODE */
HRESULT contents_table_create(struct book *book, ULONG flags, IMAPITable **out)
{
    static const SizedSSortOrderSet(1,
                                    by_name) = {1, 0, 0, {{PR_DISPLAY_NAME_W, TABLE_SORT_ASCEND}}};
    AUTO_RELEASE IMAPITable *view = NULL;
    AUTO_RELEASE ITableData *rows = NULL;
    struct contents_table *table;
    HRESULT hr = book_rows(book, &rows);

    *out = NULL;
    if (SUCCEEDED(hr))
        hr = rows->lpVtbl->HrGetView(rows, (SSortOrderSet *)&by_name, NULL, 0, &view);
    if (SUCCEEDED(hr) && !(flags & MAPI_UNICODE)) hr = make_narrow(view);
    if (FAILED(hr)) return hr;
    table = com_alloc(&contents_table_class, sizeof(*table));
    if (!table) return MAPI_E_NOT_ENOUGH_MEMORY;
    table->IMAPITable_iface.lpVtbl = (IMAPITableVtbl *)&contents_table_vtbl;
    table->view = view;
    view = NULL;
    table->book = book;
    book_enter(book, table);
    *out = &table->IMAPITable_iface;
    return S_OK;
}
