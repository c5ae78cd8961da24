/*
 * window.c - hidden windows that wake their thread by a registered message
 *
 * The message is szMAPINotificationMsg, so that a client that finds the window can force delivery by sending it
 * (Forcing a Notification, MAPI reference).
 */
#include <windows.h>
#include "sys/window.h"
#include "sys/module.h"
#include "sys/lock.h"
#include "mapicode.h"
#include <stdlib.h>

struct sys_window {
    HWND hwnd;
    DWORD thread;
    void (*on_wake)(void *);
    void *context;
    LONG wake_posted; /* 1 while a posted message is under way */
};

static UINT wake_message;
static LONG session_ending;

static UINT wake_id(void)
{
    UINT id = atomic_get(&wake_message);

    if (!id) {
        id = RegisterWindowMessageA(szMAPINotificationMsg);
        atomic_set(&wake_message, id);
    }
    return id;
}

static LRESULT CALLBACK window_proc(HWND hwnd, UINT message, WPARAM wparam, LPARAM lparam)
{
    struct sys_window *window = (struct sys_window *)GetWindowLongPtrW(hwnd, GWLP_USERDATA);

    if (window && message == wake_id()) {
        atomic_set(&window->wake_posted, 0);
        window->on_wake(window->context);
        return 0;
    }
    if (message == WM_QUERYENDSESSION || (message == WM_ENDSESSION && wparam)) atomic_set(&session_ending, 1);
    return DefWindowProcW(hwnd, message, wparam, lparam);
}

HRESULT sys_window_create(const WCHAR *class_name, const WCHAR *title, void (*on_wake)(void *), void *context,
                          struct sys_window **out)
{
    WNDCLASSEXW class = {.cbSize = sizeof(class), .lpfnWndProc = window_proc, .lpszClassName = class_name};
    struct sys_window *window = calloc(1, sizeof(*window));

    *out = NULL;
    if (!window) return MAPI_E_NOT_ENOUGH_MEMORY;
    class.hInstance = sys_module_own_instance();
    RegisterClassExW(&class); /* already there: fine, CreateWindow tells */
    window->on_wake = on_wake;
    window->context = context;
    window->thread = GetCurrentThreadId();
    window->hwnd =
        CreateWindowExW(0, class_name, title, WS_POPUP, 0, 0, 0, 0, NULL, NULL, class.hInstance, NULL);
    if (!window->hwnd) {
        free(window);
        return MAPI_E_CALL_FAILED;
    }
    SetWindowLongPtrW(window->hwnd, GWLP_USERDATA, (LONG_PTR)window);
    *out = window;
    return S_OK;
}

void sys_window_wake(struct sys_window *window)
{
    if (atomic_swap(&window->wake_posted, 1)) return;
    if (!PostMessageW(window->hwnd, wake_id(), 0, 0)) atomic_set(&window->wake_posted, 0);
}

void sys_window_wake_now(struct sys_window *window)
{
    if (window->thread == GetCurrentThreadId())
        window->on_wake(window->context);
    else
        SendMessageW(window->hwnd, wake_id(), 0, 0);
}

bool sys_window_alive(struct sys_window *window)
{
    DWORD process = 0;

    return GetWindowThreadProcessId(window->hwnd, &process) == window->thread &&
           process == GetCurrentProcessId();
}

void sys_window_destroy(struct sys_window *window)
{
    if (!window) return;
    if (window->thread == GetCurrentThreadId()) {
        SetWindowLongPtrW(window->hwnd, GWLP_USERDATA, 0);
        DestroyWindow(window->hwnd);
    } else if (sys_window_alive(window)) {
        /* Only its thread may destroy it; until that thread pumps, nothing of ours may be reachable from it. */
        SetWindowLongPtrW(window->hwnd, GWLP_USERDATA, 0);
        SetWindowLongPtrW(window->hwnd, GWLP_WNDPROC, (LONG_PTR)DefWindowProcW);
        PostMessageW(window->hwnd, WM_CLOSE, 0, 0);
    }
    free(window);
}

void sys_window_loop(struct sys_window *window)
{
    MSG message;

    (void)window;
    while (GetMessageW(&message, NULL, 0, 0) > 0) {
        TranslateMessage(&message);
        DispatchMessageW(&message);
    }
}

void sys_window_end_loop(struct sys_window *window)
{
    PostThreadMessageW(window->thread, WM_QUIT, 0, 0);
}

bool sys_window_quit_asked(void)
{
    MSG message;

    if (atomic_get(&session_ending)) return true;
    return PeekMessageW(&message, NULL, WM_QUIT, WM_QUIT, PM_NOREMOVE) && message.message == WM_QUIT;
}

void sys_window_pump(void)
{
    MSG message;
    UINT id = wake_id();

    for (int limit = 1000; limit && PeekMessageW(&message, NULL, id, id, PM_REMOVE); limit--)
        if (message.message == id) DispatchMessageW(&message);
}
