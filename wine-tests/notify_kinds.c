/*
 * notify_kinds.c - each kind of change that one process makes, as another one hears of it
 * (contracts 5.11-03, 6.12)
 *
 * The child changes the store, the parent has a sink on the store and one on a table of the inbox.
 * A folder that the child makes at the end is heard of behind everything else; a second one shows
 * that nothing came twice.
 */
#define INITGUID
#define USES_IID_IMAPIFolder
#include "store_fixture.h"

enum {
    LIMIT_MSEC = 60000,
    MANY = 40 /* changes at once, which a table tells as one */
};

/* ---- what was heard ---- */

static struct {
    ULONG event;
    const char *name;
    LONG folders, messages, wanted_folders, wanted_messages;
} kinds[] = {
    {fnevNewMail, "new mail", 0, 0, 0, 1},
    {fnevObjectCreated, "created", 0, 0, 5, MANY + 1},
    {fnevObjectDeleted, "deleted", 0, 0, 1, 2}, /* the second with its folder */
    {fnevObjectMoved, "moved", 0, 0, 1, 1},
    {fnevObjectCopied, "copied", 0, 0, 1, MANY + 1},
    {fnevSearchComplete, "search complete", 0, 0, 1, 0},
    {fnevObjectModified, "modified", 0, 0, -1, 1}, /* of folders: their counts, as often as it is */
};
static LONG added, deleted, modified, whole_again, created_folders;

static LONG STDAPICALLTYPE hear_objects(void *context, ULONG count, NOTIFICATION *batch)
{
    (void)context;
    for (ULONG i = 0; i < count; i++)
        for (unsigned k = 0; k < ARRAYSIZE(kinds); k++) {
            const OBJECT_NOTIFICATION *obj = &batch[i].info.obj;
            bool two = batch[i].ulEventType & (fnevObjectMoved | fnevObjectCopied);
            bool mail = batch[i].ulEventType == fnevNewMail;

            if (batch[i].ulEventType != kinds[k].event) continue;
            ok(obj->cbEntryID == 48 && obj->lpEntryID, "%s: %lu bytes of an entry ID\n",
               kinds[k].name, obj->cbEntryID);
            if (mail) {
                const NEWMAIL_NOTIFICATION *note = &batch[i].info.newmail;

                ok(note->cbParentID == 48 && note->lpParentID, "no parent\n"); /* 6.12-04 */
                ok(note->lpszMessageClass && !(note->ulFlags & MAPI_UNICODE) &&
                       !strcmp((char *)note->lpszMessageClass, "IPM.Note.Heard"),
                   "flags %#lx, another class\n", note->ulFlags);
                ok(note->ulMessageFlags == MSGFLAG_UNMODIFIED, "%#lx\n", note->ulMessageFlags);
            } else {
                ok(two == (obj->cbOldID == 48 && obj->lpOldID), "%s: %lu bytes of an old ID\n",
                   kinds[k].name, obj->cbOldID); /* 6.12-05 */
            }
            if (!mail && obj->ulObjType == MAPI_FOLDER) kinds[k].folders++;
            else kinds[k].messages++;
            if (batch[i].ulEventType == fnevObjectCreated && obj->ulObjType == MAPI_FOLDER)
                created_folders++;
        }
    return 0;
}

static HANDLE row_added, row_modified; /* the child goes on: rows that change twice settle to one */

static LONG STDAPICALLTYPE hear_rows(void *context, ULONG count, NOTIFICATION *batch)
{
    (void)context;
    for (ULONG i = 0; i < count; i++) {
        const TABLE_NOTIFICATION *tab = &batch[i].info.tab;
        bool row = tab->ulTableEvent == TABLE_ROW_ADDED || tab->ulTableEvent == TABLE_ROW_MODIFIED;

        /* 6.12-09, 6.12-10 */
        ok(row == (tab->row.cValues == 2), "event %lu: %lu values\n", tab->ulTableEvent,
           tab->row.cValues);
        added += tab->ulTableEvent == TABLE_ROW_ADDED;
        deleted += tab->ulTableEvent == TABLE_ROW_DELETED;
        modified += tab->ulTableEvent == TABLE_ROW_MODIFIED;
        whole_again += tab->ulTableEvent == TABLE_CHANGED;
        if (added) SetEvent(row_added);
        if (modified) SetEvent(row_modified);
    }
    return 0;
}

static void pump_until(const volatile LONG *value, LONG wanted, const char *what)
{
    DWORD start = GetTickCount();
    MSG message;

    while (*value < wanted && GetTickCount() - start < LIMIT_MSEC) {
        MsgWaitForMultipleObjects(0, NULL, FALSE, 100, QS_ALLINPUT);
        while (PeekMessageA(&message, NULL, 0, 0, PM_REMOVE))
            DispatchMessageA(&message);
    }
    ok(*value >= wanted, "%s: %ld of %ld\n", what, *value, wanted);
}

/* ---- the child ---- */

static void signal_named(const char *name)
{
    HANDLE event = OpenEventA(EVENT_MODIFY_STATE, FALSE, name);

    ok(event != NULL, "%s: error %lu\n", name, GetLastError());
    SetEvent(event);
    CloseHandle(event);
}

static void wait_named(const char *name)
{
    HANDLE event = OpenEventA(SYNCHRONIZE, FALSE, name);

    ok(!WaitForSingleObject(event, LIMIT_MSEC), "%s isn't said\n", name);
    CloseHandle(event);
}

static IMAPIFolder *make_folder(IMAPIFolder *in, ULONG type, const char *name)
{
    IMAPIFolder *folder = NULL;

    ok_hr(in->lpVtbl->CreateFolder(in, type, (LPTSTR)name, NULL, NULL, 0, &folder), S_OK);
    return folder;
}

static void done_with_folder(IMAPIFolder *in, const char *name)
{
    IMAPIFolder *folder = make_folder(in, FOLDER_GENERIC, name);

    folder->lpVtbl->Release(folder);
}

static void search_in(IMAPIFolder *inbox)
{
    IMAPIFolder *finder = make_folder(inbox, FOLDER_SEARCH, "finder");
    SRestriction there = {.rt = RES_EXIST, .res.resExist = {0, PR_SUBJECT_A, 0}};
    SPropValue *id = NULL;
    ENTRYLIST list = {1, NULL};

    ok_hr(HrGetOneProp((IMAPIProp *)inbox, PR_ENTRYID, &id), S_OK);
    list.lpbin = &id->Value.bin;
    ok_hr(finder->lpVtbl->SetSearchCriteria(finder, &there, &list, 0), S_OK);
    MAPIFreeBuffer(id);
    finder->lpVtbl->Release(finder);
}

static void tell_of_mail(IMsgStore *store, IMAPIFolder *inbox, const SBinary *id)
{
    SPropValue *parent = NULL;
    NOTIFICATION note = {.ulEventType = fnevNewMail};

    ok_hr(HrGetOneProp((IMAPIProp *)inbox, PR_ENTRYID, &parent), S_OK);
    note.info.newmail = (NEWMAIL_NOTIFICATION){
        id->cb, (ENTRYID *)id->lpb,        parent->Value.bin.cb, (ENTRYID *)parent->Value.bin.lpb,
        0,      (LPTSTR) "IPM.Note.Heard", MSGFLAG_UNMODIFIED};
    ok_hr(store->lpVtbl->NotifyNewMail(store, &note), S_OK);
    MAPIFreeBuffer(parent);
}

static void change_everything(IMsgStore *store, IMAPIFolder *inbox)
{
    IMAPIFolder *first = make_folder(inbox, FOLDER_GENERIC, "first");
    IMAPIFolder *second = make_folder(inbox, FOLDER_GENERIC, "second");
    IMessage *message = make_message(inbox, "heard of");
    SPropValue *id = NULL, *first_id = NULL;
    SizedSPropTagArray(1, tags) = {1, {PR_ENTRYID}};
    IMAPITable *table = NULL;
    SRowSet *rows = NULL;
    ENTRYLIST list;
    SBinary many[MANY];

    ok_hr(HrGetOneProp((IMAPIProp *)message, PR_ENTRYID, &id), S_OK);
    ok_hr(HrGetOneProp((IMAPIProp *)first, PR_ENTRYID, &first_id), S_OK);
    list = (ENTRYLIST){1, &id->Value.bin};
    wait_named("omtest.added");
    set_text(message, PR_SUBJECT_A, "heard of again");
    ok_hr(message->lpVtbl->SaveChanges(message, 0), S_OK);
    message->lpVtbl->Release(message);
    wait_named("omtest.modified");
    ok_hr(inbox->lpVtbl->CopyMessages(inbox, &list, NULL, first, 0, NULL, 0), S_OK);
    ok_hr(inbox->lpVtbl->CopyMessages(inbox, &list, NULL, second, 0, NULL, MESSAGE_MOVE), S_OK);
    ok_hr(second->lpVtbl->DeleteMessages(second, &list, 0, NULL, 0), S_OK);
    tell_of_mail(store, inbox, &id->Value.bin);
    search_in(inbox);

    for (int i = 0; i < MANY; i++) {
        message = make_message(second, "one of many");
        message->lpVtbl->Release(message);
    }
    ok_hr(second->lpVtbl->GetContentsTable(second, 0, &table), S_OK);
    ok_hr(HrQueryAllRows(table, (SPropTagArray *)&tags, NULL, NULL, 0, &rows), S_OK);
    ok(rows->cRows == MANY, "%lu rows\n", rows->cRows);
    for (ULONG i = 0; i < rows->cRows && i < MANY; i++)
        many[i] = rows->aRow[i].lpProps[0].Value.bin;
    list = (ENTRYLIST){rows->cRows, many};
    ok_hr(second->lpVtbl->CopyMessages(second, &list, NULL, inbox, 0, NULL, 0), S_OK);
    FreeProws(rows);
    table->lpVtbl->Release(table);

    first->lpVtbl->Release(first);
    ok_hr(inbox->lpVtbl->CopyFolder(inbox, first_id->Value.bin.cb,
                                    (ENTRYID *)first_id->Value.bin.lpb, NULL, second,
                                    (LPTSTR) "copy", 0, NULL, COPY_SUBFOLDERS),
          S_OK);
    ok_hr(inbox->lpVtbl->CopyFolder(inbox, first_id->Value.bin.cb,
                                    (ENTRYID *)first_id->Value.bin.lpb, NULL, second,
                                    (LPTSTR) "moved", 0, NULL, FOLDER_MOVE | COPY_SUBFOLDERS),
          S_OK);
    ok_hr(second->lpVtbl->DeleteFolder(second, first_id->Value.bin.cb,
                                       (ENTRYID *)first_id->Value.bin.lpb, 0, NULL,
                                       DEL_FOLDERS | DEL_MESSAGES),
          S_OK);
    MAPIFreeBuffer(first_id);
    MAPIFreeBuffer(id);
    second->lpVtbl->Release(second);
}

static void be_the_child(void)
{
    IMAPISession *session;
    IMAPIFolder *inbox;
    IMsgStore *store;

    MAPIInitialize(NULL);
    session = log_on();
    store = open_store(session, S_OK);
    inbox = open_inbox(store);
    wait_named("omtest.go");
    change_everything(store, inbox);
    done_with_folder(inbox, "end");
    signal_named("omtest.done");
    wait_named("omtest.again");
    done_with_folder(inbox, "end again");
    inbox->lpVtbl->Release(inbox);
    store->lpVtbl->Release(store);
    log_off(session);
    MAPIUninitialize();
}

/* ---- the parent ---- */

/* 5.11-03, 6.12-04, 6.12-05, 6.12-09, 6.12-10, 6.12-14, 6.12-15, 6.12-17, 6.12-18 */
static void every_kind_is_heard_of_once(void)
{
    SizedSPropTagArray(2, columns) = {2, {PR_INSTANCE_KEY, PR_SUBJECT_A}};
    HANDLE go = CreateEventA(NULL, TRUE, FALSE, "omtest.go");
    HANDLE again = CreateEventA(NULL, TRUE, FALSE, "omtest.again");
    HANDLE done = CreateEventA(NULL, TRUE, FALSE, "omtest.done");
    IMAPIAdviseSink *sinks[2];
    ULONG_PTR connections[2];
    PROCESS_INFORMATION child;
    IMAPISession *session;
    IMAPITable *table = NULL;
    IMAPIFolder *inbox;
    IMsgStore *store;
    ULONG mask = 0;

    row_added = CreateEventA(NULL, TRUE, FALSE, "omtest.added");
    row_modified = CreateEventA(NULL, TRUE, FALSE, "omtest.modified");
    for (unsigned k = 0; k < ARRAYSIZE(kinds); k++)
        mask |= kinds[k].event;
    ok_hr(MAPIInitialize(NULL), S_OK);
    ok_hr(make_profile("MSPST MS", path), S_OK);
    session = log_on();
    store = open_store(session, S_OK);
    inbox = open_inbox(store);
    ok_hr(inbox->lpVtbl->GetContentsTable(inbox, 0, &table), S_OK);
    ok_hr(table->lpVtbl->SetColumns(table, (SPropTagArray *)&columns, 0), S_OK);
    ok_hr(HrAllocAdviseSink(hear_objects, NULL, &sinks[0]), S_OK);
    ok_hr(HrAllocAdviseSink(hear_rows, NULL, &sinks[1]), S_OK);
    ok_hr(store->lpVtbl->Advise(store, 0, NULL, mask, sinks[0], &connections[0]), S_OK);
    ok_hr(table->lpVtbl->Advise(table, fnevTableModified, sinks[1], &connections[1]), S_OK);

    ok(harness_spawn("child", &child), "no child\n");
    SetEvent(go);
    pump_until(&created_folders, 4, "folders"); /* first, second, finder, end */
    ok(!WaitForSingleObject(done, LIMIT_MSEC), "the child isn't done\n");
    SetEvent(again);
    pump_until(&created_folders, 5, "folders");
    pump_until(&whole_again, 1, "changed as a whole");
    harness_wait(&child, LIMIT_MSEC);

    for (unsigned k = 0; k < ARRAYSIZE(kinds); k++) {
        ok(kinds[k].messages == kinds[k].wanted_messages, "%s: %ld messages\n", kinds[k].name,
           kinds[k].messages);
        ok(kinds[k].wanted_folders < 0 ? kinds[k].folders > 0
                                       : kinds[k].folders == kinds[k].wanted_folders,
           "%s: %ld folders\n", kinds[k].name, kinds[k].folders);
    }
    ok(added == 1 && modified == 1 && deleted == 1, "%ld rows added, %ld modified, %ld deleted\n",
       added, modified, deleted);
    ok(whole_again == 1, "%ld times changed as a whole\n", whole_again);

    ok_hr(table->lpVtbl->Unadvise(table, connections[1]), S_OK);
    ok_hr(store->lpVtbl->Unadvise(store, connections[0]), S_OK);
    for (int i = 0; i < 2; i++)
        sinks[i]->lpVtbl->Release(sinks[i]);
    table->lpVtbl->Release(table);
    inbox->lpVtbl->Release(inbox);
    store->lpVtbl->Release(store);
    log_off(session);
    drop_profile();
    MAPIUninitialize();
    remove_store();
    CloseHandle(go);
    CloseHandle(again);
    CloseHandle(done);
    CloseHandle(row_added);
    CloseHandle(row_modified);
}

START_TEST(notify_kinds)
{
    char folder[MAX_PATH];

    GetTempPathA(sizeof(folder), folder);
    snprintf(path, sizeof(path), "%snotify_kinds.omstore", folder);
    if (harness_argc > 1) {
        harness_is_child();
        be_the_child();
        return;
    }
    remove_store();
    RUN(every_kind_is_heard_of_once);
}
