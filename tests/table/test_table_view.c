/*
 * test_table_view.c - IMAPITable over rows in memory
 */
#include "table/tables.h"
#include "notify/engine.h"

static ITableData *data;
static IMAPITable *view;

static int open_five(void **state)
{
    remember_alive(state);
    data = make_five();
    view = view_of(data, NULL);
    return 0;
}

static int close_five(void **state)
{
    fault_alloc_never();
    com_release(&view);
    com_release(&data);
    return nothing_is_left(state);
}
#define FIVE(name) cmocka_unit_test_setup_teardown(name, open_five, close_five)

/* 6.9-03, 6.9-05, 6.9-13, 11.2-26 */
static void rows_are_read_forward_to_the_end(void **state)
{
    SRowSet *rows;

    (void)state;
    assert_int_equal(position(view), 0);
    assert_string_equal(read_rows(view, 2, 0), "1 2");
    assert_string_equal(read_rows(view, 2, TBL_NOADVANCE), "3 4");
    assert_int_equal(position(view), 2);
    assert_string_equal(read_rows(view, 50, 0), "3 4 5");
    assert_int_equal(position(view), 5);
    assert_hr(view->lpVtbl->QueryRows(view, 1, 0, &rows), S_OK);
    assert_int_equal(rows->cRows, 0);
    rowset_free(rows);
    assert_string_equal(read_rows(view, 0x7fffffff, 0), "");
}

/* 6.9-04, 6.9-06 */
static void rows_are_read_backward_to_the_beginning(void **state)
{
    (void)state;
    assert_string_equal(read_rows(view, -2, 0), "");
    assert_hr(view->lpVtbl->SeekRow(view, BOOKMARK_END, 0, NULL), S_OK);
    assert_string_equal(read_rows(view, -2, 0), "4 5");
    assert_string_equal(read_rows(view, -2, TBL_NOADVANCE), "2 3");
    assert_int_equal(position(view), 1);
    assert_string_equal(read_rows(view, -50, 0), "1");
    assert_string_equal(read_rows(view, -1, 0), "");
    view->lpVtbl->SeekRow(view, BOOKMARK_END, 0, NULL);
    assert_string_equal(read_rows(view, (LONG)0x80000000, 0), "1 2 3 4 5");
}

/* 6.9-02, 6.9-09, 6.9-17, 6.9-34, 1.7-01 */
static void bad_arguments_have_their_errors(void **state)
{
    SPropTagArray *none = TAGS(1, 0);
    SRestriction bad = {.rt = 77}, complex = {.rt = RES_COUNT};
    ULONG n;
    ULONG_PTR connection;
    struct sink sink = {{&sink_vtbl}, 1, ""};
    BOOKMARK mark;
    SRowSet *rows = (void *)1;
    void *other;

    (void)state;
    none->cValues = 0;
    assert_hr(view->lpVtbl->QueryRows(view, 0, 0, &rows), MAPI_E_INVALID_PARAMETER);
    assert_null(rows);
    assert_hr(view->lpVtbl->QueryRows(view, 1, 0, NULL), MAPI_E_INVALID_PARAMETER);
    assert_hr(view->lpVtbl->QueryRows(view, 1, 8, &rows), MAPI_E_UNKNOWN_FLAGS);
    assert_hr(view->lpVtbl->SetColumns(view, NULL, 0), MAPI_E_INVALID_PARAMETER);
    assert_hr(view->lpVtbl->SetColumns(view, none, 0), MAPI_E_INVALID_PARAMETER);
    assert_hr(view->lpVtbl->SetColumns(view, TAGS(1, PR_ROWID), 0x80), MAPI_E_UNKNOWN_FLAGS);
    assert_hr(view->lpVtbl->SeekRowApprox(view, 1, 0), MAPI_E_INVALID_PARAMETER);
    assert_hr(view->lpVtbl->SeekRow(view, 77, 0, NULL), MAPI_E_INVALID_BOOKMARK);
    assert_hr(view->lpVtbl->FreeBookmark(view, 77), MAPI_E_INVALID_BOOKMARK);
    assert_hr(view->lpVtbl->FreeBookmark(view, BOOKMARK_END), S_OK);
    assert_hr(view->lpVtbl->FindRow(view, NULL, BOOKMARK_BEGINNING, 0), MAPI_E_INVALID_PARAMETER);
    assert_hr(view->lpVtbl->FindRow(view, &bad, BOOKMARK_BEGINNING, 0), MAPI_E_INVALID_PARAMETER);
    assert_hr(view->lpVtbl->FindRow(view, &complex, BOOKMARK_BEGINNING, 0), MAPI_E_TOO_COMPLEX);
    assert_hr(
        view->lpVtbl->FindRow(view, EQUAL(PR_ROWID, NUMBER(PR_ROWID, 1)), BOOKMARK_BEGINNING, 2),
        MAPI_E_UNKNOWN_FLAGS);
    assert_hr(view->lpVtbl->Restrict(view, &complex, 0), MAPI_E_TOO_COMPLEX);
    assert_hr(view->lpVtbl->SortTable(view, NULL, 0), MAPI_E_INVALID_PARAMETER);
    assert_hr(view->lpVtbl->SortTable(view, SORT(1, UP(PROP_TAG(PT_OBJECT, 0x3700))), 0),
              MAPI_E_TOO_COMPLEX);
    assert_hr(view->lpVtbl->SortTable(view, GROUPED(1, 2, 0, UP(PR_ROWID)), 0),
              MAPI_E_INVALID_PARAMETER);
    assert_hr(view->lpVtbl->SortTable(view, GROUPED(1, 1, 0, {PR_ROWID, TABLE_SORT_COMBINE}), 0),
              MAPI_E_INVALID_PARAMETER);
    assert_hr(view->lpVtbl->Advise(view, fnevNewMail, &sink.IMAPIAdviseSink_iface, &connection),
              MAPI_E_INVALID_PARAMETER);
    assert_hr(view->lpVtbl->Advise(view, fnevTableModified, NULL, &connection),
              MAPI_E_INVALID_PARAMETER);
    assert_hr(view->lpVtbl->Unadvise(view, 77), MAPI_E_NOT_FOUND);
    assert_hr(view->lpVtbl->GetStatus(view, &n, NULL), MAPI_E_INVALID_PARAMETER);
    assert_hr(view->lpVtbl->CreateBookmark(view, NULL), MAPI_E_INVALID_PARAMETER);
    assert_hr(view->lpVtbl->QueryColumns(view, 2, &none), MAPI_E_UNKNOWN_FLAGS);
    assert_hr(view->lpVtbl->ExpandRow(view, 4, (BYTE *)"abcd", 0, 0, NULL, NULL), MAPI_E_NOT_FOUND);
    assert_hr(view->lpVtbl->CollapseRow(view, 4, (BYTE *)"abcd", 0, NULL), MAPI_E_NOT_FOUND);
    assert_hr(view->lpVtbl->SetCollapseState(view, 0, 4, (BYTE *)"abcd", &mark), MAPI_E_NO_SUPPORT);
    assert_hr(view->lpVtbl->QueryInterface(view, &IID_IMAPIProp, &other), E_NOINTERFACE);
    assert_null(other);
    assert_string_equal(all_rows(view), "1 2 3 4 5"); /* none of it did anything */
    assert_int_equal(sink.refs, 1);
}

/* 6.9-29, 6.9-30, 6.9-31, 6.9-32 */
static void nothing_is_ever_under_way(void **state)
{
    ULONG status = 9, type = 9;

    (void)state;
    assert_hr(view->lpVtbl->GetStatus(view, &status, &type), S_OK);
    assert_int_equal(status, TBLSTAT_COMPLETE);
    assert_int_equal(type, TBLTYPE_DYNAMIC);
    assert_hr(view->lpVtbl->Abort(view), MAPI_E_UNABLE_TO_ABORT);
    assert_hr(view->lpVtbl->WaitForCompletion(view, 0, 0xffffffff, NULL), S_OK);
    assert_hr(view->lpVtbl->WaitForCompletion(view, 0, 0, &status), S_OK);
    assert_int_equal(status, TBLSTAT_COMPLETE);
}

/* 6.9-07, 6.9-08, 6.9-09, 6.9-12, 6.9-13, 11.2-04; clients.md: PR_NULL columns, separate rows */
static void rows_have_the_columns_asked_for(void **state)
{
    SPropTagArray *columns;
    SPropValue *stolen;
    SRowSet *rows;

    (void)state;
    view->lpVtbl->SeekRow(view, BOOKMARK_BEGINNING, 1, NULL);
    assert_hr(view->lpVtbl->SetColumns(view,
                                       TAGS(5, PR_DISPLAY_NAME_A, PR_NULL, PR_BODY_W, PR_ROWID,
                                            CHANGE_PROP_TYPE(PR_DISPLAY_NAME, PT_UNSPECIFIED)),
                                       TBL_BATCH),
              S_OK);
    assert_int_equal(position(view), 1);
    assert_hr(view->lpVtbl->QueryRows(view, 3, 0, &rows), S_OK);
    assert_int_equal(rows->cRows, 3);
    for (ULONG i = 0; i < 3; i++) {
        assert_int_equal(rows->aRow[i].cValues, 5);
        assert_int_equal(rows->aRow[i].lpProps[1].ulPropTag, PR_NULL);
        assert_int_equal(rows->aRow[i].lpProps[2].ulPropTag, CHANGE_PROP_TYPE(PR_BODY, PT_ERROR));
        assert_hr(rows->aRow[i].lpProps[2].Value.err, MAPI_E_NOT_FOUND);
        assert_int_equal(rows->aRow[i].lpProps[3].Value.l, i + 2);
    }
    assert_string_equal(rows->aRow[0].lpProps[0].Value.lpszA, "Ann");
    assert_int_equal(rows->aRow[0].lpProps[4].ulPropTag, PR_DISPLAY_NAME_W);
    assert_int_equal(rows->aRow[2].lpProps[0].ulPropTag,
                     CHANGE_PROP_TYPE(PR_DISPLAY_NAME, PT_ERROR));
    stolen = rows->aRow[0].lpProps;
    rows->aRow[0].lpProps = NULL;
    rowset_free(rows); /* 11.2-08 */
    assert_string_equal(stolen[0].Value.lpszA, "Ann");
    mem_free(stolen);

    assert_hr(view->lpVtbl->QueryColumns(view, 0, &columns), S_OK);
    assert_int_equal(columns->cValues, 5);
    mem_free(columns);
    assert_hr(view->lpVtbl->QueryColumns(view, TBL_ALL_COLUMNS, &columns), S_OK);
    assert_true(columns->cValues > 5);
    mem_free(columns);
}

/* 6.9-14, 6.9-15, 6.9-17, 6.9-18 */
static void the_cursor_is_moved(void **state)
{
    LONG moved;
    ULONG n;

    (void)state;
    assert_hr(view->lpVtbl->GetRowCount(view, 0, &n), S_OK);
    assert_int_equal(n, 5);
    assert_hr(view->lpVtbl->SeekRow(view, BOOKMARK_BEGINNING, 3, &moved), S_OK);
    assert_int_equal(moved, 3);
    assert_hr(view->lpVtbl->SeekRow(view, BOOKMARK_CURRENT, 10, &moved), S_OK);
    assert_int_equal(moved, 2);
    assert_int_equal(position(view), 5);
    assert_hr(view->lpVtbl->SeekRow(view, BOOKMARK_END, -2, &moved), S_OK);
    assert_int_equal(moved, -2);
    assert_hr(view->lpVtbl->SeekRow(view, BOOKMARK_CURRENT, -10, &moved), S_OK);
    assert_int_equal(moved, -3);
    assert_int_equal(position(view), 0);
    assert_hr(view->lpVtbl->SeekRowApprox(view, 2, 5), S_OK);
    assert_int_equal(position(view), 2);
    assert_hr(view->lpVtbl->SeekRowApprox(view, 7, 7), S_OK);
    assert_int_equal(position(view), 5);
    assert_hr(view->lpVtbl->SeekRowApprox(view, 0, 7), S_OK);
    assert_int_equal(position(view), 0);
}

/* 6.9-19, 6.9-20, 6.9-21, 6.9-22, 6.9-23 */
static void a_row_is_found(void **state)
{
    SRestriction ge = {.rt = RES_PROPERTY,
                       .res.resProperty = {RELOP_GE, PR_DISPLAY_NAME_W,
                                           (SPropValue[1]){WIDE(PR_DISPLAY_NAME, L"c")}}};
    SRestriction *two = EQUAL(PR_IMPORTANCE, NUMBER(PR_IMPORTANCE, 2)),
                 *nine = EQUAL(PR_IMPORTANCE, NUMBER(PR_IMPORTANCE, 9));
    SRowSet *rows;

    (void)state;
    assert_hr(view->lpVtbl->FindRow(view, two, BOOKMARK_BEGINNING, 0), S_OK);
    assert_int_equal(position(view), 0); /* inclusive */
    assert_hr(view->lpVtbl->SeekRow(view, BOOKMARK_CURRENT, 1, NULL), S_OK);
    assert_hr(view->lpVtbl->FindRow(view, two, BOOKMARK_CURRENT, 0), S_OK);
    assert_int_equal(position(view), 2);
    assert_hr(view->lpVtbl->FindRow(view, two, BOOKMARK_CURRENT, DIR_BACKWARD), S_OK);
    assert_int_equal(position(view), 0); /* from the row before */
    assert_hr(view->lpVtbl->FindRow(view, two, BOOKMARK_CURRENT, DIR_BACKWARD), MAPI_E_NOT_FOUND);
    assert_hr(view->lpVtbl->FindRow(view, nine, BOOKMARK_BEGINNING, 0), MAPI_E_NOT_FOUND);
    assert_int_equal(position(view), 0);
    assert_hr(view->lpVtbl->FindRow(view, two, BOOKMARK_END, DIR_BACKWARD), S_OK);
    assert_int_equal(position(view), 2);

    assert_hr(view->lpVtbl->SortTable(view, SORT(1, UP(PR_DISPLAY_NAME_W)), 0), S_OK);
    assert_hr(view->lpVtbl->FindRow(view, &ge, BOOKMARK_BEGINNING, 0), S_OK);
    assert_string_equal(read_rows(view, 1, TBL_NOADVANCE), "3");

    assert_hr(view->lpVtbl->SetColumns(view, TAGS(2, PR_ROWID, PR_INSTANCE_KEY), 0), S_OK);
    assert_hr(view->lpVtbl->QueryRows(view, 1, 0, &rows), S_OK);
    view->lpVtbl->SeekRow(view, BOOKMARK_BEGINNING, 0, NULL);
    assert_int_equal(rows->aRow[0].lpProps[1].ulPropTag, PR_INSTANCE_KEY);
    assert_hr(view->lpVtbl->FindRow(view, EQUAL(PR_INSTANCE_KEY, rows->aRow[0].lpProps[1]),
                                    BOOKMARK_BEGINNING, 0),
              S_OK);
    rowset_free(rows);
    assert_string_equal(read_rows(view, 1, 0), "3");
}

/* 6.9-24, 6.11-16 */
static void rows_are_filtered(void **state)
{
    BOOKMARK mark;

    (void)state;
    view->lpVtbl->SeekRow(view, BOOKMARK_BEGINNING, 3, NULL);
    assert_hr(view->lpVtbl->CreateBookmark(view, &mark), S_OK);
    assert_hr(view->lpVtbl->SetColumns(view, TAGS(1, PR_ROWID), 0), S_OK);
    assert_hr(view->lpVtbl->Restrict(view, EQUAL(PR_IMPORTANCE, NUMBER(PR_IMPORTANCE, 2)), 0),
              S_OK);
    assert_int_equal(position(view), 0);
    assert_hr(view->lpVtbl->SeekRow(view, mark, 0, NULL), MAPI_E_INVALID_BOOKMARK);
    assert_string_equal(all_rows(view), "1 3");
    assert_hr(view->lpVtbl->Restrict(view, EQUAL(PR_IMPORTANCE, NUMBER(PR_IMPORTANCE, 1)), 0),
              S_OK);
    assert_string_equal(all_rows(view), "2 4"); /* in the old one's place */
    assert_hr(view->lpVtbl->Restrict(view, NULL, 0), S_OK);
    assert_string_equal(all_rows(view), "1 2 3 4 5");
}

/* 6.9-25, 6.9-26, 6.9-27, 6.9-35 */
static void rows_are_sorted(void **state)
{
    SSortOrderSet *order;
    BOOKMARK mark;

    (void)state;
    assert_hr(view->lpVtbl->QuerySortOrder(view, &order), S_OK);
    assert_int_equal(order->cSorts, 0);
    mem_free(order);
    assert_hr(view->lpVtbl->CreateBookmark(view, &mark), S_OK);
    assert_hr(view->lpVtbl->SortTable(view, SORT(1, UP(PR_DISPLAY_NAME_W)), 0), S_OK);
    assert_hr(view->lpVtbl->SeekRow(view, mark, 0, NULL), MAPI_E_INVALID_BOOKMARK);
    assert_string_equal(all_rows(view), "2 1 3 5 4"); /* without a name: last */
    assert_hr(view->lpVtbl->SortTable(view, SORT(1, DOWN(PR_DISPLAY_NAME_A)), 0), S_OK);
    assert_string_equal(all_rows(view), "5 3 1 2 4"); /* last in this direction too */
    assert_hr(view->lpVtbl->SortTable(view, SORT(2, DOWN(PR_IMPORTANCE), UP(PR_DISPLAY_NAME_W)), 0),
              S_OK);
    assert_string_equal(all_rows(view), "5 1 3 2 4");
    assert_hr(view->lpVtbl->QuerySortOrder(view, &order), S_OK);
    assert_int_equal(order->cSorts, 2);
    assert_int_equal(order->aSort[0].ulOrder, TABLE_SORT_DESCEND);
    mem_free(order);
    assert_hr(view->lpVtbl->SortTable(view, SORT(1, UP(PROP_TAG(PT_OBJECT, 0x3700))), 0),
              MAPI_E_TOO_COMPLEX);
    assert_string_equal(all_rows(view), "5 1 3 2 4");
    order = SORT(1, UP(PR_ROWID));
    order->cSorts = 0;
    assert_hr(view->lpVtbl->SortTable(view, order, 0), S_OK);
    assert_string_equal(all_rows(view), "1 2 3 4 5");
}

/* 6.9-16, 6.9-28 */
static void bookmarks_stay_on_their_rows(void **state)
{
    BOOKMARK third, last, many[300];
    HRESULT hr = S_OK;
    LONG moved;
    int n = 0;

    (void)state;
    view->lpVtbl->SeekRow(view, BOOKMARK_BEGINNING, 2, NULL);
    assert_hr(view->lpVtbl->CreateBookmark(view, &third), S_OK);
    view->lpVtbl->SeekRow(view, BOOKMARK_END, 0, NULL);
    assert_hr(view->lpVtbl->CreateBookmark(view, &last), S_OK);
    assert_hr(erase(data, 1), S_OK);
    assert_hr(view->lpVtbl->SeekRow(view, third, 0, &moved), S_OK);
    assert_string_equal(read_rows(view, 1, 0), "3");
    assert_hr(erase(data, 3), S_OK);
    assert_hr(view->lpVtbl->SeekRow(view, third, 0, &moved), MAPI_W_POSITION_CHANGED);
    assert_string_equal(read_rows(view, 1, 0), "4");
    assert_hr(view->lpVtbl->SeekRow(view, third, 0, &moved), S_OK); /* said once */
    assert_hr(view->lpVtbl->SeekRow(view, last, 0, NULL), S_OK);
    assert_int_equal(position(view), 3);
    assert_hr(view->lpVtbl->FreeBookmark(view, third), S_OK);
    assert_hr(view->lpVtbl->SeekRow(view, third, 0, NULL), MAPI_E_INVALID_BOOKMARK);
    while (n < 300 && SUCCEEDED(hr = view->lpVtbl->CreateBookmark(view, &many[n]))) n++;
    assert_hr(hr, MAPI_E_UNABLE_TO_COMPLETE);
}

static void the_cursor_follows_its_row_and_sees_what_is_added(void **state)
{
    (void)state;
    assert_string_equal(read_rows(view, 2, 0), "1 2");
    assert_hr(erase(data, 1), S_OK);
    assert_string_equal(read_rows(view, 1, TBL_NOADVANCE), "3");
    assert_hr(view->lpVtbl->SortTable(view, SORT(1, UP(PR_DISPLAY_NAME_W)), 0), S_OK);
    assert_string_equal(read_rows(view, 1, 0), "2");
    assert_hr(put(data, 9, L"aaa", 1), S_OK); /* before the cursor */
    assert_string_equal(read_rows(view, 50, 0), "3 5 4");
    assert_hr(put(data, 10, NULL, 1), S_OK); /* after the end */
    assert_string_equal(read_rows(view, 50, 0), "10");
    assert_string_equal(all_rows(view), "9 2 3 5 4 10");
}

static const char *events(struct sink *sink)
{
    static char text[2048];

    engine_dispatch();
    strcpy(text, sink->seen);
    sink->seen[0] = 0;
    return text;
}

/* 6.12-08, 6.12-09, 6.12-10, 6.12-12, 6.12-19, 6.12-20, 11.2-16, 11.2-21, 11.2-25, 11.2-27 */
static void sinks_hear_what_their_view_shows(void **state)
{
    struct sink sink = {{&sink_vtbl}, 1, ""};
    SPropValue key = NUMBER(PR_ROWID, 2);
    SPropValue props[9][2];
    struct {
        ULONG n;
        SRow rows[9];
    } nine = {9, {{0}}};
    ULONG_PTR connection;
    ULONG n;

    (void)state;
    assert_hr(engine_start(false), S_OK);
    assert_hr(
        view->lpVtbl->Advise(view, fnevTableModified, &sink.IMAPIAdviseSink_iface, &connection),
        S_OK);
    assert_int_not_equal(connection, 0);
    assert_hr(view->lpVtbl->Restrict(view, EQUAL(PR_IMPORTANCE, NUMBER(PR_IMPORTANCE, 2)), 0),
              S_OK);
    assert_string_equal(events(&sink), "");

    assert_hr(put(data, 6, L"eve", 2), S_OK);
    assert_string_equal(sink.seen, ""); /* never before the call is over */
    assert_string_equal(events(&sink), "added 6 key prior;");
    assert_hr(put(data, 7, L"fred", 1), S_OK); /* not to be seen */
    assert_string_equal(events(&sink), "");
    assert_hr(put(data, 1, L"bobby", 2), S_OK);
    assert_string_equal(events(&sink), "modified 1 key;");
    assert_hr(put(data, 1, L"bobby", 1), S_OK); /* goes out of sight */
    assert_string_equal(events(&sink), "deleted key;");
    assert_hr(put(data, 1, L"bobby", 2), S_OK); /* comes back, where it stands */
    assert_string_equal(events(&sink), "added 1 key;");
    assert_hr(erase(data, 3), S_OK);
    assert_hr(erase(data, 4), S_OK);
    assert_string_equal(events(&sink), "deleted key;");
    assert_hr(data->lpVtbl->HrNotify(data, 0, 1, &key), S_OK);
    assert_string_equal(events(&sink), "");
    key.Value.l = 6;
    assert_hr(data->lpVtbl->HrNotify(data, 0, 1, &key), S_OK);
    assert_string_equal(events(&sink), "modified 6 key prior;");
    props[0][0] = WIDE(PR_DISPLAY_NAME, L"eve"); /* by what it shows, all of it */
    props[0][1] = NUMBER(PR_IMPORTANCE, 2);
    assert_hr(data->lpVtbl->HrNotify(data, 0, 2, props[0]), S_OK);
    assert_string_equal(events(&sink), "modified 6 key prior;");
    props[0][1] = NUMBER(PR_IMPORTANCE, 3);
    assert_hr(data->lpVtbl->HrNotify(data, 0, 2, props[0]), MAPI_E_NOT_FOUND);
    assert_hr(data->lpVtbl->HrNotify(data, 0, 0, props[0]), MAPI_E_INVALID_PARAMETER);
    assert_string_equal(events(&sink), "");

    for (int i = 0; i < 9; i++) {
        props[i][0] = NUMBER(PR_ROWID, 20 + i);
        props[i][1] = NUMBER(PR_IMPORTANCE, 2);
        nine.rows[i] = (SRow){0, 2, props[i]};
    }
    nine.n = 8;
    assert_hr(data->lpVtbl->HrModifyRows(data, 0, (SRowSet *)&nine), S_OK);
    assert_string_equal(
        events(&sink),
        "added 20 key prior;added 21 key prior;added 22 key prior;added 23 key prior;"
        "added 24 key prior;added 25 key prior;added 26 key prior;added 27 key prior;");
    nine.n = 9;
    assert_hr(data->lpVtbl->HrModifyRows(data, 0, (SRowSet *)&nine), S_OK);
    assert_string_equal(events(&sink), "changed;");
    assert_hr(data->lpVtbl->HrDeleteRows(data, TAD_ALL_ROWS, NULL, &n), S_OK);
    assert_string_equal(events(&sink), "reload;");
    assert_hr(view->lpVtbl->SortTable(view, SORT(1, UP(PR_ROWID)), TBL_ASYNC), S_OK);
    assert_string_equal(events(&sink), "sorted;");

    assert_hr(view->lpVtbl->Unadvise(view, connection), S_OK);
    assert_hr(put(data, 1, L"x", 2), S_OK);
    assert_string_equal(events(&sink), "");
    assert_hr(
        view->lpVtbl->Advise(view, fnevTableModified, &sink.IMAPIAdviseSink_iface, &connection),
        S_OK);
    com_release(&view);
    assert_hr(put(data, 2, L"x", 2), S_OK);
    assert_string_equal(events(&sink), "");
    engine_end(engine_take());
    assert_int_equal(sink.refs, 1);
}

static void a_sorted_view_keeps_its_order(void **state)
{
    struct sink sink = {{&sink_vtbl}, 1, ""};
    ULONG_PTR connection;

    (void)state;
    assert_hr(engine_start(false), S_OK);
    /* 2 1 3 5 4 */
    assert_hr(view->lpVtbl->SortTable(view, SORT(1, UP(PR_DISPLAY_NAME_W)), 0), S_OK);
    assert_hr(
        view->lpVtbl->Advise(view, fnevTableModified, &sink.IMAPIAdviseSink_iface, &connection),
        S_OK);
    view->lpVtbl->SeekRow(view, BOOKMARK_BEGINNING, 2, NULL);
    assert_hr(put(data, 2, L"zoe", 1), S_OK);
    assert_string_equal(events(&sink), "modified 2 key prior;");
    assert_string_equal(read_rows(view, 50, 0), "3 5 2 4"); /* the cursor is still on 3 */
    assert_string_equal(all_rows(view), "1 3 5 2 4");
    com_release(&view);
    engine_end(engine_take());
    assert_int_equal(sink.refs, 1);
}

/* 11.2-17, 6.12-09: also the one for which the rows are numbered anew */
static void each_row_that_is_inserted_is_told(void **state)
{
    struct sink sink = {{&sink_vtbl}, 1, ""};
    SPropValue props[] = {NUMBER(PR_ROWID, 0)};
    SRow row = {0, 1, props};
    ULONG_PTR connection;
    char wanted[64];

    (void)state;
    assert_hr(engine_start(false), S_OK);
    assert_hr(
        view->lpVtbl->Advise(view, fnevTableModified, &sink.IMAPIAdviseSink_iface, &connection),
        S_OK);
    for (LONG i = 0; i < 100; i++) {
        props[0].Value.l = 1000 + i;
        assert_hr(data->lpVtbl->HrInsertRow(data, 1, &row), S_OK);
        snprintf(wanted, sizeof(wanted), "added %d key prior;", 1000 + (int)i);
        assert_string_equal(events(&sink), wanted);
    }
    com_release(&view);
    engine_end(engine_take());
}

/* 11.2-25, 11.2-27, 6.10-09 */
static void a_grouped_view_tells_of_what_it_shows(void **state)
{
    struct sink sink = {{&sink_vtbl}, 1, ""};
    SPropValue key = NUMBER(PR_ROWID, 2);
    ULONG_PTR connection;

    (void)state;
    assert_hr(engine_start(false), S_OK);
    assert_hr(view->lpVtbl->SortTable(view, GROUPED(1, 1, 1, UP(PR_IMPORTANCE)), 0), S_OK);
    assert_hr(view->lpVtbl->Restrict(view, EQUAL(PR_IMPORTANCE, NUMBER(PR_IMPORTANCE, 2)), 0),
              S_OK);
    assert_hr(
        view->lpVtbl->Advise(view, fnevTableModified, &sink.IMAPIAdviseSink_iface, &connection),
        S_OK);
    assert_hr(put(data, 2, L"Annie", 1), S_OK); /* not to be seen */
    assert_hr(put(data, 9, L"ivy", 1), S_OK);
    assert_hr(erase(data, 4), S_OK);
    assert_hr(data->lpVtbl->HrNotify(data, 0, 1, &key), S_OK);
    assert_string_equal(events(&sink), "");
    key.Value.l = 3;
    assert_hr(data->lpVtbl->HrNotify(data, 0, 1, &key), S_OK);
    assert_string_equal(events(&sink), "modified 3 key prior;");
    assert_hr(put(data, 2, L"Annie", 2), S_OK);
    assert_string_equal(events(&sink), "changed;");
    assert_hr(put(data, 2, L"Annie", 1), S_OK);
    assert_string_equal(events(&sink), "changed;");
    com_release(&view);
    engine_end(engine_take());
}

/* 6.9-11, 6.9-21 */
static void multivalued_columns_multiply_rows(void **state)
{
    ULONG colours = PROP_TAG(PT_MV_LONG, 0x6801), names = PROP_TAG(PT_MV_UNICODE, 0x6802);
    LONG numbers[] = {7, 3};
    WCHAR *texts[] = {L"x", L"y", L"z"};
    SPropValue props[] = {NUMBER(PR_ROWID, 6),
                          {.ulPropTag = colours, .Value.MVl = {2, numbers}},
                          {.ulPropTag = names, .Value.MVszW = {3, texts}}};
    SRow row = {0, 3, props};
    SRowSet *rows;
    BOOKMARK mark;
    ULONG n;

    (void)state;
    assert_hr(data->lpVtbl->HrModifyRow(data, &row), S_OK);
    assert_hr(view->lpVtbl->CreateBookmark(view, &mark), S_OK);
    assert_hr(view->lpVtbl->SetColumns(view, TAGS(2, PR_ROWID, colours), 0), S_OK);
    assert_hr(view->lpVtbl->SeekRow(view, mark, 0, NULL), S_OK);
    assert_hr(view->lpVtbl->SetColumns(
                  view, TAGS(4, PR_ROWID, MVI_PROP(colours), MVI_PROP(names), PR_INSTANCE_KEY), 0),
              S_OK);
    assert_hr(view->lpVtbl->SeekRow(view, mark, 0, NULL), MAPI_E_INVALID_BOOKMARK);
    assert_hr(view->lpVtbl->GetRowCount(view, 0, &n), S_OK);
    assert_int_equal(n, 5 + 2 * 3);
    view->lpVtbl->SeekRow(view, BOOKMARK_BEGINNING, 4, NULL);
    assert_hr(view->lpVtbl->QueryRows(view, 50, 0, &rows), S_OK);
    assert_int_equal(rows->cRows, 7);
    assert_int_equal(PROP_TYPE(rows->aRow[0].lpProps[1].ulPropTag), PT_ERROR); /* row 5 has none */
    for (ULONG i = 1; i < 7; i++) {
        assert_int_equal(rows->aRow[i].lpProps[1].ulPropTag, PROP_TAG(PT_LONG, 0x6801));
        assert_int_equal(rows->aRow[i].lpProps[1].Value.l, numbers[(i - 1) % 2]);
        assert_text(rows->aRow[i].lpProps[2].Value.lpszW, texts[(i - 1) / 2]);
        for (ULONG j = 0; j < i; j++)
            assert_false(pval_equal(&rows->aRow[i].lpProps[3], &rows->aRow[j].lpProps[3]));
    }
    rowset_free(rows);
    assert_hr(view->lpVtbl->SortTable(view, SORT(2, UP(MVI_PROP(colours)), UP(PR_ROWID)), 0), S_OK);
    assert_string_equal(read_rows(view, 50, 0), "6 6 6 6 6 6 1 2 3 4 5");
    assert_hr(erase(data, 6), S_OK);
    assert_string_equal(all_rows(view), "1 2 3 4 5");
}

static void two_views_are_independent(void **state)
{
    IMAPITable *other = view_of(data, SORT(1, DOWN(PR_ROWID)));

    (void)state;
    assert_hr(view->lpVtbl->Restrict(view, EQUAL(PR_IMPORTANCE, NUMBER(PR_IMPORTANCE, 1)), 0),
              S_OK);
    assert_string_equal(read_rows(other, 2, 0), "5 4"); /* 1.7-10 */
    assert_int_equal(position(view), 0);
    assert_string_equal(all_rows(view), "2 4");
    other->lpVtbl->Release(other);
}

static void some_rows_are_never_seen(void **state)
{
    struct rows *rows;
    struct table_view_config config = {.always = EQUAL(PR_IMPORTANCE, NUMBER(PR_IMPORTANCE, 1)),
                                       .flags = MAPI_UNICODE};
    SPropValue first[] = {NUMBER(PR_ROWID, 1), NUMBER(PR_IMPORTANCE, 1),
                          STRING8(PR_DISPLAY_NAME, "x")};
    SPropValue second[] = {NUMBER(PR_ROWID, 2), NUMBER(PR_IMPORTANCE, 2)};
    IMAPITable *table;
    SRowSet *set;

    (void)state;
    assert_hr(rows_create(PR_ROWID, &rows), S_OK);
    assert_hr(rows_put(rows, 3, first), S_OK);
    assert_hr(rows_put(rows, 2, second), S_OK);
    assert_hr(table_view_open(rows, &config, &table), S_OK);
    rows_unref(rows);
    assert_string_equal(all_rows(table), "1");
    assert_hr(table->lpVtbl->Restrict(table, NULL, 0), S_OK);
    assert_hr(table->lpVtbl->QueryRows(table, 50, 0, &set), S_OK);
    assert_int_equal(set->cRows, 1);
    assert_int_equal(set->aRow[0].lpProps[2].ulPropTag, PR_DISPLAY_NAME_W); /* the client's width */
    rowset_free(set);
    table->lpVtbl->Release(table);
}

static void lost_memory_leaves_the_view_as_it_was(void **state)
{
    SRowSet *rows;
    BOOKMARK mark;
    HRESULT hr;

    (void)state;
    FOR_EACH_LOST_ALLOCATION(hr, hr = view->lpVtbl->QueryRows(view, 50, TBL_NOADVANCE, &rows);
                             if (FAILED(hr)) assert_null(rows))
    assert_hr(hr, S_OK);
    rowset_free(rows);
    FOR_EACH_LOST_ALLOCATION(
        hr, hr = view->lpVtbl->SetColumns(view, TAGS(2, PR_ROWID, PR_DISPLAY_NAME_W), 0))
    assert_hr(hr, S_OK);
    FOR_EACH_LOST_ALLOCATION(
        hr, hr = view->lpVtbl->SortTable(view, SORT(1, UP(PR_DISPLAY_NAME_W)), 0); if (FAILED(hr)) {
            fault_alloc_never();
            assert_string_equal(all_rows(view), "1 2 3 4 5");
        })
    assert_hr(hr, S_OK);
    FOR_EACH_LOST_ALLOCATION(
        hr, hr = view->lpVtbl->Restrict(view, EQUAL(PR_IMPORTANCE, NUMBER(PR_IMPORTANCE, 1)), 0);
        if (FAILED(hr)) {
            fault_alloc_never();
            assert_string_equal(all_rows(view), "2 1 3 5 4");
        })
    assert_hr(hr, S_OK);
    assert_string_equal(all_rows(view), "2 4");
    FOR_EACH_LOST_ALLOCATION(hr, hr = view->lpVtbl->CreateBookmark(view, &mark))
    assert_hr(hr, S_OK);
    FOR_EACH_LOST_ALLOCATION(hr, hr = put(data, 7, L"new", 1))
    assert_hr(hr, S_OK);
    assert_string_equal(all_rows(view), "2 7 4"); /* whether or not it could follow at once */
    FOR_EACH_LOST_ALLOCATION(hr, {
        IMAPITable *more;
        hr = data->lpVtbl->HrGetView(data, SORT(1, UP(PR_ROWID)), NULL, 0, &more);
        if (SUCCEEDED(hr)) more->lpVtbl->Release(more);
    })
    assert_hr(hr, S_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIVE(rows_are_read_forward_to_the_end),
        FIVE(rows_are_read_backward_to_the_beginning),
        FIVE(bad_arguments_have_their_errors),
        FIVE(nothing_is_ever_under_way),
        FIVE(rows_have_the_columns_asked_for),
        FIVE(the_cursor_is_moved),
        FIVE(a_row_is_found),
        FIVE(rows_are_filtered),
        FIVE(rows_are_sorted),
        FIVE(bookmarks_stay_on_their_rows),
        FIVE(the_cursor_follows_its_row_and_sees_what_is_added),
        FIVE(sinks_hear_what_their_view_shows),
        FIVE(each_row_that_is_inserted_is_told),
        FIVE(a_grouped_view_tells_of_what_it_shows),
        FIVE(a_sorted_view_keeps_its_order),
        FIVE(multivalued_columns_multiply_rows),
        FIVE(two_views_are_independent),
        FIVE(some_rows_are_never_seen),
        FIVE(lost_memory_leaves_the_view_as_it_was),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
