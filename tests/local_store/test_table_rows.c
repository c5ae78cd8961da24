/*
 * test_table_rows.c - what stands in the rows of contents and hierarchy tables
 */
#include <string.h>
#include "local_store/sql_table.h"
#include "local_store/table_fixture.h"

#define PR_OUR_TEXT   PROP_TAG(PT_UNICODE, 0x6702)
#define PR_OUR_BYTES  PROP_TAG(PT_BINARY, 0x6703)
#define PR_OUR_LONGS  PROP_TAG(PT_MV_LONG, 0x6704)
#define PR_OUR_DOUBLE PROP_TAG(PT_DOUBLE, 0x6706)

static SRowSet *rows_of(IMAPITable *table, ULONG n)
{
    SRowSet *rows = NULL;

    ok_hr(table->lpVtbl->SeekRow(table, BOOKMARK_BEGINNING, 0, NULL));
    ok_hr(table->lpVtbl->QueryRows(table, 1000, 0, &rows));
    assert_int_equal(rows->cRows, n);
    return rows;
}

static bool has_column(const SPropTagArray *columns, ULONG tag)
{
    for (ULONG i = 0; i < columns->cValues; i++)
        if (columns->aulPropTag[i] == tag) return true;
    return false;
}

static void default_columns_are_there_and_filled(void **state)
{
    static const ULONG wanted[] = {
        /* 6.8-01, 6.8-02 */
        PR_DISPLAY_TO_W,
        PR_ENTRYID,
        PR_HASATTACH,
        PR_INSTANCE_KEY,
        PR_MESSAGE_CLASS_W,
        PR_MESSAGE_FLAGS,
        PR_MESSAGE_SIZE,
        PR_MSG_STATUS,
        PR_OBJECT_TYPE,
        PR_DISPLAY_CC_W,
        PR_LAST_MODIFICATION_TIME,
        PR_MAPPING_SIGNATURE,
        PR_PARENT_ENTRYID,
        PR_RECORD_KEY,
        PR_STORE_ENTRYID,
        PR_STORE_RECORD_KEY,
        PR_SUBJECT_W,
        PR_NORMALIZED_SUBJECT_W,
        PR_IMPORTANCE,
        PR_PRIORITY,
        PR_SENSITIVITY,
    };
    static const ULONG optional[] = {PR_CLIENT_SUBMIT_TIME, PR_CONVERSATION_INDEX,
                                     PR_MESSAGE_DELIVERY_TIME, PR_SENDER_NAME_W};
    IMAPIFolder *inbox = open_inbox(*state);
    IMAPITable *table = contents(inbox, MAPI_UNICODE), *ansi = contents(inbox, 0);
    SPropTagArray *columns = NULL, *all = NULL;
    SPropValue *own;
    IMessage *message;
    BYTE id[48];
    SRowSet *rows;

    make_message(inbox, L"hello", id);
    message = open_message(*state, id, 0);
    ok_hr(table->lpVtbl->QueryColumns(table, 0, &columns)); /* 6.9-13 */
    rows = rows_of(table, 1);
    assert_int_equal(rows->aRow[0].cValues, columns->cValues); /* 6.9-07 */
    for (size_t i = 0; i < sizeof(wanted) / sizeof(*wanted); i++)
        assert_true(has_column(columns, wanted[i]));
    for (size_t i = 0; i < sizeof(optional) / sizeof(*optional); i++)
        assert_true(has_column(columns, optional[i]));
    for (ULONG i = 0; i < columns->cValues; i++) {
        const SPropValue *value = &rows->aRow[0].lpProps[i];
        bool may_lack = false;

        for (size_t k = 0; k < sizeof(optional) / sizeof(*optional); k++)
            if (columns->aulPropTag[i] == optional[k]) may_lack = true;
        if (PROP_TYPE(value->ulPropTag) == PT_ERROR) {
            /* clients.md: a required column that is an error crashes old clients */
            assert_true(may_lack);
            assert_int_equal(value->ulPropTag, CHANGE_PROP_TYPE(columns->aulPropTag[i], PT_ERROR));
            assert_int_equal(value->Value.err, MAPI_E_NOT_FOUND);
            continue;
        }
        assert_int_equal(value->ulPropTag, columns->aulPropTag[i]);
        if (PROP_TYPE(value->ulPropTag) != PT_BINARY) continue;
        own = get_prop(message, value->ulPropTag); /* the same as the message says itself */
        assert_int_equal(own->Value.bin.cb, value->Value.bin.cb);
        assert_memory_equal(own->Value.bin.lpb, value->Value.bin.lpb, value->Value.bin.cb);
        FREE(own);
    }
    free_rows(rows);

    ok_hr(table->lpVtbl->QueryColumns(table, TBL_ALL_COLUMNS, &all)); /* 6.9-13 */
    assert_true(all->cValues > columns->cValues);
    assert_memory_equal(all->aulPropTag, columns->aulPropTag, columns->cValues * sizeof(ULONG));
    ok_hr(table->lpVtbl->SetColumns(table, all, 0));
    free_rows(rows_of(table, 1));
    FREE(all);
    FREE(columns);
    ok_hr(ansi->lpVtbl->QueryColumns(ansi, TBL_ALL_COLUMNS, &columns));
    for (ULONG i = 0; i < columns->cValues; i++)
        assert_int_not_equal(PROP_TYPE(columns->aulPropTag[i]), PT_UNICODE);
    FREE(columns);
    assert_int_equal(ansi->lpVtbl->QueryColumns(ansi, 2, &columns), MAPI_E_UNKNOWN_FLAGS);
    message->lpVtbl->Release(message);
    ansi->lpVtbl->Release(ansi);
    table->lpVtbl->Release(table);
    inbox->lpVtbl->Release(inbox);
}

/* A message with all sorts of properties. */
static void make_rich(IMAPIFolder *inbox, const WCHAR *body, ULONG bytes)
{
    LONG longs[2] = {3, 4};
    BYTE *data = calloc(1, bytes);
    SPropValue values[] = {
        {.ulPropTag = PR_SUBJECT_W, .Value.lpszW = (WCHAR *)L"sch\x00f6n"},
        {.ulPropTag = PR_OUR_BYTES, .Value.bin = {bytes, data}},
        {.ulPropTag = PR_OUR_LONGS, .Value.MVl = {2, longs}},
        {.ulPropTag = PR_OUR_DOUBLE, .Value.dbl = 1.5},
        {.ulPropTag = PR_BODY_W, .Value.lpszW = (WCHAR *)body},
        {.ulPropTag = PR_OUR_TEXT, .Value.lpszW = (WCHAR *)L"ours"},
    };
    IMessage *message = NULL;

    ok_hr(inbox->lpVtbl->CreateMessage(inbox, NULL, 0, &message));
    ok_hr(message->lpVtbl->SetProps(message, sizeof(values) / sizeof(*values), values, NULL));
    ok_hr(message->lpVtbl->SaveChanges(message, 0));
    message->lpVtbl->Release(message);
    free(data);
}

static void every_property_can_be_a_column(void **state)
{
    static const ULONG tags[] = {
        PR_SUBJECT_A,
        CHANGE_PROP_TYPE(PR_SUBJECT_W, PT_UNSPECIFIED),
        PR_NULL,
        PR_OUR_LONGS,
        PR_OUR_DOUBLE,
        PR_OUR_BYTES,
        PR_BODY_W,
        PR_SENDER_NAME_W,
        CHANGE_PROP_TYPE(PR_OUR_TEXT, PT_UNSPECIFIED),
        PR_ROW_TYPE,
        PR_DEPTH,
        CHANGE_PROP_TYPE(PR_OUR_DOUBLE, PT_LONG),
    };
    IMAPIFolder *inbox = open_inbox(*state);
    IMAPITable *table = contents(inbox, 0);
    SPropValue *row;
    SRowSet *rows;

    make_rich(inbox, L"a body", 40);
    set_columns(table, 12, tags);
    rows = rows_of(table, 1);
    assert_int_equal(rows->aRow[0].cValues, 12); /* 6.9-07 */
    row = rows->aRow[0].lpProps;
    assert_int_equal(row[0].ulPropTag, PR_SUBJECT_A);
    assert_int_equal(strncmp(row[0].Value.lpszA, "sch", 3), 0);
    assert_int_equal(row[1].ulPropTag, PR_SUBJECT_A); /* the type of the table's width */
    assert_int_equal(row[2].ulPropTag, PR_NULL);
    assert_int_equal(row[3].ulPropTag, PR_OUR_LONGS);
    assert_int_equal(row[3].Value.MVl.cValues, 2);
    assert_int_equal(row[3].Value.MVl.lpl[1], 4);
    assert_true(row[4].Value.dbl == 1.5);
    assert_int_equal(row[5].Value.bin.cb, 40);
    assert_int_equal(row[6].ulPropTag, PR_BODY_W); /* whatever the flags of the call said */
    assert_int_equal(wide_cmp(row[6].Value.lpszW, L"a body"), 0);
    assert_int_equal(row[7].ulPropTag, CHANGE_PROP_TYPE(PR_SENDER_NAME_W, PT_ERROR)); /* 6.9-09 */
    assert_int_equal(row[7].Value.err, MAPI_E_NOT_FOUND);
    assert_int_equal(row[8].ulPropTag, CHANGE_PROP_TYPE(PR_OUR_TEXT, PT_STRING8));
    assert_string_equal(row[8].Value.lpszA, "ours");
    assert_int_equal(row[9].Value.l, TBL_LEAF_ROW);
    assert_int_equal(row[10].Value.l, 0);
    assert_int_equal(row[11].ulPropTag, CHANGE_PROP_TYPE(PR_OUR_DOUBLE, PT_ERROR));
    free_rows(rows);
    table->lpVtbl->Release(table);
    inbox->lpVtbl->Release(inbox);
}

static void long_text_is_cut_and_long_bytes_are_not_given(void **state)
{
    static const ULONG tags[] = {PR_BODY_W, PR_OUR_BYTES, PR_BODY_A};
    static const ULONG sizes[] = {254, 255, 256, 3000, 300000};
    IMAPIFolder *inbox = open_inbox(*state);
    IMAPITable *table = contents(inbox, MAPI_UNICODE);
    SRowSet *rows;

    for (size_t i = 0; i < 5; i++) {
        WCHAR *body = calloc(sizes[i] + 1, sizeof(*body));

        for (ULONG k = 0; k < sizes[i]; k++)
            body[k] = 'a' + k % 26;
        make_rich(inbox, body, sizes[i]);
        free(body);
    }
    set_columns(table, 3, tags);
    rows = rows_of(table, 5);
    for (size_t i = 0; i < 5; i++) { /* 6.8-14 */
        const SPropValue *row = rows->aRow[i].lpProps;
        size_t expected = sizes[i] < 255 ? sizes[i] : 255, chars = 0;

        assert_int_equal(row[0].ulPropTag, PR_BODY_W);
        while (row[0].Value.lpszW[chars])
            chars++;
        assert_int_equal(chars, expected);
        assert_int_equal(row[0].Value.lpszW[chars - 1], 'a' + (expected - 1) % 26);
        assert_int_equal(strlen(row[2].Value.lpszA), expected);
        if (sizes[i] < 4096) {
            assert_int_equal(row[1].Value.bin.cb, sizes[i]);
        } else {
            assert_int_equal(row[1].ulPropTag, CHANGE_PROP_TYPE(PR_OUR_BYTES, PT_ERROR));
            assert_int_equal(row[1].Value.err, MAPI_E_NOT_ENOUGH_MEMORY);
        }
    }
    free_rows(rows);
    /* by the beginning of what is long */
    sort(table, 1, (SSortOrder[]){{PR_BODY_W, TABLE_SORT_DESCEND}});
    free_rows(rows_of(table, 5));
    table->lpVtbl->Release(table);
    inbox->lpVtbl->Release(inbox);
}

static void a_damaged_message_spoils_no_other(void **state)
{
    static const ULONG tags[] = {PR_SUBJECT_W, PR_OUR_TEXT};
    static const BYTE damage[] = {1,    0x1f, 0, 2,
                                  0x67, 200,  1}; /* content that goes beyond the end */
    SRestriction res = {.rt = RES_SIZE, .res.resSize = {RELOP_GT, PR_OUR_TEXT, 2}};
    IMAPIFolder *inbox = open_inbox(*state);
    IMAPITable *table = contents(inbox, MAPI_UNICODE);
    struct db *db = store_db(sql_table_from_iface(table)->store);
    SRowSet *rows;

    for (int i = 0; i < 3; i++)
        make_rich(inbox, L"body", 10);
    set_columns(table, 2, tags);
    rows = rows_of(table, 3);
    free_rows(rows);
    ok_hr(db_begin(db));
    ok_hr(db_end(
        db,
        db_exec(
            db,
            "UPDATE message_props SET data=?1 WHERE id=(SELECT id+1 FROM messages ORDER BY id LIMIT 1)",
            "b", damage, (int)sizeof(damage))));
    rows = rows_of(table, 3);
    assert_int_equal(rows->aRow[0].lpProps[1].ulPropTag, PR_OUR_TEXT);
    assert_int_equal(rows->aRow[1].lpProps[0].ulPropTag, PR_SUBJECT_W);
    assert_int_equal(rows->aRow[1].lpProps[1].ulPropTag, CHANGE_PROP_TYPE(PR_OUR_TEXT, PT_ERROR));
    assert_int_equal(rows->aRow[1].lpProps[1].Value.err, MAPI_E_CORRUPT_STORE);
    assert_int_equal(rows->aRow[2].lpProps[1].ulPropTag, PR_OUR_TEXT);
    free_rows(rows);
    /* comes last, as without it */
    sort(table, 1, (SSortOrder[]){{PR_OUR_TEXT, TABLE_SORT_ASCEND}});
    rows = rows_of(table, 3);
    assert_int_equal(rows->aRow[2].lpProps[1].ulPropTag, CHANGE_PROP_TYPE(PR_OUR_TEXT, PT_ERROR));
    free_rows(rows);
    ok_hr(table->lpVtbl->Restrict(table, &res, 0));
    free_rows(rows_of(table, 2));
    table->lpVtbl->Release(table);
    inbox->lpVtbl->Release(inbox);
}

static void bad_columns_change_nothing(void **state)
{
    static const SizedSPropTagArray(1, none) = {0, {0}}, error = {1, {PROP_TAG(PT_ERROR, 0x37)}};
    SizedSPropTagArray(9, instances) = {9, {0}};
    IMAPITable *table = lettered(*state, "ab", NULL);
    SPropTagArray *columns = NULL;

    expect_rows(table, 1, 0, "a");
    /* 6.9-09 */
    assert_int_equal(table->lpVtbl->SetColumns(table, NULL, 0), MAPI_E_INVALID_PARAMETER);
    assert_int_equal(table->lpVtbl->SetColumns(table, (SPropTagArray *)&none, 0),
                     MAPI_E_INVALID_PARAMETER);
    assert_int_equal(table->lpVtbl->SetColumns(table, (SPropTagArray *)&error, 0),
                     MAPI_E_INVALID_PARAMETER);
    for (ULONG i = 0; i < 9; i++)
        instances.aulPropTag[i] = PROP_TAG(PT_MV_LONG | MV_INSTANCE, 0x6700 + i);
    assert_int_equal(table->lpVtbl->SetColumns(table, (SPropTagArray *)&instances, 0),
                     MAPI_E_TOO_COMPLEX);
    ok_hr(table->lpVtbl->QueryColumns(table, 0, &columns));
    assert_int_equal(table->lpVtbl->SetColumns(table, columns, 0x10), MAPI_E_UNKNOWN_FLAGS);
    assert_int_equal(columns->cValues, 1);
    assert_int_equal(columns->aulPropTag[0], PR_SUBJECT_W);
    ok_hr(table->lpVtbl->SetColumns(table, columns, TBL_ASYNC | TBL_BATCH)); /* 6.9-10 */
    FREE(columns);
    expect_rows(table, 5, 0, "b"); /* 6.9-12 */
    table->lpVtbl->Release(table);
}

static void many_rows_come_in_one_call(void **state)
{
    static const ULONG columns[] = {PR_SUBJECT_W, PR_ENTRYID, PR_INSTANCE_KEY, PR_MESSAGE_SIZE,
                                    PR_BODY_W};
    IMAPIFolder *inbox = open_inbox(*state);
    IMAPITable *table = contents(inbox, MAPI_UNICODE);
    SRowSet *rows;

    for (int i = 0; i < 1500; i++) { /* more than are read under one hold of the lock */
        WCHAR subject[2] = {(WCHAR)('a' + i % 26), 0};

        make_message(inbox, subject, NULL);
    }
    set_columns(table, 5, columns);
    ok_hr(table->lpVtbl->QueryRows(table, 0x7fffffff, 0, &rows));
    assert_int_equal(rows->cRows, 1500);
    for (ULONG i = 0; i < 1500; i++)
        assert_int_equal(rows->aRow[i].lpProps[0].Value.lpszW[0], 'a' + i % 26);
    free_rows(rows);
    ok_hr(table->lpVtbl->QueryRows(table, -0x7fffffff - 1, 0, &rows));
    assert_int_equal(rows->cRows, 1500);
    free_rows(rows);

    /* no index, all alike: more than are looked ahead for */
    sort(table, 1, (SSortOrder[]){{PR_SENSITIVITY, TABLE_SORT_ASCEND}});
    for (ULONG i = 0; i < 1501; i += rows->cRows, free_rows(rows)) {
        if (i == 700) make_message(inbox, (const WCHAR[]){'a' + 1500 % 26, 0}, NULL);
        ok_hr(table->lpVtbl->QueryRows(table, 70, 0, &rows));
        assert_in_range(rows->cRows, 1, 70);
        for (ULONG k = 0; k < rows->cRows; k++)
            assert_int_equal(rows->aRow[k].lpProps[0].Value.lpszW[0], 'a' + (i + k) % 26);
    }
    ok_hr(table->lpVtbl->QueryRows(table, 70, 0, &rows));
    assert_int_equal(rows->cRows, 0);
    free_rows(rows);
    table->lpVtbl->Release(table);
    inbox->lpVtbl->Release(inbox);
}

/* ---- the other parts of a folder, and folders ---- */

static void associated_messages_have_a_table_of_their_own(void **state)
{
    IMAPIFolder *inbox = open_inbox(*state);
    IMAPITable *normal = lettered(*state, "ab", NULL), *hidden = contents(inbox, MAPI_ASSOCIATED),
               *gone;
    IMessage *message = NULL;

    ok_hr(inbox->lpVtbl->CreateMessage(inbox, NULL, MAPI_ASSOCIATED, &message));
    expect_count(hidden, 0); /* 6.5-03 */
    ok_hr(message->lpVtbl->SaveChanges(message, 0));
    message->lpVtbl->Release(message);
    expect_count(hidden, 1);
    expect_count(normal, 2);
    free_rows(rows_of(hidden, 1));
    gone = contents(inbox, SHOW_SOFT_DELETES);
    expect_count(gone, 0);
    gone->lpVtbl->Release(gone);
    gone = contents(inbox, SHOW_SOFT_DELETES | MAPI_ASSOCIATED);
    expect_count(gone, 0);
    gone->lpVtbl->Release(gone);
    hidden->lpVtbl->Release(hidden);
    normal->lpVtbl->Release(normal);
    inbox->lpVtbl->Release(inbox);
}

static IMAPIFolder *make_subfolder(IMAPIFolder *parent, const WCHAR *name)
{
    IMAPIFolder *folder = NULL;

    ok_hr(parent->lpVtbl->CreateFolder(parent, FOLDER_GENERIC, (LPTSTR)name, NULL, NULL,
                                       MAPI_UNICODE, &folder));
    return folder;
}

static void expect_tree(IMAPIFolder *folder, ULONG flags, const SSortOrder *order,
                        const char *names, const char *depths)
{
    static const ULONG columns[] = {PR_DISPLAY_NAME_W, PR_DEPTH};
    IMAPITable *table = NULL;
    SRowSet *rows;

    ok_hr(folder->lpVtbl->GetHierarchyTable(folder, flags, &table));
    set_columns(table, 2, columns);
    if (order) sort(table, 1, order);
    rows = rows_of(table, (ULONG)strlen(names));
    for (ULONG i = 0; i < rows->cRows; i++) {
        assert_int_equal(rows->aRow[i].lpProps[0].Value.lpszW[0], names[i]);
        assert_int_equal(rows->aRow[i].lpProps[1].Value.l, depths[i] - '0');
    }
    free_rows(rows);
    for (LONG i = (LONG)strlen(names); i-- > 0;) { /* and a row at a time, backward */
        ok_hr(table->lpVtbl->QueryRows(table, -1, 0, &rows));
        assert_int_equal(rows->cRows, 1);
        assert_int_equal(rows->aRow[0].lpProps[0].Value.lpszW[0], names[i]);
        assert_int_equal(rows->aRow[0].lpProps[1].Value.l, depths[i] - '0');
        expect_position(table, (ULONG)i, (ULONG)strlen(names));
        free_rows(rows);
    }
    expect_count(table, (ULONG)strlen(names));
    table->lpVtbl->Release(table);
}

static void folders_are_listed_flat_and_deep(void **state)
{
    static const SSortOrder by_name = {PR_DISPLAY_NAME_W, TABLE_SORT_ASCEND},
                            by_depth = {PR_DEPTH, TABLE_SORT_DESCEND};
    IMAPIFolder *inbox = open_inbox(*state), *z, *y, *a, *b;

    expect_tree(inbox, 0, NULL, "", "");
    expect_tree(inbox, CONVENIENT_DEPTH, NULL, "", "");
    z = make_subfolder(inbox, L"z");
    a = make_subfolder(inbox, L"a");
    y = make_subfolder(z, L"y");
    b = make_subfolder(y, L"b");
    expect_tree(inbox, 0, NULL, "za", "00"); /* 6.8-06 */
    expect_tree(inbox, 0, &by_name, "az", "00");
    expect_tree(inbox, CONVENIENT_DEPTH, NULL, "zyba", "0120");
    expect_tree(inbox, CONVENIENT_DEPTH | MAPI_UNICODE, &by_name, "abyz", "0210");
    expect_tree(inbox, CONVENIENT_DEPTH, &by_depth, "byaz", "2100");
    expect_tree(inbox, SHOW_SOFT_DELETES, NULL, "", "");
    expect_tree(inbox, SHOW_SOFT_DELETES | CONVENIENT_DEPTH, NULL, "", "");
    expect_tree(b, CONVENIENT_DEPTH, NULL, "", "");
    a->lpVtbl->Release(a);
    b->lpVtbl->Release(b);
    y->lpVtbl->Release(y);
    z->lpVtbl->Release(z);
    inbox->lpVtbl->Release(inbox);
}

static void a_hierarchy_tables_default_columns_are_filled(void **state)
{
    static const ULONG wanted[] = {
        /* 6.8-05 */
        PR_COMMENT_W,   PR_DEPTH,        PR_DISPLAY_NAME_W, PR_DISPLAY_TYPE,
        PR_ENTRYID,     PR_INSTANCE_KEY, PR_OBJECT_TYPE,    PR_STATUS,
        PR_FOLDER_TYPE, PR_SUBFOLDERS,   PR_CONTENT_COUNT,  PR_CONTENT_UNREAD,
    };
    IMAPIFolder *inbox = open_inbox(*state), *folder = make_subfolder(inbox, L"one");
    SPropTagArray *columns = NULL;
    IMAPITable *table = NULL;
    SRowSet *rows;

    make_message(folder, L"m", NULL);
    ok_hr(inbox->lpVtbl->OpenProperty(inbox, PR_CONTAINER_HIERARCHY, &IID_IMAPITable, MAPI_UNICODE,
                                      0, /* 6.8-03 */
                                      (IUnknown **)&table));
    ok_hr(table->lpVtbl->QueryColumns(table, 0, &columns));
    rows = rows_of(table, 1);
    for (size_t i = 0; i < sizeof(wanted) / sizeof(*wanted); i++)
        assert_true(has_column(columns, wanted[i]));
    for (ULONG i = 0; i < columns->cValues; i++) {
        const SPropValue *value = &rows->aRow[0].lpProps[i];

        if (columns->aulPropTag[i] != PR_CONTAINER_CLASS_W)
            assert_int_equal(value->ulPropTag, columns->aulPropTag[i]);
        if (value->ulPropTag == PR_CONTENT_COUNT || value->ulPropTag == PR_CONTENT_UNREAD)
            assert_int_equal(value->Value.l, 1);
        if (value->ulPropTag == PR_SUBFOLDERS) assert_int_equal(value->Value.b, 0);
        if (value->ulPropTag == PR_FOLDER_TYPE) assert_int_equal(value->Value.l, FOLDER_GENERIC);
    }
    free_rows(rows);
    FREE(columns);
    table->lpVtbl->Release(table);
    folder->lpVtbl->Release(folder);
    inbox->lpVtbl->Release(inbox);
}

static void what_only_categories_have_is_refused(void **state)
{
    IMAPITable *table = lettered(*state, "a", NULL);
    ULONG status = 99, type = 99, bytes = 0, n = 9;
    BYTE key[8] = {1}, *collapse = NULL;
    MAPIERROR *error = (MAPIERROR *)1;
    BOOKMARK mark = 0;
    SRowSet *rows;

    ok_hr(table->lpVtbl->GetStatus(table, &status, &type)); /* 6.9-29 */
    assert_int_equal(status, TBLSTAT_COMPLETE);
    assert_int_equal(type, TBLTYPE_DYNAMIC);
    assert_int_equal(table->lpVtbl->Abort(table), MAPI_E_UNABLE_TO_ABORT); /* 6.9-30 */
    ok_hr(table->lpVtbl->WaitForCompletion(table, 0, 0xffffffff, NULL));   /* 6.9-32 */
    /* 6.10-04 */
    assert_int_equal(table->lpVtbl->ExpandRow(table, 8, key, 0, 0, &rows, &n), MAPI_E_NOT_FOUND);
    assert_int_equal(n, 0);
    /* 6.10-05 */
    assert_int_equal(table->lpVtbl->CollapseRow(table, 8, key, 0, &n), MAPI_E_NOT_FOUND);
    /* 6.10-08 */
    assert_int_equal(table->lpVtbl->GetCollapseState(table, 0, 8, key, &bytes, &collapse),
                     MAPI_E_NO_SUPPORT);
    assert_int_equal(table->lpVtbl->SetCollapseState(table, 0, 8, key, &mark), MAPI_E_NO_SUPPORT);
    ok_hr(table->lpVtbl->GetLastError(table, MAPI_E_NO_SUPPORT, 0, &error));
    assert_null(error);
    table->lpVtbl->Release(table);
}

static const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, store_setup, store_teardown)
    TEST(default_columns_are_there_and_filled),
    TEST(every_property_can_be_a_column),
    TEST(long_text_is_cut_and_long_bytes_are_not_given),
    TEST(a_damaged_message_spoils_no_other),
    TEST(bad_columns_change_nothing),
    TEST(many_rows_come_in_one_call),
    TEST(associated_messages_have_a_table_of_their_own),
    TEST(folders_are_listed_flat_and_deep),
    TEST(a_hierarchy_tables_default_columns_are_filled),
    TEST(what_only_categories_have_is_refused),
};

int main(void)
{
    return cmocka_run_group_tests(tests, NULL, NULL);
}
