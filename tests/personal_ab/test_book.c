/*
 * test_book.c - a book's logon, its containers, its entries: made, read, changed, deleted
 */
#include "personal_ab/fixture.h"
#include <stdio.h>
#include <string.h>
#include "mspst.h"

/* 5.3 */
static void a_logon_tells_mapi_its_uid_and_name(void **state)
{
    struct fixture *f = *state;
    IABLogon *logon = (IABLogon *)1;

    assert_int_equal(f->support.uids, 1);
    assert_int_equal(f->support.section.saves, 1);
    assert_int_equal(f->support.section.n_set, 1); /* the path was given */
    assert_int_equal(f->provider->lpVtbl->Logon(f->provider, &f->support.IMAPISupport_iface, 0,
                                                NULL, 0x4000000, NULL, NULL, NULL, &logon),
                     MAPI_E_UNKNOWN_FLAGS);
    assert_null(logon);
    assert_int_equal(
        f->provider->lpVtbl->Logon(f->provider, NULL, 0, NULL, 0, NULL, NULL, NULL, &logon),
        MAPI_E_INVALID_PARAMETER);
}

/* 7.9-02, 7.9-03, 7.9-04, 7.9-16 */
static void the_root_has_one_container_that_takes_entries(void **state)
{
    struct fixture *f = *state;
    IMAPITable *table = NULL;
    SPropValue *flags = get_prop(f->container, PR_CONTAINER_FLAGS);
    SPropValue *type = get_prop(f->container, PR_DISPLAY_TYPE);

    assert_int_equal(flags->Value.l, AB_RECIPIENTS | AB_MODIFIABLE);
    assert_int_equal(type->Value.l, DT_MODIFIABLE);
    free_any(flags);
    free_any(type);
    assert_text(f->container, PR_DISPLAY_NAME_W, L"Personal Address Book");
    assert_int_equal(f->container->lpVtbl->GetHierarchyTable(f->container, 0, &table),
                     MAPI_E_NO_SUPPORT);
    assert_int_equal(set_text(f->container, PR_DISPLAY_NAME_W, L"x"), MAPI_E_NO_ACCESS);
    assert_int_equal(f->container->lpVtbl->SetSearchCriteria(f->container, NULL, NULL, 0),
                     MAPI_E_NO_SUPPORT);
}

/* 7.9-05, 7.9-17: both widths */
static void a_person_has_what_a_mail_user_must(void **state)
{
    static const SizedSPropTagArray(9, tags) = {
        9,
        {PR_ADDRTYPE_A, PR_DISPLAY_NAME_A, PR_DISPLAY_TYPE, PR_EMAIL_ADDRESS_A, PR_ENTRYID,
         PR_OBJECT_TYPE, PR_RECORD_KEY, PR_SEARCH_KEY, PR_TRANSMITABLE_DISPLAY_NAME_W}};
    struct fixture *f = *state;
    IMAPIProp *entry = new_entry(f, 0), *again = NULL;
    SPropValue *values = NULL, *id;
    ULONG n = 0, type = 0;

    assert_int_equal(get_error(entry, PR_ENTRYID), MAPI_E_NOT_FOUND); /* not in the book yet */
    ok_hr(set_text(entry, PR_DISPLAY_NAME_W, L"Ann Kern"));
    ok_hr(set_text(entry, PR_EMAIL_ADDRESS_W, L"ann@example.org"));
    ok_hr(entry->lpVtbl->SaveChanges(entry, KEEP_OPEN_READWRITE));
    id = get_prop(entry, PR_ENTRYID);
    ok_hr(f->logon->lpVtbl->OpenEntry(f->logon, id->Value.bin.cb, (ENTRYID *)id->Value.bin.lpb,
                                      NULL, MAPI_BEST_ACCESS, &type, (IUnknown **)&again));
    assert_int_equal(type, MAPI_MAILUSER);
    ok_hr(again->lpVtbl->GetProps(again, (SPropTagArray *)&tags, 0, &n, &values));
    assert_string_equal(values[0].Value.lpszA, "SMTP");
    assert_string_equal(values[1].Value.lpszA, "Ann Kern");
    assert_int_equal(values[2].Value.l, DT_MAILUSER);
    assert_string_equal(values[3].Value.lpszA, "ann@example.org");
    assert_memory_equal(values[4].Value.bin.lpb, id->Value.bin.lpb, id->Value.bin.cb);
    assert_int_equal(values[5].Value.l, MAPI_MAILUSER);
    assert_int_equal(values[6].Value.bin.cb, 16);
    assert_int_equal(values[7].Value.bin.cb, sizeof("SMTP:ANN@EXAMPLE.ORG"));
    assert_memory_equal(values[7].Value.bin.lpb, "SMTP:ANN@EXAMPLE.ORG",
                        sizeof("SMTP:ANN@EXAMPLE.ORG"));
    assert_true(wide_equal(values[8].Value.lpszW, L"Ann Kern"));
    free_any(values);
    free_any(id);
    again->lpVtbl->Release(again);
    entry->lpVtbl->Release(entry);
}

static void names_of_every_script_come_back(void **state)
{
    static const WCHAR *const names[] = {L"J\u00fcrgen \u00c5str\u00f6m",
                                         L"\u0410\u043d\u043d\u0430 \u041a\u0435\u0440\u043d",
                                         L"\u738b\u5c0f\u660e",
                                         L"\u05d9\u05d5\u05e1\u05e3 \u05db\u05d4\u05df",
                                         L"\u0645\u062d\u0645\u062f \u0639\u0644\u064a",
                                         L"Bob \U0001f600\U0001f469\u200d\U0001f4bb"};
    static const WCHAR *const asked[] = {L"jurgen",       L"\u043a\u0435\u0440", L"\u5c0f\u660e",
                                         L"\u05db\u05d4", L"\u0639\u0644",       L"\U0001f600"};
    struct fixture *f = *state;
    IMAPITable *table;

    for (int i = 0; i < 6; i++)
        add_person(f, names[i], L"x@example.org");
    table = open_contents(f);
    assert_int_equal(count_rows(table), 6);
    for (int i = 0; i < 6; i++) {
        WCHAR expected[64];
        int n = 0;

        ok_hr(restrict_anr(table, asked[i]));
        while (names[i][n]) {
            expected[n] = names[i][n];
            n++;
        }
        expected[n++] = '|';
        expected[n] = 0;
        assert_names(table, expected);
    }
    table->lpVtbl->Release(table);
}

/* 7.9-07 */
static void duplicates_are_found_when_they_are_saved(void **state)
{
    struct fixture *f = *state;
    IMAPITable *table;
    IMAPIProp *entry;

    add_person(f, L"Ann Kern", L"ann@example.org");
    entry = new_entry(f, CREATE_CHECK_DUP_LOOSE);
    ok_hr(set_text(entry, PR_DISPLAY_NAME_W, L"ANN KERN"));
    ok_hr(set_text(entry, PR_EMAIL_ADDRESS_W, L"other@example.org"));
    assert_int_equal(entry->lpVtbl->SaveChanges(entry, 0), MAPI_E_COLLISION);
    entry->lpVtbl->Release(entry);
    entry = new_entry(f, CREATE_CHECK_DUP_STRICT);
    ok_hr(set_text(entry, PR_DISPLAY_NAME_W, L"Ann Kern"));
    ok_hr(set_text(entry, PR_ADDRTYPE_W, L"SMTP"));
    ok_hr(set_text(entry, PR_EMAIL_ADDRESS_W, L"other@example.org"));
    ok_hr(entry->lpVtbl->SaveChanges(entry, 0));
    entry->lpVtbl->Release(entry);
    entry = new_entry(f, CREATE_CHECK_DUP_STRICT | CREATE_REPLACE);
    ok_hr(set_text(entry, PR_DISPLAY_NAME_W, L"Ann Kern"));
    ok_hr(set_text(entry, PR_ADDRTYPE_W, L"smtp"));
    ok_hr(set_text(entry, PR_EMAIL_ADDRESS_W, L"ann@example.org"));
    ok_hr(set_text(entry, PR_COMMENT_W, L"replaced"));
    ok_hr(entry->lpVtbl->SaveChanges(entry, 0));
    entry->lpVtbl->Release(entry);
    table = open_contents(f);
    assert_int_equal(count_rows(table), 2);
    table->lpVtbl->Release(table);
}

static void computed_properties_are_not_set_and_a_nameless_entry_is_not_saved(void **state)
{
    struct fixture *f = *state;
    IMAPIProp *entry = new_entry(f, 0);
    SPropProblemArray *problems = NULL;
    SPropValue value = {.ulPropTag = PR_OBJECT_TYPE};

    ok_hr(entry->lpVtbl->SetProps(entry, 1, &value, &problems));
    assert_non_null(problems);
    assert_int_equal(problems->aProblem[0].scode, MAPI_E_COMPUTED);
    free_any(problems);
    assert_int_equal(entry->lpVtbl->SaveChanges(entry, 0), MAPI_E_MISSING_REQUIRED_COLUMN);
    ok_hr(set_text(entry, PR_EMAIL_ADDRESS_W, L"nameless@example.org"));
    ok_hr(entry->lpVtbl->SaveChanges(entry, KEEP_OPEN_READONLY));
    assert_text(entry, PR_DISPLAY_NAME_W, L"nameless@example.org");
    assert_int_equal(set_text(entry, PR_COMMENT_W, L"x"), MAPI_E_NO_ACCESS);
    entry->lpVtbl->Release(entry);
}

/* 7.9-11, 7.2-02 */
static void what_is_deleted_is_not_opened_any_more(void **state)
{
    struct fixture *f = *state;
    IMAPIProp *entry = new_entry(f, 0);
    ENTRYLIST list = {1, NULL};
    IUnknown *again = NULL;
    SPropValue *id;
    ULONG type;

    ok_hr(set_text(entry, PR_DISPLAY_NAME_W, L"Ann"));
    ok_hr(entry->lpVtbl->SaveChanges(entry, KEEP_OPEN_READWRITE));
    id = get_prop(entry, PR_ENTRYID);
    list.lpbin = &id->Value.bin;
    assert_int_equal(f->container->lpVtbl->DeleteEntries(f->container, &list, 1),
                     MAPI_E_UNKNOWN_FLAGS);
    ok_hr(f->container->lpVtbl->DeleteEntries(f->container, &list, 0));
    assert_int_equal(f->container->lpVtbl->DeleteEntries(f->container, &list, 0),
                     MAPI_W_PARTIAL_COMPLETION);
    assert_int_equal(f->logon->lpVtbl->OpenEntry(f->logon, id->Value.bin.cb,
                                                 (ENTRYID *)id->Value.bin.lpb, NULL, 0, &type,
                                                 &again),
                     MAPI_E_NOT_FOUND);
    ok_hr(set_text(entry, PR_COMMENT_W, L"too late"));
    assert_int_equal(entry->lpVtbl->SaveChanges(entry, 0), MAPI_E_OBJECT_DELETED);
    id->Value.bin.lpb[5] ^= 1;
    assert_int_equal(f->logon->lpVtbl->OpenEntry(f->logon, id->Value.bin.cb,
                                                 (ENTRYID *)id->Value.bin.lpb, NULL, 0, &type,
                                                 &again),
                     MAPI_E_UNKNOWN_ENTRYID);
    assert_int_equal(f->logon->lpVtbl->OpenEntry(f->logon, 3, (ENTRYID *)id->Value.bin.lpb, NULL, 0,
                                                 &type, &again),
                     MAPI_E_INVALID_ENTRYID);
    free_any(id);
    entry->lpVtbl->Release(entry);
}

/* 7.9-10 */
static void a_copied_entry_is_a_new_one_with_the_same_properties(void **state)
{
    struct fixture *f = *state;
    IMAPIProp *entry = new_entry(f, 0);
    ENTRYLIST list = {1, NULL};
    IMAPITable *table;
    SPropValue *id;

    ok_hr(set_text(entry, PR_DISPLAY_NAME_W, L"Ann"));
    ok_hr(entry->lpVtbl->SaveChanges(entry, KEEP_OPEN_READWRITE));
    id = get_prop(entry, PR_ENTRYID);
    list.lpbin = &id->Value.bin;
    assert_int_equal(f->container->lpVtbl->CopyEntries(f->container, &list, 0, NULL, 0),
                     MAPI_W_PARTIAL_COMPLETION);
    f->support.opens = f->logon;
    ok_hr(f->container->lpVtbl->CopyEntries(f->container, &list, 0, NULL, 0));
    ok_hr(f->container->lpVtbl->CopyEntries(f->container, &list, 0, NULL, CREATE_CHECK_DUP_LOOSE));
    assert_int_equal(f->container->lpVtbl->CopyEntries(f->container, &list, 1, NULL, AB_NO_DIALOG),
                     MAPI_E_INVALID_PARAMETER);
    table = open_contents(f);
    assert_names(table, L"Ann|Ann|");
    table->lpVtbl->Release(table);
    free_any(id);
    entry->lpVtbl->Release(entry);
}

/* 5.6-03 as for stores: by force, whatever is open */
static void a_logoff_ends_what_was_given_out(void **state)
{
    struct fixture *f = *state;
    IMAPITable *table = open_contents(f);
    IMAPIProp *entry = new_entry(f, 0);
    ULONG n;

    ok_hr(f->logon->lpVtbl->Logoff(f->logon, 0));
    assert_int_equal(f->support.refs, 0);
    assert_int_equal(table->lpVtbl->GetRowCount(table, 0, &n), MAPI_E_INVALID_OBJECT);
    assert_int_equal(entry->lpVtbl->SaveChanges(entry, 0), MAPI_E_INVALID_OBJECT);
    table->lpVtbl->Release(table);
    entry->lpVtbl->Release(entry);
}

static void what_one_program_saves_the_other_finds(void **state)
{
    struct fixture *f = *state, *other = book_join(f);
    IMAPITable *table = open_contents(other);

    assert_names(table, L"");
    add_person(f, L"Ann", L"ann@example.org");
    assert_names(table, L"Ann|");
    add_person(other, L"Bob", L"bob@example.org");
    assert_names(table, L"Ann|Bob|");
    table->lpVtbl->Release(table);
    table = open_contents(f);
    assert_names(table, L"Ann|Bob|");
    table->lpVtbl->Release(table);
    book_part(other);
}

static void a_damaged_or_foreign_file_is_told_of(void **state)
{
    static const char garbage[] =
        "this is not a book, whatever it is, and it is long enough to be one, "
        "too, since a head has a hundred bytes";
    struct fixture *f = *state;
    FILE *file;

    log_off(f);
    file = fopen(f->path8, "w");
    assert_int_equal(fwrite(garbage, 1, sizeof(garbage), file), sizeof(garbage));
    fclose(file);
    assert_int_equal(log_on(f), MAPI_E_CORRUPT_STORE);
    assert_null(f->logon);
    fake_section_remove(&f->support.section, PR_PST_PATH_W); /* natively there is no place for one */
    assert_int_equal(log_on(f), MAPI_E_UNCONFIGURED);
    assert_int_equal(f->support.refs, 0);
}

int main(void)
{
#define BOOK_TEST(name) cmocka_unit_test_setup_teardown(name, book_setup, book_teardown)
    const struct CMUnitTest tests[] = {
        BOOK_TEST(a_logon_tells_mapi_its_uid_and_name),
        BOOK_TEST(the_root_has_one_container_that_takes_entries),
        BOOK_TEST(a_person_has_what_a_mail_user_must),
        BOOK_TEST(names_of_every_script_come_back),
        BOOK_TEST(duplicates_are_found_when_they_are_saved),
        BOOK_TEST(computed_properties_are_not_set_and_a_nameless_entry_is_not_saved),
        BOOK_TEST(what_is_deleted_is_not_opened_any_more),
        BOOK_TEST(a_copied_entry_is_a_new_one_with_the_same_properties),
        BOOK_TEST(a_logoff_ends_what_was_given_out),
        BOOK_TEST(what_one_program_saves_the_other_finds),
        BOOK_TEST(a_damaged_or_foreign_file_is_told_of),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
