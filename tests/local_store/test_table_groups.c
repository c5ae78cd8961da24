/*
 * test_table_groups.c - a categorised contents table: news, damage, collapse state, the end of its
 * folder
 */
#include <string.h>
#include "base/fault.h"
#include "local_store/sql_table.h"
#include "local_store/table_fixture.h"

/* The line at the cursor ; none at the end. */
static SRowSet *line_of(IMAPITable *table)
{
    SRowSet *rows;

    ok_hr(table->lpVtbl->QueryRows(table, 1, TBL_NOADVANCE, &rows));
    return rows;
}

static IMAPIAdviseSink *const some_sink = (IMAPIAdviseSink *)16;

/* By subject, all collapsed or expanded. */
static void by_subject(IMAPITable *table, ULONG expanded)
{
    SizedSSortOrderSet(1, set) = {1, 1, expanded, {{PR_SUBJECT_W, TABLE_SORT_ASCEND}}};

    ok_hr(table->lpVtbl->SortTable(table, (SSortOrderSet *)&set, 0));
}

/* The next thing told, of no row. */
static void expect_news(struct fixture *f, ULONG event)
{
    assert_int_equal(f->support.n_table_notes, event ? 1 : 0);
    if (event) assert_int_equal(f->support.table_notes[0].event, event);
    if (event) assert_int_equal(f->support.table_notes[0].index, 0);
    f->support.n_table_notes = 0;
}

/* 6.10-06 6.10-09 6.12-08 6.12-11 6.9-10 */
static void news_come_once_and_only_of_what_is_shown(void **state)
{
    struct fixture *f = *state;
    BYTE ids[4][48], more[48];
    IMAPIFolder *inbox = open_inbox(f);
    IMAPITable *table = lettered(f, "aabc", ids);
    SPropValue b = {.ulPropTag = PR_SUBJECT_W, .Value.lpszW = (WCHAR *)L"b"};
    SRestriction from_b = {.rt = RES_PROPERTY, .res.resProperty = {RELOP_GE, PR_SUBJECT_W, &b}};
    static const ULONG key_first[] = {PR_INSTANCE_KEY, PR_SUBJECT_W};
    SizedSSortOrderSet(1, set) = {1, 1, 1, {{PR_SUBJECT_W, TABLE_SORT_ASCEND}}};
    ULONG_PTR connection;
    SRowSet *heading;
    SBinary key;
    ULONG n;
    BOOKMARK mark;

    by_subject(table, 1);
    ok_hr(table->lpVtbl->Advise(table, fnevTableModified, some_sink, &connection));
    expect_count(table, 7);
    set_columns(table, 2, key_first);
    heading = line_of(table);
    key = heading->aRow[0].lpProps[0].Value.bin;
    ok_hr(table->lpVtbl->CollapseRow(table, key.cb, key.lpb, 0, &n));
    assert_int_equal(n, 2);
    ok_hr(table->lpVtbl->ExpandRow(table, key.cb, key.lpb, 0, 0, NULL, &n));
    assert_int_equal(n, 2);
    expect_news(f, 0);
    free_rows(heading);

    ok_hr(table->lpVtbl->SeekRow(table, BOOKMARK_BEGINNING, 6, NULL)); /* c */
    ok_hr(table->lpVtbl->CreateBookmark(table, &mark));
    make_lettered(inbox, "b", (BYTE(*)[48])more);
    expect_news(f, TABLE_CHANGED);
    ok_hr(table->lpVtbl->SeekRow(table, mark, 0, NULL)); /* still good */
    expect_position(table, 7, 8);
    delete_message(f, more);
    expect_news(f, TABLE_CHANGED);

    ok_hr(table->lpVtbl->Restrict(table, &from_b, TBL_ASYNC));
    expect_news(f, TABLE_RESTRICT_DONE);
    expect_count(table, 4);
    delete_message(f, ids[0]); /* hidden */
    expect_news(f, 0);
    delete_message(f, ids[2]);
    expect_news(f, TABLE_CHANGED);
    expect_count(table, 2);
    ok_hr(table->lpVtbl->SortTable(table, (SSortOrderSet *)&set, TBL_ASYNC | TBL_BATCH));
    expect_news(f, TABLE_SORT_DONE);
    /* 6.9-32 6.9-33: nothing is ever under way, none is told to wait */
    ok_hr(table->lpVtbl->WaitForCompletion(table, 0, 0, &n));
    assert_int_equal(n, TBLSTAT_COMPLETE);
    assert_int_equal(table->lpVtbl->Abort(table), MAPI_E_UNABLE_TO_ABORT); /* 6.9-30 */
    ok_hr(table->lpVtbl->Unadvise(table, connection));
    table->lpVtbl->Release(table);
    inbox->lpVtbl->Release(inbox);
}

/* 6.12-11 */
static void damage_under_an_open_table_is_an_error_to_its_sinks(void **state)
{
    struct fixture *f = *state;
    BYTE ids[2][48];
    IMAPITable *table = lettered(f, "ab", ids);
    struct db *db = store_db(sql_table_from_iface(table)->store);
    IMessage *message = open_message(f, ids[1], MAPI_MODIFY);
    ULONG_PTR connection;

    ok_hr(table->lpVtbl->Advise(table, fnevTableModified, some_sink, &connection));
    ok_hr(set_text(message, PR_SUBJECT_W, L"c"));
    ok_hr(db_begin(db)); /* who wrote it, a row without its identity can't be shown */
    ok_hr(db_end(db, db_exec(db, "UPDATE messages SET guid=x'00' WHERE subject='b'", "")));
    message->lpVtbl->SaveChanges(message, 0);
    message->lpVtbl->Release(message);
    assert_int_equal(f->support.n_table_notes, 1);
    assert_int_equal(f->support.table_notes[0].event, TABLE_ERROR);
    ok_hr(table->lpVtbl->Unadvise(table, connection));
    table->lpVtbl->Release(table);
}

/* 6.10-08: also in another session, and only where it fits */
static void a_collapse_state_is_for_the_same_order_in_any_session(void **state)
{
    struct fixture *f = *state;
    IMAPITable *table = lettered(f, "aabbc", NULL);
    static const ULONG key_first[] = {PR_INSTANCE_KEY};
    IMAPIFolder *inbox;
    BYTE *bytes = NULL, copy[200];
    SRowSet *row;
    SBinary key;
    BOOKMARK mark;
    ULONG n, m;

    set_columns(table, 1, key_first);
    by_subject(table, 0);
    expect_count(table, 3);
    ok_hr(table->lpVtbl->SeekRow(table, BOOKMARK_BEGINNING, 1, NULL));
    row = line_of(table);
    key = row->aRow[0].lpProps[0].Value.bin;
    assert_int_equal(key.cb, 16);
    ok_hr(table->lpVtbl->ExpandRow(table, key.cb, key.lpb, 0, 0, NULL, &n)); /* b */
    assert_int_equal(n, 2);
    ok_hr(table->lpVtbl->GetCollapseState(table, 0, key.cb, key.lpb, &n, &bytes));
    assert_in_range(n, 16, sizeof(copy));
    memcpy(copy, bytes, n);
    FREE(bytes);
    free_rows(row);
    table->lpVtbl->Release(table);

    store_reopen(f);
    inbox = open_inbox(f);
    make_lettered(inbox, "a", NULL); /* the folder has changed meanwhile */
    table = contents(inbox, 0);
    assert_int_equal(table->lpVtbl->SetCollapseState(table, 0, n, copy, &mark), MAPI_E_NO_SUPPORT);
    by_subject(table, 1);
    assert_int_equal(table->lpVtbl->SetCollapseState(table, 0, n, copy, &mark),
                     MAPI_E_UNABLE_TO_COMPLETE);
    by_subject(table, 0);
    ok_hr(table->lpVtbl->SetCollapseState(table, 0, n, copy, &mark));
    expect_count(table, 5);
    ok_hr(table->lpVtbl->SeekRow(table, mark, 0, NULL));
    expect_position(table, 1, 5);
    for (ULONG cut = 1; cut < n; cut++) /* shorter ones are refused, and change nothing */
        assert_int_equal(table->lpVtbl->SetCollapseState(table, 0, cut, copy, &mark),
                         MAPI_E_INVALID_PARAMETER);
    copy[0] ^= 1;
    assert_int_equal(table->lpVtbl->SetCollapseState(table, 0, n, copy, &mark),
                     MAPI_E_INVALID_PARAMETER);
    assert_int_equal(table->lpVtbl->SetCollapseState(table, 1, n, copy, &mark),
                     MAPI_E_UNKNOWN_FLAGS);
    assert_int_equal(table->lpVtbl->GetCollapseState(table, 1, 0, NULL, &m, &bytes),
                     MAPI_E_UNKNOWN_FLAGS);
    expect_count(table, 5);
    table->lpVtbl->Release(table);
    inbox->lpVtbl->Release(inbox);
}

static void deliver(IMAPIFolder *folder, const WCHAR *topic, ULONG time, BYTE *id)
{
    SPropValue values[] = {
        {.ulPropTag = PR_CONVERSATION_TOPIC_W, .Value.lpszW = (WCHAR *)topic},
        {.ulPropTag = PR_MESSAGE_DELIVERY_TIME, .Value.ft.dwHighDateTime = time},
        {.ulPropTag = PR_SUBJECT_W, .Value.lpszW = (WCHAR *)topic},
    };
    IMessage *message = NULL;
    SPropValue *entry;

    ok_hr(folder->lpVtbl->CreateMessage(folder, NULL, 0, &message));
    ok_hr(message->lpVtbl->SetProps(message, 3, values, NULL));
    ok_hr(message->lpVtbl->SaveChanges(message, KEEP_OPEN_READWRITE));
    entry = get_prop(message, PR_ENTRYID);
    memcpy(id, entry->Value.bin.lpb, 48);
    FREE(entry);
    message->lpVtbl->Release(message);
}

/* The headings' topics by first letters, times by figures. */
static void expect_conversations(IMAPITable *table, const char *expected)
{
    char got[32] = "";
    SRowSet *rows;

    ok_hr(table->lpVtbl->SeekRow(table, BOOKMARK_BEGINNING, 0, NULL));
    ok_hr(table->lpVtbl->QueryRows(table, 9, 0, &rows));
    for (ULONG i = 0; i < rows->cRows; i++) {
        got[2 * i] = (char)rows->aRow[i].lpProps[0].Value.lpszW[0];
        got[2 * i + 1] = (char)('0' + rows->aRow[i].lpProps[1].Value.ft.dwHighDateTime);
    }
    free_rows(rows);
    assert_string_equal(got, expected);
}

/* 6.10-02 6.10-03: as mail programs ask for it, the conversation that was heard of last on top */
static void conversations_go_by_their_newest_message(void **state)
{
    static const ULONG columns[] = {PR_CONVERSATION_TOPIC_W, PR_MESSAGE_DELIVERY_TIME};
    SizedSSortOrderSet(3, set) = {3, 1, 0, {{PR_CONVERSATION_TOPIC_W, TABLE_SORT_ASCEND},
                                            {PR_MESSAGE_DELIVERY_TIME, TABLE_SORT_CATEG_MAX},
                                            {PR_CONVERSATION_INDEX, TABLE_SORT_ASCEND}}};
    struct fixture *f = *state;
    IMAPIFolder *inbox = open_inbox(f);
    IMAPITable *table = contents(inbox, MAPI_UNICODE);
    SPropValue time = {.ulPropTag = PR_MESSAGE_DELIVERY_TIME, .Value.ft.dwHighDateTime = 5};
    SRestriction before = {.rt = RES_PROPERTY,
                           .res.resProperty = {RELOP_LT, PR_MESSAGE_DELIVERY_TIME, &time}};
    BYTE ids[6][48];
    BOOKMARK mark;

    deliver(inbox, L"a", 1, ids[0]);
    deliver(inbox, L"b", 2, ids[1]);
    deliver(inbox, L"c", 3, ids[2]);
    deliver(inbox, L"a", 4, ids[3]);
    set_columns(table, 2, columns);
    ok_hr(table->lpVtbl->SortTable(table, (SSortOrderSet *)&set, 0));
    expect_conversations(table, "a4c3b2");
    ok_hr(table->lpVtbl->SeekRow(table, BOOKMARK_BEGINNING, 2, NULL));
    ok_hr(table->lpVtbl->CreateBookmark(table, &mark)); /* b */
    deliver(inbox, L"b", 5, ids[4]);
    expect_conversations(table, "b5a4c3");
    ok_hr(table->lpVtbl->SeekRow(table, mark, 0, NULL));
    expect_position(table, 0, 3);
    delete_message(f, ids[3]);
    expect_conversations(table, "b5c3a1");
    ok_hr(table->lpVtbl->Restrict(table, &before, 0)); /* the newest of those that are shown */
    expect_conversations(table, "c3b2a1");
    set.aSort[1].ulOrder = TABLE_SORT_CATEG_MIN;
    ok_hr(table->lpVtbl->SortTable(table, (SSortOrderSet *)&set, 0));
    expect_conversations(table, "a1b2c3");
    set.cCategories = 0;
    set.cExpanded = 0;
    assert_int_equal(table->lpVtbl->SortTable(table, (SSortOrderSet *)&set, 0),
                     MAPI_E_INVALID_PARAMETER);
    expect_conversations(table, "a1b2c3"); /* 6.9-25 */
    table->lpVtbl->Release(table);
    inbox->lpVtbl->Release(inbox);
}

static int count_grouping(unsigned what, void *n, void *stmt, void *text)
{
    (void)what;
    (void)stmt;
    *(int *)n += strstr(text, "GROUP BY") != NULL;
    return 0;
}

/* 6.10-03: what is written elsewhere, and that a message was read, costs no new grouping; the
 * counts are right all the same */
static void groups_are_only_made_anew_when_they_may_be_others(void **state)
{
    static const ULONG columns[] = {PR_CONTENT_UNREAD, PR_SUBJECT_W};
    struct fixture *f = *state;
    BYTE ids[4][48];
    IMAPIFolder *inbox = open_inbox(f), *root = open_root(f),
                *other = make_folder(root, L"other", 0);
    IMAPITable *table = lettered(f, "aabc", ids);
    sqlite3 *sql = store_db(sql_table_from_iface(table)->store)->sql;
    SBinary bin = {48, ids[0]};
    ENTRYLIST list = {1, &bin};
    SRowSet *rows;
    int n = 0;

    by_subject(table, 1);
    set_columns(table, 2, columns);
    expect_count(table, 7);
    sqlite3_trace_v2(sql, SQLITE_TRACE_STMT, count_grouping, &n);
    expect_count(table, 7);
    make_lettered(other, "ax", NULL);
    expect_count(table, 7);
    ok_hr(inbox->lpVtbl->SetReadFlags(inbox, &list, 0, NULL, SUPPRESS_RECEIPT));
    expect_count(table, 7);
    assert_int_equal(n, 0);
    ok_hr(table->lpVtbl->QueryRows(table, 1, 0, &rows));
    assert_int_equal(rows->aRow[0].lpProps[0].Value.l, 1);
    free_rows(rows);
    make_lettered(inbox, "d", NULL);
    expect_count(table, 9);
    assert_true(n > 0);
    n = 0;
    ok_hr(inbox->lpVtbl->CopyMessages(inbox, &list, NULL, other, 0, NULL, MESSAGE_MOVE));
    expect_count(table, 8);
    assert_true(n > 0);
    sqlite3_trace_v2(sql, 0, NULL, NULL);
    table->lpVtbl->Release(table);
    other->lpVtbl->Release(other);
    root->lpVtbl->Release(root);
    inbox->lpVtbl->Release(inbox);
}

/* Who listens, too, hears of each change and pays for none of them before he reads. */
static void a_burst_of_changes_is_one_grouping(void **state)
{
    struct fixture *f = *state;
    IMAPIFolder *inbox = open_inbox(f);
    IMAPITable *table = lettered(f, "aabc", NULL);
    sqlite3 *sql = store_db(sql_table_from_iface(table)->store)->sql;
    ULONG_PTR connection;
    int n = 0, one;

    by_subject(table, 1);
    ok_hr(table->lpVtbl->Advise(table, fnevTableModified, some_sink, &connection));
    sqlite3_trace_v2(sql, SQLITE_TRACE_STMT, count_grouping, &n);
    expect_count(table, 7);
    one = n;
    assert_in_range(one, 1, 2); /* subjects, and none */
    for (int i = 0; i < 20; i++)
        make_lettered(inbox, "ad", NULL);
    assert_int_equal(n, one);
    assert_int_equal(f->support.n_table_notes, 40);
    expect_count(table, 4 + 4 + 40);
    expect_position(table, 0, 48);
    expect_rows(table, 3, 0, "aaa");
    expect_rows(table, 3, TBL_NOADVANCE, "aaa");
    assert_int_equal(n, 2 * one);
    sqlite3_trace_v2(sql, 0, NULL, NULL);
    ok_hr(table->lpVtbl->Unadvise(table, connection));
    table->lpVtbl->Release(table);
    inbox->lpVtbl->Release(inbox);
}

/* Capital and small letters are one group, as they are one place in the order. */
static void case_makes_no_group(void **state)
{
    struct fixture *f = *state;
    IMAPITable *table = lettered(f, "aBAbB", NULL);

    by_subject(table, 0);
    expect_count(table, 2);
    by_subject(table, 1);
    expect_rows(table, 9, 0, "aaABBbB");
    table->lpVtbl->Release(table);
}

/* A table whose folder is deleted is empty from then on, whatever its order. */
static void a_table_outlives_its_folder(void **state)
{
    struct fixture *f = *state;
    IMAPIFolder *root = open_root(f), *folder = make_folder(root, L"short-lived", 0);
    IMAPITable *flat, *grouped;
    static const ULONG subject = PR_SUBJECT_W;
    ULONG_PTR connection;
    SPropValue *id = id_of(folder);
    SPropValue a = {.ulPropTag = PR_SUBJECT_W, .Value.lpszW = (WCHAR *)L"a"};
    SRestriction is_a = {.rt = RES_PROPERTY, .res.resProperty = {RELOP_EQ, PR_SUBJECT_W, &a}};

    make_lettered(folder, "ab", NULL);
    flat = contents(folder, MAPI_UNICODE);
    grouped = contents(folder, MAPI_UNICODE);
    folder->lpVtbl->Release(folder);
    set_columns(flat, 1, &subject);
    set_columns(grouped, 1, &subject);
    by_subject(grouped, 1);
    ok_hr(grouped->lpVtbl->Advise(grouped, fnevTableModified, some_sink, &connection));
    expect_rows(grouped, 1, 0, "a");
    expect_rows(flat, 1, 0, "a");
    ok_hr(root->lpVtbl->DeleteFolder(root, EID(id), 0, NULL, DEL_MESSAGES));
    expect_count(flat, 0);
    expect_count(grouped, 0);
    assert_true(f->support.n_table_notes > 0);
    expect_rows(flat, 5, 0, "");
    expect_rows(grouped, 5, 0, "");
    expect_rows(grouped, -5, 0, "");
    expect_position(grouped, 0, 1); /* 6.9-18 */
    assert_int_equal(grouped->lpVtbl->FindRow(grouped, &is_a, BOOKMARK_BEGINNING, 0),
                     MAPI_E_NOT_FOUND);
    by_subject(flat, 0);
    expect_count(flat, 0);
    ok_hr(flat->lpVtbl->Restrict(flat, &is_a, 0));
    expect_count(flat, 0);
    ok_hr(grouped->lpVtbl->Unadvise(grouped, connection));
    FREE(id);
    grouped->lpVtbl->Release(grouped);
    flat->lpVtbl->Release(flat);
    root->lpVtbl->Release(root);
}

/* 6.8-07 6.8-08 */
static void folders_have_both_tables_and_no_categories(void **state)
{
    SizedSSortOrderSet(1, set) = {1, 1, 1, {{PR_DISPLAY_NAME_W, TABLE_SORT_ASCEND}}};
    IMAPIFolder *root = open_root(*state);
    IMAPITable *table = NULL;
    ULONG before, after;

    /* no container of ours lacks one: none answers MAPI_E_NO_SUPPORT */
    ok_hr(root->lpVtbl->GetHierarchyTable(root, 0, &table));
    ok_hr(table->lpVtbl->GetRowCount(table, 0, &before));
    assert_int_equal(table->lpVtbl->SortTable(table, (SSortOrderSet *)&set, 0), MAPI_E_TOO_COMPLEX);
    ok_hr(table->lpVtbl->GetRowCount(table, 0, &after));
    assert_int_equal(before, after);
    table->lpVtbl->Release(table);
    table = contents(root, MAPI_ASSOCIATED);
    by_subject(table, 1);
    expect_count(table, 0);
    table->lpVtbl->Release(table);
    root->lpVtbl->Release(root);
}

static void without_memory_for_the_client_nothing_moves(void **state)
{
    IMAPITable *table = lettered(*state, "aab", NULL);
    SRowSet *rows = NULL;
    HRESULT hr;
    int n;

    by_subject(table, 1);
    for (n = 0;; n++) { /* fail allocation 0, then 1, ... until none fails */
        fault_alloc_after(n);
        hr = table->lpVtbl->QueryRows(table, 4, 0, &rows);
        fault_alloc_never();
        if (hr == S_OK) break;
        assert_int_equal(hr, MAPI_E_NOT_ENOUGH_MEMORY);
        assert_null(rows);
        expect_position(table, 0, 5);
    }
    assert_in_range(n, 4, 20);
    assert_int_equal(rows->cRows, 4);
    free_rows(rows);
    expect_rows(table, 5, 0, "b");
    table->lpVtbl->Release(table);
}

static const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, store_setup, store_teardown)
    TEST(news_come_once_and_only_of_what_is_shown),
    TEST(damage_under_an_open_table_is_an_error_to_its_sinks),
    TEST(a_collapse_state_is_for_the_same_order_in_any_session),
    TEST(conversations_go_by_their_newest_message),
    TEST(groups_are_only_made_anew_when_they_may_be_others),
    TEST(a_burst_of_changes_is_one_grouping),
    TEST(case_makes_no_group),
    TEST(a_table_outlives_its_folder),
    TEST(folders_have_both_tables_and_no_categories),
    TEST(without_memory_for_the_client_nothing_moves),
};

int main(void)
{
    return cmocka_run_group_tests(tests, NULL, NULL);
}
