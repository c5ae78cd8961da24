/*
 * test_tables.c - contents and hierarchy tables: columns, order, cursor, bookmarks, restriction
 */
#include "local_store/fixture.h"
#include <stdio.h>
#include <string.h>

#define ok_hr(call) assert_int_equal((call), S_OK)

static void free_rows(SRowSet *rows)
{
    for (ULONG i = 0; rows && i < rows->cRows; i++)
        FREE(rows->aRow[i].lpProps); /* 6.9-08: each row and the set are blocks of their own */
    FREE(rows);
}

static IMAPITable *contents(IMAPIFolder *folder, ULONG flags)
{
    IMAPITable *table = NULL;

    ok_hr(folder->lpVtbl->GetContentsTable(folder, flags, &table));
    return table;
}

static void set_columns(IMAPITable *table, ULONG n, const ULONG *tags)
{
    SizedSPropTagArray(16, columns) = {n, {0}};

    memcpy(columns.aulPropTag, tags, n * sizeof(*tags));
    ok_hr(table->lpVtbl->SetColumns(table, (SPropTagArray *)&columns, 0));
}

static void sort(IMAPITable *table, ULONG n, const SSortOrder *orders)
{
    SizedSSortOrderSet(8, set) = {n, 0, 0, {{0}}};

    for (ULONG i = 0; i < n; i++)
        set.aSort[i] = orders[i];
    ok_hr(table->lpVtbl->SortTable(table, (SSortOrderSet *)&set, 0));
}

/* The first column, one character each, of up to count rows. */
static void expect_rows(IMAPITable *table, LONG count, ULONG flags, const char *letters)
{
    SRowSet *rows = NULL;
    char got[64] = "";

    ok_hr(table->lpVtbl->QueryRows(table, count, flags, &rows));
    for (ULONG i = 0; i < rows->cRows && i < 63; i++)
        got[i] = rows->aRow[i].lpProps[0].ulPropTag == PR_SUBJECT_W ? (char)rows->aRow[i].lpProps[0].Value.lpszW[0] : '?';
    free_rows(rows);
    assert_string_equal(got, letters);
}

static void expect_position(IMAPITable *table, ULONG row, ULONG of)
{
    ULONG at = 99, numerator = 99, denominator = 0;

    ok_hr(table->lpVtbl->QueryPosition(table, &at, &numerator, &denominator));
    assert_int_equal(at, row);
    assert_int_equal(numerator, row);
    assert_int_equal(denominator, of);
}

static void expect_count(IMAPITable *table, ULONG count)
{
    ULONG got = 99;

    ok_hr(table->lpVtbl->GetRowCount(table, 0, &got));
    assert_int_equal(got, count);
}

static void make_lettered(IMAPIFolder *folder, const char *letters, BYTE (*ids)[48])
{
    for (size_t i = 0; letters[i]; i++) {
        WCHAR subject[2] = {(WCHAR)letters[i], 0};

        make_message(folder, subject, ids ? ids[i] : NULL);
    }
}

/* A table of messages with subjects letters, in the order they came. */
static IMAPITable *lettered(struct fixture *f, const char *letters, BYTE (*ids)[48])
{
    static const ULONG subject = PR_SUBJECT_W;
    IMAPIFolder *inbox = open_inbox(f);
    IMAPITable *table;

    make_lettered(inbox, letters, ids);
    table = contents(inbox, MAPI_UNICODE);
    set_columns(table, 1, &subject);
    inbox->lpVtbl->Release(inbox);
    return table;
}

static void delete_message(struct fixture *f, BYTE *id)
{
    SBinary bin = {48, id};
    ENTRYLIST list = {1, &bin};
    IMAPIFolder *inbox = open_inbox(f);

    ok_hr(inbox->lpVtbl->DeleteMessages(inbox, &list, 0, NULL, 0));
    inbox->lpVtbl->Release(inbox);
}

static void rows_are_read_forward_and_backward(void **state)
{
    IMAPITable *table = lettered(*state, "abcdef", NULL);
    SRowSet *rows = (SRowSet *)1;

    assert_int_equal(table->lpVtbl->QueryRows(table, 0, 0, &rows), MAPI_E_INVALID_PARAMETER); /* 6.9-02 */
    assert_null(rows);
    assert_int_equal(table->lpVtbl->QueryRows(table, 1, 2, &rows), MAPI_E_UNKNOWN_FLAGS);
    expect_rows(table, -3, 0, ""); /* 6.9-04 */
    expect_rows(table, 2, 0, "ab"); /* 6.9-03 */
    expect_position(table, 2, 6);   /* 6.9-18 */
    expect_rows(table, 2, TBL_NOADVANCE, "cd"); /* 6.9-05 */
    expect_position(table, 2, 6);
    expect_rows(table, 3, 0, "cde");
    expect_rows(table, -2, 0, "de"); /* 6.9-06 */
    expect_position(table, 3, 6);
    expect_rows(table, -2, 0, "bc");
    expect_rows(table, -2, TBL_NOADVANCE, "a");
    expect_position(table, 0, 6);
    expect_rows(table, 100, 0, "abcdef");
    expect_rows(table, 100, 0, "");
    expect_position(table, 6, 6);
    table->lpVtbl->Release(table);
}

static void what_comes_after_the_last_row_read_is_next(void **state)
{
    IMAPITable *table = lettered(*state, "abc", NULL);
    IMAPIFolder *inbox = open_inbox(*state);

    expect_rows(table, 10, 0, "abc");
    make_lettered(inbox, "d", NULL);
    expect_rows(table, 10, 0, "d");
    ok_hr(table->lpVtbl->SeekRow(table, BOOKMARK_END, 0, NULL));
    make_lettered(inbox, "e", NULL);
    expect_rows(table, 10, 0, "e");
    inbox->lpVtbl->Release(inbox);
    table->lpVtbl->Release(table);
}

static void the_cursor_is_moved_by_rows_and_by_parts(void **state)
{
    IMAPITable *table = lettered(*state, "abcdef", NULL);
    LONG moved = 99;

    ok_hr(table->lpVtbl->SeekRow(table, BOOKMARK_BEGINNING, 4, &moved)); /* 6.9-15 */
    assert_int_equal(moved, 4);
    expect_rows(table, 1, TBL_NOADVANCE, "e");
    ok_hr(table->lpVtbl->SeekRow(table, BOOKMARK_CURRENT, -3, &moved));
    assert_int_equal(moved, -3);
    expect_rows(table, 1, TBL_NOADVANCE, "b");
    ok_hr(table->lpVtbl->SeekRow(table, BOOKMARK_CURRENT, -3, &moved));
    assert_int_equal(moved, -1);
    ok_hr(table->lpVtbl->SeekRow(table, BOOKMARK_BEGINNING, 9, &moved));
    assert_int_equal(moved, 6);
    expect_position(table, 6, 6);
    ok_hr(table->lpVtbl->SeekRow(table, BOOKMARK_END, -2, NULL));
    expect_rows(table, 5, 0, "ef");
    assert_int_equal(table->lpVtbl->SeekRow(table, 77, 0, &moved), MAPI_E_INVALID_BOOKMARK); /* 6.9-16 */
    assert_int_equal(moved, 0);

    ok_hr(table->lpVtbl->SeekRowApprox(table, 0, 5)); /* 6.9-17 */
    expect_position(table, 0, 6);
    ok_hr(table->lpVtbl->SeekRowApprox(table, 5, 5));
    expect_position(table, 6, 6);
    ok_hr(table->lpVtbl->SeekRowApprox(table, 7, 5));
    expect_position(table, 6, 6);
    ok_hr(table->lpVtbl->SeekRowApprox(table, 1, 2));
    expect_rows(table, 1, 0, "d");
    ok_hr(table->lpVtbl->SeekRowApprox(table, 1, 3));
    expect_rows(table, 1, 0, "c");
    assert_int_equal(table->lpVtbl->SeekRowApprox(table, 1, 0), MAPI_E_INVALID_PARAMETER);
    table->lpVtbl->Release(table);
}

static void an_empty_folder_has_an_empty_table(void **state)
{
    IMAPITable *table = lettered(*state, "", NULL);
    LONG moved = 99;

    expect_count(table, 0);
    expect_rows(table, 5, 0, ""); /* 6.9-03 */
    expect_rows(table, -5, 0, "");
    expect_position(table, 0, 1); /* 6.9-18 */
    ok_hr(table->lpVtbl->SeekRow(table, BOOKMARK_END, 3, &moved));
    assert_int_equal(moved, 0);
    ok_hr(table->lpVtbl->SeekRowApprox(table, 1, 2));
    table->lpVtbl->Release(table);
}

static void a_page_is_right_whatever_goes_before_it(void **state)
{
    BYTE ids[6][48];
    IMAPITable *table = lettered(*state, "abcdef", ids);

    expect_rows(table, 3, 0, "abc");
    delete_message(*state, ids[0]);
    delete_message(*state, ids[2]); /* the row the cursor is named after */
    expect_rows(table, 1, 0, "d");
    delete_message(*state, ids[4]);
    expect_rows(table, 5, 0, "f");
    expect_rows(table, -5, 0, "bdf");
    expect_count(table, 3); /* 6.9-14 */
    table->lpVtbl->Release(table);
}

#define PR_OUR_NUMBER PROP_TAG(PT_LONG, 0x6701) /* no column: packed */
#define PR_OUR_TEXT   PROP_TAG(PT_UNICODE, 0x6702)

/* A message with its properties; a letter names it. time, number < 0: none. */
static void make_sorted(IMAPIFolder *folder, char letter, LONG time, LONG number, const WCHAR *text)
{
    WCHAR subject[2] = {(WCHAR)letter, 0};
    SPropValue delivered = {.ulPropTag = PR_MESSAGE_DELIVERY_TIME, .Value.ft.dwHighDateTime = (DWORD)time};
    IMessage *message = NULL;

    ok_hr(folder->lpVtbl->CreateMessage(folder, NULL, 0, &message));
    ok_hr(set_text(message, PR_SUBJECT_W, subject));
    if (time >= 0) ok_hr(message->lpVtbl->SetProps(message, 1, &delivered, NULL));
    if (number >= 0) ok_hr(set_long(message, PR_OUR_NUMBER, number));
    if (text) ok_hr(set_text(message, PR_OUR_TEXT, text));
    ok_hr(message->lpVtbl->SaveChanges(message, 0));
    message->lpVtbl->Release(message);
}

/* The order forward, a page at a time, and the same backward; every row has its number and its page. */
static void expect_order(IMAPITable *table, const char *letters)
{
    ULONG n = (ULONG)strlen(letters);
    char page[3], back[32] = "";

    expect_rows(table, 100, TBL_NOADVANCE, letters);
    for (ULONG i = 0; i < n; i += 2) {
        snprintf(page, sizeof(page), "%.2s", letters + i);
        expect_position(table, i, n);
        expect_rows(table, 2, 0, page);
    }
    expect_rows(table, 2, 0, "");
    for (ULONG i = n; i-- > 0;) {
        snprintf(page, sizeof(page), "%c", letters[i]);
        expect_rows(table, -1, 0, page);
        expect_position(table, i, n);
    }
    ok_hr(table->lpVtbl->SeekRow(table, BOOKMARK_END, -(LONG)n, NULL));
    expect_rows(table, 100, 0, letters);
    for (ULONG i = 0; i < n; i++) {
        LONG moved = 0;

        ok_hr(table->lpVtbl->SeekRow(table, BOOKMARK_BEGINNING, (LONG)i, &moved));
        assert_int_equal(moved, i);
        snprintf(back, sizeof(back), "%s", letters + i);
        expect_rows(table, 100, 0, back);
    }
    ok_hr(table->lpVtbl->SeekRow(table, BOOKMARK_BEGINNING, 0, NULL));
}

static void rows_come_in_the_order_that_was_set(void **state)
{
    static const ULONG subject = PR_SUBJECT_W;
    IMAPIFolder *inbox = open_inbox(*state);
    IMAPITable *table = contents(inbox, MAPI_UNICODE);
    SSortOrderSet *set = NULL;

    make_sorted(inbox, 'a', 2, 5, L"Beta");
    make_sorted(inbox, 'b', 0, -1, L"alpha");
    make_sorted(inbox, 'c', -1, 7, NULL);
    make_sorted(inbox, 'd', 2, 3, L"beta");
    make_sorted(inbox, 'e', -1, -1, L"Gamma");
    make_sorted(inbox, 'f', 1, 5, L"alpha");
    set_columns(table, 1, &subject);
    expect_order(table, "abcdef");
    ok_hr(table->lpVtbl->QuerySortOrder(table, &set)); /* 6.9-27 */
    assert_int_equal(set->cSorts, 0);
    FREE(set);

    sort(table, 1, (SSortOrder[]){{PR_SUBJECT_W, TABLE_SORT_DESCEND}});
    expect_order(table, "fedcba");
    sort(table, 1, (SSortOrder[]){{PR_SUBJECT_A, TABLE_SORT_ASCEND}});
    expect_order(table, "abcdef");
    sort(table, 1, (SSortOrder[]){{PR_MESSAGE_DELIVERY_TIME, TABLE_SORT_ASCEND}}); /* 6.9-26: without it, last in either direction */
    expect_order(table, "bfadce");
    sort(table, 1, (SSortOrder[]){{PR_MESSAGE_DELIVERY_TIME, TABLE_SORT_DESCEND}});
    expect_order(table, "dafbec");
    sort(table, 1, (SSortOrder[]){{PR_OUR_NUMBER, TABLE_SORT_ASCEND}});
    expect_order(table, "dafcbe");
    sort(table, 1, (SSortOrder[]){{PR_OUR_TEXT, TABLE_SORT_ASCEND}}); /* without regard to case */
    expect_order(table, "bfadec");
    sort(table, 1, (SSortOrder[]){{CHANGE_PROP_TYPE(PR_OUR_TEXT, PT_STRING8), TABLE_SORT_DESCEND}});
    expect_order(table, "edafbc");
    sort(table, 2, (SSortOrder[]){{PR_MESSAGE_DELIVERY_TIME, TABLE_SORT_DESCEND}, {PR_OUR_NUMBER, TABLE_SORT_ASCEND}});
    expect_order(table, "dafbce");
    sort(table, 2, (SSortOrder[]){{PR_OUR_NUMBER, TABLE_SORT_ASCEND}, {PR_MESSAGE_DELIVERY_TIME, TABLE_SORT_ASCEND}});
    expect_order(table, "dfacbe");
    sort(table, 3, (SSortOrder[]){{PR_OUR_TEXT, TABLE_SORT_ASCEND}, {PR_OBJECT_TYPE, TABLE_SORT_ASCEND}, {PR_OUR_NUMBER, TABLE_SORT_DESCEND}});
    expect_order(table, "fbadec");
    ok_hr(table->lpVtbl->QuerySortOrder(table, &set)); /* 6.9-27 */
    assert_int_equal(set->cSorts, 3);
    assert_int_equal(set->aSort[2].ulPropTag, PR_OUR_NUMBER);
    assert_int_equal(set->aSort[2].ulOrder, TABLE_SORT_DESCEND);
    FREE(set);

    expect_rows(table, 3, 0, "fba");
    sort(table, 0, NULL); /* 6.9-25: natural, from the beginning */
    expect_order(table, "abcdef");
    table->lpVtbl->Release(table);
    inbox->lpVtbl->Release(inbox);
}

static void an_order_that_cannot_be_leaves_the_old_one(void **state)
{
    IMAPITable *table = lettered(*state, "bac", NULL);
    SizedSSortOrderSet(20, set) = {1, 0, 0, {{PR_SUBJECT_W, TABLE_SORT_ASCEND}}};
    SSortOrderSet *order = (SSortOrderSet *)&set;

    ok_hr(table->lpVtbl->SortTable(table, order, TBL_BATCH));
    expect_rows(table, 1, 0, "a");
    assert_int_equal(table->lpVtbl->SortTable(table, NULL, 0), MAPI_E_INVALID_PARAMETER);
    assert_int_equal(table->lpVtbl->SortTable(table, order, 0x40), MAPI_E_UNKNOWN_FLAGS);
    set.cCategories = 1; /* until there are categories */
    assert_int_equal(table->lpVtbl->SortTable(table, order, 0), MAPI_E_TOO_COMPLEX);
    set.cCategories = 2;
    assert_int_equal(table->lpVtbl->SortTable(table, order, 0), MAPI_E_INVALID_PARAMETER);
    set.cCategories = 0;
    set.aSort[0].ulOrder = 99;
    assert_int_equal(table->lpVtbl->SortTable(table, order, 0), MAPI_E_INVALID_PARAMETER);
    set.aSort[0].ulOrder = TABLE_SORT_COMBINE;
    assert_int_equal(table->lpVtbl->SortTable(table, order, 0), MAPI_E_TOO_COMPLEX);
    set.aSort[0] = (SSortOrder){PROP_TAG(PT_MV_LONG, 0x6705), TABLE_SORT_ASCEND};
    assert_int_equal(table->lpVtbl->SortTable(table, order, 0), MAPI_E_TOO_COMPLEX);
    set.aSort[0].ulPropTag = PR_NULL;
    assert_int_equal(table->lpVtbl->SortTable(table, order, 0), MAPI_E_INVALID_PARAMETER);
    set.cSorts = 17;
    for (int i = 0; i < 17; i++)
        set.aSort[i] = (SSortOrder){PR_SUBJECT_W, TABLE_SORT_DESCEND};
    assert_int_equal(table->lpVtbl->SortTable(table, order, 0), MAPI_E_TOO_COMPLEX);
    expect_rows(table, 5, 0, "bc"); /* 6.9-25 */
    set.cSorts = 16;
    ok_hr(table->lpVtbl->SortTable(table, order, TBL_ASYNC));
    expect_rows(table, 5, 0, "cba");
    table->lpVtbl->Release(table);
}

static const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, store_setup, store_teardown)
    TEST(rows_are_read_forward_and_backward),
    TEST(what_comes_after_the_last_row_read_is_next),
    TEST(the_cursor_is_moved_by_rows_and_by_parts),
    TEST(an_empty_folder_has_an_empty_table),
    TEST(a_page_is_right_whatever_goes_before_it),
    TEST(rows_come_in_the_order_that_was_set),
    TEST(an_order_that_cannot_be_leaves_the_old_one),
};

int main(void)
{
    return cmocka_run_group_tests(tests, NULL, NULL);
}
