/*
 * simple_logon.c - MAPILogon, MAPILogoff and ScMAPIXFromSMAPI, by clients that start neither MAPI
 * nor COM
 */
#define COBJMACROS
#define INITGUID
#define USES_IID_IMAPIProp
#define USES_IID_IMAPISession
#define USES_IID_IMAPIClientShutdown
#include <windows.h>
#include <objbase.h>
#include <initguid.h>
#include "session_fixture.h"
#include "mapi.h"

#define ok_code(got, wanted)                                                                       \
    do {                                                                                           \
        ULONG code_ = (got);                                                                       \
        ok(code_ == (wanted), "%s: got %lu, expected %s\n", #got, code_, #wanted);                 \
    } while (0)

static ULONG simple(const char *name, ULONG flags, LHANDLE *handle)
{
    *handle = 77;
    return MAPILogon(0, (LPSTR)name, NULL, flags, 0, handle);
}

static LHANDLE simple_on(const char *name, ULONG flags)
{
    LHANDLE handle;

    ok_code(simple(name, flags, &handle), SUCCESS_SUCCESS);
    ok(handle && handle == (handle & 0x7fffffff), "got handle %p\n", (void *)handle);
    return handle;
}

static void simple_off(LHANDLE handle)
{
    ok_code(MAPILogoff(handle, 0, 0, 0), SUCCESS_SUCCESS);
    ok_code(MAPILogoff(handle, 0, 0, 0), MAPI_E_INVALID_SESSION);
}

/* The sample store of the session behind a handle is there. */
static void look_at_store(LHANDLE handle)
{
    IMAPISession *session = NULL;
    IMsgStore *store;

    ok_hr(ScMAPIXFromSMAPI(handle, 0, NULL, &session), S_OK);
    if (!session) return;
    store = open_store(session, "Sample Message Store", MDB_NO_MAIL, S_OK);
    if (store) store->lpVtbl->Release(store);
    session->lpVtbl->Release(session);
}

/* 12.1-01, 12.1-20 */
static void the_names_are_plain(void)
{
    HMODULE dll = GetModuleHandleA("msmapi32.dll");

    ok(GetProcAddress(dll, "MAPILogon") != NULL, "there is no MAPILogon\n");
    ok(GetProcAddress(dll, "MAPILogoff") != NULL, "there is no MAPILogoff\n");
    ok(GetProcAddress(dll, "ScMAPIXFromSMAPI") != NULL, "there is no ScMAPIXFromSMAPI\n");
    ok(!GetProcAddress(dll, "MAPILogon@24"), "MAPILogon@24 is there\n");
    ok(sizeof(LHANDLE) == sizeof(void *), "a handle has %u bytes\n", (unsigned)sizeof(LHANDLE));
}

/* 12.1-18, 12.2-15, 3.6-01, 3.6-05, 3.6-06 */
static void a_client_starts_nothing_itself(void)
{
    IMAPISession *session = (void *)1;
    LHANDLE handle, second;

    ok_hr(MAPILogonEx(0, (LPTSTR) "omtest", NULL, 0, &session), MAPI_E_NOT_INITIALIZED);
    handle = simple_on("omtest", MAPI_NEW_SESSION | MAPI_EXTENDED | MAPI_FORCE_DOWNLOAD);
    second = simple_on("omtest", MAPI_LOGON_UI);
    look_at_store(handle);
    MAPIUninitialize(); /* one too many */
    look_at_store(handle);
    look_at_store(second);
    simple_off(handle);
    look_at_store(second);
    simple_off(second);
    ok_hr(MAPILogonEx(0, (LPTSTR) "omtest", NULL, 0, &session), MAPI_E_NOT_INITIALIZED);
    ok_hr(CoInitializeEx(NULL, COINIT_MULTITHREADED), S_OK); /* of COM nothing is left either */
    CoUninitialize();
}

static DWORD CALLBACK log_on_in_the_mta(void *context)
{
    LHANDLE *handle = context;

    ok_hr(CoInitializeEx(NULL, COINIT_MULTITHREADED), S_OK);
    *handle = simple_on("omtest", MAPI_NEW_SESSION);
    look_at_store(*handle);
    CoUninitialize();
    return 0;
}

static void on_a_thread(LPTHREAD_START_ROUTINE run, void *context)
{
    HANDLE thread = CreateThread(NULL, 0, run, context, 0, NULL);

    ok(!WaitForSingleObject(thread, 30000), "the thread hangs\n");
    CloseHandle(thread);
}

static DWORD CALLBACK log_off_there(void *context)
{
    IProfAdmin *admin = NULL;

    ok_hr(MAPIInitialize(NULL), S_OK); /* its own apartment, and use of MAPI */
    look_at_store(*(LHANDLE *)context);
    simple_off(*(LHANDLE *)context);
    ok_hr(CoInitialize(NULL), S_FALSE); /* both are still there */
    CoUninitialize();
    ok_hr(MAPIAdminProfiles(0, &admin), S_OK);
    if (admin) admin->lpVtbl->Release(admin);
    MAPIUninitialize();
    ok_hr(CoInitialize(NULL), S_OK);
    CoUninitialize();
    return 0;
}

/* 12.1-18 */
static void any_thread_serves(void)
{
    LHANDLE handle = 0;

    on_a_thread(log_on_in_the_mta, &handle); /* MAPIInitialize would be refused there */
    look_at_store(handle);
    simple_off(handle);
    handle = simple_on("omtest", 0);
    on_a_thread(log_off_there, &handle);
    ok_code(MAPILogoff(handle, 0, 0, 0), MAPI_E_INVALID_SESSION);
}

/* 3.6-02, 3.6-03, 12.1-08, 12.1-09, 12.1-14, 12.2-01, 12.2-03 to 12.2-07, 12.2-10, 12.2-14,
 * 12.2-16 */
static void the_flags_choose_the_session(void)
{
    IMAPISession *session = NULL;
    LHANDLE handle, second;
    char longer[300];

    memset(longer, 'a', sizeof(longer));
    longer[257] = 0;
    ok_code(simple(NULL, 0, &handle), MAPI_E_LOGIN_FAILURE); /* though there is a default profile */
    ok(handle == lhSessionNull, "got a handle\n");
    ok_code(simple("", 0, &handle), MAPI_E_LOGIN_FAILURE);
    ok_code(simple("no such profile", 0, &handle), MAPI_E_LOGIN_FAILURE);
    ok_code(simple(longer, 0, &handle), MAPI_E_LOGIN_FAILURE);
    ok_code(simple("omtest", MAPI_LOGON_UI | MAPI_PASSWORD_UI, &handle), MAPI_E_FAILURE);
    ok_code(MAPILogon(0, (LPSTR) "omtest", NULL, 0, 0, NULL), MAPI_E_FAILURE);
    ok_code(MAPILogon(0x1234, (LPSTR) "omtest", (LPSTR) "secret", 0x80000040, 4711, &handle),
            SUCCESS_SUCCESS);
    second = simple_on(NULL, 0); /* now there is a session to find */
    ok(second != handle, "both have handle %p\n", (void *)handle);
    ok_hr(MAPIInitialize(NULL), S_OK);
    ok_hr(MAPILogonEx(0, NULL, NULL, MAPI_EXTENDED, &session), S_OK);
    simple_off(handle);
    look_at_store(second);
    simple_off(second);
    if (session) {
        IMsgStore *store = open_store(session, "Sample Message Store", MDB_NO_MAIL, S_OK);

        if (store) store->lpVtbl->Release(store);
        log_off(session);
    }
    MAPIUninitialize();
    for (int i = 0; i < 3; i++) { /* the default profile */
        static const ULONG flags[] = {MAPI_NEW_SESSION, MAPI_LOGON_UI, MAPI_PASSWORD_UI};

        handle = simple_on(NULL, flags[i]);
        look_at_store(handle);
        simple_off(handle);
    }
}

/* 11.14-08, 11.14-09, 12.1-12, 12.1-13, 12.2-15, 12.2-17 */
static void handles_are_looked_up(void)
{
    LHANDLE handle = simple_on("omtest", 0);
    const LHANDLE foreign[] = {0, 1, (LHANDLE)-1, (LHANDLE)&handle, handle + 1000};
    IMAPISession *session = NULL, *again = NULL;
    IUnknown *unknown = (void *)1;

    for (size_t i = 0; i < sizeof(foreign) / sizeof(foreign[0]); i++) {
        ok_code(MAPILogoff(foreign[i], 0, 0, 0), MAPI_E_INVALID_SESSION);
        session = (void *)1;
        ok_hr(ScMAPIXFromSMAPI(foreign[i], 0, NULL, &session), MAPI_E_INVALID_PARAMETER);
        ok(!session, "got a session\n");
    }
    ok_code(MAPILogoff(handle, 0, 1, 0), MAPI_E_FAILURE);
    ok_hr(ScMAPIXFromSMAPI(handle, 0, NULL, NULL), MAPI_E_INVALID_PARAMETER);
    ok_hr(ScMAPIXFromSMAPI(handle, 1, NULL, &session), MAPI_E_UNKNOWN_FLAGS);
    ok_hr(ScMAPIXFromSMAPI(handle, 0, &IID_IMAPIProp, (IMAPISession **)&unknown), E_NOINTERFACE);
    ok(!unknown, "got an object\n");
    ok_hr(ScMAPIXFromSMAPI(handle, 0, &IID_IMAPIClientShutdown, (IMAPISession **)&unknown), S_OK);
    if (unknown) unknown->lpVtbl->Release(unknown);
    ok_hr(ScMAPIXFromSMAPI(handle, 0, &IID_IMAPISession, &session), S_OK);
    ok_hr(ScMAPIXFromSMAPI(handle, 0, NULL, &again), S_OK);
    ok(session == again, "got two sessions\n");
    if (again) again->lpVtbl->Release(again);
    look_at_store(handle); /* usable as before */
    simple_off(handle);
    if (session) {
        IMAPITable *table = NULL;

        ok_hr(session->lpVtbl->GetMsgStoresTable(session, 0, &table), MAPI_E_INVALID_OBJECT);
        ok(!session->lpVtbl->Release(session), "references are left\n");
    }
}

static LONG logged_on, logged_off;

static DWORD CALLBACK use_and_log_off(void *context)
{
    LHANDLE volatile *handles = context;
    unsigned random = GetCurrentThreadId();

    for (int i = 0; i < 100; i++) {
        IMAPISession *session = NULL;
        LHANDLE handle = 0;

        random = random * 1103515245 + 12345;
        if (random >> 28 & 1) {
            if (MAPILogon(0, (LPSTR) "omtest", NULL, random & 0x100000 ? MAPI_NEW_SESSION : 0, 0,
                          &handle))
                continue;
            InterlockedIncrement(&logged_on);
            handle = (LHANDLE)InterlockedExchangePointer(
                (void *volatile *)&handles[random >> 16 & 3], (void *)handle);
            if (handle && !MAPILogoff(handle, 0, 0, 0)) InterlockedIncrement(&logged_off);
        } else {
            handle = handles[random >> 16 & 3];
            if (!ScMAPIXFromSMAPI(handle, 0, NULL, &session)) session->lpVtbl->Release(session);
            if (random >> 24 & 1 && !MAPILogoff(handle, 0, 0, 0)) InterlockedIncrement(&logged_off);
        }
    }
    return 0;
}

/* 12.1-13, 12.2-15 */
static void threads_may_share_handles(void)
{
    LHANDLE handles[4] = {0};
    HANDLE threads[4];

    for (int i = 0; i < 4; i++)
        threads[i] = CreateThread(NULL, 0, use_and_log_off, handles, 0, NULL);
    ok(WaitForMultipleObjects(4, threads, TRUE, 120000) < 4, "a thread hangs\n");
    for (int i = 0; i < 4; i++) {
        CloseHandle(threads[i]);
        if (!MAPILogoff(handles[i], 0, 0, 0)) logged_off++;
    }
    ok(logged_on > 0 && logged_on == logged_off, "%ld handles, %ld logged off\n", logged_on,
       logged_off);
}

static void probe(ULONG wanted)
{
    LHANDLE handle;
    ULONG code = simple(NULL, 0, &handle);

    ok(code == wanted, "got %lu, expected %lu\n", code, wanted);
    if (code) return;
    look_at_store(handle);
    simple_off(handle);
}

/* 12.2-03, 3.2-08, 3.6-03: a shared session is found by other processes, too */
static void another_process_finds_a_shared_session(void)
{
    PROCESS_INFORMATION child;
    LHANDLE handle;

    handle = simple_on("omtest", MAPI_NEW_SESSION);
    if (harness_spawn("none", &child)) harness_wait(&child, 60000);
    simple_off(handle);
    handle = simple_on("omtest", 0);
    if (harness_spawn("some", &child)) harness_wait(&child, 60000);
    look_at_store(handle);
    simple_off(handle);
}

START_TEST(simple_logon)
{
    IProfAdmin *admin = NULL;

    if (harness_argc > 1) {
        harness_is_child();
        probe(strcmp(harness_argv[1], "some") ? MAPI_E_LOGIN_FAILURE : SUCCESS_SUCCESS);
        return;
    }
    MAPIInitialize(NULL);
    make_profile(false);
    if (SUCCEEDED(MAPIAdminProfiles(0, &admin))) {
        admin->lpVtbl->SetDefaultProfile(admin, (LPTSTR) "omtest", 0);
        admin->lpVtbl->Release(admin);
    }
    MAPIUninitialize();
    RUN(the_names_are_plain);
    RUN(a_client_starts_nothing_itself);
    RUN(any_thread_serves);
    RUN(the_flags_choose_the_session);
    RUN(handles_are_looked_up);
    RUN(threads_may_share_handles);
    RUN(another_process_finds_a_shared_session);
}
