/*
 * logoff_shared.c - a log-off for all who share a session: they are told, in their processes and on
 * their threads, and are over
 */
#define INITGUID
#include <windows.h>
#include <initguid.h>
#include <ole2.h>
#include "store_fixture.h"

#define READY "omtest-logoff-ready"

static MAPIINIT_0 own_thread = {MAPI_INIT_VERSION, MAPI_MULTITHREAD_NOTIFICATIONS};

static HRESULT look(IMAPISession *session)
{
    IMAPITable *table = NULL;
    HRESULT hr = session->lpVtbl->GetStatusTable(session, 0, &table);

    if (table) table->lpVtbl->Release(table);
    return hr;
}

static HRESULT ask_store(IMsgStore *store)
{
    SPropTagArray *tags = NULL;
    HRESULT hr = store->lpVtbl->GetPropList(store, 0, &tags);

    MAPIFreeBuffer(tags);
    return hr;
}

/* ---- one that shares a session ---- */

struct guest {
    const char *kind;
    ULONG flags;   /* of its logon */
    bool pumps;    /* its sinks are called while it takes messages; else on MAPI's thread */
    bool deaf;     /* it has no sink */
    bool inside;   /* it logs off in OnNotify */
    bool released; /* ... or only releases the session */
    bool stuck;    /* it takes no messages at all */
    bool ends;     /* it is the one that ends the session */
};

/* Children's command lines name one each. */
static const struct guest guests[] = {
    {.kind = "listens", .flags = MAPI_EXTENDED},
    {.kind = "deaf", .flags = MAPI_EXTENDED, .deaf = true},
    {.kind = "open", .flags = MAPI_EXTENDED | MAPI_ALLOW_OTHERS},
    {.kind = "pumps", .flags = MAPI_EXTENDED, .pumps = true},
    {.kind = "inside", .flags = MAPI_EXTENDED, .inside = true},
    {.kind = "releases",
     .flags = MAPI_EXTENDED | MAPI_ALLOW_OTHERS,
     .pumps = true,
     .released = true},
    {.kind = "stuck", .flags = MAPI_EXTENDED, .pumps = true, .stuck = true},
    {.kind = "ends", .flags = MAPI_EXTENDED, .ends = true},
};

static const struct guest *guest_of(const char *kind)
{
    for (size_t i = 0; i < sizeof(guests) / sizeof(guests[0]); i++)
        if (!strcmp(guests[i].kind, kind)) return &guests[i];
    return NULL;
}

static struct {
    HANDLE told; /* an event: the end was told, or what the client did when told is done */
    LONG critical, extended;
    HRESULT error, seen; /* seen: of the session, as the error was told */
    IMAPISession *session;
    const struct guest *guest;
} heard;

/* The client logs off by itself. */
static void go_inside(void)
{
    IMAPISession *session = heard.session;

    if (heard.guest->inside) ok_hr(session->lpVtbl->Logoff(session, 0, 0, 0), S_OK);
    session->lpVtbl->Release(session);
    heard.session = NULL;
}

static LONG STDAPICALLTYPE hear(void *context, ULONG count, NOTIFICATION *notes)
{
    (void)context;
    for (ULONG i = 0; i < count; i++) {
        if (notes[i].ulEventType == fnevCriticalError) {
            heard.error = notes[i].info.err.scode;
            heard.seen = look(heard.session);
            InterlockedIncrement(&heard.critical);
            if (heard.guest->inside || heard.guest->released) go_inside();
        } else if (notes[i].ulEventType == fnevExtended) {
            InterlockedIncrement(&heard.extended);
            SetEvent(heard.told);
        }
    }
    return 0;
}

/* False: it wasn't told within the time. */
static bool until_told(const struct guest *guest)
{
    DWORD begun = GetTickCount();
    MSG message;

    if (!guest->pumps) return WaitForSingleObject(heard.told, 60000) == WAIT_OBJECT_0;
    while (GetTickCount() - begun < 60000) {
        DWORD what = MsgWaitForMultipleObjects(1, &heard.told, FALSE, 60000, QS_ALLINPUT);

        if (what == WAIT_OBJECT_0) return true;
        while (PeekMessageA(&message, NULL, 0, 0, PM_REMOVE))
            DispatchMessageA(&message);
    }
    return false;
}

static void until_over(IMAPISession *session)
{
    for (int i = 0; i < 6000 && look(session) == S_OK; i++)
        Sleep(10); /* another thread is at it */
    ok_hr(look(session), MAPI_E_INVALID_OBJECT);
}

/* In a child: joins, opens, and waits to be told to go, or tells the others. */
static void be_a_guest(const struct guest *guest)
{
    HANDLE ready = OpenSemaphoreA(SEMAPHORE_MODIFY_STATE, FALSE, READY);
    IMAPISession *session = NULL, *own = NULL;
    IMAPIAdviseSink *sink = NULL;
    IMsgStore *store = NULL;
    ULONG_PTR connection;

    heard.told = CreateEventA(NULL, FALSE, FALSE, NULL);
    heard.guest = guest;
    ok_hr(MAPIInitialize(guest->pumps ? NULL : &own_thread), S_OK);
    ok_hr(MAPILogonEx(0, NULL, NULL, guest->flags, &session), S_OK);
    own = log_on(); /* a session of this process alone */
    if (session && own) {
        heard.session = session;
        ok_hr(HrAllocAdviseSink(hear, NULL, &sink), S_OK);
        if (!guest->deaf && !guest->ends)
            ok_hr(session->lpVtbl->Advise(session, 0, NULL, 0, sink, &connection), S_OK);
        store = open_store(session, S_OK);
        ReleaseSemaphore(ready, 1, NULL);
        if (guest->ends) {
            ok_hr(session->lpVtbl->Logoff(session, 0, MAPI_LOGOFF_SHARED, 0), S_OK);
        } else if (guest->deaf || guest->stuck) {
            until_over(session);
        } else {
            ok(until_told(guest), "%s: nobody told us\n", guest->kind);
            ok(heard.critical == 1 && heard.extended == 1, "%s: told %ld and %ld times\n",
               guest->kind, heard.critical, heard.extended);
            ok_hr(heard.error, MAPI_E_END_OF_SESSION);
            ok_hr(heard.seen, S_OK); /* 4.13-07: told first */
            if (heard.session) until_over(session);
        }
        for (int i = 0; i < 6000 && ask_store(store) == S_OK; i++)
            Sleep(10);
        ok_hr(ask_store(store), MAPI_E_INVALID_OBJECT);
        ok_hr(look(own), S_OK);
        store->lpVtbl->Release(store);
        if (heard.session) session->lpVtbl->Release(session);
        sink->lpVtbl->Release(sink);
        log_off(own);
    }
    CloseHandle(ready);
    CloseHandle(heard.told);
    MAPIUninitialize();
}

/* Two parts of the session in one process: whoever ends it, the other ends. */
static void be_two_guests(bool first_ends)
{
    HANDLE ready = OpenSemaphoreA(SEMAPHORE_MODIFY_STATE, FALSE, READY);
    IMAPISession *first = NULL, *second = NULL;

    ok_hr(MAPIInitialize(NULL), S_OK);
    ok_hr(MAPILogonEx(0, NULL, NULL, MAPI_EXTENDED, &first), S_OK);
    ok_hr(MAPILogonEx(0, NULL, NULL, MAPI_EXTENDED, &second), S_OK);
    ReleaseSemaphore(ready, 1, NULL);
    if (first && second) {
        if (first_ends) ok_hr(first->lpVtbl->Logoff(first, 0, MAPI_LOGOFF_SHARED, 0), S_OK);
        until_over(first);
        until_over(second);
        first->lpVtbl->Release(first);
        second->lpVtbl->Release(second);
    }
    CloseHandle(ready);
    MAPIUninitialize();
}

/* ---- ending-a-mapi-session ---- */

static LONG STDAPICALLTYPE note_end(void *told, ULONG count, NOTIFICATION *notes)
{
    for (ULONG i = 0; i < count; i++)
        if (notes[i].ulEventType == fnevCriticalError) *(bool *)told = true;
    return 0;
}

/* In a child: a client of the page, told while it takes its messages; it ends by the page's steps,
 * in their order. By then it is forced off, or not yet. */
static void end_by_the_page(void)
{
    HANDLE ready = OpenSemaphoreA(SEMAPHORE_MODIFY_STATE, FALSE, READY);
    ULONG_PTR on_session = 0, on_store = 0;
    IMAPISession *session = NULL;
    IMAPIAdviseSink *sink = NULL;
    IMAPITable *status = NULL;
    SPropValue *subtree = NULL;
    IAddrBook *book = NULL;
    IMsgStore *store;
    bool told = false;
    MSG message;
    HRESULT hr;

    ok_hr(OleInitialize(NULL), S_OK);
    ok_hr(MAPIInitialize(NULL), S_OK);
    ok_hr(ScInitMapiUtil(0), S_OK);
    ok_hr(MAPILogonEx(0, NULL, NULL, MAPI_EXTENDED, &session), S_OK);
    if (!session) return;
    store = open_store(session, S_OK);
    ok_hr(session->lpVtbl->GetStatusTable(session, 0, &status), S_OK);
    ok_hr(session->lpVtbl->OpenAddressBook(session, 0, NULL, AB_NO_DIALOG, &book), S_OK);
    ok_hr(HrGetOneProp((IMAPIProp *)store, PR_IPM_SUBTREE_ENTRYID, &subtree), S_OK);
    ok_hr(HrAllocAdviseSink(note_end, &told, &sink), S_OK);
    ok_hr(session->lpVtbl->Advise(session, 0, NULL, 0, sink, &on_session), S_OK);
    ok_hr(store->lpVtbl->Advise(store, 0, NULL, fnevNewMail, sink, &on_store), S_OK);
    ReleaseSemaphore(ready, 1, NULL);
    while (!told && GetMessageA(&message, NULL, 0, 0) > 0)
        DispatchMessageA(&message);

    hr = store->lpVtbl->Unadvise(store, on_store); /* 1 */
    ok(hr == S_OK || hr == MAPI_E_INVALID_OBJECT, "Unadvise of the store: %#lx\n", hr);
    hr = session->lpVtbl->Unadvise(session, on_session);
    ok(hr == S_OK || hr == MAPI_E_INVALID_OBJECT, "Unadvise of the session: %#lx\n", hr);
    sink->lpVtbl->Release(sink); /* 2 */
    status->lpVtbl->Release(status);
    store->lpVtbl->Release(store);
    book->lpVtbl->Release(book);
    MAPIFreeBuffer(subtree);                        /* 3 */
    hr = session->lpVtbl->Logoff(session, 0, 0, 0); /* 4 */
    ok(hr == S_OK || hr == MAPI_E_INVALID_OBJECT, "Logoff: %#lx\n", hr);
    session->lpVtbl->Release(session); /* 5 */
    OleUninitialize();                 /* 6 */
    MAPIUninitialize();                /* 7 */
    DeinitMapiUtil();                  /* 8 */
    CloseHandle(ready);
}

/* ---- in the parent ---- */

static IMAPISession *share(void)
{
    IMAPISession *session = NULL;

    ok_hr(MAPILogonEx(0, (LPTSTR) "omstore", NULL,
                      MAPI_EXTENDED | MAPI_NEW_SESSION | MAPI_ALLOW_OTHERS, &session),
          S_OK);
    return session;
}

/* All at once; how many have come. */
static int spawn_all(const char *const *kinds, int count, PROCESS_INFORMATION *children)
{
    HANDLE ready = CreateSemaphoreA(NULL, 0, 100, READY);
    int n = 0;

    while (n < count && harness_spawn(kinds[n], &children[n])) {
        /* one after the other: a profile section has one writer */
        ok(WaitForSingleObject(ready, 60000) == WAIT_OBJECT_0, "%s has not joined\n", kinds[n]);
        n++;
    }
    CloseHandle(ready);
    return n;
}

/* 4.13-05, 4.13-07, 4.13-09: a session that other processes joined ends there, too, when somebody
 * says that it is for all; a plain Logoff ends nobody else's part, and neither private sessions nor
 * another shared one on the same profile have to do with it */
static void all_processes_are_told(void)
{
    static const char *const kinds[] = {"listens",  "deaf",  "open", "pumps", "inside",
                                        "releases", "stuck", "two",  "page"};
    enum {
        COUNT = sizeof(kinds) / sizeof(kinds[0])
    };
    IMAPISession *shared, *second = NULL, *private, *third;
    PROCESS_INFORMATION children[COUNT];
    int n;

    MAPIInitialize(&own_thread);
    ok_hr(make_profile("MSPST MS", path), S_OK);
    private = log_on();
    shared = share();
    ok_hr(MAPILogonEx(0, NULL, NULL, MAPI_EXTENDED, &second), S_OK);
    n = spawn_all(kinds, COUNT, children);
    third = share();
    log_off(second); /* says nothing to anybody */
    ok_hr(shared->lpVtbl->Logoff(shared, 0, MAPI_LOGOFF_SHARED, 0), S_OK);
    for (int i = 0; i < n; i++)
        harness_wait(&children[i], 60000);
    ok_hr(look(shared), MAPI_E_INVALID_OBJECT);
    ok_hr(look(private), S_OK);
    ok_hr(look(third), S_OK);
    ok(shared->lpVtbl->Release(shared) == 0, "references are left\n");
    log_off(third);
    log_off(private);
    drop_profile();
    remove_store();
    MAPIUninitialize();
}

/* Any part may say it: one in another process, or one of two in one process. */
static void any_process_may_end_it_for_all(void)
{
    static const char *const kinds[][2] = {{"open", "ends"}, {"deaf", "two-end"}};
    IMAPISession *private, *shared, *second = NULL;
    PROCESS_INFORMATION children[2];
    int n;

    MAPIInitialize(&own_thread);
    ok_hr(make_profile("MSPST MS", path), S_OK);
    private = log_on();
    for (int i = 0; i < 2; i++) {
        shared = share();
        ok_hr(MAPILogonEx(0, NULL, NULL, MAPI_EXTENDED, &second), S_OK);
        n = spawn_all(kinds[i], 2, children);
        until_over(shared);
        until_over(second);
        for (int k = 0; k < n; k++)
            harness_wait(&children[k], 60000);
        ok_hr(look(private), S_OK);
        shared->lpVtbl->Release(shared);
        second->lpVtbl->Release(second);
    }
    log_off(private);
    drop_profile();
    remove_store();
    MAPIUninitialize();
}

/* ---- MAPI_LOGOFF_UI ---- */

static struct {
    int button; /* that the user presses */
    int asked;
    HWND parent; /* of the question, as it must be */
} user;

/* The question's window is the thread's only dialog. */
static BOOL CALLBACK press(HWND window, LPARAM unused)
{
    char class_name[16] = "";

    (void)unused;
    GetClassNameA(window, class_name, sizeof(class_name));
    if (strcmp(class_name, "#32770") || !GetDlgItem(window, user.button)) return TRUE;
    ok(GetWindow(window, GW_OWNER) == user.parent, "the question's parent is %p\n",
       (void *)GetWindow(window, GW_OWNER));
    user.asked++;
    PostMessageA(window, WM_COMMAND, (WPARAM)user.button, 0);
    return FALSE;
}

static void CALLBACK look_for_question(HWND window, UINT message, UINT_PTR id, DWORD time)
{
    (void)window, (void)message, (void)id, (void)time;
    EnumThreadWindows(GetCurrentThreadId(), press, 0);
}

static HRESULT answer(IMAPISession *session, HWND window, int button)
{
    UINT_PTR timer = SetTimer(NULL, 0, 50, look_for_question);
    HRESULT hr;

    user.button = button;
    user.asked = 0;
    user.parent = IsWindow(window) ? window : NULL;
    hr =
        session->lpVtbl->Logoff(session, (ULONG_PTR)window, MAPI_LOGOFF_SHARED | MAPI_LOGOFF_UI, 0);
    KillTimer(NULL, timer);
    return hr;
}

/* 4.13-03, 4.13-04, 4.13-06: before others are ended the user is asked, over the client's window,
 * or without one */
static void a_user_may_refuse(void)
{
    HWND shown = CreateWindowA("static", "a client", WS_POPUP | WS_VISIBLE, 0, 0, 100, 100, NULL,
                               NULL, NULL, NULL);
    HWND hidden =
        CreateWindowA("static", "a client", WS_POPUP, 0, 0, 100, 100, NULL, NULL, NULL, NULL);
    HWND const windows[] = {shown, hidden, NULL, (HWND)(ULONG_PTR)0x7fff0001};

    ok(shown && hidden, "no window: error %lu\n", GetLastError());
    MAPIInitialize(NULL);
    ok_hr(make_profile("MSPST MS", path), S_OK);
    for (int i = 0; i < 4; i++) {
        IMAPISession *first = share(), *second = NULL;

        ok_hr(MAPILogonEx(0, NULL, NULL, MAPI_EXTENDED, &second), S_OK);
        ok_hr(answer(first, windows[i], IDNO), MAPI_E_USER_CANCEL);
        ok(user.asked >= 1, "nobody was asked\n");
        ok_hr(look(first), S_OK);
        ok_hr(look(second), S_OK);
        ok_hr(answer(first, windows[i], IDYES), S_OK);
        ok(user.asked >= 1, "nobody was asked\n");
        ok_hr(look(second), MAPI_E_INVALID_OBJECT); /* it had no sink to be told by */
        first->lpVtbl->Release(first);
        second->lpVtbl->Release(second);
        first = share(); /* with nobody */
        ok_hr(answer(first, windows[i], IDNO), S_OK);
        ok(!user.asked, "the user was asked about nobody\n");
        first->lpVtbl->Release(first);
    }
    DestroyWindow(shown);
    DestroyWindow(hidden);
    drop_profile();
    remove_store();
    MAPIUninitialize();
}

/* ---- 4.13-08, 4.13-17 ---- */

/* The end comes to the sinks on the session, also when the client only releases it. */
static void a_release_is_told_as_an_end(void)
{
    static const struct guest nobody = {.kind = "nobody"};
    IMAPIAdviseSink *sink = NULL;
    IMAPISession *session;
    ULONG_PTR connection;

    MAPIInitialize(&own_thread);
    ok_hr(make_profile("MSPST MS", path), S_OK);
    heard.told = CreateEventA(NULL, FALSE, FALSE, NULL);
    heard.guest = &nobody;
    heard.extended = 0;
    session = log_on();
    ok_hr(HrAllocAdviseSink(hear, NULL, &sink), S_OK);
    ok_hr(session->lpVtbl->Advise(session, 0, NULL, 0, sink, &connection), S_OK);
    ok(session->lpVtbl->Release(session) == 0, "references are left\n");
    ok(WaitForSingleObject(heard.told, 60000) == WAIT_OBJECT_0, "nobody told us\n");
    ok(heard.extended == 1, "told %ld times\n", heard.extended);
    sink->lpVtbl->Release(sink);
    CloseHandle(heard.told);
    drop_profile();
    remove_store();
    MAPIUninitialize();
}

START_TEST(logoff_shared)
{
    GetTempPathA(sizeof(path) - 32, path);
    strcat(path, "omtest-logoff-shared.omstore");
    if (harness_argc > 1) {
        const char *kind = harness_argv[1];

        harness_is_child();
        if (!strncmp(kind, "two", 3)) be_two_guests(!strcmp(kind, "two-end"));
        else if (!strcmp(kind, "page")) end_by_the_page();
        else be_a_guest(guest_of(kind));
        return;
    }
    remove_store();
    RUN(all_processes_are_told);
    RUN(any_process_may_end_it_for_all);
    RUN(a_user_may_refuse);
    RUN(a_release_is_told_as_an_end);
}
