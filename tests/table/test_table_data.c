/*
 * test_table_data.c - ITableData, and the functions that work on any table
 */
#include "table/tables.h"
#include "table/query.h"

static ITableData *data;

static int open_five(void **state)
{
    remember_alive(state);
    data = make_five();
    return 0;
}

static int close_five(void **state)
{
    fault_alloc_never();
    com_release(&data);
    return nothing_is_left(state);
}
#define FIVE(name) cmocka_unit_test_setup_teardown(name, open_five, close_five)

static const char *rows_of(ITableData *table)
{
    IMAPITable *view = view_of(table, NULL);
    const char *text = all_rows(view);

    view->lpVtbl->Release(view);
    return text;
}

/* 11.2-09, 11.2-10, 11.2-11 */
static void a_table_needs_its_index_among_its_columns(void **state)
{
    ITableData *table;

    (void)state;
    assert_hr(table_data_create(3, PR_ROWID, TAGS(1, PR_ROWID), &table), MAPI_E_INVALID_PARAMETER);
    assert_hr(table_data_create(TBLTYPE_DYNAMIC, PR_ROWID, TAGS(1, PR_IMPORTANCE), &table),
              MAPI_E_INVALID_PARAMETER);
    assert_hr(table_data_create(TBLTYPE_DYNAMIC, PR_ROWID, NULL, &table), MAPI_E_INVALID_PARAMETER);
    assert_hr(table_data_create(TBLTYPE_DYNAMIC, PROP_TAG(PT_OBJECT, 1),
                                TAGS(1, PROP_TAG(PT_OBJECT, 1)), &table),
              MAPI_E_INVALID_PARAMETER);
    assert_hr(table_data_create(TBLTYPE_DYNAMIC, PR_ROWID,
                                TAGS(1, PROP_TAG(PT_UNICODE, PROP_ID(PR_ROWID))), &table),
              MAPI_E_INVALID_PARAMETER);
    assert_null(table);
}

/* 11.2-13, 11.2-14, 11.2-22, 11.2-24 */
static void a_row_is_replaced_in_its_place(void **state)
{
    WCHAR text[] = L"robert";
    SPropValue key = NUMBER(PR_ROWID, 1), wrong = NUMBER(PR_IMPORTANCE, 1),
               no_key[] = {NUMBER(PR_IMPORTANCE, 1)};
    SRow bad = {0, 1, no_key}, *row;
    ULONG number = 9;

    (void)state;
    assert_hr(put(data, 1, text, 7), S_OK);
    memset(text, 0xee, sizeof(text));
    assert_string_equal(rows_of(data), "1 2 3 4 5");
    assert_hr(data->lpVtbl->HrQueryRow(data, &key, &row, &number), S_OK);
    assert_int_equal(number, 0);
    assert_text(pval_find(row->lpProps, row->cValues, PR_DISPLAY_NAME_W)->Value.lpszW, L"robert");
    assert_int_equal(pval_find(row->lpProps, row->cValues, PR_IMPORTANCE)->Value.l, 7);
    mem_free(row); /* all of it */
    assert_hr(data->lpVtbl->HrQueryRow(data, &key, &row, NULL), S_OK);
    mem_free(row);
    assert_hr(data->lpVtbl->HrQueryRow(data, &wrong, &row, NULL), MAPI_E_INVALID_PARAMETER);
    key.Value.l = 77;
    assert_hr(data->lpVtbl->HrQueryRow(data, &key, &row, NULL), MAPI_E_NOT_FOUND);
    assert_null(row);
    assert_hr(data->lpVtbl->HrModifyRow(data, &bad), MAPI_E_INVALID_PARAMETER);
    assert_hr(data->lpVtbl->HrModifyRow(data, NULL), MAPI_E_INVALID_PARAMETER);
}

/* 11.2-17, 11.2-18, 11.2-23 */
static void a_row_is_inserted_at_its_number(void **state)
{
    SPropValue props[] = {NUMBER(PR_ROWID, 10)};
    SRow row = {0, 1, props}, *got;

    (void)state;
    assert_hr(data->lpVtbl->HrInsertRow(data, 0, &row), S_OK);
    props[0].Value.l = 11;
    assert_hr(data->lpVtbl->HrInsertRow(data, 3, &row), S_OK);
    /* there already */
    assert_hr(data->lpVtbl->HrInsertRow(data, 3, &row), MAPI_E_INVALID_PARAMETER);
    props[0].Value.l = 12;
    assert_hr(data->lpVtbl->HrInsertRow(data, 8, &row), MAPI_E_INVALID_PARAMETER);
    assert_hr(data->lpVtbl->HrInsertRow(data, 7, &row), S_OK);
    assert_string_equal(rows_of(data), "10 1 2 11 3 4 5 12");
    assert_hr(data->lpVtbl->HrEnumRow(data, 3, &got), S_OK);
    assert_int_equal(pval_find(got->lpProps, got->cValues, PR_ROWID)->Value.l, 11);
    mem_free(got);
    assert_hr(data->lpVtbl->HrEnumRow(data, 8, &got), S_OK);
    assert_null(got);
}

/* Between two rows there is always room for one more, though ranks run out. */
static void inserting_at_one_place_never_ends(void **state)
{
    IMAPITable *view = view_of(data, NULL);
    SPropValue props[] = {NUMBER(PR_ROWID, 0)};
    SRow row = {0, 1, props}, *got;

    (void)state;
    for (LONG i = 0; i < 200; i++) {
        props[0].Value.l = 1000 + i;
        assert_hr(data->lpVtbl->HrInsertRow(data, 1, &row), S_OK);
    }
    for (LONG i = 0; i < 200; i++) {
        assert_hr(data->lpVtbl->HrEnumRow(data, (ULONG)(200 - i), &got), S_OK);
        assert_int_equal(got->lpProps[0].Value.l, 1000 + i);
        mem_free(got);
    }
    assert_string_equal(read_rows(view, 4, 0), "1 1199 1198 1197");
    view->lpVtbl->SeekRow(view, BOOKMARK_END, 0, NULL);
    assert_string_equal(read_rows(view, -5, 0), "1000 2 3 4 5");
    view->lpVtbl->Release(view);
}

/* 11.2-19, 11.2-20, 11.2-21 */
static void rows_are_deleted(void **state)
{
    SPropValue keys[] = {NUMBER(PR_ROWID, 2), NUMBER(PR_ROWID, 77), NUMBER(PR_ROWID, 5),
                         NUMBER(PR_IMPORTANCE, 1)};
    struct {
        ULONG n;
        SRow rows[4];
    } set = {3, {{0, 1, &keys[0]}, {0, 1, &keys[1]}, {0, 1, &keys[2]}, {0, 1, &keys[3]}}};
    ULONG n = 9;

    (void)state;
    assert_hr(erase(data, 77), MAPI_E_NOT_FOUND);
    assert_hr(data->lpVtbl->HrDeleteRow(data, &keys[3]), MAPI_E_INVALID_PARAMETER);
    set.n = 4;
    assert_hr(data->lpVtbl->HrDeleteRows(data, 0, (SRowSet *)&set, &n), MAPI_E_INVALID_PARAMETER);
    assert_string_equal(rows_of(data), "1 2 3 4 5"); /* all or nothing */
    set.n = 3;
    assert_hr(data->lpVtbl->HrDeleteRows(data, 0, (SRowSet *)&set, &n), S_OK);
    assert_int_equal(n, 2);
    assert_string_equal(rows_of(data), "1 3 4");
    assert_hr(data->lpVtbl->HrDeleteRows(data, 8, NULL, &n), MAPI_E_UNKNOWN_FLAGS);
    assert_hr(data->lpVtbl->HrDeleteRows(data, TAD_ALL_ROWS, NULL, &n), S_OK);
    assert_int_equal(n, 3);
    assert_string_equal(rows_of(data), "");
}

/* 11.2-16 */
static void many_rows_are_all_put_or_none(void **state)
{
    SPropValue good = NUMBER(PR_ROWID, 8), bad = NUMBER(PR_IMPORTANCE, 1);
    struct {
        ULONG n;
        SRow rows[2];
    } set = {2, {{0, 1, &good}, {0, 1, &bad}}};
    HRESULT hr;

    (void)state;
    assert_hr(data->lpVtbl->HrModifyRows(data, 0, (SRowSet *)&set), MAPI_E_INVALID_PARAMETER);
    assert_string_equal(rows_of(data), "1 2 3 4 5");
    assert_hr(data->lpVtbl->HrModifyRows(data, 1, (SRowSet *)&set), MAPI_E_UNKNOWN_FLAGS);
    assert_hr(data->lpVtbl->HrModifyRows(data, 0, NULL), MAPI_E_INVALID_PARAMETER);
    set.n = 1;
    FOR_EACH_LOST_ALLOCATION(hr, hr = data->lpVtbl->HrModifyRows(data, 0, (SRowSet *)&set))
    assert_string_equal(rows_of(data), "1 2 3 4 5 8");
}

/* 11.2-15 */
static void later_views_have_new_columns(void **state)
{
    IMAPITable *before = view_of(data, NULL), *after;
    SPropValue props[] = {NUMBER(PR_ROWID, 1), NUMBER(PR_PRIORITY, 4)};
    SRow row = {0, 2, props};
    SPropTagArray *columns;
    SRowSet *rows;

    (void)state;
    assert_hr(data->lpVtbl->HrModifyRow(data, &row), S_OK);
    assert_hr(before->lpVtbl->QueryColumns(before, 0, &columns), S_OK);
    assert_int_equal(columns->cValues, 3);
    mem_free(columns);
    assert_hr(before->lpVtbl->SetColumns(before, TAGS(1, PR_PRIORITY), 0), S_OK);
    assert_hr(before->lpVtbl->QueryRows(before, 1, 0, &rows), S_OK);
    assert_int_equal(rows->aRow[0].lpProps[0].Value.l, 4);
    rowset_free(rows);
    after = view_of(data, NULL);
    assert_hr(erase(data, 1), S_OK);
    assert_hr(after->lpVtbl->QueryColumns(after, 0, &columns), S_OK);
    assert_int_equal(columns->cValues, 4);
    assert_int_equal(columns->aulPropTag[3], PR_PRIORITY);
    mem_free(columns);
    before->lpVtbl->Release(before);
    after->lpVtbl->Release(after);
}

static struct {
    int calls;
    ULONG_PTR caller;
    ITableData *data;
    IMAPITable *view;
} released;

static void STDAPICALLTYPE on_release(ULONG_PTR caller, LPTABLEDATA table, LPMAPITABLE view)
{
    SRow *row;

    released.calls++;
    released.caller = caller;
    released.data = table;
    released.view = view;
    assert_hr(table->lpVtbl->HrEnumRow(table, 0, &row), S_OK); /* it can still be used */
    mem_free(row);
}

/* 11.2-26, 11.2-28 */
static void a_view_outlives_its_table_and_tells_its_end(void **state)
{
    ITableData *table = data;
    IMAPITable *view;

    (void)state;
    memset(&released, 0, sizeof(released));
    assert_hr(data->lpVtbl->HrGetView(data, NULL, on_release, 42, &view), S_OK);
    com_release(&data);
    assert_string_equal(all_rows(view), "1 2 3 4 5");
    view->lpVtbl->AddRef(view);
    view->lpVtbl->Release(view);
    assert_int_equal(released.calls, 0);
    view->lpVtbl->Release(view);
    assert_int_equal(released.calls, 1);
    assert_int_equal(released.caller, 42);
    assert_ptr_equal(released.data, table);
    assert_ptr_equal(released.view, view);
}

/* Keys may be text of either width, binary, GUIDs. */
static void keys_are_of_any_ordered_type(void **state)
{
    ITableData *table;
    SPropValue narrow[] = {STRING8(PR_DISPLAY_NAME, "\xc3\xa4"), NUMBER(PR_ROWID, 1)};
    SPropValue wide[] = {WIDE(PR_DISPLAY_NAME, L"\u00e4"), NUMBER(PR_ROWID, 2)};
    SPropValue empty[] = {BYTES(PR_INSTANCE_KEY, 0, NULL), NUMBER(PR_ROWID, 3)};
    SRow row = {0, 2, narrow};

    (void)state;
    assert_hr(table_data_create(TBLTYPE_DYNAMIC, PR_DISPLAY_NAME_A,
                                TAGS(2, PR_DISPLAY_NAME_A, PR_ROWID), &table),
              S_OK);
    assert_hr(table->lpVtbl->HrModifyRow(table, &row), S_OK);
    row.lpProps = wide;
    assert_hr(table->lpVtbl->HrModifyRow(table, &row), S_OK);
    assert_string_equal(rows_of(table), "2");
    assert_hr(table->lpVtbl->HrDeleteRow(table, &narrow[0]), S_OK);
    table->lpVtbl->Release(table);
    assert_hr(table_data_create(TBLTYPE_DYNAMIC, PR_INSTANCE_KEY,
                                TAGS(2, PR_INSTANCE_KEY, PR_ROWID), &table),
              S_OK);
    row.lpProps = empty;
    assert_hr(table->lpVtbl->HrModifyRow(table, &row), S_OK);
    assert_hr(table->lpVtbl->HrModifyRow(table, &row), S_OK);
    assert_string_equal(rows_of(table), "3");
    table->lpVtbl->Release(table);
}

/* 11.2-01, 11.2-02, 11.2-03; clients.md: a NULL table */
static void all_rows_are_queried(void **state)
{
    IMAPITable *view = view_of(data, NULL);
    SRowSet *rows;
    HRESULT hr;

    (void)state;
    view->lpVtbl->SeekRow(view, BOOKMARK_END, 0, NULL);
    assert_hr(query_all_rows(view, NULL, NULL, NULL, 0, &rows), S_OK);
    assert_int_equal(rows->cRows, 5);
    assert_int_equal(rows->aRow[0].cValues, 3);
    rowset_free(rows);
    assert_hr(query_all_rows(view, NULL, NULL, NULL, 5, &rows), S_OK);
    rowset_free(rows);
    assert_hr(query_all_rows(view, NULL, NULL, NULL, 4, &rows), MAPI_E_TABLE_TOO_BIG);
    assert_null(rows);
    assert_hr(query_all_rows(NULL, NULL, NULL, NULL, 0, &rows), MAPI_E_INVALID_PARAMETER);
    FOR_EACH_LOST_ALLOCATION(hr, hr = query_all_rows(view, TAGS(1, PR_ROWID),
                                                     EQUAL(PR_IMPORTANCE, NUMBER(PR_IMPORTANCE, 2)),
                                                     SORT(1, DOWN(PR_ROWID)), 0, &rows))
    assert_hr(hr, S_OK);
    assert_int_equal(rows->cRows, 2);
    assert_int_equal(rows->aRow[0].cValues, 1);
    assert_int_equal(rows->aRow[0].lpProps[0].Value.l, 3);
    rowset_free(rows);
    assert_hr(
        query_all_rows(view, NULL, EQUAL(PR_IMPORTANCE, NUMBER(PR_IMPORTANCE, 9)), NULL, 0, &rows),
        S_OK);
    assert_int_equal(rows->cRows, 0);
    rowset_free(rows);
    view->lpVtbl->Release(view);
}

static ULONG n_old; /* columns that the filter was shown */

static void narrow_them(SPropTagArray *old)
{
    n_old = old->cValues;
    for (ULONG i = 0; i < old->cValues; i++)
        if (old->aulPropTag[i] == PR_DISPLAY_NAME_W) old->aulPropTag[i] = PR_DISPLAY_NAME_A;
}

/* 11.2-05, 11.2-06 */
static void new_columns_come_first(void **state)
{
    IMAPITable *view = view_of(data, NULL);
    SPropTagArray *columns;

    (void)state;
    assert_hr(query_add_columns(view, TAGS(2, PR_BODY_W, PR_IMPORTANCE), NULL, NULL, narrow_them),
              S_OK);
    assert_int_equal(n_old, 3); /* as they were */
    assert_hr(view->lpVtbl->QueryColumns(view, 0, &columns), S_OK);
    assert_int_equal(columns->cValues, 4);
    assert_int_equal(columns->aulPropTag[0], PR_BODY_W);
    assert_int_equal(columns->aulPropTag[1], PR_IMPORTANCE);
    assert_int_equal(columns->aulPropTag[2], PR_ROWID);
    assert_int_equal(columns->aulPropTag[3], PR_DISPLAY_NAME_A);
    mem_free(columns);
    assert_hr(query_add_columns(NULL, TAGS(1, PR_BODY_W), NULL, NULL, NULL),
              MAPI_E_INVALID_PARAMETER);
    view->lpVtbl->Release(view);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIVE(a_table_needs_its_index_among_its_columns),
        FIVE(a_row_is_replaced_in_its_place),
        FIVE(a_row_is_inserted_at_its_number),
        FIVE(inserting_at_one_place_never_ends),
        FIVE(rows_are_deleted),
        FIVE(many_rows_are_all_put_or_none),
        FIVE(later_views_have_new_columns),
        FIVE(a_view_outlives_its_table_and_tells_its_end),
        FIVE(keys_are_of_any_ordered_type),
        FIVE(all_rows_are_queried),
        FIVE(new_columns_come_first),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
