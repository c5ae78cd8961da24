/*
 * test_root.c - the root container's hierarchy: all providers' containers in one live table
 */
#include "ab/book_fixture.h"
#include "ab/merged_table.h"

static IMAPITable *hierarchy(ULONG flags)
{
    IABContainer *root;
    IMAPITable *table;
    ULONG type;
    IAddrBook *book = open_book();

    assert_hr(book->lpVtbl->OpenEntry(book, 0, NULL, NULL, 0, &type, (IUnknown **)&root), S_OK);
    assert_int_equal(type, MAPI_ABCONT);
    assert_hr(root->lpVtbl->GetHierarchyTable(root, flags, &table), S_OK);
    root->lpVtbl->Release(root);
    book->lpVtbl->Release(book);
    return table;
}

static void check_letters(IMAPITable *table, const char *wanted)
{
    AUTO_ROWSET SRowSet *rows = all_rows(table);

    assert_string_equal(letters(rows), wanted);
}

/* 7.2-01, 7.9-16, 5.3-01: both providers' top-level containers, in the order of their logon */
static void containers_of_all_providers_stand_side_by_side(void **state)
{
    AUTO_RELEASE IMAPITable *table = hierarchy(MAPI_UNICODE), *narrow = NULL;
    AUTO_ROWSET SRowSet *rows = all_rows(table), *small = NULL;
    const SPropValue *key[2];

    (void)state;
    assert_string_equal(letters(rows), "PDG");
    assert_string_equal(first_book.calls, "root*(0) hier*(80000000) ");
    assert_text(pval_find(rows->aRow[1].lpProps, rows->aRow[1].cValues, PR_DISPLAY_NAME_W)
                    ->Value.lpszW,
                L"Directory");
    assert_int_equal(
        pval_find(rows->aRow[2].lpProps, rows->aRow[2].cValues, PR_DISPLAY_TYPE)->Value.l,
        DT_GLOBAL);
    for (int i = 0; i < 2; i++)
        key[i] = pval_find(rows->aRow[i].lpProps, rows->aRow[i].cValues, PR_INSTANCE_KEY);
    assert_int_equal(key[0]->Value.bin.cb, 16 + BOOK_EID_BYTES);
    assert_false(pval_equal(key[0], key[1]));

    book_forget(&first_book);
    narrow = hierarchy(0);
    small = all_rows(narrow);
    assert_string_equal(letters(small), "PDG");
    assert_string_equal(small->aRow[0].lpProps[0].Value.lpszA, "Personal");
    assert_string_equal(first_book.calls, ""); /* it tells what changes: nobody asks */
}

static void depth_is_what_the_provider_says(void **state)
{
    AUTO_RELEASE IMAPITable *table = hierarchy(CONVENIENT_DEPTH | MAPI_UNICODE);
    AUTO_ROWSET SRowSet *rows = all_rows(table);

    (void)state;
    assert_string_equal(letters(rows), "PDEG");
    assert_int_equal(pval_find(rows->aRow[2].lpProps, rows->aRow[2].cValues, PR_DEPTH)->Value.l, 1);
    assert_int_equal(pval_find(rows->aRow[3].lpProps, rows->aRow[3].cValues, PR_DEPTH)->Value.l, 0);
}

/* What providers tell is in the table, and its sinks hear of it, without another call. */
static void what_a_provider_tells_is_in_the_table(void **state)
{
    struct book_container more = {'Q', L"Quarters", AB_RECIPIENTS, DT_LOCAL, 0, "", S_OK, S_OK,
                                  false, false};
    AUTO_RELEASE IMAPITable *table = hierarchy(MAPI_UNICODE);

    (void)state;
    assert_hr(book_tell(&first_book, &more), S_OK);
    HrDispatchNotifications(0);
    check_letters(table, "PDQG"); /* with its own provider's */
    more.name = L"Renamed";
    assert_hr(book_tell(&first_book, &more), S_OK);
    HrDispatchNotifications(0);
    {
        AUTO_ROWSET SRowSet *rows = all_rows(table);

        assert_string_equal(letters(rows), "PDQG");
        assert_text(rows->aRow[2].lpProps[0].Value.lpszW, L"Renamed");
    }
    assert_hr(book_tell_gone(&first_book, 'P'), S_OK);
    HrDispatchNotifications(0);
    check_letters(table, "DQG");
}

static void who_tells_nothing_is_asked_each_time(void **state)
{
    AUTO_RELEASE IMAPITable *table = NULL, *again = NULL;

    (void)state;
    second_book.silent = true;
    table = hierarchy(MAPI_UNICODE);
    check_letters(table, "PDG");
    assert_hr(merged_table_validate(router), S_OK); /* 7.9-19: ValidateState reads all anew */
    again = hierarchy(MAPI_UNICODE);
    check_letters(again, "PDG");
}

/* A provider that fails, has nothing, or has one width only, spoils nobody's part. */
static void who_fails_is_left_out(void **state)
{
    (void)state;
    first_book.root = MAPI_E_CALL_FAILED;
    {
        AUTO_RELEASE IMAPITable *table = hierarchy(0);

        check_letters(table, "G");
        first_book.root = S_OK;
        first_book.hierarchy = MAPI_E_NETWORK_ERROR;
    }
    {
        AUTO_RELEASE IMAPITable *table = hierarchy(0);

        check_letters(table, "G");
        first_book.hierarchy = S_OK;
        first_book.containers[0].narrow = true; /* MAPI_E_BAD_CHARWIDTH */
    }
    {
        AUTO_RELEASE IMAPITable *table = hierarchy(MAPI_UNICODE);
        AUTO_ROWSET SRowSet *rows = all_rows(table);

        assert_string_equal(letters(rows), "GPD"); /* who comes late stands last */
        assert_int_equal(rows->aRow[1].lpProps[0].ulPropTag, PR_DISPLAY_NAME_W);
    }
}

/* 5.3-07: what was kept open is closed before the provider's Logoff; its rows go. */
static void a_log_off_takes_the_rows(void **state)
{
    AUTO_RELEASE IMAPITable *table = hierarchy(0);

    (void)state;
    book_forget(&first_book);
    assert_int_equal(first_book.objects, 2); /* the logon, its root container */
    logon_end(first_logon);
    assert_int_equal(first_book.objects, 0);
    assert_string_equal(first_book.calls, "logoff ");
    check_letters(table, "G");
}

/* 7.9-20 */
static void templates_are_those_of_who_has_some(void **state)
{
    AUTO_RELEASE IMAPITable *table = NULL;

    (void)state;
    second_book.templates = true;
    assert_hr(merged_table_open(router, MERGED_ONE_OFF, MAPI_UNICODE, &table), S_OK);
    {
        AUTO_ROWSET SRowSet *rows = all_rows(table);

        assert_int_equal(rows->cRows, 2); /* and MAPI's own: test_oneoff_template.c */
        rows->cRows = 1;
        assert_string_equal(letters(rows), "t");
        rows->cRows = 2;
    }
    assert_string_equal(first_book.calls, "templates*(80000000) ");
    assert_string_equal(second_book.calls, "templates*(80000000) ");
}

static void running_out_of_memory_leaves_a_table_that_recovers(void **state)
{
    int failures = 0;

    (void)state;
    for (int n = 0;; n++) {
        AUTO_RELEASE IMAPITable *table = NULL;
        HRESULT hr;

        fault_alloc_after(n);
        hr = merged_table_open(router, MERGED_TOP, MAPI_UNICODE, &table);
        fault_alloc_never();
        if (SUCCEEDED(hr)) {
            check_letters(table, "PDG");
            break;
        }
        assert_hr(hr, MAPI_E_NOT_ENOUGH_MEMORY);
        assert_null(table);
        failures++;
    }
    assert_true(failures > 10);
}

int main(void)
{
#define TEST(t) cmocka_unit_test_setup_teardown(t, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(containers_of_all_providers_stand_side_by_side),
        TEST(depth_is_what_the_provider_says),
        TEST(what_a_provider_tells_is_in_the_table),
        TEST(who_tells_nothing_is_asked_each_time),
        TEST(who_fails_is_left_out),
        TEST(a_log_off_takes_the_rows),
        TEST(templates_are_those_of_who_has_some),
        TEST(running_out_of_memory_leaves_a_table_that_recovers),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
