/*
 * test_folder_sort.c - SaveContentsSort: the order that new contents tables come in
 */
#include <string.h>
#include "edkmdb.h"
#include "local_store/failing_malloc.h"
#include "local_store/table_fixture.h"

static const SizedSSortOrderSet(1, by_subject) = {1, 0, 0, {{PR_SUBJECT_W, TABLE_SORT_ASCEND}}};
static const SizedSSortOrderSet(2, by_class) = {
    2, 0, 0, {{PR_MESSAGE_CLASS_W, TABLE_SORT_ASCEND}, {PR_SUBJECT_W, TABLE_SORT_DESCEND}}};
static const SizedSSortOrderSet(1, none) = {0};

static HRESULT save_sort(IMAPIFolder *folder, const void *set, ULONG flags)
{
    return folder->lpVtbl->SaveContentsSort(folder, (SSortOrderSet *)set, flags);
}

static void expect_mail(IMAPIFolder *folder, ULONG flags, const char *letters)
{
    static const ULONG subject = PR_SUBJECT_W;
    IMAPITable *table = contents(folder, flags);

    set_columns(table, 1, &subject);
    expect_rows(table, 50, 0, letters);
    table->lpVtbl->Release(table);
}

/* 6.5-23 */
static void new_tables_come_in_the_saved_order(void **state)
{
    struct fixture *f = *state;
    IMAPIFolder *inbox = open_inbox(f);
    static const ULONG subject = PR_SUBJECT_W;
    IMAPITable *before, *after;
    SSortOrderSet *set = NULL;

    make_lettered(inbox, "bca", NULL);
    before = contents(inbox, 0);
    ok_hr(save_sort(inbox, &by_subject, 0));
    set_columns(before, 1, &subject);
    expect_rows(before, 50, 0, "bca"); /* those that are open stay */
    before->lpVtbl->Release(before);
    expect_mail(inbox, 0, "abc");
    inbox->lpVtbl->Release(inbox);

    store_reopen(f);
    inbox = open_inbox(f);
    expect_mail(inbox, 0, "abc");
    expect_mail(inbox, MAPI_UNICODE, "abc");
    after = contents(inbox, 0);
    ok_hr(after->lpVtbl->QuerySortOrder(after, &set));
    assert_int_equal(set->cSorts, 1);
    assert_int_equal(set->aSort[0].ulPropTag, PR_SUBJECT_W);
    FREE(set);
    sort(after, 0, NULL);
    expect_rows(after, 1, 0, "?"); /* the default columns begin with an entry ID */
    after->lpVtbl->Release(after);
    ok_hr(save_sort(inbox, &by_class, 0));
    expect_mail(inbox, 0, "cba");
    ok_hr(save_sort(inbox, &none, 0));
    expect_mail(inbox, 0, "bca");
    assert_int_equal(get_error(inbox, PR_CONTENTS_SORT_ORDER), MAPI_E_NOT_FOUND);
    inbox->lpVtbl->Release(inbox);
}

/* 6.5-23 6.5-06 */
static void folders_below_have_it_when_asked_and_copies_keep_it(void **state)
{
    struct fixture *f = *state;
    IMAPIFolder *root = open_root(f), *a = make_folder(root, L"a", 0), *b = make_folder(a, L"b", 0),
                *c = make_folder(b, L"c", 0), *copy;
    SPropValue *id = id_of(c);

    make_lettered(c, "ba", NULL);
    ok_hr(save_sort(a, &by_subject, 0));
    expect_mail(c, 0, "ba");
    ok_hr(save_sort(a, &by_subject, RECURSIVE_SORT));
    expect_mail(c, 0, "ab");
    ok_hr(b->lpVtbl->CopyFolder(b, EID(id), NULL, a, NULL, 0, NULL, 0));
    copy = make_folder(a, L"c", OPEN_IF_EXISTS);
    expect_mail(copy, 0, "ab");
    ok_hr(save_sort(a, &none, RECURSIVE_SORT));
    expect_mail(copy, 0, "ba");
    copy->lpVtbl->Release(copy);
    FREE(id);
    c->lpVtbl->Release(c);
    b->lpVtbl->Release(b);
    a->lpVtbl->Release(a);
    root->lpVtbl->Release(root);
}

static void nonsense_is_refused_or_passed_over(void **state)
{
    static const SizedSSortOrderSet(1, bad_tag) = {
        1, 0, 0, {{PROP_TAG(PT_MV_UNICODE | MV_INSTANCE, 0x6800), 7}}};
    static const SizedSSortOrderSet(1, bad_counts) = {1, 2, 0, {{PR_SUBJECT_W, 0}}};
    static const SSortOrderSet many = {17, 0, 0, {{0, 0}}};
    static LONG longs[][4] = {
        {0, 0, 0, 0}, {9, 9, PR_SUBJECT_W, 77}, {0, 0, 1, 2}, {0, 0, PROP_TAG(0x7777, 5), 0}};
    struct fixture *f = *state;
    IMAPIFolder *inbox = open_inbox(f);

    make_lettered(inbox, "ba", NULL);
    assert_int_equal(save_sort(inbox, NULL, 0), MAPI_E_INVALID_PARAMETER);
    assert_int_equal(save_sort(inbox, &by_subject, 1), MAPI_E_UNKNOWN_FLAGS);
    assert_true(FAILED(save_sort(inbox, &bad_tag, 0)));
    assert_int_equal(save_sort(inbox, &bad_counts, 0), MAPI_E_INVALID_PARAMETER);
    assert_int_equal(save_sort(inbox, &many, 0), MAPI_E_TOO_COMPLEX);
    expect_mail(inbox, 0, "ba");
    for (size_t i = 0; i < sizeof(longs) / sizeof(longs[0]); i++)
        for (ULONG n = 1; n <= 4; n++) {
            SPropValue value = {.ulPropTag = PR_CONTENTS_SORT_ORDER, .Value.MVl = {n, longs[i]}};

            ok_hr(inbox->lpVtbl->SetProps(inbox, 1, &value, NULL));
            if (i != 1 || n < 4) expect_mail(inbox, 0, "ba");
        }
    inbox->lpVtbl->Release(inbox);
}

static void running_out_of_memory_saves_nothing(void **state)
{
    struct fixture *f = *state;
    IMAPIFolder *inbox = open_inbox(f);
    IMAPITable *table;
    bool failed = true;
    HRESULT hr;
    long n;

    make_lettered(inbox, "ba", NULL);
    for (n = 0; failed; n++) {
        malloc_fails_after(n);
        hr = save_sort(inbox, &by_subject, RECURSIVE_SORT);
        failed = malloc_failed();
        expect_mail(inbox, 0, hr == S_OK ? "ab" : "ba");
        if (hr == S_OK) {
            ok_hr(save_sort(inbox, &none, RECURSIVE_SORT));
        } else {
            assert_int_equal(hr, MAPI_E_NOT_ENOUGH_MEMORY);
        }
    }
    assert_true(n > 5);
    ok_hr(save_sort(inbox, &by_subject, 0));
    failed = true;
    for (n = 0; failed; n++) {
        malloc_fails_after(n);
        hr = inbox->lpVtbl->GetContentsTable(inbox, 0, &table);
        failed = malloc_failed();
        assert_int_equal(hr, hr == S_OK ? S_OK : MAPI_E_NOT_ENOUGH_MEMORY);
        assert_int_equal(table != NULL, hr == S_OK);
        if (table) table->lpVtbl->Release(table);
    }
    assert_true(n > 5);
    inbox->lpVtbl->Release(inbox);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, store_setup, store_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(new_tables_come_in_the_saved_order),
        TEST(folders_below_have_it_when_asked_and_copies_keep_it),
        TEST(nonsense_is_refused_or_passed_over),
        TEST(running_out_of_memory_saves_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
