/*
 * client_walk.h - what every client does, through whichever DLL gave the functions: a profile, a
 * session, its default store, the folders in it, the end
 */
#pragma once
#include <string.h>
#include "harness.h"
#include "mapiaux.h"
#include "mapitags.h"
#include "mapiutil.h"
#include "mapix.h"

#define ok_hr(got, wanted)                                                                         \
    do {                                                                                           \
        HRESULT hr_ = (got);                                                                       \
        ok(hr_ == (wanted), "%s: got %#lx, expected %s\n", #got, hr_, #wanted);                    \
    } while (0)

/* The functions of a DLL that plays MAPI; NULL: it lacks that one. */
struct mapi {
    HRESULT(STDAPICALLTYPE *initialize)(void *init);
    void(STDAPICALLTYPE *uninitialize)(void);
    HRESULT(STDAPICALLTYPE *logon)
    (ULONG_PTR ui, LPTSTR name, LPTSTR password, ULONG flags, IMAPISession **session);
    HRESULT(STDAPICALLTYPE *admin)(ULONG flags, IProfAdmin **admin);
    SCODE(STDAPICALLTYPE *allocate)(ULONG bytes, void **out);
    SCODE(STDAPICALLTYPE *more)(ULONG bytes, void *object, void **out);
    ULONG(STDAPICALLTYPE *free)(void *buffer);
    HRESULT(STDAPICALLTYPE *query_all)
    (IMAPITable *table, SPropTagArray *tags, SRestriction *restriction, SSortOrderSet *order,
     LONG most, SRowSet **rows);
    void(STDAPICALLTYPE *free_rows)(SRowSet *rows);
};

/* A function under either spelling, as clients look for it: decorated first. */
__attribute__((unused)) static void *either(HMODULE dll, const char *name, int bytes)
{
    char decorated[80];
    void *found;

    snprintf(decorated, sizeof(decorated), "%s@%d", name, bytes);
    found = (void *)GetProcAddress(dll, decorated);
    return found ? found : (void *)GetProcAddress(dll, name);
}

__attribute__((unused)) static void find_functions(HMODULE dll, struct mapi *m)
{
    *(void **)&m->initialize = either(dll, "MAPIInitialize", 4);
    *(void **)&m->uninitialize = either(dll, "MAPIUninitialize", 0);
    *(void **)&m->logon = either(dll, "MAPILogonEx", 20);
    *(void **)&m->admin = either(dll, "MAPIAdminProfiles", 8);
    *(void **)&m->allocate = either(dll, "MAPIAllocateBuffer", 8);
    *(void **)&m->more = either(dll, "MAPIAllocateMore", 12);
    *(void **)&m->free = either(dll, "MAPIFreeBuffer", 4);
    *(void **)&m->query_all = either(dll, "HrQueryAllRows", 24);
    *(void **)&m->free_rows = either(dll, "FreeProws", 4);
    ok(m->initialize && m->uninitialize && m->logon && m->admin && m->allocate && m->more &&
           m->free && m->query_all && m->free_rows,
       "the DLL lacks functions\n");
}

/* A profile "omclient" with one local store, by default that of the user's local application data.
 */
__attribute__((unused)) static void walk_profile(const struct mapi *m)
{
    IMsgServiceAdmin *services = NULL;
    IProfAdmin *admin = NULL;

    ok_hr(m->admin(0, &admin), S_OK);
    if (!admin) return;
    admin->lpVtbl->DeleteProfile(admin, (LPTSTR) "omclient", 0);
    ok_hr(admin->lpVtbl->CreateProfile(admin, (LPTSTR) "omclient", NULL, 0, 0), S_OK);
    ok_hr(admin->lpVtbl->AdminServices(admin, (LPTSTR) "omclient", NULL, 0, 0, &services), S_OK);
    if (services) {
        ok_hr(services->lpVtbl->CreateMsgService(services, (LPTSTR) "LOCALSTORE", NULL, 0, 0),
              S_OK);
        services->lpVtbl->Release(services);
    }
    ok_hr(admin->lpVtbl->SetDefaultProfile(admin, (LPTSTR) "omclient", 0), S_OK);
    admin->lpVtbl->Release(admin);
}

/* The default store of a session, found as the reference tells clients to. */
__attribute__((unused)) static IMsgStore *walk_default_store(const struct mapi *m,
                                                             IMAPISession *session)
{
    SizedSPropTagArray(2, tags) = {2, {PR_ENTRYID, PR_DISPLAY_NAME_A}};
    SPropValue yes = {.ulPropTag = PR_DEFAULT_STORE, .Value.b = TRUE};
    SRestriction is_default = {.rt = RES_PROPERTY,
                               .res.resProperty = {RELOP_EQ, PR_DEFAULT_STORE, &yes}};
    IMAPITable *table = NULL;
    IMsgStore *store = NULL;
    SRowSet *rows = NULL;

    ok_hr(session->lpVtbl->GetMsgStoresTable(session, 0, &table), S_OK);
    if (!table) return NULL;
    ok_hr(m->query_all(table, (SPropTagArray *)&tags, &is_default, NULL, 0, &rows), S_OK);
    ok(rows && rows->cRows == 1, "%lu default stores\n", rows ? rows->cRows : 0);
    if (rows && rows->cRows == 1)
        ok_hr(session->lpVtbl->OpenMsgStore(session, 0, rows->aRow[0].lpProps[0].Value.bin.cb,
                                            (ENTRYID *)rows->aRow[0].lpProps[0].Value.bin.lpb, NULL,
                                            MDB_NO_MAIL | MAPI_BEST_ACCESS, &store),
              S_OK);
    m->free_rows(rows);
    table->lpVtbl->Release(table);
    return store;
}

/* The names of the folders below the IPM subtree. */
__attribute__((unused)) static void walk_hierarchy(const struct mapi *m, IMAPISession *session,
                                                   IMsgStore *store)
{
    static const char *const wanted[] = {"Inbox", "Outbox", "Sent Items", "Deleted Items"};
    SizedSPropTagArray(1, tree) = {1, {PR_IPM_SUBTREE_ENTRYID}};
    SizedSPropTagArray(2, tags) = {2, {PR_DISPLAY_NAME_A, PR_ENTRYID}};
    IMAPIFolder *folder = NULL;
    IMAPITable *table = NULL;
    SPropValue *subtree = NULL;
    SRowSet *rows = NULL;
    ULONG count, type = 0;

    ok_hr(store->lpVtbl->GetProps(store, (SPropTagArray *)&tree, 0, &count, &subtree), S_OK);
    if (!subtree) return;
    ok_hr(session->lpVtbl->OpenEntry(session, subtree->Value.bin.cb,
                                     (ENTRYID *)subtree->Value.bin.lpb, NULL, 0, &type,
                                     (IUnknown **)&folder),
          S_OK);
    ok(type == MAPI_FOLDER, "got type %lu\n", type);
    ok(m->free(subtree) == 0, "not freed\n");
    if (!folder) return;
    ok_hr(folder->lpVtbl->GetHierarchyTable(folder, 0, &table), S_OK);
    if (table) {
        ok_hr(m->query_all(table, (SPropTagArray *)&tags, NULL, NULL, 0, &rows), S_OK);
        for (size_t w = 0; w < sizeof(wanted) / sizeof(wanted[0]); w++) {
            bool found = false;

            for (ULONG i = 0; rows && i < rows->cRows; i++)
                found = found || !strcmp(rows->aRow[i].lpProps[0].Value.lpszA, wanted[w]);
            ok(found, "%s is not there\n", wanted[w]);
        }
        m->free_rows(rows);
        table->lpVtbl->Release(table);
    }
    folder->lpVtbl->Release(folder);
}

/* From MAPIInitialize to MAPIUninitialize; the profile is made when `make`. */
__attribute__((unused)) static void walk(const struct mapi *m, bool make)
{
    IMAPISession *session = NULL;
    IMsgStore *store;

    ok_hr(m->initialize(NULL), S_OK);
    if (make) walk_profile(m);
    ok_hr(m->logon(0, (LPTSTR) "omclient", NULL, MAPI_EXTENDED | MAPI_NEW_SESSION | MAPI_NO_MAIL,
                   &session),
          S_OK);
    if (session) {
        store = walk_default_store(m, session);
        if (store) {
            walk_hierarchy(m, session, store);
            store->lpVtbl->Release(store);
        }
        ok_hr(session->lpVtbl->Logoff(session, 0, 0, 0), S_OK);
        ok(!session->lpVtbl->Release(session), "references are left\n");
    }
    m->uninitialize();
}
