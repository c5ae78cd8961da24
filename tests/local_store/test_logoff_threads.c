/*
 * test_logoff_threads.c - a log-off while eight threads are inside the store's objects: 4.13-12,
 * 5.6-01, 5.6-06
 *
 * Each thread makes, changes, looks at and releases objects at random, from one seed. A ninth logs
 * off in the midst of it: by force, or by letting the last reference go, whoever has that. What is
 * asked after Logoff has returned answers MAPI_E_INVALID_OBJECT; nothing of the log-on is left.
 */
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include "base/mem.h"
#include "local_store/table_fixture.h"

enum {
    THREADS = 8,
    ROUNDS = 24,
    STEPS = 12,
    SLOTS = 6
};

static struct {
    struct fixture *f;
    IMAPIFolder *inbox; /* each thread has references on it and on the store */
    IMsgStore *store;
    sem_t busy; /* posted by each thread when it is in the midst of it */
    bool by_force;
    LONG over;  /* Logoff has returned */
    LONG wrong; /* cmocka's asserts are for its own thread */
    LONG subscribed;
    uint32_t round;
} race;

/* ---- the support object, for any number of threads ---- */

static HRESULT STDMETHODCALLTYPE count_Subscribe(IMAPISupport *iface, NOTIFKEY *key, ULONG mask,
                                                 ULONG flags, IMAPIAdviseSink *sink,
                                                 ULONG_PTR *connection)
{
    (void)iface, (void)key, (void)mask, (void)flags, (void)sink;
    *connection = 1;
    __atomic_add_fetch(&race.subscribed, 1, __ATOMIC_RELAXED);
    return S_OK;
}

static HRESULT STDMETHODCALLTYPE count_Unsubscribe(IMAPISupport *iface, ULONG_PTR connection)
{
    (void)iface;
    if (connection != 1) __atomic_add_fetch(&race.wrong, 1, __ATOMIC_RELAXED);
    __atomic_sub_fetch(&race.subscribed, 1, __ATOMIC_RELAXED);
    return S_OK;
}

static HRESULT STDMETHODCALLTYPE count_Notify(IMAPISupport *iface, NOTIFKEY *key, ULONG count,
                                              NOTIFICATION *notes, ULONG *flags)
{
    (void)iface, (void)key, (void)count, (void)notes, (void)flags;
    return S_OK;
}

static HRESULT STDMETHODCALLTYPE count_StoreLogoffTransports(IMAPISupport *iface, ULONG *flags)
{
    (void)iface;
    *flags = LOGOFF_COMPLETE;
    return S_OK;
}

static void count_only(struct fixture *f)
{
    static IMAPISupportVtbl vtbl;

    vtbl = *f->support.IMAPISupport_iface.lpVtbl;
    vtbl.Subscribe = count_Subscribe;
    vtbl.Unsubscribe = count_Unsubscribe;
    vtbl.Notify = count_Notify;
    vtbl.StoreLogoffTransports = count_StoreLogoffTransports;
    f->support.IMAPISupport_iface.lpVtbl = &vtbl;
}

/* ---- a sink that nobody counts ---- */

static HRESULT STDMETHODCALLTYPE deaf_QueryInterface(IMAPIAdviseSink *iface, REFIID iid, void **out)
{
    (void)iface, (void)iid;
    *out = NULL;
    return MAPI_E_INTERFACE_NOT_SUPPORTED;
}

static ULONG STDMETHODCALLTYPE deaf_AddRef(IMAPIAdviseSink *iface)
{
    (void)iface;
    return 1;
}

static ULONG STDMETHODCALLTYPE deaf_OnNotify(IMAPIAdviseSink *iface, ULONG count,
                                             NOTIFICATION *batch)
{
    (void)iface, (void)count, (void)batch;
    return S_OK;
}

static const IMAPIAdviseSinkVtbl deaf_vtbl = {
    .QueryInterface = deaf_QueryInterface,
    .AddRef = deaf_AddRef,
    .Release = deaf_AddRef,
    .OnNotify = deaf_OnNotify,
};
static IMAPIAdviseSink deaf_sink = {(IMAPIAdviseSinkVtbl *)&deaf_vtbl};

/* ---- one thread ---- */

struct walker {
    unsigned number;
    uint32_t seed;
    IMAPIFolder *folder;
    IMessage *messages[SLOTS];
    IMAPITable *tables[SLOTS];
    IStream *streams[SLOTS];
    IMsgStore *again;
    ULONG asked, refused;
};

static uint32_t pick(struct walker *w, uint32_t below)
{
    w->seed = w->seed * 1664525u + 1013904223u;
    return (w->seed >> 8) % below;
}

static void make_mail(struct walker *w)
{
    IMessage **slot = &w->messages[pick(w, SLOTS)];

    com_release(slot);
    w->folder->lpVtbl->CreateMessage(w->folder, NULL, 0, slot);
    if (!*slot) return;
    set_text(*slot, PR_SUBJECT_W, L"subject");
    if (pick(w, 2)) (*slot)->lpVtbl->SaveChanges(*slot, KEEP_OPEN_READWRITE);
}

static void change_mail(struct walker *w)
{
    IMessage *message = w->messages[pick(w, SLOTS)];
    IAttach *attach = NULL;
    ULONG number;

    if (!message) return;
    set_text(message, PR_BODY_W, L"a body");
    message->lpVtbl->CreateAttach(message, NULL, 0, &number, &attach);
    if (attach) {
        set_long(attach, PR_RENDERING_POSITION, 1);
        attach->lpVtbl->SaveChanges(attach, 0);
    }
    message->lpVtbl->SaveChanges(message, KEEP_OPEN_READWRITE);
    com_release(&attach);
}

static void write_stream(struct walker *w)
{
    IMessage *message = w->messages[pick(w, SLOTS)];
    IStream **slot = &w->streams[pick(w, SLOTS)], *clone = NULL;
    LARGE_INTEGER start = {.QuadPart = 0};
    char read[100];

    com_release(slot);
    if (message && pick(w, 4))
        message->lpVtbl->OpenProperty(message, PR_BODY_A, &IID_IStream, STGM_READWRITE,
                                      MAPI_CREATE | MAPI_MODIFY, (IUnknown **)slot);
    else
        w->folder->lpVtbl->OpenProperty(w->folder, PR_COMMENT_A, &IID_IStream, STGM_READWRITE,
                                        MAPI_CREATE | MAPI_MODIFY, (IUnknown **)slot);
    if (!*slot) return;
    (*slot)->lpVtbl->Write(*slot, "some text", 9, NULL);
    (*slot)->lpVtbl->Clone(*slot, &clone);
    (*slot)->lpVtbl->Seek(*slot, start, STREAM_SEEK_SET, NULL);
    (*slot)->lpVtbl->Read(*slot, read, sizeof(read), NULL);
    if (pick(w, 2)) (*slot)->lpVtbl->Commit(*slot, 0);
    com_release(&clone);
}

static void look_at_table(struct walker *w)
{
    IMAPITable **slot = &w->tables[pick(w, SLOTS)], *table;
    IMessage *message = w->messages[pick(w, SLOTS)];
    ULONG_PTR connection;
    SRowSet *rows = NULL;
    BOOKMARK mark;

    com_release(slot);
    switch (pick(w, 5)) {
    case 0:
        w->folder->lpVtbl->GetHierarchyTable(w->folder, 0, slot);
        break;
    case 1:
        race.store->lpVtbl->GetReceiveFolderTable(race.store, 0, slot);
        break;
    case 2:
        if (message) message->lpVtbl->GetRecipientTable(message, 0, slot);
        break;
    default:
        w->folder->lpVtbl->GetContentsTable(w->folder, 0, slot);
    }
    table = *slot;
    if (!table) return;
    table->lpVtbl->Advise(table, fnevTableModified, &deaf_sink, &connection);
    table->lpVtbl->CreateBookmark(table, &mark);
    if (SUCCEEDED(table->lpVtbl->QueryRows(table, 10, 0, &rows))) free_rows(rows);
}

static void read_all(struct walker *w)
{
    IMAPITable *table = w->tables[pick(w, SLOTS)];
    IMessage *message = w->messages[pick(w, SLOTS)];
    SRowSet *rows = NULL;

    if (table && SUCCEEDED(table->lpVtbl->QueryRows(table, -20, 0, &rows))) free_rows(rows);
    if (message) message->lpVtbl->SetReadFlag(message, pick(w, 2) ? CLEAR_READ_FLAG : 0);
}

/* Another opening of the store, and objects by the session's own road. */
static void open_anew(struct walker *w)
{
    struct fixture *f = race.f;
    IMAPIFolder *root = NULL;
    IMSLogon *logon = NULL;
    ULONG flags = LOGOFF_ORDERLY, type;

    if (w->again && pick(w, 2)) w->again->lpVtbl->StoreLogoff(w->again, &flags);
    com_release(&w->again);
    if (!race.by_force)
        return; /* a log-on that ends by itself may have ended: this would be another */
    f->provider->lpVtbl->Logon(f->provider, &f->support.IMAPISupport_iface, 0, NULL, 0, NULL,
                               MDB_WRITE, NULL, NULL, NULL, NULL, &logon, &w->again);
    if (logon) { /* ours has ended: so does this one */
        logon->lpVtbl->Logoff(logon, &flags);
        com_release(&logon);
    }
    if (w->again)
        w->again->lpVtbl->OpenEntry(w->again, 0, NULL, NULL, MAPI_MODIFY, &type,
                                    (IUnknown **)&root);
    com_release(&root);
}

static void let_some_go(struct walker *w)
{
    com_release(&w->messages[pick(w, SLOTS)]);
    com_release(&w->tables[pick(w, SLOTS)]);
    com_release(&w->streams[pick(w, SLOTS)]);
}

static void ask(struct walker *w, HRESULT hr, bool over)
{
    w->asked++;
    w->refused += hr == MAPI_E_INVALID_OBJECT;
    if (over && hr != MAPI_E_INVALID_OBJECT) __atomic_add_fetch(&race.wrong, 1, __ATOMIC_RELAXED);
}

/* All that is held answers alike, when Logoff has returned before. */
static void ask_all(struct walker *w)
{
    bool over = __atomic_load_n(&race.over, __ATOMIC_ACQUIRE);
    SPropTagArray *tags = NULL;
    ULONG n;

    ask(w, w->folder->lpVtbl->GetPropList(w->folder, 0, &tags), over);
    FREE(tags);
    for (int i = 0; i < SLOTS; i++) {
        if (w->messages[i])
            ask(w, w->messages[i]->lpVtbl->SaveChanges(w->messages[i], KEEP_OPEN_READWRITE), over);
        if (w->tables[i]) ask(w, w->tables[i]->lpVtbl->GetRowCount(w->tables[i], 0, &n), over);
        if (w->streams[i]) ask(w, w->streams[i]->lpVtbl->Write(w->streams[i], "x", 1, NULL), over);
    }
}

static void *walk(void *context)
{
    static void (*const steps[])(struct walker *) = {
        make_mail, change_mail, write_stream, look_at_table, read_all, open_anew, let_some_go,
    };
    struct walker w = {.number = (unsigned)(uintptr_t)context};
    int step;

    w.seed = race.round * 7919u + w.number * 104729u + 1;
    w.folder = race.inbox;
    w.folder->lpVtbl->AddRef(w.folder);
    for (step = 0; step < STEPS || (race.by_force && !race.over && step < 100000); step++) {
        if (step == STEPS / 3) sem_post(&race.busy);
        steps[pick(&w, sizeof(steps) / sizeof(steps[0]))](&w);
        if (step % 4 == 3) ask_all(&w);
    }
    if (race.by_force) ask_all(&w);
    for (int i = 0; i < SLOTS; i++) {
        com_release(&w.messages[i]);
        com_release(&w.tables[i]);
        com_release(&w.streams[i]);
    }
    com_release(&w.again);
    com_release(&w.folder);
    race.store->lpVtbl->Release(race.store); /* the thread's own reference */
    return NULL;
}

static void all_at_once(struct fixture *f, bool by_force)
{
    pthread_t threads[THREADS];
    ULONG flags = 0;

    race.f = f;
    race.by_force = by_force;
    __atomic_store_n(&race.over, 0, __ATOMIC_RELEASE);
    race.store = f->store;
    race.inbox = open_inbox(f);
    count_only(f);
    sem_init(&race.busy, 0, 0);
    for (uintptr_t i = 0; i < THREADS; i++) {
        f->store->lpVtbl->AddRef(f->store);
        assert_int_equal(pthread_create(&threads[i], NULL, walk, (void *)i), 0);
    }
    for (int i = 0; i < THREADS; i++)
        sem_wait(&race.busy);
    if (by_force) {
        ok_hr(f->logon->lpVtbl->Logoff(f->logon, &flags));
        __atomic_store_n(&race.over, 1, __ATOMIC_RELEASE);
        com_release(&race.inbox);
        com_release(&f->store);
        com_release(&f->logon);
    } else {
        com_release(&race.inbox);
        log_off(f);
    }
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    if (by_force) f->support.IMAPISupport_iface.lpVtbl->Release(&f->support.IMAPISupport_iface);
    sem_destroy(&race.busy);
    assert_int_equal(f->support.refs, 0);
    assert_null(f->support.logon);
    assert_int_equal(race.wrong, 0);
}

static void nobody_is_hurt_by_a_log_off(void **state)
{
    struct fixture *f = *state;

    for (race.round = 0; race.round < ROUNDS; race.round++) {
        all_at_once(f, true);
        ok_hr(log_on(f, MDB_WRITE));
    }
    f->support.subscriptions = 0;
}

static void whoever_is_last_logs_off(void **state)
{
    struct fixture *f = *state;

    for (race.round = 0; race.round < ROUNDS; race.round++) {
        all_at_once(f, false);
        ok_hr(log_on(f, MDB_WRITE));
    }
    f->support.subscriptions = 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(nobody_is_hurt_by_a_log_off, store_setup, store_teardown),
        cmocka_unit_test_setup_teardown(whoever_is_last_logs_off, store_setup, store_teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
