/*
 * dropfolder.c - the service OMDROP: its settings, its row and status object in a session, and its
 * transport, driven as a spooler would
 */
#define INITGUID
#define USES_IID_IMAPIStatus
#define USES_IID_IMAPITable
#define USES_IID_IMAPIPropData
#include <windows.h>
#include <initguid.h>
#include "transport_fixture.h"
#include <stdio.h>
#include <wchar.h>
#include "omdrop.h"

static WCHAR root[MAX_PATH], out_folder[MAX_PATH], in_folder[MAX_PATH];

/* ---- folders ---- */

static void make_folders(void)
{
    WCHAR temp[MAX_PATH];

    GetTempPathW(MAX_PATH, temp);
    swprintf(root, MAX_PATH, L"%lsomdrop-%lu", temp, GetCurrentProcessId());
    swprintf(out_folder, MAX_PATH, L"%ls\\out", root);
    swprintf(in_folder, MAX_PATH, L"%ls\\in", root);
    ok(CreateDirectoryW(root, NULL), "error %lu\n", GetLastError());
}

static void remove_all(const WCHAR *folder)
{
    WCHAR name[MAX_PATH];
    WIN32_FIND_DATAW entry;
    HANDLE find;

    swprintf(name, MAX_PATH, L"%ls\\*", folder);
    find = FindFirstFileW(name, &entry);
    if (find == INVALID_HANDLE_VALUE) return;
    do {
        if (!wcscmp(entry.cFileName, L".") || !wcscmp(entry.cFileName, L"..")) continue;
        swprintf(name, MAX_PATH, L"%ls\\%ls", folder, entry.cFileName);
        if (entry.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY) remove_all(name);
        else DeleteFileW(name);
    } while (FindNextFileW(find, &entry));
    FindClose(find);
    RemoveDirectoryW(folder);
}

/* How many files have the ending; the path of one of them. */
static int count_files(const WCHAR *folder, const WCHAR *ending, WCHAR *one)
{
    WIN32_FIND_DATAW entry;
    WCHAR name[MAX_PATH];
    HANDLE find;
    int n = 0;

    swprintf(name, MAX_PATH, L"%ls\\*%ls", folder, ending);
    find = FindFirstFileW(name, &entry);
    if (find == INVALID_HANDLE_VALUE) return 0;
    do {
        if (one) swprintf(one, MAX_PATH, L"%ls\\%ls", folder, entry.cFileName);
        n++;
    } while (FindNextFileW(find, &entry));
    FindClose(find);
    return n;
}

static char *read_file(const WCHAR *name)
{
    static char text[65536];
    HANDLE file = CreateFileW(name, GENERIC_READ, FILE_SHARE_READ, NULL, OPEN_EXISTING, 0, NULL);
    DWORD got = 0;

    ok(file != INVALID_HANDLE_VALUE, "error %lu\n", GetLastError());
    ok(ReadFile(file, text, sizeof(text) - 1, &got, NULL), "error %lu\n", GetLastError());
    CloseHandle(file);
    text[got] = 0;
    return text;
}

/* ---- the profile ---- */

static HRESULT configure(IMsgServiceAdmin *services, MAPIUID *uid, ULONG tag, const WCHAR *text)
{
    SPropValue value = {.ulPropTag = tag, .Value.lpszW = (WCHAR *)text};

    return services->lpVtbl->ConfigureMsgService(services, uid, 0, 0, 1, &value);
}

/* OMDROP beside the store. */
static void add_drop_folder(void)
{
    SPropValue after = {.ulPropTag = PR_OMDROP_AFTERWARDS, .Value.l = 17};
    IMsgServiceAdmin *services = NULL;
    MAPIUID uid = add_service("OMDROP", &services);

    ok_hr(configure(services, &uid, PR_OMDROP_OUT_FOLDER_W, L"out"), MAPI_E_INVALID_PARAMETER);
    ok_hr(configure(services, &uid, PR_OMDROP_OUT_FOLDER_W, L"\\out"), MAPI_E_INVALID_PARAMETER);
    ok_hr(configure(services, &uid, PR_OMDROP_IN_FOLDER_W, L"c:in"), MAPI_E_INVALID_PARAMETER);
    ok_hr(configure(services, &uid, PR_OMDROP_ADDRESS_W, L"nobody"), MAPI_E_INVALID_PARAMETER);
    ok_hr(services->lpVtbl->ConfigureMsgService(services, &uid, 0, 0, 1, &after),
          MAPI_E_INVALID_PARAMETER);
    ok_hr(services->lpVtbl->ConfigureMsgService(services, &uid, 0, SERVICE_UI_ALWAYS, 0, NULL),
          MAPI_E_NO_SUPPORT);
    ok_hr(configure(services, &uid, PR_OMDROP_OUT_FOLDER_W, out_folder), S_OK);
    ok_hr(configure(services, &uid, PR_OMDROP_IN_FOLDER_W, in_folder), S_OK);
    ok_hr(configure(services, &uid, PR_OMDROP_ADDRESS_W, L"ann@example.org"), S_OK);
    ok_hr(configure(services, &uid, PR_OMDROP_NAME_W, L"Ann Example"), S_OK);
    services->lpVtbl->Release(services);
}

/* ---- in a session ---- */

static void a_session_has_its_address_type_and_its_row(void)
{
    SizedSPropTagArray(5, tags) = {5,
                                   {PR_ENTRYID, PR_RESOURCE_TYPE, PR_STATUS_CODE,
                                    PR_IDENTITY_DISPLAY_A, PR_RESOURCE_METHODS}};
    IMAPISession *session = NULL;
    IMAPIStatus *status = NULL;
    IMAPITable *table = NULL;
    LPTSTR *types = NULL;
    SRowSet *rows = NULL;
    ULONG n = 0, type;

    ok_hr(MAPILogonEx(0, (LPTSTR) "omstore", NULL, MAPI_EXTENDED | MAPI_NEW_SESSION, &session),
          S_OK);
    ok_hr(session->lpVtbl->EnumAdrTypes(session, 0, &n, &types), S_OK);
    ok(n == 1 && !strcmp((char *)types[0], "SMTP"), "%lu address types\n", n);
    MAPIFreeBuffer(types);
    ok_hr(session->lpVtbl->GetStatusTable(session, 0, &table), S_OK);
    ok_hr(HrQueryAllRows(table, (SPropTagArray *)&tags, NULL, NULL, 0, &rows), S_OK);
    for (ULONG i = 0; rows && i < rows->cRows; i++) {
        const SPropValue *row = rows->aRow[i].lpProps;

        if (row[1].Value.l != MAPI_TRANSPORT_PROVIDER) continue;
        ok(row[2].Value.l & STATUS_AVAILABLE, "status %#lx\n", row[2].Value.l);
        ok(row[3].ulPropTag == PR_IDENTITY_DISPLAY_A &&
               !strcmp(row[3].Value.lpszA, "Ann Example"),
           "another identity\n");
        ok(row[4].Value.l == (STATUS_VALIDATE_STATE | STATUS_FLUSH_QUEUES), "methods %#lx\n",
           row[4].Value.l);
        ok_hr(session->lpVtbl->OpenEntry(session, row[0].Value.bin.cb,
                                         (ENTRYID *)row[0].Value.bin.lpb, NULL, 0, &type,
                                         (IUnknown **)&status),
              S_OK);
    }
    ok(status != NULL, "there is no row\n");
    if (status) {
        expect_text(status, PR_DISPLAY_NAME_A, "Ann Example");
        ok_hr(status->lpVtbl->ValidateState(status, 0, SUPPRESS_UI), S_OK);
        status->lpVtbl->Release(status);
    }
    FreeProws(rows);
    table->lpVtbl->Release(table);
    log_off(session);
    ok(GetFileAttributesW(out_folder) != INVALID_FILE_ATTRIBUTES, "no out-folder was made\n");
    ok(GetFileAttributesW(in_folder) != INVALID_FILE_ATTRIBUTES, "no in-folder was made\n");
}

/* ---- driven as a spooler would ---- */

static void make_section(void)
{
    SPropValue values[] = {
        {.ulPropTag = PR_OMDROP_OUT_FOLDER_W, .Value.lpszW = out_folder},
        {.ulPropTag = PR_OMDROP_IN_FOLDER_W, .Value.lpszW = in_folder},
        {.ulPropTag = PR_OMDROP_ADDRESS_W, .Value.lpszW = (WCHAR *)L"ann@example.org"},
        {.ulPropTag = PR_OMDROP_NAME_W, .Value.lpszW = (WCHAR *)L"Ann Example"},
    };

    ok_hr(CreateIProp(&IID_IMAPIPropData, MAPIAllocateBuffer, MAPIAllocateMore, MAPIFreeBuffer,
                      NULL, &section),
          S_OK);
    ok_hr(section->lpVtbl->SetProps(section, 4, values, NULL), S_OK);
}

static void send_mail(IXPLogon *logon, IMAPIFolder *inbox)
{
    IMessage *message = new_mail(inbox);
    ULONG_PTR ref = 0, wait = 0;
    WCHAR name[MAX_PATH] = {0};
    ULONG flags = 0;
    char *text;

    ok_hr(logon->lpVtbl->SubmitMessage(logon, 0, message, &ref, &wait), S_OK);
    ok_hr(logon->lpVtbl->EndMessage(logon, ref, &flags), S_OK);
    ok(!flags, "flags %#lx\n", flags);
    message->lpVtbl->Release(message);
    ok(count_files(out_folder, L".tmp", NULL) == 0, "half a mail is left\n");
    ok(count_files(out_folder, L".eml", name) == 1, "not one mail\n");
    text = read_file(name);
    ok(strstr(text, "From: Ann Example <ann@example.org>\r\n") != NULL, "no sender in:\n%s\n", text);
    ok(strstr(text, "secret") == NULL, "a blind copy's address is in:\n%s\n", text);
    ok(strstr(text, "Good morning") != NULL, "no text in:\n%s\n", text);
    ok(count_files(out_folder, L".rcpt", name) == 1, "not one envelope\n");
    text = read_file(name);
    ok(!strcmp(text, "MAIL FROM:<ann@example.org>\r\nRCPT TO:<bob@example.com>\r\n"
                     "RCPT TO:<secret@example.com>\r\n"),
       "the envelope is:\n%s\n", text);
}

static void receive_mail(IXPLogon *logon, IMAPIFolder *inbox)
{
    WCHAR from[MAX_PATH] = {0}, to[MAX_PATH];
    HANDLE writer;
    IMessage *message = NULL;
    ULONG_PTR ref = 1;
    ULONG n = 9;

    ok_hr(logon->lpVtbl->Poll(logon, &n), S_OK);
    ok(n == 0, "%lu files wait\n", n);
    count_files(out_folder, L".eml", from);
    swprintf(to, MAX_PATH, L"%ls\\1.eml", in_folder);
    ok(CopyFileW(from, to, TRUE), "error %lu\n", GetLastError());
    writer = CreateFileW(to, GENERIC_WRITE, FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE,
                         NULL, OPEN_EXISTING, 0, NULL);
    ok_hr(logon->lpVtbl->Poll(logon, &n), S_OK);
    ok(n == 0, "a file that is being written isn't left alone\n");
    CloseHandle(writer);
    ok_hr(logon->lpVtbl->Poll(logon, &n), S_OK);
    ok(n == 1, "%lu files wait\n", n);
    ok_hr(inbox->lpVtbl->CreateMessage(inbox, NULL, 0, &message), S_OK);
    ok_hr(logon->lpVtbl->StartMessage(logon, 0, message, &ref), S_OK);
    expect_text(message, PR_SUBJECT_A, "Hello");
    expect_text(message, PR_RECEIVED_BY_EMAIL_ADDRESS_A, "ann@example.org");
    expect_text(message, PR_SENDER_EMAIL_ADDRESS_A, "ann@example.org");
    ok(get_long(message, PR_MESSAGE_FLAGS) & MSGFLAG_FROMME, "not from me\n");
    message->lpVtbl->Release(message);
    ok(count_files(in_folder, L".eml", NULL) == 0, "the file is still there\n");
    ok(count_files(in_folder, L".taken", NULL) == 0, "the record is still there\n");
    swprintf(to, MAX_PATH, L"%ls\\done", in_folder);
    ok(count_files(to, L".eml", NULL) == 1, "the file is lost\n");
}

static void mail_goes_out_and_comes_in(void)
{
    HMODULE dll = LoadLibraryA("omdrop32.dll");
    XPPROVIDERINIT *init = (void *)GetProcAddress(dll, "XPProviderInit");
    IMAPISession *session = log_on();
    IXPProvider *provider = NULL;
    IXPLogon *logon = NULL;
    IMAPIFolder *inbox;
    IMsgStore *store;
    ULONG version = 0, flags = LOGON_NO_INBOUND | LOGON_NO_OUTBOUND;

    ok(init != NULL, "no XPProviderInit\n");
    store = open_store(session, S_OK);
    inbox = open_inbox(store);
    ok_hr(session->lpVtbl->OpenAddressBook(session, 0, NULL, AB_NO_DIALOG, &book), S_OK);
    make_section();
    ok_hr(init(dll, NULL, MAPIAllocateBuffer, MAPIAllocateMore, MAPIFreeBuffer, 0,
               CURRENT_SPI_VERSION, &version, &provider),
          S_OK);
    ok_hr(provider->lpVtbl->TransportLogon(provider, &support, 0, NULL, &flags, NULL, &logon),
          S_OK);
    ok(flags == LOGON_SP_POLL, "flags %#lx\n", flags);
    flags = NOTIFY_BEGIN_INBOUND | NOTIFY_BEGIN_OUTBOUND;
    ok_hr(logon->lpVtbl->TransportNotify(logon, &flags, NULL), S_OK);
    send_mail(logon, inbox);
    receive_mail(logon, inbox);
    ok_hr(logon->lpVtbl->TransportLogoff(logon, 0), S_OK);
    ok(!support_refs, "%ld references to the support object\n", support_refs);
    ok(!logon->lpVtbl->Release(logon), "the logon is still alive\n");
    ok(!provider->lpVtbl->Release(provider), "the provider is still alive\n");
    ok(!section->lpVtbl->Release(section), "the section is still held\n");
    book->lpVtbl->Release(book);
    inbox->lpVtbl->Release(inbox);
    store->lpVtbl->Release(store);
    log_off(session);
    FreeLibrary(dll);
}

START_TEST(dropfolder)
{
    make_folders();
    snprintf(path, sizeof(path), "%ls\\mail.omstore", root);
    MAPIInitialize(NULL);
    ok_hr(make_profile("MSUPST MS", path), S_OK);
    add_drop_folder();
    RUN(a_session_has_its_address_type_and_its_row);
    RUN(mail_goes_out_and_comes_in);
    drop_profile();
    MAPIUninitialize();
    remove_all(root);
}
