/*
 * test_search_path.c - search path, default directory and personal address book, chosen or found
 */
#include "ab/book_fixture.h"

static void check_path(const char *wanted)
{
    AUTO_ROWSET SRowSet *path = NULL;

    assert_hr(book->lpVtbl->GetSearchPath(book, MAPI_UNICODE, &path), S_OK);
    assert_string_equal(letters(path), wanted);
    for (ULONG i = 0; i < path->cRows; i++)
        assert_int_equal(path->aRow[i].lpProps[0].ulPropTag, PR_ENTRYID);
}

static HRESULT set_path(struct book *of, const char *containers)
{
    BYTE eids[8][BOOK_EID_BYTES];
    SPropValue values[8];
    SizedSRowSet(8, path) = {0};
    HRESULT hr;

    for (; containers[path.cRows]; path.cRows++) {
        book_eid(containers[path.cRows] == 'G' ? &second_book : of, 'c', containers[path.cRows],
                 eids[path.cRows]);
        values[path.cRows] = pval_binary(PR_ENTRYID, BOOK_EID_BYTES, eids[path.cRows]);
        path.aRow[path.cRows] = (SRow){0, 1, &values[path.cRows]};
    }
    hr = book->lpVtbl->SetSearchPath(book, 0, (SRowSet *)&path);
    return hr;
}

/* 7.6-01 */
static void the_default_path_is_the_writable_and_the_global(void **state)
{
    (void)state;
    check_path("PG");
}

/* 7.6-01: no global one: the default directory, when it is another one */
static void without_global_ones_the_directory_is_searched(void **state)
{
    (void)state;
    second_book.containers[0].display_type = DT_LOCAL;
    check_path("PD");
}

/* 7.6-02, 7.6-04: permanent at once; another session sees it at its next call */
static void a_chosen_path_stays(void **state)
{
    struct router *other;

    (void)state;
    assert_hr(set_path(&first_book, "GED"), S_OK); /* E is below D */
    check_path("GED");
    router_shutdown(router);
    com_release(&book);
    router_unref(router);
    other = router_of(profile);
    host_router = router = other;
    first_logon = log_on(router, &first_book);
    second_logon = log_on(router, &second_book);
    book = open_book();
    check_path("GED");
}

/* 7.6-02: what has vanished is dropped from the answer, and is there again when it comes back */
static void vanished_containers_are_dropped(void **state)
{
    (void)state;
    assert_hr(set_path(&first_book, "PEG"), S_OK);
    first_book.containers[2].id = 'F';
    check_path("PG");
    first_book.containers[2].id = 'E';
    check_path("PEG");
    logon_end(second_logon);
    check_path("PE");
}

/* 7.6-05 */
static void an_empty_path_stays_empty(void **state)
{
    (void)state;
    assert_hr(set_path(&first_book, ""), S_OK);
    check_path("");
    assert_hr(set_path(&first_book, "D"), S_OK);
    check_path("D");
}

/* 7.6-03 */
static void no_containers_are_no_rows(void **state)
{
    (void)state;
    logon_end(first_logon);
    logon_end(second_logon);
    check_path("");
}

/* 7.6-04 */
static void each_row_begins_with_its_entry_id(void **state)
{
    BYTE eid[BOOK_EID_BYTES];
    SPropValue values[] = {pval_text(PR_DISPLAY_NAME_W, L"D"), pval_binary(PR_ENTRYID, 22, eid)};
    SizedSRowSet(1, path) = {1, {{0, 2, values}}};

    (void)state;
    book_eid(&first_book, 'c', 'D', eid);
    assert_hr(book->lpVtbl->SetSearchPath(book, 0, (SRowSet *)&path),
              MAPI_E_MISSING_REQUIRED_COLUMN);
    assert_hr(book->lpVtbl->SetSearchPath(book, 1, (SRowSet *)&path), MAPI_E_UNKNOWN_FLAGS);
    assert_hr(book->lpVtbl->SetSearchPath(book, 0, NULL), MAPI_E_INVALID_PARAMETER);
    check_path("PG");
}

/* What GetSearchPath gave may be set. */
static void a_path_can_be_given_back(void **state)
{
    AUTO_ROWSET SRowSet *path = NULL;

    (void)state;
    assert_hr(book->lpVtbl->GetSearchPath(book, 0, &path), S_OK);
    assert_string_equal(pval_find(path->aRow[1].lpProps, path->aRow[1].cValues, PR_DISPLAY_NAME_A)
                            ->Value.lpszA,
                        "Everybody");
    assert_hr(book->lpVtbl->SetSearchPath(book, 0, path), S_OK);
    check_path("PG");
}

static void check_default(HRESULT (*get)(IAddrBook *, ULONG *, ENTRYID **), struct book *of,
                          char wanted)
{
    AUTO_FREE ENTRYID *eid = NULL;
    SPropValue value;
    ULONG cb;

    assert_hr(get(book, &cb, &eid), S_OK);
    if (!wanted) {
        assert_int_equal(cb, 0);
        assert_null(eid);
        return;
    }
    value = pval_binary(PR_ENTRYID, cb, eid);
    check_eid(&value, of, 'c', wanted);
}

static HRESULT get_pab(IAddrBook *from, ULONG *cb, ENTRYID **out)
{
    return from->lpVtbl->GetPAB(from, cb, out);
}

static HRESULT get_dir(IAddrBook *from, ULONG *cb, ENTRYID **out)
{
    return from->lpVtbl->GetDefaultDir(from, cb, out);
}

/* 7.6-06, 7.6-08 */
static void defaults_are_found(void **state)
{
    (void)state;
    check_default(get_pab, &first_book, 'P');
    check_default(get_dir, &first_book, 'D');
    logon_end(first_logon);
    check_default(get_pab, &first_book, 0);
    check_default(get_dir, &second_book, 'G');
    logon_end(second_logon);
    check_default(get_dir, &second_book, 0);
}

/* 7.6-06: nothing else has names */
static void the_personal_one_is_the_directory_if_need_be(void **state)
{
    (void)state;
    logon_end(second_logon);
    first_book.containers[1].flags &= ~AB_RECIPIENTS;
    check_default(get_dir, &first_book, 'P');
}

/* 7.6-08: deeper down */
static void a_modifiable_container_may_lie_deeper(void **state)
{
    (void)state;
    first_book.containers[0].flags = AB_RECIPIENTS | AB_UNMODIFIABLE;
    first_book.containers[2].flags = AB_RECIPIENTS | AB_MODIFIABLE;
    check_default(get_pab, &first_book, 'E');
}

/* 7.6-07, 7.6-09, 7.6-10 */
static void a_chosen_default_stays_while_it_is_there(void **state)
{
    BYTE eid[BOOK_EID_BYTES], nobody[BOOK_EID_BYTES], person[BOOK_EID_BYTES];

    (void)state;
    book_eid(&second_book, 'c', 'G', eid);
    book_eid(&second_book, 'c', '?', nobody);
    book_eid(&second_book, 'e', 'x', person);
    assert_hr(book->lpVtbl->SetPAB(book, 0, NULL), MAPI_E_INVALID_PARAMETER);
    assert_hr(book->lpVtbl->SetDefaultDir(book, sizeof(eid), NULL), MAPI_E_INVALID_PARAMETER);
    assert_hr(book->lpVtbl->SetPAB(book, sizeof(eid), (ENTRYID *)eid), S_OK);
    assert_hr(book->lpVtbl->SetDefaultDir(book, sizeof(eid), (ENTRYID *)eid), S_OK);
    check_default(get_pab, &second_book, 'G');
    check_default(get_dir, &second_book, 'G');
    assert_hr(book->lpVtbl->SetPAB(book, sizeof(eid), (ENTRYID *)nobody), MAPI_E_NOT_FOUND);
    assert_hr(book->lpVtbl->SetPAB(book, sizeof(eid), (ENTRYID *)person), MAPI_E_INVALID_ENTRYID);
    assert_hr(book->lpVtbl->SetDefaultDir(book, sizeof(eid), (ENTRYID *)nobody), MAPI_E_NOT_FOUND);
    check_default(get_pab, &second_book, 'G');
    check_default(get_dir, &second_book, 'G');
    logon_end(second_logon);
    check_default(get_pab, &first_book, 'P');
    check_default(get_dir, &first_book, 'D');
}

/* 7.1-03 */
static void properties_of_the_book_cant_be_set(void **state)
{
    SPropValue value = pval_binary(PR_AB_DEFAULT_DIR, 4, "abcd");

    (void)state;
    assert_hr(book->lpVtbl->SetProps(book, 1, &value, NULL), MAPI_E_NO_ACCESS);
}

static void running_out_of_memory_gives_no_half_path(void **state)
{
    int failures = 0;

    (void)state;
    assert_hr(set_path(&first_book, "PEG"), S_OK);
    for (int n = 0;; n++) {
        AUTO_ROWSET SRowSet *path = NULL;
        HRESULT hr;

        fault_alloc_after(n);
        hr = book->lpVtbl->GetSearchPath(book, MAPI_UNICODE, &path);
        fault_alloc_never();
        if (SUCCEEDED(hr)) {
            assert_string_equal(letters(path), "PEG");
            break;
        }
        assert_hr(hr, MAPI_E_NOT_ENOUGH_MEMORY);
        assert_null(path);
        failures++;
    }
    assert_true(failures > 10);
}

int main(void)
{
#define TEST(t) cmocka_unit_test_setup_teardown(t, setup_book, teardown_book)
    const struct CMUnitTest tests[] = {
        TEST(the_default_path_is_the_writable_and_the_global),
        TEST(without_global_ones_the_directory_is_searched),
        TEST(a_chosen_path_stays),
        TEST(vanished_containers_are_dropped),
        TEST(an_empty_path_stays_empty),
        TEST(no_containers_are_no_rows),
        TEST(each_row_begins_with_its_entry_id),
        TEST(a_path_can_be_given_back),
        TEST(defaults_are_found),
        TEST(the_personal_one_is_the_directory_if_need_be),
        TEST(a_modifiable_container_may_lie_deeper),
        TEST(a_chosen_default_stays_while_it_is_there),
        TEST(properties_of_the_book_cant_be_set),
        TEST(running_out_of_memory_gives_no_half_path),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
