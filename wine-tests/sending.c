/*
 * sending.c - a client submits mail, and whichever process hosts the profile's spooler gives it to
 * the transport
 *
 * post32.dll (tests/fakes/post.c) is the transport, in each process one of its own; it takes what
 * it gets. The child hosts; it is killed, and the parent's session takes over.
 */
#define INITGUID
#define USES_ALL_MAPI_GUIDS
#include <windows.h>
#include "session_fixture.h"
#include "../tests/fakes/post.h"

enum {
    LIMIT_MSEC = 60000
};

static struct post_office *office;
static LONG taken;

/* Marks the recipients that are its own: all. */
static HRESULT take(struct post *post, ULONG flags, IMessage *message, ULONG_PTR *ref,
                    ULONG_PTR *parm)
{
    SizedSPropTagArray(5, columns) = {
        5, {PR_ROWID, PR_RESPONSIBILITY, PR_DISPLAY_NAME_A, PR_ADDRTYPE_A, PR_EMAIL_ADDRESS_A}};
    IMAPITable *table = NULL;
    SRowSet *rows = NULL;

    (void)post, (void)flags, (void)parm;
    *ref = 3;
    ok_hr(message->lpVtbl->GetRecipientTable(message, 0, &table), S_OK);
    ok_hr(HrQueryAllRows(table, (SPropTagArray *)&columns, NULL, NULL, 0, &rows), S_OK);
    table->lpVtbl->Release(table);
    ok(rows->cRows == 1, "%lu recipients\n", rows->cRows);
    for (ULONG i = 0; i < rows->cRows; i++) {
        SizedADRLIST(1, list) = {1, {{0, 5, rows->aRow[i].lpProps}}};

        ok(!strcmp(rows->aRow[i].lpProps[4].Value.lpszA, "bob@example.org"), "to %s\n",
           rows->aRow[i].lpProps[4].Value.lpszA);
        ok(!rows->aRow[i].lpProps[1].Value.b, "somebody else's\n");
        rows->aRow[i].lpProps[1].Value.b = TRUE;
        ok_hr(message->lpVtbl->ModifyRecipients(message, MODRECIP_MODIFY, (ADRLIST *)&list), S_OK);
    }
    FreeProws(rows);
    InterlockedIncrement(&taken);
    return S_OK;
}

static void load_post(void)
{
    HMODULE dll = LoadLibraryA("post32.dll");

    ok(dll != NULL, "post32.dll: error %lu\n", GetLastError());
    if (!dll) ExitProcess(1);
    office = (struct post_office *)(void *)GetProcAddress(dll, "post_office");
    memset(office, 0, sizeof(*office));
    office->posts[0].letter = 'a';
    office->posts[0].types[0] = L"SMTP";
    office->posts[0].submit = take;
}

/* A profile with the local store and the transport. */
static void make_mail_profile(void)
{
    IMsgServiceAdmin *services = NULL;
    IProviderAdmin *providers = NULL;
    IProfAdmin *admin = NULL;
    SPropValue props[6] = {
        {.ulPropTag = PR_PROVIDER_DLL_NAME_A, .Value.lpszA = (char *)"post.dll"},
        {.ulPropTag = PR_RESOURCE_TYPE, .Value.l = MAPI_TRANSPORT_PROVIDER},
        {.ulPropTag = PR_RESOURCE_FLAGS, .Value.l = 0},
        {.ulPropTag = PR_DISPLAY_NAME_A, .Value.lpszA = (char *)"Post"},
        {.ulPropTag = PR_PROVIDER_DISPLAY_A, .Value.lpszA = (char *)"Post"},
        {.ulPropTag = POST_NUMBER, .Value.l = 0},
    };
    MAPIUID service, uid;

    ok_hr(MAPIAdminProfiles(0, &admin), S_OK);
    admin->lpVtbl->DeleteProfile(admin, (LPTSTR) "omtest", 0);
    ok_hr(admin->lpVtbl->CreateProfile(admin, (LPTSTR) "omtest", NULL, 0, 0), S_OK);
    ok_hr(admin->lpVtbl->AdminServices(admin, (LPTSTR) "omtest", NULL, 0, 0, &services), S_OK);
    ok_hr(
        services->lpVtbl->CreateMsgService(services, (LPTSTR) "LOCALSTORE", (LPTSTR) "Local", 0, 0),
        S_OK);
    ok(only_service(services, &service), "there is not one service\n");
    ok_hr(services->lpVtbl->AdminProviders(services, &service, 0, &providers), S_OK);
    ok_hr(providers->lpVtbl->CreateProvider(providers, (LPTSTR) "POST", 6, props, 0, 0, &uid),
          S_OK);
    providers->lpVtbl->Release(providers);
    services->lpVtbl->Release(services);
    admin->lpVtbl->Release(admin);
}

static IMAPIFolder *standard_folder(IMsgStore *store, ULONG tag)
{
    SPropValue *id = NULL;
    IMAPIFolder *folder = NULL;
    ULONG type;

    ok_hr(HrGetOneProp((IMAPIProp *)store, tag, &id), S_OK);
    ok_hr(store->lpVtbl->OpenEntry(store, id->Value.bin.cb, (ENTRYID *)id->Value.bin.lpb, NULL,
                                   MAPI_MODIFY, &type, (IUnknown **)&folder),
          S_OK);
    MAPIFreeBuffer(id);
    return folder;
}

static ULONG count_in(IMsgStore *store, ULONG tag)
{
    IMAPIFolder *folder = standard_folder(store, tag);
    SPropValue *value = NULL;
    ULONG n;

    ok_hr(HrGetOneProp((IMAPIProp *)folder, PR_CONTENT_COUNT, &value), S_OK);
    n = value->Value.ul;
    MAPIFreeBuffer(value);
    folder->lpVtbl->Release(folder);
    return n;
}

static void empty(IMsgStore *store, ULONG tag)
{
    IMAPIFolder *folder = standard_folder(store, tag);

    folder->lpVtbl->EmptyFolder(folder, 0, NULL, 0);
    folder->lpVtbl->Release(folder);
}

static void submit(IMsgStore *store, const char *subject)
{
    IMAPIFolder *outbox = standard_folder(store, PR_IPM_OUTBOX_ENTRYID);
    SPropValue text = {.ulPropTag = PR_SUBJECT_A, .Value.lpszA = (char *)subject};
    SPropValue row[4] = {
        {.ulPropTag = PR_DISPLAY_NAME_A, .Value.lpszA = (char *)"Bob"},
        {.ulPropTag = PR_RECIPIENT_TYPE, .Value.l = MAPI_TO},
        {.ulPropTag = PR_ADDRTYPE_A, .Value.lpszA = (char *)"SMTP"},
        {.ulPropTag = PR_EMAIL_ADDRESS_A, .Value.lpszA = (char *)"bob@example.org"},
    };
    SizedADRLIST(1, list) = {1, {{0, 4, row}}};
    IMessage *message = NULL;
    SPropValue *sent = NULL;

    ok_hr(outbox->lpVtbl->CreateMessage(outbox, NULL, 0, &message), S_OK);
    outbox->lpVtbl->Release(outbox);
    ok_hr(HrSetOneProp((IMAPIProp *)message, &text), S_OK);
    ok_hr(HrGetOneProp((IMAPIProp *)store, PR_IPM_SENTMAIL_ENTRYID, &sent), S_OK);
    sent->ulPropTag = PR_SENTMAIL_ENTRYID;
    ok_hr(HrSetOneProp((IMAPIProp *)message, sent), S_OK);
    MAPIFreeBuffer(sent);
    ok_hr(message->lpVtbl->ModifyRecipients(message, MODRECIP_ADD, (ADRLIST *)&list), S_OK);
    ok_hr(message->lpVtbl->SubmitMessage(message, 0), S_OK);
    message->lpVtbl->Release(message);
}

/* Until so many messages are sent mail. */
static void wait_for_sent(IMsgStore *store, ULONG n)
{
    DWORD begun = GetTickCount();

    while (count_in(store, PR_IPM_SENTMAIL_ENTRYID) < n && GetTickCount() - begun < LIMIT_MSEC)
        Sleep(20);
    ok(count_in(store, PR_IPM_SENTMAIL_ENTRYID) == n, "%lu are sent, not %lu\n",
       count_in(store, PR_IPM_SENTMAIL_ENTRYID), n);
    ok(count_in(store, PR_IPM_OUTBOX_ENTRYID) == 0, "%lu wait\n",
       count_in(store, PR_IPM_OUTBOX_ENTRYID));
}

static IMsgStore *open_mail(IMAPISession *session)
{
    return open_store(session, "Local Mail Store", MDB_WRITE, S_OK);
}

/* 8.1-01, 8.4-02: SubmitMessage, and nothing else, sends it; what was called by then */
static void what_is_submitted_is_sent(void)
{
    IMAPISession *session;
    IMsgStore *store;

    MAPIInitialize(NULL);
    make_mail_profile();
    session = log_on(MAPI_EXTENDED | MAPI_NEW_SESSION);
    store = open_mail(session);
    empty(store, PR_IPM_SENTMAIL_ENTRYID);
    empty(store, PR_IPM_OUTBOX_ENTRYID);
    submit(store, "one");
    wait_for_sent(store, 1);
    ok(taken == 1, "the transport took %ld\n", taken);
    for (int i = 0; i < 20; i++)
        submit(store, "more");
    wait_for_sent(store, 21);
    ok(taken == 21, "the transport took %ld\n", taken);
    store->lpVtbl->Release(store);
    log_off(session);
    ok(strstr(office->calls,
              "init a:logon(19) a:types a:options a:notify(2) a:submit(0) a:end(3) ") ==
           office->calls,
       "called: %s\n", office->calls);
    ok(strstr(office->calls, "a:end(3) a:notify(20000) a:logoff(0) a:gone ") != NULL,
       "called: %s\n", office->calls);
    ok(office->objects == 0, "%ld objects of transports left\n", office->objects);
    MAPIUninitialize();
}

/* ---- two processes ---- */

static HANDLE ready;

static void child_hosts(void)
{
    IMAPISession *session;
    IMsgStore *store;
    DWORD begun = GetTickCount();

    ready = OpenEventA(EVENT_MODIFY_STATE, FALSE, harness_argv[1]);
    MAPIInitialize(NULL);
    session = log_on(MAPI_EXTENDED | MAPI_NEW_SESSION);
    store = open_mail(session);
    while (!strstr(office->calls, "a:notify(2)") && GetTickCount() - begun < LIMIT_MSEC)
        Sleep(10);
    SetEvent(ready);
    Sleep(2 * LIMIT_MSEC); /* it is killed */
    store->lpVtbl->Release(store);
    log_off(session);
    MAPIUninitialize();
}

/* The host sends what others submit; when it is killed, what waits goes out by another one. */
static void another_process_takes_over(void)
{
    char name[64];
    PROCESS_INFORMATION child;
    IMAPISession *session;
    IMsgStore *store;
    ULONG before;

    sprintf(name, "omtest-sending-%lu", GetCurrentProcessId());
    ready = CreateEventA(NULL, FALSE, FALSE, name);
    MAPIInitialize(NULL);
    make_mail_profile();
    ok(harness_spawn(name, &child), "no child\n");
    ok(!WaitForSingleObject(ready, LIMIT_MSEC), "the child isn't ready\n");
    load_post();
    taken = 0;
    session = log_on(MAPI_EXTENDED | MAPI_NEW_SESSION);
    store = open_mail(session);
    before = count_in(store, PR_IPM_SENTMAIL_ENTRYID);
    submit(store, "by the child");
    wait_for_sent(store, before + 1);
    ok(taken == 0, "it was sent by us\n");
    ok(TerminateProcess(child.hProcess, 9), "error %lu\n", GetLastError());
    ok(!WaitForSingleObject(child.hProcess, LIMIT_MSEC), "it lives on\n");
    CloseHandle(child.hProcess);
    CloseHandle(child.hThread);
    submit(store, "by us");
    wait_for_sent(store, before + 2);
    ok(taken == 1, "we sent %ld\n", taken);
    empty(store, PR_IPM_SENTMAIL_ENTRYID);
    store->lpVtbl->Release(store);
    log_off(session);
    MAPIUninitialize();
    CloseHandle(ready);
}

START_TEST(sending)
{
    load_post();
    if (harness_argc > 1) {
        harness_is_child();
        child_hosts();
        return;
    }
    RUN(what_is_submitted_is_sent);
    RUN(another_process_takes_over);
}
