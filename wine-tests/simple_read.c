/*
 * simple_read.c - MAPISaveMail, MAPIFindNext, MAPIReadMail and MAPIDeleteMail, by a program that
 * knows nothing else of MAPI
 */
#define INITGUID
#define USES_ALL_MAPI_GUIDS
#include <windows.h>
#include <initguid.h>
#include "simple_fixture.h"

static LHANDLE session;

static void log_on_simply(void)
{
    session = 0;
    ok_code(MAPILogon(0, (LPSTR) "omstore", NULL, MAPI_NEW_SESSION, 0, &session), SUCCESS_SUCCESS);
}

static void log_off_simply(void)
{
    ok_code(MAPILogoff(session, 0, 0, 0), SUCCESS_SUCCESS);
}

/* A message with a file goes into the inbox. */
static void save(const char *subject, ULONG flags, char *id)
{
    char file[MAX_PATH];
    MapiRecipDesc ann = {0, MAPI_TO, (LPSTR) "Ann", (LPSTR) "SMTP:ann@example.org", 0, NULL};
    MapiFileDesc files[1] = {{0, 0, (ULONG)-1, file, (LPSTR) "menu.txt", NULL}};
    MapiMessage message = {.lpszSubject = (LPSTR)subject,
                           .lpszNoteText = (LPSTR) "At\nnoon?",
                           .flFlags = flags,
                           .nRecipCount = 1,
                           .lpRecips = &ann,
                           .nFileCount = 1,
                           .lpFiles = files};

    write_file(file, "omsimple-read.txt", "soup");
    id[0] = 0;
    ok_code(MAPISaveMail(session, 0, &message, 0, 0, id), SUCCESS_SUCCESS);
    ok(id[0] && strlen(id) < 64, "got %s\n", id);
    DeleteFileA(file);
}

static void expect_file_bytes(const char *file, const char *bytes)
{
    HANDLE handle = CreateFileA(file, GENERIC_READ, FILE_SHARE_READ, NULL, OPEN_EXISTING, 0, NULL);
    char got[40] = "";
    DWORD n;

    ok(handle != INVALID_HANDLE_VALUE, "%s: error %lu\n", file, GetLastError());
    ok(ReadFile(handle, got, sizeof(got) - 1, &n, NULL), "not read\n");
    ok(!strcmp(got, bytes), "got %s\n", got);
    CloseHandle(handle);
    ok(DeleteFileA(file), "%s: error %lu\n", file, GetLastError());
}

/* 12.5-01 to 12.5-07, 12.5-17, 12.5-21, 12.5-22 */
static void messages_are_found_and_deleted(void)
{
    char ids[3][64], id[512] = "", next[512] = "";

    log_on_simply();
    save("one", MAPI_UNREAD, ids[0]);
    save("two", 0, ids[1]);
    save("three", MAPI_UNREAD, ids[2]);
    for (int i = 0; i < 3; i++) {
        ok_code(MAPIFindNext(session, 0, NULL, id, MAPI_LONG_MSGID, 0, next), SUCCESS_SUCCESS);
        ok(!strcmp(next, ids[i]), "%d: got %s, expected %s\n", i, next, ids[i]);
        strcpy(id, next);
    }
    ok_code(MAPIFindNext(session, 0, NULL, id, 0, 0, next), MAPI_E_NO_MESSAGES);
    ok_code(MAPIFindNext(session, 0, (LPSTR) "IPM.Note", ids[0],
                         MAPI_UNREAD_ONLY | MAPI_GUARANTEE_FIFO, 0, next),
            SUCCESS_SUCCESS);
    ok(!strcmp(next, ids[2]), "got %s\n", next);
    ok_code(MAPIFindNext(0, 0, NULL, NULL, 0, 0, next), MAPI_E_INVALID_SESSION);
    ok_code(MAPIFindNext(session, 0, NULL, (LPSTR) "strange", 0, 0, next), MAPI_E_INVALID_MESSAGE);
    for (int i = 0; i < 3; i++) {
        ok_code(MAPIDeleteMail(session, 0, ids[i], 0, 0), SUCCESS_SUCCESS);
        ok_code(MAPIDeleteMail(session, 0, ids[i], 0, 0), MAPI_E_INVALID_MESSAGE);
    }
    ok_code(MAPIFindNext(session, 0, NULL, NULL, 0, 0, next), MAPI_E_NO_MESSAGES);
    log_off_simply();
}

/* 12.5-08 to 12.5-16, 12.1-15 */
static void a_message_is_read(void)
{
    lpMapiMessage message = NULL;
    char id[64];

    log_on_simply();
    save("Lunch", MAPI_UNREAD | MAPI_SENT | MAPI_RECEIPT_REQUESTED, id);
    ok_code(MAPIReadMail(session, 0, id, MAPI_ENVELOPE_ONLY | MAPI_PEEK, 0, &message),
            SUCCESS_SUCCESS);
    if (message) {
        ok(message->nFileCount == 1 && !message->lpFiles, "%lu files\n", message->nFileCount);
        ok(!*message->lpszNoteText, "got %s\n", message->lpszNoteText);
        ok_code(MAPIFreeBuffer(message), SUCCESS_SUCCESS);
    }
    message = NULL;
    ok_code(MAPIReadMail(session, 0, id, 0, 0, &message), SUCCESS_SUCCESS);
    if (message) {
        SYSTEMTIME now;
        char today[12];

        ok(!strcmp(message->lpszSubject, "Lunch"), "got %s\n", message->lpszSubject);
        ok(!strcmp(message->lpszNoteText, "At\r\nnoon?"), "got %s\n", message->lpszNoteText);
        ok(message->flFlags == (MAPI_UNREAD | MAPI_SENT | MAPI_RECEIPT_REQUESTED), "flags %#lx\n",
           message->flFlags);
        GetLocalTime(&now);
        snprintf(today, sizeof(today), "%04d/%02d", now.wYear, now.wMonth);
        ok(strlen(message->lpszDateReceived) == 16 &&
               (now.wDay == 1 || !strncmp(message->lpszDateReceived, today, 7)),
           "got %s\n", message->lpszDateReceived);
        ok(message->nRecipCount == 1 &&
               !strcmp(message->lpRecips[0].lpszAddress, "SMTP:ann@example.org") &&
               message->lpRecips[0].ulEIDSize,
           "it isn't to Ann\n");
        ok(message->nFileCount == 1 && !strcmp(message->lpFiles[0].lpszFileName, "menu.txt"),
           "it has no menu\n");
        if (message->nFileCount == 1) expect_file_bytes(message->lpFiles[0].lpszPathName, "soup");
        ok_code(MAPIFreeBuffer(message), SUCCESS_SUCCESS);
    }
    message = NULL;
    ok_code(MAPIReadMail(session, 0, id, MAPI_BODY_AS_FILE | MAPI_PEEK, 0, &message),
            SUCCESS_SUCCESS);
    if (message) {
        ok(!(message->flFlags & MAPI_UNREAD), "it is still unread\n");
        ok(message->nFileCount == 2, "%lu files\n", message->nFileCount);
        expect_file_bytes(message->lpFiles[0].lpszPathName, "At\r\nnoon?");
        DeleteFileA(message->lpFiles[1].lpszPathName);
        MAPIFreeBuffer(message);
    }
    message = (lpMapiMessage)1;
    ok_code(MAPIReadMail(session, 0, (LPSTR) "strange", 0, 0, &message), MAPI_E_INVALID_MESSAGE);
    ok(!message, "got a message\n");
    ok_code(MAPIDeleteMail(session, 0, id, 0, 0), SUCCESS_SUCCESS);
    log_off_simply();
}

/* A message in a message is a .msg file. 12.3-17 */
static void a_message_in_a_message_is_a_file(void)
{
    SPropValue method = {.ulPropTag = PR_ATTACH_METHOD, .Value.l = ATTACH_EMBEDDED_MSG};
    lpMapiMessage message = NULL;
    IMAPISession *extended;
    IMessage *mail, *inner = NULL;
    IMAPIFolder *inbox;
    IMsgStore *store;
    IAttach *attach;
    char id[64] = "";
    ULONG n;

    MAPIInitialize(NULL);
    extended = log_on();
    store = open_store(extended, S_OK);
    inbox = open_inbox(store);
    mail = make_message(inbox, "outer");
    ok_hr(mail->lpVtbl->DeleteAttach(mail, 0, 0, NULL, 0), S_OK);
    ok_hr(mail->lpVtbl->CreateAttach(mail, NULL, 0, &n, &attach), S_OK);
    ok_hr(attach->lpVtbl->SetProps(attach, 1, &method, NULL), S_OK);
    ok_hr(attach->lpVtbl->OpenProperty(attach, PR_ATTACH_DATA_OBJ, &IID_IMessage, 0,
                                       MAPI_CREATE | MAPI_MODIFY, (IUnknown **)&inner),
          S_OK);
    if (inner) {
        ok_hr(inner->lpVtbl->SaveChanges(inner, 0), S_OK);
        inner->lpVtbl->Release(inner);
    }
    ok_hr(attach->lpVtbl->SaveChanges(attach, 0), S_OK);
    attach->lpVtbl->Release(attach);
    ok_hr(mail->lpVtbl->SaveChanges(mail, 0), S_OK);
    mail->lpVtbl->Release(mail);
    inbox->lpVtbl->Release(inbox);
    store->lpVtbl->Release(store);
    log_off(extended);
    MAPIUninitialize();
    log_on_simply();
    ok_code(MAPIFindNext(session, 0, NULL, NULL, 0, 0, id), SUCCESS_SUCCESS);
    ok_code(MAPIReadMail(session, 0, id, 0, 0, &message), SUCCESS_SUCCESS);
    if (message) {
        WCHAR file[MAX_PATH];

        ok(message->nFileCount == 1, "%lu files\n", message->nFileCount);
        MultiByteToWideChar(CP_ACP, 0, message->lpFiles[0].lpszPathName, -1, file, MAX_PATH);
        ok(StgIsStorageFile(file) == S_OK, "%s is no storage\n", message->lpFiles[0].lpszPathName);
        ok(DeleteFileW(file), "error %lu\n", GetLastError());
        MAPIFreeBuffer(message);
    }
    ok_code(MAPIDeleteMail(session, 0, id, 0, 0), SUCCESS_SUCCESS);
    log_off_simply();
}

START_TEST(simple_read)
{
    begin_simple("omsimple-read.omstore");
    RUN(messages_are_found_and_deleted);
    RUN(a_message_is_read);
    RUN(a_message_in_a_message_is_a_file);
    end_simple();
}
