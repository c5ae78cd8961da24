/*
 * admin_fixture.h - a mapisvc.inf of the tests, a service whose calls are recorded, and tables read
 */
#pragma once
#include "profile/fixture.h"
#include <dlfcn.h>
#include <stdio.h>
#include <unistd.h>
#include "admin/profile_admin.h"
#include "admin/service_admin.h"
#include "api/memory.h"
#include "base/uid.h"
#include "mapiguid.h"
#include "mapispi.h"
#include "mapiutil.h"
#include "mapix.h"
#include "profile/inf.h"
#include "profile/roster.h"
#include "prop/pval.h"
#include "prop/rowset.h"
#include "table/query.h"

#ifndef MAPI_FORCE_ACCESS
#define MAPI_FORCE_ACCESS 0x00080000
#endif

/* ---- the service and what it was called with ---- */

struct call {
    ULONG context, flags, count;
    ULONG_PTR ui;
};
static struct call calls[32];
static ULONG n_calls;
static HRESULT answer;                   /* of every call */
static void (*during)(IProviderAdmin *admin, IMAPISupport *support, ULONG context,
                      MAPIERROR **error);

static HRESULT STDMETHODCALLTYPE record(HINSTANCE instance, LPMALLOC memory, LPMAPISUP support,
                                        ULONG_PTR ui, ULONG flags, ULONG context, ULONG count,
                                        LPSPropValue props, LPPROVIDERADMIN admin,
                                        LPMAPIERROR *error)
{
    (void)instance;
    (void)memory;
    assert_non_null(support);
    assert_non_null(admin);
    assert_non_null(error);
    assert_true(!count == !props);
    assert_true(n_calls < 32);
    calls[n_calls++] = (struct call){context, flags, count, ui};
    if (during) during(admin, support, context, error);
    return answer;
}

static void *service_dll; /* held, so that the hook stays */

/* %1$s: the folder of the test's service; %2$s: of the recording provider */
static const char inf_text[] =
    "[Services]\n"
    "SVC=Service of the inf\n"
    "SINGLE=Only once\n"
    "PLAIN=No entry\n"
    "MISSING=No DLL\n"
    "NOENTRY=No such export\n"
    "NOIDENT=Never the identity\n"
    "XP=Transports\n"
    "REAL=Providers that could be loaded\n"
    "FLAGS=All that can be said\n"
    "[Default Services]\n"
    "SVC=Service of the inf\n"
    "PLAIN=No entry\n"
    "[SVC]\n"
    "Providers=SVC Store, SVC AB\n"
    "Sections=SVC Extra\n"
    "PR_SERVICE_DLL_NAME=%1$s/testsvc.so\n"
    "PR_SERVICE_ENTRY_NAME=ServiceEntry\n"
    "PR_SERVICE_SUPPORT_FILES=a.dll, b.dll\n"
    "66040003=06000000\n"
    "[SVC Store]\n"
    "PR_RESOURCE_TYPE=MAPI_STORE_PROVIDER\n"
    "PR_RESOURCE_FLAGS=STATUS_DEFAULT_STORE|STATUS_PRIMARY_IDENTITY\n"
    "PR_PROVIDER_DLL_NAME=store.dll\n"
    "PR_DISPLAY_NAME=The store\n"
    "PR_PROVIDER_DISPLAY=Stores of the test\n"
    "66010003=01000000\n"
    "[SVC AB]\n"
    "PR_RESOURCE_TYPE=MAPI_AB_PROVIDER\n"
    "PR_RESOURCE_FLAGS=STATUS_PRIMARY_IDENTITY\n"
    "PR_PROVIDER_DLL_NAME=ab.dll\n"
    "PR_DISPLAY_NAME=The book\n"
    "PR_PROVIDER_DISPLAY=Books of the test\n"
    "[SVC Extra]\n"
    "UID=00112233445566778899aabbccddeeff\n"
    "66020003=02000000\n"
    "[SINGLE]\n"
    "Providers=SVC Store\n"
    "PR_RESOURCE_FLAGS=SERVICE_SINGLE_COPY\n"
    "PR_DISPLAY_NAME=Its own name\n"
    "[PLAIN]\n"
    "Providers=SVC Store\n"
    "[MISSING]\n"
    "Providers=SVC Store\n"
    "PR_SERVICE_DLL_NAME=%1$s/nowhere.so\n"
    "PR_SERVICE_ENTRY_NAME=ServiceEntry\n"
    "[NOENTRY]\n"
    "Providers=SVC Store\n"
    "PR_SERVICE_DLL_NAME=%1$s/testsvc.so\n"
    "PR_SERVICE_ENTRY_NAME=NoSuchEntry\n"
    "[NOIDENT]\n"
    "Providers=SVC Store\n"
    "PR_RESOURCE_FLAGS=SERVICE_NO_PRIMARY_IDENTITY\n"
    "[XP]\n"
    "Providers=XP One, XP Two\n"
    "[XP One]\n"
    "PR_RESOURCE_TYPE=MAPI_TRANSPORT_PROVIDER\n"
    "PR_DISPLAY_NAME=One\n"
    "[XP Two]\n"
    "PR_RESOURCE_TYPE=MAPI_TRANSPORT_PROVIDER\n"
    "PR_DISPLAY_NAME=Two\n"
    "[REAL]\n"
    "Providers=REAL Store, REAL Book\n"
    "PR_SERVICE_DLL_NAME=%1$s/testsvc.so\n"
    "PR_SERVICE_ENTRY_NAME=ServiceEntry\n"
    "[REAL Store]\n"
    "PR_RESOURCE_TYPE=MAPI_STORE_PROVIDER\n"
    "PR_PROVIDER_DLL_NAME=%2$s/recording.dll\n"
    "PR_DISPLAY_NAME=A store\n"
    "[REAL Book]\n"
    "PR_RESOURCE_TYPE=MAPI_AB_PROVIDER\n"
    "PR_PROVIDER_DLL_NAME=%2$s/recording.dll\n"
    "PR_DISPLAY_NAME=A book\n"
    "[FLAGS]\n"
    "Providers=FLAGS Store, FLAGS XP\n"
    "PR_SERVICE_DLL_NAME=%1$s/testsvc.so\n"
    "PR_SERVICE_ENTRY_NAME=ServiceEntry\n"
    "PR_SERVICE_DELETE_FILES=%1$s/testsvc32.so\n"
    "PR_RESOURCE_FLAGS=SERVICE_SINGLE_COPY\n"
    "[FLAGS Store]\n"
    "PR_RESOURCE_TYPE=MAPI_STORE_PROVIDER\n"
    "PR_RESOURCE_FLAGS=STATUS_NO_DEFAULT_STORE|STATUS_NO_PRIMARY_IDENTITY|STATUS_NEED_IPM_TREE\n"
    "[FLAGS XP]\n"
    "PR_RESOURCE_TYPE=MAPI_TRANSPORT_PROVIDER\n"
    "PR_RESOURCE_FLAGS=STATUS_XP_PREFER_LAST|STATUS_OWN_STORE|STATUS_PRIMARY_IDENTITY|HOOK_INBOUND|HOOK_OUTBOUND\n";
static char inf_made[8192];
static char recording_path[1100]; /* recording32.dll */

static int begin_admin(void **state)
{
    char path[1024], dll[1100], fakes[1100];
    ssize_t n = readlink("/proc/self/exe", path, sizeof(path) - 1);
    MSGSERVICEENTRY **hook;

    begin(state);
    assert_true(n > 0);
    path[n] = 0;
    *strrchr(path, '/') = 0;
    snprintf(fakes, sizeof(fakes), "%s/fakes", path);
    snprintf(recording_path, sizeof(recording_path), "%s/fakes/recording32.dll", path);
    strcat(path, "/admin");
    snprintf(dll, sizeof(dll), "%s/testsvc32.so", path);
    service_dll = dlopen(dll, RTLD_NOW);
    assert_non_null(service_dll);
    hook = (MSGSERVICEENTRY **)dlsym(service_dll, "testsvc_hook");
    assert_non_null(hook);
    *hook = record;
    assert_true((size_t)snprintf(inf_made, sizeof(inf_made), inf_text, path, fakes) <
                sizeof(inf_made));
    inf_instead(inf_made);
    n_calls = 0;
    answer = S_OK;
    during = NULL;
    return 0;
}

static int end_admin(void **state)
{
    dlclose(service_dll);
    return end(state);
}

#define TEXT8(text) ((LPTSTR)(text)) /* 8-bit text where LPTSTR stands, as clients cast it */

__attribute__((unused)) static IProfAdmin *profiles(void)
{
    IProfAdmin *admin;

    assert_hr(profile_admin_create(api_memory(), &admin), S_OK);
    return admin;
}

/* The services of profile "p", which is made when it isn't there. */
__attribute__((unused)) static IMsgServiceAdmin *services_of(const char *name)
{
    AUTO_RELEASE IProfAdmin *admin = profiles();
    IMsgServiceAdmin *services;
    HRESULT hr = admin->lpVtbl->CreateProfile(admin, TEXT8(name), NULL, 0, 0);

    assert_true(hr == S_OK || hr == MAPI_E_NO_ACCESS);
    assert_hr(admin->lpVtbl->AdminServices(admin, TEXT8(name), NULL, 0, 0, &services), S_OK);
    return services;
}

/* All rows of a table, which is released. */
__attribute__((unused)) static SRowSet *rows_of(IMAPITable *table)
{
    SRowSet *rows = NULL;

    assert_hr(query_all_rows(table, NULL, NULL, NULL, 0, &rows), S_OK);
    table->lpVtbl->Release(table);
    return rows;
}

__attribute__((unused)) static SRowSet *service_rows(IMsgServiceAdmin *services)
{
    IMAPITable *table;

    assert_hr(services->lpVtbl->GetMsgServiceTable(services, MAPI_UNICODE, &table), S_OK);
    return rows_of(table);
}

__attribute__((unused)) static SRowSet *provider_rows(IMsgServiceAdmin *services)
{
    IMAPITable *table;

    assert_hr(services->lpVtbl->GetProviderTable(services, MAPI_UNICODE, &table), S_OK);
    return rows_of(table);
}

__attribute__((unused)) static const SPropValue *cell(const SRowSet *rows, ULONG row, ULONG tag)
{
    const SPropValue *value =
        pval_find_const(rows->aRow[row].lpProps, rows->aRow[row].cValues, tag);

    assert_true(row < rows->cRows);
    assert_non_null(value);
    return value;
}

/* A service by name, which must be there once; its UID. */
__attribute__((unused)) static MAPIUID service_named(IMsgServiceAdmin *services, const WCHAR *name)
{
    AUTO_ROWSET SRowSet *rows = service_rows(services);
    MAPIUID uid = {{0}};
    int found = 0;

    for (ULONG i = 0; i < rows->cRows; i++) {
        if (text_compare(cell(rows, i, PR_SERVICE_NAME_W)->Value.lpszW, name)) continue;
        memcpy(&uid, cell(rows, i, PR_SERVICE_UID)->Value.bin.lpb, 16);
        found++;
    }
    assert_int_equal(found, 1);
    return uid;
}

__attribute__((unused)) static MAPIUID created(IMsgServiceAdmin *services, const char *name)
{
    AUTO_RELEASE IMsgServiceAdmin2 *two = NULL;
    MAPIUID uid;

    assert_hr(services->lpVtbl->QueryInterface(services, &IID_IMsgServiceAdmin2, (void **)&two),
              S_OK);
    assert_hr(two->lpVtbl->CreateMsgServiceEx(two, TEXT8(name), NULL, 0, 0, &uid), S_OK);
    return uid;
}

__attribute__((unused)) static ULONG count_services(IMsgServiceAdmin *services)
{
    AUTO_ROWSET SRowSet *rows = service_rows(services);

    return rows->cRows;
}

__attribute__((unused)) static ULONG count_providers(IMsgServiceAdmin *services)
{
    AUTO_ROWSET SRowSet *rows = provider_rows(services);

    return rows->cRows;
}
