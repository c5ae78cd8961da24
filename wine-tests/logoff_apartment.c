/*
 * logoff_apartment.c - providers are logged off on a thread of MAPI's: what reaches the client's
 * thread, which waits for that
 */
#define COBJMACROS
#define INITGUID
#include <windows.h>
#include <objbase.h>
#include <initguid.h>
#include "session_fixture.h"

/* The client's object, which lives in the apartment of the thread that made it. */
static struct {
    IClassFactory factory;
    LONG refs, calls;
    DWORD thread; /* of the last call */
} client;

static HRESULT STDMETHODCALLTYPE client_QueryInterface(IClassFactory *iface, REFIID iid, void **out)
{
    *out = NULL;
    if (!IsEqualGUID(iid, &IID_IUnknown) && !IsEqualGUID(iid, &IID_IClassFactory))
        return E_NOINTERFACE;
    IClassFactory_AddRef(iface);
    *out = iface;
    return S_OK;
}

static ULONG STDMETHODCALLTYPE client_AddRef(IClassFactory *iface)
{
    (void)iface;
    return (ULONG)InterlockedIncrement(&client.refs);
}

static ULONG STDMETHODCALLTYPE client_Release(IClassFactory *iface)
{
    (void)iface;
    return (ULONG)InterlockedDecrement(&client.refs);
}

static HRESULT STDMETHODCALLTYPE client_CreateInstance(IClassFactory *iface, IUnknown *outer,
                                                       REFIID iid, void **out)
{
    (void)outer;
    client.calls++;
    client.thread = GetCurrentThreadId();
    return client_QueryInterface(iface, iid, out);
}

static HRESULT STDMETHODCALLTYPE client_LockServer(IClassFactory *iface, BOOL lock)
{
    (void)iface, (void)lock;
    return E_NOTIMPL;
}

static IClassFactoryVtbl client_vtbl = {
    client_QueryInterface, client_AddRef, client_Release, client_CreateInstance, client_LockServer,
};

static IStream *parcel;     /* the client's object on its way into the provider's apartment */
static IClassFactory *kept; /* ... which the provider leaves to its apartment's end */
static HRESULT unpacked, called = E_PENDING;
static DWORD provider_thread;
static HWND window;
static LRESULT sent;

static void call_the_client(const char *what)
{
    IUnknown *made = NULL;

    if (strcmp(what, "logoff")) return;
    provider_thread = GetCurrentThreadId();
    unpacked = CoGetInterfaceAndReleaseStream(parcel, &IID_IClassFactory, (void **)&kept);
    if (SUCCEEDED(unpacked))
        called = IClassFactory_CreateInstance(kept, NULL, &IID_IUnknown, (void **)&made);
    if (made) IUnknown_Release(made);
    if (window) sent = SendMessageA(window, WM_USER, 20, 22);
}

static LRESULT CALLBACK add(HWND hwnd, UINT message, WPARAM w, LPARAM l)
{
    return message == WM_USER ? (LRESULT)w + l : DefWindowProcA(hwnd, message, w, l);
}

/* 5.6-06, 1.7-06: while a client waits for the log-off, its apartment answers, and so do its
 * windows; nothing waits for the limit */
static void a_log_off_may_call_the_clients_apartment(void)
{
    WNDCLASSA class = {.lpfnWndProc = add, .lpszClassName = "logoff_apartment"};
    IMAPISession *session;
    IMsgStore *store;
    DWORD begun;

    ok_hr(MAPIInitialize(NULL), S_OK); /* this thread is a single-threaded apartment now */
    RegisterClassA(&class);
    window = CreateWindowA("logoff_apartment", "", 0, 0, 0, 0, 0, NULL, NULL, NULL, NULL);
    ok(window != NULL, "no window: %lu\n", GetLastError());
    session = log_on(MAPI_EXTENDED | MAPI_NEW_SESSION);
    store = open_store(session, "Recorder", MDB_NO_MAIL, S_OK);
    client.factory.lpVtbl = &client_vtbl;
    client.refs = 1;
    ok_hr(CoMarshalInterThreadInterfaceInStream(&IID_IClassFactory, (IUnknown *)&client.factory,
                                                &parcel),
          S_OK);
    trouble(REC_HOOKED, REC_EACH, call_the_client);
    begun = GetTickCount();
    ok_hr(session->lpVtbl->Logoff(session, 0, 0, 0), S_OK);
    begun = GetTickCount() - begun;
    trouble(REC_WELL, 0, NULL);
    ok_hr(unpacked, S_OK);
    ok_hr(called, S_OK);
    ok(client.calls == 1, "%ld calls\n", client.calls);
    ok(client.thread == GetCurrentThreadId(), "called on thread %lx\n", client.thread);
    ok(provider_thread && provider_thread != client.thread, "the log-off has no thread\n");
    ok(sent == 42, "a message sent gives %ld\n", (long)sent);
    ok(begun < 9000, "the log-off was given up after %lu ms\n", begun);
    store->lpVtbl->Release(store);
    session->lpVtbl->Release(session);
    ok(alive() == 0, "%ld objects of the provider are left\n", alive());
    DestroyWindow(window);
    window = NULL;
    UnregisterClassA("logoff_apartment", NULL);
    CoDisconnectObject((IUnknown *)&client.factory, 0);
    ok(client.refs == 1, "%ld references are left\n", client.refs);
    MAPIUninitialize();
}

static void send_a_message(const char *what)
{
    if (strcmp(what, "logoff")) return;
    provider_thread = GetCurrentThreadId();
    sent = SendMessageA(window, WM_USER, 20, 22);
}

static DWORD WINAPI free_threaded(void *unused)
{
    MAPIINIT_0 init = {MAPI_INIT_VERSION, MAPI_MULTITHREAD_NOTIFICATIONS | MAPI_NO_COINIT};
    WNDCLASSA class = {.lpfnWndProc = add, .lpszClassName = "logoff_free"};
    IMAPISession *session;
    IMsgStore *store;

    (void)unused;
    ok_hr(CoInitializeEx(NULL, COINIT_MULTITHREADED), S_OK);
    ok_hr(MAPIInitialize(&init), S_OK);
    RegisterClassA(&class);
    window = CreateWindowA("logoff_free", "", 0, 0, 0, 0, 0, NULL, NULL, NULL, NULL);
    session = log_on(MAPI_EXTENDED | MAPI_NEW_SESSION);
    store = open_store(session, "Recorder", MDB_NO_MAIL, S_OK);
    sent = 0;
    trouble(REC_HOOKED, REC_EACH, send_a_message);
    ok_hr(session->lpVtbl->Logoff(session, 0, 0, 0), S_OK);
    trouble(REC_WELL, 0, NULL);
    ok(sent == 42, "a message sent gives %ld\n", (long)sent);
    store->lpVtbl->Release(store);
    session->lpVtbl->Release(session);
    DestroyWindow(window);
    UnregisterClassA("logoff_free", NULL);
    MAPIUninitialize();
    CoUninitialize();
    return 0;
}

/* The same for windows of a thread without an apartment of its own */
static void a_free_threads_windows_answer(void)
{
    HANDLE thread = CreateThread(NULL, 0, free_threaded, NULL, 0, NULL);

    ok(WaitForSingleObject(thread, 60000) == WAIT_OBJECT_0, "the thread hangs\n");
    CloseHandle(thread);
}

START_TEST(logoff_apartment)
{
    load_recording();
    ok_hr(MAPIInitialize(NULL), S_OK);
    make_profile(true);
    log_off(log_on(MAPI_EXTENDED | MAPI_NEW_SESSION));
    MAPIUninitialize();
    RUN(a_log_off_may_call_the_clients_apartment);
    RUN(a_free_threads_windows_answer);
}
