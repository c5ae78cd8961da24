/*
 * both_sessions.c - four processes of both bitnesses, eight threads in each, log on, open, advise
 * and log off at random
 *
 * Twenty seconds, or five minutes in tools/test --long. OPENMAPI_SEED repeats a run as far as
 * threads let it.
 */
#define INITGUID
#include <windows.h>
#include <initguid.h>
#include "store_fixture.h"

enum {
    THREADS = 8,
    SHORT_MSEC = 20000,
    LONG_MSEC = 300000
};

struct user {
    ULONG random;
    ULONG rounds, opened;
    LONG told, wrong;
};

/* Sinks are called on a thread of MAPI's: ours only wait. */
static MAPIINIT_0 own_thread = {MAPI_INIT_VERSION, MAPI_MULTITHREAD_NOTIFICATIONS};
static DWORD until;
static SBinary store_id;

static ULONG dice(struct user *user, ULONG sides)
{
    user->random = user->random * 1664525 + 1013904223;
    return (user->random >> 8) % sides;
}

static LONG STDAPICALLTYPE count_it(void *context, ULONG count, NOTIFICATION *notes)
{
    (void)notes;
    InterlockedExchangeAdd(context, (LONG)count);
    return 0;
}

/* Somebody else may have ended the session, or be at the store's file. */
static bool fine(HRESULT hr)
{
    return SUCCEEDED(hr) || hr == MAPI_E_INVALID_OBJECT || hr == MAPI_E_UNKNOWN_ENTRYID ||
           hr == MAPI_E_TIMEOUT || hr == MAPI_E_BUSY;
}

#define TRY(call)                                                                                  \
    do {                                                                                           \
        HRESULT hr_ = (call);                                                                      \
        if (!fine(hr_) && InterlockedIncrement(&user->wrong) < 5)                                  \
            ok(false, "%s: %#lx in round %lu\n", #call, hr_, user->rounds);                        \
    } while (0)

static void look_into(struct user *user, IMsgStore *store)
{
    IMAPIFolder *inbox = NULL;
    IMAPITable *table = NULL;
    SRowSet *rows = NULL;
    ENTRYID *eid = NULL;
    ULONG cb, type;

    TRY(store->lpVtbl->GetReceiveFolder(store, (LPTSTR) "IPM.Note", 0, &cb, &eid, NULL));
    if (eid) TRY(store->lpVtbl->OpenEntry(store, cb, eid, NULL, 0, &type, (IUnknown **)&inbox));
    if (inbox) TRY(inbox->lpVtbl->GetContentsTable(inbox, 0, &table));
    if (table) TRY(table->lpVtbl->QueryRows(table, 3, 0, &rows));
    if (dice(user, 2)) Sleep(0);
    FreeProws(rows);
    if (table) table->lpVtbl->Release(table);
    if (inbox) inbox->lpVtbl->Release(inbox);
    MAPIFreeBuffer(eid);
}

static void one_session(struct user *user)
{
    static const ULONG kinds[] = {MAPI_NEW_SESSION,
                                  MAPI_ALLOW_OTHERS,
                                  MAPI_ALLOW_OTHERS,
                                  MAPI_NEW_SESSION | MAPI_ALLOW_OTHERS,
                                  0,
                                  MAPI_NO_MAIL};
    ULONG kind = kinds[dice(user, 6)], how = dice(user, 8);
    ULONG_PTR connection = 0, on_store = 0;
    IMAPISession *session = NULL;
    IMAPIAdviseSink *sink = NULL;
    IMAPITable *table = NULL;
    IMsgStore *store = NULL;
    IAddrBook *book = NULL;

    TRY(MAPILogonEx(0, (LPTSTR) "omstore", NULL, MAPI_EXTENDED | kind, &session));
    if (!session) return;
    ok_hr(HrAllocAdviseSink(count_it, &user->told, &sink), S_OK);
    if (dice(user, 2)) TRY(session->lpVtbl->Advise(session, 0, NULL, 0, sink, &connection));
    if (dice(user, 4)) {
        TRY(session->lpVtbl->OpenMsgStore(session, 0, store_id.cb, (ENTRYID *)store_id.lpb, NULL,
                                          MDB_NO_MAIL | MDB_NO_DIALOG | MAPI_BEST_ACCESS, &store));
        if (store) {
            user->opened++;
            TRY(store->lpVtbl->Advise(store, 0, NULL, fnevObjectCreated, sink, &on_store));
            look_into(user, store);
            if (on_store && dice(user, 2)) TRY(store->lpVtbl->Unadvise(store, on_store));
        }
    }
    if (dice(user, 3) == 0) TRY(session->lpVtbl->GetStatusTable(session, 0, &table));
    if (dice(user, 3) == 0)
        TRY(session->lpVtbl->OpenAddressBook(session, 0, NULL, AB_NO_DIALOG, &book));
    if (connection && dice(user, 2)) TRY(session->lpVtbl->Unadvise(session, connection));
    /* in order, or not: with all still open, with everybody else, without a word */
    if (how < 4 && store) store->lpVtbl->Release(store), store = NULL;
    if (how != 7) TRY(session->lpVtbl->Logoff(session, 0, how == 6 ? MAPI_LOGOFF_SHARED : 0, 0));
    if (how == 5) session->lpVtbl->Release(session), session = NULL;
    if (table) table->lpVtbl->Release(table);
    if (book) book->lpVtbl->Release(book);
    if (store) store->lpVtbl->Release(store);
    if (session) session->lpVtbl->Release(session);
    sink->lpVtbl->Release(sink);
}

static DWORD WINAPI be_a_user(void *context)
{
    struct user *user = context;

    ok_hr(MAPIInitialize(NULL), S_OK);
    while ((LONG)(until - GetTickCount()) > 0) {
        user->rounds++;
        one_session(user);
        if (user->rounds % 50 == 0) { /* the whole subsystem, while others are in it */
            MAPIUninitialize();
            ok_hr(MAPIInitialize(NULL), S_OK);
        }
    }
    MAPIUninitialize();
    return 0;
}

static void be_eight_users(const char *who)
{
    const char *seed = getenv("OPENMAPI_SEED");
    ULONG begin = seed ? strtoul(seed, NULL, 0) : 4711;
    struct user users[THREADS] = {{0}};
    ULONG rounds = 0, opened = 0;
    LONG told = 0;
    HANDLE threads[THREADS];
    DWORD msec = getenv("OPENMAPI_LONG") ? LONG_MSEC : SHORT_MSEC;

    until = GetTickCount() + msec;
    for (int i = 0; i < THREADS; i++) {
        users[i].random = begin * 977 + (ULONG)i * 131 + sizeof(void *) + (who[0] == 'c');
        threads[i] = CreateThread(NULL, 0, be_a_user, &users[i], 0, NULL);
    }
    ok(WaitForMultipleObjects(THREADS, threads, TRUE, msec + 90000) == WAIT_OBJECT_0,
       "somebody hangs\n");
    for (int i = 0; i < THREADS; i++) {
        CloseHandle(threads[i]);
        rounds += users[i].rounds;
        opened += users[i].opened;
        told += users[i].told;
        ok(!users[i].wrong, "user %d: %ld wrong answers\n", i, users[i].wrong);
    }
    ok(rounds >= 2 * THREADS && opened, "%lu rounds, %lu stores opened\n", rounds, opened);
    trace("%s: seed %lu, %lu sessions, %lu stores opened, told %ld times\n", who, begin, rounds,
          opened, told);
}

/* The entry ID of the store, which is the same wherever it is opened. */
static void learn_store(void)
{
    SizedSPropTagArray(1, tags) = {1, {PR_ENTRYID}};
    IMAPISession *session = log_on();
    IMAPITable *table = NULL;
    SRowSet *rows = NULL;

    ok_hr(session->lpVtbl->GetMsgStoresTable(session, 0, &table), S_OK);
    ok_hr(HrQueryAllRows(table, (SPropTagArray *)&tags, NULL, NULL, 0, &rows), S_OK);
    if (rows && rows->cRows == 1) {
        store_id.cb = rows->aRow[0].lpProps[0].Value.bin.cb;
        store_id.lpb = malloc(store_id.cb);
        memcpy(store_id.lpb, rows->aRow[0].lpProps[0].Value.bin.lpb, store_id.cb);
    }
    ok(store_id.cb != 0, "no store\n");
    FreeProws(rows);
    table->lpVtbl->Release(table);
    log_off(session);
}

/* 1.7-06, 3.5-07, 4.13-05, 4.13-10, 4.13-12, 4.13-17 */
static void they_all_come_and_go(void)
{
    PROCESS_INFORMATION child;
    bool started;

    MAPIInitialize(&own_thread);
    ok_hr(make_profile("MSPST MS", path), S_OK);
    learn_store();
    started = harness_spawn("child", &child);
    be_eight_users("parent");
    if (started) harness_wait(&child, 120000);
    drop_profile();
    MAPIUninitialize();
    free(store_id.lpb);
}

START_TEST(both_sessions)
{
    snprintf(path, sizeof(path), "%s\\both-sessions.omstore", getenv("OPENMAPI_SHARED"));
    if (harness_argc > 1) {
        harness_is_child();
        MAPIInitialize(&own_thread);
        learn_store();
        be_eight_users("child");
        MAPIUninitialize();
        free(store_id.lpb);
        return;
    }
    RUN(they_all_come_and_go);
}
