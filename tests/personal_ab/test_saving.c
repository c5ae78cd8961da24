/*
 * test_saving.c - what SaveChanges keeps, and what it doesn't overwrite
 */
#include "personal_ab/fixture.h"
#include <string.h>

/* The only entry of the book, opened for writing. */
static IMAPIProp *open_first(struct fixture *f)
{
    static const SizedSPropTagArray(1, columns) = {1, {PR_ENTRYID}};
    IMAPITable *table = open_contents(f);
    IMAPIProp *entry = NULL;
    SRowSet *rows = NULL;
    SBinary id;
    ULONG type;

    ok_hr(table->lpVtbl->SetColumns(table, (SPropTagArray *)&columns, 0));
    ok_hr(table->lpVtbl->QueryRows(table, 1, 0, &rows));
    assert_int_equal(rows->cRows, 1);
    id = rows->aRow[0].lpProps->Value.bin;
    ok_hr(f->logon->lpVtbl->OpenEntry(f->logon, id.cb, (ENTRYID *)id.lpb, NULL, MAPI_MODIFY, &type,
                                      (IUnknown **)&entry));
    free_rows(rows);
    table->lpVtbl->Release(table);
    return entry;
}

static IStream *open_comment(IMAPIProp *entry, ULONG flags)
{
    IStream *stream = NULL;

    ok_hr(entry->lpVtbl->OpenProperty(entry, PR_COMMENT_W, &IID_IStream, 0, flags,
                                      (IUnknown **)&stream));
    return stream;
}

/* Also of more than what is cut off to be kept apart. 6.1-21 */
static void what_a_stream_has_written_is_there_when_it_is_opened_again(void **state)
{
    struct fixture *f = *state;
    WCHAR text[5000], again[5000];
    IMAPIProp *entry;
    IStream *stream;
    ULONG n = 0;

    for (size_t i = 0; i < 5000; i++)
        text[i] = (WCHAR)(L'a' + i % 26);
    add_person(f, L"Ann Kern", L"ann@example.org");
    entry = open_first(f);
    stream = open_comment(entry, MAPI_CREATE | MAPI_MODIFY);
    ok_hr(stream->lpVtbl->Write(stream, text, sizeof(text), &n));
    ok_hr(stream->lpVtbl->Commit(stream, 0));
    stream->lpVtbl->Release(stream);
    ok_hr(entry->lpVtbl->SaveChanges(entry, 0));
    entry->lpVtbl->Release(entry);

    entry = open_first(f);
    assert_text(entry, PR_DISPLAY_NAME_W, L"Ann Kern");
    stream = open_comment(entry, 0);
    ok_hr(stream->lpVtbl->Read(stream, again, sizeof(again), &n));
    assert_int_equal(n, sizeof(again));
    assert_memory_equal(text, again, sizeof(text));
    stream->lpVtbl->Release(stream);
    entry->lpVtbl->Release(entry);
}

/* 6.1-34 */
static void who_saves_second_overwrites_nothing_by_accident(void **state)
{
    struct fixture *f = *state, *other;
    IMAPIProp *first, *second;

    add_person(f, L"Ann Kern", L"ann@example.org");
    other = book_join(f);
    first = open_first(f);
    second = open_first(other);
    ok_hr(set_text(first, PR_COMMENT_W, L"first"));
    ok_hr(set_text(second, PR_COMMENT_W, L"second"));
    ok_hr(first->lpVtbl->SaveChanges(first, KEEP_OPEN_READWRITE));
    assert_int_equal(second->lpVtbl->SaveChanges(second, KEEP_OPEN_READWRITE),
                     MAPI_E_OBJECT_CHANGED);
    ok_hr(set_text(first, PR_COMMENT_W, L"once more")); /* its own change isn't another's */
    ok_hr(first->lpVtbl->SaveChanges(first, KEEP_OPEN_READWRITE));
    ok_hr(second->lpVtbl->SaveChanges(second, FORCE_SAVE));
    second->lpVtbl->Release(second);
    first->lpVtbl->Release(first);
    first = open_first(f);
    assert_text(first, PR_COMMENT_W, L"second");
    first->lpVtbl->Release(first);
    book_part(other);
}

/* 7.9-07 */
static void a_twin_without_a_name_is_found(void **state)
{
    struct fixture *f = *state;

    for (int i = 0; i < 2; i++) {
        IMAPIProp *entry = new_entry(f, CREATE_CHECK_DUP_STRICT);

        ok_hr(set_text(entry, PR_EMAIL_ADDRESS_W, L"nameless@example.org"));
        assert_int_equal(entry->lpVtbl->SaveChanges(entry, 0), i ? MAPI_E_COLLISION : S_OK);
        entry->lpVtbl->Release(entry);
    }
}

/* 7.9-14 */
static void each_of_many_words_counts(void **state)
{
    static const WCHAR name[] = L"one two three four five six seven eight nine east";
    struct fixture *f = *state;
    IMAPITable *table;

    add_person(f, name, L"many@example.org");
    table = open_contents(f);
    ok_hr(restrict_anr(table, name));
    assert_int_equal(count_rows(table), 1);
    ok_hr(restrict_anr(table, L"one two three four five six seven eight nine west"));
    assert_int_equal(count_rows(table), 0);
    table->lpVtbl->Release(table);
}

/* Rows that have gone since are no end of the table, and a walk goes on behind them. */
static void what_was_deleted_ends_no_walk(void **state)
{
    static const SizedSPropTagArray(1, columns) = {1, {PR_ENTRYID}};
    struct fixture *f = *state;
    IMAPITable *table;
    SRowSet *rows = NULL;
    ENTRYLIST gone = {1, NULL};

    add_person(f, L"Ann", L"ann@example.org");
    add_person(f, L"Bob", L"bob@example.org");
    add_person(f, L"Cem", L"cem@example.org");
    table = open_contents(f);
    ok_hr(table->lpVtbl->SetColumns(table, (SPropTagArray *)&columns, 0));
    ok_hr(table->lpVtbl->QueryRows(table, 2, TBL_NOADVANCE, &rows));
    gone.lpbin = &rows->aRow[0].lpProps->Value.bin;
    ok_hr(f->container->lpVtbl->DeleteEntries(f->container, &gone, 0));
    gone.lpbin = &rows->aRow[1].lpProps->Value.bin;
    ok_hr(f->container->lpVtbl->DeleteEntries(f->container, &gone, 0));
    free_rows(rows);
    ok_hr(table->lpVtbl->QueryRows(table, 1, 0, &rows));
    assert_int_equal(rows->cRows, 1);
    free_rows(rows);
    ok_hr(table->lpVtbl->QueryRows(table, 1, 0, &rows));
    assert_int_equal(rows->cRows, 0);
    free_rows(rows);
    table->lpVtbl->Release(table);
}

#define BOOK_TEST(name) cmocka_unit_test_setup_teardown(name, book_setup, book_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        BOOK_TEST(what_a_stream_has_written_is_there_when_it_is_opened_again),
        BOOK_TEST(who_saves_second_overwrites_nothing_by_accident),
        BOOK_TEST(a_twin_without_a_name_is_found),
        BOOK_TEST(each_of_many_words_counts),
        BOOK_TEST(what_was_deleted_ends_no_walk),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
