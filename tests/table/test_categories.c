/*
 * test_categories.c - views with headings
 */
#include "table/tables.h"

static ITableData *data;
static IMAPITable *view;
#define BY_IMPORTANCE(expanded_) GROUPED(2, 1, expanded_, UP(PR_IMPORTANCE), UP(PR_DISPLAY_NAME_W))

/* 2 Ann/1, 4 -/1 | 1 bob/2, 3 carl/2 | 5 dora/3 */
static int open_grouped(void **state)
{
    remember_alive(state);
    data = make_five();
    view = view_of(data, NULL);
    if (view->lpVtbl->SetColumns(view,
                                 TAGS(7, PR_ROWID, PR_IMPORTANCE, PR_ROW_TYPE, PR_DEPTH,
                                      PR_CONTENT_COUNT, PR_CONTENT_UNREAD, PR_INSTANCE_KEY),
                                 0))
        return -1;
    return (int)view->lpVtbl->SortTable(view, BY_IMPORTANCE(1), 0);
}

static int close_grouped(void **state)
{
    fault_alloc_never();
    com_release(&view);
    com_release(&data);
    return nothing_is_left(state);
}
#define GROUPS(name) cmocka_unit_test_setup_teardown(name, open_grouped, close_grouped)

/* The instance key of line n, freed with *rows. */
static SBinary key_of(LONG n, SRowSet **rows)
{
    LONG moved;

    assert_hr(view->lpVtbl->SeekRow(view, BOOKMARK_BEGINNING, n, &moved), S_OK);
    assert_hr(view->lpVtbl->QueryRows(view, 1, TBL_NOADVANCE, rows), S_OK);
    assert_int_equal((*rows)->cRows, 1);
    return pval_find((*rows)->aRow[0].lpProps, (*rows)->aRow[0].cValues, PR_INSTANCE_KEY)
        ->Value.bin;
}

static ULONG set_expanded(LONG line, bool expand)
{
    AUTO_ROWSET SRowSet *rows = NULL;
    SBinary key = key_of(line, &rows);
    ULONG n;

    if (expand) assert_hr(view->lpVtbl->ExpandRow(view, key.cb, key.lpb, 0, 0, NULL, &n), S_OK);
    else assert_hr(view->lpVtbl->CollapseRow(view, key.cb, key.lpb, 0, &n), S_OK);
    return n;
}

/* 6.10-01, 6.10-03 */
static void headings_stand_over_their_rows(void **state)
{
    SRowSet *rows;
    SPropValue *props;

    (void)state;
    assert_string_equal(all_rows(view), "- 2 4 - 1 3 - 5");
    assert_hr(view->lpVtbl->QueryRows(view, 2, 0, &rows), S_OK);
    props = rows->aRow[0].lpProps;
    /* a heading has only what its rows share */
    assert_int_equal(PROP_TYPE(props[0].ulPropTag), PT_ERROR);
    assert_int_equal(props[1].Value.l, 1);
    assert_int_equal(props[2].Value.l, TBL_EXPANDED_CATEGORY);
    assert_int_equal(props[3].Value.l, 0);
    assert_int_equal(props[4].Value.l, 2);
    assert_int_equal(props[5].Value.l, 0);
    props = rows->aRow[1].lpProps;
    assert_int_equal(props[2].Value.l, TBL_LEAF_ROW);
    assert_int_equal(props[3].Value.l, 1);
    assert_int_equal(PROP_TYPE(props[4].ulPropTag), PT_ERROR);
    rowset_free(rows);
    assert_hr(view->lpVtbl->SortTable(view, BY_IMPORTANCE(0), 0), S_OK);
    assert_string_equal(all_rows(view), "+ + +");
}

/* 6.10-04, 6.10-05 */
static void headings_expand_and_collapse(void **state)
{
    AUTO_ROWSET SRowSet *heading = NULL, *rows = NULL;
    SBinary key;
    ULONG n;

    (void)state;
    assert_int_equal(set_expanded(3, false), 2);
    assert_string_equal(all_rows(view), "- 2 4 + - 5");
    assert_int_equal(set_expanded(3, false), 0);
    key = key_of(3, &heading);
    assert_hr(view->lpVtbl->ExpandRow(view, key.cb, key.lpb, 1, 0, &rows, &n), S_OK);
    assert_int_equal(n, 2);
    assert_int_equal(rows->cRows, 1);
    assert_int_equal(rows->aRow[0].lpProps[0].Value.l, 1);
    assert_string_equal(read_rows(view, 1, 0), "3"); /* behind the last row given */
    assert_int_equal(set_expanded(0, false), 2);
    assert_int_equal(set_expanded(0, true), 2);
    assert_string_equal(read_rows(view, 1, 0), "2"); /* behind the heading */
    key.lpb[0] ^= 1;
    assert_hr(view->lpVtbl->CollapseRow(view, key.cb, key.lpb, 0, &n), MAPI_E_NOT_FOUND);
    assert_hr(view->lpVtbl->ExpandRow(view, key.cb, key.lpb, 0, 0, NULL, &n), MAPI_E_NOT_FOUND);
    assert_hr(view->lpVtbl->ExpandRow(view, 0, NULL, 0, 0, NULL, &n), MAPI_E_INVALID_PARAMETER);
}

/* 6.10-05, 6.10-07 */
static void a_bookmark_on_a_hidden_row_goes_to_the_next_line(void **state)
{
    BOOKMARK mark;

    (void)state;
    view->lpVtbl->SeekRow(view, BOOKMARK_BEGINNING, 5, NULL);
    assert_string_equal(read_rows(view, 1, TBL_NOADVANCE), "3");
    assert_hr(view->lpVtbl->CreateBookmark(view, &mark), S_OK);
    assert_int_equal(set_expanded(3, false), 2);
    assert_hr(view->lpVtbl->SeekRow(view, mark, 0, NULL), MAPI_W_POSITION_CHANGED);
    assert_int_equal(position(view), 4);
    assert_string_equal(read_rows(view, 2, 0), "- 5");
}

static void groups_follow_their_rows(void **state)
{
    (void)state;
    assert_int_equal(set_expanded(3, false), 2);
    assert_hr(put(data, 6, L"eve", 9), S_OK); /* a new heading */
    assert_string_equal(all_rows(view), "- 2 4 + - 5 - 6");
    assert_hr(put(data, 2, L"Ann", 2), S_OK); /* into the collapsed one */
    assert_hr(erase(data, 4), S_OK);          /* the last under its heading */
    assert_string_equal(all_rows(view), "+ - 5 - 6");
    assert_int_equal(set_expanded(0, true), 3);
    assert_string_equal(all_rows(view), "- 2 1 3 - 5 - 6");
}

/* 6.10-02 */
static void two_levels_and_combined_keys(void **state)
{
    (void)state;
    assert_hr(view->lpVtbl->SortTable(
                  view, GROUPED(2, 2, 1, DOWN(PR_IMPORTANCE), UP(PR_DISPLAY_NAME_W)), 0),
              S_OK);
    assert_string_equal(all_rows(view), "- + - + + - + +");
    assert_int_equal(set_expanded(4, true), 1);
    assert_string_equal(all_rows(view), "- + - + - 3 - + +");
    assert_hr(
        view->lpVtbl->SortTable(
            view, GROUPED(2, 2, 2, UP(PR_IMPORTANCE), {PR_DISPLAY_NAME_W, TABLE_SORT_COMBINE}), 0),
        S_OK);
    assert_string_equal(all_rows(view), "- 2 - 4 - 1 - 3 - 5");
}

/* 6.10-02 */
static void groups_go_by_their_greatest_or_least_value(void **state)
{
    SSortOrder newest = {PR_ROWID, TABLE_SORT_CATEG_MAX}, oldest = {PR_ROWID, TABLE_SORT_CATEG_MIN};
    AUTO_ROWSET SRowSet *rows = NULL;

    (void)state;
    assert_hr(view->lpVtbl->SortTable(view, GROUPED(2, 1, 1, UP(PR_IMPORTANCE), newest), 0), S_OK);
    assert_string_equal(all_rows(view), "- 5 - 2 4 - 1 3");
    view->lpVtbl->SeekRow(view, BOOKMARK_BEGINNING, 2, NULL);
    assert_hr(view->lpVtbl->QueryRows(view, 1, 0, &rows), S_OK);
    assert_int_equal(rows->aRow[0].lpProps[0].Value.l, 4); /* the heading tells it */
    assert_hr(put(data, 6, L"eve", 2), S_OK);
    assert_string_equal(all_rows(view), "- 1 3 6 - 5 - 2 4");
    assert_hr(view->lpVtbl->SortTable(
                  view, GROUPED(3, 2, 1, UP(PR_IMPORTANCE), oldest, DOWN(PR_ROWID)), 0),
              S_OK);
    assert_string_equal(all_rows(view), "- 6 3 1 - 4 2 - 5");
    assert_hr(view->lpVtbl->SortTable(view, GROUPED(1, 1, 1, newest), 0), MAPI_E_INVALID_PARAMETER);
    assert_hr(view->lpVtbl->SortTable(view, GROUPED(2, 0, 0, UP(PR_IMPORTANCE), newest), 0),
              MAPI_E_INVALID_PARAMETER);
    assert_hr(view->lpVtbl->SortTable(view, GROUPED(3, 2, 1, UP(PR_IMPORTANCE), newest, oldest), 0),
              MAPI_E_TOO_COMPLEX);
    assert_string_equal(all_rows(view), "- 6 3 1 - 4 2 - 5");
}

/* 6.10-05 6.10-07 */
static void a_bookmark_on_a_hidden_heading_goes_to_the_next_line(void **state)
{
    BOOKMARK mark;

    (void)state;
    assert_hr(view->lpVtbl->SortTable(
                  view, GROUPED(2, 2, 2, DOWN(PR_IMPORTANCE), UP(PR_DISPLAY_NAME_W)), 0),
              S_OK);
    assert_string_equal(all_rows(view), "- - 5 - - 1 - 3 - - 2 - 4");
    view->lpVtbl->SeekRow(view, BOOKMARK_BEGINNING, 4, NULL);
    assert_hr(view->lpVtbl->CreateBookmark(view, &mark), S_OK);
    assert_int_equal(set_expanded(3, false), 4);
    assert_hr(view->lpVtbl->SeekRow(view, mark, 0, NULL), MAPI_W_POSITION_CHANGED);
    assert_int_equal(position(view), 4);
    assert_string_equal(all_rows(view), "- - 5 + - - 2 - 4");
}

/* 6.10-08 */
static void the_collapse_state_comes_back_in_another_view(void **state)
{
    AUTO_ROWSET SRowSet *rows = NULL;
    AUTO_FREE BYTE *bytes = NULL;
    SBinary key;
    BOOKMARK mark;
    IMAPITable *other;
    ULONG n, m;

    (void)state;
    set_expanded(0, false);
    key = key_of(2, &rows); /* bob */
    assert_hr(view->lpVtbl->GetCollapseState(view, 0, key.cb, key.lpb, &n, &bytes), S_OK);
    other = view_of(data, NULL);
    assert_hr(other->lpVtbl->SetColumns(other, TAGS(2, PR_ROWID, PR_ROW_TYPE), 0), S_OK);
    assert_hr(other->lpVtbl->SetCollapseState(other, 0, n, bytes, &mark), MAPI_E_NO_SUPPORT);
    assert_hr(other->lpVtbl->GetCollapseState(other, 0, 0, NULL, &m, &(BYTE *){NULL}),
              MAPI_E_NO_SUPPORT);
    assert_hr(other->lpVtbl->SortTable(other, BY_IMPORTANCE(0), 0), S_OK);
    assert_hr(other->lpVtbl->SetCollapseState(other, 0, n, bytes, &mark),
              MAPI_E_UNABLE_TO_COMPLETE);
    assert_hr(other->lpVtbl->SortTable(other, BY_IMPORTANCE(1), 0), S_OK);
    assert_hr(other->lpVtbl->SetCollapseState(other, 0, n, bytes, &mark), S_OK);
    assert_string_equal(all_rows(other), "+ - 1 3 - 5");
    assert_hr(other->lpVtbl->SeekRow(other, mark, 0, NULL), S_OK);
    assert_string_equal(read_rows(other, 1, 0), "1");
    for (ULONG cut = 1; cut < n; cut++)
        assert_hr(other->lpVtbl->SetCollapseState(other, 0, cut, bytes, &mark) == S_OK, FALSE);
    bytes[0] ^= 1;
    assert_hr(other->lpVtbl->SetCollapseState(other, 0, n, bytes, &mark), MAPI_E_INVALID_PARAMETER);
    assert_string_equal(all_rows(other), "+ - 1 3 - 5");
    other->lpVtbl->Release(other);
}

static void lost_memory_leaves_the_groups_as_they_were(void **state)
{
    AUTO_ROWSET SRowSet *rows = NULL;
    SBinary key = key_of(3, &rows);
    HRESULT hr;
    ULONG n;

    (void)state;
    FOR_EACH_LOST_ALLOCATION(
        hr, hr = view->lpVtbl->CollapseRow(view, key.cb, key.lpb, 0, &n); if (FAILED(hr)) {
            fault_alloc_never();
            assert_string_equal(all_rows(view), "- 2 4 - 1 3 - 5");
        })
    assert_hr(hr, S_OK);
    assert_string_equal(all_rows(view), "- 2 4 + - 5");
    FOR_EACH_LOST_ALLOCATION(hr, hr = put(data, 9, L"zoe", 3))
    assert_hr(hr, S_OK);
    assert_string_equal(all_rows(view), "- 2 4 + - 5 9");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        GROUPS(headings_stand_over_their_rows),
        GROUPS(headings_expand_and_collapse),
        GROUPS(a_bookmark_on_a_hidden_row_goes_to_the_next_line),
        GROUPS(groups_follow_their_rows),
        GROUPS(two_levels_and_combined_keys),
    GROUPS(groups_go_by_their_greatest_or_least_value),
    GROUPS(a_bookmark_on_a_hidden_heading_goes_to_the_next_line),
        GROUPS(the_collapse_state_comes_back_in_another_view),
        GROUPS(lost_memory_leaves_the_groups_as_they_were),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
