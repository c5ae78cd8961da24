/*
 * test_tables.c - contents tables: order, cursor, bookmarks, restrictions
 */
#include "local_store/table_fixture.h"
#include <stdio.h>
#include <string.h>

static void rows_are_read_forward_and_backward(void **state)
{
    IMAPITable *table = lettered(*state, "abcdef", NULL);
    SRowSet *rows = (SRowSet *)1;

    /* 6.9-02 */
    assert_int_equal(table->lpVtbl->QueryRows(table, 0, 0, &rows), MAPI_E_INVALID_PARAMETER);
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
    /* 6.9-16 */
    assert_int_equal(table->lpVtbl->SeekRow(table, 77, 0, &moved), MAPI_E_INVALID_BOOKMARK);
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
    SPropValue delivered = {.ulPropTag = PR_MESSAGE_DELIVERY_TIME,
                            .Value.ft.dwHighDateTime = (DWORD)time};
    IMessage *message = NULL;

    ok_hr(folder->lpVtbl->CreateMessage(folder, NULL, 0, &message));
    ok_hr(set_text(message, PR_SUBJECT_W, subject));
    if (time >= 0) ok_hr(message->lpVtbl->SetProps(message, 1, &delivered, NULL));
    if (number >= 0) ok_hr(set_long(message, PR_OUR_NUMBER, number));
    if (text) ok_hr(set_text(message, PR_OUR_TEXT, text));
    ok_hr(message->lpVtbl->SaveChanges(message, 0));
    message->lpVtbl->Release(message);
}

/* The order forward, a page at a time, and the same backward; every row has its number and its
 * page. */
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
    /* 6.9-26: without it, last in either direction */
    sort(table, 1, (SSortOrder[]){{PR_MESSAGE_DELIVERY_TIME, TABLE_SORT_ASCEND}});
    expect_order(table, "bfadce");
    sort(table, 1, (SSortOrder[]){{PR_MESSAGE_DELIVERY_TIME, TABLE_SORT_DESCEND}});
    expect_order(table, "dafbec");
    sort(table, 1, (SSortOrder[]){{PR_OUR_NUMBER, TABLE_SORT_ASCEND}});
    expect_order(table, "dafcbe");
    sort(table, 1, (SSortOrder[]){{PR_OUR_TEXT, TABLE_SORT_ASCEND}}); /* without regard to case */
    expect_order(table, "bfadec");
    sort(table, 1, (SSortOrder[]){{CHANGE_PROP_TYPE(PR_OUR_TEXT, PT_STRING8), TABLE_SORT_DESCEND}});
    expect_order(table, "edafbc");
    sort(table, 2,
         (SSortOrder[]){{PR_MESSAGE_DELIVERY_TIME, TABLE_SORT_DESCEND},
                        {PR_OUR_NUMBER, TABLE_SORT_ASCEND}});
    expect_order(table, "dafbce");
    sort(table, 2,
         (SSortOrder[]){{PR_OUR_NUMBER, TABLE_SORT_ASCEND},
                        {PR_MESSAGE_DELIVERY_TIME, TABLE_SORT_ASCEND}});
    expect_order(table, "dfacbe");
    sort(table, 3, (SSortOrder[]){{PR_OUR_TEXT, TABLE_SORT_ASCEND},
                                  {PR_OBJECT_TYPE, TABLE_SORT_ASCEND},
                                  {PR_OUR_NUMBER, TABLE_SORT_DESCEND}});
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
    set.cCategories = 2;
    assert_int_equal(table->lpVtbl->SortTable(table, order, 0), MAPI_E_INVALID_PARAMETER);
    set.cCategories = 0;
    set.aSort[0].ulOrder = 99;
    assert_int_equal(table->lpVtbl->SortTable(table, order, 0), MAPI_E_INVALID_PARAMETER);
    set.aSort[0].ulOrder = TABLE_SORT_COMBINE; /* 6.10-02 */
    assert_int_equal(table->lpVtbl->SortTable(table, order, 0), MAPI_E_INVALID_PARAMETER);
    set.aSort[0].ulOrder = TABLE_SORT_CATEG_MAX;
    assert_int_equal(table->lpVtbl->SortTable(table, order, 0), MAPI_E_INVALID_PARAMETER);
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

static BOOKMARK bookmark(IMAPITable *table)
{
    BOOKMARK mark = 0;

    ok_hr(table->lpVtbl->CreateBookmark(table, &mark));
    assert_true(mark > BOOKMARK_END);
    return mark;
}

static void a_bookmark_stays_on_its_row(void **state)
{
    BYTE ids[6][48];
    IMAPITable *table = lettered(*state, "bdfhj", ids);
    IMAPIFolder *inbox = open_inbox(*state);
    BOOKMARK first, third, end, other;
    IMessage *message;

    sort(table, 1, (SSortOrder[]){{PR_SUBJECT_W, TABLE_SORT_ASCEND}});
    first = bookmark(table);
    expect_rows(table, 2, 0, "bd");
    third = bookmark(table);
    other = bookmark(table);
    ok_hr(table->lpVtbl->SeekRow(table, BOOKMARK_END, 0, NULL));
    end = bookmark(table);
    make_lettered(inbox, "ake", NULL); /* before, after, just before the third */
    ok_hr(table->lpVtbl->SeekRow(table, third, 0, NULL));
    expect_rows(table, 2, 0, "fh");
    ok_hr(table->lpVtbl->SeekRow(table, first, -5, NULL));
    expect_rows(table, 2, 0, "ab");
    ok_hr(table->lpVtbl->SeekRow(table, end, -1, NULL));
    expect_rows(table, 5, 0, "jk");

    message = open_message(*state, ids[2], MAPI_MODIFY); /* f becomes l: the mark goes with it */
    ok_hr(set_text(message, PR_SUBJECT_W, L"l"));
    ok_hr(message->lpVtbl->SaveChanges(message, 0));
    message->lpVtbl->Release(message);
    ok_hr(table->lpVtbl->SeekRow(table, third, -1, NULL));
    expect_rows(table, 5, 0, "kl");

    delete_message(*state, ids[2]); /* 6.9-16 */
    assert_int_equal(table->lpVtbl->SeekRow(table, other, -2, NULL), MAPI_W_POSITION_CHANGED);
    expect_rows(table, 5, 0, "dehjk"); /* where f was when the mark was made */
    delete_message(*state, ids[0]);
    assert_int_equal(table->lpVtbl->SeekRow(table, first, 0, NULL), MAPI_W_POSITION_CHANGED);
    expect_rows(table, 1, 0, "d");
    ok_hr(table->lpVtbl->SeekRow(table, first, 0, NULL)); /* told once: now it is d's */
    make_lettered(inbox, "c", NULL);
    ok_hr(table->lpVtbl->SeekRow(table, first, 0, NULL));
    expect_rows(table, 1, 0, "d");

    ok_hr(table->lpVtbl->FreeBookmark(table, first)); /* 6.9-28 */
    ok_hr(table->lpVtbl->FreeBookmark(table, BOOKMARK_CURRENT));
    assert_int_equal(table->lpVtbl->FreeBookmark(table, first), MAPI_E_INVALID_BOOKMARK);
    assert_int_equal(table->lpVtbl->SeekRow(table, first, 0, NULL), MAPI_E_INVALID_BOOKMARK);
    ok_hr(table->lpVtbl->Restrict(table, NULL, 0)); /* 6.9-24: all are discarded */
    assert_int_equal(table->lpVtbl->SeekRow(table, third, 0, NULL), MAPI_E_INVALID_BOOKMARK);
    assert_int_equal(table->lpVtbl->FreeBookmark(table, end), MAPI_E_INVALID_BOOKMARK);
    expect_rows(table, 1, 0, "a");
    third = bookmark(table);
    sort(table, 0, NULL); /* 6.9-25 */
    assert_int_equal(table->lpVtbl->SeekRow(table, third, 0, NULL), MAPI_E_INVALID_BOOKMARK);
    inbox->lpVtbl->Release(inbox);
    table->lpVtbl->Release(table);
}

static void there_are_only_so_many_bookmarks(void **state)
{
    IMAPITable *table = lettered(*state, "ab", NULL);
    BOOKMARK mark = 7, first = bookmark(table);
    int n = 1;

    while (table->lpVtbl->CreateBookmark(table, &mark) == S_OK)
        assert_in_range(++n, 2, 10000);
    /* 6.9-28 */
    assert_int_equal(table->lpVtbl->CreateBookmark(table, &mark), MAPI_E_UNABLE_TO_COMPLETE);
    assert_int_equal(mark, 0);
    assert_int_equal(table->lpVtbl->CreateBookmark(table, NULL), MAPI_E_INVALID_PARAMETER);
    ok_hr(table->lpVtbl->FreeBookmark(table, first));
    bookmark(table);
    table->lpVtbl->Release(table); /* frees the rest */
}

static SRestriction subject_is(ULONG relop, SPropValue *value, const WCHAR *text)
{
    *value = (SPropValue){.ulPropTag = PR_SUBJECT_W, .Value.lpszW = (WCHAR *)text};
    return (SRestriction){.rt = RES_PROPERTY, .res.resProperty = {relop, PR_SUBJECT_W, value}};
}

/* RES_SIZE: SQL can't say it. */
static SRestriction has_text_longer_than(ULONG bytes)
{
    return (SRestriction){.rt = RES_SIZE, .res.resSize = {RELOP_GT, PR_OUR_TEXT, bytes}};
}

static void only_rows_that_match_are_there(void **state)
{
    IMAPIFolder *inbox = open_inbox(*state);
    IMAPITable *table = lettered(*state, "", NULL);
    SRestriction some[2], both = {.rt = RES_AND, .res.resAnd = {2, some}}, bad = {.rt = 99};
    SPropValue value;

    make_sorted(inbox, 'a', 1, -1, L"short");
    make_sorted(inbox, 'b', 2, -1, L"very much longer");
    make_sorted(inbox, 'c', 3, -1, L"long enough too");
    make_sorted(inbox, 'd', -1, -1, NULL);
    make_sorted(inbox, 'e', 4, -1, L"long enough, too");

    some[0] = subject_is(RELOP_GT, &value, L"b");
    expect_rows(table, 2, 0, "ab");
    ok_hr(table->lpVtbl->Restrict(table, &some[0], 0)); /* 6.9-24 */
    expect_order(table, "cde");
    expect_count(table, 3);
    sort(table, 1, (SSortOrder[]){{PR_MESSAGE_DELIVERY_TIME, TABLE_SORT_DESCEND}});
    expect_order(table, "ecd");
    some[1] = has_text_longer_than(20); /* row by row */
    ok_hr(table->lpVtbl->Restrict(table, &some[1], 0));
    expect_order(table, "ecb");
    expect_count(table, 3);
    ok_hr(table->lpVtbl->Restrict(table, &both, 0));
    expect_order(table, "ec");
    assert_true(FAILED(table->lpVtbl->Restrict(table, &bad, 0)));
    expect_order(table, "ec");
    assert_int_equal(table->lpVtbl->Restrict(table, NULL, 0x20), MAPI_E_UNKNOWN_FLAGS);
    ok_hr(table->lpVtbl->Restrict(table, NULL, TBL_ASYNC));
    expect_order(table, "ecbad");
    table->lpVtbl->Release(table);
    inbox->lpVtbl->Release(inbox);
}

static void a_row_is_found_from_where_one_says(void **state)
{
    BYTE ids[6][48];
    IMAPITable *table = lettered(*state, "aeibca", ids);
    SRestriction res, *r = &res;
    SPropValue value;
    BOOKMARK mark;
    BYTE key[8];

    sort(table, 1, (SSortOrder[]){{PR_SUBJECT_W, TABLE_SORT_ASCEND}}); /* aabcei */
    res = subject_is(RELOP_GE, &value, L"d"); /* 6.9-22 */
    ok_hr(table->lpVtbl->FindRow(table, r, BOOKMARK_BEGINNING, 0));
    expect_rows(table, 1, TBL_NOADVANCE, "e");
    expect_position(table, 4, 6);
    ok_hr(table->lpVtbl->FindRow(table, r, BOOKMARK_CURRENT, 0)); /* 6.9-19: its own row counts */
    expect_position(table, 4, 6);
    assert_int_equal(table->lpVtbl->FindRow(table, r, BOOKMARK_CURRENT, DIR_BACKWARD),
                     MAPI_E_NOT_FOUND);
    expect_position(table, 4, 6);
    ok_hr(table->lpVtbl->FindRow(table, r, BOOKMARK_END, DIR_BACKWARD));
    expect_position(table, 5, 6);
    mark = bookmark(table);

    res = subject_is(RELOP_EQ, &value, L"a");
    ok_hr(table->lpVtbl->FindRow(table, r, BOOKMARK_END, DIR_BACKWARD));
    expect_position(table, 1, 6);
    ok_hr(table->lpVtbl->FindRow(table, r, BOOKMARK_CURRENT, DIR_BACKWARD));
    expect_position(table, 0, 6);
    assert_int_equal(table->lpVtbl->FindRow(table, r, BOOKMARK_CURRENT, DIR_BACKWARD),
                     MAPI_E_NOT_FOUND);
    assert_int_equal(table->lpVtbl->FindRow(table, r, mark, 0), MAPI_E_NOT_FOUND);
    assert_int_equal(table->lpVtbl->FindRow(table, r, 999, 0), MAPI_E_INVALID_BOOKMARK);
    assert_int_equal(table->lpVtbl->FindRow(table, NULL, mark, 0), MAPI_E_INVALID_PARAMETER);
    assert_int_equal(table->lpVtbl->FindRow(table, r, mark, 2), MAPI_E_UNKNOWN_FLAGS);
    delete_message(*state, ids[2]); /* i, which mark was on */
    assert_int_equal(table->lpVtbl->FindRow(table, r, mark, DIR_BACKWARD), MAPI_W_POSITION_CHANGED);
    expect_position(table, 1, 5);

    memcpy(key, ids[3] + 24, 8); /* 6.9-21 */
    value = (SPropValue){.ulPropTag = PR_INSTANCE_KEY, .Value.bin = {8, key}};
    res =
        (SRestriction){.rt = RES_PROPERTY, .res.resProperty = {RELOP_EQ, PR_INSTANCE_KEY, &value}};
    ok_hr(table->lpVtbl->FindRow(table, r, BOOKMARK_BEGINNING, 0));
    expect_rows(table, 1, 0, "b");
    expect_count(table, 5); /* 6.9-23 */
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
    TEST(a_bookmark_stays_on_its_row),
    TEST(there_are_only_so_many_bookmarks),
    TEST(only_rows_that_match_are_there),
    TEST(a_row_is_found_from_where_one_says),
};

int main(void)
{
    return cmocka_run_group_tests(tests, NULL, NULL);
}
