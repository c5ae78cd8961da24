/*
 * simple_send.c - MAPISendMail, MAPISendMailW and MAPISendDocuments, by a program that knows
 * nothing else of MAPI
 */
#define INITGUID
#define USES_ALL_MAPI_GUIDS
#include <windows.h>
#include <initguid.h>
#include "simple_fixture.h"

static IMAPISession *session;
static IMsgStore *store;
static IMAPIFolder *outbox;

static void open_outbox(void)
{
    SPropValue *id = NULL;
    ULONG type;

    MAPIInitialize(NULL);
    session = log_on();
    store = open_store(session, S_OK);
    ok_hr(HrGetOneProp((IMAPIProp *)store, PR_IPM_OUTBOX_ENTRYID, &id), S_OK);
    ok_hr(store->lpVtbl->OpenEntry(store, id->Value.bin.cb, (ENTRYID *)id->Value.bin.lpb, NULL,
                                   MAPI_MODIFY, &type, (IUnknown **)&outbox),
          S_OK);
    MAPIFreeBuffer(id);
}

static void close_outbox(void)
{
    outbox->lpVtbl->Release(outbox);
    store->lpVtbl->Release(store);
    log_off(session);
    MAPIUninitialize();
}

/* The only message that waits; NULL: there isn't one. */
static IMessage *waiting(void)
{
    SizedSPropTagArray(1, tags) = {1, {PR_ENTRYID}};
    IMessage *message = NULL;
    IMAPITable *table = NULL;
    SRowSet *rows = NULL;
    ULONG type;

    ok_hr(store->lpVtbl->GetOutgoingQueue(store, 0, &table), S_OK);
    ok_hr(HrQueryAllRows(table, (SPropTagArray *)&tags, NULL, NULL, 0, &rows), S_OK);
    ok(rows && rows->cRows == 1, "%lu wait\n", rows ? rows->cRows : 0);
    if (rows && rows->cRows)
        ok_hr(store->lpVtbl->OpenEntry(store, rows->aRow[0].lpProps[0].Value.bin.cb,
                                       (ENTRYID *)rows->aRow[0].lpProps[0].Value.bin.lpb, NULL, 0,
                                       &type, (IUnknown **)&message),
              S_OK);
    FreeProws(rows);
    table->lpVtbl->Release(table);
    return message;
}

static void remove_sent(IMessage *message)
{
    SPropValue *id = NULL;
    ENTRYLIST list = {1, NULL};

    ok_hr(HrGetOneProp((IMAPIProp *)message, PR_ENTRYID, &id), S_OK);
    message->lpVtbl->Release(message);
    list.lpbin = &id->Value.bin;
    ok_hr(store->lpVtbl->AbortSubmit(store, id->Value.bin.cb, (ENTRYID *)id->Value.bin.lpb, 0),
          S_OK);
    ok_hr(outbox->lpVtbl->DeleteMessages(outbox, &list, 0, NULL, 0), S_OK);
    MAPIFreeBuffer(id);
}

static void expect_wide(void *object, ULONG tag, const WCHAR *wanted)
{
    SPropValue *value = NULL;

    ok_hr(HrGetOneProp(object, tag, &value), S_OK);
    ok(value && !wcscmp(value->Value.lpszW, wanted), "%#lx: got %ls\n", tag,
       value ? value->Value.lpszW : L"none");
    MAPIFreeBuffer(value);
}

static void expect_recipients(IMessage *message, ULONG count, const char *const *addresses)
{
    SizedSPropTagArray(3, tags) = {3, {PR_EMAIL_ADDRESS_A, PR_ADDRTYPE_A, PR_ENTRYID}};
    IMAPITable *table = NULL;
    SRowSet *rows = NULL;

    ok_hr(message->lpVtbl->GetRecipientTable(message, 0, &table), S_OK);
    ok_hr(HrQueryAllRows(table, (SPropTagArray *)&tags, NULL, NULL, 0, &rows), S_OK);
    ok(rows && rows->cRows == count, "%lu recipients\n", rows ? rows->cRows : 0);
    for (ULONG i = 0; rows && i < rows->cRows && i < count; i++) {
        const SPropValue *row = rows->aRow[i].lpProps;

        ok(!strcmp(row[0].Value.lpszA, addresses[i]), "%lu is %s\n", i, row[0].Value.lpszA);
        ok(!strcmp(row[1].Value.lpszA, "SMTP"), "%lu is of type %s\n", i, row[1].Value.lpszA);
        ok(row[2].ulPropTag == PR_ENTRYID, "%lu has no entry ID\n", i);
    }
    FreeProws(rows);
    table->lpVtbl->Release(table);
}

static void expect_file(IMessage *message, ULONG number, const WCHAR *name, const char *bytes)
{
    IAttach *attach = NULL;
    IStream *stream = NULL;
    char got[100] = "";
    ULONG n = 0;

    ok_hr(message->lpVtbl->OpenAttach(message, number, NULL, 0, &attach), S_OK);
    if (!attach) return;
    expect_wide(attach, PR_ATTACH_LONG_FILENAME_W, name);
    ok_hr(attach->lpVtbl->OpenProperty(attach, PR_ATTACH_DATA_BIN, &IID_IStream, 0, 0,
                                       (IUnknown **)&stream),
          S_OK);
    if (stream) {
        ok_hr(stream->lpVtbl->Read(stream, got, sizeof(got) - 1, &n), S_OK);
        stream->lpVtbl->Release(stream);
    }
    ok(!strcmp(got, bytes), "got %s\n", got);
    attach->lpVtbl->Release(attach);
}

/* 12.1-01, 12.1-18, 12.1-19, 12.3-08, 12.3-13, 12.3-14, 12.3-20, 12.3-21, 12.3-28; clients.md
 * "Simple MAPI: session 0 with flags 0" */
static void a_program_sends_with_one_call(void)
{
    static const char *const addresses[] = {"ann@example.org", "bob@example.org"};
    char file[MAX_PATH];
    MapiRecipDesc recips[2] = {{0, MAPI_TO, (LPSTR) "Ann", (LPSTR) "SMTP:ann@example.org", 0, NULL},
                               {0, MAPI_CC, (LPSTR) "bob@example.org", NULL, 0, NULL}};
    MapiFileDesc files[1] = {{0, 0, (ULONG)-1, file, (LPSTR) "", NULL}};
    MapiMessage message = {.lpszSubject = (LPSTR) "Lunch",
                           .lpszNoteText = (LPSTR) "At\nnoon?",
                           .flFlags = MAPI_RECEIPT_REQUESTED,
                           .nRecipCount = 2,
                           .lpRecips = recips,
                           .nFileCount = 1,
                           .lpFiles = files};
    IMessage *sent;

    write_file(file, "menu of today.txt", "soup");
    ok_code(MAPISendMail(0, 0, &message, 0, 0), SUCCESS_SUCCESS);
    ok(DeleteFileA(file), "the file is in use: error %lu\n", GetLastError());
    open_outbox();
    sent = waiting();
    if (sent) {
        expect_text(sent, PR_SUBJECT_A, "Lunch");
        expect_text(sent, PR_BODY_A, "At\r\nnoon?");
        expect_text(sent, PR_MESSAGE_CLASS_A, "IPM.Note");
        expect_recipients(sent, 2, addresses);
        expect_file(sent, 0, L"menu of today.txt", "soup");
        remove_sent(sent);
    }
    close_outbox();
}

/* 12.3-24 to 12.3-27 */
static void utf16_and_utf8_need_no_code_page(void)
{
    static const char *const addresses[] = {"ann@example.org"};
    char file[MAX_PATH];
    WCHAR wide_file[MAX_PATH];
    MapiRecipDescW recip = {
        0, MAPI_TO, (LPWSTR)L"\x0410\x043d\x043d\x0430", (LPWSTR)L"SMTP:ann@example.org", 0, NULL};
    MapiFileDescW files[1] = {{0, 0, (ULONG)-1, wide_file, (LPWSTR)L"\x5c71.txt", NULL}};
    MapiMessageW message = {.lpszSubject = (LPWSTR)L"\x20ac 5 \x5c71",
                            .nRecipCount = 1,
                            .lpRecips = &recip,
                            .nFileCount = 1,
                            .lpFiles = files};
    MapiRecipDesc recip8 = {
        0, MAPI_TO, (LPSTR) "\xd0\x90\xd0\xbd\xd0\xbd\xd0\xb0", (LPSTR) "SMTP:ann@example.org",
        0, NULL};
    MapiFileDesc files8[1] = {{0, 0, (ULONG)-1, file, (LPSTR) "\xe5\xb1\xb1.txt", NULL}};
    MapiMessage message8 = {.ulReserved = CP_UTF8,
                            .lpszSubject = (LPSTR) "\xe2\x82\xac 5 \xe5\xb1\xb1",
                            .nRecipCount = 1,
                            .lpRecips = &recip8,
                            .nFileCount = 1,
                            .lpFiles = files8};
    IMessage *sent;

    write_file(file, "omsimple.txt", "x");
    MultiByteToWideChar(CP_ACP, 0, file, -1, wide_file, MAX_PATH);
    for (int i = 0; i < 2; i++) {
        if (i) ok_code(MAPISendMail(0, 0, &message8, 0, 0), SUCCESS_SUCCESS);
        else ok_code(MAPISendMailW(0, 0, &message, MAPI_FORCE_UNICODE, 0), SUCCESS_SUCCESS);
        open_outbox();
        sent = waiting();
        if (sent) {
            expect_wide(sent, PR_SUBJECT_W, L"\x20ac 5 \x5c71");
            expect_wide(sent, PR_DISPLAY_TO_W, L"\x0410\x043d\x043d\x0430");
            expect_recipients(sent, 1, addresses);
            expect_file(sent, 0, L"\x5c71.txt", "x");
            remove_sent(sent);
        }
        close_outbox();
    }
    DeleteFileA(file);
}

/* 12.3-01, 12.3-02, 12.3-10, 12.3-12, 12.1-13, 12.4-01 to 12.4-04 */
static void what_cannot_be_sent_says_why(void)
{
    MapiRecipDesc ann = {0, MAPI_TO, (LPSTR) "Ann", (LPSTR) "SMTP:ann@example.org", 0, NULL};
    MapiRecipDesc strange = {0, 7, (LPSTR) "Ann", (LPSTR) "SMTP:ann@example.org", 0, NULL};
    MapiRecipDesc nobody = {0, MAPI_TO, (LPSTR) "Nobody Known", NULL, 0, NULL};
    MapiFileDesc missing = {0, 0, (ULONG)-1, (LPSTR) "C:\\no such file", NULL, NULL};
    MapiMessage message = {.lpszSubject = (LPSTR) "Lunch"};
    IMAPITable *table = NULL;
    char file[MAX_PATH];
    ULONG n = 77;

    ok_code(MAPISendMail(0, 0, NULL, 0, 0), MAPI_E_FAILURE);
    ok_code(MAPISendMail(4711, 0, &message, 0, 0), MAPI_E_INVALID_SESSION);
    ok_code(MAPISendMail(0, 0, &message, 0, 0), MAPI_E_UNKNOWN_RECIPIENT);
    message.nRecipCount = 1;
    ok_code(MAPISendMail(0, 0, &message, 0, 0), MAPI_E_INVALID_RECIPS);
    message.lpRecips = &strange;
    ok_code(MAPISendMail(0, 0, &message, 0, 0), MAPI_E_BAD_RECIPTYPE);
    message.lpRecips = &nobody;
    ok_code(MAPISendMail(0, 0, &message, 0, 0), MAPI_E_UNKNOWN_RECIPIENT);
    message.lpRecips = &ann;
    ok_code(MAPISendMail(0, 0, &message, MAPI_DIALOG, 0), MAPI_E_NOT_SUPPORTED);
    message.nFileCount = 1;
    message.lpFiles = &missing;
    ok_code(MAPISendMail(0, 0, &message, 0, 0), MAPI_E_ATTACHMENT_NOT_FOUND);
    write_file(file, "omsimple.txt", "x");
    ok_code(MAPISendDocuments(0, (LPSTR) ";", file, (LPSTR) "a.txt", 0), MAPI_E_NOT_SUPPORTED);
    ok_code(MAPISendDocuments(0, (LPSTR) ";", (LPSTR) "C:\\no such file", NULL, 0),
            MAPI_E_ATTACHMENT_OPEN_FAILURE);
    DeleteFileA(file);
    open_outbox();
    ok_hr(store->lpVtbl->GetOutgoingQueue(store, 0, &table), S_OK);
    ok_hr(table->lpVtbl->GetRowCount(table, 0, &n), S_OK);
    ok(!n, "%lu wait\n", n);
    table->lpVtbl->Release(table);
    close_outbox();
}

/* 12.3-03: README names the value of the registry */
static void the_registry_may_do_without_a_dialog(void)
{
    MapiRecipDesc ann = {0, MAPI_TO, (LPSTR) "Ann", (LPSTR) "SMTP:ann@example.org", 0, NULL};
    MapiMessage message = {.lpszSubject = (LPSTR) "Lunch", .nRecipCount = 1, .lpRecips = &ann};
    DWORD one = 1;
    IMessage *sent;
    HKEY key;

    ok(!RegCreateKeyA(HKEY_CURRENT_USER, "Software\\Open MAPI", &key), "no key\n");
    RegSetValueExA(key, "SendWithoutDialog", 0, REG_DWORD, (const BYTE *)&one, sizeof(one));
    ok_code(MAPISendMail(0, 0, &message, MAPI_DIALOG | MAPI_LOGON_UI, 0), SUCCESS_SUCCESS);
    RegDeleteValueA(key, "SendWithoutDialog");
    RegCloseKey(key);
    open_outbox();
    sent = waiting();
    if (sent) remove_sent(sent);
    close_outbox();
}

START_TEST(simple_send)
{
    begin_simple("omsimple-send.omstore");
    RUN(a_program_sends_with_one_call);
    RUN(utf16_and_utf8_need_no_code_page);
    RUN(what_cannot_be_sent_says_why);
    RUN(the_registry_may_do_without_a_dialog);
    end_simple();
}
