/*
 * store_tables.c - the tables of a local store's folders through a session: rows, order,
 * restriction, sinks, two processes
 */
#define INITGUID
#define USES_IID_IMessage
#define USES_IID_IMAPIFolder
#define USES_IID_IMAPIProp
#define USES_IID_IMAPITable
#include <windows.h>
#include <initguid.h>
#include "store_fixture.h"

static IMAPISession *session;
static IMsgStore *store;
static IMAPIFolder *inbox;

static void begin(void)
{
    MAPIInitialize(NULL);
    remove_store();
    ok_hr(make_profile("MSPST MS", path), S_OK);
    session = log_on();
    store = open_store(session, S_OK);
    inbox = open_inbox(store);
}

static void end(void)
{
    inbox->lpVtbl->Release(inbox);
    store->lpVtbl->Release(store);
    log_off(session);
    drop_profile();
    remove_store();
    MAPIUninitialize();
}

/* A message with a subject and a delivery time: high is the upper half of the FILETIME, 0 sets
 * none. */
static void deliver(IMAPIFolder *folder, const char *subject, ULONG high)
{
    SPropValue time = {.ulPropTag = PR_MESSAGE_DELIVERY_TIME, .Value.ft.dwHighDateTime = high};
    IMessage *message = NULL;

    ok_hr(folder->lpVtbl->CreateMessage(folder, NULL, 0, &message), S_OK);
    if (!message) return;
    set_text(message, PR_SUBJECT_A, subject);
    set_text(message, PR_BODY_A, "the same body in all");
    if (high) ok_hr(HrSetOneProp((IMAPIProp *)message, &time), S_OK);
    ok_hr(message->lpVtbl->SaveChanges(message, 0), S_OK);
    message->lpVtbl->Release(message);
}

static IMAPITable *inbox_table(ULONG flags)
{
    static const SizedSPropTagArray(3, columns) = {3, {PR_SUBJECT_A, PR_ENTRYID, PR_INSTANCE_KEY}};
    IMAPITable *table = NULL;

    ok_hr(inbox->lpVtbl->GetContentsTable(inbox, flags, &table), S_OK);
    if (table) ok_hr(table->lpVtbl->SetColumns(table, (SPropTagArray *)&columns, TBL_BATCH), S_OK);
    return table;
}

static void sort_by(IMAPITable *table, ULONG tag, ULONG order)
{
    SizedSSortOrderSet(1, set) = {1, 0, 0, {{tag, order}}};

    ok_hr(table->lpVtbl->SortTable(table, (SSortOrderSet *)&set, TBL_BATCH), S_OK);
}

/* The first letters of the subjects of the rows that a call gives. */
static void expect_rows(IMAPITable *table, LONG count, const char *letters)
{
    SRowSet *rows = NULL;
    char got[40] = "";

    ok_hr(table->lpVtbl->QueryRows(table, count, 0, &rows), S_OK);
    for (ULONG i = 0; rows && i < rows->cRows && i < sizeof(got) - 1; i++)
        got[i] = rows->aRow[i].lpProps[0].ulPropTag == PR_SUBJECT_A
                     ? rows->aRow[i].lpProps[0].Value.lpszA[0]
                     : '?';
    ok(!strcmp(got, letters), "got %s, expected %s\n", got, letters);
    FreeProws(rows);
}

/* 6.8-01, 6.8-03, 6.9-03, 6.9-04, 6.9-15, 6.9-26, clients.md */
static void a_client_browses_a_folder(void)
{
    IMAPITable *table, *other = NULL;
    SRowSet *rows = NULL;
    ULONG n = 0, row, numerator, denominator;
    LONG moved;

    begin();
    deliver(inbox, "apple", 30000003);
    deliver(inbox, "banana", 30000001);
    deliver(inbox, "cherry", 0);
    deliver(inbox, "date", 30000002);
    table = inbox_table(0);
    ok_hr(table->lpVtbl->GetRowCount(table, 0, &n), S_OK);
    ok(n == 4, "%lu rows\n", n);
    sort_by(table, PR_MESSAGE_DELIVERY_TIME, TABLE_SORT_DESCEND);
    expect_rows(table, 3, "adb");
    expect_rows(table, 3, "c");
    expect_rows(table, 3, "");
    expect_rows(table, -2, "bc");
    ok_hr(table->lpVtbl->SeekRow(table, BOOKMARK_BEGINNING, 1, &moved), S_OK);
    ok(moved == 1, "moved by %ld\n", moved);
    ok_hr(table->lpVtbl->QueryPosition(table, &row, &numerator, &denominator), S_OK);
    ok(row == 1 && denominator == 4, "row %lu of %lu\n", row, denominator);
    sort_by(table, PR_MESSAGE_DELIVERY_TIME, TABLE_SORT_ASCEND);
    expect_rows(table, 10, "bdac");
    table->lpVtbl->Release(table);

    ok_hr(inbox->lpVtbl->OpenProperty(inbox, PR_CONTAINER_CONTENTS, &IID_IMAPITable, 0, 0,
                                      (IUnknown **)&other),
          S_OK);
    ok_hr(HrQueryAllRows(other, NULL, NULL, NULL, 0, &rows), S_OK); /* default columns are useful */
    ok(rows && rows->cRows == 4, "%lu rows\n", rows ? rows->cRows : 0);
    for (ULONG i = 0; rows && i < rows->cRows; i++) { /* a message opens from its row */
        SPropValue *id = PpropFindProp(rows->aRow[i].lpProps, rows->aRow[i].cValues, PR_ENTRYID);
        SPropValue *subject =
            PpropFindProp(rows->aRow[i].lpProps, rows->aRow[i].cValues, PR_SUBJECT_A);
        IMessage *message = NULL;
        ULONG type;

        ok(id && subject, "a row without entry ID or subject\n");
        if (!id || !subject) continue;
        ok_hr(session->lpVtbl->OpenEntry(session, id->Value.bin.cb, (ENTRYID *)id->Value.bin.lpb,
                                         NULL, MAPI_MODIFY | MAPI_BEST_ACCESS, &type,
                                         (IUnknown **)&message),
              S_OK);
        if (!message) continue;
        expect_text(message, PR_SUBJECT_A, subject->Value.lpszA);
        message->lpVtbl->Release(message);
    }
    FreeProws(rows);
    if (other) other->lpVtbl->Release(other);
    end();
}

/* 6.9-21, 6.9-22, 6.9-24, 6.11-06: the restrictions of the session's own code and of the store
 * agree */
static void rows_are_found_and_restricted(void)
{
    SPropValue word = {.ulPropTag = PR_BODY_A, .Value.lpszA = (char *)"SAME BODY"};
    SPropValue prefix = {.ulPropTag = PR_SUBJECT_A, .Value.lpszA = (char *)"c"};
    SRestriction contains = {.rt = RES_CONTENT,
                             .res.resContent = {FL_SUBSTRING | FL_IGNORECASE, PR_BODY_A, &word}};
    SRestriction from = {.rt = RES_PROPERTY, .res.resProperty = {RELOP_GE, PR_SUBJECT_A, &prefix}};
    SRestriction key = {.rt = RES_PROPERTY, .res.resProperty = {RELOP_EQ, PR_INSTANCE_KEY, NULL}};
    SRowSet *rows = NULL;
    IMAPITable *table;
    ULONG n = 0;

    begin();
    deliver(inbox, "apple", 30000003);
    deliver(inbox, "Cherry", 30000001);
    deliver(inbox, "date", 30000002);
    table = inbox_table(0);
    sort_by(table, PR_SUBJECT_A, TABLE_SORT_ASCEND);
    ok_hr(table->lpVtbl->FindRow(table, &from, BOOKMARK_BEGINNING, 0), S_OK);
    ok_hr(table->lpVtbl->QueryRows(table, 1, TBL_NOADVANCE, &rows), S_OK);
    ok(rows && rows->cRows == 1 && !strcmp(rows->aRow[0].lpProps[0].Value.lpszA, "Cherry"),
       "found another\n");
    if (rows && rows->cRows) {
        key.res.resProperty.lpProp = &rows->aRow[0].lpProps[2];
        ok_hr(table->lpVtbl->SeekRow(table, BOOKMARK_END, 0, NULL), S_OK);
        ok_hr(table->lpVtbl->FindRow(table, &key, BOOKMARK_BEGINNING, 0), S_OK);
        expect_rows(table, 5, "Cd");
        ok_hr(table->lpVtbl->FindRow(table, &key, BOOKMARK_CURRENT, 0), MAPI_E_NOT_FOUND);
    }
    FreeProws(rows);
    ok_hr(table->lpVtbl->Restrict(table, &from, 0), S_OK);
    expect_rows(table, 5, "Cd");
    ok_hr(table->lpVtbl->Restrict(table, &contains, 0), S_OK);
    ok_hr(table->lpVtbl->GetRowCount(table, 0, &n), S_OK);
    ok(n == 3, "%lu rows\n", n);
    expect_rows(table, 5, "aCd");
    word.Value.lpszA = (char *)"another";
    ok_hr(table->lpVtbl->Restrict(table, &contains, 0), S_OK);
    expect_rows(table, 5, "");
    ok_hr(table->lpVtbl->Restrict(table, NULL, 0), S_OK);
    expect_rows(table, 5, "aCd");
    table->lpVtbl->Release(table);
    end();
}

/* ---- a client's sink ---- */

struct news {
    LONG n;
    ULONG events[8];
    char letters[8];
};

static LONG STDAPICALLTYPE hear(void *context, ULONG count, NOTIFICATION *notes)
{
    struct news *news = context;

    for (ULONG i = 0; i < count; i++) {
        const TABLE_NOTIFICATION *tab = &notes[i].info.tab;
        LONG at = news->n;

        ok(notes[i].ulEventType == fnevTableModified, "event %#lx\n", notes[i].ulEventType);
        if (at == 8) continue;
        news->events[at] = tab->ulTableEvent;
        news->letters[at] = tab->row.cValues && tab->row.lpProps[0].ulPropTag == PR_SUBJECT_A
                                ? tab->row.lpProps[0].Value.lpszA[0] : '-';
        ok(tab->ulTableEvent == TABLE_CHANGED || tab->propIndex.ulPropTag == PR_INSTANCE_KEY,
           "no key: %#lx\n", tab->propIndex.ulPropTag);
        news->n++;
    }
    return 0;
}

static void expect_news(struct news *news, LONG n)
{
    ok(news->n == n - 1, "heard %ld before the call had returned\n", news->n); /* 6.12-19 */
    HrDispatchNotifications(0);
    ok(news->n == n, "heard %ld, expected %ld\n", news->n, n);
}

/* 6.9-34, 6.12-08, 6.12-09, 6.12-10, 6.12-12, 6.12-19 */
static void a_sink_hears_of_rows(void)
{
    struct news news = {0};
    IMAPIAdviseSink *sink = NULL;
    ULONG_PTR connection = 0;
    SRowSet *rows = NULL;
    IMAPITable *table;
    SBinary bin;
    ENTRYLIST list = {1, &bin};
    ULONG left;

    begin();
    table = inbox_table(0);
    ok_hr(HrAllocAdviseSink(hear, &news, &sink), S_OK);
    ok_hr(table->lpVtbl->Advise(table, fnevTableModified, sink, &connection), S_OK);
    deliver(inbox, "first", 30000001);
    expect_news(&news, 1);
    ok(news.events[0] == TABLE_ROW_ADDED && news.letters[0] == 'f', "event %lu, %c\n",
       news.events[0], news.letters[0]);
    ok_hr(table->lpVtbl->QueryRows(table, 1, 0, &rows), S_OK);
    if (rows && rows->cRows) {
        bin = rows->aRow[0].lpProps[1].Value.bin;
        ok_hr(inbox->lpVtbl->SetReadFlags(inbox, &list, 0, NULL, SUPPRESS_RECEIPT), S_OK);
        expect_news(&news, 2);
        ok(news.events[1] == TABLE_ROW_MODIFIED && news.letters[1] == 'f', "event %lu\n",
           news.events[1]);
        ok_hr(inbox->lpVtbl->DeleteMessages(inbox, &list, 0, NULL, 0), S_OK);
        expect_news(&news, 3);
        ok(news.events[2] == TABLE_ROW_DELETED && news.letters[2] == '-', "event %lu\n",
           news.events[2]);
    }
    FreeProws(rows);
    ok_hr(table->lpVtbl->Unadvise(table, connection), S_OK);
    deliver(inbox, "second", 0);
    HrDispatchNotifications(0);
    ok(news.n == 3, "heard %ld\n", news.n);
    ok_hr(table->lpVtbl->Advise(table, fnevTableModified, sink, &connection), S_OK);
    table->lpVtbl->Release(table); /* takes its sinks along */
    left = sink->lpVtbl->Release(sink);
    ok(!left, "%lu references to the sink are left\n", left);
    end();
}

/* ---- categories ---- */

static void by_subject(IMAPITable *table, ULONG expanded)
{
    static const SizedSPropTagArray(6, columns) = {
        6, {PR_SUBJECT_A, PR_ENTRYID, PR_INSTANCE_KEY, PR_ROW_TYPE, PR_DEPTH, PR_CONTENT_COUNT}};
    SizedSSortOrderSet(2, set) = {
        2,
        1,
        expanded,
        {{PR_SUBJECT_A, TABLE_SORT_ASCEND}, {PR_MESSAGE_DELIVERY_TIME, TABLE_SORT_ASCEND}}};

    ok_hr(table->lpVtbl->SetColumns(table, (SPropTagArray *)&columns, TBL_BATCH), S_OK);
    ok_hr(table->lpVtbl->SortTable(table, (SSortOrderSet *)&set, TBL_BATCH), S_OK);
}

static ULONG count_of(IMAPITable *table)
{
    ULONG n = 0;

    ok_hr(table->lpVtbl->GetRowCount(table, 0, &n), S_OK);
    return n;
}

/* 6.10-01 6.10-03 6.10-04 6.10-05 6.10-06 6.10-08 6.12-11 */
static void rows_are_grouped_under_headings(void)
{
    struct news news = {0};
    IMAPIAdviseSink *sink = NULL;
    ULONG_PTR connection = 0;
    IMAPITable *table;
    SRowSet *rows = NULL, *more = NULL;
    BYTE *state = NULL, kept[256];
    ULONG bytes = 0, n = 0;
    BOOKMARK mark = 0;

    begin();
    deliver(inbox, "b", 30000002);
    deliver(inbox, "a", 30000001);
    deliver(inbox, "B", 30000001);
    table = inbox_table(0);
    by_subject(table, 1);
    ok(count_of(table) == 5, "%lu lines\n", count_of(table));
    /* a, its message; b, as the message that came first spells it, the earlier and the later */
    expect_rows(table, 9, "aabBb");
    by_subject(table, 0);
    ok(count_of(table) == 2, "%lu lines\n", count_of(table));
    ok_hr(HrAllocAdviseSink(hear, &news, &sink), S_OK);
    ok_hr(table->lpVtbl->Advise(table, fnevTableModified, sink, &connection), S_OK);

    ok_hr(table->lpVtbl->SeekRow(table, BOOKMARK_BEGINNING, 1, NULL), S_OK);
    ok_hr(table->lpVtbl->QueryRows(table, 1, TBL_NOADVANCE, &rows), S_OK);
    if (rows && rows->cRows == 1) {
        const SPropValue *heading = rows->aRow[0].lpProps;
        SBinary key = heading[2].Value.bin;

        ok(heading[3].Value.l == TBL_COLLAPSED_CATEGORY && heading[4].Value.l == 0 &&
               heading[5].Value.l == 2,
           "type %ld, depth %ld, count %ld\n", heading[3].Value.l, heading[4].Value.l,
           heading[5].Value.l);
        ok(heading[1].ulPropTag == CHANGE_PROP_TYPE(PR_ENTRYID, PT_ERROR),
           "a heading has an entry ID\n");
        ok_hr(table->lpVtbl->ExpandRow(table, key.cb, key.lpb, 1, 0, &more, &n), S_OK);
        ok(n == 2 && more && more->cRows == 1 && more->aRow[0].lpProps[3].Value.l == TBL_LEAF_ROW &&
           more->aRow[0].lpProps[4].Value.l == 1, "%lu more\n", n);
        expect_rows(table, 9, "b"); /* behind the one given */
        ok_hr(table->lpVtbl->GetCollapseState(table, 0, key.cb, key.lpb, &bytes, &state), S_OK);
        ok(bytes && bytes <= sizeof(kept), "%lu bytes\n", bytes);
        if (bytes && bytes <= sizeof(kept)) memcpy(kept, state, bytes);
        MAPIFreeBuffer(state);
        ok_hr(table->lpVtbl->CollapseRow(table, key.cb, key.lpb, 0, &n), S_OK);
        ok(n == 2 && count_of(table) == 2, "%lu less\n", n);
        key.lpb[0] ^= 1;
        ok_hr(table->lpVtbl->CollapseRow(table, key.cb, key.lpb, 0, &n), MAPI_E_NOT_FOUND);
    }
    FreeProws(more);
    FreeProws(rows);
    HrDispatchNotifications(0);
    ok(!news.n, "heard %ld of expanding\n", news.n);
    deliver(inbox, "c", 0);
    expect_news(&news, 1);
    ok(news.events[0] == TABLE_CHANGED, "event %lu\n", news.events[0]);
    ok_hr(table->lpVtbl->Unadvise(table, connection), S_OK);
    sink->lpVtbl->Release(sink);
    table->lpVtbl->Release(table);

    inbox->lpVtbl->Release(inbox); /* the same in another session */
    store->lpVtbl->Release(store);
    log_off(session);
    session = log_on();
    store = open_store(session, S_OK);
    inbox = open_inbox(store);
    table = inbox_table(0);
    by_subject(table, 0);
    ok(count_of(table) == 3, "%lu lines\n", count_of(table));
    if (bytes) ok_hr(table->lpVtbl->SetCollapseState(table, 0, bytes, kept, &mark), S_OK);
    ok(count_of(table) == 5, "%lu lines\n", count_of(table));
    ok_hr(table->lpVtbl->SeekRow(table, mark, 0, NULL), S_OK);
    rows = NULL;
    ok_hr(table->lpVtbl->QueryRows(table, 1, 0, &rows), S_OK);
    ok(rows && rows->cRows == 1 && rows->aRow[0].lpProps[3].Value.l == TBL_EXPANDED_CATEGORY,
       "not the heading\n");
    FreeProws(rows);
    table->lpVtbl->Release(table);
    end();
}

/* 6.10-02: as mail programs show conversations, the one that was heard of last on top */
static void conversations_come_by_their_newest_message(void)
{
    SizedSSortOrderSet(2, set) = {
        2,
        1,
        1,
        {{PR_SUBJECT_A, TABLE_SORT_ASCEND}, {PR_MESSAGE_DELIVERY_TIME, TABLE_SORT_CATEG_MAX}}};
    IMAPITable *table;

    begin();
    deliver(inbox, "a", 30000001);
    deliver(inbox, "b", 30000003);
    deliver(inbox, "c", 30000002);
    table = inbox_table(0);
    ok_hr(table->lpVtbl->SortTable(table, (SSortOrderSet *)&set, 0), S_OK);
    expect_rows(table, 9, "bbccaa"); /* each under its heading */
    deliver(inbox, "a", 30000004);
    ok_hr(table->lpVtbl->SeekRow(table, BOOKMARK_BEGINNING, 0, NULL), S_OK);
    expect_rows(table, 9, "aaabbcc");
    set.aSort[1].ulOrder = TABLE_SORT_CATEG_MIN;
    ok_hr(table->lpVtbl->SortTable(table, (SSortOrderSet *)&set, 0), S_OK);
    expect_rows(table, 9, "aaaccbb");
    set.cCategories = set.cExpanded = 0;
    ok_hr(table->lpVtbl->SortTable(table, (SSortOrderSet *)&set, 0), MAPI_E_INVALID_PARAMETER);
    table->lpVtbl->Release(table);
    end();
}

/* ---- many values ---- */

#define PR_WORDS_A PROP_TAG(PT_MV_STRING8, 0x6790)

static void deliver_with_words(const char *subject, ULONG n, char **words)
{
    SPropValue value = {.ulPropTag = PR_WORDS_A, .Value.MVszA = {n, words}};
    IMessage *message = NULL;

    ok_hr(inbox->lpVtbl->CreateMessage(inbox, NULL, 0, &message), S_OK);
    if (!message) return;
    set_text(message, PR_SUBJECT_A, subject);
    if (n) ok_hr(HrSetOneProp((IMAPIProp *)message, &value), S_OK);
    ok_hr(message->lpVtbl->SaveChanges(message, 0), S_OK);
    message->lpVtbl->Release(message);
}

/* 6.9-11 6.9-12 6.9-21 */
static void each_value_has_a_row(void)
{
    static const SizedSPropTagArray(3, columns) = {
        3, {PR_SUBJECT_A, MVI_PROP(PR_WORDS_A), PR_INSTANCE_KEY}};
    SizedSSortOrderSet(1, by_word) = {1, 1, 1, {{MVI_PROP(PR_WORDS_A), TABLE_SORT_ASCEND}}};
    char *words[] = {"red", "green", "blue"};
    SPropValue green = {.ulPropTag = CHANGE_PROP_TYPE(PR_WORDS_A, PT_STRING8),
                        .Value.lpszA = "green"};
    SRestriction is_green = {.rt = RES_PROPERTY,
                             .res.resProperty = {RELOP_EQ, MVI_PROP(PR_WORDS_A), &green}},
                 is_key = {.rt = RES_PROPERTY};
    IMAPITable *table;
    SRowSet *rows = NULL;
    BOOKMARK mark = 0;

    begin();
    deliver_with_words("a", 2, words);
    deliver_with_words("b", 0, NULL);
    deliver_with_words("c", 2, words + 1);
    table = inbox_table(0);
    ok_hr(table->lpVtbl->CreateBookmark(table, &mark), S_OK);
    ok_hr(table->lpVtbl->SetColumns(table, (SPropTagArray *)&columns, 0), S_OK);
    ok_hr(table->lpVtbl->SeekRow(table, mark, 0, NULL), MAPI_E_INVALID_BOOKMARK);
    ok(count_of(table) == 5, "%lu rows\n", count_of(table));
    ok_hr(table->lpVtbl->QueryRows(table, 9, 0, &rows), S_OK);
    if (rows && rows->cRows == 5) {
        const SPropValue *second = rows->aRow[1].lpProps;

        ok(second[1].ulPropTag == green.ulPropTag && !strcmp(second[1].Value.lpszA, "green"),
           "tag %#lx\n", second[1].ulPropTag);
        ok(rows->aRow[2].lpProps[1].ulPropTag == CHANGE_PROP_TYPE(PR_WORDS_A, PT_ERROR),
           "no error for what there isn't\n");
        is_key.res.resProperty =
            (SPropertyRestriction){RELOP_EQ, PR_INSTANCE_KEY, (SPropValue *)&second[2]};
        ok_hr(table->lpVtbl->FindRow(table, &is_key, BOOKMARK_BEGINNING, 0), S_OK);
        expect_rows(table, 9, "abcc");
    } else {
        ok(0, "not five rows\n");
    }
    FreeProws(rows);
    ok_hr(table->lpVtbl->Restrict(table, &is_green, 0), S_OK);
    expect_rows(table, 9, "ac");
    ok_hr(table->lpVtbl->Restrict(table, NULL, 0), S_OK);
    /* a group for each word, and one for none */
    ok_hr(table->lpVtbl->SortTable(table, (SSortOrderSet *)&by_word, 0), S_OK);
    expect_rows(table, 20, "?c?ac?a?b");
    table->lpVtbl->Release(table);
    end();
}

/* ---- folders ---- */

/* 6.8-05, 6.8-06 */
static void folders_are_listed(void)
{
    static const SizedSPropTagArray(2, columns) = {2, {PR_DISPLAY_NAME_A, PR_DEPTH}};
    SizedSSortOrderSet(1, by_name) = {1, 0, 0, {{PR_DISPLAY_NAME_A, TABLE_SORT_ASCEND}}};
    IMAPIFolder *root = NULL, *one = NULL, *two = NULL;
    IMAPITable *flat = NULL, *deep = NULL;
    SRowSet *rows = NULL;
    ULONG type, n_flat = 0, n_deep = 0;
    bool found = false;

    begin();
    ok_hr(store->lpVtbl->OpenEntry(store, 0, NULL, NULL, MAPI_MODIFY, &type, (IUnknown **)&root),
          S_OK);
    ok_hr(root->lpVtbl->CreateFolder(root, FOLDER_GENERIC, (LPTSTR) "one", (LPTSTR) "why", NULL, 0,
                                     &one),
          S_OK);
    ok_hr(one->lpVtbl->CreateFolder(one, FOLDER_GENERIC, (LPTSTR) "two", NULL, NULL, 0, &two),
          S_OK);
    ok_hr(root->lpVtbl->GetHierarchyTable(root, 0, &flat), S_OK);
    ok_hr(root->lpVtbl->GetHierarchyTable(root, CONVENIENT_DEPTH, &deep), S_OK);
    ok_hr(flat->lpVtbl->GetRowCount(flat, 0, &n_flat), S_OK);
    ok_hr(deep->lpVtbl->GetRowCount(deep, 0, &n_deep), S_OK);
    ok(n_flat >= 2 && n_deep > n_flat, "%lu and %lu folders\n", n_flat, n_deep);
    ok_hr(HrQueryAllRows(deep, (SPropTagArray *)&columns, NULL, NULL, 0, &rows), S_OK);
    for (ULONG i = 1; rows && i < rows->cRows; i++) {
        const SPropValue *row = rows->aRow[i].lpProps, *before = rows->aRow[i - 1].lpProps;

        ok(row[1].Value.l <= before[1].Value.l + 1, "a folder is not below the one before it\n");
        if (strcmp(row[0].Value.lpszA, "two")) continue;
        ok(row[1].Value.l == 1 && !strcmp(before[0].Value.lpszA, "one"), "two is not in one\n");
        found = true;
    }
    ok(found, "no folder two\n");
    FreeProws(rows);
    rows = NULL;
    ok_hr(
        HrQueryAllRows(flat, (SPropTagArray *)&columns, NULL, (SSortOrderSet *)&by_name, 0, &rows),
        S_OK);
    for (ULONG i = 1; rows && i < rows->cRows; i++)
        ok(_stricmp(rows->aRow[i - 1].lpProps[0].Value.lpszA,
                    rows->aRow[i].lpProps[0].Value.lpszA) < 0,
           "not in order: %s\n", rows->aRow[i].lpProps[0].Value.lpszA);
    FreeProws(rows);
    deep->lpVtbl->Release(deep);
    flat->lpVtbl->Release(flat);
    two->lpVtbl->Release(two);
    one->lpVtbl->Release(one);
    root->lpVtbl->Release(root);
    end();
}

/* ---- another process changes the store under an open table ---- */

/* In the child: deletes every second message, and delivers twenty, ten before and ten behind all
 * others. */
static void meddle(void)
{
    static const SizedSPropTagArray(1, id) = {1, {PR_ENTRYID}};
    IMAPITable *table = NULL;
    SRowSet *rows = NULL;

    MAPIInitialize(NULL);
    session = log_on();
    store = open_store(session, S_OK);
    inbox = open_inbox(store);
    ok_hr(inbox->lpVtbl->GetContentsTable(inbox, 0, &table), S_OK);
    ok_hr(HrQueryAllRows(table, (SPropTagArray *)&id, NULL, NULL, 0, &rows), S_OK);
    for (ULONG i = 0; rows && i < rows->cRows; i += 2) {
        ENTRYLIST list = {1, &rows->aRow[i].lpProps[0].Value.bin};

        ok_hr(inbox->lpVtbl->DeleteMessages(inbox, &list, 0, NULL, 0), S_OK);
    }
    FreeProws(rows);
    table->lpVtbl->Release(table);
    for (int i = 0; i < 10; i++) {
        deliver(inbox, "early", 100 + (ULONG)i);
        deliver(inbox, "late", 90000000 + (ULONG)i);
    }
    inbox->lpVtbl->Release(inbox);
    store->lpVtbl->Release(store);
    log_off(session);
    MAPIUninitialize();
}

static void a_table_stays_right_while_another_program_writes(void)
{
    static const char letters[] = "abcdefghijklmnopqrst";
    PROCESS_INFORMATION child;
    IMAPITable *table;
    ULONG n = 0;

    begin();
    for (ULONG i = 0; i < 20; i++)
        deliver(inbox, (char[]){letters[i], 0}, 1000 + i);
    table = inbox_table(0);
    sort_by(table, PR_MESSAGE_DELIVERY_TIME, TABLE_SORT_ASCEND);
    expect_rows(table, 8, "abcdefgh");
    if (harness_spawn("meddle", &child)) harness_wait(&child, 60000);
    expect_rows(table, 4, "jlnp"); /* what came after h, without those deleted */
    expect_rows(table, 20, "rtllllllllll");
    expect_rows(table, -12, "rtllllllllll");
    expect_rows(table, -4, "jlnp");
    ok_hr(table->lpVtbl->GetRowCount(table, 0, &n), S_OK);
    ok(n == 30, "%lu rows\n", n);
    table->lpVtbl->Release(table);
    end();
}

START_TEST(store_tables)
{
    GetTempPathA(sizeof(path) - 32, path);
    strcat(path, "omstore-tables.omstore");
    if (harness_argc > 1) {
        harness_is_child();
        meddle();
        return;
    }
    RUN(a_client_browses_a_folder);
    RUN(rows_are_found_and_restricted);
    RUN(a_sink_hears_of_rows);
    RUN(rows_are_grouped_under_headings);
    RUN(conversations_come_by_their_newest_message);
    RUN(each_value_has_a_row);
    RUN(folders_are_listed);
    RUN(a_table_stays_right_while_another_program_writes);
    remove_store();
}
