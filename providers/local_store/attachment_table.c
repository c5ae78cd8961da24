/*
 * attachment_table.c - IMAPITable of a message's attachments: a view of the subsystem's, without
 * bookmarks
 *
 * Source  "Attachment Tables", IMAPITable::CreateBookmark (MAPI reference)
 */
#include "attachment_table.h"
#include "store.h"

struct attachment_table {
    struct com_object com;
    IMAPITable IMAPITable_iface;
    IMAPITable *view; /* owned */
};

static void attachment_table_destroy(void *self)
{
    struct attachment_table *table = self;

    if (table->view) table->view->lpVtbl->Release(table->view);
}

COM_UNKNOWN(attachment_table, IMAPITable)
COM_DEAD(attachment_table, IMAPITable, IMAPITABLE_DEAD_SLOTS);

static const struct com_face attachment_table_faces[] = {
    COM_MORTAL(attachment_table, IMAPITable),
};
COM_CLASS(attachment_table);

#define PASS_ON(method, parameters, ...)                                                           \
    static HRESULT STDMETHODCALLTYPE attachment_table_##method parameters                          \
    {                                                                                              \
        IMAPITable *view = attachment_table_from(iface)->view;                                     \
                                                                                                   \
        return view->lpVtbl->method(view, ##__VA_ARGS__);                                          \
    }

PASS_ON(GetLastError, (IMAPITable *iface, HRESULT hr, ULONG flags, MAPIERROR **out), hr, flags, out)
PASS_ON(Advise, (IMAPITable * iface, ULONG mask, IMAPIAdviseSink *sink, ULONG_PTR *connection),
        mask, sink, connection)
PASS_ON(Unadvise, (IMAPITable *iface, ULONG_PTR connection), connection)
PASS_ON(GetStatus, (IMAPITable *iface, ULONG *status, ULONG *type), status, type)
PASS_ON(SetColumns, (IMAPITable *iface, SPropTagArray *columns, ULONG flags), columns, flags)
PASS_ON(QueryColumns, (IMAPITable *iface, ULONG flags, SPropTagArray **out), flags, out)
PASS_ON(GetRowCount, (IMAPITable *iface, ULONG flags, ULONG *count), flags, count)
PASS_ON(SeekRow, (IMAPITable * iface, BOOKMARK origin, LONG count, LONG *sought), origin, count,
        sought)
PASS_ON(SeekRowApprox, (IMAPITable * iface, ULONG numerator, ULONG denominator), numerator,
        denominator)
PASS_ON(QueryPosition, (IMAPITable * iface, ULONG *row, ULONG *numerator, ULONG *denominator), row,
        numerator, denominator)
PASS_ON(FindRow, (IMAPITable * iface, SRestriction *res, BOOKMARK origin, ULONG flags), res, origin,
        flags)
PASS_ON(Restrict, (IMAPITable *iface, SRestriction *res, ULONG flags), res, flags)
PASS_ON(FreeBookmark, (IMAPITable *iface, BOOKMARK name), name)
PASS_ON(SortTable, (IMAPITable *iface, SSortOrderSet *set, ULONG flags), set, flags)
PASS_ON(QuerySortOrder, (IMAPITable *iface, SSortOrderSet **out), out)
PASS_ON(QueryRows, (IMAPITable *iface, LONG count, ULONG flags, SRowSet **rows), count, flags, rows)
PASS_ON(Abort, (IMAPITable *iface))
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

static const IMAPITableVtbl attachment_table_vtbl = {
    COM_UNKNOWN_METHODS(attachment_table),
    .GetLastError = attachment_table_GetLastError,
    .Advise = attachment_table_Advise,
    .Unadvise = attachment_table_Unadvise,
    .GetStatus = attachment_table_GetStatus,
    .SetColumns = attachment_table_SetColumns,
    .QueryColumns = attachment_table_QueryColumns,
    .GetRowCount = attachment_table_GetRowCount,
    .SeekRow = attachment_table_SeekRow,
    .SeekRowApprox = attachment_table_SeekRowApprox,
    .QueryPosition = attachment_table_QueryPosition,
    .FindRow = attachment_table_FindRow,
    .Restrict = attachment_table_Restrict,
    .CreateBookmark = refuse_IMAPITable_CreateBookmark, /* as documented of attachment tables */
    .FreeBookmark = attachment_table_FreeBookmark,
    .SortTable = attachment_table_SortTable,
    .QuerySortOrder = attachment_table_QuerySortOrder,
    .QueryRows = attachment_table_QueryRows,
    .Abort = attachment_table_Abort,
    .ExpandRow = attachment_table_ExpandRow,
    .CollapseRow = attachment_table_CollapseRow,
    .WaitForCompletion = attachment_table_WaitForCompletion,
    .GetCollapseState = attachment_table_GetCollapseState,
    .SetCollapseState = attachment_table_SetCollapseState,
};

HRESULT attachment_table_create(struct com_home *home, IMAPITable *moves_view, IMAPITable **out)
{
    struct attachment_table *table = com_alloc(&attachment_table_class, sizeof(*table));

    *out = NULL;
    if (!table) {
        moves_view->lpVtbl->Release(moves_view);
        return MAPI_E_NOT_ENOUGH_MEMORY;
    }
    table->IMAPITable_iface.lpVtbl = (IMAPITableVtbl *)&attachment_table_vtbl;
    table->view = moves_view;
    com_home_settle(home, table);
    *out = &table->IMAPITable_iface;
    return S_OK;
}
