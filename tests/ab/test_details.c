/*
 * test_details.c - entries of the address book on a property sheet, and sheets of a provider's own
 */
#include "ab/user_fixture.h"
#include "ab/dialog_calls.h"
#include "eid/oneoff.h"
#include "fakes/card.h"

static HRESULT details(char id, const char *text, LPFNBUTTON button, ULONG flags)
{
    BYTE eid[BOOK_EID_BYTES];
    ULONG_PTR ui = 3;

    book_eid(&first_book, 'e', id, eid);
    return book->lpVtbl->Details(book, &ui, NULL, NULL, sizeof(eid), (ENTRYID *)eid, button, &user,
                                 (LPTSTR)text, flags);
}

static void renames(struct property_sheet *sheet)
{
    assert_text(property_sheet_text(sheet, 0), L"Ann Lee");
    assert_hr(property_sheet_type(sheet, 0, L"Ann Kern"), S_OK);
}

/* 7.8-10, 7.8-11 */
static void what_is_changed_is_saved(void **state)
{
    (void)state;
    user.acts = renames;
    assert_hr(details('a', NULL, NULL, DIALOG_MODAL | TELL_DETAILS_CHANGE), S_OK);
    assert_string_equal(first_book.calls, "opena(10) pagea(3605) savea(1) ");
    assert_text(user.title, L"Ann Lee");
    assert_int_equal(user.parent, 3);
    assert_null(user.button);
}

/* 7.8-10 */
static void what_isnt_changed_is_told_to_who_asks(void **state)
{
    (void)state;
    assert_hr(details('a', NULL, NULL, DIALOG_MODAL | TELL_DETAILS_CHANGE), S_FALSE);
    assert_hr(details('a', NULL, NULL, DIALOG_SDI), S_OK);
    assert_null(strstr(first_book.calls, "save"));
    assert_int_equal(user.sheets, 2);
}

static SCODE STDMETHODCALLTYPE pressed(ULONG_PTR ui, void *context, ULONG cb, ENTRYID *eid,
                                       ULONG flags)
{
    assert_int_equal(ui, 5);
    assert_ptr_equal(context, &user);
    assert_int_equal(cb, BOOK_EID_BYTES);
    assert_int_equal(((BYTE *)eid)[21], 'a');
    assert_int_equal(flags, 0);
    user.choices++;
    return S_OK;
}

static void presses(struct property_sheet *sheet)
{
    const struct sheet_button *button = user.button;

    (void)sheet;
    assert_text(button->text, L"More");
    assert_hr(button->pressed(5, button->context, button->eid.cb, (ENTRYID *)button->eid.lpb, 0),
              S_OK);
}

/* 7.8-10 */
static void the_callers_button_gets_the_entry_id(void **state)
{
    (void)state;
    user.acts = presses;
    assert_hr(details('a', "More", pressed, 0), S_OK);
    assert_int_equal(user.choices, 1);
    user.acts = NULL;
    assert_hr(details('a', NULL, pressed, 0), S_OK); /* without a text there is none */
    assert_null(user.button);
}

static void what_fails_is_told(void **state)
{
    (void)state;
    user.acts = renames;
    user.ends = MAPI_E_USER_CANCEL;
    assert_hr(details('a', NULL, NULL, 0), MAPI_E_USER_CANCEL);
    assert_null(strstr(first_book.calls, "save"));
    user.ends = S_OK;
    first_book.save = MAPI_E_NO_ACCESS;
    assert_hr(details('a', NULL, NULL, 0), MAPI_E_NO_ACCESS);
    first_book.page = MAPI_E_NO_SUPPORT;
    assert_hr(details('a', NULL, NULL, 0), MAPI_E_NO_SUPPORT);
    assert_hr(details('?', NULL, NULL, 0), MAPI_E_NOT_FOUND);
    router->flags |= MAPI_NT_SERVICE; /* 7.8-14 */
    assert_hr(details('a', NULL, NULL, 0), MAPI_E_NO_SUPPORT);
    assert_hr(details('a', "More", NULL, 0), MAPI_E_INVALID_PARAMETER);
}

static void looks_at_a_one_off(struct property_sheet *sheet)
{
    assert_int_equal(property_sheet_count(sheet), 8);
    assert_text(property_sheet_text(sheet, 4), L"SMTP");
    for (size_t i = 0; i < 8; i++)
        assert_false(property_sheet_enabled(sheet, i));
}

/* 7.2-03, 7.8-11 */
static void a_one_off_has_a_page_too(void **state)
{
    AUTO_FREE ENTRYID *eid = NULL;
    ULONG_PTR ui = 0;
    ULONG cb;

    (void)state;
    assert_hr(one_off_create((LPTSTR) "Ann", (LPTSTR) "SMTP", (LPTSTR) "a@b.c", 0, &cb, &eid),
              S_OK);
    user.acts = looks_at_a_one_off;
    assert_hr(book->lpVtbl->Details(book, &ui, NULL, NULL, cb, eid, NULL, NULL, NULL,
                                    TELL_DETAILS_CHANGE),
              S_FALSE);
    assert_text(user.title, L"Ann");
}

/* 5.12-03 */
static void a_providers_call_is_the_same(void **state)
{
    BYTE eid[BOOK_EID_BYTES];
    ULONG_PTR ui = 0;

    (void)state;
    book_eid(&second_book, 'e', 'x', eid);
    assert_hr(support->lpVtbl->Details(support, &ui, NULL, NULL, sizeof(eid), (ENTRYID *)eid, NULL,
                                       NULL, NULL, DIALOG_MODAL),
              S_OK);
    assert_text(user.title, L"Ann Other");
    assert_hr(support->lpVtbl->Details(support, &ui, NULL, NULL, sizeof(eid), (ENTRYID *)eid, NULL,
                                       NULL, NULL, DIALOG_MODAL | DIALOG_SDI),
              MAPI_E_INVALID_PARAMETER);
}

/* 5.12-01, 5.12-02: a list isn't touched by a dialog that isn't shown */
static void a_providers_address_is_checked(void **state)
{
    ADRPARM good = {.ulFlags = DIALOG_MODAL, .cDestFields = 1},
            bad = {.ulFlags = DIALOG_MODAL | DIALOG_SDI};
    ADRLIST *list = NULL;
    ULONG_PTR ui = 0;

    (void)state;
    assert_hr(support->lpVtbl->Address(support, &ui, &good, &list), MAPI_E_NO_SUPPORT);
    assert_hr(support->lpVtbl->Address(support, &ui, &bad, &list), MAPI_E_INVALID_PARAMETER);
    assert_null(list);
}

/* ---- DoConfigPropsheet ---- */

static const struct card_ops plain = {0};

static IMailUser *config;
static ITableData *controls;

static void types_a_server(struct property_sheet *sheet)
{
    assert_hr(property_sheet_type(sheet, 0, L"mail.example.org"), S_OK);
}

static HRESULT configure(const char *title)
{
    AUTO_RELEASE IMAPITable *table = NULL;

    assert_hr(controls->lpVtbl->HrGetView(controls, NULL, NULL, 0, &table), S_OK);
    return support->lpVtbl->DoConfigPropsheet(support, 9, 0, (LPTSTR)title, table,
                                              (IMAPIProp *)config, 0);
}

/* 5.10-11: S_OK after OK; what changes is written through the object that was given */
static void a_provider_shows_its_own_sheet(void **state)
{
    const DTBLEDIT edit = {0, 0, 0, PR_COMMENT_W};
    SizedSPropTagArray(1, tags) = {1, {PR_COMMENT_W}};
    AUTO_FREE SPropValue *value = NULL;
    ULONG n;

    (void)state;
    assert_hr(card_table(&controls), S_OK);
    assert_hr(card_control(controls, DTCT_EDIT, DT_EDITABLE, &edit, sizeof(edit), "a"), S_OK);
    assert_hr(card_create(&plain, NULL, &config), S_OK);
    user.acts = types_a_server;
    user.ends = MAPI_E_USER_CANCEL;
    assert_hr(configure("Server"), MAPI_E_USER_CANCEL);
    assert_text(user.title, L"Server");
    assert_int_equal(user.parent, 9);
    assert_hr(config->lpVtbl->GetProps(config, (SPropTagArray *)&tags, 0, &n, &value),
              MAPI_W_ERRORS_RETURNED);
    mem_free(TAKE(value));
    user.ends = S_OK;
    assert_hr(configure(NULL), S_OK);
    assert_text(user.title, L"");
    assert_hr(config->lpVtbl->GetProps(config, (SPropTagArray *)&tags, 0, &n, &value), S_OK);
    assert_text(value->Value.lpszW, L"mail.example.org");
    assert_hr(support->lpVtbl->DoConfigPropsheet(support, 0, 0, NULL, NULL, (IMAPIProp *)config, 0),
              MAPI_E_INVALID_PARAMETER);
    assert_hr(support->lpVtbl->DoConfigPropsheet(support, 0, 1, NULL, NULL, NULL, 0),
              MAPI_E_UNKNOWN_FLAGS);
    test_host.dialogs = NULL;
    assert_hr(configure(NULL), MAPI_E_NO_SUPPORT);
    com_release(&controls);
    com_release(&config);
}

static void running_out_of_memory_is_told(void **state)
{
    HRESULT hr = E_FAIL;

    (void)state;
    for (int n = 0; FAILED(hr); n++) {
        fault_alloc_after(n);
        hr = details('a', NULL, NULL, 0);
        fault_alloc_never();
        if (hr == MAPI_E_USER_CANCEL) hr = user.confirmed; /* who can't confirm gives up */
        if (FAILED(hr)) assert_hr(hr, MAPI_E_NOT_ENOUGH_MEMORY);
        assert_true(n < 2000);
    }
}

int main(void)
{
#define TEST(t) cmocka_unit_test_setup_teardown(t, setup_user, teardown_user)
    const struct CMUnitTest tests[] = {
        TEST(what_is_changed_is_saved),
        TEST(what_isnt_changed_is_told_to_who_asks),
        TEST(the_callers_button_gets_the_entry_id),
        TEST(what_fails_is_told),
        TEST(a_one_off_has_a_page_too),
        TEST(a_providers_call_is_the_same),
        TEST(a_providers_address_is_checked),
        TEST(a_provider_shows_its_own_sheet),
        TEST(running_out_of_memory_is_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
