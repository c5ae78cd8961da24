/*
 * bad_provider.c - provider DLLs that can't be loaded, fail, hang or throw: the rest of MAPI goes
 * on
 */
#include "session_fixture.h"

static int calls_made;      /* of the provider, in the last use() */
static SBinary recorder_id; /* the recording store's, as the stores table gave it */

/* The profile, with the recording store's section complete, and nothing loaded. */
static void begin(void)
{
    SizedSPropTagArray(2, tags) = {2, {PR_ENTRYID, PR_DISPLAY_NAME_A}};
    IMAPISession *session;
    IMAPITable *table = NULL;
    SRowSet *rows = NULL;

    MAPIInitialize(NULL);
    trouble(REC_WELL, 0, NULL);
    answer(S_OK, 0);
    make_profile(true);
    session = log_on(MAPI_EXTENDED | MAPI_NEW_SESSION);
    ok_hr(session->lpVtbl->GetMsgStoresTable(session, 0, &table), S_OK);
    ok_hr(HrQueryAllRows(table, (SPropTagArray *)&tags, NULL, NULL, 0, &rows), S_OK);
    for (ULONG i = 0; rows && i < rows->cRows; i++) {
        const SPropValue *row = rows->aRow[i].lpProps;

        if (row[0].ulPropTag != PR_ENTRYID || strcmp(row[1].Value.lpszA, "Recorder")) continue;
        MAPIAllocateBuffer(row[0].Value.bin.cb, (void **)&recorder_id.lpb);
        recorder_id.cb = row[0].Value.bin.cb;
        memcpy(recorder_id.lpb, row[0].Value.bin.lpb, recorder_id.cb);
    }
    ok(recorder_id.cb != 0, "the recording store has no entry ID\n");
    FreeProws(rows);
    table->lpVtbl->Release(table);
    log_off(session);
}

static void end(void)
{
    trouble(REC_WELL, 0, NULL);
    MAPIFreeBuffer(recorder_id.lpb);
    recorder_id = (SBinary){0};
    MAPIUninitialize();
}

static HRESULT open_recorder(IMAPISession *session, IMsgStore **store)
{
    *store = NULL;
    return session->lpVtbl->OpenMsgStore(session, 0, recorder_id.cb, (ENTRYID *)recorder_id.lpb,
                                         NULL, MDB_NO_MAIL | MDB_WRITE, store);
}

/* What a client does with a store, and how it went. */
static HRESULT use(void)
{
    static const BYTE own[] = {0,   0,   0, 0, 'r', 'e', 'c', 'o', 'r', 'd', 'i',
                               'n', 'g', 0, 0, 0,   0,   0,   0,   1,   1};
    IMAPISession *session = NULL;
    IMsgStore *store = NULL, *sample;
    IUnknown *object = NULL;
    ULONG type, same, how = LOGOFF_NO_WAIT;
    HRESULT hr;

    ok_hr(MAPILogonEx(0, (LPTSTR) "omtest", NULL, MAPI_EXTENDED | MAPI_NEW_SESSION, &session),
          S_OK);
    if (!session) return E_FAIL;
    hr = open_recorder(session, &store);
    ok(SUCCEEDED(hr) == (store != NULL), "%#lx with %p\n", hr, (void *)store);
    session->lpVtbl->OpenEntry(session, sizeof(own), (ENTRYID *)own, NULL, 0, &type, &object);
    if (object) object->lpVtbl->Release(object);
    session->lpVtbl->CompareEntryIDs(session, sizeof(own), (ENTRYID *)own, 20, (ENTRYID *)own, 0,
                                     &same);
    if (store) {
        store->lpVtbl->StoreLogoff(store, &how);
        store->lpVtbl->Release(store);
    }
    open_recorder(session, &store); /* left for Logoff to end */
    ok_hr(session->lpVtbl->Logoff(session, 0, 0, 0), S_OK);
    if (store) store->lpVtbl->Release(store);
    session->lpVtbl->Release(session);

    calls_made = steps();
    trouble(REC_WELL, 0, NULL);
    /* the service has its chance again in another session */
    session = log_on(MAPI_EXTENDED | MAPI_NEW_SESSION);
    sample = session ? open_store(session, "Sample Message Store", MDB_NO_MAIL, S_OK) : NULL;
    if (sample) sample->lpVtbl->Release(sample);
    if (session) log_off(session);
    return hr;
}

/* 5.6-03, 5.6-10 */
static void every_call_may_fail(void)
{
    int most;

    begin();
    trouble(REC_WELL, 0, NULL);
    ok_hr(use(), S_OK);
    most = calls_made;
    ok(most > 10, "only %d calls\n", most);
    for (enum rec_trouble kind = REC_FAILS; kind <= REC_GARBAGE; kind++) {
        for (int n = 0; n < most; n++) {
            trouble(kind, n, NULL);
            use();
            ok(alive() == 0, "call %d, trouble %d: %ld objects of the provider are left\n", n, kind,
               alive());
        }
    }
    trouble(REC_WELL, 0, NULL);
    ok_hr(use(), S_OK);
    end();
}

/* ---- files that are no DLL of ours ---- */

enum file { GONE, EMPTY, TEXT, CUT, OTHER_BITS, N_FILES };

static void write_file(const char *name, const void *bytes, DWORD count)
{
    HANDLE file = CreateFileA(name, GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, 0, NULL);
    DWORD written;

    ok(file != INVALID_HANDLE_VALUE, "%s: error %lu\n", name, GetLastError());
    WriteFile(file, bytes, count, &written, NULL);
    CloseHandle(file);
}

static void make_file(const char *name, const char *from, enum file what)
{
    static BYTE bytes[1 << 22];
    HANDLE file = CreateFileA(from, GENERIC_READ, FILE_SHARE_READ, NULL, OPEN_EXISTING, 0, NULL);
    DWORD count = 0;
    WORD *machine;

    ok(file != INVALID_HANDLE_VALUE && ReadFile(file, bytes, sizeof(bytes), &count, NULL),
       "%s: error %lu\n", from, GetLastError());
    CloseHandle(file);
    DeleteFileA(name);
    switch (what) {
    case GONE: break;
    case EMPTY: write_file(name, "", 0); break;
    case TEXT: write_file(name, "This program cannot be run.", 27); break;
    case CUT: write_file(name, bytes, 700); break;
    default:
        machine = (WORD *)(bytes + *(DWORD *)(bytes + 0x3c) + 4);
        *machine = *machine == IMAGE_FILE_MACHINE_AMD64 ? IMAGE_FILE_MACHINE_I386
                                                        : IMAGE_FILE_MACHINE_AMD64;
        write_file(name, bytes, count);
    }
}

static void set_recorder_dll(const char *dll)
{
    SPropValue name = {.ulPropTag = PR_PROVIDER_DLL_NAME_A, .Value.lpszA = (char *)dll};
    SizedSPropTagArray(1, eid) = {1, {PR_ENTRYID}};
    SizedSPropTagArray(2, tags) = {2, {PR_PROVIDER_UID, PR_DISPLAY_NAME_A}};
    IMsgServiceAdmin *services = NULL;
    IProfAdmin *admin = NULL;
    IMAPITable *table = NULL;
    SRowSet *rows = NULL;

    ok_hr(MAPIAdminProfiles(0, &admin), S_OK);
    ok_hr(admin->lpVtbl->AdminServices(admin, (LPTSTR) "omtest", NULL, 0, 0, &services), S_OK);
    ok_hr(services->lpVtbl->GetProviderTable(services, 0, &table), S_OK);
    ok_hr(HrQueryAllRows(table, (SPropTagArray *)&tags, NULL, NULL, 0, &rows), S_OK);
    for (ULONG i = 0; i < rows->cRows; i++) {
        const SPropValue *row = rows->aRow[i].lpProps;
        IProfSect *section = NULL;

        if (row[1].ulPropTag != PR_DISPLAY_NAME_A || strcmp(row[1].Value.lpszA, "Recorder"))
            continue;
        ok_hr(services->lpVtbl->OpenProfileSection(services, (MAPIUID *)row[0].Value.bin.lpb, NULL,
                                                   MAPI_MODIFY | MAPI_FORCE_ACCESS, &section),
              S_OK);
        if (!section) continue;
        ok_hr(section->lpVtbl->SetProps(section, 1, &name, NULL), S_OK);
        ok_hr(section->lpVtbl->DeleteProps(section, (SPropTagArray *)&eid, NULL), S_OK);
        section->lpVtbl->Release(section);
    }
    FreeProws(rows);
    table->lpVtbl->Release(table);
    services->lpVtbl->Release(services);
    admin->lpVtbl->Release(admin);
}

/* 5.1-16: it worked once, and now its DLL is not there, no DLL, torn, or of the other bitness */
static void a_dll_that_went_bad_costs_one_store(void)
{
    static const char *const names[N_FILES] = {"gone", "empty", "text", "cut",
                                               "of the other bitness"};
    char folder[MAX_PATH], good[MAX_PATH + 20], bad[MAX_PATH + 20];

    GetModuleFileNameA(NULL, folder, MAX_PATH);
    strrchr(folder, '\\')[0] = 0;
    snprintf(good, sizeof(good), "%s\\recording32.dll", folder);
    snprintf(bad, sizeof(bad), "%s\\wentbad32.dll", folder);
    begin();
    for (enum file what = 0; what < N_FILES; what++) {
        IMsgStore *store = NULL, *sample;
        IMAPISession *session;
        MAPIERROR *error = NULL;
        HRESULT hr;

        make_profile(true);
        ok(CopyFileA(good, bad, FALSE), "no copy: error %lu\n", GetLastError());
        set_recorder_dll("wentbad.dll");
        MAPIFreeBuffer(recorder_id.lpb);
        recorder_id = (SBinary){0};
        session = log_on(MAPI_EXTENDED | MAPI_NEW_SESSION);
        {
            SizedSPropTagArray(2, tags) = {2, {PR_ENTRYID, PR_DISPLAY_NAME_A}};
            IMAPITable *table = NULL;
            SRowSet *rows = NULL;

            ok_hr(session->lpVtbl->GetMsgStoresTable(session, 0, &table), S_OK);
            ok_hr(HrQueryAllRows(table, (SPropTagArray *)&tags, NULL, NULL, 0, &rows), S_OK);
            for (ULONG i = 0; i < rows->cRows; i++) {
                const SPropValue *row = rows->aRow[i].lpProps;

                if (strcmp(row[1].Value.lpszA, "Recorder")) continue;
                recorder_id.cb = row[0].Value.bin.cb;
                MAPIAllocateBuffer(recorder_id.cb, (void **)&recorder_id.lpb);
                memcpy(recorder_id.lpb, row[0].Value.bin.lpb, recorder_id.cb);
            }
            FreeProws(rows);
            table->lpVtbl->Release(table);
        }
        ok_hr(open_recorder(session, &store), S_OK);
        if (store) store->lpVtbl->Release(store);
        log_off(session);
        MAPIUninitialize(); /* the DLL is let go */
        MAPIInitialize(NULL);
        make_file(bad, good, what);

        session = log_on(MAPI_EXTENDED | MAPI_NEW_SESSION);
        hr = open_recorder(session, &store);
        ok(hr == (what == GONE ? MAPI_E_NOT_FOUND : MAPI_E_CALL_FAILED), "%s: %#lx\n", names[what],
           hr);
        ok(!store, "%s: a store\n", names[what]);
        ok_hr(session->lpVtbl->GetLastError(session, hr, 0, &error), S_OK);
        ok(error && error->lpszError && *(char *)error->lpszError, "%s: no words about it\n",
           names[what]);
        MAPIFreeBuffer(error);
        sample = open_store(session, "Sample Message Store", MDB_NO_MAIL, S_OK);
        if (sample) sample->lpVtbl->Release(sample);
        log_off(session);
    }
    DeleteFileA(bad);
    end();
}

/* ---- one that takes its time ---- */

static HANDLE stuck, go_on;
static char stuck_at[40];

static void wait_there(const char *what)
{
    snprintf(stuck_at, sizeof(stuck_at), "%s", what);
    SetEvent(stuck);
    ok(WaitForSingleObject(go_on, 60000) == WAIT_OBJECT_0, "nobody lets %s go on\n", what);
}

static DWORD WINAPI use_slowly(void *context)
{
    (void)context;
    MAPIInitialize(NULL);
    use();
    MAPIUninitialize();
    return 0;
}

/* All that doesn't need the provider which is stuck. */
static DWORD WINAPI do_the_rest(void *context)
{
    IMAPISession *session = context;
    IMAPITable *table = NULL;
    IAddrBook *book = NULL;
    IProfAdmin *admin = NULL;
    IMsgStore *sample;
    void *memory;

    ok_hr(session->lpVtbl->GetStatusTable(session, 0, &table), S_OK);
    table->lpVtbl->Release(table);
    ok_hr(session->lpVtbl->GetMsgStoresTable(session, 0, &table), S_OK);
    table->lpVtbl->Release(table);
    ok_hr(session->lpVtbl->OpenAddressBook(session, 0, NULL, AB_NO_DIALOG, &book), S_OK);
    book->lpVtbl->Release(book);
    sample = open_store(session, "Sample Message Store", MDB_NO_MAIL, S_OK);
    if (sample) sample->lpVtbl->Release(sample);
    ok_hr(MAPIAdminProfiles(0, &admin), S_OK);
    ok_hr(admin->lpVtbl->GetProfileTable(admin, 0, &table), S_OK);
    table->lpVtbl->Release(table);
    admin->lpVtbl->Release(admin);
    ok(MAPIAllocateBuffer(100, &memory) == S_OK, "no memory\n");
    MAPIFreeBuffer(memory);
    return 0;
}

/* No lock is held while a provider is called: whatever the call, others go on (5.6-06). */
static void nobody_waits_for_a_slow_provider(void)
{
    HANDLE slow, rest;
    IMAPISession *session;
    int n = 0;

    begin();
    stuck = CreateEventA(NULL, FALSE, FALSE, NULL);
    go_on = CreateEventA(NULL, FALSE, FALSE, NULL);
    /* before: a logon takes its turn after others (3.2) */
    session = log_on(MAPI_EXTENDED | MAPI_NEW_SESSION);
    for (; n < 30; n++) {
        HANDLE both[2];
        DWORD which;

        trouble(REC_HOOKED, n, wait_there);
        slow = CreateThread(NULL, 0, use_slowly, NULL, 0, NULL);
        both[0] = stuck;
        both[1] = slow;
        which = WaitForMultipleObjects(2, both, FALSE, 60000);
        ok(which == WAIT_OBJECT_0 || which == WAIT_OBJECT_0 + 1,
           "call %d: neither stuck nor done\n", n);
        if (which == WAIT_OBJECT_0) {
            rest = CreateThread(NULL, 0, do_the_rest, session, 0, NULL);
            ok(WaitForSingleObject(rest, 20000) == WAIT_OBJECT_0,
               "the rest waits while %s is slow\n", stuck_at);
            SetEvent(go_on);
            ok(WaitForSingleObject(rest, 60000) == WAIT_OBJECT_0, "the rest has gone\n");
            CloseHandle(rest);
        }
        ok(WaitForSingleObject(slow, 60000) == WAIT_OBJECT_0, "%s never ends\n", stuck_at);
        CloseHandle(slow);
        if (which != WAIT_OBJECT_0) break;
    }
    ok(n > 5, "only %d calls\n", n);
    log_off(session);
    ok(alive() == 0, "%ld objects of the provider are left\n", alive());
    CloseHandle(stuck);
    CloseHandle(go_on);
    end();
}

/* ---- one that throws ---- */

enum { THROWN = 0xe0424144 };
static void *jump[5];

static LONG CALLBACK catch(EXCEPTION_POINTERS *what)
{
    if (what->ExceptionRecord->ExceptionCode != (DWORD)THROWN) return EXCEPTION_CONTINUE_SEARCH;
    __builtin_longjmp(jump, 1); /* as a client's handler would: nobody between is asked */
}

static void throw(const char *what)
{
    (void)what;
    RaiseException((DWORD)THROWN, 0, 0, NULL);
}

static HRESULT open_entry(IMAPISession *session)
{
    static const BYTE own[] = {0,   0,   0, 0, 'r', 'e', 'c', 'o', 'r', 'd', 'i',
                               'n', 'g', 0, 0, 0,   0,   0,   0,   1,   1};
    IUnknown *object = NULL;
    ULONG type;
    HRESULT hr;

    hr = session->lpVtbl->OpenEntry(session, sizeof(own), (ENTRYID *)own, NULL, 0, &type, &object);
    if (object) object->lpVtbl->Release(object);
    return hr;
}

/* In a child of its own: what the frames that were left held in memory is lost, and would be
 * counted. */
static void catch_in_child(void)
{
    void *handler;
    IMAPISession *session;
    IMsgStore *store = NULL;
    HANDLE rest;
    volatile bool caught = false;
    bool good;

    harness_is_child();
    begin();
    session = log_on(MAPI_EXTENDED | MAPI_NEW_SESSION);
    good = open_recorder(session, &store) == S_OK && open_entry(session) == S_OK;
    handler = AddVectoredExceptionHandler(1, catch);
    trouble(REC_HOOKED, 0, throw);
    if (!__builtin_setjmp(jump)) open_entry(session);
    else caught = true;
    RemoveVectoredExceptionHandler(handler);
    trouble(REC_WELL, 0, NULL);
    good = good && caught && open_entry(session) == S_OK;
    /* a lock of this thread would stop another one */
    rest = CreateThread(NULL, 0, do_the_rest, session, 0, NULL);
    good = good && WaitForSingleObject(rest, 20000) == WAIT_OBJECT_0;
    store->lpVtbl->Release(store);
    good = good && session->lpVtbl->Logoff(session, 0, 0, 0) == S_OK &&
           session->lpVtbl->Release(session) == 0;
    TerminateProcess(GetCurrentProcess(), good ? 0 : 1);
}

/* A client that catches what a provider throws finds no lock held: the session goes on, on any
 * thread. */
static void an_exception_holds_nothing_up(void)
{
    PROCESS_INFORMATION child;

    if (harness_spawn("catch", &child)) harness_wait(&child, 60000);
}

START_TEST(bad_provider)
{
    load_recording();
    if (harness_argc > 1) catch_in_child();
    RUN(every_call_may_fail);
    RUN(a_dll_that_went_bad_costs_one_store);
    RUN(nobody_waits_for_a_slow_provider);
    RUN(an_exception_holds_nothing_up);
}
