/*
 * notify_processes.c - what one process does to a store, another one hears
 * (contracts 5.11-03, 6.12)
 *
 * The child writes, the parent listens. Each change's events come once; one that is killed while it
 * writes leaves nothing that isn't told, and nothing told twice.
 */
#define INITGUID
#define USES_IID_IMAPIFolder
#include "store_fixture.h"

enum {
    MOST = 4000,
    LIMIT_MSEC = 60000,
    KILLS = 6
};

/* Messages that were told of, by entry ID. */
struct crowd {
    BYTE ids[MOST][48];
    LONG n, twice, others;
    LARGE_INTEGER last; /* when the last call came */
};

static struct crowd created, deleted, rows;
static LONG whole_again; /* TABLE_CHANGED and the like */

static bool has(const struct crowd *crowd, const void *id)
{
    for (LONG i = 0; i < crowd->n; i++)
        if (!memcmp(crowd->ids[i], id, 48)) return true;
    return false;
}

static void add(struct crowd *crowd, ULONG cb, const void *id)
{
    if (cb != 48 || crowd->n == MOST) crowd->others++;
    else if (has(crowd, id)) crowd->twice++;
    else memcpy(crowd->ids[crowd->n++], id, 48);
}

static LONG STDAPICALLTYPE hear_objects(void *context, ULONG count, NOTIFICATION *batch)
{
    (void)context;
    QueryPerformanceCounter(&created.last);
    for (ULONG i = 0; i < count; i++)
        if (batch[i].ulEventType == fnevObjectCreated)
            add(&created, batch[i].info.obj.cbEntryID, batch[i].info.obj.lpEntryID);
        else add(&deleted, batch[i].info.obj.cbEntryID, batch[i].info.obj.lpEntryID);
    return 0;
}

static LONG STDAPICALLTYPE hear_rows(void *context, ULONG count, NOTIFICATION *batch)
{
    (void)context;
    for (ULONG i = 0; i < count; i++) {
        const TABLE_NOTIFICATION *tab = &batch[i].info.tab;

        if (tab->ulTableEvent == TABLE_ROW_ADDED && tab->row.cValues)
            add(&rows, tab->row.lpProps[0].Value.bin.cb, tab->row.lpProps[0].Value.bin.lpb);
        else if (tab->ulTableEvent == TABLE_CHANGED || tab->ulTableEvent == TABLE_RELOAD)
            whole_again++;
    }
    return 0;
}

/* ---- the child ---- */

static void signal_named(const char *name)
{
    HANDLE event = OpenEventA(EVENT_MODIFY_STATE, FALSE, name);

    ok(event != NULL, "%s: error %lu\n", name, GetLastError());
    SetEvent(event);
    CloseHandle(event);
}

static void write_one(IMAPIFolder *inbox, int n, bool then_delete)
{
    SPropValue *id = NULL;
    char subject[20];
    IMessage *message = NULL;

    sprintf(subject, "number %d", n);
    ok_hr(inbox->lpVtbl->CreateMessage(inbox, NULL, 0, &message), S_OK);
    set_text(message, PR_SUBJECT_A, subject);
    ok_hr(message->lpVtbl->SaveChanges(message, KEEP_OPEN_READONLY), S_OK);
    if (then_delete) ok_hr(HrGetOneProp((IMAPIProp *)message, PR_ENTRYID, &id), S_OK);
    message->lpVtbl->Release(message);
    if (id)
        ok_hr(inbox->lpVtbl->DeleteMessages(inbox, &(ENTRYLIST){1, &id->Value.bin}, 0, NULL, 0),
              S_OK);
    MAPIFreeBuffer(id);
}

/* count messages, or (0) one after the other until it is killed, of which it deletes some. */
static void child_writes(int count)
{
    IMAPISession *session;
    IMAPIFolder *inbox;
    IMsgStore *store;

    MAPIInitialize(NULL);
    session = log_on();
    store = open_store(session, S_OK);
    inbox = open_inbox(store);
    signal_named("omtest.ready");
    if (count) {
        HANDLE go = OpenEventA(SYNCHRONIZE, FALSE, "omtest.go");

        ok(!WaitForSingleObject(go, LIMIT_MSEC), "nobody says go\n");
        CloseHandle(go);
    }
    for (int i = 0; i < count || !count; i++)
        write_one(inbox, i, !count && i % 3 == 2);
    inbox->lpVtbl->Release(inbox);
    store->lpVtbl->Release(store);
    log_off(session);
    MAPIUninitialize();
}

/* ---- the parent ---- */

static IMAPISession *session;
static IMsgStore *store;
static IMAPIFolder *inbox;
static IMAPITable *table;
static IMAPIAdviseSink *sinks[2];
static ULONG_PTR connections[2];
static HANDLE ready, go;

static void begin(ULONG flags)
{
    SizedSPropTagArray(1, tags) = {1, {PR_ENTRYID}};
    MAPIINIT_0 init = {MAPI_INIT_VERSION, flags};

    memset(&created, 0, sizeof(created));
    memset(&deleted, 0, sizeof(deleted));
    memset(&rows, 0, sizeof(rows));
    whole_again = 0;
    ok_hr(MAPIInitialize(&init), S_OK);
    ok_hr(make_profile("MSPST MS", path), S_OK);
    session = log_on();
    store = open_store(session, S_OK);
    inbox = open_inbox(store);
    ok_hr(inbox->lpVtbl->GetContentsTable(inbox, 0, &table), S_OK);
    ok_hr(table->lpVtbl->SetColumns(table, (SPropTagArray *)&tags, 0), S_OK);
    ok_hr(HrAllocAdviseSink(hear_objects, NULL, &sinks[0]), S_OK);
    ok_hr(HrAllocAdviseSink(hear_rows, NULL, &sinks[1]), S_OK);
    ok_hr(store->lpVtbl->Advise(store, 0, NULL, fnevObjectCreated | fnevObjectDeleted, sinks[0],
                                &connections[0]),
          S_OK);
    ok_hr(table->lpVtbl->Advise(table, fnevTableModified, sinks[1], &connections[1]), S_OK);
    ready = CreateEventA(NULL, FALSE, FALSE, "omtest.ready");
    go = CreateEventA(NULL, TRUE, FALSE, "omtest.go");
}

static void finish(void)
{
    CloseHandle(ready);
    CloseHandle(go);
    ok_hr(store->lpVtbl->Unadvise(store, connections[0]), S_OK);
    ok_hr(table->lpVtbl->Unadvise(table, connections[1]), S_OK);
    for (int i = 0; i < 2; i++)
        sinks[i]->lpVtbl->Release(sinks[i]);
    table->lpVtbl->Release(table);
    inbox->lpVtbl->Release(inbox);
    store->lpVtbl->Release(store);
    log_off(session);
    drop_profile();
    MAPIUninitialize();
    remove_store();
}

/* So many messages are known that weren't deleted, and all of them, which may be NULL, are among
 * those that each sink was told of. */
static bool are_there(LONG wanted, const SRowSet *all)
{
    for (ULONG i = 0; all && i < all->cRows; i++) {
        const BYTE *id = all->aRow[i].lpProps[0].Value.bin.lpb;

        if (!has(&created, id) || (!whole_again && !has(&rows, id))) return false;
    }
    return created.n - deleted.n == wanted;
}

/* Lets sinks be called until that is so, or the time is over. */
static void pump_until_there(LONG wanted, const SRowSet *all)
{
    DWORD start = GetTickCount();
    MSG message;

    while (!are_there(wanted, all) && GetTickCount() - start < LIMIT_MSEC) {
        MsgWaitForMultipleObjects(0, NULL, FALSE, 100, QS_ALLINPUT);
        while (PeekMessageA(&message, NULL, 0, 0, PM_REMOVE))
            DispatchMessageA(&message);
    }
    ok(created.n - deleted.n == wanted, "%ld messages were told, %ld deleted, %ld are there\n",
       created.n, deleted.n, wanted);
}

static void child_ready(const char *arguments, PROCESS_INFORMATION *child)
{
    ok(harness_spawn(arguments, child), "no child\n");
    ok(!WaitForSingleObject(ready, LIMIT_MSEC), "the child isn't ready\n");
}

/* All that the store has was told, once, and all it has no more. */
static void compare(void)
{
    SizedSPropTagArray(1, tags) = {1, {PR_ENTRYID}};
    IMAPITable *now = NULL;
    SRowSet *all = NULL;

    ok_hr(inbox->lpVtbl->GetContentsTable(inbox, 0, &now), S_OK);
    ok_hr(HrQueryAllRows(now, (SPropTagArray *)&tags, NULL, NULL, 0, &all), S_OK);
    pump_until_there((LONG)all->cRows, all); /* what is told last may be what the number lacks */
    for (ULONG i = 0; i < all->cRows; i++) {
        ok(has(&created, all->aRow[i].lpProps[0].Value.bin.lpb), "row %lu wasn't told\n", i);
        ok(whole_again || has(&rows, all->aRow[i].lpProps[0].Value.bin.lpb),
           "row %lu didn't come to the table\n", i);
    }
    for (LONG i = 0; i < deleted.n; i++)
        ok(has(&created, deleted.ids[i]), "deleted message %ld wasn't created\n", i);
    ok(!deleted.twice && !deleted.others, "%ld deleted twice, %ld others\n", deleted.twice,
       deleted.others);
    ok(!created.twice && !created.others, "%ld twice, %ld others\n", created.twice, created.others);
    ok(!rows.twice && !rows.others, "%ld rows twice, %ld others\n", rows.twice, rows.others);
    FreeProws(all);
    now->lpVtbl->Release(now);
}

/* 5.11-03, 6.12-14, 6.12-09 */
static void what_another_process_saves_is_heard(void)
{
    PROCESS_INFORMATION child;
    LARGE_INTEGER from, per_second;

    begin(0);
    child_ready("1", &child);
    QueryPerformanceFrequency(&per_second);
    QueryPerformanceCounter(&from);
    SetEvent(go);
    pump_until_there(1, NULL);
    trace("%lld msec from the go to the news, the saving among them\n",
          (created.last.QuadPart - from.QuadPart) * 1000 / per_second.QuadPart);
    harness_wait(&child, LIMIT_MSEC);
    child_ready("60", &child);
    harness_wait(&child, LIMIT_MSEC);
    for (int i = 0; i < 3; i++) /* and its own */
        write_one(inbox, i, false);
    pump_until_there(64, NULL);
    compare();
    finish();
}

/* Killed at moments that a seed chooses: between commit and telling, among others. */
static void a_writer_that_is_killed_leaves_nothing_untold(void)
{
    ULONG seed = 20261121;
    PROCESS_INFORMATION child;

    begin(MAPI_MULTITHREAD_NOTIFICATIONS);
    for (int i = 0; i < KILLS; i++) {
        child_ready("0", &child);
        seed = seed * 1664525 + 1013904223;
        ok(WaitForSingleObject(child.hProcess, 20 + (seed >> 16) % 200) == WAIT_TIMEOUT,
           "the child ended by itself\n");
        ok(TerminateProcess(child.hProcess, 9), "error %lu\n", GetLastError());
        ok(!WaitForSingleObject(child.hProcess, LIMIT_MSEC), "it lives on\n");
        CloseHandle(child.hProcess);
        CloseHandle(child.hThread);
    }
    compare();
    ok(deleted.n > 0, "none was deleted\n");
    finish();
}

START_TEST(notify_processes)
{
    char folder[MAX_PATH];

    GetTempPathA(sizeof(folder), folder);
    snprintf(path, sizeof(path), "%snotify_processes.omstore", folder);
    if (harness_argc > 1) {
        harness_is_child();
        child_writes(atoi(harness_argv[1]));
        return;
    }
    remove_store();
    RUN(what_another_process_saves_is_heard);
    RUN(a_writer_that_is_killed_leaves_nothing_untold);
}
