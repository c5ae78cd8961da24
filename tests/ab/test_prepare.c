/*
 * test_prepare.c - recipients made ready for use, by their providers and without them
 */
#include "ab/book_fixture.h"
#include <string.h>
#include "ab/recipient.h"
#include "mapiaux.h"

static const SizedSPropTagArray(3, wanted) = {
    3, {PR_EMAIL_ADDRESS_W, PR_TITLE_W, PR_DISPLAY_NAME_W}};

/* One entry of each book, the first short-term; a one-off; one that isn't resolved. */
static ADRLIST *make_list(void)
{
    static const struct one_off cid = {L"Cid", L"FAX", L"1", true};
    BYTE first[BOOK_EID_BYTES], second[BOOK_EID_BYTES];
    ADRLIST *list;

    book_eid(&first_book, 'e', 'a', first);
    first[0] = MAPI_SHORTTERM | MAPI_THISSESSION;
    book_eid(&second_book, 'e', 'x', second);
    assert_hr(adrlist_create(4, &list), S_OK);
    list->cEntries = 4;
    for (int i = 0; i < 4; i++) {
        SPropValue values[] = {pval_long(PR_RECIPIENT_TYPE, MAPI_TO),
                               pval_text(PR_DISPLAY_NAME_W, L"Mine"),
                               pval_binary(PR_ENTRYID, BOOK_EID_BYTES, i ? second : first)};

        list->aEntries[i].cValues = i > 1 ? 2 : 3;
        assert_hr(pval_copy_array(list->aEntries[i].cValues, values, NULL,
                                  &list->aEntries[i].rgPropVals),
                  S_OK);
    }
    assert_hr(recipient_put_one_off(&list->aEntries[2], &cid, MAPI_UNICODE), S_OK);
    return list;
}

static HRESULT prepare(const void *tags, ULONG flags, ADRLIST *list)
{
    IAddrBook *book = open_book();
    HRESULT hr = book->lpVtbl->PrepareRecips(book, flags, (SPropTagArray *)tags, list);

    book->lpVtbl->Release(book);
    return hr;
}

static void check_prepared(const ADRLIST *list)
{
    check_eid(recipient_value(&list->aEntries[0], PR_ENTRYID), &first_book, 'e', 'a');
    check_eid(recipient_value(&list->aEntries[1], PR_ENTRYID), &second_book, 'e', 'x');
    for (int i = 0; i < 3; i++) {
        const SPropValue *values = list->aEntries[i].rgPropVals;

        assert_int_equal(values[0].ulPropTag, PR_EMAIL_ADDRESS_W);
        assert_int_equal(values[1].ulPropTag, CHANGE_PROP_TYPE(PR_TITLE_W, PT_ERROR));
        assert_int_equal(values[1].Value.err, MAPI_E_NOT_FOUND);
        assert_int_equal(values[2].ulPropTag, PR_DISPLAY_NAME_W);
        assert_true(mem_is_root(values));
        assert_int_equal(recipient_value(&list->aEntries[i], PR_RECIPIENT_TYPE)->Value.l, MAPI_TO);
    }
    assert_text(list->aEntries[0].rgPropVals[0].Value.lpszW, L"ann@example.org");
    assert_text(list->aEntries[1].rgPropVals[0].Value.lpszW, L"other@example.org");
    assert_text(list->aEntries[2].rgPropVals[0].Value.lpszW, L"1");
    /* 7.7-05 */
    assert_text(list->aEntries[0].rgPropVals[2].Value.lpszW, L"Mine");
    assert_int_equal(list->aEntries[3].cValues, 2); /* 7.7-04 */
    assert_int_equal(list->aEntries[3].rgPropVals[0].ulPropTag, PR_RECIPIENT_TYPE);
}

/* 7.7-01, 7.7-02, 7.7-04, 7.7-05, 7.7-06 */
static void properties_asked_for_come_first(void **state)
{
    AUTO_ADRLIST ADRLIST *list = make_list();

    (void)state;
    assert_hr(prepare(&wanted, MAPI_CACHE_ONLY, list), S_OK);
    assert_int_equal(list->cEntries, 4);
    check_prepared(list);
    assert_string_equal(first_book.calls, "prepare*(4000) opena(4000) ");
    assert_string_equal(second_book.calls, "prepare*(4000) openx(4000) ");
}

/* ... whether the provider does it or not */
static void a_provider_may_do_half_of_it(void **state)
{
    AUTO_ADRLIST ADRLIST *list = make_list();

    (void)state;
    first_book.prepare = second_book.prepare = S_OK; /* it makes entry IDs long-term */
    assert_hr(prepare(&wanted, 0, list), S_OK);
    check_prepared(list);
}

/* 7.7-03 */
static void without_properties_entry_ids_become_long_term(void **state)
{
    (void)state;
    for (int does = 0; does < 2; does++) {
        AUTO_ADRLIST ADRLIST *list = make_list();

        first_book.prepare = does ? S_OK : MAPI_E_NO_SUPPORT;
        book_forget(&second_book);
        assert_hr(prepare(NULL, 0, list), S_OK);
        check_eid(recipient_value(&list->aEntries[0], PR_ENTRYID), &first_book, 'e', 'a');
        assert_int_equal(list->aEntries[0].cValues, 3);
        assert_string_equal(second_book.calls, "prepare*(0) ");
    }
}

/* 7.7-07: the others are prepared all the same */
static void a_recipient_that_is_gone_is_told(void **state)
{
    (void)state;
    for (int provider = 0; provider < 2; provider++) {
        AUTO_ADRLIST ADRLIST *list = make_list();

        if (provider) second_book.prepare = MAPI_E_NOT_FOUND;
        else second_book.entries[0].id = '?';
        assert_hr(prepare(&wanted, 0, list), MAPI_E_NOT_FOUND);
        assert_text(list->aEntries[0].rgPropVals[0].Value.lpszW, L"ann@example.org");
        assert_int_equal(list->aEntries[1].rgPropVals[0].ulPropTag,
                         CHANGE_PROP_TYPE(PR_EMAIL_ADDRESS_W, PT_ERROR));
    }
}

static void nobodys_entry_keeps_what_it_has(void **state)
{
    AUTO_ADRLIST ADRLIST *list = make_list();

    (void)state;
    logon_end(second_logon);
    assert_hr(prepare(&wanted, 0, list), S_OK);
    assert_int_equal(list->aEntries[1].cValues, 5);
    assert_int_equal(list->aEntries[1].rgPropVals[0].Value.err, MAPI_E_UNKNOWN_ENTRYID);
    check_eid(recipient_value(&list->aEntries[1], PR_ENTRYID), &second_book, 'e', 'x');
}

static void arguments_are_checked(void **state)
{
    AUTO_ADRLIST ADRLIST *list = make_list();

    (void)state;
    assert_hr(prepare(NULL, 0, NULL), MAPI_E_INVALID_PARAMETER);
    assert_hr(prepare(NULL, MAPI_DIALOG, list), MAPI_E_UNKNOWN_FLAGS);
}

static void running_out_of_memory_leaves_whole_entries(void **state)
{
    int failures = 0;

    (void)state;
    for (int n = 0;; n++) {
        AUTO_ADRLIST ADRLIST *list = make_list();
        IAddrBook *book = open_book();
        HRESULT hr;

        fault_alloc_after(n);
        hr = book->lpVtbl->PrepareRecips(book, 0, (SPropTagArray *)&wanted, list);
        fault_alloc_never();
        book->lpVtbl->Release(book);
        for (int i = 0; i < 3; i++)
            assert_non_null(recipient_value(&list->aEntries[i], PR_ENTRYID));
        if (hr == S_OK) {
            check_prepared(list);
            break;
        }
        assert_hr(hr, MAPI_E_NOT_ENOUGH_MEMORY);
        failures++;
    }
    assert_true(failures > 10);
}

int main(void)
{
#define TEST(t) cmocka_unit_test_setup_teardown(t, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(properties_asked_for_come_first),
        TEST(a_provider_may_do_half_of_it),
        TEST(without_properties_entry_ids_become_long_term),
        TEST(a_recipient_that_is_gone_is_told),
        TEST(nobodys_entry_keeps_what_it_has),
        TEST(arguments_are_checked),
        TEST(running_out_of_memory_leaves_whole_entries),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
