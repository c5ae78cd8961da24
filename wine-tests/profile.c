/*
 * profile.c - profiles and their administration, through the DLL: IProfAdmin, IMsgServiceAdmin,
 * IProviderAdmin, IProfSect
 */
#include <initguid.h>
#define USES_IID_IMsgServiceAdmin
#define USES_IID_IMsgServiceAdmin2
#define USES_IID_IProfSect
#define USES_IID_IMAPIProp
#define USES_IID_IProviderAdmin
#include "profile_fixture.h"

/* 2.3-01, 2.3-02 */
static void admin_profiles_wants_mapi_initialised(void)
{
    IProfAdmin *out = (IProfAdmin *)1;
    HRESULT hr;

    hr = pMAPIAdminProfiles(0, &out);
    ok(hr == MAPI_E_NOT_INITIALIZED, "got %#lx\n", hr);
    ok(!out, "got %p\n", out);
    pMAPIInitialize(NULL);
    hr = pMAPIAdminProfiles(0, NULL);
    ok(hr == MAPI_E_INVALID_PARAMETER, "got %#lx\n", hr);
    hr = pMAPIAdminProfiles(0x40, &out);
    ok(hr == MAPI_E_UNKNOWN_FLAGS, "got %#lx\n", hr);
    hr = pMAPIAdminProfiles(0, &out);
    ok(hr == S_OK, "got %#lx\n", hr);
    out->lpVtbl->Release(out);
    pMAPIUninitialize();
}

/* 2.1-01, 2.1-02, 2.2-01, 2.2-06, 2.2-14, 2.3-13, 2.3-14, 2.6-10 */
static void a_profile_is_a_key_of_the_classic_layout(void)
{
    static const struct {
        const char *name;
        HRESULT hr;
    } names[] = {{"", MAPI_E_INVALID_PARAMETER},
                 {" x", MAPI_E_INVALID_PARAMETER},
                 {"x ", MAPI_E_INVALID_PARAMETER},
                 {"x\\y", MAPI_E_INVALID_PARAMETER},
                 {"WT ONE", MAPI_E_NO_ACCESS},
                 {"1234567890123456789012345678901234567890123456789012345678901234X",
                  MAPI_E_INVALID_PARAMETER}};
    BYTE data[64];
    DWORD type, bytes = sizeof(data);
    HRESULT hr;

    begin();
    create_profile("wt one", 0);
    ok(key_exists(L"wt one\\9207f3e0a3b11019908b08002b2a56c2"), "no root section\n");
    ok(raw(L"wt one\\8503020000000000c000000000000046", L"0102300b", &type, data, &bytes),
       "no PR_SEARCH_KEY\n");
    ok(type == REG_BINARY && bytes == 16, "type %lu, %lu bytes\n", type, bytes);
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        hr = admin->lpVtbl->CreateProfile(admin, TEXT8(names[i].name), NULL, 0, 0);
        ok(hr == names[i].hr, "%s: got %#lx\n", names[i].name, hr);
    }
    ok(!n_calls, "%lu calls of an entry\n", n_calls);
    delete_profile("Wt One");
    ok(!key_exists(L"wt one"), "the key is still there\n");
    end();
}

/* Wide and 8-bit names are the same names; accented ones too. */
static void names_come_in_both_widths(void)
{
    HRESULT hr;
    IMAPITable *table = NULL;
    SRowSet *rows;
    bool found = false;

    begin();
    hr =
        admin->lpVtbl->CreateProfile(admin, (LPTSTR)L"wt \u00c4rger", (LPTSTR)L"", 0, MAPI_UNICODE);
    ok(hr == S_OK, "got %#lx\n", hr);
    ok(key_exists(L"wt \u00c4rger"), "no key\n");
    hr = admin->lpVtbl->GetProfileTable(admin, MAPI_UNICODE, &table);
    ok(hr == S_OK, "got %#lx\n", hr);
    rows = rows_of(table);
    for (ULONG i = 0; i < rows->cRows; i++) {
        ok(rows->aRow[i].cValues == 2, "%lu columns\n", rows->aRow[i].cValues);
        found |= !wcscmp(cell(rows, i, PR_DISPLAY_NAME_W)->Value.lpszW, L"wt \u00c4rger");
    }
    ok(found, "the wide table doesn't have it\n");
    pFreeProws(rows);
    hr = admin->lpVtbl->DeleteProfile(admin, (LPTSTR)L"WT \u00e4RGER", MAPI_UNICODE);
    ok(hr == S_OK, "got %#lx\n", hr);
    end();
}

/* 2.3-10, 2.3-12, 2.3-24, 2.3-36, 2.3-37, 2.3-39, 2.3-40, 2.2-03 */
static void there_is_one_default_at_most(void)
{
    BYTE data[64];
    DWORD type, bytes = sizeof(data);
    bool one, two;
    HRESULT hr;

    begin();
    create_profile("wt one", 0);
    create_profile("wt two", 0);
    create_profile("wt app", MAPI_APP_PROFILE);
    ok(listed("wt app", 0, NULL) == 0, "an app profile shows\n");
    ok(listed("wt app", MAPI_APP_PROFILE, NULL) == 1, "it doesn't show when asked for\n");
    hr = admin->lpVtbl->SetDefaultProfile(admin, TEXT8("wt one"), 0);
    ok(hr == S_OK, "got %#lx\n", hr);
    hr = admin->lpVtbl->SetDefaultProfile(admin, TEXT8("wt two"), 0);
    ok(hr == S_OK, "got %#lx\n", hr);
    ok(raw(L"", L"DefaultProfile", &type, data, &bytes), "no DefaultProfile\n");
    ok(type == REG_SZ && !wcscmp((WCHAR *)data, L"wt two"), "type %lu, %ls\n", type, (WCHAR *)data);
    ok(listed("wt one", 0, &one) == 1 && listed("wt two", 0, &two) == 1, "not listed once\n");
    ok(!one && two, "default: %d %d\n", one, two);
    hr = admin->lpVtbl->SetDefaultProfile(admin, TEXT8("wt none"), 0);
    ok(hr == MAPI_E_NOT_FOUND, "got %#lx\n", hr);
    hr = admin->lpVtbl->SetDefaultProfile(admin, TEXT8("wt app"), 0);
    ok(hr == E_FAIL, "got %#lx\n", hr);
    hr = admin->lpVtbl->RenameProfile(admin, TEXT8("wt two"), NULL, TEXT8("wt three"), 0, 0);
    ok(hr == S_OK, "got %#lx\n", hr);
    ok(listed("wt three", 0, &two) == 1 && two, "the renamed one isn't the default any more\n");
    delete_profile("wt three");
    ok(listed("wt one", 0, &one) == 1 && !one, "another one became the default\n");
    hr = admin->lpVtbl->SetDefaultProfile(admin, NULL, 0);
    ok(hr == S_OK, "got %#lx\n", hr);
    delete_profile("wt one");
    delete_profile("wt app");
    end();
}

/* 2.3-19, 2.3-20, 2.3-25, 2.3-26, 2.3-27, 2.3-28, 2.3-29, 2.3-34, 2.3-35, 2.3-41, 2.3-42 */
static void the_codes_are_the_documented_ones(void)
{
    IMsgServiceAdmin *services = (IMsgServiceAdmin *)1;
    HRESULT hr;

    begin();
    create_profile("wt one", 0);
    create_profile("wt app", MAPI_APP_PROFILE);
    hr = admin->lpVtbl->DeleteProfile(admin, TEXT8("wt none"), 0);
    ok(hr == MAPI_E_NOT_FOUND, "got %#lx\n", hr);
    hr = admin->lpVtbl->DeleteProfile(admin, TEXT8("wt app"), 0);
    ok(hr == MAPI_E_NO_ACCESS, "got %#lx\n", hr);
    hr = admin->lpVtbl->ChangeProfilePassword(admin, NULL, NULL, NULL, 0);
    ok(hr == S_OK, "got %#lx\n", hr);
    hr = admin->lpVtbl->CopyProfile(admin, TEXT8("wt none"), NULL, TEXT8("wt two"), 0, 0);
    ok(hr == MAPI_E_NOT_FOUND, "got %#lx\n", hr);
    hr = admin->lpVtbl->CopyProfile(admin, TEXT8("wt one"), NULL, TEXT8("wt app"), 0, 0);
    ok(hr == MAPI_E_NO_ACCESS, "got %#lx\n", hr);
    hr = admin->lpVtbl->CopyProfile(admin, TEXT8("wt one"), TEXT8("secret"), TEXT8("wt two"), 0, 0);
    ok(hr == MAPI_E_LOGON_FAILED, "got %#lx\n", hr);
    hr = admin->lpVtbl->CopyProfile(admin, TEXT8("wt app"), NULL, TEXT8("wt two"), 0, 0);
    ok(hr == MAPI_E_NO_ACCESS, "got %#lx\n", hr);
    hr = admin->lpVtbl->RenameProfile(admin, TEXT8("wt none"), NULL, TEXT8("wt two"), 0, 0);
    ok(hr == MAPI_E_NOT_FOUND, "got %#lx\n", hr);
    hr = admin->lpVtbl->RenameProfile(admin, TEXT8("wt app"), NULL, TEXT8("wt two"), 0, 0);
    ok(hr == MAPI_E_NO_ACCESS, "got %#lx\n", hr);
    hr = admin->lpVtbl->RenameProfile(admin, TEXT8("wt one"), NULL, TEXT8("wt app"), 0, 0);
    ok(hr == MAPI_E_NO_ACCESS, "got %#lx\n", hr);
    hr = admin->lpVtbl->AdminServices(admin, TEXT8("wt none"), NULL, 0, 0, &services);
    ok(hr == MAPI_E_LOGON_FAILED && !services, "got %#lx, %p\n", hr, services);
    hr = admin->lpVtbl->AdminServices(admin, NULL, NULL, 0, 0, &services);
    ok(hr == MAPI_E_INVALID_PARAMETER, "got %#lx\n", hr);
    hr = admin->lpVtbl->CreateProfile(admin, TEXT8("wt two"), NULL, 0, 0x40);
    ok(hr == MAPI_E_UNKNOWN_FLAGS, "got %#lx\n", hr);
    delete_profile("wt one");
    delete_profile("wt app");
    end();
}

/* 2.3-15, 2.3-17, 2.3-23, 2.3-32, 2.9-01, 2.9-02 */
static void default_services_are_called_once_each(void)
{
    IMsgServiceAdmin *services;
    SRowSet *rows;
    HRESULT hr;

    begin();
    hr = admin->lpVtbl->CreateProfile(admin, TEXT8("wt one"), NULL, 77, MAPI_DEFAULT_SERVICES);
    ok(hr == S_OK, "got %#lx\n", hr);
    ok(n_calls == 1 && calls[0].context == MSG_SERVICE_CREATE, "%lu calls, context %lu\n", n_calls,
       calls[0].context);
    ok(!calls[0].flags && !calls[0].ui, "flags %#lx\n", calls[0].flags);
    ok(calls[0].has_instance && calls[0].has_malloc && calls[0].has_support && calls[0].has_admin,
       "not all arguments\n");
    services = services_of("wt one");
    rows = service_rows(services);
    ok(rows->cRows == 2, "%lu services\n", rows->cRows);
    ok(!strcmp(cell(rows, 0, PR_SERVICE_NAME_A)->Value.lpszA, "PLAIN"), "first %s\n",
       cell(rows, 0, PR_SERVICE_NAME_A)->Value.lpszA);
    pFreeProws(rows);
    services->lpVtbl->Release(services);
    n_calls = 0;
    hr = admin->lpVtbl->CopyProfile(admin, TEXT8("wt one"), NULL, TEXT8("wt two"), 0, 0);
    ok(hr == S_OK && !n_calls, "got %#lx, %lu calls\n", hr, n_calls);
    delete_profile("wt one");
    ok(n_calls == 1 && calls[0].context == MSG_SERVICE_DELETE, "%lu calls, context %lu\n", n_calls,
       calls[0].context);
    hr = admin->lpVtbl->CreateProfile(admin, TEXT8("wt one"), NULL, 77,
                                      MAPI_DEFAULT_SERVICES | MAPI_DIALOG);
    ok(hr == S_OK, "got %#lx\n", hr);
    ok(calls[1].ui == 77 && calls[1].flags & SERVICE_UI_ALLOWED, "flags %#lx\n", calls[1].flags);
    delete_profile("wt one");
    delete_profile("wt two");
    end();
}

/* 2.4-02, 2.4-03, 2.4-10, 2.4-11, 2.4-12, 2.4-13, 2.4-15, 2.4-16, 2.4-17, 2.4-18, 2.4-19, 2.2-07, 2.2-09,
   2.2-10, 2.8-06, 2.8-11, 2.8-14, 2.8-17, 2.9-10 */
static void a_service_comes_from_the_inf(void)
{
    IMsgServiceAdmin *services;
    IMsgServiceAdmin2 *two = NULL;
    MAPIUID uid;
    SRowSet *rows;
    WCHAR path[100], hex[33];
    BYTE data[64];
    DWORD type, bytes;
    MAPIERROR *error = NULL;
    HRESULT hr;

    begin();
    create_profile("wt one", 0);
    services = services_of("wt one");
    hr = services->lpVtbl->QueryInterface(services, &IID_IMsgServiceAdmin2, (void **)&two);
    ok(hr == S_OK, "got %#lx\n", hr);
    hr = two->lpVtbl->CreateMsgServiceEx(two, TEXT8("svc"), TEXT8("mine"), 5,
                                         SERVICE_NO_RESTART_WARNING, &uid);
    ok(hr == S_OK, "got %#lx\n", hr);
    ok(n_calls == 1 && calls[0].context == MSG_SERVICE_CREATE && !calls[0].flags && !calls[0].ui,
       "%lu calls\n", n_calls);
    rows = service_rows(services);
    ok(rows->cRows == 1 && rows->aRow[0].cValues == 8, "%lu rows, %lu columns\n", rows->cRows,
       rows->aRow[0].cValues);
    ok(!strcmp(cell(rows, 0, PR_SERVICE_NAME_A)->Value.lpszA, "SVC"), "not the file's spelling\n");
    ok(!strcmp(cell(rows, 0, PR_DISPLAY_NAME_A)->Value.lpszA, "mine"),
       "not the caller's display name\n");
    ok(!memcmp(cell(rows, 0, PR_SERVICE_UID)->Value.bin.lpb, &uid, 16), "another UID\n");
    pFreeProws(rows);

    hex_of(&uid, hex);
    swprintf(path, 100, L"wt one\\%ls", hex);
    bytes = sizeof(data);
    ok(raw(path, L"00036604", &type, data, &bytes), "no 00036604\n");
    ok(type == REG_BINARY && bytes == 4 && !memcmp(data, "\6\0\0\0", 4), "type %lu, %lu bytes\n",
       type, bytes);
    bytes = sizeof(data);
    ok(raw(path, L"001e3d0a", &type, data, &bytes), "no 001e3d0a\n");
    ok(type == REG_SZ && !wcscmp((WCHAR *)data, L"omtestsvc.dll"), "type %lu\n", type);
    bytes = sizeof(data);
    ok(raw(L"wt one\\9207f3e0a3b11019908b08002b2a56c2", L"01023d0e", &type, data, &bytes),
       "no PR_SERVICES\n");
    ok(bytes == 16 && !memcmp(data, &uid, 16), "%lu bytes\n", bytes);
    bytes = sizeof(data);
    ok(raw(L"wt one\\00112233445566778899aabbccddeeff", L"00036602", &type, data, &bytes),
       "no extra section\n");

    hr = services->lpVtbl->CreateMsgService(services, TEXT8("UNKNOWN"), NULL, 0, 0);
    ok(hr == MAPI_E_NOT_FOUND, "got %#lx\n", hr);
    hr = services->lpVtbl->CreateMsgService(services, (LPTSTR)L"SINGLE", NULL, 0, MAPI_UNICODE);
    ok(hr == S_OK, "got %#lx\n", hr);
    hr = services->lpVtbl->CreateMsgService(services, TEXT8("SINGLE"), NULL, 0, 0);
    ok(hr == MAPI_E_NO_ACCESS, "got %#lx\n", hr);
    hr = services->lpVtbl->CreateMsgService(services, TEXT8("BAD"), NULL, 0, 0);
    ok(hr == MAPI_E_CALL_FAILED, "got %#lx\n", hr);
    hr = services->lpVtbl->GetLastError(services, MAPI_E_CALL_FAILED, 0, &error);
    ok(hr == S_OK && error && strstr((char *)error->lpszError, "nowhere.dll"), "got %#lx, %p\n", hr,
       error);
    pMAPIFreeBuffer(error);
    answer = MAPI_E_USER_CANCEL;
    hr = services->lpVtbl->CreateMsgService(services, TEXT8("SVC"), NULL, 0, 0);
    ok(hr == MAPI_E_USER_CANCEL, "got %#lx\n", hr);
    answer = S_OK;
    n_calls = 0;
    hr = services->lpVtbl->CreateMsgService(services, TEXT8("PATH"), NULL, 9, SERVICE_UI_ALLOWED);
    ok(hr == S_OK && n_calls == 1, "by full path: got %#lx, %lu calls\n", hr, n_calls); /* 2.8-17 */
    ok(calls[0].flags == SERVICE_UI_ALLOWED && calls[0].ui == 9, "flags %#lx\n", calls[0].flags);
    ok(n_services(services) == 3, "%lu services\n", n_services(services));
    two->lpVtbl->Release(two);
    ok(!services->lpVtbl->Release(services), "references left\n");
    delete_profile("wt one");
    end();
}

static void say_why(IProviderAdmin *providers, IMAPISupport *support, ULONG context,
                    MAPIERROR **error)
{
    (void)providers, (void)support, (void)context;
    if (pMAPIAllocateBuffer(sizeof(**error), (void **)error)) return;
    memset(*error, 0, sizeof(**error));
    (*error)->lpszError = TEXT8("because");
}

/* 2.4-20, 2.4-21, 2.4-25, 2.4-29, 2.4-30, 2.4-31, 2.4-32, 2.4-33, 2.9-07 */
static void services_are_configured_copied_deleted(void)
{
    IMsgServiceAdmin *services, *other;
    SRowSet *rows;
    MAPIUID uid, none = {{99}};
    SPropValue prop = {.ulPropTag = PROP_TAG(PT_LONG, 0x6600)};
    MAPIERROR *error = NULL;
    HRESULT hr;

    begin();
    create_profile("wt one", 0);
    create_profile("wt two", 0);
    services = services_of("wt one");
    other = services_of("wt two");
    hr = services->lpVtbl->CreateMsgService(services, TEXT8("SVC"), NULL, 0, 0);
    ok(hr == S_OK, "got %#lx\n", hr);
    rows = service_rows(services);
    uid = *(MAPIUID *)cell(rows, 0, PR_SERVICE_UID)->Value.bin.lpb;
    pFreeProws(rows);
    n_calls = 0;
    hr = services->lpVtbl->ConfigureMsgService(services, &uid, 7, MSG_SERVICE_UI_READ_ONLY, 1,
                                               &prop);
    ok(hr == S_OK, "got %#lx\n", hr);
    ok(calls[0].context == MSG_SERVICE_CONFIGURE && calls[0].flags == MSG_SERVICE_UI_READ_ONLY &&
           calls[0].ui == 7 && calls[0].count == 1,
       "context %lu flags %#lx\n", calls[0].context, calls[0].flags);
    answer = MAPI_E_EXTENDED_ERROR;
    during = say_why;
    hr = services->lpVtbl->ConfigureMsgService(services, &uid, 0, 0, 0, NULL);
    ok(hr == MAPI_E_EXTENDED_ERROR, "got %#lx\n", hr);
    hr = services->lpVtbl->GetLastError(services, MAPI_E_EXTENDED_ERROR, 0, &error);
    ok(hr == S_OK && error && !strcmp((char *)error->lpszError, "because"), "got %#lx, %p\n", hr,
       error);
    pMAPIFreeBuffer(error);
    answer = S_OK;
    during = NULL;
    hr = services->lpVtbl->ConfigureMsgService(services, &none, 0, 0, 0, NULL);
    ok(hr == MAPI_E_NOT_FOUND, "got %#lx\n", hr);
    n_calls = 0;
    hr = services->lpVtbl->CopyMsgService(services, &uid, TEXT8("x"), NULL, &IID_IMsgServiceAdmin,
                                          other, 0, 0);
    ok(hr == S_OK && !n_calls, "got %#lx, %lu calls\n", hr, n_calls);
    rows = service_rows(other);
    ok(rows->cRows == 1, "%lu rows\n", rows->cRows);
    ok(memcmp(cell(rows, 0, PR_SERVICE_UID)->Value.bin.lpb, &uid, 16),
       "the copy has the same UID\n");
    pFreeProws(rows);
    hr = services->lpVtbl->RenameMsgService(services, &uid, 0, TEXT8("x"));
    ok(hr == MAPI_E_NO_SUPPORT, "got %#lx\n", hr);
    hr = services->lpVtbl->DeleteMsgService(services, &none);
    ok(hr == MAPI_E_NOT_FOUND, "got %#lx\n", hr);
    hr = services->lpVtbl->DeleteMsgService(services, &uid);
    ok(hr == S_OK && n_calls == 1 && calls[0].context == MSG_SERVICE_DELETE,
       "got %#lx, %lu calls\n", hr, n_calls);
    ok(!n_services(services), "it is still there\n");
    ok(!key_exists(L"wt one\\00112233445566778899aabbccddeeff"),
       "its extra section is still there\n");
    services->lpVtbl->Release(services);
    other->lpVtbl->Release(other);
    delete_profile("wt one");
    delete_profile("wt two");
    end();
}

static IMAPISupport *kept;

static void look_around(IProviderAdmin *providers, IMAPISupport *support, ULONG context,
                        MAPIERROR **error)
{
    IProfSect *a = NULL, *b = NULL;
    SPropValue value = {.ulPropTag = PROP_TAG(PT_LONG, 0x6611), .Value.l = 5}, *props = NULL;
    SizedSPropTagArray(1, tags) = {1, {PROP_TAG(PT_LONG, 0x6611)}};
    ULONG n;
    MAPIUID uid;
    HRESULT hr;

    (void)context, (void)error;
    hr = providers->lpVtbl->OpenProfileSection(providers, NULL, NULL, MAPI_MODIFY, &a);
    ok(hr == S_OK, "got %#lx\n", hr);
    hr = support->lpVtbl->OpenProfileSection(support, NULL, MAPI_MODIFY, &b);
    ok(hr == S_OK, "got %#lx\n", hr);
    hr = a->lpVtbl->SetProps(a, 1, &value, NULL);
    ok(hr == S_OK, "got %#lx\n", hr);
    hr = b->lpVtbl->GetProps(b, (SPropTagArray *)&tags, 0, &n, &props);
    ok(hr == S_OK && props[0].Value.l == 5, "got %#lx\n", hr);
    pMAPIFreeBuffer(props);
    a->lpVtbl->Release(a);
    b->lpVtbl->Release(b);
    hr = support->lpVtbl->NewUID(support, &uid);
    ok(hr == S_OK, "got %#lx\n", hr);
    support->lpVtbl->AddRef(support);
    kept = support;
}

/* 2.9-05, 2.9-06, 2.5-12; clients.md: one section by both roads */
static void the_entry_sees_its_own_sections(void)
{
    IMsgServiceAdmin *services;
    MAPIUID uid;
    HRESULT hr;

    begin();
    create_profile("wt one", 0);
    services = services_of("wt one");
    during = look_around;
    hr = services->lpVtbl->CreateMsgService(services, TEXT8("SVC"), NULL, 0, 0);
    ok(hr == S_OK, "got %#lx\n", hr);
    hr = kept->lpVtbl->NewUID(kept, &uid);
    ok(hr == MAPI_E_INVALID_OBJECT, "got %#lx from a support object whose entry has returned\n",
       hr);
    kept->lpVtbl->Release(kept);
    services->lpVtbl->Release(services);
    delete_profile("wt one");
    end();
}

/* 2.5-02, 2.5-04, 2.5-05, 2.5-08, 2.5-10, 2.5-12, 2.5-13, 2.4-45, 2.4-54 */
static void providers_are_administered(void)
{
    IMsgServiceAdmin *services;
    IProviderAdmin *providers = NULL;
    IMAPITable *table = NULL;
    IProfSect *section = NULL;
    SRowSet *rows;
    MAPIUID service, uid, none = {{99}};
    SPropValue prop = {.ulPropTag = PR_DISPLAY_NAME_A, .Value.lpszA = "mine"};
    HRESULT hr;

    begin();
    create_profile("wt one", 0);
    services = services_of("wt one");
    services->lpVtbl->CreateMsgService(services, TEXT8("SVC"), NULL, 0, 0);
    rows = service_rows(services);
    service = *(MAPIUID *)cell(rows, 0, PR_SERVICE_UID)->Value.bin.lpb;
    pFreeProws(rows);
    hr = services->lpVtbl->AdminProviders(services, &none, 0, &providers);
    ok(hr == MAPI_E_NOT_FOUND, "got %#lx\n", hr);
    hr = services->lpVtbl->AdminProviders(services, &service, 0, &providers);
    ok(hr == S_OK, "got %#lx\n", hr);
    n_calls = 0;
    answer = MAPI_E_NO_SUPPORT; /* which stops nothing */
    hr = providers->lpVtbl->CreateProvider(providers, TEXT8("SVC Store"), 1, &prop, 4, 0, &uid);
    ok(hr == S_OK, "got %#lx\n", hr);
    ok(n_calls == 1 && calls[0].context == MSG_SERVICE_PROVIDER_CREATE && !calls[0].ui,
       "%lu calls\n", n_calls);
    hr = providers->lpVtbl->GetProviderTable(providers, 0, &table);
    ok(hr == S_OK, "got %#lx\n", hr);
    rows = rows_of(table);
    ok(rows->cRows == 3, "%lu rows\n", rows->cRows); /* two stores and the extra section */
    ok(!strcmp(cell(rows, 1, PR_DISPLAY_NAME_A)->Value.lpszA, "mine"),
       "the caller's value doesn't win\n");
    ok(cell(rows, 1, PR_RESOURCE_FLAGS)->Value.l == (STATUS_NO_DEFAULT_STORE | STATUS_OWN_STORE),
       "flags %#lx\n", cell(rows, 1, PR_RESOURCE_FLAGS)->Value.l);
    pFreeProws(rows);
    rows = provider_rows(services);
    ok(rows->cRows == 2 && rows->aRow[0].cValues == 10, "%lu rows, %lu columns\n", rows->cRows,
       rows->aRow[0].cValues);
    pFreeProws(rows);

    hr = providers->lpVtbl->OpenProfileSection(providers, NULL, NULL, 0, &section);
    ok(hr == MAPI_E_INVALID_PARAMETER, "got %#lx\n", hr);
    hr = providers->lpVtbl->OpenProfileSection(providers, &uid, NULL, MAPI_MODIFY, &section);
    ok(hr == MAPI_E_NO_ACCESS, "got %#lx\n", hr);
    hr = providers->lpVtbl->OpenProfileSection(providers, &uid, &IID_IMAPIProp,
                                               MAPI_MODIFY | MAPI_FORCE_ACCESS, &section);
    ok(hr == S_OK, "got %#lx\n", hr);
    section->lpVtbl->Release(section);
    hr = providers->lpVtbl->OpenProfileSection(providers, &uid, &IID_IProviderAdmin,
                                               MAPI_FORCE_ACCESS, &section);
    ok(hr == MAPI_E_INTERFACE_NOT_SUPPORTED, "got %#lx\n", hr);

    hr = providers->lpVtbl->DeleteProvider(providers, &none);
    ok(hr == MAPI_E_NOT_FOUND, "got %#lx\n", hr);
    hr = providers->lpVtbl->DeleteProvider(providers, &uid);
    ok(hr == S_OK && calls[1].context == MSG_SERVICE_PROVIDER_DELETE, "got %#lx\n", hr);
    providers->lpVtbl->Release(providers);
    services->lpVtbl->Release(services);
    delete_profile("wt one");
    end();
}

/* 2.6-03, 2.6-04, 2.6-05, 2.6-06, 2.6-08, 2.4-36, 2.4-37, 2.4-38, 2.4-39, 2.2-08 */
static void sections_keep_properties_and_secrets(void)
{
    static const char secret[] = "not for everyone's eyes";
    IMsgServiceAdmin *services;
    IProfSect *section = NULL, *second = NULL;
    MAPIUID uid = {{0xa1, 2, 3}};
    SPropValue values[] = {
        {.ulPropTag = PR_DISPLAY_NAME_A, .Value.lpszA = "x"},
        {.ulPropTag = PROP_TAG(PT_BINARY, 0x67f0), .Value.bin = {sizeof(secret), (BYTE *)secret}},
        {.ulPropTag = PROP_TAG(PT_LONG, 0x8000)},
        {.ulPropTag = PR_NULL},
    };
    SizedSPropTagArray(2, tags) = {2, {PROP_TAG(PT_BINARY, 0x67f0), PR_DISPLAY_NAME_W}};
    SPropProblemArray *problems = NULL;
    SPropValue *props = NULL;
    BYTE data[1024];
    DWORD type, bytes = sizeof(data);
    bool plain = false;
    ULONG n;
    HRESULT hr;

    begin();
    create_profile("wt one", 0);
    services = services_of("wt one");
    hr = services->lpVtbl->OpenProfileSection(services, &uid, NULL, 0, &section);
    ok(hr == MAPI_E_NOT_FOUND && !section, "got %#lx\n", hr);
    hr =
        services->lpVtbl->OpenProfileSection(services, &uid, &IID_IProfSect, MAPI_MODIFY, &section);
    ok(hr == S_OK, "got %#lx\n", hr);
    hr = services->lpVtbl->OpenProfileSection(services, &uid, NULL, 0, &second);
    ok(hr == MAPI_E_NO_ACCESS, "got %#lx beside a writer\n", hr);
    hr = section->lpVtbl->SetProps(section, 4, values, &problems);
    ok(hr == S_OK && problems && problems->cProblem == 1 && problems->aProblem[0].ulIndex == 2,
       "got %#lx\n", hr);
    pMAPIFreeBuffer(problems);
    hr = section->lpVtbl->GetProps(section, NULL, 0, &n, &props);
    ok(hr == S_OK && n == 3, "got %#lx, %lu values\n", hr, n);
    pMAPIFreeBuffer(props);
    hr = section->lpVtbl->GetProps(section, (SPropTagArray *)&tags, 0, &n, &props);
    ok(hr == S_OK, "got %#lx\n", hr);
    ok(props[0].Value.bin.cb == sizeof(secret) &&
           !memcmp(props[0].Value.bin.lpb, secret, sizeof(secret)),
       "not the secret\n");
    ok(!wcscmp(props[1].Value.lpszW, L"x"), "not the name\n");
    pMAPIFreeBuffer(props);
    ok(raw(L"wt one\\a1020300000000000000000000000000", L"S010267f0", &type, data, &bytes),
       "the secret isn't stored\n");
    for (DWORD i = 0; i + 8 <= bytes; i++) plain |= !memcmp(data + i, secret, 8);
    ok(!plain, "the secret lies open\n");
    hr = section->lpVtbl->GetIDsFromNames(section, 0, NULL, 0, NULL);
    ok(hr == MAPI_E_NO_SUPPORT, "got %#lx\n", hr);
    hr = section->lpVtbl->SaveChanges(section, 0);
    ok(hr == S_OK, "got %#lx\n", hr);
    section->lpVtbl->Release(section);
    hr = services->lpVtbl->OpenProfileSection(services, &uid, NULL, 0, &section);
    ok(hr == S_OK, "got %#lx\n", hr);
    hr = section->lpVtbl->SetProps(section, 1, values, NULL);
    ok(hr == MAPI_E_NO_ACCESS, "got %#lx\n", hr);
    hr = services->lpVtbl->OpenProfileSection(services, &uid, NULL, 0, &second);
    ok(hr == S_OK, "got %#lx for a second reader\n", hr);
    second->lpVtbl->Release(second);
    section->lpVtbl->Release(section);
    services->lpVtbl->Release(services);
    delete_profile("wt one");
    end();
}

/* A profile that another program damaged. */
static void garbage_in_the_registry_does_no_harm(void)
{
    IMsgServiceAdmin *services;
    SRowSet *rows;
    IMAPITable *table = NULL;
    HKEY key;
    HRESULT hr;

    begin();
    create_profile("wt one", 0);
    services = services_of("wt one");
    services->lpVtbl->CreateMsgService(services, TEXT8("PLAIN"), NULL, 0, 0);
    RegOpenKeyExW(HKEY_CURRENT_USER, PROFILES L"\\wt one\\9207f3e0a3b11019908b08002b2a56c2", 0,
                  KEY_ALL_ACCESS, &key);
    /* no such section */
    RegSetValueExW(key, L"01023d00", 0, REG_BINARY, (BYTE *)"0123456789abcdef", 16);
    rows = provider_rows(services);
    ok(!rows->cRows, "%lu rows\n", rows->cRows);
    pFreeProws(rows);
    RegSetValueExW(key, L"01023d0e", 0, REG_BINARY, (BYTE *)"0123456789", 10); /* not whole UIDs */
    hr = services->lpVtbl->GetMsgServiceTable(services, 0, &table);
    ok(hr == MAPI_E_CORRUPT_DATA && !table, "got %#lx\n", hr);
    RegSetValueExW(key, L"01023d0e", 0, REG_SZ, (BYTE *)L"text", 10);
    hr = services->lpVtbl->GetMsgServiceTable(services, 0, &table);
    ok(hr == MAPI_E_CORRUPT_DATA, "got %#lx\n", hr);
    ok(!RegQueryValueExW(key, L"01023d0e", NULL, NULL, NULL, NULL),
       "what was corrupt is deleted\n");
    RegCloseKey(key);
    RegDeleteTreeW(HKEY_CURRENT_USER, PROFILES L"\\wt one\\9207f3e0a3b11019908b08002b2a56c2");
    hr = services->lpVtbl->GetMsgServiceTable(services, 0, &table);
    ok(hr == S_OK, "got %#lx without the root section\n", hr);
    table->lpVtbl->Release(table);
    services->lpVtbl->Release(services);
    delete_profile("wt one");
    end();
}

/* ---- two processes ---- */

#define EVENT_ON  L"Local\\openmapi-wine-test-on"
#define EVENT_OFF L"Local\\openmapi-wine-test-off"

/* The child: logs on to "wt busy", says so, and stays until it is told to go, or dies if so told.
 */
static void be_a_user(bool die)
{
    HANDLE on = CreateEventW(NULL, TRUE, FALSE, EVENT_ON),
           off = CreateEventW(NULL, TRUE, FALSE, EVENT_OFF);
    IMAPISession *session = NULL;
    HRESULT hr;

    ok(load_subsystem(), "no subsystem\n");
    hr = pMAPIInitialize(NULL);
    ok(hr == S_OK, "got %#lx\n", hr);
    hr = pMAPILogonEx(0, TEXT8("wt busy"), NULL, MAPI_EXTENDED | MAPI_NEW_SESSION | MAPI_NO_MAIL,
                      &session);
    ok(hr == S_OK, "MAPILogonEx: %#lx\n", hr);
    SetEvent(on);
    ok(!WaitForSingleObject(off, 30000), "nobody told us to go\n");
    if (die) TerminateProcess(GetCurrentProcess(), 0);
    if (session) {
        session->lpVtbl->Logoff(session, 0, 0, 0);
        session->lpVtbl->Release(session);
    }
    pMAPIUninitialize();
}

static void start_user(PROCESS_INFORMATION *child, HANDLE *off, const char *how)
{
    HANDLE on = CreateEventW(NULL, TRUE, FALSE, EVENT_ON);
    char arguments[MAX_PATH + 20];

    *off = CreateEventW(NULL, TRUE, FALSE, EVENT_OFF);
    ResetEvent(on);
    ResetEvent(*off);
    snprintf(arguments, sizeof(arguments), "%s %ls", how, folder);
    ok(harness_spawn(arguments, child), "no child\n");
    ok(!WaitForSingleObject(on, 60000), "the child didn't log on\n");
    CloseHandle(on);
}

/* 2.3-21, 2.3-22, 3.2-26 */
static void a_profile_in_use_elsewhere_is_deleted_by_its_user(void)
{
    PROCESS_INFORMATION child;
    IMsgServiceAdmin *services = NULL;
    HANDLE off;
    HRESULT hr;

    begin();
    create_profile("wt busy", 0);
    start_user(&child, &off, "user");
    delete_profile("wt busy");
    ok(!listed("wt busy", 0, NULL), "it still shows\n");
    ok(key_exists(L"wt busy"), "it was removed under its user\n");
    hr = admin->lpVtbl->AdminServices(admin, TEXT8("wt busy"), NULL, 0, 0, &services);
    ok(hr == MAPI_E_LOGON_FAILED, "got %#lx\n", hr);
    hr = admin->lpVtbl->CreateProfile(admin, TEXT8("wt busy"), NULL, 0, 0);
    ok(hr == MAPI_E_NO_ACCESS, "got %#lx\n", hr);
    SetEvent(off);
    harness_wait(&child, 30000);
    ok(!key_exists(L"wt busy"), "its last user left it behind\n");
    CloseHandle(off);
    end();
}

/* 2.3-33, 2.3-36 */
static void a_profile_in_use_elsewhere_is_renamed_by_its_user(void)
{
    PROCESS_INFORMATION child;
    HANDLE off;
    bool is_default = false;
    HRESULT hr;

    begin();
    create_profile("wt busy", 0);
    admin->lpVtbl->SetDefaultProfile(admin, TEXT8("wt busy"), 0);
    start_user(&child, &off, "user");
    hr = admin->lpVtbl->RenameProfile(admin, TEXT8("wt busy"), NULL, TEXT8("wt idle"), 0, 0);
    ok(hr == S_OK, "got %#lx\n", hr);
    ok(key_exists(L"wt busy") && !key_exists(L"wt idle"), "it was renamed under its user\n");
    SetEvent(off);
    harness_wait(&child, 30000);
    ok(!key_exists(L"wt busy") && key_exists(L"wt idle"), "its last user didn't rename it\n");
    ok(listed("wt idle", 0, &is_default) == 1 && is_default, "it isn't the default any more\n");
    delete_profile("wt idle");
    CloseHandle(off);
    end();
}

/* A user that dies uses nothing any more. */
static void a_profile_whose_user_died_is_swept(void)
{
    PROCESS_INFORMATION child;
    HANDLE off;

    begin();
    create_profile("wt busy", 0);
    start_user(&child, &off, "die");
    delete_profile("wt busy");
    ok(key_exists(L"wt busy"), "it was removed under its user\n");
    SetEvent(off);
    harness_wait(&child, 30000);
    ok(key_exists(L"wt busy"), "someone removed it\n");
    ok(!listed("wt busy", 0, NULL), "it shows again\n");
    ok(!key_exists(L"wt busy"), "nobody swept it\n");
    CloseHandle(off);
    end();
}

/* 2.1-08: what one process writes, another sees at once */
static void changes_are_seen_by_other_processes(void)
{
    PROCESS_INFORMATION child;
    IMsgServiceAdmin *services;

    begin();
    create_profile("wt one", 0);
    services = services_of("wt one");
    {
        char arguments[MAX_PATH + 20];

        snprintf(arguments, sizeof(arguments), "add %ls", folder);
        ok(harness_spawn(arguments, &child), "no child\n");
        harness_wait(&child, 60000);
    }
    ok(n_services(services) == 1, "%lu services\n", n_services(services));
    services->lpVtbl->Release(services);
    delete_profile("wt one");
    end();
}

static void add_a_service(void)
{
    IMsgServiceAdmin *services;
    HRESULT hr;

    ok(load_subsystem(), "no subsystem\n");
    begin();
    services = services_of("wt one");
    hr = services->lpVtbl->CreateMsgService(services, TEXT8("PLAIN"), NULL, 0, 0);
    ok(hr == S_OK, "got %#lx\n", hr);
    services->lpVtbl->Release(services);
    end();
}

START_TEST(profile)
{
    if (harness_argc > 2) {
        harness_is_child();
        MultiByteToWideChar(CP_ACP, 0, harness_argv[2], -1, folder, MAX_PATH);
        if (!strcmp(harness_argv[1], "add")) add_a_service();
        else be_a_user(!strcmp(harness_argv[1], "die"));
        return;
    }
    make_folder();
    if (!load_subsystem() || !load_service()) return;
    RUN(admin_profiles_wants_mapi_initialised);
    RUN(a_profile_is_a_key_of_the_classic_layout);
    RUN(names_come_in_both_widths);
    RUN(there_is_one_default_at_most);
    RUN(the_codes_are_the_documented_ones);
    RUN(default_services_are_called_once_each);
    RUN(a_service_comes_from_the_inf);
    RUN(services_are_configured_copied_deleted);
    RUN(the_entry_sees_its_own_sections);
    RUN(providers_are_administered);
    RUN(sections_keep_properties_and_secrets);
    RUN(garbage_in_the_registry_does_no_harm);
    RUN(a_profile_in_use_elsewhere_is_deleted_by_its_user);
    RUN(a_profile_in_use_elsewhere_is_renamed_by_its_user);
    RUN(a_profile_whose_user_died_is_swept);
    RUN(changes_are_seen_by_other_processes);
    delete_folder();
}
