/*
 * table.c - tables in memory: CreateTable, views, HrQueryAllRows
 */
#include "harness.h"
#define INITGUID
#define USES_IID_IMAPITable
#define USES_IID_IMAPITableData
#include <initguid.h>
#include "mapiguid.h"
#include "mapitags.h"
#include "mapiutil.h"
#include "mapix.h"
#include <string.h>

static const SizedSPropTagArray(3, columns) = {3, {PR_ROWID, PR_DISPLAY_NAME_W, PR_IMPORTANCE}};

static HRESULT put(ITableData *data, LONG n, const WCHAR *text, LONG number)
{
    SPropValue props[] = {
        {.ulPropTag = PR_ROWID, .Value.l = n},
        {.ulPropTag = PR_IMPORTANCE, .Value.l = number},
        {.ulPropTag = PR_DISPLAY_NAME_W, .Value.lpszW = (WCHAR *)text},
    };
    SRow row = {0, text ? 3 : 2, props};

    return data->lpVtbl->HrModifyRow(data, &row);
}

static ITableData *make(void)
{
    ITableData *data = NULL;
    SCODE sc =
        CreateTable(&IID_IMAPITableData, MAPIAllocateBuffer, MAPIAllocateMore, MAPIFreeBuffer, NULL,
                    TBLTYPE_DYNAMIC, PR_ROWID, (SPropTagArray *)&columns, &data);

    ok(sc == S_OK && data, "got %#lx\n", sc);
    if (!data) return NULL;
    put(data, 1, L"bob", 2);
    put(data, 2, L"Ann", 1);
    put(data, 3, L"carl", 2);
    put(data, 4, NULL, 1);
    return data;
}

/* The ids of all rows, as digits. */
static const char *ids(IMAPITable *view)
{
    static char text[64];
    SRowSet *rows = NULL;
    HRESULT hr = view->lpVtbl->SeekRow(view, BOOKMARK_BEGINNING, 0, NULL);
    size_t n = 0;

    ok(hr == S_OK, "got %#lx\n", hr);
    hr = view->lpVtbl->QueryRows(view, 50, 0, &rows);
    ok(hr == S_OK && rows, "got %#lx\n", hr);
    for (ULONG i = 0; rows && i < rows->cRows && n < sizeof(text) - 1; i++) {
        SPropValue *id = PpropFindProp(rows->aRow[i].lpProps, rows->aRow[i].cValues, PR_ROWID);

        text[n++] = id ? (char)('0' + id->Value.l) : '?';
    }
    text[n] = 0;
    FreeProws(rows);
    return text;
}
#define ok_ids(view, wanted)                                                                       \
    do {                                                                                           \
        const char *ids_ = ids(view);                                                              \
        ok(!strcmp(ids_, (wanted)), "got %s\n", ids_);                                             \
    } while (0)

/* 11.2-09, 11.2-10, 11.2-11 */
static void tables_that_cannot_be(void)
{
    ITableData *data = (void *)1;
    SCODE sc;

    sc = CreateTable(&IID_IMAPITable, MAPIAllocateBuffer, MAPIAllocateMore, MAPIFreeBuffer, NULL,
                     TBLTYPE_DYNAMIC, PR_ROWID, (SPropTagArray *)&columns, &data);
    ok(sc == MAPI_E_INTERFACE_NOT_SUPPORTED, "got %#lx\n", sc);
    sc = CreateTable(NULL, MAPIAllocateBuffer, MAPIAllocateMore, MAPIFreeBuffer, NULL, 9, PR_ROWID,
                     (SPropTagArray *)&columns, &data);
    ok(sc == MAPI_E_INVALID_PARAMETER, "got %#lx\n", sc);
    sc = CreateTable(NULL, MAPIAllocateBuffer, MAPIAllocateMore, MAPIFreeBuffer, NULL,
                     TBLTYPE_DYNAMIC, PR_ENTRYID, (SPropTagArray *)&columns, &data);
    ok(sc == MAPI_E_INVALID_PARAMETER, "got %#lx\n", sc);
}

/* 6.9-03, 6.9-04, 6.9-15, 6.9-19, 6.9-24, 6.9-25, 6.9-26 */
static void a_view_reads_sorts_filters_and_finds(void)
{
    ITableData *data = make();
    SizedSSortOrderSet(1, by_name) = {1, 0, 0, {{PR_DISPLAY_NAME_W, TABLE_SORT_DESCEND}}};
    SPropValue two = {.ulPropTag = PR_IMPORTANCE, .Value.l = 2};
    SRestriction is_two = {.rt = RES_PROPERTY, .res.resProperty = {RELOP_EQ, PR_IMPORTANCE, &two}};
    IMAPITable *view = NULL;
    SRowSet *rows = NULL;
    BOOKMARK mark;
    LONG moved;
    ULONG n;
    HRESULT hr;

    if (!data) return;
    hr = data->lpVtbl->HrGetView(data, NULL, NULL, 0, &view);
    ok(hr == S_OK && view, "got %#lx\n", hr);
    ok_ids(view, "1234");
    hr = view->lpVtbl->QueryRows(view, 1, 0, &rows);
    ok(hr == S_OK && rows && !rows->cRows, "got %#lx\n", hr);
    FreeProws(rows);
    hr = view->lpVtbl->QueryRows(view, 0, 0, &rows);
    ok(hr == MAPI_E_INVALID_PARAMETER, "got %#lx\n", hr);
    hr = view->lpVtbl->QueryRows(view, -2, 0, &rows);
    ok(hr == S_OK && rows->cRows == 2 && rows->aRow[0].lpProps[0].Value.l == 3, "got %#lx\n", hr);
    FreeProws(rows);
    hr = view->lpVtbl->SortTable(view, (SSortOrderSet *)&by_name, 0);
    ok(hr == S_OK, "got %#lx\n", hr);
    ok_ids(view, "3124");
    hr = view->lpVtbl->Restrict(view, &is_two, 0);
    ok(hr == S_OK, "got %#lx\n", hr);
    ok_ids(view, "31");
    hr = view->lpVtbl->Restrict(view, NULL, 0);
    ok(hr == S_OK, "got %#lx\n", hr);
    hr = view->lpVtbl->FindRow(view, &is_two, BOOKMARK_END, DIR_BACKWARD);
    ok(hr == S_OK, "got %#lx\n", hr);
    hr = view->lpVtbl->CreateBookmark(view, &mark);
    ok(hr == S_OK, "got %#lx\n", hr);
    hr = view->lpVtbl->SeekRow(view, mark, -5, &moved);
    ok(hr == S_OK && moved == -1, "got %#lx, %ld\n", hr, moved);
    hr = view->lpVtbl->FreeBookmark(view, mark);
    ok(hr == S_OK, "got %#lx\n", hr);
    hr = view->lpVtbl->SeekRow(view, mark, 0, NULL);
    ok(hr == MAPI_E_INVALID_BOOKMARK, "got %#lx\n", hr);
    hr = view->lpVtbl->Abort(view);
    ok(hr == MAPI_E_UNABLE_TO_ABORT, "got %#lx\n", hr);

    n = data->lpVtbl->Release(data);
    ok(!n, "%lu references left\n", n);
    ok_ids(view, "3124"); /* 11.2-28 */
    n = view->lpVtbl->Release(view);
    ok(!n, "%lu references left\n", n);
}

/* 6.9-07, 6.9-09; clients.md: PR_NULL columns keep their place, rows are stolen */
static void rows_have_the_columns_asked_for(void)
{
    SizedSPropTagArray(3, wanted) = {3, {PR_DISPLAY_NAME_A, PR_NULL, PR_BODY_W}};
    ITableData *data = make();
    IMAPITable *view = NULL;
    SPropValue *stolen;
    SRowSet *rows = NULL;
    HRESULT hr;

    if (!data) return;
    data->lpVtbl->HrGetView(data, NULL, NULL, 0, &view);
    hr = view->lpVtbl->SetColumns(view, NULL, 0);
    ok(hr == MAPI_E_INVALID_PARAMETER, "got %#lx\n", hr);
    hr = view->lpVtbl->SetColumns(view, (SPropTagArray *)&wanted, 0);
    ok(hr == S_OK, "got %#lx\n", hr);
    hr = view->lpVtbl->QueryRows(view, 2, 0, &rows);
    ok(hr == S_OK && rows->cRows == 2 && rows->aRow[0].cValues == 3, "got %#lx\n", hr);
    stolen = rows->aRow[0].lpProps;
    rows->aRow[0].lpProps = NULL;
    FreeProws(rows);
    ok(stolen[0].ulPropTag == PR_DISPLAY_NAME_A && !strcmp(stolen[0].Value.lpszA, "bob"),
       "got %#lx\n", stolen[0].ulPropTag);
    ok(stolen[1].ulPropTag == PR_NULL, "got %#lx\n", stolen[1].ulPropTag);
    ok(PROP_TYPE(stolen[2].ulPropTag) == PT_ERROR && stolen[2].Value.err == MAPI_E_NOT_FOUND,
       "got %#lx\n", stolen[2].ulPropTag);
    MAPIFreeBuffer(stolen);
    view->lpVtbl->Release(view);
    data->lpVtbl->Release(data);
}

static ULONG released;

static void STDAPICALLTYPE on_release(ULONG_PTR caller, LPTABLEDATA data, LPMAPITABLE view)
{
    ok(caller == 42 && data && view, "got %p, %p, %p\n", (void *)caller, data, view);
    released++;
}

/* 11.2-01, 11.2-02, 11.2-03, 11.2-05, 11.2-26; clients.md: a NULL table */
static void helpers_work_on_any_table(void)
{
    SizedSPropTagArray(1, first) = {1, {PR_IMPORTANCE}};
    ITableData *data = make();
    SPropTagArray *now = NULL;
    IMAPITable *view = NULL;
    SRowSet *rows = (void *)1;
    HRESULT hr;

    if (!data) return;
    data->lpVtbl->HrGetView(data, NULL, on_release, 42, &view);
    hr = HrQueryAllRows(NULL, NULL, NULL, NULL, 0, &rows);
    ok(hr == MAPI_E_INVALID_PARAMETER && !rows, "got %#lx, %p\n", hr, rows);
    hr = HrQueryAllRows(view, NULL, NULL, NULL, 0, &rows);
    ok(hr == S_OK && rows->cRows == 4, "got %#lx\n", hr);
    FreeProws(rows);
    hr = HrQueryAllRows(view, NULL, NULL, NULL, 3, &rows);
    ok(hr == MAPI_E_TABLE_TOO_BIG && !rows, "got %#lx, %p\n", hr, rows);
    hr = HrAddColumns(view, (SPropTagArray *)&first, MAPIAllocateBuffer, MAPIFreeBuffer);
    ok(hr == S_OK, "got %#lx\n", hr);
    hr = view->lpVtbl->QueryColumns(view, 0, &now);
    ok(hr == S_OK && now->cValues == 3 && now->aulPropTag[0] == PR_IMPORTANCE, "got %#lx\n", hr);
    MAPIFreeBuffer(now);
    released = 0;
    view->lpVtbl->Release(view);
    ok(released == 1, "called %lu times\n", released);
    data->lpVtbl->Release(data);
    FreeProws(NULL);
    FreePadrlist(NULL);
}

static LONG heard;

static LONG STDAPICALLTYPE on_notify(LPVOID context, ULONG count, LPNOTIFICATION batch)
{
    for (ULONG i = 0; i < count; i++)
        if (batch[i].ulEventType == fnevTableModified &&
            batch[i].info.tab.ulTableEvent == TABLE_ROW_ADDED &&
            batch[i].info.tab.propPrior.ulPropTag == PR_INSTANCE_KEY &&
            batch[i].info.tab.row.cValues == 3)
            (*(LONG *)context)++;
    return 0;
}

/* 6.12-09, 6.12-19 */
static void a_sink_hears_of_a_new_row(void)
{
    ITableData *data;
    IMAPITable *view = NULL;
    IMAPIAdviseSink *sink = NULL;
    ULONG_PTR connection = 0;
    HRESULT hr = MAPIInitialize(NULL);

    ok(hr == S_OK, "got %#lx\n", hr);
    data = make();
    if (data) {
        data->lpVtbl->HrGetView(data, NULL, NULL, 0, &view);
        hr = HrAllocAdviseSink(on_notify, &heard, &sink);
        ok(hr == S_OK, "got %#lx\n", hr);
        hr = view->lpVtbl->Advise(view, fnevTableModified, sink, &connection);
        ok(hr == S_OK && connection, "got %#lx\n", hr);
        sink->lpVtbl->Release(sink);
        put(data, 5, L"dora", 1);
        ok(!heard, "heard before the call was over\n");
        hr = HrDispatchNotifications(0);
        ok(hr == S_OK, "got %#lx\n", hr);
        ok(heard == 1, "heard %ld times\n", heard);
        hr = view->lpVtbl->Unadvise(view, connection);
        ok(hr == S_OK, "got %#lx\n", hr);
        view->lpVtbl->Release(view);
        data->lpVtbl->Release(data);
    }
    MAPIUninitialize();
}

/* 11.2-12: behind IUnknown's three, in the order of the header */
static void methods_stand_in_their_order(void)
{
    const size_t at[] = {
        offsetof(ITableDataVtbl, HrGetView),    offsetof(ITableDataVtbl, HrModifyRow),
        offsetof(ITableDataVtbl, HrDeleteRow),  offsetof(ITableDataVtbl, HrQueryRow),
        offsetof(ITableDataVtbl, HrEnumRow),    offsetof(ITableDataVtbl, HrNotify),
        offsetof(ITableDataVtbl, HrInsertRow),  offsetof(ITableDataVtbl, HrModifyRows),
        offsetof(ITableDataVtbl, HrDeleteRows),
    };
    ITableData *data = make();
    HRESULT(STDMETHODCALLTYPE * enum_row)(ITableData *, ULONG, LPSRow *);
    HRESULT(STDMETHODCALLTYPE * delete_rows)(ITableData *, ULONG, LPSRowSet, ULONG *);
    SRow *row = (void *)1;
    ULONG deleted = 0;
    HRESULT hr;

    for (size_t i = 0; i < ARRAYSIZE(at); i++)
        ok(at[i] == (3 + i) * sizeof(void *), "method %u is at %u\n", (unsigned)i, (unsigned)at[i]);
    if (!data) return;
    enum_row = (*(void ***)data)[7];
    delete_rows = (*(void ***)data)[11];
    hr = enum_row(data, 1000, &row);
    ok(hr == S_OK && !row, "got %#lx\n", hr);
    hr = delete_rows(data, TAD_ALL_ROWS, NULL, &deleted);
    ok(hr == S_OK && deleted, "got %#lx, %lu\n", hr, deleted);
    data->lpVtbl->Release(data);
}

/* 11.2-29: a view may refuse categories; ours has them */
static void a_view_may_be_categorised(void)
{
    SizedSSortOrderSet(1, order) = {1, 1, 0, {{PR_IMPORTANCE, TABLE_SORT_ASCEND}}};
    ITableData *data = make();
    IMAPITable *view = NULL;
    ULONG rows = 0, all = 0;
    HRESULT hr;

    if (!data) return;
    hr = data->lpVtbl->HrGetView(data, NULL, NULL, 0, &view);
    ok(hr == S_OK, "got %#lx\n", hr);
    view->lpVtbl->GetRowCount(view, 0, &all);
    hr = view->lpVtbl->SortTable(view, (SSortOrderSet *)&order, 0);
    ok(hr == S_OK || hr == MAPI_E_TOO_COMPLEX || hr == MAPI_E_NO_SUPPORT, "got %#lx\n", hr);
    view->lpVtbl->GetRowCount(view, 0, &rows);
    ok(hr == S_OK ? rows && rows < all : rows == all, "%lu of %lu rows, %#lx\n", rows, all, hr);
    view->lpVtbl->Release(view);
    data->lpVtbl->Release(data);
}

/* ---- freeing ---- */

static SRowSet *rows_of(ULONG count, bool with_values)
{
    SRowSet *rows = NULL;

    ok(MAPIAllocateBuffer(CbNewSRowSet(count), (void **)&rows) == S_OK, "no memory\n");
    if (!rows) return NULL;
    rows->cRows = count;
    for (ULONG i = 0; i < count; i++) {
        rows->aRow[i] = (SRow){0, with_values, NULL};
        if (with_values) MAPIAllocateBuffer(sizeof(SPropValue), (void **)&rows->aRow[i].lpProps);
    }
    return rows;
}

/* 11.2-07, 11.2-08: the rows and then the set; those whose values somebody took are passed over */
static void sets_are_freed_row_by_row(void)
{
    LONG before = harness_blocks();
    SPropValue *taken;
    SRowSet *rows;

    FreeProws(NULL);
    FreePadrlist(NULL);
    ok(harness_blocks() == before, "something was freed\n");
    FreeProws(rows_of(3, true));
    ok(harness_blocks() == before, "%ld blocks are left\n", harness_blocks() - before);
    FreeProws(rows_of(0, false));
    FreeProws(rows_of(2, false));
    FreePadrlist((ADRLIST *)rows_of(3, true)); /* of the same shape */
    FreePadrlist((ADRLIST *)rows_of(2, false));
    ok(harness_blocks() == before, "%ld blocks are left\n", harness_blocks() - before);

    rows = rows_of(3, true);
    if (!rows) return;
    taken = rows->aRow[1].lpProps;
    rows->aRow[1].lpProps = NULL;
    FreeProws(rows);
    ok(before < 0 || harness_blocks() == before + 1, "what was taken is gone\n");
    MAPIFreeBuffer(taken);
    ok(harness_blocks() == before, "%ld blocks are left\n", harness_blocks() - before);
}

static void expect_all(IMAPITable *view, ULONG count, LONG first, ULONG n_columns)
{
    SRowSet *rows = NULL;
    HRESULT hr = HrQueryAllRows(view, NULL, NULL, NULL, 0, &rows);

    ok(hr == S_OK && rows && rows->cRows == count, "got %#lx, %lu rows\n", hr,
       rows ? rows->cRows : 0);
    if (rows && rows->cRows)
        ok(rows->aRow[0].cValues == n_columns && rows->aRow[0].lpProps[0].Value.l == first,
           "%lu columns, first %ld\n", rows->aRow[0].cValues, rows->aRow[0].lpProps[0].Value.l);
    FreeProws(rows);
}

/* 11.2-01: what isn't given stays as the table had it; all is read from the start, in parts too */
static void all_rows_come_as_the_table_has_them(void)
{
    SizedSPropTagArray(1, one) = {1, {PR_ROWID}};
    SizedSPropTagArray(2, two) = {2, {PR_ROWID, PR_IMPORTANCE}};
    SizedSSortOrderSet(1, down) = {1, 0, 0, {{PR_ROWID, TABLE_SORT_DESCEND}}};
    SizedSSortOrderSet(1, up) = {1, 0, 0, {{PR_ROWID, TABLE_SORT_ASCEND}}};
    SPropValue n = {.ulPropTag = PR_IMPORTANCE, .Value.l = 2};
    SRestriction is = {.rt = RES_PROPERTY, .res.resProperty = {RELOP_EQ, PR_IMPORTANCE, &n}};
    ITableData *data = make();
    IMAPITable *view = NULL;
    SRowSet *rows = NULL;
    HRESULT hr;

    if (!data) return;
    for (LONG i = 5; i < 700; i++)
        put(data, i, L"many", 5);
    data->lpVtbl->HrGetView(data, NULL, NULL, 0, &view);
    view->lpVtbl->SetColumns(view, (SPropTagArray *)&one, 0);
    view->lpVtbl->Restrict(view, &is, 0);
    view->lpVtbl->SortTable(view, (SSortOrderSet *)&down, 0);
    view->lpVtbl->SeekRow(view, BOOKMARK_END, 0, NULL);
    expect_all(view, 2, 3, 1);
    hr = HrQueryAllRows(view, (SPropTagArray *)&two, NULL, (SSortOrderSet *)&up, 0, &rows);
    ok(hr == S_OK, "got %#lx\n", hr);
    FreeProws(rows);
    expect_all(view, 2, 1, 2); /* and what was given stays, too */
    n.Value.l = 5;
    hr = HrQueryAllRows(view, NULL, &is, NULL, 0, &rows);
    ok(hr == S_OK && rows->cRows == 695, "got %#lx\n", hr);
    FreeProws(rows);
    expect_all(view, 695, 5, 2);
    view->lpVtbl->Release(view);
    data->lpVtbl->Release(data);
}

/* 11.2-09 */
static void a_table_has_the_type_it_was_made_with(void)
{
    static const ULONG types[] = {TBLTYPE_SNAPSHOT, TBLTYPE_KEYSET, TBLTYPE_DYNAMIC};

    for (int i = 0; i < 6; i++) {
        ULONG state = 77, type = 77;
        IMAPITable *view = NULL;
        ITableData *data = NULL;
        SCODE sc = CreateTable(i < 3 ? NULL : &IID_IMAPITableData, MAPIAllocateBuffer,
                               MAPIAllocateMore, MAPIFreeBuffer, NULL, types[i % 3], PR_ROWID,
                               (SPropTagArray *)&columns, &data);

        ok(sc == S_OK && data, "got %#lx\n", sc);
        if (!data) continue;
        data->lpVtbl->HrGetView(data, NULL, NULL, 0, &view);
        ok(view->lpVtbl->GetStatus(view, &state, &type) == S_OK, "no status\n");
        ok(type == types[i % 3] && state == TBLSTAT_COMPLETE, "type %lu, state %lu\n", type, state);
        view->lpVtbl->Release(view);
        data->lpVtbl->Release(data);
    }
}

/* 11.2-20 */
static void rows_that_are_missing_are_deleted_without_error(void)
{
    SPropValue keys[] = {{.ulPropTag = PR_ROWID, .Value.l = 2},
                         {.ulPropTag = PR_ROWID, .Value.l = 77},
                         {.ulPropTag = PR_ROWID, .Value.l = 4}};
    SizedSRowSet(3, set) = {3, {{0, 1, &keys[0]}, {0, 1, &keys[1]}, {0, 1, &keys[2]}}};
    ITableData *data = make();
    IMAPITable *view = NULL;
    ULONG deleted = 77;
    HRESULT hr;

    if (!data) return;
    data->lpVtbl->HrGetView(data, NULL, NULL, 0, &view);
    hr = data->lpVtbl->HrDeleteRows(data, 0, (SRowSet *)&set, &deleted);
    ok(hr == S_OK && deleted == 2, "got %#lx, %lu rows\n", hr, deleted);
    ok_ids(view, "13");
    hr = data->lpVtbl->HrDeleteRows(data, 0, (SRowSet *)&set, &deleted);
    ok(hr == S_OK && deleted == 0, "got %#lx, %lu rows\n", hr, deleted);
    ok_ids(view, "13");
    view->lpVtbl->Release(view);
    data->lpVtbl->Release(data);
}

START_TEST(table)
{
    RUN(methods_stand_in_their_order);
    RUN(a_view_may_be_categorised);
    RUN(tables_that_cannot_be);
    RUN(a_view_reads_sorts_filters_and_finds);
    RUN(rows_have_the_columns_asked_for);
    RUN(helpers_work_on_any_table);
    RUN(a_sink_hears_of_a_new_row);
    RUN(sets_are_freed_row_by_row);
    RUN(all_rows_come_as_the_table_has_them);
    RUN(a_table_has_the_type_it_was_made_with);
    RUN(rows_that_are_missing_are_deleted_without_error);
}
