/*
 * both_sessions.c - four processes of both bitnesses, eight threads in each, log on, open, advise,
 * write, change the offline state and log off at random
 *
 * Twenty seconds, five minutes in tools/test --long, or OPENMAPI_SECONDS. The seed is printed;
 * OPENMAPI_SEED repeats a run as far as threads let it. No notification may be lost or come twice:
 * who is advised hears of what it writes itself, unless its session is ended meanwhile, and in each
 * process somebody who stays hears of what all of them write. Nobody may hang: what takes too long
 * ends the program as a failure.
 */
#define INITGUID
#define USES_IID_IMAPIAdviseSink
#include <windows.h>
#include <initguid.h>
#include "store_fixture.h"
#include "mapioffline.h"

enum {
    THREADS = 8,
    PROCESSES = 4,
    ID_BYTES = 48,
    SET_SLOTS = 1 << 17,
    OWN_SLOTS = 1 << 9, /* of a user's session */
    SHORT_SECONDS = 20,
    LONG_SECONDS = 300,
    LIMIT_MSEC = 120000,
    /* Wine's server keeps a file that was closed, and its own descriptor with it, until nobody has
     * a lock there; who stays has one. So many may come to that. */
    OPENS = 400, /* of stores, by one user in all */
    SPARE_HANDLES = 100
};

/* ---- messages that were heard of ---- */

struct heard {
    CRITICAL_SECTION lock;
    BYTE (*ids)[ID_BYTES]; /* a hash; an empty slot is zeros */
    LONG slots, n, twice, others;
    LONG whole_again; /* tables: look at all of it */
};

static void heard_begin(struct heard *heard, LONG slots)
{
    memset(heard, 0, sizeof(*heard));
    InitializeCriticalSection(&heard->lock);
    heard->slots = slots;
    heard->ids = calloc(slots, ID_BYTES);
}

static void heard_end(struct heard *heard)
{
    DeleteCriticalSection(&heard->lock);
    free(heard->ids);
}

/* Where id is, or would be. */
static BYTE *slot_of(struct heard *heard, const BYTE *id)
{
    static const BYTE nothing[ID_BYTES];
    ULONG at = 5381;

    for (int i = 0; i < ID_BYTES; i++)
        at = at * 33 + id[i];
    for (at %= heard->slots;; at = (at + 1) % heard->slots)
        if (!memcmp(heard->ids[at], id, ID_BYTES) || !memcmp(heard->ids[at], nothing, ID_BYTES))
            return heard->ids[at];
}

static bool has(struct heard *heard, const void *id)
{
    bool there;

    EnterCriticalSection(&heard->lock);
    there = !memcmp(slot_of(heard, id), id, ID_BYTES);
    LeaveCriticalSection(&heard->lock);
    return there;
}

static void add(struct heard *heard, ULONG cb, const void *id)
{
    EnterCriticalSection(&heard->lock);
    if (cb != ID_BYTES || heard->n > heard->slots / 4 * 3) {
        heard->others++;
    } else if (!memcmp(slot_of(heard, id), id, ID_BYTES)) {
        heard->twice++;
    } else {
        memcpy(slot_of(heard, id), id, ID_BYTES);
        heard->n++;
    }
    LeaveCriticalSection(&heard->lock);
}

struct user {
    ULONG random;
    ULONG rounds, opened, written, awaited, changes;
    LONG told, wrong, twice;
    HANDLE hears;
};

/* A user's sink. Each session has its own: where somebody else ends one, what was advised there may
 * go on for a moment when the next has begun. */
struct ear {
    IMAPIAdviseSink iface;
    LONG refs;
    struct user *user;
    struct heard heard;
};
static LONG ears; /* that are alive */

/* Sinks are called on a thread of MAPI's: ours only wait. */
static MAPIINIT_0 own_thread = {MAPI_INIT_VERSION, MAPI_MULTITHREAD_NOTIFICATIONS};
static DWORD begun, until;
static SBinary store_id;

static ULONG dice(struct user *user, ULONG sides)
{
    user->random = user->random * 1664525 + 1013904223;
    return (user->random >> 8) % sides;
}

static HRESULT STDMETHODCALLTYPE ear_QueryInterface(IMAPIAdviseSink *iface, REFIID iid, void **out)
{
    *out = NULL;
    if (!IsEqualGUID(iid, &IID_IUnknown) && !IsEqualGUID(iid, &IID_IMAPIAdviseSink))
        return E_NOINTERFACE;
    iface->lpVtbl->AddRef(iface);
    *out = iface;
    return S_OK;
}

static ULONG STDMETHODCALLTYPE ear_AddRef(IMAPIAdviseSink *iface)
{
    return (ULONG)InterlockedIncrement(&((struct ear *)iface)->refs);
}

static ULONG STDMETHODCALLTYPE ear_Release(IMAPIAdviseSink *iface)
{
    struct ear *ear = (struct ear *)iface;
    LONG left = InterlockedDecrement(&ear->refs);

    if (left) return (ULONG)left;
    InterlockedExchangeAdd(&ear->user->twice, ear->heard.twice + ear->heard.others);
    heard_end(&ear->heard);
    free(ear);
    InterlockedDecrement(&ears);
    return 0;
}

static ULONG STDMETHODCALLTYPE ear_OnNotify(IMAPIAdviseSink *iface, ULONG count,
                                            NOTIFICATION *notes)
{
    struct ear *ear = (struct ear *)iface;

    InterlockedExchangeAdd(&ear->user->told, (LONG)count);
    for (ULONG i = 0; i < count; i++)
        if (notes[i].ulEventType == fnevObjectCreated)
            add(&ear->heard, notes[i].info.obj.cbEntryID, notes[i].info.obj.lpEntryID);
    SetEvent(ear->user->hears);
    return S_OK;
}

static struct ear *ear_new(struct user *user)
{
    static IMAPIAdviseSinkVtbl vtbl = {ear_QueryInterface, ear_AddRef, ear_Release, ear_OnNotify};
    struct ear *ear = calloc(1, sizeof(*ear));

    ear->iface.lpVtbl = &vtbl;
    ear->refs = 1;
    ear->user = user;
    heard_begin(&ear->heard, OWN_SLOTS);
    InterlockedIncrement(&ears);
    return ear;
}

/* Somebody else may have ended the session, or be at the store's file. */
static bool fine(HRESULT hr)
{
    return SUCCEEDED(hr) || hr == MAPI_E_INVALID_OBJECT || hr == MAPI_E_UNKNOWN_ENTRYID ||
           hr == MAPI_E_TIMEOUT || hr == MAPI_E_BUSY || hr == E_PENDING;
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

/* A message in the inbox; a user that is advised waits for the news of it, as long as its session
 * lives. */
static void write_one(struct user *user, IMsgStore *store, struct ear *ear)
{
    DWORD began = GetTickCount();
    SPropValue *value = NULL;
    IMAPIFolder *inbox = NULL;
    IMessage *message = NULL;
    ENTRYID *eid = NULL;
    ULONG cb, type;
    HRESULT hr = E_FAIL;

    TRY(store->lpVtbl->GetReceiveFolder(store, (LPTSTR) "IPM.Note", 0, &cb, &eid, NULL));
    if (eid)
        TRY(store->lpVtbl->OpenEntry(store, cb, eid, NULL, MAPI_MODIFY, &type,
                                     (IUnknown **)&inbox));
    if (inbox) TRY(inbox->lpVtbl->CreateMessage(inbox, NULL, 0, &message));
    if (message) TRY(hr = message->lpVtbl->SaveChanges(message, KEEP_OPEN_READWRITE));
    if (hr == S_OK) user->written++;
    if (hr == S_OK && ear) TRY(HrGetOneProp((IMAPIProp *)message, PR_ENTRYID, &value));
    if (value) user->awaited++;
    while (value && !has(&ear->heard, value->Value.bin.lpb)) {
        if (!WaitForSingleObject(user->hears, 1000)) continue;
        MAPIFreeBuffer(eid);
        eid = NULL;
        if (FAILED(store->lpVtbl->GetReceiveFolder(store, (LPTSTR) "IPM.Note", 0, &cb, &eid, NULL)))
            break; /* somebody has ended the session */
        if (GetTickCount() - began < LIMIT_MSEC) continue;
        if (InterlockedIncrement(&user->wrong) < 5)
            ok(false, "round %lu: what it wrote wasn't told\n", user->rounds);
        break;
    }
    MAPIFreeBuffer(value);
    if (message) message->lpVtbl->Release(message);
    if (inbox) inbox->lpVtbl->Release(inbox);
    MAPIFreeBuffer(eid);
}

static void change_offline_state(struct user *user)
{
    ULONG state = dice(user, 2) ? MAPIOFFLINE_STATE_OFFLINE : MAPIOFFLINE_STATE_ONLINE, now = 0;
    IMAPIOfflineMgr *mgr = NULL;

    TRY(HrOpenOfflineObj(0, L"omstore", &GUID_GlobalState, NULL, &mgr));
    if (!mgr) return;
    TRY(mgr->lpVtbl->SetCurrentState(
        mgr, dice(user, 2) ? MAPIOFFLINE_FLAG_BLOCK : MAPIOFFLINE_FLAG_DEFAULT,
        MAPIOFFLINE_STATE_OFFLINE_MASK, state, NULL));
    TRY(mgr->lpVtbl->GetCurrentState(mgr, &now));
    user->changes++;
    mgr->lpVtbl->Release(mgr);
}

/* What it may open is spread over the whole time. */
static bool may_open(const struct user *user)
{
    return user->opened <
           20 + (unsigned long long)OPENS * (GetTickCount() - begun) / (until - begun + 1);
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
    struct ear *ear;
    IMAPIAdviseSink *sink;
    IMAPITable *table = NULL;
    IMsgStore *store = NULL;
    IAddrBook *book = NULL;

    TRY(MAPILogonEx(0, (LPTSTR) "omstore", NULL, MAPI_EXTENDED | kind, &session));
    if (!session) return;
    ear = ear_new(user);
    sink = &ear->iface;
    if (dice(user, 2)) TRY(session->lpVtbl->Advise(session, 0, NULL, 0, sink, &connection));
    if (dice(user, 4) && may_open(user)) {
        TRY(session->lpVtbl->OpenMsgStore(session, 0, store_id.cb, (ENTRYID *)store_id.lpb, NULL,
                                          MDB_NO_MAIL | MDB_NO_DIALOG | MAPI_BEST_ACCESS, &store));
        if (store) {
            user->opened++;
            TRY(store->lpVtbl->Advise(store, 0, NULL, fnevObjectCreated, sink, &on_store));
            look_into(user, store);
            if (dice(user, 3) == 0) write_one(user, store, on_store ? ear : NULL);
            if (on_store && dice(user, 2)) TRY(store->lpVtbl->Unadvise(store, on_store));
        }
    }
    if (dice(user, 12) == 0) change_offline_state(user);
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

/* What takes too long ends the program: its threads are somewhere in the subsystem. */
static void must_be(bool done, const char *what)
{
    ok(done, "%s\n", what);
    if (!done) {
        fflush(stdout);
        TerminateProcess(GetCurrentProcess(), 1);
    }
}

static struct user users[THREADS];

static void be_eight_users(const char *who, DWORD seconds)
{
    const char *seed = getenv("OPENMAPI_SEED");
    ULONG begin = seed ? strtoul(seed, NULL, 0) : 4711;
    ULONG rounds = 0, opened = 0, written = 0, awaited = 0, changes = 0;
    LONG told = 0;
    HANDLE threads[THREADS];

    trace("%s: seed %lu, %lu seconds\n", who, begin, seconds);
    begun = GetTickCount();
    until = begun + seconds * 1000;
    for (int i = 0; i < THREADS; i++) {
        memset(&users[i], 0, sizeof(users[i]));
        users[i].random = begin * 977 + (ULONG)i * 131 + sizeof(void *) + (who[0] == 'c');
        users[i].hears = CreateEventW(NULL, FALSE, FALSE, NULL);
        threads[i] = CreateThread(NULL, 0, be_a_user, &users[i], 0, NULL);
    }
    must_be(WaitForMultipleObjects(THREADS, threads, TRUE, seconds * 1000 + LIMIT_MSEC) ==
                WAIT_OBJECT_0,
            "somebody hangs");
    for (int i = 0; i < THREADS; i++) {
        CloseHandle(threads[i]);
        rounds += users[i].rounds;
        opened += users[i].opened;
        written += users[i].written;
        awaited += users[i].awaited;
        changes += users[i].changes;
        told += users[i].told;
        ok(!users[i].wrong, "user %d: %ld wrong answers\n", i, users[i].wrong);
    }
    ok(rounds >= 2 * THREADS && opened && written && awaited,
       "%lu rounds, %lu stores opened, %lu messages written, %lu awaited\n", rounds, opened,
       written, awaited);
    trace("%s: %lu sessions, %lu stores opened, %lu messages, %lu awaited, %lu changes of state, "
          "told %ld times\n",
          who, rounds, opened, written, awaited, changes, told);
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

/* ---- who stays ---- */

static LONG STDAPICALLTYPE hear_objects(void *context, ULONG count, NOTIFICATION *notes)
{
    for (ULONG i = 0; i < count; i++)
        if (notes[i].ulEventType == fnevObjectCreated)
            add(context, notes[i].info.obj.cbEntryID, notes[i].info.obj.lpEntryID);
    return 0;
}

static LONG STDAPICALLTYPE hear_rows(void *context, ULONG count, NOTIFICATION *notes)
{
    struct heard *heard = context;

    for (ULONG i = 0; i < count; i++) {
        const TABLE_NOTIFICATION *tab = &notes[i].info.tab;

        if (tab->ulTableEvent == TABLE_ROW_ADDED && tab->row.cValues)
            add(heard, tab->row.lpProps[0].Value.bin.cb, tab->row.lpProps[0].Value.bin.lpb);
        else if (tab->ulTableEvent == TABLE_CHANGED || tab->ulTableEvent == TABLE_RELOAD)
            InterlockedIncrement(&heard->whole_again);
    }
    return 0;
}

struct stayer {
    struct heard objects, rows;
    IMAPISession *session;
    IMsgStore *store;
    IMAPIFolder *inbox;
    IMAPITable *table;
    IMAPIAdviseSink *sinks[2];
    ULONG_PTR connections[2];
};
static SizedSPropTagArray(1, id_column) = {1, {PR_ENTRYID}};

static void stay(struct stayer *stayer)
{
    heard_begin(&stayer->objects, SET_SLOTS);
    heard_begin(&stayer->rows, SET_SLOTS);
    stayer->session = log_on();
    stayer->store = open_store(stayer->session, S_OK);
    stayer->inbox = open_inbox(stayer->store);
    ok_hr(stayer->inbox->lpVtbl->GetContentsTable(stayer->inbox, 0, &stayer->table), S_OK);
    ok_hr(stayer->table->lpVtbl->SetColumns(stayer->table, (SPropTagArray *)&id_column, 0), S_OK);
    ok_hr(HrAllocAdviseSink(hear_objects, &stayer->objects, &stayer->sinks[0]), S_OK);
    ok_hr(HrAllocAdviseSink(hear_rows, &stayer->rows, &stayer->sinks[1]), S_OK);
    ok_hr(stayer->store->lpVtbl->Advise(stayer->store, 0, NULL, fnevObjectCreated, stayer->sinks[0],
                                        &stayer->connections[0]),
          S_OK);
    ok_hr(stayer->table->lpVtbl->Advise(stayer->table, fnevTableModified, stayer->sinks[1],
                                        &stayer->connections[1]),
          S_OK);
}

static void leave(struct stayer *stayer)
{
    ok_hr(stayer->store->lpVtbl->Unadvise(stayer->store, stayer->connections[0]), S_OK);
    ok_hr(stayer->table->lpVtbl->Unadvise(stayer->table, stayer->connections[1]), S_OK);
    for (int i = 0; i < 2; i++)
        stayer->sinks[i]->lpVtbl->Release(stayer->sinks[i]);
    stayer->table->lpVtbl->Release(stayer->table);
    stayer->inbox->lpVtbl->Release(stayer->inbox);
    stayer->store->lpVtbl->Release(stayer->store);
    log_off(stayer->session);
    HrDispatchNotifications(0); /* no sink is called any more */
    heard_end(&stayer->objects);
    heard_end(&stayer->rows);
}

/* The programs share a folder and nothing else that both bitnesses see under Wine. */
static void meet(const char *step, const char *who)
{
    DWORD began = GetTickCount();
    char name[MAX_PATH], pattern[MAX_PATH];
    int there = 0;

    snprintf(name, sizeof(name), "%s\\%s-%s-%u", getenv("OPENMAPI_SHARED"), step, who,
             (unsigned)sizeof(void *));
    snprintf(pattern, sizeof(pattern), "%s\\%s-*", getenv("OPENMAPI_SHARED"), step);
    CloseHandle(CreateFileA(name, GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, 0, NULL));
    while (there < PROCESSES && GetTickCount() - began < LIMIT_MSEC) {
        WIN32_FIND_DATAA found;
        HANDLE find = FindFirstFileA(pattern, &found);

        for (there = 0; find != INVALID_HANDLE_VALUE; there++)
            if (!FindNextFileA(find, &found)) {
                FindClose(find);
                find = INVALID_HANDLE_VALUE;
            }
        if (there < PROCESSES) Sleep(50); /* the others are still at it */
    }
    must_be(there == PROCESSES, "the other programs don't come");
}

/* All that is in the store was told, once, and nothing else. */
static void nothing_is_lost(struct stayer *stayer, const char *who)
{
    IMAPITable *now = NULL;
    SRowSet *all = NULL;
    ULONG lost = 0, rows_lost = 0;
    DWORD began = GetTickCount();

    ok_hr(stayer->inbox->lpVtbl->GetContentsTable(stayer->inbox, 0, &now), S_OK);
    ok_hr(HrQueryAllRows(now, (SPropTagArray *)&id_column, NULL, NULL, 0, &all), S_OK);
    now->lpVtbl->Release(now);
    if (!all) return;
    while ((stayer->objects.n < (LONG)all->cRows ||
            (!stayer->rows.whole_again && stayer->rows.n < (LONG)all->cRows)) &&
           GetTickCount() - began < LIMIT_MSEC) {
        HrDispatchNotifications(0);
        Sleep(20); /* what others wrote is looked for once a second */
    }
    for (ULONG i = 0; i < all->cRows; i++) {
        const BYTE *id = all->aRow[i].lpProps[0].Value.bin.lpb;

        lost += !has(&stayer->objects, id);
        rows_lost += !stayer->rows.whole_again && !has(&stayer->rows, id);
    }
    ok(!lost, "%lu of %lu messages weren't told\n", lost, all->cRows);
    ok(!rows_lost, "%lu of %lu rows weren't added\n", rows_lost, all->cRows);
    ok(stayer->objects.n == (LONG)all->cRows, "%ld messages were told, there are %lu\n",
       stayer->objects.n, all->cRows);
    ok(!stayer->objects.twice && !stayer->objects.others, "%ld messages twice, %ld others\n",
       stayer->objects.twice, stayer->objects.others);
    ok(!stayer->rows.twice && !stayer->rows.others, "%ld rows twice, %ld others\n",
       stayer->rows.twice, stayer->rows.others);
    trace("%s: all %lu messages were told\n", who, all->cRows);
    FreeProws(all);
}

/* The number of a new handle: what is leaked fills the lower ones (GetProcessHandleCount is always
 * 0 under Wine 8). */
static ULONG lowest_free_handle(void)
{
    HANDLE event = CreateEventW(NULL, FALSE, FALSE, NULL);

    CloseHandle(event);
    return (ULONG)(ULONG_PTR)event / 4;
}

static void live(const char *who)
{
    const char *chosen = getenv("OPENMAPI_SECONDS");
    DWORD seconds = getenv("OPENMAPI_LONG") ? LONG_SECONDS : SHORT_SECONDS;
    ULONG handles, handles_now;
    static struct stayer stayer;

    if (chosen) seconds = strtoul(chosen, NULL, 0);
    learn_store();
    stay(&stayer);
    meet("here", who);
    handles = lowest_free_handle();
    be_eight_users(who, seconds);
    meet("written", who);
    handles_now = lowest_free_handle();
    ok(handles_now < handles + SPARE_HANDLES, "the lowest free handle is %lu, it was %lu\n",
       handles_now, handles);
    trace("%s: the lowest free handle is %lu, it was %lu\n", who, handles_now, handles);
    nothing_is_lost(&stayer, who);
    meet("compared", who);
    leave(&stayer);
    free(store_id.lpb);
}

/* Behind the last MAPIUninitialize, which waits for sessions that were ended by others. */
static void all_sinks_are_let_go(void)
{
    ok(!ears, "%ld sinks of sessions that are over are held\n", ears);
    for (int i = 0; i < THREADS; i++) {
        ok(!users[i].twice, "user %d: %ld messages told twice\n", i, users[i].twice);
        CloseHandle(users[i].hears);
    }
}

/* 1.7-06, 3.5-07, 4.13-05, 4.13-10, 4.13-12, 4.13-17, 5.11-03 */
static void they_all_come_and_go(void)
{
    PROCESS_INFORMATION child;

    MAPIInitialize(&own_thread);
    ok_hr(make_profile("MSPST MS", path), S_OK);
    must_be(harness_spawn("child", &child), "no child");
    live("parent");
    harness_wait(&child, 120000);
    drop_profile();
    MAPIUninitialize();
    all_sinks_are_let_go();
}

START_TEST(both_sessions)
{
    snprintf(path, sizeof(path), "%s\\both-sessions.omstore", getenv("OPENMAPI_SHARED"));
    if (harness_argc > 1) {
        harness_is_child();
        MAPIInitialize(&own_thread);
        live("child");
        MAPIUninitialize();
        all_sinks_are_let_go();
        return;
    }
    RUN(they_all_come_and_go);
}
