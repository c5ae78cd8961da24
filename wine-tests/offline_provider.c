/*
 * offline_provider.c - a store that takes part in the profile's offline state: the sample's
 */
#define INITGUID
#define USES_IID_IMAPIProp
#define USES_IID_IMsgStore
#include <windows.h>
#include <initguid.h>
#include "session_fixture.h"
#include "mapioffline.h"

static IMAPIOfflineMgr *open_state(void)
{
    IMAPIOfflineMgr *mgr = NULL;

    ok_hr(HrOpenOfflineObj(0, L"omtest", &GUID_GlobalState, NULL, &mgr), S_OK);
    return mgr;
}

static void ok_state(IMAPIOffline *offline, ULONG wanted)
{
    ULONG state = 0;

    ok_hr(offline->lpVtbl->GetCurrentState(offline, &state), S_OK);
    ok(state == wanted, "state %lu, not %lu\n", state, wanted);
}

/* 10.7-06, 10.7-11, 10.7-15, 10.8-02 */
static void a_store_says_whether_it_is_offline(void)
{
    IMAPIOffline *offline = NULL;
    IMAPIOfflineMgr *mgr = NULL, *global;
    IUnknown *store_self = NULL, *self = NULL;
    IMAPISession *session;
    IMsgStore *store;
    ULONG capabilities = 0;

    ok_hr(MAPIInitialize(NULL), S_OK);
    make_profile(false);
    session = log_on(MAPI_NEW_SESSION | MAPI_EXTENDED | MAPI_NO_MAIL);
    global = open_state();
    ok_hr(global->lpVtbl->SetCurrentState(global, MAPIOFFLINE_FLAG_BLOCK,
                                          MAPIOFFLINE_STATE_OFFLINE_MASK, MAPIOFFLINE_STATE_OFFLINE,
                                          NULL),
          S_OK);
    store = open_store(session, "Sample Message Store", MDB_NO_MAIL, S_OK);
    if (store) {
        ok_hr(store->lpVtbl->QueryInterface(store, &IID_IMAPIOffline, (void **)&offline), S_OK);
        ok_state(offline, MAPIOFFLINE_STATE_OFFLINE);
        ok_hr(offline->lpVtbl->GetCapabilities(offline, &capabilities), S_OK);
        ok(capabilities == 3, "capabilities %#lx\n", capabilities);
        ok_hr(offline->lpVtbl->QueryInterface(offline, &IID_IMAPIOfflineMgr, (void **)&mgr), S_OK);
        ok_hr(store->lpVtbl->QueryInterface(store, &IID_IUnknown, (void **)&store_self), S_OK);
        ok_hr(mgr->lpVtbl->QueryInterface(mgr, &IID_IUnknown, (void **)&self), S_OK);
        ok(self == store_self, "two identities\n");
        self->lpVtbl->Release(self);
        store_self->lpVtbl->Release(store_self);
        mgr->lpVtbl->Release(mgr);

        ok_hr(global->lpVtbl->SetCurrentState(global, MAPIOFFLINE_FLAG_BLOCK,
                                              MAPIOFFLINE_STATE_OFFLINE_MASK,
                                              MAPIOFFLINE_STATE_ONLINE, NULL),
              S_OK);
        ok_state(offline, MAPIOFFLINE_STATE_ONLINE);
        /* its own word: the profile doesn't follow */
        ok_hr(offline->lpVtbl->SetCurrentState(offline, MAPIOFFLINE_FLAG_BLOCK,
                                               MAPIOFFLINE_STATE_OFFLINE_MASK,
                                               MAPIOFFLINE_STATE_OFFLINE, NULL),
              S_OK);
        ok_state(offline, MAPIOFFLINE_STATE_OFFLINE);
        ok_state((IMAPIOffline *)global, MAPIOFFLINE_STATE_ONLINE);
        offline->lpVtbl->Release(offline);
        store->lpVtbl->Release(store);
    }
    log_off(session);
    ok_state((IMAPIOffline *)global, MAPIOFFLINE_STATE_ONLINE);
    ok_hr(global->lpVtbl->SetCurrentState(global, MAPIOFFLINE_FLAG_BLOCK,
                                          MAPIOFFLINE_STATE_OFFLINE_MASK, MAPIOFFLINE_STATE_OFFLINE,
                                          NULL),
          S_OK);
    global->lpVtbl->Release(global);
    MAPIUninitialize();
}

START_TEST(offline_provider)
{
    RUN(a_store_says_whether_it_is_offline);
}
