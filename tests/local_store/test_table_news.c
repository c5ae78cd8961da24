/*
 * test_table_news.c - what an open table tells its sinks
 */
#include <string.h>
#include "local_store/table_fixture.h"

/* A sink is only a pointer to the support object of the fixture, which keeps what it would hear. */
static IMAPIAdviseSink *const some_sink = (IMAPIAdviseSink *)16;

static ULONG_PTR advise(IMAPITable *table)
{
    ULONG_PTR connection = 0;

    ok_hr(table->lpVtbl->Advise(table, fnevTableModified, some_sink, &connection));
    assert_true(connection);
    return connection;
}

/* The next thing told: its event, the letter of the row, the ids of the row and the one before it
 * (NULL: none). */
static void expect_news(struct fixture *f, ULONG event, WCHAR letter, const BYTE *id,
                        const BYTE *prior)
{
    const struct table_note *note = &f->support.table_notes[0];

    assert_true(f->support.n_table_notes > 0);
    assert_int_equal(note->event, event);
    assert_int_equal(note->index, id ? instance_key_read(id + 24, 8) : 0);
    assert_int_equal(note->prior, prior ? instance_key_read(prior + 24, 8) : 0);
    assert_int_equal(note->first, letter);
    f->support.n_table_notes--;
    memmove(&f->support.table_notes[0], &f->support.table_notes[1],
            sizeof(f->support.table_notes) - sizeof(*note));
}

static void expect_silence(struct fixture *f)
{
    assert_int_equal(f->support.n_table_notes, 0);
}

static void rename_message(struct fixture *f, BYTE *id, const WCHAR *subject)
{
    IMessage *message = open_message(f, id, MAPI_MODIFY);

    ok_hr(set_text(message, PR_SUBJECT_W, subject));
    expect_silence(f); /* 6.12-13 */
    ok_hr(message->lpVtbl->SaveChanges(message, 0));
    message->lpVtbl->Release(message);
}

static void rows_that_come_change_and_go_are_told(void **state)
{
    struct fixture *f = *state;
    BYTE ids[3][48], more[3][48];
    IMAPIFolder *inbox = open_inbox(f), *root = open_root(f);
    IMAPITable *table = lettered(f, "bdf", ids);
    ULONG_PTR connection;
    ENTRYLIST list;
    SBinary bin;

    sort(table, 1, (SSortOrder[]){{PR_SUBJECT_W, TABLE_SORT_ASCEND}});
    connection = advise(table);
    make_lettered(inbox, "a", &more[0]);
    expect_news(f, TABLE_ROW_ADDED, 'a', more[0], NULL); /* 6.12-09 */
    make_lettered(inbox, "e", &more[1]);
    expect_news(f, TABLE_ROW_ADDED, 'e', more[1], ids[1]);
    make_lettered(root, "x", NULL); /* elsewhere */
    expect_silence(f);
    rename_message(f, ids[0], L"g");
    expect_news(f, TABLE_ROW_MODIFIED, 'g', ids[0], ids[2]);
    delete_message(f, ids[2]);
    expect_news(f, TABLE_ROW_DELETED, 0, ids[2], NULL); /* 6.12-10 */
    expect_silence(f);

    make_list(&list, &bin, &ids[1], 1);
    ok_hr(inbox->lpVtbl->SetReadFlags(inbox, &list, 0, NULL, SUPPRESS_RECEIPT));
    expect_news(f, TABLE_ROW_MODIFIED, 'd', ids[1], more[0]);
    ok_hr(inbox->lpVtbl->CopyMessages(inbox, &list, &IID_IMAPIFolder, root, 0, NULL, MESSAGE_MOVE));
    expect_news(f, TABLE_ROW_DELETED, 0, ids[1], NULL);
    expect_silence(f);

    ok_hr(table->lpVtbl->SortTable(
        table, (SSortOrderSet *)&(SizedSSortOrderSet(1, )){1, 0, 0, {{PR_SUBJECT_W, 0}}},
        TBL_ASYNC));
    expect_news(f, TABLE_SORT_DONE, 0, NULL, NULL); /* 6.12-08 */
    ok_hr(table->lpVtbl->Restrict(table, NULL, TBL_ASYNC));
    expect_news(f, TABLE_RESTRICT_DONE, 0, NULL, NULL);
    ok_hr(table->lpVtbl->Unadvise(table, connection));
    assert_int_equal(table->lpVtbl->Unadvise(table, connection), MAPI_E_NOT_FOUND);
    make_lettered(inbox, "q", NULL);
    expect_silence(f);
    table->lpVtbl->Release(table);
    root->lpVtbl->Release(root);
    inbox->lpVtbl->Release(inbox);
}

static void many_changes_are_one_piece_of_news(void **state)
{
    struct fixture *f = *state;
    BYTE ids[60][48];
    SBinary bins[60];
    ENTRYLIST list;
    IMAPIFolder *inbox = open_inbox(f);
    IMAPITable *table = lettered(f, "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz", ids);

    advise(table);
    make_list(&list, bins, ids, 52);
    ok_hr(inbox->lpVtbl->DeleteMessages(inbox, &list, 0, NULL, 0));
    expect_news(f, TABLE_CHANGED, 0, NULL, NULL);
    expect_silence(f);
    table->lpVtbl->Release(table); /* the fixture misses no subscription */
    inbox->lpVtbl->Release(inbox);
}

static void rows_that_are_hidden_are_not_spoken_of(void **state)
{
    struct fixture *f = *state;
    BYTE ids[4][48], more[2][48];
    IMAPIFolder *inbox = open_inbox(f);
    IMAPITable *table = lettered(f, "acdf", ids);
    SPropValue value = {.ulPropTag = PR_SUBJECT_W, .Value.lpszW = (WCHAR *)L"c"};
    SRestriction res = {.rt = RES_PROPERTY, .res.resProperty = {RELOP_GE, PR_SUBJECT_W, &value}};

    for (int advise_first = 0; advise_first < 2; advise_first++) {
        ULONG_PTR connection = advise_first ? advise(table) : 0;

        sort(table, 1, (SSortOrder[]){{PR_SUBJECT_W, TABLE_SORT_ASCEND}});
        ok_hr(table->lpVtbl->Restrict(table, &res, 0));
        if (!advise_first) connection = advise(table);
        make_lettered(inbox, "b", &more[0]);
        rename_message(f, more[0], L"aa");
        expect_silence(f); /* 6.10-09 */
        rename_message(f, more[0], L"e"); /* comes into sight */
        expect_news(f, TABLE_ROW_ADDED, 'e', more[0], ids[2]);
        rename_message(f, more[0], L"g");
        expect_news(f, TABLE_ROW_MODIFIED, 'g', more[0], ids[3]);
        rename_message(f, more[0], L"b"); /* and goes out of it */
        expect_news(f, TABLE_ROW_DELETED, 0, more[0], NULL);
        delete_message(f, more[0]);
        expect_silence(f);
        make_lettered(inbox, "z", &more[1]);
        expect_news(f, TABLE_ROW_ADDED, 'z', more[1], ids[3]);
        delete_message(f, more[1]);
        expect_news(f, TABLE_ROW_DELETED, 0, more[1], NULL);
        expect_silence(f);
        ok_hr(table->lpVtbl->Unadvise(table, connection));
        ok_hr(table->lpVtbl->Restrict(table, NULL, 0));
    }
    table->lpVtbl->Release(table);
    inbox->lpVtbl->Release(inbox);
}

/* 6.8-14: as in QueryRows, in either width, and not within a character. */
static void rows_that_are_told_are_cut_like_others(void **state)
{
    static const ULONG wide = PR_SUBJECT_W, narrow = PR_SUBJECT_A;
    struct fixture *f = *state;
    BYTE ids[3][48];
    IMAPITable *table = lettered(f, "a", ids);
    WCHAR text[400];

    set_columns(table, 1, &wide);
    advise(table);
    for (int first = 0; first < 2; first++) { /* letters before characters of two units */
        for (int i = 0; i < 398; i++)
            text[i] = i < first ? 'x' : (i - first) % 2 ? 0xde00 : 0xd83d;
        text[398 - first] = 0;
        rename_message(f, ids[0], text);
        assert_int_equal(f->support.table_notes[0].first_bytes, (254 + first) * sizeof(WCHAR));
        expect_news(f, TABLE_ROW_MODIFIED, text[0], ids[0], NULL);
    }
    set_columns(table, 1, &narrow);
    for (int i = 0; i < 398; i++)
        text[i] = 'y';
    rename_message(f, ids[0], text);
    assert_int_equal(f->support.table_notes[0].first_bytes, 255);
    expect_news(f, TABLE_ROW_MODIFIED, 'y', ids[0], NULL);
    expect_silence(f);
    table->lpVtbl->Release(table);
}

static IMAPIFolder *make_subfolder(IMAPIFolder *parent, const WCHAR *name, BYTE *id)
{
    IMAPIFolder *folder = NULL;
    SPropValue *entry;

    ok_hr(parent->lpVtbl->CreateFolder(parent, FOLDER_GENERIC, (LPTSTR)name, NULL, NULL,
                                       MAPI_UNICODE, &folder));
    entry = get_prop(folder, PR_ENTRYID);
    memcpy(id, entry->Value.bin.lpb, 48);
    FREE(entry);
    return folder;
}

/* News of a folder itself also tells that a parent's counts are others. */
static void skip_modified(struct fixture *f, const BYTE *id)
{
    while (f->support.n_table_notes && f->support.table_notes[0].event == TABLE_ROW_MODIFIED &&
           f->support.table_notes[0].index == instance_key_read(id + 24, 8))
        expect_news(f, TABLE_ROW_MODIFIED, f->support.table_notes[0].first, id,
                    NULL);
}

static void folders_are_told_of_flat_and_deep(void **state)
{
    static const ULONG name = PR_DISPLAY_NAME_W;
    struct fixture *f = *state;
    IMAPIFolder *inbox = open_inbox(f), *one, *two;
    BYTE one_id[48], two_id[48];
    IMAPITable *flat = NULL, *deep = NULL;
    ULONG_PTR connection;

    ok_hr(inbox->lpVtbl->GetHierarchyTable(inbox, MAPI_UNICODE, &flat));
    ok_hr(inbox->lpVtbl->GetHierarchyTable(inbox, CONVENIENT_DEPTH, &deep));
    set_columns(flat, 1, &name);
    set_columns(deep, 1, &name);
    connection = advise(flat);
    one = make_subfolder(inbox, L"one", one_id);
    expect_news(f, TABLE_ROW_ADDED, 'o', one_id, NULL);
    make_lettered(one, "m", NULL); /* its count */
    expect_news(f, TABLE_ROW_MODIFIED, 'o', one_id, NULL);
    expect_silence(f);
    make_lettered(inbox, "m", NULL);
    expect_silence(f);
    two = make_subfolder(one, L"two", two_id);
    skip_modified(f, one_id); /* PR_SUBFOLDERS */
    expect_silence(f);
    ok_hr(flat->lpVtbl->Unadvise(flat, connection));

    connection = advise(deep);
    ok_hr(set_text(two, PR_DISPLAY_NAME_W, L"three"));
    expect_news(f, TABLE_ROW_MODIFIED, 't', two_id, one_id);
    expect_silence(f);
    two->lpVtbl->Release(two);
    ok_hr(one->lpVtbl->DeleteFolder(one, 48, (ENTRYID *)two_id, 0, NULL, 0));
    expect_news(f, TABLE_ROW_DELETED, 0, two_id, NULL);
    skip_modified(f, one_id);
    expect_silence(f);
    ok_hr(deep->lpVtbl->Unadvise(deep, connection));
    one->lpVtbl->Release(one);
    deep->lpVtbl->Release(deep);
    flat->lpVtbl->Release(flat);
    inbox->lpVtbl->Release(inbox);
}

static void a_table_outlives_its_store(void **state)
{
    struct fixture *f = *state;
    IMAPITable *table = lettered(f, "ab", NULL);
    ULONG_PTR connection;

    /* 6.9-34 */
    assert_int_equal(table->lpVtbl->Advise(table, fnevNewMail, some_sink, &connection),
                     MAPI_E_INVALID_PARAMETER);
    assert_int_equal(table->lpVtbl->Advise(table, fnevTableModified, NULL, &connection),
                     MAPI_E_INVALID_PARAMETER);
    assert_int_equal(table->lpVtbl->Advise(table, fnevTableModified, some_sink, NULL),
                     MAPI_E_INVALID_PARAMETER);
    advise(table);
    log_off(f);
    expect_rows(table, 5, 0, "ab"); /* it is logged on as long as the table is there */
    assert_int_equal(f->support.subscriptions, 1);
    ok_hr(table->lpVtbl->Unadvise(table, 1));
    assert_int_equal(f->support.subscriptions, 0);
    ok_hr(table->lpVtbl->Advise(table, fnevTableModified, some_sink, &connection));
    table->lpVtbl->Release(table);
}

/* 4.13-12 */
static void a_table_ends_with_the_logon(void **state)
{
    struct fixture *f = *state;
    IMAPITable *table = lettered(f, "ab", NULL);
    ULONG_PTR connection;

    advise(table);
    force_log_off(f);
    f->support.subscriptions = 0; /* they went with the support object */
    assert_int_equal(table->lpVtbl->Advise(table, fnevTableModified, some_sink, &connection),
                     MAPI_E_INVALID_OBJECT);
    table->lpVtbl->Release(table);
    f->store->lpVtbl->Release(f->store);
    f->store = NULL;
}

static const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, store_setup, store_teardown)
    TEST(rows_that_come_change_and_go_are_told),
    TEST(many_changes_are_one_piece_of_news),
    TEST(rows_that_are_hidden_are_not_spoken_of),
    TEST(rows_that_are_told_are_cut_like_others),
    TEST(folders_are_told_of_flat_and_deep),
    TEST(a_table_outlives_its_store),
    TEST(a_table_ends_with_the_logon),
};

int main(void)
{
    return cmocka_run_group_tests(tests, NULL, NULL);
}
