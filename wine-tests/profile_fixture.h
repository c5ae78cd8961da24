/*
 * profile_fixture.h - a copy of the subsystem in a folder of its own, where mapisvc.inf is the
 * test's and names the test's service, whose calls are recorded
 */
#pragma once
#include "harness.h"
#include <stdlib.h>
#include <string.h>
#include <wchar.h>
#include "mapiguid.h"
#include "mapix.h"
#include "mapispi.h"
#include "mapitags.h"
#include "mapiutil.h"
#include "mapiwz.h"

#ifndef MAPI_FORCE_ACCESS
#define MAPI_FORCE_ACCESS 0x00080000
#endif

#define PROFILES                                                                                   \
    L"Software\\Microsoft\\Windows NT\\CurrentVersion\\Windows Messaging Subsystem\\Profiles"

/* ---- the subsystem under test ---- */

static MAPIINITIALIZE *pMAPIInitialize;
static MAPIUNINITIALIZE *pMAPIUninitialize;
static MAPIADMINPROFILES *pMAPIAdminProfiles;
static MAPILOGONEX *pMAPILogonEx;
static MAPIFREEBUFFER *pMAPIFreeBuffer;
static MAPIALLOCATEBUFFER *pMAPIAllocateBuffer;
static HRESULT(WINAPI *pHrQueryAllRows)(IMAPITable *, SPropTagArray *, SRestriction *,
                                        SSortOrderSet *, LONG, SRowSet **);
static void(WINAPI *pFreeProws)(SRowSet *);
static LAUNCHWIZARDENTRY *pLaunchWizard;

static WCHAR folder[MAX_PATH]; /* the copies lie here, no \ at its end */

static void *export_of(HMODULE dll, const char *name)
{
    void *function = (void *)GetProcAddress(dll, name);
    char decorated[64];

    for (int bytes = 0; !function && bytes <= 24; bytes += 4) { /* some have no plain spelling */
        snprintf(decorated, sizeof(decorated), "%s@%d", name, bytes);
        function = (void *)GetProcAddress(dll, decorated);
    }
    ok(function != NULL, "%s is not exported\n", name);
    return function;
}

static HMODULE subsystem;

static bool load_subsystem(void)
{
    WCHAR path[MAX_PATH + 20];
    HMODULE dll;

    swprintf(path, MAX_PATH + 20, L"%ls\\msmapi32.dll", folder);
    dll = LoadLibraryW(path);
    ok(dll != NULL, "can't load the copy of msmapi32.dll, error %lu\n", GetLastError());
    if (!dll) return false;
    subsystem = dll;
    pMAPIInitialize = export_of(dll, "MAPIInitialize");
    pMAPIUninitialize = export_of(dll, "MAPIUninitialize");
    pMAPIAdminProfiles = export_of(dll, "MAPIAdminProfiles");
    pMAPILogonEx = export_of(dll, "MAPILogonEx");
    pMAPIFreeBuffer = export_of(dll, "MAPIFreeBuffer");
    pMAPIAllocateBuffer = export_of(dll, "MAPIAllocateBuffer");
    pHrQueryAllRows = export_of(dll, "HrQueryAllRows");
    pFreeProws = export_of(dll, "FreeProws");
    pLaunchWizard = export_of(dll, "LaunchWizard");
    return true;
}

/* ---- the test's service ---- */

struct call {
    ULONG context, flags, count;
    ULONG_PTR ui;
    bool has_instance, has_malloc, has_support, has_admin;
};
static struct call calls[32];
static ULONG n_calls;
static HRESULT answer;
static void (*during)(IProviderAdmin *admin, IMAPISupport *support, ULONG context,
                      MAPIERROR **error);
static HMODULE service_dll;

static HRESULT WINAPI record(HINSTANCE instance, IMalloc *memory, IMAPISupport *support,
                             ULONG_PTR ui, ULONG flags, ULONG context, ULONG count,
                             SPropValue *props, IProviderAdmin *admin, MAPIERROR **error)
{
    ok(!count == !props, "%lu values at %p\n", count, props);
    if (n_calls < 32)
        calls[n_calls++] = (struct call){
            context,        flags,           count,        ui, instance == service_dll,
            memory != NULL, support != NULL, admin != NULL};
    if (during) during(admin, support, context, error);
    return answer;
}

static bool load_service(void)
{
    WCHAR path[MAX_PATH + 20];
    MSGSERVICEENTRY **hook;

    swprintf(path, MAX_PATH + 20, L"%ls\\omtestsvc32.dll", folder);
    service_dll = LoadLibraryW(path);
    ok(service_dll != NULL, "can't load the test's service, error %lu\n", GetLastError());
    if (!service_dll) return false;
    hook = (MSGSERVICEENTRY **)export_of(service_dll, "omtestsvc_hook");
    if (hook) *hook = record;
    return hook != NULL;
}

/* %s: the folder of the copies, for a full path */
static const char inf_text[] =
    "[Services]\r\nSVC=The service\r\nPATH=By full path\r\nPLAIN=No entry\r\nSINGLE=Once\r\nBAD=No DLL\r\n"
    "SYMBOLS=Flags\r\nBESIDE=Beside the program\r\nONPATH=On the search path\r\n"
    "[Default Services]\r\nPLAIN=No entry\r\nSVC=The service\r\n"
    "[SVC]\r\nProviders=SVC Store\r\nSections=SVC Extra\r\nPR_SERVICE_DLL_NAME=omtestsvc.dll\r\n"
    "PR_SERVICE_ENTRY_NAME=ServiceEntry\r\n66040003=06000000\r\n"
    "[SVC Store]\r\nPR_RESOURCE_TYPE=MAPI_STORE_PROVIDER\r\nPR_RESOURCE_FLAGS=STATUS_NO_DEFAULT_STORE|STATUS_OWN_STORE\r\n"
    "PR_PROVIDER_DLL_NAME=nothere.dll\r\nPR_DISPLAY_NAME=The store\r\nPR_PROVIDER_DISPLAY=Stores\r\n"
    "[SVC Extra]\r\nUID=00112233445566778899AABBCCDDEEFF\r\n66020003=02000000\r\n"
    "[PATH]\r\nProviders=SVC Store\r\nPR_SERVICE_DLL_NAME=%s\\omtestsvc.dll\r\nPR_SERVICE_ENTRY_NAME=ServiceEntry\r\n"
    "[PLAIN]\r\nProviders=SVC Store\r\n"
    "[SINGLE]\r\nProviders=SVC Store\r\nPR_RESOURCE_FLAGS=SERVICE_SINGLE_COPY\r\n"
    "[BAD]\r\nProviders=SVC Store\r\nPR_SERVICE_DLL_NAME=nowhere.dll\r\nPR_SERVICE_ENTRY_NAME=ServiceEntry\r\n"
    "[SYMBOLS]\r\nProviders=SVC Store\r\nPR_RESOURCE_FLAGS=SERVICE_NO_PRIMARY_IDENTITY|SERVICE_SINGLE_COPY|0x80\r\n"
    "[BESIDE]\r\nProviders=SVC Store\r\nPR_SERVICE_DLL_NAME=beside.dll\r\nPR_SERVICE_ENTRY_NAME=ServiceEntry\r\n"
    "[ONPATH]\r\nProviders=SVC Store\r\nPR_SERVICE_DLL_NAME=onpath.dll\r\nPR_SERVICE_ENTRY_NAME=ServiceEntry\r\n";

static void copy_here(const WCHAR *own, const WCHAR *name)
{
    WCHAR from[MAX_PATH + 20], to[MAX_PATH + 20];

    swprintf(from, MAX_PATH + 20, L"%ls%ls", own, name);
    swprintf(to, MAX_PATH + 20, L"%ls\\%ls", folder, name);
    ok(CopyFileW(from, to, FALSE), "no %ls to copy, error %lu\n", name, GetLastError());
}

/* A new folder with the subsystem, the service and the inf. */
static void make_folder(void)
{
    WCHAR own[MAX_PATH], temp[MAX_PATH], path[MAX_PATH + 20];
    char narrow[MAX_PATH], text[4096];
    DWORD done;
    HANDLE file;

    GetModuleFileNameW(NULL, own, MAX_PATH);
    wcsrchr(own, '\\')[1] = 0;
    GetTempPathW(MAX_PATH, temp);
    /* no period in it (2.8-18) */
    swprintf(folder, MAX_PATH, L"%lsprf%lu", temp, GetCurrentProcessId());
    ok(CreateDirectoryW(folder, NULL) || GetLastError() == ERROR_ALREADY_EXISTS,
       "no folder, error %lu\n", GetLastError());
    copy_here(own, L"msmapi32.dll");
    copy_here(own, L"omtestsvc32.dll");
    WideCharToMultiByte(CP_ACP, 0, folder, -1, narrow, MAX_PATH, NULL, NULL);
    snprintf(text, sizeof(text), inf_text, narrow);
    swprintf(path, MAX_PATH + 20, L"%ls\\mapisvc.inf", folder);
    file = CreateFileW(path, GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, 0, NULL);
    ok(file != INVALID_HANDLE_VALUE, "no inf, error %lu\n", GetLastError());
    WriteFile(file, text, (DWORD)strlen(text), &done, NULL);
    CloseHandle(file);
}

static void delete_folder(void)
{
    static const WCHAR *const names[] = {L"msmapi32.dll", L"omtestsvc32.dll", L"mapisvc.inf"};
    WCHAR path[MAX_PATH + 20];

    FreeLibrary(service_dll);
    FreeLibrary(subsystem);
    for (int i = 0; i < 3; i++) {
        swprintf(path, MAX_PATH + 20, L"%ls\\%ls", folder, names[i]);
        /* 2.9-09 */
        ok(DeleteFileW(path), "%ls is still held, error %lu\n", names[i], GetLastError());
    }
    RemoveDirectoryW(folder);
}

/* ---- helpers ---- */

static IProfAdmin *admin; /* of the test that runs */

static void begin(void)
{
    HRESULT hr = pMAPIInitialize(NULL);

    ok(hr == S_OK, "MAPIInitialize: %#lx\n", hr);
    hr = pMAPIAdminProfiles(0, &admin);
    ok(hr == S_OK, "MAPIAdminProfiles: %#lx\n", hr);
    n_calls = 0;
    answer = S_OK;
    during = NULL;
}

static void end(void)
{
    ULONG refs = admin->lpVtbl->Release(admin);

    ok(!refs, "%lu references left on IProfAdmin\n", refs);
    pMAPIUninitialize();
}

#define TEXT8(text) ((LPTSTR)(text)) /* as clients cast it */

static IMsgServiceAdmin *services_of(const char *name)
{
    IMsgServiceAdmin *services = NULL;
    HRESULT hr = admin->lpVtbl->AdminServices(admin, TEXT8(name), NULL, 0, 0, &services);

    ok(hr == S_OK, "AdminServices: %#lx\n", hr);
    return services;
}

static void create_profile(const char *name, ULONG flags)
{
    HRESULT hr = admin->lpVtbl->CreateProfile(admin, TEXT8(name), NULL, 0, flags);

    ok(hr == S_OK, "CreateProfile %s: %#lx\n", name, hr);
}

static void delete_profile(const char *name)
{
    HRESULT hr = admin->lpVtbl->DeleteProfile(admin, TEXT8(name), MAPI_APP_PROFILE);

    ok(hr == S_OK, "DeleteProfile %s: %#lx\n", name, hr);
}

/* All rows of a table, which is released. */
static SRowSet *rows_of(IMAPITable *table)
{
    SRowSet *rows = NULL;
    HRESULT hr = pHrQueryAllRows(table, NULL, NULL, NULL, 0, &rows);

    ok(hr == S_OK, "HrQueryAllRows: %#lx\n", hr);
    table->lpVtbl->Release(table);
    return rows;
}

static SPropValue *cell(SRowSet *rows, ULONG row, ULONG tag)
{
    static SPropValue missing;

    for (ULONG i = 0; rows && row < rows->cRows && i < rows->aRow[row].cValues; i++)
        if (rows->aRow[row].lpProps[i].ulPropTag == tag) return &rows->aRow[row].lpProps[i];
    ok(false, "row %lu has no %#lx\n", row, tag);
    missing.Value.lpszA = "";
    return &missing;
}

/* How often the profile is in the table, default or not. */
__attribute__((unused)) static int listed(const char *name, ULONG flags, bool *is_default)
{
    IMAPITable *table = NULL;
    HRESULT hr = admin->lpVtbl->GetProfileTable(admin, flags, &table);
    SRowSet *rows;
    int times = 0;

    ok(hr == S_OK, "GetProfileTable: %#lx\n", hr);
    if (FAILED(hr)) return -1;
    rows = rows_of(table);
    for (ULONG i = 0; i < rows->cRows; i++) {
        if (strcmp(cell(rows, i, PR_DISPLAY_NAME_A)->Value.lpszA, name)) continue;
        times++;
        if (is_default) *is_default = cell(rows, i, PR_DEFAULT_PROFILE)->Value.b;
    }
    pFreeProws(rows);
    return times;
}

static SRowSet *service_rows(IMsgServiceAdmin *services)
{
    IMAPITable *table = NULL;
    HRESULT hr = services->lpVtbl->GetMsgServiceTable(services, 0, &table);

    ok(hr == S_OK, "GetMsgServiceTable: %#lx\n", hr);
    return rows_of(table);
}

__attribute__((unused)) static SRowSet *provider_rows(IMsgServiceAdmin *services)
{
    IMAPITable *table = NULL;
    HRESULT hr = services->lpVtbl->GetProviderTable(services, 0, &table);

    ok(hr == S_OK, "GetProviderTable: %#lx\n", hr);
    return rows_of(table);
}

__attribute__((unused)) static ULONG n_services(IMsgServiceAdmin *services)
{
    SRowSet *rows = service_rows(services);
    ULONG n = rows->cRows;

    pFreeProws(rows);
    return n;
}

/* A value of a registry key below the profiles; false: it isn't there. */
__attribute__((unused)) static bool raw(const WCHAR *path, const WCHAR *value, DWORD *type,
                                        BYTE *data, DWORD *bytes)
{
    WCHAR full[400];

    swprintf(full, 400, PROFILES L"\\%ls", path);
    return !RegGetValueW(HKEY_CURRENT_USER, full, value, RRF_RT_ANY, type, data, bytes);
}

__attribute__((unused)) static bool key_exists(const WCHAR *path)
{
    WCHAR full[400];
    HKEY key;

    swprintf(full, 400, PROFILES L"\\%ls", path);
    if (RegOpenKeyExW(HKEY_CURRENT_USER, full, 0, KEY_READ, &key)) return false;
    RegCloseKey(key);
    return true;
}

__attribute__((unused)) static void hex_of(const MAPIUID *uid, WCHAR *out)
{
    for (int i = 0; i < 16; i++) swprintf(out + 2 * i, 3, L"%02x", uid->ab[i]);
}
