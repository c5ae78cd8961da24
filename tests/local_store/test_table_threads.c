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
        if (rows->aRow[i - 1].lpProps[0].Value.lpszW[0] > rows->aRow[i].lpProps[0].Value.lpszW[0])
            bad++;
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
        if (FAILED(table->lpVtbl->QueryPosition(table, &row, &numerator, &denominator)) ||
            row > denominator)
            bad++;
        if (FAILED(table->lpVtbl->GetRowCount(table, 0, &count))) bad++;
        if (FAILED(table->lpVtbl->CreateBookmark(table, &mark))) bad++;
        if (i % 8 == 0) table->lpVtbl->SortTable(table, &ascending, 0);
        if (i % 8 == 4) table->lpVtbl->Restrict(table, i % 16 == 4 ? &res : NULL, 0);
        if (table->lpVtbl->SeekRow(table, i % 2 ? BOOKMARK_BEGINNING : mark, 3, NULL) < 0 && i % 2)
            bad++;
        table->lpVtbl->FreeBookmark(
            table, mark); /* gone, when the other thread has sorted or restricted */
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

/* ---- no lock is held while sinks are told ---- */

struct other_thread {
    struct fixture *f;
    IMAPITable *table; /* of another folder; it releases it */
    BYTE *id;          /* of a message; it renames it */
    int calls;
};

static void *work(void *context)
{
    struct other_thread *other = context;
    IMessage *message = open_message(other->f, other->id, MAPI_MODIFY);

    other->table->lpVtbl->Release(other->table);
    ok_hr(set_text(message, PR_SUBJECT_W, L"c"));
    ok_hr(message->lpVtbl->SaveChanges(message, 0));
    message->lpVtbl->Release(message);
    return NULL;
}

/* Whoever is told may wait for another thread that uses the store, and even tells of more. */
static void wait_for_the_other(void *context)
{
    struct other_thread *other = context;
    struct timespec until;
    pthread_t thread;

    if (other->calls++) return;
    assert_int_equal(pthread_create(&thread, NULL, work, other), 0);
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += 20;
    assert_int_equal(pthread_timedjoin_np(thread, NULL, &until), 0);
}

static void nothing_is_held_while_sinks_are_told(void **state)
{
    struct fixture *f = *state;
    BYTE ids[1][48];
    struct other_thread other = {.f = f, .id = ids[0]};
    IMAPIFolder *root = open_root(f);
    IMessage *message;
    ULONG_PTR connection;

        other.table = contents(root, MAPI_UNICODE);
        ok_hr(other.table->lpVtbl->Advise(other.table, fnevTableModified, (IMAPIAdviseSink *)16,
                                          &connection));
        table = lettered(f, "a", ids); /* the one that is heard: the last */
        ok_hr(table->lpVtbl->Advise(table, fnevTableModified, (IMAPIAdviseSink *)16, &connection));
        f->support.told = wait_for_the_other;
        f->support.told_context = &other;
        message = open_message(f, ids[0], MAPI_MODIFY);
        ok_hr(set_text(message, PR_SUBJECT_W, L"b"));
        ok_hr(message->lpVtbl->SaveChanges(message, 0));
        message->lpVtbl->Release(message);
        assert_int_equal(other.calls, 2);
        assert_int_equal(f->support.n_table_notes, 2);
        for (int i = 0; i < 2; i++) { /* in the order of what happened */
            assert_int_equal(f->support.table_notes[i].event, TABLE_ROW_MODIFIED);
            assert_int_equal(f->support.table_notes[i].first, "bc"[i]);
    }
    table->lpVtbl->Release(table);
    root->lpVtbl->Release(root);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(nothing_is_held_while_sinks_are_told, store_setup,
                                    store_teardown),
    cmocka_unit_test_setup_teardown(readers_and_a_writer_meet, store_setup, store_teardown),
};

int main(void)
{
    return cmocka_run_group_tests(tests, NULL, NULL);
}
