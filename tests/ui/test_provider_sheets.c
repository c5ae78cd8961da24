/*
 * test_provider_sheets.c - the pages of a real provider's entries on property sheets: those of the
 * personal address book
 */
#include "personal_ab/fixture.h"
#include "ui/property_sheet.h"

static struct property_sheet *open_sheet(void *object)
{
    struct property_sheet *sheet;

    ok_hr(property_sheet_open_of(object, PR_DETAILS_TABLE, &sheet));
    assert_true(property_sheet_count(sheet) > 3);
    return sheet;
}

/* The control of that type for a property; the first where it is PR_NULL. */
static size_t find(const struct property_sheet *sheet, ULONG type, ULONG tag)
{
    size_t n = 0;

    for (; n < property_sheet_count(sheet); n++) {
        const struct sheet_control *control = property_sheet_control(sheet, n);

        if (control->type == type && (tag == PR_NULL || control->tag == tag)) break;
    }
    assert_true(n < property_sheet_count(sheet));
    return n;
}

static IMAPIProp *open_entry(struct fixture *f, const WCHAR *name, ULONG flags)
{
    SPropValue *id = find_id(f, name);
    IUnknown *entry = NULL;
    ULONG type;

    ok_hr(f->logon->lpVtbl->OpenEntry(f->logon, id->Value.bin.cb, (ENTRYID *)id->Value.bin.lpb,
                                      NULL, flags, &type, &entry));
    free_any(id);
    return (IMAPIProp *)entry;
}

/* 7.10-04, 7.10-06, 7.10-12: what is filled in is found in the book */
static void a_person_is_filled_in(void **state)
{
    struct fixture *f = *state;
    IMAPIProp *entry = new_entry(f, 0);
    struct property_sheet *sheet = open_sheet(entry);
    size_t name = find(sheet, DTCT_EDIT, PR_DISPLAY_NAME_W), which;

    ok_hr(property_sheet_type(sheet, name, L"\x410\x43d\x43d\x430 Kern"));
    ok_hr(property_sheet_type(sheet, find(sheet, DTCT_EDIT, PR_EMAIL_ADDRESS_W),
                              L"anna@example.org"));
    ok_hr(property_sheet_type(sheet, find(sheet, DTCT_EDIT, PR_ADDRTYPE_W), L"SMTP"));
    assert_int_equal(property_sheet_type(sheet, find(sheet, DTCT_EDIT, PR_ADDRTYPE_W), L"S-MTP"),
                     MAPI_E_INVALID_PARAMETER);
    ok_hr(property_sheet_check(sheet, find(sheet, DTCT_CHECKBOX, PR_NULL), true));
    ok_hr(property_sheet_confirm(sheet, &which));
    assert_true(property_sheet_changed(sheet));
    property_sheet_close(sheet);
    ok_hr(entry->lpVtbl->SaveChanges(entry, 0));
    entry->lpVtbl->Release(entry);

    entry = open_entry(f, L"\x410\x43d\x43d\x430", MAPI_BEST_ACCESS);
    assert_text(entry, PR_EMAIL_ADDRESS_W, L"anna@example.org");
    sheet = open_sheet(entry);
    assert_true(wide_equal(property_sheet_text(sheet, name), L"\x410\x43d\x43d\x430 Kern"));
    assert_true(property_sheet_value(sheet, find(sheet, DTCT_CHECKBOX, PR_NULL))->Value.b);
    property_sheet_close(sheet);
    entry->lpVtbl->Release(entry);
}

static void what_is_opened_for_reading_is_shown_only(void **state)
{
    struct fixture *f = *state;
    struct property_sheet *sheet;
    IMAPIProp *entry;

    add_person(f, L"Ann Lee", L"ann@example.org");
    entry = open_entry(f, L"Ann", 0);
    sheet = open_sheet(entry);
    for (size_t i = 0; i < property_sheet_count(sheet); i++)
        assert_false(property_sheet_enabled(sheet, i));
    assert_true(wide_equal(property_sheet_text(sheet, find(sheet, DTCT_EDIT, PR_EMAIL_ADDRESS_W)),
                           L"ann@example.org"));
    property_sheet_close(sheet);
    entry->lpVtbl->Release(entry);
}

/* 7.10-09, 7.10-11: a list's members, and the button to choose them */
static void a_list_shows_its_members(void **state)
{
    struct fixture *f = *state;
    SPropValue *id, *list_id;
    IDistList *list = new_list(f, L"Friends", &list_id);
    struct property_sheet *sheet;
    const struct sheet_list *members;
    ENTRYLIST ann;

    add_person(f, L"Ann Lee", L"ann@example.org");
    id = find_id(f, L"Ann");
    f->support.opens = f->logon;
    ann = (ENTRYLIST){1, &id->Value.bin};
    ok_hr(list->lpVtbl->CopyEntries(list, &ann, 0, NULL, 0));
    sheet = open_sheet(list);
    members = property_sheet_list(sheet, find(sheet, DTCT_LBX, PR_NULL));
    assert_non_null(members);
    assert_int_equal(members->count, 1);
    assert_true(wide_equal(members->lines[0].text, L"Ann Lee"));
    assert_true(members->lines[0].eid.cb > 20);
    assert_true(property_sheet_enabled(sheet, find(sheet, DTCT_BUTTON, PR_NULL)));
    property_sheet_close(sheet);
    list->lpVtbl->Release(list);
    free_any(id);
    free_any(list_id);
}

/* 7.8-12: what a one-off is made of has a type, an address, and nothing to be saved */
static void a_template_of_one_offs_is_filled_in(void **state)
{
    struct fixture *f = *state;
    SizedSPropTagArray(1, eid) = {1, {PR_ENTRYID}};
    struct property_sheet *sheet;
    IMAPIProp *template = NULL;
    IMAPITable *table = NULL;
    SRowSet *rows = NULL;
    SBinary id;
    size_t which;
    ULONG type;
    HRESULT hr;

    ok_hr(f->logon->lpVtbl->GetOneOffTable(f->logon, MAPI_UNICODE, &table));
    ok_hr(table->lpVtbl->SetColumns(table, (SPropTagArray *)&eid, 0));
    ok_hr(table->lpVtbl->QueryRows(table, 1, 0, &rows));
    id = rows->aRow[0].lpProps[0].Value.bin;
    ok_hr(f->logon->lpVtbl->OpenEntry(f->logon, id.cb, (ENTRYID *)id.lpb, NULL, MAPI_BEST_ACCESS,
                                      &type, (IUnknown **)&template));
    sheet = open_sheet(template);
    ok_hr(property_sheet_type(sheet, find(sheet, DTCT_EDIT, PR_DISPLAY_NAME_W), L"Ann"));
    ok_hr(property_sheet_type(sheet, find(sheet, DTCT_EDIT, PR_EMAIL_ADDRESS_W), L"ann@b.org"));
    ok_hr(property_sheet_confirm(sheet, &which));
    property_sheet_close(sheet);
    hr = template->lpVtbl->SaveChanges(template, KEEP_OPEN_READONLY);
    assert_true(hr == S_OK || hr == MAPI_E_NO_SUPPORT || hr == MAPI_E_NO_ACCESS);
    assert_text(template, PR_ADDRTYPE_W, L"SMTP");
    assert_text(template, PR_EMAIL_ADDRESS_W, L"ann@b.org");
    template->lpVtbl->Release(template);
    table->lpVtbl->Release(table);
    free_rows(rows);
    table = open_contents(f); /* nobody came to the book */
    assert_int_equal(count_rows(table), 0);
    table->lpVtbl->Release(table);
}

int main(void)
{
#define TEST(t) cmocka_unit_test_setup_teardown(t, book_setup, book_teardown)
    const struct CMUnitTest tests[] = {
        TEST(a_person_is_filled_in),
        TEST(what_is_opened_for_reading_is_shown_only),
        TEST(a_list_shows_its_members),
        TEST(a_template_of_one_offs_is_filled_in),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
