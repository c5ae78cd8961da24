/*
 * test_dialog_calls.c - what is asked of the address book's dialogs is checked, then refused
 */
#include "ab/book_fixture.h"

static HRESULT address(const ADRPARM *parm)
{
    ADRPARM copy = *parm;
    ADRLIST *list = NULL;
    ULONG_PTR ui = 0;

    return book->lpVtbl->Address(book, &ui, &copy, &list);
}

static LONG STDMETHODCALLTYPE accelerate(ULONG_PTR ui, void *message)
{
    (void)ui, (void)message;
    return 0;
}

/* 7.8-01 to 7.8-05 */
static void a_wrong_adrparm_is_refused(void **state)
{
    static LPTSTR titles[] = {(LPTSTR) "To", (LPTSTR) "Cc"}, holes[] = {(LPTSTR) "To", NULL};
    static ULONG types[] = {MAPI_TO, MAPI_CC};
    const struct {
        ADRPARM parm;
        HRESULT hr;
    } cases[] = {
        {{.ulFlags = DIALOG_MODAL}, MAPI_E_NO_SUPPORT}, /* browse */
        {{.ulFlags = DIALOG_MODAL | ADDRESS_ONE}, MAPI_E_NO_SUPPORT},
        {{.ulFlags = DIALOG_SDI}, MAPI_E_NO_SUPPORT},
        {{.ulFlags = DIALOG_MODAL | AB_RESOLVE | AB_SELECTONLY | DIALOG_OPTIONS | AB_UNICODEUI,
          .cDestFields = 2, .nDestFieldFocus = 1, .lppszDestTitles = titles,
          .lpulDestComps = types},
         MAPI_E_NO_SUPPORT},
        {{.ulFlags = DIALOG_MODAL, .cDestFields = 0xffffffff}, MAPI_E_NO_SUPPORT},
        {{.ulFlags = DIALOG_MODAL, .cDestFields = 0xffffffff, .lppszDestTitles = titles},
         MAPI_E_INVALID_PARAMETER},
        {{.ulFlags = DIALOG_MODAL, .cDestFields = 0xffffffff, .lpulDestComps = types},
         MAPI_E_INVALID_PARAMETER},
        {{.ulFlags = DIALOG_MODAL, .cDestFields = 2, .nDestFieldFocus = 2},
         MAPI_E_INVALID_PARAMETER},
        {{.ulFlags = DIALOG_MODAL, .cDestFields = 2, .lppszDestTitles = holes},
         MAPI_E_INVALID_PARAMETER},
        {{.ulFlags = DIALOG_MODAL | ADDRESS_ONE, .cDestFields = 1}, MAPI_E_INVALID_PARAMETER},
        {{.ulFlags = DIALOG_MODAL, .cDestFields = 4}, MAPI_E_INVALID_PARAMETER},
        {{.ulFlags = DIALOG_MODAL | 0x10000000}, MAPI_E_INVALID_PARAMETER},
        {{.ulFlags = DIALOG_MODAL | DIALOG_SDI}, MAPI_E_INVALID_PARAMETER},
        {{.ulFlags = DIALOG_SDI, .lpfnABSDI = (LPFNABSDI)accelerate}, MAPI_E_INVALID_PARAMETER},
        {{.ulFlags = DIALOG_MODAL, .lpReserved = titles}, MAPI_E_INVALID_PARAMETER},
        {{.ulFlags = DIALOG_MODAL, .cbABContEntryID = 22}, MAPI_E_INVALID_PARAMETER},
    };
    ADRLIST *list = NULL;
    ULONG_PTR ui = 0;

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        assert_hr(address(&cases[i].parm), cases[i].hr);
    assert_hr(book->lpVtbl->Address(book, &ui, NULL, &list), MAPI_E_INVALID_PARAMETER);
    assert_hr(book->lpVtbl->Address(book, NULL, (ADRPARM *)&cases[0].parm, &list),
              MAPI_E_INVALID_PARAMETER);
    assert_hr(book->lpVtbl->Address(book, &ui, (ADRPARM *)&cases[0].parm, NULL),
              MAPI_E_INVALID_PARAMETER);
}

static void details_are_of_an_entry(void **state)
{
    BYTE eid[BOOK_EID_BYTES];
    ULONG_PTR ui = 0;
    const struct {
        ULONG_PTR *ui;
        ULONG cb;
        BYTE *eid;
        const char *text;
        ULONG flags;
        HRESULT hr;
    } cases[] = {
        {&ui, sizeof(eid), eid, NULL, DIALOG_MODAL, MAPI_E_NO_SUPPORT},
        {NULL, sizeof(eid), eid, NULL, DIALOG_MODAL, MAPI_E_INVALID_PARAMETER},
        {&ui, 0, eid, NULL, DIALOG_MODAL, MAPI_E_INVALID_PARAMETER},
        {&ui, sizeof(eid), NULL, NULL, DIALOG_MODAL, MAPI_E_INVALID_PARAMETER},
        {&ui, 5, eid, NULL, DIALOG_MODAL, MAPI_E_INVALID_ENTRYID},
        {&ui, sizeof(eid), eid, NULL, DIALOG_MODAL | DIALOG_SDI, MAPI_E_INVALID_PARAMETER},
        {&ui, sizeof(eid), eid, "More", DIALOG_MODAL, MAPI_E_INVALID_PARAMETER},
    };

    (void)state;
    book_eid(&first_book, 'e', 'a', eid);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        assert_hr(book->lpVtbl->Details(book, cases[i].ui, NULL, NULL, cases[i].cb,
                                        (ENTRYID *)cases[i].eid, NULL, NULL,
                                        (LPTSTR)cases[i].text, cases[i].flags),
                  cases[i].hr);
}

static void a_new_entry_needs_a_dialog(void **state)
{
    BYTE eid[BOOK_EID_BYTES];
    ENTRYID *made = (ENTRYID *)eid;
    ULONG cb = 7;

    (void)state;
    book_eid(&first_book, 'c', 'P', eid);
    assert_hr(book->lpVtbl->NewEntry(book, 0, 0, sizeof(eid), (ENTRYID *)eid, 0, NULL, &cb, &made),
              MAPI_E_NO_SUPPORT);
    assert_int_equal(cb, 0);
    assert_null(made);
    assert_hr(book->lpVtbl->NewEntry(book, 0, 0, 0, NULL, 0, NULL, NULL, NULL), MAPI_E_NO_SUPPORT);
    assert_hr(book->lpVtbl->NewEntry(book, 0, 0, 5, NULL, 0, NULL, NULL, NULL),
              MAPI_E_INVALID_PARAMETER);
    assert_hr(book->lpVtbl->NewEntry(book, 0, 0, 0, NULL, 5, NULL, NULL, NULL),
              MAPI_E_INVALID_PARAMETER);
    assert_hr(book->lpVtbl->NewEntry(book, 0, 0, 0, NULL, 0, NULL, &cb, NULL),
              MAPI_E_INVALID_PARAMETER);
    assert_hr(book->lpVtbl->NewEntry(book, 0, 1, 0, NULL, 0, NULL, NULL, NULL),
              MAPI_E_UNKNOWN_FLAGS);
}

/* 7.8-13 */
static void nobody_has_registered_options(void **state)
{
    ADRENTRY entry = {0};
    SPropValue *options = NULL;
    ULONG n = 7;

    (void)state;
    assert_hr(book->lpVtbl->RecipOptions(book, 0, 0, &entry), MAPI_E_NOT_FOUND);
    assert_hr(book->lpVtbl->RecipOptions(book, 0, 0, NULL), MAPI_E_INVALID_PARAMETER);
    assert_hr(book->lpVtbl->RecipOptions(book, 0, 1, &entry), MAPI_E_UNKNOWN_FLAGS);
    assert_hr(book->lpVtbl->QueryDefaultRecipOpt(book, (LPTSTR) "SMTP", 0, &n, &options),
              MAPI_E_NOT_FOUND);
    assert_int_equal(n, 0);
    assert_hr(book->lpVtbl->QueryDefaultRecipOpt(book, NULL, 0, &n, &options),
              MAPI_E_INVALID_PARAMETER);
    assert_hr(book->lpVtbl->QueryDefaultRecipOpt(book, (LPTSTR) "SMTP", 1, &n, &options),
              MAPI_E_UNKNOWN_FLAGS);
}

int main(void)
{
#define TEST(t) cmocka_unit_test_setup_teardown(t, setup_book, teardown_book)
    const struct CMUnitTest tests[] = {
        TEST(a_wrong_adrparm_is_refused),
        TEST(details_are_of_an_entry),
        TEST(a_new_entry_needs_a_dialog),
        TEST(nobody_has_registered_options),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
