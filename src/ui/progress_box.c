/*
 * progress_box.c - the window in which MAPI shows how far a long operation is
 *
 * Who copies for a minute takes no messages meanwhile, so the window has a thread of its own. It is
 * not owned by the caller's window: that would tie the two threads' input together, and no click on
 * Cancel would arrive before the caller looks at his own messages again. It comes up over that
 * window instead, after a moment, and takes the focus from nobody. Neither thread sends the other
 * anything: what is told lies here, and the box looks at it ten times a second.
 */
#include <windows.h>
#include <commctrl.h>
#include "com/progress.h"
#include "base/mem.h"
#include "sys/lock.h"
#include "sys/module.h"
#include "sys/thread.h"
#include "ui/progress_box.h"
#include "ui/progress_box_ids.h"

enum {
    LOOKS_EVERY_MSEC = 100,
    COMES_UP_AT_LOOK = 5
};

struct progress_state {
    ULONG done, count, total;
    bool cancelled;
};

struct progress_box {
    struct sys_thread *thread;
    HANDLE end; /* an event: the thread is to end */
    HWND parent;
    struct sys_latch latch; /* state */
    struct progress_state state;
    struct progress_state shown; /* the thread's own */
    ULONG looks;
};

/* ---- the window, on its own thread ---- */

/* The middle of parent, or of the screen; all of it on the screen. */
static void place(HWND hwnd, HWND parent)
{
    MONITORINFO screen = {.cbSize = sizeof(screen)};
    RECT own, over;
    int width, height, x, y;

    if (!GetMonitorInfoW(MonitorFromWindow(parent ? parent : hwnd, MONITOR_DEFAULTTOPRIMARY),
                         &screen) ||
        !GetWindowRect(hwnd, &own))
        return;
    if (!parent || IsIconic(parent) || !GetWindowRect(parent, &over)) over = screen.rcWork;
    width = own.right - own.left;
    height = own.bottom - own.top;
    x = over.left + (over.right - over.left - width) / 2;
    y = over.top + (over.bottom - over.top - height) / 2;
    x = max(min(x, screen.rcWork.right - width), screen.rcWork.left);
    y = max(min(y, screen.rcWork.bottom - height), screen.rcWork.top);
    SetWindowPos(hwnd, NULL, x, y, 0, 0, SWP_NOSIZE | SWP_NOZORDER | SWP_NOACTIVATE);
}

static void draw(struct progress_box *box, HWND hwnd)
{
    struct progress_state *shown = &box->shown, now;
    WCHAR text[80];

    sys_latch_take(&box->latch);
    now = box->state;
    sys_latch_drop(&box->latch);
    if (now.done != shown->done)
        SendDlgItemMessageW(hwnd, PROGRESS_BOX_BAR, PBM_SETPOS, now.done, 0);
    if (now.cancelled) {
        if (!shown->cancelled) SetDlgItemTextW(hwnd, PROGRESS_BOX_TEXT, L"Cancelling");
        EnableWindow(GetDlgItem(hwnd, IDCANCEL), FALSE);
    } else if (now.total && (now.count != shown->count || now.total != shown->total)) {
        wsprintfW(text, L"%u items completed out of %u", now.count, now.total);
        SetDlgItemTextW(hwnd, PROGRESS_BOX_TEXT, text);
    }
    *shown = now;
}

static void cancel(struct progress_box *box)
{
    sys_latch_take(&box->latch);
    box->state.cancelled = true;
    sys_latch_drop(&box->latch);
}

static INT_PTR CALLBACK box_proc(HWND hwnd, UINT message, WPARAM wparam, LPARAM lparam)
{
    struct progress_box *box = (struct progress_box *)GetWindowLongPtrW(hwnd, DWLP_USER);

    switch (message) {
    case WM_INITDIALOG:
        box = (struct progress_box *)lparam;
        SetWindowLongPtrW(hwnd, DWLP_USER, lparam);
        SendDlgItemMessageW(hwnd, PROGRESS_BOX_BAR, PBM_SETRANGE32, 0, PROGRESS_WHOLE);
        place(hwnd, box->parent);
        SetTimer(hwnd, 1, LOOKS_EVERY_MSEC, NULL);
        return FALSE; /* the focus stays where it is */
    case WM_TIMER:
        draw(box, hwnd);
        if (++box->looks == COMES_UP_AT_LOOK)
            SetWindowPos(hwnd, HWND_TOP, 0, 0, 0, 0,
                         SWP_NOMOVE | SWP_NOSIZE | SWP_NOACTIVATE | SWP_SHOWWINDOW);
        return TRUE;
    case WM_COMMAND:
        if (LOWORD(wparam) != IDCANCEL) return FALSE;
        cancel(box);
        draw(box, hwnd);
        return TRUE;
    }
    return FALSE;
}

/* The progress bar's class comes with a library that nothing else of ours wants. */
static HMODULE load_bars(void)
{
    static const INITCOMMONCONTROLSEX bars = {sizeof(bars), ICC_PROGRESS_CLASS};
    WCHAR path[MAX_PATH + 16];
    UINT n = GetSystemDirectoryW(path, MAX_PATH);
    BOOL(WINAPI * init)(const INITCOMMONCONTROLSEX *);
    HMODULE library;

    if (!n || n > MAX_PATH) return NULL;
    wsprintfW(path + n, L"\\comctl32.dll");
    library = LoadLibraryW(path);
    init = library ? (void *)GetProcAddress(library, "InitCommonControlsEx") : NULL;
    if (init) init(&bars);
    return library;
}

static void run_until_end(struct progress_box *box, HWND hwnd)
{
    MSG message;

    while (MsgWaitForMultipleObjects(1, &box->end, FALSE, INFINITE, QS_ALLINPUT) == 1)
        while (PeekMessageW(&message, NULL, 0, 0, PM_REMOVE)) {
            if (IsDialogMessageW(hwnd, &message)) continue;
            TranslateMessage(&message);
            DispatchMessageW(&message);
        }
}

static void run_box(void *context)
{
    struct progress_box *box = context;
    HMODULE bars = load_bars();
    HWND hwnd = CreateDialogParamW(sys_module_own_instance(), MAKEINTRESOURCEW(PROGRESS_BOX), NULL,
                                   box_proc, (LPARAM)box);

    if (hwnd) {
        run_until_end(box, hwnd);
        DestroyWindow(hwnd);
    }
    if (bars) FreeLibrary(bars);
}

/* ---- what the progress object asks of it ---- */

static void box_show(void *view, ULONG done, ULONG count, ULONG total)
{
    struct progress_box *box = view;

    sys_latch_take(&box->latch);
    box->state.done = done;
    if (total) {
        box->state.count = count;
        box->state.total = total;
    }
    sys_latch_drop(&box->latch);
}

static bool box_cancelled(void *view)
{
    struct progress_box *box = view;
    bool cancelled;

    sys_latch_take(&box->latch);
    cancelled = box->state.cancelled;
    sys_latch_drop(&box->latch);
    return cancelled;
}

static void box_close(void *view)
{
    struct progress_box *box = view;

    SetEvent(box->end);
    sys_thread_join(box->thread);
    CloseHandle(box->end);
    mem_free(box);
}

static const struct progress_view box_view = {box_show, box_cancelled, box_close};

HRESULT progress_box_open(ULONG_PTR parent, ULONG flags, IMAPIProgress **out)
{
    struct progress_box *box = mem_zero(sizeof(*box));
    HRESULT hr;

    *out = NULL;
    if (!box) return MAPI_E_NOT_ENOUGH_MEMORY;
    box->parent = IsWindow((HWND)parent) ? (HWND)parent : NULL;
    box->end = CreateEventW(NULL, TRUE, FALSE, NULL);
    if (!box->end || FAILED(sys_thread_start(run_box, box, &box->thread))) {
        if (box->end) CloseHandle(box->end);
        mem_free(box);
        return progress_create(flags, NULL, NULL, out); /* nobody looks */
    }
    hr = progress_create(flags, &box_view, box, out);
    if (FAILED(hr)) box_close(box);
    return hr;
}
