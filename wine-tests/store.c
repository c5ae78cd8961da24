/*
 * store.c - the local store through a session: service, profile, folders, messages, copies,
 * notifications, kills
 */
#define INITGUID
#define USES_IID_IMessage
#define USES_IID_IMAPIFolder
#define USES_IID_IMAPIProp
#define USES_IID_IMAPITable
#include <windows.h>
#include <initguid.h>
#include "store_fixture.h"

static void expect_message(IMessage *message, const char *subject)
{
    IAttach *attach = NULL;
    IMAPITable *table = NULL;
    SRowSet *rows = NULL;

    expect_text(message, PR_SUBJECT_A, subject);
    expect_text(message, PR_DISPLAY_TO_A, "Ann; Bob"); /* 6.7-03 */
    expect_stream(message, PR_BODY_A, "Dear reader,\r\nthis is all.");
    ok_hr(message->lpVtbl->GetRecipientTable(message, 0, &table), S_OK);
    /* clients.md: default columns */
    ok_hr(HrQueryAllRows(table, NULL, NULL, NULL, 0, &rows), S_OK);
    ok(rows && rows->cRows == 2, "%lu recipients\n", rows ? rows->cRows : 0);
    for (ULONG i = 0; rows && i < rows->cRows; i++) {
        const SPropValue *name =
            PpropFindProp(rows->aRow[i].lpProps, rows->aRow[i].cValues, PR_DISPLAY_NAME_A);

        ok(name && !strcmp(name->Value.lpszA, i ? "Bob" : "Ann"), "recipient %lu is %s\n", i,
           name ? name->Value.lpszA : "nobody");
    }
    FreeProws(rows);
    if (table) table->lpVtbl->Release(table);
    table = NULL;
    rows = NULL;
    ok_hr(message->lpVtbl->GetAttachmentTable(message, 0, &table), S_OK);
    ok_hr(HrQueryAllRows(table, NULL, NULL, NULL, 0, &rows), S_OK);
    ok(rows && rows->cRows == 1, "%lu attachments\n", rows ? rows->cRows : 0);
    FreeProws(rows);
    if (table) table->lpVtbl->Release(table);
    ok_hr(message->lpVtbl->OpenAttach(message, 0, NULL, 0, &attach), S_OK);
    if (attach) {
        expect_text(attach, PR_ATTACH_FILENAME_A, "file.txt");
        expect_stream(attach, PR_ATTACH_DATA_BIN, "contents");
        attach->lpVtbl->Release(attach);
    }
}

/* ---- the tests ---- */

/* 5.4-01, 5.4-11, 6.2-02, 6.2-03, 6.4-06 */
static void a_program_makes_its_own_store(void)
{
    IMAPISession *session;
    IMsgStore *store;
    IMAPIFolder *inbox;

    MAPIInitialize(NULL);
    remove_store();
    ok_hr(make_profile("MSUPST MS", path), S_OK);
    session = log_on();
    store = open_store(session, S_OK);
    if (store) {
        ok(GetFileAttributesA(path) != INVALID_FILE_ATTRIBUTES, "no file was made\n");
        expect_text(store, PR_DISPLAY_NAME_A, "My Mail");
        ok(get_long(store, PR_VALID_FOLDER_MASK) == 0xff, "mask %#lx\n",
           get_long(store, PR_VALID_FOLDER_MASK));
        ok(get_long(store, PR_OBJECT_TYPE) == MAPI_STORE, "not a store\n");
        inbox = open_inbox(store);
        expect_text(inbox, PR_DISPLAY_NAME_A, "Inbox");
        inbox->lpVtbl->Release(inbox);
        store->lpVtbl->Release(store);
    }
    log_off(session);
    drop_profile();
    ok(GetFileAttributesA(path) != INVALID_FILE_ATTRIBUTES,
       "deleting the profile deleted the mail\n");
    MAPIUninitialize();
}

static void without_a_path_a_file_is_made_in_local_data(void)
{
    SizedSPropTagArray(1, tags) = {1, {PR_DISPLAY_NAME_A}};
    IMAPISession *session;
    IMAPITable *table = NULL;
    SRowSet *rows = NULL;
    IMsgStore *store;

    MAPIInitialize(NULL);
    ok_hr(make_profile("LOCALSTORE", NULL), S_OK);
    session = log_on();
    ok_hr(session->lpVtbl->GetMsgStoresTable(session, 0, &table), S_OK);
    ok_hr(HrQueryAllRows(table, (SPropTagArray *)&tags, NULL, NULL, 0, &rows), S_OK);
    ok(rows && rows->cRows == 1 && rows->aRow[0].lpProps[0].ulPropTag == PR_DISPLAY_NAME_A,
       "no name\n");
    FreeProws(rows);
    table->lpVtbl->Release(table);
    store = open_store(session, S_OK);
    if (store) store->lpVtbl->Release(store);
    store = open_store(session, S_OK); /* again, in the same session */
    if (store) store->lpVtbl->Release(store);
    log_off(session);
    session = log_on(); /* the same file: the section remembers it */
    store = open_store(session, S_OK);
    if (store) store->lpVtbl->Release(store);
    log_off(session);
    drop_profile();
    MAPIUninitialize();
}

/* 6.1-06, 6.7-02, 6.7-14, 6.8-09, 6.8-11 */
static void mail_is_kept(void)
{
    IMAPISession *session;
    IMsgStore *store;
    IMAPIFolder *inbox;
    IMessage *message;
    SPropValue *id = NULL;
    ULONG type;

    MAPIInitialize(NULL);
    remove_store();
    ok_hr(make_profile("MSPST MS", path), S_OK);
    session = log_on();
    store = open_store(session, S_OK);
    inbox = open_inbox(store);
    message = make_message(inbox, "kept");
    ok_hr(HrGetOneProp((IMAPIProp *)message, PR_ENTRYID, &id), S_OK);
    expect_message(message, "kept");
    message->lpVtbl->Release(message);
    inbox->lpVtbl->Release(inbox);
    store->lpVtbl->Release(store);
    log_off(session);

    session = log_on();
    store = open_store(session, S_OK);
    message = NULL;
    ok_hr(session->lpVtbl->OpenEntry(session, id->Value.bin.cb, (ENTRYID *)id->Value.bin.lpb, NULL,
                                     MAPI_BEST_ACCESS, &type, (IUnknown **)&message),
          S_OK); /* clients.md */
    if (message) {
        expect_message(message, "kept");
        message->lpVtbl->Release(message);
    }
    store->lpVtbl->Release(store);
    log_off(session);
    MAPIFreeBuffer(id);
    drop_profile();
    MAPIUninitialize();
}

/* 6.1-40 to -45, 5.13-05 */
static void messages_copy_with_all_that_is_in_them(void)
{
    SizedSPropTagArray(1, only) = {1, {PR_SUBJECT_A}};
    IMessage *message, *copy = NULL;
    SPropProblemArray *problems = NULL;
    IMAPISession *session;
    IMAPIFolder *inbox;
    IMsgStore *store;

    MAPIInitialize(NULL);
    remove_store();
    ok_hr(make_profile("MSPST MS", path), S_OK);
    session = log_on();
    store = open_store(session, S_OK);
    inbox = open_inbox(store);
    message = make_message(inbox, "original");
    ok_hr(inbox->lpVtbl->CreateMessage(inbox, NULL, 0, &copy), S_OK);
    ok_hr(
        message->lpVtbl->CopyTo(message, 0, NULL, NULL, 0, NULL, &IID_IMessage, copy, 0, &problems),
        S_OK);
    MAPIFreeBuffer(problems);
    ok_hr(copy->lpVtbl->SaveChanges(copy, KEEP_OPEN_READWRITE), S_OK);
    expect_message(copy, "original");
    set_text(message, PR_SUBJECT_A, "changed");
    ok_hr(message->lpVtbl->CopyProps(message, (SPropTagArray *)&only, 0, NULL, &IID_IMessage, copy,
                                     0, NULL),
          S_OK);
    expect_text(copy, PR_SUBJECT_A, "changed");
    ok_hr(message->lpVtbl->CopyTo(message, 0, NULL, NULL, 0, NULL, &IID_IMessage, message, 0, NULL),
          MAPI_E_NO_ACCESS);
    ok_hr(message->lpVtbl->CopyTo(message, 0, NULL, NULL, 0, NULL, NULL, copy, 0, NULL),
          MAPI_E_INVALID_PARAMETER);
    copy->lpVtbl->Release(copy);
    message->lpVtbl->Release(message);
    inbox->lpVtbl->Release(inbox);
    store->lpVtbl->Release(store);
    log_off(session);
    drop_profile();
    MAPIUninitialize();
}

static LONG heard_created, heard_modified;

static LONG STDAPICALLTYPE hear(void *context, ULONG count, NOTIFICATION *notes)
{
    (void)context;
    for (ULONG i = 0; i < count; i++) {
        if (notes[i].ulEventType == fnevObjectCreated &&
            notes[i].info.obj.ulObjType == MAPI_MESSAGE)
            heard_created++;
        if (notes[i].ulEventType == fnevObjectModified) heard_modified++;
    }
    return 0;
}

/* 6.2-12, 6.12-15, 6.12-16, 6.12-19 */
static void a_sink_hears_of_new_messages(void)
{
    IMAPIAdviseSink *sink = NULL;
    IMAPISession *session;
    ULONG_PTR connection = 0;
    IMAPIFolder *inbox;
    IMessage *message;
    IMsgStore *store;

    MAPIInitialize(NULL);
    remove_store();
    ok_hr(make_profile("MSPST MS", path), S_OK);
    session = log_on();
    store = open_store(session, S_OK);
    inbox = open_inbox(store);
    ok_hr(HrAllocAdviseSink(hear, NULL, &sink), S_OK);
    ok_hr(store->lpVtbl->Advise(store, 0, NULL, fnevObjectCreated | fnevObjectModified, sink,
                                &connection),
          S_OK);
    ok(connection != 0, "no connection number\n");
    message = make_message(inbox, "heard of");
    ok(!heard_created, "called before the call returned\n");
    HrDispatchNotifications(0);
    ok(heard_created == 1, "heard %ld creations\n", heard_created);
    ok(heard_modified >= 1, "heard %ld modifications\n", heard_modified);
    ok_hr(store->lpVtbl->Unadvise(store, connection), S_OK);
    message->lpVtbl->Release(message);
    sink->lpVtbl->Release(sink);
    inbox->lpVtbl->Release(inbox);
    store->lpVtbl->Release(store);
    log_off(session);
    drop_profile();
    MAPIUninitialize();
}

static void a_file_that_is_no_store_is_refused(void)
{
    static const char text[] =
        "a letter, and more than a hundred bytes of it, so that nobody takes it for a file that is being"
        " made just now by someone else";
    IMAPISession *session;
    IMsgStore *store;
    DWORD n;
    char back[200] = {0};
    HANDLE file;

    MAPIInitialize(NULL);
    remove_store();
    ok_hr(make_profile("MSPST MS", path), S_OK);
    session = log_on(); /* the section learns the entry ID */
    store = open_store(session, S_OK);
    if (store) store->lpVtbl->Release(store);
    log_off(session);
    remove_store();
    file = CreateFileA(path, GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, 0, NULL);
    WriteFile(file, text, sizeof(text), &n, NULL);
    CloseHandle(file);
    session = log_on();
    if (session) {
        open_store(session, MAPI_E_CORRUPT_STORE); /* 5.5-07 */
        log_off(session);
    }
    file = CreateFileA(path, GENERIC_READ, 0, NULL, OPEN_EXISTING, 0, NULL);
    ReadFile(file, back, sizeof(text), &n, NULL);
    CloseHandle(file);
    ok(!strcmp(back, text), "the file was changed\n");
    drop_profile();
    remove_store();
    MAPIUninitialize();
}

/* ---- kills ---- */

/* In a child: saves messages until it is killed, and counts what was acknowledged in a shared
 * section. */
static void save_for_ever(volatile LONG *saved)
{
    IMAPISession *session;
    IMAPIFolder *inbox;
    IMsgStore *store;

    harness_is_child();
    MAPIInitialize(NULL);
    session = log_on();
    store = open_store(session, S_OK);
    inbox = open_inbox(store);
    for (;;) {
        IMessage *message = make_message(inbox, "written in danger");

        InterlockedIncrement(saved);
        message->lpVtbl->Release(message);
    }
}

static void killing_the_writer_loses_nothing(void)
{
    enum { KILLS = 12 };
    HANDLE section =
        CreateFileMappingA(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0, 4096, "omstore-kill");
    volatile LONG *saved = MapViewOfFile(section, FILE_MAP_WRITE, 0, 0, 4096);
    PROCESS_INFORMATION child;
    IMAPISession *session;
    LONG before = 0;

    MAPIInitialize(NULL);
    remove_store();
    ok_hr(make_profile("MSPST MS", path), S_OK);
    srand(GetTickCount());
    for (int kill = 0; kill < KILLS; kill++) {
        IMAPIFolder *inbox;
        IMsgStore *store;
        DWORD start = GetTickCount();
        ULONG count;

        if (!harness_spawn("save", &child)) break;
        while (*saved == before && GetTickCount() - start < 20000)
            WaitForSingleObject(child.hProcess, 10); /* it has begun */
        WaitForSingleObject(child.hProcess, (DWORD)(rand() % 60));
        TerminateProcess(child.hProcess, 77);
        WaitForSingleObject(child.hProcess, 5000);
        CloseHandle(child.hProcess);
        CloseHandle(child.hThread);
        session = log_on();
        if (!session) break;
        store = open_store(session, S_OK);
        if (store) {
            inbox = open_inbox(store);
            count = get_long(inbox, PR_CONTENT_COUNT);
            ok((LONG)count >= *saved && (LONG)count <= *saved + kill + 1,
               "%lu messages are there, %ld were acknowledged\n", count, *saved);
            inbox->lpVtbl->Release(inbox);
            store->lpVtbl->Release(store);
        }
        log_off(session);
        ok(*saved > before, "nothing was written before kill %d\n", kill);
        before = *saved;
    }
    trace("%ld messages acknowledged\n", *saved);
    drop_profile();
    remove_store();
    MAPIUninitialize();
    UnmapViewOfFile((void *)saved);
    CloseHandle(section);
}

START_TEST(store)
{
    GetTempPathA(sizeof(path) - 32, path);
    strcat(path, "omstore-test.omstore");
    if (harness_argc > 1) {
        HANDLE section = OpenFileMappingA(FILE_MAP_WRITE, FALSE, "omstore-kill");

        save_for_ever(MapViewOfFile(section, FILE_MAP_WRITE, 0, 0, 4096));
        return;
    }
    RUN(a_program_makes_its_own_store);
    RUN(without_a_path_a_file_is_made_in_local_data);
    RUN(mail_is_kept);
    RUN(messages_copy_with_all_that_is_in_them);
    RUN(a_sink_hears_of_new_messages);
    RUN(a_file_that_is_no_store_is_refused);
    RUN(killing_the_writer_loses_nothing);
    remove_store();
}
