/*
 * test_templates.c - what entries and recipients are made from, and who looks after them
 */
#include "personal_ab/fixture.h"
#include <string.h>

#define ID(value) (value)->Value.bin.cb, (ENTRYID *)(value)->Value.bin.lpb

enum {
    NAME,
    ENTRY_ID,
    ADDRTYPE,
    SELECTABLE,
    DEPTH,
    TYPE,
    KEY,
    N_COLUMNS
};
static const SizedSPropTagArray(N_COLUMNS, columns) = {N_COLUMNS,
                                                       {PR_DISPLAY_NAME_W, PR_ENTRYID,
                                                        PR_ADDRTYPE_W, PR_SELECTABLE, PR_DEPTH,
                                                        PR_DISPLAY_TYPE, PR_INSTANCE_KEY}};

static SRowSet *rows_of(IMAPITable *table)
{
    SRowSet *rows = NULL;

    ok_hr(table->lpVtbl->SetColumns(table, (SPropTagArray *)&columns, 0));
    ok_hr(table->lpVtbl->QueryRows(table, 100, 0, &rows));
    table->lpVtbl->Release(table);
    for (ULONG i = 0; i < rows->cRows; i++)
        for (int k = 0; k < N_COLUMNS; k++)
            assert_int_equal(rows->aRow[i].lpProps[k].ulPropTag, columns.aulPropTag[k]);
    return rows;
}

static SRowSet *creation_templates(struct fixture *f)
{
    IMAPITable *table = NULL;

    ok_hr(f->container->lpVtbl->OpenProperty(f->container, PR_CREATE_TEMPLATES, &IID_IMAPITable,
                                             MAPI_UNICODE, 0, (IUnknown **)&table));
    return rows_of(table);
}

static bool same(const SPropValue *a, const SPropValue *b)
{
    return a->Value.bin.cb == b->Value.bin.cb &&
           !memcmp(a->Value.bin.lpb, b->Value.bin.lpb, a->Value.bin.cb);
}

/* 7.9-18 */
static void recipients_are_made_from_an_internet_address(void **state)
{
    struct fixture *f = *state;
    IMAPITable *table = NULL;
    const SPropValue *row;
    SRowSet *rows;

    assert_int_equal(f->logon->lpVtbl->GetOneOffTable(f->logon, MAPI_ASSOCIATED, &table),
                     MAPI_E_UNKNOWN_FLAGS);
    ok_hr(f->logon->lpVtbl->GetOneOffTable(f->logon, MAPI_UNICODE, &table));
    rows = rows_of(table);
    assert_int_equal(rows->cRows, 1); /* one of any type is MAPI's own */
    row = rows->aRow[0].lpProps;
    assert_true(wide_equal(row[ADDRTYPE].Value.lpszW, L"SMTP"));
    assert_int_equal(row[SELECTABLE].Value.b, TRUE);
    assert_int_equal(row[DEPTH].Value.l, 0);
    assert_int_equal(row[TYPE].Value.l, DT_MAILUSER);
    free_rows(rows);
}

/* 7.9-08 */
static void entries_are_made_from_each_template_of_the_container(void **state)
{
    struct fixture *f = *state;
    SRowSet *rows = creation_templates(f);
    SPropValue *user = get_prop(f->container, PR_DEF_CREATE_MAILUSER),
               *list = get_prop(f->container, PR_DEF_CREATE_DL);

    assert_int_equal(rows->cRows, 3);
    assert_true(same(&rows->aRow[0].lpProps[ENTRY_ID], user));
    assert_true(same(&rows->aRow[2].lpProps[ENTRY_ID], list));
    for (ULONG i = 0; i < rows->cRows; i++) {
        IMAPIProp *entry = NULL;
        SPropValue *type;

        ok_hr(f->container->lpVtbl->CreateEntry(f->container, ID(&rows->aRow[i].lpProps[ENTRY_ID]),
                                                0, &entry));
        ok_hr(set_text(entry, PR_DISPLAY_NAME_W, L"Somebody"));
        ok_hr(entry->lpVtbl->SaveChanges(entry, KEEP_OPEN_READWRITE));
        type = get_prop(entry, PR_OBJECT_TYPE);
        assert_int_equal(type->Value.l, i == 2 ? MAPI_DISTLIST : MAPI_MAILUSER);
        free_any(type);
        entry->lpVtbl->Release(entry);
    }
    free_rows(rows);
    free_any(user);
    free_any(list);
}

/* 7.2-06 */
static void an_opened_template_is_filled_in_and_kept_nowhere(void **state)
{
    struct fixture *f = *state;
    SPropValue *id = get_prop(f->container, PR_DEF_CREATE_MAILUSER), *value;
    IMAPITable *table = NULL, *contents;
    IMailUser *user = NULL;
    SRowSet *rows = NULL;
    ULONG type = 0;

    ok_hr(f->logon->lpVtbl->OpenEntry(f->logon, ID(id), NULL, 0, &type, (IUnknown **)&user));
    assert_int_equal(type, MAPI_MAILUSER);
    value = get_prop(user, PR_ENTRYID);
    assert_true(same(value, id));
    free_any(value);
    value = get_prop(user, PR_TEMPLATEID);
    assert_true(same(value, id));
    free_any(value);
    ok_hr(user->lpVtbl->OpenProperty(user, PR_DETAILS_TABLE, &IID_IMAPITable, MAPI_UNICODE, 0,
                                     (IUnknown **)&table));
    ok_hr(table->lpVtbl->QueryRows(table, 100, 0, &rows));
    assert_true(rows->cRows > 3);
    free_rows(rows);
    table->lpVtbl->Release(table);
    ok_hr(set_text(user, PR_EMAIL_ADDRESS_W, L"new@example.org"));
    ok_hr(user->lpVtbl->SaveChanges(user, KEEP_OPEN_READWRITE));
    assert_text(user, PR_EMAIL_ADDRESS_W, L"new@example.org");
    assert_text(user, PR_ADDRTYPE_W, L"SMTP");
    user->lpVtbl->Release(user);
    contents = open_contents(f);
    assert_int_equal(count_rows(contents), 0);
    contents->lpVtbl->Release(contents);
    free_any(id);
}

/* ---- another provider's ---- */

/* The other book's entry of a name, as this book knows it. */
static IMAPIProp *open_by_name(struct fixture *f, const WCHAR *name)
{
    SPropValue *id = find_id(f, name);
    IMAPIProp *entry = NULL;
    ULONG type = 0;

    ok_hr(f->logon->lpVtbl->OpenEntry(f->logon, ID(id), NULL, MAPI_BEST_ACCESS, &type,
                                      (IUnknown **)&entry));
    free_any(id);
    return entry;
}

/* 7.9-09 */
static void an_entry_of_anothers_template_is_bound_to_its_provider(void **state)
{
    struct fixture *f = *state, *other = second_book();
    SPropValue *template = get_prop(other->container, PR_DEF_CREATE_MAILUSER), *kept;
    IMAPIProp *entry = NULL;

    f->support.opens = other->logon;
    ok_hr(f->container->lpVtbl->CreateEntry(f->container, ID(template), 0, &entry));
    assert_int_equal(f->support.binds, 1);
    assert_int_equal(f->support.bind_flags, FILL_ENTRY);
    ok_hr(set_text(entry, PR_DISPLAY_NAME_W, L"Made Elsewhere"));
    ok_hr(entry->lpVtbl->SaveChanges(entry, KEEP_OPEN_READWRITE));
    assert_text(entry, PR_ADDRTYPE_W, L"SMTP"); /* what its provider filled in */
    kept = get_prop(entry, PR_TEMPLATEID);
    assert_true(same(kept, template));
    free_any(kept);
    entry->lpVtbl->Release(entry);

    entry = open_by_name(f, L"elsewhere");
    assert_int_equal(f->support.binds, 2);
    assert_int_equal(f->support.bind_flags, 0);
    assert_text(entry, PR_DISPLAY_NAME_W, L"Made Elsewhere");
    entry->lpVtbl->Release(entry);
    free_any(template);
    drop_second_book(other);
}

/* 7.9-09 */
static void what_its_provider_does_not_bind_is_not_made(void **state)
{
    struct fixture *f = *state, *other = second_book();
    SPropValue *template = get_prop(other->container, PR_DEF_CREATE_MAILUSER);
    IMAPIProp *entry = (IMAPIProp *)(ULONG_PTR)1;

    assert_int_equal(f->container->lpVtbl->CreateEntry(f->container, ID(template), 0, &entry),
                     MAPI_E_UNKNOWN_ENTRYID); /* nobody has it */
    assert_null(entry);
    f->support.opens = other->logon;
    f->support.bind = MAPI_E_NO_SUPPORT;
    assert_int_equal(f->container->lpVtbl->CreateEntry(f->container, ID(template), 0, &entry),
                     MAPI_E_NO_SUPPORT);
    assert_null(entry);
    free_any(template);
    drop_second_book(other);
}

static void an_entry_whose_provider_is_gone_is_our_own(void **state)
{
    struct fixture *f = *state, *other = second_book();
    SPropValue *template = get_prop(other->container, PR_DEF_CREATE_MAILUSER);
    IMAPIProp *entry = NULL;

    f->support.opens = other->logon;
    ok_hr(f->container->lpVtbl->CreateEntry(f->container, ID(template), 0, &entry));
    ok_hr(set_text(entry, PR_DISPLAY_NAME_W, L"Orphan"));
    ok_hr(entry->lpVtbl->SaveChanges(entry, 0));
    entry->lpVtbl->Release(entry);
    drop_second_book(other);
    f->support.opens = NULL;
    entry = open_by_name(f, L"orphan");
    assert_text(entry, PR_DISPLAY_NAME_W, L"Orphan");
    ok_hr(set_text(entry, PR_COMMENT_W, L"still here"));
    ok_hr(entry->lpVtbl->SaveChanges(entry, 0));
    entry->lpVtbl->Release(entry);
    free_any(template);
}

/* 7.9-10 */
static void a_copied_list_brings_its_members(void **state)
{
    struct fixture *f = *state, *other = second_book();
    SPropValue *list_id, *ids[2];
    IDistList *list = new_list(other, L"Choir", &list_id), *copy;
    SBinary bins[3];
    ENTRYLIST entries = {2, bins};

    add_person(other, L"Anna Kern", L"anna@example.org");
    add_person(other, L"\u674e \u5a1c", L"li@example.org");
    ids[0] = find_id(other, L"anna");
    ids[1] = find_id(other, L"\u674e");
    bins[0] = ids[0]->Value.bin;
    bins[1] = ids[1]->Value.bin;
    other->support.opens = other->logon;
    ok_hr(list->lpVtbl->CopyEntries(list, &entries, 0, NULL, 0));
    list->lpVtbl->Release(list);

    f->support.opens = other->logon;
    bins[0] = list_id->Value.bin;
    entries.cValues = 1;
    ok_hr(f->container->lpVtbl->CopyEntries(f->container, &entries, 0, NULL, 0));
    copy = (IDistList *)open_by_name(f, L"choir");
    assert_members(copy, L"Anna Kern|\u674e \u5a1c|");
    copy->lpVtbl->Release(copy);
    free_any(list_id);
    free_any(ids[0]);
    free_any(ids[1]);
    drop_second_book(other);
}

/* ---- as a foreign provider ---- */

static void a_host_gets_its_own_entry_back(void **state)
{
    struct fixture *f = *state;
    SPropValue *id = get_prop(f->container, PR_DEF_CREATE_MAILUSER),
               *list = get_prop(f->container, PR_ENTRYID);
    IMAPIProp *data = new_entry(f, 0), *out = NULL;

    ok_hr(f->logon->lpVtbl->OpenTemplateID(f->logon, ID(id), 0, data, NULL, &out, NULL));
    assert_ptr_equal(out, data);
    out->lpVtbl->Release(out);
    assert_int_equal(f->logon->lpVtbl->OpenTemplateID(f->logon, ID(id), 2, data, NULL, &out, NULL),
                     MAPI_E_UNKNOWN_FLAGS);
    assert_int_equal(
        f->logon->lpVtbl->OpenTemplateID(f->logon, ID(list), 0, data, NULL, &out, NULL),
        MAPI_E_UNKNOWN_ENTRYID);
    assert_int_equal(
        f->logon->lpVtbl->OpenTemplateID(f->logon, ID(id), 0, data, &IID_IMessage, &out, NULL),
        MAPI_E_INTERFACE_NOT_SUPPORTED);
    assert_null(out);
    data->lpVtbl->Release(data);
    free_any(id);
    free_any(list);
}

int main(void)
{
#define TEST(test) cmocka_unit_test_setup_teardown(test, book_setup, book_teardown)
    const struct CMUnitTest tests[] = {
        TEST(recipients_are_made_from_an_internet_address),
        TEST(entries_are_made_from_each_template_of_the_container),
        TEST(an_opened_template_is_filled_in_and_kept_nowhere),
        TEST(an_entry_of_anothers_template_is_bound_to_its_provider),
        TEST(what_its_provider_does_not_bind_is_not_made),
        TEST(an_entry_whose_provider_is_gone_is_our_own),
        TEST(a_copied_list_brings_its_members),
        TEST(a_host_gets_its_own_entry_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
