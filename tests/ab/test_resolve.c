/*
 * test_resolve.c - names looked up in the containers of the search path
 */
#include "ab/book_fixture.h"
#include <string.h>
#include "ab/recipient.h"
#include "mapiaux.h"

/* An entry for each name; "" for one without values, "=" in front for one that is resolved. */
static ADRLIST *list_of(ULONG count, const WCHAR *const *names, bool narrow)
{
    ADRLIST *list;

    assert_hr(adrlist_create(count, &list), S_OK);
    for (ULONG i = 0; i < count; i++) {
        SPropValue values[3] = {pval_text(PR_DISPLAY_NAME_W, names[i]),
                                pval_long(PR_RECIPIENT_TYPE, MAPI_CC),
                                pval_binary(PR_ENTRYID, 3, "abc")};
        ADRENTRY *entry = &list->aEntries[list->cEntries++];
        AUTO_FREE void *root = mem_zero(1);
        SPropValue small;

        if (!*names[i]) continue;
        if (narrow) {
            assert_hr(pval_as(&values[0], PT_STRING8, root, &small), S_OK);
            values[0] = small;
        }
        entry->cValues = *names[i] == '=' ? 3 : 2;
        assert_hr(pval_copy_array(entry->cValues, values, NULL, &entry->rgPropVals), S_OK);
    }
    return list;
}

static HRESULT resolve(ULONG flags, ADRLIST *list)
{
    IAddrBook *book = open_book();
    HRESULT hr = book->lpVtbl->ResolveName(book, 0, flags, NULL, list);

    book->lpVtbl->Release(book);
    return hr;
}

static void check_is(const ADRENTRY *entry, const struct book *of, char id)
{
    check_eid(recipient_value(entry, PR_ENTRYID), of, 'e', id);
    assert_int_equal(recipient_value(entry, PR_RECIPIENT_TYPE)->Value.l, MAPI_CC);
}

/* 7.5-04, 7.5-06, 7.5-11, 7.5-12, 7.5-14, 7.5-15 */
static void a_name_is_found_in_its_container(void **state)
{
    static const WCHAR *const names[] = {L"Cid L", L"Ann"};

    (void)state;
    for (int narrow = 0; narrow < 2; narrow++) {
        AUTO_ADRLIST ADRLIST *list = list_of(2, names, narrow);
        const ADRENTRY *entry = &list->aEntries[0];

        book_forget(&first_book);
        book_forget(&second_book);
        /* P has the one Ann, G looks for Cid only */
        assert_hr(resolve(narrow ? 0 : MAPI_UNICODE, list), S_OK);
        assert_int_equal(list->cEntries, 2);
        check_is(entry, &second_book, 'y');
        check_is(&list->aEntries[1], &first_book, 'a');
        if (narrow) {
            assert_string_equal(recipient_value(entry, PR_DISPLAY_NAME_A)->Value.lpszA, "Cid Lee");
            assert_int_equal(recipient_value(entry, PR_ADDRTYPE_A)->ulPropTag, PR_ADDRTYPE_A);
            assert_non_null(strstr(first_book.calls, "resolveP(0) "));
        } else {
            assert_text(recipient_value(entry, PR_DISPLAY_NAME_W)->Value.lpszW, L"Cid Lee");
            assert_text(recipient_value(entry, PR_TRANSMITABLE_DISPLAY_NAME_W)->Value.lpszW,
                        L"Cid Lee");
            assert_text(recipient_value(entry, PR_EMAIL_ADDRESS_W)->Value.lpszW,
                        L"cid@example.org"); /* the entry was asked */
            assert_non_null(strstr(second_book.calls, "openy(0) "));
            assert_non_null(strstr(first_book.calls, "resolveP(80000000) "));
        }
        assert_int_equal(recipient_value(entry, PR_OBJECT_TYPE)->Value.l, MAPI_MAILUSER);
        assert_string_equal(recipient_value(entry, PR_SEARCH_KEY)->Value.bin.lpb,
                            "SMTP:CID@EXAMPLE.ORG");
        assert_true(mem_is_root(entry->rgPropVals));
    }
}

/* 7.5-06: P knows them all */
static void nobody_is_asked_once_all_is_known(void **state)
{
    static const WCHAR *const names[] = {L"Ann", L"Lee <x@example.org>"};
    AUTO_ADRLIST ADRLIST *list = list_of(2, names, false);

    (void)state;
    assert_hr(resolve(MAPI_UNICODE, list), S_OK);
    assert_null(strstr(second_book.calls, "resolve"));
    assert_null(strstr(second_book.calls, "openG"));
}

/* 7.5-01, 7.5-02, 7.5-03: and nobody is asked for these at all */
static void what_needs_no_looking_up_isnt_looked_up(void **state)
{
    static const WCHAR *const names[] = {L"", L"=Ann", L"Ann[FAX:1]", L"ann@example.org"};
    AUTO_ADRLIST ADRLIST *list = list_of(4, names, false);

    (void)state;
    assert_hr(resolve(0, list), S_OK);
    assert_string_equal(first_book.calls, "");
    assert_string_equal(second_book.calls, "");
    assert_int_equal(list->aEntries[0].cValues, 0);
    assert_int_equal(list->aEntries[1].cValues, 3);
    assert_string_equal(recipient_value(&list->aEntries[2], PR_ADDRTYPE_A)->Value.lpszA, "FAX");
}

/* 7.5-05: MAPI_E_NO_SUPPORT: the contents table, by PR_ANR; one row or several */
static void a_container_may_have_its_contents_searched(void **state)
{
    static const WCHAR *const names[] = {L"Cid", L"Ann", L"Nobody"};
    AUTO_ADRLIST ADRLIST *list = list_of(3, names, true);

    (void)state;
    first_book.containers[0].resolve = MAPI_E_NO_SUPPORT;
    second_book.containers[0].resolve = MAPI_E_NO_SUPPORT;
    assert_hr(resolve(MAPI_UNICODE, list), MAPI_E_NOT_FOUND);
    assert_non_null(strstr(first_book.calls, "resolveP(80000000) contentsP(80000000) "));
    check_is(&list->aEntries[1], &first_book, 'a');
    assert_text(recipient_value(&list->aEntries[1], PR_EMAIL_ADDRESS_W)->Value.lpszW,
                L"ann@example.org");
    assert_null(recipient_value(&list->aEntries[0], PR_ENTRYID)); /* two Cids */
    assert_int_equal(list->aEntries[0].cValues, 2);
    assert_int_equal(list->aEntries[2].cValues, 2);
}

/* 7.5-07, 7.5-08, 7.5-10 */
static void the_result_says_what_is_left(void **state)
{
    static const WCHAR *const ambiguous[] = {L"Cid", L"Ann"}, *const unknown[] = {L"Zoe", L"Ann"};
    AUTO_ADRLIST ADRLIST *first = list_of(2, ambiguous, false), *second = list_of(2, unknown, false);

    (void)state;
    assert_hr(resolve(MAPI_UNICODE | MAPI_DIALOG, first), MAPI_E_AMBIGUOUS_RECIP);
    assert_hr(resolve(MAPI_UNICODE, second), MAPI_E_NOT_FOUND);
    assert_int_equal(first->aEntries[0].cValues, 2); /* unchanged */
    assert_text(recipient_value(&first->aEntries[0], PR_DISPLAY_NAME_W)->Value.lpszW, L"Cid");
    check_is(&first->aEntries[1], &first_book, 'a'); /* and the others are resolved */
    check_is(&second->aEntries[1], &first_book, 'a');
}

/* 7.5-04: who is ambiguous in one container isn't looked up in the next */
static void an_ambiguous_name_stays_so(void **state)
{
    static const WCHAR *const names[] = {L"Ann"};
    AUTO_ADRLIST ADRLIST *list = list_of(1, names, false);

    (void)state;
    first_book.containers[0].entries = "aa";
    assert_hr(resolve(MAPI_UNICODE, list), MAPI_E_AMBIGUOUS_RECIP);
    assert_null(strstr(second_book.calls, "resolve"));
}

/* A container that fails, has one width, or lies, spoils nothing. */
static void containers_that_fail_are_passed_over(void **state)
{
    static const WCHAR *const names[] = {L"Ann"};

    (void)state;
    first_book.containers[0].resolve = MAPI_E_NETWORK_ERROR;
    {
        AUTO_ADRLIST ADRLIST *list = list_of(1, names, false);

        assert_hr(resolve(MAPI_UNICODE, list), S_OK);
        check_is(&list->aEntries[0], &second_book, 'x');
    }
    first_book.containers[0].resolve = MAPI_E_NO_SUPPORT;
    first_book.containers[0].contents = MAPI_E_CALL_FAILED;
    {
        AUTO_ADRLIST ADRLIST *list = list_of(1, names, false);

        assert_hr(resolve(MAPI_UNICODE, list), S_OK);
        check_is(&list->aEntries[0], &second_book, 'x');
    }
    first_book.containers[0].resolve = S_OK;
    first_book.containers[0].careless = true;
    {
        AUTO_ADRLIST ADRLIST *list = list_of(1, names, false);

        assert_hr(resolve(MAPI_UNICODE, list), S_OK);
        check_is(&list->aEntries[0], &second_book, 'x');
    }
    first_book.containers[0].careless = false;
    for (int contents = 0; contents < 2; contents++) {
        AUTO_ADRLIST ADRLIST *list = list_of(1, names, false);

        first_book.containers[0].narrow = true;
        first_book.containers[0].contents = S_OK;
        first_book.containers[0].resolve = contents ? MAPI_E_NO_SUPPORT : S_OK;
        assert_hr(resolve(MAPI_UNICODE, list), S_OK);
        check_is(&list->aEntries[0], &first_book, 'a');
        assert_text(recipient_value(&list->aEntries[0], PR_DISPLAY_NAME_W)->Value.lpszW,
                    L"Ann Lee");
    }
    logon_end(first_logon);
    {
        AUTO_ADRLIST ADRLIST *list = list_of(1, names, false);

        assert_hr(resolve(MAPI_UNICODE, list), S_OK);
        check_is(&list->aEntries[0], &second_book, 'x');
    }
}

/* Cyrillic, CJK, right to left, emoji: found as they are, in UTF-16. */
static void names_of_all_scripts_are_found(void **state)
{
    static const WCHAR *const names[] = {L"\x0410\x043d\x043d\x0430", L"\x592a\x90ce",
                                         L"\x05db\x05d4\x05df", L"\xd83d\xde00"};
    AUTO_ADRLIST ADRLIST *list = list_of(4, names, false);

    (void)state;
    second_book.containers[0].display_type = DT_LOCAL; /* then D is searched */
    assert_hr(resolve(MAPI_UNICODE, list), S_OK);
    for (int i = 0; i < 4; i++) {
        check_is(&list->aEntries[i], &first_book, "cdef"[i]);
        assert_text(recipient_value(&list->aEntries[i], PR_DISPLAY_NAME_W)->Value.lpszW,
                    first_book.entries[i + 2].name);
    }
}

static void hook_asks_another(struct book *of, const char *call)
{
    static const WCHAR *const names[] = {L"Cid L"};
    AUTO_ADRLIST ADRLIST *list = NULL;

    if (strncmp(call, "resolveP", 8)) return;
    of->hook = NULL;
    assert_false(lock_any_held());
    list = list_of(1, names, false);
    assert_hr(resolve(MAPI_UNICODE, list), S_OK); /* another one, while that one isn't back yet */
    check_is(&list->aEntries[0], &second_book, 'y');
}

/* A container that takes its time holds up nobody else. */
static void no_lock_is_held_over_a_container(void **state)
{
    static const WCHAR *const names[] = {L"Ann"};
    AUTO_ADRLIST ADRLIST *list = list_of(1, names, false);

    (void)state;
    first_book.hook = hook_asks_another;
    assert_hr(resolve(MAPI_UNICODE, list), S_OK);
    check_is(&list->aEntries[0], &first_book, 'a');
    assert_null(first_book.hook);
}

static void arguments_are_checked(void **state)
{
    static const WCHAR *const names[] = {L"Ann"};
    AUTO_ADRLIST ADRLIST *list = list_of(1, names, false);

    (void)state;
    assert_hr(resolve(0, NULL), MAPI_E_INVALID_PARAMETER);
    assert_hr(resolve(0x100000, list), MAPI_E_UNKNOWN_FLAGS);
    assert_hr(resolve(MAPI_UNICODE | MAPI_CACHE_ONLY | AB_UNICODEUI, list), S_OK);
    assert_non_null(strstr(first_book.calls, "openP(4000) resolveP(80004000) "));
}

static void running_out_of_memory_leaves_whole_entries(void **state)
{
    static const WCHAR *const names[] = {L"Cidney", L"ann@example.org", L"Ann"};
    int failures = 0;

    (void)state;
    second_book.containers[0].resolve = MAPI_E_NO_SUPPORT;
    second_book.entries[1].name = L"Cidney Lee";
    for (int n = 0;; n++) {
        AUTO_ADRLIST ADRLIST *list = list_of(3, names, false);
        IAddrBook *book = open_book();
        HRESULT hr;

        fault_alloc_after(n);
        hr = book->lpVtbl->ResolveName(book, 0, MAPI_UNICODE, NULL, list);
        fault_alloc_never();
        book->lpVtbl->Release(book);
        for (ULONG i = 0; i < 3; i++)
            assert_true(list->aEntries[i].cValues == 2 ||
                        recipient_value(&list->aEntries[i], PR_ENTRYID));
        if (hr == S_OK) break;
        assert_hr(hr, MAPI_E_NOT_ENOUGH_MEMORY);
        failures++;
    }
    assert_true(failures > 20);
}

int main(void)
{
#define TEST(t) cmocka_unit_test_setup_teardown(t, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(a_name_is_found_in_its_container),
        TEST(nobody_is_asked_once_all_is_known),
        TEST(what_needs_no_looking_up_isnt_looked_up),
        TEST(a_container_may_have_its_contents_searched),
        TEST(the_result_says_what_is_left),
        TEST(an_ambiguous_name_stays_so),
        TEST(containers_that_fail_are_passed_over),
        TEST(names_of_all_scripts_are_found),
        TEST(no_lock_is_held_over_a_container),
        TEST(arguments_are_checked),
        TEST(running_out_of_memory_leaves_whole_entries),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
