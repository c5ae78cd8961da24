/*
 * window.c - hidden windows that wake their thread by a registered message
 *
 * The message is szMAPINotificationMsg, so that a client that finds the window can force delivery
 * by sending it (Forcing a Notification, MAPI reference).
 *
 * A class outlives its windows, and may outlive our DLL when a thread doesn't pump again. So
 * classes know none of our code: their procedure is DefWindowProcW, and each window gets ours, for
 * as long as it is open.
 */
#include <windows.h>
#include "sys/window.h"
#include "sys/memory.h"
#include "sys/module.h"
#include "sys/lock.h"
#include "mapicode.h"

struct sys_window {
    HWND hwnd;
    DWORD thread;
    const struct sys_window_owner *owner;
    void *context;
    LONG wake_posted; /* 1 while a posted message is under way */
    LONG closed, loop_ended;
};

static UINT wake_message;
static LONG session_ending;
static struct sys_latch
    latch; /* from a message's arrival until its window's owner is held; no wake under it */

static UINT wake_id(void)
{
    UINT id = atomic_get(&wake_message);

    if (!id) {
        id = RegisterWindowMessageA(szMAPINotificationMsg);
        atomic_set(&wake_message, id);
    }
    return id;
}

static void wake_owner(HWND hwnd)
{
    const struct sys_window_owner *owner = NULL;
    struct sys_window *window;
    void *context = NULL;

    sys_latch_take(&latch);
    window = (struct sys_window *)GetWindowLongPtrW(hwnd, GWLP_USERDATA); /* 0: closed */
    if (window) {
        atomic_set(&window->wake_posted, 0);
        context = window->context;
        if (window->owner->hold(context)) owner = window->owner;
    }
    sys_latch_drop(&latch);
    if (owner) owner->wake(context);
}

static LRESULT CALLBACK window_proc(HWND hwnd, UINT message, WPARAM wparam, LPARAM lparam)
{
    if (message == wake_id()) {
        wake_owner(hwnd);
        return 0;
    }
    if (message == WM_QUERYENDSESSION) atomic_set(&session_ending, 1);
    /* 0: somebody refused */
    if (message == WM_ENDSESSION) atomic_set(&session_ending, wparam != 0);
    return DefWindowProcW(hwnd, message, wparam, lparam);
}

HRESULT sys_window_create(const WCHAR *class_name, const WCHAR *title,
                          const struct sys_window_owner *owner, void *context,
                          struct sys_window **out)
{
    WNDCLASSEXW class = {
        .cbSize = sizeof(class), .lpfnWndProc = DefWindowProcW, .lpszClassName = class_name};
    struct sys_window *window = sys_heap_zero(sizeof(*window));

    *out = NULL;
    if (!window) return MAPI_E_NOT_ENOUGH_MEMORY;
    class.hInstance = sys_module_own_instance();
    RegisterClassExW(&class); /* already there: fine, CreateWindow tells */
    window->owner = owner;
    window->context = context;
    window->thread = GetCurrentThreadId();
    window->hwnd = CreateWindowExW(0, class_name, title, WS_POPUP, 0, 0, 0, 0, NULL, NULL,
                                   class.hInstance, NULL);
    if (!window->hwnd) {
        sys_heap_free(window);
        return MAPI_E_CALL_FAILED;
    }
    SetWindowLongPtrW(window->hwnd, GWLP_USERDATA, (LONG_PTR)window);
    SetWindowLongPtrW(window->hwnd, GWLP_WNDPROC, (LONG_PTR)window_proc);
    *out = window;
    return S_OK;
}

bool sys_window_wake(struct sys_window *window)
{
    if (atomic_swap(&window->wake_posted, 1)) return true;
    if (PostMessageW(window->hwnd, wake_id(), 0, 0)) return true;
    atomic_set(&window->wake_posted, 0);
    return false;
}

void sys_window_wake_now(struct sys_window *window)
{
    if (atomic_get(&window->closed)) return;
    if (window->thread != GetCurrentThreadId())
        SendMessageW(window->hwnd, wake_id(), 0, 0);
    else if (window->owner->hold(window->context))
        window->owner->wake(window->context);
}

bool sys_window_alive(struct sys_window *window)
{
    DWORD process = 0;

    return !atomic_get(&window->closed) &&
           GetWindowThreadProcessId(window->hwnd, &process) == window->thread &&
           process == GetCurrentProcessId();
}

void sys_window_close(struct sys_window *window)
{
    bool alive;

    sys_latch_take(&latch);
    alive = sys_window_alive(window);
    if (alive) SetWindowLongPtrW(window->hwnd, GWLP_USERDATA, 0);
    atomic_set(&window->closed, 1);
    sys_latch_drop(&latch);
    if (!alive) return;
    SetWindowLongPtrW(window->hwnd, GWLP_WNDPROC, (LONG_PTR)DefWindowProcW);
    if (window->thread == GetCurrentThreadId())
        DestroyWindow(window->hwnd);
    else
        PostMessageW(window->hwnd, WM_CLOSE, 0, 0); /* only its thread may destroy it */
}

void sys_window_destroy(struct sys_window *window)
{
    if (!window) return;
    sys_window_close(window);
    sys_heap_free(window);
}

/* A sink that posts WM_QUIT to the thread that isn't its own doesn't end it. */
void sys_window_loop(struct sys_window *window)
{
    MSG message;

    while (!atomic_get(&window->loop_ended)) {
        BOOL got = GetMessageW(&message, NULL, 0, 0);

        if (got < 0) return;
        if (!got) continue;
        TranslateMessage(&message);
        DispatchMessageW(&message);
    }
}

void sys_window_end_loop(struct sys_window *window)
{
    atomic_set(&window->loop_ended, 1);
    PostThreadMessageW(window->thread, WM_QUIT, 0, 0);
}

bool sys_window_quit_asked(void)
{
    MSG message;

    if (atomic_get(&session_ending)) return true;
    return PeekMessageW(&message, NULL, WM_QUIT, WM_QUIT, PM_NOREMOVE) &&
           message.message == WM_QUIT;
}

bool sys_input_waits(void)
{
    return GetInputState();
}

uint64_t sys_input_quiet_msec(void)
{
    LASTINPUTINFO last = {sizeof(last), 0};

    return GetLastInputInfo(&last) ? (DWORD)(GetTickCount() - last.dwTime) : GetTickCount64();
}

void sys_window_pump(void)
{
    MSG message;
    UINT id = wake_id();

    for (int limit = 1000; limit && PeekMessageW(&message, NULL, id, id, PM_REMOVE); limit--) {
        if (message.message == WM_QUIT) { /* comes whatever one asks for, and isn't ours */
            PostQuitMessage((int)message.wParam);
            return;
        }
        DispatchMessageW(&message);
    }
}
