/*
 * test_table_values.c - MVI columns: each value of a multi-valued property in a row of its own
 */
#include <string.h>
#include "local_store/sql_table.h"
#include "local_store/table_fixture.h"

#define PR_COLOURS PROP_TAG(PT_MV_UNICODE, 0x6703)
#define PR_NUMBERS PROP_TAG(PT_MV_LONG, 0x6704)
#define MVI_COLOURS MVI_PROP(PR_COLOURS)
#define MVI_NUMBERS MVI_PROP(PR_NUMBERS)

static IMAPIAdviseSink *const some_sink = (IMAPIAdviseSink *)16;

/* The message gets a colour for each letter; none: the property goes. */
static void colour(struct fixture *f, BYTE *id, const char *letters)
{
    static const SizedSPropTagArray(1, colours) = {1, {PR_COLOURS}};
    IMessage *message = open_message(f, id, MAPI_MODIFY);
    WCHAR text[8][2] = {{0}}, *list[8];
    SPropValue prop = {.ulPropTag = PR_COLOURS, .Value.MVszW = {(ULONG)strlen(letters), list}};

    for (int i = 0; i < 8; i++)
        list[i] = text[i];
    for (int i = 0; letters[i]; i++)
        text[i][0] = (WCHAR)letters[i];
    if (*letters)
        ok_hr(message->lpVtbl->SetProps(message, 1, &prop, NULL));
    else
        ok_hr(message->lpVtbl->DeleteProps(message, (SPropTagArray *)&colours, NULL));
    ok_hr(message->lpVtbl->SaveChanges(message, 0));
    message->lpVtbl->Release(message);
}

static void number(struct fixture *f, BYTE *id, ULONG n)
{
    IMessage *message = open_message(f, id, MAPI_MODIFY);
    LONG *list = calloc(n, sizeof(*list));
    SPropValue prop = {.ulPropTag = PR_NUMBERS, .Value.MVl = {n, list}};

    for (ULONG i = 0; i < n; i++)
        list[i] = (LONG)i;
    ok_hr(message->lpVtbl->SetProps(message, 1, &prop, NULL));
    ok_hr(message->lpVtbl->SaveChanges(message, 0));
    message->lpVtbl->Release(message);
    free(list);
}

/* The message "a" is red and green, "b" has no colour, "c" is green: by their first letters. */
static IMAPITable *coloured(struct fixture *f, BYTE (*ids)[48])
{
    IMAPITable *table = lettered(f, "abc", ids);

    colour(f, ids[0], "rg");
    colour(f, ids[2], "g");
    return table;
}

/* 6.9-11 6.9-13 6.9-07 6.9-14 6.9-18 */
static void each_value_has_a_row(void **state)
{
    static const ULONG columns[] = {MVI_COLOURS, PR_SUBJECT_W, PR_INSTANCE_KEY, PR_COLOURS};
    struct fixture *f = *state;
    BYTE ids[3][48];
    IMAPITable *table = coloured(f, ids);
    SPropTagArray *tags;
    SRowSet *rows;

    expect_count(table, 3);
    set_columns(table, 4, columns);
    expect_count(table, 4);
    expect_position(table, 0, 4);
    ok_hr(table->lpVtbl->QueryColumns(table, 0, &tags));
    assert_int_equal(tags->aulPropTag[0], MVI_COLOURS);
    FREE(tags);
    ok_hr(table->lpVtbl->QueryRows(table, 9, 0, &rows));
    assert_int_equal(rows->cRows, 4);
    for (ULONG i = 0; i < 4; i++) {
        const SPropValue *props = rows->aRow[i].lpProps;

        if (i == 2) {
            assert_int_equal(props[0].ulPropTag, CHANGE_PROP_TYPE(PR_COLOURS, PT_ERROR));
            continue;
        }
        /* what a restriction is made of */
        assert_int_equal(props[0].ulPropTag, CHANGE_PROP_TYPE(PR_COLOURS, PT_UNICODE));
        assert_int_equal(props[0].Value.lpszW[0], "rg-g"[i]);
        assert_int_equal(props[1].Value.lpszW[0], "aabc"[i]);
        assert_int_equal(props[3].Value.MVszW.cValues, i < 2 ? 2 : 1);
        for (ULONG k = 0; k < i; k++)
            assert_false(rows->aRow[k].lpProps[2].Value.bin.cb == props[2].Value.bin.cb &&
                         !memcmp(rows->aRow[k].lpProps[2].Value.bin.lpb, props[2].Value.bin.lpb,
                                 props[2].Value.bin.cb));
    }
    free_rows(rows);
    expect_position(table, 4, 4);
    expect_rows(table, -2, 0, "?g");
    ok_hr(table->lpVtbl->SeekRowApprox(table, 1, 2)); /* 6.9-17 */
    expect_rows(table, 1, 0, "?");
    table->lpVtbl->Release(table);
}

/* M values of one and N of another are M * N rows; too many are cut, and the table stays a table.
 */
static void values_multiply(void **state)
{
    static const ULONG columns[] = {PR_SUBJECT_W, MVI_COLOURS, MVI_NUMBERS};
    struct fixture *f = *state;
    BYTE ids[3][48];
    IMAPITable *table = coloured(f, ids);
    SRowSet *rows;

    number(f, ids[0], 3);
    set_columns(table, 3, columns);
    expect_count(table, 2 * 3 + 1 + 1);
    ok_hr(table->lpVtbl->QueryRows(table, 6, 0, &rows));
    for (ULONG i = 0; i < 6; i++) {
        assert_int_equal(rows->aRow[i].lpProps[1].Value.lpszW[0], "rg"[i % 2]);
        assert_int_equal(rows->aRow[i].lpProps[2].Value.l, i / 2);
    }
    free_rows(rows);
    expect_rows(table, 5, 0, "bc");
    number(f, ids[1], 70000);
    expect_count(table, 6 + 65536 + 1);
    expect_rows(table, -2, 0, "bc");
    table->lpVtbl->Release(table);
}

/* 6.9-11 6.9-12 6.9-15 */
static void bookmarks_go_when_rows_multiply(void **state)
{
    static const ULONG many[] = {PR_SUBJECT_W, MVI_COLOURS}, again[] = {MVI_COLOURS},
                       plain[] = {PR_SUBJECT_W};
    BYTE ids[3][48];
    IMAPITable *table = coloured(*state, ids);
    BOOKMARK mark;

    ok_hr(table->lpVtbl->SeekRow(table, BOOKMARK_BEGINNING, 2, NULL));
    ok_hr(table->lpVtbl->CreateBookmark(table, &mark));
    set_columns(table, 2, many);
    assert_int_equal(table->lpVtbl->SeekRow(table, mark, 0, NULL), MAPI_E_INVALID_BOOKMARK);
    ok_hr(table->lpVtbl->SeekRow(table, BOOKMARK_BEGINNING, 3, NULL));
    ok_hr(table->lpVtbl->CreateBookmark(table, &mark));
    set_columns(table, 1, again); /* the same rows */
    expect_rows(table, 1, TBL_NOADVANCE, "g");
    ok_hr(table->lpVtbl->SeekRow(table, mark, -1, NULL));
    expect_rows(table, 1, TBL_NOADVANCE, "?");
    set_columns(table, 1, plain);
    assert_int_equal(table->lpVtbl->SeekRow(table, mark, 0, NULL), MAPI_E_INVALID_BOOKMARK);
    expect_count(table, 3);
    table->lpVtbl->Release(table);
}

static void expect_colours(IMAPITable *table, const char *letters)
{
    ok_hr(table->lpVtbl->SeekRow(table, BOOKMARK_BEGINNING, 0, NULL));
    expect_rows(table, 20, 0, letters);
}

/* 6.9-11 6.9-25: also without the column in the set; the rows go with the order. */
static void sorting_by_values_multiplies_too(void **state)
{
    static const ULONG colours[] = {MVI_COLOURS}, plain[] = {PR_SUBJECT_W};
    BYTE ids[3][48];
    IMAPITable *table = coloured(*state, ids);

    sort(table, 1, (SSortOrder[]){{MVI_COLOURS, TABLE_SORT_ASCEND}});
    expect_colours(table, "acab");
    sort(table, 1, (SSortOrder[]){{MVI_COLOURS, TABLE_SORT_DESCEND}}); /* 6.9-26 */
    expect_colours(table, "acab");
    set_columns(table, 1, colours);
    expect_colours(table, "rgg?");
    expect_rows(table, -9, 0, "rgg?");
    set_columns(table, 1, plain);
    sort(table, 0, NULL);
    expect_colours(table, "abc");
    assert_int_equal(
        table->lpVtbl->SortTable(
            table, (SSortOrderSet *)&(SizedSSortOrderSet(1, )){1, 0, 0, {{PR_COLOURS, 0}}}, 0),
        MAPI_E_TOO_COMPLEX);
    expect_colours(table, "abc");
    /* of a single one it means nothing */
    sort(table, 1, (SSortOrder[]){{MVI_PROP(PR_SUBJECT_W), TABLE_SORT_DESCEND}});
    expect_colours(table, "cba");
    table->lpVtbl->Release(table);
}

/* 6.9-11 6.9-19 6.9-21 6.9-24 6.11-04 */
static void restrictions_look_at_the_rows_own_value(void **state)
{
    static const ULONG columns[] = {PR_SUBJECT_W, MVI_COLOURS, PR_INSTANCE_KEY};
    SPropValue green = {.ulPropTag = CHANGE_PROP_TYPE(PR_COLOURS, PT_UNICODE),
                        .Value.lpszW = (WCHAR *)L"g"},
               key;
    SRestriction own = {.rt = RES_PROPERTY, .res.resProperty = {RELOP_EQ, MVI_COLOURS, &green}};
    SRestriction any = {.rt = RES_PROPERTY, .res.resProperty = {RELOP_EQ, PR_COLOURS, &green}};
    SRestriction size = {.rt = RES_SIZE, .res.resSize = {RELOP_EQ, MVI_COLOURS, 2 * sizeof(WCHAR)}};
    SRestriction exist = {.rt = RES_EXIST, .res.resExist.ulPropTag = MVI_COLOURS};
    SRestriction not_own = {.rt = RES_NOT, .res.resNot.lpRes = &own};
    SRestriction is_key = {.rt = RES_PROPERTY,
                           .res.resProperty = {RELOP_EQ, PR_INSTANCE_KEY, &key}};
    BYTE ids[3][48];
    IMAPITable *table = coloured(*state, ids);
    SRowSet *rows;

    ok_hr(table->lpVtbl->Restrict(table, &own, 0)); /* no such column: one of the values */
    expect_rows(table, 9, 0, "ac");
    set_columns(table, 3, columns); /* and now there is */
    expect_colours(table, "ac");
    expect_count(table, 2);
    ok_hr(table->lpVtbl->Restrict(table, &any, 0));
    expect_rows(table, 9, 0, "aac");
    ok_hr(table->lpVtbl->Restrict(table, &not_own, 0));
    expect_rows(table, 9, 0, "ab");
    ok_hr(table->lpVtbl->Restrict(table, &size, 0));
    expect_rows(table, 9, 0, "aac");
    ok_hr(table->lpVtbl->Restrict(table, &exist, 0));
    expect_rows(table, 9, 0, "aac");
    ok_hr(table->lpVtbl->Restrict(table, NULL, 0));
    ok_hr(table->lpVtbl->FindRow(table, &own, BOOKMARK_BEGINNING, 0));
    expect_position(table, 1, 4);
    ok_hr(table->lpVtbl->FindRow(table, &own, BOOKMARK_END, DIR_BACKWARD));
    expect_position(table, 3, 4);

    ok_hr(table->lpVtbl->SeekRow(table, BOOKMARK_BEGINNING, 0, NULL));
    ok_hr(table->lpVtbl->QueryRows(table, 9, 0, &rows));
    for (ULONG i = 0; i < 4; i++) {
        key = rows->aRow[i].lpProps[2];
        ok_hr(table->lpVtbl->FindRow(table, &is_key, BOOKMARK_BEGINNING, 0));
        expect_position(table, i, 4);
    }
    key.Value.bin.cb = 8; /* the message's, in a table without values */
    assert_int_equal(table->lpVtbl->FindRow(table, &is_key, BOOKMARK_BEGINNING, 0),
                     MAPI_E_NOT_FOUND);
    free_rows(rows);
    table->lpVtbl->Release(table);
}

/* 6.9-11 6.10-03: a message is in the group of each of its values */
static void each_value_is_a_group(void **state)
{
    static const ULONG columns[] = {MVI_COLOURS, PR_CONTENT_COUNT, PR_CONTENT_UNREAD, PR_SUBJECT_W};
    SizedSSortOrderSet(1, set) = {1, 1, 1, {{MVI_COLOURS, TABLE_SORT_ASCEND}}};
    struct fixture *f = *state;
    BYTE ids[3][48];
    IMAPITable *table = coloured(f, ids);
    IMessage *message = open_message(f, ids[2], MAPI_MODIFY);
    SRowSet *rows;

    ok_hr(message->lpVtbl->SetReadFlag(message, SUPPRESS_RECEIPT));
    message->lpVtbl->Release(message);
    set_columns(table, 4, columns);
    ok_hr(table->lpVtbl->SortTable(table, (SSortOrderSet *)&set, 0));
    expect_count(table, 4 + 3);
    ok_hr(table->lpVtbl->QueryRows(table, 9, 0, &rows));
    assert_int_equal(rows->cRows, 7);
    assert_int_equal(rows->aRow[0].lpProps[0].Value.lpszW[0], 'g');
    assert_int_equal(rows->aRow[0].lpProps[1].Value.l, 2);
    assert_int_equal(rows->aRow[0].lpProps[2].Value.l, 1);
    assert_int_equal(rows->aRow[1].lpProps[3].Value.lpszW[0], 'a');
    assert_int_equal(rows->aRow[2].lpProps[3].Value.lpszW[0], 'c');
    assert_int_equal(rows->aRow[3].lpProps[0].Value.lpszW[0], 'r');
    assert_int_equal(rows->aRow[5].lpProps[0].ulPropTag, CHANGE_PROP_TYPE(PR_COLOURS, PT_ERROR));
    assert_int_equal(rows->aRow[5].lpProps[1].Value.l, 1);
    free_rows(rows);
    colour(f, ids[1], "rgx");
    expect_count(table, 6 + 3);
    delete_message(f, ids[0]);
    expect_count(table, 4 + 3);
    table->lpVtbl->Release(table);
}

static void expect_news(struct fixture *f, ULONG event, char letter)
{
    assert_true(f->support.n_table_notes > 0);
    assert_int_equal(f->support.table_notes[0].event, event);
    assert_int_equal(f->support.table_notes[0].first, letter);
    f->support.n_table_notes--;
    memmove(&f->support.table_notes[0], &f->support.table_notes[1],
            sizeof(f->support.table_notes) - sizeof(f->support.table_notes[0]));
}

/* 6.9-11 6.12-09 6.12-10 */
static void news_are_of_rows_not_of_messages(void **state)
{
    static const ULONG columns[] = {MVI_COLOURS, PR_SUBJECT_W};
    struct fixture *f = *state;
    BYTE ids[3][48], more[48];
    IMAPITable *table = coloured(f, ids);
    IMAPIFolder *inbox = open_inbox(f);
    SPropValue green = {.ulPropTag = CHANGE_PROP_TYPE(PR_COLOURS, PT_UNICODE),
                        .Value.lpszW = (WCHAR *)L"g"};
    SRestriction own = {.rt = RES_PROPERTY, .res.resProperty = {RELOP_EQ, MVI_COLOURS, &green}};
    ULONG_PTR connection;

    set_columns(table, 2, columns);
    ok_hr(table->lpVtbl->Advise(table, fnevTableModified, some_sink, &connection));
    colour(f, ids[0], "xyz");
    expect_news(f, TABLE_ROW_MODIFIED, 'x');
    expect_news(f, TABLE_ROW_MODIFIED, 'y');
    expect_news(f, TABLE_ROW_ADDED, 'z');
    colour(f, ids[0], "r");
    expect_news(f, TABLE_ROW_DELETED, 0); /* what has gone is told first */
    expect_news(f, TABLE_ROW_DELETED, 0);
    expect_news(f, TABLE_ROW_MODIFIED, 'r');
    colour(f, ids[0], "");
    expect_news(f, TABLE_ROW_MODIFIED, 0);
    make_lettered(inbox, "d", (BYTE(*)[48])more);
    expect_news(f, TABLE_ROW_ADDED, 0);
    colour(f, more, "rg");
    expect_news(f, TABLE_ROW_MODIFIED, 'r');
    expect_news(f, TABLE_ROW_ADDED, 'g');
    assert_int_equal(f->support.n_table_notes, 0);
    ok_hr(table->lpVtbl->Restrict(table, &own, 0));
    colour(f, more, "gg");
    expect_news(f, TABLE_ROW_ADDED, 'g'); /* the first one has become green */
    expect_news(f, TABLE_ROW_MODIFIED, 'g');
    colour(f, more, "rr");
    expect_news(f, TABLE_ROW_DELETED, 0);
    expect_news(f, TABLE_ROW_DELETED, 0);
    delete_message(f, more); /* none of it was seen: 6.10-09 */
    assert_int_equal(f->support.n_table_notes, 0);
    delete_message(f, ids[2]);
    expect_news(f, TABLE_ROW_DELETED, 0);
    assert_int_equal(f->support.n_table_notes, 0);
    ok_hr(table->lpVtbl->Unadvise(table, connection));
    table->lpVtbl->Release(table);
    inbox->lpVtbl->Release(inbox);
}

/* Folders' tables have the same columns. */
static void folders_have_values_too(void **state)
{
    static const ULONG columns[] = {MVI_COLOURS, PR_DISPLAY_NAME_W};
    IMAPIFolder *inbox = open_inbox(*state), *folder = make_folder(inbox, L"a", 0);
    WCHAR *list[] = {L"r", L"g"};
    SPropValue prop = {.ulPropTag = PR_COLOURS, .Value.MVszW = {2, list}};
    IMAPITable *table;

    ok_hr(folder->lpVtbl->SetProps(folder, 1, &prop, NULL));
    folder->lpVtbl->Release(folder);
    for (ULONG flags = 0; flags <= CONVENIENT_DEPTH; flags += CONVENIENT_DEPTH) {
        ok_hr(inbox->lpVtbl->GetHierarchyTable(inbox, flags | MAPI_UNICODE, &table));
        expect_count(table, 1);
        set_columns(table, 2, columns);
        expect_count(table, 2);
        expect_colours(table, "rg");
        sort(table, 1, (SSortOrder[]){{MVI_COLOURS, TABLE_SORT_ASCEND}});
        expect_colours(table, "gr");
        table->lpVtbl->Release(table);
    }
    inbox->lpVtbl->Release(inbox);
}

static const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, store_setup, store_teardown)
    TEST(each_value_has_a_row),
    TEST(values_multiply),
    TEST(bookmarks_go_when_rows_multiply),
    TEST(sorting_by_values_multiplies_too),
    TEST(restrictions_look_at_the_rows_own_value),
    TEST(each_value_is_a_group),
    TEST(news_are_of_rows_not_of_messages),
    TEST(folders_have_values_too),
};

int main(void)
{
    return cmocka_run_group_tests(tests, NULL, NULL);
}
