/*
 * view_table.c - IMAPITable of recipients, attachments and receive folders: a view of the
 * subsystem's that ends with the store
 *
 * Source  "Attachment Tables", IMAPITable::CreateBookmark (MAPI reference)
 */
#include "common/sql/view_table.h"
#include "common/sql/memory_table.h"

struct view_table {
    struct com_object com;
    IMAPITable IMAPITable_iface;
    IMAPITable *view; /* owned */
    const struct house *house;
    void *store; /* owned */
};

static void view_table_destroy(void *self)
{
    struct view_table *table = self;

    table->view->lpVtbl->Release(table->view);
    table->house->leave(table->store);
}

COM_UNKNOWN(view_table, IMAPITable)
COM_DEAD(view_table, IMAPITable, IMAPITABLE_DEAD_SLOTS);

static const struct com_face view_table_faces[] = {
    COM_MORTAL(view_table, IMAPITable),
};
COM_CLASS(view_table);

#define PASS_ON(method, parameters, ...)                                                           \
    static HRESULT STDMETHODCALLTYPE view_table_##method parameters                                \
    {                                                                                              \
        IMAPITable *view = view_table_from(iface)->view;                                           \
                                                                                                   \
        return view->lpVtbl->method(view, ##__VA_ARGS__);                                          \
    }

PASS_ON(GetLastError, (IMAPITable * iface, HRESULT hr, ULONG flags, MAPIERROR **out), hr, flags,
        out)
PASS_ON(Advise, (IMAPITable * iface, ULONG mask, IMAPIAdviseSink *sink, ULONG_PTR *connection),
        mask, sink, connection)
PASS_ON(Unadvise, (IMAPITable * iface, ULONG_PTR connection), connection)
PASS_ON(GetStatus, (IMAPITable * iface, ULONG *status, ULONG *type), status, type)
PASS_ON(SetColumns, (IMAPITable * iface, SPropTagArray *columns, ULONG flags), columns, flags)
PASS_ON(QueryColumns, (IMAPITable * iface, ULONG flags, SPropTagArray **out), flags, out)
PASS_ON(GetRowCount, (IMAPITable * iface, ULONG flags, ULONG *count), flags, count)
PASS_ON(SeekRow, (IMAPITable * iface, BOOKMARK origin, LONG count, LONG *sought), origin, count,
        sought)
PASS_ON(SeekRowApprox, (IMAPITable * iface, ULONG numerator, ULONG denominator), numerator,
        denominator)
PASS_ON(QueryPosition, (IMAPITable * iface, ULONG *row, ULONG *numerator, ULONG *denominator), row,
        numerator, denominator)
PASS_ON(FindRow, (IMAPITable * iface, SRestriction *res, BOOKMARK origin, ULONG flags), res, origin,
        flags)
PASS_ON(Restrict, (IMAPITable * iface, SRestriction *res, ULONG flags), res, flags)
PASS_ON(FreeBookmark, (IMAPITable * iface, BOOKMARK name), name)
PASS_ON(SortTable, (IMAPITable * iface, SSortOrderSet *set, ULONG flags), set, flags)
PASS_ON(QuerySortOrder, (IMAPITable * iface, SSortOrderSet **out), out)
PASS_ON(QueryRows, (IMAPITable * iface, LONG count, ULONG flags, SRowSet **rows), count, flags,
        rows)
PASS_ON(Abort, (IMAPITable * iface))
PASS_ON(ExpandRow,
        (IMAPITable * iface, ULONG bytes, BYTE *key, ULONG count, ULONG flags, SRowSet **rows,
         ULONG *more),
        bytes, key, count, flags, rows, more)
PASS_ON(CollapseRow, (IMAPITable * iface, ULONG bytes, BYTE *key, ULONG flags, ULONG *gone), bytes,
        key, flags, gone)
PASS_ON(WaitForCompletion, (IMAPITable * iface, ULONG flags, ULONG msec, ULONG *status), flags,
        msec, status)
PASS_ON(GetCollapseState,
        (IMAPITable * iface, ULONG flags, ULONG key_bytes, BYTE *key, ULONG *bytes, BYTE **out),
        flags, key_bytes, key, bytes, out)
PASS_ON(SetCollapseState,
        (IMAPITable * iface, ULONG flags, ULONG bytes, BYTE *state, BOOKMARK *out), flags, bytes,
        state, out)
PASS_ON(CreateBookmark, (IMAPITable * iface, BOOKMARK *out), out)

static const IMAPITableVtbl view_table_vtbl = {
    COM_UNKNOWN_METHODS(view_table),
    IMAPITABLE_SLOTS(view_table),
};

static const IMAPITableVtbl without_bookmarks_vtbl = {
    COM_UNKNOWN_METHODS(view_table),
    .GetLastError = view_table_GetLastError,
    .Advise = view_table_Advise,
    .Unadvise = view_table_Unadvise,
    .GetStatus = view_table_GetStatus,
    .SetColumns = view_table_SetColumns,
    .QueryColumns = view_table_QueryColumns,
    .GetRowCount = view_table_GetRowCount,
    .SeekRow = view_table_SeekRow,
    .SeekRowApprox = view_table_SeekRowApprox,
    .QueryPosition = view_table_QueryPosition,
    .FindRow = view_table_FindRow,
    .Restrict = view_table_Restrict,
    .CreateBookmark = refuse_IMAPITable_CreateBookmark, /* as documented of attachment tables */
    .FreeBookmark = view_table_FreeBookmark,
    .SortTable = view_table_SortTable,
    .QuerySortOrder = view_table_QuerySortOrder,
    .QueryRows = view_table_QueryRows,
    .Abort = view_table_Abort,
    .ExpandRow = view_table_ExpandRow,
    .CollapseRow = view_table_CollapseRow,
    .WaitForCompletion = view_table_WaitForCompletion,
    .GetCollapseState = view_table_GetCollapseState,
    .SetCollapseState = view_table_SetCollapseState,
};

HRESULT view_table_create(const struct house *house, void *store, bool bookmarks,
                          IMAPITable *moves_view, IMAPITable **out)
{
    struct view_table *table = com_alloc(&view_table_class, sizeof(*table));

    *out = NULL;
    if (!table) {
        moves_view->lpVtbl->Release(moves_view);
        return MAPI_E_NOT_ENOUGH_MEMORY;
    }
    table->IMAPITable_iface.lpVtbl =
        (IMAPITableVtbl *)(bookmarks ? &view_table_vtbl : &without_bookmarks_vtbl);
    table->view = moves_view;
    table->store = store;
    table->house = house;
    house->enter(store, table);
    *out = &table->IMAPITable_iface;
    return S_OK;
}

HRESULT view_table_of_rows(const struct house *house, void *store, const SPropTagArray *columns,
                           const struct bag *rows, size_t n, ULONG flags, IMAPITable **out)
{
    struct memory_table table = {0};
    IMAPITable *view = NULL;
    HRESULT hr;

    *out = NULL;
    hr = memory_table_make(&table, house->alloc(store), columns);
    if (SUCCEEDED(hr)) hr = memory_table_fill(&table, rows, n);
    if (SUCCEEDED(hr)) hr = memory_table_view(&table, columns, 0, flags, &view);
    memory_table_clear(&table);
    return FAILED(hr) ? hr : view_table_create(house, store, true, view, out);
}
