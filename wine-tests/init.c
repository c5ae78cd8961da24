/*
 * init.c - MAPI begins and ends in a process, as often as anybody likes
 * (contracts 1.1, 1.2, 1.4, 1.8)
 *
 * What can only be tried once in a process runs in children of this program.
 */
#define INITGUID
#define USES_IID_IMAPIPropData
#define USES_IID_IMAPITableData
#include "harness.h"
#include <objbase.h>
#include <tlhelp32.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>
#include "mapiaux.h"
#include "mapiguid.h"
#include "mapix.h"
#include "mapiutil.h"
#include "mapitags.h"

#define ok_hr(got, wanted)                                                                         \
    do {                                                                                           \
        HRESULT hr_ = (got);                                                                       \
        ok(hr_ == (wanted), "%s: got %#lx, expected %s\n", #got, hr_, #wanted);                    \
    } while (0)

static HRESULT initialize(ULONG flags)
{
    MAPIINIT_0 init = {MAPI_INIT_VERSION, flags};

    return MAPIInitialize(&init);
}

static void on_a_thread(DWORD(WINAPI *run)(void *), void *context)
{
    HANDLE thread = CreateThread(NULL, 0, run, context, 0, NULL);

    ok(WaitForSingleObject(thread, 30000) == WAIT_OBJECT_0, "the thread doesn't end\n");
    CloseHandle(thread);
}

static BOOL is_initialized(void)
{
    IMAPIInitMonitor *monitor = NULL;
    BOOL is;

    ok_hr(CreateMapiInitializationMonitor(&monitor), S_OK);
    is = monitor->lpVtbl->IsInitialized(monitor);
    monitor->lpVtbl->Release(monitor);
    return is;
}

static void calls_are_refused(void)
{
    IMAPISession *session = (IMAPISession *)1;
    IProfAdmin *admin = (IProfAdmin *)1;

    ok_hr(MAPILogonEx(0, NULL, NULL, MAPI_EXTENDED | MAPI_NEW_SESSION, &session),
          MAPI_E_NOT_INITIALIZED);
    ok(!session, "session is %p\n", (void *)session);
    ok_hr(MAPIAdminProfiles(0, &admin), MAPI_E_NOT_INITIALIZED);
    ok(!admin, "admin is %p\n", (void *)admin);
    ok_hr(HrDispatchNotifications(0), MAPI_E_NOT_INITIALIZED);
    ok(!is_initialized(), "initialised\n");
}

static void mapi_works(void)
{
    IProfAdmin *admin = NULL;
    IMAPITable *table = NULL;

    ok(is_initialized(), "not initialised\n");
    ok_hr(HrDispatchNotifications(0), S_OK);
    ok_hr(MAPIAdminProfiles(0, &admin), S_OK);
    if (!admin) return;
    ok_hr(admin->lpVtbl->GetProfileTable(admin, 0, &table), S_OK);
    if (table) table->lpVtbl->Release(table);
    admin->lpVtbl->Release(admin);
}

/* 1.1-06, 1.8-04 */
static void outside_of_a_period_calls_are_refused(void)
{
    calls_are_refused();
    MAPIUninitialize(); /* one too many counts for nothing */
    MAPIUninitialize();
    calls_are_refused();
    ok_hr(MAPIInitialize(NULL), S_OK);
    mapi_works();
    MAPIUninitialize();
    calls_are_refused();
}

/* 1.1-11, 1.1-12, 1.2-01, 1.2-02 */
static void bad_arguments_count_for_nothing(void)
{
    static const ULONG unknown[] = {2, 4, 0x10, 0x8000, 0x20000, 0x80000000, 0xfffffff6};
    MAPIINIT_0 init = {1, 0};

    ok_hr(MAPIInitialize(&init), MAPI_E_INVALID_PARAMETER);
    init.ulVersion = 0xffffffff;
    ok_hr(MAPIInitialize(&init), MAPI_E_INVALID_PARAMETER);
    ok_hr(MAPIInitialize((void *)(ULONG_PTR)0x10), MAPI_E_INVALID_PARAMETER);
    for (unsigned i = 0; i < ARRAYSIZE(unknown); i++)
        ok_hr(initialize(unknown[i]), MAPI_E_UNKNOWN_FLAGS);
    ok(!is_initialized(), "initialised\n");
    ok_hr(initialize(MAPI_MULTITHREAD_NOTIFICATIONS | MAPI_NO_COINIT | MAPI_NT_SERVICE), S_OK);
    ok_hr(initialize(4), MAPI_E_UNKNOWN_FLAGS);
    MAPIUninitialize();
    ok(!is_initialized(), "initialised\n");
}

/* 1.1-01, 1.1-02, 1.1-03, 1.1-04, 1.1-05, 1.1-07 */
static void each_call_is_undone_by_one(void)
{
    HRESULT com = CoInitialize(NULL);

    ok(SUCCEEDED(com), "got %#lx\n", com);
    for (int period = 0; period < 20; period++) {
        ok_hr(period & 1 ? MAPIInitialize(NULL) : initialize(0), S_OK); /* never S_FALSE */
        for (int i = 0; i < period; i++)
            ok_hr(initialize(i & 1 ? MAPI_MULTITHREAD_NOTIFICATIONS : 0), S_OK);
        for (int i = 0; i < period; i++) {
            MAPIUninitialize();
            ok(is_initialized(), "over after %d of %d\n", i, period + 1);
        }
        mapi_works();
        MAPIUninitialize();
        ok(!is_initialized(), "not over\n");
    }
    CoUninitialize();
}

/* ---- COM ---- */

static bool has_com(void)
{
    HRESULT(WINAPI * get)(int *, int *);
    int type, qualifier;

    *(FARPROC *)&get = GetProcAddress(GetModuleHandleA("ole32.dll"), "CoGetApartmentType");
    if (!get) {
        win_skip("no CoGetApartmentType\n");
        return false;
    }
    return get(&type, &qualifier) == S_OK;
}

/* 1.2-03, 1.2-04 */
static DWORD WINAPI com_comes_when_asked(void *unused)
{
    (void)unused;
    ok(!has_com(), "COM is there before\n");
    ok_hr(initialize(MAPI_NO_COINIT), S_OK);
    ok(!has_com(), "COM, though it was not wanted\n");
    MAPIUninitialize();
    ok_hr(initialize(0), S_OK);
    ok(has_com(), "no COM\n");
    ok_hr(initialize(MAPI_NO_COINIT), S_OK);
    MAPIUninitialize(); /* of the one who brought his own */
    ok(has_com(), "COM was taken away from the first\n");
    MAPIUninitialize();
    ok(!has_com(), "COM stays\n");
    return 0;
}

static void com_is_initialised_per_thread(void)
{
    on_a_thread(com_comes_when_asked, NULL);
}

/* 1.1-15, 1.1-20 */
static DWORD WINAPI be_multithreaded(void *unused)
{
    (void)unused;
    ok_hr(CoInitializeEx(NULL, COINIT_MULTITHREADED), S_OK);
    ok_hr(initialize(0), RPC_E_CHANGED_MODE);
    ok(!is_initialized(), "initialised\n");
    ok_hr(initialize(MAPI_NO_COINIT), S_OK);
    mapi_works();
    MAPIUninitialize();
    ok(has_com(), "COM was taken away\n");
    CoUninitialize();
    return 0;
}

static void com_says_no(void)
{
    on_a_thread(be_multithreaded, NULL);
}

/* 1.2-07: the documented order of the end of a session */
static void the_documented_end_works(void)
{
    IProfAdmin *admin = NULL;
    void *buffer = NULL;

    ok_hr(OleInitialize(NULL) & ~1, S_OK);
    ok_hr(MAPIInitialize(NULL), S_OK);
    ok_hr(ScInitMapiUtil(0), S_OK);
    ok_hr(MAPIAdminProfiles(0, &admin), S_OK);
    ok_hr(MAPIAllocateBuffer(100, &buffer), S_OK);
    admin->lpVtbl->Release(admin);
    MAPIFreeBuffer(buffer);
    OleUninitialize();
    MAPIUninitialize();
    DeinitMapiUtil(); /* 1.8-05 */
    ok(!is_initialized(), "not over\n");
}

/* ---- threads ---- */

static LONG failures;

static DWORD WINAPI come_and_go(void *context)
{
    ULONG flags = (ULONG)(ULONG_PTR)context;

    for (int i = 0; i < 150; i++) {
        IProfAdmin *admin = NULL;
        void *buffer = NULL;

        if (initialize(flags) != S_OK) InterlockedIncrement(&failures);
        if (MAPIAdminProfiles(0, &admin) != S_OK) InterlockedIncrement(&failures);
        else admin->lpVtbl->Release(admin);
        if (MAPIAllocateBuffer(50, &buffer) != S_OK) InterlockedIncrement(&failures);
        MAPIUninitialize();
        MAPIFreeBuffer(buffer);
    }
    return 0;
}

/* 1.1-21 */
static void threads_come_and_go(void)
{
    HANDLE threads[8];

    failures = 0;
    for (int i = 0; i < 8; i++)
        threads[i] = CreateThread(NULL, 0, come_and_go,
                                  (void *)(ULONG_PTR)(i & 1   ? MAPI_MULTITHREAD_NOTIFICATIONS
                                                      : i & 2 ? MAPI_NO_COINIT
                                                              : 0),
                                  0, NULL);
    ok(WaitForMultipleObjects(8, threads, TRUE, 60000) == WAIT_OBJECT_0, "threads don't end\n");
    for (int i = 0; i < 8; i++) CloseHandle(threads[i]);
    ok(!failures, "%ld calls failed\n", failures);
    ok(!is_initialized(), "not over\n");
    ok_hr(MAPIInitialize(NULL), S_OK);
    mapi_works();
    MAPIUninitialize();
}

/* 1.1-21: objects go from thread to thread, each of which initialises for itself */
static DWORD WINAPI use_an_object(void *context)
{
    IProfAdmin *admin = context;
    IMAPITable *table = NULL;

    ok_hr(MAPIInitialize(NULL), S_OK);
    ok_hr(admin->lpVtbl->GetProfileTable(admin, 0, &table), S_OK);
    if (table) table->lpVtbl->Release(table);
    admin->lpVtbl->Release(admin);
    MAPIUninitialize();
    return 0;
}

static void objects_go_to_other_threads(void)
{
    IProfAdmin *admin = NULL;

    ok_hr(MAPIInitialize(NULL), S_OK);
    ok_hr(MAPIAdminProfiles(0, &admin), S_OK);
    on_a_thread(use_an_object, admin);
    mapi_works();
    MAPIUninitialize();
}

/* 1.5-13, 1.5-16 */
static void buffers_outlive_mapi(void)
{
    void *root = NULL, *more = NULL, *bigger = NULL;

    ok_hr(MAPIInitialize(NULL), S_OK);
    ok_hr(MAPIAllocateBuffer(1000, &root), S_OK);
    MAPIUninitialize();
    ok_hr(MAPIAllocateMore(100000, root, &more), S_OK);
    memset(root, 1, 1000);
    memset(more, 2, 100000);
    ok_hr(MAPIReallocateBuffer(root, 2000, &bigger), S_OK);
    ok(MAPIFreeBuffer(root) == S_OK && MAPIFreeBuffer(bigger) == S_OK, "not freed\n");
    MAPIFreeBuffer(root); /* stale by now */
    ok_hr(MAPIAllocateMore(10, root, &more), MAPI_E_INVALID_PARAMETER);
}

/* ---- the monitor ---- */

/* 1.4-01, 1.4-02, 1.4-03, 1.4-04 */
static void a_monitor_lives_through_periods(void)
{
    IMAPIInitMonitor *before = NULL, *during = NULL;
    void *other = &before;

    ok_hr(CreateMapiInitializationMonitor(NULL), E_INVALIDARG);
    ok_hr(CreateMapiInitializationMonitor(&before), S_OK);
    for (int i = 0; i < 3; i++) {
        ok(before->lpVtbl->IsInitialized(before) == FALSE, "initialised\n");
        ok_hr(MAPIInitialize(NULL), S_OK);
        ok(before->lpVtbl->IsInitialized(before) == TRUE, "not initialised\n");
        if (!during) ok_hr(CreateMapiInitializationMonitor(&during), S_OK);
        ok(during->lpVtbl->IsInitialized(during) == TRUE, "not initialised\n");
        ok_hr(before->lpVtbl->Wait(before, INFINITE), S_OK);
        MAPIUninitialize();
        ok(during->lpVtbl->IsInitialized(during) == FALSE, "initialised\n");
    }
    ok_hr(before->lpVtbl->QueryInterface(before, &IID_IUnknown, &other), S_OK);
    ok(other == before, "got %p\n", other);
    before->lpVtbl->Release(before);
    ok_hr(before->lpVtbl->QueryInterface(before, &IID_IClassFactory, &other), E_NOINTERFACE);
    ok(!other, "got %p\n", other);
    before->lpVtbl->Release(before);
    during->lpVtbl->Release(during);
}

struct beginner {
    IMAPIInitMonitor *monitor;
    HANDLE done;
};

/* Behind a wait that ends with its time: those with more time still wait then. */
static DWORD WINAPI initialize_later(void *context)
{
    struct beginner *beginner = context;

    ok_hr(beginner->monitor->lpVtbl->Wait(beginner->monitor, 150),
          HRESULT_FROM_WIN32(ERROR_TIMEOUT));
    ok_hr(MAPIInitialize(NULL), S_OK);
    WaitForSingleObject(beginner->done, 30000);
    MAPIUninitialize();
    return 0;
}

struct ender {
    IMAPIWaitResult *result;
    HRESULT hr;
};

static DWORD WINAPI end_wait(void *context)
{
    struct ender *ender = context;

    ender->hr = ender->result->lpVtbl->End(ender->result);
    return 0;
}

/* 1.4-05, 1.4-06, 1.4-07, 1.4-08 */
static void a_wait_ends_with_mapi_or_with_time(void)
{
    struct beginner beginner = {NULL, CreateEventW(NULL, TRUE, FALSE, NULL)};
    struct ender enders[3] = {{0}};
    IMAPIWaitResult *late = NULL;
    IMAPIInitMonitor *monitor;
    DWORD began = GetTickCount();
    HANDLE ends[3], thread;

    ok_hr(CreateMapiInitializationMonitor(&monitor), S_OK);
    ok_hr(monitor->lpVtbl->Wait(monitor, 0), HRESULT_FROM_WIN32(ERROR_TIMEOUT));
    ok_hr(monitor->lpVtbl->Wait(monitor, 60), HRESULT_FROM_WIN32(ERROR_TIMEOUT));
    ok(GetTickCount() - began >= 50, "waited for %lu ms only\n", GetTickCount() - began);
    ok_hr(monitor->lpVtbl->BeginWait(monitor, 0, NULL), E_INVALIDARG);

    began = GetTickCount();
    ok_hr(monitor->lpVtbl->BeginWait(monitor, 60, &late), S_OK);
    ok(GetTickCount() - began < 50, "BeginWait waits\n");
    ok_hr(late->lpVtbl->End(late), HRESULT_FROM_WIN32(ERROR_TIMEOUT));
    ok(GetTickCount() - began >= 50, "waited for %lu ms only\n", GetTickCount() - began);
    late->lpVtbl->Release(late);

    for (int i = 0; i < 3; i++) {
        ok_hr(monitor->lpVtbl->BeginWait(monitor, i ? 20000 : INFINITE, &enders[i].result), S_OK);
        enders[i].hr = E_FAIL;
        ends[i] = CreateThread(NULL, 0, end_wait, &enders[i], 0, NULL);
    }
    beginner.monitor = monitor;
    thread = CreateThread(NULL, 0, initialize_later, &beginner, 0, NULL);
    ok_hr(monitor->lpVtbl->Wait(monitor, 20000), S_OK);
    ok(monitor->lpVtbl->IsInitialized(monitor), "not initialised\n");
    ok(WaitForMultipleObjects(3, ends, TRUE, 20000) == WAIT_OBJECT_0, "End doesn't end\n");
    for (int i = 0; i < 3; i++) {
        ok_hr(enders[i].hr, S_OK);
        ok_hr(enders[i].result->lpVtbl->End(enders[i].result), S_OK); /* again, on another thread */
        enders[i].result->lpVtbl->Release(enders[i].result);
        CloseHandle(ends[i]);
    }
    SetEvent(beginner.done);
    WaitForSingleObject(thread, 20000);
    CloseHandle(thread);
    CloseHandle(beginner.done);
    ok_hr(monitor->lpVtbl->Wait(monitor, 0), HRESULT_FROM_WIN32(ERROR_TIMEOUT));
    monitor->lpVtbl->Release(monitor);
}

/* ---- the utilities alone ---- */

static LONG heard;

static LONG STDAPICALLTYPE hear(void *context, ULONG count, NOTIFICATION *batch)
{
    (void)context;
    (void)batch;
    heard += (LONG)count;
    return 0;
}

static void utilities_work(bool with_notifications)
{
    SizedSPropTagArray(2, columns) = {2, {PR_ROWID, PR_DISPLAY_NAME_A}};
    SPropValue props[2] = {{.ulPropTag = PR_ROWID, .Value.l = 1},
                           {.ulPropTag = PR_DISPLAY_NAME_A, .Value.lpszA = (char *)"a"}};
    SRow row = {0, 2, props};
    IMAPIAdviseSink *sink = NULL;
    ULONG_PTR connection = 0;
    SPropValue *copy = NULL;
    ITableData *data = NULL;
    IMAPITable *view = NULL;
    IPropData *bag = NULL;
    SRowSet *rows = NULL;
    MSG message;

    ok_hr(CreateTable(&IID_IMAPITableData, MAPIAllocateBuffer, MAPIAllocateMore, MAPIFreeBuffer,
                      NULL, TBLTYPE_DYNAMIC, PR_ROWID, (SPropTagArray *)&columns, &data),
          S_OK);
    ok_hr(data->lpVtbl->HrGetView(data, NULL, NULL, 0, &view), S_OK);
    ok_hr(HrAllocAdviseSink(hear, NULL, &sink), S_OK);
    ok_hr(view->lpVtbl->Advise(view, fnevTableModified, sink, &connection), S_OK);
    sink->lpVtbl->Release(sink);
    heard = 0;
    ok_hr(data->lpVtbl->HrModifyRow(data, &row), S_OK);
    ok_hr(HrQueryAllRows(view, NULL, NULL, NULL, 0, &rows), S_OK);
    ok(rows && rows->cRows == 1, "got %lu rows\n", rows ? rows->cRows : 99);
    FreeProws(rows);
    while (PeekMessageW(&message, NULL, 0, 0, PM_REMOVE)) DispatchMessageW(&message);
    if (with_notifications) ok_hr(HrDispatchNotifications(0), S_OK);
    ok(heard == with_notifications, "heard of %ld changes\n", heard);
    view->lpVtbl->Release(view);
    data->lpVtbl->Release(data);

    ok_hr(CreateIProp(&IID_IMAPIPropData, MAPIAllocateBuffer, MAPIAllocateMore, MAPIFreeBuffer,
                      NULL, &bag),
          S_OK);
    ok_hr(bag->lpVtbl->SetProps(bag, 2, props, NULL), S_OK);
    bag->lpVtbl->Release(bag);
    ok_hr(ScDupPropset(2, props, MAPIAllocateBuffer, &copy), S_OK);
    MAPIFreeBuffer(copy);
}

/* 1.8-01, 1.8-02, 1.8-03, 1.8-04 */
static void the_utilities_work_alone(void)
{
    ok_hr(ScInitMapiUtil(1), MAPI_E_UNKNOWN_FLAGS);
    ok_hr(ScInitMapiUtil(0x80000000), MAPI_E_UNKNOWN_FLAGS);
    ok_hr(ScInitMapiUtil(0), S_OK);
    calls_are_refused();
    utilities_work(false);
    MAPIUninitialize();
    utilities_work(false);
    DeinitMapiUtil();
    ok(!is_initialized(), "initialised\n");
}

/* 1.1-08, 1.1-09, 1.8-05 */
static void mapi_brings_the_utilities(void)
{
    ok_hr(MAPIInitialize(NULL), S_OK);
    utilities_work(true);
    ok_hr(ScInitMapiUtil(0), S_OK);
    MAPIUninitialize(); /* undoes ScInitMapiUtil, too */
    ok(!is_initialized(), "initialised\n");
    ok_hr(MAPIInitialize(NULL), S_OK);
    ok_hr(ScInitMapiUtil(0), S_OK);
    DeinitMapiUtil();
    mapi_works(); /* MAPI itself goes on */
    utilities_work(true);
    MAPIUninitialize();
    DeinitMapiUtil(); /* the very last step */
}

/* ---- steps that fail ---- */

/* 1.2-05, 1.2-06 */
static void a_service_makes_the_key_it_needs(void)
{
    static const WCHAR path[] =
        L"Software\\Microsoft\\Windows NT\\CurrentVersion\\Windows Messaging Subsystem\\Profiles";
    HKEY key = NULL;

    RegDeleteKeyW(HKEY_CURRENT_USER, path); /* fails when profiles are there */
    ok_hr(initialize(MAPI_NT_SERVICE | MAPI_NO_COINIT), S_OK);
    ok(!RegOpenKeyExW(HKEY_CURRENT_USER, path, 0, KEY_READ, &key), "no key\n");
    RegCloseKey(key);
    mapi_works();
    MAPIUninitialize();
}

/* 1.1-13, 1.1-19, 1.1-20 */
static void a_registry_that_is_gone_has_two_errors(void)
{
    HKEY gone = NULL;
    LONG error;

    ok(!RegCreateKeyExW(HKEY_CURRENT_USER, L"Software\\openmapi gone", 0, NULL, 0, KEY_ALL_ACCESS,
                        NULL, &gone, NULL),
       "no key\n");
    ok(!RegDeleteKeyW(HKEY_CURRENT_USER, L"Software\\openmapi gone"), "not deleted\n");
    error = RegOverridePredefKey(HKEY_CURRENT_USER, gone);
    ok(!error, "error %ld\n", error);
    ok_hr(initialize(MAPI_NT_SERVICE), MAPI_E_TOO_COMPLEX); /* step 2 */
    ok_hr(initialize(0), MAPI_E_NOT_INITIALIZED);           /* step 7 */
    ok_hr(initialize(MAPI_MULTITHREAD_NOTIFICATIONS), MAPI_E_NOT_INITIALIZED);
    ok(!is_initialized(), "initialised\n");
    ok(!has_com(), "COM stays\n");
    ok(!FindWindowW(L"WMS notif engine", NULL) && !FindWindowW(L"WMS ST Notif Class", NULL),
       "a window stays\n");
    RegOverridePredefKey(HKEY_CURRENT_USER, NULL);
    RegCloseKey(gone);
    ok_hr(initialize(0), S_OK);
    mapi_works();
    MAPIUninitialize();
}

/* A child, before MAPI has what it needs. 1.1-16, 1.1-20 */
static void no_room_for_the_process(void)
{
    static DWORD slots[2000];
    int n = 0;

    ok_hr(CoInitialize(NULL), S_OK); /* COM has a slot of its own */
    while (n < 2000 && (slots[n] = TlsAlloc()) != TLS_OUT_OF_INDEXES) n++;
    ok_hr(initialize(0), MAPI_E_SESSION_LIMIT);
    ok(!is_initialized(), "initialised\n");
    while (n) TlsFree(slots[--n]);
    ok_hr(initialize(0), S_OK);
    mapi_works();
    MAPIUninitialize();
    CoUninitialize();
    ok(!has_com(), "COM stays\n");
}

static void run_child(const char *mode)
{
    PROCESS_INFORMATION child;

    if (harness_spawn(mode, &child)) harness_wait(&child, 60000);
}

static void without_room_there_is_no_session(void)
{
    run_child("no-room");
}

/* ---- the DLL comes and goes ---- */

struct copy {
    WCHAR path[MAX_PATH];
    HMODULE dll;
    HRESULT(STDAPICALLTYPE *initialize)(void *);
    void(STDAPICALLTYPE *uninitialize)(void);
    HRESULT(STDAPICALLTYPE *dispatch)(ULONG);
    HRESULT(STDAPICALLTYPE *monitor)(IMAPIInitMonitor **);
};

/* A DLL of our own to load and unload: the one we link with stays. */
static void copy_dll(struct copy *copy)
{
    WCHAR own[MAX_PATH];

    GetModuleFileNameW(GetModuleHandleW(L"msmapi32.dll"), own, MAX_PATH);
    GetTempPathW(MAX_PATH - 40, copy->path);
    swprintf(copy->path + wcslen(copy->path), 40, L"openmapi-init-%lu.dll", GetCurrentProcessId());
    ok(CopyFileW(own, copy->path, FALSE), "%ls: error %lu\n", own, GetLastError());
}

static bool load_copy(struct copy *copy)
{
    copy->dll = LoadLibraryW(copy->path);
    ok(copy->dll != NULL, "%ls: error %lu\n", copy->path, GetLastError());
    if (!copy->dll) return false;
    *(FARPROC *)&copy->initialize = GetProcAddress(copy->dll, "MAPIInitialize@4");
    *(FARPROC *)&copy->uninitialize = GetProcAddress(copy->dll, "MAPIUninitialize@0");
    *(FARPROC *)&copy->dispatch = GetProcAddress(copy->dll, "HrDispatchNotifications@4");
    *(FARPROC *)&copy->monitor = GetProcAddress(copy->dll, "CreateMapiInitializationMonitor@4");
    return true;
}

static DWORD count_threads(void)
{
    HANDLE snapshot = CreateToolhelp32Snapshot(TH32CS_SNAPTHREAD, 0);
    THREADENTRY32 entry = {.dwSize = sizeof(entry)};
    DWORD n = 0;

    for (BOOL more = Thread32First(snapshot, &entry); more; more = Thread32Next(snapshot, &entry))
        n += entry.th32OwnerProcessID == GetCurrentProcessId();
    CloseHandle(snapshot);
    return n;
}

static DWORD count_handles(void)
{
    DWORD n = 0;

    GetProcessHandleCount(GetCurrentProcess(), &n);
    return n;
}

/* 13.2-08 */
static void the_dll_is_loaded_again_between_periods(void)
{
    DWORD threads = 0, handles = 0;
    struct copy copy;
    bool stays = false;

    copy_dll(&copy);
    /* more often than a process has TLS slots */
    for (int i = 0; i < 1300 && load_copy(&copy); i++) {
        MAPIINIT_0 init = {0, i & 1 ? MAPI_MULTITHREAD_NOTIFICATIONS : 0};
        IMAPIInitMonitor *monitor = NULL;

        if (i > 20 && i % 100 > 2) { /* most of them in short */
            init.ulFlags = 0;
        } else {
            copy.monitor(&monitor);
            ok_hr(monitor->lpVtbl->Wait(monitor, 0), HRESULT_FROM_WIN32(ERROR_TIMEOUT));
            monitor->lpVtbl->Release(monitor);
        }
        if (copy.initialize(&init) != S_OK) ok(false, "round %d: not initialised\n", i);
        if (copy.dispatch(0) != S_OK) ok(false, "round %d: not dispatched\n", i);
        copy.uninitialize();
        FreeLibrary(copy.dll);
        stays |= GetModuleHandleW(copy.path) != NULL;
        if (i == 10) threads = count_threads(), handles = count_handles();
    }
    ok(!stays, "the DLL stays loaded\n");
    ok(count_threads() <= threads, "%lu threads became %lu\n", threads, count_threads());
    ok(count_handles() < handles + 20, "%lu handles became %lu\n", handles, count_handles());
    DeleteFileW(copy.path);
}

/* 1.1-10, 13.2-08: the notification thread keeps its code until it is gone */
static void the_dll_stays_as_long_as_its_thread(void)
{
    MAPIINIT_0 init = {0, MAPI_MULTITHREAD_NOTIFICATIONS};
    struct copy copy;

    copy_dll(&copy);
    if (!load_copy(&copy)) return;
    ok_hr(copy.initialize(&init), S_OK);
    FreeLibrary(copy.dll); /* a program that is careless */
    ok(GetModuleHandleW(copy.path) != NULL, "unloaded under its own thread\n");
    if (load_copy(&copy)) {
        ok_hr(copy.dispatch(0), S_OK);
        copy.uninitialize();
        FreeLibrary(copy.dll);
    }
    ok(!GetModuleHandleW(copy.path), "still loaded\n");
    DeleteFileW(copy.path);
}

static DWORD WINAPI load_under_the_lock(void *context)
{
    LONG(NTAPI * lock)(ULONG, ULONG *, ULONG_PTR *);
    LONG(NTAPI * unlock)(ULONG, ULONG_PTR);
    DWORD threads = count_threads();
    struct copy *copy = context;
    ULONG_PTR magic;

    *(FARPROC *)&lock = GetProcAddress(GetModuleHandleA("ntdll.dll"), "LdrLockLoaderLock");
    *(FARPROC *)&unlock = GetProcAddress(GetModuleHandleA("ntdll.dll"), "LdrUnlockLoaderLock");
    ok(!lock(0, NULL, &magic), "no loader lock\n");
    copy->dll = LoadLibraryW(copy->path);
    ok(copy->dll != NULL, "error %lu\n", GetLastError());
    ok(count_threads() == threads, "DllMain starts threads\n");
    ok(!FindWindowW(L"WMS notif engine", NULL) && !FindWindowW(L"WMS ST Notif Class", NULL),
       "DllMain makes windows\n");
    FreeLibrary(copy->dll);
    unlock(0, magic);
    ok(!has_com(), "DllMain initialises COM\n");
    return 0;
}

/* 1.1-10 */
static void loading_does_nothing(void)
{
    struct copy copy;

    copy_dll(&copy);
    on_a_thread(load_under_the_lock, &copy);
    DeleteFileW(copy.path);
}

START_TEST(init)
{
    if (harness_argc > 1) {
        harness_is_child();
        no_room_for_the_process();
        return;
    }
    RUN(outside_of_a_period_calls_are_refused);
    RUN(bad_arguments_count_for_nothing);
    RUN(each_call_is_undone_by_one);
    RUN(com_is_initialised_per_thread);
    RUN(com_says_no);
    RUN(the_documented_end_works);
    RUN(threads_come_and_go);
    RUN(objects_go_to_other_threads);
    RUN(buffers_outlive_mapi);
    RUN(a_monitor_lives_through_periods);
    RUN(a_wait_ends_with_mapi_or_with_time);
    RUN(the_utilities_work_alone);
    RUN(mapi_brings_the_utilities);
    RUN(a_service_makes_the_key_it_needs);
    RUN(a_registry_that_is_gone_has_two_errors);
    RUN(without_room_there_is_no_session);
    RUN(the_dll_is_loaded_again_between_periods);
    RUN(the_dll_stays_as_long_as_its_thread);
    RUN(loading_does_nothing);
}
