/*
 * test_new_entry.c - new recipients, made of templates that a user fills in
 */
#include "ab/user_fixture.h"
#include "ab/oneoff_template.h"
#include "eid/eid.h"
#include "eid/oneoff.h"

static void fills_in_ann(struct property_sheet *sheet)
{
    for (size_t i = 0; i < property_sheet_count(sheet); i++) {
        const struct sheet_control *control = property_sheet_control(sheet, i);

        if (control->tag == PR_DISPLAY_NAME_W)
            assert_hr(property_sheet_type(sheet, i, L"Ann Kern"), S_OK);
        if (control->tag == PR_ADDRTYPE_W)
            assert_hr(property_sheet_type(sheet, i, L"SMTP"), S_OK);
        if (control->tag == PR_EMAIL_ADDRESS_W)
            assert_hr(property_sheet_type(sheet, i, L"ann@example.org"), S_OK);
        if (control->tag == PR_SEND_RICH_INFO)
            assert_hr(property_sheet_check(sheet, i, true), S_OK);
    }
}

static void check_ann(ULONG cb, const ENTRYID *eid, bool rich)
{
    AUTO_FREE struct one_off *one = NULL;

    assert_hr(one_off_read(cb, eid, &one), S_OK);
    assert_text(one->name, L"Ann Kern");
    assert_text(one->type, L"SMTP");
    assert_text(one->address, L"ann@example.org");
    assert_int_equal(one->rich, rich);
}

/* 7.8-12, 5.12-04: no container, and MAPI's own template */
static void without_a_container_a_one_off_is_made(void **state)
{
    AUTO_FREE ENTRYID *eid = NULL;
    BYTE own[EID_OWN_BYTES];
    ULONG cb;

    (void)state;
    oneoff_template_eid(own);
    user.acts = fills_in_ann;
    assert_hr(book->lpVtbl->NewEntry(book, 7, MAPI_UNICODE, 0, NULL, sizeof(own), (ENTRYID *)own,
                                     &cb, &eid),
              S_OK);
    check_ann(cb, eid, true);
    assert_int_equal(user.sheets, 1);
    assert_int_equal(user.choices, 0);
    assert_int_equal(user.parent, 7);
    assert_text(user.title, L"New Entry");
}

/* 5.12-04: the user chooses a provider's template from the one-off table */
static void without_a_template_the_user_chooses(void **state)
{
    AUTO_FREE ENTRYID *eid = NULL;
    ULONG cb;

    (void)state;
    user.acts = fills_in_ann;
    user.row = 1;
    assert_hr(support->lpVtbl->NewEntry(support, 0, 0, 0, NULL, 0, NULL, &cb, &eid), S_OK);
    check_ann(cb, eid, false);
    assert_int_equal(user.choices, 1);
    assert_non_null(strstr(second_book.calls, "opent(10) paget(3605) savet(1) "));
    /* the entry ID isn't wanted */
    assert_hr(support->lpVtbl->NewEntry(support, 0, 0, 0, NULL, 0, NULL, NULL, NULL), S_OK);
    user.row = -1;
    assert_hr(support->lpVtbl->NewEntry(support, 0, 0, 0, NULL, 0, NULL, NULL, NULL),
              MAPI_E_USER_CANCEL);
    assert_int_equal(user.sheets, 2);
}

/* 7.8-12: CreateEntry, the sheet, SaveChanges */
static void in_a_container_the_provider_makes_it(void **state)
{
    BYTE container[BOOK_EID_BYTES], template[BOOK_EID_BYTES], made[BOOK_EID_BYTES];
    AUTO_FREE ENTRYID *eid = NULL;
    ULONG cb;

    (void)state;
    book_eid(&first_book, 'c', 'P', container);
    book_eid(&first_book, 't', 't', template);
    book_eid(&first_book, 'e', 'n', made);
    user.acts = fills_in_ann;
    assert_hr(book->lpVtbl->NewEntry(book, 0, 0, sizeof(container), (ENTRYID *)container,
                                     sizeof(template), (ENTRYID *)template, &cb, &eid),
              S_OK);
    assert_int_equal(cb, sizeof(made));
    assert_memory_equal(eid, made, cb);
    assert_string_equal(first_book.calls, "openP(10) createt(1) pagen(3605) saven(1) ");

    /* the templates of the container are what is chosen from, where it has some */
    book_forget(&first_book);
    assert_hr(book->lpVtbl->NewEntry(book, 0, 0, sizeof(container), (ENTRYID *)container, 0, NULL,
                                     NULL, NULL),
              S_OK);
    assert_string_equal(first_book.calls, "openP(10) forms*(80000000) templates*(80000000) "
                                          "createt(1) pagen(3605) saven(1) ");
    book_forget(&first_book);
    assert_hr(book->lpVtbl->NewEntry(book, 0, 0, sizeof(container), (ENTRYID *)container, 0, NULL,
                                     NULL, NULL),
              S_OK);
    assert_string_equal(first_book.calls,
                        "openP(10) forms*(80000000) createt(1) pagen(3605) saven(1) ");
}

static void what_fails_makes_nothing(void **state)
{
    BYTE container[BOOK_EID_BYTES], template[BOOK_EID_BYTES], own[EID_OWN_BYTES];
    ENTRYID *eid, *given = (ENTRYID *)container;
    ULONG cb;

    (void)state;
    oneoff_template_eid(own);
    book_eid(&first_book, 'c', 'P', container);
    book_eid(&first_book, 't', 't', template);
    /* nothing is typed: type and address are required, so OK isn't accepted */
    assert_hr(book->lpVtbl->NewEntry(book, 0, 0, 0, NULL, sizeof(own), (ENTRYID *)own, &cb, &eid),
              MAPI_E_USER_CANCEL);
    assert_hr(user.confirmed, MAPI_E_MISSING_REQUIRED_COLUMN);
    assert_null(eid);
    user.acts = fills_in_ann;
    user.ends = MAPI_E_USER_CANCEL;
    assert_hr(book->lpVtbl->NewEntry(book, 0, 0, sizeof(container), given, sizeof(template),
                                     (ENTRYID *)template, &cb, &eid),
              MAPI_E_USER_CANCEL);
    assert_null(strstr(first_book.calls, "save"));
    user.ends = S_OK;
    first_book.save = MAPI_E_COLLISION;
    assert_hr(book->lpVtbl->NewEntry(book, 0, 0, sizeof(container), given, sizeof(template),
                                     (ENTRYID *)template, &cb, &eid),
              MAPI_E_COLLISION);
    first_book.save = S_OK;
    first_book.page = MAPI_E_NO_SUPPORT;
    assert_hr(book->lpVtbl->NewEntry(book, 0, 0, sizeof(container), given, sizeof(template),
                                     (ENTRYID *)template, &cb, &eid),
              MAPI_E_NO_SUPPORT);
    book_eid(&first_book, 'c', 'D', container); /* nothing can be made there */
    assert_hr(book->lpVtbl->NewEntry(book, 0, 0, sizeof(container), given, sizeof(template),
                                     (ENTRYID *)template, &cb, &eid),
              MAPI_E_NO_ACCESS);
    container[19] = 9;
    assert_hr(book->lpVtbl->NewEntry(book, 0, 0, sizeof(container), given, sizeof(template),
                                     (ENTRYID *)template, &cb, &eid),
              MAPI_E_UNKNOWN_ENTRYID);
    cb = 7;
    eid = (ENTRYID *)template;
    assert_hr(support->lpVtbl->NewEntry(support, 0, MAPI_UNICODE, 0, NULL, 0, NULL, &cb, &eid),
              MAPI_E_UNKNOWN_FLAGS);
    assert_int_equal(cb, 0);
    assert_null(eid);
}

/* 7.8-14 */
static void a_service_has_nobody_to_ask(void **state)
{
    (void)state;
    router->flags |= MAPI_NT_SERVICE;
    assert_hr(book->lpVtbl->NewEntry(book, 0, 0, 0, NULL, 0, NULL, NULL, NULL), MAPI_E_NO_SUPPORT);
    assert_int_equal(user.choices, 0);
}

static void running_out_of_memory_makes_nothing(void **state)
{
    BYTE own[EID_OWN_BYTES];
    HRESULT hr = E_FAIL;

    (void)state;
    oneoff_template_eid(own);
    user.acts = NULL;
    for (int n = 0; hr != MAPI_E_USER_CANCEL; n++) {
        ENTRYID *eid;
        ULONG cb;

        fault_alloc_after(n);
        hr = book->lpVtbl->NewEntry(book, 0, 0, 0, NULL, sizeof(own), (ENTRYID *)own, &cb, &eid);
        fault_alloc_never();
        assert_true(hr == MAPI_E_NOT_ENOUGH_MEMORY || hr == MAPI_E_USER_CANCEL);
        assert_null(eid);
        assert_true(n < 2000);
    }
}

int main(void)
{
#define TEST(t) cmocka_unit_test_setup_teardown(t, setup_user, teardown_user)
    const struct CMUnitTest tests[] = {
        TEST(without_a_container_a_one_off_is_made),
        TEST(without_a_template_the_user_chooses),
        TEST(in_a_container_the_provider_makes_it),
        TEST(what_fails_makes_nothing),
        TEST(a_service_has_nobody_to_ask),
        TEST(running_out_of_memory_makes_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
