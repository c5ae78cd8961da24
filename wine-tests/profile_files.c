/*
 * profile_files.c - where mapisvc.inf and services' DLLs are found, the Profile Wizard, and
 * services copied to a session
 */
#include <initguid.h>
#define USES_IID_IMAPISession
#define USES_IID_IMsgServiceAdmin
#include "profile_fixture.h"
#include <stddef.h>

#define ok_hr(got, wanted)                                                                         \
    do {                                                                                           \
        HRESULT hr_ = (got);                                                                       \
        ok(hr_ == (wanted), "%s: got %#lx, expected %s\n", #got, hr_, #wanted);                    \
    } while (0)

/* 2.3-03, 2.4-01, 2.5-01 */
static void methods_stand_in_the_documented_order(void)
{
#define SLOT(interface, method, number)                                                            \
    ok(offsetof(interface##Vtbl, method) == (number) * sizeof(void *),                             \
       #interface "::" #method " isn't slot %d\n", number)
    SLOT(IProfAdmin, GetLastError, 3);
    SLOT(IProfAdmin, GetProfileTable, 4);
    SLOT(IProfAdmin, CreateProfile, 5);
    SLOT(IProfAdmin, DeleteProfile, 6);
    SLOT(IProfAdmin, ChangeProfilePassword, 7);
    SLOT(IProfAdmin, CopyProfile, 8);
    SLOT(IProfAdmin, RenameProfile, 9);
    SLOT(IProfAdmin, SetDefaultProfile, 10);
    SLOT(IProfAdmin, AdminServices, 11);
    SLOT(IMsgServiceAdmin, GetLastError, 3);
    SLOT(IMsgServiceAdmin, GetMsgServiceTable, 4);
    SLOT(IMsgServiceAdmin, CreateMsgService, 5);
    SLOT(IMsgServiceAdmin, DeleteMsgService, 6);
    SLOT(IMsgServiceAdmin, CopyMsgService, 7);
    SLOT(IMsgServiceAdmin, RenameMsgService, 8);
    SLOT(IMsgServiceAdmin, ConfigureMsgService, 9);
    SLOT(IMsgServiceAdmin, OpenProfileSection, 10);
    SLOT(IMsgServiceAdmin, MsgServiceTransportOrder, 11);
    SLOT(IMsgServiceAdmin, AdminProviders, 12);
    SLOT(IMsgServiceAdmin, SetPrimaryIdentity, 13);
    SLOT(IMsgServiceAdmin, GetProviderTable, 14);
    SLOT(IProviderAdmin, GetLastError, 3);
    SLOT(IProviderAdmin, GetProviderTable, 4);
    SLOT(IProviderAdmin, CreateProvider, 5);
    SLOT(IProviderAdmin, DeleteProvider, 6);
    SLOT(IProviderAdmin, OpenProfileSection, 7);
#undef SLOT
}

/* A copy of the file under another name, or a file with that text. */
static bool put_file(const WCHAR *path, const char *text)
{
    HANDLE file = CreateFileW(path, GENERIC_WRITE, 0, NULL, CREATE_NEW, 0, NULL);
    DWORD done = 0;

    if (file == INVALID_HANDLE_VALUE) return false;
    WriteFile(file, text, (DWORD)strlen(text), &done, NULL);
    CloseHandle(file);
    return done == strlen(text);
}

/* 2.8-01 */
static void mapisvc_inf_lies_beside_the_dll_or_in_the_system(void)
{
    WCHAR own[MAX_PATH + 20], away[MAX_PATH + 20], system[MAX_PATH + 20];
    IMsgServiceAdmin *services;

    begin();
    create_profile("wt one", 0);
    services = services_of("wt one");
    swprintf(own, MAX_PATH + 20, L"%ls\\mapisvc.inf", folder);
    swprintf(away, MAX_PATH + 20, L"%ls\\away.inf", folder);
    GetSystemDirectoryW(system, MAX_PATH);
    wcscat(system, L"\\mapisvc.inf");
    if (put_file(
            system,
            "[Services]\r\nSYSTEM=The system's\r\n[SYSTEM]\r\nPR_DISPLAY_NAME=The system's\r\n")) {
        ok_hr(services->lpVtbl->CreateMsgService(services, TEXT8("SYSTEM"), NULL, 0, 0),
              MAPI_E_NOT_FOUND);
        /* the DLL's own first */
        ok_hr(services->lpVtbl->CreateMsgService(services, TEXT8("PLAIN"), NULL, 0, 0), S_OK);
        ok(MoveFileW(own, away), "can't move the file, error %lu\n", GetLastError());
        ok_hr(services->lpVtbl->CreateMsgService(services, TEXT8("PLAIN"), NULL, 0, 0),
              MAPI_E_NOT_FOUND);
        ok_hr(services->lpVtbl->CreateMsgService(services, TEXT8("SYSTEM"), NULL, 0, 0), S_OK);
        ok(DeleteFileW(system), "can't delete the file, error %lu\n", GetLastError());
        /* none */
        ok_hr(services->lpVtbl->CreateMsgService(services, TEXT8("SYSTEM"), NULL, 0, 0),
              MAPI_E_NOT_FOUND);
        ok(MoveFileW(away, own), "can't move the file back, error %lu\n", GetLastError());
        ok_hr(services->lpVtbl->CreateMsgService(services, TEXT8("PLAIN"), NULL, 0, 0), S_OK);
    } else {
        win_skip("the system's folder takes no file, error %lu\n", GetLastError());
    }
    services->lpVtbl->Release(services);
    delete_profile("wt one");
    end();
}

/* 2.8-20: beside us, beside the program, on PATH; never in the current directory */
static void a_dll_without_a_path_is_found(void)
{
    WCHAR from[MAX_PATH + 20], to[MAX_PATH + 20], beside[MAX_PATH + 20], here[MAX_PATH],
        before[4096];
    IMsgServiceAdmin *services;

    begin();
    create_profile("wt one", 0);
    services = services_of("wt one");
    ok_hr(services->lpVtbl->CreateMsgService(services, TEXT8("SVC"), NULL, 0, 0), S_OK);
    ok(n_calls == 1, "%lu calls\n", n_calls);

    ok_hr(services->lpVtbl->CreateMsgService(services, TEXT8("BESIDE"), NULL, 0, 0),
          MAPI_E_CALL_FAILED);
    swprintf(from, MAX_PATH + 20, L"%ls\\omtestsvc32.dll", folder);
    GetModuleFileNameW(NULL, beside, MAX_PATH);
    wcscpy(wcsrchr(beside, '\\'), L"\\beside32.dll");
    ok(CopyFileW(from, beside, TRUE), "no copy, error %lu\n", GetLastError());
    ok_hr(services->lpVtbl->CreateMsgService(services, TEXT8("BESIDE"), NULL, 0, 0), S_OK);

    GetCurrentDirectoryW(MAX_PATH, here);
    ok(GetEnvironmentVariableW(L"PATH", before, 4096), "no PATH\n");
    swprintf(to, MAX_PATH + 20, L"%ls\\path", folder);
    ok(CreateDirectoryW(to, NULL), "no folder, error %lu\n", GetLastError());
    ok(SetCurrentDirectoryW(to), "not there, error %lu\n", GetLastError());
    SetEnvironmentVariableW(L"PATH", L".;;..\\path;\\");
    swprintf(to, MAX_PATH + 20, L"%ls\\path\\onpath32.dll", folder);
    ok(CopyFileW(from, to, TRUE), "no copy, error %lu\n", GetLastError());
    ok_hr(services->lpVtbl->CreateMsgService(services, TEXT8("ONPATH"), NULL, 0, 0),
          MAPI_E_CALL_FAILED);
    ok(SetCurrentDirectoryW(here), "not back, error %lu\n", GetLastError());
    swprintf(from, MAX_PATH + 20, L"c:\\nowhere;\"%ls\\path\\\";c:\\", folder);
    SetEnvironmentVariableW(L"PATH", from);
    ok_hr(services->lpVtbl->CreateMsgService(services, TEXT8("ONPATH"), NULL, 0, 0), S_OK);
    SetEnvironmentVariableW(L"PATH", before);
    services->lpVtbl->Release(services);
    delete_profile("wt one");
    end();
    ok(DeleteFileW(beside), "beside32.dll is still held, error %lu\n", GetLastError());
    ok(DeleteFileW(to), "onpath32.dll is still held, error %lu\n", GetLastError());
    *wcsrchr(to, '\\') = 0;
    RemoveDirectoryW(to);
}

/* 2.4-26: no interface is a session's, whose profile gets the copy */
static void a_service_is_copied_into_a_sessions_profile(void)
{
    IMsgServiceAdmin *services, *other;
    IMAPISession *session = NULL;
    MAPIUID uid;
    SRowSet *rows;

    begin();
    create_profile("wt one", 0);
    create_profile("wt two", 0);
    services = services_of("wt one");
    other = services_of("wt two");
    ok_hr(services->lpVtbl->CreateMsgService(services, TEXT8("PLAIN"), TEXT8("mine"), 0, 0), S_OK);
    rows = service_rows(services);
    uid = *(MAPIUID *)cell(rows, 0, PR_SERVICE_UID)->Value.bin.lpb;
    pFreeProws(rows);
    ok_hr(pMAPILogonEx(0, TEXT8("wt two"), NULL, MAPI_EXTENDED | MAPI_NEW_SESSION | MAPI_NO_MAIL,
                       &session),
          S_OK);
    if (session) {
        ok_hr(services->lpVtbl->CopyMsgService(services, &uid, NULL, NULL, NULL, session, 0, 0),
              S_OK);
        ok_hr(services->lpVtbl->CopyMsgService(services, &uid, NULL, NULL, (IID *)&IID_IMAPISession,
                                               session, 0, 0),
              S_OK);
        session->lpVtbl->Logoff(session, 0, 0, 0);
        session->lpVtbl->Release(session);
    }
    rows = service_rows(other);
    ok(rows->cRows == 2, "%lu services\n", rows->cRows);
    for (ULONG i = 0; i < rows->cRows; i++)
        ok(!strcmp(cell(rows, i, PR_DISPLAY_NAME_A)->Value.lpszA, "mine"), "it is called %s\n",
           cell(rows, i, PR_DISPLAY_NAME_A)->Value.lpszA);
    pFreeProws(rows);
    services->lpVtbl->Release(services);
    other->lpVtbl->Release(other);
    delete_profile("wt one");
    delete_profile("wt two");
    end();
}

/* ---- the wizard ---- */

static ULONG n_windows;

static BOOL CALLBACK count_window(HWND window, LPARAM context)
{
    (void)context;
    if (IsWindowVisible(window)) n_windows++;
    return TRUE;
}

static void look_for_windows(IProviderAdmin *providers, IMAPISupport *support, ULONG context,
                             MAPIERROR **error)
{
    (void)providers, (void)support, (void)context, (void)error;
    EnumThreadWindows(GetCurrentThreadId(), count_window, 0);
}

/* 2.10-01, 2.10-02, 2.10-03, 2.10-04, 2.10-05 */
static void the_wizard_adds_services_to_the_default_profile(void)
{
    static const ULONG more[] = {MAPI_PW_FIRST_PROFILE, MAPI_PW_LAUNCHED_BY_CONFIG,
                                 MAPI_PW_PROVIDER_UI_ONLY, MAPI_PW_HIDE_SERVICES_LIST};
    const char *one[] = {"SVC", NULL}, *two[] = {"PLAIN", "PATH", NULL},
               *unknown[] = {"UNKNOWN", NULL};
    IMsgServiceAdmin *services;
    char name[40] = "x", small[4] = "xxx";

    begin();
    during = look_for_windows;
    n_windows = 0;
    ok(MAPI_PW_FIRST_PROFILE == 1 && MAPI_PW_LAUNCHED_BY_CONFIG == 2 &&
           MAPI_PW_ADD_SERVICE_ONLY == 4 && MAPI_PW_PROVIDER_UI_ONLY == 8 &&
           MAPI_PW_HIDE_SERVICES_LIST == 0x10,
       "other values\n");
    admin->lpVtbl->SetDefaultProfile(admin, NULL, 0);
    /* its pages */
    ok_hr(pLaunchWizard(NULL, MAPI_PW_ADD_SERVICE_ONLY, one, sizeof(name), name),
          MAPI_E_NO_SUPPORT);
    ok(!*name, "got %s\n", name);
    create_profile("wt one", 0);
    admin->lpVtbl->SetDefaultProfile(admin, TEXT8("wt one"), 0);
    ok_hr(pLaunchWizard(NULL, MAPI_PW_PROVIDER_UI_ONLY, one, sizeof(name), name),
          MAPI_E_CALL_FAILED);
    ok_hr(pLaunchWizard(NULL, MAPI_PW_ADD_SERVICE_ONLY | 0x20, one, sizeof(name), name),
          MAPI_E_CALL_FAILED);
    ok_hr(pLaunchWizard(NULL, MAPI_PW_ADD_SERVICE_ONLY, unknown, sizeof(name), name),
          MAPI_E_CALL_FAILED);
    ok(!n_calls, "%lu calls\n", n_calls);
    for (int i = 0; i < 2; i++) { /* the second time there is nothing to do */
        ok_hr(pLaunchWizard(NULL, MAPI_PW_ADD_SERVICE_ONLY, one, sizeof(name), name), S_OK);
        ok(!strcmp(name, "wt one"), "got %s\n", name);
    }
    ok(n_calls == 1 && calls[0].context == MSG_SERVICE_CREATE &&
           calls[0].flags == SERVICE_UI_ALLOWED,
       "%lu calls, flags %#lx\n", n_calls, calls[0].flags);
    for (size_t i = 0; i < sizeof(more) / sizeof(more[0]); i++)
        ok_hr(pLaunchWizard(NULL, MAPI_PW_ADD_SERVICE_ONLY | more[i], one, sizeof(small), small),
              S_OK);
    ok(!strcmp(small, "wt "), "got %s\n", small);
    services = services_of("wt one");
    ok(n_services(services) == 1, "%lu services\n", n_services(services));
    ok_hr(pLaunchWizard(NULL, MAPI_PW_ADD_SERVICE_ONLY, two, 0, NULL), S_OK);
    ok(n_services(services) == 3, "%lu services\n", n_services(services));
    ok(n_calls == 2, "%lu calls\n", n_calls);
    ok(!n_windows, "%lu windows\n", n_windows);
    services->lpVtbl->Release(services);
    delete_profile("wt one");
    end();
}

/* 2.10-01, 2.10-02, 2.10-05: without pages of its own it makes the first profile, which is the
 * default one then */
static void the_wizard_makes_a_profile(void)
{
    const ULONG flags = MAPI_PW_ADD_SERVICE_ONLY | MAPI_PW_PROVIDER_UI_ONLY;
    const char *names[] = {"SVC", "PLAIN", NULL}, *bad[] = {"PLAIN", "BAD", NULL};
    IMsgServiceAdmin *services;
    bool is_default = false;
    char name[40], second[40];

    begin();
    admin->lpVtbl->SetDefaultProfile(admin, NULL, 0);
    ok_hr(pLaunchWizard(NULL, flags, names, sizeof(name), name), S_OK);
    ok(*name && listed(name, 0, &is_default) == 1 && is_default, "%s isn't the default profile\n",
       name);
    ok(n_calls == 1, "%lu calls\n", n_calls);
    services = services_of(name);
    ok(n_services(services) == 2, "%lu services\n", n_services(services));
    services->lpVtbl->Release(services);
    admin->lpVtbl->SetDefaultProfile(admin, NULL, 0);
    ok_hr(pLaunchWizard(NULL, flags, bad, sizeof(second), second), MAPI_E_CALL_FAILED);
    ok_hr(pLaunchWizard(NULL, flags, names, sizeof(second), second), S_OK);
    ok(!strcmp(second, "Mail 2"), "got %s: the first stayed, what failed didn't\n", second);
    ok(listed(second, 0, NULL) == 1, "%s isn't there\n", second);
    delete_profile(name);
    delete_profile(second);
    end();
}

START_TEST(profile_files)
{
    make_folder();
    if (!load_subsystem() || !load_service()) return;
    RUN(methods_stand_in_the_documented_order);
    RUN(mapisvc_inf_lies_beside_the_dll_or_in_the_system);
    RUN(a_dll_without_a_path_is_found);
    RUN(a_service_is_copied_into_a_sessions_profile);
    RUN(the_wizard_adds_services_to_the_default_profile);
    RUN(the_wizard_makes_a_profile);
    delete_folder();
}
