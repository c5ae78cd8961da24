/*
 * session.c - a client's session on the sample store, from outside
 */
#define INITGUID
#define USES_IID_IMAPIClientShutdown
#define USES_IID_IMAPIFolder
#define USES_IID_IMAPIProp
#include <windows.h>
#include <initguid.h>
#include "session_fixture.h"

/* 3.2-01, 3.2-02, 3.2-05, 3.1-03 */
static void logon_checks_what_it_is_given(void)
{
    IMAPISession *session = (void *)1;

    ok_hr(MAPILogonEx(0, (LPTSTR) "omtest", NULL, 0, &session), MAPI_E_NOT_INITIALIZED);
    ok(!session, "got a session\n");
    ok_hr(MAPIInitialize(NULL), S_OK);
    ok_hr(MAPILogonEx(0, (LPTSTR) "omtest", NULL, 0, NULL), MAPI_E_INVALID_PARAMETER);
    ok_hr(MAPILogonEx(0, (LPTSTR) "no such profile", NULL, MAPI_EXTENDED, &session),
          MAPI_E_LOGON_FAILED);
    ok_hr(MAPILogonEx(0, (LPTSTR) "omtest", NULL, 0x00400000, &session), MAPI_E_UNKNOWN_FLAGS);
    ok_hr(MAPILogonEx(0, (LPTSTR) "omtest", NULL, MAPI_LOGON_UI | MAPI_PASSWORD_UI, &session),
          MAPI_E_LOGON_FAILED);
    MAPIUninitialize();
}

/* 4.2-01, 4.1-02, 4.1-04, 4.18-03 */
static void a_session_has_its_faces(void)
{
    IMAPISession *session;
    IMAPIClientShutdown *shutdown = NULL;
    MAPIERROR *error = (void *)1;
    IUnknown *prop = (void *)1;

    MAPIInitialize(NULL);
    make_profile(false);
    session = log_on(MAPI_EXTENDED | MAPI_NEW_SESSION);
    if (session) {
        ok_hr(session->lpVtbl->QueryInterface(session, &IID_IMAPIProp, (void **)&prop),
              E_NOINTERFACE);
        ok(!prop, "a session has no properties\n");
        ok_hr(
            session->lpVtbl->QueryInterface(session, &IID_IMAPIClientShutdown, (void **)&shutdown),
            S_OK);
        ok_hr(shutdown->lpVtbl->QueryFastShutdown(shutdown), S_OK);
        shutdown->lpVtbl->Release(shutdown);
        ok_hr(session->lpVtbl->GetLastError(session, MAPI_E_NOT_FOUND, 0, &error), S_OK);
        ok(!error, "got an error nobody made\n");
        log_off(session);
    }
    MAPIUninitialize();
}

/* 4.8-04, 4.8-09, 4.8-10, 4.8-11, 5.10-07; 1.7-10 */
static void mail_is_read_through_the_session(void)
{
    SizedSPropTagArray(2, tags) = {2, {PR_SUBJECT_A, PR_BODY_W}};
    IMAPISession *session;
    IMsgStore *store;
    IMAPIFolder *root = NULL;
    IMAPITable *table = NULL;
    IMessage *message = NULL;
    SRowSet *rows = NULL;
    SPropValue *values = NULL;
    ULONG type = 0, count = 0;

    MAPIInitialize(NULL);
    make_profile(false);
    session = log_on(MAPI_EXTENDED | MAPI_NEW_SESSION);
    store = session ? open_store(session, "Sample Message Store", MDB_NO_MAIL, S_OK) : NULL;
    if (store) {
        ok_hr(store->lpVtbl->OpenEntry(store, 0, NULL, NULL, 0, &type, (IUnknown **)&root), S_OK);
        ok(type == MAPI_FOLDER, "got type %lu\n", type);
        ok_hr(root->lpVtbl->GetContentsTable(root, 0, &table), S_OK);
        ok_hr(table->lpVtbl->QueryRows(table, 10, 0, &rows), S_OK);
        ok(rows->cRows == 1, "got %lu rows\n", rows->cRows);
        for (ULONG i = 0; i < rows->aRow[0].cValues; i++) {
            const SPropValue *value = &rows->aRow[0].lpProps[i];

            if (value->ulPropTag == PR_ENTRYID)
                ok_hr(session->lpVtbl->OpenEntry(session, value->Value.bin.cb,
                                                 (ENTRYID *)value->Value.bin.lpb, NULL,
                                                 MAPI_BEST_ACCESS, &type, (IUnknown **)&message),
                      S_OK);
            if (value->ulPropTag == PR_SUBJECT_A)
                ok(!strcmp(value->Value.lpszA, "Hello from the sample provider"), "got %s\n",
                   value->Value.lpszA);
        }
        ok(message != NULL, "the row has no entry ID\n");
    }
    if (message) {
        ok(type == MAPI_MESSAGE, "got type %lu\n", type);
        ok_hr(message->lpVtbl->GetProps(message, (SPropTagArray *)&tags, 0, &count, &values), S_OK);
        ok(count == 2 && values[1].ulPropTag == PR_BODY_W &&
               !wcsncmp(values[1].Value.lpszW, L"Replace me", 10),
           "got another body\n");
        MAPIFreeBuffer(values);
        ok_hr(message->lpVtbl->SetProps(message, 0, NULL, NULL), MAPI_E_NO_ACCESS);
        message->lpVtbl->Release(message);
    }
    FreeProws(rows);
    if (table) table->lpVtbl->Release(table);
    if (root) root->lpVtbl->Release(root);
    if (store) store->lpVtbl->Release(store);
    if (session) log_off(session);
    MAPIUninitialize();
}

/* 4.7-01, 4.7-05, 4.12-04, 4.11-06 and clients.md: what every client asks first */
static void a_client_looks_around(void)
{
    SizedSPropTagArray(2, tags) = {2, {PR_DISPLAY_NAME_A, PR_RESOURCE_TYPE}};
    IMAPISession *session;
    IMAPITable *table = NULL;
    SRowSet *rows = NULL;
    ENTRYID *identity = NULL;
    LPTSTR *types = NULL;
    ULONG cb, n;
    bool found = false;

    MAPIInitialize(NULL);
    make_profile(false);
    session = log_on(MAPI_EXTENDED | MAPI_NEW_SESSION | MAPI_NO_MAIL);
    if (session) {
        ok_hr(session->lpVtbl->GetStatusTable(session, 0, &table), S_OK);
        ok_hr(HrQueryAllRows(table, (SPropTagArray *)&tags, NULL, NULL, 0, &rows), S_OK);
        for (ULONG i = 0; rows && i < rows->cRows; i++)
            if (rows->aRow[i].lpProps[1].Value.l == MAPI_SUBSYSTEM) {
                found = true;
                ok(!strcmp(rows->aRow[i].lpProps[0].Value.lpszA, "omtest"), "got %s\n",
                   rows->aRow[i].lpProps[0].Value.lpszA);
            }
        ok(found, "there is no MAPI_SUBSYSTEM row\n");
        FreeProws(rows);
        table->lpVtbl->Release(table);
        ok_hr(session->lpVtbl->QueryIdentity(session, &cb, &identity), MAPI_W_NO_SERVICE);
        MAPIFreeBuffer(identity);
        ok_hr(session->lpVtbl->EnumAdrTypes(session, 0, &n, &types), S_OK);
        ok(n == 0, "got %lu address types\n", n);
        log_off(session);
    }
    MAPIUninitialize();
}

/* clients.md: MAPI_USE_DEFAULT alone, MAPI_LOGON_UI alone, the session released before its
 * objects; 4.13-17 */
static void careless_clients_are_survived(void)
{
    IProfAdmin *admin = NULL;
    IMAPISession *session = NULL;
    IMsgStore *store = NULL;
    IMAPIFolder *root;
    ULONG type;

    MAPIInitialize(NULL);
    make_profile(false);
    ok_hr(MAPIAdminProfiles(0, &admin), S_OK);
    ok_hr(admin->lpVtbl->SetDefaultProfile(admin, (LPTSTR) "omtest", 0), S_OK);
    admin->lpVtbl->Release(admin);
    ok_hr(MAPILogonEx(0, NULL, NULL, MAPI_USE_DEFAULT, &session), S_OK);
    if (session) session->lpVtbl->Release(session);
    ok_hr(MAPILogonEx(0, (LPTSTR) "", NULL, MAPI_LOGON_UI | MAPI_BG_SESSION, &session), S_OK);
    if (session) {
        store = open_store(session, "Sample Message Store", MDB_WRITE | MDB_ONLINE, S_OK);
        session->lpVtbl->Release(session);
    }
    if (store) {
        /* the provider's object is still there, and may still answer */
        if (SUCCEEDED(store->lpVtbl->OpenEntry(store, 0, NULL, NULL, 0, &type, (IUnknown **)&root)))
            root->lpVtbl->Release(root);
        store->lpVtbl->Release(store);
    }
    MAPIUninitialize();
    MAPIUninitialize(); /* one too many */
}

/* 4.4-14, 6.4-03, 6.4-04, 6.4-06, 6.4-08: made by MAPI or by the store itself, the standard folders
 * are there */
static void check_tree(IMsgStore *store)
{
    SizedSPropTagArray(2, tags) = {2, {PR_VALID_FOLDER_MASK, PR_IPM_WASTEBASKET_ENTRYID}};
    SPropValue *values = NULL;
    MAPIERROR *error = (void *)1;
    ULONG count = 0;

    ok_hr(store->lpVtbl->GetProps(store, (SPropTagArray *)&tags, 0, &count, &values), S_OK);
    ok(values && values[0].Value.ul == 0xff, "got mask %#lx\n", values ? values[0].Value.ul : 0);
    MAPIFreeBuffer(values);
    values = NULL;
    ok_hr(HrValidateIPMSubtree(store, MAPI_FULL_IPM_TREE | MAPI_FORCE_CREATE, &count, &values,
                               &error),
          S_OK);
    ok(!error && count > 1 && values[0].ulPropTag == PR_VALID_FOLDER_MASK &&
           values[0].Value.ul == 0xff,
       "got %lu values\n", count);
    MAPIFreeBuffer(values);
    ok_hr(HrValidateIPMSubtree(store, 0, NULL, NULL, NULL), S_OK); /* 6.4-05 */
    ok_hr(HrValidateIPMSubtree(NULL, 0, NULL, NULL, NULL), MAPI_E_INVALID_PARAMETER);
}

/* 5.13-01, 5.13-05, 1.7-09: MAPI's generic copy, from the sample's folder to a folder of another
 * provider */
static void check_copy(IMAPISession *session, IMsgStore *to)
{
    SizedSPropTagArray(2, tags) = {2, {PR_SUBJECT_A, PR_BODY_A}};
    SizedSPropTagArray(1, number) = {1, {PR_CONTENT_COUNT}};
    SPropValue *count = NULL;
    IMsgStore *from = open_store(session, "Sample Message Store", MDB_NO_MAIL, S_OK);
    IMAPIFolder *source = NULL, *target = NULL;
    IMAPITable *table = NULL;
    SRowSet *rows = NULL;
    ENTRYLIST list = {1, NULL};
    ENTRYID *inbox = NULL;
    ULONG type, cb = 0;

    ok_hr(from->lpVtbl->OpenEntry(from, 0, NULL, NULL, 0, &type, (IUnknown **)&source), S_OK);
    ok_hr(to->lpVtbl->GetReceiveFolder(to, (LPTSTR) "IPM.Note", 0, &cb, &inbox, NULL), S_OK);
    ok_hr(to->lpVtbl->OpenEntry(to, cb, inbox, NULL, MAPI_MODIFY, &type, (IUnknown **)&target),
          S_OK);
    ok_hr(source->lpVtbl->GetContentsTable(source, 0, &table), S_OK);
    ok_hr(HrQueryAllRows(table, NULL, NULL, NULL, 0, &rows), S_OK);
    for (ULONG i = 0; rows && i < rows->aRow[0].cValues; i++)
        if (rows->aRow[0].lpProps[i].ulPropTag == PR_ENTRYID)
            list.lpbin = &rows->aRow[0].lpProps[i].Value.bin;
    if (list.lpbin && target) {
        ok_hr(source->lpVtbl->CopyMessages(source, &list, &IID_IMAPIFolder, target, 0, NULL, 0),
              S_OK);
        ok_hr(source->lpVtbl->CopyMessages(source, &list, &IID_IMAPIFolder, target, 0, NULL,
                                           MESSAGE_MOVE),
              MAPI_E_NO_ACCESS);
    }
    table->lpVtbl->Release(table);
    FreeProws(rows);
    rows = NULL;
    table = NULL;
    ok_hr(target->lpVtbl->GetProps(target, (SPropTagArray *)&number, 0, &type, &count), S_OK);
    ok(count && count->ulPropTag == PR_CONTENT_COUNT && count->Value.l == 1,
       "the folder doesn't count one message\n");
    MAPIFreeBuffer(count);
    ok_hr(target->lpVtbl->GetContentsTable(target, 0, &table), S_OK);
    ok_hr(HrQueryAllRows(table, (SPropTagArray *)&tags, NULL, NULL, 0, &rows), S_OK);
    ok(rows && rows->cRows == 1, "got %lu messages\n", rows ? rows->cRows : 0);
    if (rows && rows->cRows == 1) {
        const SPropValue *row = rows->aRow[0].lpProps;

        ok(row[0].ulPropTag == PR_SUBJECT_A &&
               !strcmp(row[0].Value.lpszA, "Hello from the sample provider"),
           "got another subject\n");
        ok(row[1].ulPropTag == PR_BODY_A && !strncmp(row[1].Value.lpszA, "Replace me", 10),
           "got another body\n");
    }
    FreeProws(rows);
    table->lpVtbl->Release(table);
    MAPIFreeBuffer(inbox);
    target->lpVtbl->Release(target);
    source->lpVtbl->Release(source);
    from->lpVtbl->Release(from);
}

static void the_default_store_has_its_folders_and_takes_a_copy(void)
{
    SizedSPropTagArray(2, tags) = {2, {PR_DEFAULT_STORE, PR_ENTRYID}};
    IMsgServiceAdmin *services = NULL;
    IProfAdmin *admin = NULL;
    IMAPISession *session;
    IMsgStore *store = NULL;
    IMAPITable *table = NULL;
    SRowSet *rows = NULL;

    MAPIInitialize(NULL);
    make_profile(false);
    ok_hr(MAPIAdminProfiles(0, &admin), S_OK);
    ok_hr(admin->lpVtbl->AdminServices(admin, (LPTSTR) "omtest", NULL, 0, 0, &services), S_OK);
    ok_hr(services->lpVtbl->CreateMsgService(services, (LPTSTR) "LOCALSTORE", NULL, 0, 0), S_OK);
    services->lpVtbl->Release(services);
    admin->lpVtbl->Release(admin);

    session = log_on(MAPI_EXTENDED | MAPI_NEW_SESSION);
    ok_hr(session->lpVtbl->GetMsgStoresTable(session, 0, &table), S_OK);
    ok_hr(HrQueryAllRows(table, (SPropTagArray *)&tags, NULL, NULL, 0, &rows), S_OK);
    for (ULONG i = 0; rows && i < rows->cRows; i++) {
        const SPropValue *row = rows->aRow[i].lpProps;

        if (row[0].ulPropTag == PR_DEFAULT_STORE && row[0].Value.b)
            ok_hr(session->lpVtbl->OpenMsgStore(session, 0, row[1].Value.bin.cb,
                                                (ENTRYID *)row[1].Value.bin.lpb, NULL,
                                                MDB_WRITE | MAPI_BEST_ACCESS, &store),
                  S_OK);
    }
    FreeProws(rows);
    table->lpVtbl->Release(table);
    ok(store != NULL, "there is no default store\n");
    if (store) {
        check_tree(store);
        check_copy(session, store);
        store->lpVtbl->Release(store);
    }
    log_off(session);
    MAPIUninitialize();
}

/* In another process: with a NULL name, there is only somebody's shared session to join. */
static void join(HRESULT wanted)
{
    SizedSPropTagArray(1, tags) = {1, {PR_PROFILE_NAME_A}};
    static const MAPIUID instance = {
        {0x85, 0x03, 0x02, 0, 0, 0, 0, 0, 0xc0, 0, 0, 0, 0, 0, 0, 0x46}};
    IMAPISession *session = NULL;
    IProfSect *section = NULL;
    SPropValue *value = NULL;
    ULONG n;

    MAPIInitialize(NULL);
    ok_hr(MAPILogonEx(0, NULL, NULL, MAPI_EXTENDED, &session), wanted);
    if (session) {
        ok_hr(session->lpVtbl->OpenProfileSection(session, (MAPIUID *)&instance, NULL, 0, &section),
              S_OK);
        ok_hr(section->lpVtbl->GetProps(section, (SPropTagArray *)&tags, 0, &n, &value), S_OK);
        ok(value && !strcmp(value->Value.lpszA, "omtest"), "joined another profile\n");
        MAPIFreeBuffer(value);
        section->lpVtbl->Release(section);
        log_off(session);
    }
    MAPIUninitialize();
}

/* 3.2-08, 3.2-09, 3.2-12, 4.6-04 */
static void another_process_joins_a_shared_session(void)
{
    PROCESS_INFORMATION child;
    IMAPISession *session;

    MAPIInitialize(NULL);
    make_profile(false);
    session = log_on(MAPI_EXTENDED | MAPI_NEW_SESSION | MAPI_ALLOW_OTHERS);
    if (harness_spawn("join", &child)) harness_wait(&child, 30000);
    if (session) log_off(session);
    if (harness_spawn("none", &child)) harness_wait(&child, 30000);
    session = log_on(MAPI_EXTENDED | MAPI_NEW_SESSION); /* allows nobody */
    if (harness_spawn("none", &child)) harness_wait(&child, 30000);
    if (session) log_off(session);
    MAPIUninitialize();
}

/* In a child, whose environment names the trace file. */
static void fail_to_ask(void)
{
    static const ULONG flags[] = {MAPI_EXTENDED, MAPI_LOGON_UI, MAPI_PASSWORD_UI,
                                  MAPI_LOGON_UI | MAPI_EXPLICIT_PROFILE};
    IMAPISession *session;

    MAPIInitialize(NULL);
    for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++)
        ok_hr(MAPILogonEx(0, NULL, NULL, flags[i] | MAPI_NEW_SESSION, &session),
              MAPI_E_LOGON_FAILED);
    MAPIUninitialize();
}

/* 3.2-22: where a dialog would have to ask, the logon fails, and the trace says what for */
static void what_a_dialog_would_ask_is_traced(void)
{
    PROCESS_INFORMATION child;
    IProfAdmin *admin = NULL;
    char file[MAX_PATH], text[8192];
    ULONG said = 0;
    DWORD got = 0;
    HANDLE open;

    MAPIInitialize(NULL);
    make_profile(false);
    ok_hr(MAPIAdminProfiles(0, &admin), S_OK);
    admin->lpVtbl->SetDefaultProfile(admin, NULL, 0);
    admin->lpVtbl->Release(admin);
    MAPIUninitialize();
    GetTempPathA(sizeof(file) - 32, file);
    strcat(file, "omtest-trace.txt");
    DeleteFileA(file);
    SetEnvironmentVariableA("OPENMAPI_TRACE", file);
    if (harness_spawn("ask", &child)) harness_wait(&child, 30000);
    SetEnvironmentVariableA("OPENMAPI_TRACE", NULL);
    open = CreateFileA(file, GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_WRITE, NULL, OPEN_EXISTING,
                       0, NULL);
    ok(open != INVALID_HANDLE_VALUE, "there is no trace: error %lu\n", GetLastError());
    if (open == INVALID_HANDLE_VALUE) return;
    ok(ReadFile(open, text, sizeof(text) - 1, &got, NULL), "not read\n");
    text[got] = 0;
    for (char *at = text; (at = strstr(at, "no dialog can ask for")); at++)
        said++;
    ok(said == 4, "the trace says it %lu times: %s\n", said, text);
    CloseHandle(open);
    DeleteFileA(file);
}

START_TEST(session)
{
    if (harness_argc > 1) {
        harness_is_child();
        if (!strcmp(harness_argv[1], "ask")) fail_to_ask();
        else join(strcmp(harness_argv[1], "join") ? MAPI_E_LOGON_FAILED : S_OK);
        return;
    }
    MAPIInitialize(NULL);
    make_profile(false);
    MAPIUninitialize();
    RUN(logon_checks_what_it_is_given);
    RUN(a_session_has_its_faces);
    RUN(mail_is_read_through_the_session);
    RUN(a_client_looks_around);
    RUN(careless_clients_are_survived);
    RUN(the_default_store_has_its_folders_and_takes_a_copy);
    RUN(another_process_joins_a_shared_session);
    RUN(what_a_dialog_would_ask_is_traced);
}
