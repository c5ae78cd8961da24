/*
 * stub.c - how programs find MAPI: as the public stub library does, by the registry or by what is
 * loaded already, and as programs linked with an import library do
 *
 * What is loaded belongs to a process, so most cases are children. This program links no MAPI.
 */
#include "client_walk.h"

#define MAIL   "Software\\Clients\\Mail"
#define CLIENT "Open MAPI test"

static char folder[MAX_PATH]; /* of this program, with its last '\\' */

static void find_folder(void)
{
    char *last;

    GetModuleFileNameA(NULL, folder, sizeof(folder));
    last = strrchr(folder, '\\');
    if (last) last[1] = 0;
}

static void set_value(const char *name, DWORD type, const char *text)
{
    HKEY key;

    ok(!RegCreateKeyA(HKEY_LOCAL_MACHINE, MAIL, &key), "no Mail key\n");
    ok(!RegSetValueExA(key, NULL, 0, REG_SZ, (const BYTE *)CLIENT, sizeof(CLIENT)),
       "no default client\n");
    RegCloseKey(key);
    ok(!RegCreateKeyA(HKEY_LOCAL_MACHINE, MAIL "\\" CLIENT, &key), "no client key\n");
    RegDeleteValueA(key, name);
    if (text)
        ok(!RegSetValueExA(key, name, 0, type, (const BYTE *)text, (DWORD)strlen(text) + 1),
           "no %s\n", name);
    RegCloseKey(key);
}

/* A path that the default client's key gives, expanded; false: none. */
static bool get_value(const char *name, char *path, DWORD room)
{
    char text[MAX_PATH] = "";
    DWORD type = 0, size = sizeof(text);
    LSTATUS status;
    HKEY key;

    if (RegOpenKeyA(HKEY_LOCAL_MACHINE, MAIL "\\" CLIENT, &key)) return false;
    status = RegQueryValueExA(key, name, NULL, &type, (BYTE *)text, &size);
    RegCloseKey(key);
    if (status || (type != REG_SZ && type != REG_EXPAND_SZ)) return false;
    return ExpandEnvironmentStringsA(text, path, room) <= room;
}

/* ---- a stub of our own: what is loaded already, DLLPathEx, DLLPath, System32, in this order ----
 */

static HMODULE find_mapi(void)
{
    static const char *const loaded[] = {"olmapi32.dll", "msmapi32.dll"};
    static const char *const values[] = {"DllPathEx", "DllPath"};
    char path[MAX_PATH];
    HMODULE dll = NULL;

    for (int i = 0; i < 2 && !dll; i++)
        GetModuleHandleExA(0, loaded[i], &dll);
    for (int i = 0; i < 2 && !dll; i++)
        if (get_value(values[i], path, sizeof(path))) dll = LoadLibraryA(path);
    if (!dll) {
        GetSystemDirectoryA(path, sizeof(path) - 20);
        dll = LoadLibraryA(strcat(path, "\\mapi32.dll"));
    }
    return dll;
}

/* It knows one spelling: the plain one on x64, Name@N on x86. */
static void *stub_function(HMODULE dll, const char *name, int bytes)
{
    char decorated[80];

    snprintf(decorated, sizeof(decorated), "%s@%d", name, bytes);
    return (void *)GetProcAddress(dll, sizeof(void *) == 8 ? name : decorated);
}

/* Is it our msmapi32.dll? The public names are asked as the stub asks. */
static void check_and_walk(HMODULE dll)
{
    char path[MAX_PATH] = "";
    struct mapi m;

    ok(dll != NULL, "no MAPI is found\n");
    if (!dll) return;
    GetModuleFileNameA(dll, path, sizeof(path));
    ok(strlen(path) > strlen(folder) && !stricmp(path + strlen(folder), "msmapi32.dll"),
       "found %s\n", path);
    *(void **)&m.initialize = stub_function(dll, "MAPIInitialize", 4);
    *(void **)&m.uninitialize = stub_function(dll, "MAPIUninitialize", 0);
    *(void **)&m.logon = stub_function(dll, "MAPILogonEx", 20);
    *(void **)&m.admin = stub_function(dll, "MAPIAdminProfiles", 8);
    *(void **)&m.allocate = stub_function(dll, "MAPIAllocateBuffer", 8);
    *(void **)&m.more = stub_function(dll, "MAPIAllocateMore", 12);
    *(void **)&m.free = stub_function(dll, "MAPIFreeBuffer", 4);
    *(void **)&m.query_all = stub_function(dll, "HrQueryAllRows", 24);
    *(void **)&m.free_rows = stub_function(dll, "FreeProws", 4);
    walk(&m, true);
}

/* ---- the children ---- */

/* 13.4-01 and clients.md "already loaded": the base name is enough, whatever the registry says */
static void child_attaches(void)
{
    char path[MAX_PATH * 2];

    snprintf(path, sizeof(path), "%smsmapi32.dll", folder);
    ok(LoadLibraryA(path) != NULL, "%s: error %lu\n", path, GetLastError());
    check_and_walk(find_mapi());
}

static void child_reads_the_registry(void)
{
    ok(!GetModuleHandleA("msmapi32.dll"), "it is loaded already\n");
    SetEnvironmentVariableA("OMTEST", folder);
    check_and_walk(find_mapi());
}

/* 13.2-08: nothing is left of it, and a second life is like the first */
static void child_loads_twice(void)
{
    for (int i = 0; i < 3; i++) {
        HMODULE dll = find_mapi();

        check_and_walk(dll);
        FreeLibrary(dll);
        ok(!GetModuleHandleA("msmapi32.dll"), "life %d: the DLL is still there\n", i);
        ok(!GetModuleHandleA("omlocal32.dll"), "life %d: its provider is still there\n", i);
    }
}

static void in_a_child(const char *what)
{
    PROCESS_INFORMATION child;

    if (harness_spawn(what, &child)) harness_wait(&child, 60000);
}

/* ---- the tests ---- */

static void a_loaded_msmapi32_is_taken(void)
{
    set_value("DLLPathEx", REG_SZ, "c:\\nowhere\\other.dll");
    set_value("DLLPath", REG_SZ, NULL);
    in_a_child("attach");
}

/* 13.4-02, 13.1-02, 13.1-03 */
static void dllpathex_is_expanded_and_loaded(void)
{
    set_value("DLLPathEx", REG_EXPAND_SZ, "%OMTEST%msmapi32.dll");
    set_value("DLLPath", REG_SZ, "c:\\nowhere\\other.dll");
    in_a_child("registry");
}

/* 13.4-03: the first that loads serves Simple and Extended calls alike */
static void dllpath_alone_serves_all_calls(void)
{
    set_value("DLLPathEx", REG_SZ, "c:\\nowhere\\other.dll");
    set_value("DLLPath", REG_EXPAND_SZ, "%OMTEST%msmapi32.dll");
    in_a_child("registry");
}

static void the_dll_may_come_and_go(void)
{
    char path[MAX_PATH * 2];

    snprintf(path, sizeof(path), "%smsmapi32.dll", folder);
    set_value("DLLPathEx", REG_SZ, path);
    in_a_child("twice");
}

/* 13.4-06, 13.2-06 and clients.md "one missing name makes the call fail": all that the public stub
 * library looks up */
static void no_name_is_missing(void)
{
    static const char names[] =
        "BuildDisplayTable@40 ChangeIdleRoutine@28 CloseIMsgSession@4 CreateIProp@24 CreateTable@36 DeinitMapiUtil@0 "
        "DeregisterIdleRoutine@4 EnableIdleRoutine@8 FBadColumnSet@4 FBadEntryList@4 FBadProp@4 FBadPropTag@4 "
        "FBadRestriction@4 FBadRglpNameID@8 FBadRglpszW@8 FBadRow@4 FBadRowSet@4 FBadSortOrderSet@4 FBinFromHex@8 "
        "FEqualNames@8 FPropCompareProp@12 FPropContainsProp@12 FPropExists@8 FreePadrlist@4 FreeProws@4 FtAdcFt@20 "
        "FtAddFt@16 FtMulDw@12 FtMulDwDw@8 FtNegFt@8 FtSubFt@16 FtgRegisterIdleRoutine@20 GetAttribIMsgOnIStg@12 "
        "GetDefCachedMode@4 GetDefCachedModeDownloadPubFoldFavs@4 GetTnefStreamCodepage@12 HexFromBin@12 "
        "HrAddColumns@16 HrAddColumnsEx@20 HrAllocAdviseSink@12 HrCompareABEntryIDsWithExchangeContext@36 "
        "HrComposeEID@28 HrComposeMsgID@24 HrCreateNewWrappedObject@28 HrCreateOfflineObj@12 HrDecomposeEID@28 "
        "HrDecomposeMsgID@24 HrDispatchNotifications@4 HrDoABDetailsWithExchangeContext@48 "
        "HrDoABDetailsWithProviderUID@44 HrEntryIDFromSz@12 HrGetAutoDiscoverXML@20 HrGetGALFromEmsmdbUID@20 "
        "HrGetOneProp@12 HrIStorageFromStream@16 HrOpenABEntryUsingDefaultContext@32 "
        "HrOpenABEntryWithExchangeContext@36 HrOpenABEntryWithProviderUID@32 HrOpenABEntryWithProviderUIDSupport@32 "
        "HrOpenABEntryWithResolvedRow@32 HrOpenABEntryWithSupport@28 HrOpenOfflineObj@20 HrQueryAllRows@24 "
        "HrSetOneProp@8 HrSzFromEntryID@12 HrThisThreadAdviseSink@8 HrValidateIPMSubtree@20 HrValidateParameters@8 "
        "IsBadBoundedStringPtr@8 LPropCompareProp@8 LaunchWizard@20 LpValFindProp@12 MAPIAdminProfiles@8 "
        "MAPIAllocateBuffer@8 MAPIAllocateMore@12 MAPICrashRecovery@4 MAPIDeinitIdle@0 MAPIFreeBuffer@4 "
        "MAPIGetDefaultMalloc@0 MAPIInitIdle@4 MAPIInitialize@4 MAPILogonEx@20 MAPIOpenFormMgr@8 "
        "MAPIOpenLocalFormContainer@4 MAPIReallocateBuffer@12 MAPIUninitialize@0 MNLS_CompareStringW@24 "
        "MNLS_IsBadStringPtrW@8 MNLS_MultiByteToWideChar@24 MNLS_WideCharToMultiByte@32 MNLS_lstrcmpW@8 "
        "MNLS_lstrcpyW@8 MNLS_lstrlenW@4 MapStorageSCode@4 OpenIMsgOnIStg@44 OpenIMsgSession@12 OpenStreamOnFile@24 "
        "OpenStreamOnFileW@24 OpenTnefStream@28 OpenTnefStreamEx@32 PpropFindProp@12 PropCopyMore@16 RTFSync@12 "
        "ScBinFromHexBounded@12 ScCopyNotifications@16 ScCopyProps@16 ScCountNotifications@12 ScCountProps@12 "
        "ScCreateConversationIndex@16 ScDupPropset@16 ScInitMapiUtil@4 ScLocalPathFromUNC@12 ScRelocNotifications@20 "
        "ScRelocProps@20 ScUNCFromLocalPath@12 SetAttribIMsgOnIStg@16 SzFindCh@8 SzFindLastCh@8 SzFindSz@8 UFromSz@4 "
        "UlAddRef@4 UlFromSzHex@4 UlPropSize@4 UlRelease@4 WrapCompressedRTFStream@12 WrapCompressedRTFStreamEx@16 "
        "WrapStoreEntryID@24 __CPPValidateParameters@8 __ValidateParameters@8";
    static const char *const simple[] = {"MAPILogon",         "MAPILogoff",     "MAPISendMail",
                                         "MAPISendDocuments", "MAPIFindNext",   "MAPIReadMail",
                                         "MAPISaveMail",      "MAPIDeleteMail", "MAPIFreeBuffer",
                                         "MAPIAddress",       "MAPIDetails",    "MAPIResolveName"};
    static const char *const dlls[] = {"msmapi32.dll", "mapi32-copy.dll"};
    char path[MAX_PATH * 2], copy[MAX_PATH * 2], list[sizeof(names)], *at;
    HMODULE dll;

    snprintf(path, sizeof(path), "%smapi32.dll", folder); /* by that name Wine would load its own */
    snprintf(copy, sizeof(copy), "%s%s", folder, dlls[1]);
    ok(CopyFileA(path, copy, FALSE), "no copy: error %lu\n", GetLastError());
    for (int i = 0; i < 2; i++) {
        snprintf(path, sizeof(path), "%s%s", folder, dlls[i]);
        dll = LoadLibraryExA(path, NULL, DONT_RESOLVE_DLL_REFERENCES);
        ok(dll != NULL, "%s: error %lu\n", path, GetLastError());
        if (!dll) continue;
        memcpy(list, names, sizeof(names));
        for (char *name = strtok(list, " "); name; name = strtok(NULL, " ")) {
            /* older clients and Wine, x64 too */
            ok(GetProcAddress(dll, name) != NULL, "%s lacks %s\n", dlls[i], name);
            at = strchr(name, '@');
            *at = 0;
            ok(GetProcAddress(dll, name) != NULL, "%s lacks %s\n", dlls[i], name);
        }
        for (size_t s = 0; s < sizeof(simple) / sizeof(simple[0]); s++)
            ok(GetProcAddress(dll, simple[s]) != NULL, "%s lacks %s\n", dlls[i], simple[s]);
        ok(!GetProcAddress(dll, "MAPIGetNetscapeVersion"), "%s says it is Netscape\n", dlls[i]);
        FreeLibrary(dll);
    }
    DeleteFileA(copy);
}

/* clients.md: our mapi32.dll beside a program that MinGW's own import library made */
static void a_program_linked_with_mingw_runs(void)
{
    STARTUPINFOW start = {.cb = sizeof(start)};
    PROCESS_INFORMATION child;
    WCHAR line[MAX_PATH * 2];
    HKEY key;

    /* Wine takes its own mapi32.dll unless it is told; Windows takes the one beside the program. */
    ok(!RegCreateKeyA(HKEY_CURRENT_USER,
                      "Software\\Wine\\AppDefaults\\mingw_client.exe\\DllOverrides", &key),
       "no key\n");
    ok(!RegSetValueExA(key, "mapi32", 0, REG_SZ, (const BYTE *)"native", 7), "no value\n");
    RegCloseKey(key);
    swprintf(line, sizeof(line) / sizeof(line[0]), L"\"%hsmingw_client.exe\"", folder);
    if (harness_start(line, false, NULL, &start, &child)) harness_wait(&child, 60000);
}

START_TEST(stub)
{
    find_folder();
    if (harness_argc > 1) {
        harness_is_child();
        if (!strcmp(harness_argv[1], "attach")) child_attaches();
        else if (!strcmp(harness_argv[1], "registry")) child_reads_the_registry();
        else child_loads_twice();
        return;
    }
    RUN(a_loaded_msmapi32_is_taken);
    RUN(dllpathex_is_expanded_and_loaded);
    RUN(dllpath_alone_serves_all_calls);
    RUN(the_dll_may_come_and_go);
    RUN(no_name_is_missing);
    RUN(a_program_linked_with_mingw_runs);
}
