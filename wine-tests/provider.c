/*
 * provider.c - what MAPI calls of a provider, and when: the recording store from logon to logoff,
 * shutdown and crash
 */
#include "session_fixture.h"

/* 5.4-01, 5.4-04, 5.1-02 (cdecl, on x86), 5.1-03, 5.1-11, 5.6-04, 5.6-07 */
static void calls_come_in_the_documented_order(void)
{
    IMAPISession *session;
    IMsgStore *store;

    MAPIInitialize(NULL);
    make_profile(true);
    forget();
    session = log_on(MAPI_EXTENDED | MAPI_NEW_SESSION);
    ok(!strcmp(
           calls(),
           "init logon(5,0) store-gone logoff logon-release logon-gone shutdown provider-gone "),
       "logon: got %s\n", calls());
    forget();
    store = open_store(session, "Recorder", MDB_NO_MAIL | MDB_WRITE, S_OK);
    ok(!strcmp(calls(), "init logon(84,21) "), "open: got %s\n", calls());
    forget();
    log_off(session);
    ok(!strcmp(calls(), "logoff logon-release shutdown "), "logoff: got %s\n", calls());
    forget();
    if (store) store->lpVtbl->Release(store);
    ok(!strcmp(calls(), "store-gone logon-gone provider-gone "), "release: got %s\n", calls());
    ok(alive() == 0, "%ld objects of the provider are left\n", alive());
    MAPIUninitialize();
}

/* 4.13-19, 5.1-13, 5.1-14: FreeLibrary comes with the last MAPIUninitialize, and not before the
 * last object is gone */
static void the_dll_stays_as_long_as_its_objects(void)
{
    IMAPISession *session;
    IMsgStore *store;

    MAPIInitialize(NULL);
    make_profile(false); /* the sample: nobody but MAPI holds its DLL */
    session = log_on(MAPI_EXTENDED | MAPI_NEW_SESSION);
    store = open_store(session, "Sample Message Store", MDB_NO_MAIL, S_OK);
    log_off(session);
    ok(GetModuleHandleA("omsample32.dll") != NULL, "the DLL is gone before MAPIUninitialize\n");
    if (store) store->lpVtbl->Release(store);
    MAPIUninitialize();
    ok(GetModuleHandleA("omsample32.dll") == NULL, "the DLL is still loaded\n");
}

/* 5.1-08, 5.1-09, 3.5-06 */
static void a_provider_that_cannot_start_is_left_out(void)
{
    static const struct {
        HRESULT init;
        ULONG version;
    } cases[] = {{MAPI_E_VERSION, 0}, {MAPI_E_NOT_ENOUGH_DISK, 0}, {S_OK, 0x00020000}};
    IMAPISession *session;
    IMsgStore *store;

    MAPIInitialize(NULL);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        make_profile(true);
        answer(cases[i].init, cases[i].version);
        session = log_on(MAPI_EXTENDED | MAPI_NEW_SESSION);
        /* its own DLL is well */
        store = open_store(session, "Sample Message Store", MDB_NO_MAIL, S_OK);
        if (store) store->lpVtbl->Release(store);
        log_off(session);
    }
    answer(S_OK, 0);
    ok(alive() == 0, "%ld objects of the provider are left\n", alive());
    MAPIUninitialize();
}

/* A profile whose one more store comes from that DLL. */
static void wrong_dll(const char *dll)
{
    SPropValue name = {.ulPropTag = PR_PROVIDER_DLL_NAME_A, .Value.lpszA = (char *)dll};
    IProfAdmin *admin = NULL;
    IMsgServiceAdmin *services = NULL;
    IMAPITable *table = NULL;
    SRowSet *rows = NULL;
    SizedSPropTagArray(2, tags) = {2, {PR_PROVIDER_UID, PR_DISPLAY_NAME_A}};

    make_profile(true);
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
        section->lpVtbl->Release(section);
    }
    FreeProws(rows);
    table->lpVtbl->Release(table);
    services->lpVtbl->Release(services);
    admin->lpVtbl->Release(admin);
}

/* 5.1-16, 3.5-06: missing, no DLL at all, without entry point, a relative path */
static void a_bad_dll_does_not_stop_logon(void)
{
    static const char *const dlls[] = {"nosuch.dll", "mapisvc.inf", "kernel.dll",
                                       "..\\recording.dll", ""};
    IMAPISession *session;
    IMsgStore *store;

    MAPIInitialize(NULL);
    for (size_t i = 0; i < sizeof(dlls) / sizeof(dlls[0]); i++) {
        wrong_dll(dlls[i]);
        forget();
        session = log_on(MAPI_EXTENDED | MAPI_NEW_SESSION);
        ok(!calls()[0], "%s: got %s\n", dlls[i], calls());
        store = open_store(session, "Sample Message Store", MDB_NO_MAIL, S_OK);
        if (store) store->lpVtbl->Release(store);
        log_off(session);
    }
    MAPIUninitialize();
}

/* A child that opens the store and dies without a word: 5.6-11 */
static void crash(void)
{
    IMAPISession *session;

    MAPIInitialize(NULL);
    session = log_on(MAPI_EXTENDED | MAPI_NEW_SESSION | MAPI_ALLOW_OTHERS);
    open_store(session, "Recorder", MDB_NO_MAIL, S_OK);
    ok(alive() > 0, "the store is not open\n");
    TerminateProcess(GetCurrentProcess(), 0);
}

static void a_client_that_dies_leaves_the_profile_free(void)
{
    PROCESS_INFORMATION child;
    IMAPISession *session;
    IProfAdmin *admin = NULL;

    MAPIInitialize(NULL);
    make_profile(true);
    if (harness_spawn("crash", &child)) harness_wait(&child, 30000);
    session = log_on(MAPI_EXTENDED | MAPI_NEW_SESSION | MAPI_TIMEOUT_SHORT); /* no mutex is held */
    if (session) log_off(session);
    ok_hr(MAPIAdminProfiles(0, &admin), S_OK);
    ok_hr(admin->lpVtbl->DeleteProfile(admin, (LPTSTR) "omtest", 0), S_OK);
    admin->lpVtbl->Release(admin);
    ok_hr(MAPILogonEx(0, (LPTSTR) "omtest", NULL, 0, &session), MAPI_E_LOGON_FAILED);
    MAPIUninitialize();
}

START_TEST(provider)
{
    load_recording();
    if (harness_argc > 1) {
        harness_is_child();
        crash();
    }
    RUN(calls_come_in_the_documented_order);
    RUN(the_dll_stays_as_long_as_its_objects);
    RUN(a_provider_that_cannot_start_is_left_out);
    RUN(a_bad_dll_does_not_stop_logon);
    RUN(a_client_that_dies_leaves_the_profile_free);
}
