/*
 * session_fixture.h - a profile "omtest" with one service: the sample store, and the recording
 * store beside it
 *
 * recording32.dll (tests/fakes/recording.c) lies beside the test program and msmapi32.dll.
 */
#pragma once
#include "harness.h"
#include <string.h>
#include "mapiaux.h"
#include "mapix.h"
#include "mapispi.h"
#include "mapitags.h"
#include "mapiutil.h"
#include "mapiguid.h"
#include "../tests/fakes/recording.h"

static rec_calls_function *calls;
static rec_forget_function *forget;
static rec_answer_function *answer;
static rec_alive_function *alive;
static rec_trouble_function *trouble;
static rec_steps_function *steps;

#define ok_hr(got, wanted)                                                                         \
    do {                                                                                           \
        HRESULT hr_ = (got);                                                                       \
        ok(hr_ == (wanted), "%s: got %#lx, expected %s\n", #got, hr_, #wanted);                    \
    } while (0)

__attribute__((unused)) static void load_recording(void)
{
    HMODULE dll = LoadLibraryA("recording32.dll");

    ok(dll != NULL, "recording32.dll: error %lu\n", GetLastError());
    if (!dll) ExitProcess(1);
    *(FARPROC *)&calls = GetProcAddress(dll, "rec_calls");
    *(FARPROC *)&forget = GetProcAddress(dll, "rec_forget");
    *(FARPROC *)&answer = GetProcAddress(dll, "rec_answer");
    *(FARPROC *)&alive = GetProcAddress(dll, "rec_alive");
    *(FARPROC *)&trouble = GetProcAddress(dll, "rec_trouble");
    *(FARPROC *)&steps = GetProcAddress(dll, "rec_steps");
}

/* The one service of a profile: its UID. */
static bool only_service(IMsgServiceAdmin *admin, MAPIUID *uid)
{
    SizedSPropTagArray(1, tags) = {1, {PR_SERVICE_UID}};
    IMAPITable *table = NULL;
    SRowSet *rows = NULL;
    bool found = false;

    ok_hr(admin->lpVtbl->GetMsgServiceTable(admin, 0, &table), S_OK);
    if (!table) return false;
    ok_hr(HrQueryAllRows(table, (SPropTagArray *)&tags, NULL, NULL, 0, &rows), S_OK);
    if (rows && rows->cRows == 1 && rows->aRow[0].lpProps[0].ulPropTag == PR_SERVICE_UID) {
        memcpy(uid, rows->aRow[0].lpProps[0].Value.bin.lpb, sizeof(*uid));
        found = true;
    }
    FreeProws(rows);
    table->lpVtbl->Release(table);
    return found;
}

/* Beside the sample store: a provider that no mapisvc.inf knows. */
static void add_recording(IMsgServiceAdmin *admin, const MAPIUID *service)
{
    IProviderAdmin *providers = NULL;
    SPropValue props[5] = {
        {.ulPropTag = PR_PROVIDER_DLL_NAME_A, .Value.lpszA = (char *)"recording.dll"},
        {.ulPropTag = PR_RESOURCE_TYPE, .Value.l = MAPI_STORE_PROVIDER},
        {.ulPropTag = PR_RESOURCE_FLAGS, .Value.l = STATUS_NO_DEFAULT_STORE},
        {.ulPropTag = PR_DISPLAY_NAME_A, .Value.lpszA = (char *)"Recorder"},
        {.ulPropTag = PR_PROVIDER_DISPLAY_A, .Value.lpszA = (char *)"Recorder"},
    };
    MAPIUID uid;

    ok_hr(admin->lpVtbl->AdminProviders(admin, (MAPIUID *)service, 0, &providers), S_OK);
    if (!providers) return;
    ok_hr(providers->lpVtbl->CreateProvider(providers, (LPTSTR) "RECORDING", 5, props, 0, 0, &uid),
          S_OK);
    providers->lpVtbl->Release(providers);
}

__attribute__((unused)) static void make_profile(bool recording)
{
    IMsgServiceAdmin *services = NULL;
    IProfAdmin *admin = NULL;
    MAPIUID service;

    ok_hr(MAPIAdminProfiles(0, &admin), S_OK);
    if (!admin) return;
    admin->lpVtbl->DeleteProfile(admin, (LPTSTR) "omtest", 0);
    ok_hr(admin->lpVtbl->CreateProfile(admin, (LPTSTR) "omtest", NULL, 0, 0), S_OK);
    ok_hr(admin->lpVtbl->AdminServices(admin, (LPTSTR) "omtest", NULL, 0, 0, &services), S_OK);
    if (services) {
        ok_hr(services->lpVtbl->CreateMsgService(services, (LPTSTR) "OMSAMPLE", NULL, 0, 0), S_OK);
        ok(only_service(services, &service), "there is not one service\n");
        if (recording) add_recording(services, &service);
        services->lpVtbl->Release(services);
    }
    admin->lpVtbl->Release(admin);
}

__attribute__((unused)) static IMAPISession *log_on(ULONG flags)
{
    IMAPISession *session = NULL;

    ok_hr(MAPILogonEx(0, (LPTSTR) "omtest", NULL, flags, &session), S_OK);
    return session;
}

__attribute__((unused)) static void log_off(IMAPISession *session)
{
    ULONG left;

    ok_hr(session->lpVtbl->Logoff(session, 0, 0, 0), S_OK);
    left = session->lpVtbl->Release(session);
    ok(left == 0, "%lu references are left\n", left);
}

/* The store whose display name is name. */
__attribute__((unused)) static IMsgStore *open_store(IMAPISession *session, const char *name,
                                                     ULONG flags, HRESULT wanted)
{
    SizedSPropTagArray(2, tags) = {2, {PR_ENTRYID, PR_DISPLAY_NAME_A}};
    IMAPITable *table = NULL;
    IMsgStore *store = NULL;
    SRowSet *rows = NULL;
    bool found = false;

    ok_hr(session->lpVtbl->GetMsgStoresTable(session, 0, &table), S_OK);
    ok_hr(HrQueryAllRows(table, (SPropTagArray *)&tags, NULL, NULL, 0, &rows), S_OK);
    for (ULONG i = 0; rows && i < rows->cRows; i++) {
        const SPropValue *row = rows->aRow[i].lpProps;

        if (row[0].ulPropTag != PR_ENTRYID || strcmp(row[1].Value.lpszA, name)) continue;
        found = true;
        ok_hr(session->lpVtbl->OpenMsgStore(session, 0, row[0].Value.bin.cb,
                                            (ENTRYID *)row[0].Value.bin.lpb, NULL, flags, &store),
              wanted);
    }
    ok(found, "%s is not in the table\n", name);
    FreeProws(rows);
    if (table) table->lpVtbl->Release(table);
    return store;
}
