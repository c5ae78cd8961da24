/*
 * test_table_threads.c - rows change on some threads while views are read, sorted and dropped on
 * others
 */
#include <pthread.h>
#include "table/tables.h"

#define ROUNDS 400

static ITableData *data;

/* Rows n*1000.. come, change and go; those that stay have an odd id. */
static void *write_rows(void *n)
{
    LONG base = (LONG)(intptr_t)n * 1000;

    for (LONG i = 0; i < ROUNDS; i++) {
        if (put(data, base + i, L"text", i % 3) != S_OK) return "put";
        if (put(data, base + i, i % 2 ? L"other" : NULL, i % 5) != S_OK) return "put again";
        if (i % 2 == 0 && erase(data, base + i) != S_OK) return "erase";
    }
    return NULL;
}

static void *read_rows_all_the_time(void *n)
{
    (void)n;
    for (int i = 0; i < ROUNDS / 4; i++) {
        IMAPITable *view;
        SRowSet *rows;
        ULONG count;

        if (data->lpVtbl->HrGetView(
                data, i % 2 ? SORT(1, UP(PR_IMPORTANCE)) : GROUPED(1, 1, 1, UP(PR_IMPORTANCE)),
                NULL, 0, &view) != S_OK)
            return "view";
        for (int k = 0; k < 4; k++) {
            if (view->lpVtbl->SeekRow(view, BOOKMARK_BEGINNING, 0, NULL) != S_OK) return "seek";
            if (view->lpVtbl->QueryRows(view, 10000, 0, &rows) != S_OK) return "query";
            for (ULONG r = 1; i % 2 && r < rows->cRows;
                 r++) /* in order, whatever happens meanwhile */
                if (rows->aRow[r - 1].lpProps[1].Value.l > rows->aRow[r].lpProps[1].Value.l)
                    return "order";
            rowset_free(rows);
        }
        if (view->lpVtbl->GetRowCount(view, 0, &count) != S_OK) return "count";
        view->lpVtbl->Release(view);
    }
    return NULL;
}

static void a_table_serves_many_threads(void **state)
{
    pthread_t threads[4];
    void *(*const work[4])(void *) = {write_rows, write_rows, read_rows_all_the_time,
                                      read_rows_all_the_time};
    IMAPITable *view;
    ULONG count;

    (void)state;
    data = make_table();
    view = view_of(data, SORT(1, DOWN(PR_ROWID))); /* open all the time */
    for (intptr_t i = 0; i < 4; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, work[i], (void *)(i + 1)), 0);
    for (int i = 0; i < 4; i++) {
        void *failed;

        pthread_join(threads[i], &failed);
        if (failed) fail_msg("thread %d: %s", i, (char *)failed);
    }
    assert_hr(view->lpVtbl->GetRowCount(view, 0, &count), S_OK);
    assert_int_equal(count, ROUNDS);
    assert_hr(view->lpVtbl->SeekRow(view, BOOKMARK_BEGINNING, 0, NULL), S_OK);
    assert_string_equal(read_rows(view, 2, 0), "2399 2397");
    view->lpVtbl->Release(view);
    data->lpVtbl->Release(data);
}

int main(void)
{
    const struct CMUnitTest tests[] = {TEST(a_table_serves_many_threads)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
