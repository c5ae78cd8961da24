/*
 * test_table_threads.c - threads read one table while another writes to its folder
 */
#include <pthread.h>
#include <string.h>
#include "local_store/table_fixture.h"

#define ROUNDS 150

static IMAPITable *table;
static IMAPIFolder *inbox;
static int bad; /* CMocka's assertions are for its own thread */

static HRESULT check_page(void)
{
    SRowSet *rows = NULL;
    HRESULT hr = table->lpVtbl->QueryRows(table, 7, 0, &rows);

    for (ULONG i = 1; SUCCEEDED(hr) && i < rows->cRows; i++)
        if (rows->aRow[i - 1].lpProps[0].Value.lpszW[0] > rows->aRow[i].lpProps[0].Value.lpszW[0]) bad++;
    if (SUCCEEDED(hr)) free_rows(rows);
    return hr;
}

static void *read_on(void *unused)
{
    SSortOrderSet ascending = {1, 0, 0, {{PR_SUBJECT_W, TABLE_SORT_ASCEND}}};
    SPropValue value = {.ulPropTag = PR_SUBJECT_W, .Value.lpszW = (WCHAR *)L"c"};
    SRestriction res = {.rt = RES_PROPERTY, .res.resProperty = {RELOP_GE, PR_SUBJECT_W, &value}};
    ULONG row, numerator, denominator, count;
    BOOKMARK mark;

    (void)unused;
    for (int i = 0; i < ROUNDS; i++) {
        if (FAILED(check_page())) bad++;
        if (FAILED(table->lpVtbl->QueryPosition(table, &row, &numerator, &denominator)) || row > denominator) bad++;
        if (FAILED(table->lpVtbl->GetRowCount(table, 0, &count))) bad++;
        if (FAILED(table->lpVtbl->CreateBookmark(table, &mark))) bad++;
        if (i % 8 == 0) table->lpVtbl->SortTable(table, &ascending, 0);
        if (i % 8 == 4) table->lpVtbl->Restrict(table, i % 16 == 4 ? &res : NULL, 0);
        if (table->lpVtbl->SeekRow(table, i % 2 ? BOOKMARK_BEGINNING : mark, 3, NULL) < 0 && i % 2) bad++;
        table->lpVtbl->FreeBookmark(table, mark); /* gone, when the other thread has sorted or restricted */
    }
    return NULL;
}

static void readers_and_a_writer_meet(void **state)
{
    struct fixture *f = *state;
    pthread_t readers[3];
    ULONG_PTR connection = 0;
    BYTE ids[4][48];

    table = lettered(f, "fbdace", NULL);
    inbox = open_inbox(f);
    sort(table, 1, (SSortOrder[]){{PR_SUBJECT_W, TABLE_SORT_ASCEND}});
    ok_hr(table->lpVtbl->Advise(table, fnevTableModified, (IMAPIAdviseSink *)16, &connection));
    bad = 0;
    for (int i = 0; i < 3; i++)
        assert_int_equal(pthread_create(&readers[i], NULL, read_on, NULL), 0);
    for (int i = 0; i < ROUNDS / 3; i++) {
        make_lettered(inbox, "bdf", ids);
        delete_message(f, ids[i % 3]);
    }
    for (int i = 0; i < 3; i++)
        pthread_join(readers[i], NULL);
    assert_int_equal(bad, 0);
    ok_hr(table->lpVtbl->Restrict(table, NULL, 0));
    expect_count(table, 6 + 2 * (ROUNDS / 3));
    table->lpVtbl->Release(table);
    inbox->lpVtbl->Release(inbox);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(readers_and_a_writer_meet, store_setup, store_teardown),
};

int main(void)
{
    return cmocka_run_group_tests(tests, NULL, NULL);
}
