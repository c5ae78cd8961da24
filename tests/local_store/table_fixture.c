/*
 * table_fixture.c - tables of messages whose subjects are single letters
 */
#include "local_store/table_fixture.h"
#include <string.h>

void free_rows(SRowSet *rows)
{
    for (ULONG i = 0; rows && i < rows->cRows; i++)
        FREE(rows->aRow[i].lpProps); /* 6.9-08: each row and the set are blocks of their own */
    FREE(rows);
}

IMAPITable *contents(IMAPIFolder *folder, ULONG flags)
{
    IMAPITable *table = NULL;

    ok_hr(folder->lpVtbl->GetContentsTable(folder, flags, &table));
    return table;
}

void set_columns(IMAPITable *table, ULONG n, const ULONG *tags)
{
    SizedSPropTagArray(16, columns) = {n, {0}};

    memcpy(columns.aulPropTag, tags, n * sizeof(*tags));
    ok_hr(table->lpVtbl->SetColumns(table, (SPropTagArray *)&columns, 0));
}

void sort(IMAPITable *table, ULONG n, const SSortOrder *orders)
{
    SizedSSortOrderSet(8, set) = {n, 0, 0, {{0}}};

    for (ULONG i = 0; i < n; i++)
        set.aSort[i] = orders[i];
    ok_hr(table->lpVtbl->SortTable(table, (SSortOrderSet *)&set, 0));
}

/* The first column, one character each, of up to count rows. */
void expect_rows(IMAPITable *table, LONG count, ULONG flags, const char *letters)
{
    SRowSet *rows = NULL;
    char got[64] = "";

    ok_hr(table->lpVtbl->QueryRows(table, count, flags, &rows));
    for (ULONG i = 0; i < rows->cRows && i < 63; i++)
        got[i] = PROP_TYPE(rows->aRow[i].lpProps[0].ulPropTag) == PT_UNICODE
                     ? (char)rows->aRow[i].lpProps[0].Value.lpszW[0]
                     : '?';
    free_rows(rows);
    assert_string_equal(got, letters);
}

void expect_position(IMAPITable *table, ULONG row, ULONG of)
{
    ULONG at = 99, numerator = 99, denominator = 0;

    ok_hr(table->lpVtbl->QueryPosition(table, &at, &numerator, &denominator));
    assert_int_equal(at, row);
    assert_int_equal(numerator, row);
    assert_int_equal(denominator, of);
}

void expect_count(IMAPITable *table, ULONG count)
{
    ULONG got = 99;

    ok_hr(table->lpVtbl->GetRowCount(table, 0, &got));
    assert_int_equal(got, count);
}

void make_lettered(IMAPIFolder *folder, const char *letters, BYTE (*ids)[48])
{
    for (size_t i = 0; letters[i]; i++) {
        WCHAR subject[2] = {(WCHAR)letters[i], 0};

        make_message(folder, subject, ids ? ids[i] : NULL);
    }
}

/* A table of messages with subjects letters, in the order they came. */
IMAPITable *lettered(struct fixture *f, const char *letters, BYTE (*ids)[48])
{
    static const ULONG subject = PR_SUBJECT_W;
    IMAPIFolder *inbox = open_inbox(f);
    IMAPITable *table;

    make_lettered(inbox, letters, ids);
    table = contents(inbox, MAPI_UNICODE);
    set_columns(table, 1, &subject);
    inbox->lpVtbl->Release(inbox);
    return table;
}

void delete_message(struct fixture *f, BYTE *id)
{
    SBinary bin = {48, id};
    ENTRYLIST list = {1, &bin};
    IMAPIFolder *inbox = open_inbox(f);

    ok_hr(inbox->lpVtbl->DeleteMessages(inbox, &list, 0, NULL, 0));
    inbox->lpVtbl->Release(inbox);
}
