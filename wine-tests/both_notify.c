/*
 * both_notify.c - a 64-bit and a 32-bit program that have one store file open hear of each other's
 * changes, once
 *
 * Under Wine the two have a session each: nothing is shared but the file, in which they look once a
 * second.
 */
#define INITGUID
#define USES_IID_IMAPIFolder
#include "store_fixture.h"

enum {
    EACH = 40,
    LIMIT_MSEC = 150000
};

static struct {
    BYTE id[48];
} seen[4 * EACH];
static LONG n_seen, twice, rows_added, tables_changed;

static LONG STDAPICALLTYPE hear_objects(void *context, ULONG count, NOTIFICATION *batch)
{
    (void)context;
    for (ULONG i = 0; i < count; i++) {
        const OBJECT_NOTIFICATION *obj = &batch[i].info.obj;
        bool known = false;

        if (obj->ulObjType != MAPI_MESSAGE) continue; /* the folders they meet by */
        ok(obj->cbEntryID == 48, "%lu bytes of an ID\n", obj->cbEntryID);
        for (LONG k = 0; k < n_seen && !known; k++)
            known = !memcmp(seen[k].id, obj->lpEntryID, 48);
        if (known) twice++;
        else if (n_seen < (LONG)ARRAYSIZE(seen)) memcpy(seen[n_seen++].id, obj->lpEntryID, 48);
    }
    return 0;
}

static LONG STDAPICALLTYPE hear_rows(void *context, ULONG count, NOTIFICATION *batch)
{
    (void)context;
    for (ULONG i = 0; i < count; i++)
        if (batch[i].info.tab.ulTableEvent == TABLE_ROW_ADDED) rows_added++;
        else if (batch[i].info.tab.ulTableEvent == TABLE_CHANGED) tables_changed++;
    return 0;
}

static bool pump_long(const volatile LONG *value, LONG wanted)
{
    DWORD start = GetTickCount();
    MSG message;

    while (*value < wanted && GetTickCount() - start < LIMIT_MSEC) {
        MsgWaitForMultipleObjects(0, NULL, FALSE, 100, QS_ALLINPUT);
        while (PeekMessageA(&message, NULL, 0, 0, PM_REMOVE))
            DispatchMessageA(&message);
    }
    return *value >= wanted;
}

/* Each makes a folder of its bitness when it listens; the other waits for it. */
static void meet(IMsgStore *store)
{
    static const char *const names[] = {"64 bits listen", "32 bits listen"};
    bool wide = sizeof(void *) == 8;
    IMAPIFolder *root = NULL, *folder = NULL;
    LONG there = 0;
    ULONG type;

    ok_hr(store->lpVtbl->OpenEntry(store, 0, NULL, NULL, MAPI_MODIFY, &type, (IUnknown **)&root),
          S_OK);
    ok_hr(root->lpVtbl->CreateFolder(root, FOLDER_GENERIC, (LPTSTR)names[!wide], NULL, NULL,
                                     OPEN_IF_EXISTS, &folder),
          S_OK);
    folder->lpVtbl->Release(folder);
    for (DWORD start = GetTickCount(); !there && GetTickCount() - start < LIMIT_MSEC;) {
        SPropValue value = {.ulPropTag = PR_DISPLAY_NAME_A, .Value.lpszA = (char *)names[wide]};
        SRestriction same = {.rt = RES_PROPERTY,
                             .res.resProperty = {RELOP_EQ, PR_DISPLAY_NAME_A, &value}};
        IMAPITable *table = NULL;

        ok_hr(root->lpVtbl->GetHierarchyTable(root, 0, &table), S_OK);
        there = table->lpVtbl->FindRow(table, &same, BOOKMARK_BEGINNING, 0) == S_OK;
        table->lpVtbl->Release(table);
        if (!there) Sleep(20); /* the other program isn't there yet */
    }
    ok(there, "the other program didn't come\n");
    root->lpVtbl->Release(root);
}

/* 5.11-03, 6.12-15, 6.12-09 */
static void both_hear_all_there_is_once(void)
{
    IMAPIAdviseSink *objects, *rows;
    ULONG_PTR connections[2];
    IMAPISession *session;
    IMAPIFolder *inbox;
    IMAPITable *table = NULL;
    IMsgStore *store;

    ok_hr(MAPIInitialize(NULL), S_OK);
    ok_hr(make_profile("MSPST MS", path), S_OK);
    session = log_on();
    store = open_store(session, S_OK);
    inbox = open_inbox(store);
    ok_hr(inbox->lpVtbl->GetContentsTable(inbox, 0, &table), S_OK);
    ok_hr(HrAllocAdviseSink(hear_rows, NULL, &rows), S_OK);
    ok_hr(table->lpVtbl->Advise(table, fnevTableModified, rows, &connections[1]), S_OK);
    ok_hr(HrAllocAdviseSink(hear_objects, NULL, &objects), S_OK);
    ok_hr(store->lpVtbl->Advise(store, 0, NULL, fnevObjectCreated, objects, &connections[0]), S_OK);
    meet(store);
    for (int i = 0; i < EACH; i++) {
        IMessage *message = make_message(inbox, sizeof(void *) == 8 ? "from 64" : "from 32");

        message->lpVtbl->Release(message);
    }
    ok(pump_long(&n_seen, 2 * EACH), "%ld of %d messages were told\n", n_seen, 2 * EACH);
    ok(!twice, "%ld were told twice\n", twice);
    ok(tables_changed || pump_long(&rows_added, 2 * EACH), "%ld rows were added\n", rows_added);
    ok(rows_added <= 2 * EACH, "%ld rows were added\n", rows_added);
    ok_hr(store->lpVtbl->Unadvise(store, connections[0]), S_OK);
    ok_hr(table->lpVtbl->Unadvise(table, connections[1]), S_OK);
    inbox->lpVtbl->Release(inbox);
    objects->lpVtbl->Release(objects);
    rows->lpVtbl->Release(rows);
    table->lpVtbl->Release(table);
    store->lpVtbl->Release(store);
    log_off(session);
    drop_profile();
    MAPIUninitialize();
}

START_TEST(both_notify)
{
    snprintf(path, sizeof(path), "%s\\notify.omstore", getenv("OPENMAPI_SHARED"));
    RUN(both_hear_all_there_is_once);
}
