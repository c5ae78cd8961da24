/*
 * cmd_doctor.c - mapictl doctor: which MAPI answers here, what is wrong, and how to mend it
 *
 * The registry is looked at as a program does that wants MAPI: MSMapiApps first, then the user's
 * default client, then the machine's; of its key MSIComponentID before DLLPathEx and DLLPath. What
 * can be tried is tried: that the system's mapi32.dll leads to us, and that the default profile's
 * default store opens.
 */
#include <stdio.h>
#include <stdlib.h>
#include "clients.h"
#include "findings.h"
#include "mail.h"
#include "profiles.h"

const char doctor_help[] =
    "Says which MAPI answers to programs of either bitness here, whether its services, profiles and the default store\n"
    "are there, and for each thing that is wrong how to mend it. The exit code is 1 when something is wrong.\n";

/* ---- the DLL that we are linked with ---- */

static void check_own(struct findings *findings)
{
    WCHAR path[FOLDER_ROOM] = L"?", own[FOLDER_ROOM];
    const WCHAR *base;
    size_t n;

    GetModuleFileNameW(GetModuleHandleW(OUR_DLL), path, ARRAYSIZE(path));
    base = wcsrchr(path, L'\\');
    n = base ? (size_t)(base - path) : 0;
    if (!own_folder(own) || wcslen(own) != n || _wcsnicmp(own, path, n))
        findings_add(findings, PROBLEM, "here", NULL,
                     L"put mapictl.exe and its msmapi32.dll in one folder",
                     L"mapictl itself uses %ls, which doesn't lie beside it", path);
    else
        findings_add(findings, FINE, "here", sizeof(void *) == 8 ? L"64-bit" : L"32-bit", NULL,
                     L"mapictl uses %ls", path);
}

/* ---- the registry ---- */

/* What the user or the machine calls the default client, on malloc's memory; *user tells whose word
 * it is. */
static WCHAR *default_client(const struct view *view, bool *user)
{
    WCHAR *name = registry_text(HKEY_CURRENT_USER, CLIENTS, NULL, view->sam);

    *user = name && *name;
    if (*user) return name;
    free(name);
    return registry_text(HKEY_LOCAL_MACHINE, CLIENTS, NULL, view->sam);
}

/* One of DLLPath and DLLPathEx. Gives the file it leads to, on malloc's memory, when that is good.
 */
static WCHAR *check_path(struct findings *findings, const struct view *view, HKEY root,
                         const WCHAR *key, const WCHAR *value, const WCHAR *what)
{
    WCHAR *text = registry_text(root, key, value, view->sam),
          *path = text && *text ? view_path(view, text) : NULL;
    WORD machine = path ? image_machine(path) : 0;
    WCHAR wanted[16], is[16];

    if (!path) {
        findings_add(findings, PROBLEM, "client", view->words, L"mapictl register",
                     L"it has no %ls: programs find no %ls there", value, what);
    } else if (!machine) {
        findings_add(findings, PROBLEM, "client", view->words,
                     L"put the DLL back there, or mapictl register",
                     L"%ls names %ls, which isn't there", value, path);
    } else if (machine != view->machine) {
        wcscpy(is, machine_words(machine));
        wcscpy(wanted, view->words);
        findings_add(
            findings, PROBLEM, "client", view->words,
            view->bits == BITS_64 ? L"mapictl register --x64 DIR" : L"mapictl register --x86 DIR",
            L"%ls names %ls, which is %ls: %ls programs can't load it", value, path, is, wanted);
    } else {
        findings_add(findings, wcslen(text) > 128 ? REMARK : FINE, "client", view->words,
                     wcslen(text) > 128
                         ? L"move it to a folder with a shorter path: some programs cut it"
                         : NULL,
                     L"%ls: %ls", what, path);
        free(text);
        return path;
    }
    free(text);
    free(path);
    return NULL;
}

/* Gives the Extended MAPI that programs of that view find, on malloc's memory. */
static WCHAR *check_client(struct findings *findings, const struct view *view)
{
    bool user;
    WCHAR *name = default_client(view, &user), *key = name && *name ? client_key(name) : NULL, *msi,
          *simple, *found = NULL;
    HKEY root = HKEY_LOCAL_MACHINE;

    if (!key) {
        findings_add(findings, PROBLEM, "client", view->words, L"mapictl register",
                     L"there is no default mail client");
        free(name);
        return NULL;
    }
    if (!registry_has(root, key, view->sam)) root = HKEY_CURRENT_USER;
    if (!registry_has(root, key, view->sam)) {
        findings_add(findings, PROBLEM, "client", view->words, L"mapictl register",
                     L"the default mail client is '%ls', which isn't registered", name);
    } else {
        WCHAR *mark = registry_text(root, key, OUR_MARK, view->sam);

        findings_add(findings, mark ? FINE : REMARK, "client", view->words,
                     mark ? NULL : L"mapictl register makes this MAPI the default",
                     L"the default mail client is '%ls'%ls%ls", name,
                     user ? L", as this user chose" : L"", mark ? L"" : L", another program's");
        free(mark);
        msi = registry_text(root, key, L"MSIComponentID", view->sam);
        if (msi)
            findings_add(findings, PROBLEM, "client", view->words,
                         L"delete MSIComponentID from its key",
                         L"it has an MSIComponentID, which goes before its DLLs: %ls", msi);
        free(msi);
        simple = check_path(findings, view, root, key, L"DLLPath", L"Simple MAPI");
        found = check_path(findings, view, root, key, L"DLLPathEx", L"Extended MAPI");
        free(simple);
    }
    free(key);
    free(name);
    return found;
}

static void check_subsystem(struct findings *findings, const struct view *view)
{
    WCHAR *mapix = registry_text(HKEY_LOCAL_MACHINE, SUBSYSTEM, L"MAPIX", view->sam);

    if (!mapix || wcscmp(mapix, L"1"))
        findings_add(
            findings, PROBLEM, "subsystem", view->words, L"mapictl register",
            L"MAPIX isn't \"1\": programs that ask take it that there is no Extended MAPI");
    else
        findings_add(findings, FINE, "subsystem", view->words, NULL, L"Extended MAPI is announced");
    free(mapix);
}

/* Programs that have a MAPI of their own: the value's name is a module, its data a client. */
static void check_apps(struct findings *findings, const struct view *view)
{
    WCHAR name[256], data[256];
    HKEY key;

    if (RegOpenKeyExW(HKEY_LOCAL_MACHINE, SUBSYSTEM L"\\MSMapiApps", 0, KEY_QUERY_VALUE | view->sam,
                      &key))
        return;
    for (DWORD i = 0;; i++) {
        DWORD n = ARRAYSIZE(name), bytes = sizeof(data) - sizeof(WCHAR), type;
        WCHAR *client;
        LONG error = RegEnumValueW(key, i, name, &n, NULL, &type, (BYTE *)data, &bytes);

        if (error == ERROR_MORE_DATA) continue;
        if (error) break;
        if (type != REG_SZ) continue;
        data[bytes / sizeof(WCHAR)] = 0;
        client = *data ? client_key(data) : NULL;
        if (client && !registry_has(HKEY_LOCAL_MACHINE, client, view->sam))
            findings_add(findings, PROBLEM, "programs", view->words,
                         L"delete that value of MSMapiApps",
                         L"%ls is to use '%ls', which isn't registered", name, data);
        else if (_wcsicmp(data, OUR_CLIENT))
            findings_add(findings, REMARK, "programs", view->words, NULL,
                         L"%ls uses %ls, not the default client", name,
                         *data ? data : L"the system's MAPI");
        free(client);
    }
    RegCloseKey(key);
}

/* ---- the system's mapi32.dll ---- */

static bool we_are_started(void)
{
    IProfAdmin *admin = NULL;

    if (FAILED(MAPIAdminProfiles(0, &admin))) return false;
    RELEASE(admin);
    return true;
}

/* Does MAPIInitialize of the system's DLL start our MAPI? Only asked where the registry leads to
 * us: without any client Windows' own shows a box. */
static void try_system(struct findings *findings, const struct view *view, const WCHAR *path)
{
    MAPIINIT_0 init = {MAPI_INIT_VERSION, MAPI_MULTITHREAD_NOTIFICATIONS};
    HMODULE dll = LoadLibraryW(path);
    HRESULT(STDAPICALLTYPE * start)
    (void *) = dll ? (void *)GetProcAddress(dll, "MAPIInitialize") : NULL;
    void(STDAPICALLTYPE * stop)(void) =
        dll ? (void *)GetProcAddress(dll, "MAPIUninitialize") : NULL;
    HRESULT hr;

    if (!start || !stop) {
        findings_add(findings, PROBLEM, "system", view->words,
                     L"let Windows repair it (sfc /scannow)", L"%ls can't be loaded", path);
        return;
    }
    if (we_are_started()) return; /* then it could prove nothing */
    hr = start(&init);
    if (FAILED(hr) || !we_are_started())
        findings_add(findings, PROBLEM, "system", view->words,
                     L"programs can load msmapi32.dll themselves; mapictl register",
                     L"%ls does not lead to this MAPI", path);
    else
        findings_add(findings, FINE, "system", view->words, NULL, L"%ls%ls leads to this MAPI",
                     path, image_is_wine(path) ? L" (Wine's, with the calls it passes on)" : L"");
    if (SUCCEEDED(hr)) stop();
    FreeLibrary(dll);
}

static bool same_file(const WCHAR *a, const WCHAR *b)
{
    BY_HANDLE_FILE_INFORMATION x = {0}, y = {0};
    HANDLE f = CreateFileW(a, 0, 7, NULL, OPEN_EXISTING, 0, NULL),
           g = CreateFileW(b, 0, 7, NULL, OPEN_EXISTING, 0, NULL);
    bool same = GetFileInformationByHandle(f, &x) && GetFileInformationByHandle(g, &y) &&
                x.dwVolumeSerialNumber == y.dwVolumeSerialNumber &&
                x.nFileIndexHigh == y.nFileIndexHigh && x.nFileIndexLow == y.nFileIndexLow;

    CloseHandle(f);
    CloseHandle(g);
    return same;
}

static void check_system(struct findings *findings, const struct view *view, const WCHAR *extended)
{
    WCHAR *path = path_join(view->system, L"mapi32.dll"), own[FOLDER_ROOM];
    WORD machine = path ? image_machine(path) : 0;

    if (!path) return;
    if (!machine)
        findings_add(findings, REMARK, "system", view->words,
                     L"programs that load \"MAPI32.DLL\" need ours beside them (dist has it)",
                     L"there is no %ls", path);
    else if (machine != view->machine)
        findings_add(findings, PROBLEM, "system", view->words,
                     L"let Windows repair it (sfc /scannow)", L"%ls is no %ls DLL", path,
                     view->words);
    else if (view->own && extended &&
             GetModuleFileNameW(GetModuleHandleW(OUR_DLL), own, ARRAYSIZE(own)) &&
             same_file(own, extended))
        try_system(findings, view, path);
    else
        findings_add(findings, FINE, "system", view->words, NULL, L"%ls%ls", path,
                     image_is_wine(path) ? L" (Wine's)" : L"");
    free(path);
}

/* ---- services ---- */

/* Does the DLL that mapisvc.inf names exist beside us: with "32" before its dot, or as it is? */
static bool dll_is_there(const WCHAR *folder, const WCHAR *name, WORD *machine)
{
    WCHAR with32[MAX_PATH + 3], *path;
    const WCHAR *dot = wcsrchr(name, L'.');
    int stem = dot ? (int)(dot - name) : (int)wcslen(name);

    if (wcslen(name) >= MAX_PATH) return false;
    swprintf(with32, ARRAYSIZE(with32), L"%.*ls32%ls", stem, name, dot ? dot : L".dll");
    path = path_join(folder, with32);
    *machine = path ? image_machine(path) : 0;
    free(path);
    if (!*machine) {
        path = path_join(folder, name);
        *machine = path ? image_machine(path) : 0;
        free(path);
    }
    return *machine;
}

/* One key's DLL in one section; nothing is said of a section without it. */
static void check_dll(struct findings *findings, const WCHAR *inf, const WCHAR *folder,
                      const WCHAR *service, const WCHAR *section, const WCHAR *key)
{
    WORD want = sizeof(void *) == 8 ? IMAGE_FILE_MACHINE_AMD64 : IMAGE_FILE_MACHINE_I386, machine;
    WCHAR dll[MAX_PATH];

    if (!GetPrivateProfileStringW(section, key, L"", dll, ARRAYSIZE(dll), inf) ||
        wcspbrk(dll, L"\\/"))
        return;
    if (!dll_is_there(folder, dll, &machine))
        findings_add(findings, PROBLEM, "services", NULL,
                     L"put it beside msmapi32.dll, or take the service out of mapisvc.inf",
                     L"service %ls: its DLL %ls isn't there", service, dll);
    else if (machine != want)
        findings_add(findings, PROBLEM, "services", NULL, L"put the one for these programs there",
                     L"service %ls: its DLL %ls is for other programs (%ls)", service, dll,
                     machine_words(machine));
}

static void check_providers(struct findings *findings, const WCHAR *inf, const WCHAR *folder,
                            const WCHAR *service)
{
    WCHAR list[512], *at = list, *name;

    GetPrivateProfileStringW(service, L"Providers", L"", list, ARRAYSIZE(list), inf);
    while ((name = at) && *name) {
        at = wcschr(name, L',');
        if (at) *at++ = 0;
        while (*name == L' ')
            name++;
        check_dll(findings, inf, folder, service, name, L"PR_PROVIDER_DLL_NAME");
    }
}

static void check_services(struct findings *findings)
{
    enum {
        ROOM = 8192
    };
    WCHAR own[FOLDER_ROOM], names[ROOM],
        *inf = own_folder(own) ? path_join(own, L"mapisvc.inf") : NULL;
    int before = findings->problems, n = 0;

    if (!inf || GetFileAttributesW(inf) == INVALID_FILE_ATTRIBUTES) {
        findings_add(findings, PROBLEM, "services", NULL, L"put mapisvc.inf beside msmapi32.dll",
                     L"mapisvc.inf isn't there: no service can be added to a profile");
        free(inf);
        return;
    }
    GetPrivateProfileStringW(L"Services", NULL, L"", names, ROOM, inf);
    for (const WCHAR *at = names; *at; at += wcslen(at) + 1, n++) {
        check_dll(findings, inf, own, at, at, L"PR_SERVICE_DLL_NAME");
        check_providers(findings, inf, own, at);
    }
    if (!n)
        findings_add(findings, PROBLEM, "services", NULL,
                     L"put the mapisvc.inf of this MAPI beside msmapi32.dll",
                     L"%ls lists no services", inf);
    else if (findings->problems == before)
        findings_add(findings, FINE, "services", NULL, NULL, L"%d in %ls", n, inf);
    free(inf);
}

/* ---- profiles, and the default store ---- */

static void check_store(struct findings *findings, const WCHAR *profile)
{
    IMAPISession *session = NULL;
    IMAPITable *table = NULL;
    SRowSet *rows = NULL;
    IMsgStore *store = NULL;
    static SizedSPropTagArray(2, tags) = {2, {PR_ENTRYID, PR_DISPLAY_NAME_W}};
    SPropValue yes = {.ulPropTag = PR_DEFAULT_STORE, .Value.b = TRUE};
    SRestriction is = {.rt = RES_PROPERTY, .res.resProperty = {RELOP_EQ, PR_DEFAULT_STORE, &yes}};
    WCHAR why[512];
    HRESULT hr =
        MAPILogonEx(0, (LPTSTR)profile, NULL,
                    MAPI_EXTENDED | MAPI_NEW_SESSION | MAPI_NO_MAIL | MAPI_UNICODE, &session);

    if (FAILED(hr)) {
        describe(hr, why, ARRAYSIZE(why));
        findings_add(findings, PROBLEM, "logon", NULL,
                     L"OPENMAPI_TRACE=- mapictl store list shows why",
                     L"a logon to '%ls' fails: %ls", profile, why);
        return;
    }
    hr = session->lpVtbl->GetMsgStoresTable(session, MAPI_UNICODE, &table);
    if (SUCCEEDED(hr)) hr = HrQueryAllRows(table, (SPropTagArray *)&tags, &is, NULL, 0, &rows);
    if (SUCCEEDED(hr) && !rows->cRows) {
        findings_add(findings, PROBLEM, "store", NULL, L"mapictl service add LOCALSTORE",
                     L"'%ls' has no default store", profile);
    } else {
        const SPropValue *id =
            SUCCEEDED(hr) ? prop_of(rows->aRow[0].lpProps, rows->aRow[0].cValues, PR_ENTRYID)
                          : NULL;
        const WCHAR *name =
            id ? text_of(rows->aRow[0].lpProps, rows->aRow[0].cValues, PR_DISPLAY_NAME_W) : NULL;

        if (id)
            hr = session->lpVtbl->OpenMsgStore(
                session, 0, id->Value.bin.cb, (ENTRYID *)id->Value.bin.lpb, NULL,
                MDB_NO_DIALOG | MDB_NO_MAIL | MAPI_BEST_ACCESS, &store);
        describe(hr, why, ARRAYSIZE(why));
        if (FAILED(hr) || !store)
            findings_add(findings, PROBLEM, "store", NULL,
                         L"OPENMAPI_TRACE=- mapictl store tree shows why",
                         L"the default store can't be opened: %ls", why);
        else
            findings_add(findings, FINE, "store", NULL, NULL, L"the default store opens: %ls",
                         name ? name : L"?");
    }
    FreeProws(rows);
    RELEASE(table);
    RELEASE(store);
    session->lpVtbl->Logoff(session, 0, 0, 0);
    RELEASE(session);
}

static void check_profiles(struct findings *findings)
{
    MAPIINIT_0 init = {MAPI_INIT_VERSION, MAPI_MULTITHREAD_NOTIFICATIONS};
    IProfAdmin *admin = NULL;
    WCHAR name[80], why[512];
    HRESULT hr = MAPIInitialize(&init);

    if (FAILED(hr)) {
        describe(hr, why, ARRAYSIZE(why));
        findings_add(findings, PROBLEM, "profiles", NULL,
                     L"OPENMAPI_TRACE=- mapictl profile list shows why",
                     L"MAPI can't be started: %ls", why);
        return;
    }
    hr = MAPIAdminProfiles(0, &admin);
    if (SUCCEEDED(hr) && settings.profile) {
        hr = profiles_find(admin, settings.profile);
        swprintf(name, ARRAYSIZE(name), L"%ls", settings.profile);
    } else if (SUCCEEDED(hr)) {
        hr = profiles_default(admin, name, ARRAYSIZE(name));
    }
    RELEASE(admin);
    describe(hr, why, ARRAYSIZE(why));
    if (hr == MAPI_E_NOT_FOUND && settings.profile)
        findings_add(findings, PROBLEM, "profiles", NULL, L"mapictl profile create NAME",
                     L"there is no profile '%ls'", settings.profile);
    else if (hr == MAPI_E_NOT_FOUND)
        findings_add(findings, PROBLEM, "profiles", NULL, L"mapictl profile create me --default",
                     L"there is no default profile");
    else if (FAILED(hr))
        findings_add(findings, PROBLEM, "profiles", NULL, NULL, L"the profiles can't be read: %ls",
                     why);
    else
        findings_add(findings, FINE, "profiles", NULL, NULL,
                     settings.profile ? L"'%ls' is there" : L"the default is '%ls'", name);
    if (SUCCEEDED(hr)) check_store(findings, name);
    MAPIUninitialize();
}

/* Can programs of that bitness run here at all? (A Wine may be of one alone.) */
static bool has_programs(const struct view *view)
{
    WCHAR *kernel = view->own ? NULL : path_join(view->system, L"kernel32.dll");
    bool there = view->own || (kernel && image_machine(kernel) == view->machine);

    free(kernel);
    return there;
}

int doctor_run(struct args *args)
{
    struct findings findings;
    struct view views[2];
    int n = views_of_machine(views);

    if (!args_done(args)) return EXIT_USAGE;
    findings_begin(&findings);
    check_own(&findings);
    for (int i = 0; i < n; i++) {
        WCHAR *extended;

        if (!has_programs(&views[i])) {
            findings_add(&findings, REMARK, "system", views[i].words, NULL,
                         L"no %ls programs can run here", views[i].words);
            continue;
        }
        extended = check_client(&findings, &views[i]);
        check_subsystem(&findings, &views[i]);
        check_apps(&findings, &views[i]);
        check_system(&findings, &views[i], extended);
        free(extended);
    }
    check_services(&findings);
    check_profiles(&findings);
    findings_end(&findings);
    return findings.problems ? EXIT_FAILED : EXIT_FINE;
}
