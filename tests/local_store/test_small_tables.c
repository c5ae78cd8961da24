/*
 * test_small_tables.c - the tables that follow an open message, and the receive folder table
 */
#include "local_store/fixture.h"
#include <string.h>
#include "mapix.h"


static void free_rows(SRowSet *rows)
{
    for (ULONG i = 0; rows && i < rows->cRows; i++)
        MAPIFreeBuffer(rows->aRow[i].lpProps); /* the subsystem's ITableData gives its own memory */
    MAPIFreeBuffer(rows);
}

static SRowSet *all_rows(IMAPITable *table, const SPropTagArray *columns)
{
    SRowSet *rows = NULL;

    if (columns) ok_hr(table->lpVtbl->SetColumns(table, (SPropTagArray *)columns, 0));
    ok_hr(table->lpVtbl->SeekRow(table, BOOKMARK_BEGINNING, 0, NULL));
    ok_hr(table->lpVtbl->QueryRows(table, 100, 0, &rows));
    return rows;
}

static HRESULT add_recipient(IMessage *message, ULONG flags, const WCHAR *name, LONG type, LONG row)
{
    SizedADRLIST(1, list) = {1, {{0}}};
    SPropValue props[3] = {
        {.ulPropTag = PR_DISPLAY_NAME_W, .Value.lpszW = (WCHAR *)name},
        {.ulPropTag = PR_RECIPIENT_TYPE, .Value.l = type},
        {.ulPropTag = PR_ROWID, .Value.l = row},
    };

    list.aEntries[0].cValues = row < 0 ? 2 : 3;
    list.aEntries[0].rgPropVals = props;
    return message->lpVtbl->ModifyRecipients(message, flags, (ADRLIST *)&list);
}

static void the_recipient_table_shows_changes_at_once(void **state)
{
    static const SizedSPropTagArray(3, columns) = {
        3, {PR_ROWID, PR_DISPLAY_NAME_W, PR_RECIPIENT_TYPE}};
    struct fixture *f = *state;
    IMAPIFolder *inbox = open_inbox(f);
    IMAPITable *table = NULL, *ansi = NULL;
    IMessage *message = NULL;
    SPropTagArray *tags = NULL;
    SRowSet *rows;

    ok_hr(inbox->lpVtbl->CreateMessage(inbox, NULL, 0, &message));
    ok_hr(add_recipient(message, MODRECIP_ADD, L"ann", MAPI_TO, -1));
    ok_hr(message->lpVtbl->GetRecipientTable(message, MAPI_UNICODE, &table));
    rows = all_rows(table, (const SPropTagArray *)&columns); /* 6.8-11 */
    assert_int_equal(rows->cRows, 1);
    assert_int_equal(wide_cmp(rows->aRow[0].lpProps[1].Value.lpszW, L"ann"), 0);
    free_rows(rows);
    ok_hr(add_recipient(message, MODRECIP_ADD, L"bob", MAPI_CC, -1)); /* 6.8-13 */
    rows = all_rows(table, NULL);
    assert_int_equal(rows->cRows, 2);
    assert_int_equal(rows->aRow[1].lpProps[2].Value.l, MAPI_CC);
    ok_hr(add_recipient(message, MODRECIP_REMOVE, L"", MAPI_TO, rows->aRow[0].lpProps[0].Value.l));
    free_rows(rows);
    rows = all_rows(table, NULL);
    assert_int_equal(rows->cRows, 1);
    assert_int_equal(wide_cmp(rows->aRow[0].lpProps[1].Value.lpszW, L"bob"), 0);
    free_rows(rows);
    /* 6.8-10 */
    ok_hr(message->lpVtbl->OpenProperty(message, PR_MESSAGE_RECIPIENTS, &IID_IMAPITable, 0, 0,
                                        (IUnknown **)&ansi));
    /* clients.md: useful default columns, in the asked width */
    ok_hr(ansi->lpVtbl->QueryColumns(ansi, 0, &tags));
    for (ULONG i = 0; i < tags->cValues; i++)
        assert_int_not_equal(PROP_TYPE(tags->aulPropTag[i]), PT_UNICODE);
    rows = all_rows(ansi, NULL);
    assert_int_equal(rows->cRows, 1);
    for (ULONG i = 0; i < tags->cValues; i++)
        if (tags->aulPropTag[i] == PR_DISPLAY_NAME_A)
            assert_string_equal(rows->aRow[0].lpProps[i].Value.lpszA, "bob");
    free_rows(rows);
    MAPIFreeBuffer(tags);
    message->lpVtbl->Release(message);
    rows = all_rows(table, NULL); /* a table outlives its message */
    assert_int_equal(rows->cRows, 1);
    free_rows(rows);
    table->lpVtbl->Release(table);
    ansi->lpVtbl->Release(ansi);
    inbox->lpVtbl->Release(inbox);
}

static void add_attachment(IMessage *message, LONG position, bool save)
{
    IAttach *attach = NULL;
    ULONG num;

    ok_hr(message->lpVtbl->CreateAttach(message, NULL, 0, &num, &attach));
    ok_hr(set_long(attach, PR_RENDERING_POSITION, position));
    if (save) ok_hr(attach->lpVtbl->SaveChanges(attach, 0));
    attach->lpVtbl->Release(attach);
}

static void the_attachment_table_shows_what_is_saved(void **state)
{
    static const SizedSPropTagArray(2, columns) = {2, {PR_ATTACH_NUM, PR_RENDERING_POSITION}};
    struct fixture *f = *state;
    IMAPIFolder *inbox = open_inbox(f);
    IMAPITable *table = NULL;
    IMessage *message = NULL;
    SRowSet *rows;

    ok_hr(inbox->lpVtbl->CreateMessage(inbox, NULL, 0, &message));
    ok_hr(message->lpVtbl->GetAttachmentTable(message, 0, &table));
    add_attachment(message, 7, true);
    add_attachment(message, -1, true);
    add_attachment(message, 3, false);
    rows = all_rows(table, (const SPropTagArray *)&columns);
    assert_int_equal(rows->cRows, 0); /* 6.7-14 6.8-09 */
    free_rows(rows);
    ok_hr(message->lpVtbl->SaveChanges(message, KEEP_OPEN_READWRITE));
    rows = all_rows(table, NULL);
    assert_int_equal(rows->cRows, 2);
    assert_int_equal(rows->aRow[0].lpProps[1].Value.l, -1); /* by rendering position */
    assert_int_equal(rows->aRow[1].lpProps[1].Value.l, 7);
    free_rows(rows);
    table->lpVtbl->Release(table);
    message->lpVtbl->Release(message);
    inbox->lpVtbl->Release(inbox);
}

static void the_receive_folder_table_can_be_restricted(void **state)
{
    static const SizedSPropTagArray(3, columns) = {3,
                                                   {PR_MESSAGE_CLASS_A, PR_ENTRYID, PR_RECORD_KEY}};
    struct fixture *f = *state;
    IMAPIFolder *inbox = open_inbox(f);
    SPropValue *key = get_prop(inbox, PR_RECORD_KEY);
    SRestriction restriction = {.rt = RES_PROPERTY};
    IMAPITable *table = NULL;
    SRowSet *rows;

    ok_hr(f->store->lpVtbl->GetReceiveFolderTable(f->store, 0, &table));
    rows = all_rows(table, (const SPropTagArray *)&columns); /* 6.3-07 -10 */
    assert_int_equal(rows->cRows, 4);
    free_rows(rows);
    restriction.res.resProperty = (SPropertyRestriction){RELOP_EQ, PR_RECORD_KEY, key};
    ok_hr(table->lpVtbl->Restrict(table, &restriction, 0));
    rows = all_rows(table, NULL);
    assert_int_equal(rows->cRows, 3);
    free_rows(rows);
    table->lpVtbl->Release(table);
    FREE(key);
    inbox->lpVtbl->Release(inbox);
}

#define test(name) cmocka_unit_test_setup_teardown(name, store_setup, store_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        test(the_recipient_table_shows_changes_at_once),
        test(the_attachment_table_shows_what_is_saved),
        test(the_receive_folder_table_can_be_restricted),
    };

    return cmocka_run_group_tests_name("small tables", tests, NULL, NULL);
}
