/*
 * board.c - what one process notifies, another one hears, whatever others did to the memory that
 * they share (contracts 5.11-03)
 *
 * The recording store lends its support object. Who spoils that memory does it by its name.
 */
#define INITGUID
#define USES_IID_IMAPISup
#include <windows.h>
#include <initguid.h>
#include "session_fixture.h"

enum {
    LIMIT_MSEC = 60000,
    MANY = 100 /* notifications; each would take a second, if all of them waited */
};

static IMAPISession *session;
static IMsgStore *recorder;
static IMAPISupport *support;
static LONG rows, changed; /* notifications heard */
static HANDLE news;

static struct {
    ULONG cb;
    char ab[9];
} key = {9, "board key"};

static void begin(void)
{
    session = log_on(MAPI_EXTENDED | MAPI_NEW_SESSION);
    recorder = open_store(session, "Recorder", MDB_NO_MAIL, S_OK);
    ok_hr(recorder->lpVtbl->OpenProperty(recorder, PR_NULL, &IID_IMAPISup, 0, 0,
                                         (IUnknown **)&support),
          S_OK);
}

static void end(void)
{
    support->lpVtbl->Release(support);
    recorder->lpVtbl->Release(recorder);
    log_off(session);
}

static LONG STDAPICALLTYPE hear(void *context, ULONG count, NOTIFICATION *batch)
{
    (void)context;
    for (ULONG i = 0; i < count; i++) {
        if (batch[i].info.tab.ulTableEvent == TABLE_CHANGED) InterlockedIncrement(&changed);
        else InterlockedIncrement(&rows);
    }
    SetEvent(news);
    return 0;
}

static ULONG_PTR subscribe(void)
{
    IMAPIAdviseSink *sink = NULL;
    ULONG_PTR connection = 0;

    ok_hr(HrAllocAdviseSink(hear, NULL, &sink), S_OK);
    ok_hr(support->lpVtbl->Subscribe(support, (NOTIFKEY *)&key, fnevTableModified, NOTIFY_SYNC,
                                     sink, &connection),
          S_OK);
    sink->lpVtbl->Release(sink);
    return connection;
}

static void wait_for(LONG *count, LONG wanted)
{
    while (*(volatile LONG *)count < wanted && !WaitForSingleObject(news, LIMIT_MSEC))
        ;
    ok(*count >= wanted, "heard %ld, not %ld\n", *count, wanted);
}

static void tell(int count)
{
    NOTIFICATION row = {.ulEventType = fnevTableModified,
                        .info.tab = {.ulTableEvent = TABLE_ROW_DELETED,
                                     .propIndex = {.ulPropTag = PR_ROWID},
                                     .propPrior.ulPropTag = PR_NULL}};
    ULONG flags;

    for (row.info.tab.propIndex.Value.l = 1; count--; row.info.tab.propIndex.Value.l++) {
        flags = 0;
        ok_hr(support->lpVtbl->Notify(support, (NOTIFKEY *)&key, 1, &row, &flags), S_OK);
    }
}

/* ---- children ---- */

/* The name of something that the user's processes share. */
static void name_of(const char *suffix, char out[512])
{
    DWORD user[128], got;
    HANDLE token;
    BYTE *sid;

    ok(OpenProcessToken(GetCurrentProcess(), TOKEN_QUERY, &token) &&
           GetTokenInformation(token, TokenUser, user, sizeof(user), &got),
       "no user: error %lu\n", GetLastError());
    CloseHandle(token);
    sid = ((TOKEN_USER *)user)->User.Sid;
    out += sprintf(out, "Local\\OpenMAPI.");
    for (DWORD i = 0; i < GetLengthSid(sid); i++)
        out += sprintf(out, "%02x", sid[i]);
    sprintf(out, ".%s", suffix);
}

static HANDLE named_event(const char *name)
{
    HANDLE event = CreateEventA(NULL, TRUE, FALSE, name);

    ok(event != NULL, "%s: error %lu\n", name, GetLastError());
    return event;
}

static HANDLE take_lock(void)
{
    char name[512];
    HANDLE lock;

    name_of("News.2.lock", name);
    lock = CreateMutexA(NULL, FALSE, name);
    ok(GetLastError() == ERROR_ALREADY_EXISTS, "nobody has made %s\n", name);
    ok(!WaitForSingleObject(lock, LIMIT_MSEC), "the lock isn't to be had\n");
    return lock;
}

static void child_holds(void)
{
    HANDLE held = named_event("board held"), let_go = named_event("board let go");
    HANDLE lock = take_lock();

    SetEvent(held);
    ok(!WaitForSingleObject(let_go, 2 * LIMIT_MSEC), "held for ever\n");
    ReleaseMutex(lock);
    CloseHandle(lock);
    CloseHandle(let_go);
    CloseHandle(held);
}

/* Addresses without memory, under the board's name: who touched them would die. */
static void child_spoils(void)
{
    char name[512];
    ULONG_PTR connection;
    HANDLE section;

    name_of("News.2", name);
    section = CreateFileMappingA(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE | SEC_RESERVE, 0,
                                 0x1000000, name);
    ok(section && GetLastError() != ERROR_ALREADY_EXISTS, "error %lu\n", GetLastError());
    MAPIInitialize(NULL);
    begin();
    connection = subscribe();
    tell(2);
    ok(rows == 2, "heard %ld\n", rows); /* each process for itself */
    ok_hr(support->lpVtbl->Unsubscribe(support, connection), S_OK);
    end();
    MAPIUninitialize();
    CloseHandle(section);
}

static void child_tells(int count)
{
    MAPIInitialize(NULL);
    begin();
    tell(count);
    end();
    MAPIUninitialize();
}

/* ---- the parent ---- */

static void run_child(const char *what)
{
    PROCESS_INFORMATION child;

    if (harness_spawn(what, &child)) harness_wait(&child, LIMIT_MSEC);
}

static void others_are_heard_whatever_happens(void)
{
    HANDLE held = named_event("board held"), let_go = named_event("board let go");
    PROCESS_INFORMATION child;
    ULONG_PTR connection;

    MAPIInitialize(NULL);
    make_profile(true);
    run_child("spoil"); /* as long as we have no such memory ourselves */
    begin();
    connection = subscribe();
    run_child("tell 3");
    wait_for(&rows, 3);
    ok(rows == 3 && !changed, "heard %ld rows, %ld losses\n", rows, changed);

    if (harness_spawn("die", &child)) { /* with the lock */
        ok(!WaitForSingleObject(child.hProcess, LIMIT_MSEC), "it goes on\n");
        CloseHandle(child.hThread);
        CloseHandle(child.hProcess);
    }
    run_child("tell 3");
    wait_for(&rows, 6);
    ok(rows == 6 && !changed, "heard %ld rows, %ld losses\n", rows, changed);

    if (harness_spawn("hold", &child)) {
        char many[20];

        ok(!WaitForSingleObject(held, LIMIT_MSEC), "not held\n");
        sprintf(many, "tell %d", MANY);
        run_child(many);
        wait_for(&changed, 1);
        ok(rows == 6, "heard %ld rows\n", rows);
        SetEvent(let_go);
        harness_wait(&child, LIMIT_MSEC);
    }
    run_child("tell 3");
    wait_for(&rows, 9);

    ok_hr(support->lpVtbl->Unsubscribe(support, connection), S_OK);
    end();
    MAPIUninitialize();
    CloseHandle(let_go);
    CloseHandle(held);
}

START_TEST(board)
{
    news = CreateEventA(NULL, FALSE, FALSE, NULL);
    if (harness_argc > 1) {
        harness_is_child();
        if (!strcmp(harness_argv[1], "tell")) child_tells(atoi(harness_argv[2]));
        else if (!strcmp(harness_argv[1], "hold")) child_holds();
        else if (!strcmp(harness_argv[1], "spoil")) child_spoils();
        else if (take_lock()) TerminateProcess(GetCurrentProcess(), 0);
    } else {
        RUN(others_are_heard_whatever_happens);
    }
    CloseHandle(news);
}
