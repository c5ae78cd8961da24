/*
 * store_quota.c - a store that may not become larger: its limits through the profile and through
 * the store, and two programs
 */
#define INITGUID
#define USES_ALL_MAPI_GUIDS
#include <windows.h>
#include "edkmdb.h"
#include "edktags.h"
#include "store_fixture.h"

static IMAPISession *session;
static IMsgStore *store;
static IMAPIFolder *inbox;

static void open_all(void)
{
    session = log_on();
    store = open_store(session, S_OK);
    inbox = open_inbox(store);
}

static void close_all(void)
{
    inbox->lpVtbl->Release(inbox);
    store->lpVtbl->Release(store);
    log_off(session);
}

/* ConfigureMsgService of the profile's only service. */
static HRESULT configure(SPropValue value)
{
    SizedSPropTagArray(1, tags) = {1, {PR_SERVICE_UID}};
    IMsgServiceAdmin *services = NULL;
    IProfAdmin *admin = NULL;
    IMAPITable *table = NULL;
    SRowSet *rows = NULL;
    HRESULT hr = E_FAIL;

    ok_hr(MAPIAdminProfiles(0, &admin), S_OK);
    ok_hr(admin->lpVtbl->AdminServices(admin, (LPTSTR) "omstore", NULL, 0, 0, &services), S_OK);
    ok_hr(services->lpVtbl->GetMsgServiceTable(services, 0, &table), S_OK);
    ok_hr(HrQueryAllRows(table, (SPropTagArray *)&tags, NULL, NULL, 0, &rows), S_OK);
    if (rows && rows->cRows == 1)
        hr = services->lpVtbl->ConfigureMsgService(
            services, (MAPIUID *)rows->aRow[0].lpProps[0].Value.bin.lpb, 0, 0, 1, &value);
    FreeProws(rows);
    table->lpVtbl->Release(table);
    services->lpVtbl->Release(services);
    admin->lpVtbl->Release(admin);
    return hr;
}

static HRESULT set_limit(ULONG tag, LONG kb)
{
    SPropValue value = {.ulPropTag = tag, .Value.l = kb};

    return HrSetOneProp((IMAPIProp *)store, &value);
}

static LONGLONG used(void)
{
    SPropValue *value = NULL;
    LONGLONG size = -1;

    ok_hr(HrGetOneProp((IMAPIProp *)store, PR_MESSAGE_SIZE_EXTENDED, &value), S_OK);
    if (value) size = value->Value.li.QuadPart;
    MAPIFreeBuffer(value);
    return size;
}

/* SaveChanges of a new message with so many bytes. */
static HRESULT store_bytes(ULONG bytes)
{
    SPropValue value = {.ulPropTag = PROP_TAG(PT_BINARY, 0x6701),
                        .Value.bin = {bytes, calloc(1, bytes)}};
    IMessage *message = NULL;
    HRESULT hr;

    ok_hr(inbox->lpVtbl->CreateMessage(inbox, NULL, 0, &message), S_OK);
    ok_hr(HrSetOneProp((IMAPIProp *)message, &value), S_OK);
    hr = message->lpVtbl->SaveChanges(message, 0);
    message->lpVtbl->Release(message);
    free(value.Value.bin.lpb);
    return hr;
}

static void a_profile_limits_a_store(void)
{
    const SPropValue text = {.ulPropTag = CHANGE_PROP_TYPE(PR_PROHIBIT_RECEIVE_QUOTA, PT_STRING8),
                             .Value.lpszA = (char *)"1"};
    SPropValue *value = NULL;

    ok_hr(configure((SPropValue){.ulPropTag = PR_PROHIBIT_RECEIVE_QUOTA, .Value.l = 20}), S_OK);
    ok_hr(configure(text), MAPI_E_INVALID_PARAMETER);
    open_all();
    ok(get_long(store, PR_PROHIBIT_RECEIVE_QUOTA) == 20, "not the profile's limit\n");
    ok(get_long(store, PR_QUOTA_RECEIVE) == 20, "not under its other name\n");
    ok_hr(HrGetOneProp((IMAPIProp *)store, PR_PROHIBIT_SEND_QUOTA, &value), MAPI_E_NOT_FOUND);
    ok_hr(store_bytes(30000), MAPI_E_STORE_FULL);
    ok_hr(store_bytes(10000), S_OK);
    ok_hr(store_bytes(12000), MAPI_E_STORE_FULL);
    ok(used() > 10000 && used() < 12000, "%ld bytes are used\n", (long)used());
    ok(get_long(store, PR_MESSAGE_SIZE) == used(), "two sizes\n");
    ok(get_long(inbox, PR_CONTENT_COUNT) == 1, "%lu messages\n", get_long(inbox, PR_CONTENT_COUNT));
    ok_hr(set_limit(PR_PROHIBIT_RECEIVE_QUOTA, 40), S_OK);
    close_all();

    open_all(); /* the store's own now */
    ok(get_long(store, PR_PROHIBIT_RECEIVE_QUOTA) == 40, "the profile's limit again\n");
    ok_hr(store_bytes(12000), S_OK);
    ok_hr(inbox->lpVtbl->EmptyFolder(inbox, 0, NULL, 0), S_OK);
    ok(!used(), "%ld bytes are used\n", (long)used());
    close_all();
}

static void nothing_is_submitted_beyond_the_limit(void)
{
    IMessage *message;

    open_all();
    message = make_message(inbox, "to send");
    ok_hr(set_limit(PR_PROHIBIT_SEND_QUOTA, 0), S_OK);
    ok_hr(message->lpVtbl->SubmitMessage(message, 0), MAPI_E_STORE_FULL);
    ok_hr(set_limit(PR_PROHIBIT_SEND_QUOTA, (LONG)MDB_QUOTA_NOQUOTA), S_OK);
    ok_hr(message->lpVtbl->SubmitMessage(message, 0), S_OK);
    message->lpVtbl->Release(message);
    close_all();
}

/* Two programs fill one store at once: together they stay below the limit, and each is told when it
 * is reached. */
static void two_programs_share_the_limit(void)
{
    PROCESS_INFORMATION child;
    ULONG n = 0, theirs;
    HRESULT hr = S_OK;

    open_all();
    ok_hr(set_limit(PR_PROHIBIT_RECEIVE_QUOTA, 200), S_OK);
    if (!harness_spawn("fill", &child)) return;
    for (; n < 1000 && hr == S_OK; n += hr == S_OK)
        hr = store_bytes(3000);
    ok(hr == MAPI_E_STORE_FULL, "%#lx after %lu messages\n", hr, n);
    harness_wait(&child, 60000);
    theirs = get_long(inbox, PR_CONTENT_COUNT) - n;
    trace("%lu messages of ours, %lu of the other's\n", n, theirs);
    ok(used() <= 200 * 1024, "%ld bytes are used\n", (long)used());
    ok(used() > 200 * 1024 - 3500, "only %ld bytes are used\n", (long)used());
    close_all();
}

static void fill(void)
{
    HRESULT hr = S_OK;

    open_all();
    for (int i = 0; i < 1000 && hr == S_OK; i++)
        hr = store_bytes(3000);
    ok(hr == MAPI_E_STORE_FULL, "%#lx\n", hr);
    close_all();
}

START_TEST(store_quota)
{
    char folder[MAX_PATH];

    if (harness_argc > 1) harness_is_child();
    ok_hr(MAPIInitialize(NULL), S_OK);
    if (harness_argc > 1) {
        fill();
        MAPIUninitialize();
        return;
    }
    GetTempPathA(MAX_PATH, folder);
    snprintf(path, sizeof(path), "%sstore_quota_%lu.omstore", folder, GetCurrentProcessId());
    remove_store();
    if (make_profile("LOCALSTORE", path) == S_OK) {
        RUN(a_profile_limits_a_store);
        RUN(nothing_is_submitted_beyond_the_limit);
        RUN(two_programs_share_the_limit);
        drop_profile();
    }
    MAPIUninitialize();
    remove_store();
}
