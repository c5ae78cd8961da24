/*
 * test_damage.c - what can't be read in a book is shown, and can be deleted; the rest is as it was
 */
#include "personal_ab/fixture.h"
#include "personal_ab/members.h"

/* What is packed of an entry becomes other bytes. */
static void damage(struct fixture *f, const char *name)
{
    static const BYTE bytes[] = {1, 0x1f, 0x00, 0x01, 0x30, 0xff};
    struct book_file *file;

    ok_hr(book_file_open(f->path8, DB_WRITE, &file));
    ok_hr(db_exec(file->db, "UPDATE entries SET props=?1 WHERE name=?2", "bt", bytes,
                  (int)sizeof(bytes), name));
    assert_int_equal(sqlite3_changes(file->db->sql), 1);
    book_file_close(file);
}

/* The one row, for free_rows: PR_ENTRYID, PR_DISPLAY_NAME, PR_EMAIL_ADDRESS, PR_COMMENT. */
static SRowSet *row_of(IMAPITable *table)
{
    static const SizedSPropTagArray(4, columns) = {
        4, {PR_ENTRYID, PR_DISPLAY_NAME_W, PR_EMAIL_ADDRESS_W, PR_COMMENT_W}};
    SRowSet *rows = NULL;

    ok_hr(table->lpVtbl->SetColumns(table, (SPropTagArray *)&columns, 0));
    ok_hr(table->lpVtbl->QueryRows(table, 2, 0, &rows));
    assert_int_equal(rows->cRows, 1);
    return rows;
}

static void a_damaged_entry_is_shown_found_and_deleted(void **state)
{
    struct fixture *f = *state;
    ENTRYLIST list = {1, NULL};
    IUnknown *entry = NULL;
    IMAPITable *table;
    SPropValue *props;
    SRowSet *rows;
    ULONG type;

    add_person(f, L"Ann", L"ann@example.org");
    add_person(f, L"Bob", L"bob@example.org");
    damage(f, "Ann");
    table = open_contents(f);
    assert_names(table, L"Ann|Bob|");
    ok_hr(restrict_anr(table, L"ann"));
    rows = row_of(table);
    props = rows->aRow[0].lpProps;
    assert_true(wide_equal(props[1].Value.lpszW, L"Ann"));
    assert_true(wide_equal(props[2].Value.lpszW, L"ann@example.org"));
    assert_int_equal(props[3].ulPropTag, CHANGE_PROP_TYPE(PR_COMMENT_W, PT_ERROR));
    assert_int_equal(f->logon->lpVtbl->OpenEntry(f->logon, props[0].Value.bin.cb,
                                                 (ENTRYID *)props[0].Value.bin.lpb, NULL, 0, &type,
                                                 &entry),
                     MAPI_E_CORRUPT_STORE);
    list.lpbin = &props[0].Value.bin;
    ok_hr(f->container->lpVtbl->DeleteEntries(f->container, &list, 0));
    free_rows(rows);
    ok_hr(table->lpVtbl->Restrict(table, NULL, 0));
    assert_names(table, L"Bob|");
    table->lpVtbl->Release(table);
}

static void a_damaged_member_is_taken_out_of_its_list(void **state)
{
    struct fixture *f = *state;
    SPropValue *list_id, *id;
    IDistList *list = new_list(f, L"Friends", &list_id);
    ENTRYLIST members = {1, NULL};

    f->support.opens = f->logon;
    add_person(f, L"Ann", L"ann@example.org");
    id = find_id(f, L"ann");
    members.lpbin = &id->Value.bin;
    ok_hr(list->lpVtbl->CopyEntries(list, &members, 0, NULL, 0));
    damage(f, "Ann");
    assert_members(list, L"Ann|");
    ok_hr(list->lpVtbl->DeleteEntries(list, &members, 0));
    assert_members(list, L"");
    free_any(id);
    free_any(list_id);
    list->lpVtbl->Release(list);
}

/* Bytes that are no characters of the code page are kept, and still a name. */
static void a_name_that_does_not_convert_is_a_name(void **state)
{
    struct fixture *f = *state;
    IMAPIProp *entry = new_entry(f, 0);
    SPropValue name = {.ulPropTag = PR_DISPLAY_NAME_A, .Value.lpszA = (char *)"M\xfcller"};
    IMAPITable *table;
    SPropValue *again;

    ok_hr(entry->lpVtbl->SetProps(entry, 1, &name, NULL));
    ok_hr(entry->lpVtbl->SaveChanges(entry, KEEP_OPEN_READWRITE));
    again = get_prop(entry, PR_DISPLAY_NAME_A);
    assert_string_equal(again->Value.lpszA, "M\xfcller");
    free_any(again);
    entry->lpVtbl->Release(entry);
    table = open_contents(f);
    assert_names(table, L"M\ufffdller|");
    ok_hr(restrict_anr(table, L"m"));
    assert_int_equal(count_rows(table), 1);
    table->lpVtbl->Release(table);
}

static void what_is_kept_of_a_member_is_bounded(void **state)
{
    static WCHAR text[MEMBER_MOST_BYTES + 1];
    static const BYTE bytes[40] = {0};
    const SBinary id = {sizeof(bytes), (BYTE *)bytes};
    struct fixture *f = *state;
    SPropValue *list_id;
    IDistList *list = new_list(f, L"Friends", &list_id);
    SPropValue prop = {.ulPropTag = PR_DISPLAY_NAME_W, .Value.lpszW = text};
    struct book_file *file;
    struct value *value = NULL;
    struct bag bag = {0};
    int64_t row;

    for (size_t i = 0; i < MEMBER_MOST_BYTES; i++)
        text[i] = L'x';
    ok_hr(value_from_prop(&prop, &value));
    ok_hr(bag_set(&bag, value));
    value_unref(value);
    ok_hr(book_file_open(f->path8, DB_WRITE, &file));
    ok_hr(db_int(file->db, &row, "SELECT id FROM entries", ""));
    assert_int_equal(members_add(file, row, &id, &bag), MAPI_E_TOO_BIG);
    bag_clear(&bag);
    ok_hr(members_add(file, row, &id, &bag));
    book_file_close(file);
    free_any(list_id);
    list->lpVtbl->Release(list);
}

int main(void)
{
#define BOOK_TEST(name) cmocka_unit_test_setup_teardown(name, book_setup, book_teardown)
    const struct CMUnitTest tests[] = {
        BOOK_TEST(a_damaged_entry_is_shown_found_and_deleted),
        BOOK_TEST(a_damaged_member_is_taken_out_of_its_list),
        BOOK_TEST(a_name_that_does_not_convert_is_a_name),
        BOOK_TEST(what_is_kept_of_a_member_is_bounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
