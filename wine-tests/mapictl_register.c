/*
 * mapictl_register.c - mapictl register, unregister and doctor: who answers MAPI on this machine
 */
#include "mapictl_fixture.h"

#define CLIENTS   L"Software\\Clients\\Mail"
#define OURS      CLIENTS L"\\Open MAPI"
#define SUBSYSTEM L"Software\\Microsoft\\Windows Messaging Subsystem"
#define CONVERTER L"Software\\Classes\\CLSID\\{4E3A7680-B77A-11D0-9DA5-00C04FD65685}"

/* As much of a DLL as says for which machine it is. */
static void write_image(const WCHAR *folder, WORD machine)
{
    IMAGE_DOS_HEADER dos = {.e_magic = IMAGE_DOS_SIGNATURE, .e_lfanew = sizeof(dos)};
    BYTE bytes[256] = {0};
    DWORD signature = IMAGE_NT_SIGNATURE;
    WCHAR path[MAX_PATH];

    CreateDirectoryW(folder, NULL);
    memcpy(bytes, &dos, sizeof(dos));
    memcpy(bytes + sizeof(dos), &signature, 4);
    memcpy(bytes + sizeof(dos) + 4, &machine, 2);
    swprintf(path, MAX_PATH, L"%ls\\msmapi32.dll", folder);
    write_file(path, bytes, sizeof(bytes));
}

/* ---- the registry ---- */

static bool two_views(void)
{
    BOOL wow = FALSE;

    return sizeof(void *) == 8 || (IsWow64Process(GetCurrentProcess(), &wow) && wow);
}

static const REGSAM views[] = {KEY_WOW64_64KEY, KEY_WOW64_32KEY};

static bool value_is(HKEY root, const WCHAR *path, const WCHAR *value, REGSAM view,
                     const WCHAR *wanted)
{
    WCHAR text[512] = {0};
    DWORD bytes = sizeof(text) - sizeof(WCHAR), type = REG_NONE;
    HKEY key;
    bool is;

    if (RegOpenKeyExW(root, path, 0, KEY_QUERY_VALUE | view, &key)) return !wanted;
    is = !RegQueryValueExW(key, value, NULL, &type, (BYTE *)text, &bytes)
             ? wanted && (type == REG_SZ || type == REG_EXPAND_SZ) && !wcscmp(text, wanted)
             : !wanted;
    if (!is)
        trace("%s %s is '%s', not '%s'\n", utf8(path), utf8(value), utf8(text),
              wanted ? utf8(wanted) : "(none)");
    RegCloseKey(key);
    return is;
}

#define has(root, path, value, view, wanted)                                                       \
    ok(value_is(root, path, value, view, wanted), "%s: another value (view %lx)\n", utf8(path),    \
       (ULONG)(view))

static bool key_is(HKEY root, const WCHAR *path, REGSAM view)
{
    HKEY key;

    if (RegOpenKeyExW(root, path, 0, KEY_QUERY_VALUE | view, &key)) return false;
    RegCloseKey(key);
    return true;
}

static void set(HKEY root, const WCHAR *path, const WCHAR *value, REGSAM view, const WCHAR *text)
{
    HKEY key;

    ok(!RegCreateKeyExW(root, path, 0, NULL, 0, KEY_ALL_ACCESS | view, NULL, &key, NULL),
       "no key %s\n", utf8(path));
    if (text)
        RegSetValueExW(key, value, 0, REG_SZ, (const BYTE *)text,
                       (DWORD)((wcslen(text) + 1) * sizeof(*text)));
    else RegDeleteValueW(key, value);
    RegCloseKey(key);
}

/* The other bitness' DLL, and ours, for both views: folders dlls\x86 and dlls\AMD64 whose images
 * say what they are. */
static WCHAR dll[2][MAX_PATH], both[512];

static void make_dlls(void)
{
    WCHAR folder[MAX_PATH];
    const WCHAR *names[] = {L"AMD64", L"x86"};

    swprintf(folder, MAX_PATH, L"%ls\\dlls", temp);
    CreateDirectoryW(folder, NULL);
    for (int i = 0; i < 2; i++) {
        swprintf(folder, MAX_PATH, L"%ls\\dlls\\%ls", temp, names[i]);
        write_image(folder, i ? IMAGE_FILE_MACHINE_I386 : IMAGE_FILE_MACHINE_AMD64);
        swprintf(dll[i], MAX_PATH, L"%ls\\msmapi32.dll", folder);
    }
    swprintf(both, ARRAYSIZE(both), L"register --x86 dlls\\x86%ls",
             two_views() ? L" --x64 dlls\\AMD64" : L"");
}

static void registering_writes_the_client_key_of_each_view(void)
{
    DWORD number, bytes, type;
    HKEY key;

    make_dlls();
    for (int v = two_views() ? 0 : 1; v < 2; v++) {
        set(HKEY_LOCAL_MACHINE, CLIENTS L"\\Other", L"DLLPath", views[v], L"c:\\other.dll");
        set(HKEY_LOCAL_MACHINE, CLIENTS, NULL, views[v], L"Other");
        set(HKEY_LOCAL_MACHINE, SUBSYSTEM, L"MAPIXVER", views[v], L"9.9.9"); /* another product's */
        set(HKEY_LOCAL_MACHINE, SUBSYSTEM, L"MAPI", views[v], L"1");
    }
    runs(0, both);
    says("Other");
    for (int v = two_views() ? 0 : 1; v < 2; v++) {
        REGSAM view = views[v];

        has(HKEY_LOCAL_MACHINE, CLIENTS, NULL, view, L"Open MAPI"); /* 13.1-01 */
        has(HKEY_LOCAL_MACHINE, OURS, NULL, view, L"Open MAPI");
        has(HKEY_LOCAL_MACHINE, OURS, L"DLLPath", view,
            dll[v]); /* 13.1-02 13.1-11 13.1-12 13.4-01 */
        has(HKEY_LOCAL_MACHINE, OURS, L"DLLPathEx", view, dll[v]);    /* 13.1-02 13.3-08 */
        has(HKEY_LOCAL_MACHINE, OURS, L"MSIComponentID", view, NULL); /* 13.1-04 13.1-05 */
        ok(!RegOpenKeyExW(HKEY_LOCAL_MACHINE, OURS, 0, KEY_READ | view, &key), "no key\n");
        bytes = sizeof(number);
        ok(!RegQueryValueExW(key, L"SupportUTF8", NULL, &type, (BYTE *)&number, &bytes) &&
               type == REG_DWORD && number == 1,
           "no SupportUTF8\n"); /* 13.1-09 */
        RegCloseKey(key);
        has(HKEY_LOCAL_MACHINE, SUBSYSTEM, L"MAPI", view, L"1");  /* 13.5-01 */
        has(HKEY_LOCAL_MACHINE, SUBSYSTEM, L"MAPIX", view, L"1"); /* 13.5-01 13.5-02 */
        has(HKEY_LOCAL_MACHINE, SUBSYSTEM, L"MAPIXVER", view, L"9.9.9");
        has(HKEY_LOCAL_MACHINE, SUBSYSTEM, L"SMAPI", view, L"1");        /* 13.5-03 */
        has(HKEY_LOCAL_MACHINE, SUBSYSTEM, L"CMC", view, L"1");          /* 13.5-03 */
        has(HKEY_LOCAL_MACHINE, SUBSYSTEM, L"OLEMessaging", view, NULL); /* there is none */
        has(HKEY_LOCAL_MACHINE, CONVERTER L"\\InprocServer32", NULL, view, dll[v]);
        has(HKEY_LOCAL_MACHINE, CONVERTER L"\\InprocServer32", L"ThreadingModel", view, L"Both");

        /* An MSIComponentID that came into our key would go before our paths. */
        set(HKEY_LOCAL_MACHINE, OURS, L"MSIComponentID", view,
            L"{FF1D0740-D227-11D1-A4B0-006008AF820E}");
    }
    runs(0, both); /* again: still remembers who was before */
    for (int v = two_views() ? 0 : 1; v < 2; v++)
        has(HKEY_LOCAL_MACHINE, OURS, L"MSIComponentID", views[v], NULL); /* 13.1-05 */

    runs(0, L"unregister");
    says("Other");
    for (int v = two_views() ? 0 : 1; v < 2; v++) {
        REGSAM view = views[v];

        has(HKEY_LOCAL_MACHINE, CLIENTS, NULL, view, L"Other");                  /* 13.5-04 */
        ok(!key_is(HKEY_LOCAL_MACHINE, OURS, view), "our key is still there\n"); /* 13.5-04 */
        has(HKEY_LOCAL_MACHINE, CLIENTS L"\\Other", L"DLLPath", view, L"c:\\other.dll");
        has(HKEY_LOCAL_MACHINE, SUBSYSTEM, L"MAPI", view, L"1"); /* were there before us */
        has(HKEY_LOCAL_MACHINE, SUBSYSTEM, L"MAPIXVER", view, L"9.9.9");
        has(HKEY_LOCAL_MACHINE, SUBSYSTEM, L"MAPIX", view, NULL);
        has(HKEY_LOCAL_MACHINE, SUBSYSTEM, L"SMAPI", view, NULL);
        ok(!key_is(HKEY_LOCAL_MACHINE, CONVERTER, view), "the converter's class is still there\n");
    }
    runs(3, L"unregister");
}

static void unregistering_leaves_what_is_not_ours(void)
{
    REGSAM view = sizeof(void *) == 8 ? KEY_WOW64_64KEY : KEY_WOW64_32KEY;

    /* Somebody else became the default meanwhile. */
    runs(0, L"register --name \"Unsere Post\u2122\"");
    has(HKEY_LOCAL_MACHINE, CLIENTS, NULL, view, L"Unsere Post\u2122");
    set(HKEY_LOCAL_MACHINE, CLIENTS, NULL, view, L"Other");
    set(HKEY_LOCAL_MACHINE, SUBSYSTEM, L"SMAPI", view,
        L"2"); /* somebody else changed what we wrote */
    runs(0, L"unregister --name \"Unsere Post\u2122\"");
    has(HKEY_LOCAL_MACHINE, CLIENTS, NULL, view, L"Other"); /* 13.5-04 */
    has(HKEY_LOCAL_MACHINE, SUBSYSTEM, L"SMAPI", view, L"2");
    has(HKEY_LOCAL_MACHINE, SUBSYSTEM, L"MAPIX", view, NULL);
    set(HKEY_LOCAL_MACHINE, SUBSYSTEM, L"SMAPI", view, NULL);

    /* Whoever was before is gone meanwhile: nobody is the default. */
    set(HKEY_LOCAL_MACHINE, CLIENTS, NULL, view, L"Vanished");
    runs(0, L"register");
    runs(0, L"unregister");
    has(HKEY_LOCAL_MACHINE, CLIENTS, NULL, view, NULL);

    /* A key of that name that we did not make. */
    set(HKEY_LOCAL_MACHINE, OURS, L"MSIComponentID", view,
        L"{FF1D0740-D227-11D1-A4B0-006008AF820E}");
    runs(1, L"register");
    complains("another program's");
    has(HKEY_LOCAL_MACHINE, OURS, L"MSIComponentID", view,
        L"{FF1D0740-D227-11D1-A4B0-006008AF820E}");
    has(HKEY_LOCAL_MACHINE, CLIENTS, NULL, view, NULL);
    runs(1, L"unregister");
    ok(key_is(HKEY_LOCAL_MACHINE, OURS, view), "another's key is gone\n");
    RegDeleteKeyExW(HKEY_LOCAL_MACHINE, OURS, view, 0);

    /* Another product's converter stays. */
    set(HKEY_LOCAL_MACHINE, CONVERTER L"\\InprocServer32", NULL, view, L"c:\\other.dll");
    runs(0, L"register");
    has(HKEY_LOCAL_MACHINE, CONVERTER L"\\InprocServer32", NULL, view, L"c:\\other.dll");
    runs(0, L"unregister");
    has(HKEY_LOCAL_MACHINE, CONVERTER L"\\InprocServer32", NULL, view, L"c:\\other.dll");
    RegDeleteKeyExW(HKEY_LOCAL_MACHINE, CONVERTER L"\\InprocServer32", view, 0);
    RegDeleteKeyExW(HKEY_LOCAL_MACHINE, CONVERTER, view, 0);
}

static void a_user_registers_alone(void)
{
    WCHAR line[512], shared[MAX_PATH];

    swprintf(line, ARRAYSIZE(line), L"%ls --user", both);
    runs(0, line);
    has(HKEY_CURRENT_USER, CLIENTS, NULL, 0, L"Open MAPI"); /* 13.1-10 */
    if (two_views()) /* one key for both: one text leads each to its DLL */
        swprintf(shared, MAX_PATH, L"%ls\\dlls\\%%PROCESSOR_ARCHITECTURE%%\\msmapi32.dll", temp);
    else wcscpy(shared, dll[1]);
    has(HKEY_CURRENT_USER, OURS, L"DLLPathEx", 0, shared); /* 13.1-03 13.1-11 */
    ok(!key_is(HKEY_LOCAL_MACHINE, OURS, 0), "the machine's key was written\n");
    for (int v = two_views() ? 0 : 1; v < 2; v++) /* Wine has one for both views: the first stays */
        has(HKEY_CURRENT_USER, CONVERTER L"\\InprocServer32", NULL, views[v],
            dll[harness_wine() && two_views() ? 0 : v]);
    runs(0, L"unregister --user");
    ok(!key_is(HKEY_CURRENT_USER, OURS, 0), "the user's key is still there\n");
    has(HKEY_CURRENT_USER, CLIENTS, NULL, 0, NULL);
    for (int v = two_views() ? 0 : 1; v < 2; v++)
        ok(!key_is(HKEY_CURRENT_USER, CONVERTER, views[v]),
           "the converter's class is still there\n");
    runs(3, L"unregister --user");

    if (two_views()) { /* folders that no variable can tell apart */
        WCHAR folder[MAX_PATH];

        swprintf(folder, MAX_PATH, L"%ls\\thirtytwo", temp);
        write_image(folder, IMAGE_FILE_MACHINE_I386);
        runs(0, L"register --user --x64 dlls\\AMD64 --x86 thirtytwo");
        complains("share one key");
        has(HKEY_CURRENT_USER, OURS, L"DLLPathEx", 0, dll[0]);
        runs(0, L"unregister --user");
    }
}

static void what_cannot_be_registered_is_told(void)
{
    SECURITY_DESCRIPTOR descriptor;
    ACL nobody;
    HKEY key;

    runs(3, L"register --x86 nowhere");
    complains("--x86");
    runs(3, two_views() ? L"register --x86 dlls\\AMD64"
                        : L"register --x86 dlls"); /* of the wrong kind; none at all */
    if (!two_views()) runs(2, L"register --x64 dlls\\AMD64");
    ok(!key_is(HKEY_LOCAL_MACHINE, OURS, 0), "something was written\n");

    /* No administrator: a key that nobody may write. */
    ok(!RegCreateKeyExW(HKEY_LOCAL_MACHINE, OURS, 0, NULL, 0, KEY_ALL_ACCESS | WRITE_DAC, NULL,
                        &key, NULL),
       "no key\n");
    InitializeAcl(&nobody, sizeof(nobody), ACL_REVISION);
    InitializeSecurityDescriptor(&descriptor, SECURITY_DESCRIPTOR_REVISION);
    SetSecurityDescriptorDacl(&descriptor, TRUE, &nobody, FALSE);
    ok(!RegSetKeySecurity(key, DACL_SECURITY_INFORMATION, &descriptor), "no DACL\n");
    if (key_is(HKEY_LOCAL_MACHINE, OURS, 0)) {
        skip("this registry lets everybody in\n");
    } else {
        runs(1, L"register");
        complains("administrator");
        runs(1, L"unregister");
        complains("administrator");
    }
    SetSecurityDescriptorDacl(&descriptor, TRUE, NULL, FALSE);
    RegSetKeySecurity(key, DACL_SECURITY_INFORMATION, &descriptor);
    RegCloseKey(key);
    ok(!RegDeleteKeyW(HKEY_LOCAL_MACHINE, OURS), "the key stayed\n");
}

/* ---- the doctor ---- */

static void the_doctor_tells_how_to_mend(void)
{
    REGSAM view = sizeof(void *) == 8 ? KEY_WOW64_64KEY : KEY_WOW64_32KEY;

    set(HKEY_LOCAL_MACHINE, CLIENTS, NULL, view, NULL);
    runs(1, L"doctor");
    says("there is no default mail client"); /* 13.2-04 */
    says("mapictl register");
    says("there is no default profile");
    says("mapictl profile create me --default");
    ok(run(L"doctor --json") == 1, "healthy?\n%s", out);
    ok(json_value(out, 0) && is_utf8(out), "no JSON:\n%s", out);
    says("\"state\": \"problem\"");

    set(HKEY_LOCAL_MACHINE, CLIENTS, NULL, view, L"Nobody");
    runs(1, L"doctor");
    says("'Nobody', which isn't registered");

    set(HKEY_LOCAL_MACHINE, CLIENTS, NULL, view, L"Open MAPI");
    set(HKEY_LOCAL_MACHINE, OURS, L"DLLPath", view, L"c:\\not there.dll");
    set(HKEY_LOCAL_MACHINE, OURS, L"DLLPathEx", view,
        dll[sizeof(void *) == 8]); /* of the other bitness */
    set(HKEY_LOCAL_MACHINE, OURS, L"MSIComponentID", view,
        L"{FF1D0740-D227-11D1-A4B0-006008AF820E}");
    set(HKEY_LOCAL_MACHINE, SUBSYSTEM L"\\MSMapiApps", L"some.exe", view, L"Nobody");
    set(HKEY_LOCAL_MACHINE, SUBSYSTEM L"\\MSMapiApps", L"else.exe", view, L"");
    runs(1, L"doctor");
    says("DLLPath names c:\\not there.dll, which isn't there");
    says("programs can't load it");            /* 13.1-12 */
    says("MSIComponentID, which goes before"); /* 13.1-04 */
    says("some.exe is to use 'Nobody'");       /* 13.2-02 */
    says("else.exe uses the system's MAPI");
    says("MAPIX isn't"); /* 13.5-02 */
    RegDeleteTreeW(HKEY_LOCAL_MACHINE, SUBSYSTEM L"\\MSMapiApps");
    RegDeleteTreeW(HKEY_LOCAL_MACHINE, OURS);
    set(HKEY_LOCAL_MACHINE, CLIENTS, NULL, view, NULL);
}

static void the_doctor_finds_a_good_set_up_healthy(void)
{
    WCHAR broken[MAX_PATH], copy[MAX_PATH];

    runs(0, L"register --name Gesund");
    runs(0, L"profile create gesund --default");
    runs(0, L"doctor");
    says("all is well");
    says("leads to this MAPI"); /* 13.2-01 13.2-07 13.2-10: the system's mapi32.dll starts us */
    says("the default store opens");
    is_json(L"doctor --json");
    says_not("\"problem\"");

    /* The user's choice goes before the machine's. */
    set(HKEY_CURRENT_USER, CLIENTS, NULL, 0, L"Nobody");
    runs(1, L"doctor"); /* 13.1-10 */
    says("'Nobody'");
    set(HKEY_CURRENT_USER, CLIENTS, NULL, 0, NULL);

    runs(0, L"profile create leer --empty");
    runs(1, L"doctor --profile leer");
    says("no default store");
    runs(1, L"doctor --profile nobody");
    says("no profile 'nobody'");

    /* A mapictl whose folder lacks a provider's DLL. */
    swprintf(broken, MAX_PATH, L"%ls\\broken", temp);
    CreateDirectoryW(broken, NULL);
    for (int i = 0; i < 3; i++) {
        static const WCHAR *const files[] = {L"mapictl.exe", L"msmapi32.dll", L"mapisvc.inf"};
        WCHAR from[MAX_PATH];

        swprintf(from, MAX_PATH, L"%ls\\%ls", here, files[i]);
        swprintf(copy, MAX_PATH, L"%ls\\%ls", broken, files[i]);
        ok(CopyFileW(from, copy, FALSE), "no copy of %s\n", utf8(from));
    }
    swprintf(copy, MAX_PATH, L"%ls\\mapictl.exe", broken);
    ok(run_program(copy, L"doctor") == 1, "healthy without its provider:\n%s", out);
    says("service LOCALSTORE: its DLL omlocal.dll isn't there");
    swprintf(copy, MAX_PATH, L"%ls\\mapisvc.inf", broken);
    DeleteFileW(copy);
    swprintf(copy, MAX_PATH, L"%ls\\mapictl.exe", broken);
    ok(run_program(copy, L"doctor") == 1, "healthy without mapisvc.inf:\n%s", out);
    says("mapisvc.inf isn't there");

    runs(0, L"profile delete leer");
    runs(0, L"profile delete gesund");
    runs(0, L"unregister --name Gesund");
}

START_TEST(mapictl_register)
{
    find_mapictl();

    RUN(registering_writes_the_client_key_of_each_view);
    RUN(unregistering_leaves_what_is_not_ours);
    RUN(a_user_registers_alone);
    RUN(what_cannot_be_registered_is_told);
    RUN(the_doctor_tells_how_to_mend);
    RUN(the_doctor_finds_a_good_set_up_healthy);
}
