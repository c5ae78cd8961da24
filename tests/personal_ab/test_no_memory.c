/*
 * test_no_memory.c - a book while allocations fail, one after the other
 */
#include "personal_ab/fixture.h"
#include "local_store/failing_malloc.h"

/* Everything a client does with a book, up to the first failure. *saved: entries that he was told
 * are in it. */
static HRESULT all_of_it(struct fixture *f, ULONG *saved)
{
    static const SizedSPropTagArray(1, template) = {1, {PR_DEF_CREATE_MAILUSER}};
    static const SizedSPropTagArray(2, tags) = {2, {PR_DISPLAY_NAME_W, PR_ENTRYID}};
    SPropValue *id = NULL;
    IMAPIProp *entry = NULL;
    IMAPITable *table = NULL;
    SRowSet *rows = NULL;
    ULONG n, found = 0;
    HRESULT hr;

    hr = f->container->lpVtbl->GetProps(f->container, (SPropTagArray *)&template, 0, &n, &id);
    if (hr == MAPI_W_ERRORS_RETURNED) hr = id->Value.err;
    if (SUCCEEDED(hr))
        hr = f->container->lpVtbl->CreateEntry(f->container, id->Value.bin.cb,
                                               (ENTRYID *)id->Value.bin.lpb, 0, &entry);
    if (SUCCEEDED(hr)) hr = set_text(entry, PR_DISPLAY_NAME_W, L"Anna Kern");
    if (SUCCEEDED(hr)) hr = set_text(entry, PR_EMAIL_ADDRESS_W, L"anna@example.org");
    if (SUCCEEDED(hr)) {
        hr = entry->lpVtbl->SaveChanges(entry, KEEP_OPEN_READWRITE);
        if (SUCCEEDED(hr)) ++*saved;
    }
    if (SUCCEEDED(hr))
        hr = f->container->lpVtbl->GetContentsTable(f->container, MAPI_UNICODE, &table);
    if (SUCCEEDED(hr)) hr = restrict_anr(table, L"ann ker");
    if (SUCCEEDED(hr)) hr = table->lpVtbl->SetColumns(table, (SPropTagArray *)&tags, 0);
    if (SUCCEEDED(hr)) hr = table->lpVtbl->QueryRows(table, 10, 0, &rows);
    if (SUCCEEDED(hr)) found = rows->cRows;
    if (rows) free_rows(rows);
    if (table) table->lpVtbl->Release(table);
    if (entry) entry->lpVtbl->Release(entry);
    if (id) free_any(id);
    if (SUCCEEDED(hr)) assert_true(found >= 1);
    return hr;
}

/* As many are there as he was told, each with all it has, and found by its words. */
static void assert_saved(struct fixture *f, ULONG saved)
{
    static const SizedSPropTagArray(2, tags) = {2, {PR_DISPLAY_NAME_W, PR_EMAIL_ADDRESS_W}};
    IMAPITable *table = open_contents(f);
    SRowSet *rows = NULL;

    assert_int_equal(count_rows(table), saved);
    ok_hr(restrict_anr(table, L"ann ker exa"));
    ok_hr(table->lpVtbl->SetColumns(table, (SPropTagArray *)&tags, 0));
    ok_hr(table->lpVtbl->QueryRows(table, (LONG)saved + 1, 0, &rows));
    assert_int_equal(rows->cRows, saved);
    for (ULONG i = 0; i < rows->cRows; i++) {
        assert_true(wide_equal(rows->aRow[i].lpProps[0].Value.lpszW, L"Anna Kern"));
        assert_true(wide_equal(rows->aRow[i].lpProps[1].Value.lpszW, L"anna@example.org"));
    }
    free_rows(rows);
    table->lpVtbl->Release(table);
}

static void empty(struct fixture *f)
{
    static const SizedSPropTagArray(1, tags) = {1, {PR_ENTRYID}};
    IMAPITable *table = open_contents(f);
    ENTRYLIST list = {1, NULL};
    SRowSet *rows = NULL;

    ok_hr(table->lpVtbl->SetColumns(table, (SPropTagArray *)&tags, 0));
    ok_hr(table->lpVtbl->QueryRows(table, 100, 0, &rows));
    for (ULONG i = 0; i < rows->cRows; i++) {
        list.lpbin = &rows->aRow[i].lpProps->Value.bin;
        ok_hr(f->container->lpVtbl->DeleteEntries(f->container, &list, 0));
    }
    free_rows(rows);
    table->lpVtbl->Release(table);
}

static void running_out_of_memory_is_told_and_nothing_is_lost(void **state)
{
    struct fixture *f = *state;
    ULONG passes = 0;

    for (long n = 0; n < 20000; n++) {
        ULONG saved = 0;
        bool failed;
        HRESULT hr;

        malloc_fails_after(n);
        hr = all_of_it(f, &saved);
        failed = malloc_failed();
        if (!failed) ok_hr(hr);
        else if (FAILED(hr)) assert_int_equal(hr, MAPI_E_NOT_ENOUGH_MEMORY);
        assert_saved(f, saved);
        empty(f);
        passes += failed;
        if (!failed) break;
        assert_true(n < 19999);
    }
    assert_true(passes > 100); /* it did run out, each time in another place */
}

static void a_logon_without_memory_fails_cleanly(void **state)
{
    struct fixture *f = *state;
    HRESULT hr = MAPI_E_NOT_ENOUGH_MEMORY;

    log_off(f);
    for (long n = 0; n < 20000; n++) {
        bool failed;

        malloc_fails_after(n);
        hr = log_on(f);
        failed = malloc_failed();
        if (!failed) break;
        if (SUCCEEDED(hr)) {
            log_off(f); /* SQLite did without */
            continue;
        }
        assert_int_equal(hr, MAPI_E_NOT_ENOUGH_MEMORY);
        assert_int_equal(f->support.refs, 0);
    }
    ok_hr(hr);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(running_out_of_memory_is_told_and_nothing_is_lost,
                                        book_setup, book_teardown),
        cmocka_unit_test_setup_teardown(a_logon_without_memory_fails_cleanly, book_setup,
                                        book_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
