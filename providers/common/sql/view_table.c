/*
 * view_table.c - IMAPITable of recipients, attachments and receive folders: a view of the
 * subsystem's that ends with the store
 *
 * Source  "Attachment Tables", IMAPITable::CreateBookmark (MAPI reference)
 */
#include "common/sql/view_table.h"
#include "common/sql/memory_table.h"
#include "common/table_pass.h"

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

TABLE_PASS_ON(view_table)
TABLE_PASS_ON_RESTRICTIONS(view_table)

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
