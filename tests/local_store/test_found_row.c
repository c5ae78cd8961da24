/*
 * test_found_row.c - the row that FindRow found is given with no second look at the file, and never
 * as it was before
 */
#include "common/text/fold.h"
#include "local_store/sql_table.h"
#include "local_store/table_fixture.h"

static const ULONG columns[] = {PR_SUBJECT_W, PR_IMPORTANCE};

static IMAPITable *by_subject(struct fixture *f, BYTE (*ids)[48])
{
    IMAPITable *table = lettered(f, "cab", ids);

    set_columns(table, 2, columns);
    sort(table, 1, (SSortOrder[]){{PR_SUBJECT_W, TABLE_SORT_ASCEND}});
    return table;
}

static void find(IMAPITable *table, WCHAR letter)
{
    WCHAR text[] = {letter, 0};
    SPropValue value = {.ulPropTag = PR_SUBJECT_W, .Value.lpszW = text};
    SRestriction res = {.rt = RES_CONTENT,
                        .res.resContent = {FL_PREFIX | FL_IGNORECASE, PR_SUBJECT_W, &value}};

    ok_hr(table->lpVtbl->FindRow(table, &res, BOOKMARK_BEGINNING, 0));
}

/* The row at hand, and whether FindRow's would be given. */
static bool is_kept(IMAPITable *table)
{
    struct sql_table *own = sql_table_from_iface(table);
    struct found_row found;
    bool kept = found_take(own, own->scan, &own->cursor, &found);

    if (kept) found_keep(own, &found);
    return kept;
}

static LONG importance(IMAPITable *table)
{
    SRowSet *rows = NULL;
    LONG got;

    ok_hr(table->lpVtbl->QueryRows(table, 1, TBL_NOADVANCE, &rows));
    assert_int_equal(rows->cRows, 1);
    assert_int_equal(rows->aRow[0].cValues, 2);
    got = rows->aRow[0].lpProps[1].Value.l;
    free_rows(rows);
    return got;
}

/* By a connection that is not the store's. */
static void elsewhere(struct fixture *f, const char *text)
{
    sqlite3 *other;

    assert_int_equal(sqlite3_open_v2(f->path8, &other, SQLITE_OPEN_READWRITE, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_create_collation(other, "MAPI", SQLITE_UTF8, NULL, fold_compare),
                     SQLITE_OK);
    assert_int_equal(sqlite3_exec(other, text, NULL, NULL, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_close(other), SQLITE_OK);
}

static void it_is_given_once_and_the_cursor_goes_on(void **state)
{
    IMAPITable *table = by_subject(*state, NULL);

    find(table, 'b');
    assert_true(is_kept(table));
    expect_position(table, 1, 3);
    assert_true(is_kept(table));
    expect_rows(table, 1, 0, "b");
    assert_false(is_kept(table));
    expect_position(table, 2, 3);
    expect_rows(table, 1, 0, "c");
    expect_rows(table, 1, 0, "");

    find(table, 'b');
    expect_rows(table, 1, TBL_NOADVANCE, "b");
    expect_rows(table, 1, TBL_NOADVANCE, "b");
    expect_rows(table, 2, 0, "bc");
    find(table, 'b');
    expect_rows(table, -1, 0, "a");
    assert_false(is_kept(table));
    expect_rows(table, 1, 0, "a");
    table->lpVtbl->Release(table);
}

static void what_another_program_changes_meanwhile_is_seen(void **state)
{
    IMAPITable *table = by_subject(*state, NULL);

    find(table, 'b');
    assert_int_equal(importance(table), IMPORTANCE_NORMAL);
    find(table, 'b');
    assert_true(is_kept(table));
    elsewhere(*state, "UPDATE messages SET importance=2");
    assert_false(is_kept(table));
    assert_int_equal(importance(table), IMPORTANCE_HIGH);
    find(table, 'b');
    elsewhere(*state, "DELETE FROM messages WHERE subject='b'");
    expect_rows(table, 1, 0, "c");
    find(table, 'a');
    elsewhere(*state, "PRAGMA wal_checkpoint(TRUNCATE)");
    elsewhere(*state, "UPDATE messages SET importance=0");
    assert_int_equal(importance(table), IMPORTANCE_LOW);
    table->lpVtbl->Release(table);
}

static void what_its_own_store_changes_is_seen(void **state)
{
    BYTE ids[3][48];
    IMAPITable *table = by_subject(*state, ids);

    find(table, 'b');
    delete_message(*state, ids[2]);
    assert_false(is_kept(table));
    expect_rows(table, 1, 0, "c");
    table->lpVtbl->Release(table);
}

static void other_columns_and_orders_begin_anew(void **state)
{
    static const ULONG one = PR_SUBJECT_W;
    WCHAR text[] = L"b";
    SPropValue value = {.ulPropTag = PR_SUBJECT_W, .Value.lpszW = text};
    SRestriction from_b = {.rt = RES_PROPERTY, .res.resProperty = {RELOP_GE, PR_SUBJECT_W, &value}};
    IMAPITable *table = by_subject(*state, NULL);
    SRowSet *rows = NULL;

    find(table, 'b');
    set_columns(table, 1, &one);
    assert_false(is_kept(table));
    ok_hr(table->lpVtbl->QueryRows(table, 1, 0, &rows));
    assert_int_equal(rows->aRow[0].cValues, 1);
    free_rows(rows);

    find(table, 'c');
    ok_hr(table->lpVtbl->Restrict(table, &from_b, 0));
    assert_false(is_kept(table));
    expect_rows(table, 1, 0, "b");
    find(table, 'c');
    sort(table, 1, (SSortOrder[]){{PR_SUBJECT_W, TABLE_SORT_DESCEND}});
    expect_rows(table, 2, 0, "cb");
    table->lpVtbl->Release(table);
}

static const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, store_setup, store_teardown)
    TEST(it_is_given_once_and_the_cursor_goes_on),
    TEST(what_another_program_changes_meanwhile_is_seen),
    TEST(what_its_own_store_changes_is_seen),
    TEST(other_columns_and_orders_begin_anew),
};

int main(void)
{
    return cmocka_run_group_tests(tests, NULL, NULL);
}
