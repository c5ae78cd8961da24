/*
 * offline.c - the offline state of a profile, through the DLL: in one process, in several, in one
 * that is killed
 *
 * Started with "listen", "hang" or "look", it is a second process of a test.
 */
#define INITGUID
#include <windows.h>
#include <initguid.h>
#include "harness.h"
#include <string.h>
#include "edkmdb.h"
#include "mapioffline.h"
#include "mapix.h"
#include "mapispi.h"
#include "mapiutil.h"

#define PROFILE L"omoffline"
#define ONLINE  MAPIOFFLINE_STATE_ONLINE
#define OFFLINE MAPIOFFLINE_STATE_OFFLINE
#define MASK    MAPIOFFLINE_STATE_OFFLINE_MASK
#define BLOCK   MAPIOFFLINE_FLAG_BLOCK
#define LIMIT   30000

#define ok_hr(got, wanted)                                                                         \
    do {                                                                                           \
        HRESULT hr_ = (got);                                                                       \
        ok(hr_ == (wanted), "%s: got %#lx, expected %s\n", #got, hr_, #wanted);                    \
    } while (0)

/* ---- a listener ---- */

struct listener {
    IMAPIOfflineNotify iface;
    LONG refs;
    LONG calls;
    char seen[128];
    HANDLE told;     /* set by each call; may be NULL */
    HANDLE third;    /* ... by each third one */
    HANDLE hangs_in; /* START doesn't return before this is set; NULL: it returns */
    void (*heard)(struct listener *listener, const MAPIOFFLINE_NOTIFY *what);
    void *context;
    ULONG token;
};

static HRESULT STDMETHODCALLTYPE listener_QueryInterface(IMAPIOfflineNotify *iface, REFIID iid,
                                                         void **out)
{
    *out = NULL;
    if (!IsEqualGUID(iid, &IID_IUnknown) && !IsEqualGUID(iid, &IID_IMAPIOfflineNotify))
        return E_NOINTERFACE;
    InterlockedIncrement(&((struct listener *)iface)->refs);
    *out = iface;
    return S_OK;
}

static ULONG STDMETHODCALLTYPE listener_AddRef(IMAPIOfflineNotify *iface)
{
    return InterlockedIncrement(&((struct listener *)iface)->refs);
}

static ULONG STDMETHODCALLTYPE listener_Release(IMAPIOfflineNotify *iface)
{
    return InterlockedDecrement(&((struct listener *)iface)->refs);
}

static void STDMETHODCALLTYPE listener_Notify(IMAPIOfflineNotify *iface,
                                              const MAPIOFFLINE_NOTIFY *what)
{
    struct listener *l = (struct listener *)iface;
    size_t at = strlen(l->seen);
    LONG calls;

    ok(what->ulSize == sizeof(*what), "size %lu\n", what->ulSize); /* 10.6-01 */
    ok(what->ulClientToken == 42, "client token %lu\n", what->ulClientToken);
    ok(what->Info.StateChange.ulMask == MASK, "mask %#lx\n", what->Info.StateChange.ulMask);
    snprintf(l->seen + at, sizeof(l->seen) - at, "%c%lu%lu ", "?SCD"[what->NotifyType & 3],
             what -> Info.StateChange.ulStateOld, what->Info.StateChange.ulStateNew);
    calls = InterlockedIncrement(&l->calls);
    if (l->heard) l->heard(l, what);
    if (l->told) SetEvent(l->told);
    if (l->third && calls % 3 == 0) SetEvent(l->third);
    if (l->hangs_in && what->NotifyType == MAPIOFFLINE_NOTIFY_TYPE_STATECHANGE_START)
        WaitForSingleObject(l->hangs_in, INFINITE);
}

static IMAPIOfflineNotifyVtbl listener_vtbl = {listener_QueryInterface, listener_AddRef,
                                               listener_Release, listener_Notify};
#define LISTENER                                                                                   \
    {                                                                                              \
        .iface = {&listener_vtbl}, .refs = 1                                                       \
    }

static void advise(IMAPIOfflineMgr *mgr, struct listener *l)
{
    MAPIOFFLINE_ADVISEINFO info = {sizeof(info),
                                   42,
                                   MAPIOFFLINE_CALLBACK_TYPE_NOTIFY,
                                   (IUnknown *)&l->iface,
                                   MAPIOFFLINE_ADVISE_TYPE_STATECHANGE,
                                   MAPIOFFLINE_STATE_ALL};

    ok_hr(mgr->lpVtbl->Advise(mgr, MAPIOFFLINE_ADVISE_DEFAULT, &info, &l->token), S_OK);
    ok(l->token != 0, "no token\n"); /* 10.5-01 */
}

static void unadvise(IMAPIOfflineMgr *mgr, struct listener *l)
{
    ok_hr(mgr->lpVtbl->Unadvise(mgr, MAPIOFFLINE_UNADVISE_DEFAULT, l->token), S_OK);
}

/* ---- a profile ---- */

static IProfAdmin *admin;

static void make_profile(void)
{
    ok_hr(MAPIInitialize(NULL), S_OK);
    ok_hr(MAPIAdminProfiles(0, &admin), S_OK);
    admin->lpVtbl->DeleteProfile(admin, (LPTSTR)PROFILE, MAPI_UNICODE);
    ok_hr(admin->lpVtbl->CreateProfile(admin, (LPTSTR)PROFILE, NULL, 0, MAPI_UNICODE), S_OK);
}

static void drop_profile(void)
{
    ok_hr(admin->lpVtbl->DeleteProfile(admin, (LPTSTR)PROFILE, MAPI_UNICODE), S_OK);
    admin->lpVtbl->Release(admin);
    admin = NULL;
    MAPIUninitialize();
}

static IMAPIOfflineMgr *open_state(void)
{
    IMAPIOfflineMgr *mgr = NULL;

    ok_hr(HrOpenOfflineObj(0, PROFILE, &GUID_GlobalState, NULL, &mgr), S_OK); /* 10.1-03 */
    return mgr;
}

/* What the machine's network is counts no more; the state is online. */
static void always_online(IMAPIOfflineMgr *mgr)
{
    IMAPIOfflineRule *rule = NULL;

    if (mgr->lpVtbl->QueryInterface(mgr, &IID_IMAPIOfflineRule, (void **)&rule)) return;
    ok_hr(rule->lpVtbl->SetRule(rule, BLOCK, MAPIOFFLINE_RULE_ALWAYS_ONLINE), S_OK);
    rule->lpVtbl->Release(rule);
}

/* A call that has told us something needn't have returned yet. */
static void ok_let_go(const struct listener *l)
{
    for (int i = 0; i < LIMIT / 10 && *(volatile const LONG *)&l->refs > 1; i++)
        Sleep(10);
    ok(l->refs == 1, "%ld references\n", l->refs);
}

static ULONG state_of(IMAPIOfflineMgr *mgr)
{
    ULONG state = 77;

    ok_hr(mgr->lpVtbl->GetCurrentState(mgr, &state), S_OK);
    return state;
}

static HRESULT set(IMAPIOfflineMgr *mgr, ULONG flags, ULONG state)
{
    return mgr->lpVtbl->SetCurrentState(mgr, flags, MASK, state, NULL);
}

/* ---- one process ---- */

static void the_values_are_the_documented_ones(void)
{
    static const GUID global = {
        0xfbeffd93, 0xb11f, 0x4094, {0x84, 0x2b, 0x96, 0xdc, 0xd3, 0x1e, 0x63, 0xd1}};
    static const GUID mgr = {
        0x42175607, 0xff3e, 0x4790, {0xbc, 0x18, 0x66, 0xc8, 0x64, 0x3e, 0x64, 0x24}};
    static const GUID notify = {
        0x0317bde5, 0xfc29, 0x44cd, {0x8d, 0xcd, 0x36, 0x12, 0x5a, 0x3b, 0xe9, 0xec}};
    static const GUID offline = {0x000672b5, 0, 0, {0xc0, 0, 0, 0, 0, 0, 0, 0x46}};

    ok(IsEqualGUID(&GUID_GlobalState, &global), "GUID_GlobalState\n");                /* 10.2-01 */
    ok(IsEqualGUID(&IID_IMAPIOffline, &offline), "IID_IMAPIOffline\n");               /* 10.2-02 */
    ok(IsEqualGUID(&IID_IMAPIOfflineMgr, &mgr), "IID_IMAPIOfflineMgr\n");             /* 10.2-03 */
    ok(IsEqualGUID(&IID_IMAPIOfflineNotify, &notify), "IID_IMAPIOfflineNotify\n");    /* 10.2-04 */
    ok(sizeof(IMAPIOfflineVtbl) == 7 * sizeof(void *), "IMAPIOffline\n");             /* 10.2-05 */
    ok(sizeof(IMAPIOfflineMgrVtbl) == 16 * sizeof(void *), "IMAPIOfflineMgr\n");      /* 10.2-06 */
    ok(sizeof(IMAPIOfflineNotifyVtbl) == 4 * sizeof(void *), "IMAPIOfflineNotify\n"); /* 10.2-07 */
    ok(MAPIOFFLINE_STATE_ALL == 0x003f037f && BLOCK == 0x2000 && MASK == 3,
       "values\n");                                                               /* 10.2-11 */
    ok(MAPIOFFLINE_NOTIFY_TYPE_STATECHANGE_DONE == 3, "types of notification\n"); /* 10.2-12 */
    ok(MAPI_E_OFFLINE == (HRESULT)0x80040126, "MAPI_E_OFFLINE\n");                /* 10.8-05 */
    /* 10.7-02 */
    ok(sizeof(MAPIOFFLINE_CREATEINFO) == (sizeof(void *) == 8 ? 72 : 40), "CREATEINFO\n");
}

typedef HRESULT(STDMETHODCALLTYPE *open_function)(ULONG, LPCWSTR, const GUID *, const GUID *,
                                                  IMAPIOfflineMgr **);

/* 10.1-01, 10.1-02, 10.7-01, 11.15-09 */
static void both_spellings_are_exported(void)
{
    static const char *const names[] = {"HrOpenOfflineObj", "HrOpenOfflineObj@20",
                                        "HrCreateOfflineObj", "HrCreateOfflineObj@12"};
    HMODULE dll = GetModuleHandleA("msmapi32.dll");

    for (int i = 0; i < 4; i++) {
        FARPROC function = GetProcAddress(dll, names[i]);
        IMAPIOfflineMgr *mgr = (void *)1;

        ok(function != NULL, "%s isn't exported\n", names[i]);
        if (!function || i > 1) continue;
        ok_hr(
            ((open_function)(void *)function)(0, L"omoffline none", &GUID_GlobalState, NULL, &mgr),
            MAPI_E_NOT_FOUND);
        ok(!mgr, "got %p\n", (void *)mgr);
    }
}

/* 10.1-03 to 10.1-05, 10.1-08, 10.1-11 */
static void a_profile_is_found_or_not(void)
{
    IMAPIOfflineMgr *mgr = (void *)1;

    make_profile();
    ok_hr(HrOpenOfflineObj(0, L"omoffline none", &GUID_GlobalState, NULL, &mgr), MAPI_E_NOT_FOUND);
    ok(!mgr, "got %p\n", (void *)mgr);
    mgr = (void *)1;
    ok_hr(HrOpenOfflineObj(0, PROFILE, &IID_IMAPIOffline, NULL, &mgr), MAPI_E_NOT_FOUND);
    ok(!mgr, "got %p\n", (void *)mgr);
    ok_hr(HrOpenOfflineObj(1, PROFILE, &GUID_GlobalState, NULL, &mgr), MAPI_E_NOT_FOUND);
    ok_hr(HrOpenOfflineObj(0, PROFILE, NULL, NULL, &mgr), MAPI_E_NOT_FOUND);
    ok_hr(HrOpenOfflineObj(0, PROFILE, &GUID_GlobalState, &GUID_GlobalState, &mgr),
          MAPI_E_NOT_FOUND);
    ok_hr(HrOpenOfflineObj(0, NULL, &GUID_GlobalState, NULL, &mgr), E_INVALIDARG);
    ok_hr(HrOpenOfflineObj(0, PROFILE, &GUID_GlobalState, NULL, NULL), E_INVALIDARG);
    ok_hr(HrCreateOfflineObj(0, NULL, &mgr), E_INVALIDARG);
    drop_profile();
}

/* 10.1-12: as the reference's add-in finds its profile */
static void the_session_says_which_profile(void)
{
    MAPIINIT_0 init = {MAPI_INIT_VERSION, MAPI_MULTITHREAD_NOTIFICATIONS};
    IMAPISession *session = NULL;
    IMAPIOfflineMgr *mgr;
    IProfSect *section;
    SPropValue *name;

    make_profile();
    ok_hr(MAPIInitialize(&init), S_OK);
    ok_hr(MAPILogonEx(0, (LPTSTR)PROFILE, NULL,
                      MAPI_EXTENDED | MAPI_NEW_SESSION | MAPI_NO_MAIL | MAPI_UNICODE, &session),
          S_OK);
    ok_hr(session->lpVtbl->OpenProfileSection(session, (MAPIUID *)pbGlobalProfileSectionGuid, NULL,
                                              0, &section),
          S_OK);
    ok_hr(HrGetOneProp((IMAPIProp *)section, PR_PROFILE_NAME_W, &name), S_OK);
    ok(!lstrcmpW(name->Value.lpszW, PROFILE), "the name is another\n");
    ok_hr(HrOpenOfflineObj(0, name->Value.lpszW, &GUID_GlobalState, NULL, &mgr), S_OK);
    mgr->lpVtbl->Release(mgr);
    MAPIFreeBuffer(name);
    section->lpVtbl->Release(section);
    session->lpVtbl->Logoff(session, 0, 0, 0);
    session->lpVtbl->Release(session);
    MAPIUninitialize();
    drop_profile();
}

/* 10.3-01, 10.3-04, 10.3-05, 10.4-04, 10.4-05, 10.4-09, 10.4-12, 10.5-07, 10.6-03 */
static void a_change_is_told_in_three_steps(void)
{
    struct listener heard = LISTENER, other = LISTENER;
    IMAPIOfflineMgr *mgr, *second;
    ULONG capabilities = 0;

    make_profile();
    mgr = open_state();
    second = open_state();
    always_online(mgr);
    ok_hr(mgr->lpVtbl->GetCapabilities(mgr, &capabilities), S_OK);
    ok(capabilities == 3, "capabilities %#lx\n", capabilities); /* 10.3-02 */
    ok(state_of(mgr) == ONLINE, "state %lu\n", state_of(mgr));
    heard.third = CreateEventW(NULL, FALSE, FALSE, NULL);
    advise(mgr, &heard);
    advise(second, &other);
    ok(heard.refs == 2, "%ld references\n", heard.refs);

    ok_hr(set(mgr, BLOCK, OFFLINE), S_OK);
    ok(!strcmp(heard.seen, "S21 C21 D21 "), "heard %s\n", heard.seen);
    ok(!strcmp(other.seen, heard.seen), "the second: %s\n", other.seen); /* 10.1-09 */
    ok(state_of(second) == OFFLINE, "state %lu\n", state_of(second));
    ok_hr(set(mgr, BLOCK, OFFLINE), S_OK);
    ok(heard.calls == 3, "%ld calls\n", heard.calls);

    ResetEvent(heard.third);
    ok_hr(set(mgr, MAPIOFFLINE_FLAG_DEFAULT, ONLINE), S_OK);
    ok(!WaitForSingleObject(heard.third, LIMIT), "no change was told\n");
    ok(!strcmp(heard.seen, "S21 C21 D21 S12 C12 D12 "), "heard %s\n", heard.seen);
    ok(state_of(mgr) == ONLINE, "state %lu\n", state_of(mgr));

    unadvise(mgr, &heard);
    ok_let_go(&heard);
    mgr->lpVtbl->Release(mgr);
    second->lpVtbl->Release(second); /* 10.5-12 */
    ok_let_go(&other);
    CloseHandle(heard.third);
    drop_profile();
}

static void ask_inside(struct listener *l, const MAPIOFFLINE_NOTIFY *what)
{
    (void)what;
    ok_hr(set(l->context, BLOCK, ONLINE), E_PENDING);
}

/* 10.4-11 */
static void inside_a_callback_a_change_is_pending(void)
{
    struct listener heard = LISTENER;
    IMAPIOfflineMgr *mgr;

    make_profile();
    mgr = open_state();
    always_online(mgr);
    heard.heard = ask_inside;
    heard.context = mgr;
    advise(mgr, &heard);
    ok_hr(set(mgr, BLOCK, OFFLINE), S_OK);
    ok(heard.calls == 3, "%ld calls\n", heard.calls);
    unadvise(mgr, &heard);
    mgr->lpVtbl->Release(mgr);
    drop_profile();
}

/* ---- a window, on whose thread somebody waits ---- */

static void send_inside(struct listener *l, const MAPIOFFLINE_NOTIFY *what)
{
    DWORD_PTR result;

    (void)what;
    ok(SendMessageTimeoutW(l->context, WM_NULL, 0, 0, SMTO_NORMAL, LIMIT, &result) != 0,
       "the blocked thread's window is deaf\n");
}

static void a_blocked_thread_hears_what_is_sent(void)
{
    HWND window = CreateWindowExW(0, L"STATIC", L"", 0, 0, 0, 1, 1, HWND_MESSAGE, NULL, NULL, NULL);
    struct listener heard = LISTENER;
    IMAPIOfflineMgr *mgr;

    make_profile();
    mgr = open_state();
    always_online(mgr);
    heard.heard = send_inside;
    heard.context = window;
    advise(mgr, &heard);
    ok_hr(set(mgr, BLOCK, OFFLINE), S_OK);
    ok(heard.calls == 3, "%ld calls\n", heard.calls);
    mgr->lpVtbl->Release(mgr);
    DestroyWindow(window);
    drop_profile();
}

/* ---- several processes ---- */

static HANDLE signal_named(const char *what)
{
    char name[64];

    snprintf(name, sizeof(name), "Local\\omoffline.test.%s", what);
    return CreateEventA(NULL, FALSE, FALSE, name);
}

/* In a second process: looks on while the first sets the state twice. */
static void listen_to(void)
{
    HANDLE ready = signal_named("ready"), go = signal_named("go");
    struct listener heard = LISTENER;
    IMAPIOfflineMgr *mgr = open_state();

    if (!mgr) return;
    heard.third = CreateEventW(NULL, FALSE, FALSE, NULL);
    ok(state_of(mgr) == OFFLINE, "begins with %lu\n", state_of(mgr));
    advise(mgr, &heard);
    SetEvent(ready);
    ok(!WaitForSingleObject(heard.third, LIMIT), "nothing was told\n");
    ok(!strcmp(heard.seen, "S12 C12 D12 "), "heard %s\n", heard.seen);
    ok(state_of(mgr) == ONLINE, "state %lu\n", state_of(mgr));
    WaitForSingleObject(go, LIMIT);
    ok_hr(set(mgr, BLOCK, OFFLINE), S_OK);
    unadvise(mgr, &heard);
    mgr->lpVtbl->Release(mgr);
    CloseHandle(heard.third);
    CloseHandle(ready);
    CloseHandle(go);
}

/* 10.1-06, 10.1-07, 10.8-04 */
static void another_process_sees_and_sets_it_too(void)
{
    HANDLE ready = signal_named("ready"), go = signal_named("go");
    struct listener heard = LISTENER;
    PROCESS_INFORMATION child;
    IMAPIOfflineMgr *mgr;

    make_profile();
    mgr = open_state();
    always_online(mgr);
    ok_hr(set(mgr, BLOCK, OFFLINE), S_OK);
    if (harness_spawn("listen", &child)) {
        ok(!WaitForSingleObject(ready, LIMIT), "the child isn't ready\n");
        ok_hr(set(mgr, BLOCK, ONLINE), S_OK); /* which waits for the child's sink */
        advise(mgr, &heard);
        SetEvent(go);
        harness_wait(&child, LIMIT);
        ok(state_of(mgr) == OFFLINE, "state %lu\n", state_of(mgr));
        ok(!strcmp(heard.seen, "S21 C21 D21 "), "heard %s\n", heard.seen);
        unadvise(mgr, &heard);
    }
    mgr->lpVtbl->Release(mgr);
    mgr = open_state(); /* nobody has it in memory now: what the user set lies in the profile */
    ok(state_of(mgr) == OFFLINE, "state %lu\n", state_of(mgr));
    mgr->lpVtbl->Release(mgr);
    CloseHandle(ready);
    CloseHandle(go);
    drop_profile();
}

/* In a second process, which is killed in here. */
static void hang(void)
{
    HANDLE never = CreateEventW(NULL, TRUE, FALSE, NULL), ready = signal_named("ready");
    struct listener heard = LISTENER;
    IMAPIOfflineMgr *mgr = open_state();

    if (!mgr) return;
    heard.hangs_in = never;
    heard.told = ready;
    advise(mgr, &heard);
    set(mgr, BLOCK, OFFLINE);
    WaitForSingleObject(never, INFINITE);
}

static void a_process_killed_in_a_change_holds_nobody_up(void)
{
    HANDLE ready = signal_named("ready");
    struct listener heard = LISTENER;
    PROCESS_INFORMATION child;
    IMAPIOfflineMgr *mgr;

    make_profile();
    mgr = open_state();
    always_online(mgr);
    heard.third = CreateEventW(NULL, FALSE, FALSE, NULL);
    advise(mgr, &heard);
    if (harness_spawn("hang", &child)) {
        HANDLE again = CreateEventW(NULL, FALSE, FALSE, NULL);
        HRESULT hr = E_PENDING;

        ok(!WaitForSingleObject(ready, LIMIT), "the child didn't begin\n");
        ok_hr(set(mgr, BLOCK, OFFLINE), E_PENDING); /* 10.4-08 */
        TerminateProcess(child.hProcess, 0);
        WaitForSingleObject(child.hProcess, LIMIT);
        for (int i = 0; i < 300 && hr == E_PENDING; i++) { /* until the dead one's is ended */
            hr = set(mgr, BLOCK, OFFLINE);
            if (hr == E_PENDING) WaitForSingleObject(again, 100);
        }
        ok(hr == S_OK, "got %#lx\n", hr);
        ok(state_of(mgr) == OFFLINE, "state %lu\n", state_of(mgr));
        /* what it began is ended for us, too */
        ok(!strcmp(heard.seen, "S21 D22 S21 C21 D21 ") || !strcmp(heard.seen, "S21 C21 D21 "),
           "heard %s\n", heard.seen);
        CloseHandle(again);
        CloseHandle(child.hProcess);
        CloseHandle(child.hThread);
    }
    unadvise(mgr, &heard);
    mgr->lpVtbl->Release(mgr);
    CloseHandle(heard.third);
    CloseHandle(ready);
    drop_profile();
}

/* A process that hangs in a callback costs one wait, and the answer says so. */
static void a_process_that_hangs_is_not_waited_for(void)
{
    HANDLE ready = signal_named("ready");
    PROCESS_INFORMATION child;
    IMAPIOfflineMgr *mgr;

    make_profile();
    mgr = open_state();
    always_online(mgr);
    if (harness_spawn("look", &child)) {
        ok(!WaitForSingleObject(ready, LIMIT), "the child isn't ready\n");
        ok_hr(set(mgr, BLOCK, OFFLINE), MAPI_W_PARTIAL_COMPLETION);
        ok(state_of(mgr) == OFFLINE, "state %lu\n", state_of(mgr));
        TerminateProcess(child.hProcess, 0);
        WaitForSingleObject(child.hProcess, LIMIT);
        ok_hr(set(mgr, BLOCK, ONLINE), S_OK);
        CloseHandle(child.hProcess);
        CloseHandle(child.hThread);
    }
    mgr->lpVtbl->Release(mgr);
    CloseHandle(ready);
    drop_profile();
}

static void look(void)
{
    HANDLE never = CreateEventW(NULL, TRUE, FALSE, NULL), ready = signal_named("ready");
    struct listener heard = LISTENER;
    IMAPIOfflineMgr *mgr = open_state();

    if (!mgr) return;
    heard.hangs_in = never;
    advise(mgr, &heard);
    SetEvent(ready);
    WaitForSingleObject(never, INFINITE);
}

/* ---- the DLL goes ---- */

/* A copy of the DLL that nobody else has loaded. */
static bool copy_dll(WCHAR path[MAX_PATH])
{
    WCHAR own[MAX_PATH];

    GetModuleFileNameW(GetModuleHandleA("msmapi32.dll"), own, MAX_PATH);
    GetTempPathW(MAX_PATH - 40, path);
    lstrcatW(path, L"omoffline");
    CreateDirectoryW(path, NULL);
    lstrcatW(path, L"\\msmapi32.dll");
    return CopyFileW(own, path, FALSE);
}

/* 10.8-03: as an add-in does, which loads the DLL by itself */
static void an_add_in_may_unload_at_once(void)
{
    HANDLE again = CreateEventW(NULL, FALSE, FALSE, NULL);
    WCHAR path[MAX_PATH];

    make_profile();
    ok(copy_dll(path), "no copy of the DLL: error %lu\n", GetLastError());
    for (int i = 0; i < 10; i++) {
        struct listener heard = LISTENER;
        HMODULE dll = LoadLibraryW(path);
        open_function open_it;
        IMAPIOfflineMgr *mgr = NULL;
        HRESULT hr;

        ok(dll != NULL, "the copy can't be loaded: error %lu\n", GetLastError());
        if (!dll) break;
        open_it = (open_function)(void *)GetProcAddress(dll, "HrOpenOfflineObj");
        ok_hr(open_it(0, PROFILE, &GUID_GlobalState, NULL, &mgr), S_OK);
        if (!mgr) break;
        advise(mgr, &heard);
        hr = set(mgr, 0, i % 2 ? ONLINE : OFFLINE);
        ok(hr == S_OK, "got %#lx\n", hr);
        unadvise(mgr, &heard);
        mgr->lpVtbl->Release(mgr);
        FreeLibrary(dll);
        /* its threads end, and the last takes the DLL with it */
        for (int n = 0; n < 300 && GetModuleHandleW(path); n++)
            WaitForSingleObject(again, 100);
        ok(!GetModuleHandleW(path), "the DLL stays\n");
    }
    DeleteFileW(path);
    CloseHandle(again);
    drop_profile();
}

START_TEST(offline)
{
    if (harness_argc > 1) {
        harness_is_child();
        if (!strcmp(harness_argv[1], "listen")) listen_to();
        if (!strcmp(harness_argv[1], "hang")) hang();
        if (!strcmp(harness_argv[1], "look")) look();
        return;
    }
    RUN(the_values_are_the_documented_ones);
    RUN(both_spellings_are_exported);
    RUN(a_profile_is_found_or_not);
    RUN(the_session_says_which_profile);
    RUN(a_change_is_told_in_three_steps);
    RUN(inside_a_callback_a_change_is_pending);
    RUN(a_blocked_thread_hears_what_is_sent);
    RUN(another_process_sees_and_sets_it_too);
    RUN(a_process_killed_in_a_change_holds_nobody_up);
    RUN(a_process_that_hangs_is_not_waited_for);
    RUN(an_add_in_may_unload_at_once);
}
