/*
 * readonly.c - a store that was opened without MDB_WRITE: all can be read, nothing can be changed
 */
#define INITGUID
#define USES_IID_IMAPIFolder
#define USES_IID_IMessage
#define USES_IID_IMAPIProp
#include <windows.h>
#include <initguid.h>
#include "store_fixture.h"

static IMAPISession *session;
static IMsgStore *store; /* read-only */

/* The only store of the profile, with these flags. */
static IMsgStore *open_with(ULONG flags)
{
    SizedSPropTagArray(1, tags) = {1, {PR_ENTRYID}};
    IMAPITable *table = NULL;
    IMsgStore *opened = NULL;
    SRowSet *rows = NULL;

    ok_hr(session->lpVtbl->GetMsgStoresTable(session, 0, &table), S_OK);
    ok_hr(HrQueryAllRows(table, (SPropTagArray *)&tags, NULL, NULL, 0, &rows), S_OK);
    if (rows && rows->cRows)
        ok_hr(session->lpVtbl->OpenMsgStore(session, 0, rows->aRow[0].lpProps[0].Value.bin.cb,
                                            (ENTRYID *)rows->aRow[0].lpProps[0].Value.bin.lpb, NULL,
                                            flags, &opened),
              S_OK);
    FreeProws(rows);
    table->lpVtbl->Release(table);
    return opened;
}

static IUnknown *open_id(const SBinary *id, ULONG flags, HRESULT wanted)
{
    IUnknown *object = NULL;
    ULONG type;

    ok_hr(store->lpVtbl->OpenEntry(store, id->cb, (ENTRYID *)id->lpb, NULL, flags, &type, &object),
          wanted);
    return object;
}

/* Refused, whichever of the codes that say so. */
static void expect_refusal(HRESULT hr, const char *what)
{
    ok(hr == MAPI_E_NO_ACCESS, "%s: got %#lx\n", what, hr);
}

static void expect_no_change(IMAPIFolder *inbox, IMessage *message, const SBinary *id)
{
    SizedSPropTagArray(1, tags) = {1, {PR_SUBJECT_A}};
    SPropValue subject = {.ulPropTag = PR_SUBJECT_A, .Value.lpszA = (char *)"changed"};
    SPropValue comment = {.ulPropTag = PR_COMMENT_A, .Value.lpszA = (char *)"changed"};
    ENTRYLIST list = {1, (SBinary *)id};
    SPropProblemArray *problems = NULL;
    IMessage *made = NULL;
    IMAPIFolder *folder = NULL;
    IStream *stream = NULL;
    IAttach *attach = NULL;
    ULONG num;

    expect_refusal(inbox->lpVtbl->CreateMessage(inbox, NULL, 0, &made), "CreateMessage");
    expect_refusal(inbox->lpVtbl->DeleteMessages(inbox, &list, 0, NULL, 0), "DeleteMessages");
    expect_refusal(
        inbox->lpVtbl->CreateFolder(inbox, FOLDER_GENERIC, (LPTSTR) "new", NULL, NULL, 0, &folder),
        "CreateFolder");
    expect_refusal(inbox->lpVtbl->SetMessageStatus(inbox, id->cb, (ENTRYID *)id->lpb,
                                                   MSGSTATUS_TAGGED, MSGSTATUS_TAGGED, &num),
                   "SetMessageStatus");
    expect_refusal(inbox->lpVtbl->SetReadFlags(inbox, &list, 0, NULL, 0), "SetReadFlags");
    expect_refusal(inbox->lpVtbl->CopyMessages(inbox, &list, NULL, inbox, 0, NULL, 0),
                   "CopyMessages");
    expect_refusal(inbox->lpVtbl->SetProps(inbox, 1, &comment, NULL), "the folder's SetProps");
    expect_refusal(inbox->lpVtbl->DeleteProps(inbox, (SPropTagArray *)&tags, NULL),
                   "the folder's DeleteProps");
    expect_refusal(inbox->lpVtbl->EmptyFolder(inbox, 0, NULL, 0), "EmptyFolder");
    expect_refusal(message->lpVtbl->SetProps(message, 1, &subject, &problems), "SetProps");
    MAPIFreeBuffer(problems);
    expect_refusal(message->lpVtbl->DeleteProps(message, (SPropTagArray *)&tags, NULL),
                   "DeleteProps");
    expect_refusal(message->lpVtbl->OpenProperty(message, PR_BODY_A, &IID_IStream, STGM_READWRITE,
                                                 MAPI_MODIFY, (IUnknown **)&stream),
                   "OpenProperty");
    expect_refusal(message->lpVtbl->CreateAttach(message, NULL, 0, &num, &attach), "CreateAttach");
    expect_refusal(message->lpVtbl->DeleteAttach(message, 0, 0, NULL, 0), "DeleteAttach");
    expect_refusal(message->lpVtbl->SaveChanges(message, KEEP_OPEN_READWRITE), "SaveChanges");
    expect_refusal(store->lpVtbl->SetProps(store, 1, &comment, NULL), "the store's SetProps");
    ok(!made && !folder && !stream && !attach, "something was made\n");
}

/* 4.4-07, 4.4-08, 4.4-09, 4.8-07, 4.8-08 */
static void nothing_can_be_changed(void)
{
    IMsgStore *writable;
    IMAPIFolder *inbox;
    IMessage *message;
    SPropValue *id = NULL, *of_inbox = NULL;
    IMAPITable *table = NULL;
    SRowSet *rows = NULL;
    IUnknown *object;

    MAPIInitialize(NULL);
    remove_store();
    ok_hr(make_profile("LOCALSTORE", path), S_OK);
    session = log_on();
    writable = open_with(MDB_NO_MAIL | MDB_WRITE);
    ok((get_long(writable, PR_STORE_SUPPORT_MASK) & (STORE_MODIFY_OK | STORE_CREATE_OK)) ==
           (STORE_MODIFY_OK | STORE_CREATE_OK),
       "MDB_WRITE: mask %#lx\n", get_long(writable, PR_STORE_SUPPORT_MASK));
    inbox = open_inbox(writable);
    message = make_message(inbox, "kept");
    ok_hr(HrGetOneProp((IMAPIProp *)message, PR_ENTRYID, &id), S_OK);
    ok_hr(HrGetOneProp((IMAPIProp *)inbox, PR_ENTRYID, &of_inbox), S_OK);
    message->lpVtbl->Release(message);
    inbox->lpVtbl->Release(inbox);
    writable->lpVtbl->Release(writable);
    log_off(session);

    session = log_on(); /* nobody has it open for writing any more */
    store = open_with(MDB_NO_MAIL);
    ok(!(get_long(store, PR_STORE_SUPPORT_MASK) & (STORE_MODIFY_OK | STORE_CREATE_OK)),
       "read-only: mask %#lx\n", get_long(store, PR_STORE_SUPPORT_MASK));
    object = open_id(&id->Value.bin, MAPI_MODIFY, MAPI_E_NO_ACCESS);
    ok(!object, "got an object\n");
    object = open_id(&of_inbox->Value.bin, MAPI_MODIFY, MAPI_E_NO_ACCESS);
    ok(!object, "got an object\n");
    inbox = (IMAPIFolder *)open_id(&of_inbox->Value.bin, MAPI_BEST_ACCESS, S_OK);
    message = (IMessage *)open_id(&id->Value.bin, MAPI_MODIFY | MAPI_BEST_ACCESS, S_OK);
    if (inbox && message) {
        ok(get_long(message, PR_ACCESS_LEVEL) == 0, "PR_ACCESS_LEVEL is %lu\n",
           get_long(message, PR_ACCESS_LEVEL));
        ok(get_long(inbox, PR_ACCESS_LEVEL) == 0, "PR_ACCESS_LEVEL is %lu\n",
           get_long(inbox, PR_ACCESS_LEVEL));
        expect_no_change(inbox, message, &id->Value.bin);
        expect_text(message, PR_SUBJECT_A, "kept");
        expect_stream(message, PR_BODY_A, "Dear reader,\r\nthis is all.");
        ok_hr(inbox->lpVtbl->GetContentsTable(inbox, 0, &table), S_OK);
        ok_hr(HrQueryAllRows(table, NULL, NULL, NULL, 0, &rows), S_OK);
        ok(rows && rows->cRows == 1, "%lu messages\n", rows ? rows->cRows : 0);
        FreeProws(rows);
        table->lpVtbl->Release(table);
    }
    if (message) message->lpVtbl->Release(message);
    if (inbox) inbox->lpVtbl->Release(inbox);
    store->lpVtbl->Release(store);
    log_off(session);

    session = log_on();
    store = open_with(MDB_NO_MAIL | MAPI_BEST_ACCESS); /* what it may have is all */
    object = open_id(&id->Value.bin, MAPI_MODIFY, S_OK);
    if (object) object->lpVtbl->Release(object);
    store->lpVtbl->Release(store);
    log_off(session);
    MAPIFreeBuffer(id);
    MAPIFreeBuffer(of_inbox);
    drop_profile();
    MAPIUninitialize();
}

START_TEST(readonly)
{
    GetTempPathA(sizeof(path) - 32, path);
    strcat(path, "omstore-readonly.omstore");
    RUN(nothing_can_be_changed);
    remove_store();
}
