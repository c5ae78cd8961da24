/*
 * store_logon_win32.c - logs on through msmapi32.dll, with a profile of one local store
 */
#include <stdio.h>
#include <string.h>
#include "mapiaux.h"
#include "mapitags.h"
#include "mapiutil.h"
#include "mapix.h"
#include "mspst.h"
#include "store_bench.h"

/* The profile's name: the file's. */
static char *profile_of(const char *path)
{
    const char *slash = strrchr(path, '\\');

    return (char *)(slash ? slash + 1 : path);
}

void logon_prepare(const char *path)
{
    SizedSPropTagArray(1, tags) = {1, {PR_SERVICE_UID}};
    SPropValue props[2] = {
        {.ulPropTag = PR_PST_PATH_A, .Value.lpszA = (char *)path},
        {.ulPropTag = PR_DISPLAY_NAME_A, .Value.lpszA = (char *)"Mail"},
    };
    LPTSTR profile = (LPTSTR)profile_of(path);
    IMsgServiceAdmin *services = NULL;
    IProfAdmin *admin = NULL;
    IMAPITable *table = NULL;
    SRowSet *rows = NULL;

    must(MAPIAdminProfiles(0, &admin));
    admin->lpVtbl->DeleteProfile(admin, profile, 0);
    must(admin->lpVtbl->CreateProfile(admin, profile, NULL, 0, 0));
    must(admin->lpVtbl->AdminServices(admin, profile, NULL, 0, 0, &services));
    must(services->lpVtbl->CreateMsgService(services, (LPTSTR) "LOCALSTORE", (LPTSTR) "LOCALSTORE",
                                            0, 0));
    must(services->lpVtbl->GetMsgServiceTable(services, 0, &table));
    must(HrQueryAllRows(table, (SPropTagArray *)&tags, NULL, NULL, 0, &rows));
    must(services->lpVtbl->ConfigureMsgService(
        services, (MAPIUID *)rows->aRow[0].lpProps[0].Value.bin.lpb, 0, 0, 2, props));
    FreeProws(rows);
    table->lpVtbl->Release(table);
    services->lpVtbl->Release(services);
    admin->lpVtbl->Release(admin);
}

void logon_open(const char *path, struct logon *out)
{
    SizedSPropTagArray(1, tags) = {1, {PR_ENTRYID}};
    IMAPISession *session = NULL;
    IMAPITable *table = NULL;
    SRowSet *rows = NULL;
    SBinary *id;

    must(MAPILogonEx(0, (LPTSTR)profile_of(path), NULL,
                     MAPI_EXTENDED | MAPI_NEW_SESSION | MAPI_NO_MAIL, &session));
    must(session->lpVtbl->GetMsgStoresTable(session, 0, &table));
    must(HrQueryAllRows(table, (SPropTagArray *)&tags, NULL, NULL, 0, &rows));
    must_(rows->cRows == 1, "stores", (long)rows->cRows);
    id = &rows->aRow[0].lpProps[0].Value.bin;
    must(session->lpVtbl->OpenMsgStore(session, 0, id->cb, (ENTRYID *)id->lpb, NULL,
                                       MDB_NO_DIALOG | MDB_NO_MAIL | MDB_WRITE, &out->store));
    FreeProws(rows);
    table->lpVtbl->Release(table);
    out->inner = session;
}

void logon_close(struct logon *logon)
{
    IMAPISession *session = logon->inner;

    logon->store->lpVtbl->Release(logon->store);
    must(session->lpVtbl->Logoff(session, 0, 0, 0));
    session->lpVtbl->Release(session);
    memset(logon, 0, sizeof(*logon));
}
